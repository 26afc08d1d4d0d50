//! The wire types: what the program promises to programs that read its JSON.
//!
//! Offsets are Unicode code points, ends exclusive; amounts are exact JSON numbers. These types are
//! apart from the [model](crate::model) so that one can change without the other. Field order is
//! part of the promise.

use rust_decimal::Decimal;
use serde::ser::{Error, Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value as Json};

use super::rates::{Converted, Rates};

use crate::model::{
    Block, BlockKind, CaptureRef, CodePoints, Details, Document, EntityTag, Flag, FlagKind, Label,
    Mention, Moment, Money, Quantity, Quote, SiValue, Span, Stamp, StoredDocument, Value, Warning,
};

/// Schema name of a search hit.
pub const HIT_SCHEMA: &str = "newsint.hit/1";
/// Schema name of a whole stored document.
pub const DOCUMENT_SCHEMA: &str = "newsint.document/1";

/// A decimal as an exact JSON number, without trailing zeros: `1000000000`, `1.5`.
#[derive(Debug)]
struct Figure(Decimal);

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let figure = self.0.normalize();
        match i64::try_from(figure.mantissa()) {
            Ok(whole) if figure.scale() == 0 => serializer.serialize_i64(whole),
            _ => {
                let number: Number = figure.to_string().parse().map_err(S::Error::custom)?;
                number.serialize(serializer)
            }
        }
    }
}

/// A share between 0 and 1 to two decimals.
fn hundredths(share: f32) -> f64 {
    (f64::from(share.clamp(0.0, 1.0)) * 100.0).round() / 100.0
}

/// A float as a JSON number with a fixed count of decimals; what is not finite becomes 0.
fn fixed(value: f64, decimals: usize) -> Option<Number> {
    let value = if value.is_finite() { value } else { 0.0 };
    format!("{value:.decimals$}").parse().ok()
}

/// One document as `extract` prints it.
#[derive(Debug, serde::Serialize)]
pub struct DocumentLine<'a> {
    #[serde(skip_serializing_if = "Json::is_null")]
    id: &'a Json,
    #[serde(flatten)]
    fields: Fields<'a>,
    text: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    languages: Vec<LanguageWire<'a>>,
    flags: Vec<FlagWire<'a>>,
    warnings: Vec<WarningWire<'a>>,
    #[serde(flatten)]
    details: Option<&'a Details>,
}

impl<'a> DocumentLine<'a> {
    /// The line with the further metadata after the other fields.
    #[must_use]
    pub fn with_details(mut self, details: &'a Details) -> Self {
        self.details = Some(details);
        self
    }
}

/// A part of a text in one language.
#[derive(Debug, serde::Serialize)]
struct LanguageWire<'a> {
    start: usize,
    end: usize,
    language: Option<&'a str>,
}

impl<'a> DocumentLine<'a> {
    /// Adds which parts of the text are in which language.
    #[must_use]
    pub fn with_languages(
        mut self,
        parts: impl IntoIterator<Item = (Span, Option<&'a str>)>,
    ) -> Self {
        let points = CodePoints::new(self.text);
        let wire = parts.into_iter().map(|(span, language)| {
            let (start, end) = points.of_span(span);
            LanguageWire { start, end, language }
        });
        self.languages = wire.collect();
        self
    }
}

/// Schema name of an explanation.
pub const EXPLANATION_SCHEMA: &str = "newsint.explanation/1";

/// How a document came to be, as `extract --explain` prints it.
#[derive(Debug, serde::Serialize)]
pub struct ExplanationLine<'a, T: Serialize> {
    schema: &'static str,
    #[serde(flatten)]
    document: DocumentLine<'a>,
    #[serde(flatten)]
    how: &'a T,
    blocks: Vec<PlacedBlock<'a>>,
}

#[derive(Debug, serde::Serialize)]
struct PlacedBlock<'a> {
    #[serde(flatten)]
    block: BlockWire,
    path: &'a str,
}

/// A document with everything that is told of it; `paths` are the places of its blocks.
pub fn explanation_line<'a, T: Serialize>(
    line: DocumentLine<'a>,
    document: &'a Document,
    how: &'a T,
    paths: &'a [String],
) -> ExplanationLine<'a, T> {
    let points = CodePoints::new(&document.text);
    let paths = paths.iter().map(String::as_str).chain(std::iter::repeat(""));
    let blocks = document.blocks.iter().zip(paths);
    ExplanationLine {
        schema: EXPLANATION_SCHEMA,
        document: line,
        how,
        blocks: blocks
            .map(|(block, path)| PlacedBlock { block: BlockWire::new(&points, block), path })
            .collect(),
    }
}

