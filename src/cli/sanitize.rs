//! Text from the open web, made safe for a terminal or a table cell.

use std::borrow::Cow;

/// True for characters that could move the cursor, hide text or turn its direction.
fn is_hostile(c: char) -> bool {
    let code = c as u32;
    c.is_control()
        || matches!(code, 0x00AD | 0x061C | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E)
        || matches!(code, 0x2060..=0x206F | 0xFEFF)
        || matches!(code, 0xFFF9..=0xFFFB | 0xE0000..=0xE007F | 0xE000..=0xF8FF)
}

/// One line of harmless text: runs of white space become one space, hostile characters `\u{…}`.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    let clean = !text.chars().any(|c| is_hostile(c) || (c.is_whitespace() && c != ' '))
        && !text.contains("  ")
        && text.trim() == text;
    if clean {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        push_escaped(word, &mut out);
    }
    Cow::Owned(out)
}

/// Text with its line breaks and tabs, everything else hostile escaped.
pub(crate) fn block(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_hostile(c) && c != '\n' && c != '\t') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (i, row) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        for (j, cell) in row.split('\t').enumerate() {
            if j > 0 {
                out.push('\t');
            }
            push_escaped(cell, &mut out);
        }
    }
    Cow::Owned(out)
}

/// Part of a line: spaces at its ends are kept, hostile characters escaped.
pub(crate) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(text, &mut out);
    out
}

fn push_escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        if is_hostile(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_bidi_characters_become_visible() {
        assert_eq!(line("a\u{1b}[31mred\u{202e}x"), "a\\u{1b}[31mred\\u{202e}x");
        assert_eq!(line(" two\n\tlines  here "), "two lines here");
        assert!(matches!(line("plain text"), Cow::Borrowed(_)));
        assert_eq!(block("a\n\tb\r\u{7}"), "a\n\tb\\u{d}\\u{7}");
    }
}
