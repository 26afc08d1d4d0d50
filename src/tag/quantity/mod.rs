//! Tagger for quantities: counts with their noun, ordinals with what they order, percentages,
//! measures.

mod noun;
mod unit;

use rust_decimal::Decimal;

use self::noun::Noun;
use self::unit::Unit;
use super::number::modifiers::{Joint, Modifiers};
use super::number::phrases::Phrases;
use super::number::{Lexicon, Number, NumberKind, inside_code, parse_with};
use super::{Context, Layer};
use crate::model::{Kind, Mention, Modifier, Quantity, QuantityType, Span, Value};
use crate::text::Class;

/// How far back a verb that counts victims is looked for. Tokens.
const VICTIM_REACH: usize = 6;

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
        let found = self.measure(index, &number).or_else(|| self.count(index, &number));
        let Some(found) = found else { return number.end.max(index + 1) };
        let span = Span { start: token.span.start, end: found.end_byte };
        let Some(span) = self.free_part(span, number.end_byte) else {
            return number.end.max(index + 1);
        };
        let end = found.end;
        self.push(index, span, found);
        end.max(index + 1)
    }

    fn push(&mut self, index: usize, span: Span, found: Found) {
        let modifier = if found.high.is_some() {
            Modifier::Range
        } else if found.vague {
            Modifier::Vague
        } else {
            self.modifiers.of_figure(self.layer, index, found.end)
        };
        let (min, max) = match found.high {
            Some(high) => (Some(found.low), Some(high)),
            None => modifier.bounds(found.low),
        };
        self.out.push(Mention {
            span,
            value: Value::Quantity(Quantity {
                quantity_type: found.quantity_type,
                min: min.map(|d| d.normalize()),
                max: max.map(|d| d.normalize()),
                unit: found.unit,
                modifier,
            }),
        });
    }

    /// `SCP-173 m`, `SS-20 missiles`: the figure ends a code.
    fn after_code(&self, index: usize) -> bool {
        let glued = |i: usize| self.layer.get(i).is_some_and(|t| !t.spaced);
        let Some(word) = index.checked_sub(2) else { return false };
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

    /// A number or range with a unit of measure or a percent sign.
    fn measure(&self, index: usize, number: &Number) -> Option<Found> {
        if number.is_glued(self.layer) {
            return None;
        }
        if let Some(found) = self.with_unit(number, None) {
            // "3km to 5km"
            return Some(self.far_unit(index, found));
        }
        let second = self.range(index, number)?;
        self.with_unit(number, Some(&second))
    }

    fn far_unit(&self, index: usize, mut found: Found) -> Found {
        let Some((at, joint)) = self.modifiers.joint(self.layer, found.end) else { return found };
        let opened = self.modifiers.opens_range(self.layer, index, joint == Joint::To);
        let joins = opened || joint == Joint::To && !self.modifiers.changes(self.layer, index);
        let Some(second) = parse_with(self.layer, at, self.lexicon, false).filter(|_| joins) else {
            return found;
        };
        if let Some(far) = self.with_unit(&second, None)
            && far.unit == found.unit
            && far.low > found.low
        {
            found.high = Some(far.low);
            (found.end, found.end_byte) = (far.end, far.end_byte);
        }
        found
    }

    fn with_unit(&self, first: &Number, second: Option<&Number>) -> Option<Found> {
        let last = second.unwrap_or(first);
        let glued = self.layer.get(last.end)?;
        let mut at = last.end;
        let hyphen = !glued.spaced && matches!(self.layer.surface(at), "-" | "‐" | "‑");
        let bracket = matches!(self.layer.surface(at), "(" | "[" | "{" | "<");
        if hyphen || bracket {
            at += 1;
        }
        // "half of a mile" is left to words; "a dozen of" is no measure.
        let (mut end, mut byte, unit) = unit::at(self.layer, at, self.units, self.endings)?;
        if bracket {
            if !matches!(self.layer.surface(end), ")" | "]" | "}" | ">") {
                return None;
            }
            byte = self.layer.get(end).map_or(byte, |t| t.span.end);
            end += 1;
        }
        if unit.weak && (first.vague || !self.weak_fits(last, at, end)) {
            return None;
        }
        let (low, high) = bounds(first, second);
        Some(Found {
            end,
            end_byte: byte,
            low,
            high,
            vague: first.vague,
            quantity_type: unit.quantity_type,
            unit: Some(unit.name.to_string()),
        })
    }

    /// A one-letter unit or one that is also a word counts glued to figures, or apart where its
    /// phrase ends.
    fn weak_fits(&self, number: &Number, at: usize, end: usize) -> bool {
        if number.kind != NumberKind::Figures {
            return false;
        }
        let glued = self.layer.get(at).is_some_and(|t| !t.spaced);
        let surface = self.layer.surface(at);
        if glued {
            return self.layer.get(end).is_none_or(|t| t.spaced || t.class == Class::Punct)
                && surface != "in";
        }
        let small = surface.chars().all(char::is_lowercase);
        let next = self.layer.class(end);
        small
            && surface != "in"
            && surface.len() < 3
            && !matches!(next, Some(Class::Number))
            && self.layer.surface(end) != "'"
    }

    /// A number or range with the noun it counts, or with victims that are not named.
    fn count(&self, index: usize, number: &Number) -> Option<Found> {
        if !self.english || number.is_glued(self.layer) || number.value.is_sign_negative() {
            return None;
        }
        let second = self.range(index, number);
        let last = second.as_ref().unwrap_or(number);
        if !number.value.fract().is_zero() || self.is_name(index, number) {
            return None;
        }
        let (low, high) = bounds(number, second.as_ref());
        let mut found = Found {
            end: last.end,
            end_byte: last.end_byte,
            low,
            high,
            vague: number.vague,
            quantity_type: QuantityType::Count,
            unit: None,
        };
        let noun = self.noun(last);
        if let Some(noun) = noun {
            let lone = is_year(self.layer, index, number) || self.after_name(index, number);
            if lone && !noun.human || last.value == Decimal::ONE && noun.unit.ends_with("people") {
                return None;
            }
            found.end = noun.end;
            found.end_byte = self.layer.get(noun.end - 1)?.span.end;
            found.unit = Some(noun::mend(noun.unit));
            return Some(found);
        }
        if self.counts_victims(index, last) && !is_year(self.layer, index, number) {
            found.unit = Some("person".to_string());
            return Some(found);
        }
        None
    }

    fn noun(&self, number: &Number) -> Option<Noun> {
        let mut at = number.end;
        // Vague numbers and scales take "of": "hundreds of participants", "a couple of missiles".
        if self.layer.lower(at) == "of" {
            if !number.vague {
                return None;
            }
            at += 1;
        }
        let next = self.layer.get(at)?;
        if !next.spaced {
            return None;
        }
        noun::phrase(self.layer, at, number.value == Decimal::ONE && !number.vague)
    }

    /// "flight 1812", "No. 5", "Resolution 1718", "4-3", "10:30": figures that name or score.
    fn is_name(&self, index: usize, number: &Number) -> bool {
        let layer = self.layer;
        let next = layer.get(number.end);
        let sticks = next.is_some_and(|t| !t.spaced)
            && matches!(
                layer.surface(number.end),
                ":" | "/" | "'" | "’" | "°" | "_" | "\\" | "@" | "#"
            );
        let Some(before) = index.checked_sub(1) else { return sticks };
        let glued = layer.get(index).is_some_and(|t| !t.spaced);
        let word = match layer.surface(before) {
            "." => layer.lower(before.saturating_sub(1)),
            "#" | "№" | "@" | "$" | "€" | "£" | "¥" | "₹" => return true,
            "-" | "–" | "/" | ":" | "," | "'" if glued => return true,
            _ => layer.lower(before),
        };
        let figures = number.kind == NumberKind::Figures;
        sticks || figures && noun::is("numbered", word) && layer.class(index) == Some(Class::Number)
    }

    /// A small figure after a capitalised word inside a sentence belongs to the name: "Boeing 737",
    /// "Typhoon 9".
    fn after_name(&self, index: usize, number: &Number) -> bool {
        let layer = self.layer;
        let Some(before) = index.checked_sub(1) else { return false };
        let first = layer.sentences.get(layer.sentence_of(index)).map_or(0, |s| s.0 as usize);
        let figures =
            number.kind == NumberKind::Figures && layer.class(index) == Some(Class::Number);
        let name = layer.class(before) == Some(Class::Word)
            && before > first
            && layer.surface(before).chars().next().is_some_and(char::is_uppercase);
        let dated = noun::is("stop", layer.lower(before));
        figures && name && !dated && !layer.surface(index).contains([',', '.'])
    }

    /// "killed at least 47", "12 were wounded", "leaving 30 dead".
    fn counts_victims(&self, index: usize, last: &Number) -> bool {
        let layer = self.layer;
        let next = layer.lower(last.end);
        let after = if matches!(next, "were" | "was" | "are" | "have" | "had" | "others" | "more") {
            let skip =
                usize::from(matches!(layer.lower(last.end + 1), "been" | "were" | "are" | "more"));
            layer.lower(last.end + 1 + skip)
        } else {
            next
        };
        if noun::is("victim", after) {
            return true;
        }
        let ends = match layer.class(last.end) {
            None | Some(Class::Punct) => {
                !matches!(layer.surface(last.end), "-" | "–" | ":" | "'" | "’" | "/")
            }
            Some(_) => matches!(
                next,
                "in" | "and" | "on" | "at" | "when" | "as" | "near" | "others" | "more" | "during"
            ),
        };
        if !ends {
            return false;
        }
        let first = layer.sentences.get(layer.sentence_of(index)).map_or(0, |s| s.0 as usize);
        let from = index.saturating_sub(VICTIM_REACH).max(first);
        let verb = (from..index).rev().find(|&i| noun::is("victim_verb", layer.lower(i)));
        // Between verb and figure stand only words of bounding, no other thing: "killed in 2020".
        verb.is_some_and(|v| {
            self.modifiers.before(layer, index).is_some() && index - v <= 5 || v + 1 == index
        })
    }

    /// An ordinal with the noun it orders, or with that of the ordinal before it in the sentence.
    fn ordinal(&mut self, index: usize, number: &Number) {
        if !self.english || self.is_name(index, number) {
            return;
        }
        let layer = self.layer;
        let span = layer.span(index, number.end);
        let sentence = layer.sentence_of(index);
        let first = layer.sentences.get(sentence).map_or(0, |s| s.0 as usize);
        let name =
            index > first && layer.surface(index).chars().next().is_some_and(char::is_uppercase);
        let joined =
            layer.surface(number.end) == "-" && layer.get(number.end).is_some_and(|t| !t.spaced);
        if name || joined {
            return;
        }
        let unit = match noun::ordered(layer, number.end) {
            Some(unit) => {
                self.ordered = Some((sentence, unit.clone()));
                Some(unit)
            }
            None => self.ordered.clone().filter(|(s, _)| *s == sentence).map(|(_, unit)| unit),
        };
        // An ordinal of nothing is an adverb ("first, …"); one of a time is a date's part.
        let Some(unit) = unit else { return };
        let head = unit.rsplit(' ').next().unwrap_or("");
        if noun::is("stop", head)
            || matches!(
                head,
                "quarter" | "half" | "time" | "lady" | "hand" | "place" | "night" | "morning"
            )
        {
            return;
        }
        self.out.push(Mention {
            span,
            value: Value::Quantity(Quantity {
                quantity_type: QuantityType::Ordinal,
                min: Some(number.value),
                max: Some(number.value),
                unit: Some(unit),
                modifier: Modifier::Exact,
            }),
        });
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
