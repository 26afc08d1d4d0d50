//! `newsint show`: one document with its provenance, tags and versions.

use clap::{Args, ValueEnum};

use serde_json::json;

use super::exit::Exit;
use super::{Session, colour, diff};
use crate::capture::{self, Head, RecordType};
use crate::corpus::{CaptureOf, Store};
use crate::error::{Error, Result};
use crate::export;
use crate::model::{Kind, StoredDocument};

/// Show a document: text, tags, versions, and where its bytes are
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint show 3fa9                        by id, or the beginning of one
  newsint show https://example.org/story   by address (the latest version)
  CLICOLOR_FORCE=1 newsint show 3fa9 | less -R    names, figures and dates in colour, as on a terminal
  newsint show 3fa9 --format html > marked.html
  newsint show 3fa9 --format raw > page.html   the captured bytes
  newsint show 3fa9 --versions             every capture of the address, and the version it gave
  newsint show 3fa9 --diff                 the words that changed since the version before
  newsint show 3fa9 --diff=1               the same since the first version
  newsint show 3fa9 --diff=81c0            the words in which two documents differ
  newsint show 3fa9 --versions --diff      what each version changed

Changes are written [-old-] {+new+}. The exit code of --diff is 1 when nothing differs.")]
pub(super) struct Show {
    /// Id (or the first digits of one) or URL of a document
    id: String,
    /// What to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// List captures and versions of its address (with --json: schema newsint.version/1)
    #[arg(long, conflicts_with = "format")]
    versions: bool,
    /// Show what it changed in another version, by number (default: the one before) or id (with
    /// --json: schema newsint.diff/1)
    #[arg(
        long,
        value_name = "VERSION|ID",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        conflicts_with = "format"
    )]
    diff: Option<String>,
    /// The same as --format json
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Facts, then the text; on a terminal its tags in colour (`NO_COLOR` turns that off)
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
        if self.versions {
            return self.history(session, &store, &stored);
        }
        if let Some(other) = &self.diff {
            return self.difference(session, &store, &stored, other);
        }
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

impl Show {
    /// The captures of the address of a document; with `--diff` what each version changed instead.
    fn history(
        &self,
        session: &mut Session,
        store: &Store,
        stored: &StoredDocument,
    ) -> Result<Exit> {
        let url = &stored.document.url;
        match self.diff.as_deref() {
            None => return self.captures(session, &store.captures_of(url)?),
            Some("") => {}
            Some(_) => return Err(Error::usage("--versions takes --diff without a value")),
        }
        let versions = store.versions(url)?;
        let mut changed = false;
        for pair in versions.windows(2) {
            if let [(_, old), (_, new)] = pair
                && let (Some(old), Some(new)) = (store.find(old)?, store.find(new)?)
            {
                changed |= diff::print(session, &old, &new, self.json)?;
            }
        }
        if versions.len() < 2 {
            session.out.say("there is one version only");
        }
        Ok(if changed { Exit::Done } else { Exit::Nothing })
    }

    fn captures(&self, session: &mut Session, captures: &[CaptureOf]) -> Result<Exit> {
        if self.json {
            for capture in captures {
                let (version, id) = capture.version.clone().unzip();
                session.out.json(&json!({
                    "schema": "newsint.version/1",
                    "version": version,
                    "id": id,
                    "outcome": capture.outcome,
                    "capture": {
                        "sha256": capture.sha256,
                        "url": capture.url,
                        "fetched_at": capture.fetched_at,
                        "warc": capture.warc,
                        "offset": capture.offset,
                    },
                }))?;
            }
            return Ok(Exit::Done);
        }
        let rows: Vec<_> = captures
            .iter()
            .map(|capture| {
                let (version, id) = capture.version.clone().unzip();
                vec![
                    version.map(|version| version.to_string()).unwrap_or_default(),
                    id.unwrap_or_default(),
                    capture.fetched_at.clone(),
                    capture.outcome.clone(),
                    capture.sha256.clone(),
                    format!("{} at {}", capture.warc, capture.offset),
                    capture.url.clone(),
                ]
            })
            .collect();
        let header = ["version", "id", "captured", "outcome", "sha256", "warc", "url"];
        session.out.table(&header, &rows)?;
        Ok(Exit::Done)
    }

    /// What a document changed in another one: a version of it by number, or any by id.
    fn difference(
        &self,
        session: &mut Session,
        store: &Store,
        stored: &StoredDocument,
        other: &str,
    ) -> Result<Exit> {
        let versions = store.versions(&stored.document.url)?;
        let number = match other {
            "" => stored.version.checked_sub(1),
            // Ids are given by four digits at least.
            number if number.len() < 4 => number.parse().ok(),
            _ => None,
        };
        let id = match number {
            Some(0) => {
                session.out.say("there is no version before this one");
                return Ok(Exit::Nothing);
            }
            Some(number) => versions.iter().find(|(n, _)| *n == number).map(|(_, id)| id.as_str()),
            None => Some(other),
        };
        let Some(old) = id.map_or(Ok(None), |id| store.find(id))? else {
            session.out.say(&format!("no version or document {other:?}"));
            return Ok(Exit::Nothing);
        };
        let changed = diff::print(session, &old, stored, self.json)?;
        Ok(if changed { Exit::Done } else { Exit::Nothing })
    }
}

fn facts_and_text(session: &mut Session, store: &Store, stored: &StoredDocument) -> Result<()> {
    let d = &stored.document;
    let versions = store.versions(&d.url)?;
    let count = |k: Kind| stored.mentions.iter().filter(|m| m.value.kind() == k).count();
    let tags: Vec<_> = Kind::ALL
        .iter()
        .map(|k| (*k, count(*k)))
        .filter(|(_, n)| *n > 0)
        .map(|(k, n)| (k, format!("{n} {}", k.as_str())))
        .collect();
    let listed: Vec<_> = tags.iter().map(|(_, words)| words.as_str()).collect();
    let told = if store.is_untagged(stored.sequence)? {
        "none looked for yet; run `newsint rebuild`".to_string()
    } else {
        listed.join(", ")
    };
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
        ("tags", told),
    ];
    for flag in &d.flags {
        let name = serde_json::to_value(flag.kind)?;
        facts.push(("flag", format!("{}: {}", name.as_str().unwrap_or_default(), flag.evidence)));
    }
    if versions.len() > 1 {
        let list: Vec<_> = versions.iter().map(|(n, id)| format!("{n}: {id}")).collect();
        facts.push(("versions", format!("this is {}; {}", stored.version, list.join(", "))));
    }
    let coloured = session.out.is_coloured();
    for (name, value) in facts.iter().filter(|(_, v)| !v.is_empty()) {
        if *name == "tags" && coloured && !tags.is_empty() {
            // The list of kinds tells the colours, too.
            let legend: Vec<_> = tags.iter().map(|(k, words)| colour::paint(*k, words)).collect();
            session.out.data(&format!("{name:<10} {}", legend.join(", ")))?;
            continue;
        }
        session.out.text(&format!("{name:<10} {}", value.replace('\n', " ")))?;
    }
    if coloured {
        return session.out.data(&format!("\n{}", colour::marked(&d.text, &stored.mentions)));
    }
    session.out.text(&format!("\n{}", d.text))
}
