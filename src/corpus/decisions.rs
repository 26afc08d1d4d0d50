//! Who is who, as people decided it: a plain text file beside the database, replayed on whatever is
//! stored.

use std::io::Write as _;
use std::path::Path;

use super::annotations::Annotations;
use crate::error::{Error, Result};
use crate::limits::DECISIONS_BYTES_MAX;
use crate::model::{Mention, Value};

/// What a new file begins with.
const HEAD: &str = "\
# Decisions on who is who, in the order they were made; a # begins a comment.
# merge <tab> name <tab> name it is known under <tab> Wikidata id of that, if known
# split <tab> words of the text <tab> name they do not mean
# After changes by hand: newsint rebuild
";

/// One decision. Names are canonical names, compared exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// What is named `from` is `into`.
    Merge {
        /// Name that goes.
        from: String,
        /// Name that stays.
        into: String,
        /// Its stable id, if known.
        id: Option<String>,
    },
    /// Where the text has `words`, it does not mean `name`: the words are a name of their own.
    Split {
        /// Words of the text.
        words: String,
        /// Name they were put to.
        name: String,
    },
}

/// The decisions of a corpus, in order, and what people marked in its texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decisions {
    names: Vec<Decision>,
    marked: Annotations,
}

impl Decisions {
    /// Reads the files; one that is not there holds none.
    pub fn read(names: &Path, marked: &Path) -> Result<Self> {
        Ok(Self { names: Self::read_names(names)?, marked: Annotations::read(marked)? })
    }

    fn read_names(path: &Path) -> Result<Vec<Decision>> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(Error::io("read", path, e)),
        };
        if text.len() > DECISIONS_BYTES_MAX {
            return Err(Error::data(path, "more decisions than can be read"));
        }
        let mut out = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
            out.push(decision(&columns).ok_or_else(|| {
                let what = "a line is merge or split and two names, with tabs between";
                Error::data(path, format!("line {}: {what}", number + 1))
            })?);
        }
        Ok(out)
    }

    /// Only this decision.
    pub fn one(decision: Decision) -> Self {
        Self { names: vec![decision], marked: Annotations::default() }
    }

    /// True if nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.marked.is_empty()
    }

    /// Changes the mentions of a document as marked and decided; true if any did change.
    pub fn apply(&self, text: &str, mentions: &mut Vec<Mention>) -> bool {
        let mut changed = self.marked.apply(text, mentions);
        for decision in &self.names {
            for mention in mentions.iter_mut() {
                changed |= decision.apply(text, mention);
            }
        }
        changed
    }
}

impl Decision {
    /// Adds the decision to the file and makes it durable.
    pub fn append(&self, path: &Path) -> Result<()> {
        let failed = |e| Error::io("write", path, e);
        let before = match std::fs::read(path) {
            Ok(before) => before,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(Error::io("read", path, e)),
        };
        let mut file =
            std::fs::OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
        let line = match self {
            Self::Merge { from, into, id } => {
                let id = id.as_ref().map_or(String::new(), |id| format!("\t{id}"));
                format!("merge\t{from}\t{into}{id}\n")
            }
            Self::Split { words, name } => format!("split\t{words}\t{name}\n"),
        };
        // An editor may have left the last line without an end.
        let head = match before.last() {
            None => HEAD,
            Some(b'\n') => "",
            Some(_) => "\n",
        };
        file.write_all(format!("{head}{line}").as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)
    }

    fn apply(&self, text: &str, mention: &mut Mention) -> bool {
        let span = mention.span;
        match (self, &mut mention.value) {
            (Self::Merge { from, into, id }, Value::Entity(tag)) if tag.canonical == *from => {
                tag.canonical.clone_from(into);
                tag.entity.clone_from(id);
                true
            }
            (Self::Merge { from, into, .. }, Value::Quote(quote))
                if quote.speaker.as_ref() == Some(from) =>
            {
                quote.speaker = Some(into.clone());
                true
            }
            (Self::Split { words, name }, Value::Entity(tag)) if tag.canonical == *name => {
                let same = span.of(text).split_whitespace().eq(words.split_whitespace());
                if same && words != name {
                    tag.canonical.clone_from(words);
                    tag.entity = None;
                }
                same && words != name
            }
            _ => false,
        }
    }
}

fn decision(columns: &[&str]) -> Option<Decision> {
    let name = |at: usize| columns.get(at).filter(|n| !n.is_empty()).map(|n| (*n).to_string());
    match *columns.first()? {
        "merge" => Some(Decision::Merge { from: name(1)?, into: name(2)?, id: name(3) }),
        "split" => Some(Decision::Split { words: name(1)?, name: name(2)? }),
        _ => None,
    }
}
