//! `newsint brief`: a cited summary of what a query finds.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::exit::Exit;
use super::select::QueryWords;
use super::tag::sentences;
use super::{Session, given, input};
use crate::brief::{self, Options};
use crate::corpus::Store;
use crate::error::Result;

/// Write a cited brief: key sentences, figures, timeline, who said what, sources
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint brief 'entity:\"Lazarus Group\"' > lazarus.md
  newsint brief --words 120 missile after:2022-11
  newsint brief --json sanctions | jq .figures
  newsint brief verify lazarus.md

Every sentence is a verbatim quotation of a stored document and carries the number of its source; the
sources give address, capture time, SHA-256, document id and the place of the words.")]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Brief {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    query: QueryWords,
    /// Words of key sentences
    #[arg(long, default_value_t = 200, value_name = "N")]
    words: usize,
    /// One JSON object (schema newsint.brief/1)
    #[arg(long)]
    json: bool,
    /// Answer JSON lines {"id", "docs": [{"text", "date"?}], "query"?, "words"?} of stdin; needs no
    /// corpus
    #[arg(long, hide = true)]
    jsonl: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Check every sentence, figure, offset and hash of a brief against the corpus
    #[command(after_help = "\
Examples:
  newsint brief verify lazarus.md
  newsint brief verify lazarus.json

Reads briefs as newsint writes them, Markdown or JSON, and needs no network. Exit code 0 when everything
holds, 2 when something does not (each finding names its place).")]
    Verify {
        /// The brief, or - for stdin
        file: PathBuf,
    },
}

impl Brief {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        if let Some(Action::Verify { file }) = &self.action {
            return verify(session, file);
        }
        if self.jsonl {
            return self.batch(session);
        }
        let store = Store::open_read(&session.home.database())?;
        let documents = self.query.documents(session, &store)?;
        if documents.is_empty() {
            session.out.say("nothing found");
            return Ok(Exit::Nothing);
        }
        let options = Options { words: self.words, ..Options::new(sentences) };
        let brief = brief::build(&self.query.text(), &documents, options);
        if self.json {
            session.out.json(&brief)?;
        } else {
            session.out.text(&brief::render_verifiable(&brief)?)?;
        }
        Ok(Exit::Done)
    }
    /// Key sentences of documents that are given.
    fn batch(&self, session: &mut Session) -> Result<Exit> {
        given::batch(session, |given| {
            let words = given.words.unwrap_or(self.words);
            let options = Options { words, ..Options::new(sentences) };
            let lines = brief::key_sentences(&given.query, &given.documents(), options);
            Ok(json!({"id": given.id, "key_sentences": lines}))
        })?;
        Ok(Exit::Done)
    }
}

fn verify(session: &mut Session, file: &Path) -> Result<Exit> {
    let bytes = input::bytes(file)?;
    let store = Store::open_read(&session.home.database())?;
    let checked = brief::verify(&String::from_utf8_lossy(&bytes), &mut |id| store.find(id))?;
    for finding in &checked.findings {
        session.out.text(finding)?;
    }
    session.out.data(&format!(
        "{} sources, {} passages: {}",
        checked.sources,
        checked.passages,
        match checked.findings.len() {
            0 => "all hold".to_string(),
            n => format!("{n} findings"),
        }
    ))?;
    Ok(if checked.findings.is_empty() { Exit::Done } else { Exit::Wrong })
}
