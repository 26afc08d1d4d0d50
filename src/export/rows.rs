//! Documents and mentions as flat rows: the columns of CSV and XLSX.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::model::{CodePoints, Mention, Stamp, StoredDocument, Value};

/// A cell of a row.
#[derive(Debug, Clone)]
pub(super) enum Cell<'a> {
    /// Text of a document or of the program.
    Text(Cow<'a, str>),
    /// A figure, or nothing.
    Number(String),
}

/// Columns of a row for each mention.
pub(super) const MENTION: [&str; 25] = [
    "document",
    "url",
    "title",
    "site",
    "published",
    "language",
    "kind",
    "label",
    "start",
    "end",
    "text",
    "canonical",
    "entity",
    "min",
    "max",
    "currency",
    "unit",
    "mod",
    "value",
    "date_start",
    "date_end",
    "speaker",
    "cue",
    "sha256",
    "fetched_at",
];

/// Columns of a row for each document.
pub(super) const DOCUMENT: [&str; 16] = [
    "document",
    "version",
    "url",
    "title",
    "author",
    "site",
    "published",
    "modified",
    "language",
    "text",
    "mentions",
    "sha256",
    "capture_url",
    "fetched_at",
    "warc",
    "offset",
];

/// Text, or an empty cell.
fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

fn optional(value: Option<&String>) -> Cell<'_> {
    text(value.map_or("", String::as_str))
}

/// A date of publication or change, empty where there is none.
pub(super) fn stamp(stamp: Option<Stamp>) -> String {
    stamp.map(|s| s.to_string()).unwrap_or_default()
}

/// The row of a document; of its mentions only the number.
pub(super) fn of_document(stored: &StoredDocument) -> [Cell<'_>; DOCUMENT.len()] {
    let (document, capture) = (&stored.document, &stored.capture);
    [
        text(&stored.id),
        Cell::Number(stored.version.to_string()),
        text(&document.url),
        text(&document.title),
        Cell::Text(Cow::Owned(document.author.join("; "))),
        optional(document.site.as_ref()),
        Cell::Text(Cow::Owned(stamp(document.published))),
        Cell::Text(Cow::Owned(stamp(document.modified))),
        optional(document.language.as_ref()),
        text(&document.text),
        Cell::Number(stored.mentions.len().to_string()),
        text(&capture.sha256),
        text(&capture.url),
        text(&capture.fetched_at),
        text(&capture.warc),
        Cell::Number(capture.offset.to_string()),
    ]
}

/// The row of a mention. `published` is [`stamp`] of its document's date.
pub(super) fn of_mention<'a>(
    stored: &'a StoredDocument,
    points: &CodePoints<'_>,
    published: &'a str,
    mention: &'a Mention,
) -> [Cell<'a>; MENTION.len()] {
    let (document, capture) = (&stored.document, &stored.capture);
    let (start, end) = points.of_span(mention.span);
    let values = Values::of(&mention.value);
    [
        text(&stored.id),
        text(&document.url),
        text(&document.title),
        optional(document.site.as_ref()),
        text(published),
        optional(document.language.as_ref()),
        text(mention.value.kind().as_str()),
        text(values.label),
        Cell::Number(start.to_string()),
        Cell::Number(end.to_string()),
        text(mention.span.of(&document.text)),
        text(values.canonical),
        text(values.entity),
        Cell::Number(figure(values.min)),
        Cell::Number(figure(values.max)),
        Cell::Text(values.currency),
        text(values.unit),
        text(values.modifier),
        text(values.value),
        text(values.start),
        text(values.end),
        text(values.speaker),
        text(values.cue),
        text(&capture.sha256),
        text(&capture.fetched_at),
    ]
}

/// The value columns of a mention; empty where they do not apply.
#[derive(Default)]
pub(super) struct Values<'a> {
    pub(super) label: &'static str,
    pub(super) canonical: &'a str,
    pub(super) entity: &'a str,
    pub(super) min: Option<Decimal>,
    pub(super) max: Option<Decimal>,
    pub(super) currency: Cow<'a, str>,
    pub(super) unit: &'a str,
    pub(super) modifier: &'a str,
    pub(super) value: &'a str,
    pub(super) start: &'a str,
    pub(super) end: &'a str,
    pub(super) speaker: &'a str,
    pub(super) cue: &'a str,
}

impl<'a> Values<'a> {
    /// The columns of a value.
    pub(super) fn of(value: &'a Value) -> Self {
        let text = |t: &'a Option<String>| t.as_deref().unwrap_or("");
        match value {
            Value::Entity(entity) => Self {
                label: entity.label.as_str(),
                canonical: &entity.canonical,
                entity: text(&entity.entity),
                ..Self::default()
            },
            Value::Money(money) => Self {
                label: "money",
                min: money.min,
                max: money.max,
                currency: money
                    .currency
                    .as_deref()
                    .map_or_else(|| Cow::Owned(money.candidates.join("|")), Cow::Borrowed),
                unit: text(&money.per),
                modifier: money.modifier.as_str(),
                ..Self::default()
            },
            Value::Date(moment) => Self {
                label: moment.moment_type.as_str(),
                modifier: text(&moment.modifier),
                value: &moment.value,
                start: text(&moment.start),
                end: text(&moment.end),
                ..Self::default()
            },
            Value::Quantity(quantity) => Self {
                label: quantity.quantity_type.as_str(),
                min: quantity.min,
                max: quantity.max,
                unit: text(&quantity.unit),
                modifier: quantity.modifier.as_str(),
                ..Self::default()
            },
            Value::Quote(quote) => Self {
                label: quote.quote_type.as_str(),
                speaker: text(&quote.speaker),
                cue: text(&quote.cue),
                ..Self::default()
            },
            Value::Indicator(indicator) => Self {
                label: indicator.indicator_kind.as_str(),
                canonical: &indicator.value,
                ..Self::default()
            },
        }
    }
}

/// A decimal without trailing zeros; empty for none.
pub(super) fn figure(figure: Option<Decimal>) -> String {
    figure.map(|f| f.normalize().to_string()).unwrap_or_default()
}
