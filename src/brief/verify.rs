//! Is a brief still what its sources say? Every line, figure, offset and hash against the documents.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::{Number, Value as Json};

use super::render::{self, Form, Template};
use super::types::BRIEF_SCHEMA;
use super::{docx, docx_read, seal, writer};
use crate::error::Result;
use crate::model::{CodePoints, Mention, Span, StoredDocument, Value};

/// What was checked and what does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Sources read again.
    pub sources: usize,
    /// Quoted passages and figures compared.
    pub passages: usize,
    /// What does not hold, each with its place in the brief.
    pub findings: Vec<String>,
}

/// Finds a stored document by its id.
pub type Lookup<'a> = &'a mut dyn FnMut(&str) -> Result<Option<StoredDocument>>;

/// Where the analyst writes; what stands there is free.
pub(super) const ANALYST: (&str, &str) = ("<!-- analyst -->", "<!-- /analyst -->");

/// Bytes of a body before and after what the analyst wrote. The marks stand on lines of their own,
/// which words of others cannot fill.
fn around_analyst(body: &str) -> Option<(&str, &str)> {
    let (head, rest) = body.split_once(&format!("\n{}\n", ANALYST.0))?;
    let (_, tail) = rest.split_once(&format!("\n{}\n", ANALYST.1))?;
    Some((head, tail))
}

/// What stands around the record.
enum Body {
    None,
    Text(Form, String),
    Paragraphs(Vec<String>),
}

/// The record of a brief: JSON, or the end of a brief in Markdown or HTML, or a part of a DOCX.
pub fn record_of(file: &[u8]) -> Result<Json, String> {
    read(file).map(|(record, _)| record)
}

fn read(file: &[u8]) -> Result<(Json, Body), String> {
    let none = |error: &dyn std::fmt::Display| format!("no record of a brief: {error}");
    if docx_read::is_zip(file) {
        let (record, paragraphs) = docx_read::read(file).map_err(|e| none(&e))?;
        let record = serde_json::from_str(&record).map_err(|e| none(&e))?;
        return Ok((record, Body::Paragraphs(paragraphs)));
    }
    let text = std::str::from_utf8(file).map_err(|e| none(&e))?;
    let (body, record) = match render::part(text) {
        Some((body, record)) => {
            let html = body.trim_start().starts_with("<!DOCTYPE html>");
            let form = if html { Form::Html } else { Form::Markdown };
            (Body::Text(form, body.to_string()), record)
        }
        None => (Body::None, text),
    };
    Ok((serde_json::from_str(record.trim()).map_err(|e| none(&e))?, body))
}

/// Checks a brief as written by newsint: JSON, or Markdown, HTML or DOCX with its record.
pub fn verify(file: &[u8], lookup: Lookup<'_>) -> Result<Checked> {
    verify_with(file, None, lookup)
}

/// The same for a brief that was written with the user's own template.
pub fn verify_with(
    file: &[u8],
    template: Option<Template<'_>>,
    lookup: Lookup<'_>,
) -> Result<Checked> {
    let mut checked = Checked::default();
    let (brief, body) = match read(file) {
        Ok(read) => read,
        Err(finding) => {
            checked.findings.push(finding);
            return Ok(checked);
        }
    };
    if text(&brief, "schema") != BRIEF_SCHEMA {
        checked.findings.push(format!("the schema is not {BRIEF_SCHEMA}"));
    }
    if text(&brief, "digest") != seal::digest(&brief) {
        checked.findings.push("the record is not what its digest says".to_string());
    }
    let mut reader = Reader { sources: BTreeMap::new(), cited: BTreeMap::new(), checked };
    for source in list(&brief, "sources") {
        reader.source(source, lookup)?;
    }
    reader.lines(&brief);
    reader.machine(&brief);
    reader.changes(&brief, lookup)?;
    reader.spans(&brief);
    let mut checked = reader.checked;
    match body {
        Body::None => {}
        Body::Text(form, body) => {
            let named = brief.pointer("/method/template").and_then(Json::as_str);
            if named == template.map(|t| t.digest()).as_deref() {
                let expected = render::render_record(&brief, form, template)?;
                compare(&free(&body), &free(&expected), &mut checked.findings);
            } else {
                checked.findings.push("the brief was written with another template".to_string());
            }
        }
        Body::Paragraphs(found) => {
            let expected = docx::paragraphs(&brief);
            docx_read::compare(&found, &expected, &mut checked.findings);
        }
    }
    Ok(checked)
}

