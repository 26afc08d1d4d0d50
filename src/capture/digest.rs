//! Digests: how captures are named and checked.
//!
//! newsint names bytes by SHA-256 in lower-case hex. In WARC fields that is `sha256:<hex>`, the one
//! form of SHA-256 that the usual checkers all accept (unpadded base32 they do not).

use std::fmt;

use data_encoding::{BASE32_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::{Digest as _, Sha256, Sha512};

use super::legacy;

/// SHA-256 of `bytes` in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The value of a WARC digest field for a SHA-256 in hex.
pub(super) fn warc_label(sha256_hex: &str) -> String {
    format!("sha256:{sha256_hex}")
}

/// A name-based UUID of `parts`, as a WARC record id: no clock and no chance, so that the same
/// bytes give the same archive. Version 8 of RFC 9562 (the maker's own rule), from the first half
/// of a SHA-256.
pub(super) fn record_id(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let mut id = [0u8; 16];
    for (to, from) in id.iter_mut().zip(hasher.finalize()) {
        *to = from;
    }
    id[6] = (id[6] & 0x0f) | 0x80;
    id[8] = (id[8] & 0x3f) | 0x80;
    let mut text = String::with_capacity(47);
    text.push_str("<urn:uuid:");
    for (at, digit) in HEXLOWER.encode(&id).chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text.push('>');
    text
}

/// What came of checking one stated digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DigestCheck {
    /// No digest was stated, or none can be checked (a revisit holds no payload).
    Absent,
    /// The bytes have the stated digest.
    Match,
    /// The bytes have another digest.
    Mismatch {
        /// As written in the record.
        stated: String,
        /// Of the bytes, same algorithm, lower-case hex.
        computed: String,
    },
    /// An algorithm or a spelling that is not known here.
    Unsupported(String),
}

impl DigestCheck {
    /// Whether it speaks against the record.
    pub fn is_mismatch(&self) -> bool {
        matches!(self, Self::Mismatch { .. })
    }
}

impl fmt::Display for DigestCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("no digest stated"),
            Self::Match => f.write_str("digest matches"),
            Self::Mismatch { stated, computed } => write!(f, "stated {stated}, found {computed}"),
            Self::Unsupported(stated) => write!(f, "digest {stated} is of an unknown form"),
        }
    }
}

/// Checks `bytes` against a digest field such as `sha1:USUDYFY6…` (base32 or hex, any case).
pub(super) fn check(stated: Option<&str>, bytes: &[u8]) -> DigestCheck {
    let Some(stated) = stated.map(str::trim) else { return DigestCheck::Absent };
    let Some((algorithm, value)) = stated.split_once(':') else {
        return DigestCheck::Unsupported(stated.to_owned());
    };
    let computed = match algorithm.to_ascii_lowercase().replace('-', "").as_str() {
        "sha1" => legacy::sha1(bytes),
        "md5" => legacy::md5(bytes),
        "sha256" => Sha256::digest(bytes).to_vec(),
        "sha512" => Sha512::digest(bytes).to_vec(),
        _ => return DigestCheck::Unsupported(stated.to_owned()),
    };
    match decode(value.trim(), computed.len()) {
        Some(value) if value == computed => DigestCheck::Match,
        Some(_) => DigestCheck::Mismatch {
            stated: stated.to_owned(),
            computed: HEXLOWER.encode(&computed),
        },
        None => DigestCheck::Unsupported(stated.to_owned()),
    }
}

/// A digest value of `length` bytes, written in hex or in base32 with or without padding.
fn decode(value: &str, length: usize) -> Option<Vec<u8>> {
    if value.len() == length * 2 {
        return HEXLOWER_PERMISSIVE.decode(value.as_bytes()).ok();
    }
    let base32 = value.trim_end_matches('=').to_ascii_uppercase();
    BASE32_NOPAD.decode(base32.as_bytes()).ok().filter(|bytes| bytes.len() == length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spellings_are_checked() {
        let hex = "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed";
        let base32 = "FKXGYNOJJ7H3IFO35FPUBC445EPOQRXN";
        for stated in [format!("sha1:{hex}"), format!("SHA-1:{base32}"), format!("sha1:{base32}")] {
            assert_eq!(check(Some(&stated), b"hello world"), DigestCheck::Match, "{stated}");
            assert!(check(Some(&stated), b"hello").is_mismatch(), "{stated}");
        }
        let own = warc_label(&sha256_hex(b"hello world"));
        assert_eq!(check(Some(&own), b"hello world"), DigestCheck::Match);
        let padded = "sha256:XFGSPOMTJU7ARJJOKLL5U7NL7LCIJ37DPJJYB3UQRD32ZYXPZXUQ====";
        assert_eq!(check(Some(padded), b"hello world"), DigestCheck::Match);
        let md5 = "md5:5eb63bbbe01eeed093cb22bb8f5acdc3";
        assert_eq!(check(Some(md5), b"hello world"), DigestCheck::Match);
    }

    #[test]
    fn unknown_spellings_are_no_mismatch() {
        for stated in ["sha1:short", "xxh3:00", "nonsense", "sha1:!!"] {
            assert!(matches!(check(Some(stated), b""), DigestCheck::Unsupported(_)), "{stated}");
        }
        assert_eq!(check(None, b""), DigestCheck::Absent);
    }

    #[test]
    fn record_ids_are_uuids_and_depend_on_every_part() {
        let id = record_id(&["a", "bc"]);
        assert_eq!(id.len(), "<urn:uuid:00000000-0000-0000-0000-000000000000>".len());
        assert_eq!(id.as_bytes().get(24), Some(&b'8'));
        assert_ne!(id, record_id(&["ab", "c"]));
        assert_eq!(id, record_id(&["a", "bc"]));
    }
}
