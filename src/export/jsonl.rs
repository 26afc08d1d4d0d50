//! JSON Lines: one stored document a line.

use std::io::{self, Write};

use super::contract::stored_line;
use super::{Format, Written};
use crate::model::StoredDocument;

/// Writes [`stored_line`]s; nothing of a document is left out.
pub(super) struct Jsonl;

impl Format for Jsonl {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        serde_json::to_writer(&mut *out, &stored_line(stored))?;
        out.write_all(b"\n")?;
        Ok(Written::all(stored.mentions.len()))
    }
}
