//! Who is the subject of a cue.

use super::names::{Name, Names};
use crate::model::{Label, Span};
use crate::text::{Class, Layer};

/// A speaker found beside a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Speaker {
    /// The name after pronouns are followed; `None` when unknown.
    pub(super) name: Option<String>,
    /// The words that name the speaker here: a name, a pronoun or a phrase.
    pub(super) span: Span,
}

/// Most tokens of a phrase such as "the head of the union".
const PHRASE_TOKENS_MAX: usize = 9;

const PERSONAL: &[&str] =
    &["he", "she", "он", "она", "él", "ella", "il", "elle", "er", "sie", "هو", "هي"];
const IMPERSONAL: &[&str] = &["it", "they", "we", "i", "you", "who", "which"];
const PREPOSITIONS: &[&str] = &[
    "about", "against", "at", "by", "for", "from", "in", "of", "on", "to", "with", "near", "de",
    "в", "на", "о", "от",
];
/// Words between a subject and its verb.
const BETWEEN: &[&str] = &[
    "also",
    "has",
    "had",
    "have",
    "is",
    "am",
    "are",
    "was",
    "were",
    "not",
    "later",
    "then",
    "however",
    "once",
    "himself",
    "herself",
    "itself",
    "again",
    "reportedly",
    "first",
    "even",
    "now",
    "a",
    "ha",
    "would",
    "will",
    "simply",
    "just",
    "recently",
    "earlier",
    "be",
    "been",
    "famously",
    "quickly",
];

/// The subject that stands before the verb at token `verb`, not before token `from`.
pub(super) fn before(
    layer: &Layer<'_>,
    names: &Names,
    from: usize,
    verb: usize,
) -> Option<Speaker> {
    let mut end = verb;
    while end > from && is_between(layer.lower(end - 1)) {
        end -= 1;
    }
    if end == from {
        return None;
    }
    if let Some(found) = pronoun(layer, names, end - 1) {
        return Some(found);
    }
    let inside = names.within(from, end);
    if let Some(name) = inside.last().filter(|n| n.to == end && !is_object(layer, n, from)) {
        return Some(named(name));
    }
    if let Some(found) = surname(layer, names, from, end - 1) {
        return Some(found);
    }
    let person =
        inside.iter().rev().find(|n| n.label == Label::Person && !is_object(layer, n, from));
    if let Some(name) = person {
        return Some(named(name));
    }
    let comma = layer.surface(end - 1) == ",";
    let body = inside.iter().rev().find(|n| !is_object(layer, n, from));
    if let Some(name) = body.filter(|_| comma) {
        return Some(named(name));
    }
    phrase_before(layer, from, end)
}

/// The subject that follows the cue that ends before token `from`, not past token `to`.
pub(super) fn after(layer: &Layer<'_>, names: &Names, from: usize, to: usize) -> Option<Speaker> {
    if from >= to {
        return None;
    }
    if let Some(found) = pronoun(layer, names, from) {
        return Some(found);
    }
    let end = (from..to.min(from + PHRASE_TOKENS_MAX))
        .find(|i| stops_phrase(layer, *i) && *i > from)
        .unwrap_or(to.min(from + PHRASE_TOKENS_MAX));
    let inside = names.within(from, (end + 1).min(to));
    let person = inside.iter().find(|n| n.label == Label::Person);
    if let Some(name) = person.or_else(|| inside.iter().find(|n| n.from <= from + 1)) {
        return Some(named(name));
    }
    let opens = matches!(layer.lower(from), "the" | "a" | "an" | "one" | "his" | "her" | "their")
        || layer.surface(from).starts_with(char::is_uppercase);
    (opens && end > from).then(|| phrase(layer, from, end))
}

fn named(name: &Name) -> Speaker {
    Speaker { name: Some(name.canonical.clone()), span: name.span }
}

fn phrase(layer: &Layer<'_>, from: usize, to: usize) -> Speaker {
    let span = layer.span(from, to);
    let name = span.of(layer.text).split_whitespace().collect::<Vec<_>>().join(" ");
    Speaker { name: Some(name), span }
}

