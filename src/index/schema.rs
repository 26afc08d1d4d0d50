//! The fields of the index.

use std::sync::LazyLock;

use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};

/// Version of schema and analysis together; an index of another version is rebuilt from the corpus.
pub(crate) const VERSION: &str = "newsint-index/4";
/// First byte of a stem in the title field, where stems and words share one field; a stem that is
/// the word itself is left out there.
pub(crate) const STEM_MARK: &str = "=";
/// The name of our own analysis. The engine only keeps it: it is handed terms.
const STREAM: &str = "stream";
/// The engine's name for no analysis.
const WHOLE: &str = "raw";

/// The schema with its fields.
#[derive(Debug)]
pub(crate) struct Fields {
    /// All of them.
    pub(crate) schema: Schema,
    /// Sequence number in the corpus.
    pub(crate) sequence: Field,
    /// Public id.
    pub(crate) id: Field,
    /// Folded words of title and text, with positions.
    pub(crate) words: Field,
    /// Stems and bigrams, at the positions of their words.
    pub(crate) stems: Field,
    /// Tags, their figures and dates as sortable terms, at the first of the words they cover, and
    /// marks of ends, sentences and paragraphs.
    pub(crate) tags: Field,
    /// Words and stems of the title alone.
    pub(crate) title: Field,
    /// Words of the bylines.
    pub(crate) author: Field,
    /// Host and each of its parents, and the folded name of the outlet.
    pub(crate) site: Field,
    /// Normal form of the address.
    pub(crate) url: Field,
    /// Media type in short: `html`, `pdf`, `text`.
    pub(crate) media: Field,
    /// Language code, `und` if unknown.
    pub(crate) lang: Field,
    /// Publication, seconds since 1970.
    pub(crate) published: Field,
    /// Publication, days since 1970.
    pub(crate) day: Field,
    /// Publication, yyyymm.
    pub(crate) month: Field,
    /// Capture, days since 1970.
    pub(crate) captured: Field,
    /// The largest amount stated, in any currency.
    pub(crate) money: Field,
}

/// The one schema.
pub(crate) static FIELDS: LazyLock<Fields> = LazyLock::new(|| {
    let mut b = Schema::builder();
    let stream = |fieldnorms: bool| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(STREAM)
                .set_fieldnorms(fieldnorms)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        )
    };
    // Names of which one is asked for: no lengths, no counts.
    let name = || {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(WHOLE)
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic),
        )
    };
    let sequence = b.add_u64_field("sequence", NumericOptions::default().set_indexed().set_fast());
    let id = b.add_text_field("id", name());
    let words = b.add_text_field("words", stream(true));
    let stems = b.add_text_field("stems", stream(true));
    let tags = b.add_text_field("tags", stream(false));
    let title = b.add_text_field("title", stream(true));
    let author = b.add_text_field("author", stream(true));
    let site = b.add_text_field("site", name());
    let url = b.add_text_field("url", name());
    let media = b.add_text_field("media", name());
    let lang = b.add_text_field("lang", name());
    let published = b.add_i64_field("published", FAST);
    let day = b.add_i64_field("day", FAST);
    let month = b.add_u64_field("month", FAST);
    let captured = b.add_i64_field("captured", FAST);
    let money = b.add_f64_field("money", FAST);
    Fields {
        schema: b.build(),
        sequence,
        id,
        words,
        stems,
        tags,
        title,
        author,
        site,
        url,
        media,
        lang,
        published,
        day,
        month,
        captured,
        money,
    }
});
