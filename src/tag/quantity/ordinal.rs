//! Ordinals with what they order.

use super::{Tagger, noun};
use crate::model::{Mention, Modifier, Quantity, QuantityType, Value};
use crate::tag::number::Number;
use crate::text::Class;

impl Tagger<'_, '_> {
    /// An ordinal with the noun it orders, or with that of the ordinal before it in the sentence.
    pub(super) fn ordinal(&mut self, index: usize, number: &Number) {
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
        if name || joined || self.is_adverb(index, number) || self.names_unit(index, number) {
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
        if noun::is("stop", head) || noun::is("unordered", head) {
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
                si: None,
            }),
        });
    }

    /// "which first conquered", "was first reported": a verb form after an ordinal that no
    /// determiner leads.
    fn is_adverb(&self, index: usize, number: &Number) -> bool {
        let before = index.checked_sub(1).map_or("", |i| self.layer.lower(i));
        self.layer.lower(number.end).ends_with("ed") && !noun::is("determiner", before)
    }

    /// "5th Fleet", "1st Marines": figures before a capital are a part of a name.
    fn names_unit(&self, index: usize, number: &Number) -> bool {
        let capital =
            |i: usize| self.layer.surface(i).chars().next().is_some_and(char::is_uppercase);
        self.layer.class(index) == Some(Class::Number) && capital(number.end)
    }
}
