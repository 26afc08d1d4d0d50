//! `newsint crawl status` and `newsint crawl log`: what the crawler did and why.

use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::Session;
use super::exit::Exit;
use crate::corpus::{LogLine, SourceCounts, Store};
use crate::crawl::key;
use crate::crawl::scope::{Boundary, Reach};
use crate::crawl::site::host_key;
use crate::error::{Error, Result};

/// Show how every source stands
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint crawl status
  newsint crawl status --json")]
pub(super) struct Status {
    /// One JSON object a source (schema newsint.source/1)
    #[arg(long)]
    json: bool,
}

/// Show every request and decision for an address or a host
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint crawl log https://news.example/2024/05/story    one page: when it was asked for, what came of it
  newsint crawl log news.example                          a whole host, oldest first")]
pub(super) struct Log {
    /// An address, or a host (with its port, if that is not the usual one)
    what: String,
    /// Most lines
    #[arg(long, short = 'n', default_value_t = 1_000, value_name = "N")]
    limit: usize,
    /// One JSON object a line (schema newsint.visit/1)
    #[arg(long)]
    json: bool,
}

fn open(session: &Session) -> Result<Option<Store>> {
    let store = Store::open_read(&session.home.database())?;
    Ok(store.has_frontier()?.then_some(store))
}

impl Status {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let Some(store) = open(session)? else { return Ok(Exit::Nothing) };
        let sources = store.source_counts()?;
        if sources.is_empty() {
            session.out.say("nothing was crawled into this corpus yet");
            return Ok(Exit::Nothing);
        }
        for source in &sources {
            if self.json {
                session.out.json(&wire(source)?)?;
            }
        }
        if !self.json {
            let rows: Vec<_> = sources.iter().flat_map(rows).collect();
            let header = ["source", "kind", "round", "state", "outcome", "addresses", "last"];
            session.out.table(&header, &rows)?;
        }
        Ok(Exit::Done)
    }
}

fn rows(source: &SourceCounts) -> Vec<Vec<String>> {
    let round = format!("{}{}", source.round, if source.finished { "" } else { " (unfinished)" });
    let mut rows = Vec::new();
    for (state, outcome, count) in &source.states {
        rows.push(vec![
            source.name.clone(),
            source.kind.clone(),
            round.clone(),
            state.clone(),
            outcome.clone(),
            count.to_string(),
            source.last.clone().unwrap_or_default(),
        ]);
    }
    rows
}

fn wire(source: &SourceCounts) -> Result<serde_json::Value> {
    let states: Vec<_> = source
        .states
        .iter()
        .map(|(state, outcome, n)| json!({"state": state, "outcome": outcome, "addresses": n}))
        .collect();
    let settings: serde_json::Value = serde_json::from_str(&source.settings)?;
    Ok(json!({
        "schema": "newsint.source/1",
        "name": source.name,
        "kind": source.kind,
        "round": source.round,
        "finished": source.finished,
        "states": states,
        "last": source.last,
        "settings": settings,
    }))
}

impl Log {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let Some(url) = key::seed(&self.what) else {
            return Err(Error::usage_hint(
                format!("{} is neither an address nor a host", self.what),
                "write https://news.example/story or news.example",
            ));
        };
        let Some(store) = open(session)? else { return Ok(Exit::Nothing) };
        let host_only = !self.what.contains("://") && !self.what.contains('/');
        let host = if host_only { host_key(&url) } else { String::new() };
        let page = if host_only { String::new() } else { key::normalise(&url) };
        let lines = store.crawl_log(&page, &host, self.limit)?;
        let robots = store.robots_note(&host_key(&url))?;
        if let Some(note) = robots.filter(|_| !self.json) {
            session.out.say(&format!("robots.txt of {} {note}", host_key(&url)));
        }
        if lines.is_empty() {
            session.out.say(&format!("{} is not in the frontier", self.what));
            for (name, why) in verdicts(&store, &url)? {
                session.out.say(&format!("source {name}: {why}"));
            }
            return Ok(Exit::Nothing);
        }
        if self.json {
            for line in &lines {
                session.out.json(&wire_line(line))?;
            }
            return Ok(Exit::Done);
        }
        let rows: Vec<_> = lines.iter().map(row).collect();
        session
            .out
            .table(&["time", "outcome", "status", "ms", "capture", "address", "reason"], &rows)?;
        Ok(Exit::Done)
    }
}

/// What every source would say of an address that was never queued.
fn verdicts(store: &Store, url: &url::Url) -> Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    for (name, settings) in store.source_settings()? {
        let settings: Asked = serde_json::from_str(&settings)?;
        let Some(seed) = settings.seeds.first().and_then(|seed| key::parse(seed, None)) else {
            continue;
        };
        let reach = Reach::from_name(&settings.reach).unwrap_or_default();
        let boundary = Boundary::new(&seed, reach, &settings.include, &settings.exclude)?;
        let why = match boundary.admits(url) {
            Ok(()) => "it belongs here, but nothing that was fetched led to it".to_string(),
            Err(refused) => refused.to_string(),
        };
        out.push((name, why));
    }
    Ok(out)
}

/// What a source was asked with, as stored.
#[derive(Deserialize)]
struct Asked {
    seeds: Vec<String>,
    #[serde(default)]
    reach: String,
    include: Vec<String>,
    exclude: Vec<String>,
}

fn row(line: &LogLine) -> Vec<String> {
    let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    let capture = line.capture.as_ref().map(|(file, at)| {
        let file = file.trim_start_matches("newsint-").trim_end_matches(".warc.gz");
        format!("{file}@{at}")
    });
    let mut reason = line.reason.clone().unwrap_or_default();
    if let Some(via) = line.via.as_ref().filter(|_| line.at.is_none()) {
        reason = format!("{reason}{}found on {via}", if reason.is_empty() { "" } else { "; " });
    }
    vec![
        line.at.clone().unwrap_or_else(|| "-".to_string()),
        line.outcome.clone(),
        number(line.status.map(u64::from)),
        number(line.millis),
        capture.unwrap_or_default(),
        line.url.clone(),
        reason,
    ]
}

fn wire_line(line: &LogLine) -> serde_json::Value {
    json!({
        "schema": "newsint.visit/1",
        "at": line.at,
        "url": line.url,
        "outcome": line.outcome,
        "status": line.status,
        "reason": line.reason,
        "millis": line.millis,
        "bytes": line.bytes,
        "warc": line.capture.as_ref().map(|(file, _)| file),
        "offset": line.capture.as_ref().map(|(_, offset)| offset),
        "via": line.via,
    })
}
