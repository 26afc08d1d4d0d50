//! A brief as Markdown, through a template. Every word of others passes
//! [`markdown::escape`](super::markdown).

use std::collections::BTreeMap;

use minijinja::{Environment, Value, context};
use serde_json::Value as Json;

use super::markdown;
use super::types::{Brief, Timeline};
use crate::error::{Error, Result};

const TEMPLATE: &str = include_str!("brief.md.j2");
const TIMELINE: &str = include_str!("timeline.md.j2");

/// What begins and ends the record at the end of a brief in Markdown.
const RECORD: (&str, &str) = ("\n<!-- newsint record, read by newsint brief verify\n", "\n-->");

/// Writes a brief as Markdown.
pub fn render_markdown(brief: &Brief) -> Result<String> {
    render_record(&serde_json::to_value(brief)?)
}

/// Writes a brief as Markdown that can be checked: its JSON follows in a comment.
pub fn render_verifiable(brief: &Brief) -> Result<String> {
    // Two hyphens would end the comment; they stand in strings only.
    let record = serde_json::to_string(brief)?.replace("--", "-\\u002d");
    let (open, close) = RECORD;
    Ok(format!("{}\n{open}{record}{close}\n", render_markdown(brief)?.trim_end()))
}

/// The body and the record of a brief in Markdown.
pub(super) fn part(file: &str) -> Option<(&str, &str)> {
    let (body, rest) = file.rsplit_once(RECORD.0)?;
    Some((body, rest.trim_end().strip_suffix(RECORD.1)?))
}

/// A brief given as JSON, as Markdown.
pub(super) fn render_record(brief: &Json) -> Result<String> {
    let brief = to_template(brief.clone());
    rendered(TEMPLATE, context! { brief })
}

/// Writes a timeline as Markdown.
pub fn render_timeline(query: &str, timeline: &Timeline) -> Result<String> {
    let entries = to_template(serde_json::to_value(&timeline.entries)?);
    let sources = to_template(serde_json::to_value(&timeline.sources)?);
    rendered(TIMELINE, context! { query, entries, sources })
}

fn rendered(template: &str, context: Value) -> Result<String> {
    let mut environment = Environment::new();
    environment.add_filter("text", |text: String| markdown::escape(&text));
    environment.add_filter("address", |url: String| markdown::address(&url));
    environment.add_filter("marks", marks);
    environment.add_filter("spans", spans);
    environment.add_filter("basis", basis);
    let failed = |e: minijinja::Error| Error::Internal(format!("template of the brief: {e}"));
    environment.render_str(template, context).map_err(failed)
}

/// How the date of an entry came about: its words, or the day of publication.
fn basis(entry: &Value) -> Result<String, minijinja::Error> {
    let expression = entry.get_attr("expression")?;
    Ok(match expression.as_str() {
        Some(words) => format!("from “{}”", markdown::escape(words)),
        None => "published".to_string(),
    })
}

/// JSON as a template sees it; figures as they are written.
fn to_template(json: Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(truth) => Value::from(truth),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Value::from(number.to_string()), Value::from)
        }
        Json::String(text) => Value::from(text),
        Json::Array(items) => Value::from(items.into_iter().map(to_template).collect::<Vec<_>>()),
        Json::Object(fields) => {
            let fields = fields.into_iter().map(|(name, field)| (name, to_template(field)));
            Value::from(fields.collect::<BTreeMap<String, Value>>())
        }
    }
}

/// `[1] [4]`, each source once.
fn marks(citations: Vec<Value>) -> Result<String, minijinja::Error> {
    let mut marks: Vec<String> = Vec::new();
    for citation in citations {
        let mark = format!("[{}]", citation.get_attr("source")?);
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    Ok(marks.join(" "))
}

/// `12–40, 90–120`.
fn spans(spans: Vec<Vec<u64>>) -> String {
    let bounds = |span: Vec<u64>| Some(format!("{}–{}", span.first()?, span.last()?));
    spans.into_iter().filter_map(bounds).collect::<Vec<_>>().join(", ")
}
