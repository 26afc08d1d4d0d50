//! Parquet: documents with their list of `spans`, as an export writes them and pandas, `DuckDB` or
//! Polars write them again. Of the columns `id`, `text` and `start`, `end`, `kind` and `label` of the
//! spans are read; pages of version 1, plain, by dictionary or as differences, packed by Snappy,
//! Zstandard or not at all.

mod column;
mod snappy;
mod thrift;

use std::path::Path;

use self::column::{Cell, Entry, Shape};
use self::thrift::{Bytes, Thrift};
use super::{Marked, Marks};
use crate::error::{Error, Result};
use crate::limits::ANNOTATIONS_BYTES_MAX;

pub(super) fn read(path: &Path) -> Result<Vec<Marked>> {
    let failed = |e| Error::io("read", path, e);
    if std::fs::metadata(path).map_err(failed)?.len() > ANNOTATIONS_BYTES_MAX {
        return Err(Error::data(path, "larger than annotations may be"));
    }
    let file = std::fs::read(path).map_err(failed)?;
    parse(&file).map_err(|why| Error::data(path, why))
}

type Read<T> = std::result::Result<T, String>;

fn parse(file: &[u8]) -> Read<Vec<Marked>> {
    let footer = footer(file).ok_or_else(|| "no Parquet file".to_string())?;
    let schema = footer.list(2).unwrap_or_default();
    let mut out = Vec::new();
    for group in footer.list(4).unwrap_or_default() {
        let group = Group { file, schema, chunks: group.list(1).unwrap_or_default() };
        let missing = |name: &str| format!("it has no column {name}");
        let (texts, _) = group.column("text", "text")?.ok_or_else(|| missing("text"))?;
        let ids = group.column("id", "id")?.map(|(ids, _)| ids).unwrap_or_default();
        let mut ids = ids.into_iter();
        let list = |leaf: &str| -> Read<_> {
            let column = group.column("spans", leaf)?;
            let (entries, item) = column.ok_or_else(|| missing(&format!("spans.{leaf}")))?;
            Ok(rows(entries, item))
        };
        let (starts, ends) = (list("start")?, list("end")?);
        let (kinds, labels) = (list("kind")?, list("label")?);
        let columns = starts.into_iter().zip(ends).zip(kinds.into_iter().zip(labels));
        for ((_, _, text), ((starts, ends), (kinds, labels))) in texts.into_iter().zip(columns) {
            let spans = starts.into_iter().zip(ends).zip(kinds.into_iter().zip(labels));
            let spans: Option<_> = spans.map(|((s, e), (k, l))| span(s, e, k, l)).collect();
            out.push(Marked {
                document: ids.next().and_then(|(_, _, id)| id.and_then(as_text)),
                text: text.and_then(as_text),
                marks: Marks::Spans(spans.ok_or("a span needs start, end, kind and label")?),
            });
        }
    }
    Ok(out)
}

/// A row group.
struct Group<'f> {
    file: &'f [u8],
    schema: &'f [Thrift<'f>],
    chunks: &'f [Thrift<'f>],
}

impl Group<'_> {
    /// The entries of the column whose path begins and ends with these names, and the second level
    /// from which on an entry is an item of a list; `None` if there is no such column.
    fn column(&self, top: &str, leaf: &str) -> Read<Option<(Vec<Entry>, u64)>> {
        let found = self.chunks.iter().find_map(|chunk| {
            let about = chunk.get(3)?;
            let path: Vec<_> = about.list(3)?.iter().filter_map(Thrift::as_text).collect();
            let named = path.first() == Some(&top) && path.last() == Some(&leaf);
            named.then(|| Some((about, shape(self.schema, &path, about.int(1)?)?)))
        });
        match found {
            None => Ok(None),
            Some(None) => Err(format!("the schema of {leaf} is broken")),
            Some(Some((about, (shape, item)))) => {
                Ok(Some((column::read(self.file, about, shape)?, item)))
            }
        }
    }
}

fn footer(file: &[u8]) -> Option<Thrift<'_>> {
    let body = file.strip_prefix(b"PAR1")?.strip_suffix(b"PAR1")?;
    let (body, length) = body.split_last_chunk::<4>()?;
    let start = body.len().checked_sub(u32::from_le_bytes(*length) as usize)?;
    Bytes(body.get(start..)?).structure()
}

/// What the schema (a list, depth first) says of the column at `path`, and the second level from
/// which on an entry is an item of its list.
fn shape(schema: &[Thrift<'_>], path: &[&str], kind: i64) -> Option<(Shape, u64)> {
    let mut shape = Shape { kind, repeated: 0, defined: 0 };
    let mut item = 0;
    let mut at = 1;
    let mut children = schema.first()?.size(5)?;
    for name in path {
        // Among the children of the node above, whole subtrees are stepped over.
        while schema.get(at)?.text(4)? != *name {
            children = children.checked_sub(1).filter(|n| *n > 0)?;
            let mut left = 1_usize;
            while left > 0 {
                left += schema.get(at)?.size(5).unwrap_or(0);
                (left, at) = (left - 1, at + 1);
            }
        }
        let node = schema.get(at)?;
        match node.int(3) {
            Some(1) => shape.defined += 1,
            Some(2) => {
                shape.defined += 1;
                shape.repeated += 1;
                item = shape.defined;
            }
            _ => {}
        }
        children = node.size(5).unwrap_or(0);
        at += 1;
    }
    Some((shape, item))
}

/// The items of a list, row by row.
fn rows(entries: Vec<Entry>, item: u64) -> Vec<Vec<Option<Cell>>> {
    let mut out: Vec<Vec<Option<Cell>>> = Vec::new();
    for (repeated, defined, value) in entries {
        if repeated == 0 {
            out.push(Vec::new());
        }
        if let Some(row) = out.last_mut().filter(|_| defined >= item) {
            row.push(value);
        }
    }
    out
}

fn as_text(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Int(_) => None,
    }
}

/// A span with the label that stands for kind and label of its columns.
fn span(
    start: Option<Cell>,
    end: Option<Cell>,
    kind: Option<Cell>,
    label: Option<Cell>,
) -> Option<(usize, usize, String)> {
    let place = |cell: Option<Cell>| match cell? {
        Cell::Int(n) => usize::try_from(n).ok(),
        Cell::Text(_) => None,
    };
    let (kind, label) = (kind.and_then(as_text), label.and_then(as_text));
    let label = match kind.as_deref() {
        Some("money" | "quote" | "indicator") => kind,
        _ => label,
    };
    Some((place(start)?, place(end)?, label?.to_ascii_uppercase()))
}