/// A body without what the analyst wrote.
fn free(body: &str) -> String {
    around_analyst(body)
        .map_or_else(|| body.to_string(), |(head, tail)| format!("{head}\n{}\n{tail}", ANALYST.0))
}

/// Lines of the body that are not those of the record.
fn compare(body: &str, expected: &str, findings: &mut Vec<String>) {
    let (mut found, mut wanted) = (body.trim_end().lines(), expected.trim_end().lines());
    let mut number = 0;
    loop {
        number += 1;
        match (found.next(), wanted.next()) {
            (None, None) => return,
            (a, b) if a == b => {}
            _ => {
                findings.push(format!("line {number}: not what the record says"));
                if findings.len() >= FINDINGS_MAX {
                    return;
                }
            }
        }
    }
}

/// Lines told of at most.
pub(super) const FINDINGS_MAX: usize = 100;

struct Reader {
    sources: BTreeMap<u64, StoredDocument>,
    cited: BTreeMap<u64, BTreeSet<(u64, u64)>>,
    checked: Checked,
}

impl Reader {
    fn wrong(&mut self, place: &str, what: &str) {
        self.checked.findings.push(format!("{place}: {what}"));
    }

    /// A row of the source table against the stored document.
    fn source(&mut self, source: &Json, lookup: Lookup<'_>) -> Result<()> {
        let number = count(source, "number");
        let place = format!("source {number}");
        let id = text(source, "document");
        self.checked.sources += 1;
        let Some(stored) = lookup(id)?.filter(|s| s.id == id) else {
            self.wrong(&place, "the corpus holds no such document");
            return Ok(());
        };
        let document = &stored.document;
        let optional = |value: Option<String>| value.map_or(Json::Null, Json::String);
        let facts = [
            ("version", Json::from(stored.version)),
            ("title", Json::from(document.title.clone())),
            ("site", optional(document.site.clone())),
            ("language", optional(document.language.clone())),
            ("published", optional(document.published.map(|p| p.to_string()))),
            ("url", Json::from(document.url.clone())),
            ("fetched_at", Json::from(stored.capture.fetched_at.clone())),
            ("sha256", Json::from(stored.capture.sha256.clone())),
            ("warc", Json::from(stored.capture.warc.clone())),
            ("offset", Json::from(stored.capture.offset)),
        ];
        for (key, fact) in facts {
            if source.get(key) != Some(&fact) {
                self.wrong(&place, &format!("{key} is not what the corpus says"));
            }
        }
        if self.sources.insert(number, stored).is_some() {
            self.wrong(&place, "the number is given twice");
        }
        Ok(())
    }

    fn lines(&mut self, brief: &Json) {
        for (at, line) in list(brief, "key_sentences").iter().enumerate() {
            self.passage(&format!("key sentence {}", at + 1), line);
        }
        let groups = list(brief, "figures").iter().flat_map(|group| list(group, "figures"));
        for (at, figure) in groups.enumerate() {
            let place = format!("figure {}", at + 1);
            self.passage(&place, figure);
            self.figure(&place, figure);
        }
        for (at, entry) in list(brief, "timeline").iter().enumerate() {
            let place = format!("timeline entry {}", at + 1);
            self.passage(&place, entry);
            self.dated(&place, entry);
        }
        for (at, person) in list(brief, "people").iter().enumerate() {
            for alias in list(person, "aliases") {
                let place = format!("person or organisation {}", at + 1);
                self.passage(&place, alias);
                self.named(&place, person, alias);
            }
        }
        for (at, quote) in list(brief, "quotes").iter().enumerate() {
            let place = format!("quotation {}", at + 1);
            self.passage(&place, quote);
            self.said(&place, quote);
        }
    }

    /// The words of a line against every place that is cited for them.
    fn passage(&mut self, place: &str, line: &Json) {
        let citations = list(line, "citations");
        if citations.is_empty() {
            self.wrong(place, "nothing is cited");
        }
        for citation in citations {
            self.checked.passages += 1;
            match self.cite(citation) {
                Some(words) if words == text(line, "text") => {}
                _ => self.wrong(place, "the words do not stand at the place cited"),
            }
        }
    }

