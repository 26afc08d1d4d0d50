//! Sentence borders in texts without capitals, where a stop before a small letter must do.

use crate::model::Span;

/// Characters looked at before a text is held to be without capitals.
const SAMPLE_CHARS: usize = 2_000;
/// Fewest small letters that tell.
const SMALL_MIN: usize = 100;
/// Shortest word, in letters, that can end a sentence here; shorter ones are taken for
/// abbreviations.
const WORD_MIN: usize = 3;

/// True for a text in a script with capitals that has none: old wires, social media, word lists.
pub(super) fn is_caseless(text: &str) -> bool {
    let mut small = 0;
    for c in text.chars().take(SAMPLE_CHARS) {
        if c.is_uppercase() {
            return false;
        }
        small += usize::from(c.is_lowercase());
    }
    small >= SMALL_MIN
}

/// Parts a span at every stop, question or exclamation mark that white space follows.
pub(super) fn parts(text: &str, span: Span) -> Vec<Span> {
    let whole = span.of(text);
    let mut parts = Vec::new();
    let (mut start, mut letters) = (0, 0);
    let mut chars = whole.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = match c {
            '.' => letters >= WORD_MIN,
            '!' | '?' => true,
            _ => false,
        };
        letters = if c.is_alphanumeric() { letters + 1 } else { 0 };
        if !ends || !chars.peek().is_none_or(|&(_, n)| n.is_whitespace()) {
            continue;
        }
        let mut end = at + c.len_utf8();
        // A closing mark may stand apart: `diseases. ’ the most`.
        let tail = whole.get(end..).unwrap_or("");
        if let Some(close) = tail.trim_start().chars().next().filter(|c| "’”»)".contains(*c)) {
            end += tail.len() - tail.trim_start().len() + close.len_utf8();
        }
        while chars.next_if(|&(i, n)| i < end || n.is_whitespace()).is_some() {}
        parts.push(Span::new(span.start as usize + start, span.start as usize + end));
        start = chars.peek().map_or(whole.len(), |&(i, _)| i);
    }
    if start < whole.len() {
        parts.push(Span { start: span.start + start as u32, end: span.end });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_before_small_letters_part_sentences() {
        let text = "it rained all day. ‘ it was wet. ’ dr. no paid $1.5 million! why? then";
        let parts: Vec<&str> =
            parts(text, Span::new(0, text.len())).iter().map(|s| s.of(text)).collect();
        assert_eq!(
            parts,
            ["it rained all day.", "‘ it was wet. ’", "dr. no paid $1.5 million!", "why?", "then"]
        );
        assert!(is_caseless(&text.repeat(5)) && !is_caseless(&"It rained. ".repeat(50)));
    }
}
