//! Up to where each saved search has been shown: a plain text file beside the database.

use std::fs;
use std::path::Path;

use crate::error::{Error, Result};
use crate::limits::DECISIONS_BYTES_MAX;

/// What the file begins with.
const HEAD: &str = "\
# Up to which document each saved search has been shown; a # begins a comment.
# name <tab> number of the document <tab> its id <tab> query
";

/// Up to where one search has been shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Name of the search.
    pub name: String,
    /// Sequence number of the last document there was.
    pub sequence: u64,
    /// Its id, which a rebuild does not change.
    pub id: String,
    /// The query as it was, its white space as single spaces.
    pub query: String,
}

/// All marks, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watched(Vec<Mark>);

impl Watched {
    /// Reads the file; one that is not there holds none.
    pub fn read(path: &Path) -> Result<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(Error::io("read", path, e)),
        };
        if text.len() > DECISIONS_BYTES_MAX {
            return Err(Error::data(path, "more searches than can be read"));
        }
        let mut marks = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let columns: Vec<&str> = line.split('\t').collect();
            let mark = match columns.as_slice() {
                [name, sequence, id, query] => sequence.parse().ok().map(|sequence| Mark {
                    name: (*name).to_string(),
                    sequence,
                    id: (*id).to_string(),
                    query: (*query).to_string(),
                }),
                _ => None,
            };
            marks.push(mark.ok_or_else(|| {
                Error::data(path, format!("line {}: not name, number, id and query", number + 1))
            })?);
        }
        Ok(Self(marks))
    }

    /// The mark of a search, if its query is still the same.
    pub fn of(&self, name: &str, query: &str) -> Option<&Mark> {
        let (name, query) = (one_line(name), one_line(query));
        self.0.iter().find(|mark| mark.name == name && mark.query == query)
    }

    /// Sets the mark of a search.
    pub fn set(&mut self, name: &str, query: &str, sequence: u64, id: &str) {
        let (name, query) = (one_line(name), one_line(query));
        self.0.retain(|mark| mark.name != name);
        self.0.push(Mark { name, sequence, id: id.to_string(), query });
    }

    /// Writes the file: a new one, moved into place.
    pub fn write(&self, path: &Path) -> Result<()> {
        let lines = self.0.iter().map(|Mark { name, sequence, id, query }| {
            format!("{name}\t{sequence}\t{id}\t{query}\n")
        });
        let text: String = std::iter::once(HEAD.to_string()).chain(lines).collect();
        let fresh = path.with_extension("tsv.new");
        fs::write(&fresh, text).map_err(|e| Error::io("write", &fresh, e))?;
        fs::rename(&fresh, path).map_err(|e| Error::io("move into place", path, e))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
