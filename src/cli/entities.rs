//! `newsint entities`: who and what the corpus is about.

use clap::{Args, Subcommand};
use serde_json::json;

use super::exit::Exit;
use super::select::QueryWords;
use super::{Session, clock};
use crate::corpus::{Decision, MentionFilter, MentionGroup, Store};
use crate::error::{Error, Result};
use crate::export::stable_id;
use crate::pipeline;

/// List entities with their aliases, counts, first and last day
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint entities                       the most mentioned
  newsint entities --label PERSON missile launch
  newsint entities --json 'site:example' | jq .canonical
  newsint entities merge 'Harbour Agency' 'Harbour Safety Agency'
  newsint entities split HSA 'Harbour Safety Agency'

What merge and split decide is kept in corpus/entities.tsv and holds for what is added later
and after a rebuild. A query that begins with the word merge or split has to be put in quotes twice.")]
pub(super) struct Entities {
    #[command(subcommand)]
    decide: Option<Decide>,
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

#[derive(Debug, Subcommand)]
enum Decide {
    /// Two names are one: the first one goes
    #[command(after_help = "\
Examples:
  newsint entities merge 'Harbour Agency' 'Harbour Safety Agency'")]
    Merge {
        /// Canonical name that goes
        from: String,
        /// Canonical name that stays
        into: String,
    },
    /// Words that were put to a name do not mean it: they become a name of their own
    #[command(after_help = "\
Examples:
  newsint entities split HSA 'Harbour Safety Agency'")]
    Split {
        /// Words as the texts have them
        words: String,
        /// Canonical name they were put to
        name: String,
    },
}

impl Decide {
    fn run(&self, session: &mut Session) -> Result<Exit> {
        let names: &[&String] = match self {
            Self::Merge { from, into } => &[from, into],
            Self::Split { words, name } => &[words, name],
        };
        for name in names {
            if name.trim().is_empty() || name.contains(['\t', '\n', '\r']) {
                return Err(Error::usage(format!("{name:?} is no name")));
            }
        }
        let store = Store::open_read(&session.home.database())?;
        let (known, decision) = match self {
            Self::Merge { from, into } => {
                let id = store.entity_named(into)?.flatten();
                (from, Decision::Merge { from: from.clone(), into: into.clone(), id })
            }
            Self::Split { words, name } => {
                (name, Decision::Split { words: words.clone(), name: name.clone() })
            }
        };
        if store.entity_named(known)?.is_none() {
            session.out.say(&format!("no entity {known:?} (see `newsint entities`)"));
            return Ok(Exit::Nothing);
        }
        drop(store);
        let extractor = session.extractor()?;
        let changed = pipeline::decide(&session.home, &extractor, &clock::now(), &decision)?;
        session.out.say(&format!("documents changed: {changed}"));
        Ok(if changed == 0 { Exit::Nothing } else { Exit::Done })
    }
}

impl Entities {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        if let Some(decide) = &self.decide {
            if self.label.is_some() || self.json {
                return Err(Error::usage("merge and split take no --label and no --json"));
            }
            return decide.run(session);
        }
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
        "id": stable_id(&group.label, &group.canonical, group.entity.as_deref()),
        "entity": group.entity,
        "mentions": group.mentions,
        "documents": group.documents,
        "first": first,
        "last": last,
        "aliases": group.aliases,
    })
}
