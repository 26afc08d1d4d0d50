//! Tagger for quantities: counts with their noun, ordinals with what they order, percentages,
//! measures.

mod count;
mod counted;
mod explain;
mod measure;
mod noun;
mod ordinal;
mod si;
mod unit;

use rust_decimal::Decimal;

pub(super) use self::explain::explain;
use self::unit::Unit;
use super::number::modifiers::{Joint, Modifiers};
use super::number::phrases::Phrases;
use super::number::{Lexicon, Number, inside_code, parse_with};
use super::{Context, Layer, Ranges};
use crate::model::{Kind, Mention, Modifier, Quantity, QuantityType, Span, Value};
use crate::text::Class;

/// Appends the mentions of this kind.
pub(super) fn tag(layer: &Layer<'_>, context: &Context<'_>, out: &mut Vec<Mention>) {
    let english = context.language.is_empty() || context.language == "en";
    let mut taken: Vec<Span> = out
        .iter()
        .filter(|m| matches!(m.value.kind(), Kind::Money | Kind::Date))
        .map(|m| m.span)
        .collect();
    taken.sort_unstable();
    let mut tagger = Tagger {
        layer,
        lexicon: Lexicon::of(context.language),
        modifiers: Modifiers::of(context.language),
        units: unit::names(context.language),
        endings: matches!(context.language, "ko" | "tr"),
        english,
        words: counted::words(context.language),
        requests: context.ranges != Ranges::Apart,
        taken,
        next_taken: 0,
        ordered: None,
        out,
    };
    let mut index = 0;
    while index < layer.len() {
        index = tagger.at(index);
    }
}

struct Tagger<'a, 't> {
    layer: &'a Layer<'t>,
    lexicon: &'static Lexicon,
    modifiers: &'static Modifiers,
    units: &'static Phrases<Unit>,
    endings: bool,
    english: bool,
    /// Counted nouns, for languages other than English.
    words: Option<&'static counted::Words>,
    /// The text is a request: "the percentage of" asks for a quantity.
    requests: bool,
    /// Spans of money and dates, by start.
    taken: Vec<Span>,
    /// The first of them that does not end before the token at hand.
    next_taken: usize,
    /// The sentence and unit of the last ordinal with a noun, for "and eighth this year".
    ordered: Option<(usize, String)>,
    out: &'a mut Vec<Mention>,
}

/// A quantity found: bounds, what it is of, where it ends.
struct Found {
    end: usize,
    end_byte: u32,
    low: Decimal,
    high: Option<Decimal>,
    vague: bool,
    quantity_type: QuantityType,
    unit: Option<String>,
    /// A measure per time or per other measure.
    rate: bool,
    /// What bounds the figure, where it stands inside the mention.
    modifier: Option<Modifier>,
}

impl Tagger<'_, '_> {
    /// The span of money or a date that covers a token, if one does.
    fn taken_at(&mut self, span: Span) -> Option<Span> {
        while self.taken.get(self.next_taken).is_some_and(|t| t.end <= span.start) {
            self.next_taken += 1;
        }
        self.taken.get(self.next_taken).copied().filter(|t| t.overlaps(span))
    }

    /// The part of `span` before money or a date takes over: all of it, the figure with its unit
    /// ("500,000 barrels" of "500,000 barrels a day"), or nothing if the figure itself is taken.
    fn free_part(&self, span: Span, figure_end: u32) -> Option<Span> {
        let rest = self.taken.get(self.next_taken..).unwrap_or(&[]);
        let Some(taken) = rest.iter().take_while(|t| t.start < span.end).find(|t| t.overlaps(span))
        else {
            return Some(span);
        };
        let before = Span { start: span.start, end: taken.start };
        let end = span.start + before.of(self.layer.text).trim_end().len() as u32;
        (end > figure_end).then_some(Span { start: span.start, end })
    }

    /// Tags what starts at token `index`; returns where to go on.
    fn at(&mut self, index: usize) -> usize {
        if self.requests
            && let Some(end) = self.asked(index)
        {
            return end;
        }
        if !self.lexicon.may_begin(self.layer, index) {
            return index + 1;
        }
        let Some(token) = self.layer.get(index).copied() else { return index + 1 };
        if let Some(taken) = self.taken_at(token.span) {
            return self.layer.token_at(taken.end.saturating_sub(1) as usize).max(index) + 1;
        }
        let sign =
            token.class == Class::Punct && !matches!(self.layer.surface(index), "-" | "−" | "–");
        if sign || inside_code(self.layer, index) || self.after_code(index) {
            return index + 1;
        }
        let Some(number) = parse_with(self.layer, index, self.lexicon, false) else {
            return index + 1;
        };
        if number.ordinal {
            self.ordinal(index, &number);
            return number.end.max(index + 1);
        }
        let found = self
            .measure(index, &number)
            .or_else(|| self.count(index, &number))
            .or_else(|| self.counted(index, &number));
        let Some(found) = found else { return number.end.max(index + 1) };
        let span = Span { start: token.span.start, end: found.end_byte };
        let free = if found.rate { Some(span) } else { self.free_part(span, number.end_byte) };
        let Some(span) = free else { return number.end.max(index + 1) };
        let end = found.end;
        self.push(index, span, found);
        end.max(index + 1)
    }

