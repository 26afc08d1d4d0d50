//! Label Studio, JSON export: the first annotation of each task that was not cancelled. Tasks without
//! one were not marked by a person and are left out. Offsets are UTF-16 units.

use std::path::Path;

use serde_json::Value;

use super::{Marked, Marks};
use crate::error::{Error, Result};

pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<Marked>> {
    let tasks: Vec<Value> =
        serde_json::from_str(text).map_err(|e| Error::data(path, e.to_string()))?;
    let mut out = Vec::new();
    for (number, task) in tasks.iter().enumerate() {
        let wrong = |why: &str| Error::data(path, format!("task {}: {why}", number + 1));
        let text = task.pointer("/data/text").and_then(Value::as_str);
        let text = text.ok_or_else(|| wrong("it has no data.text"))?;
        let annotations = task.get("annotations").and_then(Value::as_array);
        let cancelled = |a: &&Value| a.get("was_cancelled") != Some(&Value::Bool(true));
        let Some(annotation) = annotations.and_then(|a| a.iter().find(cancelled)) else { continue };
        let result = annotation.get("result").and_then(Value::as_array);
        let units = units(text);
        let mut spans = Vec::new();
        for region in result.map_or(&[][..], Vec::as_slice) {
            let Some(value) = region.get("value").filter(|v| v.get("labels").is_some()) else {
                continue;
            };
            let found = span(value, &units);
            spans.extend(found.ok_or_else(|| wrong("a region that is not in the text"))?);
        }
        let document = task.pointer("/data/document").and_then(Value::as_str);
        out.push(Marked {
            document: document.map(str::to_string),
            text: Some(text.to_string()),
            marks: Marks::Spans(spans),
        });
    }
    Ok(out)
}

/// UTF-16 units before each code point, and all of them at the end.
fn units(text: &str) -> Vec<usize> {
    let mut units = 0;
    let mut out: Vec<usize> = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        out.push(units);
        units += c.len_utf16();
    }
    out.push(units);
    out
}

fn span(value: &Value, units: &[usize]) -> Option<Vec<(usize, usize, String)>> {
    let place = |name: &str| {
        let unit = usize::try_from(value.get(name)?.as_u64()?).ok()?;
        units.binary_search(&unit).ok()
    };
    let (start, end) = (place("start")?, place("end")?);
    let labels = value.get("labels")?.as_array()?;
    Some(labels.iter().filter_map(|l| Some((start, end, l.as_str()?.to_string()))).collect())
}
