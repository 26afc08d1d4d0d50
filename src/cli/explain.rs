//! Prints how a document came to be.

use serde_json::Value;

use super::Session;
use super::exit::Exit;
use crate::capture;
use crate::corpus::Store;
use crate::error::{Error, Result};
use crate::export::contract;
use crate::extract::{Explanation, Extractor, Passage, passages};
use crate::model::{Capture, Document};

/// Characters of a block or value that are shown to people.
const SHOWN: usize = 72;

/// The capture of a stored document; `None`, after saying so, if there is none of that name.
pub(super) fn stored(session: &mut Session, name: &str) -> Result<Option<Capture>> {
    let database = session.home.database();
    if !database.exists() {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(Error::io("read", name, missing));
    }
    let Some(stored) = Store::open_read(&database)?.find(name)? else {
        session.out.say(&format!("no file and no document {name:?} (see `newsint search`)"));
        return Ok(None);
    };
    let path = session.home.captures().join(&stored.capture.warc);
    let record = capture::read_at(&path, stored.capture.offset)?;
    capture::to_capture(record).map(Some).map_err(|reason| Error::data(path, reason))
}

/// Prints what is told of a capture, for people or as JSON.
pub(super) fn print(
    session: &mut Session,
    extractor: &Extractor,
    (name, capture): (&str, &Capture),
    json: bool,
) -> Result<Exit> {
    let (document, warnings, how) = extractor.explain(capture);
    let passages = passages(&document);
    if json {
        let id = Value::String(name.to_owned());
        let line = contract::document_line(&id, &document, &warnings);
        let line = line.with_languages(Passage::pairs(&passages)).with_details(&how.details);
        session.out.json(&contract::explanation_line(line, &document, &how, &how.paths))?;
    } else {
        let mut lines = facts(&document, &how);
        for warning in &warnings {
            lines.push(format!("warning    {}: {}", warning.code, warning.message));
        }
        for flag in &document.flags {
            lines.push(format!("flag       {:?}: {}", flag.kind, flag.evidence));
        }
        for passage in &passages {
            let language = passage.language.as_deref().unwrap_or("unsure");
            let start = passage.span.of(&document.text);
            lines.push(format!("language   {language}: {}", shown(start)));
        }
        body(&document, &how, &mut lines);
        for line in lines {
            session.out.text(&line.replace('\n', " "))?;
        }
    }
    Ok(if document.is_article() { Exit::Done } else { Exit::Nothing })
}

fn facts(document: &Document, how: &Explanation) -> Vec<String> {
    let mut lines = vec![
        format!("url        {}", document.url),
        format!("charset    {}, {}", how.charset.name, how.charset.decided_by),
        format!("language   {}", document.language.as_deref().unwrap_or("unsure")),
    ];
    lines.push(match &how.recipe {
        None => "recipe     none for this site".to_owned(),
        Some(used) => {
            let list = |fields: &[&str]| {
                if fields.is_empty() { "nothing".to_owned() } else { fields.join(", ") }
            };
            format!(
                "recipe     {}: gave {}; did not find {}",
                used.file,
                list(&used.fits),
                list(&used.misfits)
            )
        }
    });
    for field in ["title", "author", "published", "modified", "site"] {
        let mut any = false;
        for evidence in how.evidence.iter().filter(|evidence| evidence.field == field) {
            any = true;
            let mark = if evidence.chosen { '*' } else { ' ' };
            let value = evidence.value.as_deref().unwrap_or(&evidence.raw);
            let (source, reason) = (&evidence.source, &evidence.reason);
            lines.push(format!("{field:<9}{mark} {} [{source}: {reason}]", shown(value)));
        }
        if !any {
            lines.push(format!("{field:<10} nothing found"));
        }
    }
    lines
}

fn body(document: &Document, how: &Explanation, lines: &mut Vec<String>) {
    lines.push(format!("body       {}", how.body_reason));
    for candidate in &how.candidates {
        let mark = if candidate.chosen { '*' } else { ' ' };
        let path = if candidate.path.is_empty() { "a script" } else { &candidate.path };
        lines.push(format!("candidate{mark} {:>6} {} {path}", candidate.prose, candidate.view));
    }
    let paths = how.paths.iter().map(String::as_str).chain(std::iter::repeat(""));
    for (block, path) in document.blocks.iter().zip(paths) {
        let kind = format!("{:?}", block.kind);
        let text = shown(block.span.of(&document.text));
        lines.push(format!("block      {kind:<12} {path}  {text}"));
    }
}

/// The beginning of a text.
fn shown(text: &str) -> String {
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}
