//! Lines of a stream, each of bounded length.

use std::io::{self, BufRead};

use memchr::memchr;

/// Largest buffer that is kept from one line to the next.
const KEPT_BYTES: usize = 1024 * 1024;

/// A line without its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// All of it.
    Whole(&'a [u8]),
    /// Longer than the limit: its length. Bytes.
    TooLong(u64),
}

/// Reads lines ended by `\n` or `\r\n`, or by a zero byte if the first block holds one before any
/// `\n`.
pub(super) struct Lines<R> {
    input: R,
    limit: usize,
    line: Vec<u8>,
    end: Option<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// Lines of at most `limit` bytes.
    pub(super) fn new(input: R, limit: usize) -> Self {
        Self { input, limit, line: Vec::new(), end: None, number: 0 }
    }

    /// Lines ended by line feeds alone.
    pub(super) fn of_text(input: R, limit: usize) -> Self {
        Self { end: Some(b'\n'), ..Self::new(input, limit) }
    }

    /// Number of the last line, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The stream.
    pub(super) fn input(&self) -> &R {
        &self.input
    }

    /// The next line; `None` at the end.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        if self.line.capacity() > KEPT_BYTES {
            self.line = Vec::new();
        }
        self.line.clear();
        let mut length = 0u64;
        self.number += 1;
        loop {
            let block = match self.input.fill_buf() {
                Ok(block) => block,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if block.is_empty() {
                if length == 0 {
                    return Ok(None);
                }
                break;
            }
            let end = *self.end.get_or_insert_with(|| {
                let first = block.iter().find(|b| matches!(b, 0 | b'\n'));
                first.copied().unwrap_or(b'\n')
            });
            let found = memchr(end, block);
            let part = block.get(..found.unwrap_or(block.len())).unwrap_or_default();
            let room = self.limit.saturating_sub(self.line.len());
            self.line.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
            length += part.len() as u64;
            let used = part.len() + usize::from(found.is_some());
            self.input.consume(used);
            if found.is_some() {
                break;
            }
        }
        if length > self.limit as u64 {
            self.line = Vec::new();
            return Ok(Some(Line::TooLong(length)));
        }
        if self.end == Some(b'\n') && self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        Ok(Some(Line::Whole(&self.line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], limit: usize) -> Vec<String> {
        let mut lines = Lines::new(bytes, limit);
        let mut out = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            out.push(match line {
                Line::Whole(line) => String::from_utf8_lossy(line).into_owned(),
                Line::TooLong(length) => format!("<{length}>"),
            });
        }
        out
    }

    #[test]
    fn line_ends_and_limits() {
        assert_eq!(all(b"a\r\n\nb", 9), ["a", "", "b"]);
        assert_eq!(all(b"a b\0c\nd\0", 9), ["a b", "c\nd"]);
        assert_eq!(all(b"123456\nab\n", 3), ["<6>", "ab"]);
        assert_eq!(all(b"", 3), Vec::<String>::new());
    }
}
