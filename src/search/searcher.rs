//! Reading the index.

use std::path::Path;

use tantivy::collector::Count;
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, TermSetQuery};
use tantivy::{IndexReader, ReloadPolicy, Searcher as EngineSearcher, Term};

use super::collect::{First, Found, Order, Page, Sequences};
use super::engine::Engine;
use super::positional::SharedWork;
use super::query::Query;
use crate::error::{Error, Result};
use crate::index::{FIELDS, open_index};
use crate::limits::{
    EXPLAIN_CHARS_MAX, HITS_DEFAULT, SEARCH_WORK_MAX, SEARCH_WORK_PER_DOCUMENT_MAX,
};

/// In which order hits come. Ties go by sequence number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Best first, recent ones lifted: the score counts up to half more, which halves with every 90
    /// days before the newest document of the index.
    Recent,
    /// Newest publication first; documents without a date last.
    DateNewest,
    /// Oldest publication first; documents without a date last.
    DateOldest,
    /// Largest amount of money in the text first, whatever the currency; documents without one
    /// last.
    Amount,
}

/// A place in the order of hits, by which the next page is found: it stays true when documents are
/// added.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    sort: Sort,
    key: f64,
    sequence: u64,
}

impl Cursor {
    /// Its text form.
    pub fn encode(&self) -> String {
        let mark = match self.sort {
            Sort::Relevance => 'r',
            Sort::Recent => 'e',
            Sort::DateNewest => 'n',
            Sort::DateOldest => 'o',
            Sort::Amount => 'a',
        };
        format!("{mark}{:016x}{:x}", self.key.to_bits(), self.sequence)
    }

    /// Reads the text form; `None` if it is none.
    pub fn decode(text: &str) -> Option<Self> {
        let sort = match text.get(..1)? {
            "r" => Sort::Relevance,
            "e" => Sort::Recent,
            "n" => Sort::DateNewest,
            "o" => Sort::DateOldest,
            "a" => Sort::Amount,
            _ => return None,
        };
        let key = f64::from_bits(u64::from_str_radix(text.get(1..17)?, 16).ok()?);
        let sequence = u64::from_str_radix(text.get(17..)?, 16).ok()?;
        (!key.is_nan()).then_some(Self { sort, key, sequence })
    }

    /// The order it is a place in.
    pub fn sort(&self) -> Sort {
        self.sort
    }
}

/// Which hits are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// At most this many.
    pub limit: usize,
    /// After leaving out this many.
    pub offset: usize,
    /// Their order.
    pub sort: Sort,
    /// Only those after this place; its order must be `sort`.
    pub after: Option<Cursor>,
    /// Whether to count all hits; without it `total` is what was seen, which saves a second pass.
    pub count: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: HITS_DEFAULT, offset: 0, sort: Sort::Relevance, after: None, count: true }
    }
}

/// One hit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Sequence number of the document in the corpus.
    pub sequence: u64,
    /// BM25 score; 0 in another order than relevance.
    pub score: f32,
    /// Its place in the order.
    pub cursor: Cursor,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// Number of documents that match.
    pub total: usize,
    /// Those wanted, in order.
    pub hits: Vec<Hit>,
    /// What the search did that the user should know: capped expansions, words left aside.
    pub notes: Vec<String>,
}

/// An open index. Cheap to open; sees the commit that was last when it was opened.
pub struct Searcher {
    reader: IndexReader,
    languages: Vec<String>,
    sequences: Vec<Column<u64>>,
    last_sequence: u64,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Searcher")
            .field("documents", &self.documents())
            .field("languages", &self.languages)
            .finish_non_exhaustive()
    }
}

impl Searcher {
    /// Opens the index of a folder. An index of another version or a damaged one is
    /// [`Error::Data`].
    pub fn open(folder: &Path) -> Result<Self> {
        if !folder.join("meta.json").exists() {
            return Err(Error::data(
                folder,
                "there is no search index here; run `newsint rebuild`",
            ));
        }
        let (index, last_sequence) = open_index(folder).map_err(|e| e.into_error(folder))?;
        let broken = |error: tantivy::TantivyError| {
            let message =
                format!("the search index cannot be read ({error}); run `newsint rebuild`");
            Error::data(folder, message)
        };
        let builder = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: IndexReader = builder.try_into().map_err(broken)?;
        let searcher = reader.searcher();
        let languages = languages(&searcher).map_err(broken)?;
        let sequences = searcher.segment_readers().iter().map(|r| r.fast_fields().u64("sequence"));
        let sequences = sequences.collect::<tantivy::Result<Vec<_>>>().map_err(broken)?;
        Ok(Self { reader, languages, sequences, last_sequence })
    }

