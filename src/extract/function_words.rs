//! A page's own word on its language, borne out by the commonest words of its text. Far cheaper
//! than statistics of letters, and enough for most pages.

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

/// True if the commonest words of `sample` are those of `language`, and of no other.
pub(super) fn bear_out(sample: &str, language: &str) -> bool {
    let Some(own) = TABLE.codes.iter().position(|c| *c == language) else { return false };
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
        let Some(bits) = TABLE.words.get(lower.as_str()) else { continue };
        for (bit, count) in counts.iter_mut().enumerate() {
            *count += usize::from(bits >> bit & 1 == 1);
        }
    }
    let mine = counts.get(own).copied().unwrap_or(0);
    let other = counts.iter().enumerate().filter(|(i, _)| *i != own).map(|(_, n)| *n).max();
    words >= WORDS_LEAST && mine * 6 > words && mine * 2 > other.unwrap_or(0) * 3
}

#[cfg(test)]
mod tests {
    use super::bear_out;

    #[test]
    fn common_words_tell_a_language() {
        let english = "The minister said that the talks would go on for at least a week, and that \
                       it was too early to say what would come of them. He was in the capital with \
                       a delegation from the north, which has not been there since the war ended.";
        assert!(bear_out(english, "en"));
        for other in ["de", "fr", "nl", "sv", "xx"] {
            assert!(!bear_out(english, other), "{other}");
        }
        assert!(!bear_out("The talks go on", "en"));
    }
}
