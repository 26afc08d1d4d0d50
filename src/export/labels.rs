//! The flat labels of annotation tools, and which mentions a format without overlaps carries.

use crate::model::{
    EntityTag, Indicator, IndicatorKind, Label, Mention, Modifier, Moment, MomentType, Money,
    Quantity, QuantityType, Quote, QuoteType, Span, Value,
};

/// Left out: it overlaps with a longer one.
pub(super) const OVERLAP: &str = "mentions that overlap with a longer one";
/// Left out: quotations hold other mentions.
pub(super) const QUOTATION: &str = "quotations, which hold other mentions";
/// Left out: it has no words.
pub(super) const EDGES: &str = "mentions that begin or end with a blank";

/// The one label of a mention: [`Value::label`].
pub fn label_of(value: &Value) -> &'static str {
    value.label()
}

/// Other names of labels in common data sets, and ours.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("PER", "PERSON"),
    ("ORGANIZATION", "ORG"),
    ("ORGANISATION", "ORG"),
    ("LOCATION", "LOC"),
    ("COUNTRY", "GPE"),
    ("CITY", "GPE"),
    ("FACILITY", "FAC"),
    ("WORK_OF_ART", "WORK"),
    ("QUOTATION", "QUOTE"),
    ("AMOUNT", "MONEY"),
    ("CARDINAL", "COUNT"),
    ("QUANTITY", "MEASURE"),
];

/// A value of which only the label is known: what a mention that a person marked means until more
/// is told. `words` are the marked words. `None` for labels that are none of ours.
pub fn value_of_label(label: &str, words: &str) -> Option<Value> {
    let upper = label.trim().to_ascii_uppercase();
    let name =
        OTHER_NAMES.iter().find(|(other, _)| *other == upper).map_or(upper.as_str(), |(_, l)| *l);
    if let Some(label) = Label::ALL.into_iter().find(|l| l.as_str() == name) {
        return Some(Value::Entity(EntityTag {
            label,
            canonical: words.split_whitespace().collect::<Vec<_>>().join(" "),
            entity: None,
            metonym: None,
            candidates: Vec::new(),
            confidence: 1.0,
        }));
    }
    let moment = |moment_type, value: &str| {
        let value = value.to_string();
        Value::Date(Moment {
            moment_type,
            value,
            modifier: None,
            start: None,
            end: None,
            candidates: Vec::new(),
        })
    };
    let quantity = |quantity_type| {
        let modifier = Modifier::Vague;
        Value::Quantity(Quantity {
            quantity_type,
            min: None,
            max: None,
            unit: None,
            modifier,
            si: None,
        })
    };
    Some(match name {
        "MONEY" => Value::Money(Money {
            min: None,
            max: None,
            currency: None,
            candidates: Vec::new(),
            modifier: Modifier::Vague,
            per: None,
        }),
        "DATE" => moment(MomentType::Date, "XXXX"),
        "TIME" => moment(MomentType::Time, "XXXX-XX-XXTXX"),
        "DURATION" => moment(MomentType::Duration, "PXX"),
        "SET" => moment(MomentType::Set, "PXX"),
        "COUNT" => quantity(QuantityType::Count),
        "ORDINAL" => quantity(QuantityType::Ordinal),
        "PERCENT" => quantity(QuantityType::Percent),
        "MEASURE" => quantity(QuantityType::Measure),
        "QUOTE" => Value::Quote(Quote {
            speaker: None,
            speaker_span: None,
            cue: None,
            quote_type: QuoteType::Direct,
        }),
        "INDICATOR" => Value::Indicator(Indicator {
            indicator_kind: IndicatorKind::Domain,
            value: words.trim().to_string(),
        }),
        _ => return None,
    })
}

/// A mention with its one label.
#[derive(Debug, Clone, Copy)]
pub(super) struct Labelled {
    /// Where.
    pub(super) span: Span,
    /// What.
    pub(super) label: &'static str,
}

/// The mentions that are left when none may overlap with another: of those that do the longest,
/// then the earliest, in order of the text.
pub(super) fn flat(mut wanted: Vec<Labelled>) -> Vec<Labelled> {
    wanted.sort_by(|a, b| {
        (b.span.len(), a.span.start, a.label).cmp(&(a.span.len(), b.span.start, b.label))
    });
    let mut chosen = std::collections::BTreeMap::new();
    for labelled in wanted {
        let before = chosen.range(..labelled.span.end).next_back();
        if before.is_none_or(|(_, t): (&u32, &Labelled)| t.span.end <= labelled.span.start) {
            chosen.insert(labelled.span.start, labelled);
        }
    }
    chosen.into_values().collect()
}

/// The mentions of a text that a format without overlaps, quotations and blank edges carries, and
/// what it leaves out for which reason.
pub(super) fn carried(text: &str, mentions: &[Mention]) -> (Vec<Labelled>, super::Written) {
    let mut written = super::Written::default();
    let (mut quotes, mut edges, mut wanted) = (0, 0, Vec::new());
    for mention in mentions {
        let words = mention.span.of(text);
        if matches!(mention.value, Value::Quote(_)) {
            quotes += 1;
        } else if words.is_empty() || words.trim().len() != words.len() {
            edges += 1;
        } else {
            wanted.push(Labelled { span: mention.span, label: label_of(&mention.value) });
        }
    }
    let all = wanted.len();
    let chosen = flat(wanted);
    written.mentions = chosen.len() as u64;
    written.leave(QUOTATION, quotes);
    written.leave(EDGES, edges);
    written.leave(OVERLAP, all - chosen.len());
    (chosen, written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_come_back_as_the_values_they_stand_for() {
        for label in ["PERSON", "WORK", "MONEY", "DATE", "TIME", "SET", "PERCENT", "QUOTE"] {
            assert_eq!(label_of(&value_of_label(label, "x").unwrap()), label);
        }
        assert_eq!(label_of(&value_of_label("per", "x").unwrap()), "PERSON");
        assert!(value_of_label("VERB", "x").is_none());
    }
}
