//! `newsint entities`: who and what the corpus is about.

use clap::Args;
use serde_json::json;

use super::Session;
use super::exit::Exit;
use super::select::QueryWords;
use crate::corpus::{MentionFilter, MentionGroup, Store};
use crate::error::Result;

/// List entities with their aliases, counts, first and last day
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint entities                       the most mentioned
  newsint entities --label PERSON missile launch
  newsint entities --json 'site:example' | jq .canonical")]
pub(super) struct Entities {
    #[command(flatten)]
    query: QueryWords,
    /// Only this label: PERSON ORG GPE LOC FAC NORP EVENT PRODUCT WEAPON LAW WORK
    #[arg(long)]
    label: Option<String>,
    /// Most rows
    #[arg(long, short = 'n', default_value_t = 50, value_name = "N")]
    limit: usize,
    /// One JSON object a line (schema newsint.entity/1)
    #[arg(long)]
    json: bool,
}

impl Entities {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let store = Store::open_read(&session.home.database())?;
        let filter = MentionFilter {
            documents: self.query.sequences(session)?,
            label: self.label.clone(),
            limit: self.limit,
            ..MentionFilter::default()
        };
        let groups = store.entities(&filter)?;
        if groups.is_empty() {
            session.out.say("nothing found");
            return Ok(Exit::Nothing);
        }
        if self.json {
            for group in &groups {
                session.out.json(&wire(group))?;
            }
            return Ok(Exit::Done);
        }
        let rows: Vec<_> = groups.iter().map(row).collect();
        session.out.table(
            &["name", "label", "id", "mentions", "documents", "first", "last", "also"],
            &rows,
        )?;
        Ok(Exit::Done)
    }
}

fn also(group: &MentionGroup) -> Vec<&str> {
    group.aliases.iter().map(String::as_str).filter(|a| *a != group.canonical).collect()
}

fn row(group: &MentionGroup) -> Vec<String> {
    let (first, last) = group.seen.clone().unwrap_or_default();
    vec![
        group.canonical.clone(),
        group.label.clone(),
        group.entity.clone().unwrap_or_default(),
        group.mentions.to_string(),
        group.documents.to_string(),
        first,
        last,
        also(group).join(", "),
    ]
}

fn wire(group: &MentionGroup) -> serde_json::Value {
    let (first, last) = group.seen.clone().unzip();
    json!({
        "schema": "newsint.entity/1",
        "canonical": group.canonical,
        "label": group.label,
        "entity": group.entity,
        "mentions": group.mentions,
        "documents": group.documents,
        "first": first,
        "last": last,
        "aliases": group.aliases,
    })
}
