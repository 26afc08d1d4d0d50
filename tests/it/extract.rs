//! Tests of extract.

use newsint::extract::extract;
use newsint::model::{Capture, Document, MediaKind, Span};

use crate::shared::shared;

fn capture(kind: MediaKind, body: &[u8]) -> Capture {
    Capture {
        url: "https://www.norwick.example/news/a".to_owned(),
        fetched_at: "2026-11-01T00:00:00Z".to_owned(),
        kind,
        charset: None,
        body: body.to_vec(),
    }
}

fn read(kind: MediaKind, body: &[u8]) -> Document {
    let (document, _) = extract(&capture(kind, body));
    check_blocks(&document);
    document
}

/// Blocks lie in order, on character boundaries, two bytes apart, and cover the text.
fn check_blocks(document: &Document) {
    let mut at = 0;
    for block in &document.blocks {
        assert_eq!(block.span.start, at);
        assert!(!block.span.of(&document.text).is_empty());
        at = block.span.end + 2;
    }
    let end = document.blocks.last().map_or(0, |b| b.span.end);
    assert_eq!(Span { start: 0, end }.len(), document.text.len());
}

#[test]
fn the_seed_statement_comes_out_exactly() {
    let Some(folder) = shared("seed") else { return };
    let text = std::fs::read_to_string(folder.join("statement.txt")).unwrap();
    let gold: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("gold.json")).unwrap()).unwrap();
    let offset = |i: usize| gold["body"][i].as_u64().unwrap() as usize;
    let body: String = text.chars().skip(offset(0)).take(offset(1) - offset(0)).collect();
    let document = read(MediaKind::Text, text.as_bytes());
    assert_eq!(document.text, body);
    assert_eq!(document.title, gold["title"].as_str().unwrap());
    assert_eq!(document.language.as_deref(), Some("en"));
    for noise in gold["not_content"].as_array().unwrap() {
        assert!(!document.text.contains(noise.as_str().unwrap()), "{noise}");
    }
}
