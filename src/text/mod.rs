//! Tokens and sentences with exact offsets: one reading of a text for taggers, index and search;
//! and what changed between two texts.

mod diff;
mod filter;
mod known;
mod layer;
mod rejoin;
mod sentence;

pub use diff::{Change, Fate, diff};
pub use filter::{WordFilter, hash_of};
pub use known::{canonical_of, is_id};
pub use layer::{Class, Layer, Token, is_ideograph};
pub use rejoin::rejoin;