    /// The words at a citation; remembers the span.
    fn cite(&mut self, citation: &Json) -> Option<String> {
        let number = count(citation, "source");
        let (start, end) = (count(citation, "start"), count(citation, "end"));
        self.cited.entry(number).or_default().insert((start, end));
        let stored = self.sources.get(&number)?;
        (stored.id == text(citation, "document")).then_some(())?;
        let span = span(stored, start, end)?;
        Some(span.of(&stored.document.text).to_string())
    }

    /// The mentions inside a citation.
    fn inside(&self, citation: &Json) -> Vec<(&StoredDocument, &Mention)> {
        let Some(stored) = self.sources.get(&count(citation, "source")) else { return Vec::new() };
        let Some(span) = span(stored, count(citation, "start"), count(citation, "end")) else {
            return Vec::new();
        };
        let inside = stored.mentions.iter().filter(|m| span.contains(m.span));
        inside.map(|m| (stored, m)).collect()
    }

    fn figure(&mut self, place: &str, figure: &Json) {
        let holds = |(stored, mention): (&StoredDocument, &Mention)| {
            mention.span.of(&stored.document.text) == text(figure, "figure")
                && is_figure(mention, figure, true)
        };
        let first = list(figure, "citations").first().unwrap_or(&Json::Null);
        if !self.inside(first).into_iter().any(holds) {
            self.wrong(place, "the figure is not one the source gives");
        }
        for also in list(figure, "also") {
            self.checked.passages += 1;
            let words = self.cite(also);
            let gives = self.inside(also).into_iter().any(|(stored, mention)| {
                Some(mention.span.of(&stored.document.text)) == words.as_deref()
                    && is_figure(mention, figure, false)
            });
            if !gives {
                self.wrong(place, "the same value does not stand at the place cited");
            }
        }
    }

    fn dated(&mut self, place: &str, entry: &Json) {
        let (date, value) = (text(entry, "date"), text(entry, "value"));
        let first = list(entry, "citations").first().unwrap_or(&Json::Null);
        let holds = if text(entry, "basis") == "mention" {
            self.inside(first).into_iter().any(|(stored, mention)| match &mention.value {
                Value::Date(moment) => {
                    mention.span.of(&stored.document.text) == text(entry, "expression")
                        && moment.start.as_deref().is_some_and(|s| s.starts_with(date))
                        && date.len() == DAY_LEN
                        && moment.value.split('T').next() == Some(value)
                }
                _ => false,
            })
        } else {
            let stored = self.sources.get(&count(first, "source"));
            stored.and_then(StoredDocument::published_date).as_deref() == Some(date)
                && date == value
        };
        if !holds {
            self.wrong(place, "the date is not one the source gives");
        }
    }

    fn said(&mut self, place: &str, line: &Json) {
        let first = list(line, "citations").first().unwrap_or(&Json::Null);
        let holds = self.inside(first).into_iter().any(|(_, mention)| match &mention.value {
            Value::Quote(quote) => {
                quote.speaker.as_deref() == line.get("speaker").and_then(Json::as_str)
                    && quote.cue.as_deref() == line.get("cue").and_then(Json::as_str)
            }
            _ => false,
        });
        if !holds {
            self.wrong(place, "the source does not say that of the speaker");
        }
    }

    /// A form of a name against the name.
    fn named(&mut self, place: &str, person: &Json, alias: &Json) {
        let first = list(alias, "citations").first().unwrap_or(&Json::Null);
        let holds = self.inside(first).into_iter().any(|(_, mention)| match &mention.value {
            Value::Entity(entity) => {
                entity.label.as_str() == text(person, "label")
                    && (entity.canonical == text(person, "name")
                        || entity.entity.is_some()
                            && entity.entity.as_deref()
                                == person.get("entity").and_then(Json::as_str))
            }
            _ => false,
        });
        if !holds {
            self.wrong(place, "the source does not name it so");
        }
    }

