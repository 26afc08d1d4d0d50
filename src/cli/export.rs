//! `newsint export`: datasets for other tools.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Session;
use super::exit::Exit;
use super::select::QueryWords;
use super::tag::tokens;
use crate::corpus::Store;
use crate::error::{Error, Result};
use crate::export::{self, EXPORTERS, Job, Options};

/// Write documents and tags in a format other tools read
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint export > corpus.jsonl                       everything, with text and tags
  newsint export --format csv 'money>=1m' > tags.csv  one tag a row
  newsint export --format conll --out train.conll lang:en

What each format holds: docs/export.md.")]
pub(super) struct Export {
    #[command(flatten)]
    query: QueryWords,
    /// Format of the file
    #[arg(long, default_value = "jsonl", value_parser = PossibleValuesParser::new(EXPORTERS.iter().map(|e| e.name)))]
    format: String,
    /// File to write instead of stdout
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Export {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let store = Store::open_read(&session.home.database())?;
        let sequences = self.query.sequences(session)?;
        let exporter = export::find(&self.format)
            .ok_or_else(|| Error::usage(format!("no export format {:?}", self.format)))?;
        let place = self.out.clone().unwrap_or_else(|| PathBuf::from("standard output"));
        let failed = |e| Error::io("write", &place, e);
        let mut file;
        let writer: &mut dyn Write = match &self.out {
            Some(path) => {
                file =
                    BufWriter::new(File::create(path).map_err(|e| Error::io("create", path, e))?);
                &mut file
            }
            None => session.out.writer(),
        };
        let mut job = exporter.begin(Options { tokens }, writer).map_err(failed)?;
        each_document(&store, sequences, &mut job, &failed)?;
        let report = job.finish().map_err(failed)?;
        let left_out = if report.left_out > 0 {
            format!(", {} mentions left out (the format has no place for them)", report.left_out)
        } else {
            String::new()
        };
        session.out.say(&format!(
            "{} documents, {} mentions{left_out}",
            report.documents, report.mentions
        ));
        Ok(if report.documents == 0 { Exit::Nothing } else { Exit::Done })
    }
}

fn each_document(
    store: &Store,
    sequences: Option<Vec<u64>>,
    job: &mut Job<'_>,
    failed: &dyn Fn(std::io::Error) -> Error,
) -> Result<()> {
    match sequences {
        None => store.for_each_document(1, |stored| job.document(&stored).map_err(failed)),
        Some(sequences) => {
            for sequence in sequences {
                if let Some(stored) = store.document(sequence)? {
                    job.document(&stored).map_err(failed)?;
                }
            }
            Ok(())
        }
    }
}
