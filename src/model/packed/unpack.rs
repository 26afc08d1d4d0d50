//! Packed mentions as nouns.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::value::{Error as Unknown, StrDeserializer};

use super::{PackedMention, PackedMentions, PackedValue, Term, Terms};
use crate::model::{
    EntityTag, Indicator, Mention, Moment, Money, Quantity, Quote, SiValue, Span, Value,
};

impl PackedMentions<'_> {
    /// The mentions; `None` if one has a figure or a name that means nothing.
    pub fn unpack(&self) -> Option<Vec<Mention>> {
        let mut mentions = Vec::with_capacity(self.mentions().len());
        for mention in self.mentions() {
            mentions.push(self.mention(mention)?);
        }
        Some(mentions)
    }

    fn mention(&self, mention: &PackedMention) -> Option<Mention> {
        let value = Fields { all: self, span: mention.span }.value(mention.value)?;
        Some(Mention { span: mention.span, value })
    }
}

/// The texts of one mention.
struct Fields<'p, 'a> {
    all: &'p PackedMentions<'a>,
    span: Span,
}

impl<'a> Fields<'_, 'a> {
    fn borrowed(&self, term: Term) -> Option<&'a str> {
        self.all.term(self.span, term)
    }

    fn optional(&self, term: Term) -> Option<String> {
        self.borrowed(term).map(str::to_owned)
    }

    fn texts(&self, list: Terms) -> Option<Vec<String>> {
        self.all.list(list).iter().map(|&term| self.optional(term)).collect()
    }

    #[expect(clippy::option_option, reason = "outside: can it be read; inside: is it there")]
    fn figure(&self, term: Term) -> Option<Option<Decimal>> {
        self.borrowed(term).map_or(Some(None), |text| text.parse().ok().map(Some))
    }

    /// The variant with a name.
    fn variant<T: Deserialize<'a>>(&self, term: Term) -> Option<T> {
        T::deserialize(StrDeserializer::<Unknown>::new(self.borrowed(term)?)).ok()
    }

    fn value(&self, value: PackedValue) -> Option<Value> {
        Some(match value {
            PackedValue::Entity { label, canonical, entity, metonym, candidates, confidence } => {
                Value::Entity(EntityTag {
                    label: self.variant(label)?,
                    canonical: self.optional(canonical)?,
                    entity: self.optional(entity),
                    metonym: self.optional(metonym),
                    candidates: self.texts(candidates)?,
                    confidence,
                })
            }
            PackedValue::Money { min, max, currency, candidates, modifier, per } => {
                Value::Money(Money {
                    min: self.figure(min)?,
                    max: self.figure(max)?,
                    currency: self.optional(currency),
                    candidates: self.texts(candidates)?,
                    modifier: self.variant(modifier)?,
                    per: self.optional(per),
                })
            }
            PackedValue::Date { moment_type, value, modifier, start, end, candidates } => {
                Value::Date(Moment {
                    moment_type: self.variant(moment_type)?,
                    value: self.optional(value)?,
                    modifier: self.optional(modifier),
                    start: self.optional(start),
                    end: self.optional(end),
                    candidates: self.texts(candidates)?,
                })
            }
            PackedValue::Quantity { quantity_type, min, max, unit, modifier, si } => {
                Value::Quantity(Quantity {
                    quantity_type: self.variant(quantity_type)?,
                    min: self.figure(min)?,
                    max: self.figure(max)?,
                    unit: self.optional(unit),
                    modifier: self.variant(modifier)?,
                    si: match si {
                        None => None,
                        Some([min, max, unit]) => Some(SiValue {
                            min: self.figure(min)?,
                            max: self.figure(max)?,
                            unit: self.optional(unit)?,
                        }),
                    },
                })
            }
            PackedValue::Quote { speaker, speaker_span, cue, quote_type } => Value::Quote(Quote {
                speaker: self.optional(speaker),
                speaker_span,
                cue: self.optional(cue),
                quote_type: self.variant(quote_type)?,
            }),
            PackedValue::Indicator { indicator_kind, value } => Value::Indicator(Indicator {
                indicator_kind: self.variant(indicator_kind)?,
                value: self.optional(value)?,
            }),
        })
    }
}
