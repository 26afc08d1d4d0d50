//! Copies of one text: sampled runs of words, pairs and stories. What makes a pair is decided
//! elsewhere; a page is the first version of an address.

use std::sync::LazyLock;

use rusqlite::{OptionalExtension, params, params_from_iter};

use super::store::Store;
use crate::error::Result;
use crate::limits::{COPY_HOLDERS_MAX, COPY_VERSIONS_MAX};

/// Two pages of which one is, for a good part, in the other. Distinct runs of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Runs in both.
    pub shared: u32,
    /// Runs of the page.
    pub runs: u32,
    /// Runs of the other page.
    pub other_runs: u32,
    /// True if they tell one story.
    pub story: bool,
}

/// Runs that one statement asks for or keeps.
const RUNS_AT_ONCE: usize = 16;

/// The part of the sampled runs that a page's are in.
fn part_of(page: u64) -> u64 {
    page / 32_768
}

/// Asks for 1, 2, 4, 8 and 16 runs.
static HOLDERS: LazyLock<[String; 5]> = LazyLock::new(|| {
    std::array::from_fn(|power| {
        let keys: Vec<String> = (2..(1 << power) + 2).map(|n| format!("?{n}")).collect();
        let keys = keys.join(",");
        format!(
            "SELECT key, host, page FROM samples WHERE part = ?1 AND key IN ({keys}) ORDER BY key, host, page"
        )
    })
});

/// Rows that one statement keeps.
const ROWS_AT_ONCE: usize = 32;

fn hold_statement(rows: usize) -> String {
    let row = |n| format!("(?{},?{},?{},?{})", 4 * n + 1, 4 * n + 2, 4 * n + 3, 4 * n + 4);
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT OR IGNORE INTO samples (part, key, host, page) VALUES {}", rows.join(","))
}

static HOLD: LazyLock<String> = LazyLock::new(|| hold_statement(ROWS_AT_ONCE));

/// As many keys as the statement for them takes: the last one again where there are fewer.
fn filled(keys: &[u32]) -> impl Iterator<Item = u32> {
    let last = keys.last().copied().unwrap_or(0);
    (0..keys.len().next_power_of_two()).map(move |n| keys.get(n).copied().unwrap_or(last))
}

/// Key in `meta`: how far copies were looked for, and by which version of the method.
const THROUGH: &str = "copies";

impl Store {
    /// The last document whose copies method `method` has looked for; what another method found is
    /// dropped. Call it inside a transaction.
    pub fn copies_through(&self, method: u32) -> Result<u64> {
        let value: Option<String> = self
            .connection
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
            .query_row([THROUGH], |r| r.get(0))
            .optional()?;
        let found = value.as_deref().and_then(|value| value.split_once(':'));
        if let Some((by, through)) = found
            && by == method.to_string()
        {
            return Ok(through.parse().unwrap_or(0));
        }
        self.connection
            .execute_batch("DELETE FROM samples; DELETE FROM pairs; DELETE FROM copies;")?;
        Ok(0)
    }

