//! What a third party needs to check one statement, in one file: the record of the capture, the
//! text, the place of the words, and how to check it without newsint.
//!
//! The package proves that its parts belong together. That nobody made another one like it, only
//! the digest of the package can tell, given on another way.

mod pack;
mod stored_zip;
mod verify;

pub use pack::{PACKAGE_SCHEMA, citation, pack};
pub use verify::{Checked, verify};

use crate::capture::Record;

/// Takes the text from a record anew: the text, or why there is none.
pub type Extract<'e> = &'e dyn Fn(Record) -> Result<String, String>;

/// The record of a capture, as stored.
const RECORD_GZ: &str = "capture.warc.gz";
/// The same when it is not compressed.
const RECORD_PLAIN: &str = "capture.warc";
/// The text, UTF-8.
const TEXT: &str = "text.txt";
/// What is cited, and where it comes from.
const CITATION: &str = "citation.json";
/// SHA-256 of each part, as `sha256sum --check` reads it.
const MANIFEST: &str = "manifest.sha256";
/// How to check it.
const README: &str = "README.txt";
