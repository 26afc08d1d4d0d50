//! Columns of a Parquet file: values gathered into pages, encoded and packed.
//!
//! Text that repeats is written as numbers of a dictionary, whole numbers as differences, many short
//! texts as their lengths and then the texts (`RLE_DICTIONARY`, `DELTA_BINARY_PACKED`,
//! `DELTA_LENGTH_BYTE_ARRAY`): all cost less time than Zstandard saves on them.

use std::io;
use std::ops::Range;

use zstd::zstd_safe::{CParameter, Strategy, compress_bound};

use super::parquet_terms::Terms;
use super::thrift::{Struct, varint, zigzag};
use crate::limits::PARQUET_DICTIONARY_BYTES;

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// As they are.
    Plain,
    /// As numbers of a dictionary, as long as that is small.
    Dictionary,
    /// As differences.
    Delta,
    /// Texts as the differences of their lengths, then the texts.
    Lengths,
}

impl Coding {
    /// True if pages are compressed: differences do not get shorter.
    pub(super) fn is_packed(self) -> bool {
        self != Self::Delta
    }
}

/// Level of Zstandard, and what is other than at that level: a table that stays in the first cache of
/// the processor, and no search for matches of less than seven bytes. It takes five sixths of the
/// time and makes texts a tenth larger.
const LEVEL: i32 = 1;
const HASH_LOG: u32 = 12;
const MATCH_MIN: u32 = 7;

/// Codes of encodings.
pub(super) const PLAIN: i32 = 0;
pub(super) const RLE: i32 = 3;
pub(super) const DELTA: i32 = 5;
pub(super) const LENGTHS: i32 = 6;
pub(super) const DICTIONARY: i32 = 8;

fn plain_text(text: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text);
}

/// Runs of equal levels (run-length encoding with a bit width of at most 8).
#[derive(Debug, Default)]
pub(super) struct Levels {
    bytes: Vec<u8>,
    run: (u8, u64),
}

impl Levels {
    #[inline]
    pub(super) fn push(&mut self, level: u8, n: u64) {
        if self.run.0 != level {
            self.seal();
            self.run.0 = level;
        }
        self.run.1 += n;
    }

    #[inline]
    fn seal(&mut self) {
        if matches!(self.run.1, 1..0x40) {
            self.bytes.extend_from_slice(&[(self.run.1 as u8) << 1, self.run.0]);
            self.run.1 = 0;
        } else if self.run.1 > 0 {
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
        let mut compressor = zstd::bulk::Compressor::new(LEVEL)?;
        compressor.set_parameter(CParameter::Strategy(Strategy::ZSTD_fast))?;
        compressor.set_parameter(CParameter::HashLog(HASH_LOG))?;
        compressor.set_parameter(CParameter::MinMatch(MATCH_MIN))?;
        Ok(Self { compressor, page: Vec::new(), packed: Vec::new() })
    }

    fn pack(&mut self, page: &[u8]) -> io::Result<&[u8]> {
        self.packed.clear();
        self.packed.reserve(compress_bound(page.len()));
        self.compressor.compress_to_buffer(page, &mut self.packed)?;
        Ok(&self.packed)
    }
}

/// The values of a column that repeat, each with its number. Which value it is tells a key: the
/// number of a text, or another that is small.
#[derive(Debug, Default)]
struct Dictionary {
    /// At the place of a key: the number of its value + 1; 0 for none.
    known: Vec<u32>,
    /// How many values there are.
    values: u32,
    /// The values, plainly encoded.
    bytes: Vec<u8>,
    /// The open page.
    page: Vec<u32>,
}

impl Dictionary {
    #[inline]
    fn put(&mut self, key: u32, plain: impl FnOnce(&mut Vec<u8>)) {
        let known = self.known.get(key as usize).copied().unwrap_or(0);
        let number = if known > 0 { known } else { self.add(key as usize, plain) };
        self.page.push(number - 1);
    }

    #[cold]
    fn add(&mut self, key: usize, plain: impl FnOnce(&mut Vec<u8>)) -> u32 {
        if self.known.len() <= key {
            self.known.resize((key + 1).next_power_of_two(), 0);
        }
        plain(&mut self.bytes);
        self.values += 1;
        if let Some(known) = self.known.get_mut(key) {
            *known = self.values;
        }
        self.values
    }

    /// Forgets the values and keeps the room.
    fn clear(&mut self) {
        self.known.fill(0);
        self.values = 0;
        self.bytes.clear();
    }

