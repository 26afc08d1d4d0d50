//! Mentions as terms: what `<money>`, `<person>`, `entity:` and `has:` look up.

use super::analyze::push_words;
use super::fold::fold_name;
use super::keys::{MONEY_MARK, QUANTITY_MARK, day_key, figure_key};
use super::prepare::{ends, figures, moment_days};
use super::stem::{Script, stem, stemming};
use crate::model::{EntityTag, Label, Mention, Value};
use crate::text::{Layer, canonical_of};

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

/// The words of the index that a mention covers, one space between. A name that is these words and a
/// unit they end in have no term of their own: they are found as the words that a mention covers.
/// Empty where they cannot be found so.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Covered<'c> {
    /// The words.
    pub(crate) words: &'c str,
    /// Their stems; [`NO_STEM`] where one has none.
    pub(crate) stems: &'c str,
}

/// Stands for the stem of a word that has none.
pub(crate) const NO_STEM: &str = ".";

/// Calls `emit` with each term of a mention that reads `surface`.
pub(crate) fn tag_terms(
    mention: &Mention,
    surface: &str,
    covered: Covered<'_>,
    emit: &mut dyn FnMut(&str),
) {
    // `entity` and `quantity` are asked for as their groups and types.
    match &mention.value {
        Value::Entity(_) | Value::Quantity(_) => {}
        value => emit(value.kind().as_str()),
    }
    match &mention.value {
        Value::Entity(tag) => entity_terms(tag, surface, covered.words, emit),
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
            emit(&format!("quantity:{}", quantity.quantity_type.as_str()));
            if let Some(unit) = &quantity.unit {
                let whole = unit_key(unit);
                let last = whole.rsplit_once(' ').map(|(_, last)| last);
                for name in last.into_iter().chain([whole.as_str()]) {
                    if !ends_in(covered.stems, name) {
                        emit(&format!("quantity:{name}"));
                    }
                }
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

fn entity_terms(tag: &EntityTag, surface: &str, words: &str, emit: &mut dyn FnMut(&str)) {
    emit(group_name(tag.label));
    let (canonical, surface) = (fold_name(&tag.canonical), fold_name(surface));
    let mut name_term = |name: &str| {
        if !name.is_empty() {
            emit(&format!("entity:{name}"));
        }
    };
    // Those who are known are asked for most often, and one term is the fastest to look up.
    let is_known = tag.entity.is_some();
    if is_known || name_words(&canonical) != words {
        name_term(&canonical);
    }
    if surface != canonical && name_words(&surface) != words {
        name_term(&surface);
    }
    // Where the tables tell whose id it is, the name serves.
    if let Some(id) = &tag.entity
        && canonical_of(id) != Some(tag.canonical.as_str())
    {
        name_term(&id.to_lowercase());
    }
}

/// The words of a folded name as the index has them: `tf1` is `tf 1`.
pub(crate) fn name_words(name: &str) -> String {
    let layer = Layer::new(name);
    let mut out = String::with_capacity(name.len() + 2);
    push_words(&layer, 0..layer.len(), &mut out);
    out
}

/// True if the last words are these.
fn ends_in(words: &str, last: &str) -> bool {
    words.strip_suffix(last).is_some_and(|before| before.is_empty() || before.ends_with(' '))
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
        terms_over(value, surface, Covered::default())
    }

    fn terms_over(value: Value, surface: &str, covered: Covered<'_>) -> Vec<String> {
        let mut out = Vec::new();
        let mention = Mention { span: Span::new(0, surface.len()), value };
        tag_terms(&mention, surface, covered, &mut |term| out.push(term.to_string()));
        out
    }

    #[test]
    fn entities_are_found_by_id_name_and_surface() {
        let tag = |id: &str| EntityTag {
            label: Label::Gpe,
            canonical: "North Korea".to_string(),
            entity: Some(id.to_string()),
            metonym: None,
            candidates: Vec::new(),
            confidence: 1.0,
        };
        let own = ["place", "entity:north korea", "entity:dprk", "entity:x-1"];
        assert_eq!(terms(Value::Entity(tag("X-1")), "DPRK"), own);
        // The id of the tables is known to be this name's.
        assert_eq!(terms(Value::Entity(tag("Q423")), "DPRK"), own[..3]);
    }

    #[test]
    fn names_that_are_the_words_covered_have_no_term() {
        let tag = |canonical: &str, id: Option<&str>| {
            Value::Entity(EntityTag {
                label: Label::Person,
                canonical: canonical.to_string(),
                entity: id.map(str::to_string),
                metonym: None,
                candidates: Vec::new(),
                confidence: 1.0,
            })
        };
        let over =
            |value, surface: &str, words| terms_over(value, surface, Covered { words, stems: "" });
        assert_eq!(over(tag("Jane Roe", None), "Jane Roe", "jane roe"), ["person"]);
        assert_eq!(over(tag("TF1", None), "TF1", "tf 1"), ["person"]);
        assert_eq!(over(tag("Jane Roe", None), "Roe", "roe"), ["person", "entity:jane roe"]);
        assert_eq!(
            over(tag("Jane Roe", Some("Q7")), "Jane Roe", "jane roe"),
            ["person", "entity:jane roe", "entity:q7"]
        );
        // 로를 is one word of the index, of which the mention covers a part.
        assert_eq!(over(tag("로", None), "로", "로를"), ["person", "entity:로"]);
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
