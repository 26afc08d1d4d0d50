//! One JSON object of a JSONL file.

use serde_json::Value;

use crate::model::{Stamp, Warning};

/// The fields of an item; what it names overrides what its text says.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
    pub(super) url: Option<String>,
    pub(super) title: Option<String>,
    pub(super) site: Option<String>,
    pub(super) language: Option<String>,
    pub(super) author: Vec<String>,
    pub(super) published: Option<Stamp>,
}

/// Reads a line. What is not a JSON object gives an empty item and a warning.
pub(super) fn read(line: &str, warnings: &mut Vec<Warning>) -> Item {
    let mut value: Value = match serde_json::from_str(line.trim()) {
        Ok(value @ Value::Object(_)) => value,
        Ok(_) => {
            warnings.push(Warning::new("item-malformed", "the line is not a JSON object"));
            return Item::default();
        }
        Err(error) => {
            warnings.push(Warning::new("item-malformed", error.to_string()));
            return Item::default();
        }
    };
    let mut take = |key: &str| match value.get_mut(key).map(Value::take) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text),
        Some(Value::Null | Value::String(_)) | None => None,
        Some(other) => {
            let message = format!("{key:?} is not a string but {other}");
            let message = super::clean::cut_chars(&message, 200).to_owned();
            warnings.push(Warning::new("item-field", message));
            None
        }
    };
    let mut item = Item {
        text: take("text"),
        html: take("html"),
        url: take("url"),
        title: take("title").map(|t| super::clean::line(&t)),
        site: take("site").map(|t| super::clean::line(&t)),
        language: take("language"),
        ..Item::default()
    };
    let date = take("date");
    item.author = authors(value.get("author"));
    if let Some(date) = date {
        item.published = super::metadata::date::parse(&date, true);
        if item.published.is_none() {
            let date = super::clean::cut_chars(&date, 100);
            let message = format!("{date:?} is not a date like 2022-11-28");
            warnings.push(Warning::new("bad-date", message));
        }
    }
    item
}

fn authors(value: Option<&Value>) -> Vec<String> {
    let names: Vec<&str> = match value {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let names = names.into_iter().map(super::clean::line).filter(|n| !n.is_empty());
    names.take(crate::limits::AUTHORS_MAX).collect()
}
