//! Tokens and sentences with exact offsets: one reading of a text for taggers, index and search.

mod layer;
mod sentence;

pub use layer::{Class, Layer, Token, is_ideograph};
