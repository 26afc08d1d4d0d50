//! What a brief holds. These are also its JSON: offsets are code points, ends exclusive.

use serde::Serialize;
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
    /// Who said what.
    pub quotes: Vec<QuoteLine>,
    /// The cited documents, by number.
    pub sources: Vec<Source>,
}

/// What a brief covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// The query as given.
    pub query: String,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The sentence names it.
    Mention,
    /// It is the day of publication.
    Publication,
}

/// How exact the date of a timeline entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
