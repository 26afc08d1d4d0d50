//! `newsint brief`: a cited summary of what a query finds.

use clap::Args;

use super::Session;
use super::exit::Exit;
use super::select::QueryWords;
use super::tag::sentences;
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

Every sentence is a verbatim quotation of a stored document and carries the number of its source; the
sources give address, capture time, SHA-256, document id and the place of the words.")]
pub(super) struct Brief {
    #[command(flatten)]
    query: QueryWords,
    /// Words of key sentences
    #[arg(long, default_value_t = 200, value_name = "N")]
    words: usize,
    /// One JSON object (schema newsint.brief/1)
    #[arg(long)]
    json: bool,
}

impl Brief {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
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
            session.out.text(&brief::render_markdown(&brief)?)?;
        }
        Ok(Exit::Done)
    }
}
