//! Words that attribute speech.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::text::Layer;

/// Cue verbs by language.
fn table() -> &'static FxHashMap<&'static str, FxHashSet<&'static str>> {
    static TABLE: OnceLock<FxHashMap<&'static str, FxHashSet<&'static str>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        include_str!("data/cues.tsv")
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(language, words)| (language, words.split(' ').collect()))
            .collect()
    })
}

/// English words before a noun, not before a verb.
const NOUN_BEFORE: &[&str] = &[
    "the", "a", "an", "at", "in", "of", "his", "her", "their", "its", "with", "for", "these",
    "those", "such", "some", "any", "no", "public", "recent", "several", "from", "on", "my", "our",
    "new", "earlier", "similar", "other", "-",
];

/// Verbs that quote only in the active voice with an object: "he called it “a disaster”", not "a
/// town called “X”".
const NAMING: &[&str] =
    &["called", "calls", "calling", "described", "describes", "describing", "dubbed", "termed"];
const BE: &[&str] =
    &["is", "are", "was", "were", "be", "been", "being", "also", "often", "sometimes", "so", "-"];

/// How a cue and its speaker stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// A verb: the speaker is its subject.
    Verb,
    /// "according to": the speaker follows it; the number of its tokens.
    Preposition(usize),
}

/// The cue that token `at` begins, if it begins one. English verbs serve languages without a list.
pub(super) fn cue_at(layer: &Layer<'_>, at: usize, language: &str) -> Option<Cue> {
    let word = layer.lower(at);
    match (word, layer.lower(at + 1)) {
        ("according", "to") | ("по", "словам" | "данным") => {
            return Some(Cue::Preposition(2));
        }
        _ => {}
    }
    let preposition = matches!(
        (language, word),
        ("es", "según") | ("fr", "selon") | ("de", "laut") | ("ar", "بحسب")
    );
    if preposition {
        return Some(Cue::Preposition(1));
    }
    // A noun of the same form ("in remarks", "the report"), or part of a name ("United States").
    let noun = at.checked_sub(1).is_some_and(|b| NOUN_BEFORE.contains(&layer.lower(b)));
    if noun || layer.surface(at).starts_with(char::is_uppercase) {
        return None;
    }
    // "Is said to be", "was told to leave": the subject is spoken of, it does not speak.
    let spoken_of = layer.lower(at + 1) == "to"
        && at.checked_sub(1).is_some_and(|b| BE.contains(&layer.lower(b)));
    // "Was going to say": it was not said.
    let meant = at >= 2 && layer.lower(at - 1) == "to" && layer.lower(at - 2) == "going";
    if spoken_of || meant {
        return None;
    }
    if NAMING.contains(&word) {
        let object = matches!(
            layer.lower(at + 1),
            "it" | "the" | "them" | "him" | "her" | "this" | "that" | "his" | "its" | "their"
        );
        let passive = at.checked_sub(1).is_none_or(|b| BE.contains(&layer.lower(b)));
        return (object && !passive).then_some(Cue::Verb);
    }
    let verbs = table().get(language).or_else(|| table().get("en"))?;
    verbs.contains(word).then_some(Cue::Verb)
}
