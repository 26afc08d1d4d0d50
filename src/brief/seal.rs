//! The digest of a brief, and its record: what `brief verify` reads again.

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::types::Brief;
use crate::error::Result;

/// SHA-256 of some text, lower-case hex.
pub(super) fn sha256(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

/// The digest of a record: of its compact JSON without `digest` and `analyst`.
pub(super) fn digest(record: &Json) -> String {
    let mut record = record.clone();
    if let Json::Object(fields) = &mut record {
        fields.shift_remove("digest");
        fields.shift_remove("analyst");
    }
    sha256(&record.to_string())
}

impl Brief {
    /// Sets the digest; to be called last.
    pub fn seal(&mut self) -> Result<()> {
        self.digest = digest(&serde_json::to_value(&*self)?);
        Ok(())
    }
}
