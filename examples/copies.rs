//! Pairs of copies among JSON lines `{"id","text","url"?}` on stdin: `id<TAB>id` a line on stdout.
//!
//! `cargo run --release --example copies < documents.jsonl`; with `--time N` the documents are
//! compared N times and the seconds of each run (reading apart) go to stderr.

#![allow(
    clippy::indexing_slicing,
    reason = "a tool for the people who work on newsint; it may fail loudly"
)]

use std::io::{BufRead, Write};
use std::time::Instant;

use newsint::copies::{host_key, pairs};

fn main() -> anyhow::Result<()> {
    let mut ids = Vec::new();
    let mut texts = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let text = |name: &str| line.get(name).and_then(|v| v.as_str()).unwrap_or("").to_string();
        ids.push(text("id"));
        texts.push((host_key(&text("url")), text("text")));
    }
    let texts: Vec<_> = texts.iter().map(|(host, text)| (*host, text.as_str())).collect();
    let words: Vec<String> = std::env::args().skip(1).collect();
    let times = match words.as_slice() {
        [name, times] if name == "--time" => times.parse()?,
        _ => 0,
    };
    for _ in 0..times {
        let start = Instant::now();
        pairs(&texts)?;
        writeln!(std::io::stderr(), "{:.6}", start.elapsed().as_secs_f64())?;
    }
    let mut out = std::io::stdout().lock();
    for (a, b, _) in pairs(&texts)? {
        writeln!(out, "{}\t{}", ids[a], ids[b])?;
    }
    Ok(())
}
