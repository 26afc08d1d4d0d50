//! English noun phrases after a number: where the counted noun is and what its singular is.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::tag::Layer;
use crate::tag::number::phrases::rows;
use crate::text::Class;

const TABLE: &str = include_str!("data/nouns-en.tsv");
/// Most words between a number and its noun.
const ADJECTIVES_MAX: usize = 4;

struct Words {
    irregular: FxHashMap<&'static str, &'static str>,
    sets: FxHashMap<&'static str, FxHashSet<&'static str>>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { irregular: FxHashMap::default(), sets: FxHashMap::default() };
    for row in rows(TABLE) {
        let &[role, list] = row.as_slice() else { continue };
        for word in list.split('|') {
            match word.split_once('=') {
                Some((plural, singular)) => {
                    words.irregular.insert(plural, singular);
                }
                None => {
                    words.sets.entry(role).or_default().insert(word);
                }
            }
        }
    }
    words
});

/// True if the table lists `word` under `role`.
pub(super) fn is(role: &str, word: &str) -> bool {
    WORDS.sets.get(role).is_some_and(|set| set.contains(word))
}

/// The counted noun of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Noun {
    /// Index of the token past the head noun.
    pub(super) end: usize,
    /// Modifiers and head, the head singular, lower case.
    pub(super) unit: String,
    /// Its head is a person.
    pub(super) human: bool,
}

/// The noun phrase that starts at token `index`: a few adjectives, then a plural (or, when
/// `singular`, a known noun).
pub(super) fn phrase(layer: &Layer<'_>, index: usize, singular: bool) -> Option<Noun> {
    let mut unit = String::new();
    let mut at = index;
    for _ in 0..=ADJECTIVES_MAX {
        let token = layer.get(at)?;
        let word = layer.lower(at);
        if token.class != Class::Word || token.line_start && at > index {
            return None;
        }
        if let Some(head) = head(word, singular) {
            push(&mut unit, head);
            return Some(Noun { end: at + 1, unit, human: is("human", word) });
        }
        let joins = word == "and" && !unit.is_empty();
        if !joins && (is("stop", word) || is("never", word) || is("numeral", word)) {
            return None;
        }
        // "35 more civilians", "12 other children": more of the same noun.
        if !(at == index && matches!(word, "more" | "other")) {
            push(&mut unit, word);
        }
        at += 1;
        // "short-range", "U.S.-made": a hyphenated adjective is one word.
        while layer.surface(at) == "-" && layer.get(at).is_some_and(|t| !t.spaced) {
            unit.push('-');
            unit.push_str(layer.lower(at + 1));
            at += 2;
        }
    }
    None
}

/// What an ordinal orders: adjectives and a singular noun, as far as a stop word or the end of the
/// phrase.
pub(super) fn ordered(layer: &Layer<'_>, index: usize) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    let mut at = index;
    while words.len() < ADJECTIVES_MAX {
        let Some(token) = layer.get(at) else { break };
        let word = layer.lower(at);
        if token.class != Class::Word
            || is("stop", word)
            || is("numeral", word)
            || word == "and"
            || is("never", word) && word.len() < 5
        {
            break;
        }
        let verbal = word.ends_with("ed") || word.ends_with("ing");
        if verbal && !words.is_empty() || is("verb", word) {
            break;
        }
        words.push(word);
        at += 1;
        if layer.surface(at) == "-" && layer.get(at).is_some_and(|t| !t.spaced) {
            at += 1;
        }
    }
    let last = words.pop()?;
    let singular = if last.ends_with("ss") { None } else { head(last, false) };
    let head = singular.map_or_else(|| last.to_string(), str::to_string);
    words.push(&head);
    Some(words.join(" "))
}

fn push(unit: &mut String, word: &str) {
    if !unit.is_empty() {
        unit.push(' ');
    }
    unit.push_str(word);
}

/// The singular of a word that can be a counted head noun.
fn head(word: &str, singular: bool) -> Option<&str> {
    if is("never", word) {
        return None;
    }
    if let Some(singular) = WORDS.irregular.get(word) {
        return Some(singular);
    }
    if is("collective", word) || singular && is("single", word) {
        return Some(word);
    }
    let plural = word.len() > 3
        && word.is_char_boundary(word.len() - 1)
        && word.ends_with('s')
        && !["ss", "us", "is", "'s", "ous"].iter().any(|end| word.ends_with(end));
    plural.then(|| singular_of(word))
}

/// Strips a regular plural ending.
fn singular_of(word: &str) -> &str {
    for ending in ["sses", "xes", "ches", "shes", "zzes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word);
        }
    }
    word.strip_suffix('s').unwrap_or(word)
}

/// "countries" → "country": the one change of letters, made on the finished unit.
pub(super) fn mend(unit: String) -> String {
    match unit.strip_suffix("ie") {
        Some(stem)
            if stem.chars().last().is_some_and(|c| !"aeiou ".contains(c)) && stem.len() > 2 =>
        {
            let keeps = [
                "mov",
                "cook",
                "zomb",
                "cal",
                "camarader",
                "ser",
                "spec",
                "prair",
                "bird",
                "hood",
                "rook",
                "self",
            ];
            if keeps.iter().any(|k| stem.ends_with(k)) { unit } else { format!("{stem}y") }
        }
        _ => unit,
    }
}
