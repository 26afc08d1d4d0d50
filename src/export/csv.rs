//! Comma-separated values after RFC 4180: one mention a row.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Format, Rates, Written};
use crate::model::{CodePoints, Mention, StoredDocument, Value};

const COLUMNS: [&str; 25] = [
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

/// Further columns where amounts are also given in another currency.
const CONVERTED: [&str; 5] = ["to_currency", "to_min", "to_max", "rate", "rate_date"];

/// Writes one row for each mention.
pub(super) struct Mentions {
    rates: Option<Arc<Rates>>,
}

impl Mentions {
    /// A writer that also gives amounts by these rates.
    pub(super) fn new(rates: Option<Arc<Rates>>) -> Self {
        Self { rates }
    }

    /// The further columns of a mention; none without rates.
    fn converted(&self, stored: &StoredDocument, mention: &Mention) -> Vec<String> {
        let Some(rates) = &self.rates else { return Vec::new() };
        let converted = match &mention.value {
            Value::Money(money) => Rates::day_of(stored).and_then(|day| rates.convert(money, day)),
            _ => None,
        };
        converted.map_or_else(
            || vec![String::new(); CONVERTED.len()],
            |c| {
                vec![
                    c.currency.to_string(),
                    figure(c.min),
                    figure(c.max),
                    figure(Some(c.rate)),
                    c.rate_date.to_string(),
                ]
            },
        )
    }
}

impl Format for Mentions {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let further: &[&str] = if self.rates.is_some() { &CONVERTED } else { &[] };
        write_rows(out, |rows| rows.write_record(COLUMNS.iter().chain(further)))
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let points = CodePoints::new(&stored.document.text);
        let published = stored.document.published.map(|p| p.to_string()).unwrap_or_default();
        write_rows(out, |rows| {
            for mention in &stored.mentions {
                let record = record(stored, &points, &published, mention);
                let further = self.converted(stored, mention);
                let further = further.iter().map(String::as_bytes);
                rows.write_record(record.iter().map(|c| c.as_bytes()).chain(further))?;
            }
            Ok(())
        })?;
        Ok(Written::all(stored.mentions.len()))
    }
}

/// Hands a CSV writer (RFC 4180: CRLF, quotes where needed) over `out` to `fill`.
pub(super) fn write_rows(
    out: &mut dyn Write,
    fill: impl FnOnce(&mut csv::Writer<&mut dyn Write>) -> Result<(), csv::Error>,
) -> io::Result<()> {
    let mut rows =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
    fill(&mut rows)?;
    rows.flush()
}

/// One line of a table in CSV, of text cells that no spreadsheet takes for formulas.
pub fn csv_line(cells: &[&str]) -> io::Result<Vec<u8>> {
    let mut line: Vec<u8> = Vec::new();
    write_rows(&mut line, |rows| {
        let cells: Vec<_> = cells.iter().map(|text| cell(text)).collect();
        rows.write_record(cells.iter().map(|cell| cell.as_bytes()))
    })?;
    Ok(line)
}

/// A text cell that no spreadsheet takes for a formula: `'` before `=`, `+`, `-`, `@`, their
/// full-width forms, tab and line breaks (OWASP, "CSV Injection"). A NUL, which many readers
/// refuse, becomes U+FFFD.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    match (formula, text.contains('\0')) {
        (false, false) => Cow::Borrowed(text),
        (true, false) => Cow::Owned(format!("'{text}")),
        (false, true) => Cow::Owned(text.replace('\0', "\u{fffd}")),
        (true, true) => Cow::Owned(format!("'{}", text.replace('\0', "\u{fffd}"))),
    }
}

/// The value columns of a mention; empty where they do not apply.
#[derive(Default)]
pub(super) struct Values<'a> {
    pub(super) label: &'a str,
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

fn record<'a>(
    stored: &'a StoredDocument,
    points: &CodePoints<'_>,
    published: &'a str,
    mention: &'a Mention,
) -> Vec<Cow<'a, str>> {
    let document = &stored.document;
    let (start, end) = points.of_span(mention.span);
    let values = Values::of(&mention.value);
    let owned = |text: &str| Cow::Owned(cell(text).into_owned());
    vec![
        cell(&stored.id),
        cell(&document.url),
        cell(&document.title),
        cell(document.site.as_deref().unwrap_or("")),
        Cow::Borrowed(published),
        cell(document.language.as_deref().unwrap_or("")),
        Cow::Borrowed(mention.value.kind().as_str()),
        Cow::Borrowed(values.label),
        Cow::Owned(start.to_string()),
        Cow::Owned(end.to_string()),
        cell(mention.span.of(&document.text)),
        cell(values.canonical),
        cell(values.entity),
        Cow::Owned(figure(values.min)),
        Cow::Owned(figure(values.max)),
        owned(&values.currency),
        cell(values.unit),
        cell(values.modifier),
        cell(values.value),
        cell(values.start),
        cell(values.end),
        cell(values.speaker),
        cell(values.cue),
        cell(&stored.capture.sha256),
        cell(&stored.capture.fetched_at),
    ]
}
