//! Who speaks in a transcript: labels at the beginning of lines that come again and again.

use rustc_hash::{FxHashMap, FxHashSet};

/// Longest label. Characters.
const LABEL_CHARS: usize = 48;
/// Most words of a label.
const LABEL_WORDS: usize = 6;
/// Lines with labels from which a text is a transcript.
const TURNS: usize = 3;

/// The speakers of a text; none if it is no transcript.
#[derive(Debug, Default)]
pub(super) struct Speakers<'t> {
    labels: FxHashSet<&'t str>,
}

impl<'t> Speakers<'t> {
    /// Looks for the labels of a text: two speakers or more, and one of them more than once.
    pub(super) fn of(text: &'t str) -> Self {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for label in text.lines().filter_map(label) {
            *counts.entry(label).or_default() += 1;
        }
        let turns: usize = counts.values().sum();
        let again = counts.values().any(|n| *n >= 2);
        let loud = |label: &str| !label.chars().any(char::is_lowercase);
        let shouted = counts.keys().filter(|label| loud(label)).count();
        // Labels in capitals are labels; others, such as `Note:`, must all come again.
        let sure = shouted * 2 > counts.len() || counts.values().all(|n| *n >= 2);
        if counts.len() < 2 || turns < TURNS || !again || !sure {
            return Self::default();
        }
        Self { labels: counts.into_keys().collect() }
    }

    /// True if the text is a transcript.
    pub(super) fn any(&self) -> bool {
        !self.labels.is_empty()
    }

    /// True for a line at which somebody begins to speak.
    pub(super) fn is_turn(&self, line: &str) -> bool {
        self.any() && label(line).is_some_and(|label| self.labels.contains(label))
    }

    /// True for a line of the transcript that is no speech: `(Laughter.)`, `[The lights go out]`.
    pub(super) fn is_direction(&self, line: &str) -> bool {
        let line = line.trim();
        let within = |open, close| line.starts_with(open) && line.ends_with(close);
        self.any()
            && (within('(', ')') || within('[', ']') || within('（', '）'))
            && line.chars().any(char::is_alphabetic)
    }
}

/// `MR. PRICE` of `MR. PRICE: Good morning.`
fn label(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let (label, _) = line.split_once([':', '：'])?;
    let first = label.chars().next()?;
    let known = first.is_uppercase() || (first.is_alphabetic() && !first.is_lowercase());
    let plain = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '\'' | '’' | '(' | ')' | ',' | '/')
    };
    let fits = label.chars().count() <= LABEL_CHARS
        && label.split_whitespace().count() <= LABEL_WORDS
        && label.chars().all(plain)
        && !label.ends_with(' ')
        && !label.eq_ignore_ascii_case("http")
        && !label.eq_ignore_ascii_case("https");
    let names = label.split([' ', '(', '/']).filter(|word| !word.is_empty()).all(|word| {
        word.chars().next().is_some_and(|c| !c.is_lowercase()) || matches!(word, "of" | "de")
    });
    (known && fits && names).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::Speakers;

    #[test]
    fn labels_that_come_again() {
        let text = "MR. REED: Good morning.\nQUESTION: Why?\nMR. REED: Because.\n(Laughter.)";
        let speakers = Speakers::of(text);
        assert!(speakers.is_turn("QUESTION: And now?"));
        assert!(speakers.is_direction("(Laughter.)"));
        assert!(!speakers.is_turn("NOBODY: And now?"));
        assert!(!Speakers::of("Note: one.\nWhere: two.\nNote: three.").any());
        assert!(!Speakers::of("Price: 3\nSize: 4").any());
    }
}
