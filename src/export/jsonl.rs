//! JSON Lines: one stored document a line.

use std::io::{self, Write};
use std::sync::Arc;

use super::contract::stored_line_with;
use super::{Format, Rates, Written, json_line};
use crate::model::StoredDocument;

/// Writes [`stored_line`](super::contract::stored_line)s; nothing of a document is left out.
pub(super) struct Jsonl {
    rates: Option<Arc<Rates>>,
    /// Finished lines that are not yet written. Many go out together and without a copy.
    lines: Vec<u8>,
}

/// Bytes of finished lines at which they are written.
const LINES_BYTES: usize = 256 * 1024;

impl Jsonl {
    /// A writer that also gives amounts by these rates.
    pub(super) fn new(rates: Option<Arc<Rates>>) -> Self {
        Self { rates, lines: Vec::new() }
    }
}

impl Format for Jsonl {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        if let Some(rates) = self.rates.as_deref() {
            serde_json::to_writer(&mut self.lines, &stored_line_with(stored, Some(rates)))?;
        } else {
            json_line::write(stored, &mut self.lines)?;
        }
        self.lines.push(b'\n');
        if self.lines.len() >= LINES_BYTES {
            self.end(out)?;
        }
        Ok(Written::all(stored.mentions.len()))
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.lines)?;
        self.lines.clear();
        Ok(())
    }
}
