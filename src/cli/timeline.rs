//! `newsint timeline`: what happened when, by the dates the texts themselves name.

use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use super::exit::Exit;
use super::select::QueryWords;
use super::tag::sentences;
use super::timeline_formats::{self, Format};
use super::{Session, given};
use crate::brief::{self, Options};
use crate::corpus::Store;
use crate::error::Result;

/// List dated sentences in order of time
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint timeline missile launch
  newsint timeline --dates 40 --json 'entity:\"North Korea\"'
  newsint timeline --format svg missile > missile.svg
  newsint timeline --format ics --since 2022-01-01 sanctions > sanctions.ics

Each entry has its date, how exact that is, how it came about (the words of the sentence, or the day of
publication), the sentence and its sources. A calendar leaves out what is known to the year only.")]
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
    /// What to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
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
        let format = if self.json { Format::Json } else { self.format };
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
        timeline_formats::write(session, format, &self.query.text(), &timeline)?;
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
