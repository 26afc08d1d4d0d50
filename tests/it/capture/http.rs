//! Codings of HTTP bodies, right and wrong.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use newsint::capture::{RecordDraft, WarcReader, encode, to_capture};
use newsint::model::{Capture, MediaKind};

use super::NOW;

const PAGE: &[u8] = b"<!doctype html><title>t</title><p>some words of a page, some words of a page";

/// The capture of a response with these header lines.
fn capture(headers: &str, body: &[u8]) -> Result<Capture, String> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n");
    let block = [head.as_bytes(), body].concat();
    let encoded = encode(&RecordDraft::response("http://a/", NOW, &block)).unwrap();
    to_capture(WarcReader::new(encoded.bytes.as_slice()).next().unwrap().unwrap().record)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn chunked(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in bytes.chunks(size) {
        write!(out, "{:X};ext=1\r\n", chunk.len()).unwrap();
        out.extend(chunk);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\nTrailer: x\r\n\r\n");
    out
}

#[test]
fn every_coding_is_undone() {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(PAGE).unwrap();
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
    raw.write_all(PAGE).unwrap();
    let mut br = Vec::new();
    brotli::CompressorWriter::new(&mut br, 4096, 5, 20).write_all(PAGE).unwrap();
    let zstd = zstd::encode_all(PAGE, 3).unwrap();
    let cases = [
        ("", PAGE.to_vec()),
        ("Transfer-Encoding: chunked\r\n", chunked(PAGE, 7)),
        ("Content-Encoding: gzip\r\n", gzip(PAGE)),
        ("Content-Encoding: x-gzip\r\nTransfer-Encoding: Chunked\r\n", chunked(&gzip(PAGE), 9)),
        ("Content-Encoding: gzip\r\n", [gzip(&PAGE[..20]), gzip(&PAGE[20..])].concat()),
        ("Content-Encoding: deflate\r\n", zlib.finish().unwrap()),
        ("Content-Encoding: deflate\r\n", raw.finish().unwrap()),
        ("Content-Encoding: br\r\n", br),
        ("Content-Encoding: zstd\r\n", zstd.clone()),
        ("Content-Encoding: zstd, gzip\r\n", gzip(&zstd)),
        ("Content-Encoding: identity\r\n", PAGE.to_vec()),
    ];
    for (headers, body) in cases {
        let capture = capture(headers, &body).unwrap();
        assert_eq!((capture.kind, capture.body.as_slice()), (MediaKind::Html, PAGE), "{headers}");
        assert_eq!((capture.url.as_str(), capture.fetched_at.as_str()), ("http://a/", NOW));
    }
}

#[test]
fn headers_that_lie_are_not_believed() {
    for headers in [
        "Transfer-Encoding: chunked\r\n",
        "Content-Encoding: gzip\r\n",
        "Content-Encoding: deflate\r\n",
        "Content-Encoding: br\r\n",
        "Content-Encoding: zstd\r\nTransfer-Encoding: chunked\r\n",
    ] {
        assert_eq!(capture(headers, PAGE).unwrap().body, PAGE, "{headers}");
    }
    let facade = b"face\r\nis the first word here, not a chunk size: ".repeat(2000);
    assert_eq!(capture("Transfer-Encoding: chunked\r\n", &facade).unwrap().body, facade);
}

#[test]
fn cut_bodies_are_read_as_far_as_they_go() {
    let coded = chunked(PAGE, 30);
    let cut = capture("Transfer-Encoding: chunked\r\n", &coded[..60]).unwrap();
    assert!(PAGE.starts_with(&cut.body) && cut.body.len() > 30);
    let long: Vec<u8> = (0..20_000).flat_map(|n| format!("<p>line {n}").into_bytes()).collect();
    let coded = gzip(&long);
    let cut = capture("Content-Encoding: gzip\r\n", &coded[..coded.len() / 2]).unwrap();
    assert!(long.starts_with(&cut.body) && cut.body.len() > 1000);
}

#[test]
fn bombs_and_unknown_codings_have_a_reason() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..40 {
        bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    let reason = capture("Content-Encoding: gzip\r\n", &bomb).unwrap_err();
    assert!(reason.contains("expands to more than"), "{reason}");
    let reason = capture("Content-Encoding: rot13\r\n", PAGE).unwrap_err();
    assert_eq!(reason, "content coding rot13 is not known");
    let many = "Content-Encoding: gzip, gzip, gzip, gzip, gzip\r\n";
    assert!(capture(many, PAGE).is_err());
}
