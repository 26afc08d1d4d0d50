//! Characters that no document text may hold, and the NFC form.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// True for characters that are taken out: controls but `\n` and `\t`, private use (the index marks
/// tags with
/// them), byte order marks, bidirectional controls, soft hyphens, zero-width space, non-characters.
fn is_junk(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{f0000}'..='\u{10ffff}' => true,
        _ => false,
    }
}

/// True for bytes at which a character may begin that [`clean`] takes out or changes.
fn is_suspect(byte: u8) -> bool {
    if byte.is_ascii() {
        (byte < 0x20 && byte != b'\n' && byte != b'\t') || byte == 0x7f
    } else {
        matches!(byte, 0xc2 | 0xd8 | 0xe2 | 0xee | 0xef | 0xf3 | 0xf4)
    }
}

/// Where the first byte stands that `test` names; looks at many bytes at once.
fn find(bytes: &[u8], test: impl Fn(u8) -> bool) -> Option<usize> {
    let any = |chunk: &[u8]| chunk.iter().fold(false, |found, b| found | test(*b));
    let skip = bytes.chunks(CHUNK).position(any)? * CHUNK;
    Some(skip + bytes.get(skip..)?.iter().position(|b| test(*b))?)
}

/// Bytes looked at together.
const CHUNK: usize = 32;

/// `text` with line ends as `\n`, without junk characters, in NFC. Zero-width joiners stay:
/// Persian, Hindi and emoji need them.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    match strip(text) {
        Cow::Borrowed(text) => compose(text),
        Cow::Owned(text) => match compose(&text) {
            Cow::Owned(text) => Cow::Owned(text),
            Cow::Borrowed(_) => Cow::Owned(text),
        },
    }
}

/// Takes junk out, copying what lies between in one piece.
fn strip(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    let next = |from: usize| {
        let bytes = text.as_bytes().get(from..)?;
        let found = from + find(bytes, is_suspect)?;
        Some((found, text.get(found..)?.chars().next()?))
    };
    while let Some((found, c)) = next(at) {
        at = found + c.len_utf8();
        if c != '\r' && !is_junk(c) {
            continue;
        }
        if copied == 0 {
            out.reserve(text.len());
        }
        out.push_str(text.get(copied..found).unwrap_or_default());
        if c == '\r' && text.as_bytes().get(at) != Some(&b'\n') {
            out.push('\n');
        }
        copied = at;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// `text` in NFC. Characters below U+0300 always are, so only the runs from one above it to the
/// next ASCII character are looked at, and nothing joins across an ASCII character but its marks.
fn compose(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(start) = bytes.get(at..).and_then(|b| find(b, |b| b >= 0xcc)) {
        let start = at + start;
        let length = bytes.iter().skip(start).take_while(|b| !b.is_ascii()).count();
        at = start + length;
        let run = text.get(start..at).unwrap_or_default();
        if run.chars().all(is_composed) || is_nfc_quick(run.chars()) == IsNormalized::Yes {
            continue;
        }
        let before = bytes.get(copied..start).and_then(|b| b.iter().rposition(u8::is_ascii));
        let from = copied + before.unwrap_or(0);
        out.push_str(text.get(copied..from).unwrap_or_default());
        out.extend(text.get(from..at).unwrap_or_default().nfc());
        copied = at;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// True for common characters that NFC neither changes nor joins with what stands before them.
fn is_composed(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{2ff}'
            | '\u{400}'..='\u{482}'
            | '\u{48a}'..='\u{52f}'
            | '\u{2010}'..='\u{205e}'
            | '\u{20a0}'..='\u{20c0}'
            | '\u{3001}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fe}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
    )
}

/// One line: junk out, every run of white space one space, trimmed, NFC.
pub(super) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in clean(text).split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The first `most` characters of `text`.
pub(super) fn cut_chars(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

/// The longest start of `text` that has at most `most` bytes.
pub(super) fn cut_bytes(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junk_goes_and_words_stay() {
        assert_eq!(clean("a\u{0}b\r\nc\u{202e}d\u{e001}\u{feff}\te\rf"), "ab\ncd\te\nf");
        assert_eq!(clean("a\r\n\r\nb\r\r\n\rc\u{85}\u{1}"), "a\n\nb\n\n\nc");
        assert_eq!(clean("cafe\u{301}"), "caf\u{e9}");
        assert_eq!(clean("и\u{306} é’\u{301}"), "й é’\u{301}");
        assert_eq!(clean("か\u{3099} \u{1100}\u{1161}"), "が 가");
        assert_eq!(clean("\u{f900}\u{212b}"), "豈\u{c5}");
        assert!(matches!(clean("“Straße” — 東京 Москва 서울 \u{a0}é"), Cow::Borrowed(_)));
        assert_eq!(clean("می\u{200c}شود"), "می\u{200c}شود");
        assert_eq!(line("  two\u{a0} \n words "), "two words");
    }

    #[test]
    fn cuts_fall_between_characters() {
        assert_eq!(cut_chars("äöü", 2), "äö");
        assert_eq!(cut_bytes("äöü", 3), "ä");
    }
}
