//! `newsint search --batch`: many queries at once.

use std::path::Path;

use serde_json::{Value, json};

use super::exit::Exit;
use super::{Session, input, select};
use crate::corpus::Store;
use crate::error::{Error, Result};
use crate::export::{contract, csv_line};
use crate::model::StoredDocument;
use crate::search::{self, Options, Query, Searcher};

/// Columns of the table of hits.
const HEADER: &[&str] = &[
    "line",
    "query",
    "hits",
    "rank",
    "id",
    "score",
    "published",
    "site",
    "title",
    "url",
    "snippet",
    "sha256",
    "captured",
];

/// Runs the query in the first column of each line of a CSV file (`-`: standard input) and prints
/// the hits of all as one CSV table, or as JSON lines. A query without hits has one line, too.
pub(super) fn run(
    session: &mut Session,
    file: &Path,
    options: &Options,
    as_json: bool,
) -> Result<Exit> {
    let queries = read(file)?;
    let store = Store::open_read(&session.home.database())?;
    let searcher = Searcher::open(&session.home.index())?;
    if !as_json {
        line(session, HEADER)?;
    }
    let (mut found_any, mut wrong) = (false, false);
    for (number, text) in &queries {
        let parse = select::reading();
        let query = match Query::parse_with(text, &parse) {
            Ok(query) => query,
            Err(error) => {
                wrong = true;
                session.out.say(&format!("error: line {number}: {error}"));
                continue;
            }
        };
        let found = searcher.search(&query, options)?;
        for note in query.notes().iter().chain(&found.notes) {
            session.out.say(&format!("note: line {number}: {note}"));
        }
        found_any |= found.total > 0;
        let total = found.total.to_string();
        if found.hits.is_empty() && !as_json {
            let mut cells = vec![number.as_str(), text, &total];
            cells.resize(HEADER.len(), "");
            line(session, &cells)?;
        }
        for (rank, hit) in found.hits.iter().enumerate() {
            if let Some(stored) = store.document(hit.sequence)? {
                let asked = Asked { line: number, text, query: &query, hits: &total };
                asked.show(session, (rank + 1, hit.score), &stored, as_json)?;
            }
        }
    }
    Ok(match (wrong, found_any) {
        (true, _) => Exit::Wrong,
        (false, true) => Exit::Done,
        (false, false) => Exit::Nothing,
    })
}

/// A query of the file.
struct Asked<'a> {
    line: &'a str,
    text: &'a str,
    query: &'a Query,
    /// Number of its hits.
    hits: &'a str,
}

impl Asked<'_> {
    /// One of its hits, with rank and score.
    fn show(
        &self,
        session: &mut Session,
        (rank, score): (usize, f32),
        stored: &StoredDocument,
        as_json: bool,
    ) -> Result<()> {
        let d = &stored.document;
        let language = d.language.as_deref();
        let snippet = search::snippet(&d.text, language, self.query, &stored.mentions).text;
        if as_json {
            let spans = search::highlights(&d.text, language, self.query, &stored.mentions);
            let hit = contract::hit_line(stored, f64::from(score), &snippet, &spans);
            let mut hit = serde_json::to_value(hit)?;
            if let Value::Object(fields) = &mut hit {
                fields.shift_insert(1, "line".to_string(), json!(self.line.parse::<u64>().ok()));
                fields.shift_insert(2, "query".to_string(), json!(self.text));
            }
            return session.out.json(&hit);
        }
        let (rank, score) = (rank.to_string(), format!("{score:.4}"));
        let published = stored.published_date().unwrap_or_default();
        let site = d.site.as_deref().unwrap_or_default();
        let capture = &stored.capture;
        let cells = [
            self.line,
            self.text,
            self.hits,
            &rank,
            &stored.id,
            &score,
            &published,
            site,
            &d.title,
            &d.url,
            &snippet,
            &capture.sha256,
            &capture.fetched_at,
        ];
        line(session, &cells)
    }
}

fn line(session: &mut Session, cells: &[&str]) -> Result<()> {
    let line = csv_line(cells).map_err(|e| Error::io("write", "standard output", e))?;
    session.out.bytes(&line)
}

/// Line number and first column of each line that has one; a first line that says `query` or
/// `name` is the header.
fn read(file: &Path) -> Result<Vec<(String, String)>> {
    let bytes = input::bytes(file)?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Error::data(file, error.to_string()))?;
        let number = record.position().map_or(0, |at| line_of(bytes, at));
        let text = record.get(0).unwrap_or_default().trim();
        let header = out.is_empty() && number <= 1;
        let is_header = ["query", "name"].iter().any(|word| text.eq_ignore_ascii_case(word));
        if text.is_empty() || (header && is_header) {
            continue;
        }
        out.push((number.to_string(), text.to_string()));
    }
    if out.is_empty() {
        let hint = "write one query a line, in the first column";
        return Err(Error::usage_hint(format!("there is no query in {}", file.display()), hint));
    }
    Ok(out)
}

/// The line a record begins in; empty lines before it are counted to it by the reader.
fn line_of(bytes: &[u8], at: &csv::Position) -> u64 {
    let rest = bytes.get(at.byte() as usize..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    at.line() + empty.filter(|byte| **byte == b'\n').count() as u64
}
