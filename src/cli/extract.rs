//! `newsint extract`: the article extractor as a filter. Needs no corpus.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde_json::Value;

use super::exit::Exit;
use super::explain;
use super::input::{self, Line};
use super::tag::bad_line;
use super::{Session, clock};
use crate::error::{Error, Result};
use crate::extract::Extractor;
use crate::model::{Capture, MediaKind};
use crate::parallel::ordered_map;
use crate::{export, extract};

/// Take the article out of a page: title, authors, dates, body
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint extract page.html
  curl -s https://example.org/a | newsint extract --url https://example.org/a --format text -
  newsint extract --jsonl < pages.jsonl > articles.jsonl
  newsint extract --explain page.html              why the text is what it is
  newsint extract --explain 3fa9                   the same of a stored document

A page that is a list of links is no article (exit 1); it is printed with the flag index,
its lines and its links.
Recipes for single sites are taken from the folder that newsint.toml names ([extract] sites).
With --jsonl each input line is {\"id\", \"html\" or \"path\", \"url\"?}; output lines keep the order.")]
pub(super) struct Extract {
    /// HTML, text or Markdown file, or - for stdin; with --explain also a stored document, by id or URL
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Address of the page
    #[arg(long)]
    url: Option<String>,
    /// What to print; JSON unless --explain is given
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Tell how title, dates and body were found, for people or as --format json
    #[arg(long, conflicts_with = "jsonl")]
    explain: bool,
    /// Read JSON lines, write JSON lines, in the same order, on all cores
    #[arg(long, conflicts_with_all = ["format", "url"])]
    jsonl: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// One JSON object
    Json,
    /// Title and body as Markdown
    Markdown,
    /// The body
    Text,
}

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    id: Value,
    html: Option<String>,
    path: Option<PathBuf>,
    url: Option<String>,
}

impl Extract {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        if self.jsonl {
            self.batch(session)
        } else if self.explain {
            self.explained(session)
        } else {
            self.single(session)
        }
    }

    fn single(&self, session: &mut Session) -> Result<Exit> {
        let body = input::bytes(&self.file)?;
        let kind = media_kind(&self.file, &body);
        let (url, fetched_at) = (self.url.clone().unwrap_or_default(), clock::now());
        let capture = Capture { url, fetched_at, kind, charset: None, body };
        let extractor = session.extractor()?;
        let (document, warnings) = match self.format.unwrap_or(Format::Json) {
            Format::Json => {
                let (document, details, warnings) = extractor.extract_with_details(&capture);
                let id = Value::String(self.file.to_string_lossy().into_owned());
                let passages = extract::passages(&document);
                let line = export::contract::document_line(&id, &document, &warnings);
                let line = line.with_languages(extract::Passage::pairs(&passages));
                session.out.json(&line.with_details(&details))?;
                // The line holds the warnings.
                (document, Vec::new())
            }
            Format::Markdown => {
                let (document, warnings, how) = extractor.explain(&capture);
                let links: Vec<_> = how.links.iter().map(|l| (l.span, l.href.as_str())).collect();
                session.out.text(&export::markdown_with_links(&document, &links))?;
                (document, warnings)
            }
            Format::Text => {
                let (document, warnings) = extractor.extract(&capture);
                session.out.text(&document.text)?;
                (document, warnings)
            }
        };
        if !session.out.is_quiet() {
            for warning in &warnings {
                session.out.say(&format!("warning: {}", warning.message));
            }
        }
        Ok(if document.is_article() { Exit::Done } else { Exit::Nothing })
    }

    /// How the document of a file, or of a stored capture, came to be.
    fn explained(&self, session: &mut Session) -> Result<Exit> {
        let extractor = session.extractor()?;
        let capture = if self.file.as_os_str() == "-" || self.file.exists() {
            let body = input::bytes(&self.file)?;
            let kind = media_kind(&self.file, &body);
            let (url, fetched_at) = (self.url.clone().unwrap_or_default(), clock::now());
            Capture { url, fetched_at, kind, charset: None, body }
        } else {
            match explain::stored(session, &self.file.to_string_lossy())? {
                Some(capture) => capture,
                None => return Ok(Exit::Nothing),
            }
        };
        let json = matches!(self.format, Some(Format::Json));
        explain::print(session, &extractor, (&self.file.to_string_lossy(), &capture), json)
    }

    fn batch(&self, session: &mut Session) -> Result<Exit> {
        let now = clock::now();
        let extractor = session.extractor()?;
        let out = &mut session.out;
        ordered_map(
            input::lines(&self.file)?,
            |line: &Line| line.bytes.len(),
            |line| answer(&line, &now, &extractor),
            |answer| out.data(&answer?),
        )?;
        Ok(Exit::Done)
    }
}

/// How a file is read: by its ending, else by its first bytes.
fn media_kind(path: &Path, body: &[u8]) -> MediaKind {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    match ending.as_str() {
        "txt" => MediaKind::Text,
        "md" | "markdown" => MediaKind::Markdown,
        "html" | "htm" | "xhtml" => MediaKind::Html,
        _ => {
            let start = String::from_utf8_lossy(body.get(..body.len().min(2_048)).unwrap_or(body))
                .to_lowercase();
            let html = start.trim_start_matches('\u{feff}').trim_start().starts_with('<')
                || start.contains("<html");
            if html { MediaKind::Html } else { MediaKind::Text }
        }
    }
}

/// One output line; a line or file that can't be read gives an object with `error`, and the rest
/// goes on.
fn answer(line: &Line, now: &str, extractor: &Extractor) -> Result<String> {
    let request: Request = match serde_json::from_slice(&line.bytes) {
        Ok(request) => request,
        Err(error) => return bad_line(line.number, &error),
    };
    let (body, kind, charset) = match (request.html, request.path) {
        (Some(html), _) => (html.into_bytes(), MediaKind::Html, Some("utf-8".to_string())),
        (None, Some(path)) => match input::bytes(&path) {
            Ok(body) => {
                let kind = media_kind(&path, &body);
                (body, kind, None)
            }
            Err(error) => return refused(&request.id, line.number, &error),
        },
        (None, None) => {
            return refused(
                &request.id,
                line.number,
                &Error::usage("neither \"html\" nor \"path\""),
            );
        }
    };
    let url = request.url.unwrap_or_default();
    let capture = Capture { url, fetched_at: now.to_string(), kind, charset, body };
    let (document, details, warnings) = extractor.extract_with_details(&capture);
    let passages = extract::passages(&document);
    let line = export::contract::document_line(&request.id, &document, &warnings);
    let line = line.with_languages(extract::Passage::pairs(&passages));
    Ok(serde_json::to_string(&line.with_details(&details))?)
}

fn refused(id: &Value, number: usize, error: &Error) -> Result<String> {
    let cause = std::error::Error::source(error).map(|c| format!(": {c}")).unwrap_or_default();
    Ok(serde_json::to_string(
        &serde_json::json!({"id": id, "line": number, "error": format!("{error}{cause}")}),
    )?)
}
