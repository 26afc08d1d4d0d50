//! Mentions as terms: what `<money>`, `<person>`, `entity:` and `has:` look up.

use super::fold::fold_name;
use super::keys::{MONEY_MARK, QUANTITY_MARK, day_key, figure_key};
use super::prepare::{ends, figures, moment_days};
use super::stem::{Script, stem, stemming};
use crate::model::{EntityTag, Label, Mention, Value};

/// Stands at the first word of each sentence.
pub(crate) const SENTENCE_MARK: &str = ".s";
/// Stands at the first word of each paragraph.
pub(crate) const PARAGRAPH_MARK: &str = ".p";
/// Stands at the last word of each mention but quotations; the terms of a mention stand at its
/// first word alone.
pub(crate) const END_MARK: &str = ".e";
/// Stands at the last word of each quotation, which may hold other mentions.
pub(crate) const QUOTE_END_MARK: &str = ".q";

/// Groups of entities; `entity` is any of them.
pub(crate) const GROUPS: [&str; 9] =
    ["person", "org", "place", "norp", "event", "product", "weapon", "law", "work"];
/// Types of quantities; `quantity` is any of them.
pub(crate) const QUANTITY_TYPES: [&str; 4] = ["count", "ordinal", "percent", "measure"];

/// The name under which entities of a label are asked for: `person`, `org`, `place`, …
pub(crate) fn group_name(label: Label) -> &'static str {
    match label {
        Label::Person => "person",
        Label::Org => "org",
        Label::Gpe | Label::Loc | Label::Fac => "place",
        Label::Norp => "norp",
        Label::Event => "event",
        Label::Product => "product",
        Label::Weapon => "weapon",
        Label::Law => "law",
        Label::Work => "work",
    }
}

/// Calls `emit` with each term of a mention.
pub(crate) fn tag_terms(mention: &Mention, surface: &str, emit: &mut dyn FnMut(&str)) {
    // `entity` and `quantity` are asked for as their groups and types.
    match &mention.value {
        Value::Entity(_) | Value::Quantity(_) => {}
        value => emit(value.kind().as_str()),
    }
    match &mention.value {
        Value::Entity(tag) => entity_terms(tag, surface, emit),
        Value::Money(money) => {
            let currency = money.best_currency().unwrap_or("");
            if !currency.is_empty() {
                emit(&format!("money:{}", currency.to_lowercase()));
            }
            for figure in figures(money) {
                emit(&figure_key(MONEY_MARK, currency, figure));
            }
        }
        Value::Quantity(quantity) => {
            let mut names = vec![quantity.quantity_type.as_str().to_string()];
            if let Some(unit) = &quantity.unit {
                let whole = unit_key(unit);
                names.extend(whole.rsplit_once(' ').map(|(_, last)| last.to_string()));
                names.push(whole);
            }
            for name in &names {
                emit(&format!("quantity:{name}"));
            }
            for figure in ends(quantity.min, quantity.max) {
                emit(&figure_key(QUANTITY_MARK, "", figure));
            }
        }
        Value::Quote(quote) => {
            if let Some(speaker) = &quote.speaker {
                emit(&format!("speaker:{}", fold_name(speaker)));
            }
        }
        Value::Indicator(indicator) => {
            let kind = format!("{:?}", indicator.indicator_kind).to_lowercase();
            emit(&format!("indicator:{kind}"));
            emit(&format!("indicator:{}", indicator.value.to_lowercase()));
        }
        Value::Date(moment) => {
            if let Some((first, end)) = moment_days(moment) {
                emit(&day_key(first, end));
            }
        }
    }
}

fn entity_terms(tag: &EntityTag, surface: &str, emit: &mut dyn FnMut(&str)) {
    let group = group_name(tag.label);
    emit(group);
    if let Some(id) = &tag.entity {
        emit(&format!("entity:{}", id.to_lowercase()));
    }
    let (canonical, surface) = (fold_name(&tag.canonical), fold_name(surface));
    let second = (surface != canonical).then_some(surface.as_str());
    for name in std::iter::once(canonical.as_str()).chain(second).filter(|n| !n.is_empty()) {
        emit(&format!("entity:{name}"));
    }
}

/// A unit with its words stemmed, so that `missile` and `missiles` are one.
pub(crate) fn unit_key(unit: &str) -> String {
    let name = fold_name(unit);
    let words = name.split(' ').map(|word| stem(stemming("en", Script::of(word)), word));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Modifier, Quantity, QuantityType, Span};

    fn terms(value: Value, surface: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mention = Mention { span: Span::new(0, surface.len()), value };
        tag_terms(&mention, surface, &mut |term| out.push(term.to_string()));
        out
    }

    #[test]
    fn entities_are_found_by_id_name_and_surface() {
        let tag = EntityTag {
            label: Label::Gpe,
            canonical: "North Korea".to_string(),
            entity: Some("Q423".to_string()),
            metonym: None,
            candidates: Vec::new(),
            confidence: 1.0,
        };
        assert_eq!(
            terms(Value::Entity(tag), "DPRK"),
            ["place", "entity:q423", "entity:north korea", "entity:dprk"]
        );
    }

    #[test]
    fn quantities_are_found_by_their_noun() {
        let quantity = Quantity {
            quantity_type: QuantityType::Count,
            min: None,
            max: None,
            unit: Some("ballistic missile".to_string()),
            modifier: Modifier::Exact,
            si: None,
        };
        let terms = terms(Value::Quantity(quantity), "80 ballistic missiles");
        assert!(terms.contains(&format!("quantity:{}", unit_key("missiles"))));
        assert!(terms.contains(&format!("quantity:{}", unit_key("Ballistic missiles"))));
    }
}
