//! What changed between two texts, word by word.

use rustc_hash::FxHashMap;

use super::is_ideograph;
use crate::limits::DIFF_CELLS_MAX;
use crate::model::Span;

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// In both texts.
    Kept,
    /// In the old text only, the new one only, or one for the other.
    Changed,
}

/// A stretch of two texts. Spans begin and end with a word; an empty one stands where the words
/// would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub fate: Fate,
    /// Where in the old text.
    pub old: Span,
    /// Where in the new text.
    pub new: Span,
}

/// Compares two texts by their words (what stands between white space; an ideograph is a word).
/// The stretches are in order and cover all words of both.
///
/// Words that each text has once are anchors, in their longest common order (patience diff: Cohen,
/// 2003); between anchors the longest common subsequence counts. Where that would take more than
/// [`DIFF_CELLS_MAX`] steps, one stretch is given for the other.
pub fn diff(old: &str, new: &str) -> Vec<Change> {
    let (a, b) = (words(old), words(new));
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut number = |text, span: &Span| {
        let next = numbers.len() as u32;
        *numbers.entry(span.of(text)).or_insert(next)
    };
    let x: Vec<u32> = a.iter().map(|span| number(old, span)).collect();
    let y: Vec<u32> = b.iter().map(|span| number(new, span)).collect();
    let mut matches = Vec::new();
    align(&x, &y, (0, 0), DEPTH_MAX, &mut matches);
    stretches(&matches, &a, &b)
}

/// Words of a text in order.
fn words(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let alone = is_ideograph(c);
        if (alone || c.is_whitespace())
            && let Some(start) = start.take()
        {
            out.push(Span::new(start, at));
        }
        if alone {
            out.push(Span::new(at, at + c.len_utf8()));
        } else if !c.is_whitespace() && start.is_none() {
            start = Some(at);
        }
    }
    if let Some(start) = start {
        out.push(Span::new(start, text.len()));
    }
    out
}

/// Times that the stretches between anchors may have anchors of their own.
const DEPTH_MAX: usize = 32;

/// Pairs equal words of two texts, ascending in both. `base`: what to add to the indices.
fn align(x: &[u32], y: &[u32], base: (usize, usize), depth: usize, out: &mut Vec<(usize, usize)>) {
    let head = x.iter().zip(y).take_while(|(a, b)| a == b).count();
    out.extend((0..head).map(|i| (base.0 + i, base.1 + i)));
    let (x, y) = (x.get(head..).unwrap_or_default(), y.get(head..).unwrap_or_default());
    let tail = x.iter().rev().zip(y.iter().rev()).take_while(|(a, b)| a == b).count();
    let base = (base.0 + head, base.1 + head);
    let (x, y) =
        (x.get(..x.len() - tail).unwrap_or_default(), y.get(..y.len() - tail).unwrap_or_default());
    if x.len().saturating_mul(y.len()) <= DIFF_CELLS_MAX {
        subsequence(x, y, base, out);
    } else if depth > 0 {
        let (mut from, mut to) = (0, 0);
        let anchors = anchors(x, y);
        for &(i, j) in &anchors {
            let (left, right) = (x.get(from..i), y.get(to..j));
            let at = (base.0 + from, base.1 + to);
            align(left.unwrap_or_default(), right.unwrap_or_default(), at, depth - 1, out);
            out.push((base.0 + i, base.1 + j));
            (from, to) = (i + 1, j + 1);
        }
        if !anchors.is_empty() {
            let (left, right) = (x.get(from..), y.get(to..));
            let at = (base.0 + from, base.1 + to);
            align(left.unwrap_or_default(), right.unwrap_or_default(), at, depth - 1, out);
        }
    }
    let end = (base.0 + x.len(), base.1 + y.len());
    out.extend((0..tail).map(|i| (end.0 + i, end.1 + i)));
}

/// Words that both have once, in the longest order they have in common.
fn anchors(x: &[u32], y: &[u32]) -> Vec<(usize, usize)> {
    let mut seen: FxHashMap<u32, (u32, u32, usize)> = FxHashMap::default();
    for word in x {
        seen.entry(*word).or_default().0 += 1;
    }
    for (at, word) in y.iter().enumerate() {
        let entry = seen.entry(*word).or_default();
        (entry.1, entry.2) = (entry.1 + 1, at);
    }
    let once = x.iter().enumerate().filter_map(|(at, word)| match seen.get(word) {
        Some(&(1, 1, other)) => Some((at, other)),
        _ => None,
    });
    longest_ascending(&once.collect::<Vec<_>>())
}

