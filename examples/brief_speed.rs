//! How long choosing key sentences takes on tagged documents in memory, on one thread:
//! `cargo run --release --example brief_speed < SETS.jsonl`. `benches/brief.py` runs it.
//!
//! Each line is `{"docs": [{"text"}]}`. Prints seconds of splitting, weighing and choosing, best of
//! several rounds.

#![allow(clippy::print_stdout, reason = "a measuring program prints")]

use std::error::Error;
use std::hint::black_box;
use std::io::BufRead;
use std::time::Instant;

use newsint::brief::{self, Options};
use newsint::model::{CaptureRef, Document, Span, StoredDocument};
use newsint::tag::Layer;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;

fn sentences(text: &str) -> Vec<Span> {
    let layer = Layer::new(text);
    layer.sentences.iter().map(|&(from, to)| layer.span(from as usize, to as usize)).collect()
}

fn stored(text: &str) -> StoredDocument {
    let document =
        Document { text: text.to_string(), language: Some("en".into()), ..Document::default() };
    StoredDocument {
        sequence: 1,
        id: String::new(),
        version: 1,
        mentions: newsint::analyse::document(&document),
        document,
        capture: CaptureRef::default(),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut sets: Vec<Vec<StoredDocument>> = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let docs = line.get("docs").and_then(|d| d.as_array()).cloned().unwrap_or_default();
        let texts = docs.iter().filter_map(|d| d.get("text")?.as_str().map(stored));
        sets.push(texts.collect());
    }
    let options = Options { words: 60, ..Options::new(sentences) };
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for set in &sets {
            black_box(brief::key_sentences("", black_box(set), options));
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{best:.6}");
    Ok(())
}
