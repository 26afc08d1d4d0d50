//! spaCy training data: a JSON array of `{"text", "entities": [[start, end, label]], …}`, offsets in
//! code points (spaCy, "Training data", `Doc.char_span`).

use std::io::{self, Write};

use serde_json::json;

use super::labels::carried;
use super::{Format, Written};
use crate::model::{CodePoints, StoredDocument};

/// Writes texts with entities.
#[derive(Default)]
pub(super) struct Spacy {
    comma: Comma,
}

/// The commas of a JSON array whose items are written one by one, each on a line.
#[derive(Default)]
pub(super) struct Comma(bool);

impl Comma {
    /// Writes what stands before the next item.
    pub(super) fn before(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let comma: &[u8] = if self.0 { b",\n" } else { b"\n" };
        self.0 = true;
        out.write_all(comma)
    }
}

impl Format for Spacy {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let text = &stored.document.text;
        let points = CodePoints::new(text);
        let (chosen, written) = carried(text, &stored.mentions);
        let entities: Vec<_> = chosen
            .iter()
            .map(|c| {
                let (start, end) = points.of_span(c.span);
                (start, end, c.label)
            })
            .collect();
        self.comma.before(out)?;
        let line = json!({"text": text, "entities": entities, "meta": meta(stored)});
        serde_json::to_writer(out, &line)?;
        Ok(written)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}

/// Where a text comes from, for formats with a free place for it.
pub(super) fn meta(stored: &StoredDocument) -> serde_json::Value {
    json!({
        "document": stored.id,
        "url": stored.document.url,
        "title": stored.document.title,
        "published": stored.document.published,
        "language": stored.document.language,
        "sha256": stored.capture.sha256,
        "fetched_at": stored.capture.fetched_at,
    })
}
