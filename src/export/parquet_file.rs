//! A small writer of Apache Parquet files (format 2.x, `parquet.thrift`): columns of text, numbers
//! and decimals, optional ones and lists, plain encoding, Zstandard pages.
//!
//! The `parquet` crate reads and writes all of the format; this writes what one schema needs, adds
//! no dependency and no second copy of Zstandard, and keeps a row group's compressed pages as its
//! only buffer.

use std::io::{self, Write};

use super::thrift::{Struct, varint};
use crate::limits::{PARQUET_GROUP_BYTES, PARQUET_PAGE_BYTES};

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
}

/// A value of one cell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Null,
    /// Text.
    Text(&'a str),
    /// A number or a time.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A decimal times 10⁹.
    Decimal(i128),
}

/// Digits after the point of a decimal.
pub(super) const DECIMAL_SCALE: u32 = 9;
const DECIMAL_BYTES: i32 = 16;
const ZSTD: i32 = 6;
const LEVEL: i32 = 1;
const PLAIN: i32 = 0;
const RLE: i32 = 3;

/// Runs of equal levels (run-length encoding with a bit width of at most 8).
#[derive(Debug, Default)]
struct Levels {
    bytes: Vec<u8>,
    run: Option<(u8, u64)>,
}

impl Levels {
    fn push(&mut self, level: u8) {
        match &mut self.run {
            Some((same, n)) if *same == level => *n += 1,
            _ => {
                self.seal();
                self.run = Some((level, 1));
            }
        }
    }

    fn seal(&mut self) {
        if let Some((level, n)) = self.run.take() {
            varint(n << 1, &mut self.bytes);
            self.bytes.push(level);
        }
    }

    /// Moves the levels with their length into a page.
    fn take(&mut self, page: &mut Vec<u8>) {
        self.seal();
        page.extend((self.bytes.len() as u32).to_le_bytes());
        page.append(&mut self.bytes);
    }
}

/// What a column holds of the row group being filled.
#[derive(Debug, Default)]
struct Buffer {
    values: Vec<u8>,
    defined: Levels,
    repeated: Levels,
    /// Values, nulls and empty lists of the open page.
    count: u64,
    /// Finished pages with their heads.
    pages: Vec<u8>,
    /// Of all pages.
    total: u64,
    uncompressed: u64,
}

/// Writes a file.
pub(super) struct File {
    columns: Vec<Column>,
    buffers: Vec<Buffer>,
    compressor: zstd::bulk::Compressor<'static>,
    /// Rows of the open group and of all.
    rows: (u64, u64),
    groups: Vec<Struct>,
    at: u64,
}

impl File {
    /// Begins a file with these columns; those of one list stand together.
    pub(super) fn begin(columns: Vec<Column>, out: &mut dyn Write) -> io::Result<Self> {
        out.write_all(b"PAR1")?;
        let buffers = columns.iter().map(|_| Buffer::default()).collect();
        let compressor = zstd::bulk::Compressor::new(LEVEL)?;
        Ok(Self { columns, buffers, compressor, rows: (0, 0), groups: Vec::new(), at: 4 })
    }

    /// One cell of the open row, for a column that is in no list.
    pub(super) fn cell(&mut self, column: usize, cell: Cell<'_>) {
        let optional = self.columns.get(column).is_some_and(|c| c.optional);
        let Some(buffer) = self.buffers.get_mut(column) else { return };
        let defined = u8::from(!matches!(cell, Cell::Null));
        if optional {
            buffer.defined.push(defined);
        }
        buffer.put(cell);
    }

    /// One cell of an item of a list; `first` if it is the first of its row. `None`: an empty list.
    pub(super) fn item(&mut self, column: usize, first: bool, cell: Option<Cell<'_>>) {
        let optional = self.columns.get(column).is_some_and(|c| c.optional);
        let Some(buffer) = self.buffers.get_mut(column) else { return };
        buffer.repeated.push(u8::from(!first));
        buffer.defined.push(match cell {
            None => 0,
            Some(Cell::Null) => 1,
            Some(_) if optional => 2,
            Some(_) => 1,
        });
        buffer.put(cell.unwrap_or(Cell::Null));
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.rows.0 += 1;
        let mut held = 0;
        for (column, buffer) in self.columns.iter().zip(&mut self.buffers) {
            if buffer.values.len() >= PARQUET_PAGE_BYTES {
                buffer.end_page(column, &mut self.compressor)?;
            }
            held += buffer.pages.len() + buffer.values.len();
        }
        if held >= PARQUET_GROUP_BYTES { self.end_group(out) } else { Ok(()) }
    }

    fn end_group(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.0 == 0 {
            return Ok(());
        }
        let (mut chunks, mut size) = (Vec::new(), 0);
        for (column, buffer) in self.columns.iter().zip(&mut self.buffers) {
            buffer.end_page(column, &mut self.compressor)?;
            out.write_all(&buffer.pages)?;
            let path = path(column);
            let length = buffer.pages.len() as u64;
            let metadata = Struct::default()
                .i32(1, column.kind.codes().0)
                .numbers(2, &[PLAIN, RLE])
                .texts(3, &path)
                .i32(4, ZSTD)
                .i64(5, buffer.total.cast_signed())
                .i64(6, buffer.uncompressed.cast_signed())
                .i64(7, length.cast_signed())
                .i64(9, self.at.cast_signed());
            chunks.push(Struct::default().i64(2, self.at.cast_signed()).inside(3, metadata));
            size += buffer.uncompressed;
            self.at += length;
            buffer.pages.clear();
            (buffer.total, buffer.uncompressed) = (0, 0);
        }
        let rows = self.rows.0.cast_signed();
        self.groups.push(Struct::default().list(1, chunks).i64(2, size.cast_signed()).i64(3, rows));
        self.rows = (0, self.rows.1 + self.rows.0);
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

impl Buffer {
    fn put(&mut self, cell: Cell<'_>) {
        self.count += 1;
        match cell {
            Cell::Null => {}
            Cell::Text(text) => {
                self.values.extend((text.len() as u32).to_le_bytes());
                self.values.extend(text.as_bytes());
            }
            Cell::Int(n) => self.values.extend(n.to_le_bytes()),
            Cell::Float(n) => self.values.extend(n.to_le_bytes()),
            Cell::Decimal(n) => self.values.extend(n.to_be_bytes()),
        }
    }

    fn end_page(
        &mut self,
        column: &Column,
        compressor: &mut zstd::bulk::Compressor<'static>,
    ) -> io::Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        let mut page = Vec::with_capacity(self.values.len() + 64);
        if column.list.is_some() {
            self.repeated.take(&mut page);
        }
        if column.list.is_some() || column.optional {
            self.defined.take(&mut page);
        }
        page.append(&mut self.values);
        let packed = compressor.compress(&page)?;
        let head = Struct::default()
            .i32(1, 0)
            .i32(2, small(page.len()))
            .i32(3, small(packed.len()))
            .inside(
                5,
                Struct::default().i32(1, self.count as i32).i32(2, PLAIN).i32(3, RLE).i32(4, RLE),
            )
            .done();
        self.uncompressed += (head.len() + page.len()) as u64;
        self.pages.extend(head);
        self.pages.extend(packed);
        self.total += self.count;
        self.count = 0;
        Ok(())
    }
}

fn path(column: &Column) -> Vec<&'static str> {
    match column.list {
        None => vec![column.name],
        Some(list) if column.name.is_empty() => vec![list, "list", "element"],
        Some(list) => vec![list, "list", "element", column.name],
    }
}

/// Counts of columns and bytes of a page, far below what the format can hold.
fn small(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
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
