//! Appends records to a folder of captures. What was synced is never rewritten.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::encode::{EncodedRecord, encode};
use super::folder::{file_name, file_number, file_numbers};
use super::reader::WarcReader;
use super::record::RecordDraft;
use crate::error::{Error, Result};
use crate::limits::WARC_FILE_BYTES_MAX;

/// The file whose lock says that a writer is at work.
const LOCK_NAME: &str = "writer.lock";

/// Where a record is stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Name of the file in the folder of captures.
    pub file: String,
    /// Where the record begins. Bytes.
    pub offset: u64,
    /// Its stored length. Bytes.
    pub length: u64,
}

impl Location {
    /// One past its last byte: the "known good end" of its file once it is acknowledged.
    pub fn end(&self) -> u64 {
        self.offset + self.length
    }
}

/// The writer of a folder of captures. One at a time: a second one is refused.
#[derive(Debug)]
pub struct Appender {
    folder: PathBuf,
    /// Date of the warcinfo records, RFC 3339.
    created: String,
    max_bytes: u64,
    number: u32,
    current: Option<Current>,
    /// The folder has entries that are not durable yet.
    folder_dirty: bool,
    /// Held for its lock, which ends with the process at the latest.
    _lock: File,
}

#[derive(Debug)]
struct Current {
    file: File,
    path: PathBuf,
    end: u64,
    dirty: bool,
    /// A failed write could not be undone: the end of the file is not known.
    broken: bool,
}

impl Appender {
    /// Opens (and if need be makes) a folder of captures for appending. `created` is the date
    /// written in new files.
    ///
    /// `known_good` is the last acknowledged record's file name and end. Whole records beyond it
    /// stay; after them, bytes that are only the beginning of a record (of a killed process) are
    /// cut off. Any other damage is left as it is and a new file begun. [`Error::Data`] if
    /// acknowledged bytes are gone.
    pub fn open(folder: &Path, known_good: Option<(&str, u64)>, created: &str) -> Result<Self> {
        Self::open_with(folder, known_good, created, WARC_FILE_BYTES_MAX)
    }

    /// [`Self::open`] with another size at which files are closed.
    pub fn open_with(
        folder: &Path,
        known_good: Option<(&str, u64)>,
        created: &str,
        max_bytes: u64,
    ) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, error))?;
        let lock = lock(folder)?;
        let mut number = file_numbers(folder)?.last().copied().unwrap_or(0);
        if let Some((name, end)) = known_good {
            let path = folder.join(name);
            let length =
                fs::metadata(&path).map_err(|error| Error::io("read", &path, error))?.len();
            if length < end {
                let message = format!("{length} bytes, but records were stored up to {end}");
                return Err(Error::data(path, message));
            }
        }
        let mut current = None;
        if number > 0 {
            let known = known_good.filter(|(name, _)| file_number(name) == Some(number));
            match resume(folder.join(file_name(number)), known.map_or(0, |(_, end)| end))? {
                Resumed::At(resumed) => current = Some(resumed),
                Resumed::Gone => {}
                Resumed::Damaged => number += 1,
            }
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            created: created.to_owned(),
            max_bytes,
            number: number.max(1),
            current,
            folder_dirty: false,
            _lock: lock,
        })
    }

    /// Appends a record. It is durable after the next [`Self::sync`]. On an error (a full disk,
    /// say) nothing of it is left in the file, and earlier records are as they were.
    pub fn append(&mut self, record: &EncodedRecord) -> Result<Location> {
        let full = self.current.as_ref().is_some_and(|current| current.end >= self.max_bytes);
        if full {
            self.sync()?;
            self.current = None;
            self.number += 1;
        }
        if self.current.is_none() {
            self.begin_file()?;
        }
        let Some(current) = self.current.as_mut() else {
            return Err(Error::Internal("no capture file is open".to_owned()));
        };
        let offset = current.write(&record.bytes)?;
        let length = record.bytes.len() as u64;
        Ok(Location { file: file_name(self.number), offset, length })
    }

    /// Makes everything that was appended durable.
    pub fn sync(&mut self) -> Result<()> {
        if let Some(current) = self.current.as_mut().filter(|current| current.dirty) {
            current.file.sync_all().map_err(|error| Error::io("sync", &current.path, error))?;
            current.dirty = false;
        }
        if self.folder_dirty {
            sync_folder(&self.folder)?;
            self.folder_dirty = false;
        }
        Ok(())
    }

    fn begin_file(&mut self) -> Result<()> {
        let name = file_name(self.number);
        let path = self.folder.join(&name);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(|error| Error::io("create", &path, error))?;
        self.folder_dirty = true;
        let fields = format!(
            "software: newsint/{}\r\nformat: WARC File Format 1.1\r\nconformsTo: \
             https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n",
            env!("CARGO_PKG_VERSION")
        );
        let info = encode(&RecordDraft::warcinfo(&self.created, &name, fields.as_bytes()))?;
        let mut current = Current { file, path, end: 0, dirty: true, broken: false };
        let written = current.write(&info.bytes);
        self.current = Some(current);
        if written.is_err() {
            // An empty file would only be in the way of the next try.
            if let Some(current) = self.current.take() {
                let _ = fs::remove_file(current.path);
            }
        }
        written.map(|_| ())
    }
}

