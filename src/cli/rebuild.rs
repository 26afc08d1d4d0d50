//! `newsint rebuild`: everything but the captures, made anew from them.

use clap::Args;

use super::Session;
use super::add::watch_for_interrupt;
use super::clock;
use super::exit::Exit;
use super::progress::Progress;
use crate::error::Result;
use crate::pipeline;

/// Make the database and the index anew from the captures alone
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint rebuild          after an update of newsint, or when `newsint verify` finds something

The captures are not touched. The old database and index stay in place until the new ones are complete.")]
pub(super) struct Rebuild {}

impl Rebuild {
    pub(super) fn run(session: &mut Session) -> Result<Exit> {
        let extractor = session.extractor()?;
        watch_for_interrupt();
        let progress = Progress::spinner(session.out.is_quiet(), "captures read");
        let mut done = 0;
        let documents = pipeline::rebuild(&session.home, &extractor, &clock::now(), |_| {
            done += 1;
            progress.count(done);
        })?;
        progress.clear();
        session.out.say(&format!("rebuilt: {done} captures, {documents} documents"));
        Ok(Exit::Done)
    }
}
