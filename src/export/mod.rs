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
//! let mut job = exporter.begin(&Options::new(tokens), &mut out)?;
//! for document in &documents {
//!     job.document(document)?;
//! }
//! let report = job.finish()?;
//! assert_eq!(report.documents, 0);
//! # Ok::<(), std::io::Error>(())
//! ```

mod brat;
mod cite;
mod conll;
pub mod contract;
mod csv;
mod csv_documents;
mod doccano;
mod evidence;
mod ftm;
mod geo;
mod gkg;
mod hugging_face;
mod ics;
mod json_line;
mod jsonl;
mod label_studio;
mod labels;
mod markup;
mod network;
mod parquet;
mod parquet_column;
mod parquet_file;
mod parquet_spans;
mod parquet_terms;
mod passages;
mod places;
mod rates;
mod rows;
mod spacy;
mod sqlite;
mod stix;
mod thrift;
mod webanno;
mod xlsx;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::{Mention, PackedDocument, Span, StoredDocument};
pub use csv::csv_line;
pub use ics::{DayEvent, calendar};
pub use labels::{label_of, value_of_label};
pub use markup::{html_of, markdown_of, markdown_with_links};
pub use passages::stable_id;
pub use rates::{Converted, Rates};

/// Splits a text into sentences, each a list of the byte spans of its tokens, both in order.
pub type Tokens = fn(&str) -> Vec<Vec<Span>>;

/// What a format may need beside the documents.
#[derive(Debug, Clone)]
pub struct Options {
    /// The sentence and token borders, for formats that write one token a line.
    pub tokens: Tokens,
    /// The folder of captures, for formats that copy them.
    pub captures: Option<PathBuf>,
    /// Rates by which amounts are also given in another currency.
    pub rates: Option<Arc<Rates>>,
}

impl Options {
    /// Only the borders of tokens.
    pub fn new(tokens: Tokens) -> Self {
        Self { tokens, captures: None, rates: None }
    }

    fn captures(&self) -> io::Result<&Path> {
        self.captures.as_deref().ok_or_else(|| io::Error::other("no folder of captures was given"))
    }
}

/// What became of one document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Written {
    /// Mentions written.
    mentions: u64,
    /// Things the format has no way to write, by the reason.
    left_out: Vec<(&'static str, u64)>,
}

impl Written {
    /// So many mentions, and nothing was left out.
    fn all(mentions: usize) -> Self {
        Self { mentions: mentions as u64, left_out: Vec::new() }
    }

    /// Counts `n` things that were left out for a reason.
    fn without(mut self, reason: &'static str, n: usize) -> Self {
        self.leave(reason, n);
        self
    }

    fn leave(&mut self, reason: &'static str, n: usize) {
        if n > 0 {
            self.left_out.push((reason, n as u64));
        }
    }
}

/// One format: writes documents one after the other. Formats that make a file or folder of their
/// own get a writer that goes nowhere.
trait Format {
    /// Writes what stands before the first document.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes one document.
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written>;

    /// True if [`Self::packed`] writes documents as they lie in the corpus.
    fn takes_packed(&self) -> bool {
        false
    }

    /// Writes one document as it lies in the corpus.
    fn packed(&mut self, _: &PackedDocument<'_>, _: &mut dyn Write) -> io::Result<Written> {
        Err(io::Error::other("the format takes no packed documents"))
    }

