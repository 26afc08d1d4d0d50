//! `newsint link`: names of a list in the corpus.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::Session;
use super::exit::Exit;
use super::select::QueryWords;
use crate::corpus::{MentionFilter, MentionGroup, Store};
use crate::error::{Error, Result};
use crate::export::{country_code, country_of};
use crate::limits::LINK_DOCUMENTS_MAX;
use crate::link::{self, List, Match, Target, TargetKind};
use crate::model::{Kind, Value};

/// Look for the names of a list among the people and organisations of the corpus
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint link --against names.csv
  newsint link --against targets.ftm.json --only-new --json
  newsint link --against names.csv --min 0.95 lang:en

A list is CSV with a column name, and id, aliases, type, birth_date, countries, topics where there;
several values are parted by ; or |. Columns may be parted by ; or a tab. Or it is FollowTheMoney entities, one a line. Nothing leaves
the computer. A match is a question to be checked, no finding: its score tells how alike the
names are.")]
pub(super) struct Link {
    #[command(flatten)]
    query: QueryWords,
    /// The list
    #[arg(long, value_name = "FILE")]
    against: PathBuf,
    /// Least score shown, 0 to 1
    #[arg(long, default_value_t = 0.85, value_name = "SCORE")]
    min: f64,
    /// Only matches that no earlier --only-new has shown (kept in corpus/linked.tsv)
    #[arg(long)]
    only_new: bool,
    /// One JSON object a line (schema newsint.link/1)
    #[arg(long)]
    json: bool,
}

impl Link {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        if !(0.0..=1.0).contains(&self.min) {
            return Err(Error::usage(format!("--min {} is no score from 0 to 1", self.min)));
        }
        let list = List::new(targets(&self.against)?);
        session.out.say(&format!("{} entries on the list", list.targets().len()));
        let store = Store::open_read(&session.home.database())?;
        let documents = self.query.sequences(session)?;
        let state = session.home.linked();
        let mut shown = if self.only_new { known(&state)? } else { BTreeSet::new() };
        let mut fresh = Vec::new();
        let mut found = Vec::new();
        for (label, kind) in [("PERSON", TargetKind::Person), ("ORG", TargetKind::Organization)] {
            let filter = MentionFilter {
                documents: documents.clone(),
                label: Some(label.to_string()),
                limit: usize::MAX,
                ..MentionFilter::default()
            };
            for group in store.entities(&filter)? {
                let names = group.aliases.iter().chain([&group.canonical]).map(String::as_str);
                for mut hit in list.find(names, kind, self.min) {
                    let key = format!("{}\t{}", hit.target.id, group.canonical);
                    if self.only_new && !shown.insert(key.clone()) {
                        continue;
                    }
                    let evidence = evidence(&store, &group, hit.target)?;
                    hit.score = evidence.weigh(hit.score);
                    if hit.score < self.min {
                        continue;
                    }
                    fresh.push(key);
                    found.push(wire(&group, &hit, &evidence));
                }
            }
        }
        let score = |v: &serde_json::Value| v.get("score").and_then(serde_json::Value::as_f64);
        found.sort_by(|a, b| score(b).partial_cmp(&score(a)).unwrap_or(std::cmp::Ordering::Equal));
        if found.is_empty() {
            session.out.say("nothing found");
            return Ok(Exit::Nothing);
        }
        if self.json {
            for line in &found {
                session.out.json(line)?;
            }
        } else {
            let header = ["score", "name", "label", "documents", "list", "id", "why"];
            session.out.table(&header, &found.iter().map(row).collect::<Vec<_>>())?;
        }
        session.out.flush()?;
        if self.only_new {
            keep(&state, &fresh)?;
        }
        Ok(Exit::Done)
    }
}

/// The entries of a list, their countries as codes. A country that is none is passed over: nothing
/// can be asked of it.
fn targets(path: &Path) -> Result<Vec<Target>> {
    let mut targets = link::read(path)?;
    for target in &mut targets {
        let codes = target.countries.iter().filter_map(|c| country_code(c));
        target.countries = codes.map(str::to_string).collect();
        target.countries.sort();
        target.countries.dedup();
    }
    Ok(targets)
}

fn known(path: &Path) -> Result<BTreeSet<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.lines().map(str::to_string).collect()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(e) => Err(Error::io("read", path, e)),
    }
}

