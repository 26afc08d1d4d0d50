//! Tests of capture: what is written can be read, whatever happens in between.
#![allow(
    clippy::unwrap_used,
    clippy::get_unwrap,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests fail by panicking, and say what is skipped"
)]

mod damage;
mod http;
mod inputs;
mod round_trip;
mod samples;
mod store;

use newsint::capture::{EncodedRecord, RecordDraft, encode};

/// A fixed time of capture.
const NOW: &str = "2024-05-06T07:08:09Z";

/// An encoded text resource.
fn resource(url: &str, text: &str) -> EncodedRecord {
    encode(&RecordDraft::resource(url, NOW, "text/plain", text.as_bytes())).unwrap()
}
