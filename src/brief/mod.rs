//! Documents → a brief: key sentences, figures, a timeline and who said what, each line in the
//! words of a source.
//!
//! Nothing is written, only chosen: every line is a span of a document and carries its citation.

mod borne;
mod caseless;
mod cite;
mod copies;
mod days;
mod docx;
mod docx_read;
mod figures;
mod gaps;
mod lint;
mod markdown;
mod markup;
mod people;
mod pool;
mod quotes;
mod render;
mod seal;
mod select;
mod since;
mod svg;
mod terms;
mod timeline;
mod types;
mod verify;
mod writer;

use std::collections::BTreeSet;

pub use docx::render_docx;
pub use lint::{Finding, lint};
pub use render::{Form, Template, render_markdown, render_timeline, render_verifiable};
pub use svg::{months_svg, timeline_svg};
pub use types::{
    BRIEF_SCHEMA, Basis, Brief, Change, Citation, Dropped, Figure, FigureGroup, Gap, Judgement,
    Line, Machine, Method, Month, Person, Precision, QuoteLine, Scope, Since, Source, Timeline,
    TimelineEntry,
};
pub use verify::{Checked, Lookup, record_of, verify, verify_with};
pub use writer::{prompt, take};

use jiff::civil::Date;

use crate::model::{Span, StoredDocument};
use cite::Cited;
use pool::Pool;

/// Splits a text into the byte spans of its sentences, in order.
pub type Sentences = fn(&str) -> Vec<Span>;

/// How long a brief is, and how texts are split.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Sentence borders.
    pub sentences: Sentences,
    /// Words of key sentences; the last sentence may pass the mark.
    pub words: usize,
    /// Most groups of figures.
    pub figures: usize,
    /// Most dates of the timeline.
    pub dates: usize,
    /// Most sentences under one date.
    pub per_date: usize,
    /// First and last day of the timeline.
    pub window: (Option<Date>, Option<Date>),
    /// Most quotations.
    pub quotes: usize,
    /// Languages whose dates and names are tagged; documents in others are a gap.
    pub languages: &'static [&'static str],
}

impl Options {
    /// The usual length: about two pages.
    pub fn new(sentences: Sentences) -> Self {
        Self {
            sentences,
            words: 200,
            figures: 10,
            dates: 15,
            per_date: 2,
            window: (None, None),
            quotes: 12,
            languages: &["ar", "de", "en", "es", "fr", "ko", "ru", "zh"],
        }
    }
}

/// Makes a brief of documents found by `query`, best match first. The same documents give the same
/// brief.
pub fn build(query: &str, documents: &[StoredDocument], options: Options) -> Brief {
    let pool = Pool::new(query, documents, options.sentences);
    let scores = select::scores(&pool);
    let mut cited = Cited::new(&pool);
    let key_sentences = chosen(&pool, &scores, options.words, &mut cited);
    let figures = figures::groups(&pool, &scores, options.figures, &mut cited);
    let size = timeline::Size::of(&options);
    let timeline = timeline::entries(&pool, &scores, size, &mut cited);
    let quotes = quotes::lines(&pool, &scores, options.quotes, &mut cited);
    let people = people::people(&pool, &mut cited);
    let mut brief = Brief {
        schema: BRIEF_SCHEMA,
        scope: scope(query, &pool),
        key_sentences,
        figures,
        timeline,
        people,
        quotes,
        months: gaps::months(pool.documents),
        since: None,
        gaps: Vec::new(),
        machine: None,
        analyst: vec![Judgement::default(); JUDGEMENTS],
        sources: cited.sources(),
        method: Method {
            version: env!("CARGO_PKG_VERSION").to_string(),
            words: options.words,
            template: None,
        },
        digest: String::new(),
    };
    borne::Bearers::new(&pool).fill(&mut brief);
    brief.gaps = gaps::gaps(&brief, pool.documents, options.languages);
    // Nothing in a brief fails to be written as JSON.
    let _ = brief.seal();
    brief
}

/// Empty rows for judgements.
const JUDGEMENTS: usize = 3;

/// The sentences that say most in documents found by `query`, best first: at least `words` words.
pub fn key_sentences(query: &str, documents: &[StoredDocument], options: Options) -> Vec<Line> {
    let pool = Pool::new(query, documents, options.sentences);
    let scores = select::scores(&pool);
    chosen(&pool, &scores, options.words, &mut Cited::new(&pool))
}

/// Matters on which independent sources give values that cannot both hold, with their sources.
pub fn conflicts(
    query: &str,
    documents: &[StoredDocument],
    options: Options,
) -> (Vec<FigureGroup>, Vec<Source>) {
    let pool = Pool::new(query, documents, options.sentences);
    let scores = select::scores(&pool);
    let mut cited = Cited::new(&pool);
    let groups = figures::differing(&pool, &scores, options.figures, &mut cited);
    (groups, cited.sources())
}

fn chosen(pool: &Pool<'_>, scores: &[f32], words: usize, cited: &mut Cited<'_, '_>) -> Vec<Line> {
    select::choose(pool, scores, words)
        .into_iter()
        .filter_map(|index| pool.sentences.get(index))
        .map(|sentence| Line {
            text: pool.text(sentence.document, sentence.span).to_string(),
            citations: cited.sentence(sentence),
            borne_by: 0,
        })
        .collect()
}

/// The dated sentences of documents found by `query`: the `dates` dates that matter most, in order
/// of time.
pub fn timeline(query: &str, documents: &[StoredDocument], options: Options) -> Timeline {
    let pool = Pool::new(query, documents, options.sentences);
    let scores = select::scores(&pool);
    let mut cited = Cited::new(&pool);
    let size = timeline::Size::of(&options);
    let mut entries = timeline::entries(&pool, &scores, size, &mut cited);
    let bearers = borne::Bearers::new(&pool);
    for entry in &mut entries {
        bearers.entry(entry);
    }
    Timeline { entries, sources: cited.sources() }
}

fn scope(query: &str, pool: &Pool<'_>) -> Scope {
    let documents = pool.documents;
    let outlets: BTreeSet<&str> =
        documents.iter().filter_map(|d| d.document.site.as_deref()).collect();
    let languages: BTreeSet<&str> =
        documents.iter().filter_map(|d| d.document.language.as_deref()).collect();
    let dates: BTreeSet<String> =
        documents.iter().filter_map(StoredDocument::published_date).collect();
    let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_string).collect();
    Scope {
        query: query.to_string(),
        as_of: documents.iter().map(|d| d.capture.fetched_at.clone()).max().unwrap_or_default(),
        matched: documents.len(),
        documents: documents.len(),
        originals: pool.originals(),
        outlets: owned(outlets),
        first: dates.first().cloned(),
        last: dates.last().cloned(),
        languages: owned(languages),
    }
}
