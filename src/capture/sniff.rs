//! What bytes look like, when nothing trustworthy says what they are.

use std::borrow::Cow;

use memchr::memmem;

/// Bytes looked at.
const PREFIX: usize = 8 * 1024;

/// How the beginning of a file looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing but white space, or nothing.
    Empty,
    /// HTML or XHTML.
    Html,
    /// Other text.
    Text,
    /// A known format that is no text, by name.
    Format(&'static str),
    /// Bytes of an unknown kind.
    Binary,
}

/// Leading bytes of formats that are met among pages and files, with the words for the user.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\0\0\x01\0", "an icon"),
    (b"PK\x03\x04", "a ZIP file"),
    (b"PK\x05\x06", "a ZIP file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"(\xb5/\xfd", "a zstd file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file"),
    (b"Rar!\x1a\x07", "a RAR file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"OggS", "an Ogg file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\0asm", "a WebAssembly module"),
    (b"\xca\xfe\xba\xbe", "a program"),
];

/// Tags and markers that begin HTML pages or fragments of them.
const HTML_STARTS: &[&[u8]] = &[
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<title",
    b"<meta",
    b"<script",
    b"<style",
    b"<link",
    b"<div",
    b"<p>",
    b"<p ",
    b"<article",
    b"<main",
    b"<section",
    b"<table",
    b"<h1",
    b"<br",
    b"<a ",
    b"<b>",
    b"<span",
    b"<iframe",
    b"<header",
    b"<nav",
];

/// How `bytes` (a whole file or its beginning) look.
pub(super) fn look(bytes: &[u8]) -> Look {
    let prefix = bytes.get(..PREFIX).unwrap_or(bytes);
    let known =
        SIGNATURES.iter().find(|(magic, name)| !name.is_empty() && prefix.starts_with(magic));
    if let Some((_, name)) = known {
        return Look::Format(name);
    }
    let riff = prefix.get(8..12).filter(|_| prefix.starts_with(b"RIFF"));
    match riff {
        Some(b"WEBP") => return Look::Format("a WebP image"),
        Some(_) => return Look::Format("a sound or video file"),
        None => {}
    }
    if prefix.get(4..8) == Some(b"ftyp") {
        return Look::Format("a video or image file");
    }
    let wide = is_wide(prefix);
    if !wide && is_binary(prefix) {
        return Look::Binary;
    }
    let narrow: Cow<'_, [u8]> = if wide {
        prefix.iter().copied().filter(|b| *b != 0).collect()
    } else {
        Cow::Borrowed(prefix)
    };
    let text = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .find_map(|bom| narrow.strip_prefix(*bom))
        .unwrap_or(&narrow)
        .trim_ascii_start();
    match text.first() {
        None => Look::Empty,
        Some(b'<') if is_html(&text.to_ascii_lowercase()) => Look::Html,
        Some(_) => Look::Text,
    }
}

/// Whether text (lower case, without leading white space) looks like a page: it begins with a tag
/// of HTML, or with a comment or an XML declaration that an `<html` soon follows.
fn is_html(text: &[u8]) -> bool {
    if HTML_STARTS.iter().any(|start| text.starts_with(start)) {
        return true;
    }
    let prologue =
        text.starts_with(b"<!--") || text.starts_with(b"<?xml") || text.starts_with(b"<!");
    prologue && (memmem::find(text, b"<html").is_some() || memmem::find(text, b"<body").is_some())
}

/// Whether the bytes are UTF-16 or UTF-32: by their byte order mark, or because every second byte
/// of text in a Latin script is zero.
fn is_wide(prefix: &[u8]) -> bool {
    if prefix.starts_with(b"\xff\xfe") || prefix.starts_with(b"\xfe\xff") {
        return true;
    }
    if prefix.starts_with(b"\0\0\xfe\xff") {
        return true;
    }
    if memchr::memchr(0, prefix).is_none() {
        return false;
    }
    let (pairs, _) = prefix.as_chunks::<2>();
    let little = pairs.iter().filter(|[a, b]| *a != 0 && *b == 0).count();
    let big = pairs.iter().filter(|[a, b]| *a == 0 && *b != 0).count();
    pairs.len() >= 4 && little.max(big) * 10 >= pairs.len() * 8
}

/// Whether bytes hold controls that no text has: any zero byte, or more than one in twenty of the
/// others. Escape (ISO 2022 text) and form feed are fine.
fn is_binary(prefix: &[u8]) -> bool {
    let control = |b: &u8| matches!(b, 1..=7 | 14..=26 | 28..=31 | 127);
    memchr::memchr(0, prefix).is_some()
        || prefix.iter().filter(|b| control(b)).count() * 20 > prefix.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks() {
        let utf16: Vec<u8> = "<html><p>wide".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: [(&[u8], Look); 12] = [
            (b"", Look::Empty),
            (b" \n", Look::Empty),
            (b"\xef\xbb\xbf <!DOCTYPE HTML>", Look::Html),
            (b"<?xml version='1.0'?>\n<html xmlns='x'>", Look::Html),
            (b"<?xml version='1.0'?>\n<rss>", Look::Text),
            (b"<!-- saved --> <html>", Look::Html),
            (b"Plain words", Look::Text),
            (b"%PDF-1.7", Look::Format("a PDF document")),
            (b"RIFF....WEBPVP8", Look::Format("a WebP image")),
            (b"ab\0cd", Look::Binary),
            (b"\x1b$B%F%9%H", Look::Text),
            (&utf16, Look::Html),
        ];
        for (bytes, expected) in cases {
            assert_eq!(look(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
