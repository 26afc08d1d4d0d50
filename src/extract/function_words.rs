//! The language of a text by its commonest words. Far cheaper than statistics of letters, and enough
//! for most texts.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// For each word the languages it is common in, one bit each.
struct Table {
    codes: Vec<&'static str>,
    words: FxHashMap<&'static str, u32>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { codes: Vec::new(), words: FxHashMap::default() };
    for row in include_str!("function_words.tsv").lines().filter(|l| !l.starts_with('#')).take(32) {
        let Some((code, words)) = row.split_once('\t') else { continue };
        let bit = 1 << table.codes.len();
        table.codes.push(code);
        for word in words.split(',') {
            *table.words.entry(word).or_default() |= bit;
        }
    }
    table
});

/// Words that a text needs to have at least.
const WORDS_LEAST: usize = 40;

/// How often the commonest words of each language come in a text.
pub(super) struct Commonest {
    counts: [usize; 32],
    words: usize,
}

impl Commonest {
    /// Counts those of `sample`.
    pub(super) fn count(sample: &str) -> Self {
        let mut counts = [0_usize; 32];
        let mut words = 0;
        let mut lower = String::new();
        for word in sample.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
            words += 1;
            if word.len() > 12 {
                continue;
            }
            lower.clear();
            lower.extend(word.chars().flat_map(char::to_lowercase));
            let Some(&bits) = TABLE.words.get(lower.as_str()) else { continue };
            let mut rest = bits;
            while rest != 0 {
                if let Some(count) = counts.get_mut(rest.trailing_zeros() as usize) {
                    *count += 1;
                }
                rest &= rest - 1;
            }
        }
        Self { counts, words }
    }

    /// True if they are those of `language`, and of no other.
    pub(super) fn bear_out(&self, language: &str) -> bool {
        TABLE.codes.iter().position(|c| *c == language).is_some_and(|own| self.tell(own, 3, 2))
    }

    /// The one language that they are plainly those of.
    pub(super) fn plainly(&self) -> Option<&'static str> {
        let own = (0..TABLE.codes.len()).max_by_key(|&row| self.counts.get(row))?;
        self.tell(own, 2, 1).then(|| TABLE.codes.get(own).copied())?
    }

    /// One word in six is of the language in row `own`, and of any other so many times fewer.
    fn tell(&self, own: usize, times: usize, per: usize) -> bool {
        let mine = self.counts.get(own).copied().unwrap_or(0);
        let other = self.counts.iter().enumerate().filter(|(row, _)| *row != own).map(|(_, n)| *n);
        self.words >= WORDS_LEAST
            && mine * 6 > self.words
            && mine * per > other.max().unwrap_or(0) * times
    }
}

#[cfg(test)]
mod tests {
    use super::Commonest;

    #[test]
    fn common_words_tell_a_language() {
        let english = "The minister said that the talks would go on for at least a week, and that \
                       it was too early to say what would come of them. He was in the capital with \
                       a delegation from the north, which has not been there since the war ended.";
        let common = Commonest::count(english);
        assert!(common.bear_out("en"));
        assert_eq!(common.plainly(), Some("en"));
        for other in ["de", "fr", "nl", "sv", "xx"] {
            assert!(!common.bear_out(other), "{other}");
        }
        assert!(!Commonest::count("The talks go on").bear_out("en"));
    }
}
