//! What the network threads do with an answer: read it, and make the records that will be stored.

use super::answer::{Examined, examine};
use crate::capture::{EncodedRecord, RecordDraft, encode};
use crate::crawl::fetch::{Answer, Failure, Response};
use crate::crawl::role::Role;
use crate::error::Result;
use crate::extract::Extractor;

/// An answer made ready for storing.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) examined: Examined,
    pub(super) records: Records,
    /// Head of the answer, for a revisit record.
    pub(super) head: Vec<u8>,
    /// Bytes of the answer.
    pub(super) bytes: u64,
    /// Bytes of the request.
    pub(super) request: Vec<u8>,
    pub(super) truncated: Option<&'static str>,
    pub(super) address: Option<String>,
    pub(super) protocol: &'static str,
}

/// The records of one answer.
#[derive(Debug)]
pub(super) struct Records {
    pub(super) request: EncodedRecord,
    pub(super) response: EncodedRecord,
}

/// What came of a request.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) result: std::result::Result<Fetched, Failure>,
    pub(super) millis: u64,
}

/// Reads an answer. An error is the compressor's.
pub(super) fn settle(
    answer: Answer,
    role: Role,
    name: (&str, &str),
    extractor: &Extractor,
) -> Result<Settled> {
    let millis = answer.millis;
    let result = match answer.result {
        // Pages come from the open web: one that breaks the reading must not break the run.
        Ok(response) => match guarded(|| read(response, role, name, extractor)) {
            Some(fetched) => Ok(fetched?),
            None => Err(Failure::unreadable()),
        },
        Err(failure) => Err(failure),
    };
    Ok(Settled { result, millis })
}

/// What a piece of work gives; `None` if it panics, which is told on stderr.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok()
}

fn read(
    response: Response,
    role: Role,
    (url, at): (&str, &str),
    extractor: &Extractor,
) -> Result<Fetched> {
    let Response { request, block, address, protocol, truncated, .. } = response;
    let address = address.map(|address| address.to_string());
    let examined = examine(role, url, at, &block, extractor);
    let mut draft = RecordDraft::response(url, at, &block).crawled(role.as_str(), protocol);
    if let Some(address) = &address {
        draft = draft.ip_address(address);
    }
    if let Some(reason) = truncated {
        draft = draft.truncated(reason);
    }
    let response = encode(&draft)?;
    let request_record = encode_request(&request, url, at, role, protocol, &response.record_id)?;
    let head = crate::capture::Head::parse(&block).map_or(block.len(), |head| head.body_at);
    Ok(Fetched {
        examined,
        records: Records { request: request_record, response },
        bytes: block.len() as u64,
        head: block.get(..head).unwrap_or_default().to_vec(),
        request,
        truncated,
        address,
        protocol,
    })
}

fn encode_request(
    request: &[u8],
    url: &str,
    at: &str,
    role: Role,
    protocol: &'static str,
    answer: &str,
) -> Result<EncodedRecord> {
    let draft = RecordDraft::request(url, at, request).crawled(role.as_str(), protocol);
    encode(&draft.concurrent_to(answer))
}

impl Fetched {
    /// The records for an answer that holds what an earlier capture (address, time) held.
    pub(super) fn revisit(
        &self,
        role: Role,
        url: &str,
        at: &str,
        sha256: &str,
        earlier: (&str, &str),
    ) -> Result<Records> {
        let draft = if self.examined.status == 304 {
            RecordDraft::not_modified(url, at, sha256, earlier, &self.head)
        } else {
            RecordDraft::revisit(url, at, sha256, earlier, &self.head)
        };
        let mut draft = draft.crawled(role.as_str(), self.protocol);
        if let Some(address) = &self.address {
            draft = draft.ip_address(address);
        }
        let response = encode(&draft)?;
        let request =
            encode_request(&self.request, url, at, role, self.protocol, &response.record_id)?;
        Ok(Records { request, response })
    }
}
