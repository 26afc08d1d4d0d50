//! Reads WARC 0.x, 1.0, 1.1 and ARC 1 files, plain or gzip, as they are found: cut off, with a
//! wrong length, with `\n` line ends. Every whole record is given; damage is an item of its own,
//! and reading goes on at the next record.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::arc;
use super::fields::Fields;
use super::record::{Record, RecordType};
use super::source::{Fault, LineEnd, Mark, Source};
use crate::error::{Error, Result};
use crate::limits::{HEADER_LINE_BYTES_MAX, HEADER_LINES_MAX, INPUT_BYTES_MAX};

/// A record and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRecord {
    /// Where it begins in the file. Bytes; in gzip, of the member that holds it.
    pub offset: u64,
    /// Stored bytes from there to its end; 0 when it shares a gzip member with others.
    pub length: u64,
    /// The record.
    pub record: Record,
}

/// Something in an archive that is no whole record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason} (at offset {offset})")]
pub struct ReadError {
    /// Where it begins in the file. Bytes.
    pub offset: u64,
    /// What is wrong, in words.
    pub reason: String,
    /// Whether the file just ends too early: nothing contradicts the bytes that are there.
    pub incomplete: bool,
}

/// Iterator over the records of one archive. Holds one record at a time, of at most
/// [`INPUT_BYTES_MAX`]; longer ones are passed over and told.
#[derive(Debug)]
pub struct WarcReader<R> {
    source: Source<R>,
    line: Vec<u8>,
    /// A start line that was found while skipping stray bytes.
    held: Option<(Mark, Vec<u8>)>,
    /// Stray bytes follow an error that was told already.
    told: bool,
    done: bool,
}

impl<R: Read> WarcReader<R> {
    /// Reads from the start of a file.
    pub fn new(input: R) -> Self {
        Self::starting_at(input, 0)
    }

    /// Reads an input whose first byte stands at `offset` of its file.
    pub fn starting_at(input: R, offset: u64) -> Self {
        Self {
            source: Source::new(input, offset),
            line: Vec::new(),
            held: None,
            told: false,
            done: false,
        }
    }

    /// Stored bytes read so far, counted from the start of the file.
    pub fn position(&self) -> u64 {
        self.source.position()
    }

    fn read_next(&mut self) -> Option<Result<ReadRecord, ReadError>> {
        loop {
            let (mark, line) = match self.held.take() {
                Some(held) => held,
                None => match self.start_line() {
                    Ok(Some(start)) => start,
                    Ok(None) => return None,
                    Err(fault) => {
                        let offset = self.source.mark().offset;
                        return Some(Err(self.fault(offset, &fault, "record")));
                    }
                },
            };
            if line.starts_with(b"WARC/") {
                return Some(self.warc(mark));
            }
            if let Some(header) = arc::parse(&line) {
                return Some(self.arc(mark, header));
            }
            let error = self.skip_stray(mark, line.len());
            if !std::mem::take(&mut self.told) {
                return Some(Err(error));
            }
        }
    }

    /// The first line of what follows; `None` at the end of the input.
    fn start_line(&mut self) -> Result<Option<(Mark, Vec<u8>)>, Fault> {
        if !self.source.skip_line_ends()? {
            return Ok(None);
        }
        let mark = self.source.mark();
        self.source.line(&mut self.line, HEADER_LINE_BYTES_MAX)?;
        Ok(Some((mark, std::mem::take(&mut self.line))))
    }

    /// Passes over lines until one begins a record.
    fn skip_stray(&mut self, mark: Mark, first: usize) -> ReadError {
        let mut stray = first as u64;
        let mut fresh = true;
        loop {
            let at = self.source.mark();
            let end = match self.source.line(&mut self.line, HEADER_LINE_BYTES_MAX) {
                Ok(end) => end,
                Err(fault) => return self.fault(mark.offset, &fault, "bytes"),
            };
            let starts = self.line.starts_with(b"WARC/") || arc::is_header(&self.line);
            if fresh && end != LineEnd::Limit && starts {
                self.held = Some((at, std::mem::take(&mut self.line)));
                break;
            }
            stray += self.line.len() as u64;
            if end == LineEnd::Input {
                break;
            }
            fresh = end == LineEnd::Feed;
        }
        let reason = format!("{stray} bytes that belong to no record");
        ReadError { offset: mark.offset, reason, incomplete: false }
    }

    fn warc(&mut self, mark: Mark) -> Result<ReadRecord, ReadError> {
        self.told = false;
        let fields = self.warc_fields(mark)?;
        let length = fields.get("Content-Length").and_then(|v| v.trim().parse::<u64>().ok());
        let Some(length) = length else {
            let stated = fields.get("Content-Length").unwrap_or("none");
            let stated: String = stated.chars().take(40).collect();
            let reason = format!("record without a usable Content-Length ({stated})");
            return Err(self.stray_follows(mark, reason));
        };
        let record_type = RecordType::from_name(fields.get("WARC-Type").unwrap_or(""));
        let block = self.block(mark, length)?;
        let record = Record { record_type, fields, block };
        self.finish(mark, record)
    }

