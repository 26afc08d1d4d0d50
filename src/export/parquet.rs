//! Apache Parquet: one document a row, its mentions as a list of structures.

use std::io::{self, Write};

use rust_decimal::Decimal;

use super::csv::Values;
use super::parquet_file::{Cell, Column, DECIMAL_SCALE, File, Type};
use super::passages::seconds_of;
use super::{Format, Written};
use crate::model::{CodePoints, StoredDocument, Value};

/// Writes one file.
#[derive(Default)]
pub(super) struct Parquet {
    file: Option<File>,
}

const MICROS: i64 = 1_000_000;

const fn column(name: &'static str, kind: Type, optional: bool) -> Column {
    Column { name, kind, optional, list: None }
}

const fn span(name: &'static str, kind: Type, optional: bool) -> Column {
    Column { name, kind, optional, list: Some("spans") }
}

/// The columns of a row; those of the list of mentions at the end.
const COLUMNS: [Column; 36] = [
    column("id", Type::Text, false),
    column("version", Type::Int, false),
    column("url", Type::Text, false),
    column("title", Type::Text, false),
    Column { name: "", kind: Type::Text, optional: false, list: Some("author") },
    column("site", Type::Text, true),
    column("published", Type::Text, true),
    column("published_at", Type::Time, true),
    column("modified", Type::Text, true),
    column("language", Type::Text, true),
    column("text", Type::Text, false),
    column("sha256", Type::Text, false),
    column("capture_url", Type::Text, false),
    column("fetched_at", Type::Time, false),
    column("warc", Type::Text, false),
    column("offset", Type::Int, false),
    span("start", Type::Int, false),
    span("end", Type::Int, false),
    span("text", Type::Text, false),
    span("kind", Type::Text, false),
    span("label", Type::Text, true),
    span("canonical", Type::Text, true),
    span("entity", Type::Text, true),
    span("confidence", Type::Float, true),
    span("min", Type::Decimal, true),
    span("max", Type::Decimal, true),
    span("currency", Type::Text, true),
    span("unit", Type::Text, true),
    span("mod", Type::Text, true),
    span("value", Type::Text, true),
    span("date_start", Type::Text, true),
    span("date_end", Type::Text, true),
    span("speaker", Type::Text, true),
    span("speaker_start", Type::Int, true),
    span("speaker_end", Type::Int, true),
    span("cue", Type::Text, true),
];
/// Where the columns of the mentions begin.
const SPANS: usize = 16;
/// Where the column of authors is.
const AUTHOR: usize = 4;

impl Format for Parquet {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.file = Some(File::begin(COLUMNS.to_vec(), out)?);
        Ok(())
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let Some(file) = &mut self.file else {
            return Err(io::Error::other("the file was not begun"));
        };
        head(file, stored);
        let points = CodePoints::new(&stored.document.text);
        let mut written = Written::all(stored.mentions.len());
        let mut long = 0;
        for (number, mention) in stored.mentions.iter().enumerate() {
            let values = Values::of(&mention.value);
            let (start, end) = points.of_span(mention.span);
            let int = |n: usize| Cell::Int(i64::try_from(n).unwrap_or(i64::MAX));
            let (min, max, confidence, speaker) = exact(&mention.value, &points);
            long += [min, max].into_iter().flatten().filter(|d| scaled(*d).is_none()).count();
            let decimal = |d: Option<Decimal>| d.and_then(scaled).map_or(Cell::Null, Cell::Decimal);
            let place = |n: Option<usize>| n.map_or(Cell::Null, int);
            let cells = [
                int(start),
                int(end),
                Cell::Text(mention.span.of(&stored.document.text)),
                Cell::Text(mention.value.kind().as_str()),
                some(&values.label),
                some(values.canonical),
                some(values.entity),
                confidence.map_or(Cell::Null, Cell::Float),
                decimal(min),
                decimal(max),
                some(&values.currency),
                some(values.unit),
                some(values.modifier),
                some(values.value),
                some(values.start),
                some(values.end),
                some(values.speaker),
                place(speaker.map(|s| s.0)),
                place(speaker.map(|s| s.1)),
                some(values.cue),
            ];
            for (at, cell) in cells.into_iter().enumerate() {
                file.item(SPANS + at, number == 0, Some(cell));
            }
        }
        if stored.mentions.is_empty() {
            (SPANS..COLUMNS.len()).for_each(|at| file.item(at, true, None));
        }
        file.end_row(out)?;
        written.leave("figures of more than 29 digits before or 9 after the point", long);
        Ok(written)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let schema = [("newsint.schema", "newsint.document/1"), ("newsint.offsets", "code points")];
        self.file.as_mut().map_or(Ok(()), |file| file.end(&schema, out).map(|_| ()))
    }
}

fn some(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Null } else { Cell::Text(text) }
}

fn or_null(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Null, Cell::Text)
}

fn head(file: &mut File, stored: &StoredDocument) {
    let document = &stored.document;
    let capture = &stored.capture;
    let published = document.published.map(|p| p.to_string());
    let modified = document.modified.map(|m| m.to_string());
    let at = document.published.filter(|p| p.time.is_some() && p.offset_minutes.is_some());
    let cells = [
        (0, Cell::Text(&stored.id)),
        (1, Cell::Int(i64::from(stored.version))),
        (2, Cell::Text(&document.url)),
        (3, Cell::Text(&document.title)),
        (5, or_null(document.site.as_deref())),
        (6, or_null(published.as_deref())),
        (7, at.map_or(Cell::Null, |p| Cell::Int(p.unix_seconds() * MICROS))),
        (8, or_null(modified.as_deref())),
        (9, or_null(document.language.as_deref())),
        (10, Cell::Text(&document.text)),
        (11, Cell::Text(&capture.sha256)),
        (12, Cell::Text(&capture.url)),
        (13, Cell::Int(seconds_of(&capture.fetched_at) * MICROS)),
        (14, Cell::Text(&capture.warc)),
        (15, Cell::Int(capture.offset.cast_signed())),
    ];
    for (column, cell) in cells {
        file.cell(column, cell);
    }
    for (number, author) in document.author.iter().enumerate() {
        file.item(AUTHOR, number == 0, Some(Cell::Text(author)));
    }
    if document.author.is_empty() {
        file.item(AUTHOR, true, None);
    }
}

/// Bounds, confidence and the place of the speaker.
#[expect(clippy::type_complexity, reason = "read in one place")]
fn exact(
    value: &Value,
    points: &CodePoints<'_>,
) -> (Option<Decimal>, Option<Decimal>, Option<f64>, Option<(usize, usize)>) {
    match value {
        Value::Entity(e) => {
            let confidence = (f64::from(e.confidence) * 100.0).round() / 100.0;
            (None, None, Some(confidence), None)
        }
        Value::Money(m) => (m.min, m.max, None, None),
        Value::Quantity(q) => (q.min, q.max, None, None),
        Value::Quote(q) => (None, None, None, q.speaker_span.map(|s| points.of_span(s))),
        Value::Date(_) | Value::Indicator(_) => (None, None, None, None),
    }
}

/// A decimal times 10⁹, if that is a whole number of at most 38 digits.
fn scaled(figure: Decimal) -> Option<i128> {
    let figure = figure.normalize();
    let missing = DECIMAL_SCALE.checked_sub(figure.scale())?;
    figure.mantissa().checked_mul(10_i128.pow(missing)).filter(|n| n.abs() < 10_i128.pow(38))
}
