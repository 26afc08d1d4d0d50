//! Reading documents for datasets of columns: nothing is copied that the row holds.

use std::borrow::Cow;

use rusqlite::{Row, Statement};

use super::rows;
use super::store::Store;
use crate::error::Result;
use crate::model::{PackedDocument, PackedMentions, packed};

const COLUMNS: &str = "d.sequence, d.id, d.version, d.url, d.title, d.author, d.site, d.published, d.modified, \
     d.language, d.text, c.sha256, c.url, c.fetched_at, c.warc, c.offset";

impl Store {
    /// Calls `each` with the documents of these sequence numbers, or with all, in order. Flat
    /// memory.
    pub fn for_each_packed(
        &self,
        sequences: Option<&[u64]>,
        mut each: impl FnMut(&PackedDocument<'_>) -> Result<()>,
    ) -> Result<()> {
        let (mentions, table) = if self.packed {
            ("p.mentions", "LEFT JOIN packed_mentions p ON p.document = d.sequence")
        } else {
            ("NULL", "")
        };
        let which = if sequences.is_some() { "=" } else { ">=" };
        let sql = format!(
            "SELECT {COLUMNS}, {mentions} FROM documents d JOIN captures c ON c.sequence = d.capture {table} \
             WHERE d.sequence {which} ?1 ORDER BY d.sequence"
        );
        let mut statement = self.connection.prepare(&sql)?;
        for from in sequences.unwrap_or(&[0]) {
            self.each_row(&mut statement, *from, &mut each)?;
        }
        Ok(())
    }

    fn each_row(
        &self,
        statement: &mut Statement<'_>,
        from: u64,
        each: &mut impl FnMut(&PackedDocument<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut found = statement.query([from])?;
        while let Some(row) = found.next()? {
            if let Some(document) = document(row)? {
                each(&document)?;
            } else if let Some(stored) = self.document(row.get(0)?)? {
                // As in older corpora: from the rows.
                let packed = packed::pack(&stored.document.text, &stored.mentions);
                if let Some(document) = PackedDocument::of(&stored, &packed) {
                    each(&document)?;
                }
            }
        }
        Ok(())
    }
}

/// The document of a row; `None` if it has no packed mentions that fit its text.
fn document<'r>(row: &'r Row<'_>) -> Result<Option<PackedDocument<'r>>> {
    let text = |column: usize| -> Result<&'r str> {
        Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?)
    };
    let optional = |column: usize| -> Result<Option<&'r str>> {
        Ok(row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)?)
    };
    let packed = row.get_ref(16)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
    let whole = text(10)?;
    let Some(mentions) = packed.and_then(|packed| PackedMentions::read(whole, packed)) else {
        return Ok(None);
    };
    let author: Vec<String> = match text(5)? {
        "[]" => Vec::new(),
        author => rows::json(author)?,
    };
    Ok(Some(PackedDocument {
        id: text(1)?,
        version: row.get(2)?,
        url: text(3)?,
        title: text(4)?,
        author: Cow::Owned(author),
        site: optional(6)?,
        published: optional(7)?.map(Cow::Borrowed),
        modified: optional(8)?.map(Cow::Borrowed),
        language: optional(9)?,
        text: whole,
        mentions,
        sha256: text(11)?,
        capture_url: text(12)?,
        fetched_at: text(13)?,
        warc: text(14)?,
        offset: row.get(15)?,
    }))
}
