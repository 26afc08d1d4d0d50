//! `newsint verify`: are the promises of the corpus kept?

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::cite::text_of;
use super::exit::Exit;
use super::progress::Progress;
use super::{Session, input};
use crate::capture::sha256_hex;
use crate::error::Result;
use crate::{evidence, pipeline};

/// Check digests, spans and counts of the corpus and its index, or a package of evidence
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint verify
  newsint verify --json
  newsint verify out.zip    a package of `newsint cite --evidence`; needs no corpus

Exit code 0 when everything holds, 2 when something does not (each finding names file and offset).")]
pub(super) struct Verify {
    /// A package of evidence; the corpus if not given
    package: Option<PathBuf>,
    /// One JSON object (schema newsint.verify/1)
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        if let Some(path) = &self.package {
            return self.evidence(session, path);
        }
        let progress = Progress::spinner(session.out.is_quiet(), "checking");
        let verified = pipeline::verify(&session.home, &mut |n| progress.count(n))?;
        progress.clear();
        if self.json {
            session.out.json(&json!({
                "schema": "newsint.verify/1",
                "records": verified.records,
                "captures": verified.captures,
                "documents": verified.documents,
                "mentions": verified.mentions,
                "indexed": verified.indexed,
                "findings": verified.findings,
            }))?;
        } else {
            for finding in &verified.findings {
                session.out.text(finding)?;
            }
            session.out.data(&format!(
                "{} records, {} captures, {} documents, {} mentions, {} indexed: {}",
                verified.records,
                verified.captures,
                verified.documents,
                verified.mentions,
                verified.indexed,
                match verified.findings.len() {
                    0 => "all hold".to_string(),
                    n => format!("{n} findings"),
                }
            ))?;
        }
        Ok(if verified.findings.is_empty() { Exit::Done } else { Exit::Wrong })
    }

    /// A package, without a corpus.
    fn evidence(&self, session: &mut Session, path: &Path) -> Result<Exit> {
        let bytes = input::bytes(path)?;
        let checked = evidence::verify(&bytes, &text_of);
        if self.json {
            session.out.json(&json!({
                "schema": "newsint.verify/1",
                "package": sha256_hex(&bytes),
                "words": checked.words,
                "findings": checked.findings,
                "notes": checked.notes,
            }))?;
        } else {
            for finding in &checked.findings {
                session.out.text(finding)?;
            }
            for note in &checked.notes {
                session.out.say(&format!("note: {note}"));
            }
            if checked.findings.is_empty() {
                session.out.text(&checked.words)?;
            }
            session.out.data(&format!(
                "package {}: {}",
                sha256_hex(&bytes),
                match checked.findings.len() {
                    0 => "all holds".to_string(),
                    n => format!("{n} findings"),
                }
            ))?;
        }
        Ok(if checked.findings.is_empty() { Exit::Done } else { Exit::Wrong })
    }
}
