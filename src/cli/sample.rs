//! `newsint sample`: documents drawn by lot, to annotate.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use sha2::{Digest, Sha256};

use super::Session;
use super::exit::Exit;
use super::export::{each_document, write_documents};
use super::select::QueryWords;
use crate::corpus::Store;
use crate::error::Result;
use crate::export::EXPORTERS;

/// Draw documents by lot and write them for annotation
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint sample --n 200 --format doccano > sample.jsonl
  newsint sample --n 50 --seed 2 --format brat --out annotate/ lang:en

Every document that the query finds has the same chance. The lot is made of seed and document id:
the same seed draws the same documents, and a larger sample holds the smaller one.")]
pub(super) struct Sample {
    #[command(flatten)]
    query: QueryWords,
    /// Documents to draw
    #[arg(long, short, default_value_t = 200, value_name = "N")]
    n: usize,
    /// Another number draws others
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// Format of the file
    #[arg(long, default_value = "doccano", value_parser = PossibleValuesParser::new(EXPORTERS.iter().map(|e| e.name)))]
    format: String,
    /// File or folder to write instead of stdout
    #[arg(long, short, value_name = "PATH")]
    out: Option<PathBuf>,
}

impl Sample {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        let store = Store::open_read(&session.home.database())?;
        let mut drawn: BTreeSet<(Vec<u8>, u64)> = BTreeSet::new();
        let mut all = 0;
        each_document(&store, self.query.sequences(session)?, &mut |stored| {
            let lot = Sha256::digest(format!("{}\t{}", self.seed, stored.id).as_bytes());
            all += 1;
            drawn.insert((lot.to_vec(), stored.sequence));
            if drawn.len() > self.n {
                drawn.pop_last();
            }
            Ok(())
        })?;
        session.out.say(&format!("{} of {all} documents drawn", drawn.len()));
        let mut sequences: Vec<u64> = drawn.into_iter().map(|(_, sequence)| sequence).collect();
        sequences.sort_unstable();
        write_documents(session, &store, Some(sequences), &self.format, self.out.as_deref(), None)
    }
}
