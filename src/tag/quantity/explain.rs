//! Why a quantity is one: the words it is made of, and what it counts or measures.

use super::unit;
use crate::model::{Mention, Modifier, Quantity, QuantityType};
use crate::tag::number::modifiers::Modifiers;
use crate::tag::number::{Lexicon, parse_with};
use crate::tag::reason::part;
use crate::tag::{Context, Layer, Reason};

/// The reason of one quantity.
pub(in crate::tag) fn explain(
    layer: &Layer<'_>,
    context: &Context<'_>,
    mention: &Mention,
    quantity: &Quantity,
) -> Reason {
    let lexicon = Lexicon::of(context.language);
    let modifiers = Modifiers::of(context.language);
    let units = unit::names(context.language);
    let first = layer.token_at(mention.span.start as usize);
    let end = layer.token_at((mention.span.end as usize).saturating_sub(1)) + 1;
    let mut parts = modifiers.told(layer, first, end);
    let mut at = first;
    while at < end {
        let (to, told) = if let Some(number) = parse_with(layer, at, lexicon, false) {
            (number.end, number.value.normalize().to_string())
        } else if let Some((to, _, unit)) = unit::at(layer, at, units, true) {
            (to, unit.name.to_string())
        } else {
            (at + 1, if modifiers.joint(layer, at).is_some() { "to" } else { "noun" }.to_string())
        };
        parts.push(part(layer.span(at, to).of(layer.text), &told));
        at = to.max(at + 1);
    }
    let rule = match (quantity.modifier, quantity.quantity_type) {
        (Modifier::Range, _) => "range",
        (_, QuantityType::Count) => "number with what it counts",
        (_, QuantityType::Ordinal) => "ordinal with what it orders",
        (_, QuantityType::Percent) => "number with a percent sign or word",
        (_, QuantityType::Measure) => "number with a unit of measure",
    };
    let anchor = match (&quantity.unit, &quantity.si) {
        (Some(unit), Some(si)) if *unit != si.unit => format!("{unit}, in SI units {}", si.unit),
        (Some(unit), _) => unit.clone(),
        (None, _) => "none".to_string(),
    };
    Reason { span: mention.span, rule: rule.to_string(), parts, anchor }
}
