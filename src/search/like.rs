//! The words that tell a document from the others: more like this.

use rustc_hash::FxHashMap;
use tantivy::Term;

use super::searcher::Searcher;
use crate::error::Result;
use crate::index::{FIELDS, Script, is_stop_word, stemming, word_form};
use crate::limits::LIKE_WORDS;
use crate::text::{Class, Layer};

impl Searcher {
    /// The words of a text that tell it from the other documents, most telling first; at most
    /// [`LIKE_WORDS`]. By their count in the text and how few documents have them (TF-IDF: Spärck
    /// Jones, 1972); a word that no other document has finds nothing and is left out.
    pub fn telling_words(&self, text: &str, language: Option<&str>) -> Result<Vec<String>> {
        let layer = Layer::new(text);
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for index in 0..layer.len() {
            let class = layer.get(index).map(|token| token.class);
            let lower = layer.lower(index);
            if class != Some(Class::Word) || lower.chars().count() < 2 {
                continue;
            }
            *counts.entry(word_form(lower).into_owned()).or_default() += 1;
        }
        let searcher = self.engine();
        let documents = searcher.num_docs();
        let mut rated = Vec::new();
        for (word, count) in counts {
            let how = [stemming(language.unwrap_or("und"), Script::of(&word))];
            let term = Term::from_field_text(FIELDS.words, &word);
            let with = searcher.doc_freq(&term)?;
            if with < 2 || is_stop_word(&how, &word) {
                continue;
            }
            let rarity = (documents as f64 / with as f64).ln();
            rated.push(((f64::from(count).ln() + 1.0) * rarity, word));
        }
        rated.sort_by(|(a, word), (b, other)| b.total_cmp(a).then_with(|| word.cmp(other)));
        Ok(rated.into_iter().take(LIKE_WORDS).map(|(_, word)| word).collect())
    }
}
