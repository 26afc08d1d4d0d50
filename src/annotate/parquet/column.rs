//! The values of one column of a Parquet file: pages, levels, encodings.

use super::snappy;
use super::thrift::{Bytes, Thrift};
use crate::limits::PARQUET_READ_PAGE_BYTES_MAX;

/// A value of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
}

/// An entry: how deep it goes on with the lists before it, how much of it is there, and its value.
pub(super) type Entry = (u64, u64, Option<Cell>);

/// What the schema says of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Physical type.
    pub(super) kind: i64,
    /// Most of the first level of an entry.
    pub(super) repeated: u64,
    /// Most of the second level.
    pub(super) defined: u64,
}

/// Reads a column chunk, given the whole file and the metadata of the chunk. `Err` tells what is not
/// read.
pub(super) fn read(file: &[u8], about: &Thrift<'_>, shape: Shape) -> Result<Vec<Entry>, String> {
    let broken = || "a column is broken".to_string();
    let codec = about.int(4).ok_or_else(broken)?;
    let count = about.size(5).ok_or_else(broken)?;
    let first = about.size(9).ok_or_else(broken)?;
    let first = about.size(11).filter(|at| *at > 0).unwrap_or(first).min(first);
    let mut bytes = Bytes(file.get(first..).ok_or_else(broken)?);
    let (mut out, mut dictionary) = (Vec::new(), Vec::new());
    while out.len() < count {
        let head = bytes.structure().ok_or_else(broken)?;
        let packed = head.size(3).and_then(|n| bytes.take(n)).ok_or_else(broken)?;
        let size = head.size(2).ok_or_else(broken)?;
        let page = unpack(codec, packed, size)?;
        match head.int(1) {
            Some(2) => {
                let values = head.get(7).and_then(|h| h.size(1)).ok_or_else(broken)?;
                dictionary = plain(&mut Bytes(&page), shape.kind, values).ok_or_else(broken)?;
            }
            Some(0) => {
                let head = head.get(5).ok_or_else(broken)?;
                out.extend(data(&page, head, shape, &dictionary)?);
            }
            _ => {
                return Err(
                    "its pages are of a newer kind (write it with pages of version 1)".into()
                );
            }
        }
    }
    Ok(out)
}

fn unpack(codec: i64, packed: &[u8], size: usize) -> Result<Vec<u8>, String> {
    if size > PARQUET_READ_PAGE_BYTES_MAX {
        return Err("a page is too large".to_string());
    }
    let page = match codec {
        0 => Some(packed.to_vec()),
        1 => snappy::unpack(packed, size),
        6 => zstd::bulk::decompress(packed, size).ok(),
        _ => return Err("it is packed otherwise than by Snappy or Zstandard".to_string()),
    };
    page.filter(|page| page.len() == size).ok_or_else(|| "a page is broken".to_string())
}

/// The entries of a data page.
fn data(
    page: &[u8],
    head: &Thrift<'_>,
    shape: Shape,
    dictionary: &[Cell],
) -> Result<Vec<Entry>, String> {
    let broken = || "a page is broken".to_string();
    let count = head.size(1).ok_or_else(broken)?;
    let mut bytes = Bytes(page);
    let repeated = levels(&mut bytes, shape.repeated, count).ok_or_else(broken)?;
    let defined = levels(&mut bytes, shape.defined, count).ok_or_else(broken)?;
    let there = defined.iter().filter(|d| **d == shape.defined).count();
    let values = match head.int(2) {
        _ if there == 0 => Some(Vec::new()),
        Some(0) => plain(&mut bytes, shape.kind, there),
        Some(2 | 8) => numbered(&mut bytes, there, dictionary),
        Some(5) => delta(&mut bytes, there),
        Some(6) => lengths(&mut bytes, there),
        _ => return Err("its values are of an encoding that is not read".to_string()),
    };
    let mut values = values.filter(|v| v.len() == there).ok_or_else(broken)?.into_iter();
    let entries = repeated.into_iter().zip(defined);
    let value = |defined| if defined == shape.defined { values.next() } else { None };
    let mut value = value;
    Ok(entries.map(|(r, d)| (r, d, value(d))).collect())
}

/// Levels of a data page, all 0 where there is nothing to tell.
fn levels(bytes: &mut Bytes<'_>, most: u64, count: usize) -> Option<Vec<u64>> {
    if most == 0 {
        return (count <= PARQUET_READ_PAGE_BYTES_MAX).then(|| vec![0; count]);
    }
    let length = bytes.u32()? as usize;
    hybrid(&mut Bytes(bytes.take(length)?), most.ilog2() + 1, count)
}

