//! Numbers in figures and words, shared by the money, date and quantity taggers.

mod figures;
mod lexicon;
pub(crate) mod modifiers;
mod parser;
pub(crate) mod phrases;
mod sum;

use rust_decimal::Decimal;

use crate::text::{Class, Layer};
pub(crate) use figures::figure;
pub(crate) use lexicon::Lexicon;

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberKind {
    /// Figures alone: `1,200`.
    Figures,
    /// Words alone: "two hundred".
    Words,
    /// Both: "1.2 million".
    Mixed,
}

/// A number found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    /// Index of the token past it.
    pub(crate) end: usize,
    /// Byte past it. Less than the end of token `end - 1` when a word is glued to it ("만원을").
    pub(crate) end_byte: u32,
    /// Exact value; of a vague number its scale ("hundreds of": 100).
    pub(crate) value: Decimal,
    /// How it is written.
    pub(crate) kind: NumberKind,
    /// "second", "8th", 第八.
    pub(crate) ordinal: bool,
    /// "hundreds", "several", "tens of thousands".
    pub(crate) vague: bool,
    /// An article stands for one: "a dozen", "half a million".
    pub(crate) article: bool,
    /// Value of the last scale word or suffix, 1 without one: "5 million" has 1,000,000.
    pub(crate) scale: Decimal,
}

impl Number {
    /// True if the number ends inside a token.
    pub(crate) fn is_glued(&self, layer: &Layer<'_>) -> bool {
        layer.get(self.end.saturating_sub(1)).is_some_and(|t| self.end_byte < t.span.end)
    }
}

/// The number that starts at token `index`, the longest there is. Linear in its own length.
///
/// Looks at nothing before `index` (but for the "at" of "at least" where "least" is also minus):
/// whether the token is part of a word or code is for the caller to see. `letters` allows the scale
/// letters of money (`600m`, `5b`).
pub(crate) fn parse_with(
    layer: &Layer<'_>,
    index: usize,
    lexicon: &'static Lexicon,
    letters: bool,
) -> Option<Number> {
    parser::parse(layer, index, lexicon, letters)
}

/// True if token `index` is glued to a word or number before it (`A380`, `1-2-3`), so that it
/// starts no number.
pub(crate) fn inside_code(layer: &Layer<'_>, index: usize) -> bool {
    let (Some(token), Some(before)) =
        (layer.get(index), index.checked_sub(1).and_then(|i| layer.get(i)))
    else {
        return false;
    };
    !token.spaced && matches!(before.class, Class::Word | Class::Number)
}
