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

/// `text` with line ends as `\n`, without junk characters, in NFC. Zero-width joiners stay:
/// Persian, Hindi and emoji need them.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let dirty = text.chars().any(|c| c == '\r' || is_junk(c));
    let text: Cow<'_, str> = if dirty {
        let unix = text.replace("\r\n", "\n").replace('\r', "\n");
        Cow::Owned(unix.chars().filter(|c| !is_junk(*c)).collect())
    } else {
        Cow::Borrowed(text)
    };
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text
    } else {
        Cow::Owned(text.nfc().collect())
    }
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
        assert_eq!(clean("cafe\u{301}"), "caf\u{e9}");
        assert_eq!(clean("می\u{200c}شود"), "می\u{200c}شود");
        assert_eq!(line("  two\u{a0} \n words "), "two words");
    }

    #[test]
    fn cuts_fall_between_characters() {
        assert_eq!(cut_chars("äöü", 2), "äö");
        assert_eq!(cut_bytes("äöü", 3), "ä");
    }
}
