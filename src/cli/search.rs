//! `newsint search`: words and tags in, documents out.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::json;

use super::counts::Counts;
use super::exit::Exit;
use super::select::QueryWords;
use super::{Session, batch, like, sanitize};
use crate::corpus::Store;
use crate::error::{Error, Result};
use crate::export::contract;
use crate::limits::{FOLD_FACTOR, HITS_DEFAULT};
use crate::model::{CodePoints, StoredDocument};
use crate::search::{self, Cursor, Hit, Options, Query, Reason, Searcher, Snippet, Sort};

/// Find documents by words, tags, amounts, dates and entities
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = "\
Examples:
  newsint search missile launch                     both words (AND is the default)
  newsint search '\"ballistic missile\" OR ICBM'      a phrase, or a word
  newsint search 'stolen NEAR/5 <money>'            an amount of money near a word
  newsint search '<person> SENTENCE <money>=1m'     a person and a large amount in one sentence
  newsint search 'money>=100m site:example after:2022'
  newsint search 'entity:\"North Korea\" -missile' --sort date
  newsint search --like 3fa9                        documents with the words that tell this one
  newsint search --batch names.csv > hits.csv       a query a line; the hits of all
  newsint search missile --facet site,person        what the hits are about
  newsint search missile --timeline month           when they were published
  newsint search 'missile*' --as elasticsearch       the query in another engine's language

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
    /// The next page: the cursor told after the page before
    #[arg(long, value_name = "CURSOR", conflicts_with = "offset")]
    after: Option<String>,
    /// Find documents like this one, by id or URL; a query narrows them
    #[arg(long, value_name = "ID")]
    like: Option<String>,
    /// Run the query in the first column of each line of a CSV file (- for stdin); print a CSV
    #[arg(long, value_name = "FILE", conflicts_with_all = ["like", "query", "explain"])]
    batch: Option<PathBuf>,
    /// Order of the hits
    #[arg(long, value_enum, default_value = "relevance", allow_hyphen_values = true)]
    sort: Order,
    /// Words side by side are alternatives, ranked by how many are found
    #[arg(long)]
    any: bool,
    #[command(flatten)]
    counts: Counts,
    /// Show every copy of a story, not only the best
    #[arg(long)]
    copies: bool,
    /// One JSON object a line (schema newsint.hit/1, newsint.facet/1)
    #[arg(long)]
    json: bool,
    /// Show how the query was read, and why each hit matched
    #[arg(long)]
    explain: bool,
    /// Print the query in the language of another engine, and search nothing
    #[arg(long = "as", value_enum, value_name = "ENGINE", conflicts_with_all = ["like", "batch"])]
    engine: Option<Engine>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Engine {
    /// The body of a search in Elasticsearch and its forks
    Elasticsearch,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    /// Best match first (BM25)
    Relevance,
    /// Best match first, recent ones lifted a little
    Recent,
    /// Latest publication first
    Date,
    /// Earliest publication first
    #[value(name = "-date", alias = "oldest")]
    Oldest,
    /// Largest amount of money in the text first
    Amount,
}

/// A hit in JSON with what only a search knows.
#[derive(Serialize)]
struct HitLine<'a, T: Serialize> {
    #[serde(flatten)]
    hit: T,
    /// What is marked in the snippet: code points of it.
    snippet_spans: &'a [(usize, usize)],
    /// Where the snippet stands in the text: code points.
    passage: (usize, usize),
    /// Pages that tell the same story, this one included; 1 where copies were not looked for.
    copies: u64,
    cursor: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    why: Vec<serde_json::Value>,
}

/// A hit and how many pages tell its story.
struct Shown {
    hit: Hit,
    copies: u64,
}

/// What tells whether a story was on an earlier page.
struct Folding<'s> {
    store: &'s Store,
    searcher: &'s Searcher,
    query: &'s Query,
    place: Option<Cursor>,
}

impl Folding<'_> {
    fn was_shown(&self, story: u64) -> Result<bool> {
        let Some(place) = self.place else { return Ok(false) };
        match self.store.tellers(story)?.as_slice() {
            [] | [_] => Ok(false),
            documents => self.searcher.was_before(self.query, place, documents),
        }
    }
}

