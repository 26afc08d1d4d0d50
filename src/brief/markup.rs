//! Words of others inside our HTML and XML, and which way they are written.

use unicode_width::UnicodeWidthChar;

use super::markdown::one_line;
use crate::escape::xml;

/// Text for an element or an attribute in double quotes: on one line, without characters that are
/// not seen or that XML 1.0 cannot hold.
pub(super) fn escape(text: &str) -> String {
    xml(&one_line(text))
}

/// A web address as a link; anything else as text.
pub(super) fn address(url: &str) -> String {
    let shown = escape(url);
    let lower = url.get(..8).unwrap_or("").to_ascii_lowercase();
    let plain = url.chars().all(|c| !c.is_whitespace() && !c.is_control());
    if plain && (lower.starts_with("http://") || lower.starts_with("https://")) {
        format!("<a href=\"{shown}\" rel=\"noreferrer\">{shown}</a>")
    } else {
        shown
    }
}

/// True where the first letter is of a script that is written from right to left (Unicode Standard
/// Annex 9, P2): Hebrew, Arabic, Syriac, Thaana, N'Ko and their kin.
pub(super) fn is_rtl(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_some_and(|c| {
        matches!(c as u32, 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC
            | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
    })
}

/// Text in lines of at most `columns`, at most `lines` of them; an ellipsis shows what was cut.
pub(super) fn wrap(text: &str, columns: usize, lines: usize) -> Vec<String> {
    let clean = one_line(text);
    let mut out: Vec<String> = Vec::new();
    let mut rest = clean.as_str();
    while !rest.is_empty() && out.len() < lines {
        let last = out.len() + 1 == lines;
        let (mut used, mut fits, mut blank) = (0, rest.len(), None);
        for (at, c) in rest.char_indices() {
            used += c.width().unwrap_or(0);
            if used > columns {
                fits = at;
                break;
            }
            if c == ' ' {
                blank = Some(at);
            }
        }
        if fits < rest.len() {
            // Scripts without spaces break anywhere.
            fits = blank.filter(|at| *at > fits / 2).unwrap_or(fits);
        }
        let (head, tail) = rest.split_at(fits);
        let cut = last && !tail.trim().is_empty();
        out.push(format!("{}{}", head.trim_end(), if cut { "…" } else { "" }));
        if fits == 0 {
            break;
        }
        rest = tail.trim_start();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_at_words_and_scripts_without_spaces_anywhere() {
        assert_eq!(wrap("one two three four", 9, 2), ["one two", "three…"]);
        assert_eq!(wrap("朝鲜周三发射", 6, 9), ["朝鲜周", "三发射"]);
        assert_eq!(wrap("short", 90, 2), ["short"]);
        assert!(wrap("", 9, 2).is_empty());
    }

    #[test]
    fn direction_is_that_of_the_first_letter() {
        assert!(is_rtl("“قال الوزير”") && is_rtl("12 שלום") && !is_rtl("He said “سلام”"));
    }
}
