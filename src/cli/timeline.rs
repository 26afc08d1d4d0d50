//! `newsint timeline`: what happened when, by the dates the texts themselves name.

use clap::Args;
use serde_json::{Value, json};

use super::exit::Exit;
use super::select::QueryWords;
use super::tag::sentences;
use super::{SHORT_ID, Session};
use crate::brief::{self, Options};
use crate::corpus::Store;
use crate::error::Result;

/// List dated sentences in order of time
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint timeline missile launch
  newsint timeline --dates 40 --json 'entity:\"North Korea\"'")]
pub(super) struct Timeline {
    #[command(flatten)]
    query: QueryWords,
    /// Most dates
    #[arg(long, default_value_t = 30, value_name = "N")]
    dates: usize,
    /// Most sentences for one date
    #[arg(long, default_value_t = 2, value_name = "N")]
    per_date: usize,
    /// One JSON object a line (schema newsint.timeline/1)
    #[arg(long)]
    json: bool,
}

impl Timeline {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let store = Store::open_read(&session.home.database())?;
        let documents = self.query.documents(session, &store)?;
        let options =
            Options { dates: self.dates, per_date: self.per_date, ..Options::new(sentences) };
        let timeline = brief::timeline(&self.query.text(), &documents, options);
        if timeline.entries.is_empty() {
            session.out.say("nothing found");
            return Ok(Exit::Nothing);
        }
        let source = |number: usize| timeline.sources.iter().find(|s| s.number == number);
        let mut rows = Vec::new();
        for entry in &timeline.entries {
            let first = entry.citations.first().and_then(|c| source(c.source));
            if self.json {
                let mut line = serde_json::to_value(entry)?;
                if let Value::Object(fields) = &mut line {
                    fields.shift_insert(0, "schema".to_string(), json!("newsint.timeline/1"));
                    fields.insert("source".to_string(), json!(first));
                }
                session.out.json(&line)?;
            } else {
                let site = first.and_then(|s| s.site.clone()).unwrap_or_default();
                let id = first.map(|s| s.document.clone()).unwrap_or_default();
                rows.push(if session.out.is_terminal() {
                    let short = id.get(..SHORT_ID).unwrap_or(&id).to_string();
                    vec![entry.value.clone(), short, entry.text.clone()]
                } else {
                    vec![entry.value.clone(), site, id, entry.text.clone()]
                });
            }
        }
        if !self.json {
            let header: &[&str] = if session.out.is_terminal() {
                &["date", "document", "sentence"]
            } else {
                &["date", "site", "document", "sentence"]
            };
            session.out.table(header, &rows)?;
        }
        Ok(Exit::Done)
    }
}
