//! What someone who mistyped a word may have meant.

/// Longest word that is compared. Characters.
const WORD_CHARS: usize = 32;

/// The known word that is fewest edits away, at most two, and at most one for words of up to four
/// letters.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = plain(word);
    let allowed = if word.len() <= 4 { 1 } else { 2 };
    let near = known.iter().map(|known| (distance(&word, &plain(known)), *known));
    near.filter(|(edits, _)| *edits <= allowed).min_by_key(|(edits, _)| *edits).map(|(_, k)| k)
}

/// The first letters, in lower case and with hyphens as underscores.
fn plain(word: &str) -> Vec<char> {
    let lower = word.chars().take(WORD_CHARS).flat_map(char::to_lowercase);
    lower.map(|letter| if letter == '-' { '_' } else { letter }).collect()
}

/// Edits that turn one word into the other: a letter added, dropped, changed, or two neighbours
/// swapped (Damerau 1964, restricted). Time: product of the lengths.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut previous = None;
    for (row, letter) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, theirs) in other.iter().enumerate() {
            let at =
                |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX);
            let changed = at(&last, column) + usize::from(letter != theirs);
            let edits = changed.min(at(&last, column + 1) + 1).min(at(&next, column) + 1);
            let swapped =
                column > 0 && previous == Some(theirs) && other.get(column - 1) == Some(letter);
            let swap = if swapped { at(&before, column - 1) + 1 } else { usize::MAX };
            next.push(edits.min(swap));
        }
        before = std::mem::replace(&mut last, next);
        previous = Some(letter);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words() {
        let known = ["name", "url", "kind", "include", "exclude", "max_pages", "feed"];
        for (word, expected) in [
            ("nmae", Some("name")),
            ("names", Some("name")),
            ("URL", Some("url")),
            ("includes", Some("include")),
            ("max-pages", Some("max_pages")),
            ("maxpages", Some("max_pages")),
            ("fed", Some("feed")),
            ("curl", Some("url")),
            ("colour", None),
            ("xy", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, &known), expected, "{word}");
        }
        assert_eq!(nearest(&"x".repeat(100_000), &known), None);
    }
}
