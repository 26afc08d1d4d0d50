//! `newsint search`: words and tags in, documents out.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::exit::Exit;
use super::select::QueryWords;
use super::{Session, batch, like, sanitize};
use crate::corpus::Store;
use crate::error::Result;
use crate::export::contract;
use crate::limits::HITS_DEFAULT;
use crate::model::StoredDocument;
use crate::search::{self, Options, Query, Searcher, Snippet, Sort};

/// Find documents by words, tags, amounts, dates and entities
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint search missile launch                     both words (AND is the default)
  newsint search '\"ballistic missile\" OR ICBM'      a phrase, or a word
  newsint search 'stolen NEAR/5 <money>'            an amount of money near a word
  newsint search 'money>=100m site:example after:2022'
  newsint search 'entity:\"North Korea\" -missile' --sort date
  newsint search --like 3fa9                        documents with the words that tell this one
  newsint search --batch names.csv > hits.csv       a query a line; the hits of all

The whole language: docs/query.md. The exit code is 1 when nothing is found.")]
pub(super) struct Search {
    #[command(flatten)]
    query: QueryWords,
    /// Most hits to show
    #[arg(long, short = 'n', default_value_t = HITS_DEFAULT, value_name = "N")]
    limit: usize,
    /// Hits to skip
    #[arg(long, default_value_t = 0, value_name = "N")]
    offset: usize,
    /// Find documents like this one, by id or URL; a query narrows them
    #[arg(long, value_name = "ID")]
    like: Option<String>,
    /// Run the query in the first column of each line of a CSV file (- for stdin); print a CSV
    #[arg(long, value_name = "FILE", conflicts_with_all = ["like", "query", "explain"])]
    batch: Option<PathBuf>,
    /// Order of the hits
    #[arg(long, value_enum, default_value = "relevance")]
    sort: Order,
    /// One JSON object a line (schema newsint.hit/1)
    #[arg(long)]
    json: bool,
    /// Show how the query was read
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    /// Best match first (BM25)
    Relevance,
    /// Latest publication first
    Date,
    /// Earliest publication first
    Oldest,
}

impl Search {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let sort = match self.sort {
            Order::Relevance => Sort::Relevance,
            Order::Date => Sort::DateNewest,
            Order::Oldest => Sort::DateOldest,
        };
        if let Some(file) = &self.batch {
            let options =
                Options { limit: self.limit, offset: self.offset, sort, ..Options::default() };
            return batch::run(session, file, &options, self.json);
        }
        let parsed = match &self.like {
            Some(id) => like::query(session, id, &self.query.text())?,
            None => Some(self.query.parse(session)?.unwrap_or_else(Query::all)),
        };
        let Some(query) = parsed else { return Ok(Exit::Nothing) };
        if self.explain {
            session.out.say(&format!("read as: {}", query.explain()));
        }
        let store = Store::open_read(&session.home.database())?;
        let searcher = Searcher::open(&session.home.index())?;
        let found = searcher.search(
            &query,
            &Options { limit: self.limit, offset: self.offset, sort, count: true },
        )?;
        for note in &found.notes {
            session.out.say(&format!("note: {note}"));
        }
        if found.total == 0 {
            session.out.say("nothing found");
            return Ok(Exit::Nothing);
        }
        for (rank, hit) in found.hits.iter().enumerate() {
            let Some(stored) = store.document(hit.sequence)? else { continue };
            let document = &stored.document;
            let language = document.language.as_deref();
            let snippet = search::snippet(&document.text, language, &query, &stored.mentions);
            if self.json {
                let spans = search::highlights(&document.text, language, &query, &stored.mentions);
                session.out.json(&contract::hit_line(
                    &stored,
                    f64::from(hit.score),
                    &snippet.text,
                    &spans,
                ))?;
            } else {
                Self::show(session, self.offset + rank + 1, &stored, &snippet)?;
            }
        }
        let shown = self.offset + found.hits.len();
        if !self.json && (shown < found.total || session.out.is_terminal()) {
            session.out.say(&format!("{shown} of {} documents", found.total));
        }
        Ok(Exit::Done)
    }

    /// A hit in words; in a pipe one tab-separated line: rank, id, date, site, title, URL, snippet.
    fn show(
        session: &mut Session,
        rank: usize,
        stored: &StoredDocument,
        snippet: &Snippet,
    ) -> Result<()> {
        let document = &stored.document;
        let date = stored.published_date().unwrap_or_else(|| "undated".to_string());
        let site = document.site.as_deref().unwrap_or("");
        if !session.out.is_terminal() {
            let cells = [
                &rank.to_string(),
                &stored.id,
                &date,
                site,
                &document.title,
                &document.url,
                &snippet.text,
            ];
            let cells: Vec<_> = cells.iter().map(|c| sanitize::line(c)).collect();
            return session.out.data(&cells.join("\t"));
        }
        let mark = marked(snippet);
        session.out.data(&format!(
            "{rank}. \u{1b}[1m{}\u{1b}[0m\n   {date}  {}  {}\n   {}\n   {mark}\n",
            sanitize::line(&document.title),
            sanitize::line(site),
            stored.id,
            sanitize::line(&document.url),
        ))
    }
}

/// The snippet with its matches in bold.
fn marked(snippet: &Snippet) -> String {
    let chars: Vec<char> = snippet.text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    for &(start, end) in &snippet.spans {
        let plain: String = chars.get(at..start).unwrap_or(&[]).iter().collect();
        let bold: String = chars.get(start..end).unwrap_or(&[]).iter().collect();
        out.push_str(&sanitize::inline(&plain));
        out.push_str("\u{1b}[1m");
        out.push_str(&sanitize::inline(&bold));
        out.push_str("\u{1b}[0m");
        at = end;
    }
    let rest: String = chars.get(at..).unwrap_or(&[]).iter().collect();
    out.push_str(&sanitize::inline(&rest));
    out
}