    /// What a language model wrote, checked as it was when it was taken.
    fn machine(&mut self, brief: &Json) {
        let Some(machine) = brief.get("machine").filter(|m| !m.is_null()) else { return };
        for (at, line) in list(machine, "sentences").iter().enumerate() {
            let place = format!("sentence {} by machine", at + 1);
            self.checked.passages += 1;
            let cited: Option<Vec<String>> =
                list(line, "citations").iter().map(|c| self.cite(c)).collect();
            let cited = cited.filter(|c| !c.is_empty());
            let Some(cited) = cited else {
                self.wrong(&place, "what it rests on is not there");
                continue;
            };
            let cited: Vec<&str> = cited.iter().map(String::as_str).collect();
            if let Some(reason) = writer::fault(text(line, "text"), &cited) {
                self.wrong(&place, reason);
            }
        }
    }

    /// Changes since an earlier brief: new words as cited here, old ones as cited there.
    fn changes(&mut self, brief: &Json, lookup: Lookup<'_>) -> Result<()> {
        let Some(since) = brief.get("since").filter(|s| !s.is_null()) else { return Ok(()) };
        for (at, change) in list(since, "changes").iter().enumerate() {
            let place = format!("change {}", at + 1);
            if text(change, "what") == "source" {
                continue;
            }
            if !text(change, "text").is_empty() {
                self.passage(&place, change);
            }
            if let Some(citation) = list(change, "before_citations").first() {
                self.checked.passages += 1;
                let stored = lookup(text(citation, "document"))?;
                let words = stored.as_ref().and_then(|stored| {
                    let (start, end) = (count(citation, "start"), count(citation, "end"));
                    Some(span(stored, start, end)?.of(&stored.document.text))
                });
                if words != Some(text(change, "before")) {
                    self.wrong(&place, "the earlier words do not stand at the place cited");
                }
            }
        }
        Ok(())
    }

    /// The spans of the source table are those that are cited.
    fn spans(&mut self, brief: &Json) {
        for source in list(brief, "sources") {
            let number = count(source, "number");
            let bound = |span: &Json, at: usize| span.get(at).and_then(Json::as_u64).unwrap_or(0);
            let listed: Vec<(u64, u64)> =
                list(source, "spans").iter().map(|s| (bound(s, 0), bound(s, 1))).collect();
            let cited: Vec<(u64, u64)> =
                self.cited.get(&number).into_iter().flatten().copied().collect();
            if listed != cited {
                self.wrong(&format!("source {number}"), "the spans are not those cited");
            }
        }
        let unknown: Vec<u64> =
            self.cited.keys().filter(|n| !self.sources.contains_key(n)).copied().collect();
        for number in unknown {
            self.wrong(&format!("source {number}"), "cited, but not in the source table");
        }
    }
}

/// Length of `YYYY-MM-DD`.
const DAY_LEN: usize = 10;

/// The bytes of a span of code points; `None` outside the text.
fn span(stored: &StoredDocument, start: u64, end: u64) -> Option<Span> {
    let points = CodePoints::new(&stored.document.text);
    let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
    let span = Span::new(points.to_byte(start), points.to_byte(end.max(start)));
    (points.of_span(span) == (start, end)).then_some(span)
}

/// True if a mention has the value of a figure, and with `whole` its kind, unit and modifier.
fn is_figure(mention: &Mention, figure: &Json, whole: bool) -> bool {
    let (kind, unit, min, max, modifier) = match &mention.value {
        Value::Money(m) => ("money", m.best_currency(), m.min, m.max, m.modifier),
        Value::Quantity(q) => ("quantity", q.unit.as_deref(), q.min, q.max, q.modifier),
        _ => return false,
    };
    let number = |n: Option<Decimal>| -> Option<Number> { n?.normalize().to_string().parse().ok() };
    let given = |key: &str| figure.get(key).and_then(Json::as_number).cloned();
    let same = given("min") == number(min) && given("max") == number(max);
    let named = figure.get("unit").and_then(Json::as_str) == unit.filter(|u| !u.is_empty());
    same && (!whole
        || named && text(figure, "kind") == kind && text(figure, "mod") == modifier.as_str())
}

pub(super) fn list<'j>(json: &'j Json, key: &str) -> &'j [Json] {
    json.get(key).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn text<'j>(json: &'j Json, key: &str) -> &'j str {
    json.get(key).and_then(Json::as_str).unwrap_or("")
}

pub(super) fn count(json: &Json, key: &str) -> u64 {
    json.get(key).and_then(Json::as_u64).unwrap_or(0)
}
