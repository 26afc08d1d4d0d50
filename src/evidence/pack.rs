//! Makes a package.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::{CITATION, Extract, MANIFEST, README, RECORD_GZ, RECORD_PLAIN, TEXT, stored_zip};
use crate::capture::{copy_at, sha256_hex};
use crate::error::{Error, Result};
use crate::model::{CodePoints, Span, StoredDocument};

/// Schema name of a citation in a package.
pub const PACKAGE_SCHEMA: &str = "newsint.evidence/1";

/// What is cited of a document, `start` to `end` in code points (end exclusive), and where it
/// comes from. `None` outside the text.
pub fn citation(stored: &StoredDocument, start: usize, end: usize) -> Option<Json> {
    let document = &stored.document;
    let points = CodePoints::new(&document.text);
    let span = Span::new(points.to_byte(start), points.to_byte(end.max(start)));
    if end <= start || points.of_span(span) != (start, end) {
        return None;
    }
    let words = span.of(&document.text);
    Some(json!({
        "schema": PACKAGE_SCHEMA,
        "words": words,
        "start": start,
        "end": end,
        "document": stored.id,
        "version": stored.version,
        "title": document.title,
        "author": document.author,
        "site": document.site,
        "published": document.published.map(|p| p.to_string()),
        "language": document.language,
        "url": document.url,
        "capture": {
            "sha256": stored.capture.sha256,
            "url": stored.capture.url,
            "fetched_at": stored.capture.fetched_at,
            "warc": stored.capture.warc,
            "offset": stored.capture.offset,
        },
    }))
}

/// A package of evidence for a citation made by [`citation`]; `captures` is the folder of WARC
/// files.
pub fn pack(
    stored: &StoredDocument,
    mut citation: Json,
    captures: &Path,
    extract: Extract<'_>,
) -> Result<Vec<u8>> {
    let place = captures.join(&stored.capture.warc);
    let (record, bytes) = copy_at(&place, stored.capture.offset)?;
    let gzip = bytes.starts_with(&[0x1f, 0x8b]);
    let name = if gzip { RECORD_GZ } else { RECORD_PLAIN };
    let text = stored.document.text.as_bytes();
    // A text that came from a site recipe of the user's cannot be taken anew without it.
    let again = extract(record).is_ok_and(|again| again == stored.document.text);
    if let Json::Object(fields) = &mut citation {
        fields.insert("record".to_string(), json!({"file": name, "sha256": sha256_hex(&bytes)}));
        fields.insert("text".to_string(), json!({"file": TEXT, "sha256": sha256_hex(text)}));
        let by = env!("CARGO_PKG_VERSION");
        fields.insert("newsint".to_string(), json!({"version": by, "text_taken_anew": again}));
    }
    let readme = readme(&citation, name);
    let facts = format!("{citation:#}\n");
    let mut parts: Vec<(&str, &[u8])> = vec![
        (README, readme.as_bytes()),
        (CITATION, facts.as_bytes()),
        (TEXT, text),
        (name, &bytes),
    ];
    let mut manifest = String::new();
    for (name, bytes) in &parts {
        manifest.push_str(&sha256_hex(bytes));
        manifest.push_str("  ");
        manifest.push_str(name);
        manifest.push('\n');
    }
    parts.push((MANIFEST, manifest.as_bytes()));
    stored_zip::pack(&parts)
        .ok_or_else(|| Error::data(&place, "the capture is too large for a package (4 GiB)"))
}

/// How to check the package by hand.
fn readme(citation: &Json, record: &str) -> String {
    let at = |pointer: &str| {
        let value = citation.pointer(pointer).unwrap_or(&Json::Null);
        value.as_str().map_or_else(|| value.to_string(), str::to_string)
    };
    let one_line = |text: String| -> String {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().filter(|c| !c.is_control()).collect()
    };
    let (start, end) = (at("/start"), at("/end"));
    format!(
        "Evidence for one statement, packed by newsint {}.

  Words:     characters {start} to {end} (Unicode code points, end exclusive) of text.txt
  Title:     {}
  Address:   {}
  Captured:  {} from {}
  SHA-256 of the captured bytes (the payload, as the server sent it):
             {}

What is here
  citation.json    what is cited, and all facts above
  text.txt         the text newsint took from the page, UTF-8
  {record:<16} the capture: one WARC record (ISO 28500), byte for byte
  manifest.sha256  SHA-256 of each part

How to check it
  With newsint, without any corpus:
    newsint verify THIS-FILE.zip
  By hand, in a folder into which the package was unpacked:
    sha256sum --check manifest.sha256
    python3 -c \"print(open('text.txt', encoding='utf-8', newline='').read()[{start}:{end}])\"
    The WARC record can be read with any text viewer (gunzip first) or warcio; the SHA-256 of its
    payload is the one above, and stands in its field WARC-Payload-Digest.

What it proves
  That these words stand in this text, and this text in these bytes. Whoever handed you the package
  should tell you its own SHA-256 on another way; that the server really sent these bytes rests on
  them, or on another capture (a web archive) of the address.
",
        at("/newsint/version"),
        one_line(at("/title")),
        one_line(at("/url")),
        at("/capture/fetched_at"),
        one_line(at("/capture/url")),
        at("/capture/sha256"),
    )
}