    fn warc_fields(&mut self, mark: Mark) -> Result<Fields, ReadError> {
        let mut fields = Fields::default();
        for _ in 0..HEADER_LINES_MAX {
            match self.source.line(&mut self.line, HEADER_LINE_BYTES_MAX) {
                Ok(LineEnd::Feed) if self.line.is_empty() => return Ok(fields),
                Ok(LineEnd::Feed) => {
                    fields.push_line(&self.line);
                }
                Ok(LineEnd::Limit) => {
                    return Err(self.stray_follows(mark, "record header line too long".to_owned()));
                }
                Ok(LineEnd::Input) => {
                    return Err(self.fault(mark.offset, &Fault::Incomplete, "record header"));
                }
                Err(fault) => return Err(self.fault(mark.offset, &fault, "record header")),
            }
        }
        Err(self.stray_follows(mark, format!("record with over {HEADER_LINES_MAX} header lines")))
    }

    fn arc(&mut self, mark: Mark, header: arc::Header) -> Result<ReadRecord, ReadError> {
        self.told = false;
        let Some(length) = header.length else {
            let stated: String = header.stated.chars().take(40).collect();
            return Err(self.stray_follows(mark, format!("record of unusable length ({stated})")));
        };
        let block = self.block(mark, length)?;
        let (record_type, fields) = header.describe(&block);
        self.finish(mark, Record { record_type, fields, block })
    }

    fn block(&mut self, mark: Mark, length: u64) -> Result<Vec<u8>, ReadError> {
        let fits = usize::try_from(length).ok().filter(|length| *length <= INPUT_BYTES_MAX);
        if let Some(length) = fits {
            return match self.source.take(length) {
                Ok(block) => Ok(block),
                Err(fault) => Err(self.fault(mark.offset, &fault, "record")),
            };
        }
        let reason = format!("record of {length} bytes is over the limit of {INPUT_BYTES_MAX}");
        match self.source.discard(length) {
            Ok(()) => Err(ReadError { offset: mark.offset, reason, incomplete: false }),
            Err(fault) => {
                let error = self.fault(mark.offset, &fault, "record");
                Err(ReadError { reason: format!("{reason}; {}", error.reason), ..error })
            }
        }
    }

    /// What follows the block: two line ends, and the end of the gzip member.
    fn finish(&mut self, mark: Mark, record: Record) -> Result<ReadRecord, ReadError> {
        let offset = mark.offset;
        match self.source.close_member() {
            Ok(Some(end)) => {
                let length = if mark.first { end - offset } else { 0 };
                return Ok(ReadRecord { offset, length, record });
            }
            Ok(None) => {}
            Err(fault) => return Err(self.fault(offset, &fault, "record")),
        }
        if self.source.is_gzip() {
            return Ok(ReadRecord { offset, length: 0, record });
        }
        match self.source.skip_record_end() {
            Ok(()) => {}
            Err(fault) => return Err(self.fault(offset, &fault, "record")),
        }
        Ok(ReadRecord { offset, length: self.source.position() - offset, record })
    }

    /// An error after which the bytes of the broken record are still to come.
    fn stray_follows(&mut self, mark: Mark, reason: String) -> ReadError {
        self.told = true;
        ReadError { offset: mark.offset, reason, incomplete: false }
    }

    /// An error of the source; goes to the next member if there is one, else ends the iteration.
    fn fault(&mut self, offset: u64, fault: &Fault, what: &str) -> ReadError {
        let resumed = match fault {
            Fault::Io(_) => false,
            Fault::Incomplete | Fault::Damaged(_) => self.source.next_member().unwrap_or(false),
        };
        self.done = !resumed;
        let (reason, incomplete) = match fault {
            Fault::Incomplete if resumed => (format!("{what} is cut off"), false),
            Fault::Incomplete => (format!("file ends in the middle of a {what}"), true),
            Fault::Damaged(reason) => (format!("damaged {what}: {reason}"), false),
            Fault::Io(reason) => (format!("cannot read: {reason}"), false),
        };
        ReadError { offset, reason, incomplete }
    }
}

impl<R: Read> Iterator for WarcReader<R> {
    type Item = Result<ReadRecord, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let item = self.read_next();
        self.done |= item.is_none();
        item
    }
}

/// Reads the one record at `offset` of a file, and its stored bytes: a gzip member of its own, or
/// the plain record.
pub fn copy_at(path: &Path, offset: u64) -> Result<(Record, Vec<u8>)> {
    let failed = |error| Error::io("read", path, error);
    let mut file = File::open(path).map_err(failed)?;
    file.seek(SeekFrom::Start(offset)).map_err(failed)?;
    let read = match WarcReader::starting_at(&mut file, offset).next() {
        Some(Ok(read)) if read.offset == offset && read.length > 0 => read,
        Some(Err(error)) => return Err(Error::data(path, error.to_string())),
        _ => return Err(Error::data(path, format!("no record at offset {offset}"))),
    };
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(offset)).map_err(failed)?;
    file.take(read.length).read_to_end(&mut bytes).map_err(failed)?;
    Ok((read.record, bytes))
}

/// Reads the one record at `offset` of a file.
pub fn read_at(path: &Path, offset: u64) -> Result<Record> {
    let mut file = File::open(path).map_err(|error| Error::io("open", path, error))?;
    file.seek(SeekFrom::Start(offset)).map_err(|error| Error::io("seek in", path, error))?;
    match WarcReader::starting_at(file, offset).next() {
        Some(Ok(read)) if read.offset == offset => Ok(read.record),
        Some(Ok(_)) | None => Err(Error::data(path, format!("no record at offset {offset}"))),
        Some(Err(error)) => Err(Error::data(path, error.to_string())),
    }
}
