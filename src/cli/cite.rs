//! `newsint cite`: one statement with all that proves it.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::Session;
use super::exit::Exit;
use crate::capture::{Record, sha256_hex, to_capture};
use crate::corpus::Store;
use crate::error::{Error, Result};
use crate::evidence;
use crate::extract;
use crate::model::{CodePoints, Span};

/// Cite words of a document, and pack the evidence for a third party
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint cite 3fa9 --span 120:180
  newsint cite 3fa9 --words 'in a single day' --evidence out.zip
  newsint verify out.zip

Offsets are Unicode code points, end exclusive, as in briefs and searches. The package holds the captured
WARC record, the text, the citation, digests and a README that tells how to check it without newsint. What
is printed last is the SHA-256 of the package: give it to the third party on another way.")]
pub(super) struct Cite {
    /// Id (or the first digits of one) or URL of a document
    id: String,
    /// First character and the one after the last
    #[arg(long, value_name = "START:END", required_unless_present = "words")]
    span: Option<String>,
    /// The words themselves: the first place where they stand
    #[arg(long, value_name = "TEXT", conflicts_with = "span")]
    words: Option<String>,
    /// Write a package (ZIP) to this file
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// One JSON object (schema newsint.evidence/1)
    #[arg(long)]
    json: bool,
}

impl Cite {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let store = Store::open_read(&session.home.database())?;
        let Some(stored) = store.find(&self.id)? else {
            session.out.say(&format!("no document {:?} (see `newsint search`)", self.id));
            return Ok(Exit::Nothing);
        };
        let (start, end) = match (&self.span, &self.words) {
            (Some(span), _) => bounds(span)?,
            (None, words) => {
                let words = words.as_deref().unwrap_or("");
                let text = &stored.document.text;
                let Some(at) = text.find(words).filter(|_| !words.is_empty()) else {
                    session.out.say(&format!("{} does not hold these words", stored.id));
                    return Ok(Exit::Nothing);
                };
                CodePoints::new(text).of_span(Span::new(at, at + words.len()))
            }
        };
        let Some(citation) = evidence::citation(&stored, start, end) else {
            let length = stored.document.text.chars().count();
            let what = format!("{start}:{end} is no span of {}", stored.id);
            return Err(Error::usage_hint(what, format!("its text has {length} characters")));
        };
        if self.json {
            session.out.json(&citation)?;
        } else {
            let at = |pointer: &str| {
                citation.pointer(pointer).and_then(|v| v.as_str()).unwrap_or("").to_string()
            };
            for (name, value) in [
                ("words", at("/words")),
                ("place", format!("{start}:{end} of {}", stored.id)),
                ("title", at("/title")),
                ("site", at("/site")),
                ("published", at("/published")),
                ("url", at("/url")),
                ("captured", format!("{} from {}", at("/capture/fetched_at"), at("/capture/url"))),
                ("sha256", at("/capture/sha256")),
            ] {
                session.out.text(&format!("{name:<10} {}", value.replace('\n', " ")))?;
            }
        }
        if let Some(path) = &self.evidence {
            let captures = session.home.captures();
            let package = evidence::pack(&stored, citation, &captures, &text_of)?;
            fs::write(path, &package).map_err(|e| Error::io("write", path, e))?;
            let line = format!("{}  {}", sha256_hex(&package), path.display());
            if self.json { session.out.say(&line) } else { session.out.text(&line)? }
        }
        Ok(Exit::Done)
    }
}

/// The text that newsint's own recipes take from a record.
pub(super) fn text_of(record: Record) -> Result<String, String> {
    Ok(extract::extract(&to_capture(record)?).0.text)
}

/// `120:180`.
fn bounds(span: &str) -> Result<(usize, usize)> {
    let bounds = span
        .split_once(':')
        .and_then(|(start, end)| Some((start.trim().parse().ok()?, end.trim().parse().ok()?)));
    bounds.ok_or_else(|| {
        Error::usage_hint(format!("{span:?} is no span"), "write START:END, as 120:180")
    })
}