impl Search {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        if let Some(file) = &self.batch {
            let options = Options { limit: self.limit, offset: self.offset, ..self.options()? };
            return batch::run(session, file, &options, self.json);
        }
        let parsed = match &self.like {
            Some(id) => like::query(session, id, &self.query.text())?,
            None => Some(self.query.parse_as(session, self.any)?.unwrap_or_else(Query::all)),
        };
        let Some(query) = parsed else { return Ok(Exit::Nothing) };
        if let Some(Engine::Elasticsearch) = self.engine {
            session.out.json(&query.to_elasticsearch()?)?;
            return Ok(Exit::Done);
        }
        let store = Store::open_read(&session.home.database())?;
        let searcher = Searcher::open(&session.home.index())?;
        if self.explain {
            session.out.say(&format!("read as: {}", query.explain()));
            session.out.say(&format!("engine: {}", searcher.explain(&query)?));
        }
        if self.counts.are_asked() {
            return self.counts.run(session, &store, &searcher, &query, self.json);
        }
        let options = self.options()?;
        let found = searcher.search(&query, &options)?;
        for note in &found.notes {
            session.out.say(&format!("note: {note}"));
        }
        if query.asks_for_tags() {
            tell_untagged(session, &store)?;
        }
        if found.total == 0 {
            return nothing(session, &searcher, &query);
        }
        let seen = found.hits.len();
        let folded =
            Folding { store: &store, searcher: &searcher, query: &query, place: options.after };
        let (shown, consumed) = self.fold(&folded, found.hits)?;
        for (rank, shown) in shown.iter().enumerate() {
            let Some(stored) = store.document(shown.hit.sequence)? else { continue };
            if self.json {
                self.json_hit(session, &stored, shown, &query)?;
            } else {
                self.show(session, self.offset + rank + 1, &stored, shown, &query)?;
            }
        }
        let last = shown.last().map(|s| s.hit.cursor.encode()).unwrap_or_default();
        let more = consumed < seen || seen == options.limit && seen > 0;
        if more || session.out.is_terminal() && !self.json {
            let total = found.total;
            session.out.say(&format!("{} of {total} documents", shown.len()));
        }
        if more {
            session.out.say(&format!("next page: --after {last}"));
        }
        Ok(Exit::Done)
    }

    fn options(&self) -> Result<Options> {
        let sort = match self.sort {
            Order::Relevance => Sort::Relevance,
            Order::Recent => Sort::Recent,
            Order::Date => Sort::DateNewest,
            Order::Oldest => Sort::DateOldest,
            Order::Amount => Sort::Amount,
        };
        let after = match &self.after {
            None => None,
            Some(text) => {
                let cursor = Cursor::decode(text)
                    .ok_or_else(|| Error::usage(format!("{text:?} is no cursor")))?;
                if cursor.sort() != sort {
                    return Err(Error::usage("the cursor belongs to another --sort".to_string()));
                }
                Some(cursor)
            }
        };
        if self.copies {
            return Ok(Options {
                limit: self.limit,
                offset: self.offset,
                sort,
                after,
                count: true,
            });
        }
        // Copies fold into one hit: more is fetched than shown, from the first on.
        let limit = self.limit.saturating_add(self.offset).saturating_mul(FOLD_FACTOR);
        Ok(Options { limit, offset: 0, sort, after, count: true })
    }

    /// The hits to show, and how many of those found they used up.
    fn fold(&self, folding: &Folding<'_>, hits: Vec<Hit>) -> Result<(Vec<Shown>, usize)> {
        let mut stories = BTreeSet::new();
        let mut shown = Vec::new();
        let mut consumed = 0;
        let skipped = if self.copies { 0 } else { self.offset };
        for hit in hits {
            if shown.len() == self.limit {
                break;
            }
            consumed += 1;
            let (story, copies) = folding.store.told_by(hit.sequence)?;
            let is_new = self.copies || stories.insert(story) && !folding.was_shown(story)?;
            if is_new && (self.copies || stories.len() > skipped) {
                shown.push(Shown { hit, copies });
            }
        }
        Ok((shown, consumed))
    }

    fn json_hit(
        &self,
        session: &mut Session,
        stored: &StoredDocument,
        shown: &Shown,
        query: &Query,
    ) -> Result<()> {
        let document = &stored.document;
        let language = document.language.as_deref();
        let snippet = search::snippet(&document.text, language, query, &stored.mentions);
        let spans = search::highlights(&document.text, language, query, &stored.mentions);
        let score = f64::from(shown.hit.score);
        let why = self.why(stored, query).into_iter().map(|reason| {
            json!({"part": reason.part, "in": if reason.in_title { "title" } else { "text" },
                "count": reason.count, "words": reason.words})
        });
        session.out.json(&HitLine {
            hit: contract::hit_line(stored, score, &snippet.text, &spans),
            snippet_spans: &snippet.spans,
            passage: CodePoints::new(&document.text).of_span(snippet.source),
            copies: shown.copies,
            cursor: shown.hit.cursor.encode(),
            why: why.collect(),
        })
    }

    fn why(&self, stored: &StoredDocument, query: &Query) -> Vec<Reason> {
        if !self.explain {
            return Vec::new();
        }
        let document = &stored.document;
        let language = document.language.as_deref();
        search::reasons(&document.title, &document.text, language, query, &stored.mentions)
    }

    /// A hit in words; in a pipe one tab-separated line: rank, id, date, site, title, URL, snippet.
    fn show(
        &self,
        session: &mut Session,
        rank: usize,
        stored: &StoredDocument,
        shown: &Shown,
        query: &Query,
    ) -> Result<()> {
        let document = &stored.document;
        let language = document.language.as_deref();
        let snippet = search::snippet(&document.text, language, query, &stored.mentions);
        let date = stored.published_date().unwrap_or_else(|| "undated".to_string());
        let site = document.site.as_deref().unwrap_or("");
        if session.out.is_terminal() {
            let copies = match shown.copies {
                0 | 1 => String::new(),
                2 => "  +1 copy".to_string(),
                pages => format!("  +{} copies", pages - 1),
            };
            session.out.data(&format!(
                "{rank}. \u{1b}[1m{}\u{1b}[0m\n   {date}  {}  {}{copies}\n   {}\n   {}",
                sanitize::line(&document.title),
                sanitize::line(site),
                stored.id,
                sanitize::line(&document.url),
                marked(&snippet),
            ))?;
        } else {
            let rank = rank.to_string();
            let cells =
                [&rank, &stored.id, &date, site, &document.title, &document.url, &snippet.text];
            let cells: Vec<_> = cells.iter().map(|c| sanitize::line(c)).collect();
            session.out.data(&cells.join("\t"))?;
        }
        if self.explain {
            let score = shown.hit.score;
            session.out.say(&format!("why {} (score {score:.4}):", stored.id));
            for reason in self.why(stored, query) {
                let place = if reason.in_title { "title" } else { "text" };
                let words: Vec<_> = reason.words.iter().map(|w| sanitize::line(w)).collect();
                let (part, count) = (&reason.part, reason.count);
                session.out.say(&format!("  {part} in the {place} {count}x: {}", words.join(", ")));
            }
        }
        if session.out.is_terminal() { session.out.data("") } else { Ok(()) }
    }
}

/// Says that documents are left out of an answer that needs tags.
fn tell_untagged(session: &mut Session, store: &Store) -> Result<()> {
    let untagged = store.untagged()?;
    if untagged > 0 {
        session
            .out
            .say(&format!("note: {untagged} documents have no tags yet; run `newsint rebuild`"));
    }
    Ok(())
}

/// Says that nothing was found, and what to try.
pub(super) fn nothing(session: &mut Session, searcher: &Searcher, query: &Query) -> Result<Exit> {
    session.out.say("nothing found");
    for line in searcher.suggest(query)? {
        session.out.say(&format!("hint: {line}"));
    }
    Ok(Exit::Nothing)
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
