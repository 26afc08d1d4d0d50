//! What an amount is a rate of: "per year", "a barrel", `/MWh`.

use crate::tag::Layer;
use crate::text::Class;

/// Nouns after which "a" means "per".
const RATE_NOUNS: &[&str] = &[
    "acre",
    "barrel",
    "bushel",
    "bottle",
    "carat",
    "day",
    "dose",
    "foot",
    "gallon",
    "gram",
    "head",
    "hectare",
    "hour",
    "household",
    "kilo",
    "kilogram",
    "kilometer",
    "kilometre",
    "kilowatt",
    "litre",
    "liter",
    "megawatt",
    "metre",
    "meter",
    "mile",
    "minute",
    "month",
    "night",
    "ounce",
    "page",
    "person",
    "piece",
    "plate",
    "pound",
    "quarter",
    "season",
    "share",
    "shot",
    "ticket",
    "ton",
    "tonne",
    "troy",
    "unit",
    "vote",
    "week",
    "year",
    "pack",
];

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
    let stands = match word {
        "per" | "por" | "par" | "pro" | "je" => named,
        "/" => named && !token.spaced,
        "a" | "an" => RATE_NOUNS.contains(&noun),
        _ => false,
    };
    stands.then(|| noun.to_string())
}
