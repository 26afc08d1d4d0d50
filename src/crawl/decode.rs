//! Bytes of feeds and site maps → text.
//!
//! Order: byte order mark, charset of the HTTP header, XML declaration (RFC 7303, section 3), then
//! a guess. A label that the bytes contradict is not believed.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes in which an XML declaration is looked for: junk may stand before it.
const DECLARATION_BYTES: usize = 2_048;
/// Bytes the detector looks at.
const DETECT_BYTES: usize = 256 * 1024;
/// Characters beyond ASCII, all valid UTF-8, that make a text UTF-8 whatever its label says.
const SURE_CHARACTERS: usize = 8;

/// The text of a body. `content_type` is the value of the HTTP header.
pub(super) fn text<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    // The mark of UTF-32 in little endian begins like that of UTF-16 (XML 1.0, appendix F).
    match body {
        [0xFF, 0xFE, 0, 0, rest @ ..] => return utf32(rest, u32::from_le_bytes).into(),
        [0, 0, 0xFE, 0xFF, rest @ ..] => return utf32(rest, u32::from_be_bytes).into(),
        [b'<', 0, 0, 0, ..] => return utf32(body, u32::from_le_bytes).into(),
        [0, 0, 0, b'<', ..] => return utf32(body, u32::from_be_bytes).into(),
        _ => {}
    }
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        let rest = body.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(rest).0;
    }
    let wide = match body {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        return encoding.decode_without_bom_handling(body).0;
    }
    let utf8 = std::str::from_utf8(body);
    if let Ok(text) = utf8
        && text.bytes().filter(|byte| *byte >= 0xC2).take(SURE_CHARACTERS).count()
            == SURE_CHARACTERS
    {
        return Cow::Borrowed(text);
    }
    // What was read byte by byte up to its label is not UTF-16.
    let narrow = |encoding: &&Encoding| *encoding != UTF_16LE && *encoding != UTF_16BE;
    let named = content_type.and_then(header_charset).or_else(|| declared(body)).filter(narrow);
    match (named, utf8) {
        (Some(encoding), _) if encoding != UTF_8 => encoding.decode_without_bom_handling(body).0,
        (_, Ok(text)) => Cow::Borrowed(text),
        (_, Err(_)) if is_nearly_utf8(body) => String::from_utf8_lossy(body),
        (_, Err(_)) => guess(body).decode_without_bom_handling(body).0,
    }
}

fn utf32(body: &[u8], read: fn([u8; 4]) -> u32) -> String {
    let groups = body.chunks_exact(4).filter_map(|group| group.try_into().ok());
    let point = |group| char::from_u32(read(group)).unwrap_or(char::REPLACEMENT_CHARACTER);
    groups.map(point).collect()
}

/// The charset parameter of a media type (RFC 9110, 8.3.2).
fn header_charset(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| Encoding::for_label(value.as_bytes()))?
    })
}

/// The encoding of the XML declaration.
fn declared(body: &[u8]) -> Option<&'static Encoding> {
    let head = body.get(..DECLARATION_BYTES).unwrap_or(body);
    let start = memchr::memmem::find(head, b"<?xml ")?;
    let rest = head.get(start..)?;
    let rest = rest.get(..memchr::memchr(b'>', rest)?)?;
    let value = rest.get(memchr::memmem::find(rest, b"encoding")? + b"encoding".len()..)?;
    let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
    let start = value.iter().position(is_label)?;
    let label = value.get(start..)?;
    let end = label.iter().position(|byte| !is_label(byte)).unwrap_or(label.len());
    Encoding::for_label(label.get(..end)?)
}

/// Whether only a broken byte here and there keeps a body from being UTF-8.
fn is_nearly_utf8(body: &[u8]) -> bool {
    let (mut broken, mut beyond_ascii) = (0_usize, 0_usize);
    for chunk in body.utf8_chunks() {
        beyond_ascii += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        broken += chunk.invalid().len();
    }
    broken * 20 < beyond_ascii
}

fn guess(body: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    let head = body.get(..DETECT_BYTES).unwrap_or(body);
    detector.feed(head, head.len() == body.len());
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn marks_headers_declarations_and_guesses_in_that_order() {
        assert_eq!(text(b"\xEF\xBB\xBF\xC3\xA9", Some("text/xml; charset=latin1")), "é");
        assert_eq!(text(b"<\0a\0", None), "<a");
        assert_eq!(text(b"\0<\0a", None), "<a");
        assert_eq!(text(b"\xFF\xFE\0\0<\0\0\0", None), "<");
        assert_eq!(text(b"\0\0\0<\0\0\0a", None), "<a");
        let body = b"<?xml version='1.0' encoding='iso-8859-2'?>\xB1";
        assert!(text(body, Some("text/xml; Charset=\"windows-1251\"")).ends_with('±'));
        assert!(text(body, None).ends_with('ą'));
        assert!(text(b"<?xml encoding='utf-16'?>x", None).ends_with('x'));
    }

    #[test]
    fn a_wrong_label_is_not_believed() {
        let latin = b"<?xml version='1.0' encoding='utf-8'?>caf\xE9 et th\xE9 \xE0 la gare";
        assert!(text(latin, None).ends_with("café et thé à la gare"));
        let utf8 = "<?xml version='1.0' encoding='iso-8859-1'?>déjà été là où ça naît".as_bytes();
        assert!(text(utf8, Some("text/xml; charset=iso-8859-1")).ends_with("naît"));
    }
}
