//! `newsint timeline`: what happened when, by the dates the texts themselves name.

use clap::Args;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::exit::Exit;
use super::select::QueryWords;
use super::tag::sentences;
use super::{SHORT_ID, Session, given};
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
    /// First day shown (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Last day shown (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// One JSON object a line (schema newsint.timeline/1)
    #[arg(long)]
    json: bool,
    /// Answer JSON lines of stdin: id, docs (text, date), query, dates, `per_date`;
    /// needs no corpus
    #[arg(long, hide = true)]
    jsonl: bool,
}

impl Timeline {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        if self.jsonl {
            return self.batch(session);
        }
        let store = Store::open_read(&session.home.database())?;
        let documents = self.query.documents(session, &store)?;
        let options = Options {
            dates: self.dates,
            per_date: self.per_date,
            window: (self.since, self.until),
            ..Options::new(sentences)
        };
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
    /// Timelines of documents that are given.
    fn batch(&self, session: &mut Session) -> Result<Exit> {
        given::batch(session, |given| {
            let options = Options {
                dates: given.dates.unwrap_or(self.dates),
                per_date: given.per_date.unwrap_or(self.per_date),
                window: (
                    given.since.map(|s| s.date).or(self.since),
                    given.until.map(|s| s.date).or(self.until),
                ),
                ..Options::new(sentences)
            };
            let timeline = brief::timeline(&given.query, &given.documents(), options);
            Ok(json!({"id": given.id, "entries": timeline.entries}))
        })?;
        Ok(Exit::Done)
    }
}