/// The fields that describe a document, in their order everywhere.
#[derive(Debug, serde::Serialize)]
struct Fields<'a> {
    url: &'a str,
    title: &'a str,
    author: &'a [String],
    site: Option<&'a str>,
    published: Option<Stamp>,
    modified: Option<Stamp>,
    language: Option<&'a str>,
}

impl<'a> Fields<'a> {
    fn new(document: &'a Document) -> Self {
        Self {
            url: &document.url,
            title: &document.title,
            author: &document.author,
            site: document.site.as_deref(),
            published: document.published,
            modified: document.modified,
            language: document.language.as_deref(),
        }
    }
}

#[derive(Debug, serde::Serialize)]
pub(super) struct FlagWire<'a> {
    kind: FlagKind,
    evidence: &'a str,
}

pub(super) fn flags(flags: &[Flag]) -> Vec<FlagWire<'_>> {
    flags.iter().map(|f| FlagWire { kind: f.kind, evidence: &f.evidence }).collect()
}

#[derive(Debug, serde::Serialize)]
struct WarningWire<'a> {
    code: &'a str,
    message: &'a str,
}

/// The line `extract` prints for a document. With a null `id` the field is absent.
pub fn document_line<'a>(
    id: &'a Json,
    document: &'a Document,
    warnings: &'a [Warning],
) -> DocumentLine<'a> {
    DocumentLine {
        id,
        fields: Fields::new(document),
        text: &document.text,
        languages: Vec::new(),
        flags: flags(&document.flags),
        warnings: warnings
            .iter()
            .map(|w| WarningWire { code: w.code, message: &w.message })
            .collect(),
        details: None,
    }
}

/// The mentions of one text as `tag` prints them.
#[derive(Debug, serde::Serialize)]
pub struct TagLine<'a> {
    #[serde(skip_serializing_if = "Json::is_null")]
    id: &'a Json,
    language: Option<&'a str>,
    mentions: Vec<MentionWire<'a>>,
}

/// The line `tag` prints for a text. With a null `id` the field is absent.
pub fn tag_line<'a>(
    id: &'a Json,
    language: Option<&'a str>,
    text: &'a str,
    mentions: &'a [Mention],
) -> TagLine<'a> {
    TagLine { id, language, mentions: mentions_wire(text, mentions) }
}

/// One mention on the wire.
#[derive(Debug)]
pub struct MentionWire<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    value: &'a Value,
    speaker: Option<(usize, usize)>,
    converted: Option<Converted<'a>>,
}

/// The mentions of a text, in the order given.
pub fn mentions_wire<'a>(text: &'a str, mentions: &'a [Mention]) -> Vec<MentionWire<'a>> {
    let points = CodePoints::new(text);
    mentions.iter().map(|mention| mention_wire(text, &points, mention)).collect()
}

/// One mention whose text is not at hand: its words, and its own and its speaker's code-point
/// ranges.
pub fn mention_parts<'a>(
    range: (usize, usize),
    text: &'a str,
    value: &'a Value,
    speaker: Option<(usize, usize)>,
) -> MentionWire<'a> {
    MentionWire { start: range.0, end: range.1, text, value, speaker, converted: None }
}

/// One mention of a text whose code points are known.
pub fn mention_wire<'a>(
    text: &'a str,
    points: &CodePoints<'_>,
    mention: &'a Mention,
) -> MentionWire<'a> {
    let (start, end) = points.of_span(mention.span);
    let speaker = match &mention.value {
        Value::Quote(quote) => quote.speaker_span.map(|span| points.of_span(span)),
        _ => None,
    };
    let words = mention.span.of(text);
    MentionWire { start, end, text: words, value: &mention.value, speaker, converted: None }
}

impl Serialize for MentionWire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("start", &self.start)?;
        map.serialize_entry("end", &self.end)?;
        map.serialize_entry("text", self.text)?;
        let kind = self.value.kind().as_str();
        map.serialize_entry("kind", kind)?;
        match self.value {
            Value::Entity(entity) => entity_entries(&mut map, entity)?,
            Value::Money(money) => map.serialize_entry(kind, &MoneyWire::new(money))?,
            Value::Date(moment) => map.serialize_entry(kind, &DateWire::new(moment))?,
            Value::Quantity(quantity) => map.serialize_entry(kind, &QuantityWire::new(quantity))?,
            Value::Quote(quote) => {
                map.serialize_entry(kind, &QuoteWire::new(quote, self.speaker))?;
            }
            Value::Indicator(indicator) => map.serialize_entry(
                kind,
                &IndicatorWire { kind: indicator.indicator_kind, value: &indicator.value },
            )?,
        }
        if let Some(converted) = &self.converted {
            map.serialize_entry("converted", &ConvertedWire::new(converted))?;
        }
        map.end()
    }
}

