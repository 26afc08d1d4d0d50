//! Wires captures → documents → tags → corpus → index: bounded queues, all cores, resumable.

mod copies;
pub mod crawl;
mod decide;
mod rebuild;
mod session;
mod shelf;
mod verify;
mod work;

use std::sync::atomic::{AtomicBool, Ordering};

use crate::capture::{Inputs, Item};
use crate::corpus::Home;
use crate::error::{Error, Result};
use crate::extract::Extractor;
use crate::model::Outcome;
use crate::parallel::ordered_map;
pub use copies::{Copy, copies_of};
pub use decide::{annotate, decide};
pub use rebuild::rebuild;
use session::Session;
pub use verify::{Verified, verify};

/// Set by the user's Ctrl-C: a running pipeline stores what it has, then ends with
/// [`Error::Interrupted`].
pub static STOP: AtomicBool = AtomicBool::new(false);

/// What happened to one input.
#[derive(Debug)]
pub struct Event {
    /// File, with line or offset where there is one.
    pub origin: String,
    /// Input bytes it took.
    pub bytes: u64,
    /// What became of it.
    pub outcome: Outcome,
}

/// Adds inputs to the corpus at `home`: one event each, in the order of the inputs. Pages are read
/// by `extractor`; [`rebuild`] with the same one makes the same documents.
///
/// `now` (RFC 3339, UTC) is the time of capture for inputs that carry none. Before the first input,
/// what an
/// earlier run left half done is finished; `told` hears of that too. Stops cleanly on [`STOP`].
/// Without `tags` the documents are stored and marked as not yet tagged; [`rebuild`] tags them.
pub fn add(
    home: &Home,
    extractor: &Extractor,
    inputs: Inputs,
    tags: bool,
    now: &str,
    mut told: impl FnMut(Event),
) -> Result<()> {
    let mut session = Session::open(home, extractor, now)?;
    session.recover(&mut told)?;
    if !tags {
        session.leave_untagged()?;
    }
    let result = ordered_map(
        inputs,
        |item: &Item| {
            let block = item.result.as_ref().map_or(0, |incoming| incoming.block().len());
            block.max(item.input_bytes as usize)
        },
        |item| work::prepare(item, extractor, tags, now),
        |ready| {
            if STOP.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            told(session.accept(ready)?);
            Ok(())
        },
    );
    match result {
        Ok(()) | Err(Error::Interrupted) => session.close().map(|_| ())?,
        Err(_) => {}
    }
    result
}
