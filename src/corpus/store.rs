//! Writing the corpus database.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::annotations::Annotations;
use super::decisions::Decisions;
use super::rows;
use crate::error::{Error, Result};
use crate::limits::WAL_PAGES_MAX;
use crate::model::{CodePoints, Document, Mention, Outcome, StoredDocument, packed};

/// Version of the layout in `schema.sql`; another number in the file means the corpus must be
/// rebuilt.
const SCHEMA_VERSION: i64 = 5;
/// Oldest layout that is brought up to date on opening for writing, and read as it is.
const SCHEMA_OLDEST: i64 = 1;

/// The tables of copies, which layout 3 added.
const COPIES: &str = include_str!("copies.sql");
/// Their sampled runs, as layout 4 keeps them.
const SAMPLES: &str = include_str!("samples.sql");
/// The table of packed mentions, which layout 5 added.
const PACKED: &str = include_str!("packed.sql");
/// The first layout that has it.
const SCHEMA_PACKED: i64 = 5;

/// The corpus database.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    /// The database has room for packed mentions.
    pub(super) packed: bool,
}

/// Where a capture stands against those already stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// Bytes never seen.
    New,
    /// The same bytes are stored under another URL.
    SameBytes {
        /// URL of the first capture.
        url: String,
        /// Its time.
        fetched_at: String,
        /// The document it gave, if any.
        document: Option<u64>,
    },
    /// The same bytes are stored under this URL.
    AlreadyStored,
}

/// A capture whose WARC record has been appended, ready to be recorded.
#[derive(Debug)]
pub struct Recorded<'a> {
    /// SHA-256 of the payload, lower-case hex.
    pub sha256: &'a str,
    /// Address of the capture.
    pub url: &'a str,
    /// Time of the capture, RFC 3339 in UTC.
    pub fetched_at: &'a str,
    /// Media type it is read as.
    pub kind: &'a str,
    /// WARC file, relative to the folder of captures.
    pub warc: &'a str,
    /// Offset of the record. Bytes.
    pub offset: u64,
    /// Length of the (compressed) record. Bytes.
    pub length: u64,
    /// What the crawler asked for it as; none for what was added by hand.
    pub role: Option<&'a str>,
}

/// What a document is beside those stored.
enum Compared {
    /// The same as this one.
    Same(u64),
    New(New),
}

/// A document that is not stored yet.
struct New {
    sequence: u64,
    version: u32,
    fingerprint: i64,
}

impl New {
    fn outcome(&self) -> Outcome {
        if self.version > 1 { Outcome::NewVersion(self.version) } else { Outcome::Added }
    }
}

