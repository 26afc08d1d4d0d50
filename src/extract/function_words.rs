//! The language of a text by its commonest words. Far cheaper than statistics of letters, and enough
//! for most texts.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// For each word the languages it is common in, one bit each.
struct Table {
    codes: Vec<&'static str>,
    words: FxHashMap<&'static str, u32>,
    /// Those in ASCII, by their [`Letters`].
    plain: FxHashMap<Letters, u32>,
}

/// The letters of a word of up to sixteen ASCII letters, in lower case; zeros before it.
type Letters = u128;

fn letters(word: &[u8]) -> Letters {
    word.iter().fold(0, |letters, byte| (letters << 8) | Letters::from(byte | 0x20))
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table =
        Table { codes: Vec::new(), words: FxHashMap::default(), plain: FxHashMap::default() };
    for row in include_str!("function_words.tsv").lines().filter(|l| !l.starts_with('#')).take(32) {
        let Some((code, words)) = row.split_once('\t') else { continue };
        let bit = 1 << table.codes.len();
        table.codes.push(code);
        for word in words.split(',') {
            *table.words.entry(word).or_default() |= bit;
        }
    }
    let plain = table.words.iter().filter(|(word, _)| word.bytes().all(|b| b.is_ascii_lowercase()));
    let short = plain.filter(|(word, _)| word.len() <= size_of::<Letters>());
    table.plain = short.map(|(word, bits)| (letters(word.as_bytes()), *bits)).collect();
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
        let table = &*TABLE;
        let mut all = Self { counts: [0; 32], words: 0 };
        let mut lower = String::new();
        let mut rest = sample;
        while !rest.is_empty() {
            let bytes = rest.as_bytes();
            let plain = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
            if bytes.get(plain).is_none_or(u8::is_ascii) {
                let word = bytes.get(..plain).unwrap_or_default();
                let short = plain <= size_of::<Letters>();
                let bits = Some(word).filter(|_| short).and_then(|w| table.plain.get(&letters(w)));
                all.add(plain > 0, bits);
                rest = rest.get(plain + 1..).unwrap_or("");
                continue;
            }
            let end = rest.char_indices().find(|(_, c)| !c.is_alphabetic());
            let (word, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
            lower.clear();
            if word.len() <= 12 {
                lower.extend(word.chars().flat_map(char::to_lowercase));
            }
            all.add(!word.is_empty(), table.words.get(lower.as_str()));
            rest = after.get(end.map_or(0, |(_, c)| c.len_utf8())..).unwrap_or("");
        }
        all
    }

    /// Takes the languages of one word.
    fn add(&mut self, is_word: bool, bits: Option<&u32>) {
        self.words += usize::from(is_word);
        let mut rest = bits.copied().unwrap_or(0);
        while rest != 0 {
            if let Some(count) = self.counts.get_mut(rest.trailing_zeros() as usize) {
                *count += 1;
            }
            rest &= rest - 1;
        }
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