    /// The numbers of the open page: their width in bits, then one bit-packed run.
    fn take(&mut self, page: &mut Vec<u8>) {
        let width = self.values.saturating_sub(1).max(1).ilog2() + 1;
        page.push(width as u8);
        let groups = self.page.len().div_ceil(8);
        varint((groups as u64) << 1 | 1, page);
        self.page.resize(groups * 8, 0);
        pack(self.page.iter().map(|&n| u64::from(n)), width, page);
        self.page.clear();
    }
}

/// Most bits of a number that [`pack`] takes.
const PACK_BITS_MAX: u32 = 32;

/// Numbers of a fixed width, the lowest bits first.
fn pack(numbers: impl ExactSizeIterator<Item = u64>, width: u32, out: &mut Vec<u8>) {
    out.reserve(numbers.len() * width as usize / 8 + 8);
    let (mut held, mut bits) = (0_u64, 0);
    for number in numbers {
        held |= number << bits;
        bits += width;
        if bits >= u32::BITS {
            out.extend_from_slice(&(held as u32).to_le_bytes());
            held >>= u32::BITS;
            bits -= u32::BITS;
        }
    }
    let rest = held.to_le_bytes();
    out.extend_from_slice(rest.get(..bits.div_ceil(8) as usize).unwrap_or_default());
}

const DELTA_BLOCK: usize = 128;
const DELTA_MINIBLOCKS: usize = 4;
/// Whole numbers as differences (`DELTA_BINARY_PACKED`).
fn delta(numbers: &[i64], page: &mut Vec<u8>) {
    varint(DELTA_BLOCK as u64, page);
    varint(DELTA_MINIBLOCKS as u64, page);
    varint(numbers.len() as u64, page);
    let Some((first, rest)) = numbers.split_first() else { return varint(0, page) };
    varint(zigzag(*first), page);
    let mut before = *first;
    for part in rest.chunks(DELTA_BLOCK) {
        // What is missing of the last block is as the least: no bits.
        let mut steps = [i64::MAX; DELTA_BLOCK];
        for (step, &number) in steps.iter_mut().zip(part) {
            *step = number.wrapping_sub(before);
            before = number;
        }
        let least = steps.iter().copied().min().unwrap_or(0);
        varint(zigzag(least), page);
        let mut over = [0_u64; DELTA_BLOCK];
        for (over, step) in over.iter_mut().zip(steps).take(part.len()) {
            *over = step.wrapping_sub(least).cast_unsigned();
        }
        let minis = over.chunks(DELTA_BLOCK / DELTA_MINIBLOCKS);
        let widths = minis.clone().map(|mini| {
            let width = u64::BITS - mini.iter().fold(0, |all, n| all | n).leading_zeros();
            if width > PACK_BITS_MAX { u64::BITS } else { width }
        });
        page.extend(widths.clone().map(|width| width as u8));
        for (mini, width) in minis.zip(widths) {
            match width {
                0 => {}
                u64::BITS => page.extend(mini.iter().flat_map(|n| n.to_le_bytes())),
                _ => pack(mini.iter().copied(), width, page),
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
    /// Where finished pages are among those of all columns.
    pub(super) pages: Vec<Range<usize>>,
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

    /// How its values are written.
    pub(super) fn coding(&self) -> Coding {
        self.coding
    }

    /// Entry `at` of the open page has a value.
    #[inline]
    fn reach_value(&mut self, at: u64) {
        if self.optional {
            self.reach(at);
            self.defined.push(self.missing + 1, 1);
            self.levels = at + 1;
        }
    }

    /// A number for entry `at` of the open page.
    #[inline]
    pub(super) fn put_number(&mut self, at: u64, number: i64) {
        self.reach_value(at);
        self.numbers.push(number);
    }

    /// A place in a text for entry `at` of the open page.
    #[inline]
    pub(super) fn put_place(&mut self, at: u64, place: usize) {
        self.put_number(at, (place as u64).cast_signed());
    }

    /// A text that does not repeat.
    #[inline]
    pub(super) fn put_text(&mut self, at: u64, text: &str) {
        self.reach_value(at);
        if self.coding == Coding::Lengths {
            self.numbers.push((text.len() as u64).cast_signed());
            self.values.extend_from_slice(text.as_bytes());
        } else {
            plain_text(text.as_bytes(), &mut self.values);
        }
    }

    /// A text by its number.
    #[inline]
    pub(super) fn put_term(&mut self, at: u64, number: u32, terms: &Terms) {
        self.put_keyed(at, number, |out| plain_text(terms.text(number), out));
    }

    /// A value that repeats: a key that is its own, and its bytes.
    #[inline]
    pub(super) fn put_keyed(&mut self, at: u64, key: u32, plain: impl FnOnce(&mut Vec<u8>)) {
        self.reach_value(at);
        if self.full {
            plain(&mut self.values);
        } else {
            self.dictionary.put(key, plain);
        }
    }

    /// Entry `at` of the open page is an empty list.
    pub(super) fn put_empty(&mut self, at: u64) {
        self.reach(at);
        self.defined.push(0, 1);
        self.levels = at + 1;
    }

    /// Writes the levels of the entries before `at`: nulls, or what may not be null.
    #[inline]
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
        pages: &mut Vec<u8>,
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
        let start = pages.len();
        pages.extend_from_slice(&head);
        pages.extend_from_slice(packed);
        self.pages.push(start..pages.len());
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
        if self.coding == Coding::Lengths {
            delta(&self.numbers, page);
            page.append(&mut self.values);
            self.numbers.clear();
            return LENGTHS;
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
        if dictionary.values == 0 {
            return Ok(Vec::new());
        }
        let packed = packer.pack(&dictionary.bytes)?;
        let about = Struct::default().i32(1, small(dictionary.values as usize)).i32(2, PLAIN);
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