    /// Number of documents.
    pub fn documents(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Codes of the languages of the documents, sorted; `und` for unknown.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The last corpus sequence the index holds.
    pub fn last_sequence(&self) -> u64 {
        self.last_sequence
    }

    /// The engine's reader.
    pub(super) fn engine(&self) -> EngineSearcher {
        self.reader.searcher()
    }

    /// Finds documents.
    pub fn search(&self, query: &Query, options: &Options) -> Result<Hits> {
        let searcher = self.reader.searcher();
        let Built { query: engine_query, notes, work, is_positional } =
            self.build(&searcher, query)?;
        let order = order(options.sort, &searcher)?;
        let after = options.after.filter(|cursor| cursor.sort == options.sort);
        let after = after.map(|c| Found { key: c.key, sequence: c.sequence });
        let documents = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX);
        let limit = options.limit.saturating_add(options.offset).min(documents);
        // Where each document is looked at anyway, they are counted in passing.
        let count = options.count && is_positional;
        let first = First { columns: &self.sequences, limit, order, after, count };
        let Page { found, seen } = match limit {
            0 => Page::default(),
            _ => searcher.search(&*engine_query, &first)?,
        };
        let total = match options.count {
            true if count && limit > 0 => seen,
            true => searcher.search(&*engine_query, &Count)?,
            false => found.len(),
        };
        check(&work)?;
        let hit = |f: &Found| Hit {
            sequence: f.sequence,
            score: if order.scores() { f.score() } else { 0.0 },
            cursor: Cursor { sort: options.sort, key: f.key, sequence: f.sequence },
        };
        let hits = found.iter().skip(options.offset).map(hit).collect();
        Ok(Hits { total, hits, notes })
    }

    /// True if one of these documents matches and comes at or before a place in the order: it was on
    /// an earlier page.
    pub fn was_before(&self, query: &Query, place: Cursor, documents: &[u64]) -> Result<bool> {
        let searcher = self.reader.searcher();
        let terms = documents.iter().map(|n| Term::from_field_u64(FIELDS.sequence, *n)).collect();
        let among = ConstScoreQuery::new(Box::new(TermSetQuery::new::<Vec<Term>>(terms)), 0.0);
        let built = self.build(&searcher, query)?;
        let clauses = vec![
            (Occur::Must, built.query),
            (Occur::Must, Box::new(among) as Box<dyn tantivy::query::Query>),
        ];
        let order = order(place.sort, &searcher)?;
        let first = First { columns: &self.sequences, limit: 1, order, after: None, count: false };
        let found = searcher.search(&BooleanQuery::new(clauses), &first)?.found;
        check(&built.work)?;
        let place = Found { key: place.key, sequence: place.sequence };
        let came = |first: &Found| first.sequence == place.sequence || *first <= place;
        Ok(found.first().is_some_and(came))
    }

    /// Number of documents that match.
    pub fn count(&self, query: &Query) -> Result<usize> {
        let searcher = self.reader.searcher();
        let built = self.build(&searcher, query)?;
        let count = searcher.search(&*built.query, &Count)?;
        check(&built.work)?;
        Ok(count)
    }

    /// The sequence numbers of matching documents, smallest first, at most `cap`.
    pub fn matching(&self, query: &Query, cap: usize) -> Result<Vec<u64>> {
        let searcher = self.reader.searcher();
        let built = self.build(&searcher, query)?;
        let mut found = searcher.search(&*built.query, &Sequences(&self.sequences))?;
        check(&built.work)?;
        found.truncate(cap);
        Ok(found)
    }

    /// The engine's own form of a query, for `--explain`; of a very long one the beginning.
    pub fn explain(&self, query: &Query) -> Result<String> {
        let searcher = self.reader.searcher();
        let whole = format!("{:?}", self.build(&searcher, query)?.query);
        let Some((end, _)) = whole.char_indices().nth(EXPLAIN_CHARS_MAX) else { return Ok(whole) };
        let left = whole.get(end..).map_or(0, |rest| rest.chars().count());
        Ok(format!("{} … and {left} characters more", whole.get(..end).unwrap_or("")))
    }

    fn build(&self, searcher: &EngineSearcher, query: &Query) -> Result<Built> {
        let places = searcher.num_docs().saturating_mul(SEARCH_WORK_PER_DOCUMENT_MAX);
        let work = SharedWork::new(places.saturating_add(SEARCH_WORK_MAX));
        let mut engine = Engine {
            searcher,
            languages: &self.languages,
            notes: Vec::new(),
            work: work.clone(),
            is_positional: false,
        };
        let query = engine.build(&query.node)?;
        Ok(Built { query, notes: engine.notes, work, is_positional: engine.is_positional })
    }
}

/// A query for the engine.
struct Built {
    query: Box<dyn tantivy::query::Query>,
    notes: Vec<String>,
    work: SharedWork,
    /// True if documents are looked into, which no list of best ones saves.
    is_positional: bool,
}

/// An error if a search came to the end of its work: what it found is not all.
fn check(work: &SharedWork) -> Result<()> {
    if work.is_over() {
        return Err(Error::usage_hint(
            "the words of this query are near each other in too many places to look at them all",
            "use rarer words, longer ones beside `*`, fewer NEAR, or a smaller distance",
        ));
    }
    Ok(())
}

fn order(sort: Sort, searcher: &EngineSearcher) -> Result<Order> {
    Ok(match sort {
        Sort::Relevance => Order::Score,
        Sort::Recent => Order::Recent(newest(searcher)?),
        Sort::DateNewest => Order::Newest,
        Sort::DateOldest => Order::Oldest,
        Sort::Amount => Order::Amount,
    })
}

/// The latest publication in the index, in seconds since 1970.
fn newest(searcher: &EngineSearcher) -> Result<i64> {
    let mut newest = 0;
    for reader in searcher.segment_readers() {
        newest = newest.max(reader.fast_fields().i64("published")?.max_value());
    }
    Ok(newest)
}

fn languages(searcher: &EngineSearcher) -> tantivy::Result<Vec<String>> {
    let mut out = Vec::new();
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(FIELDS.lang)?;
        let mut stream = inverted.terms().stream()?;
        while stream.advance() {
            out.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
    }
    out.sort();
    out.dedup();
    Ok(out)
}
