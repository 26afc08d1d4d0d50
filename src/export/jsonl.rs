//! JSON Lines: one stored document a line.

use std::io::{self, Write};
use std::sync::Arc;

use super::contract::stored_line_with;
use super::{Format, Rates, Written};
use crate::model::StoredDocument;

/// Writes [`stored_line`](super::contract::stored_line)s; nothing of a document is left out.
pub(super) struct Jsonl {
    rates: Option<Arc<Rates>>,
}

impl Jsonl {
    /// A writer that also gives amounts by these rates.
    pub(super) fn new(rates: Option<Arc<Rates>>) -> Self {
        Self { rates }
    }
}

impl Format for Jsonl {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        serde_json::to_writer(&mut *out, &stored_line_with(stored, self.rates.as_deref()))?;
        out.write_all(b"\n")?;
        Ok(Written::all(stored.mentions.len()))
    }
}
