//! The passage of a text that answers a query best.

use super::highlight::{Mark, marks, merge};
use super::query::Query;
use crate::limits::SNIPPET_CHARS_MAX;
use crate::model::{Mention, Span};
use crate::text::Layer;

/// A passage on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The passage; white space is one space each, `…` stands where the text goes on.
    pub text: String,
    /// What to highlight in it: half-open ranges of code points, sorted, apart.
    pub spans: Vec<(usize, usize)>,
    /// Where the passage stands in the document's text (bytes).
    pub source: Span,
}

/// Part of the length that matches may fill; the rest is for the words around them.
const CORE_CHARS: usize = 200;

/// The best passage: most parts of the query, then most matches, then first. Begins and ends with a
/// sentence
/// where that fits, else between words.
///
/// `language` is the document's own (`None` if unknown), `mentions` its tags.
pub fn snippet(text: &str, language: Option<&str>, query: &Query, mentions: &[Mention]) -> Snippet {
    let marks = marks(text, language, query, mentions);
    let core = best_core(text, &marks);
    let source = widen(text, core);
    render(text, source, &marks)
}

/// From the first to the last match of the best passage.
fn best_core(text: &str, marks: &[Mark]) -> Span {
    let mut best = (0, Span::new(0, 0));
    for (first, mark) in marks.iter().enumerate() {
        let limit = advance(text, mark.span.start as usize, CORE_CHARS);
        let mut operands: Vec<usize> = Vec::new();
        let mut end = mark.span.end.min(limit as u32);
        let mut count = 0;
        for next in marks.iter().skip(first).take(LOOK_AHEAD) {
            if next.span.end as usize > limit {
                break;
            }
            if !operands.contains(&next.operand) {
                operands.push(next.operand);
            }
            count += 1;
            end = end.max(next.span.end);
        }
        let score = operands.len() * LOOK_AHEAD + count;
        if score > best.0 {
            best = (score, Span { start: mark.span.start, end });
        }
    }
    best.1
}

/// Most matches looked at from one start.
const LOOK_AHEAD: usize = 64;

/// Byte offset `chars` characters after `from`.
fn advance(text: &str, from: usize, chars: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    rest.char_indices().nth(chars).map_or(text.len(), |(at, _)| from + at)
}

/// Byte offset `chars` characters before `to`.
fn retreat(text: &str, to: usize, chars: usize) -> usize {
    let rest = text.get(..to).unwrap_or("");
    rest.char_indices().rev().take(chars).last().map_or(to, |(at, _)| at)
}

/// The core with words around it, up to the length of a snippet.
fn widen(text: &str, core: Span) -> Span {
    let (start, end) = (core.start as usize, core.end as usize);
    let used = core.of(text).chars().count();
    let room = SNIPPET_CHARS_MAX.saturating_sub(used + 2);
    let window_start = retreat(text, start, room);
    let window_end = advance(text, end, room);
    let layer_text = text.get(window_start..window_end).unwrap_or("");
    let layer = Layer::new(layer_text);
    let borders: Vec<(usize, usize)> = layer
        .sentences
        .iter()
        .map(|&(a, b)| layer.span(a as usize, b as usize))
        .map(|s| (window_start + s.start as usize, window_start + s.end as usize))
        .collect();
    let inner = |at: usize| at > window_start || window_start == 0;
    // Begin with the sentence of the first match, if two thirds of the room suffice.
    let sentence = borders.iter().rev().find(|&&(a, _)| a <= start && inner(a)).map(|&(a, _)| a);
    let lead = |from: usize| text.get(from..start).unwrap_or("").chars().count();
    let from = match sentence {
        Some(at) if lead(at) <= room * 2 / 3 => at,
        _ => word_start(text, retreat(text, start, room / 3), start),
    };
    let left = room.saturating_sub(lead(from));
    let limit = advance(text, end, left);
    let whole = borders.iter().map(|&(_, b)| b).filter(|&b| b >= end && b <= limit).max();
    let to = match whole {
        _ if limit == text.len() => limit,
        Some(at) if at < window_end || window_end == text.len() => at,
        _ => word_end(text, limit, end),
    };
    Span::new(from, to.max(end))
}

/// The first start of a word at or after `at`, but not after `max`.
fn word_start(text: &str, at: usize, max: usize) -> usize {
    if at == 0 {
        return 0;
    }
    let part = text.get(at..max).unwrap_or("");
    let space = part.find(char::is_whitespace);
    let from = space.map_or(at, |s| at + s);
    let rest = text.get(from..max).unwrap_or("");
    from + (rest.len() - rest.trim_start().len())
}

/// The last end of a word at or before `at`, but not before `min`.
fn word_end(text: &str, at: usize, min: usize) -> usize {
    if text.get(at..).is_none_or(|rest| rest.starts_with(char::is_whitespace) || rest.is_empty()) {
        return at;
    }
    let part = text.get(min..at).unwrap_or("");
    part.rfind(char::is_whitespace).map_or(at, |s| min + s)
}

/// One line with its highlights.
fn render(text: &str, source: Span, marks: &[Mark]) -> Snippet {
    let mut spans: Vec<Span> = marks
        .iter()
        .map(|m| m.span)
        .filter(|s| s.overlaps(source))
        .map(|s| Span { start: s.start.max(source.start), end: s.end.min(source.end) })
        .collect();
    merge(&mut spans);
    let passage = source.of(text);
    let mut out = Snippet { text: String::new(), spans: Vec::new(), source };
    let mut length = 0;
    if text.get(..source.start as usize).is_some_and(|before| !before.trim().is_empty())
        && !starts_sentence(text, source.start as usize)
    {
        out.text.push_str("… ");
        length += 2;
    }
    let mut marks = spans.iter().peekable();
    let mut open: Option<usize> = None;
    let mut last_space = true;
    for (offset, c) in passage.char_indices() {
        let at = source.start + offset as u32;
        if let Some(from) = open
            && marks.peek().is_some_and(|m| m.end <= at)
        {
            out.spans.push((from, length - usize::from(last_space && length > from)));
            open = None;
            marks.next();
        }
        let is_space = c.is_whitespace() || c.is_control();
        if !(is_space && last_space) {
            if open.is_none() && marks.peek().is_some_and(|m| m.start <= at) && !is_space {
                open = Some(length);
            }
            out.text.push(if is_space { ' ' } else { c });
            length += 1;
        }
        last_space = is_space;
    }
    if let Some(from) = open {
        out.spans.push((from, length - usize::from(last_space && length > from)));
    }
    let trimmed = out.text.trim_end().len();
    out.text.truncate(trimmed);
    if ends_inside(text, source.end as usize) {
        out.text.push_str(" …");
    }
    out
}

fn starts_sentence(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    let end = before.trim_end();
    end.len() < before.len() && end.ends_with(['.', '!', '?', '”', '"', ':', '»'])
        || before.ends_with('\n')
        || end.ends_with(['。', '！', '？'])
}

/// The text goes on after `at` within the same sentence.
fn ends_inside(text: &str, at: usize) -> bool {
    let after = text.get(at..).unwrap_or("");
    let before = text.get(..at).unwrap_or("").trim_end();
    !after.trim().is_empty()
        && !after.starts_with('\n')
        && !before.ends_with(['.', '!', '?', '。', '！', '？', '”', '"', '»'])
}
