//! The frontier: what the crawler knows of addresses, hosts and sources, as rows.
//!
//! Times are milliseconds since 1970, UTC. Everything is written inside the batch of the caller
//! ([`Store::begin`], [`Store::commit`]), so that captures and the frontier agree at any moment.

use rusqlite::{OptionalExtension, Row, params};

use super::store::Store;
use crate::error::Result;

/// Never due again by itself.
pub const NEVER: i64 = i64::MAX;

/// Where an address stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlState {
    /// Waits to be asked for.
    Queued,
    /// Is being asked for; after a crash it is queued again.
    Fetching,
    /// Was answered.
    Done,
    /// Is not asked for; the reason says why.
    Excluded,
    /// Could not be had.
    Failed,
}

impl UrlState {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Fetching => "fetching",
            Self::Done => "done",
            Self::Excluded => "excluded",
            Self::Failed => "failed",
        }
    }
}

/// An address to be added.
#[derive(Debug, Clone)]
pub struct NewUrl<'a> {
    /// Equal for the spellings of one address.
    pub key: &'a str,
    /// As it will be asked for.
    pub url: &'a str,
    /// Host and port: the unit of politeness.
    pub host: &'a str,
    /// Row of its source.
    pub source: i64,
    /// What it is expected to be: page, listing, feed, sitemap.
    pub role: &'a str,
    /// Links from the seed.
    pub depth: u32,
    /// Redirects that led here.
    pub hops: u32,
    /// Row of the address it was found on.
    pub via: Option<i64>,
    /// Smaller is sooner.
    pub priority: i64,
    /// Not asked for before.
    pub due_at: i64,
    /// Round of its source.
    pub round: i64,
    /// Date that a feed or sitemap gives for it.
    pub hint: Option<&'a str>,
}

/// An address as stored.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are those of NewUrl, and columns told in frontier.sql")]
pub struct UrlRow {
    pub id: i64,
    pub key: String,
    pub url: String,
    pub host: String,
    pub source: i64,
    pub role: String,
    pub depth: u32,
    pub hops: u32,
    pub via: Option<i64>,
    pub state: String,
    pub priority: i64,
    pub due_at: i64,
    pub tries: u32,
    pub round: i64,
    pub interval: u64,
    pub outcome: Option<String>,
    pub reason: Option<String>,
    pub status: Option<u16>,
    pub etag: Option<String>,
    pub modified: Option<String>,
    pub sha256: Option<String>,
    pub fetched_at: Option<String>,
    pub hint: Option<String>,
}

const COLUMNS: &str = "id, key, url, host, source, role, depth, hops, via, state, priority, due_at, tries, round, \
     interval, outcome, reason, status, etag, modified, sha256, fetched_at, hint";

fn url_row(row: &Row<'_>) -> rusqlite::Result<UrlRow> {
    Ok(UrlRow {
        id: row.get(0)?,
        key: row.get(1)?,
        url: row.get(2)?,
        host: row.get(3)?,
        source: row.get(4)?,
        role: row.get(5)?,
        depth: row.get(6)?,
        hops: row.get(7)?,
        via: row.get(8)?,
        state: row.get(9)?,
        priority: row.get(10)?,
        due_at: row.get(11)?,
        tries: row.get(12)?,
        round: row.get(13)?,
        interval: row.get(14)?,
        outcome: row.get(15)?,
        reason: row.get(16)?,
        status: row.get(17)?,
        etag: row.get(18)?,
        modified: row.get(19)?,
        sha256: row.get(20)?,
        fetched_at: row.get(21)?,
        hint: row.get(22)?,
    })
}

/// One answer, or a try that got none.
#[derive(Debug, Clone, Default)]
pub struct Visit<'a> {
    /// Row of the address; none for robots.txt.
    pub url: Option<i64>,
    /// As asked for.
    pub address: &'a str,
    /// Host and port.
    pub host: &'a str,
    /// RFC 3339, UTC.
    pub at: &'a str,
    /// What came of it, in one or two words.
    pub outcome: &'a str,
    /// HTTP status.
    pub status: Option<u16>,
    /// In words.
    pub reason: Option<&'a str>,
    /// How long it took.
    pub millis: u64,
    /// Bytes of the answer.
    pub bytes: u64,
    /// Row of the capture.
    pub capture: Option<u64>,
}