    /// Notes how far copies were looked for.
    pub fn set_copies_through(&self, method: u32, document: u64) -> Result<()> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
            .execute(params![THROUGH, format!("{method}:{document}")])?;
        Ok(())
    }

    /// Calls `each` with run, host and page of every page that holds one of the sampled runs; page 0
    /// for furniture of the host. At most [`COPY_HOLDERS_MAX`] a run and part of the corpus.
    pub fn run_holders(&self, keys: &[u32], mut each: impl FnMut(u32, u32, u64)) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let last = part_of(self.last_document()?);
        for (chunk, part) in keys.chunks(RUNS_AT_ONCE).flat_map(|c| (0..=last).map(move |p| (c, p)))
        {
            let power = chunk.len().next_power_of_two().trailing_zeros() as usize;
            let Some(sql) = HOLDERS.get(power) else { continue };
            let mut statement = self.connection.prepare_cached(sql)?;
            let values = [part].into_iter().chain(filled(chunk).map(u64::from));
            let mut rows = statement.query(params_from_iter(values))?;
            let (mut last, mut count) = (None, 0);
            while let Some(row) = rows.next()? {
                let key: u32 = row.get(0)?;
                count = if last == Some(key) { count + 1 } else { 1 };
                last = Some(key);
                if count <= COPY_HOLDERS_MAX {
                    each(key, row.get(1)?, row.get(2)?);
                }
            }
        }
        Ok(())
    }

    /// Calls `each` with run, host and page of all there are.
    pub fn each_run(&self, mut each: impl FnMut(u32, u32, u64)) -> Result<()> {
        let mut statement = self.connection.prepare("SELECT key, host, page FROM samples")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get(1)?, row.get(2)?);
        }
        Ok(())
    }

    /// Notes runs with the host and page that hold them; sorts them into the order of the table, so
    /// that each page of the file is written once.
    pub fn hold_runs(&self, rows: &mut [(u32, u32, u64)]) -> Result<()> {
        rows.sort_unstable_by_key(|&(key, host, page)| (part_of(page), key, host, page));
        for chunk in rows.chunks(ROWS_AT_ONCE) {
            let values = chunk.iter().flat_map(|&(key, host, page)| {
                [part_of(page), u64::from(key), u64::from(host), page]
            });
            if chunk.len() == ROWS_AT_ONCE {
                self.connection.prepare_cached(&HOLD)?.execute(params_from_iter(values))?;
            } else {
                self.connection.execute(&hold_statement(chunk.len()), params_from_iter(values))?;
            }
        }
        Ok(())
    }

    /// Forgets which pages of a host hold a run.
    pub fn forget_run(&self, key: u32, host: u32) -> Result<()> {
        let sql = "DELETE FROM samples WHERE part = ?1 AND key = ?2 AND host = ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        for part in 0..=part_of(self.last_document()?) {
            statement.execute(params![part, key, host])?;
        }
        Ok(())
    }

    /// The page of a document: the first version of its address.
    pub fn page_of(&self, document: u64) -> Result<u64> {
        let sql = "SELECT p.sequence FROM documents d \
                   JOIN documents p ON p.url = d.url AND p.version = 1 WHERE d.sequence = ?1";
        let found = self.connection.prepare_cached(sql)?.query_row([document], |r| r.get(0));
        Ok(found.optional()?.unwrap_or(document))
    }

    /// Address and texts of a page, latest version first; at most [`COPY_VERSIONS_MAX`].
    pub fn page_texts(&self, page: u64) -> Result<(String, Vec<String>)> {
        let mut statement = self.connection.prepare_cached(
            "SELECT url, text FROM documents \
             WHERE url = (SELECT url FROM documents WHERE sequence = ?1) \
             ORDER BY version DESC LIMIT ?2",
        )?;
        let mut rows = statement.query(params![page, COPY_VERSIONS_MAX])?;
        let (mut url, mut texts) = (String::new(), Vec::new());
        while let Some(row) = rows.next()? {
            url = row.get(0)?;
            texts.push(row.get(1)?);
        }
        Ok((url, texts))
    }

    /// Sequence number, address and text of the documents after a number, in order; at most `limit`.
    pub fn texts_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, String, String)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sequence, url, text FROM documents WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
        )?;
        let rows = statement
            .query_map(params![after, limit], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The pages that a page makes a pair with, in order.
    pub fn paired(&self, page: u64) -> Result<Vec<u64>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT other FROM pairs WHERE page = ?1 ORDER BY other")?;
        let rows = statement.query_map([page], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps a pair, both ways; one that is there already is replaced if this one shares more.
    pub fn pair(&self, page: u64, other: u64, pair: Pair) -> Result<()> {
        let known: Option<u32> = self
            .connection
            .prepare_cached("SELECT shared FROM pairs WHERE page = ?1 AND other = ?2")?
            .query_row([page, other], |r| r.get(0))
            .optional()?;
        if known.is_some_and(|shared| shared >= pair.shared) {
            return Ok(());
        }
        let Pair { shared, runs, other_runs, story } = pair;
        let mut statement = self.connection.prepare_cached(
            "INSERT OR REPLACE INTO pairs (page, other, shared, runs, other_runs, story) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        statement.execute(params![page, other, shared, runs, other_runs, story])?;
        statement.execute(params![other, page, shared, other_runs, runs, story])?;
        if story { self.unite(page, other) } else { Ok(()) }
    }

    /// Forgets the pairs of a page; what remains of its story is put together anew.
    pub fn unpair(&self, page: u64) -> Result<()> {
        let members = self.pages_of_story(self.story_of_page(page)?)?;
        let sql = "DELETE FROM pairs WHERE page = ?1 AND other = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        for other in self.paired(page)? {
            statement.execute([page, other])?;
            statement.execute([other, page])?;
        }
        for member in &members {
            self.connection
                .prepare_cached("DELETE FROM copies WHERE page = ?1")?
                .execute([member])?;
        }
        for &member in &members {
            for other in self.told_with(member)? {
                self.unite(member, other)?;
            }
        }
        Ok(())
    }

    /// Pages that tell one story with a page, by their pairs.
    fn told_with(&self, page: u64) -> Result<Vec<u64>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT other FROM pairs WHERE page = ?1 AND other > ?1 AND story ORDER BY other",
        )?;
        let rows = statement.query_map([page], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Makes one story of those of two pages.
    fn unite(&self, page: u64, other: u64) -> Result<()> {
        let (a, b) = (self.story_of_page(page)?, self.story_of_page(other)?);
        let story = a.min(b);
        self.connection
            .prepare_cached("UPDATE copies SET story = ?1 WHERE story = ?2")?
            .execute([story, a.max(b)])?;
        let mut statement = self
            .connection
            .prepare_cached("INSERT OR REPLACE INTO copies (page, story) VALUES (?1, ?2)")?;
        statement.execute([page, story])?;
        statement.execute([other, story])?;
        Ok(())
    }

    /// The story of a page: the first page that tells it, or itself.
    pub fn story_of_page(&self, page: u64) -> Result<u64> {
        let mut statement =
            self.connection.prepare_cached("SELECT story FROM copies WHERE page = ?1")?;
        Ok(statement.query_row([page], |r| r.get(0)).optional()?.unwrap_or(page))
    }

    /// The pages of a story, in order; one of no copies is its own.
    pub fn pages_of_story(&self, story: u64) -> Result<Vec<u64>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT page FROM copies WHERE story = ?1 ORDER BY page")?;
        let rows = statement.query_map([story], |r| r.get(0))?;
        let pages: Vec<u64> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(if pages.is_empty() { vec![story] } else { pages })
    }

    /// The story of a document, for folding: copies and versions of one text have the same number.
    /// A corpus of an older layout knows none: then each document is its own.
    pub fn story(&self, document: u64) -> Result<u64> {
        if !self.knows_copies()? {
            return Ok(document);
        }
        self.story_of_page(self.page_of(document)?)
    }

    /// False for a corpus of an older layout, which is brought up to date by the next `add`.
    pub fn knows_copies(&self) -> Result<bool> {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE name = 'samples'";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |r| r.get::<_, u64>(0))? > 0)
    }

    /// Sequence number of the latest version of a page.
    pub fn latest_of_page(&self, page: u64) -> Result<u64> {
        let sql = "SELECT sequence FROM documents \
                   WHERE url = (SELECT url FROM documents WHERE sequence = ?1) \
                   ORDER BY version DESC LIMIT 1";
        let found = self.connection.prepare_cached(sql)?.query_row([page], |r| r.get(0));
        Ok(found.optional()?.unwrap_or(page))
    }
}
