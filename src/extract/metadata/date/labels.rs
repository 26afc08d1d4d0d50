//! Words that say what the date after them is.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// What a date is, by the words before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Published,
    Modified,
    /// Neither: copyright, an event, a membership.
    Other,
}

struct Table {
    matcher: Option<AhoCorasick>,
    labels: Vec<Label>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows = include_str!("labels.tsv").lines().filter(|l| !l.starts_with('#'));
    let (words, labels): (Vec<&str>, Vec<Label>) = rows
        .filter_map(|row| row.split_once('\t'))
        .flat_map(|(kind, words)| {
            let label = match kind {
                "published" => Label::Published,
                "modified" => Label::Modified,
                _ => Label::Other,
            };
            words.split('|').map(move |w| (w, label))
        })
        .unzip();
    let matcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok();
    Table { matcher, labels }
});

/// The parts of a short text (in lower case), each with the label it begins with.
pub(super) fn parts(lower: &str) -> Vec<(Option<Label>, &str)> {
    let mut parts = Vec::new();
    let (mut from, mut label) = (0, None);
    for found in TABLE.matcher.iter().flat_map(|m| m.find_iter(lower)) {
        if !at_word(lower, found.start(), found.end()) {
            continue;
        }
        parts.push((label, lower.get(from..found.start()).unwrap_or("")));
        label = TABLE.labels.get(found.pattern().as_usize()).copied();
        from = found.end();
    }
    parts.push((label, lower.get(from..).unwrap_or("")));
    parts
}

/// The last label in a text.
pub(super) fn last(lower: &str) -> Option<Label> {
    parts(lower).last().and_then(|(label, _)| *label)
}

/// True unless the match lies inside a longer word of an alphabet that parts words by spaces.
fn at_word(text: &str, start: usize, end: usize) -> bool {
    let spaced = |c: char| c.is_alphanumeric() && c < '\u{e00}';
    let before = text.get(..start).and_then(|t| t.chars().next_back());
    let first = text.get(start..).and_then(|t| t.chars().next());
    let last = text.get(..end).and_then(|t| t.chars().next_back());
    let after = text.get(end..).and_then(|t| t.chars().next());
    let joined = |a: Option<char>, b: Option<char>| a.is_some_and(spaced) && b.is_some_and(spaced);
    let digit = after.is_some_and(|c| c.is_ascii_digit());
    !joined(before, first) && (digit || !joined(last, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_what_follows_them() {
        let got = parts("updated 3 jan 2020, first published 1 jan 2020");
        let want = [
            (None, ""),
            (Some(Label::Modified), " 3 jan 2020, "),
            (Some(Label::Published), " 1 jan 2020"),
        ];
        assert_eq!(got, want);
        assert_eq!(last("letzte änderung:"), Some(Label::Modified));
        assert_eq!(last("unpublished papers"), None);
        assert_eq!(last("입력"), Some(Label::Published));
    }
}
