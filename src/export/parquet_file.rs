//! A small writer of Apache Parquet files (format 2.x, `parquet.thrift`): columns of text, numbers
//! and decimals, optional ones and lists, Zstandard pages.
//!
//! The `parquet` crate reads and writes all of the format; this writes what one schema needs, adds
//! no dependency and no second copy of Zstandard, and keeps a row group's compressed pages as its
//! only buffer.

use std::io::{self, Write};

use super::parquet_column::{
    Buffer, Coding, DELTA, DICTIONARY, LENGTHS, Levels, PLAIN, Packer, RLE, small,
};
use super::parquet_terms::Terms;
use super::thrift::Struct;
use crate::limits::{PARQUET_GROUP_BYTES, PARQUET_PAGE_BYTES, PARQUET_PAGES_BYTES};

/// Types of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// UTF-8 text.
    Text,
    /// Signed 64 bits.
    Int,
    /// 64-bit floating point.
    Float,
    /// Microseconds since 1970, UTC.
    Time,
    /// 38 digits, nine of them after the point.
    Decimal,
}

impl Type {
    /// Physical type, and converted type where there is one.
    fn codes(self) -> (i32, Option<i32>) {
        match self {
            Self::Text => (6, Some(0)),
            Self::Int => (2, None),
            Self::Float => (5, None),
            Self::Time => (2, Some(10)),
            Self::Decimal => (7, Some(5)),
        }
    }
}

/// A column of the schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Name; inside a list of structures that of the field.
    pub(super) name: &'static str,
    /// Type.
    pub(super) kind: Type,
    /// May be null.
    pub(super) optional: bool,
    /// Name of the list it is in; an unnamed field is the element itself.
    pub(super) list: Option<&'static str>,
    /// How its values are written.
    pub(super) coding: Coding,
    /// Holds most of the bytes of its rows or list: its pages begin and end as it fills them.
    pub(super) large: bool,
}

impl Column {
    fn encodings(&self) -> &'static [i32] {
        match self.coding {
            Coding::Plain => &[PLAIN, RLE],
            Coding::Dictionary => &[PLAIN, RLE, DICTIONARY],
            Coding::Delta => &[RLE, DELTA],
            Coding::Lengths => &[RLE, LENGTHS],
        }
    }
}

/// Digits after the point of a decimal.
pub(super) const DECIMAL_SCALE: u32 = 9;
const DECIMAL_BYTES: i32 = 16;
/// Codes of compression: none, and Zstandard.
const UNCOMPRESSED: i32 = 0;
const ZSTD: i32 = 6;

/// The columns of the rows themselves, or those of one list, the large ones apart: their pages begin
/// and end together.
struct Unit {
    list: Option<&'static str>,
    large: bool,
    /// Whether each entry goes on with the list of the one before.
    repeated: Levels,
    /// Rows, or items and empty lists, of the open page.
    entries: u64,
    /// The first of those begun last.
    first: u64,
}

/// Writes a file.
pub(super) struct File {
    columns: Vec<Column>,
    buffers: Vec<Buffer>,
    units: Vec<Unit>,
    /// The unit of each column.
    unit_of: Vec<usize>,
    packer: Packer,
    /// Finished pages of the row group with their heads, in the order in which they were finished.
    pages: Vec<u8>,
    /// Texts of the row group that repeat.
    terms: Terms,
    /// Rows of the open group and of all.
    rows: (u64, u64),
    groups: Vec<Struct>,
    at: u64,
}

impl File {
    /// Begins a file with these columns; those of one list stand together.
    pub(super) fn begin(columns: Vec<Column>, out: &mut dyn Write) -> io::Result<Self> {
        out.write_all(b"PAR1")?;
        let buffer = |c: &Column| Buffer::new(c.coding, c.list.is_some(), c.optional);
        let mut units: Vec<Unit> = Vec::new();
        for c in &columns {
            if !units.iter().any(|u| u.list == c.list && u.large == c.large) {
                let repeated = Levels::default();
                units.push(Unit { list: c.list, large: c.large, repeated, entries: 0, first: 0 });
            }
        }
        let of = |c: &Column| units.iter().position(|u| u.list == c.list && u.large == c.large);
        let unit = |c: &Column| of(c).unwrap_or(0);
        Ok(Self {
            buffers: columns.iter().map(buffer).collect(),
            unit_of: columns.iter().map(unit).collect(),
            units,
            columns,
            packer: Packer::new()?,
            pages: Vec::with_capacity(PARQUET_GROUP_BYTES + PARQUET_PAGE_BYTES),
            terms: Terms::new(),
            rows: (0, 0),
            groups: Vec::new(),
            at: 4,
        })
    }