fn keep(path: &Path, fresh: &[String]) -> Result<()> {
    use std::io::Write as _;
    let failed = |e| Error::io("write", path, e);
    let mut file =
        std::fs::OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
    let mut lines = String::new();
    for key in fresh {
        let _ = writeln!(lines, "{key}");
    }
    file.write_all(lines.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)
}

/// What the documents that name an entity say of what the list knows.
#[derive(Debug, Default)]
struct Evidence {
    /// Countries of the list that the documents name.
    countries: Vec<String>,
    /// Dates of the list that the documents name.
    dates: Vec<String>,
    /// The list has countries, and none is named.
    elsewhere: bool,
}

impl Evidence {
    /// The score of the names with this: a date of the list halves what is missing, countries that
    /// are never named take a little.
    fn weigh(&self, score: f64) -> f64 {
        let score = if self.elsewhere { score * 0.97 } else { score };
        if self.dates.is_empty() { score } else { f64::midpoint(score, 1.0) }
    }
}

fn evidence(store: &Store, group: &MentionGroup, target: &Target) -> Result<Evidence> {
    let mut out = Evidence::default();
    if target.countries.is_empty() && target.dates.is_empty() {
        return Ok(out);
    }
    let filter = MentionFilter {
        canonical: Some(group.canonical.clone()),
        label: Some(group.label.clone()),
        limit: LINK_DOCUMENTS_MAX,
        ..MentionFilter::default()
    };
    let rows = store.mentions(Kind::Entity, &filter)?;
    let ids: BTreeSet<String> = rows.into_iter().map(|row| row.document_id).collect();
    for id in ids {
        let Some(stored) = store.find(&id)? else { continue };
        for mention in &stored.mentions {
            if let Some(country) = country_of(mention) {
                add(&mut out.countries, &target.countries, country);
            }
            if let Value::Date(moment) = &mention.value {
                add(&mut out.dates, &target.dates, &moment.value);
            }
        }
    }
    out.elsewhere = !target.countries.is_empty() && out.countries.is_empty();
    Ok(out)
}

fn add(to: &mut Vec<String>, listed: &[String], value: &str) {
    if listed.iter().any(|l| l == value) && !to.iter().any(|t| t == value) {
        to.push(value.to_string());
    }
}

fn wire(group: &MentionGroup, hit: &Match<'_>, evidence: &Evidence) -> serde_json::Value {
    let words: Vec<_> = hit
        .reasons
        .iter()
        .map(|r| json!({"word": r.word, "listed": r.listed, "why": r.why, "score": round(r.score)}))
        .collect();
    json!({
        "schema": "newsint.link/1",
        "score": round(hit.score),
        "name": group.canonical,
        "matched": hit.name,
        "label": group.label,
        "entity": group.entity,
        "mentions": group.mentions,
        "documents": group.documents,
        "target": {
            "id": hit.target.id,
            "name": hit.target.names.first(),
            "matched": hit.listed,
            "dates": hit.target.dates,
            "countries": hit.target.countries,
            "topics": hit.target.topics,
        },
        "words": words,
        "countries_named": evidence.countries,
        "dates_named": evidence.dates,
        "countries_not_named": evidence.elsewhere,
    })
}

fn round(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

fn row(line: &serde_json::Value) -> Vec<String> {
    let text = |pointer: &str| match line.pointer(pointer) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let words = line.pointer("/words").and_then(serde_json::Value::as_array);
    let mut why: Vec<String> = words
        .map_or(&[][..], Vec::as_slice)
        .iter()
        .map(|w| {
            let part = |name: &str| {
                w.get(name).map_or(String::new(), |v| match v.as_str() {
                    Some(text) => text.to_string(),
                    None => v.to_string(),
                })
            };
            match part("why").as_str() {
                "same" => part("word"),
                why => format!("{} = {} ({why} {})", part("word"), part("listed"), part("score")),
            }
        })
        .collect();
    for (pointer, what) in [("/countries_named", "country"), ("/dates_named", "date")] {
        let named = line.pointer(pointer).and_then(serde_json::Value::as_array);
        for value in named.map_or(&[][..], Vec::as_slice) {
            why.push(format!("{what} {} is named", value.as_str().unwrap_or("")));
        }
    }
    if line.get("countries_not_named") == Some(&serde_json::Value::Bool(true)) {
        why.push("no country of the list is named".to_string());
    }
    vec![
        text("/score"),
        text("/matched"),
        text("/label"),
        text("/documents"),
        text("/target/matched"),
        text("/target/id"),
        why.join("; "),
    ]
}
