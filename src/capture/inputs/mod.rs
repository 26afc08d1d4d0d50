//! What `newsint add PATH…|-` reads: files and folders of pages, texts, archives and JSONL, one
//! input after the other, in an order that depends on names alone. A bad input is an item, never
//! the end.

mod archive;
mod file;
mod jsonl;
mod lines;
mod walk;

use std::fmt;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use super::incoming::Incoming;
use walk::{Walk, Walked};

/// One input, good or bad.
#[derive(Debug)]
pub struct Item {
    /// Where it comes from: a path, with `:line` or `@offset` where it is part of a file.
    pub origin: String,
    /// Stored bytes that were read for it, for progress.
    pub input_bytes: u64,
    /// The input, or why there is none.
    pub result: Result<Incoming, Rejected>,
}

/// An input that cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Whether it is just of a kind that is not read (an image, a program) rather than broken.
    pub skipped: bool,
    /// Why, in words that name the file, line or offset.
    pub reason: String,
}

impl Item {
    fn rejected(origin: String, input_bytes: u64, skipped: bool, reason: &str) -> Self {
        let reason = format!("{origin}: {reason}");
        Self { origin, input_bytes, result: Err(Rejected { skipped, reason }) }
    }
}

/// A file that gives several inputs.
trait Feed: Send {
    /// The next input; `passed_over` counts the records that are no inputs by their nature.
    fn next_item(&mut self, passed_over: &mut u64) -> Option<Item>;
}

/// Iterator over inputs; see the module.
pub struct Inputs {
    walk: Walk,
    feed: Option<Box<dyn Feed>>,
    passed_over: u64,
}

impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs").field("walk", &self.walk).finish_non_exhaustive()
    }
}

impl Inputs {
    /// Inputs of these files and folders; `-` stands for the paths listed on standard input, one a
    /// line or each ended by a zero byte.
    pub fn new(paths: Vec<PathBuf>) -> Self {
        Self::with_list(paths, Box::new(BufReader::new(io::stdin())))
    }

    /// [`Self::new`] with another source of the list that `-` stands for.
    pub fn with_list(paths: Vec<PathBuf>, list: Box<dyn BufRead + Send>) -> Self {
        Self { walk: Walk::new(paths, list), feed: None, passed_over: 0 }
    }

    /// Records of archives passed over so far because they hold no page by their nature: requests,
    /// revisits, metadata and the like.
    pub fn passed_over(&self) -> u64 {
        self.passed_over
    }
}

impl Iterator for Inputs {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(feed) = &mut self.feed {
                if let Some(item) = feed.next_item(&mut self.passed_over) {
                    return Some(item);
                }
                self.feed = None;
            }
            match self.walk.next()? {
                Walked::Rejected(item) => return Some(*item),
                Walked::File(path) => match file::open(&path) {
                    file::Opened::One(item) => return Some(*item),
                    file::Opened::Many(feed) => self.feed = Some(feed),
                },
            }
        }
    }
}

/// Sum of the sizes of all files that [`Inputs`] would read, for progress. Bytes. `None` when a
/// list on standard input is among the paths, which can be read only once.
pub fn total_bytes(paths: &[PathBuf]) -> Option<u64> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let walk = Walk::new(paths.to_vec(), Box::new(io::empty()));
    let sizes = walk.filter_map(|walked| match walked {
        Walked::File(path) => std::fs::metadata(path).ok().map(|data| data.len()),
        Walked::Rejected(_) => None,
    });
    Some(sizes.sum())
}
