//! Corpus → search index: a Tantivy index that is derived, disposable and rebuilt from the corpus.
//!
//! Words, their stems and the tags of a text share one position space, so that a query can ask for
//! a word
//! near a tag. The heavy work ([`prepare`]) is pure and runs in worker threads; [`Writer`] only
//! stores.

mod analyze;
mod fold;
mod gather;
mod hangul;
mod keys;
mod lexicon;
mod merge;
mod prepare;
mod schema;
mod segment;
mod stem;
mod tags;
mod worker;
mod writer;

pub(crate) use analyze::{Sink, analyze, is_possessive, number_form, word_form};
pub(crate) use fold::{fold, fold_name};
pub(crate) use hangul::{bigrams, is_hangul_word, strip_particle};
pub(crate) use keys::{
    MONEY_MARK, QUANTITY_MARK, day_bounds, day_prefix, figure_key, figure_value, normal_url,
};
pub use prepare::{IndexDocument, prepare, prepare_unnamed};
pub(crate) use prepare::{figures, moment_days};
pub(crate) use schema::{FIELDS, STEM_MARK};
pub(crate) use stem::{Script, Stemming, is_function_word, is_stop_word, stem, stemming};
pub(crate) use tags::{
    END_MARK, GROUPS, PARAGRAPH_MARK, QUANTITY_TYPES, QUOTE_END_MARK, SENTENCE_MARK, group_name,
    name_words, unit_key,
};
pub(crate) use writer::open_index;
pub use writer::{Opened, Writer, clear, open};