/// The longest subsequence whose second numbers ascend.
fn longest_ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best subsequence of each length, and the one before each pair.
    let mut piles: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: usize| pairs.get(at).map_or(0, |pair| pair.1);
    for (at, &(_, value)) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|&top| second(top) < value);
        before.push(pile.checked_sub(1).and_then(|left| piles.get(left)).copied());
        match piles.get_mut(pile) {
            Some(top) => *top = at,
            None => piles.push(at),
        }
    }
    let mut out = Vec::with_capacity(piles.len());
    let mut at = piles.last().copied();
    while let Some(here) = at {
        out.extend(pairs.get(here).copied());
        at = before.get(here).copied().flatten();
    }
    out.reverse();
    out
}

/// The longest common subsequence, by the table of its lengths.
fn subsequence(x: &[u32], y: &[u32], base: (usize, usize), out: &mut Vec<(usize, usize)>) {
    if x.is_empty() || y.is_empty() {
        return;
    }
    let width = y.len() + 1;
    let mut table = vec![0_u32; (x.len() + 1) * width];
    let cell = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in x.iter().enumerate().rev() {
        for (j, b) in y.iter().enumerate().rev() {
            let best = if a == b {
                cell(&table, i + 1, j + 1) + 1
            } else {
                cell(&table, i + 1, j).max(cell(&table, i, j + 1))
            };
            if let Some(slot) = table.get_mut(i * width + j) {
                *slot = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (x.get(i), y.get(j)) {
        if a == b {
            out.push((base.0 + i, base.1 + j));
            (i, j) = (i + 1, j + 1);
        } else if cell(&table, i + 1, j) >= cell(&table, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
}

/// Stretches of kept and changed words.
fn stretches(matches: &[(usize, usize)], a: &[Span], b: &[Span]) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::new();
    let (mut from, mut to) = (0, 0);
    for &(i, j) in matches.iter().chain(std::iter::once(&(a.len(), b.len()))) {
        if i > from || j > to {
            let (old, new) = (range(a, from, i), range(b, to, j));
            out.push(Change { fate: Fate::Changed, old, new });
        }
        let (Some(&old), Some(&new)) = (a.get(i), b.get(j)) else { break };
        match out.last_mut() {
            Some(last) if last.fate == Fate::Kept => {
                (last.old.end, last.new.end) = (old.end, new.end);
            }
            _ => out.push(Change { fate: Fate::Kept, old, new }),
        }
        (from, to) = (i + 1, j + 1);
    }
    out
}

/// From the first to the last of some words; for none the place after the word before.
fn range(words: &[Span], from: usize, to: usize) -> Span {
    let inside = words.get(from..to).unwrap_or_default();
    if let (Some(first), Some(last)) = (inside.first(), inside.last()) {
        return Span { start: first.start, end: last.end };
    }
    let at = from.checked_sub(1).and_then(|at| words.get(at)).map_or(0, |word| word.end);
    Span { start: at, end: at }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kept words as they are, changes as `[-old-]{+new+}`.
    fn marked(old: &str, new: &str) -> String {
        let parts = diff(old, new).into_iter().map(|change| {
            let (was, is) = (change.old.of(old), change.new.of(new));
            match (change.fate, was, is) {
                (Fate::Kept, was, is) => {
                    let words = |text: &str| text.split_whitespace().collect::<String>();
                    assert_eq!(words(was), words(is));
                    is.to_string()
                }
                (Fate::Changed, was, "") => format!("[-{was}-]"),
                (Fate::Changed, "", is) => format!("{{+{is}+}}"),
                (Fate::Changed, was, is) => format!("[-{was}-]{{+{is}+}}"),
            }
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_replaced_added_and_removed() {
        assert_eq!(
            marked("At least 12 people died on Monday.", "At least 14 people died late on Monday."),
            "At least [-12-]{+14+} people died {+late+} on Monday."
        );
        assert_eq!(marked("a b c", "a c"), "a [-b-] c");
        assert_eq!(marked("", "new"), "{+new+}");
        assert_eq!(marked("old", ""), "[-old-]");
        assert_eq!(marked("same\n\nwords", "same words"), "same words");
        assert_eq!(marked("两枚导弹", "三枚导弹"), "[-两-]{+三+} 枚导弹");
    }

    #[test]
    fn long_texts_are_aligned_by_their_own_words() {
        let old: Vec<String> = (0..6000).map(|n| format!("w{n}")).collect();
        let mut new = old.clone();
        new[10] = "x".to_string();
        new[5000] = "y".to_string();
        new.remove(3000);
        let changed: Vec<_> = diff(&old.join(" "), &new.join(" "))
            .into_iter()
            .filter(|change| change.fate == Fate::Changed)
            .collect();
        assert_eq!(changed.len(), 3);
    }

    #[test]
    fn repetitive_texts_are_answered_in_time() {
        let changes = diff(&"a b ".repeat(40_000), &"b a c ".repeat(40_000));
        assert!(!changes.is_empty());
    }
}
