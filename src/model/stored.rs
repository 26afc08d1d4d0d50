//! A document as read back from the corpus, with its provenance.

use std::borrow::Cow;

use serde::Serialize;

use super::{Document, Mention, PackedMentions};

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

/// A stored document version as it lies in the corpus, its texts borrowed: all that datasets of
/// columns are made of.
#[derive(Debug)]
pub struct PackedDocument<'a> {
    /// As in [`StoredDocument`].
    pub id: &'a str,
    /// As in [`StoredDocument`].
    pub version: u32,
    /// Address of the document.
    pub url: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its authors.
    pub author: Cow<'a, [String]>,
    /// Its site.
    pub site: Option<&'a str>,
    /// When it was published: a [`Stamp`](super::Stamp) as text.
    pub published: Option<Cow<'a, str>>,
    /// When it was changed.
    pub modified: Option<Cow<'a, str>>,
    /// Its language.
    pub language: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
    /// Its tags.
    pub mentions: PackedMentions<'a>,
    /// SHA-256 of the captured payload, lower-case hex.
    pub sha256: &'a str,
    /// Address the bytes came from.
    pub capture_url: &'a str,
    /// Time of capture, RFC 3339 in UTC.
    pub fetched_at: &'a str,
    /// WARC file, relative to the folder of captures.
    pub warc: &'a str,
    /// Offset of the record in that file. Bytes.
    pub offset: u64,
}

impl<'a> PackedDocument<'a> {
    /// A document with its mentions packed; `None` if those are not of this text.
    pub fn of(stored: &'a StoredDocument, packed: &'a [u8]) -> Option<Self> {
        let (document, capture) = (&stored.document, &stored.capture);
        Some(Self {
            id: &stored.id,
            version: stored.version,
            url: &document.url,
            title: &document.title,
            author: Cow::Borrowed(&document.author),
            site: document.site.as_deref(),
            published: document.published.map(|p| Cow::Owned(p.to_string())),
            modified: document.modified.map(|m| Cow::Owned(m.to_string())),
            language: document.language.as_deref(),
            text: &document.text,
            mentions: PackedMentions::read(&document.text, packed)?,
            sha256: &capture.sha256,
            capture_url: &capture.url,
            fetched_at: &capture.fetched_at,
            warc: &capture.warc,
            offset: capture.offset,
        })
    }
}
