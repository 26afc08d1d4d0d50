//! The corpus: one folder with the captures, the database made of them and the search index.
//!
//! Order of writing (so that a process killed at any moment loses nothing that was told to be
//! stored):
//! WARC records are synced, then the database commits, then the index. On opening, records that the
//! database does
//! not know are read again, and documents that the index does not know are added to it.

mod annotations;
mod copies;
mod decisions;
mod facets;
mod flat;
mod frontier;
mod history;
mod home;
mod journal;
mod read;
mod read_packed;
mod rows;
mod store;
mod watched;

pub use annotations::{Annotation, Annotations, Marking, text_digest};
pub use copies::Pair;
pub use decisions::{Decision, Decisions};
pub use facets::Facet;
pub use frontier::{EarlierCapture, HostRow, NEVER, NewUrl, Untold, UrlRow, UrlState, Visit};
pub use history::CaptureOf;
pub use home::Home;
pub use journal::{LogLine, SourceCounts};
pub use read::{Counts, MentionFilter, MentionGroup, MentionRow};
pub use store::{Placed, Recorded, Store};
pub use watched::{Mark, Watched};
