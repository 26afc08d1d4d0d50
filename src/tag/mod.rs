//! Text → mentions. Pure: no IO, no clock; the same text and context give the same mentions.

pub mod date;
pub mod entity;
pub mod indicator;
pub mod money;
pub mod number;
mod overlap;
pub mod quantity;
pub mod quote;
mod reason;

use jiff::civil::{Date, Time};

use crate::limits::MENTIONS_MAX;
use crate::model::{Kind, Mention, Value};
pub use crate::text::Layer;
pub use reason::Reason;

/// Which way an ambiguous date ("Tuesday", "in May") is read when the sentence does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Prefer {
    /// The latest one not after the reference date: news.
    #[default]
    Past,
    /// The next one: calendars and assistants.
    Future,
}

/// What a range of dates ("from 4 to 5 May") becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ranges {
    /// Each end is a date of its own, as `TimeML` has it.
    #[default]
    Apart,
    /// One mention, which holds its last day, hour or minute: "4 to 5 May" ends as 6 May begins.
    Through,
    /// One mention, which ends where its last date begins: "4 to 5 May" ends as 5 May begins.
    Until,
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
    /// The time of day of the reference, if known: "in two hours" counts from it.
    pub reference_time: Option<Time>,
    /// How ambiguous dates are read.
    pub prefer: Prefer,
    /// What ranges of dates become.
    pub ranges: Ranges,
    /// The kinds that are looked for; empty for all.
    pub kinds: &'a [Kind],
    /// ISO 3166 alpha-2 code of the outlet's country, if known: evidence for `$`, `dd/mm` and the
    /// like.
    pub country: Option<&'a str>,
}

/// A tagger: reads the layer, appends its mentions in any order.
type Tagger = fn(&Layer<'_>, &Context<'_>, &mut Vec<Mention>);

/// The taggers, in order; a later one sees what the earlier ones found. One row is all a new kind
/// needs.
const TAGGERS: &[(Kind, Tagger)] = &[
    (Kind::Money, money::tag),
    (Kind::Date, date::tag),
    (Kind::Quantity, quantity::tag),
    (Kind::Indicator, indicator::tag),
    (Kind::Entity, entity::tag),
    (Kind::Quote, quote::tag),
];

/// Tags a text. Mentions come sorted by start, longest first; overlaps within a kind are resolved
/// (see `overlap`).
pub fn tag(text: &str, context: &Context<'_>) -> Vec<Mention> {
    let layer = Layer::new(text);
    let mut mentions = Vec::new();
    for (kind, tagger) in TAGGERS {
        if context.kinds.is_empty() || context.kinds.contains(kind) {
            tagger(&layer, context, &mut mentions);
        }
    }
    overlap::resolve(&mut mentions);
    mentions.truncate(MENTIONS_MAX);
    mentions
}

/// Why each mention of a text is one and has its value, in their order.
pub fn explain(text: &str, context: &Context<'_>, mentions: &[Mention]) -> Vec<Reason> {
    let layer = Layer::new(text);
    let dates = date::explain(&layer, context);
    let of = |mention: &Mention| match &mention.value {
        Value::Money(money) => money::explain(&layer, context, mention, money),
        Value::Quantity(quantity) => quantity::explain(&layer, context, mention, quantity),
        Value::Date(_) => {
            let told = dates.iter().find(|reason| reason.span == mention.span);
            told.cloned().unwrap_or_else(|| reason::of_value(text, mention))
        }
        _ => reason::of_value(text, mention),
    };
    mentions.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mention_has_a_reason_with_its_words_and_what_settled_it() {
        let text = "It paid about $5 million for 80 missiles on Friday, he said.";
        let reference = Some("2022-11-28".parse().unwrap());
        let context = Context { language: "en", reference, ..Context::default() };
        let mentions = tag(text, &context);
        let reasons = explain(text, &context, &mentions);
        let told = |kind: Kind| {
            let at = mentions.iter().position(|m| m.value.kind() == kind).unwrap();
            let reason = &reasons[at];
            format!("{}: {}; {}", reason.rule, reason.parts.join(" "), reason.anchor)
        };
        assert_eq!(reasons.len(), mentions.len());
        let money = told(Kind::Money);
        assert!(
            money.starts_with("currency before its figure: about [approx] $ [USD or "),
            "{money}"
        );
        assert!(money.contains("5 million [5000000]; USD, the usual meaning"), "{money}");
        assert_eq!(
            told(Kind::Quantity),
            "number with what it counts: 80 [80] missiles [noun]; missile"
        );
        assert_eq!(
            told(Kind::Date),
            "calendar point: Friday [Weekday(5)]; 2022-11-28, the reference; the sentence tells of the past"
        );
    }
}
