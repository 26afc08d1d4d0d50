//! Lines of a clipping that belong to the page it was copied from, told by themselves.

use super::lines::ends_sentence;
use super::{phrases, words};

/// Most words of an entry of a menu.
const MENU_WORDS: usize = 3;
/// Entries of a menu on one line.
const MENU_PARTS: usize = 4;

/// Lines no article holds: known phrases, time codes, button labels, file captions.
pub(super) fn is_furniture(line: &str) -> bool {
    phrases::is_furniture(line)
        || is_time_code(line)
        || is_size_button(line)
        || is_caption(line)
        || is_menu_line(line)
        || words::holds("cookie", line)
        || words::start("address", line).is_some()
        || is_footer(line)
}

/// `0:00 0:03:29 0:00`
fn is_time_code(line: &str) -> bool {
    line.contains(':')
        && line
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ':' | ' ' | '/' | '-' | '[' | ']'))
}

/// `XS`, `SM`, `A+`: one label, or several on a line.
fn is_size_button(line: &str) -> bool {
    let label = |w: &str| {
        matches!(
            w,
            "XS" | "S" | "SM" | "M" | "MD" | "L" | "LG" | "XL" | "XXL" | "A-" | "A+" | "A" | "Aa"
        )
    };
    line.split_whitespace().all(label)
}

/// `NAME. (File)`, `(File photo)`
fn is_caption(line: &str) -> bool {
    let end = line.trim_end_matches('.').to_lowercase();
    line.chars().count() < 200
        && [
            "(file)",
            "(file photo)",
            "[file]",
            "(archive)",
            "(archivbild)",
            "(архив)",
            "(자료사진)",
            "(資料圖片)",
            "(资料图)",
        ]
        .iter()
        .any(|m| end.ends_with(m))
}

/// A few words without figures and stops, as the entries of menus are.
pub(super) fn is_label(line: &str) -> bool {
    line.split_whitespace().count() <= MENU_WORDS
        && line.chars().count() <= 30
        && line.chars().any(char::is_alphabetic)
        && !line.chars().any(|c| c.is_numeric() || matches!(c, ':' | '(' | ')' | '[' | ']' | '"'))
        && !ends_sentence(line)
}

/// `Home | News | Sport | Weather`
fn is_menu_line(line: &str) -> bool {
    let marks = [" | ", " · ", " • ", " › ", " » ", " > ", " / "];
    marks.iter().any(|mark| {
        let parts = line.split(mark);
        parts.clone().count() >= MENU_PARTS && parts.clone().all(|part| is_label(part.trim()))
    })
}

/// `***`, `-----`, `* * *`
pub(super) fn is_separator(line: &str) -> bool {
    line.chars().filter(|c| !c.is_whitespace()).count() >= 3
        && line.chars().all(|c| {
            c.is_whitespace()
                || matches!(
                    c,
                    '*' | '-' | '_' | '=' | '~' | '#' | '+' | '.' | '•' | '·' | '—' | '–'
                )
                || ('\u{2500}'..='\u{257f}').contains(&c)
        })
}

/// What a mailing list, a law firm or a site puts under everything it sends.
pub(super) fn is_footer(line: &str) -> bool {
    words::start("footer", line).is_some()
}
