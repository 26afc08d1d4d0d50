//! `newsint export`: datasets for other tools.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Session;
use super::exit::Exit;
use super::progress::Progress;
use super::select::QueryWords;
use super::tag::tokens;
use crate::corpus::Store;
use crate::error::{Error, Result};
use crate::export::{self, EXPORTERS, Options, Rates};
use crate::model::StoredDocument;

/// Write documents and tags in a format other tools read
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint export > corpus.jsonl                       everything, with text and tags
  newsint export --format csv 'money>=1m' > tags.csv  one tag a row
  newsint export --format conll --out train.conll lang:en
  newsint export --to USD --rates eurofxref-hist.csv > usd.jsonl

What each format holds: docs/export.md.")]
pub(super) struct Export {
    #[command(flatten)]
    query: QueryWords,
    /// Format of the file
    #[arg(long, default_value = "jsonl", value_parser = PossibleValuesParser::new(EXPORTERS.iter().map(|e| e.name)))]
    format: String,
    /// File or folder to write instead of stdout
    #[arg(long, short, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Give amounts of certain currency in this one, too (ISO 4217), by the rates of --rates
    #[arg(long, requires = "rates", value_name = "CODE")]
    to: Option<String>,
    /// Table of daily rates, as the European Central Bank publishes them (eurofxref-hist.csv)
    #[arg(long, requires = "to", value_name = "FILE")]
    rates: Option<PathBuf>,
}

impl Export {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let store = Store::open_read(&session.home.database())?;
        let sequences = self.query.sequences(session)?;
        let rates = match (&self.rates, &self.to) {
            (Some(path), Some(to)) => Some(Arc::new(Rates::read(path, to)?)),
            _ => None,
        };
        write_documents(session, &store, sequences, &self.format, self.out.as_deref(), rates)
    }
}

/// Writes documents in a format to a place or stdout, and says what was written.
pub(super) fn write_documents(
    session: &mut Session,
    store: &Store,
    sequences: Option<Vec<u64>>,
    format: &str,
    out: Option<&Path>,
    rates: Option<Arc<Rates>>,
) -> Result<Exit> {
    let exporter =
        export::find(format).ok_or_else(|| Error::usage(format!("no export format {format:?}")))?;
    if rates.is_some() && !exporter.converts() {
        let what = format!("{format} has no place for amounts in another currency");
        return Err(Error::usage_hint(what, "jsonl and csv have one"));
    }
    let place = out.map_or_else(|| PathBuf::from("standard output"), Path::to_path_buf);
    let failed = |e| Error::io("write", &place, e);
    let options =
        Options { captures: Some(session.home.captures()), rates, ..Options::new(tokens) };
    let quiet = session.out.is_quiet();
    let progress = Progress::spinner(quiet, "documents written");
    let mut job = match out {
        Some(path) => exporter.begin_at(&options, path).map_err(failed)?,
        None if exporter.needs_place() => {
            let what = format!("{format} makes a file or folder of its own");
            return Err(Error::usage_hint(what, "name it with --out PATH"));
        }
        None => exporter.begin(&options, session.out.writer()).map_err(failed)?,
    };
    if job.takes_packed() {
        store.for_each_packed(sequences.as_deref(), |packed| {
            job.packed(packed).map_err(failed)?;
            progress.count(job.documents());
            Ok(())
        })?;
    } else {
        each_document(store, sequences, &mut |stored| {
            job.document(stored).map_err(failed)?;
            progress.count(job.documents());
            Ok(())
        })?;
    }
    let report = job.finish().map_err(failed)?;
    progress.clear();
    tell(session, &report);
    Ok(if report.documents == 0 { Exit::Nothing } else { Exit::Done })
}

/// Says what was written, and what could not be, with the reason.
fn tell(session: &Session, report: &export::Report) {
    let (documents, mentions) = (report.documents, report.mentions);
    let left_out = match report.left_out {
        0 => String::new(),
        n => format!(", {n} left out: the format has no place for them"),
    };
    session.out.say(&format!("{documents} documents, {mentions} mentions{left_out}"));
    for (reason, n) in &report.reasons {
        session.out.say(&format!("  left out: {n} {reason}"));
    }
}

/// Calls `each` with the documents of these sequence numbers, or with all, in order.
pub(super) fn each_document(
    store: &Store,
    sequences: Option<Vec<u64>>,
    each: &mut dyn FnMut(&StoredDocument) -> Result<()>,
) -> Result<()> {
    match sequences {
        None => store.for_each_document(1, |stored| each(&stored)),
        Some(sequences) => {
            for sequence in sequences {
                if let Some(stored) = store.document(sequence)? {
                    each(&stored)?;
                }
            }
            Ok(())
        }
    }
}
