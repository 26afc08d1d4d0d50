//! Bytes → text: byte order mark, declared charset, `<meta>`, then statistics.
//!
//! The order follows the WHATWG encoding sniffing algorithm; the guess is chardetng's. Charsets that
//! the web platform does not know, but old archives do, are told by bytes that stand in no other.

mod prescan;
mod unlisted;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use self::unlisted::Unlisted;
use crate::model::Warning;

/// Bytes the detector looks at when nothing is declared.
const DETECT_BYTES: usize = 256 * 1024;

/// Characters beyond ASCII, all valid UTF-8, that make a text UTF-8.
const SURE_CHARACTERS: usize = 8;

/// How the bytes of a body are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Charset {
    kind: Kind,
    /// Length of the byte order mark. Bytes.
    mark: usize,
    /// What it was guessed from, where nothing said so.
    guess: Option<&'static str>,
    /// What decided it, in words.
    by: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An encoding of the WHATWG standard.
    Listed(&'static Encoding),
    /// Another one.
    Unlisted(Unlisted),
}

impl Charset {
    fn of(kind: Kind, mark: usize) -> Self {
        Self { kind, mark, guess: None, by: "byte order mark" }
    }

    fn listed(encoding: &'static Encoding, by: &'static str) -> Self {
        Self { by, ..Self::of(Kind::Listed(encoding), 0) }
    }

    fn guessed(kind: Kind, by: &'static str) -> Self {
        Self { kind, mark: 0, guess: Some(by), by }
    }

    /// The name of the charset.
    pub(super) fn name(self) -> &'static str {
        match self.kind {
            Kind::Listed(encoding) => encoding.name(),
            Kind::Unlisted(unlisted) => unlisted.name(),
        }
    }

    /// What decided it, in words.
    pub(super) fn decided_by(self) -> &'static str {
        self.by
    }

    fn text(self, body: &[u8]) -> String {
        let body = body.get(self.mark..).unwrap_or_default();
        match self.kind {
            Kind::Listed(encoding) => encoding.decode_without_bom_handling(body).0.into_owned(),
            Kind::Unlisted(unlisted) => unlisted.decode(body),
        }
    }
}

/// Decodes a body. `declared` is the charset of the media type; `markup` allows `<meta>`
/// declarations; that of XML counts in any case.
pub(super) fn decode(
    body: &[u8],
    declared: Option<&str>,
    markup: bool,
    warnings: &mut Vec<Warning>,
) -> String {
    let charset = decide(body, declared, markup);
    if let Some(by) = charset.guess {
        let message = format!("no charset was declared; read as {} ({by})", charset.name());
        warnings.push(Warning::new("charset-guessed", message));
    }
    charset.text(body)
}

/// Decides how a body is to be read; see [`decode`].
pub(super) fn decide(body: &[u8], declared: Option<&str>, markup: bool) -> Charset {
    // The mark of UTF-32 in little endian begins like that of UTF-16.
    if let Some((unlisted, mark)) = unlisted::by_mark(body) {
        return Charset::of(Kind::Unlisted(unlisted), mark);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        return Charset::of(Kind::Listed(encoding), mark);
    }
    let utf8 = std::str::from_utf8(body);
    // Text in another charset does not come out as valid UTF-8 by chance, whatever its label says.
    let is_sure = |text: &str| {
        text.bytes().filter(|b| *b >= 0xC2).take(SURE_CHARACTERS).count() == SURE_CHARACTERS
    };
    if utf8.is_ok_and(is_sure) {
        return Charset::listed(UTF_8, "valid UTF-8 beyond chance");
    }
    let believed = |encoding: &&Encoding| *encoding != UTF_8 || utf8.is_ok();
    let named = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some(encoding) = named.filter(believed) {
        return Charset::listed(encoding, "declared with the capture");
    }
    if let Some(kind) = by_bytes(body) {
        return kind;
    }
    let meta = if markup || body.starts_with(b"<?xml") { prescan::charset(body) } else { None };
    if let Some(encoding) = meta.filter(believed) {
        return Charset::listed(encoding, "declared in the page");
    }
    // Nearly all of it is UTF-8: a broken byte or a cut, not another charset.
    if utf8.is_ok() || broken_share(body) < 0.05 {
        return Charset::listed(UTF_8, "nearly all of it is UTF-8");
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    let head = body.get(..DETECT_BYTES).unwrap_or(body);
    detector.feed(head, head.len() == body.len());
    let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
    Charset::guessed(Kind::Listed(encoding), "letter statistics")
}

/// Charsets that are told by zero bytes or by escape sequences.
fn by_bytes(body: &[u8]) -> Option<Charset> {
    if let Some(unlisted) = unlisted::by_zeros(body) {
        return Some(Charset::guessed(Kind::Unlisted(unlisted), "zero bytes"));
    }
    if let Some(encoding) = utf16_by_zeros(body) {
        return Some(Charset::guessed(Kind::Listed(encoding), "zero bytes"));
    }
    if !body.is_ascii() {
        return None;
    }
    if let Some(unlisted) = unlisted::by_escapes(body) {
        return Some(Charset::guessed(Kind::Unlisted(unlisted), "escape sequences"));
    }
    let japanese = [b"\x1B$B", b"\x1B$@", b"\x1B(J", b"\x1B(I"];
    let escapes = japanese.iter().any(|escape| memchr::memmem::find(body, *escape).is_some());
    escapes.then(|| Charset::guessed(Kind::Listed(ISO_2022_JP), "escape sequences"))
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

/// UTF-16 without a mark: no other charset has zero bytes in text, and in all markup, line ends
/// and blanks the same byte of each pair is zero.
fn utf16_by_zeros(body: &[u8]) -> Option<&'static Encoding> {
    let head = body.get(..4096).unwrap_or(body);
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = head.len() / 2;
    if pairs < 4 || (even + odd) * 50 < pairs {
        return None;
    }
    if even * 20 < odd {
        Some(UTF_16LE)
    } else if odd * 20 < even {
        Some(UTF_16BE)
    } else {
        None
    }
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
    fn wide_text_of_few_blanks() {
        let text = "북한은 발사했다. 새 미사일이다.\n다음 날 서울에서\n".repeat(3);
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&big, None).0, text);
        let wide: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!(read(&wide, None).0, text);
        let marked: Vec<u8> = [0xFF, 0xFE, 0, 0].into_iter().chain(wide).collect();
        assert_eq!(read(&marked, None), (text.clone(), 0));
        let big: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        assert_eq!(read(&big, None).0, text);
    }

    #[test]
    fn text_in_seven_bits() {
        let japanese = b"\x1B$B%K%e!<%9\x1B(B ok";
        assert_eq!(read(japanese, None).0, "ニュース ok");
        let korean = b"\x1B$)C\x0E;u\x0F \x0E<R=D\x0F ok";
        assert_eq!(read(korean, None).0, "새 소식 ok");
        assert_eq!(read(b"\x1B[1mplain\x1B[0m", None).0, "\x1B[1mplain\x1B[0m");
    }

    #[test]
    fn one_broken_byte_does_not_change_the_charset() {
        let mut body = "Ünïcödé wörds ünd äöü ".repeat(9).into_bytes();
        body.push(0xFF);
        assert!(read(&body, None).0.starts_with("Ünïcödé"));
    }
}
