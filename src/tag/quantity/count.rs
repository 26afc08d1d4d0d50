//! Counts: a number or range with the noun it counts, or with victims that are not named.

use rust_decimal::Decimal;

use super::noun::{self, Noun};
use super::{Found, Tagger, bounds, is_year};
use crate::model::{Modifier, QuantityType};
use crate::tag::number::{Number, NumberKind, parse_with};
use crate::text::Class;

/// How far back a verb that counts victims is looked for. Tokens.
const VICTIM_REACH: usize = 6;

impl Tagger<'_, '_> {
    /// A number or range with the noun it counts, or with victims that are not named.
    pub(super) fn count(&self, index: usize, number: &Number) -> Option<Found> {
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
            rate: false,
            modifier: None,
        };
        if self.is_share(index) {
            return None;
        }
        let odd = self.is_odd(last);
        let noun = self.noun(index, last, odd);
        if let Some(noun) = noun {
            found.modifier = odd.then_some(Modifier::Approx);
            let lone = is_year(self.layer, index, number) || self.after_name(index, number);
            if self.is_known_pair(index, last) {
                return None;
            }
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

    /// "the two leaders", "these two": a pair the text has told of before, which counts nothing new.
    fn is_known_pair(&self, index: usize, number: &Number) -> bool {
        let Some(before) = index.checked_sub(1) else { return false };
        number.value == Decimal::TWO
            && number.kind == NumberKind::Words
            && noun::is("definite", self.layer.lower(before))
    }

    /// "one in five voters": the second figure of a share.
    fn is_share(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(2) else { return false };
        self.layer.lower(before + 1) == "in"
            && parse_with(self.layer, before, self.lexicon, false)
                .is_some_and(|n| !n.vague && n.value < Decimal::ONE_HUNDRED)
    }

    /// "4,000-odd workers"
    fn is_odd(&self, number: &Number) -> bool {
        let glued = |i: usize| self.layer.get(i).is_some_and(|t| !t.spaced);
        self.layer.surface(number.end) == "-"
            && glued(number.end)
            && glued(number.end + 1)
            && self.layer.lower(number.end + 1) == "odd"
    }

    fn noun(&self, index: usize, number: &Number, odd: bool) -> Option<Noun> {
        let mut at = number.end + if odd { 2 } else { 0 };
        // "he scores goals" is no number.
        if self.layer.lower(index) == "scores" && self.layer.lower(at) != "of" {
            return None;
        }
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
    pub(super) fn is_name(&self, index: usize, number: &Number) -> bool {
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
        if noun::is("victim", after) || self.is_toll(index) {
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

    /// "the deaths of 14", "the death toll rose to at least 47": at the end of its phrase.
    fn is_toll(&self, index: usize) -> bool {
        let layer = self.layer;
        let first = layer.sentences.get(layer.sentence_of(index)).map_or(0, |s| s.0 as usize);
        let from = index.saturating_sub(VICTIM_REACH).max(first);
        let near = |words: &[&str]| (from..index).any(|i| words.contains(&layer.lower(i)));
        let led = index.checked_sub(1).map_or("", |i| layer.lower(i));
        let ends = layer.class(index + 1).is_none_or(|class| class == Class::Punct);
        let bound = self.modifiers.before(layer, index).is_some();
        let joint = matches!(led, "of" | "to" | "at" | "past") || bound;
        ends && joint && near(&["deaths", "toll", "fatalities"])
    }
}
