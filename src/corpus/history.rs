//! What was captured of one address, and which versions it gave.

use rusqlite::types::Value as SqlValue;

use super::store::Store;
use crate::error::Result;
use crate::model::StoredDocument;

/// A capture of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureOf {
    /// Time of the capture, RFC 3339 in UTC.
    pub fetched_at: String,
    /// Address the bytes came from.
    pub url: String,
    /// SHA-256 of the captured payload, lower-case hex.
    pub sha256: String,
    /// WARC file, relative to the folder of captures.
    pub warc: String,
    /// Offset of the record in that file. Bytes.
    pub offset: u64,
    /// What became of it.
    pub outcome: String,
    /// Number and id of the version it gave or repeated.
    pub version: Option<(u32, String)>,
}

impl Store {
    /// One document by sequence number, without its mentions.
    pub fn without_mentions(&self, sequence: u64) -> Result<Option<StoredDocument>> {
        self.bare_document("d.sequence = ?1", &SqlValue::Integer(sequence.cast_signed()))
    }

    /// All captures that gave or repeated a version of the document at `url`, or tried to, by time.
    pub fn captures_of(&self, url: &str) -> Result<Vec<CaptureOf>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT c.fetched_at, c.url, c.sha256, c.warc, c.offset, c.outcome, d.version, d.id \
             FROM captures c LEFT JOIN documents d ON d.sequence = c.document \
             WHERE d.url = ?1 OR c.url = ?1 ORDER BY c.fetched_at, c.sequence",
        )?;
        let rows = statement.query_map([url], |r| {
            let version: Option<u32> = r.get(6)?;
            Ok(CaptureOf {
                fetched_at: r.get(0)?,
                url: r.get(1)?,
                sha256: r.get(2)?,
                warc: r.get(3)?,
                offset: r.get(4)?,
                outcome: r.get(5)?,
                version: version.zip(r.get(7)?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
