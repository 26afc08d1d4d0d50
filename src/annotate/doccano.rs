//! doccano, sequence labelling: JSON Lines with `label`/`labels` (`[start, end, label]`) or
//! `entities` (`start_offset`, `end_offset`, `label`).

use std::path::Path;

use serde_json::Value;

use super::{Marked, Marks};
use crate::error::{Error, Result};

pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<Marked>> {
    let mut out = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |why: String| Error::data(path, format!("line {}: {why}", number + 1));
        let item: Value = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
        let text = item.get("text").or_else(|| item.get("data")).and_then(Value::as_str);
        let Some(text) = text else { return Err(wrong("it has no text".to_string())) };
        let marks = ["label", "labels", "entities"].iter().find_map(|name| item.get(*name));
        let marks = marks.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let spans: Option<Vec<_>> = marks.iter().map(span).collect();
        let spans = spans.ok_or_else(|| wrong("a label needs start, end and name".to_string()))?;
        let document = item.get("document").and_then(Value::as_str);
        out.push(Marked {
            document: document.map(str::to_string),
            text: Some(text.to_string()),
            marks: Marks::Spans(spans),
        });
    }
    Ok(out)
}

fn span(mark: &Value) -> Option<(usize, usize, String)> {
    let place = |at: usize, name: &str| {
        let n = mark.get(at).or_else(|| mark.get(name))?.as_u64()?;
        usize::try_from(n).ok()
    };
    let label = mark.get(2).or_else(|| mark.get("label"))?.as_str()?;
    Some((place(0, "start_offset")?, place(1, "end_offset")?, label.to_string()))
}
