//! Comma-separated values after RFC 4180: one document a row.

use std::borrow::Cow;
use std::io::{self, Write};

use super::csv::{field, write_rows};
use super::rows::{Cell, DOCUMENT, of_document};
use super::{Format, Written};
use crate::limits::CSV_CELL_CHARS_MAX;
use crate::model::StoredDocument;

/// Writes one row for each document; of its mentions only the number.
pub(super) struct Documents;

impl Format for Documents {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write_rows(out, |rows| rows.write_record(DOCUMENT))
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let mut row = of_document(stored);
        let mut cut = 0;
        for cell in &mut row {
            if let Cell::Text(text) = cell
                && let Some((end, _)) = text.char_indices().nth(CSV_CELL_CHARS_MAX)
            {
                *cell = Cell::Text(Cow::Owned(text.get(..end).unwrap_or("").to_string()));
                cut += 1;
            }
        }
        write_rows(out, |rows| rows.write_record(row.iter().map(field).map(bytes)))?;
        Ok(Written::default()
            .without("one document a row holds no mentions", stored.mentions.len())
            .without("ends of texts longer than a cell", cut))
    }
}

fn bytes(cell: Cow<'_, str>) -> Vec<u8> {
    cell.into_owned().into_bytes()
}
