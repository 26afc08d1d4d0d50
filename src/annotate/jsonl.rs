//! JSON Lines of `newsint.document/1`, as an export writes them and other programs change them: the
//! mentions of each document. Other fields are not read.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::{Marked, Marks};
use crate::error::{Error, Result};

#[derive(Deserialize)]
struct Line {
    id: Option<String>,
    text: String,
    mentions: Vec<Mention>,
}

#[derive(Deserialize)]
struct Mention {
    start: usize,
    end: usize,
    kind: String,
    label: Option<String>,
    date: Option<Value>,
    quantity: Option<Value>,
}

pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<Marked>> {
    let mut out = Vec::new();
    for (number, line) in text.split('\n').enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let wrong = |why: String| Error::data(path, format!("line {}: {why}", number + 1));
        let line: Line = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
        let spans = line.mentions.iter().map(|m| {
            let what = format!("the {} from {} to {} has no label", m.kind, m.start, m.end);
            Ok((m.start, m.end, m.label().ok_or_else(|| wrong(what))?))
        });
        let marks = Marks::Spans(spans.collect::<Result<_>>()?);
        out.push(Marked { document: line.id, text: Some(line.text), marks });
    }
    Ok(out)
}

impl Mention {
    fn label(&self) -> Option<String> {
        let type_of =
            |value: &Option<Value>| Some(value.as_ref()?.get("type")?.as_str()?.to_owned());
        match self.kind.as_str() {
            "entity" => self.label.clone(),
            "date" => type_of(&self.date),
            "quantity" => type_of(&self.quantity),
            kind => Some(kind.to_owned()),
        }
        .map(|label| label.to_ascii_uppercase())
    }
}
