//! `newsint eval`: the program's mentions against those that people marked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::json;

use super::Session;
use super::exit::Exit;
use super::import::{looked_for, our_label, read};
use crate::analyse;
use crate::annotate::{Counts, IMPORTERS, Interval, Scores, compare, f1_interval, wilson};
use crate::corpus::{Annotations, Store};
use crate::error::{Error, Result};
use crate::model::{CodePoints, Document, Mention};

/// Measure the program's mentions by those that people marked: precision, recall and F1
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint eval                                     by what was imported into the corpus
  newsint eval --format doccano admin.jsonl        by a file, without importing it
  newsint eval --json | jq .f1

A mention is right when start, end and label are. Only labels that people looked for count.
Intervals are 95 %: Wilson for precision and recall, bootstrap over documents for F1.")]
pub(super) struct Eval {
    /// File of marked text instead of the annotations of the corpus
    path: Option<PathBuf>,
    /// Format of the file
    #[arg(long, requires = "path", value_parser = PossibleValuesParser::new(IMPORTERS.iter().map(|i| i.name)))]
    format: Option<String>,
    /// Labels that were looked for, where the file does not use all of them
    #[arg(long, value_delimiter = ',', value_name = "LABELS")]
    labels: Vec<String>,
    /// One JSON object a label (schema newsint.score/1)
    #[arg(long)]
    json: bool,
}

type Marks = Vec<(usize, usize, String)>;

fn marks(text: &str, mentions: &[Mention], labels: &BTreeSet<String>) -> Marks {
    let points = CodePoints::new(text);
    let of = |m: &Mention| {
        let (start, end) = points.of_span(m.span);
        (start, end, m.value.label().to_string())
    };
    mentions.iter().map(of).filter(|(_, _, label)| labels.contains(label)).collect()
}

impl Eval {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let scores = match (&self.path, &self.format) {
            (Some(path), Some(format)) => self.of_file(session, path, format)?,
            (Some(_), None) => return Err(Error::usage("a file needs its --format")),
            (None, _) => Self::of_corpus(session)?,
        };
        if scores.is_empty() {
            session.out.say("nothing is marked (see `newsint import`)");
            return Ok(Exit::Nothing);
        }
        let mut labels: BTreeMap<&str, Vec<Counts>> = BTreeMap::new();
        let mut all = Vec::new();
        for document in &scores {
            all.push(document.values().fold(Counts::default(), |sum, c| sum.plus(*c)));
            for label in document.keys() {
                labels.entry(label).or_default();
            }
        }
        for (label, list) in &mut labels {
            list.extend(scores.iter().map(|d| d.get(*label).copied().unwrap_or_default()));
        }
        let rows: Vec<_> = labels
            .iter()
            .map(|(label, list)| Row::new(label, list))
            .chain([Row::new("all", &all)])
            .collect();
        session.out.say(&format!("{} texts", scores.len()));
        if self.json {
            for row in &rows {
                session.out.json(&row.wire(scores.len()))?;
            }
        } else {
            let header = ["label", "marked", "found", "right", "precision", "recall", "F1"];
            session.out.table(&header, &rows.iter().map(Row::cells).collect::<Vec<_>>())?;
        }
        Ok(Exit::Done)
    }

    fn of_corpus(session: &Session) -> Result<Scores> {
        let annotations = Annotations::read(&session.home.annotations())?;
        let mut scores = Scores::new();
        if annotations.is_empty() {
            return Ok(scores);
        }
        let store = Store::open_read(&session.home.database())?;
        store.for_each_document(1, |stored| {
            let text = &stored.document.text;
            let marked = annotations.of(text);
            if marked.is_empty() {
                return Ok(());
            }
            let labels: BTreeSet<String> =
                marked.iter().flat_map(|a| a.labels.iter().cloned()).collect();
            let found = analyse::document(&stored.document);
            let mut gold = found.clone();
            annotations.apply(text, &mut gold);
            scores.push(compare(&marks(text, &gold, &labels), &marks(text, &found, &labels)));
            Ok(())
        })?;
        Ok(scores)
    }

    fn of_file(&self, session: &Session, path: &std::path::Path, format: &str) -> Result<Scores> {
        let marked = read(path, format)?;
        let labels = looked_for(&marked, &self.labels)?;
        let store = session.home.exists().then(|| Store::open_read(&session.home.database()));
        let store = store.transpose()?;
        let mut scores = Scores::new();
        for item in &marked {
            let stored = match (&store, &item.document, &item.text) {
                (Some(store), _, Some(text)) => store.with_text(text)?,
                (Some(store), Some(id), None) => store.find(id)?,
                _ => None,
            };
            let document = match (stored, &item.text) {
                (Some(stored), _) => stored.document,
                (None, Some(text)) => Document { text: text.clone(), ..Document::default() },
                (None, None) => {
                    session.out.say("note: a text without its words and its document is left out");
                    continue;
                }
            };
            let gold = item.spans_in(&document.text).map_err(|why| Error::data(path, why))?;
            let gold: Marks = gold
                .into_iter()
                .filter_map(|(start, end, label)| {
                    Some((start, end, our_label(&label)?.to_string()))
                })
                .collect();
            let found = marks(&document.text, &analyse::document(&document), &labels);
            scores.push(compare(&gold, &found));
        }
        Ok(scores)
    }
}

/// The scores of one label.
struct Row<'a> {
    label: &'a str,
    counts: Counts,
    f1: Interval,
}

impl<'a> Row<'a> {
    fn new(label: &'a str, documents: &[Counts]) -> Self {
        let counts = documents.iter().fold(Counts::default(), |sum, c| sum.plus(*c));
        Self { label, counts, f1: f1_interval(documents) }
    }

    fn cells(&self) -> Vec<String> {
        let c = self.counts;
        let share = |part: u64, whole: u64| {
            let value = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
            let (low, high) = wilson(part, whole);
            format!("{value:.3} [{low:.3}, {high:.3}]")
        };
        vec![
            self.label.to_string(),
            c.gold.to_string(),
            c.found.to_string(),
            c.right.to_string(),
            share(c.right, c.found),
            share(c.right, c.gold),
            format!("{:.3} [{:.3}, {:.3}]", c.f1(), self.f1.0, self.f1.1),
        ]
    }

    fn wire(&self, texts: usize) -> serde_json::Value {
        let c = self.counts;
        let share =
            |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        json!({
            "schema": "newsint.score/1",
            "label": self.label,
            "texts": texts,
            "marked": c.gold,
            "found": c.found,
            "right": c.right,
            "precision": share(c.right, c.found),
            "precision_interval": wilson(c.right, c.found),
            "recall": share(c.right, c.gold),
            "recall_interval": wilson(c.right, c.gold),
            "f1": c.f1(),
            "f1_interval": self.f1,
        })
    }
}
