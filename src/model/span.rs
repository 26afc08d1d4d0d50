//! Places in a text.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes of a document's text, on character boundaries.
///
/// Inside the program all offsets are bytes; at every edge (JSON, database, exports) they are
/// Unicode
/// code points. [`CodePoints`] converts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// True for an empty span.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The text of the span; empty if the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// True if the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True if `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Converts between byte offsets and code-point offsets of one text. Built in one pass; ASCII texts
/// cost nothing.
#[derive(Debug, Clone)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before each 64-byte block, empty for ASCII.
    blocks: Vec<u32>,
}

const BLOCK: usize = 64;

fn is_head(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

impl<'t> CodePoints<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let mut blocks = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for chunk in text.as_bytes().chunks(BLOCK) {
                blocks.push(count);
                // A block has no more than a byte can count.
                count += u32::from(chunk.iter().map(|&b| u8::from(is_head(b))).sum::<u8>());
            }
            blocks.push(count);
        }
        Self { text, blocks }
    }

    /// Code points before a block, and whether each byte of it begins one.
    fn block(&self, block: usize) -> (usize, bool) {
        let before = self.blocks.get(block).copied().unwrap_or(0);
        let next = self.blocks.get(block + 1).copied().unwrap_or(before);
        (before as usize, next.wrapping_sub(before) as usize == BLOCK)
    }

    /// Code points before byte `offset`; offsets past the end give the length of the text.
    pub fn of_byte(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        if self.blocks.is_empty() {
            return offset;
        }
        let block = offset / BLOCK;
        let (before, whole) = self.block(block);
        if whole {
            return before + offset % BLOCK;
        }
        let part = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or(&[]);
        before + part.iter().filter(|&&b| is_head(b)).count()
    }

    /// Byte offset of code point `index`; past the end gives the length of the text.
    pub fn to_byte(&self, index: usize) -> usize {
        if self.blocks.is_empty() {
            return index.min(self.text.len());
        }
        let block = self.blocks.partition_point(|&n| n as usize <= index).saturating_sub(1);
        let (before, whole) = self.block(block);
        let mut left = index - before;
        if whole {
            return block * BLOCK + left;
        }
        let bytes = self.text.as_bytes();
        let mut at = (block * BLOCK).min(bytes.len());
        while let Some(&byte) = bytes.get(at) {
            if is_head(byte) {
                if left == 0 {
                    return at;
                }
                left -= 1;
            }
            at += 1;
        }
        bytes.len()
    }

    /// A byte span as code points: `(start, end)`.
    pub fn of_span(&self, span: Span) -> (usize, usize) {
        (self.of_byte(span.start as usize), self.of_byte(span.end as usize))
    }

    /// A code-point range as a byte span.
    pub fn to_span(&self, start: usize, end: usize) -> Span {
        Span::new(self.to_byte(start), self.to_byte(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_round_trip_on_mixed_scripts() {
        let text = "a€北😀é ".repeat(40) + "end";
        let points = CodePoints::new(&text);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.of_byte(byte), count);
            assert_eq!(points.to_byte(count), byte);
        }
        assert_eq!(points.to_byte(100_000), text.len());
        assert_eq!(points.of_byte(100_000), text.chars().count());
    }

    #[test]
    fn ascii_is_identity() {
        let points = CodePoints::new("plain");
        assert_eq!((points.of_byte(3), points.to_byte(3), points.to_byte(9)), (3, 3, 5));
    }
}
