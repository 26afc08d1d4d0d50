//! From a draft to the bytes of one WARC 1.1 record, compressed as one gzip member.
//!
//! This is the costly half of writing and needs no file, so worker threads do it side by side; the
//! [appender](super::appender) then only copies bytes.

use std::cell::RefCell;
use std::fmt::Write as _;

use flate2::{Compress, Compression, FlushCompress, Status};

use super::digest::{record_id, sha256_hex, warc_label};
use super::fields::{clean_uri, field_value};
use super::record::{RecordDraft, RecordType};
use crate::error::{Error, Result};

thread_local! {
    /// One compressor a thread, reset between records: its tables are larger than most records.
    ///
    /// Level "fast": on news pages it takes a third of the time of the default level and leaves 27
    /// % of the bytes instead of 19 %; capture must keep up with extraction on the same cores.
    static DEFLATER: RefCell<Compress> =
        RefCell::new(Compress::new_gzip(Compression::fast(), GZIP_WINDOW_BITS));
}

/// Base-2 logarithm of the deflate window, the largest there is.
pub(super) const GZIP_WINDOW_BITS: u8 = 15;

/// A record ready to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedRecord {
    /// One whole gzip member.
    pub bytes: Vec<u8>,
    /// SHA-256 of the payload, lower-case hex; of a record without payload, of its block.
    pub sha256: String,
    /// `WARC-Record-ID`, with its angle brackets.
    pub record_id: String,
}

/// Encodes a record: header with digests and id, block, one gzip member.
///
/// The same draft gives the same bytes, always. Fails only if the compressor does
/// ([`Error::Internal`]).
pub fn encode(draft: &RecordDraft<'_>) -> Result<EncodedRecord> {
    let (header, sha256, record_id) = header(draft);
    let bytes = DEFLATER.with_borrow_mut(|deflater| {
        deflater.reset();
        let mut out = Vec::with_capacity(header.len() + draft.block.len() / 3 + 64);
        compress(deflater, header.as_bytes(), FlushCompress::None, &mut out)?;
        compress(deflater, draft.block, FlushCompress::None, &mut out)?;
        compress(deflater, b"\r\n\r\n", FlushCompress::Finish, &mut out)?;
        Ok::<_, Error>(out)
    })?;
    Ok(EncodedRecord { bytes, sha256, record_id })
}

/// The header lines up to and with the blank one, the payload's SHA-256, and the record id.
fn header(draft: &RecordDraft<'_>) -> (String, String, String) {
    let block_sha256 = sha256_hex(draft.block);
    let payload_sha256 = match (draft.payload_sha256, draft.payload_at) {
        (Some(stated), _) => Some(field_value(stated)),
        (None, Some(0)) => Some(block_sha256.clone()),
        (None, Some(at)) => Some(sha256_hex(draft.block.get(at..).unwrap_or_default())),
        (None, None) => None,
    };
    let url = draft.url.map(clean_uri);
    let sha256 = payload_sha256.clone().unwrap_or_else(|| block_sha256.clone());
    let id = draft.record_id.map_or_else(
        || {
            let url = url.as_deref().unwrap_or("");
            record_id(&[draft.record_type.as_str(), url, draft.date, &sha256, &block_sha256])
        },
        str::to_owned,
    );
    let mut text = String::with_capacity(768);
    text.push_str("WARC/1.1\r\n");
    let mut line = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{name}: {value}\r\n");
    };
    line("WARC-Type", draft.record_type.as_str());
    line("WARC-Record-ID", &id);
    line("WARC-Date", &field_value(draft.date));
    if let Some(url) = &url {
        line("WARC-Target-URI", url);
    }
    for (name, value) in &draft.extra {
        line(name, &field_value(value));
    }
    line("WARC-Block-Digest", &warc_label(&block_sha256));
    if let Some(payload) = payload_sha256.filter(|_| draft.record_type != RecordType::Warcinfo) {
        line("WARC-Payload-Digest", &warc_label(&payload));
    }
    if let Some(content_type) = draft.content_type {
        line("Content-Type", &field_value(content_type));
    }
    line("Content-Length", &draft.block.len().to_string());
    text.push_str("\r\n");
    (text, sha256, id)
}

/// Compresses all of `input`; with [`FlushCompress::Finish`], to the end of the member.
fn compress(
    deflater: &mut Compress,
    input: &[u8],
    flush: FlushCompress,
    out: &mut Vec<u8>,
) -> Result<()> {
    let mut rest = input;
    loop {
        if out.capacity() - out.len() < 64 {
            out.reserve((rest.len() / 3).max(4096));
        }
        let before = deflater.total_in();
        let status = deflater
            .compress_vec(rest, out, flush)
            .map_err(|error| Error::Internal(format!("compressor: {error}")))?;
        let used = (deflater.total_in() - before) as usize;
        rest = rest.get(used..).unwrap_or_default();
        let done = match flush {
            FlushCompress::Finish => status == Status::StreamEnd,
            _ => rest.is_empty(),
        };
        if done {
            return Ok(());
        }
    }
}
