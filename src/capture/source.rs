//! Stored bytes of an archive, plain or gzip, as one stream that knows where it stands in the file.
//!
//! Memory stays bounded whatever the input: a window of stored bytes and a chunk of expanded ones.

use std::io::{ErrorKind, Read};

use flate2::{Decompress, FlushDecompress, Status};
use memchr::{memchr, memmem};

use super::encode::GZIP_WINDOW_BITS;
use crate::limits::{DECODE_RATIO_MAX, RATIO_FREE_BYTES};

/// Stored bytes asked for at a time.
const CHUNK: usize = 64 * 1024;
/// Stored bytes kept behind the reading position, to look for the next member after damage.
const WINDOW: usize = 64 * 1024;
/// Most places that are tried as the start of a member in one damaged file; chance gives one in 16
/// MB.
const PROBES_MAX: u32 = 10_000;
/// Start of a gzip member (RFC 1952): magic and the one method there is.
const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b, 0x08];

/// Why no more bytes can be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The file ends in the middle of something.
    Incomplete,
    /// The compressed data is broken.
    Damaged(String),
    /// The file cannot be read.
    Io(String),
}

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// With a line feed.
    Feed,
    /// At the limit; the rest of the line follows.
    Limit,
    /// With the end of the input.
    Input,
}

/// Where something begins in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Offset; within a gzip member that of the member.
    pub offset: u64,
    /// Whether it is the first thing of its member (always, in a plain file).
    pub first: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Unknown,
    Plain,
    Gzip,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Source<R> {
    input: R,
    ended: bool,
    form: Form,
    raw: Vec<u8>,
    raw_at: usize,
    /// Offset in the file of the first byte of `raw`.
    base: u64,
    inflate: Decompress,
    /// Start of the member that is open or was read last.
    member: u64,
    member_open: bool,
    /// Expanded bytes of that member so far.
    member_out: u64,
    text: Vec<u8>,
    text_at: usize,
    /// Places looked at in vain for a member after damage.
    probes: u32,
}

impl<R: Read> Source<R> {
    /// A stream over `input`, whose first byte stands at `offset` of its file.
    pub(super) fn new(input: R, offset: u64) -> Self {
        Self {
            input,
            ended: false,
            form: Form::Unknown,
            raw: Vec::new(),
            raw_at: 0,
            base: offset,
            inflate: Decompress::new_gzip(GZIP_WINDOW_BITS),
            member: offset,
            member_open: false,
            member_out: 0,
            text: Vec::new(),
            text_at: 0,
            probes: 0,
        }
    }

    /// Stored bytes behind the reading position, from the start of the file.
    pub(super) fn position(&self) -> u64 {
        let raw = self.base + self.raw_at as u64;
        if self.form == Form::Gzip { raw } else { raw - self.unread().len() as u64 }
    }

    /// Whether the file is compressed, as far as it has been looked at.
    pub(super) fn is_gzip(&self) -> bool {
        self.form == Form::Gzip
    }

    /// Where the next byte begins.
    pub(super) fn mark(&self) -> Mark {
        if self.form == Form::Gzip {
            let first = self.member_out == self.unread().len() as u64;
            Mark { offset: self.member, first }
        } else {
            Mark { offset: self.position(), first: true }
        }
    }

    fn unread(&self) -> &[u8] {
        self.text.get(self.text_at..).unwrap_or_default()
    }

    fn raw_unread(&self) -> &[u8] {
        self.raw.get(self.raw_at..).unwrap_or_default()
    }

