//! `newsint import`: what people marked in other tools, back into the corpus.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::exit::Exit;
use super::{Session, clock};
use crate::analyse;
use crate::annotate::{self, IMPORTERS, Marked};
use crate::corpus::{Annotation, Marking, Store, text_digest};
use crate::error::{Error, Result};
use crate::export::value_of_label;
use crate::model::{CodePoints, Document, Label, Mention, Value};
use crate::pipeline;
use crate::tag::{Context, Prefer};

/// Take mentions that people marked in other tools into the corpus, where they win
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint sample --n 200 --format doccano > sample.jsonl
  newsint import --format doccano admin.jsonl
  newsint import --format brat --labels PERSON,ORG annotated/

In the texts of the file, mentions with a label that the file uses (or that --labels names) and that
nobody marked are taken away; mentions with other labels stay. What was marked is kept in
corpus/annotations.jsonl and holds after a rebuild. `newsint eval` measures the program by it.")]
pub(super) struct Import {
    /// File to read; for brat a folder
    path: PathBuf,
    /// Format of the file
    #[arg(long, value_parser = PossibleValuesParser::new(IMPORTERS.iter().map(|i| i.name)))]
    format: String,
    /// Labels that were looked for, where the file does not use all of them
    #[arg(long, value_delimiter = ',', value_name = "LABELS")]
    labels: Vec<String>,
}

/// Reads a file of marked text.
pub(super) fn read(path: &std::path::Path, format: &str) -> Result<Vec<Marked>> {
    let importer = annotate::find(format)
        .ok_or_else(|| Error::usage(format!("no format of annotations {format:?}")))?;
    importer.read(path)
}

/// Our name of a label; `None` if it is none of ours.
pub(super) fn our_label(label: &str) -> Option<&'static str> {
    Some(value_of_label(label, "x")?.label())
}

/// The labels that were looked for: those named and those any text has.
pub(super) fn looked_for(marked: &[Marked], named: &[String]) -> Result<BTreeSet<String>> {
    let mut labels = BTreeSet::new();
    for label in named {
        let ours = our_label(label);
        let ours = ours.ok_or_else(|| Error::usage(format!("{label:?} is no label")))?;
        labels.insert(ours.to_string());
    }
    let used = marked.iter().flat_map(Marked::labels);
    labels.extend(used.filter_map(|l| our_label(&l)).map(str::to_string));
    Ok(labels)
}

impl Import {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let marked = read(&self.path, &self.format)?;
        let labels = looked_for(&marked, &self.labels)?;
        let store = Store::open_read(&session.home.database())?;
        let mut annotations = Vec::new();
        let mut problems: BTreeMap<String, u64> = BTreeMap::new();
        let mut mentions = 0;
        for item in &marked {
            match self.annotation(&store, item, &labels, &mut problems)? {
                Ok(annotation) => {
                    mentions += annotation.mentions.len();
                    annotations.push(annotation);
                }
                Err(why) => *problems.entry(format!("texts not taken: {why}")).or_default() += 1,
            }
        }
        drop(store);
        let changed = if annotations.is_empty() {
            0
        } else {
            let extractor = session.extractor()?;
            pipeline::annotate(&session.home, &extractor, &clock::now(), &annotations)?
        };
        session.out.say(&format!(
            "{} texts with {mentions} mentions taken, documents changed: {changed}",
            annotations.len()
        ));
        for (problem, n) in problems {
            session.out.say(&format!("  {n} {problem}"));
        }
        Ok(if annotations.is_empty() { Exit::Nothing } else { Exit::Done })
    }

    /// What was marked in one text of the corpus; `Err` inside tells why it is not taken.
    fn annotation(
        &self,
        store: &Store,
        item: &Marked,
        labels: &BTreeSet<String>,
        problems: &mut BTreeMap<String, u64>,
    ) -> Result<std::result::Result<Annotation, String>> {
        let by_id = match &item.document {
            Some(id) => {
                store.find(id)?.filter(|s| item.text.as_ref().is_none_or(|t| *t == s.document.text))
            }
            None => None,
        };
        let stored = match (by_id, &item.text) {
            (Some(stored), _) => Some(stored),
            (None, Some(text)) => store.with_text(text)?,
            (None, None) => None,
        };
        let Some(stored) = stored else { return Ok(Err("no document has this text".to_string())) };
        let text = &stored.document.text;
        let spans = match item.spans_in(text) {
            Ok(spans) => spans,
            Err(why) => return Ok(Err(why)),
        };
        let points = CodePoints::new(text);
        let found = meant(&stored.document, &spans, &points, |label| {
            *problems.entry(format!("marks with the unknown label {label:?}")).or_default() += 1;
        });
        let mentions = found.iter().map(|m| Marking::new(m, &points)).collect::<Result<_>>()?;
        let source = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = text_digest(text);
        let labels = labels.clone();
        Ok(Ok(Annotation { text, document: stored.id, source, labels, mentions }))
    }
}

/// The marked spans as mentions with what they mean: names are resolved as the program resolves its
/// own, other values read from the marked words where they can be.
fn meant(
    document: &Document,
    spans: &[(usize, usize, String)],
    points: &CodePoints<'_>,
    mut unknown: impl FnMut(&str),
) -> Vec<Mention> {
    let context = Context {
        language: document.language.as_deref().unwrap_or(""),
        reference: document.published.map(|p| p.date),
        prefer: Prefer::Past,
        country: analyse::country_of(&document.url),
        ..Context::default()
    };
    let mut names = Vec::new();
    let mut out = Vec::new();
    for (start, end, label) in spans {
        let span = points.to_span(*start, *end);
        let words = span.of(&document.text);
        let Some(value) = value_of_label(label, words) else {
            unknown(label);
            continue;
        };
        match &value {
            Value::Entity(entity) => names.push((span, entity.label)),
            Value::Quote(_) => {}
            _ => {
                let read = analyse::text(words, &context);
                let whole = read
                    .into_iter()
                    .find(|m| m.span.len() == words.len() && m.value.label() == value.label());
                let value = whole.map_or(value, |m| m.value);
                out.push(Mention { span, value });
                continue;
            }
        }
        out.push(Mention { span, value });
    }
    names.sort_by_key(|(span, _): &(crate::model::Span, Label)| (span.start, span.end));
    for resolved in analyse::names(&document.text, &names, &context) {
        let same =
            |m: &&mut Mention| m.span == resolved.span && m.value.label() == resolved.value.label();
        if let Some(mention) = out.iter_mut().find(same) {
            mention.value = resolved.value;
        }
    }
    out
}
