//! The captures behind documents, byte for byte: WARC 1.1 and WACZ 1.1.1 (Webrecorder), which
//! pywb and ReplayWeb.page replay.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::passages::one_line;
use super::{Format, Written};
use crate::capture::{Head, RecordDraft, RecordType, copy_at, encode, sha256_hex};
use crate::model::StoredDocument;

const NO_MENTIONS: &str = "mentions: captures are kept as they were received";
const NOT_FOUND: &str = "captures that are not where the corpus says";

/// Copies records of a folder of captures, each once.
struct Copies {
    captures: PathBuf,
    /// `(file, offset)` of what was copied, and the lines of the index and of the pages.
    scratch: Connection,
    /// Bytes written.
    at: u64,
}

const SCRATCH: &str = "
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;
CREATE TABLE copied (warc TEXT, offset INTEGER, PRIMARY KEY (warc, offset)) WITHOUT ROWID;
CREATE TABLE cdx (line TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE pages (number INTEGER PRIMARY KEY, line TEXT);
BEGIN;";

impl Copies {
    fn new(captures: &Path) -> io::Result<Self> {
        let scratch = Connection::open("").map_err(io::Error::other)?;
        scratch.execute_batch(SCRATCH).map_err(io::Error::other)?;
        Ok(Self { captures: captures.to_path_buf(), scratch, at: 0 })
    }

    /// Copies the capture of a document unless it was; tells whether it is there.
    fn copy(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<bool> {
        let capture = &stored.capture;
        let seen = self
            .scratch
            .prepare_cached("SELECT 1 FROM copied WHERE warc = ?1 AND offset = ?2")
            .and_then(|mut s| {
                s.query_row(params![capture.warc, capture.offset], |_| Ok(())).optional()
            })
            .map_err(io::Error::other)?;
        if seen.is_some() {
            return Ok(true);
        }
        let path = self.captures.join(&capture.warc);
        let Ok((record, bytes)) = copy_at(&path, capture.offset) else { return Ok(false) };
        if self.at == 0 {
            let fields = format!(
                "software: newsint {}\r\nformat: WARC File Format 1.1\r\n",
                env!("CARGO_PKG_VERSION")
            );
            let info =
                RecordDraft::warcinfo(&capture.fetched_at, "data.warc.gz", fields.as_bytes());
            let info = encode(&info).map_err(io::Error::other)?;
            out.write_all(&info.bytes)?;
            self.at += info.bytes.len() as u64;
        }
        out.write_all(&bytes)?;
        let head = Head::parse(&record.block);
        let mime = match (&head, record.record_type) {
            (_, RecordType::Revisit) => "warc/revisit".to_string(),
            (Some(head), _) => media_type(head.fields.get("Content-Type")),
            (None, _) => media_type(record.content_type()),
        };
        let status = head.map_or(200, |h| h.status).to_string();
        let line = format!(
            "{} {} {}",
            surt(&capture.url),
            timestamp(&capture.fetched_at),
            json!({
                "url": capture.url,
                "mime": mime,
                "status": status,
                "digest": format!("sha256:{}", capture.sha256),
                "length": bytes.len().to_string(),
                "offset": self.at.to_string(),
                "filename": "data.warc.gz",
            })
        );
        self.at += bytes.len() as u64;
        self.keep(stored, &line).map_err(io::Error::other)?;
        Ok(true)
    }

    fn keep(&self, stored: &StoredDocument, line: &str) -> rusqlite::Result<()> {
        let capture = &stored.capture;
        let page = json!({
            "id": stored.id,
            "url": capture.url,
            "ts": capture.fetched_at,
            "title": one_line(&stored.document.title),
        });
        let scratch = &self.scratch;
        scratch
            .prepare_cached("INSERT OR IGNORE INTO copied VALUES (?1, ?2)")?
            .execute(params![capture.warc, capture.offset])?;
        scratch.prepare_cached("INSERT OR IGNORE INTO cdx VALUES (?1)")?.execute([line])?;
        scratch
            .prepare_cached("INSERT INTO pages VALUES (NULL, ?1)")?
            .execute([page.to_string()])?;
        Ok(())
    }

    fn each(&self, sql: &str, mut each: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        let mut statement = self.scratch.prepare(sql).map_err(io::Error::other)?;
        let mut rows = statement.query([]).map_err(io::Error::other)?;
        while let Some(row) = rows.next().map_err(io::Error::other)? {
            each(&row.get::<_, String>(0).map_err(io::Error::other)?)?;
        }
        Ok(())
    }
}

fn told(stored: &StoredDocument, found: bool) -> Written {
    let written = Written::default().without(NO_MENTIONS, stored.mentions.len());
    if found { written } else { written.without(NOT_FOUND, 1) }
}

fn media_type(stated: Option<&str>) -> String {
    let essence = stated.unwrap_or("").split(';').next().unwrap_or("").trim();
    if essence.is_empty() { "unk".to_string() } else { essence.to_ascii_lowercase() }
}

/// `20221128103000` of `2022-11-28T10:30:00Z`.
fn timestamp(time: &str) -> String {
    time.bytes().filter(u8::is_ascii_digit).take(14).map(char::from).collect()
}

/// The key of an address in a CDXJ index: Sort-friendly URI Reordering Transform, canonical as in
/// the `surt` library (host reversed without `www`, lower case, parameters sorted).
fn surt(address: &str) -> String {
    let Ok(url) = url::Url::parse(address) else { return one_line(address).replace(' ', "%20") };
    let Some(host) = url.host_str() else {
        return address.to_ascii_lowercase().replace(' ', "%20");
    };
    let host = host.to_ascii_lowercase();
    let bare = host.split_once('.').filter(|(first, _)| {
        first.strip_prefix("www").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    });
    let host = bare.map_or(host.as_str(), |(_, rest)| rest);
    let number = matches!(url.host(), Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)));
    let mut key =
        if number { host.to_string() } else { host.split('.').rev().collect::<Vec<_>>().join(",") };
    if let Some(port) = url.port() {
        key.push(':');
        key.push_str(&port.to_string());
    }
    key.push(')');
    let path = url.path().to_lowercase();
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { &path };
    key.push_str(if path.is_empty() { "/" } else { path });
    if let Some(query) = url.query().filter(|q| !q.is_empty()) {
        let query = query.to_lowercase();
        let mut parameters: Vec<_> = query.split('&').collect();
        parameters.sort_unstable();
        key.push('?');
        key.push_str(&parameters.join("&"));
    }
    key
}

