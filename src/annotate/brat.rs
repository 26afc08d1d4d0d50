//! brat standoff: a folder of `ID.txt` and `ID.ann`. A mention in parts is read as one from its first
//! to its last character.

use std::path::Path;

use super::{Marked, Marks, text_of};
use crate::error::{Error, Result};

pub(super) fn read(folder: &Path) -> Result<Vec<Marked>> {
    let failed = |e| Error::io("read", folder, e);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|e| e == "ann") {
            names.push(path);
        }
    }
    names.sort();
    let mut out = Vec::new();
    for path in names {
        let text = text_of(&path.with_extension("txt"))?;
        let mut spans = Vec::new();
        for (number, line) in text_of(&path)?.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.starts_with('T') {
                continue;
            }
            let span = line.split('\t').nth(1).and_then(span);
            spans.push(span.ok_or_else(|| {
                let what = "a text-bound annotation has a label, a start and an end";
                Error::data(&path, format!("line {}: {what}", number + 1))
            })?);
        }
        let document = path.file_stem().map(|s| s.to_string_lossy().into_owned());
        out.push(Marked { document, text: Some(text), marks: Marks::Spans(spans) });
    }
    Ok(out)
}

/// `LABEL 2 13` or `LABEL 2 13;15 20`.
fn span(column: &str) -> Option<(usize, usize, String)> {
    let (label, places) = column.split_once(' ')?;
    let mut numbers = places.split([' ', ';']).map(str::parse::<usize>);
    let start = numbers.next()?.ok()?;
    let end = numbers.next_back()?.ok()?;
    Some((start, end, label.to_string()))
}