/// Runs of equal numbers and groups of eight packed ones.
fn hybrid(bytes: &mut Bytes<'_>, width: u32, count: usize) -> Option<Vec<u64>> {
    if count > PARQUET_READ_PAGE_BYTES_MAX || width > u32::BITS {
        return None;
    }
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let head = bytes.size()?;
        let left = count - out.len();
        if head & 1 == 1 {
            let groups = head >> 1;
            let packed = bytes.take(groups.checked_mul(width as usize)?)?;
            out.extend(unpacked(packed, width, (groups * 8).min(left)));
        } else {
            let value = bytes.take(width.div_ceil(8) as usize)?;
            let value = value.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b));
            out.extend(std::iter::repeat_n(value, (head >> 1).min(left)));
        }
    }
    Some(out)
}

/// Numbers of a fixed width, the lowest bits first.
fn unpacked(packed: &[u8], width: u32, count: usize) -> impl Iterator<Item = u64> {
    let bit = |at: usize| packed.get(at / 8).is_some_and(|b| b >> (at % 8) & 1 == 1);
    let number = move |at: usize| {
        let first = at * width as usize;
        (0..width as usize).fold(0, |n, i| n | u64::from(bit(first + i)) << i)
    };
    (0..count).map(number)
}

fn plain(bytes: &mut Bytes<'_>, kind: i64, count: usize) -> Option<Vec<Cell>> {
    let mut one = || {
        Some(match kind {
            1 => Cell::Int(i64::from(bytes.u32()?.cast_signed())),
            2 => Cell::Int(i64::from_le_bytes(bytes.take(8)?.try_into().ok()?)),
            6 => {
                let length = bytes.u32()? as usize;
                Cell::Text(std::str::from_utf8(bytes.take(length)?).ok()?.to_owned())
            }
            _ => return None,
        })
    };
    (0..count).map(|_| one()).collect()
}

fn numbered(bytes: &mut Bytes<'_>, count: usize, dictionary: &[Cell]) -> Option<Vec<Cell>> {
    let width = u32::from(bytes.byte()?);
    let numbers = hybrid(bytes, width, count)?;
    numbers.into_iter().map(|n| dictionary.get(usize::try_from(n).ok()?).cloned()).collect()
}

/// `DELTA_BINARY_PACKED`.
fn delta(bytes: &mut Bytes<'_>, count: usize) -> Option<Vec<Cell>> {
    let (block, parts) = (bytes.size()?, bytes.size()?);
    let total = bytes.size()?;
    let mut last = bytes.zigzag()?;
    let size = block.checked_div(parts)?;
    if total != count || count > PARQUET_READ_PAGE_BYTES_MAX || size == 0 || size % 8 != 0 {
        return None;
    }
    let mut out = vec![Cell::Int(last)];
    while out.len() < count {
        let least = bytes.zigzag()?;
        for &width in bytes.take(parts)? {
            let left = (count - out.len()).min(size);
            if left == 0 {
                break;
            }
            let packed = bytes.take(size.checked_mul(usize::from(width))? / 8)?;
            for step in unpacked(packed, u32::from(width).min(u64::BITS), left) {
                last = last.wrapping_add(least).wrapping_add(step.cast_signed());
                out.push(Cell::Int(last));
            }
        }
    }
    Some(out)
}

/// `DELTA_LENGTH_BYTE_ARRAY`.
fn lengths(bytes: &mut Bytes<'_>, count: usize) -> Option<Vec<Cell>> {
    let lengths = delta(bytes, count)?;
    let text = |length: Cell| {
        let Cell::Int(length) = length else { return None };
        let text = bytes.take(usize::try_from(length).ok()?)?;
        Some(Cell::Text(std::str::from_utf8(text).ok()?.to_owned()))
    };
    lengths.into_iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hybrid_runs_are_those_of_the_specification() {
        // Encodings.md: 0 to 7 in three bits.
        let packed = [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        let read = hybrid(&mut Bytes(&packed), 3, 8);
        assert_eq!(read, Some((0..8).collect::<Vec<u64>>()));
        assert_eq!(hybrid(&mut Bytes(&[8, 5]), 3, 4), Some(vec![5; 4]));
        assert_eq!(hybrid(&mut Bytes(&[8]), 3, 4), None);
    }

    #[test]
    fn differences_are_those_of_the_specification() {
        // Encodings.md, example 2: 7, 5, 3, 1, 2, 3, 4, 5.
        let mut page = vec![0x80, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0b1100_0000, 0b0011_1111];
        page.resize(20, 0);
        let read = delta(&mut Bytes(&page), 8).unwrap();
        assert_eq!(read, [7, 5, 3, 1, 2, 3, 4, 5].map(Cell::Int));
    }
}
