//! `newsint show`: one document with its provenance, tags and versions.

use clap::{Args, ValueEnum};

use super::Session;
use super::exit::Exit;
use crate::capture::{self, Head, RecordType};
use crate::corpus::Store;
use crate::error::Result;
use crate::export;
use crate::model::{Kind, StoredDocument};

/// Show a document: text, tags, versions, and where its bytes are
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint show 3fa9                        by id, or the beginning of one
  newsint show https://example.org/story   by address (the latest version)
  newsint show 3fa9 --format html > marked.html
  newsint show 3fa9 --format raw > page.html   the captured bytes")]
pub(super) struct Show {
    /// Id (or the first digits of one) or URL of a document
    id: String,
    /// What to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The same as --format json
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Facts, then the text
    Text,
    /// One JSON object (schema newsint.document/1)
    Json,
    /// The text with mentions marked up
    Html,
    /// Markdown
    Markdown,
    /// The captured payload, byte for byte
    Raw,
}

impl Show {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let store = Store::open_read(&session.home.database())?;
        let Some(stored) = store.find(&self.id)? else {
            session.out.say(&format!("no document {:?} (see `newsint search`)", self.id));
            return Ok(Exit::Nothing);
        };
        match if self.json { Format::Json } else { self.format } {
            Format::Json => session.out.json(&export::contract::stored_line(&stored))?,
            Format::Html => {
                session.out.raw(&export::html_of(&stored.document.text, &stored.mentions))?;
            }
            Format::Markdown => session.out.text(&export::markdown_of(&stored.document))?,
            Format::Raw => {
                let path = session.home.captures().join(&stored.capture.warc);
                let record = capture::read_at(&path, stored.capture.offset)?;
                let head = match record.record_type {
                    RecordType::Response => {
                        Head::parse(&record.block).map_or(0, |head| head.body_at)
                    }
                    _ => 0,
                };
                session.out.bytes(record.block.get(head..).unwrap_or_default())?;
            }
            Format::Text => facts_and_text(session, &store, &stored)?,
        }
        Ok(Exit::Done)
    }
}

fn facts_and_text(session: &mut Session, store: &Store, stored: &StoredDocument) -> Result<()> {
    let d = &stored.document;
    let versions = store.versions(&d.url)?;
    let tags: Vec<_> = Kind::ALL
        .iter()
        .map(|k| (k.as_str(), stored.mentions.iter().filter(|m| m.value.kind() == *k).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(k, n)| format!("{n} {k}"))
        .collect();
    let mut facts = vec![
        ("id", stored.id.clone()),
        ("title", d.title.clone()),
        ("author", d.author.join("; ")),
        ("site", d.site.clone().unwrap_or_default()),
        ("published", d.published.map(|s| s.to_string()).unwrap_or_default()),
        ("modified", d.modified.map(|s| s.to_string()).unwrap_or_default()),
        ("language", d.language.clone().unwrap_or_default()),
        ("url", d.url.clone()),
        ("captured", format!("{} from {}", stored.capture.fetched_at, stored.capture.url)),
        ("sha256", stored.capture.sha256.clone()),
        ("warc", format!("{} at {}", stored.capture.warc, stored.capture.offset)),
        ("tags", tags.join(", ")),
    ];
    for flag in &d.flags {
        let name = serde_json::to_value(flag.kind)?;
        facts.push(("flag", format!("{}: {}", name.as_str().unwrap_or_default(), flag.evidence)));
    }
    if versions.len() > 1 {
        let list: Vec<_> = versions.iter().map(|(n, id)| format!("{n}: {id}")).collect();
        facts.push(("versions", format!("this is {}; {}", stored.version, list.join(", "))));
    }
    for (name, value) in facts.iter().filter(|(_, v)| !v.is_empty()) {
        session.out.text(&format!("{name:<10} {}", value.replace('\n', " ")))?;
    }
    session.out.text(&format!("\n{}", d.text))
}
