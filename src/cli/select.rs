//! Which documents a verb works on: those a query finds, or all.

use clap::Args;

use super::{Session, clock};
use crate::corpus::Store;
use crate::error::Result;
use crate::limits::{BRIEF_DOCUMENTS_MAX, SUGGESTIONS_MAX};
use crate::model::StoredDocument;
use crate::search::{Options, ParseOptions, Query, Searcher};
use crate::tag::entity::meant_by;

/// The query of a verb; several words are joined.
#[derive(Debug, Clone, Args)]
pub(super) struct QueryWords {
    /// Query; all documents when empty
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

/// How every verb reads a query: relative dates by the clock, names by the tables.
pub(super) fn reading() -> ParseOptions {
    ParseOptions { today: Some(clock::today()), names: Some(meant_by), ..ParseOptions::default() }
}

impl QueryWords {
    /// The query as one string; empty for "all".
    pub(super) fn text(&self) -> String {
        self.query.join(" ")
    }

    /// The parsed query, `None` for "all". Says on stderr what was read otherwise than typed.
    pub(super) fn parse(&self, session: &Session) -> Result<Option<Query>> {
        self.parse_as(session, false)
    }

    /// The same; `any` makes words side by side alternatives.
    pub(super) fn parse_as(&self, session: &Session, any: bool) -> Result<Option<Query>> {
        let text = self.text();
        if text.trim().is_empty() {
            return Ok(None);
        }
        let query = Query::parse_with(&text, &ParseOptions { any, ..reading() })?;
        for note in query.notes() {
            session.out.say(&format!("note: {note}"));
        }
        Ok(Some(query))
    }

    /// Sequence numbers of the matching documents in order, `None` for "all".
    pub(super) fn sequences(&self, session: &Session) -> Result<Option<Vec<u64>>> {
        let Some(query) = self.parse(session)? else { return Ok(None) };
        let searcher = Searcher::open(&session.home.index())?;
        Ok(Some(searcher.matching(&query, usize::MAX)?))
    }

    /// The matching documents with their tags, best match first; at most [`BRIEF_DOCUMENTS_MAX`],
    /// which is told.
    pub(super) fn documents(
        &self,
        session: &Session,
        store: &Store,
    ) -> Result<Vec<StoredDocument>> {
        Ok(self.found(session, store)?.0)
    }

    /// The same with the number of all that match.
    pub(super) fn found(
        &self,
        session: &Session,
        store: &Store,
    ) -> Result<(Vec<StoredDocument>, usize)> {
        let (total, sequences) = if let Some(query) = self.parse(session)? {
            let searcher = Searcher::open(&session.home.index())?;
            let options = Options { limit: BRIEF_DOCUMENTS_MAX, ..Options::default() };
            let found = searcher.search(&query, &options)?;
            (found.total, found.hits.iter().map(|h| h.sequence).collect::<Vec<_>>())
        } else {
            let last = store.last_document()?;
            (last as usize, (1..=last).take(BRIEF_DOCUMENTS_MAX).collect())
        };
        if total > sequences.len() {
            session.out.say(&format!(
                "note: {total} documents match; {} are read (narrow the query to see others)",
                sequences.len()
            ));
        }
        let mut documents = Vec::with_capacity(sequences.len());
        for sequence in sequences {
            documents.extend(store.document(sequence)?);
        }
        Ok((documents, total))
    }
}

/// Parts of a query that no document has: words, phrases, tags and filters, each by itself.
pub(super) fn missing(session: &Session, query: &str) -> Result<Vec<String>> {
    let mut out = Vec::new();
    let parts = parts(query);
    if parts.is_empty() {
        return Ok(out);
    }
    let searcher = Searcher::open(&session.home.index())?;
    for part in parts.into_iter().take(SUGGESTIONS_MAX) {
        let Ok(parsed) = Query::parse_with(&part, &reading()) else { continue };
        if searcher.count(&parsed)? == 0 {
            out.push(part);
        }
    }
    Ok(out)
}

/// The words and quoted phrases of a query, without operators, brackets and what it leaves out.
fn parts(query: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    for c in query.chars().chain([' ']) {
        match c {
            '"' => {
                quoted = !quoted;
                part.push(c);
            }
            '(' | ')' if !quoted => {}
            c if c.is_whitespace() && !quoted => parts.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
    }
    let operator = |p: &str| {
        p.is_empty()
            || p.starts_with('-')
            || p.starts_with("NEAR")
            || matches!(p, "AND" | "OR" | "NOT" | "SENTENCE" | "PARAGRAPH")
    };
    // What follows NOT is left out as well.
    let mut out = Vec::new();
    let mut left_out = false;
    for part in parts {
        if !operator(&part) && !left_out && !out.contains(&part) {
            out.push(part.clone());
        }
        left_out = part == "NOT";
    }
    out
}
