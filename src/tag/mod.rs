//! Text → mentions. Pure: no IO, no clock; the same text and context give the same mentions.

pub mod date;
pub mod entity;
pub mod indicator;
pub mod money;
pub mod number;
mod overlap;
pub mod quantity;
pub mod quote;

use jiff::civil::Date;

use crate::limits::MENTIONS_MAX;
use crate::model::Mention;
pub use crate::text::Layer;

/// Which way an ambiguous date ("Tuesday", "in May") is read when the sentence does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Prefer {
    /// The latest one not after the reference date: news.
    #[default]
    Past,
    /// The next one: calendars and assistants.
    Future,
}

/// What is known of a text beside its words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// ISO 639-1 code of the text's language; empty when unknown (then English rules and
    /// script-bound rules apply).
    pub language: &'a str,
    /// The date that relative dates resolve against: publication. Without one, dates stay
    /// underspecified.
    pub reference: Option<Date>,
    /// How ambiguous dates are read.
    pub prefer: Prefer,
    /// ISO 3166 alpha-2 code of the outlet's country, if known: evidence for `$`, `dd/mm` and the
    /// like.
    pub country: Option<&'a str>,
}

/// A tagger: reads the layer, appends its mentions in any order.
type Tagger = fn(&Layer<'_>, &Context<'_>, &mut Vec<Mention>);

/// The taggers, in order; a later one sees what the earlier ones found. One row is all a new kind
/// needs.
const TAGGERS: &[Tagger] =
    &[money::tag, date::tag, quantity::tag, indicator::tag, entity::tag, quote::tag];

/// Tags a text. Mentions come sorted by start, longest first; overlaps within a kind are resolved
/// (see `overlap`).
pub fn tag(text: &str, context: &Context<'_>) -> Vec<Mention> {
    let layer = Layer::new(text);
    let mut mentions = Vec::new();
    for tagger in TAGGERS {
        tagger(&layer, context, &mut mentions);
    }
    overlap::resolve(&mut mentions);
    mentions.truncate(MENTIONS_MAX);
    mentions
}
