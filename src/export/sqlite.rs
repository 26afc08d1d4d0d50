//! A SQLite database: documents, mentions and a full-text index, with metadata for Datasette beside
//! it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};
use rust_decimal::prelude::ToPrimitive;
use serde_json::json;

use super::rows::{Values, figure};
use super::{Format, Written};
use crate::model::{CodePoints, Mention, StoredDocument};

/// Writes one database.
pub(super) struct Sqlite {
    database: Connection,
    place: PathBuf,
}

const SCHEMA: &str = "
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16384;
CREATE TABLE documents (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
  url TEXT NOT NULL, title TEXT NOT NULL, author TEXT NOT NULL, site TEXT, published TEXT,
  modified TEXT, language TEXT, text TEXT NOT NULL, sha256 TEXT NOT NULL,
  capture_url TEXT NOT NULL, fetched_at TEXT NOT NULL, warc TEXT NOT NULL, offset INTEGER NOT NULL
);
CREATE TABLE mentions (
  document TEXT NOT NULL REFERENCES documents (id), number INTEGER NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, words TEXT NOT NULL, kind TEXT NOT NULL,
  label TEXT, canonical TEXT, entity TEXT, min REAL, max REAL, min_exact TEXT, max_exact TEXT,
  currency TEXT, unit TEXT, modifier TEXT, value TEXT, date_start TEXT, date_end TEXT,
  speaker TEXT, cue TEXT,
  PRIMARY KEY (document, number)
) WITHOUT ROWID;
BEGIN;";
const DOCUMENT: &str =
    "INSERT INTO documents VALUES (NULL,?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)";
const MENTION: &str = "INSERT INTO mentions VALUES \
    (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)";
const END: &str = "
COMMIT;
CREATE INDEX documents_published ON documents (published);
CREATE INDEX mentions_canonical ON mentions (kind, canonical);
CREATE INDEX mentions_entity ON mentions (entity) WHERE entity IS NOT NULL;
CREATE VIRTUAL TABLE documents_fts USING fts5
  (title, text, content = 'documents', content_rowid = 'number', tokenize = 'unicode61');
INSERT INTO documents_fts (documents_fts) VALUES ('rebuild');
ANALYZE;";

impl Sqlite {
    /// A new database at `place`; what was there goes.
    pub(super) fn new(place: &Path) -> io::Result<Self> {
        match std::fs::remove_file(place) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let database = Connection::open(place).map_err(io::Error::other)?;
        database.execute_batch(SCHEMA).map_err(io::Error::other)?;
        Ok(Self { database, place: place.to_path_buf() })
    }

    fn insert(&self, stored: &StoredDocument) -> rusqlite::Result<()> {
        let (document, capture) = (&stored.document, &stored.capture);
        self.database.prepare_cached(DOCUMENT)?.execute(params![
            stored.id,
            stored.version,
            document.url,
            document.title,
            json!(document.author).to_string(),
            document.site,
            document.published.map(|p| p.to_string()),
            document.modified.map(|m| m.to_string()),
            document.language,
            document.text,
            capture.sha256,
            capture.url,
            capture.fetched_at,
            capture.warc,
            capture.offset,
        ])?;
        let points = CodePoints::new(&document.text);
        for (number, mention) in stored.mentions.iter().enumerate() {
            self.mention(stored, &points, number, mention)?;
        }
        Ok(())
    }

    fn mention(
        &self,
        stored: &StoredDocument,
        points: &CodePoints<'_>,
        number: usize,
        mention: &Mention,
    ) -> rusqlite::Result<()> {
        let (start, end) = points.of_span(mention.span);
        let values = Values::of(&mention.value);
        let text = |t: &'_ str| (!t.is_empty()).then(|| t.to_string());
        self.database.prepare_cached(MENTION)?.execute(params![
            stored.id,
            number,
            start,
            end,
            mention.span.of(&stored.document.text),
            mention.value.kind().as_str(),
            text(values.label),
            text(values.canonical),
            text(values.entity),
            values.min.and_then(|d| d.to_f64()),
            values.max.and_then(|d| d.to_f64()),
            text(&figure(values.min)),
            text(&figure(values.max)),
            text(&values.currency),
            text(values.unit),
            text(values.modifier),
            text(values.value),
            text(values.start),
            text(values.end),
            text(values.speaker),
            text(values.cue),
        ])?;
        Ok(())
    }
}

impl Format for Sqlite {
    fn document(&mut self, stored: &StoredDocument, _: &mut dyn Write) -> io::Result<Written> {
        self.insert(stored).map_err(io::Error::other)?;
        Ok(Written::all(stored.mentions.len()))
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        self.database.execute_batch(END).map_err(io::Error::other)?;
        let name = self.place.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let metadata = json!({
            "title": "newsint export",
            "databases": { name: {
                "tables": {
                    "documents": {
                        "description": "One row a document version, with its capture",
                        "fts_table": "documents_fts",
                        "fts_pk": "number",
                        "label_column": "title",
                        "sort_desc": "published",
                        "facets": ["site", "language"],
                    },
                    "mentions": {
                        "description": "One row a mention; offsets are code points of the text",
                        "facets": ["kind", "label"],
                        "units": {},
                    },
                    "documents_fts": {"hidden": true},
                },
            }},
        });
        let mut place = self.place.clone().into_os_string();
        place.push(".metadata.json");
        std::fs::write(place, format!("{metadata:#}\n"))
    }
}
