//! Measures and percentages: a number or range with a unit.

use rust_decimal::Decimal;

use super::unit::{self, Unit};
use super::{Found, Tagger, bounds};
use crate::model::QuantityType;
use crate::tag::number::modifiers::Joint;
use crate::tag::number::{Number, NumberKind, figure, parse_with};
use crate::text::Class;

/// Customary units that are said in pairs, "six feet two inches": the larger, the smaller, how many
/// of it make one.
const PAIRS: &[(&str, &str, u32)] =
    &[("foot", "inch", 12), ("pound", "ounce", 16), ("stone", "pound", 14), ("yard", "foot", 3)];

/// Decimal places of a pair in the larger unit.
const PAIR_PLACES: u32 = 6;

/// Words that tell that `40C` is a temperature, and how far from it they may stand. Tokens.
const HEAT_WORDS: &[&str] = &[
    "boil",
    "boiled",
    "boils",
    "climate",
    "cold",
    "cooled",
    "degrees",
    "fever",
    "freeze",
    "freezing",
    "frost",
    "heat",
    "heated",
    "heatwave",
    "hot",
    "hotter",
    "melted",
    "melts",
    "temperature",
    "temperatures",
    "thermometer",
    "warm",
    "warmer",
    "warming",
    "weather",
];
const HEAT_REACH: usize = 20;

/// Words that tell that a double quotation mark after a figure means inches.
const EXTENTS: &[&str] =
    &["long", "wide", "tall", "high", "thick", "deep", "across", "diameter", "x", "×", "by"];

impl Tagger<'_, '_> {
    /// A number or range with a unit of measure or a percent sign.
    pub(super) fn measure(&self, index: usize, number: &Number) -> Option<Found> {
        if number.is_glued(self.layer) {
            return None;
        }
        if self.is_coordinate(index, number) {
            return None;
        }
        let number = &self.unscaled(index, number);
        if let Some(found) = self.with_unit(number, None) {
            // "3km to 5km"
            return Some(self.far_unit(index, found));
        }
        let second = self.range(index, number)?;
        self.with_unit(number, Some(&second))
    }

    /// 59°10′25″N: parts of a place on the globe.
    fn is_coordinate(&self, index: usize, number: &Number) -> bool {
        let layer = self.layer;
        let glued = |i: usize| layer.get(i).is_some_and(|t| !t.spaced);
        let sign = |i: usize| matches!(layer.surface(i), "°" | "º" | "′" | "'" | "’" | "″");
        let after = index.checked_sub(1).is_some_and(sign) && glued(index);
        let (next, past) = (number.end, number.end + 1);
        let points = matches!(layer.lower(past), "n" | "s" | "e" | "w");
        let goes_on = points && layer.surface(past).chars().all(char::is_uppercase)
            || layer.class(past) == Some(Class::Number);
        after || sign(next) && glued(next) && glued(past) && goes_on
    }

    /// 12千米 is 12 kilometres, not 12,000 metres: a scale right after figures that begins a unit is
    /// that unit's.
    fn unscaled(&self, index: usize, number: &Number) -> Number {
        let layer = self.layer;
        let scaled = number.end == index + 2
            && layer.class(index) == Some(Class::Number)
            && layer.class(index + 1) == Some(Class::Ideograph);
        let unit = |at: usize| unit::at(layer, at, self.units, false);
        let value = figure(layer.surface(index), self.lexicon.comma);
        match (value, layer.get(index)) {
            (Some(value), Some(token)) if scaled && unit(index + 1).is_some() => Number {
                end: index + 1,
                end_byte: token.span.end,
                value,
                kind: NumberKind::Figures,
                scale: Decimal::ONE,
                ..*number
            },
            _ => *number,
        }
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
        let (mut end, mut byte, unit) = self.unit_at(at)?;
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
        let mut found = Found {
            end,
            end_byte: byte,
            low,
            high,
            vague: first.vague,
            quantity_type: unit.quantity_type,
            unit: Some(unit.name.to_string()),
            rate: unit.is_rate(),
            modifier: None,
        };
        if unit.quantity_type == QuantityType::Measure && !bracket && !unit.is_rate() {
            if let Some(whole) = self.pair(first, second, &unit, &found) {
                found = whole;
            }
            self.per(&mut found);
            self.half(&mut found);
        }
        Some(found)
    }

