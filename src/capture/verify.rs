//! Checks a record against the digests it states.

use super::digest::{self, DigestCheck};
use super::http;
use super::record::{Record, RecordType};

/// What the digests of a record say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Of `WARC-Block-Digest`.
    pub block: DigestCheck,
    /// Of `WARC-Payload-Digest`.
    pub payload: DigestCheck,
}

impl Verification {
    /// Whether no digest speaks against the record.
    pub fn is_good(&self) -> bool {
        !self.block.is_mismatch() && !self.payload.is_mismatch()
    }
}

/// Checks the block digest and, where the record holds its payload, the payload digest.
///
/// Of an HTTP response the payload is the body; archives differ on whether chunked transfer coding
/// is part of it (most hash the bytes as sent, the standard means them without), so either may
/// match.
pub fn verify_record(record: &Record) -> Verification {
    let block = digest::check(record.fields.get("WARC-Block-Digest"), &record.block);
    let stated = record.fields.get("WARC-Payload-Digest");
    let has_payload = matches!(
        record.record_type,
        RecordType::Response | RecordType::Request | RecordType::Resource | RecordType::Conversion
    );
    if stated.is_none() || !has_payload || record.fields.get("WARC-Segment-Number").is_some() {
        return Verification { block, payload: DigestCheck::Absent };
    }
    let is_http = matches!(record.record_type, RecordType::Response | RecordType::Request);
    let at = http::head_length(&record.block).filter(|_| is_http).unwrap_or(0);
    if at == 0 && stated == record.fields.get("WARC-Block-Digest") {
        return Verification { payload: block.clone(), block };
    }
    let body = record.block.get(at..).unwrap_or_default();
    let mut payload = digest::check(stated, body);
    if payload.is_mismatch()
        && is_http
        && let Some(head) = http::Head::parse(&record.block)
        && head.is_chunked()
        && let Some(plain) = super::decode::unchunk(body)
        && digest::check(stated, &plain) == DigestCheck::Match
    {
        payload = DigestCheck::Match;
    }
    Verification { block, payload }
}