fn entity_entries<M: SerializeMap>(map: &mut M, entity: &EntityTag) -> Result<(), M::Error> {
    map.serialize_entry("label", Label::as_str(entity.label))?;
    map.serialize_entry("canonical", &entity.canonical)?;
    if let Some(id) = &entity.entity {
        map.serialize_entry("entity", id)?;
    }
    if let Some(country) = &entity.metonym {
        map.serialize_entry("metonym", country)?;
    }
    if !entity.candidates.is_empty() {
        map.serialize_entry("candidates", &entity.candidates)?;
    }
    map.serialize_entry("confidence", &hundredths(entity.confidence))
}

/// An amount in another currency, with how it came about.
#[derive(serde::Serialize)]
struct ConvertedWire<'a> {
    currency: &'a str,
    min: Option<Figure>,
    max: Option<Figure>,
    rate: Figure,
    rate_date: String,
    source: &'a str,
}

impl<'a> ConvertedWire<'a> {
    fn new(converted: &Converted<'a>) -> Self {
        Self {
            currency: converted.currency,
            min: converted.min.map(Figure),
            max: converted.max.map(Figure),
            rate: Figure(converted.rate),
            rate_date: converted.rate_date.to_string(),
            source: converted.source,
        }
    }
}

#[derive(serde::Serialize)]
struct MoneyWire<'a> {
    min: Option<Figure>,
    max: Option<Figure>,
    currency: Option<&'a str>,
    candidates: &'a [String],
    #[serde(rename = "mod")]
    modifier: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    per: Option<&'a str>,
}

impl<'a> MoneyWire<'a> {
    fn new(money: &'a Money) -> Self {
        Self {
            min: money.min.map(Figure),
            max: money.max.map(Figure),
            currency: money.currency.as_deref(),
            candidates: &money.candidates,
            modifier: money.modifier.as_str(),
            per: money.per.as_deref(),
        }
    }
}

#[derive(serde::Serialize)]
struct DateWire<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    value: &'a str,
    #[serde(rename = "mod")]
    modifier: Option<&'a str>,
    start: Option<&'a str>,
    end: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    candidates: &'a [String],
}

impl<'a> DateWire<'a> {
    fn new(moment: &'a Moment) -> Self {
        Self {
            kind: moment.moment_type.as_str(),
            value: &moment.value,
            modifier: moment.modifier.as_deref(),
            start: moment.start.as_deref(),
            end: moment.end.as_deref(),
            candidates: &moment.candidates,
        }
    }
}

#[derive(serde::Serialize)]
struct QuantityWire<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    min: Option<Figure>,
    max: Option<Figure>,
    unit: Option<&'a str>,
    #[serde(rename = "mod")]
    modifier: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    si: Option<SiWire<'a>>,
}

/// Bounds of a measure in the SI unit of its kind.
#[derive(serde::Serialize)]
struct SiWire<'a> {
    min: Option<Figure>,
    max: Option<Figure>,
    unit: &'a str,
}

impl<'a> SiWire<'a> {
    fn new(si: &'a SiValue) -> Self {
        let (min, max) = (si.min.map(Figure), si.max.map(Figure));
        Self { min, max, unit: &si.unit }
    }
}

impl<'a> QuantityWire<'a> {
    fn new(quantity: &'a Quantity) -> Self {
        Self {
            kind: quantity.quantity_type.as_str(),
            min: quantity.min.map(Figure),
            max: quantity.max.map(Figure),
            unit: quantity.unit.as_deref(),
            modifier: quantity.modifier.as_str(),
            si: quantity.si.as_ref().map(SiWire::new),
        }
    }
}

#[derive(serde::Serialize)]
struct QuoteWire<'a> {
    speaker: Option<&'a str>,
    speaker_start: Option<usize>,
    speaker_end: Option<usize>,
    cue: Option<&'a str>,
    #[serde(rename = "type")]
    kind: crate::model::QuoteType,
}

impl<'a> QuoteWire<'a> {
    fn new(quote: &'a Quote, speaker: Option<(usize, usize)>) -> Self {
        Self {
            speaker: quote.speaker.as_deref(),
            speaker_start: speaker.map(|s| s.0),
            speaker_end: speaker.map(|s| s.1),
            cue: quote.cue.as_deref(),
            kind: quote.quote_type,
        }
    }
}

