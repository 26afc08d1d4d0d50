//! One file: what it is, by its name, else by its first bytes.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::archive::ArchiveFeed;
use super::jsonl::JsonlFeed;
use super::{Feed, Item};
use crate::capture::arc;
use crate::capture::fields::percent_encode;
use crate::capture::incoming::Incoming;
use crate::capture::sniff::{Look, look};
use crate::limits::INPUT_BYTES_MAX;
use crate::model::MediaKind;

/// Bytes looked at to tell what a file is.
const PREFIX: u64 = 8 * 1024;

/// What a file gives.
pub(super) enum Opened {
    /// One item: a page or a text, or the reason why not.
    One(Box<Item>),
    /// An archive or a file of lines.
    Many(Box<dyn Feed>),
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Page(MediaKind),
    Archive,
    Wacz,
    Jsonl { gzip: bool },
}

/// Why a file is not read.
struct Refusal {
    skipped: bool,
    reason: String,
}

fn broken(reason: impl Into<String>) -> Refusal {
    Refusal { skipped: false, reason: reason.into() }
}

fn not_read(reason: impl Into<String>) -> Refusal {
    Refusal { skipped: true, reason: reason.into() }
}

/// Opens a file.
pub(super) fn open(path: &Path) -> Opened {
    let origin = path.display().to_string();
    let mut size = 0;
    match try_open(path, &mut size) {
        Ok(opened) => opened,
        Err(Refusal { skipped, reason }) => {
            Opened::One(Box::new(Item::rejected(origin, size, skipped, &reason)))
        }
    }
}

fn try_open(path: &Path, size: &mut u64) -> Result<Opened, Refusal> {
    let mut file = File::open(path).map_err(|error| broken(format!("cannot open: {error}")))?;
    let cannot_read = |error: std::io::Error| broken(format!("cannot read: {error}"));
    *size = file.metadata().map_err(cannot_read)?.len();
    let mut prefix = Vec::new();
    (&mut file).take(PREFIX).read_to_end(&mut prefix).map_err(cannot_read)?;
    if prefix.is_empty() {
        return Err(broken("empty file"));
    }
    let kind = kind(path, &prefix)?;
    file.seek(SeekFrom::Start(0)).map_err(cannot_read)?;
    match kind {
        FileKind::Page(media_kind) => page(path, file, media_kind, *size),
        FileKind::Archive => Ok(Opened::Many(Box::new(ArchiveFeed::of_file(path, file)))),
        FileKind::Wacz => match ArchiveFeed::of_wacz(path) {
            Ok(feed) => Ok(Opened::Many(Box::new(feed))),
            Err(reason) => Err(broken(reason)),
        },
        FileKind::Jsonl { gzip } => {
            let url = file_url(path);
            let origin = path.display().to_string();
            Ok(Opened::Many(Box::new(JsonlFeed::new(origin, url, file, gzip))))
        }
    }
}

fn kind(path: &Path, prefix: &[u8]) -> Result<FileKind, Refusal> {
    let looks = look(prefix);
    let Some(named) = kind_of_name(path) else { return kind_of_bytes(prefix, looks) };
    match (named, looks) {
        (FileKind::Page(_) | FileKind::Jsonl { gzip: false }, Look::Format(name)) => {
            Err(not_read(format!("{name} is not read")))
        }
        (FileKind::Page(_) | FileKind::Jsonl { gzip: false }, Look::Binary) => {
            Err(not_read("binary data is not read"))
        }
        _ => Ok(named),
    }
}

fn kind_of_name(path: &Path) -> Option<FileKind> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let (stem, gzip) = name.strip_suffix(".gz").map_or((name.as_str(), false), |stem| (stem, true));
    let (_, extension) = stem.rsplit_once('.')?;
    match (extension, gzip) {
        ("html" | "htm" | "xhtml", false) => Some(FileKind::Page(MediaKind::Html)),
        ("txt" | "text", false) => Some(FileKind::Page(MediaKind::Text)),
        ("md" | "markdown", false) => Some(FileKind::Page(MediaKind::Markdown)),
        ("warc" | "arc", _) => Some(FileKind::Archive),
        ("wacz", false) => Some(FileKind::Wacz),
        ("jsonl" | "ndjson", gzip) => Some(FileKind::Jsonl { gzip }),
        _ => None,
    }
}