    /// Writes what stands after the last document.
    fn end(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// How a format is made.
#[derive(Clone, Copy)]
enum Make {
    /// A stream of bytes.
    Stream(fn(&Options) -> Box<dyn Format>),
    /// A file or folder at a place of its own.
    Place(fn(&Options, &Path) -> io::Result<Box<dyn Format>>),
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
    make: Make,
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
        make: Make::Stream(|o| Box::new(jsonl::Jsonl::new(o.rates.clone()))),
    },
    Exporter {
        name: "csv",
        extension: "csv",
        help: "one mention a row, with its value, document and capture",
        make: Make::Stream(|o| Box::new(csv::Mentions::new(o.rates.clone()))),
    },
    Exporter {
        name: "csv-documents",
        extension: "csv",
        help: "one document a row, with text and capture, without mentions",
        make: Make::Stream(|_| Box::new(csv_documents::Documents)),
    },
    Exporter {
        name: "conll",
        extension: "conll",
        help: "one token a line with IOB2 tags, for training and evaluating taggers",
        make: Make::Stream(|options| Box::new(conll::Conll::new(options.tokens))),
    },
    Exporter {
        name: "spacy",
        extension: "json",
        help: "spaCy training data: texts with entities, no overlaps",
        make: Make::Stream(|_| Box::new(spacy::Spacy::default())),
    },
    Exporter {
        name: "doccano",
        extension: "jsonl",
        help: "doccano sequence labelling, no overlaps",
        make: Make::Stream(|_| Box::new(doccano::Doccano)),
    },
    Exporter {
        name: "label-studio",
        extension: "json",
        help: "Label Studio tasks with predictions (offsets in UTF-16 units)",
        make: Make::Stream(|_| Box::new(label_studio::LabelStudio::default())),
    },
    Exporter {
        name: "brat",
        extension: "",
        help: "a folder of brat standoff files, one text and one annotation file a document",
        make: Make::Place(|_, folder| Ok(Box::new(brat::Brat::new(folder)?))),
    },
    Exporter {
        name: "web-annotation",
        extension: "jsonld",
        help: "W3C Web Annotations with quote and position selectors",
        make: Make::Stream(|_| Box::new(webanno::WebAnnotation::default())),
    },
    Exporter {
        name: "ftm",
        extension: "ftm.json",
        help: "FollowTheMoney entities: articles, mentions, people, organisations, events",
        make: Make::Stream(|o| Box::new(ftm::Ftm::new(o.tokens))),
    },
    Exporter {
        name: "gkg",
        extension: "tsv",
        help: "GDELT Global Knowledge Graph 2.1, 27 columns",
        make: Make::Stream(|o| Box::new(gkg::Gkg::new(o.tokens))),
    },
    Exporter {
        name: "stix",
        extension: "json",
        help: "a STIX 2.1 bundle: reports with identities, locations, indicators",
        make: Make::Stream(|_| Box::new(stix::Stix::default())),
    },
    Exporter {
        name: "gexf",
        extension: "gexf",
        help: "who stands in one paragraph with whom: GEXF 1.2 for Gephi",
        make: Make::Stream(|_| Box::new(network::Network::gexf())),
    },
    Exporter {
        name: "graphml",
        extension: "graphml",
        help: "the same as GraphML",
        make: Make::Stream(|_| Box::new(network::Network::graphml())),
    },
    Exporter {
        name: "geojson",
        extension: "geojson",
        help: "places of each document as GeoJSON points",
        make: Make::Stream(|_| Box::new(geo::GeoJson::default())),
    },
    Exporter {
        name: "ics",
        extension: "ics",
        help: "dated events as an iCalendar file",
        make: Make::Stream(|o| Box::new(ics::Calendar::new(o.tokens))),
    },
    Exporter {
        name: "bibtex",
        extension: "bib",
        help: "citations for BibLaTeX",
        make: Make::Stream(|_| Box::new(cite::BibTex)),
    },
    Exporter {
        name: "ris",
        extension: "ris",
        help: "citations as RIS",
        make: Make::Stream(|_| Box::new(cite::Ris)),
    },
    Exporter {
        name: "csl-json",
        extension: "json",
        help: "citations as CSL-JSON, for Zotero and pandoc",
        make: Make::Stream(|_| Box::new(cite::CslJson::default())),
    },
    Exporter {
        name: "parquet",
        extension: "parquet",
        help: "Apache Parquet: one document a row, its mentions as a list",
        make: Make::Stream(|_| Box::new(parquet::Parquet::default())),
    },
    Exporter {
        name: "sqlite",
        extension: "db",
        help: "a SQLite database with full-text search and metadata for Datasette",
        make: Make::Place(|_, place| Ok(Box::new(sqlite::Sqlite::new(place)?))),
    },
    Exporter {
        name: "xlsx",
        extension: "xlsx",
        help: "an Excel workbook: a sheet of documents and one of mentions",
        make: Make::Place(|_, place| Ok(Box::new(xlsx::Xlsx::new(place)?))),
    },
    Exporter {
        name: "huggingface",
        extension: "",
        help: "a Hugging Face dataset folder: Parquet and a card",
        make: Make::Place(|_, folder| Ok(Box::new(hugging_face::HuggingFace::new(folder)?))),
    },
    Exporter {
        name: "warc",
        extension: "warc.gz",
        help: "the captures of the documents as WARC 1.1, byte for byte",
        make: Make::Place(|o, place| Ok(Box::new(evidence::Warc::new(o.captures()?, place)?))),
    },
    Exporter {
        name: "wacz",
        extension: "wacz",
        help: "the same as WACZ, for ReplayWeb.page and pywb",
        make: Make::Place(|o, place| Ok(Box::new(evidence::Wacz::new(o.captures()?, place)?))),
    },
];

/// ISO 3166-1 code of the country a mention names or lies in; `None` for what is no known place.
pub fn country_of(mention: &Mention) -> Option<&'static str> {
    places::of(mention).map(|place| place.iso)
}

