//! Which documents are copies of one text: texts in, pairs with exact containment out.
//!
//! A text is its runs of [`WORDS`] words (shingles: Broder, 1997). A sample of the runs, the same in
//! every document (`FracMinHash`: Irber et al., 2022), finds candidates through an inverted index, in
//! time linear in the text; each candidate is then verified on *all* runs. Runs that stand in many
//! pages of one host are its furniture (menus, notices, "also on this site") and weigh nothing:
//! sketches alone cannot tell them from a shared wire.
//!
//! The result depends on the documents and their order alone, not on how they come in batches:
//! when a run turns out to be furniture, the pages that hold it are compared anew.

mod memory;
mod place;
mod runs;
mod seen;

pub use memory::{Memory, pairs};
pub use place::{Placer, Shelf};
pub use runs::{Body, Overlap, Runs, host_key};
pub use seen::Seen;

/// Words in a run.
pub const WORDS: usize = 5;
