//! `newsint watch`: what is new for the saved searches.

use clap::Args;
use serde_json::{Value, json};

use super::exit::Exit;
use super::{SHORT_ID, Session, select};
use crate::config::{FILE_NAME, SavedSearch, Settings};
use crate::corpus::{Store, Watched};
use crate::error::{Error, Result};
use crate::export::contract;
use crate::model::StoredDocument;
use crate::search::{self, Query, Searcher};

/// Show what is new for the saved searches since they were last shown
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint watch                       all of [searches] in newsint.toml
  newsint watch launches              one of them
  newsint crawl && newsint watch --json | mail -E -s news desk@example.org
  newsint watch --seen                take what there is as seen; print nothing

A new version of a document is new. The first time, everything a search finds is new. What has been
shown is kept in corpus/watched.tsv, after it has been printed.
Exit codes: 0 something is new, 1 nothing is, 2 error.")]
pub(super) struct Watch {
    /// Names of saved searches; all when empty
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Show it again next time
    #[arg(long, conflicts_with = "seen")]
    keep: bool,
    /// Take everything as seen and print nothing
    #[arg(long)]
    seen: bool,
    /// One JSON object a line: newsint.hit/1 with `search`, `version` and `copy_of`
    #[arg(long)]
    json: bool,
}

impl Watch {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let searches = self.searches(session)?;
        let store = Store::open_read(&session.home.database())?;
        let searcher = Searcher::open(&session.home.index())?;
        let path = session.home.watched();
        let mut watched = Watched::read(&path)?;
        let last = searcher.last_sequence();
        let last_id = store.without_mentions(last)?.map(|stored| stored.id).unwrap_or_default();
        let mut rows = Vec::new();
        let mut new = 0_usize;
        for (saved, query) in &searches {
            let after = seen_up_to(session, &store, &watched, saved)?;
            let found = searcher.matching(query, usize::MAX)?;
            for sequence in found.into_iter().filter(|&sequence| sequence > after) {
                new += 1;
                if self.seen {
                    continue;
                }
                let Some(stored) = store.document(sequence)? else { continue };
                let copy_of = first_told(&store, &stored)?;
                if self.json {
                    session.out.json(&wire(saved, query, &stored, copy_of.as_deref())?)?;
                } else {
                    rows.push(row(session, saved, &stored, copy_of.as_deref()));
                }
            }
            watched.set(&saved.name, &saved.query, last, &last_id);
        }
        let header = ["search", "id", "published", "captured", "site", "what", "title", "url"];
        session.out.table(&header, &rows)?;
        session.out.flush()?;
        if !self.keep {
            watched.write(&path)?;
        }
        if new == 0 {
            session.out.say("nothing new");
            return Ok(Exit::Nothing);
        }
        if self.seen {
            session.out.say(&format!("taken as seen: {new}"));
        }
        Ok(Exit::Done)
    }

    /// The searches asked for, each understood.
    fn searches(&self, session: &Session) -> Result<Vec<(SavedSearch, Query)>> {
        let mut saved = Settings::load(session.home.root())?.searches;
        if saved.is_empty() {
            let hint = "write them into newsint.toml: [searches] and lines such as name = 'query'";
            return Err(Error::usage_hint("there are no saved searches", hint));
        }
        for name in &self.names {
            if !saved.iter().any(|search| search.name == *name) {
                let known: Vec<_> = saved.iter().map(|search| search.name.as_str()).collect();
                let hint = format!("known are {}", known.join(", "));
                return Err(Error::usage_hint(format!("there is no search {name:?}"), hint));
            }
        }
        saved.retain(|search| self.names.is_empty() || self.names.contains(&search.name));
        let options = select::reading();
        let mut out = Vec::new();
        for search in saved {
            let query = Query::parse_with(&search.query, &options).map_err(|error| {
                let place = format!("{FILE_NAME} line {}: {}", search.line, search.name);
                let hint = error.hint().unwrap_or("see docs/query.md").to_string();
                Error::usage_hint(format!("{place}: {error}"), hint)
            })?;
            for note in query.notes() {
                session.out.say(&format!("note: {}: {note}", search.name));
            }
            out.push((search, query));
        }
        Ok(out)
    }
}

/// The last document that was there when a search was last shown; 0 if it never was.
fn seen_up_to(
    session: &Session,
    store: &Store,
    watched: &Watched,
    saved: &SavedSearch,
) -> Result<u64> {
    let Some(mark) = watched.of(&saved.name, &saved.query) else { return Ok(0) };
    let there = store.without_mentions(mark.sequence)?;
    if mark.sequence == 0 || there.is_some_and(|stored| stored.id == mark.id) {
        return Ok(mark.sequence);
    }
    // A rebuild with other recipes may have numbered the documents anew.
    if let Some(stored) = store.find(&mark.id)? {
        return Ok(stored.sequence);
    }
    session.out.say(&format!(
        "note: {}: the document it was shown up to is not here any more; everything is new",
        saved.name
    ));
    Ok(0)
}

/// Id of the first document that told the same story, if that is another one.
fn first_told(store: &Store, stored: &StoredDocument) -> Result<Option<String>> {
    let story = store.story(stored.sequence)?;
    if story == stored.sequence || story == store.page_of(stored.sequence)? {
        return Ok(None);
    }
    Ok(store.without_mentions(story)?.map(|first| first.id))
}

fn wire(
    saved: &SavedSearch,
    query: &Query,
    stored: &StoredDocument,
    copy_of: Option<&str>,
) -> Result<Value> {
    let document = &stored.document;
    let language = document.language.as_deref();
    let snippet = search::snippet(&document.text, language, query, &stored.mentions);
    let spans = search::highlights(&document.text, language, query, &stored.mentions);
    let mut line = serde_json::to_value(contract::hit_line(stored, 0.0, &snippet.text, &spans))?;
    if let Value::Object(fields) = &mut line {
        fields.shift_remove("score");
        fields.shift_insert(1, "search".to_string(), json!(saved.name));
        fields.insert("version".to_string(), json!(stored.version));
        fields.insert("copy_of".to_string(), json!(copy_of));
    }
    Ok(line)
}

fn row(
    session: &Session,
    saved: &SavedSearch,
    stored: &StoredDocument,
    copy_of: Option<&str>,
) -> Vec<String> {
    let short = |id: &str| {
        let end = if session.out.is_terminal() { SHORT_ID } else { id.len() };
        id.get(..end).unwrap_or(id).to_string()
    };
    let what = match copy_of {
        Some(first) => format!("copy of {}", short(first)),
        None if stored.version > 1 => format!("version {}", stored.version),
        None => String::new(),
    };
    vec![
        saved.name.clone(),
        short(&stored.id),
        stored.published_date().unwrap_or_default(),
        stored.capture.fetched_at.clone(),
        stored.document.site.clone().unwrap_or_default(),
        what,
        stored.document.title.clone(),
        stored.document.url.clone(),
    ]
}
