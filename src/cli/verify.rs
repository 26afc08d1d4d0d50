//! `newsint verify`: are the promises of the corpus kept?

use clap::Args;
use serde_json::json;

use super::Session;
use super::exit::Exit;
use super::progress::Progress;
use crate::error::Result;
use crate::pipeline;

/// Check digests, spans, counts, and that the index holds what the corpus holds
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint verify
  newsint verify --json

Exit code 0 when everything holds, 2 when something does not (each finding names file and offset).")]
pub(super) struct Verify {
    /// One JSON object (schema newsint.verify/1)
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
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
}