    /// A unit at token `at`; `"` is the inch where the next word tells of a length.
    fn unit_at(&self, at: usize) -> Option<(usize, u32, Unit)> {
        if self.layer.surface(at) == "\"" && EXTENTS.contains(&self.layer.lower(at + 1)) {
            return Some((at + 1, self.layer.get(at)?.span.end, Unit::measure("inch")));
        }
        if let Some(name) = self.scale_of_heat(at) {
            return Some((at + 1, self.layer.get(at)?.span.end, Unit::measure(name)));
        }
        unit::at(self.layer, at, self.units, self.endings)
    }

    /// "40C", "104F", where the sentence speaks of heat or cold.
    fn scale_of_heat(&self, at: usize) -> Option<&'static str> {
        let layer = self.layer;
        let name = match layer.surface(at) {
            "C" => "degree celsius",
            "F" => "degree fahrenheit",
            _ => return None,
        };
        let &(first, last) = layer.sentences.get(layer.sentence_of(at))?;
        let near = (first as usize).max(at.saturating_sub(HEAT_REACH))
            ..(last as usize).min(at + HEAT_REACH);
        let glued = layer.get(at).is_some_and(|t| !t.spaced);
        (glued && near.into_iter().any(|i| HEAT_WORDS.contains(&layer.lower(i)))).then_some(name)
    }

    /// "12 ft 2 in", "six feet, two inches", "six feet and two inches": both parts in the larger
    /// unit.
    fn pair(
        &self,
        first: &Number,
        second: Option<&Number>,
        unit: &Unit,
        large: &Found,
    ) -> Option<Found> {
        let (_, small, many) = *PAIRS.iter().find(|(name, ..)| *name == unit.name)?;
        let joined = matches!(self.layer.lower(large.end), "," | "and" | "-");
        let at = large.end + usize::from(joined);
        let number = parse_with(self.layer, at, self.lexicon, false)?;
        let whole = second.is_none() && first.value.fract().is_zero() && !number.vague;
        let many = Decimal::from(many);
        if !whole || number.ordinal || number.value >= many || number.value.is_sign_negative() {
            return None;
        }
        let next = number.end + usize::from(self.layer.surface(number.end) == "-");
        let (end, end_byte, minor) = self.unit_at(next).filter(|(.., u)| u.name == small)?;
        if minor.weak && self.layer.class(end) == Some(Class::Number) {
            return None;
        }
        let part = number.value.checked_div(many)?.round_dp(PAIR_PLACES);
        Some(Found {
            end,
            end_byte,
            low: large.low.checked_add(part)?,
            high: None,
            vague: large.vague,
            quantity_type: large.quantity_type,
            unit: large.unit.clone(),
            rate: false,
            modifier: None,
        })
    }

    /// 一吨半: and a half of the unit.
    fn half(&self, found: &mut Found) {
        let Some(token) = self.layer.get(found.end) else { return };
        if self.layer.surface(found.end) == "半" && found.high.is_none() && !token.spaced {
            found.low += Decimal::new(5, 1);
            (found.end, found.end_byte) = (found.end + 1, token.span.end);
        }
    }

    /// A measure per unit of time or of another measure: "50 meters per millisecond", "50 km/ms",
    /// "2 litres an hour". Days and longer are dates' ("barrels a day").
    fn per(&self, found: &mut Found) {
        let layer = self.layer;
        let slash = layer.surface(found.end) == "/"
            && [found.end, found.end + 1].iter().all(|&i| layer.get(i).is_some_and(|t| !t.spaced));
        let word = layer.lower(found.end);
        let per = matches!(word, "per" | "por" | "par" | "pro");
        let article = matches!(word, "a" | "an");
        if !slash && !per && !article {
            return;
        }
        let at = found.end + 1;
        let time = unit::short_time(layer.lower(at), slash);
        let (end, byte, name) = match time {
            Some(name) => (at + 1, layer.get(at).map_or(found.end_byte, |t| t.span.end), name),
            None if article => return,
            None => match unit::at(layer, at, self.units, self.endings) {
                Some((end, byte, unit))
                    if unit.quantity_type == QuantityType::Measure
                        && !unit.is_rate()
                        && (slash || !unit.weak) =>
                {
                    (end, byte, unit.name)
                }
                _ => return,
            },
        };
        let unit = found.unit.take().unwrap_or_default();
        found.unit = Some(format!("{unit} per {name}"));
        (found.end, found.end_byte, found.rate) = (end, byte, true);
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
        // "12 m 2 dm": a figure may follow that has a unit of its own.
        let next = self.layer.class(end) != Some(Class::Number) || self.unit_at(end + 1).is_some();
        small && surface != "in" && surface.len() < 3 && next && self.layer.surface(end) != "'"
    }
}
