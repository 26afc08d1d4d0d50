//! Columns of a Parquet file: values gathered into pages, encoded and packed.
//!
//! Text that repeats is written as numbers of a dictionary, whole numbers as differences
//! (`RLE_DICTIONARY`, `DELTA_BINARY_PACKED`): both cost less time than Zstandard saves on them.

use std::hash::Hasher;
use std::io;
use std::ops::Range;

use rustc_hash::FxHasher;

use super::thrift::{Struct, varint, zigzag};
use crate::limits::PARQUET_DICTIONARY_BYTES;

/// A value of one cell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    /// Text.
    Text(&'a str),
    /// A name of the program's own: one of a few.
    Name(&'static str),
    /// A number or a time.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A decimal times 10⁹.
    Decimal(i128),
}

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// As they are.
    Plain,
    /// As numbers of a dictionary, as long as that is small.
    Dictionary,
    /// As differences.
    Delta,
}

impl Coding {
    /// True if pages are compressed: differences do not get shorter.
    pub(super) fn is_packed(self) -> bool {
        self != Self::Delta
    }
}

/// Level of Zstandard.
const LEVEL: i32 = 1;

/// Codes of encodings.
pub(super) const PLAIN: i32 = 0;
pub(super) const RLE: i32 = 3;
pub(super) const DELTA: i32 = 5;
pub(super) const DICTIONARY: i32 = 8;

/// Runs of equal levels (run-length encoding with a bit width of at most 8).
#[derive(Debug, Default)]
pub(super) struct Levels {
    bytes: Vec<u8>,
    run: (u8, u64),
}

impl Levels {
    pub(super) fn push(&mut self, level: u8, n: u64) {
        if self.run.0 != level {
            self.seal();
            self.run.0 = level;
        }
        self.run.1 += n;
    }

    fn seal(&mut self) {
        if self.run.1 > 0 {
            varint(self.run.1 << 1, &mut self.bytes);
            self.bytes.push(self.run.0);
            self.run.1 = 0;
        }
    }

    /// The levels with their length, as they stand in a page.
    pub(super) fn take(&mut self) -> Vec<u8> {
        self.seal();
        let mut out = (self.bytes.len() as u32).to_le_bytes().to_vec();
        out.append(&mut self.bytes);
        out
    }
}

/// Compresses pages, with room that is kept.
pub(super) struct Packer {
    compressor: zstd::bulk::Compressor<'static>,
    page: Vec<u8>,
    packed: Vec<u8>,
}

impl Packer {
    pub(super) fn new() -> io::Result<Self> {
        let compressor = zstd::bulk::Compressor::new(LEVEL)?;
        Ok(Self { compressor, page: Vec::new(), packed: Vec::new() })
    }

    fn pack(&mut self, page: &[u8]) -> io::Result<&[u8]> {
        self.packed.clear();
        self.packed.reserve(zstd::zstd_safe::compress_bound(page.len()));
        self.compressor.compress_to_buffer(page, &mut self.packed)?;
        Ok(&self.packed)
    }
}

/// The values of a column that repeat, each with its number, in a table of hashes that points into
/// the values.
#[derive(Debug, Default)]
struct Dictionary {
    /// At the place of a value's hash, or the next free one after it: its number + 1; 0 for none.
    slots: Vec<u32>,
    /// Hash of each value and its place in `bytes`.
    values: Vec<(u32, Range<u32>)>,
    /// The values, plainly encoded.
    bytes: Vec<u8>,
    /// The open page.
    page: Vec<u32>,
    /// Names put before, at the place of their address: the address, and their number.
    names: [Option<(&'static str, u32)>; NAMES],
}

/// Room for names whose number is known by their address.
const NAMES: usize = 32;
/// Places of an empty dictionary; a power of two.
const SLOTS: usize = 256;

impl Dictionary {
    fn put_name(&mut self, name: &'static str) {
        let address = name.as_ptr().addr();
        let at = (address ^ address >> 5) % NAMES;
        match self.names.get(at) {
            Some(Some((known, number))) if std::ptr::eq(*known, name) => self.page.push(*number),
            _ => {
                self.put(name.as_bytes(), true);
                let number = self.page.last().copied().unwrap_or(0);
                if let Some(place) = self.names.get_mut(at) {
                    *place = Some((name, number));
                }
            }
        }
    }

    fn put(&mut self, key: &[u8], text: bool) {
        if self.values.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let mut hasher = FxHasher::default();
        hasher.write(key);
        let hash = hasher.finish() as u32;
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while let Some(&slot) = self.slots.get(at).filter(|slot| **slot > 0) {
            let value = self.values.get(slot as usize - 1);
            let same = value.is_some_and(|(other, place)| {
                let known = self.bytes.get(place.start as usize..place.end as usize);
                *other == hash && known == Some(key)
            });
            if same {
                return self.page.push(slot - 1);
            }
            at = (at + 1) & mask;
        }
        if text {
            self.bytes.extend_from_slice(&(key.len() as u32).to_le_bytes());
        }
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(key);
        self.page.push(self.values.len() as u32);
        self.values.push((hash, start..self.bytes.len() as u32));
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = self.values.len() as u32;
        }
    }

    /// Doubles the places.
    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(SLOTS);
        self.slots.clear();
        self.slots.resize(size, 0);
        for ((hash, _), number) in self.values.iter().zip(1..) {
            let mut at = *hash as usize & (size - 1);
            while self.slots.get(at).is_some_and(|slot| *slot > 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = number;
            }
        }
    }