impl Store {
    /// Opens the database for writing, creating folder and file when they are not there.
    pub fn open(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| Error::io("create", folder, e))?;
        }
        let connection = Connection::open(path)?;
        let store = Self { connection, path: path.to_path_buf(), packed: true };
        store.tune()?;
        store.migrate()?;
        Ok(store)
    }

    /// Opens an existing database for reading; other processes may write to it meanwhile.
    pub fn open_read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Err(Error::usage_hint(
                format!("there is no corpus at {}", path.display()),
                "add something first: newsint add FILE-OR-FOLDER (or name another place with --home)",
            ));
        }
        let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let shared = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        // A WAL database needs side files beside it. Where a reader may not make them (a corpus of
        // another user, a read-only disk) nobody writes either, and it is read as it stands.
        let as_it_stands = format!("file:{}?immutable=1", uri_path(path));
        let connection = Connection::open_with_flags(path, shared)
            .and_then(readable)
            .or_else(|_| Connection::open_with_flags(path, read_only).and_then(readable))
            .or_else(|_| {
                let flags = read_only | OpenFlags::SQLITE_OPEN_URI;
                Connection::open_with_flags(as_it_stands, flags).and_then(readable)
            })
            .map_err(|e| Error::data(path, format!("not a corpus database ({e})")))?;
        let mut store = Self { connection, path: path.to_path_buf(), packed: false };
        store.connection.pragma_update(None, "query_only", true)?;
        store.packed = store.check_version()? >= SCHEMA_PACKED;
        Ok(store)
    }

    fn tune(&self) -> Result<()> {
        let c = &self.connection;
        steady(c)?;
        c.busy_timeout(std::time::Duration::from_secs(10))?;
        c.pragma_update(None, "journal_mode", "WAL")?;
        c.pragma_update(None, "synchronous", "FULL")?;
        c.pragma_update(None, "cache_size", -16_000)?;
        c.pragma_update(None, "wal_autocheckpoint", WAL_PAGES_MAX)?;
        c.set_prepared_statement_cache_capacity(96);
        Ok(())
    }

    fn migrate(&self) -> Result<()> {
        let version: i64 = self.connection.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        let layout: &[&str] = match version {
            0 => {
                &[include_str!("schema.sql"), include_str!("frontier.sql"), COPIES, SAMPLES, PACKED]
            }
            1 => {
                &[include_str!("from-1.sql"), include_str!("frontier.sql"), COPIES, SAMPLES, PACKED]
            }
            2 => &[COPIES, SAMPLES, PACKED],
            3 => &[include_str!("from-3.sql"), SAMPLES, PACKED],
            4 => &[PACKED],
            _ => &[],
        };
        if !layout.is_empty() {
            self.connection.execute_batch("BEGIN IMMEDIATE")?;
            for part in layout {
                self.connection.execute_batch(part)?;
            }
            self.connection.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            self.connection.execute_batch("COMMIT")?;
        }
        self.check_version().map(|_| ())
    }

    /// The layout of the database, if it is one that is read.
    fn check_version(&self) -> Result<i64> {
        let version: i64 = self
            .connection
            .query_row("PRAGMA user_version", [], |r| r.get(0))
            .map_err(|e| Error::data(&self.path, format!("not a corpus database ({e})")))?;
        if (SCHEMA_OLDEST..=SCHEMA_VERSION).contains(&version) {
            return Ok(version);
        }
        Err(Error::data(
            &self.path,
            format!(
                "has layout {version}, this newsint reads {SCHEMA_VERSION}: run `newsint rebuild`"
            ),
        ))
    }

    /// Begins a batch: nothing of it is seen by readers, or survives a crash, before
    /// [`Self::commit`].
    pub fn begin(&self) -> Result<()> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    /// Makes the batch durable.
    pub fn commit(&self) -> Result<()> {
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    /// Drops the batch.
    pub fn rollback(&self) -> Result<()> {
        Ok(self.connection.execute_batch("ROLLBACK")?)
    }

    /// Changes the stored mentions as decided. Returns how many documents changed. Call it inside a
    /// transaction.
    pub fn decide(&self, decisions: &Decisions) -> Result<u64> {
        let mut changed = 0;
        self.for_each_document(1, |stored| {
            let text = &stored.document.text;
            let mut mentions = stored.mentions.clone();
            if !decisions.apply(text, &mut mentions) {
                return Ok(());
            }
            changed += 1;
            let points = CodePoints::new(text);
            let mut statement = self.connection.prepare_cached(rows::UPDATE_MENTION)?;
            let pairs = mentions.iter().zip(&stored.mentions).enumerate();
            for (number, (new, _)) in pairs.filter(|(_, (new, old))| new != old) {
                rows::update_mention(&mut statement, stored.sequence, number, new, &points)?;
            }
            self.pack_mentions(stored.sequence, text, &mentions)
        })?;
        Ok(changed)
    }

    /// Lays what people marked over the stored mentions. Returns how many documents changed. Call it
    /// inside a transaction.
    pub fn annotate(&self, annotations: &Annotations) -> Result<u64> {
        let mut changed = 0;
        self.for_each_document(1, |stored| {
            let text = &stored.document.text;
            let mut mentions = stored.mentions.clone();
            if !annotations.apply(text, &mut mentions) {
                return Ok(());
            }
            changed += 1;
            self.connection
                .prepare_cached("DELETE FROM mentions WHERE document = ?1")?
                .execute([stored.sequence])?;
            self.insert_mentions(stored.sequence, text, &mentions)
        })?;
        Ok(changed)
    }

    /// Stores the mentions of a document that has none: in rows, and packed.
    fn insert_mentions(&self, document: u64, text: &str, mentions: &[Mention]) -> Result<()> {
        let points = CodePoints::new(text);
        let mut statement = self.connection.prepare_cached(rows::INSERT_MENTION)?;
        for (number, mention) in mentions.iter().enumerate() {
            rows::insert_mention(&mut statement, document, number, mention, &points)?;
        }
        self.pack_mentions(document, text, mentions)
    }

    fn pack_mentions(&self, document: u64, text: &str, mentions: &[Mention]) -> Result<()> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO packed_mentions VALUES (?1, ?2)")?
            .execute(params![document, packed::pack(text, mentions)])?;
        Ok(())
    }

    /// The latest document with exactly this text.
    pub fn with_text(&self, text: &str) -> Result<Option<StoredDocument>> {
        let sql = "SELECT sequence FROM documents WHERE fingerprint = ?1 AND text = ?2 \
                   ORDER BY sequence DESC LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found: Option<u64> =
            statement.query_row(params![fingerprint(text), text], |r| r.get(0)).optional()?;
        found.map_or(Ok(None), |sequence| self.document(sequence))
    }

    /// When a capture was made (RFC 3339, UTC).
    pub fn fetched_at(&self, capture: u64) -> Result<Option<String>> {
        let sql = "SELECT fetched_at FROM captures WHERE sequence = ?1";
        Ok(self.connection.query_row(sql, [capture], |r| r.get(0)).optional()?)
    }

    /// Stable id of the entity with a canonical name (`None` inside if it has none); `None` if no
    /// mention has the name.
    pub fn entity_named(&self, name: &str) -> Result<Option<Option<String>>> {
        let sql =
            "SELECT max(entity), count(*) FROM mentions WHERE kind = 'entity' AND canonical = ?1";
        let (id, count): (Option<String>, u64) =
            self.connection.query_row(sql, [name], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok((count > 0).then_some(id))
    }

    /// Makes room for [`Self::mark_untagged`].
    pub fn expect_untagged(&self) -> Result<()> {
        Ok(self.connection.execute_batch(include_str!("untagged.sql"))?)
    }

    /// Notes that a stored document was not looked at for tags.
    pub fn mark_untagged(&self, document: u64) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO untagged VALUES (?1)";
        self.connection.prepare_cached(sql)?.execute([document])?;
        Ok(())
    }

    /// Where a capture stands against those already stored (in this batch or before).
    pub fn place(&self, sha256: &str, url: &str) -> Result<Placed> {
        let mut statement = self.connection.prepare_cached(
            "SELECT url, fetched_at, document, url = ?2 FROM captures WHERE sha256 = ?1 ORDER BY url = ?2 DESC, sequence",
        )?;
        let found = statement
            .query_row(params![sha256, url], |r| {
                Ok((
                    r.get::<_, String>(0)?,
                    r.get::<_, String>(1)?,
                    r.get::<_, Option<u64>>(2)?,
                    r.get::<_, bool>(3)?,
                ))
            })
            .optional()?;
        Ok(match found {
            None => Placed::New,
            Some((_, _, _, true)) => Placed::AlreadyStored,
            Some((url, fetched_at, document, false)) => {
                Placed::SameBytes { url, fetched_at, document }
            }
        })
    }

    /// Records a capture that gives no document of its own, with its outcome.
    pub fn record(
        &self,
        capture: &Recorded<'_>,
        outcome: &Outcome,
        document: Option<u64>,
    ) -> Result<u64> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO captures (sha256, url, fetched_at, kind, warc, offset, length, outcome, reason, document, role) \
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
        )?;
        statement.execute(params![
            capture.sha256,
            capture.url,
            capture.fetched_at,
            capture.kind,
            capture.warc,
            capture.offset,
            capture.length,
            outcome.name(),
            outcome.reason(),
            document,
            capture.role
        ])?;
        Ok(self.connection.last_insert_rowid().unsigned_abs())
    }

    /// Records a capture and the document it gave: see [`Self::attach`].
    pub fn record_document(
        &self,
        capture: &Recorded<'_>,
        document: &Document,
        mentions: &[Mention],
    ) -> Result<(Outcome, Option<(u64, String)>)> {
        match self.compare(document)? {
            Compared::Same(sequence) => {
                self.record(capture, &Outcome::SameText, Some(sequence))?;
                Ok((Outcome::SameText, None))
            }
            Compared::New(new) => {
                let capture = self.record(capture, &new.outcome(), Some(new.sequence))?;
                let id = self.insert(&new, capture, document, mentions)?;
                Ok((new.outcome(), Some((new.sequence, id))))
            }
        }
    }

    /// Stores what a recorded capture says: a new document, a new version, or the same text again
    /// (of the same address, or under another address of the same host and with the same title).
    ///
    /// Returns the outcome and, unless the text is the same, sequence number and id of the stored
    /// document.
    pub fn attach(
        &self,
        capture: u64,
        document: &Document,
        mentions: &[Mention],
    ) -> Result<(Outcome, Option<(u64, String)>)> {
        let (outcome, stored) = match self.compare(document)? {
            Compared::Same(sequence) => {
                self.write_outcome(capture, &Outcome::SameText, Some(sequence))?;
                (Outcome::SameText, None)
            }
            Compared::New(new) => {
                self.write_outcome(capture, &new.outcome(), Some(new.sequence))?;
                let id = self.insert(&new, capture, document, mentions)?;
                (new.outcome(), Some((new.sequence, id)))
            }
        };
        self.tell_later(capture)?;
        Ok((outcome, stored))
    }

    /// What a document is beside those stored.
    fn compare(&self, document: &Document) -> Result<Compared> {
        let latest = self
            .connection
            .prepare_cached(
                "SELECT sequence, version, text = ?2 FROM documents WHERE url = ?1 ORDER BY version DESC LIMIT 1",
            )?
            .query_row(params![document.url, document.text], |r| {
                Ok((r.get::<_, u64>(0)?, r.get::<_, u32>(1)?, r.get::<_, bool>(2)?))
            })
            .optional()?;
        let fingerprint = fingerprint(&document.text);
        let version = match latest {
            Some((sequence, _, true)) => return Ok(Compared::Same(sequence)),
            Some((_, version, false)) => version + 1,
            None => 1,
        };
        if version == 1
            && let Some(sequence) = self.twin(document, fingerprint)?
        {
            return Ok(Compared::Same(sequence));
        }
        Ok(Compared::New(New { sequence: self.last_document()? + 1, version, fingerprint }))
    }

    fn insert(
        &self,
        new: &New,
        capture: u64,
        document: &Document,
        mentions: &[Mention],
    ) -> Result<String> {
        let id = document_id(document, new.version);
        self.insert_document(new, &id, capture, document)?;
        self.insert_mentions(new.sequence, &document.text, mentions)?;
        Ok(id)
    }

    /// Writes what became of a recorded capture. Captures of the same bytes that waited for it
    /// learn their document.
    pub fn settle(&self, capture: u64, outcome: &Outcome, document: Option<u64>) -> Result<()> {
        self.write_outcome(capture, outcome, document)?;
        if document.is_some() { self.tell_later(capture) } else { Ok(()) }
    }

    fn write_outcome(&self, capture: u64, outcome: &Outcome, document: Option<u64>) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE captures SET outcome = ?2, reason = ?3, document = ?4 WHERE sequence = ?1",
            )?
            .execute(params![capture, outcome.name(), outcome.reason(), document])?;
        Ok(())
    }

    /// Tells later captures of the same bytes the document of a capture.
    fn tell_later(&self, capture: u64) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE captures SET document = own.document \
                 FROM (SELECT sha256, document FROM captures WHERE sequence = ?1) AS own \
                 WHERE captures.document IS NULL AND captures.sequence > ?1 \
                 AND captures.outcome IN ('same bytes', 'unchanged') \
                 AND captures.sha256 = own.sha256",
            )?
            .execute([capture])?;
        Ok(())
    }

    /// The document of the same host with the same title and text under another address.
    fn twin(&self, document: &Document, fingerprint: i64) -> Result<Option<u64>> {
        let Some(host) = web_host(&document.url) else { return Ok(None) };
        let mut statement = self.connection.prepare_cached(
            "SELECT sequence, url FROM documents \
             WHERE fingerprint = ?1 AND text = ?2 AND title = ?3 ORDER BY sequence",
        )?;
        let mut rows = statement.query(params![fingerprint, document.text, document.title])?;
        while let Some(row) = rows.next()? {
            let url = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            if web_host(url) == Some(host) {
                return Ok(Some(row.get(0)?));
            }
        }
        Ok(None)
    }

    fn insert_document(&self, new: &New, id: &str, capture: u64, d: &Document) -> Result<()> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO documents (id, capture, url, version, title, author, site, published, modified, language, \
             text, blocks, flags, fingerprint, sequence) \
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
        )?;
        statement.execute(params![
            id,
            capture,
            d.url,
            new.version,
            d.title,
            serde_json::to_string(&d.author)?,
            d.site,
            d.published.map(|s| s.to_string()),
            d.modified.map(|s| s.to_string()),
            d.language,
            d.text,
            rows::blocks_to(&d.blocks)?,
            serde_json::to_string(&d.flags)?,
            new.fingerprint,
            new.sequence
        ])?;
        Ok(())
    }

    /// WARC file and end offset of the last recorded capture: records past it are not in the
    /// database.
    pub fn last_recorded(&self) -> Result<Option<(String, u64)>> {
        Ok(self
            .connection
            .query_row(
                "SELECT warc, offset + length FROM captures ORDER BY warc DESC, offset DESC LIMIT 1",
                [],
                |r| Ok((r.get(0)?, r.get(1)?)),
            )
            .optional()?)
    }

    /// Sequence number of the last document; 0 for none.
    pub fn last_document(&self) -> Result<u64> {
        let sql = "SELECT coalesce(max(sequence), 0) FROM documents";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
    }
}

/// The connection, if something can be read through it.
fn readable(connection: Connection) -> rusqlite::Result<Connection> {
    steady(&connection)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// Keeps SQLite from planning a prepared statement anew for each value that is bound to it.
fn steady(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ())
}

/// A path inside a `file:` URI.
fn uri_path(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

/// First 8 bytes of the SHA-256 of a text.
fn fingerprint(text: &str) -> i64 {
    let mut first = [0; 8];
    for (to, from) in first.iter_mut().zip(Sha256::digest(text.as_bytes())) {
        *to = from;
    }
    i64::from_be_bytes(first)
}

/// The host of a web address, without a leading `www.`; `None` for files and other schemes.
fn web_host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

/// 16 hex digits of SHA-256 over URL, text and (from the second on) version: stable across
/// rebuilds.
pub(super) fn document_id(document: &Document, version: u32) -> String {
    let mut hash = Sha256::new();
    hash.update(document.url.as_bytes());
    hash.update([0]);
    hash.update(document.text.as_bytes());
    if version > 1 {
        hash.update([0]);
        hash.update(version.to_be_bytes());
    }
    let digest = hash.finalize();
    data_encoding::HEXLOWER.encode(digest.get(..8).unwrap_or_default())
}
