//! Stored documents → files other tools read. One file and one row of [`EXPORTERS`] a format.
//!
//! An export is pushed document by document, so its memory does not grow with their number:
//!
//! ```
//! use newsint::export::{self, Options};
//! # fn tokens(_: &str) -> Vec<Vec<newsint::model::Span>> { Vec::new() }
//! # let documents: Vec<newsint::model::StoredDocument> = Vec::new();
//! let exporter = export::find("jsonl").expect("a format");
//! let mut out = Vec::new();
//! let mut job = exporter.begin(Options { tokens }, &mut out)?;
//! for document in &documents {
//!     job.document(document)?;
//! }
//! let report = job.finish()?;
//! assert_eq!(report.documents, 0);
//! # Ok::<(), std::io::Error>(())
//! ```

mod conll;
pub mod contract;
mod csv;
mod csv_documents;
mod jsonl;
mod markup;

use std::fmt;
use std::io::{self, Write};

use crate::model::{Span, StoredDocument};
pub use csv::csv_line;
pub use markup::{html_of, markdown_of, markdown_with_links};

/// Splits a text into sentences, each a list of the byte spans of its tokens, both in order.
pub type Tokens = fn(&str) -> Vec<Vec<Span>>;

/// What a format may need beside the documents.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The sentence and token borders, for formats that write one token a line.
    pub tokens: Tokens,
}

/// What became of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Written {
    /// Mentions written.
    mentions: u64,
    /// Mentions the format has no way to write.
    left_out: u64,
}

/// One format: writes documents one after the other.
trait Format {
    /// Writes what stands before the first document.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes one document.
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written>;
}

/// A registered format.
#[derive(Clone, Copy)]
pub struct Exporter {
    /// The name used on the command line.
    pub name: &'static str,
    /// Usual ending of such files, without the dot.
    pub extension: &'static str,
    /// What it holds, in one line.
    pub help: &'static str,
    make: fn(Options) -> Box<dyn Format>,
}

impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exporter").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Every format, in the order in which they are listed. A new one is one file and one row here.
pub const EXPORTERS: &[Exporter] = &[
    Exporter {
        name: "jsonl",
        extension: "jsonl",
        help: "one document a line, with text, mentions and capture (schema newsint.document/1)",
        make: |_| Box::new(jsonl::Jsonl),
    },
    Exporter {
        name: "csv",
        extension: "csv",
        help: "one mention a row, with its value, document and capture",
        make: |_| Box::new(csv::Mentions),
    },
    Exporter {
        name: "csv-documents",
        extension: "csv",
        help: "one document a row, with text and capture, without mentions",
        make: |_| Box::new(csv_documents::Documents),
    },
    Exporter {
        name: "conll",
        extension: "conll",
        help: "one token a line with IOB2 tags, for training and evaluating taggers",
        make: |options| Box::new(conll::Conll::new(options.tokens)),
    },
];

/// The format of that name, if there is one.
pub fn find(name: &str) -> Option<&'static Exporter> {
    EXPORTERS.iter().find(|exporter| exporter.name == name)
}

impl Exporter {
    /// Begins an export and writes its header.
    pub fn begin<'w>(&self, options: Options, out: &'w mut dyn Write) -> io::Result<Job<'w>> {
        let mut format = (self.make)(options);
        format.begin(out)?;
        Ok(Job { format, out, report: Report::default() })
    }
}

/// An export under way.
pub struct Job<'w> {
    format: Box<dyn Format>,
    out: &'w mut dyn Write,
    report: Report,
}

impl fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("report", &self.report).finish_non_exhaustive()
    }
}

impl Job<'_> {
    /// Writes one document.
    pub fn document(&mut self, stored: &StoredDocument) -> io::Result<()> {
        let written = self.format.document(stored, self.out)?;
        self.report.documents += 1;
        self.report.mentions += written.mentions;
        self.report.left_out += written.left_out;
        Ok(())
    }

    /// Flushes the output and tells what was written.
    pub fn finish(self) -> io::Result<Report> {
        self.out.flush()?;
        Ok(self.report)
    }
}

/// What an export wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// Documents written.
    pub documents: u64,
    /// Mentions written.
    pub mentions: u64,
    /// Mentions the format could not carry: overlaps, or kinds it has no place for.
    pub left_out: u64,
}
