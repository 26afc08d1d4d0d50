//! JSON Lines: one stored document a line.

use std::io::{self, Write};
use std::sync::Arc;

use super::contract::stored_line_with;
use super::{Format, Rates, Written, json_line};
use crate::model::StoredDocument;

/// Writes [`stored_line`](super::contract::stored_line)s; nothing of a document is left out.
pub(super) struct Jsonl {
    rates: Option<Arc<Rates>>,
    /// The open line, kept for its room.
    line: Vec<u8>,
}

impl Jsonl {
    /// A writer that also gives amounts by these rates.
    pub(super) fn new(rates: Option<Arc<Rates>>) -> Self {
        Self { rates, line: Vec::new() }
    }
}

impl Format for Jsonl {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        self.line.clear();
        if let Some(rates) = self.rates.as_deref() {
            serde_json::to_writer(&mut self.line, &stored_line_with(stored, Some(rates)))?;
        } else {
            json_line::write(stored, &mut self.line)?;
        }
        self.line.push(b'\n');
        out.write_all(&self.line)?;
        Ok(Written::all(stored.mentions.len()))
    }
}
