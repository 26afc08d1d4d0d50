//! Undoes the codings of an HTTP body: chunked transfer, gzip, deflate, br and zstd.
//!
//! Bodies of archives often are not what their headers say: a crawler undid a coding and kept the
//! header, or the line was cut. A body that does not begin in the stated coding is taken as it is;
//! one that breaks off is read as far as it goes, as browsers do.

use std::borrow::Cow;
use std::io::{ErrorKind, Read};

use super::http::Head;
use crate::limits::{DECODE_RATIO_MAX, DECODED_BYTES_MAX, RATIO_FREE_BYTES};

/// Most content codings that are undone one after the other.
const CODINGS_MAX: usize = 4;

/// The body of a response without its codings. `Err` says in words why it cannot be had.
pub fn decode_body<'a>(head: &Head, body: &'a [u8]) -> Result<Cow<'a, [u8]>, String> {
    decode_body_within(head, body, DECODED_BYTES_MAX)
}

/// [`decode_body`] with another limit on the expanded size. Bytes.
pub fn decode_body_within<'a>(
    head: &Head,
    body: &'a [u8],
    bytes_max: u64,
) -> Result<Cow<'a, [u8]>, String> {
    let mut body = Cow::Borrowed(body);
    if head.is_chunked()
        && let Some(plain) = unchunk(&body)
    {
        body = Cow::Owned(plain);
    }
    let codings = head.content_codings();
    if codings.len() > CODINGS_MAX {
        return Err(format!("{} content codings on one body", codings.len()));
    }
    for coding in codings.iter().rev() {
        if let Some(plain) = undo(coding, &body, bytes_max)? {
            body = Cow::Owned(plain);
        }
    }
    Ok(body)
}

/// The data of a chunked body; `None` if its first chunk is not one, so that the body was not
/// chunked after all. What follows a later broken chunk size is lost.
pub(super) fn unchunk(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut first = true;
    loop {
        let Some((size, data)) = chunk_size(rest) else {
            return (!first).then_some(out);
        };
        if size == 0 {
            return Some(out);
        }
        let Some((chunk, after)) = data.split_at_checked(size) else {
            // Cut off in the middle of this chunk.
            out.extend_from_slice(data);
            return Some(out);
        };
        let after_end = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n"));
        if first && after_end.is_none() && !after.is_empty() {
            return None;
        }
        out.extend_from_slice(chunk);
        rest = after_end.unwrap_or(after);
        first = false;
    }
}

/// A chunk size line (hex, perhaps with an extension) and what follows it.
fn chunk_size(rest: &[u8]) -> Option<(usize, &[u8])> {
    let line_end = memchr::memchr(b'\n', rest.get(..rest.len().min(1024))?)?;
    let line = std::str::from_utf8(rest.get(..line_end)?).ok()?;
    let digits = line.split(';').next()?.trim();
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let size = usize::from_str_radix(digits, 16).ok().filter(|_| plain)?;
    Some((size, rest.get(line_end + 1..)?))
}

/// Undoes one content coding; `None` if the body does not begin in it.
fn undo(coding: &str, body: &[u8], bytes_max: u64) -> Result<Option<Vec<u8>>, String> {
    match coding {
        "gzip" | "x-gzip" => {
            if !body.starts_with(&[0x1f, 0x8b]) {
                return Ok(None);
            }
            expand(coding, flate2::bufread::MultiGzDecoder::new(body), body, bytes_max)
        }
        "deflate" => {
            // RFC 9110 means the zlib form; some servers send raw deflate under this name.
            match expand(coding, flate2::bufread::ZlibDecoder::new(body), body, bytes_max)? {
                Some(plain) => Ok(Some(plain)),
                None => expand(coding, flate2::bufread::DeflateDecoder::new(body), body, bytes_max),
            }
        }
        "br" => expand(coding, brotli::Decompressor::new(body, 64 * 1024), body, bytes_max),
        "zstd" => {
            if !body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
                return Ok(None);
            }
            let decoder = zstd::stream::read::Decoder::with_buffer(body)
                .map_err(|error| format!("zstd: {error}"))?;
            expand(coding, decoder, body, bytes_max)
        }
        other => Err(format!("content coding {other} is not known")),
    }
}

/// Reads a decoder to its end or to where it breaks, within the limits on expansion; `None` if it
/// breaks before the first byte.
fn expand(
    coding: &str,
    mut decoder: impl Read,
    body: &[u8],
    bytes_max: u64,
) -> Result<Option<Vec<u8>>, String> {
    if body.is_empty() {
        return Ok(None);
    }
    let stored = body.len() as u64;
    let ratio_limit = stored.saturating_mul(DECODE_RATIO_MAX).max(RATIO_FREE_BYTES);
    let limit = ratio_limit.min(bytes_max);
    let mut out = Vec::with_capacity(body.len().saturating_mul(4).min(1 << 20));
    let mut chunk = vec![0; 32 * 1024];
    loop {
        match decoder.read(&mut chunk) {
            Ok(0) => return Ok(Some(out)),
            Ok(count) => out.extend_from_slice(chunk.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Ok((!out.is_empty()).then_some(out)),
        }
        if out.len() as u64 > limit {
            return Err(format!(
                "{coding} body of {stored} bytes expands to more than {limit} bytes"
            ));
        }
    }
}