fn kind_of_bytes(prefix: &[u8], looks: Look) -> Result<FileKind, Refusal> {
    if is_archive(prefix) {
        return Ok(FileKind::Archive);
    }
    if prefix.starts_with(&[0x1f, 0x8b]) {
        let mut inner = Vec::new();
        // The prefix cuts the stream, so an error at its end means nothing.
        let _ = MultiGzDecoder::new(prefix).take(PREFIX).read_to_end(&mut inner);
        if is_archive(&inner) {
            return Ok(FileKind::Archive);
        }
        if is_json_line(&inner) {
            return Ok(FileKind::Jsonl { gzip: true });
        }
    }
    match looks {
        Look::Empty => Err(broken("file without text")),
        Look::Format(name) => Err(not_read(format!("{name} is not read"))),
        Look::Binary => Err(not_read("binary data is not read")),
        Look::Html => Ok(FileKind::Page(MediaKind::Html)),
        Look::Text if is_json_line(prefix) => Ok(FileKind::Jsonl { gzip: false }),
        Look::Text => Ok(FileKind::Page(MediaKind::Text)),
    }
}

fn is_archive(prefix: &[u8]) -> bool {
    let line = prefix.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.starts_with(b"WARC/") || (line.starts_with(b"filedesc:") && arc::is_header(line))
}

/// Whether the first line is a JSON object with a field that makes it an item.
fn is_json_line(prefix: &[u8]) -> bool {
    let line = prefix.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let named = |name: &[u8]| memchr::memmem::find(line, name).is_some();
    line.starts_with(b"{\"") && (named(b"\"text\":") || named(b"\"html\":"))
}

/// Reads a page or text file whole.
fn page(path: &Path, file: File, kind: MediaKind, size: u64) -> Result<Opened, Refusal> {
    let too_large =
        |size: u64| broken(format!("file of {size} bytes is over the limit of {INPUT_BYTES_MAX}"));
    let limit = INPUT_BYTES_MAX as u64;
    if size > limit {
        return Err(too_large(size));
    }
    let mut bytes = Vec::with_capacity(size as usize);
    // A file may grow while it is read.
    BufReader::new(file)
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| broken(format!("cannot read: {error}")))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    if look(&bytes) == Look::Empty && bytes.trim_ascii().is_empty() {
        return Err(broken("file without text"));
    }
    let input_bytes = bytes.len() as u64;
    let result = Ok(Incoming::resource(file_url(path), kind, bytes));
    let origin = path.display().to_string();
    Ok(Opened::One(Box::new(Item { origin, input_bytes, result })))
}

/// The address of a file: `file:///` and its path as typed, without leading `./` or `/`, `.` parts
/// and doubled slashes, other than plain characters percent-encoded.
pub(super) fn file_url(path: &Path) -> String {
    let typed = path.as_os_str().as_encoded_bytes();
    let parts = typed
        .split(|byte| *byte == b'/' || (cfg!(windows) && *byte == b'\\'))
        .filter(|part| !part.is_empty() && *part != b".");
    let mut url = String::from("file://");
    for part in parts {
        url.push('/');
        for byte in part {
            let plain = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(byte);
            if plain {
                url.push(char::from(*byte));
            } else {
                percent_encode(*byte, &mut url);
            }
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files() {
        for (typed, url) in [
            ("./a/b.html", "file:///a/b.html"),
            ("/a//b c.txt", "file:///a/b%20c.txt"),
            ("서울.md", "file:///%EC%84%9C%EC%9A%B8.md"),
            ("../x/50%?#.txt", "file:///../x/50%25%3F%23.txt"),
        ] {
            assert_eq!(file_url(Path::new(typed)), url);
        }
    }

    #[test]
    fn kinds_of_names() {
        let kind = |name| kind_of_name(Path::new(name));
        assert_eq!(kind("a.b/X.HTM"), Some(FileKind::Page(MediaKind::Html)));
        assert_eq!(kind("x.warc.gz"), Some(FileKind::Archive));
        assert_eq!(kind("x.ndjson.gz"), Some(FileKind::Jsonl { gzip: true }));
        assert_eq!(kind("x.html.gz"), None);
        assert_eq!(kind("README"), None);
    }
}