    /// A percent sign or word without a figure, as requests have it: a quantity that is not known.
    fn asked(&mut self, index: usize) -> Option<usize> {
        let (end, end_byte, unit) = unit::at(self.layer, index, self.units, self.endings)?;
        let start = self.layer.get(index)?.span.start;
        if unit.quantity_type != QuantityType::Percent || unit.weak {
            return None;
        }
        self.out.push(Mention {
            span: Span { start, end: end_byte },
            value: Value::Quantity(Quantity {
                quantity_type: unit.quantity_type,
                min: None,
                max: None,
                unit: Some(unit.name.to_string()),
                modifier: Modifier::Vague,
                si: None,
            }),
        });
        Some(end)
    }

    fn push(&mut self, index: usize, span: Span, found: Found) {
        let modifier = if found.high.is_some() {
            Modifier::Range
        } else if found.vague {
            Modifier::Vague
        } else {
            let around = || self.modifiers.of_figure(self.layer, index, found.end);
            found.modifier.unwrap_or_else(around)
        };
        let (min, max) = match found.high {
            Some(high) => (Some(found.low), Some(high)),
            None => modifier.bounds(found.low),
        };
        let (min, max) = (min.map(|d| d.normalize()), max.map(|d| d.normalize()));
        let measure = found.quantity_type == QuantityType::Measure;
        let unit = found.unit.as_deref().filter(|_| measure);
        let si = unit.and_then(|unit| si::value(unit, min, max));
        self.out.push(Mention {
            span,
            value: Value::Quantity(Quantity {
                quantity_type: found.quantity_type,
                min,
                max,
                unit: found.unit,
                modifier,
                si,
            }),
        });
    }

    /// `SCP-173 m`, `SS-20 missiles`: the figure ends a code.
    fn after_code(&self, index: usize) -> bool {
        let glued = |i: usize| self.layer.get(i).is_some_and(|t| !t.spaced);
        let Some(word) = index.checked_sub(2) else { return false };
        // SCP2-173
        if self.layer.class(word) == Some(Class::Number) && inside_code(self.layer, word) {
            return glued(index) && glued(index - 1) && self.layer.surface(index - 1) == "-";
        }
        let code = self.layer.surface(word).chars().any(char::is_uppercase)
            || self.layer.lower(word).len() < 4;
        self.layer.class(index) == Some(Class::Number)
            && glued(index)
            && glued(index - 1)
            && self.layer.surface(index - 1) == "-"
            && self.layer.class(word) == Some(Class::Word)
            && code
    }

    /// The far end of a range that starts with `number`.
    fn range(&self, index: usize, number: &Number) -> Option<Number> {
        let (at, joint) = self.modifiers.joint(self.layer, number.end)?;
        let opened = self.modifiers.opens_range(self.layer, index, joint == Joint::To);
        let second = parse_with(self.layer, at, self.lexicon, false)?;
        let to = joint == Joint::To && !self.modifiers.changes(self.layer, index);
        // A minus right after a joint is the joint: "10 -20".
        let ordered =
            number.value < second.value && !second.ordinal && !second.vague && !number.vague;
        (ordered && (to || opened)).then_some(second)
    }
}

/// Bounds of a range whose last figure carries the scale: "5 to 7 million".
fn bounds(first: &Number, second: Option<&Number>) -> (Decimal, Option<Decimal>) {
    let Some(second) = second else { return (first.value, None) };
    let mut low = first.value;
    if first.scale == Decimal::ONE
        && second.scale > Decimal::ONE
        && second.value.checked_div(second.scale).is_some_and(|base| first.value <= base)
    {
        low = low.checked_mul(second.scale).unwrap_or(low);
    }
    (low, Some(second.value))
}

/// Four plain figures that read as a year.
fn is_year(layer: &Layer<'_>, index: usize, number: &Number) -> bool {
    let surface = layer.surface(index);
    number.end == index + 1
        && surface.len() == 4
        && (surface.starts_with("19") || surface.starts_with("20"))
        && surface.bytes().all(|b| b.is_ascii_digit())
}
