//! Captures: raw bytes in, raw bytes out, forever.
//!
//! Every input becomes a WARC 1.1 record before any meaning is taken from it. Records are
//! [encoded](encode()) by worker threads, [appended](Appender) by one writer, [read](WarcReader)
//! and [scanned](Scan) back, and turned into a [`Capture`](crate::model::Capture) for extraction.
//! What `newsint add` is given is walked by [`Inputs`].

mod appender;
mod arc;
mod content;
mod decode;
mod digest;
mod encode;
mod fields;
mod folder;
mod http;
mod incoming;
mod inputs;
mod legacy;
mod packed;
mod reader;
mod record;
mod scan;
mod sniff;
mod source;
mod time;
mod verify;
mod wacz;

pub use appender::{Appender, Location};
pub use content::{Reason, page_capture, to_capture};
pub use decode::{decode_body, decode_body_within};
pub use digest::{DigestCheck, sha256_hex};
pub use encode::{EncodedRecord, encode};
pub use fields::Fields;
pub use http::Head;
pub use incoming::{Incoming, Prepared, prepare};
pub use inputs::{Inputs, Item, Rejected, total_bytes};
pub use legacy::sha1;
pub use packed::read_text;
pub use reader::{ReadError, ReadRecord, WarcReader, copy_at, read_at};
pub use record::{
    HTTP_REQUEST, HTTP_RESPONSE, IDENTICAL_PAYLOAD, NOT_MODIFIED, ROLE, Record, RecordDraft,
    RecordType, WARC_FIELDS,
};
pub use scan::{Damage, Scan, Scanned};
pub use verify::{Verification, verify_record};
