//! Capture → document. Pure; cannot fail.

use crate::model::{Capture, Document, Warning};

/// Reads a capture. Whatever the bytes are, there is a document (perhaps with an empty text) and a list of warnings.
pub fn extract(_capture: &Capture) -> (Document, Vec<Warning>) {
    (Document::default(), Vec::new())
}
