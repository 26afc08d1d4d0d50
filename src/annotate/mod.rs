//! What people marked in other tools: read back, laid over stored texts, and compared with tags.
//!
//! Offsets are code points, as everywhere at the edges; Label Studio's UTF-16 units are converted.

mod brat;
mod conll;
mod doccano;
mod jsonl;
mod label_studio;
mod parquet;
mod score;
mod training;
mod web_annotation;

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::{Error, Result};
use crate::limits::ANNOTATIONS_BYTES_MAX;
use crate::model::CodePoints;

pub use score::{Counts, Interval, Scores, compare, f1_interval, wilson};
pub use training::rows as training_rows;

/// One marked text as a tool wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    /// Id of the document, where the file tells.
    pub document: Option<String>,
    /// The text, where the file holds it.
    pub text: Option<String>,
    /// What was marked.
    pub marks: Marks,
}

/// Marks of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marks {
    /// Start, end (exclusive) in code points, and label.
    Spans(Vec<(usize, usize, String)>),
    /// Words in order with IOB2 tags: their places are found in the text.
    Words(Vec<(String, String)>),
    /// Words with what stands around them.
    Quoted(Vec<Quoted>),
}

/// A place of a text that is told by its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Start and end (exclusive) in code points, as the tool tells them.
    pub place: Option<(usize, usize)>,
    /// The words there.
    pub words: Option<String>,
    /// What stands before them.
    pub before: String,
    /// What stands after them.
    pub after: String,
    /// What was marked.
    pub label: String,
}

impl Default for Marks {
    fn default() -> Self {
        Self::Spans(Vec::new())
    }
}

/// A format of marked text.
#[derive(Clone, Copy)]
pub struct Importer {
    /// The name used on the command line.
    pub name: &'static str,
    /// What it reads, in one line.
    pub help: &'static str,
    read: fn(&Path) -> Result<Vec<Marked>>,
}

impl std::fmt::Debug for Importer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Importer").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Every format that is read. A new one is one file and one row here.
pub const IMPORTERS: &[Importer] = &[
    Importer {
        name: "doccano",
        help: "doccano JSONL: text with label or entities",
        read: |path| doccano::parse(path, &text_of(path)?),
    },
    Importer {
        name: "label-studio",
        help: "Label Studio JSON: the annotations of each task",
        read: |path| label_studio::parse(path, &text_of(path)?),
    },
    Importer { name: "brat", help: "a folder of brat .txt and .ann files", read: brat::read },
    Importer {
        name: "conll",
        help: "CoNLL: a token and an IOB2 tag a line, documents opened by -DOCSTART- ID",
        read: |path| Ok(conll::parse(&text_of(path)?)),
    },
    Importer {
        name: "web-annotation",
        help: "W3C Web Annotations: tags with selectors of text",
        read: |path| web_annotation::parse(path, &text_of(path)?),
    },
    Importer {
        name: "jsonl",
        help: "the mentions of newsint.document/1 lines",
        read: |path| jsonl::parse(path, &text_of(path)?),
    },
    Importer { name: "parquet", help: "documents with a list of spans", read: parquet::read },
];

/// The format of that name, if there is one.
pub fn find(name: &str) -> Option<&'static Importer> {
    IMPORTERS.iter().find(|importer| importer.name == name)
}

impl Importer {
    /// Reads a file, or a folder where the format is one.
    pub fn read(&self, path: &Path) -> Result<Vec<Marked>> {
        (self.read)(path)
    }
}

fn text_of(path: &Path) -> Result<String> {
    let failed = |e| Error::io("read", path, e);
    if std::fs::metadata(path).map_err(failed)?.len() > ANNOTATIONS_BYTES_MAX {
        return Err(Error::data(path, "larger than annotations may be"));
    }
    std::fs::read_to_string(path).map_err(failed)
}

impl Marked {
    /// The labels that occur.
    pub fn labels(&self) -> BTreeSet<String> {
        match &self.marks {
            Marks::Spans(spans) => spans.iter().map(|(_, _, label)| label.clone()).collect(),
            Marks::Words(words) => words
                .iter()
                .filter_map(|(_, tag)| Some(tag.split_once('-')?.1.to_string()))
                .collect(),
            Marks::Quoted(marks) => marks.iter().map(|mark| mark.label.clone()).collect(),
        }
    }

    /// The marks as spans of `text`; `Err` tells why they do not fit.
    pub fn spans_in(&self, text: &str) -> std::result::Result<Vec<(usize, usize, String)>, String> {
        if self.text.as_ref().is_some_and(|own| own != text) {
            return Err("the text differs from the stored one".to_string());
        }
        match &self.marks {
            Marks::Words(words) => conll::place(words, text),
            Marks::Quoted(marks) => {
                let points = CodePoints::new(text);
                let placed = marks.iter().map(|mark| {
                    let (start, end) = web_annotation::place(mark, text, &points)?;
                    Ok((start, end, mark.label.clone()))
                });
                placed.collect()
            }
            Marks::Spans(spans) => {
                let length = text.chars().count();
                match spans.iter().find(|(start, end, _)| start >= end || *end > length) {
                    Some((start, end, _)) => Err(format!("{start} to {end} is not in the text")),
                    None => Ok(spans.clone()),
                }
            }
        }
    }
}