#[derive(serde::Serialize)]
struct IndicatorWire<'a> {
    #[serde(rename = "type")]
    kind: crate::model::IndicatorKind,
    value: &'a str,
}

/// One search hit as `search --json` prints it.
#[derive(Debug, serde::Serialize)]
pub struct HitLine<'a> {
    schema: &'static str,
    id: &'a str,
    score: Option<Number>,
    title: &'a str,
    url: &'a str,
    site: Option<&'a str>,
    published: Option<Stamp>,
    language: Option<&'a str>,
    snippet: &'a str,
    spans: Vec<(usize, usize)>,
    capture: HitCapture<'a>,
}

#[derive(Debug, serde::Serialize)]
struct HitCapture<'a> {
    sha256: &'a str,
    fetched_at: &'a str,
    warc: &'a str,
    offset: u64,
}

/// The line `search` prints for a hit. `spans` are the byte spans of the matches in the document's
/// text.
pub fn hit_line<'a>(
    stored: &'a StoredDocument,
    score: f64,
    snippet: &'a str,
    spans: &[Span],
) -> HitLine<'a> {
    let document = &stored.document;
    let points = CodePoints::new(&document.text);
    HitLine {
        schema: HIT_SCHEMA,
        id: &stored.id,
        score: fixed(score, 4),
        title: &document.title,
        url: &document.url,
        site: document.site.as_deref(),
        published: document.published,
        language: document.language.as_deref(),
        snippet,
        spans: spans.iter().map(|&span| points.of_span(span)).collect(),
        capture: HitCapture {
            sha256: &stored.capture.sha256,
            fetched_at: &stored.capture.fetched_at,
            warc: &stored.capture.warc,
            offset: stored.capture.offset,
        },
    }
}

/// One stored document with everything known of it: the line of a JSONL export and of `show
/// --json`.
#[derive(Debug, serde::Serialize)]
pub struct StoredLine<'a> {
    schema: &'static str,
    id: &'a str,
    version: u32,
    #[serde(flatten)]
    fields: Fields<'a>,
    text: &'a str,
    blocks: Vec<BlockWire>,
    flags: Vec<FlagWire<'a>>,
    mentions: Vec<MentionWire<'a>>,
    capture: CaptureWire<'a>,
}

#[derive(Debug, serde::Serialize)]
struct CaptureWire<'a> {
    sha256: &'a str,
    url: &'a str,
    fetched_at: &'a str,
    warc: &'a str,
    offset: u64,
}

impl<'a> CaptureWire<'a> {
    fn new(capture: &'a CaptureRef) -> Self {
        Self {
            sha256: &capture.sha256,
            url: &capture.url,
            fetched_at: &capture.fetched_at,
            warc: &capture.warc,
            offset: capture.offset,
        }
    }
}

#[derive(Debug, serde::Serialize)]
struct BlockWire {
    start: usize,
    end: usize,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
}

impl BlockWire {
    fn new(points: &CodePoints<'_>, block: &Block) -> Self {
        let (start, end) = points.of_span(block.span);
        let (kind, level) = match block.kind {
            BlockKind::Paragraph => ("paragraph", None),
            BlockKind::Heading(level) => ("heading", Some(level)),
            BlockKind::ListItem => ("list_item", None),
            BlockKind::TableRow => ("table_row", None),
            BlockKind::Quote => ("quote", None),
            BlockKind::Preformatted => ("preformatted", None),
        };
        Self { start, end, kind, level }
    }
}

/// The whole of a stored document as one line.
pub fn stored_line(stored: &StoredDocument) -> StoredLine<'_> {
    stored_line_with(stored, None)
}

/// The same, with amounts of certain currency also by these rates.
pub fn stored_line_with<'a>(
    stored: &'a StoredDocument,
    rates: Option<&'a Rates>,
) -> StoredLine<'a> {
    let day = rates.and_then(|_| Rates::day_of(stored));
    let converted = |mention: &Mention| match &mention.value {
        Value::Money(money) => rates?.convert(money, day?),
        _ => None,
    };
    let document = &stored.document;
    let points = CodePoints::new(&document.text);
    StoredLine {
        schema: DOCUMENT_SCHEMA,
        id: &stored.id,
        version: stored.version,
        fields: Fields::new(document),
        text: &document.text,
        blocks: document.blocks.iter().map(|b| BlockWire::new(&points, b)).collect(),
        flags: flags(&document.flags),
        mentions: stored
            .mentions
            .iter()
            .map(|mention| MentionWire {
                converted: converted(mention),
                ..mention_wire(&document.text, &points, mention)
            })
            .collect(),
        capture: CaptureWire::new(&stored.capture),
    }
}
