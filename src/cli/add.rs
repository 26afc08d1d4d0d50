//! `newsint add`: files in, evidence out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::Args;
use serde_json::json;

use super::exit::Exit;
use super::progress::Progress;
use super::{Session, clock};
use crate::capture::{Inputs, total_bytes};
use crate::corpus::Store;
use crate::error::{Error, Result};
use crate::limits::SUMMARY_DOCUMENTS_MAX;
use crate::model::Outcome;
use crate::pipeline::{self, Event};

/// Capture, extract, tag and index files, folders and archives
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint add page.html notes.txt clippings/       files and whole folders
  newsint add crawl.warc.gz export.wacz            web archives
  newsint add articles.jsonl                       {\"text\" or \"html\", \"url\"?, \"title\"?, \"date\"?} a line
  find . -name '*.html' | newsint add -            a list of files on stdin

Every input becomes a WARC record in corpus/captures/ first; what was added before is told and not stored
twice. A file that can't be read is listed at the end with the reason; the others are kept. Stop it at any
time: the same command goes on where it was.")]
pub(super) struct Add {
    /// Files or folders; - reads a list of paths from stdin
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Store and index words alone; `newsint rebuild` finds the tags later
    #[arg(long)]
    no_tags: bool,
    /// One JSON object for each input (schema newsint.outcome/1)
    #[arg(long)]
    json: bool,
}

/// Most reasons listed at the end; the rest is counted.
const REASONS_MAX: usize = 20;

#[derive(Default)]
struct Tally {
    inputs: u64,
    outcomes: BTreeMap<&'static str, u64>,
    reasons: Vec<(String, String)>,
    more_reasons: u64,
}

impl Tally {
    fn take(&mut self, event: &Event) {
        self.inputs += 1;
        *self.outcomes.entry(event.outcome.name()).or_default() += 1;
        if let Some(reason) = event.outcome.reason() {
            let reason = reason.strip_prefix(&format!("{}: ", event.origin)).unwrap_or(reason);
            if self.reasons.len() < REASONS_MAX {
                self.reasons
                    .push((event.origin.clone(), format!("{}: {reason}", event.outcome.name())));
            } else {
                self.more_reasons += 1;
            }
        }
    }

    fn count(&self, name: &str) -> u64 {
        self.outcomes.get(name).copied().unwrap_or(0)
    }
}

/// Lets Ctrl-C end a run cleanly.
pub(super) fn watch_for_interrupt() {
    // A second handler can't be set (in tests that run verbs twice); the first one does the same.
    let _ = ctrlc::set_handler(|| pipeline::STOP.store(true, Ordering::Relaxed));
}

impl Add {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        for path in &self.paths {
            if path.as_os_str() != "-" && !path.exists() {
                let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
                return Err(Error::io("read", path, missing));
            }
        }
        let extractor = session.extractor()?;
        watch_for_interrupt();
        let inputs = Inputs::new(self.paths.clone());
        let progress = match total_bytes(&self.paths) {
            Some(total) => Progress::bytes(session.out.is_quiet(), total),
            None => Progress::spinner(session.out.is_quiet(), "inputs"),
        };
        let mut tally = Tally::default();
        let mut failed = None;
        let (out, json) = (&mut session.out, self.json);
        let (tags, now) = (!self.no_tags, clock::now());
        let result = pipeline::add(&session.home, &extractor, inputs, tags, &now, |event| {
            tally.take(&event);
            progress.advance(event.bytes, format!("{} inputs", tally.inputs));
            if json && failed.is_none() {
                failed = out.json(&wire(&event)).err();
            }
        });
        progress.clear();
        if !self.json {
            Self::summary(session, &tally)?;
        }
        result?;
        if let Some(error) = failed {
            return Err(error);
        }
        Ok(if tally.inputs == 0 { Exit::Nothing } else { Exit::Done })
    }

    fn summary(session: &mut Session, tally: &Tally) -> Result<()> {
        let rows: Vec<_> = tally
            .outcomes
            .iter()
            .map(|(name, n)| vec![(*name).to_string(), n.to_string()])
            .collect();
        session.out.table(&["outcome", "inputs"], &rows)?;
        for (origin, reason) in &tally.reasons {
            session.out.text(&format!("{origin}: {reason}").replace('\n', " "))?;
        }
        if tally.more_reasons > 0 {
            session.out.data(&format!("… and {} more without a document", tally.more_reasons))?;
        }
        if tally.count("added") + tally.count("new version") > 0 {
            found(session)?;
        }
        Ok(())
    }
}

/// What the corpus holds now, and what to try next.
pub(super) fn found(session: &mut Session) -> Result<()> {
    let store = Store::open_read(&session.home.database())?;
    let documents = store.document_count()?;
    if documents > SUMMARY_DOCUMENTS_MAX {
        return session.out.data(&format!(
            "\nThe corpus holds {documents} documents; `newsint stats` tells more"
        ));
    }
    let counts = store.holdings()?;
    let mentions: Vec<_> =
        counts.mentions.iter().filter(|(_, n)| *n > 0).map(|(k, n)| format!("{n} {k}")).collect();
    let languages: Vec<_> = counts
        .languages
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .take(8)
        .map(|(name, n)| format!("{name} {n}"))
        .collect();
    session.out.data(&format!(
        "\nThe corpus holds {} documents ({})",
        counts.documents,
        languages.join(", ")
    ))?;
    if counts.untagged > 0 {
        session.out.data(&format!(
            "{} of them have no tags yet; `newsint rebuild` finds them",
            counts.untagged
        ))?;
    }
    if mentions.is_empty() {
        return Ok(());
    }
    session.out.data(&format!("Tags: {}", mentions.join(", ")))?;
    let names: Vec<_> =
        store.most_named(6)?.into_iter().map(|(name, n)| format!("{name} ({n})")).collect();
    if let Some(first) = names.first() {
        session.out.text(&format!("Most named: {}", names.join(", ")))?;
        let name = first.rsplit_once(" (").map_or(first.as_str(), |(name, _)| name);
        session.out.text(&format!(
            "\nTry next:\n  newsint search 'entity:\"{name}\" money>=1m'\n  \
             newsint money --min 100m\n  newsint brief '{name}'"
        ))?;
    }
    Ok(())
}

fn wire(event: &Event) -> serde_json::Value {
    let version = if let Outcome::NewVersion(n) = event.outcome { Some(n) } else { None };
    json!({
        "schema": "newsint.outcome/1",
        "input": event.origin,
        "outcome": event.outcome.name(),
        "version": version,
        "reason": event.outcome.reason(),
    })
}
