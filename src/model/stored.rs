//! A document as read back from the corpus, with its provenance.

use serde::Serialize;

use super::{Document, Mention};

/// Where a document's bytes are: enough to find and check them again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CaptureRef {
    /// SHA-256 of the captured payload, lower-case hex.
    pub sha256: String,
    /// Address the bytes came from.
    pub url: String,
    /// Time of capture, RFC 3339 in UTC.
    pub fetched_at: String,
    /// WARC file, relative to the folder of captures.
    pub warc: String,
    /// Offset of the record in that file. Bytes.
    pub offset: u64,
    /// Media type the bytes are read as; empty where unknown.
    #[serde(skip)]
    pub media: String,
}

/// A stored document version with its tags.
#[derive(Debug, Clone)]
pub struct StoredDocument {
    /// Sequence number in the corpus, from 1, in order of storing.
    pub sequence: u64,
    /// Stable public id: 16 hex digits made of URL and text.
    pub id: String,
    /// 1 for the first text seen under the URL, then counted up.
    pub version: u32,
    /// The document.
    pub document: Document,
    /// Its tags, sorted by start, longest first.
    pub mentions: Vec<Mention>,
    /// Its provenance.
    pub capture: CaptureRef,
}

impl StoredDocument {
    /// The date used for sorting and timelines: publication, else the day of capture is *not* used.
    pub fn published_date(&self) -> Option<String> {
        self.document.published.map(|p| p.date.to_string())
    }
}
