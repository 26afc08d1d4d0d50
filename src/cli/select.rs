//! Which documents a verb works on: those a query finds, or all.

use clap::Args;

use super::{Session, clock};
use crate::corpus::Store;
use crate::error::Result;
use crate::limits::BRIEF_DOCUMENTS_MAX;
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
        Ok(documents)
    }
}
