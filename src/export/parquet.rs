//! Apache Parquet: one document a row, its mentions as a list of structures.

use std::io::{self, Write};

use super::parquet_column::Coding;
use super::parquet_file::{Column, File, Type};
use super::parquet_spans::Spans;
use super::passages::seconds_of;
use super::{Format, Written};
use crate::model::{PackedDocument, Stamp, StoredDocument, packed};

/// Writes one file.
#[derive(Default)]
pub(super) struct Parquet {
    file: Option<File>,
    spans: Spans,
    /// Time of the capture before, which is often that of the next, and its seconds.
    fetched: (String, i64),
}

const MICROS: i64 = 1_000_000;
/// Length of a day as text.
pub(super) const DAY_BYTES: usize = 10;

/// How a type is written: texts that do not repeat as they are.
const fn coding(kind: Type, repeats: bool) -> Coding {
    match kind {
        Type::Int | Type::Time => Coding::Delta,
        Type::Text | Type::Float | Type::Decimal if repeats => Coding::Dictionary,
        Type::Text | Type::Float | Type::Decimal => Coding::Plain,
    }
}

const fn column(name: &'static str, kind: Type, optional: bool) -> Column {
    Column { name, kind, optional, list: None, coding: coding(kind, optional), large: false }
}

const fn span(name: &'static str, kind: Type, optional: bool) -> Column {
    Column { name, kind, optional, list: Some("spans"), coding: coding(kind, true), large: false }
}

/// The words of a mention: as many as there are mentions.
const WORDS: Column =
    Column { coding: Coding::Lengths, large: true, ..span("text", Type::Text, false) };
const TEXT: Column = Column { large: true, ..column("text", Type::Text, false) };
const AUTHORS: Column = Column {
    name: "",
    kind: Type::Text,
    optional: false,
    list: Some("author"),
    coding: Coding::Dictionary,
    large: false,
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
    TEXT,
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
        let mentions = packed::pack(&stored.document.text, &stored.mentions);
        let packed = PackedDocument::of(stored, &mentions)
            .ok_or_else(|| io::Error::other("mentions do not fit their text"))?;
        self.packed(&packed, out)
    }

    fn takes_packed(&self) -> bool {
        true
    }

    fn packed(&mut self, packed: &PackedDocument<'_>, out: &mut dyn Write) -> io::Result<Written> {
        let Some(file) = &mut self.file else {
            return Err(io::Error::other("the file was not begun"));
        };
        if self.fetched.0 != packed.fetched_at {
            self.fetched = (packed.fetched_at.to_string(), seconds_of(packed.fetched_at));
        }
        head(file, packed, self.fetched.1);
        let mentions = packed.mentions.mentions().len();
        file.items(SPANS, mentions as u64);
        let long = self.spans.write(packed, file.columns(SPANS));
        let mut written = Written::all(mentions);
        file.end_row(out)?;
        written.leave("figures of more than 29 digits before or 9 after the point", long);
        Ok(written)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let schema = [("newsint.schema", "newsint.document/1"), ("newsint.offsets", "code points")];
        self.file.as_mut().map_or(Ok(()), |file| file.end(&schema, out).map(|_| ()))
    }
}

fn head(file: &mut File, document: &PackedDocument<'_>, fetched: i64) {
    file.row();
    file.put_text(0, document.id);
    file.put_number(1, i64::from(document.version));
    file.put_text(2, document.url);
    file.put_text(3, document.title);
    file.items(AUTHOR, document.author.len() as u64);
    file.put_texts(AUTHOR, document.author.iter().map(String::as_str));
    let (published, modified) = (document.published.as_deref(), document.modified.as_deref());
    let texts = [(5, document.site), (6, published), (8, modified), (9, document.language)];
    for (column, text) in texts {
        if let Some(text) = text {
            file.put_text(column, text);
        }
    }
    let timed = published.filter(|text| text.len() > DAY_BYTES);
    let stamp: Option<Stamp> = timed.and_then(|text| text.parse().ok());
    if let Some(published) = stamp.filter(|p| p.time.is_some() && p.offset_minutes.is_some()) {
        file.put_number(7, published.unix_seconds() * MICROS);
    }
    file.put_text(10, document.text);
    file.put_text(11, document.sha256);
    file.put_text(12, document.capture_url);
    file.put_number(13, fetched * MICROS);
    file.put_text(14, document.warc);
    file.put_number(15, document.offset.cast_signed());
}
