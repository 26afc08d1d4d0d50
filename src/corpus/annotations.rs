//! Mentions that people marked: a plain text file beside the database, replayed on whatever is
//! stored. They win over the program's.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::rows;
use crate::error::{Error, Result};
use crate::limits::ANNOTATIONS_BYTES_MAX;
use crate::model::{CodePoints, Mention, Value};

/// What people marked in one text: a line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// SHA-256 of the text, lower-case hex.
    pub text: String,
    /// Id of the document, for people.
    pub document: String,
    /// File it came from, for people.
    pub source: String,
    /// The labels that were looked for: mentions with these that were not marked are none.
    pub labels: BTreeSet<String>,
    /// What was marked.
    pub mentions: Vec<Marking>,
}

/// One marked mention; offsets are code points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Marking {
    start: usize,
    end: usize,
    kind: String,
    value: Json,
}

impl Marking {
    /// A mark of a mention of a text.
    pub fn new(mention: &Mention, points: &CodePoints<'_>) -> Result<Self> {
        let (start, end) = points.of_span(mention.span);
        let value = serde_json::from_str(&rows::value_to(&mention.value, points)?)?;
        Ok(Self { start, end, kind: mention.value.kind().as_str().to_string(), value })
    }

    /// The mention it marks.
    pub fn mention(&self, points: &CodePoints<'_>) -> Result<Mention> {
        rows::mention(&self.kind, self.start, self.end, &self.value.to_string(), points)
    }
}

/// The annotations of a corpus, by the SHA-256 of the text, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Annotations(HashMap<String, Vec<Annotation>>);

/// SHA-256 of a text, lower-case hex.
pub fn text_digest(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

impl Annotations {
    /// Reads the file; one that is not there holds none.
    pub fn read(path: &Path) -> Result<Self> {
        let file = match std::fs::File::open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(Error::io("read", path, e)),
        };
        let failed = |e| Error::io("read", path, e);
        if file.metadata().map_err(failed)?.len() > ANNOTATIONS_BYTES_MAX {
            return Err(Error::data(path, "more annotations than can be read"));
        }
        let mut out = Self::default();
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let line = line.map_err(failed)?;
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let annotation: Annotation = serde_json::from_str(&line)
                .map_err(|e| Error::data(path, format!("line {}: {e}", number + 1)))?;
            out.push(annotation);
        }
        Ok(out)
    }

    /// Adds one.
    pub fn push(&mut self, annotation: Annotation) {
        self.0.entry(annotation.text.clone()).or_default().push(annotation);
    }

    /// True if nothing was marked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was marked in a text, oldest first.
    pub fn of(&self, text: &str) -> &[Annotation] {
        if self.is_empty() {
            return &[];
        }
        self.0.get(&text_digest(text)).map_or(&[], Vec::as_slice)
    }

    /// Lays what was marked in a text over its mentions; true if any did change.
    pub fn apply(&self, text: &str, mentions: &mut Vec<Mention>) -> bool {
        let mut changed = false;
        for annotation in self.of(text) {
            let after = annotation.over(text, mentions);
            changed |= after != *mentions;
            *mentions = after;
        }
        changed
    }
}

/// The label of a mention with that, and the kinds that may not overlap with each other.
fn rival(a: &Value, b: &Value) -> bool {
    a.kind() == b.kind() && !matches!(a, Value::Quote(_))
}

impl Annotation {
    /// The mentions of a text with this laid over them: those that a person marked, with the
    /// program's value where it found the same; of the program's others those with labels that
    /// nobody looked for and that overlap no mark of their kind.
    fn over(&self, text: &str, mentions: &[Mention]) -> Vec<Mention> {
        let points = CodePoints::new(text);
        let marks: Vec<Mention> =
            self.mentions.iter().filter_map(|m| m.mention(&points).ok()).collect();
        let same =
            |a: &Mention, b: &Mention| a.span == b.span && a.value.label() == b.value.label();
        let mut out: Vec<Mention> = mentions
            .iter()
            .filter(|m| {
                marks.iter().any(|mark| same(mark, m))
                    || !self.labels.contains(m.value.label())
                        && !marks
                            .iter()
                            .any(|mark| mark.span.overlaps(m.span) && rival(&mark.value, &m.value))
            })
            .cloned()
            .collect();
        let own: Vec<Mention> =
            marks.into_iter().filter(|mark| !out.iter().any(|m| same(m, mark))).collect();
        out.extend(own);
        for mention in &mut out {
            if let Value::Entity(entity) = &mut mention.value
                && self.labels.contains(entity.label.as_str())
            {
                entity.confidence = 1.0;
            }
        }
        out.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
        out
    }

    /// Adds lines to the file and makes them durable.
    pub fn append_all(annotations: &[Self], path: &Path) -> Result<()> {
        let failed = |e| Error::io("write", path, e);
        let mut lines = String::new();
        if !path.exists() {
            lines.push_str("# Mentions that people marked, in the order of import; after changes by hand: newsint rebuild\n");
        }
        for annotation in annotations {
            lines.push_str(&serde_json::to_string(annotation)?);
            lines.push('\n');
        }
        let mut file =
            std::fs::OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
        file.write_all(lines.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)
    }
}
