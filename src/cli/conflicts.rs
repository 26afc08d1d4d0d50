//! `newsint conflicts`: where sources give values that cannot both hold.

use clap::Args;
use serde_json::json;

use super::exit::Exit;
use super::select::QueryWords;
use super::tag::sentences;
use super::{SHORT_ID, Session};
use crate::brief::{self, Options};
use crate::corpus::Store;
use crate::error::Result;

/// List figures on one matter where independent sources disagree, side by side
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint conflicts 'crypto* theft'
  newsint conflicts --json missile | jq '.figures[].figure'

Copies of one wire count as one source. Each value stands in the words of its source.")]
pub(super) struct Conflicts {
    #[command(flatten)]
    query: QueryWords,
    /// Most matters
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    limit: usize,
    /// One JSON object a matter and line (schema newsint.conflict/1)
    #[arg(long)]
    json: bool,
}

impl Conflicts {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let store = Store::open_read(&session.home.database())?;
        let documents = self.query.documents(session, &store)?;
        let options = Options { figures: self.limit, ..Options::new(sentences) };
        let (groups, sources) = brief::conflicts(&self.query.text(), &documents, options);
        if groups.is_empty() {
            session.out.say("nothing found");
            return Ok(Exit::Nothing);
        }
        let mut rows = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            if self.json {
                session.out.json(&json!({
                    "schema": "newsint.conflict/1",
                    "figures": group.figures,
                    "sources": sources.iter().filter(|s| {
                        group.figures.iter().flat_map(|f| f.citations.iter().chain(&f.also))
                            .any(|c| c.source == s.number)
                    }).collect::<Vec<_>>(),
                }))?;
                continue;
            }
            for figure in &group.figures {
                let first = figure.citations.first();
                let source = first.and_then(|c| sources.iter().find(|s| s.number == c.source));
                let id = source.map(|s| s.document.clone()).unwrap_or_default();
                let short = id.get(..SHORT_ID).unwrap_or(&id).to_string();
                rows.push(vec![
                    (number + 1).to_string(),
                    figure.figure.clone(),
                    source.and_then(|s| s.site.clone()).unwrap_or_default(),
                    source.and_then(|s| s.published.clone()).unwrap_or_default(),
                    if session.out.is_terminal() { short } else { id },
                    figure.text.clone(),
                ]);
            }
        }
        if !self.json {
            let header = ["matter", "figure", "site", "published", "document", "words"];
            session.out.table(&header, &rows)?;
        }
        Ok(Exit::Done)
    }
}