/// ISO 3166-1 alpha-2 code of a country, from that code or its English name, in any case of letters.
pub fn country_code(country: &str) -> Option<&'static str> {
    let place = places::country(&country.to_ascii_uppercase());
    place.map(|place| place.iso).or_else(|| places::code_of(country))
}

/// The format of that name, if there is one.
pub fn find(name: &str) -> Option<&'static Exporter> {
    EXPORTERS.iter().find(|exporter| exporter.name == name)
}

impl Exporter {
    /// True if the format has a place for amounts in another currency.
    pub fn converts(&self) -> bool {
        matches!(self.name, "jsonl" | "csv")
    }

    /// True if the export is a file or folder that has to be named, and no stream of bytes.
    pub fn needs_place(&self) -> bool {
        matches!(self.make, Make::Place(_))
    }

    /// Begins an export and writes its header.
    pub fn begin<'w>(&self, options: &Options, out: &'w mut dyn Write) -> io::Result<Job<'w>> {
        let Make::Stream(make) = self.make else {
            return Err(io::Error::other("this format needs a place of its own"));
        };
        Job::new(make(options), Out::Given(out))
    }

    /// Begins an export into the file or folder `place`.
    pub fn begin_at<'w>(&self, options: &Options, place: &Path) -> io::Result<Job<'w>> {
        match self.make {
            Make::Place(make) => Job::new(make(options, place)?, Out::Own(Box::new(io::sink()))),
            Make::Stream(make) => {
                let file = io::BufWriter::with_capacity(1 << 16, std::fs::File::create(place)?);
                Job::new(make(options), Out::Own(Box::new(file)))
            }
        }
    }
}

enum Out<'w> {
    Given(&'w mut dyn Write),
    Own(Box<dyn Write>),
}

impl Out<'_> {
    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Given(out) => *out,
            Self::Own(out) => out.as_mut(),
        }
    }
}

/// An export under way.
pub struct Job<'w> {
    format: Box<dyn Format>,
    out: Out<'w>,
    report: Report,
}

impl fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("report", &self.report).finish_non_exhaustive()
    }
}

impl<'w> Job<'w> {
    fn new(mut format: Box<dyn Format>, mut out: Out<'w>) -> io::Result<Self> {
        format.begin(out.writer())?;
        Ok(Self { format, out, report: Report::default() })
    }

    /// Writes one document.
    pub fn document(&mut self, stored: &StoredDocument) -> io::Result<()> {
        let written = self.format.document(stored, self.out.writer())?;
        self.count(written);
        Ok(())
    }

    /// True if the format is faster with [`Self::packed`]; no other format takes it.
    pub fn takes_packed(&self) -> bool {
        self.format.takes_packed()
    }

    /// Writes one document as it lies in the corpus.
    pub fn packed(&mut self, packed: &PackedDocument<'_>) -> io::Result<()> {
        let written = self.format.packed(packed, self.out.writer())?;
        self.count(written);
        Ok(())
    }

    fn count(&mut self, written: Written) {
        self.report.documents += 1;
        self.report.mentions += written.mentions;
        for (reason, n) in written.left_out {
            self.report.left_out += n;
            *self.report.reasons.entry(reason).or_default() += n;
        }
    }

    /// Documents written so far.
    pub fn documents(&self) -> u64 {
        self.report.documents
    }

    /// Writes the end, flushes the output and tells what was written.
    pub fn finish(mut self) -> io::Result<Report> {
        self.format.end(self.out.writer())?;
        self.out.writer().flush()?;
        Ok(self.report)
    }
}

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Documents written.
    pub documents: u64,
    /// Mentions written.
    pub mentions: u64,
    /// Things the format could not carry, all reasons together.
    pub left_out: u64,
    /// The same by reason, in alphabetical order.
    pub reasons: BTreeMap<&'static str, u64>,
}
