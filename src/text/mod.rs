//! Tokens and sentences with exact offsets: one reading of a text, shared by tagging, indexing and search.

mod layer;
mod sentence;

pub use layer::{Class, Layer, Token, is_ideograph};