    /// Reads more stored bytes; false at the end of the input.
    fn refill(&mut self) -> Result<bool, Fault> {
        if self.ended {
            return Ok(false);
        }
        let behind = self.raw_at.saturating_sub(WINDOW);
        if behind > 0 {
            self.raw.drain(..behind);
            self.raw_at -= behind;
            self.base += behind as u64;
        }
        let before = self.raw.len();
        self.raw.reserve(CHUNK);
        match (&mut self.input).take(CHUNK as u64).read_to_end(&mut self.raw) {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) => {
                self.ended = true;
                if error.kind() == ErrorKind::UnexpectedEof {
                    return Err(Fault::Incomplete);
                }
                return Err(Fault::Io(error.to_string()));
            }
        }
        Ok(self.raw.len() > before)
    }

    /// Expands more bytes behind the unread ones; false at the end of the input. A call never goes
    /// past the end of one gzip member.
    fn fill(&mut self) -> Result<bool, Fault> {
        if self.text_at > 0 {
            self.text.drain(..self.text_at);
            self.text_at = 0;
        }
        if self.raw_unread().is_empty() && !self.refill()? {
            return if self.member_open { Err(Fault::Incomplete) } else { Ok(false) };
        }
        if self.form == Form::Unknown {
            while self.raw_unread().len() < GZIP_MAGIC.len() && self.refill()? {}
            // A file torn after its first byte still is one of gzip.
            let magic = GZIP_MAGIC.get(..2).unwrap_or_default();
            let start = self.raw_unread().get(..2).unwrap_or(self.raw_unread());
            self.form = if magic.starts_with(start) { Form::Gzip } else { Form::Plain };
        }
        if self.form == Form::Plain {
            let raw = self.raw.get(self.raw_at..).unwrap_or_default();
            self.text.extend_from_slice(raw);
            self.raw_at = self.raw.len();
            return Ok(true);
        }
        if !self.member_open && !self.open_member()? {
            return Ok(false);
        }
        self.inflate_some()
    }

    /// Begins the gzip member at the reading position; false if only zero bytes follow.
    fn open_member(&mut self) -> Result<bool, Fault> {
        while self.raw_unread().len() < GZIP_MAGIC.len() && self.refill()? {}
        self.member = self.base + self.raw_at as u64;
        let rest = self.raw_unread();
        if !rest.starts_with(GZIP_MAGIC) {
            if self.ended && GZIP_MAGIC.starts_with(rest) {
                return Err(Fault::Incomplete);
            }
            return Err(Fault::Damaged("bytes that are no gzip member".to_owned()));
        }
        self.inflate = Decompress::new_gzip(GZIP_WINDOW_BITS);
        self.member_open = true;
        self.member_out = 0;
        Ok(true)
    }

    fn inflate_some(&mut self) -> Result<bool, Fault> {
        self.text.reserve(CHUNK);
        loop {
            let room = self.text.len();
            let before = self.inflate.total_in();
            let raw = self.raw.get(self.raw_at..).unwrap_or_default();
            let status = self.inflate.decompress_vec(raw, &mut self.text, FlushDecompress::None);
            let used = (self.inflate.total_in() - before) as usize;
            self.raw_at += used;
            let made = self.text.len() - room;
            self.member_out += made as u64;
            match status {
                Err(error) => return Err(Fault::Damaged(format!("gzip: {error}"))),
                Ok(Status::StreamEnd) => {
                    self.member_open = false;
                    return Ok(true);
                }
                Ok(_) => {}
            }
            let limit = self.inflate.total_in().saturating_mul(DECODE_RATIO_MAX);
            if self.member_out > RATIO_FREE_BYTES && self.member_out > limit {
                let message = format!("gzip expands more than {DECODE_RATIO_MAX} to 1");
                return Err(Fault::Damaged(message));
            }
            if made > 0 {
                return Ok(true);
            }
            if !self.raw_unread().is_empty() && used == 0 {
                return Err(Fault::Damaged("gzip: no progress".to_owned()));
            }
            if self.raw_unread().is_empty() && !self.refill()? {
                return Err(Fault::Incomplete);
            }
        }
    }

    /// Skips line ends; false at the end of the input.
    pub(super) fn skip_line_ends(&mut self) -> Result<bool, Fault> {
        loop {
            let unread = self.unread();
            let blank = unread.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let more = blank < unread.len();
            self.text_at += blank;
            if more {
                return Ok(true);
            }
            if !self.fill()? {
                return Ok(false);
            }
        }
    }

    /// Skips at most the two line ends that close a record of a plain file.
    pub(super) fn skip_record_end(&mut self) -> Result<(), Fault> {
        while self.unread().len() < 4 && self.fill()? {}
        let unread = self.unread();
        let end = [&b"\r\n\r\n"[..], b"\n\n", b"\r\n", b"\n"];
        self.text_at += end.iter().find(|e| unread.starts_with(e)).map_or(0, |e| e.len());
        Ok(())
    }

    /// Reads to the end of the open member, if nothing but line ends is left in it; its end in the
    /// file, or `None` when it holds more (or the file is plain).
    pub(super) fn close_member(&mut self) -> Result<Option<u64>, Fault> {
        if self.form != Form::Gzip {
            return Ok(None);
        }
        loop {
            let unread = self.unread();
            let blank = unread.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let more = blank < unread.len();
            self.text_at += blank;
            if more {
                return Ok(None);
            }
            if !self.member_open {
                return Ok(Some(self.base + self.raw_at as u64));
            }
            self.fill()?;
        }
    }

    /// Reads a line of at most `limit` bytes into `line`, without its line end.
    pub(super) fn line(&mut self, line: &mut Vec<u8>, limit: usize) -> Result<LineEnd, Fault> {
        line.clear();
        loop {
            let unread = self.text.get(self.text_at..).unwrap_or_default();
            let room = limit - line.len();
            let part = unread.get(..room.min(unread.len())).unwrap_or_default();
            if let Some(at) = memchr(b'\n', part) {
                line.extend_from_slice(part.get(..at).unwrap_or_default());
                self.text_at += at + 1;
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(LineEnd::Feed);
            }
            line.extend_from_slice(part);
            self.text_at += part.len();
            if line.len() >= limit {
                return Ok(LineEnd::Limit);
            }
            if !self.fill()? {
                return Ok(LineEnd::Input);
            }
        }
    }

    /// Reads exactly `length` bytes. Memory grows with what is there, not with what is asked for.
    pub(super) fn take(&mut self, length: usize) -> Result<Vec<u8>, Fault> {
        let mut out = Vec::with_capacity(length.min(CHUNK));
        loop {
            let unread = self.text.get(self.text_at..).unwrap_or_default();
            let wanted = (length - out.len()).min(unread.len());
            out.extend_from_slice(unread.get(..wanted).unwrap_or_default());
            self.text_at += wanted;
            if out.len() == length {
                return Ok(out);
            }
            if !self.fill()? {
                return Err(Fault::Incomplete);
            }
        }
    }

    /// Passes over `length` bytes.
    pub(super) fn discard(&mut self, length: u64) -> Result<(), Fault> {
        let mut rest = length;
        loop {
            let wanted = rest.min(self.unread().len() as u64);
            self.text_at += wanted as usize;
            rest -= wanted;
            if rest == 0 {
                return Ok(());
            }
            if !self.fill()? {
                return Err(Fault::Incomplete);
            }
        }
    }

    /// After damage in a gzip file: goes to the next member that holds an archive record; false if
    /// there is none. Members that begin up to a window behind the reading position are found too,
    /// for a torn member is often noticed only inside the whole one that follows it.
    pub(super) fn next_member(&mut self) -> Result<bool, Fault> {
        if self.form != Form::Gzip {
            return Ok(false);
        }
        self.text.clear();
        self.text_at = 0;
        self.member_open = false;
        let mut at = self.base.max(self.member + 1);
        loop {
            let from = (at - self.base) as usize;
            let ahead = self.raw.get(from..).unwrap_or_default();
            if let Some(found) = memmem::find(ahead, GZIP_MAGIC) {
                self.raw_at = from + found;
                at = self.base + self.raw_at as u64 + 1;
                if self.raw_unread().len() < WINDOW {
                    self.refill()?;
                }
                if holds_record(self.raw_unread()) {
                    return Ok(true);
                }
                self.probes += 1;
                if self.probes > PROBES_MAX {
                    return Ok(false);
                }
                continue;
            }
            // A magic may stand across two chunks.
            self.raw_at = self.raw.len().saturating_sub(GZIP_MAGIC.len() - 1).max(from);
            at = self.base + self.raw_at as u64;
            if !self.refill()? {
                self.raw_at = self.raw.len();
                return Ok(false);
            }
        }
    }
}

/// Whether a gzip member whose text begins like a record starts here.
fn holds_record(raw: &[u8]) -> bool {
    let mut text = Vec::with_capacity(512);
    let mut inflate = Decompress::new_gzip(GZIP_WINDOW_BITS);
    let fine = inflate.decompress_vec(raw, &mut text, FlushDecompress::None).is_ok();
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    fine && (line.starts_with(b"WARC/") || super::arc::is_header(line))
}
