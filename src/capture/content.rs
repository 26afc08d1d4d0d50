//! From a record to a [`Capture`]: what the extractor reads.

use super::decode::decode_body;
use super::http::Head;
use super::record::{Record, RecordType};
use super::sniff::{Look, look};
use super::time::rfc3339;
use crate::model::{Capture, MediaKind};

/// Why a record gives no [`Capture`], in words for the user.
pub type Reason = String;

/// Makes a capture of a response (status 200), resource or conversion record: codings undone, kind
/// known.
///
/// The kind is told by the HTTP Content-Type, else by that of the record, else by the bytes. The
/// body is moved, not copied, where no coding had to be undone. A date that cannot be read is left
/// empty.
pub fn to_capture(record: Record) -> Result<Capture, Reason> {
    let url = record.target_uri().unwrap_or("").to_owned();
    let fetched_at = record.date().and_then(rfc3339).unwrap_or_default();
    let content_type = record.content_type().map(str::to_owned);
    body_to_capture(record.record_type, url, fetched_at, content_type.as_deref(), record.block)
}

/// [`to_capture`] for a record in parts.
pub(super) fn body_to_capture(
    record_type: RecordType,
    url: String,
    fetched_at: String,
    content_type: Option<&str>,
    block: Vec<u8>,
) -> Result<Capture, Reason> {
    let (declared, body) = match record_type {
        RecordType::Response => match Head::parse(&block) {
            Some(head) => {
                let body = http_body(&head, block)?;
                (head.fields.get("Content-Type").map(str::to_owned), body)
            }
            None => (content_type.map(str::to_owned), block),
        },
        RecordType::Resource | RecordType::Conversion => (content_type.map(str::to_owned), block),
        other => return Err(format!("a {} record holds no page", other.as_str())),
    };
    page_capture(url, fetched_at, declared.as_deref(), body)
}

/// Makes a capture of a body whose codings are undone, and of the media type it was declared as.
pub fn page_capture(
    url: String,
    fetched_at: String,
    declared: Option<&str>,
    body: Vec<u8>,
) -> Result<Capture, Reason> {
    let kind = kind(declared, &body)?;
    let charset = declared.and_then(charset);
    Ok(Capture { url, fetched_at, kind, charset, body })
}

/// The body of a response of status 200, its codings undone.
fn http_body(head: &Head, mut block: Vec<u8>) -> Result<Vec<u8>, Reason> {
    if head.status != 200 {
        return Err(format!("HTTP status {}", head.status));
    }
    let coded = block.get(head.body_at..).unwrap_or_default();
    if head.is_chunked() || !head.content_codings().is_empty() {
        return decode_body(head, coded).map(std::borrow::Cow::into_owned);
    }
    block.drain(..head.body_at.min(block.len()));
    Ok(block)
}

/// What the body is read as; `Err` names the type that is not read.
fn kind(declared: Option<&str>, body: &[u8]) -> Result<MediaKind, Reason> {
    let looks = look(body);
    match looks {
        Look::Empty => return Err("empty body".to_owned()),
        Look::Format(name) => return Err(format!("{name} is not read")),
        Look::Html | Look::Text | Look::Binary => {}
    }
    let essence = declared.map(essence).unwrap_or_default();
    if let Some(kind) = MediaKind::from_media_type(&essence) {
        return Ok(kind);
    }
    match (looks, says_little(&essence)) {
        (Look::Html, true) => Ok(MediaKind::Html),
        (Look::Text, true) => Ok(MediaKind::Text),
        (_, true) => Err("binary data is not read".to_owned()),
        // XHTML is also served under the general names of XML.
        (Look::Html, false) if matches!(essence.as_str(), "text/xml" | "application/xml") => {
            Ok(MediaKind::Html)
        }
        (_, false) => Err(format!("media type {essence} is not read")),
    }
}

/// Media types that servers send for want of knowledge; absent and malformed ones too.
fn says_little(essence: &str) -> bool {
    let generic = ["application/octet-stream", "application/unknown", "unknown/unknown", "*/*"];
    let generic = generic.contains(&essence) || essence == "application/http";
    generic || essence.split_once('/').is_none_or(|(a, b)| a.is_empty() || b.is_empty())
}

/// The media type without its parameters, lower case; at most 100 characters.
fn essence(media_type: &str) -> String {
    let essence = media_type.split([';', ',']).next().unwrap_or("").trim();
    essence.chars().take(100).collect::<String>().to_ascii_lowercase()
}

/// The `charset` parameter of a media type.
fn charset(media_type: &str) -> Option<String> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        let named = name.trim().eq_ignore_ascii_case("charset") && !value.is_empty();
        named.then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(head: &str, body: &[u8]) -> Result<Capture, Reason> {
        let block = [head.as_bytes(), b"\r\n\r\n", body].concat();
        let url = "http://a/".to_owned();
        body_to_capture(RecordType::Response, url, String::new(), None, block)
    }

    #[test]
    fn kinds_and_charsets() {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=\"euc-kr\"";
        let capture = response(head, b"<p>x").unwrap();
        assert_eq!((capture.kind, capture.charset.as_deref()), (MediaKind::Html, Some("euc-kr")));
        assert_eq!(capture.body, b"<p>x");
        let sniffed = response("HTTP/1.1 200 OK", b"<!doctype html><p>x").unwrap();
        assert_eq!(sniffed.kind, MediaKind::Html);
        let text = response("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream", b"words");
        assert_eq!(text.unwrap().kind, MediaKind::Text);
    }

    #[test]
    fn reasons_name_what_is_not_read() {
        let ok = "HTTP/1.1 200 OK";
        assert_eq!(response("HTTP/1.1 404 Not Found", b"x").unwrap_err(), "HTTP status 404");
        assert_eq!(response(ok, b"").unwrap_err(), "empty body");
        assert_eq!(response(ok, b"%PDF-1.4").unwrap_err(), "a PDF document is not read");
        assert_eq!(response(ok, b"a\0b").unwrap_err(), "binary data is not read");
        let css = format!("{ok}\r\nContent-Type: text/css");
        assert_eq!(response(&css, b"p {}").unwrap_err(), "media type text/css is not read");
    }
}
