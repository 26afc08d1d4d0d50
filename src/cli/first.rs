//! `newsint first`: who had a phrase first.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};

use super::exit::Exit;
use super::{SHORT_ID, Session, clock};
use crate::corpus::Store;
use crate::error::{Error, Result};
use crate::model::{CodePoints, StoredDocument};
use crate::search::{self, ParseOptions, Query, Searcher};

/// Find where a phrase stood first: earliest publication and earliest capture, by outlet
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint first 'test of a strategic weapon'
  newsint first 'test of a strategic weapon' --in 'lang:en after:2022'
  newsint first --json 'unit 61' | head -1

The words are looked for as they stand, one after the other. Outlets come by their first dated
publication, those without a date last. A publication date is what the page says of itself; a
capture is when its bytes were fetched. The exit code is 1 when nothing is found.")]
pub(super) struct First {
    /// The phrase
    #[arg(required = true, value_name = "PHRASE")]
    phrase: Vec<String>,
    /// Only in what this query finds
    #[arg(long = "in", value_name = "QUERY")]
    within: Option<String>,
    /// Most outlets
    #[arg(long, short = 'n', default_value_t = 50, value_name = "N")]
    limit: usize,
    /// One JSON object a line (schema newsint.first/1)
    #[arg(long)]
    json: bool,
}

/// What one outlet has.
struct Outlet {
    name: String,
    documents: usize,
    /// Sort key and sequence number of the document with the earliest publication.
    published: Option<(String, u64)>,
    /// The same of the earliest capture.
    captured: (String, u64),
}

impl First {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let query = self.query(session)?;
        let store = Store::open_read(&session.home.database())?;
        let searcher = Searcher::open(&session.home.index())?;
        let mut outlets: BTreeMap<String, Outlet> = BTreeMap::new();
        for sequence in searcher.matching(&query, usize::MAX)? {
            if let Some(stored) = store.without_mentions(sequence)? {
                note(&mut outlets, &stored);
            }
        }
        let mut outlets: Vec<Outlet> = outlets.into_values().collect();
        outlets.sort_by_cached_key(|outlet| {
            let published = outlet.published.clone();
            (published.is_none(), published, outlet.captured.clone())
        });
        if outlets.is_empty() {
            session.out.say("nothing found");
            return Ok(Exit::Nothing);
        }
        let (total, mut rows) = (outlets.len(), Vec::new());
        for outlet in outlets.into_iter().take(self.limit) {
            let load = |sequence: u64| store.document(sequence);
            let published = outlet.published.as_ref().map(|(_, sequence)| load(*sequence));
            let published = published.transpose()?.flatten();
            let captured = load(outlet.captured.1)?;
            if self.json {
                session.out.json(&json!({
                    "schema": "newsint.first/1",
                    "outlet": outlet.name,
                    "documents": outlet.documents,
                    "first_published": published.as_ref().map(|stored| wire(stored, &query)),
                    "first_captured": captured.as_ref().map(|stored| wire(stored, &query)),
                }))?;
            } else if let Some(first) = published.as_ref().or(captured.as_ref()) {
                rows.push(row(session, &outlet, first));
            }
        }
        let header = ["outlet", "published", "captured", "documents", "id", "title", "url"];
        session.out.table(&header, &rows)?;
        if total > self.limit {
            session.out.say(&format!("{} of {total} outlets", self.limit));
        }
        Ok(Exit::Done)
    }

    /// The phrase, and what it is to be found in.
    fn query(&self, session: &Session) -> Result<Query> {
        let phrase = self.phrase.join(" ").replace(['"', '“', '”'], " ");
        if phrase.trim().is_empty() {
            return Err(Error::usage("there are no words to look for"));
        }
        let mut text = format!("\"{}\"", phrase.trim());
        if let Some(within) = self.within.as_deref().filter(|query| !query.trim().is_empty()) {
            text.extend([" (", within, ")"]);
        }
        let options = ParseOptions { today: Some(clock::today()), ..ParseOptions::default() };
        let query = Query::parse_with(&text, &options)?;
        for note in query.notes() {
            session.out.say(&format!("note: {note}"));
        }
        Ok(query)
    }
}

/// Counts a document to its outlet: the host of its address, else its site.
fn note(outlets: &mut BTreeMap<String, Outlet>, stored: &StoredDocument) {
    let document = &stored.document;
    let rest = document.url.split_once("://").filter(|(scheme, _)| scheme.starts_with("http"));
    let host = rest.and_then(|(_, rest)| rest.split(['/', '?', '#']).next()).unwrap_or("");
    let host = host.strip_prefix("www.").unwrap_or(host).to_lowercase();
    let name = if host.is_empty() { document.site.clone().unwrap_or_default() } else { host };
    let captured = (stored.capture.fetched_at.clone(), stored.sequence);
    let published = document.published.map(|stamp| (stamp.to_string(), stored.sequence));
    let outlet = outlets.entry(name.clone()).or_insert_with(|| Outlet {
        name,
        documents: 0,
        published: None,
        captured: captured.clone(),
    });
    outlet.documents += 1;
    outlet.captured = outlet.captured.clone().min(captured);
    outlet.published = match (outlet.published.take(), published) {
        (Some(known), Some(new)) => Some(known.min(new)),
        (known, new) => known.or(new),
    };
}

fn row(session: &Session, outlet: &Outlet, first: &StoredDocument) -> Vec<String> {
    let end = if session.out.is_terminal() { SHORT_ID } else { first.id.len() };
    vec![
        outlet.name.clone(),
        outlet.published.as_ref().map(|(date, _)| date.clone()).unwrap_or_default(),
        outlet.captured.0.clone(),
        outlet.documents.to_string(),
        first.id.get(..end).unwrap_or(&first.id).to_string(),
        first.document.title.clone(),
        first.document.url.clone(),
    ]
}

fn wire(stored: &StoredDocument, query: &Query) -> Value {
    let document = &stored.document;
    let language = document.language.as_deref();
    let spans = search::highlights(&document.text, language, query, &stored.mentions);
    let points = CodePoints::new(&document.text);
    let spans: Vec<_> = spans.iter().map(|&span| points.of_span(span)).collect();
    json!({
        "id": stored.id,
        "title": document.title,
        "url": document.url,
        "published": document.published.map(|stamp| stamp.to_string()),
        "snippet": search::snippet(&document.text, language, query, &stored.mentions).text,
        "spans": spans,
        "capture": {
            "sha256": stored.capture.sha256,
            "fetched_at": stored.capture.fetched_at,
            "warc": stored.capture.warc,
            "offset": stored.capture.offset,
        },
    })
}
