//! A brief as Markdown or HTML, through a template of ours or the user's. Every word of others is
//! escaped, whether or not the template thinks of it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use minijinja::{AutoEscape, Environment, Value, context};
use serde_json::Value as Json;

use super::types::{Brief, Month, Source, Timeline, TimelineEntry};
use super::{markdown, markup, seal, svg};
use crate::error::{Error, Result};

const MARKDOWN: &str = include_str!("brief.md.j2");
const HTML: &str = include_str!("brief.html.j2");
const TIMELINE: &str = include_str!("timeline.md.j2");

/// What begins and ends the record at the end of a brief in Markdown or HTML.
const RECORD: (&str, &str) = ("\n<!-- newsint record, read by newsint brief verify\n", "\n-->");

/// The two forms a template makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `CommonMark`.
    Markdown,
    /// HTML in one file, without scripts.
    Html,
}

/// The user's own template.
#[derive(Debug, Clone, Copy)]
pub struct Template<'t> {
    /// Its file, for messages.
    pub path: &'t Path,
    /// Its text, as minijinja reads it.
    pub text: &'t str,
}

impl Template<'_> {
    /// SHA-256 of the template: what a brief remembers of it.
    pub fn digest(&self) -> String {
        seal::sha256(self.text)
    }
}

/// Writes a brief as Markdown.
pub fn render_markdown(brief: &Brief) -> Result<String> {
    render_record(&serde_json::to_value(brief)?, Form::Markdown, None)
}

/// Writes a brief that can be checked: its JSON follows in a comment.
pub fn render_verifiable(
    brief: &Brief,
    form: Form,
    template: Option<Template<'_>>,
) -> Result<String> {
    let json = serde_json::to_value(brief)?;
    let body = render_record(&json, form, template)?;
    // Two hyphens would end the comment; they stand in strings only.
    let record = unseen(&json.to_string().replace("--", "-\\u002d"));
    let (open, close) = RECORD;
    Ok(format!("{}\n{open}{record}{close}\n", body.trim_end()))
}

/// JSON without characters that are not seen or that turn a line round, and without `<` and `>`,
/// for readers of HTML that look for tags first. All of these stand in strings only.
fn unseen(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if markdown::is_hidden(c) || matches!(c, '<' | '>') {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// The body and the record of a brief in Markdown or HTML.
pub(super) fn part(file: &str) -> Option<(&str, &str)> {
    let (body, rest) = file.rsplit_once(RECORD.0)?;
    Some((body, rest.trim_end().strip_suffix(RECORD.1)?))
}

/// A brief given as JSON, as Markdown or HTML.
pub(super) fn render_record(
    brief: &Json,
    form: Form,
    template: Option<Template<'_>>,
) -> Result<String> {
    let own = if form == Form::Html { HTML } else { MARKDOWN };
    let text = template.map_or(own, |t| t.text);
    let mut environment = environment(form);
    add_pictures(&mut environment, brief);
    let brief = to_template(brief.clone());
    rendered(&environment, text, template.map(|t| t.path), context! { brief })
}

/// Writes a timeline as Markdown.
pub fn render_timeline(query: &str, timeline: &Timeline) -> Result<String> {
    let entries = to_template(serde_json::to_value(&timeline.entries)?);
    let sources = to_template(serde_json::to_value(&timeline.sources)?);
    let environment = environment(Form::Markdown);
    rendered(&environment, TIMELINE, None, context! { query, entries, sources })
}

/// Renders; a fault in the user's file is told with its line.
fn rendered(
    environment: &Environment<'_>,
    text: &str,
    path: Option<&Path>,
    context: Value,
) -> Result<String> {
    environment.render_str(text, context).map_err(|error| {
        let kind = error.kind().to_string();
        let detail = error.detail().map_or_else(|| kind.clone(), |d| format!("{kind}: {d}"));
        match path {
            Some(path) => {
                let line = error.line().unwrap_or(1);
                Error::data(path, format!("line {line}: {detail}"))
            }
            None => Error::Internal(format!("template of the brief: {detail}")),
        }
    })
}

/// What templates can do; strings are escaped for the form unless a filter made them.
fn environment(form: Form) -> Environment<'static> {
    let mut environment = Environment::new();
    let escape: fn(&str) -> String = match form {
        Form::Markdown => markdown::escape,
        Form::Html => markup::escape,
    };
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("words".into()));
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.set_formatter(move |out, _, value| {
        match value.as_str() {
            Some(text) if !value.is_safe() => out.write_str(&escape(text))?,
            Some(text) => out.write_str(text)?,
            None if value.is_none() => {}
            None if value.is_number() => write!(out, "{value}")?,
            None => out.write_str(&escape(&value.to_string()))?,
        }
        Ok(())
    });
    let safe = Value::from_safe_string;
    environment.add_filter("text", move |text: String| safe(escape(&text)));
    environment.add_filter("address", move |url: String| {
        safe(match form {
            Form::Markdown => markdown::address(&url),
            Form::Html => markup::address(&url),
        })
    });
    environment.add_filter("marks", move |citations: Vec<Value>| marks(&citations, form));
    environment.add_filter("spans", move |list: Vec<Vec<u64>>| safe(spans(list)));
    environment.add_filter("bar", |n: usize, most: usize| "█".repeat(n * 40 / most.max(1)));
    environment.add_filter("basis", move |entry: Value| -> Result<Value, minijinja::Error> {
        let expression = entry.get_attr("expression")?;
        Ok(safe(match expression.as_str() {
            Some(words) => format!("from “{}”", escape(words)),
            None => "published".to_string(),
        }))
    });
    environment
}

