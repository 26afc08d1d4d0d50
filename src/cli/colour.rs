//! A text on a terminal with its mentions in colour, one colour a kind.

use super::sanitize;
use crate::model::{Kind, Mention};

/// SGR parameters (ECMA-48) of a kind: bright enough on dark and on light grounds.
fn code(kind: Kind) -> &'static str {
    match kind {
        Kind::Entity => "1;34",
        Kind::Money => "1;32",
        Kind::Date => "33",
        Kind::Quantity => "35",
        Kind::Quote => "3;36",
        Kind::Indicator => "1;31",
    }
}

fn begin(kind: Kind) -> String {
    format!("\u{1b}[{}m", code(kind))
}

/// Words in the colour of a kind.
pub(super) fn paint(kind: Kind, words: &str) -> String {
    format!("{}{words}\u{1b}[0m", begin(kind))
}

/// The text, escaped for a terminal, with each mention in the colour of its kind. Mentions come in
/// order of their start; what lies inside another keeps its own colour, what crosses one is left
/// plain.
pub(super) fn marked(text: &str, mentions: &[Mention]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut open: Vec<(u32, Kind)> = Vec::new();
    let mut at = 0;
    let mut ordered: Vec<&Mention> = mentions.iter().collect();
    ordered.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    for mention in ordered {
        let (start, end) = (mention.span.start, mention.span.end);
        close(text, &mut at, start, &mut open, &mut out);
        if open.last().is_some_and(|(last, _)| end > *last) || (start as usize) < at {
            continue;
        }
        push(text, &mut at, start, &mut out);
        out.push_str(&begin(mention.value.kind()));
        open.push((end, mention.value.kind()));
    }
    close(text, &mut at, u32::MAX, &mut open, &mut out);
    push(text, &mut at, text.len() as u32, &mut out);
    out
}

/// Ends the mentions that end at or before `to`; the colour of the one around them comes back.
fn close(text: &str, at: &mut usize, to: u32, open: &mut Vec<(u32, Kind)>, out: &mut String) {
    while let Some((end, _)) = open.pop_if(|(end, _)| *end <= to) {
        push(text, at, end, out);
        out.push_str("\u{1b}[0m");
        if let Some((_, around)) = open.last() {
            out.push_str(&begin(*around));
        }
    }
}

fn push(text: &str, at: &mut usize, to: u32, out: &mut String) {
    out.push_str(&sanitize::block(text.get(*at..to as usize).unwrap_or("")));
    *at = (to as usize).max(*at);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::{Context, tag};

    fn plain(coloured: &str) -> String {
        let mut out = String::new();
        let mut parts = coloured.split("\u{1b}[");
        out.push_str(parts.next().unwrap_or(""));
        for part in parts {
            out.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
        }
        out
    }

    #[test]
    fn colours_nest_and_the_text_stays_whole() {
        let text = "“We paid $5 million to Berlin in May,” Ann Bell said. Ends.";
        let context = Context { language: "en", ..Context::default() };
        let marked = marked(text, &tag(text, &context));
        assert_eq!(plain(&marked), text);
        // Money inside a quotation: its own colour, then the quotation's again.
        assert!(marked.contains("\u{1b}[1;32m$5 million\u{1b}[0m\u{1b}[3;36m to "), "{marked:?}");
        assert!(marked.ends_with(" said. Ends."), "{marked:?}");
    }

    #[test]
    fn escapes_of_the_text_do_not_reach_the_terminal() {
        let marked = marked("a \u{1b}[31m red", &[]);
        assert!(!marked.contains('\u{1b}'), "{marked:?}");
    }
}