fn is_between(word: &str) -> bool {
    BETWEEN.contains(&word) || word.len() > 4 && word.ends_with("ly")
}

/// A name behind a preposition is not the subject: "a spokesman for Kim said".
fn is_object(layer: &Layer<'_>, name: &Name, from: usize) -> bool {
    let mut at = name.from;
    while at > from && matches!(layer.lower(at - 1), "the" | "a" | "president" | "minister") {
        at -= 1;
    }
    at > from && PREPOSITIONS.contains(&layer.lower(at - 1))
}

/// A pronoun at a token, and who is meant by it.
fn pronoun(layer: &Layer<'_>, names: &Names, at: usize) -> Option<Speaker> {
    let word = layer.lower(at);
    let span = layer.span(at, at + 1);
    if PERSONAL.contains(&word) {
        let person = antecedent(layer, names, at);
        return Some(Speaker { name: person.map(|n| n.canonical.clone()), span });
    }
    if !IMPERSONAL.contains(&word) {
        return None;
    }
    let body = (word == "it").then(|| names.last_before(at, |n| n.label == Label::Org)).flatten();
    Some(Speaker { name: body.map(|n| n.canonical.clone()), span })
}

/// Whom "he" or "she" means: the first person of the own sentence before it, else of the nearest
/// sentence that names one. Subjects stand first and are taken up again (Hobbs, 1978).
fn antecedent<'n>(layer: &Layer<'_>, names: &'n Names, at: usize) -> Option<&'n Name> {
    let last = names.last_before(at, |n| n.label == Label::Person)?;
    let sentence = layer.sentence_of(last.from);
    let start = layer.sentences.get(sentence).map_or(last.from, |s| s.0 as usize);
    let first = names.within(start, last.to).iter().find(|n| n.label == Label::Person);
    first.or(Some(last))
}

/// A surname before the verb that was given with the first name before.
fn surname(layer: &Layer<'_>, names: &Names, from: usize, at: usize) -> Option<Speaker> {
    let word = layer.surface(at);
    if at < from || !word.starts_with(char::is_uppercase) || word.len() < 3 {
        return None;
    }
    let whole = names.last_before(at, |n| {
        n.label == Label::Person
            && n.canonical.strip_suffix(word).is_some_and(|first| first.ends_with(' '))
    })?;
    Some(Speaker { name: Some(whole.canonical.clone()), span: layer.span(at, at + 1) })
}

/// Titles whose full stop does not end the phrase, without it.
const TITLES: &[&str] = &[
    "adm", "capt", "col", "dr", "gen", "gov", "lt", "maj", "mr", "mrs", "ms", "prof", "rep", "rev",
    "sen", "sgt", "st",
];

fn stops_phrase(layer: &Layer<'_>, at: usize) -> bool {
    let stop = layer.surface(at) == "."
        && at.checked_sub(1).is_some_and(|b| TITLES.contains(&layer.lower(b)));
    layer.class(at) == Some(Class::Punct) && !stop && !matches!(layer.surface(at), "-" | "'" | "’")
        || matches!(
            layer.lower(at),
            "in" | "at"
                | "on"
                | "during"
                | "who"
                | "after"
                | "to"
                | "as"
                | "when"
                | "while"
                | "that"
        )
}

/// "The head of the union" before its verb.
fn phrase_before(layer: &Layer<'_>, from: usize, end: usize) -> Option<Speaker> {
    let mut start = end;
    while start > from && end - start < PHRASE_TOKENS_MAX {
        let word = layer.lower(start - 1);
        let punct = layer.class(start - 1) == Some(Class::Punct)
            && !matches!(layer.surface(start - 1), "-" | "'" | "’");
        if punct || matches!(word, "that" | "as" | "and" | "but" | "while" | "because" | "when") {
            break;
        }
        start -= 1;
    }
    let subject = (start..end).any(|i| layer.class(i) == Some(Class::Word));
    // "Which media reports range from …": a clause about the thing, not a speaker.
    let relative = end - start > 1 && matches!(layer.lower(start), "which" | "who" | "whose");
    (start < end && subject && !relative).then(|| phrase(layer, start, end))
}
