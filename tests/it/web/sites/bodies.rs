//! Bodies in every coding and every state of repair.

use std::io::Write;
use std::sync::OnceLock;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::{OPEN, Site};
use crate::web::answer::{Answer, Ask, Body};
use crate::web::page::Page;
use crate::web::words::article;

/// Paths with an article that must arrive whole, and its number.
pub(crate) const WHOLE: [(&str, usize); 10] = [
    ("/gzip", 160),
    ("/deflate", 161),
    ("/br", 162),
    ("/zstd", 163),
    ("/members", 164),
    ("/chunked", 165),
    ("/charset", 166),
    ("/until-close", 167),
    ("/cut-once", 168),
    ("/plain", 169),
];
/// The price in the article of the wrong charset, as it must be read.
pub(crate) const PRICE: &str = "The café sold 300 crêpes for £900";
/// Paths that no article can come of.
pub(crate) const OTHER: [&str; 5] = ["/endless", "/drip", "/bomb", "/picture", "/empty"];
/// The bomb unpacked. Bytes.
pub(crate) const BOMB_BYTES: usize = 200 * 1024 * 1024;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut coder = GzEncoder::new(Vec::new(), Compression::default());
    coder.write_all(bytes).unwrap();
    coder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut coder = ZlibEncoder::new(Vec::new(), Compression::default());
    coder.write_all(bytes).unwrap();
    coder.finish().unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut source = bytes;
    let parameters = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut source, &mut packed, &parameters).unwrap();
    packed
}

/// Made when it is first asked for: it takes a second.
fn bomb() -> &'static [u8] {
    static BOMB: OnceLock<Vec<u8>> = OnceLock::new();
    BOMB.get_or_init(make_bomb)
}

fn make_bomb() -> Vec<u8> {
    let mut coder = GzEncoder::new(Vec::new(), Compression::fast());
    coder.write_all(b"<html><body><p>").unwrap();
    let piece = vec![b'a'; 1024 * 1024];
    for _ in 0..BOMB_BYTES / piece.len() {
        coder.write_all(&piece).unwrap();
    }
    coder.finish().unwrap()
}

/// One pixel (PNG).
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\
\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa7\x35\x81\x84\0\0\0\0IEND\xaeB`\x82";

/// Links to all of them, or to those named.
pub(crate) fn site(linked: &[&str]) -> Site {
    let links: Vec<_> =
        linked.iter().map(|path| ((*path).to_owned(), format!("Read {path}"))).collect();
    let front = Page::with(links).listing("Front page");
    Box::new(move |ask: &Ask| match ask.path.as_str() {
        "/robots.txt" => Answer::text(OPEN),
        "/" => Answer::html(front.clone()),
        "/endless" => {
            let piece = b"<p>And so it goes on and on, without a word of sense.</p>\n".repeat(1000);
            Answer { body: Body::Endless(piece), ..Answer::html("") }.note("endless")
        }
        "/drip" => {
            let body = Body::Drip(b"<p>drop </p>".to_vec(), Duration::from_millis(200));
            Answer { body, ..Answer::html("") }.note("drip")
        }
        "/bomb" => Answer::html(bomb()).with("Content-Encoding", "gzip"),
        "/picture" => Answer::bytes("image/png", PIXEL),
        "/empty" => Answer::html(""),
        path => WHOLE
            .iter()
            .find(|(known, _)| *known == path)
            .map_or_else(|| Answer::error(404), |(_, number)| coded(path, *number, ask.nth)),
    })
}

fn coded(path: &str, number: usize, nth: usize) -> Answer {
    let text = Page::default().article(article(number)).into_bytes();
    let html = |body: Body| Answer { body, ..Answer::html("") };
    let packed =
        |coding: &str, bytes: Vec<u8>| html(Body::Whole(bytes)).with("Content-Encoding", coding);
    match path {
        "/gzip" => packed("gzip", gzip(&text)),
        "/deflate" => packed("deflate", deflate(&text)),
        "/br" => packed("br", brotli(&text)),
        "/zstd" => packed("zstd", zstd::encode_all(&text[..], 3).unwrap()),
        "/members" => {
            let (first, second) = text.split_at(text.len() / 2);
            packed("gzip", [gzip(first), gzip(second)].concat())
        }
        "/chunked" => html(Body::Chunked(text.chunks(700).map(<[u8]>::to_vec).collect())),
        "/charset" => {
            // Latin-1 in truth and by its meta element; the header says otherwise.
            let text = String::from_utf8(text).unwrap();
            let text = text.replace("charset=\"utf-8\"", "charset=\"windows-1252\"").replacen(
                "<p>",
                &format!("<p>{PRICE}. "),
                1,
            );
            let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
            Answer::bytes("text/html; charset=utf-8", bytes.into_owned())
        }
        "/until-close" => html(Body::UntilClose(text)),
        "/cut-once" if nth == 0 => {
            let length = text.len();
            html(Body::Cut(text[..length / 3].to_vec(), length)).note("cut")
        }
        _ => html(Body::Whole(text)),
    }
}