    /// Begins a row.
    pub(super) fn row(&mut self) {
        self.rows.0 += 1;
        for unit in self.units.iter_mut().filter(|unit| unit.list.is_none()) {
            unit.first = unit.entries;
            unit.entries += 1;
        }
    }

    /// Where a column is, and the entry of the open row in it.
    fn cell(&mut self, column: usize) -> Option<(u64, &mut Buffer, &mut Terms)> {
        let unit = self.units.get(*self.unit_of.get(column)?)?;
        Some((unit.first, self.buffers.get_mut(column)?, &mut self.terms))
    }

    /// A number of the open row.
    pub(super) fn put_number(&mut self, column: usize, number: i64) {
        if let Some((at, buffer, _)) = self.cell(column) {
            buffer.put_number(at, number);
        }
    }

    /// A text of the open row. A column that may be null and gets none is null.
    pub(super) fn put_text(&mut self, column: usize, text: &str) {
        self.put_texts(column, std::iter::once(text));
    }

    /// The texts of a list, begun with [`Self::items`].
    pub(super) fn put_texts<'t>(&mut self, column: usize, texts: impl Iterator<Item = &'t str>) {
        if let Some((first, buffer, terms)) = self.cell(column) {
            for (at, text) in (first..).zip(texts) {
                if buffer.coding() == Coding::Dictionary {
                    buffer.put_term(at, terms.number(text), terms);
                } else {
                    buffer.put_text(at, text);
                }
            }
        }
    }

    /// Begins so many items of the list that a column is in: all that it has in this row.
    pub(super) fn items(&mut self, column: usize, count: u64) {
        let Some(list) = self.columns.get(column).map(|column| column.list) else { return };
        let units = self.units.iter_mut().enumerate().filter(|(_, unit)| unit.list == list);
        for (at, unit) in units {
            unit.first = unit.entries;
            unit.entries += count.max(1);
            unit.repeated.push(0, 1);
            unit.repeated.push(1, count.saturating_sub(1));
            if count == 0 {
                let buffers = self.buffers.iter_mut().zip(&self.unit_of).filter(|(_, u)| **u == at);
                buffers.for_each(|(buffer, _)| buffer.put_empty(unit.first));
            }
        }
    }

    /// The columns from one on, the entry of the first item in those that are not large, and the
    /// texts by number.
    pub(super) fn columns(&mut self, from: usize) -> (&mut [Buffer], u64, &mut Terms) {
        let unit = self.unit_of.get(from).and_then(|&at| self.units.get(at));
        let first = unit.map_or(0, |unit| unit.first);
        (self.buffers.get_mut(from..).unwrap_or_default(), first, &mut self.terms)
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self, out: &mut dyn Write) -> io::Result<()> {
        for at in 0..self.units.len() {
            let buffers = self.buffers.iter().zip(&self.unit_of).filter(|(_, u)| **u == at);
            let held: usize = buffers.map(|(b, _)| b.open_bytes()).sum();
            let large = self.units.get(at).is_some_and(|unit| unit.large);
            if held >= if large { PARQUET_PAGE_BYTES } else { PARQUET_PAGES_BYTES } {
                self.end_pages(at)?;
            }
        }
        if self.pages.len() >= PARQUET_GROUP_BYTES { self.end_group(out) } else { Ok(()) }
    }

    /// Ends the open pages of a unit.
    fn end_pages(&mut self, at: usize) -> io::Result<()> {
        let Some(unit) = self.units.get_mut(at).filter(|u| u.entries > 0) else { return Ok(()) };
        let repeated = if unit.list.is_some() { unit.repeated.take() } else { Vec::new() };
        for (buffer, _) in self.buffers.iter_mut().zip(&self.unit_of).filter(|(_, u)| **u == at) {
            buffer.end_page(unit.entries, &repeated, &mut self.packer, &mut self.pages)?;
        }
        (unit.entries, unit.first) = (0, 0);
        Ok(())
    }

    fn end_group(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.0 == 0 {
            return Ok(());
        }
        for at in 0..self.units.len() {
            self.end_pages(at)?;
        }
        let (mut chunks, mut size) = (Vec::new(), 0);
        for (column, buffer) in self.columns.iter().zip(&mut self.buffers) {
            let dictionary = buffer.end_dictionary(&mut self.packer)?;
            out.write_all(&dictionary)?;
            let mut length = dictionary.len() as u64;
            for page in buffer.pages.drain(..) {
                length += page.len() as u64;
                out.write_all(self.pages.get(page).unwrap_or_default())?;
            }
            let pages_at = self.at + dictionary.len() as u64;
            let mut metadata = Struct::default()
                .i32(1, column.kind.codes().0)
                .numbers(2, column.encodings())
                .texts(3, &path(column))
                .i32(4, if column.coding.is_packed() { ZSTD } else { UNCOMPRESSED })
                .i64(5, buffer.total.cast_signed())
                .i64(6, buffer.uncompressed.cast_signed())
                .i64(7, length.cast_signed())
                .i64(9, pages_at.cast_signed());
            if !dictionary.is_empty() {
                metadata = metadata.i64(11, self.at.cast_signed());
            }
            chunks.push(Struct::default().i64(2, self.at.cast_signed()).inside(3, metadata));
            size += buffer.uncompressed;
            self.at += length;
            (buffer.total, buffer.uncompressed) = (0, 0);
        }
        let rows = self.rows.0.cast_signed();
        self.groups.push(Struct::default().list(1, chunks).i64(2, size.cast_signed()).i64(3, rows));
        self.rows = (0, self.rows.1 + self.rows.0);
        self.pages.clear();
        self.terms.clear();
        Ok(())
    }

    /// Writes what is left and the footer.
    pub(super) fn end(&mut self, pairs: &[(&str, &str)], out: &mut dyn Write) -> io::Result<u64> {
        self.end_group(out)?;
        let pairs = pairs.iter().map(|(k, v)| Struct::default().text(1, k).text(2, v)).collect();
        let footer = Struct::default()
            .i32(1, 2)
            .list(2, schema(&self.columns))
            .i64(3, self.rows.1.cast_signed())
            .list(4, std::mem::take(&mut self.groups))
            .list(5, pairs)
            .text(6, concat!("newsint version ", env!("CARGO_PKG_VERSION")))
            .done();
        out.write_all(&footer)?;
        out.write_all(&(footer.len() as u32).to_le_bytes())?;
        out.write_all(b"PAR1")?;
        Ok(self.rows.1)
    }
}

