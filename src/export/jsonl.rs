//! JSON Lines: one stored document a line.

use std::io::{self, Write};
use std::sync::Arc;

use super::contract::stored_line_with;
use super::{Format, Rates, Written};
use crate::model::StoredDocument;

/// Writes [`stored_line`](super::contract::stored_line)s; nothing of a document is left out.
pub(super) struct Jsonl {
    /// The open line, kept for its room: small writes to what is behind `out` cost more than the
    /// JSON itself.
    line: Vec<u8>,
    rates: Option<Arc<Rates>>,
}

impl Jsonl {
    /// A writer that also gives amounts by these rates.
    pub(super) fn new(rates: Option<Arc<Rates>>) -> Self {
        Self { line: Vec::new(), rates }
    }
}

impl Format for Jsonl {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, &stored_line_with(stored, self.rates.as_deref()))?;
        self.line.push(b'\n');
        out.write_all(&self.line)?;
        Ok(Written::all(stored.mentions.len()))
    }
}