impl Current {
    /// Writes at the end; the offset. A partial write is undone.
    fn write(&mut self, bytes: &[u8]) -> Result<u64> {
        if self.broken {
            let message = "an earlier write failed and could not be undone; open it again";
            return Err(Error::data(&self.path, message));
        }
        let offset = self.end;
        if let Err(error) = self.file.write_all(bytes) {
            let undone = self
                .file
                .set_len(offset)
                .and_then(|()| self.file.seek(SeekFrom::Start(offset)).map(|_| ()));
            self.broken = undone.is_err();
            return Err(Error::io("write", &self.path, error));
        }
        self.end += bytes.len() as u64;
        self.dirty = true;
        Ok(offset)
    }
}

/// Takes the writer's lock of a folder.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK_NAME);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|error| Error::io("create", &path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::usage_hint(
            format!("{} is being written by another newsint", folder.display()),
            "wait until it is done, or stop it",
        )),
        Err(TryLockError::Error(error)) => Err(Error::io("lock", &path, error)),
    }
}

/// What became of the last file of a folder.
enum Resumed {
    /// It can be appended to.
    At(Current),
    /// It held no record and was removed.
    Gone,
    /// It holds damage that is not ours to mend.
    Damaged,
}

/// Opens the last file of the folder for appending, a torn tail cut off.
fn resume(path: PathBuf, known_end: u64) -> Result<Resumed> {
    let io = |action| {
        let path = path.clone();
        move |error| Error::io(action, path, error)
    };
    let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(io("open"))?;
    let length = file.metadata().map_err(io("read"))?.len();
    file.seek(SeekFrom::Start(known_end)).map_err(io("seek in"))?;
    let mut end = known_end;
    for item in WarcReader::starting_at(&file, known_end) {
        match item {
            Ok(read) if read.offset == end && read.length > 0 => end += read.length,
            Err(error) if error.offset == end && error.incomplete => break,
            _ => return Ok(Resumed::Damaged),
        }
    }
    let torn = end < length;
    if torn {
        file.set_len(end).map_err(io("cut"))?;
        file.sync_all().map_err(io("sync"))?;
    }
    if end == 0 {
        // Not even the warcinfo record survived: the name is free for a file that begins well.
        drop(file);
        fs::remove_file(&path).map_err(io("remove"))?;
        return Ok(Resumed::Gone);
    }
    file.seek(SeekFrom::Start(end)).map_err(io("seek in"))?;
    Ok(Resumed::At(Current { file, path, end, dirty: false, broken: false }))
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| Error::io("sync", folder, error))
}

/// Elsewhere a folder cannot be opened as a file, and its entries are durable with the file's own
/// sync.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> Result<()> {
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_and_stops_the_writer() {
        let path = PathBuf::from("/dev/full");
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        let mut current = Current { file, path, end: 0, dirty: false, broken: false };
        let error = current.write(b"bytes").unwrap_err();
        assert_eq!(error.to_string(), "cannot write /dev/full");
        assert_eq!((current.end, current.dirty), (0, false));
        // A device cannot be cut back to its length, so nothing more is written.
        assert!(matches!(current.write(b"bytes").unwrap_err(), Error::Data { .. }));
    }
}