/// What is known of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRow {
    /// `rules`, `none` (everything is allowed) or `unreachable` (nothing is).
    pub robots: String,
    /// robots.txt, when there are rules.
    pub body: Option<Vec<u8>>,
    /// When it was asked for.
    pub robots_at: i64,
    /// Why there is none.
    pub reason: Option<String>,
}

/// A capture of the crawler that the frontier has not been told of: its run was killed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// Row of the capture.
    pub sequence: u64,
    /// Address.
    pub url: String,
    /// Time.
    pub fetched_at: String,
    /// What it was asked for as.
    pub role: String,
    /// Place of its record.
    pub warc: String,
    /// Offset of its record.
    pub offset: u64,
}

impl Store {
    /// Begins a run of a source: its row and round. A round that was not finished goes on; `fresh`
    /// tells that this one is new.
    pub fn open_source(&self, name: &str, kind: &str, settings: &str) -> Result<(i64, i64, bool)> {
        let c = &self.connection;
        let known = c
            .prepare_cached("SELECT id, round, finished FROM sources WHERE name = ?1")?
            .query_row([name], |r| {
                Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?, r.get::<_, bool>(2)?))
            })
            .optional()?;
        let Some((id, round, finished)) = known else {
            c.execute(
                "INSERT INTO sources (name, kind, settings, round, finished) VALUES (?1, ?2, ?3, 1, 0)",
                params![name, kind, settings],
            )?;
            return Ok((c.last_insert_rowid(), 1, true));
        };
        let round = round + i64::from(finished);
        c.execute(
            "UPDATE sources SET settings = ?2, round = ?3, finished = 0 WHERE id = ?1",
            params![id, settings, round],
        )?;
        Ok((id, round, finished))
    }

    /// The kind a source turned out to be.
    pub fn source_kind(&self, source: i64) -> Result<String> {
        Ok(self
            .connection
            .prepare_cached("SELECT kind FROM sources WHERE id = ?1")?
            .query_row([source], |r| r.get(0))?)
    }

    /// Writes the kind a source turned out to be.
    pub fn set_source_kind(&self, source: i64, kind: &str) -> Result<()> {
        self.connection
            .prepare_cached("UPDATE sources SET kind = ?2 WHERE id = ?1")?
            .execute(params![source, kind])?;
        Ok(())
    }

    /// The round of a source has come to its end.
    pub fn finish_source(&self, source: i64) -> Result<()> {
        self.connection
            .prepare_cached("UPDATE sources SET finished = 1 WHERE id = ?1")?
            .execute([source])?;
        Ok(())
    }

    /// Limits the queue to these sources until the database is closed, and takes back what a killed
    /// run was asking for.
    pub fn activate(&self, sources: &[i64]) -> Result<()> {
        let c = &self.connection;
        c.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS active (source INTEGER PRIMARY KEY); DELETE FROM active; \
             UPDATE urls SET state = 'queued' WHERE state = 'fetching';",
        )?;
        let mut statement = c.prepare("INSERT OR IGNORE INTO active VALUES (?1)")?;
        for source in sources {
            statement.execute([source])?;
        }
        Ok(())
    }

    /// Leaves a source out of the queue for the rest of the run.
    pub fn deactivate(&self, source: i64) -> Result<()> {
        self.connection
            .prepare_cached("DELETE FROM active WHERE source = ?1")?
            .execute([source])?;
        Ok(())
    }

    /// Queues again, for the new round of a source, what is due at `now`, and whatever has one of
    /// the roles.
    pub fn requeue(&self, source: i64, round: i64, now: i64, roles: &[&str]) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE urls SET state = 'queued', round = ?2, tries = 0, due_at = 0 \
                 WHERE source = ?1 AND round < ?2 AND due_at <= ?3 AND state IN ('done', 'failed', 'excluded')",
            )?
            .execute(params![source, round, now])?;
        for role in roles {
            self.connection
                .prepare_cached(
                    "UPDATE urls SET state = 'queued', round = ?2, tries = 0, due_at = 0 \
                     WHERE source = ?1 AND round < ?2 AND role = ?3 AND state = 'done'",
                )?
                .execute(params![source, round, role])?;
        }
        Ok(())
    }

    /// Adds an address that is not asked for; false if its key is known.
    pub fn add_excluded(&self, new: &NewUrl<'_>, outcome: &str, reason: &str) -> Result<bool> {
        let Some(id) = self.add_url(new)? else { return Ok(false) };
        self.connection
            .prepare_cached(
                "UPDATE urls SET state = 'excluded', outcome = ?2, reason = ?3 WHERE id = ?1",
            )?
            .execute(params![id, outcome, reason])?;
        Ok(true)
    }

    /// The first queued address of a host, with its source.
    pub fn first_queued(&self, host: &str) -> Result<Option<(String, i64)>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT url, source FROM urls INDEXED BY urls_queue WHERE host = ?1 AND state = 'queued' \
                 AND source IN (SELECT source FROM active) ORDER BY priority, id LIMIT 1",
            )?
            .query_row([host], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?)
    }

    /// Puts off whatever waits for a host.
    pub fn postpone_host(&self, host: &str, due_at: i64, reason: &str) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE urls SET due_at = max(due_at, ?2), outcome = 'waiting', reason = ?3 \
                 WHERE host = ?1 AND state = 'queued'",
            )?
            .execute(params![host, due_at, reason])?;
        Ok(())
    }

    /// Excludes whatever waits for a host. Returns the addresses.
    pub fn exclude_host(&self, host: &str, outcome: &str, reason: &str) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE urls SET state = 'excluded', due_at = ?4, outcome = ?2, reason = ?3 \
             WHERE host = ?1 AND state = 'queued' RETURNING url",
        )?;
        let rows = statement.query_map(params![host, outcome, reason, 0], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Adds an address; `None` if its key is known.
    pub fn add_url(&self, new: &NewUrl<'_>) -> Result<Option<i64>> {
        let added = self
            .connection
            .prepare_cached(
                "INSERT OR IGNORE INTO urls (key, url, host, source, role, depth, hops, via, state, priority, \
                 due_at, round, hint) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'queued', ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                new.key,
                new.url,
                new.host,
                new.source,
                new.role,
                new.depth,
                new.hops,
                new.via,
                new.priority,
                new.due_at,
                new.round,
                new.hint
            ])?;
        Ok((added > 0).then(|| self.connection.last_insert_rowid()))
    }

    /// The address with this key.
    pub fn url_by_key(&self, key: &str) -> Result<Option<UrlRow>> {
        let sql = format!("SELECT {COLUMNS} FROM urls WHERE key = ?1");
        Ok(self.connection.prepare_cached(&sql)?.query_row([key], url_row).optional()?)
    }

    /// Takes the next address of a host that is due; it is [`UrlState::Fetching`] from now on.
    pub fn take_url(&self, host: &str, now: i64) -> Result<Option<UrlRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM urls INDEXED BY urls_queue WHERE host = ?1 AND state = 'queued' AND due_at <= ?2 \
             AND source IN (SELECT source FROM active) ORDER BY priority, id LIMIT 1"
        );
        let found = self
            .connection
            .prepare_cached(&sql)?
            .query_row(params![host, now], url_row)
            .optional()?;
        if let Some(row) = &found {
            self.connection
                .prepare_cached("UPDATE urls SET state = 'fetching' WHERE id = ?1")?
                .execute([row.id])?;
        }
        Ok(found)
    }

    /// When the next address of a host is due.
    pub fn next_due(&self, host: &str) -> Result<Option<i64>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT due_at FROM urls INDEXED BY urls_due WHERE host = ?1 AND state = 'queued' \
                 AND source IN (SELECT source FROM active) ORDER BY due_at LIMIT 1",
            )?
            .query_row([host], |r| r.get(0))
            .optional()?)
    }

    /// Hosts with queued addresses and when the first of each is due.
    pub fn queued_hosts(&self) -> Result<Vec<(String, i64)>> {
        let mut statement = self.connection.prepare(
            "SELECT host, min(due_at) FROM urls WHERE state = 'queued' \
             AND source IN (SELECT source FROM active) GROUP BY host ORDER BY min(priority), min(id)",
        )?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Number of queued addresses of the active sources.
    pub fn queued(&self) -> Result<u64> {
        Ok(self.connection.query_row(
            "SELECT count(*) FROM urls WHERE state = 'queued' AND source IN (SELECT source FROM active)",
            [],
            |r| r.get(0),
        )?)
    }

    /// When the first queued address of the active sources is due.
    pub fn earliest_queued(&self) -> Result<Option<i64>> {
        Ok(self.connection.query_row(
            "SELECT min(due_at) FROM urls WHERE state = 'queued' AND source IN (SELECT source FROM active)",
            [],
            |r| r.get(0),
        )?)
    }

    /// Number of captures that wait to be read.
    pub fn pending_count(&self) -> Result<u64> {
        Ok(self.connection.query_row(
            "SELECT count(*) FROM captures WHERE outcome = 'pending'",
            [],
            |r| r.get(0),
        )?)
    }

    /// The earliest time at which any known address of the active sources is due again.
    pub fn earliest_due(&self) -> Result<Option<i64>> {
        Ok(self.connection.query_row(
            "SELECT min(due_at) FROM urls WHERE state IN ('queued', 'done', 'failed') \
             AND source IN (SELECT source FROM active)",
            [],
            |r| r.get(0),
        )?)
    }

    /// Writes a decided or changed address back, by its row number.
    pub fn update_url(&self, row: &UrlRow, state: UrlState) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE urls SET url = ?2, role = ?3, state = ?4, due_at = ?5, tries = ?6, interval = ?7, \
                 outcome = ?8, reason = ?9, status = ?10, etag = ?11, modified = ?12, sha256 = ?13, \
                 fetched_at = ?14, hint = ?15, round = ?16, hops = ?17, depth = ?18, priority = ?19 WHERE id = ?1",
            )?
            .execute(params![
                row.id,
                row.url,
                row.role,
                state.as_str(),
                row.due_at,
                row.tries,
                row.interval,
                row.outcome,
                row.reason,
                row.status,
                row.etag,
                row.modified,
                row.sha256,
                row.fetched_at,
                row.hint,
                row.round,
                row.hops,
                row.depth,
                row.priority
            ])?;
        Ok(())
    }

    /// Adds a line to the log of visits.
    pub fn add_visit(&self, visit: &Visit<'_>) -> Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO visits (url, address, host, at, outcome, status, reason, millis, bytes, capture) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                visit.url,
                visit.address,
                visit.host,
                visit.at,
                visit.outcome,
                visit.status,
                visit.reason,
                visit.millis,
                visit.bytes,
                visit.capture
            ])?;
        Ok(())
    }

    /// Writes into log and frontier what became of a capture that was waiting to be read.
    pub fn tell_frontier(&self, capture: u64, outcome: &str, reason: Option<&str>) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE urls SET outcome = ?2, reason = ?3 \
                 WHERE id IN (SELECT url FROM visits WHERE capture = ?1) AND outcome = 'pending'",
            )?
            .execute(params![capture, outcome, reason])?;
        self.connection
            .prepare_cached("UPDATE visits SET outcome = ?2, reason = ?3 WHERE capture = ?1 AND outcome = 'pending'")?
            .execute(params![capture, outcome, reason])?;
        Ok(())
    }

    /// What is known of a host.
    pub fn host(&self, host: &str) -> Result<Option<HostRow>> {
        Ok(self
            .connection
            .prepare_cached("SELECT robots, body, robots_at, reason FROM hosts WHERE host = ?1")?
            .query_row([host], |r| {
                Ok(HostRow {
                    robots: r.get(0)?,
                    body: r.get(1)?,
                    robots_at: r.get(2)?,
                    reason: r.get(3)?,
                })
            })
            .optional()?)
    }

    /// Writes what is known of a host.
    pub fn set_host(&self, host: &str, row: &HostRow) -> Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO hosts (host, robots, body, robots_at, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![host, row.robots, row.body, row.robots_at, row.reason])?;
        Ok(())
    }

    /// Captures of the crawler without a line in the log, oldest first: what a killed run had
    /// stored and not yet told the frontier.
    pub fn untold(&self) -> Result<Vec<Untold>> {
        let mut statement = self.connection.prepare(
            "SELECT c.sequence, c.url, c.fetched_at, c.role, c.warc, c.offset FROM captures c \
             LEFT JOIN visits v ON v.capture = c.sequence \
             WHERE c.role IS NOT NULL AND v.id IS NULL ORDER BY c.sequence",
        )?;
        let rows = statement.query_map([], |r| {
            Ok(Untold {
                sequence: r.get(0)?,
                url: r.get(1)?,
                fetched_at: r.get(2)?,
                role: r.get(3)?,
                warc: r.get(4)?,
                offset: r.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The last capture of these bytes at this address, or else anywhere: its time, address and
    /// document.
    pub fn earlier_capture(&self, sha256: &str, url: &str) -> Result<Option<EarlierCapture>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT url, fetched_at, document, url = ?2 FROM captures WHERE sha256 = ?1 \
                 ORDER BY url = ?2 DESC, sequence LIMIT 1",
            )?
            .query_row(params![sha256, url], |r| {
                Ok(EarlierCapture {
                    url: r.get(0)?,
                    fetched_at: r.get(1)?,
                    document: r.get(2)?,
                    same_url: r.get(3)?,
                })
            })
            .optional()?)
    }

    /// Captures that wait to be read, oldest first, from a row number on: row, address, WARC file
    /// and offset. At most `limit`.
    pub fn pending(&self, from: u64, limit: usize) -> Result<Vec<(u64, String, u64)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sequence, warc, offset FROM captures WHERE outcome = 'pending' AND sequence >= ?1 \
             ORDER BY sequence LIMIT ?2",
        )?;
        let rows =
            statement.query_map(params![from, limit], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Address and time of a capture.
    pub fn capture_name(&self, sequence: u64) -> Result<(String, String)> {
        Ok(self
            .connection
            .prepare_cached("SELECT url, fetched_at FROM captures WHERE sequence = ?1")?
            .query_row([sequence], |r| Ok((r.get(0)?, r.get(1)?)))?)
    }

    /// Copies the frontier of another corpus database into this one, where it has one. Used when
    /// the corpus is rebuilt: captures tell what was fetched, not what was planned.
    pub fn copy_frontier(&self, from: &std::path::Path) -> Result<()> {
        let c = &self.connection;
        c.execute("ATTACH DATABASE ?1 AS old", [from.to_string_lossy()])?;
        let has = c
            .query_row("SELECT count(*) FROM old.sqlite_schema WHERE name = 'urls'", [], |r| {
                r.get::<_, u64>(0)
            })
            .unwrap_or(0);
        if has > 0 {
            c.execute_batch(
                "BEGIN IMMEDIATE; \
                 DELETE FROM sources; DELETE FROM urls; DELETE FROM visits; DELETE FROM hosts; \
                 INSERT INTO sources SELECT * FROM old.sources; INSERT INTO urls SELECT * FROM old.urls; \
                 INSERT INTO visits SELECT * FROM old.visits; INSERT INTO hosts SELECT * FROM old.hosts; \
                 COMMIT",
            )?;
        }
        c.execute_batch("DETACH DATABASE old")?;
        Ok(())
    }
}

/// An earlier capture of the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierCapture {
    /// Its address.
    pub url: String,
    /// Its time, RFC 3339 in UTC.
    pub fetched_at: String,
    /// The document it gave, if that is known yet.
    pub document: Option<u64>,
    /// Whether the address is the same.
    pub same_url: bool,
}
