//! Tagger for money: amounts with a currency, ranges as one mention, modifiers and rates as
//! attributes.

mod amount;
mod currency;
mod explain;
mod minor;
mod rate;
mod tender;

use rust_decimal::Decimal;

use self::amount::{Grammar, Side};
use self::currency::Evidence;
pub(super) use self::explain::explain;
use super::number::modifiers::{Joint, Modifiers};
use super::{Context, Layer};
use crate::model::{Mention, Modifier, Money, Span, Value};
use crate::text::Class;

/// Appends the mentions of this kind.
pub(super) fn tag(layer: &Layer<'_>, context: &Context<'_>, out: &mut Vec<Mention>) {
    let mut tagger = Tagger {
        grammar: Grammar::new(layer, context.language),
        modifiers: Modifiers::of(context.language),
        layer,
        context,
        evidence: Evidence::default(),
        out,
    };
    let mut index = 0;
    while index < layer.len() {
        index = tagger.at(index);
    }
}

struct Tagger<'a, 't> {
    grammar: Grammar<'a, 't>,
    modifiers: &'static Modifiers,
    layer: &'a Layer<'t>,
    context: &'a Context<'a>,
    evidence: Evidence,
    out: &'a mut Vec<Mention>,
}

impl Tagger<'_, '_> {
    /// Tags what starts at token `index`; returns where to go on.
    fn at(&mut self, index: usize) -> usize {
        if self.layer.class(index) == Some(Class::Punct) || !self.grammar.may_begin(index) {
            return index + 1;
        }
        if self.is_plain_count(index) {
            return index + 1;
        }
        let Some(first) = self.grammar.side(index) else { return index + 1 };
        if let Some((second, min, max)) = self.range(&first) {
            self.push(&first, Some(&second), min, max);
            return second.end;
        }
        if first.tender.is_none() {
            return if first.end > index { first.end } else { index + 1 };
        }
        self.push(&first, None, first.value, first.value);
        first.end
    }

    /// Figures with a word after them that goes on with no amount: "80 missiles".
    fn is_plain_count(&self, index: usize) -> bool {
        let (layer, next) = (self.layer, index + 1);
        let stops = match layer.class(next) {
            Some(Class::Word) => {
                !self.grammar.may_begin(next) && !self.modifiers.may_join(layer, next)
            }
            Some(Class::Punct) => matches!(layer.surface(next), "," | "." | ")" | ";" | "\""),
            _ => false,
        };
        stops && layer.class(index) == Some(Class::Number)
    }

    /// The far end of a range that starts with `first`, and both bounds in major units.
    fn range(&self, first: &Side) -> Option<(Side, Decimal, Decimal)> {
        let (at, joint) = self.modifiers.joint(self.layer, first.end)?;
        let second = self.grammar.side(at)?;
        if first.vague || second.vague {
            return None;
        }
        let opened = self.modifiers.opens_range(self.layer, first.start, joint == Joint::To);
        match joint {
            Joint::And if !opened => return None,
            Joint::To if self.modifiers.changes(self.layer, first.start) => return None,
            _ => {}
        }
        let tender = second.tender.or(first.tender)?;
        let (mut low, high) = (first.value, second.value);
        match (first.tender, second.tender) {
            (Some(a), Some(b)) if a.is_minor() != b.is_minor() => return None,
            (None, Some(_)) => low = low.checked_mul(tender.factor.unwrap_or(Decimal::ONE))?,
            // `$5 to 7 people`: a bare second figure counts only after a dash, a "between" or with
            // a scale.
            (Some(_), None) if !opened && second.scale == Decimal::ONE && !self.is_dash(at) => {
                return None;
            }
            _ => {}
        }
        // "$5 and $7 million": the scale of the last figure holds for both.
        if first.scale == Decimal::ONE && second.scale > Decimal::ONE {
            let base = high.checked_div(second.scale)?;
            if first.value <= base {
                low = low.checked_mul(second.scale)?;
            }
        }
        (low < high).then_some((second, low, high))
    }

    fn is_dash(&self, after: usize) -> bool {
        matches!(
            self.layer.surface(after.saturating_sub(1)),
            "-" | "–" | "—" | "~" | "～" | "−" | "‑"
        )
    }

    fn push(&mut self, first: &Side, second: Option<&Side>, min: Decimal, max: Decimal) {
        let last = second.unwrap_or(first);
        let tender = match (first.tender, second.and_then(|s| s.tender)) {
            (Some(a), Some(b)) => {
                if b.long || a.form == tender::Form::Name {
                    b
                } else {
                    a
                }
            }
            (Some(a), None) => a,
            (None, Some(b)) => b,
            (None, None) => return,
        };
        let (currency, candidates) = self.evidence.resolve(&tender, self.layer, self.context);
        let modifier = if second.is_some() {
            Modifier::Range
        } else if first.vague {
            Modifier::Vague
        } else {
            self.modifiers.of_figure(self.layer, first.start, last.end)
        };
        let (low, high) =
            if second.is_some() { (Some(min), Some(max)) } else { modifier.bounds(min) };
        let start = self.layer.get(first.start).map_or(0, |t| t.span.start);
        self.out.push(Mention {
            span: Span { start, end: last.end_byte },
            value: Value::Money(Money {
                min: low.map(|d| d.normalize()),
                max: high.map(|d| d.normalize()),
                currency,
                candidates,
                modifier,
                per: rate::per(self.layer, last.end)
                    .or_else(|| rate::before(self.layer, first.start)),
            }),
        });
    }
}