    /// Forgets the values and keeps the room.
    fn clear(&mut self) {
        self.slots.fill(0);
        self.values.clear();
        self.bytes.clear();
        self.names.fill(None);
    }

    /// The numbers of the open page: their width in bits, then one bit-packed run.
    fn take(&mut self, page: &mut Vec<u8>) {
        let width = self.values.len().saturating_sub(1).max(1).ilog2() + 1;
        page.push(width as u8);
        let groups = self.page.len().div_ceil(8);
        varint((groups as u64) << 1 | 1, page);
        self.page.resize(groups * 8, 0);
        pack(self.page.iter().map(|&n| u64::from(n)), width, page);
        self.page.clear();
    }
}

/// Numbers of a fixed width, the lowest bits first. At most 57 bits each.
fn pack(numbers: impl Iterator<Item = u64>, width: u32, out: &mut Vec<u8>) {
    let (mut held, mut bits) = (0_u64, 0);
    for number in numbers {
        held |= number << bits;
        bits += width;
        while bits >= 8 {
            out.push(held as u8);
            held >>= 8;
            bits -= 8;
        }
    }
    if bits > 0 {
        out.push(held as u8);
    }
}

const DELTA_BLOCK: usize = 128;
const DELTA_MINIBLOCKS: usize = 4;
/// Wider differences are written in two halves, which [`pack`] can hold.
const PACK_BITS_MAX: u32 = 56;

/// Whole numbers as differences (`DELTA_BINARY_PACKED`).
fn delta(numbers: &[i64], page: &mut Vec<u8>) {
    varint(DELTA_BLOCK as u64, page);
    varint(DELTA_MINIBLOCKS as u64, page);
    varint(numbers.len() as u64, page);
    varint(zigzag(numbers.first().copied().unwrap_or(0)), page);
    let steps: Vec<i64> = numbers
        .windows(2)
        .map(|pair| pair.last().unwrap_or(&0).wrapping_sub(*pair.first().unwrap_or(&0)))
        .collect();
    for block in steps.chunks(DELTA_BLOCK) {
        let least = block.iter().copied().min().unwrap_or(0);
        varint(zigzag(least), page);
        let over = |step: &i64| step.wrapping_sub(least).cast_unsigned();
        let size = DELTA_BLOCK / DELTA_MINIBLOCKS;
        let widths: Vec<u32> = block
            .chunks(size)
            .map(|part| {
                let most = part.iter().map(over).max().unwrap_or(0);
                let width = u64::BITS - most.leading_zeros();
                if width > PACK_BITS_MAX { u64::BITS } else { width }
            })
            .collect();
        let missing = DELTA_MINIBLOCKS.saturating_sub(widths.len());
        page.extend(widths.iter().map(|&w| w as u8).chain(std::iter::repeat_n(0, missing)));
        for (part, &width) in block.chunks(size).zip(&widths) {
            let whole = part.iter().map(over).chain(std::iter::repeat(0)).take(size);
            if width == u64::BITS {
                page.extend(whole.flat_map(u64::to_le_bytes));
            } else {
                pack(whole, width, page);
            }
        }
    }
}

/// What a column holds of the row group being filled.
#[derive(Debug)]
pub(super) struct Buffer {
    coding: Coding,
    /// Level of a cell without a value that is no empty list: the nulls of a column that may be
    /// null.
    missing: u8,
    /// A cell may be without a value.
    optional: bool,
    values: Vec<u8>,
    numbers: Vec<i64>,
    dictionary: Dictionary,
    /// The dictionary has become too large for this row group.
    full: bool,
    defined: Levels,
    /// Entries of the open page whose level has been written.
    levels: u64,
    /// Finished pages with their heads.
    pub(super) pages: Vec<u8>,
    /// Values, nulls and empty lists of all pages.
    pub(super) total: u64,
    pub(super) uncompressed: u64,
}

