//! Bytes → text: byte order mark, declared charset, `<meta>`, then statistics.
//!
//! The order follows the WHATWG encoding sniffing algorithm; the guess is chardetng's.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::model::Warning;

/// Bytes at the start of a page in which a `<meta charset>` is looked for.
const META_BYTES: usize = 4096;
/// Bytes the detector looks at when nothing is declared.
const DETECT_BYTES: usize = 256 * 1024;

/// Characters beyond ASCII, all valid UTF-8, that make a text UTF-8.
const SURE_CHARACTERS: usize = 8;

/// Decodes a body. `declared` is the charset of the media type; `markup` allows `<meta>`
/// declarations.
pub(super) fn decode(
    body: &[u8],
    declared: Option<&str>,
    markup: bool,
    warnings: &mut Vec<Warning>,
) -> String {
    if let Some((encoding, skip)) = Encoding::for_bom(body) {
        return decode_as(encoding, body.get(skip..).unwrap_or_default());
    }
    let named = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let is_utf8 = std::str::from_utf8(body);
    // Text in another charset does not come out as valid UTF-8 by chance, whatever its label says.
    if let Ok(text) = is_utf8
        && text.bytes().filter(|b| *b >= 0xC2).take(SURE_CHARACTERS).count() == SURE_CHARACTERS
    {
        return text.to_owned();
    }
    if let Some(encoding) = named
        && (encoding != UTF_8 || is_utf8.is_ok())
    {
        return decode_as(encoding, body);
    }
    if let Some(encoding) = utf16_by_zeros(body) {
        warn_guess(warnings, encoding, "zero bytes");
        return decode_as(encoding, body);
    }
    let meta = if markup { meta_charset(body) } else { None };
    if let Some(encoding) = meta
        && (encoding != UTF_8 || is_utf8.is_ok())
    {
        return decode_as(encoding, body);
    }
    match is_utf8 {
        Ok(text) => return text.to_owned(),
        // Nearly all of it is UTF-8: a broken byte or a cut, not another charset.
        Err(_) if broken_share(body) < 0.05 => return decode_as(UTF_8, body),
        Err(_) => {}
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    let head = body.get(..DETECT_BYTES).unwrap_or(body);
    detector.feed(head, head.len() == body.len());
    let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
    warn_guess(warnings, encoding, "letter statistics");
    decode_as(encoding, body)
}

fn warn_guess(warnings: &mut Vec<Warning>, encoding: &'static Encoding, by: &str) {
    let message = format!("no charset was declared; read as {} ({by})", encoding.name());
    warnings.push(Warning::new("charset-guessed", message));
}

fn decode_as(encoding: &'static Encoding, body: &[u8]) -> String {
    encoding.decode_without_bom_handling(body).0.into_owned()
}

/// Share of the non-ASCII bytes that are not part of a UTF-8 character.
fn broken_share(body: &[u8]) -> f64 {
    let (mut broken, mut beyond_ascii) = (0_usize, 0_usize);
    for chunk in body.utf8_chunks() {
        beyond_ascii += chunk.valid().bytes().filter(|b| !b.is_ascii()).count();
        broken += chunk.invalid().len();
    }
    broken as f64 / (broken + beyond_ascii).max(1) as f64
}

/// UTF-16 without a mark: in European text and in all markup every other byte is zero.
fn utf16_by_zeros(body: &[u8]) -> Option<&'static Encoding> {
    let head = body.get(..1024).unwrap_or(body);
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    if odd * 10 > pairs * 4 && even * 20 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 4 && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The charset of `<meta charset=…>`, of `<meta http-equiv … content="…;charset=…">` or of the XML
/// declaration.
fn meta_charset(body: &[u8]) -> Option<&'static Encoding> {
    let head = body.get(..META_BYTES).unwrap_or(body).to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'<', head.get(from..)?).map(|n| n + from) {
        let rest = head.get(at..)?;
        if rest.starts_with(b"<!--") {
            from = at + memchr::memmem::find(rest, b"-->").unwrap_or(rest.len());
            continue;
        }
        let tag = rest.get(..memchr::memchr(b'>', rest).unwrap_or(rest.len()))?;
        let key: &[u8] = if tag.starts_with(b"<meta") { b"charset" } else { b"encoding" };
        if (tag.starts_with(b"<meta") || tag.starts_with(b"<?xml"))
            && let Some(encoding) = label_after(tag, key)
        {
            // What could read "<meta" byte by byte is not UTF-16 (WHATWG HTML 13.2.3.2).
            let wide = encoding == UTF_16LE || encoding == UTF_16BE;
            return Some(if wide { UTF_8 } else { encoding });
        }
        from = at + tag.len().max(1);
    }
    None
}

/// The encoding named in `tag` after `key` and an equals sign.
fn label_after(tag: &[u8], key: &[u8]) -> Option<&'static Encoding> {
    for at in memchr::memmem::find_iter(tag, key) {
        let rest = tag.get(at + key.len()..)?.trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b"=") else { continue };
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let end = rest
            .iter()
            .position(|b| matches!(b, b'"' | b'\'' | b';' | b'/') || b.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let label = rest.get(..end)?;
        if label == b"x-user-defined" {
            return Some(WINDOWS_1252);
        }
        if let Some(encoding) = Encoding::for_label(label) {
            return Some(encoding);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &[u8], declared: Option<&str>) -> (String, usize) {
        let mut warnings = Vec::new();
        let text = decode(body, declared, true, &mut warnings);
        (text, warnings.len())
    }

    #[test]
    fn a_mark_wins_over_what_is_declared() {
        let (text, warned) = read(b"\xEF\xBB\xBFna\xC3\xAFve", Some("windows-1252"));
        assert_eq!((text.as_str(), warned), ("na\u{ef}ve", 0));
        assert_eq!(read(b"\xFF\xFEa\0b\0", None).0, "ab");
    }

    #[test]
    fn declared_then_meta_then_statistics() {
        let russian = encoding_rs::WINDOWS_1251.encode("Переговоры прошли в столице").0;
        assert_eq!(read(&russian, Some("cp1251")).0, "Переговоры прошли в столице");
        let mut page =
            b"<html><head><meta http-equiv='x' content='text/html; charset=windows-1251'>".to_vec();
        page.extend_from_slice(&russian);
        assert!(read(&page, None).0.ends_with("в столице"));
        let (text, warned) = read(&russian, None);
        assert_eq!((text.as_str(), warned), ("Переговоры прошли в столице", 1));
    }

    #[test]
    fn a_wrong_utf8_label_is_not_believed() {
        let (text, _) = read(b"caf\xE9 et th\xE9 servis \xE0 la gare", Some("utf-8"));
        assert_eq!(text, "café et thé servis à la gare");
    }

    #[test]
    fn utf16_without_a_mark() {
        let wide: Vec<u8> =
            "<p>plain words</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide, None).0, "<p>plain words</p>");
    }

    #[test]
    fn one_broken_byte_does_not_change_the_charset() {
        let mut body = "Ünïcödé wörds ünd äöü ".repeat(9).into_bytes();
        body.push(0xFF);
        assert!(read(&body, None).0.starts_with("Ünïcödé"));
    }
}
