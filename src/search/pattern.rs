//! Wild cards, near spellings and regular expressions.

use std::fmt;
use std::sync::Arc;

use tantivy_fst::{Automaton, Regex};

use crate::index::fold;

/// A pattern over folded words: `*` is any run of characters, `?` any one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    glyphs: Vec<Glyph>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Glyph {
    Is(char),
    One,
    Any,
}

impl Pattern {
    /// Reads a pattern; all other characters stand for themselves.
    pub fn new(text: &str) -> Self {
        let mut glyphs: Vec<Glyph> = Vec::new();
        for c in text.chars() {
            match c {
                '*' if glyphs.last() == Some(&Glyph::Any) => {}
                '*' => glyphs.push(Glyph::Any),
                '?' => glyphs.push(Glyph::One),
                c => glyphs.push(Glyph::Is(c)),
            }
        }
        Self { glyphs }
    }

    /// A pattern that only the text itself fits.
    pub fn literal(text: &str) -> Self {
        Self { glyphs: text.chars().map(Glyph::Is).collect() }
    }

    /// A pattern in which only `*` is a wild card: addresses hold question marks of their own.
    pub fn with_stars(text: &str) -> Self {
        let star = |c| if c == '*' { Glyph::Any } else { Glyph::Is(c) };
        let mut glyphs: Vec<Glyph> = text.chars().map(star).collect();
        glyphs.dedup_by(|a, b| *a == Glyph::Any && *b == Glyph::Any);
        Self { glyphs }
    }

    /// The text, if the pattern has no wild card.
    pub fn as_literal(&self) -> Option<String> {
        self.glyphs.iter().map(|g| if let Glyph::Is(c) = g { Some(*c) } else { None }).collect()
    }

    /// What every match begins with.
    pub fn prefix(&self) -> String {
        let fixed = self.glyphs.iter().map_while(|g| match g {
            Glyph::Is(c) => Some(*c),
            _ => None,
        });
        fixed.collect()
    }

    /// True if there is at least one character that is no wild card.
    pub fn has_letter(&self) -> bool {
        self.glyphs.iter().any(|g| matches!(g, Glyph::Is(_)))
    }

    /// True if the whole word fits. Time: pattern × word at worst.
    pub fn matches(&self, word: &str) -> bool {
        let mut rest = word.chars();
        let mut glyph = 0;
        // Where to take up again when a later part fails: one character further into the last `*`.
        let mut retry: Option<(usize, std::str::Chars<'_>)> = None;
        loop {
            let mut ahead = rest.clone();
            let fits = match (self.glyphs.get(glyph), ahead.next()) {
                (None, None) => return true,
                (Some(Glyph::Any), _) => {
                    glyph += 1;
                    retry = Some((glyph, rest.clone()));
                    continue;
                }
                (Some(Glyph::One), Some(_)) => true,
                (Some(Glyph::Is(wanted)), Some(c)) => *wanted == c,
                _ => false,
            };
            if fits {
                glyph += 1;
                rest = ahead;
                continue;
            }
            let Some((again, from)) = retry.as_mut() else { return false };
            if from.next().is_none() {
                return false;
            }
            glyph = *again;
            rest = from.clone();
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.glyphs.iter().try_for_each(|glyph| match glyph {
            Glyph::Is(c) => write!(f, "{c}"),
            Glyph::One => f.write_str("?"),
            Glyph::Any => f.write_str("*"),
        })
    }
}

/// A regular expression that a whole folded word must fit, as a finite automaton: matching takes
/// time linear in the word, and an expression that needs too many states is refused.
#[derive(Debug, Clone)]
pub struct Expression {
    source: String,
    automaton: Arc<Regex>,
}

impl Expression {
    /// Reads an expression (syntax of the `regex` crate, without `\b`, `^`, `$` and lazy
    /// quantifiers). Case does not matter; accents are folded as in the index. The error says what
    /// is wrong with it.
    pub fn new(source: &str) -> Result<Self, String> {
        let folded: String = source
            .chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { fold_one(c) })
            .collect();
        let automaton = Regex::new(&format!("(?i:{folded})")).map_err(|error| {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or("").trim_start_matches("error: ");
            format!("this regular expression cannot be used: {last}")
        })?;
        Ok(Self { source: source.to_string(), automaton: Arc::new(automaton) })
    }

    /// True if the whole word fits.
    pub fn matches(&self, word: &str) -> bool {
        let mut state = self.automaton.start();
        for byte in word.bytes() {
            state = self.automaton.accept(&state, byte);
            if !self.automaton.can_match(&state) {
                return false;
            }
        }
        self.automaton.is_match(&state)
    }
}

fn fold_one(c: char) -> String {
    fold(&c.to_lowercase().to_string()).into_owned()
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

/// True if the two differ by at most `max` insertions, deletions, replacements and swaps of
/// neighbours
/// (optimal string alignment distance).
pub(crate) fn within_distance(a: &[char], b: &[char], max: usize) -> bool {
    if a.len().abs_diff(b.len()) > max {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &ca) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        let mut best = i + 1;
        for (j, &cb) in b.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut cost = at(&last, j) + usize::from(ca != cb);
            cost = cost.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(&cb) && b.get(j - 1) == Some(&ca);
            if swapped {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            best = best.min(cost);
            row.push(cost);
        }
        if best > max && last.iter().min().is_none_or(|&m| m > max) {
            return false;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().is_some_and(|&d| d <= max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wild_cards_match_whole_words() {
        for (pattern, word, fits) in [
            ("missile*", "missile", true),
            ("missile*", "missiles", true),
            ("missile*", "missil", false),
            ("te?t", "test", true),
            ("te?t", "tet", false),
            ("*news*", "news", true),
            ("*a*b*c", "xxaxxbxxbc", true),
            ("*a*b*c", "xxaxxcxxb", false),
            ("?", "", false),
            ("*", "", true),
            ("미?일*", "미사일을", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(word), fits, "{pattern} {word}");
        }
        let hostile = Pattern::new(&"*a".repeat(30));
        assert!(!hostile.matches(&"a".repeat(29)));
    }

    #[test]
    fn distances_count_edits() {
        let near = |a: &str, b: &str, max| {
            let chars = |s: &str| s.chars().collect::<Vec<_>>();
            within_distance(&chars(a), &chars(b), max)
        };
        assert!(near("missle", "missile", 1));
        assert!(near("korae", "korea", 1));
        assert!(!near("missle", "missiles", 1));
        assert!(near("missle", "missiles", 2));
        assert!(!near("abc", "xyz", 2));
        assert!(near("", "ab", 2));
    }
}
