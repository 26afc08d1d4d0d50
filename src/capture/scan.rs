//! Reads a folder of captures back, in the order in which it was written: for rebuilding and
//! recovery.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::appender::Location;
use super::folder::{file_name, file_number, file_numbers};
use super::reader::{ReadError, WarcReader};
use super::record::Record;
use crate::error::{Error, Result};

/// A stored record and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// Where it is.
    pub location: Location,
    /// The record.
    pub record: Record,
}

/// A place in a capture file where no whole record is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {error}")]
pub struct Damage {
    /// Name of the file in the folder of captures.
    pub file: String,
    /// What is wrong, and where.
    #[source]
    pub error: ReadError,
    /// Whether it is no more than the torn tail of the last file, as a killed process leaves it.
    pub torn_tail: bool,
}

/// Iterator over all records of a folder of captures, warcinfo records too.
#[derive(Debug)]
pub struct Scan {
    folder: PathBuf,
    numbers: std::vec::IntoIter<u32>,
    start: u64,
    current: Option<(String, WarcReader<File>)>,
}

impl Scan {
    /// Scans the whole folder, or from a file name and offset on (a record's begin or end). A
    /// folder that is not there is empty.
    pub fn new(folder: &Path, from: Option<(&str, u64)>) -> Result<Self> {
        let mut numbers = file_numbers(folder)?;
        let mut start = 0;
        if let Some((name, offset)) = from {
            let Some(first) = file_number(name) else {
                return Err(Error::data(folder.join(name), "not the name of a capture file"));
            };
            numbers.retain(|number| *number >= first);
            start = if numbers.first() == Some(&first) { offset } else { 0 };
        }
        let folder = folder.to_path_buf();
        Ok(Self { folder, numbers: numbers.into_iter(), start, current: None })
    }

    /// Opens the next file; an error item names the file and the scan goes on.
    fn open_next(&mut self) -> Option<Result<(), Damage>> {
        let name = file_name(self.numbers.next()?);
        let start = std::mem::take(&mut self.start);
        let opened = File::open(self.folder.join(&name)).and_then(|mut file| {
            file.seek(SeekFrom::Start(start))?;
            Ok(file)
        });
        match opened {
            Ok(file) => {
                self.current = Some((name, WarcReader::starting_at(file, start)));
                Some(Ok(()))
            }
            Err(error) => {
                let reason = format!("cannot open: {error}");
                let error = ReadError { offset: start, reason, incomplete: false };
                Some(Err(Damage { file: name, error, torn_tail: false }))
            }
        }
    }
}

impl Iterator for Scan {
    type Item = Result<Scanned, Damage>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some((file, reader)) = self.current.as_mut() else {
                match self.open_next()? {
                    Ok(()) => continue,
                    Err(damage) => return Some(Err(damage)),
                }
            };
            match reader.next() {
                None => self.current = None,
                Some(Ok(read)) => {
                    let file = file.clone();
                    let location = Location { file, offset: read.offset, length: read.length };
                    return Some(Ok(Scanned { location, record: read.record }));
                }
                Some(Err(error)) => {
                    let torn_tail = error.incomplete && self.numbers.len() == 0;
                    return Some(Err(Damage { file: file.clone(), error, torn_tail }));
                }
            }
        }
    }
}
