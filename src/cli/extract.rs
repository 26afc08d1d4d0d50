//! `newsint extract`: the article extractor as a filter. Needs no corpus.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde_json::Value;

use super::exit::Exit;
use super::input::{self, Line};
use super::tag::bad_line;
use super::{Session, clock};
use crate::error::{Error, Result};
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

With --jsonl each input line is {\"id\", \"html\" or \"path\", \"url\"?}; output lines keep the order.")]
pub(super) struct Extract {
    /// HTML, text or Markdown file, or - for stdin
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Address of the page
    #[arg(long)]
    url: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
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
        if self.jsonl { self.batch(session) } else { self.single(session) }
    }

    fn single(&self, session: &mut Session) -> Result<Exit> {
        let body = input::bytes(&self.file)?;
        let kind = media_kind(&self.file, &body);
        let capture = captured(body, kind, self.url.clone(), &clock::now());
        let (document, warnings, details) = if matches!(self.format, Format::Markdown) {
            extract::explain(&capture)
        } else {
            let (document, warnings) = extract::extract(&capture);
            (document, warnings, extract::Details::default())
        };
        let id = Value::String(self.file.to_string_lossy().into_owned());
        match self.format {
            Format::Json => {
                session.out.json(&export::contract::document_line(&id, &document, &warnings))?;
            }
            Format::Markdown => {
                let links: Vec<_> =
                    details.links.iter().map(|l| (l.span, l.href.as_str())).collect();
                session.out.text(&export::markdown_with_links(&document, &links))?;
            }
            Format::Text => session.out.text(&document.text)?,
        }
        if !session.out.is_quiet() && !matches!(self.format, Format::Json) {
            for warning in &warnings {
                session.out.say(&format!("warning: {}", warning.message));
            }
        }
        Ok(if document.text.is_empty() { Exit::Nothing } else { Exit::Done })
    }

    fn batch(&self, session: &mut Session) -> Result<Exit> {
        let now = clock::now();
        let out = &mut session.out;
        ordered_map(
            input::lines(&self.file)?,
            |line: &Line| line.bytes.len(),
            |line| answer(&line, &now),
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

fn captured(body: Vec<u8>, kind: MediaKind, url: Option<String>, now: &str) -> Capture {
    let url = url.unwrap_or_default();
    Capture { url, fetched_at: now.to_string(), kind, charset: None, body }
}

/// One output line; a line or file that can't be read gives an object with `error`, and the rest
/// goes on.
fn answer(line: &Line, now: &str) -> Result<String> {
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
    let (document, warnings) = extract::extract(&capture);
    Ok(serde_json::to_string(&export::contract::document_line(&request.id, &document, &warnings))?)
}

fn refused(id: &Value, number: usize, error: &Error) -> Result<String> {
    let cause = std::error::Error::source(error).map(|c| format!(": {c}")).unwrap_or_default();
    Ok(serde_json::to_string(
        &serde_json::json!({"id": id, "line": number, "error": format!("{error}{cause}")}),
    )?)
}
