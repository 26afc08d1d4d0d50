//! Why an amount is one: the words it is made of, and what settled its currency.

use super::amount::Grammar;
use super::currency::Evidence;
use super::tender::{Tender, members};
use crate::model::{Mention, Modifier, Money};
use crate::tag::number::modifiers::Modifiers;
use crate::tag::number::parse_with;
use crate::tag::reason::part;
use crate::tag::{Context, Layer, Reason};
use crate::text::Class;

/// The reason of one mention of money.
pub(in crate::tag) fn explain(
    layer: &Layer<'_>,
    context: &Context<'_>,
    mention: &Mention,
    money: &Money,
) -> Reason {
    let grammar = Grammar::new(layer, context.language);
    let modifiers = Modifiers::of(context.language);
    let first = layer.token_at(mention.span.start as usize);
    let end = layer.token_at((mention.span.end as usize).saturating_sub(1)) + 1;
    let mut parts = modifiers.told(layer, first, end);
    let (mut at, mut tender) = (first, None);
    while at < end {
        let (to, told, name) = piece(&grammar, at);
        parts.push(part(layer.span(at, to).of(layer.text), &told));
        tender = tender.or(name);
        at = to.max(at + 1);
    }
    let leads = grammar.name(first).is_some() && layer.class(first) != Some(Class::Number);
    let rule = match (money.modifier, leads) {
        (Modifier::Range, _) => "range of amounts",
        (_, true) => "currency before its figure",
        (_, false) => "figure before its currency",
    };
    let anchor = tender.map_or_else(
        || "none".to_string(),
        |tender| Evidence::default().told(&tender, layer, context),
    );
    Reason { span: mention.span, rule: rule.to_string(), parts, anchor }
}

/// What begins at a token: `(index past it, meaning, currency)`.
fn piece(grammar: &Grammar<'_, '_>, at: usize) -> (usize, String, Option<Tender>) {
    let layer = grammar.layer;
    let name = grammar.name(at).filter(|_| layer.class(at) != Some(Class::Number));
    if let Some((to, _, tender)) = name {
        return (to, currencies(&tender), Some(tender));
    }
    if let Some(number) = parse_with(layer, at, grammar.lexicon, true) {
        return (number.end, number.value.normalize().to_string(), None);
    }
    (at + 1, "-".to_string(), None)
}

fn currencies(tender: &Tender) -> String {
    let codes = members(tender).map_or_else(String::new, |m| m.codes.join(" or "));
    match tender.factor {
        Some(factor) => format!("{factor} {codes}"),
        None => codes,
    }
}
