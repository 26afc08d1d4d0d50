//! WACZ files: ZIP archives with WARC files in `archive/`.
//!
//! Only the table of contents is read by the ZIP library; entries are then read straight from the
//! file, so memory stays flat and each entry's expansion is watched.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};
use std::path::{Path, PathBuf};

use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::limits::{DECODE_RATIO_MAX, RATIO_FREE_BYTES, WACZ_ENTRIES_MAX};

/// A WARC file inside a WACZ file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name in the archive.
    pub name: String,
    /// Stored length. Bytes.
    pub stored: u64,
    start: u64,
    deflated: bool,
}

/// The WARC files of a WACZ file in the order of their names, those that cannot be read as a
/// reason. `Err` when the file as a whole cannot be used.
pub(super) fn entries(path: &Path) -> Result<Vec<Result<Entry, String>>, String> {
    let file = File::open(path).map_err(|error| format!("cannot open: {error}"))?;
    let length = file.metadata().map_err(|error| format!("cannot read: {error}"))?.len();
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| format!("ZIP: {error}"))?;
    if zip.len() > WACZ_ENTRIES_MAX {
        return Err(format!("{} entries, over the limit of {WACZ_ENTRIES_MAX}", zip.len()));
    }
    let mut found = Vec::new();
    let mut stored_sum = 0u64;
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(|error| format!("ZIP: {error}"))?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if !is_archive(&name) {
            continue;
        }
        stored_sum = stored_sum.saturating_add(entry.compressed_size());
        let usable =
            usable(entry.encrypted(), entry.compression(), entry.size(), entry.compressed_size());
        let item = match (usable, entry.data_start()) {
            (Ok(deflated), Some(start)) => {
                Ok(Entry { name: name.clone(), stored: entry.compressed_size(), start, deflated })
            }
            (Ok(_), None) => Err(format!("entry {name}: its data cannot be found")),
            (Err(reason), _) => Err(format!("entry {name}: {reason}")),
        };
        found.push((name, item));
    }
    if stored_sum > length {
        return Err("ZIP: entries overlap".to_owned());
    }
    found.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
    Ok(found.into_iter().map(|(_, item)| item).collect())
}

fn is_archive(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let named = [".warc", ".warc.gz", ".arc", ".arc.gz"].iter().any(|end| lower.ends_with(end));
    lower.starts_with("archive/") && named
}

/// Whether an entry is deflated (or stored as it is); `Err` when it is not to be read.
fn usable(
    encrypted: bool,
    method: CompressionMethod,
    size: u64,
    stored: u64,
) -> Result<bool, String> {
    if encrypted {
        return Err("encrypted".to_owned());
    }
    if size > RATIO_FREE_BYTES && size > stored.saturating_mul(DECODE_RATIO_MAX) {
        return Err(format!("{stored} bytes that expand to {size}, over {DECODE_RATIO_MAX} to 1"));
    }
    match method {
        CompressionMethod::Stored => Ok(false),
        CompressionMethod::Deflated => Ok(true),
        other => Err(format!("compression {other} is not read")),
    }
}

impl Entry {
    /// Opens the entry for reading.
    pub(super) fn open(&self, path: &Path) -> io::Result<EntryReader> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.start))?;
        let stored = file.take(self.stored);
        Ok(if self.deflated {
            EntryReader::Deflated { decoder: DeflateDecoder::new(stored) }
        } else {
            EntryReader::Stored(stored)
        })
    }
}

/// Bytes of one entry. Expansion beyond the limits ends in an error.
#[derive(Debug)]
pub(super) enum EntryReader {
    Stored(Take<File>),
    Deflated { decoder: DeflateDecoder<Take<File>> },
}

impl Read for EntryReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(file) => file.read(buffer),
            Self::Deflated { decoder } => {
                let count = decoder.read(buffer)?;
                let limit = decoder.total_in().saturating_mul(DECODE_RATIO_MAX);
                if decoder.total_out() > RATIO_FREE_BYTES && decoder.total_out() > limit {
                    let message = format!("entry expands more than {DECODE_RATIO_MAX} to 1");
                    return Err(io::Error::other(message));
                }
                Ok(count)
            }
        }
    }
}

/// A WACZ file being read: its path and the entries still to come.
#[derive(Debug)]
pub(super) struct Wacz {
    /// The file.
    pub path: PathBuf,
    /// In the order of their names.
    pub entries: std::vec::IntoIter<Result<Entry, String>>,
}

impl Wacz {
    /// Reads the table of contents.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let entries = entries(path)?;
        if entries.is_empty() {
            return Err("ZIP file without WARC files in archive/".to_owned());
        }
        Ok(Self { path: path.to_path_buf(), entries: entries.into_iter() })
    }
}
