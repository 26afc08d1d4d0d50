//! `newsint stats`: what the corpus holds.

use clap::Args;
use serde_json::{Map, Value, json};

use super::Session;
use super::exit::Exit;
use crate::corpus::{Counts, Store};
use crate::error::Result;

/// Show what the corpus holds: captures, documents, tags, languages, sites
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint stats
  newsint stats --json | jq .documents")]
pub(super) struct Stats {
    /// One JSON object (schema newsint.stats/1)
    #[arg(long)]
    json: bool,
}

impl Stats {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let store = Store::open_read(&session.home.database())?;
        let counts = store.counts()?;
        if self.json {
            session.out.json(&wire(&counts))?;
        } else {
            session.out.table(&["what", "name", "count"], &rows(&counts))?;
        }
        Ok(if counts.captures == 0 { Exit::Nothing } else { Exit::Done })
    }
}

fn rows(counts: &Counts) -> Vec<Vec<String>> {
    let row =
        |what: &str, name: &str, n: u64| vec![what.to_string(), name.to_string(), n.to_string()];
    let mut out =
        vec![row("captures", "", counts.captures), row("documents", "", counts.documents)];
    if let Some((first, last)) = &counts.published {
        out.push(vec!["published".to_string(), format!("{first} to {last}"), String::new()]);
    }
    out.extend(counts.outcomes.iter().map(|(name, n)| row("outcome", name, *n)));
    if counts.untagged > 0 {
        out.push(row("untagged", "find them: newsint rebuild", counts.untagged));
    }
    out.extend(counts.mentions.iter().map(|(name, n)| row("mentions", name, *n)));
    let or_unknown =
        |name: &str| if name.is_empty() { "unknown".to_string() } else { name.to_string() };
    out.extend(counts.languages.iter().map(|(name, n)| row("language", &or_unknown(name), *n)));
    out.extend(counts.sites.iter().map(|(name, n)| row("site", &or_unknown(name), *n)));
    out
}

fn wire(counts: &Counts) -> Value {
    let object = |rows: &[(String, u64)]| {
        Value::Object(rows.iter().map(|(name, n)| (name.clone(), json!(n))).collect::<Map<_, _>>())
    };
    let mentions: Vec<_> = counts.mentions.iter().map(|(k, n)| ((*k).to_string(), *n)).collect();
    let (first, last) = counts.published.clone().unzip();
    json!({
        "schema": "newsint.stats/1",
        "captures": counts.captures,
        "documents": counts.documents,
        "untagged": counts.untagged,
        "published": {"first": first, "last": last},
        "outcomes": object(&counts.outcomes),
        "mentions": object(&mentions),
        "languages": object(&counts.languages),
        "sites": object(&counts.sites),
    })
}
