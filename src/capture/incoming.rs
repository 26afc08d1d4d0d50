//! One input on its way to becoming a capture.

use super::content::{Reason, body_to_capture};
use super::encode::{EncodedRecord, encode};
use super::record::{Record, RecordDraft, RecordType};
use super::time::rfc3339;
use crate::error::Result;
use crate::model::{Capture, MediaKind};

/// What one input gives: the bytes to be kept and what is known of their origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Address, as it will stand in the archive.
    pub url: String,
    /// Time of capture if the input states it, RFC 3339 in UTC.
    pub fetched_at: Option<String>,
    /// What the bytes are, where the input itself says so; of an archived response the worker finds
    /// out.
    pub kind: Option<MediaKind>,
    record_type: RecordType,
    content_type: Option<String>,
    block: Vec<u8>,
    origin: Origin,
}

/// Fields that are kept of a record taken from another archive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Origin {
    record_id: Option<String>,
    ip_address: Option<String>,
    truncated: Option<String>,
    refers_to: Option<String>,
}

/// An input made ready for storing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The record, to be appended.
    pub encoded: EncodedRecord,
    /// The capture, to be extracted; or why there is nothing to extract.
    pub capture: std::result::Result<Capture, Reason>,
}

impl Incoming {
    /// A file or a line: bytes without protocol headers.
    pub(super) fn resource(url: String, kind: MediaKind, bytes: Vec<u8>) -> Self {
        Self {
            url,
            fetched_at: None,
            kind: Some(kind),
            record_type: RecordType::Resource,
            content_type: Some(kind.media_type().to_owned()),
            block: bytes,
            origin: Origin::default(),
        }
    }

    /// A record of another archive, its block untouched.
    pub(super) fn copied(url: String, record: Record) -> Self {
        let field = |name: &str| record.fields.get(name).map(str::to_owned);
        let origin = Origin {
            record_id: field("WARC-Record-ID"),
            ip_address: field("WARC-IP-Address"),
            truncated: field("WARC-Truncated"),
            refers_to: field("WARC-Refers-To")
                .filter(|_| record.record_type == RecordType::Conversion),
        };
        Self {
            url,
            fetched_at: record.date().and_then(rfc3339),
            kind: None,
            record_type: record.record_type,
            content_type: field("Content-Type"),
            block: record.block,
            origin,
        }
    }

    /// The bytes that will be kept, protocol headers included.
    pub fn block(&self) -> &[u8] {
        &self.block
    }

    /// Encodes the record. `now` is the time of capture if the input states none.
    pub fn encode(&self, now: &str) -> Result<EncodedRecord> {
        let date = self.fetched_at.as_deref().unwrap_or(now);
        let media_type = self.content_type.as_deref().unwrap_or("application/octet-stream");
        let mut draft = match self.record_type {
            RecordType::Response => RecordDraft::response(&self.url, date, &self.block),
            RecordType::Conversion => {
                RecordDraft::conversion(&self.url, date, media_type, &self.block)
            }
            _ => RecordDraft::resource(&self.url, date, media_type, &self.block),
        };
        if let Some(reason) = &self.origin.truncated {
            draft = draft.truncated(reason);
        }
        if let Some(address) = &self.origin.ip_address {
            draft = draft.ip_address(address);
        }
        if let Some(id) = &self.origin.refers_to {
            draft.extra.push(("WARC-Refers-To", id));
        }
        encode(&draft.copied_from(self.origin.record_id.as_deref()))
    }

    /// The capture for the extractor. It is the same that
    /// [`to_capture`](super::to_capture) gives for the stored record.
    pub fn into_capture(self, now: &str) -> std::result::Result<Capture, Reason> {
        let date = self.fetched_at.unwrap_or_else(|| now.to_owned());
        let content_type = self.content_type.as_deref();
        body_to_capture(self.record_type, self.url, date, content_type, self.block)
    }
}

/// Does the worker's part for one input: compresses the record, undoes codings. `now` is the time
/// of capture (RFC 3339 in UTC) of inputs that state none.
pub fn prepare(incoming: Incoming, now: &str) -> Result<Prepared> {
    let encoded = incoming.encode(now)?;
    Ok(Prepared { encoded, capture: incoming.into_capture(now) })
}
