//! What an amount is a rate of: "per year", "a barrel", `/MWh`, в год, 每桶, 배럴당.

use std::sync::LazyLock;

use crate::tag::Layer;
use crate::tag::number::phrases::{Phrases, rows};
use crate::text::Class;

const TABLE: &str = include_str!("data/rates.tsv");

/// Adverbs that name a rate.
const ADVERBS: &[(&str, &str)] = &[
    ("annually", "year"),
    ("yearly", "year"),
    ("monthly", "month"),
    ("weekly", "week"),
    ("daily", "day"),
    ("hourly", "hour"),
    ("apiece", "unit"),
    ("each", "unit"),
];

static UNITS: LazyLock<Phrases<&'static str>> = LazyLock::new(|| {
    let mut out = Phrases::forward();
    for row in rows(TABLE) {
        if let &[unit, names] = row.as_slice() {
            for name in names.split('|') {
                out.insert(name, unit);
            }
        }
    }
    out
});

/// The unit of the rate that follows token `end - 1`, if one does.
pub(super) fn per(layer: &Layer<'_>, end: usize) -> Option<String> {
    let mut at = end;
    while layer.surface(at) == "-" && layer.get(at).is_some_and(|t| !t.spaced) {
        at += 1;
    }
    let token = layer.get(at)?;
    let word = layer.lower(at);
    if let Some((_, unit)) = ADVERBS.iter().find(|(adverb, _)| *adverb == word) {
        return Some((*unit).to_string());
    }
    let noun_at = at + 1 + usize::from(layer.surface(at + 1) == "-");
    let noun = layer.lower(noun_at);
    let named = layer.class(noun_at) == Some(Class::Word);
    let unit = UNITS.find(layer, noun_at).map(|(_, unit)| (*unit).to_string());
    match word {
        "per" | "por" | "par" | "pro" | "je" if named => unit.or_else(|| Some(noun.to_string())),
        "/" if named && !token.spaced => unit.or_else(|| Some(noun.to_string())),
        "a" | "an" => unit.filter(|unit| unit == noun),
        "al" | "в" | "за" => unit,
        _ => None,
    }
}

/// The unit of a rate before token `start`: 每桶80美元, 배럴당 80달러.
pub(super) fn before(layer: &Layer<'_>, start: usize) -> Option<String> {
    let last = start.checked_sub(1)?;
    if let Some(name) = layer.lower(last).strip_suffix('당') {
        return UNITS.word(name).map(|unit| (*unit).to_string());
    }
    (1..=2).find_map(|words| {
        let first = start.checked_sub(words)?;
        let each = layer.surface(first.checked_sub(1)?) == "每";
        let (end, unit) = UNITS.find(layer, first)?;
        (each && end == start).then(|| (*unit).to_string())
    })
}