impl Buffer {
    pub(super) fn new(coding: Coding, in_list: bool, optional: bool) -> Self {
        Self {
            coding,
            missing: u8::from(in_list),
            optional,
            values: Vec::new(),
            numbers: Vec::new(),
            dictionary: Dictionary::default(),
            full: false,
            defined: Levels::default(),
            levels: 0,
            pages: Vec::new(),
            total: 0,
            uncompressed: 0,
        }
    }

    /// The value of entry `at` of the open page.
    pub(super) fn put(&mut self, at: u64, cell: Cell<'_>) {
        if self.optional {
            self.reach(at);
            self.defined.push(self.missing + 1, 1);
            self.levels = at + 1;
        }
        let coded = self.coding == Coding::Dictionary && !self.full;
        match cell {
            Cell::Name(name) if coded => self.dictionary.put_name(name),
            Cell::Text(text) if coded => self.dictionary.put(text.as_bytes(), true),
            Cell::Float(n) if coded => self.dictionary.put(&n.to_le_bytes(), false),
            Cell::Decimal(n) if coded => self.dictionary.put(&n.to_be_bytes(), false),
            Cell::Text(text) | Cell::Name(text) => {
                self.values.extend_from_slice(&(text.len() as u32).to_le_bytes());
                self.values.extend_from_slice(text.as_bytes());
            }
            Cell::Int(n) => self.numbers.push(n),
            Cell::Float(n) => self.values.extend_from_slice(&n.to_le_bytes()),
            Cell::Decimal(n) => self.values.extend_from_slice(&n.to_be_bytes()),
        }
    }

    /// Entry `at` of the open page is an empty list.
    pub(super) fn put_empty(&mut self, at: u64) {
        self.reach(at);
        self.defined.push(0, 1);
        self.levels = at + 1;
    }

    /// Writes the levels of the entries before `at`: nulls, or what may not be null.
    fn reach(&mut self, at: u64) {
        if self.levels < at {
            self.defined.push(self.missing, at - self.levels);
            self.levels = at;
        }
    }

    /// Bytes that the open page holds.
    pub(super) fn open_bytes(&self) -> usize {
        self.values.len() + 8 * self.numbers.len() + 4 * self.dictionary.page.len()
    }

    /// Ends a page of so many entries.
    pub(super) fn end_page(
        &mut self,
        entries: u64,
        repeated: &[u8],
        packer: &mut Packer,
    ) -> io::Result<()> {
        let mut page = std::mem::take(&mut packer.page);
        page.clear();
        page.extend_from_slice(repeated);
        if self.optional || self.missing > 0 {
            self.reach(entries);
            page.extend(self.defined.take());
        }
        self.levels = 0;
        let encoding = self.end_values(&mut page);
        let packed = if self.coding.is_packed() { packer.pack(&page)? } else { &page };
        let about = Struct::default()
            .i32(1, small(entries as usize))
            .i32(2, encoding)
            .i32(3, RLE)
            .i32(4, RLE);
        let head = Struct::default()
            .i32(1, 0)
            .i32(2, small(page.len()))
            .i32(3, small(packed.len()))
            .inside(5, about)
            .done();
        self.uncompressed += (head.len() + page.len()) as u64;
        self.pages.extend_from_slice(&head);
        self.pages.extend_from_slice(packed);
        self.total += entries;
        packer.page = page;
        self.full |= self.dictionary.bytes.len() >= PARQUET_DICTIONARY_BYTES;
        Ok(())
    }

    /// Moves the values into a page; the code of their encoding.
    fn end_values(&mut self, page: &mut Vec<u8>) -> i32 {
        if self.coding == Coding::Delta {
            delta(&self.numbers, page);
            self.numbers.clear();
            return DELTA;
        }
        if self.dictionary.page.is_empty() {
            if page.is_empty() {
                std::mem::swap(page, &mut self.values);
            } else {
                page.append(&mut self.values);
            }
            return PLAIN;
        }
        self.dictionary.take(page);
        DICTIONARY
    }

    /// The page of the dictionary, if there is one; begins a new one.
    pub(super) fn end_dictionary(&mut self, packer: &mut Packer) -> io::Result<Vec<u8>> {
        self.full = false;
        let dictionary = &mut self.dictionary;
        if dictionary.values.is_empty() {
            return Ok(Vec::new());
        }
        let packed = packer.pack(&dictionary.bytes)?;
        let about = Struct::default().i32(1, small(dictionary.values.len())).i32(2, PLAIN);
        let mut page = Struct::default()
            .i32(1, 2)
            .i32(2, small(dictionary.bytes.len()))
            .i32(3, small(packed.len()))
            .inside(7, about)
            .done();
        self.uncompressed += (page.len() + dictionary.bytes.len()) as u64;
        page.extend_from_slice(packed);
        dictionary.clear();
        Ok(page)
    }
}

/// Counts of entries and bytes of a page, far below what the format can hold.
pub(super) fn small(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
