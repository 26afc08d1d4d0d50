//! Apache Parquet: one document a row, its mentions as a list of structures.

use std::io::{self, Write};

use rust_decimal::Decimal;

use super::parquet_column::{Cell, Coding};
use super::parquet_file::{Column, DECIMAL_SCALE, File, Type};
use super::passages::seconds_of;
use super::rows::Values;
use super::{Format, Written};
use crate::model::{CodePoints, StoredDocument, Value};

/// Writes one file.
#[derive(Default)]
pub(super) struct Parquet {
    file: Option<File>,
}

const MICROS: i64 = 1_000_000;

/// How a type is written: texts that do not repeat as they are.
const fn coding(kind: Type, repeats: bool) -> Coding {
    match kind {
        Type::Int | Type::Time => Coding::Delta,
        Type::Text | Type::Float | Type::Decimal if repeats => Coding::Dictionary,
        Type::Text | Type::Float | Type::Decimal => Coding::Plain,
    }
}

const fn column(name: &'static str, kind: Type, optional: bool) -> Column {
    Column { name, kind, optional, list: None, coding: coding(kind, optional) }
}

const fn span(name: &'static str, kind: Type, optional: bool) -> Column {
    Column { name, kind, optional, list: Some("spans"), coding: coding(kind, true) }
}

/// The words of a mention: as many as there are mentions.
const WORDS: Column = Column { coding: Coding::Plain, ..span("text", Type::Text, false) };
const AUTHORS: Column = Column {
    name: "",
    kind: Type::Text,
    optional: false,
    list: Some("author"),
    coding: Coding::Dictionary,
};

/// The columns of a row; those of the list of mentions at the end.
const COLUMNS: [Column; 36] = [
    column("id", Type::Text, false),
    column("version", Type::Int, false),
    column("url", Type::Text, false),
    column("title", Type::Text, false),
    AUTHORS,
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
    WORDS,
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
        let long = spans(file, stored);
        let mut written = Written::all(stored.mentions.len());
        file.end_row(out)?;
        written.leave("figures of more than 29 digits before or 9 after the point", long);
        Ok(written)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let schema = [("newsint.schema", "newsint.document/1"), ("newsint.offsets", "code points")];
        self.file.as_mut().map_or(Ok(()), |file| file.end(&schema, out).map(|_| ()))
    }
}

fn int(n: usize) -> Cell<'static> {
    Cell::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Writes the mentions, column by column. Returns how many of their figures the columns can't hold.
fn spans(file: &mut File, stored: &StoredDocument) -> usize {
    let (text, mentions) = (&stored.document.text, &stored.mentions);
    let points = CodePoints::new(text);
    let places: Vec<_> = mentions.iter().map(|m| points.of_span(m.span)).collect();
    file.items(SPANS, mentions.len() as u64);
    file.fill(SPANS, places.iter().map(|place| Some(int(place.0))));
    file.fill(SPANS + 1, places.iter().map(|place| Some(int(place.1))));
    file.fill(SPANS + 2, mentions.iter().map(|m| Some(Cell::Text(m.span.of(text)))));
    let kinds = mentions.iter().map(|m| Some(Cell::Name(m.value.kind().as_str())));
    file.fill(SPANS + 3, kinds);
    let values: Vec<_> = mentions.iter().map(|m| Values::of(&m.value)).collect();
    file.fill(SPANS + 4, values.iter().map(|v| Some(Cell::Name(v.label))));
    let mut texts = |column: usize, field: for<'v> fn(&'v Values<'_>) -> &'v str| {
        let filled = |v| Some(field(v)).filter(|text| !text.is_empty()).map(Cell::Text);
        file.fill(SPANS + column, values.iter().map(filled));
    };
    texts(5, |v| v.canonical);
    texts(6, |v| v.entity);
    texts(10, |v| &v.currency);
    texts(11, |v| v.unit);
    texts(12, |v| v.modifier);
    texts(13, |v| v.value);
    texts(14, |v| v.start);
    texts(15, |v| v.end);
    texts(16, |v| v.speaker);
    texts(19, |v| v.cue);
    file.fill(SPANS + 7, mentions.iter().map(|m| confidence(&m.value)));
    let speakers: Vec<_> = mentions.iter().map(|m| speaker(&points, &m.value)).collect();
    file.fill(SPANS + 17, speakers.iter().map(|place| place.map(|p| int(p.0))));
    file.fill(SPANS + 18, speakers.iter().map(|place| place.map(|p| int(p.1))));
    let mut long = 0;
    let mut figures = |column: usize, field: fn(&Values<'_>) -> Option<Decimal>| {
        let cells = values.iter().map(|v| {
            let figure = field(v)?;
            let cell = scaled(figure).map(Cell::Decimal);
            long += usize::from(cell.is_none());
            cell
        });
        file.fill(SPANS + column, cells);
    };
    figures(8, |v| v.min);
    figures(9, |v| v.max);
    long
}

fn confidence(value: &Value) -> Option<Cell<'static>> {
    let Value::Entity(entity) = value else { return None };
    Some(Cell::Float((f64::from(entity.confidence) * 100.0).round() / 100.0))
}

/// Where the speaker of a quotation is named. Code points.
fn speaker(points: &CodePoints<'_>, value: &Value) -> Option<(usize, usize)> {
    let Value::Quote(quote) = value else { return None };
    quote.speaker_span.map(|span| points.of_span(span))
}

fn head(file: &mut File, stored: &StoredDocument) {
    let document = &stored.document;
    let capture = &stored.capture;
    file.row();
    file.put(0, Cell::Text(&stored.id));
    file.put(1, Cell::Int(i64::from(stored.version)));
    file.put(2, Cell::Text(&document.url));
    file.put(3, Cell::Text(&document.title));
    let published = document.published.map(|p| p.to_string());
    let modified = document.modified.map(|m| m.to_string());
    let texts = [(5, &document.site), (6, &published), (8, &modified), (9, &document.language)];
    for (column, text) in texts {
        if let Some(text) = text {
            file.put(column, Cell::Text(text));
        }
    }
    let timed = document.published.filter(|p| p.time.is_some() && p.offset_minutes.is_some());
    if let Some(published) = timed {
        file.put(7, Cell::Int(published.unix_seconds() * MICROS));
    }
    file.put(10, Cell::Text(&document.text));
    file.put(11, Cell::Text(&capture.sha256));
    file.put(12, Cell::Text(&capture.url));
    file.put(13, Cell::Int(seconds_of(&capture.fetched_at) * MICROS));
    file.put(14, Cell::Text(&capture.warc));
    file.put(15, Cell::Int(capture.offset.cast_signed()));
    file.items(AUTHOR, document.author.len() as u64);
    file.fill(AUTHOR, document.author.iter().map(|author| Some(Cell::Text(author))));
}

/// A decimal times 10⁹, if that is a whole number of at most 38 digits.
fn scaled(figure: Decimal) -> Option<i128> {
    let figure = figure.normalize();
    let missing = DECIMAL_SCALE.checked_sub(figure.scale())?;
    figure.mantissa().checked_mul(10_i128.pow(missing)).filter(|n| n.abs() < 10_i128.pow(38))
}
