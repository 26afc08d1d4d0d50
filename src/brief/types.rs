//! What a brief holds. These are also its JSON: offsets are code points, ends exclusive.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// Schema name of a brief.
pub const BRIEF_SCHEMA: &str = "newsint.brief/1";

/// A brief: verbatim words of the documents, each with its citations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// [`BRIEF_SCHEMA`].
    pub schema: &'static str,
    /// What it covers.
    pub scope: Scope,
    /// Sentences that say most, best first.
    pub key_sentences: Vec<Line>,
    /// Amounts and counts, grouped by what they are about.
    pub figures: Vec<FigureGroup>,
    /// Events by date.
    pub timeline: Vec<TimelineEntry>,
    /// People and organisations.
    pub people: Vec<Person>,
    /// Who said what.
    pub quotes: Vec<QuoteLine>,
    /// Documents by month of publication, without gaps between the first and the last.
    pub months: Vec<Month>,
    /// What is new, gone or changed since an earlier brief.
    pub since: Option<Since>,
    /// What was asked and not found.
    pub gaps: Vec<Gap>,
    /// What a language model wrote of the key sentences.
    pub machine: Option<Machine>,
    /// Room for the analyst's judgements; newsint leaves it empty.
    pub analyst: Vec<Judgement>,
    /// The cited documents, by number.
    pub sources: Vec<Source>,
    /// How it was made.
    pub method: Method,
    /// SHA-256 of the JSON of all fields but this one and `analyst`.
    pub digest: String,
}

/// A person or organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Name, as resolved.
    pub name: String,
    /// `PERSON` or `ORG`.
    pub label: &'static str,
    /// Wikidata id, where known.
    pub entity: Option<String>,
    /// Number of documents that name it.
    pub documents: usize,
    /// Number of mentions.
    pub mentions: usize,
    /// The forms the documents use, the most frequent first.
    pub aliases: Vec<Line>,
}

/// Documents of one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// `YYYY-MM`.
    pub month: String,
    /// Number of documents.
    pub documents: usize,
}

/// Changes since an earlier brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Since {
    /// Its query.
    pub query: String,
    /// Time of its newest capture.
    pub as_of: String,
    /// Its digest.
    pub digest: String,
    /// What changed.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `new`, `gone` (no longer shown) or `changed`.
    pub change: &'static str,
    /// `source`, `figure`, `date`, `quotation` or `sentence`.
    pub what: &'static str,
    /// Words of this brief; empty for what is gone.
    pub text: String,
    /// Where they stand.
    pub citations: Vec<Citation>,
    /// Words of the earlier brief; empty for what is new.
    pub before: String,
    /// Where those stand: `source` counts in the earlier brief.
    pub before_citations: Vec<Citation>,
}

/// Something that was asked for and not found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// `term`, `month`, `language`, `flag`, `undated`, `unread`, `outlet`, `section`.
    pub kind: &'static str,
    /// In words.
    pub text: String,
    /// Ids of the documents it is about, at most ten.
    pub documents: Vec<String>,
}

/// A summary by a language model, sentence by sentence checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// Address that was asked.
    pub endpoint: String,
    /// Model, as the endpoint names it.
    pub model: String,
    /// SHA-256 of the prompt.
    pub prompt: String,
    /// Sentences that passed.
    pub sentences: Vec<Line>,
    /// Number of sentences that did not, by reason.
    pub dropped: Vec<Dropped>,
    /// Why nothing was written, if nothing was.
    pub failure: Option<String>,
}

/// Sentences that were not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Why.
    pub reason: &'static str,
    /// How many.
    pub sentences: usize,
}

/// A judgement of the analyst.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// In words.
    pub judgement: String,
    /// A term of ICD 203.
    pub likelihood: String,
    /// `low`, `moderate` or `high`.
    pub confidence: String,
    /// What it rests on.
    pub basis: String,
}

/// How a brief was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Method {
    /// Version of newsint.
    pub version: String,
    /// Words of key sentences that were asked for.
    pub words: usize,
    /// SHA-256 of the template, where it is not newsint's own.
    pub template: Option<String>,
}

