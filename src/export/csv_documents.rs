//! Comma-separated values after RFC 4180: one document a row.

use std::borrow::Cow;
use std::io::{self, Write};

use super::csv::{cell, write_rows};
use super::{Format, Written};
use crate::model::StoredDocument;

const COLUMNS: [&str; 16] = [
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

/// Writes one row for each document; of its mentions only the number.
pub(super) struct Documents;

impl Format for Documents {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write_rows(out, |rows| rows.write_record(COLUMNS))
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        write_rows(out, |rows| rows.write_record(record(stored).iter().map(|c| c.as_bytes())))?;
        Ok(Written::default()
            .without("one document a row holds no mentions", stored.mentions.len()))
    }
}

fn record(stored: &StoredDocument) -> [Cow<'_, str>; 16] {
    let document = &stored.document;
    let stamp = |s: Option<crate::model::Stamp>| {
        Cow::Owned(s.map(|stamp| stamp.to_string()).unwrap_or_default())
    };
    [
        cell(&stored.id),
        Cow::Owned(stored.version.to_string()),
        cell(&document.url),
        cell(&document.title),
        Cow::Owned(cell(&document.author.join("; ")).into_owned()),
        cell(document.site.as_deref().unwrap_or("")),
        stamp(document.published),
        stamp(document.modified),
        cell(document.language.as_deref().unwrap_or("")),
        cell(&document.text),
        Cow::Owned(stored.mentions.len().to_string()),
        cell(&stored.capture.sha256),
        cell(&stored.capture.url),
        cell(&stored.capture.fetched_at),
        cell(&stored.capture.warc),
        Cow::Owned(stored.capture.offset.to_string()),
    ]
}
