//! What the crawler did and why, read back for `crawl status` and `crawl log`.

use rusqlite::params;

use super::store::Store;
use crate::error::Result;

/// Counts of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceCounts {
    /// Name, or address where it has none.
    pub name: String,
    /// What it turned out to be.
    pub kind: String,
    /// What it was asked with, as JSON.
    pub settings: String,
    /// How often it was gone through.
    pub round: i64,
    /// Whether nothing was left to do when it last ran.
    pub finished: bool,
    /// Addresses by state and reason, most first.
    pub states: Vec<(String, String, u64)>,
    /// Time of its last capture, RFC 3339 in UTC.
    pub last: Option<String>,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Time, RFC 3339 in UTC; none for a decision without a request.
    pub at: Option<String>,
    /// Address.
    pub url: String,
    /// What came of it.
    pub outcome: String,
    /// HTTP status.
    pub status: Option<u16>,
    /// In words.
    pub reason: Option<String>,
    /// Milliseconds it took.
    pub millis: Option<u64>,
    /// Bytes received.
    pub bytes: Option<u64>,
    /// Where the capture is: WARC file and offset.
    pub capture: Option<(String, u64)>,
    /// The address it was found on.
    pub via: Option<String>,
}

impl Store {
    /// Whether this corpus has been crawled into.
    pub fn has_frontier(&self) -> Result<bool> {
        Ok(self.connection.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'urls'",
            [],
            |r| r.get::<_, u64>(0),
        )? > 0)
    }

    /// Name and settings (JSON) of every source, by name.
    pub fn source_settings(&self) -> Result<Vec<(String, String)>> {
        let mut statement =
            self.connection.prepare("SELECT name, settings FROM sources ORDER BY name")?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every source with its counts, by name.
    pub fn source_counts(&self) -> Result<Vec<SourceCounts>> {
        let mut statement = self.connection.prepare(
            "SELECT id, name, kind, round, finished, settings FROM sources ORDER BY name",
        )?;
        let rows = statement.query_map([], |r| {
            let source = SourceCounts {
                name: r.get(1)?,
                kind: r.get(2)?,
                settings: r.get(5)?,
                round: r.get(3)?,
                finished: r.get(4)?,
                states: Vec::new(),
                last: None,
            };
            Ok((r.get::<_, i64>(0)?, source))
        })?;
        let mut out = Vec::new();
        for row in rows {
            let (id, mut source) = row?;
            let mut counts = self.connection.prepare_cached(
                "SELECT state, coalesce(outcome, ''), count(*) AS n FROM urls WHERE source = ?1 \
                 GROUP BY 1, 2 ORDER BY n DESC, 1, 2",
            )?;
            source.states = counts
                .query_map([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
                .collect::<rusqlite::Result<_>>()?;
            source.last = self
                .connection
                .prepare_cached("SELECT max(fetched_at) FROM urls WHERE source = ?1")?
                .query_row([id], |r| r.get(0))?;
            out.push(source);
        }
        Ok(out)
    }

    /// The log of one address (by its key) or of one host, oldest first: every visit, and every
    /// decision that led to none.
    pub fn crawl_log(&self, key: &str, host: &str, limit: usize) -> Result<Vec<LogLine>> {
        let mut statement = self.connection.prepare(
            "SELECT v.at, v.address, v.outcome, v.status, v.reason, v.millis, v.bytes, c.warc, c.offset, p.url \
             FROM visits v LEFT JOIN urls u ON u.id = v.url LEFT JOIN captures c ON c.sequence = v.capture \
             LEFT JOIN urls p ON p.id = u.via WHERE u.key = ?1 OR v.host = ?2 \
             UNION ALL \
             SELECT NULL, u.url, u.state || coalesce(': ' || u.outcome, ''), u.status, u.reason, NULL, NULL, NULL, \
             NULL, p.url FROM urls u LEFT JOIN urls p ON p.id = u.via WHERE (u.key = ?1 OR u.host = ?2) \
             AND (u.state IN ('queued', 'fetching', 'excluded') OR u.key = ?1) ORDER BY 1 NULLS LAST, 2 LIMIT ?3",
        )?;
        let rows = statement.query_map(params![key, host, limit], |r| {
            let (warc, offset): (Option<String>, Option<u64>) = (r.get(7)?, r.get(8)?);
            Ok(LogLine {
                at: r.get(0)?,
                url: r.get(1)?,
                outcome: r.get(2)?,
                status: r.get(3)?,
                reason: r.get(4)?,
                millis: r.get(5)?,
                bytes: r.get(6)?,
                capture: warc.zip(offset),
                via: r.get(9)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// robots.txt of a host as last seen: what it means and why.
    pub fn robots_note(&self, host: &str) -> Result<Option<String>> {
        Ok(self.host(host)?.map(|row| {
            let what = match row.robots.as_str() {
                "rules" => "has rules".to_string(),
                "none" => "allows everything".to_string(),
                _ => "could not be had, so nothing may be fetched".to_string(),
            };
            row.reason.map_or(what.clone(), |reason| format!("{what} ({reason})"))
        }))
    }
}