/// What a brief covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// The query as given.
    pub query: String,
    /// Time of the newest capture read, RFC 3339; nothing later is known to the brief.
    pub as_of: String,
    /// Number of documents that match.
    pub matched: usize,
    /// Number of documents read.
    pub documents: usize,
    /// Number of documents that are no copy of another one.
    pub originals: usize,
    /// Names of the outlets, sorted.
    pub outlets: Vec<String>,
    /// First publication date, `YYYY-MM-DD`.
    pub first: Option<String>,
    /// Last publication date, `YYYY-MM-DD`.
    pub last: Option<String>,
    /// Languages (ISO 639-1), sorted.
    pub languages: Vec<String>,
}

/// Where words stand: `document.text[start..end]` in code points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Number of the source, from 1.
    pub source: usize,
    /// Id of the document.
    pub document: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The words, verbatim.
    pub text: String,
    /// Where they stand; more than one where documents share the very words.
    pub citations: Vec<Citation>,
    /// Number of independent outlets that tell it: copies of one wire and other documents of one
    /// outlet count once. 0 where nobody counted.
    #[serde(skip_serializing_if = "is_zero")]
    pub borne_by: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// A figure in its phrase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The figure as written: "$1 billion".
    pub figure: String,
    /// "money" or "quantity".
    pub kind: &'static str,
    /// Lower bound.
    pub min: Option<Number>,
    /// Upper bound.
    pub max: Option<Number>,
    /// Currency code, or what is counted.
    pub unit: Option<String>,
    /// How the figure bounds the truth: `exact`, `more_than`, …
    #[serde(rename = "mod")]
    pub modifier: &'static str,
    /// The words around it, verbatim.
    pub text: String,
    /// Where those words stand.
    pub citations: Vec<Citation>,
    /// Where else the same value is given, in other words.
    pub also: Vec<Citation>,
    /// Number of independent outlets that tell it.
    pub borne_by: usize,
}

/// Figures on one matter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureGroup {
    /// True if the sources give values that cannot both hold.
    pub differ: bool,
    /// The figures, best first.
    pub figures: Vec<Figure>,
}

/// How the date of a timeline entry came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The sentence names it.
    Mention,
    /// It is the day of publication.
    Publication,
}

/// How exact the date of a timeline entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// One day.
    Day,
    /// A week, a season, a part of a month.
    Span,
    /// One month.
    Month,
    /// One year or more.
    Year,
}

/// A dated sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// First day, `YYYY-MM-DD`.
    pub date: String,
    /// The date as exact as it is known: `2022-11-17`, `2022-11`, `2022-W46`.
    pub value: String,
    /// How exact that is.
    pub precision: Precision,
    /// How it came about.
    pub basis: Basis,
    /// The words that name the date: "last Thursday".
    pub expression: Option<String>,
    /// The sentence, verbatim.
    pub text: String,
    /// Where it stands.
    pub citations: Vec<Citation>,
    /// Number of independent outlets that tell it.
    pub borne_by: usize,
}

/// A timeline with its sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// The entries, by date.
    pub entries: Vec<TimelineEntry>,
    /// The cited documents, by number.
    pub sources: Vec<Source>,
}

/// Something somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuoteLine {
    /// Who, as resolved.
    pub speaker: String,
    /// The verb or phrase of attribution.
    pub cue: Option<String>,
    /// The quotation with its marks, verbatim.
    pub text: String,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// A cited document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its number in the citations, from 1.
    pub number: usize,
    /// Id of the document.
    pub document: String,
    /// Version of its text.
    pub version: u32,
    /// Headline.
    pub title: String,
    /// Outlet.
    pub site: Option<String>,
    /// Language (ISO 639-1).
    pub language: Option<String>,
    /// Publication date, with time where known.
    pub published: Option<String>,
    /// Address.
    pub url: String,
    /// Time of capture.
    pub fetched_at: String,
    /// SHA-256 of the captured bytes.
    pub sha256: String,
    /// WARC file and offset of the capture.
    pub warc: String,
    /// Offset of the record in that file. Bytes.
    pub offset: u64,
    /// Id of the document it is a copy of, if it is one.
    pub copy_of: Option<String>,
    /// The spans cited, in code points, sorted.
    pub spans: Vec<(usize, usize)>,
}
