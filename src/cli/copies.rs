//! `newsint copies`: who else carries a text.

use std::path::Path;

use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use super::exit::Exit;
use super::{SHORT_ID, Session, input};
use crate::copies::{self, host_key};
use crate::corpus::Store;
use crate::error::{Error, Result};
use crate::model::StoredDocument;
use crate::pipeline::{self, Copy};

/// List the copies of a document: reprints, shortened and edited versions elsewhere
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint copies 3fa9                        by id, or the beginning of one
  newsint copies https://example.org/story   by address
  newsint copies 3fa9 --json | jq .site
  newsint show 3fa9 --diff=81c0              what one changed in the text of the other
  newsint copies --jsonl < texts.jsonl       pairs among texts that are in no corpus

The earliest publication comes first; the document asked for is among the rows. Containment is the
share of runs of five words, those apart that stand on many pages of the site. `in it` is the share
of the document that the copy has, `of it` the share of the copy that the document has.
With --jsonl each input line is {\"id\", \"text\", \"url\"?}; texts of one host share its furniture.
Each output line is a pair {\"first\", \"second\", \"containment\", \"shared_runs\", \"relation\"}.
The exit code is 1 when there is no copy.")]
pub(super) struct Copies {
    /// Id (or the first digits of one) or URL of a document
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    id: Option<String>,
    /// One JSON object a line (schema newsint.copy/1)
    #[arg(long)]
    json: bool,
    /// Read texts as JSON lines from standard input; needs no corpus
    #[arg(long)]
    jsonl: bool,
}

/// One line of the input of `--jsonl`.
#[derive(Debug, Deserialize)]
struct Given {
    id: Value,
    text: String,
    #[serde(default)]
    url: String,
}

/// A row: a document, and what ties it to the one asked for; nothing for that one itself.
struct Row {
    stored: StoredDocument,
    copy: Option<Copy>,
}

impl Row {
    fn relation(&self) -> &'static str {
        match &self.copy {
            None => "asked",
            Some(copy) if copy.story => "copy",
            Some(copy) if copy.overlap.first < copy.overlap.second => "contains it",
            Some(_) => "part of it",
        }
    }

    fn shares(&self) -> (f64, f64) {
        self.copy
            .as_ref()
            .map_or((1.0, 1.0), |copy| (copy.overlap.of_first(), copy.overlap.of_second()))
    }

    fn wire(&self) -> Value {
        let d = &self.stored.document;
        let capture = &self.stored.capture;
        let (of_document, of_copy) = self.shares();
        json!({
            "schema": "newsint.copy/1",
            "id": self.stored.id,
            "relation": self.relation(),
            "site": d.site,
            "title": d.title,
            "url": d.url,
            "published": d.published.map(|stamp| stamp.to_string()),
            "containment": {"of_document": rounded(of_document), "of_copy": rounded(of_copy)},
            "shared_runs": self.copy.as_ref().map(|copy| copy.overlap.shared),
            "capture": {
                "sha256": capture.sha256,
                "url": capture.url,
                "fetched_at": capture.fetched_at,
                "warc": capture.warc,
                "offset": capture.offset,
            },
        })
    }

    fn cells(&self, terminal: bool) -> Vec<String> {
        let d = &self.stored.document;
        let id = &self.stored.id;
        let (of_document, of_copy) = self.shares();
        let percent = |share: f64| format!("{:.0}%", share * 100.0);
        vec![
            if terminal { id.get(..SHORT_ID).unwrap_or(id).to_string() } else { id.clone() },
            self.relation().to_string(),
            percent(of_document),
            percent(of_copy),
            d.published.map(|stamp| stamp.to_string()).unwrap_or_default(),
            self.stored.capture.fetched_at.clone(),
            d.site.clone().unwrap_or_default(),
            if terminal { d.title.clone() } else { d.url.clone() },
        ]
    }
}

/// Three decimals.
fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

impl Copies {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let Some(id) = &self.id else { return pairs(session) };
        let store = Store::open_read(&session.home.database())?;
        let Some(asked) = store.find(id)? else {
            session.out.say(&format!("no document {id:?} (see `newsint search`)"));
            return Ok(Exit::Nothing);
        };
        if !store.knows_copies()? {
            session
                .out
                .say("note: copies are looked for when the corpus is next written to (add, crawl)");
        }
        let copies = pipeline::copies_of(&store, asked.sequence)?;
        if copies.is_empty() {
            session.out.say("no copies");
            return Ok(Exit::Nothing);
        }
        let mut rows = vec![Row { stored: asked, copy: None }];
        for copy in copies {
            if let Some(stored) = store.document(copy.document)? {
                rows.push(Row { stored, copy: Some(copy) });
            }
        }
        rows.sort_by_cached_key(|row| {
            let published = row.stored.document.published.map(|stamp| stamp.to_string());
            (
                published.is_none(),
                published,
                row.stored.capture.fetched_at.clone(),
                row.stored.sequence,
            )
        });
        if self.json {
            for row in &rows {
                session.out.json(&row.wire())?;
            }
            return Ok(Exit::Done);
        }
        let terminal = session.out.is_terminal();
        let cells: Vec<_> = rows.iter().map(|row| row.cells(terminal)).collect();
        let last = if terminal { "title" } else { "url" };
        let header = ["id", "relation", "in it", "of it", "published", "captured", "site", last];
        session.out.table(&header, &cells)?;
        Ok(Exit::Done)
    }
}

/// The pairs among the texts of standard input.
fn pairs(session: &mut Session) -> Result<Exit> {
    let mut texts: Vec<Given> = Vec::new();
    for line in input::lines(Path::new("-"))? {
        let text = serde_json::from_slice(&line.bytes).map_err(|error| {
            let hint = "each line is {\"id\", \"text\", \"url\"?}";
            Error::usage_hint(format!("line {} of standard input: {error}", line.number), hint)
        })?;
        texts.push(text);
    }
    let given: Vec<_> = texts.iter().map(|t| (host_key(&t.url), t.text.as_str())).collect();
    let found = copies::pairs(&given)?;
    for &(first, second, overlap) in &found {
        let (Some(first), Some(second)) = (texts.get(first), texts.get(second)) else { continue };
        session.out.json(&json!({
            "first": first.id,
            "second": second.id,
            "containment": {
                "of_first": rounded(overlap.of_first()),
                "of_second": rounded(overlap.of_second()),
            },
            "shared_runs": overlap.shared,
            "relation": if overlap.is_story() { "copy" } else { "part" },
        }))?;
    }
    Ok(if found.is_empty() { Exit::Nothing } else { Exit::Done })
}