/// Pictures of a brief and the language of its lines, for HTML.
fn add_pictures(environment: &mut Environment<'static>, brief: &Json) {
    let read = |key: &str| brief.get(key).cloned().unwrap_or(Json::Null);
    let sources: Vec<Source> = serde_json::from_value(read("sources")).unwrap_or_default();
    let entries: Vec<TimelineEntry> = serde_json::from_value(read("timeline")).unwrap_or_default();
    let months: Vec<Month> = serde_json::from_value(read("months")).unwrap_or_default();
    let query = brief.pointer("/scope/query").and_then(Json::as_str).unwrap_or("").to_string();
    let languages: BTreeMap<usize, String> =
        sources.iter().filter_map(|s| Some((s.number, s.language.clone()?))).collect();
    environment.add_function("timeline_svg", move || {
        Value::from_safe_string(svg::timeline_svg(&query, &entries, &sources))
    });
    environment
        .add_function("months_svg", move || Value::from_safe_string(svg::months_svg(&months)));
    // `lang` and `dir` of the words of a line.
    environment.add_filter("attributes", move |line: Value| -> Result<Value, minijinja::Error> {
        let text = line.get_attr("text")?;
        let first = line.get_attr("citations")?.get_item(&Value::from(0))?;
        let number = first.get_attr("source").ok().and_then(|n| n.as_usize());
        let language = number.and_then(|n| languages.get(&n));
        let right = markup::is_rtl(text.as_str().unwrap_or(""));
        let direction = if right { "rtl" } else { "ltr" };
        Ok(Value::from_safe_string(match language {
            Some(language) => format!("lang=\"{}\" dir=\"{direction}\"", markup::escape(language)),
            None => format!("dir=\"{direction}\""),
        }))
    });
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

/// `[1] [4]`, each source once; in HTML as links that tell the place.
fn marks(citations: &[Value], form: Form) -> Result<Value, minijinja::Error> {
    let mut known: Vec<String> = Vec::new();
    let mut marks: Vec<String> = Vec::new();
    for citation in citations {
        let number = citation.get_attr("source")?.to_string();
        if known.contains(&number) {
            continue;
        }
        marks.push(match form {
            Form::Markdown => format!("[{number}]"),
            Form::Html => format!(
                "<a href=\"#s{}\" title=\"{}: {}–{}\">[{}]</a>",
                markup::escape(&number),
                markup::escape(&citation.get_attr("document")?.to_string()),
                markup::escape(&citation.get_attr("start")?.to_string()),
                markup::escape(&citation.get_attr("end")?.to_string()),
                markup::escape(&number),
            ),
        });
        known.push(number);
    }
    Ok(Value::from_safe_string(marks.join(" ")))
}

/// `12–40, 90–120`.
fn spans(spans: Vec<Vec<u64>>) -> String {
    let bounds = |span: Vec<u64>| Some(format!("{}–{}", span.first()?, span.last()?));
    spans.into_iter().filter_map(bounds).collect::<Vec<_>>().join(", ")
}