/// Writes a WARC file.
pub(super) struct Warc {
    copies: Copies,
    file: BufWriter<File>,
}

impl Warc {
    /// A writer of the file `place` that takes records from the folder `captures`.
    pub(super) fn new(captures: &Path, place: &Path) -> io::Result<Self> {
        Ok(Self { copies: Copies::new(captures)?, file: BufWriter::new(File::create(place)?) })
    }
}

impl Format for Warc {
    fn document(&mut self, stored: &StoredDocument, _: &mut dyn Write) -> io::Result<Written> {
        let found = self.copies.copy(stored, &mut self.file)?;
        Ok(told(stored, found))
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a WACZ file.
pub(super) struct Wacz {
    copies: Copies,
    archive: Entry,
    newest: String,
}

/// The entry of a ZIP file being written, with its digest.
struct Entry {
    zip: Option<ZipWriter<BufWriter<File>>>,
    digest: Sha256,
    bytes: u64,
    /// Name, path, digest and length of finished entries.
    done: Vec<serde_json::Value>,
    path: &'static str,
}

impl Entry {
    fn zip(&mut self) -> io::Result<&mut ZipWriter<BufWriter<File>>> {
        self.zip.as_mut().ok_or_else(|| io::Error::other("the file was ended"))
    }

    fn begin(&mut self, path: &'static str, method: CompressionMethod) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        self.zip()?.start_file(path, options).map_err(io::Error::other)?;
        (self.path, self.digest, self.bytes) = (path, Sha256::new(), 0);
        Ok(())
    }

    fn end(&mut self) {
        let digest = data_encoding::HEXLOWER.encode(&std::mem::take(&mut self.digest).finalize());
        self.done.push(json!({
            "name": self.path.rsplit('/').next(),
            "path": self.path,
            "hash": format!("sha256:{digest}"),
            "bytes": self.bytes,
        }));
    }
}

impl Write for Entry {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.zip()?.write_all(bytes)?;
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip()?.flush()
    }
}

impl Wacz {
    /// A writer of the file `place` that takes records from the folder `captures`.
    pub(super) fn new(captures: &Path, place: &Path) -> io::Result<Self> {
        let zip = Some(ZipWriter::new(BufWriter::new(File::create(place)?)));
        let mut archive =
            Entry { zip, digest: Sha256::new(), bytes: 0, done: Vec::new(), path: "" };
        archive.begin("archive/data.warc.gz", CompressionMethod::Stored)?;
        Ok(Self { copies: Copies::new(captures)?, archive, newest: String::new() })
    }
}

impl Format for Wacz {
    fn document(&mut self, stored: &StoredDocument, _: &mut dyn Write) -> io::Result<Written> {
        let found = self.copies.copy(stored, &mut self.archive)?;
        if stored.capture.fetched_at > self.newest {
            self.newest.clone_from(&stored.capture.fetched_at);
        }
        Ok(told(stored, found))
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        let entry = &mut self.archive;
        entry.end();
        entry.begin("indexes/index.cdx", CompressionMethod::Stored)?;
        self.copies.each("SELECT line FROM cdx ORDER BY line", |line| writeln!(entry, "{line}"))?;
        entry.end();
        entry.begin("pages/pages.jsonl", CompressionMethod::Deflated)?;
        writeln!(
            entry,
            "{}",
            json!({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"})
        )?;
        self.copies
            .each("SELECT line FROM pages ORDER BY number", |line| writeln!(entry, "{line}"))?;
        entry.end();
        let package = json!({
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": "newsint export",
            "software": concat!("newsint ", env!("CARGO_PKG_VERSION")),
            "created": self.newest,
            "resources": entry.done,
        });
        let package = format!("{package:#}\n");
        entry.begin("datapackage.json", CompressionMethod::Deflated)?;
        entry.write_all(package.as_bytes())?;
        let digest = json!({
            "path": "datapackage.json",
            "hash": format!("sha256:{}", sha256_hex(package.as_bytes())),
        });
        entry.begin("datapackage-digest.json", CompressionMethod::Deflated)?;
        writeln!(entry, "{digest}")?;
        match entry.zip.take() {
            Some(zip) => zip.finish().map_err(io::Error::other)?.into_inner()?.sync_all(),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_surt_library() {
        for (address, key) in [
            ("http://www.Example.org/", "org,example)/"),
            ("https://example.org:8080/A/b/?z=1&a=2", "org,example:8080)/a/b?a=2&z=1"),
            ("http://www2.archive.org", "org,archive)/"),
            ("http://127.0.0.1/x", "127.0.0.1)/x"),
        ] {
            assert_eq!(surt(address), key);
        }
        assert_eq!(timestamp("2022-11-28T10:30:05Z"), "20221128103005");
    }
}
