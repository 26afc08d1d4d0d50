//! Numbers and words of a short text, with what stands before each.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// One number or word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    /// Empty for numbers.
    pub(super) word: &'t str,
    /// 0 for words.
    pub(super) value: i64,
    /// Count of digits, 0 for words.
    pub(super) digits: usize,
    /// The last character before it that is not a space; a space if there is none.
    pub(super) before: char,
}

static MONTHS: LazyLock<FxHashMap<&'static str, i64>> = LazyLock::new(|| {
    include_str!("months.tsv")
        .lines()
        .filter_map(|row| row.split_once('\t'))
        .filter_map(|(number, names)| Some((number.parse().ok()?, names)))
        .flat_map(|(number, names): (i64, &str)| names.split('|').map(move |n| (n, number)))
        .collect()
});

/// Words that may stand inside a date.
const FILLERS: &[&str] = &[
    "de", "del", "of", "st", "nd", "rd", "th", "er", "º", "ª", "г", "den", "the", "da", "do", "d",
    "في",
];

impl Token<'_> {
    pub(super) fn is_number(&self) -> bool {
        self.digits > 0
    }

    pub(super) fn is_filler(&self) -> bool {
        FILLERS.contains(&self.word)
    }

    /// The month this word names, 1 to 12.
    pub(super) fn month(&self) -> Option<i64> {
        if self.word.is_empty() || self.word.len() > 40 {
            return None;
        }
        MONTHS.get(self.word.to_lowercase().as_str()).copied()
    }
}

/// Cuts `text` into numbers and words.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let digit = is_digit(c);
        if !digit && !is_letter(c) {
            if !c.is_whitespace() {
                before = c;
            }
            continue;
        }
        let mut end = start + c.len_utf8();
        while let Some((_, c)) =
            chars.next_if(|(_, c)| if digit { is_digit(*c) } else { is_letter(*c) })
        {
            end += c.len_utf8();
        }
        let word = text.get(start..end).unwrap_or("");
        if digit {
            let (mut value, mut digits) = (0_i64, 0);
            for figure in word.chars().filter_map(figure) {
                value = value.saturating_mul(10).saturating_add(figure);
                digits += 1;
            }
            out.push(Token { word: "", value, digits, before });
        } else if word != "T" && word != "t" {
            out.push(Token { word, value: 0, digits: 0, before });
        }
        before = ' ';
    }
    out
}

/// The zeros of the scripts that have digits of their own: Arabic, Persian, Devanagari, Bengali,
/// Thai, Myanmar, Khmer, full-width.
const ZEROS: &[char] =
    &['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{1040}', '\u{17e0}', '\u{ff10}'];

/// The value of a decimal digit of any script in [`ZEROS`], or of ASCII.
fn figure(c: char) -> Option<i64> {
    if c.is_ascii() {
        return c.to_digit(10).map(i64::from);
    }
    let value = |zero: &char| (c as u32).checked_sub(*zero as u32).filter(|v| *v < 10);
    ZEROS.iter().find_map(value).map(i64::from)
}

/// True for a decimal digit.
pub(super) fn is_digit(c: char) -> bool {
    figure(c).is_some()
}

/// Letters and vowel signs, but not the East Asian signs for year, month and day.
fn is_letter(c: char) -> bool {
    let sign = matches!(c, '\u{900}'..='\u{97f}' | '\u{980}'..='\u{9ff}' | '\u{300}'..='\u{36f}');
    (c.is_alphabetic() || sign)
        && !is_digit(c)
        && !matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}
