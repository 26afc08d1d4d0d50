//! Index, rank and time without the command line: `benches/search.py` runs it.
//!
//! ```text
//! search_speed index DOCUMENTS FOLDER       documents as JSON lines: id, text, title?, date?
//! search_speed rank DOCUMENTS FOLDER QUERIES    queries as JSON lines: _id, text; prints a TREC run
//! search_speed time FOLDER QUERIES          lines `kind TAB query [TAB from TAB to]`; prints JSON
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a measuring program prints")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::{Duration, Instant};

use newsint::index::{Writer, prepare};
use newsint::model::{CaptureRef, Document, StoredDocument};
use newsint::search::{Options, Query, Searcher};
use serde_json::Value;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Times each query runs; the best counts, after one run that is not timed.
const ROUNDS: usize = 5;
/// Hits of a query.
const LIMIT: usize = 10;
/// Hits of a ranked run.
const RUN_LIMIT: usize = 100;

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["index", documents, folder] => index(documents, Path::new(folder)),
        ["rank", documents, folder, queries] => rank(documents, Path::new(folder), queries),
        ["time", folder, queries] => time(Path::new(folder), queries),
        _ => Err("usage: search_speed index|rank|time …".into()),
    }
}

fn lines(path: &str) -> Result<impl Iterator<Item = String>, Box<dyn Error>> {
    Ok(BufReader::new(File::open(path)?).lines().map_while(Result::ok))
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or("")
}

fn index(documents: &str, folder: &Path) -> Done {
    let started = Instant::now();
    let mut writer = Writer::create(folder)?;
    let mut sequence = 0;
    let mut bytes = 0;
    for line in lines(documents)? {
        let item: Value = serde_json::from_str(&line)?;
        sequence += 1;
        bytes += text(&item, "text").len();
        writer.add(prepare(&StoredDocument {
            sequence,
            id: format!("{sequence:016x}"),
            version: 1,
            document: Document {
                url: format!("https://example.org/{sequence}"),
                title: text(&item, "title").to_string(),
                published: text(&item, "date").parse().ok(),
                language: Some("en".to_string()),
                text: text(&item, "text").to_string(),
                ..Document::default()
            },
            mentions: Vec::new(),
            capture: CaptureRef::default(),
        }))?;
    }
    writer.commit(sequence)?;
    writer.close()?;
    let seconds = started.elapsed().as_secs_f64();
    println!("{}", serde_json::json!({"documents": sequence, "seconds": seconds, "bytes": bytes}));
    Ok(())
}

fn rank(documents: &str, folder: &Path, queries: &str) -> Done {
    let mut ids = vec![String::new()];
    for line in lines(documents)? {
        ids.push(text(&serde_json::from_str(&line)?, "id").to_string());
    }
    let searcher = Searcher::open(folder)?;
    for line in lines(queries)? {
        let item: Value = serde_json::from_str(&line)?;
        let query = Query::plain(text(&item, "text"))?;
        let options = Options { limit: RUN_LIMIT, count: false, ..Options::default() };
        for (rank, hit) in (1..).zip(searcher.search(&query, &options)?.hits) {
            let id = ids.get(hit.sequence as usize).map_or("", String::as_str);
            println!("{}\tQ0\t{id}\t{rank}\t{}\tnewsint", text(&item, "_id"), hit.score);
        }
    }
    Ok(())
}

fn time(folder: &Path, queries: &str) -> Done {
    let searcher = Searcher::open(folder)?;
    let mut took: BTreeMap<String, Vec<Duration>> = BTreeMap::new();
    for line in lines(queries)? {
        let cells: Vec<&str> = line.split('\t').collect();
        let (kind, written) = match cells.as_slice() {
            ["range", word, from, to] => ("range", format!("{word} date:{from}..{to}")),
            ["phrase", words] => ("phrase", format!("\"{words}\"")),
            ["or", words] => ("or", words.split(' ').collect::<Vec<_>>().join(" OR ")),
            [kind, words] => (*kind, (*words).to_string()),
            _ => continue,
        };
        let options = Options { limit: LIMIT, count: false, ..Options::default() };
        let mut best = Duration::MAX;
        for _ in 0..=ROUNDS {
            let start = Instant::now();
            let query = Query::parse(&written)?;
            black_box(searcher.search(&query, &options)?);
            best = best.min(start.elapsed());
        }
        took.entry(kind.to_string()).or_default().push(best);
    }
    let (mut out, mut slowest) = (serde_json::Map::new(), serde_json::Map::new());
    for (kind, mut times) in took {
        times.sort();
        let middle = times.get(times.len() / 2).copied().unwrap_or_default();
        out.insert(kind.clone(), serde_json::json!(middle.as_secs_f64() * 1000.0));
        let last = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
        slowest.insert(kind, serde_json::json!(last.as_secs_f64() * 1000.0));
    }
    out.insert("p99".to_string(), Value::Object(slowest));
    println!("{}", Value::Object(out));
    Ok(())
}
