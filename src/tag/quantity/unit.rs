//! Units of measure and percentages, read from `data/units.tsv`.

use std::sync::{LazyLock, OnceLock};

use crate::model::QuantityType;
use crate::tag::Layer;
use crate::tag::number::phrases::{Phrases, rows};

const UNITS: &str = include_str!("data/units.tsv");
const LANGUAGES: &[&str] =
    &["en", "es", "fr", "de", "ru", "zh", "ko", "ja", "ar", "pt", "it", "nl", "tr"];

/// A unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) name: &'static str,
    pub(super) quantity_type: QuantityType,
    /// An abbreviation that is also a word or letter.
    pub(super) weak: bool,
}

impl Unit {
    /// A unit of measure.
    pub(super) fn measure(name: &'static str) -> Self {
        Self { name, quantity_type: QuantityType::Measure, weak: false }
    }

    /// "mile per hour"; not "barrel per day", whose "a day" is a time of its own.
    pub(super) fn is_rate(&self) -> bool {
        self.name.contains(" per ") && !self.name.ends_with(" day")
    }
}

/// Units of time below a day, after "per" or "a"; abbreviations after a slash only.
pub(super) fn short_time(word: &str, slash: bool) -> Option<&'static str> {
    Some(match word {
        "second" | "segundo" | "seconde" | "sekunde" => "second",
        "minute" | "minuto" => "minute",
        "hour" | "hora" | "heure" | "stunde" => "hour",
        "millisecond" => "millisecond",
        "microsecond" => "microsecond",
        "nanosecond" => "nanosecond",
        "s" | "sec" if slash => "second",
        "min" if slash => "minute",
        "h" | "hr" if slash => "hour",
        "ms" if slash => "millisecond",
        "μs" | "µs" if slash => "microsecond",
        "ns" if slash => "nanosecond",
        _ => return None,
    })
}

static TABLES: LazyLock<Vec<OnceLock<Phrases<Unit>>>> =
    LazyLock::new(|| LANGUAGES.iter().map(|_| OnceLock::new()).collect());

/// The unit names of a language; abbreviations and English names count in all.
pub(super) fn names(language: &str) -> &'static Phrases<Unit> {
    static FALLBACK: OnceLock<Phrases<Unit>> = OnceLock::new();
    let at = LANGUAGES.iter().position(|l| *l == language).unwrap_or(0);
    let code = LANGUAGES.get(at).copied().unwrap_or("en");
    TABLES.get(at).unwrap_or(&FALLBACK).get_or_init(|| build(code))
}

fn build(language: &str) -> Phrases<Unit> {
    let mut table = Phrases::forward();
    for wanted in [language, "*", "en"] {
        for row in rows(UNITS) {
            let &[name, kind, names, ..] = row.as_slice() else { continue };
            let quantity_type =
                if kind == "percent" { QuantityType::Percent } else { QuantityType::Measure };
            for part in names.split(';') {
                let Some((code, list)) = part.split_once(':') else { continue };
                if code != wanted {
                    continue;
                }
                for word in list.split('|') {
                    let (word, weak) = word.strip_prefix('~').map_or((word, false), |w| (w, true));
                    table.insert(word, Unit { name, quantity_type, weak });
                }
            }
        }
    }
    table
}

/// A unit at token `index`: `(index past it, byte past it, unit)`. `glued`: the figure stands right
/// before it.
pub(super) fn at(
    layer: &Layer<'_>,
    index: usize,
    table: &'static Phrases<Unit>,
    endings: bool,
) -> Option<(usize, u32, Unit)> {
    if let Some((end, unit)) = table.find(layer, index) {
        let byte = layer.get(end - 1).map_or(0, |t| t.span.end);
        return Some((end, byte, *unit));
    }
    if !endings {
        return None;
    }
    let word = layer.lower(index);
    let (len, unit) = table.prefix(word)?;
    let chars = word.get(..len)?.chars().count();
    let rest = word.get(len..)?.chars().count();
    let start = layer.get(index)?.span.start;
    (chars > 1 && rest <= 3 || rest <= 1).then(|| (index + 1, start + len as u32, *unit))
}
