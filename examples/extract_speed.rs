//! How long extraction takes beside the parse alone: `cargo run --release --example extract_speed
//! -- FOLDER`, where the folder holds `.html` files. `benches/extract.py` runs it.
//!
//! Both are timed on decoded text in memory, on one thread, page by page, best of several rounds.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a measuring program prints")]

use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use newsint::extract::{decode_page, extract};
use newsint::model::{Capture, MediaKind};
use scraper::Html;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: extract_speed FOLDER")?;
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .collect();
    paths.sort();
    let (mut parse, mut whole, mut bytes) = (Duration::ZERO, Duration::ZERO, 0);
    let mut slowest = (Duration::ZERO, PathBuf::new());
    for path in paths {
        let capture = page(std::fs::read(&path)?);
        let text = String::from_utf8_lossy(&capture.body).into_owned();
        bytes += text.len();
        parse += best(|| drop(black_box(Html::parse_document(black_box(&text)))));
        let took = best(|| drop(black_box(extract(black_box(&capture)))));
        whole += took;
        if took > slowest.0 {
            slowest = (took, path);
        }
    }
    let ratio = whole.as_secs_f64() / parse.as_secs_f64().max(1e-9);
    println!(
        "{{\"bytes\": {bytes}, \"parse_ms\": {:.1}, \"extract_ms\": {:.1}, \"ratio\": {ratio:.3}, \
              \"slowest_ms\": {:.1}, \"slowest\": \"{}\"}}",
        millis(parse),
        millis(whole),
        millis(slowest.0),
        slowest.1.display()
    );
    Ok(())
}

/// The page as UTF-8, so that no charset is guessed within the measured time.
fn page(body: Vec<u8>) -> Capture {
    let mut capture = Capture {
        url: "https://norwick.example/news/a".to_owned(),
        fetched_at: "2026-11-01T00:00:00Z".to_owned(),
        kind: MediaKind::Html,
        charset: None,
        body,
    };
    capture.body = decode_page(&capture).into_bytes();
    capture.charset = Some("utf-8".to_owned());
    capture
}

fn best(mut run: impl FnMut()) -> Duration {
    let mut once = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..ROUNDS).map(|_| once()).min().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