fn path(column: &Column) -> Vec<&'static str> {
    match column.list {
        None => vec![column.name],
        Some(list) if column.name.is_empty() => vec![list, "list", "element"],
        Some(list) => vec![list, "list", "element", column.name],
    }
}

/// The schema as a list, depth first.
fn schema(columns: &[Column]) -> Vec<Struct> {
    let top = columns.iter().enumerate().filter(|&(i, c)| {
        c.list.is_none() || i == 0 || columns.get(i - 1).is_some_and(|b| b.list != c.list)
    });
    let mut out = vec![Struct::default().text(4, "schema").i32(5, small(top.count()))];
    let mut open = None;
    for column in columns {
        if let Some(list) = column.list.filter(|l| open != Some(*l)) {
            out.push(Struct::default().i32(3, 0).text(4, list).i32(5, 1).i32(6, 3));
            out.push(Struct::default().i32(3, 2).text(4, "list").i32(5, 1));
            let fields = columns.iter().filter(|c| c.list == Some(list)).count();
            let fields = small(fields);
            if !column.name.is_empty() {
                out.push(Struct::default().i32(3, 0).text(4, "element").i32(5, fields));
            }
        }
        open = column.list;
        out.push(leaf(column));
    }
    out
}

fn leaf(column: &Column) -> Struct {
    let (physical, converted) = column.kind.codes();
    let decimal = column.kind == Type::Decimal;
    let mut leaf = Struct::default().i32(1, physical);
    if decimal {
        leaf = leaf.i32(2, DECIMAL_BYTES);
    }
    let name = if column.name.is_empty() { "element" } else { column.name };
    leaf = leaf.i32(3, i32::from(column.optional)).text(4, name);
    if let Some(converted) = converted {
        leaf = leaf.i32(6, converted);
    }
    if decimal { leaf.i32(7, DECIMAL_SCALE.cast_signed()).i32(8, 38) } else { leaf }
}
