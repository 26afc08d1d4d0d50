//! Organisations, events, laws, facilities and places by their head words.

use super::candidate::{Candidate, Evidence};
use super::vocabulary::{
    Classes, EVENT_STRICT, EVENT_TAIL, FAC_TAIL, FIRST_NAME, FUNCTION, GPE_TAIL, LAW_TAIL,
    LOC_FRONT, LOC_TAIL, MEETING, ORG_FRONT, ORG_TAIL, TITLE,
};
use super::words::{Casing, Words};
use crate::model::Label;
use crate::text::Layer;

/// Most words of one name.
const NAME_WORDS_MAX: usize = 14;

/// Heads and the label they give, in order of preference.
const HEADS: [(Classes, Label); 6] = [
    (EVENT_STRICT | MEETING, Label::Event),
    (ORG_TAIL, Label::Org),
    (LAW_TAIL, Label::Law),
    (FAC_TAIL, Label::Fac),
    (LOC_TAIL, Label::Loc),
    (GPE_TAIL, Label::Gpe),
];

/// Proposes names by their heads.
pub(super) fn propose(layer: &Layer<'_>, words: &Words, out: &mut Vec<Candidate>) {
    for &(from, to, casing) in &words.sentences {
        if casing != Casing::Normal {
            continue;
        }
        let mut at = from;
        while at < to {
            let end = run_end(layer, words, at, to);
            if end > at {
                name(layer, words, (at, end), out);
            }
            at = end.max(at + 1);
        }
    }
}

fn joins(surface: &str) -> bool {
    matches!(
        surface,
        "of" | "for" | "and" | "&" | "the" | "on" | "in" | "de" | "la" | "del" | "du" | "des"
    )
}

/// One past the last word of the run of capitals (with the small words inside) that begins at `at`.
fn run_end(layer: &Layer<'_>, words: &Words, at: usize, to: usize) -> usize {
    let mut end = at;
    let mut next = at;
    while next < to && next < at + NAME_WORDS_MAX {
        let surface = words.surface(layer, next);
        if words.capital(next) {
            next += 1;
            end = next;
        } else if end > at && (joins(surface) || is_possessive(surface)) {
            next += 1;
        } else {
            match definition_end(layer, words, next, to) {
                Some(after) if end > at && end == next => next = after,
                _ => break,
            }
        }
    }
    end
}

fn is_possessive(surface: &str) -> bool {
    matches!(surface, "'s" | "’s" | "'" | "’")
}

/// `, or APEC,` inside a name: the word after it.
fn definition_end(layer: &Layer<'_>, words: &Words, at: usize, to: usize) -> Option<usize> {
    let short = words.get(at + 2).is_some_and(|w| w.upper);
    let shape = words.surface(layer, at) == ","
        && words.surface(layer, at + 1) == "or"
        && short
        && words.surface(layer, at + 3) == ","
        && words.capital(at + 4);
    (shape && at + 4 < to).then_some(at + 4)
}

/// Proposes the names of one run of capitals.
fn name(layer: &Layer<'_>, words: &Words, (from, to): (usize, usize), out: &mut Vec<Candidate>) {
    let mut start = from;
    while start < to && (words.is(start, FUNCTION) || start == from && words.is(start, TITLE)) {
        start += 1;
    }
    if start >= to {
        return;
    }
    if let Some(found) = numbered(layer, words, (start, to)) {
        out.push(found);
    }
    let mut at = start;
    while at < to {
        if words.is(at, LOC_FRONT) && at + 1 < to && words.capital(at + 1) {
            let end = if words.surface(layer, at + 1) == "of" { at + 3 } else { at + 2 };
            push(words, (at, end.min(to)), Label::Loc, out);
        }
        let front = words.is(at, ORG_FRONT)
            && matches!(words.surface(layer, at + 1), "of" | "for" | "on")
            && at + 2 < to;
        if front {
            let end = phrase_end(layer, words, at + 2, to);
            push(words, (left_edge(layer, words, start, at), end), Label::Org, out);
            at = end.max(at + 1);
            continue;
        }
        if at > start {
            tail(layer, words, (start, at), to, out);
        }
        at += 1;
    }
}

/// A head word at `at` closes a name that begins at or after `start`.
fn tail(
    layer: &Layer<'_>,
    words: &Words,
    (start, at): (usize, usize),
    to: usize,
    out: &mut Vec<Candidate>,
) {
    let Some(&(_, label)) = HEADS.iter().find(|(classes, _)| words.is(at, *classes)) else {
        return;
    };
    let first = left_edge(layer, words, start, at);
    let single = at == first + 1;
    let defined = words.words.get(first..at).is_some_and(|w| w.len() > 3)
        && (first..at).any(|w| words.surface(layer, w) == ",");
    let office = is_office(layer, words, (first, at));
    if first >= at || office || single && words.is(first, FIRST_NAME | TITLE) {
        return;
    }
    if label == Label::Event && words.is(at, EVENT_TAIL) && at + 1 < to && words.capital(at + 1) {
        return;
    }
    let Some(mut found) = candidate(words, (first, at + 1), label) else { return };
    if defined {
        found.evidence = Evidence::Pattern;
        found.canonical = short_form(layer, words, (first, at + 1));
    }
    out.push(found);
}

/// "Advisor for Emerging Technologies": a person's office, no organisation.
pub(super) fn is_office(layer: &Layer<'_>, words: &Words, (from, to): (usize, usize)) -> bool {
    (from..to).any(|w| words.is(w, TITLE) && matches!(words.surface(layer, w + 1), "for" | "of"))
}

/// `Asia-Pacific Economic Cooperation, or APEC, Summit` is the `APEC Summit`.
fn short_form(layer: &Layer<'_>, words: &Words, (first, end): (usize, usize)) -> Option<String> {
    let comma = (first..end).find(|w| words.surface(layer, *w) == ",")?;
    let acronym = words.surface(layer, comma + 2);
    let rest = layer.span(words.get(comma + 4)?.from as usize, words.get(end - 1)?.to as usize);
    Some(format!("{acronym} {}", rest.of(layer.text)))
}

/// The first word of the name whose head is at `head`: back over capitals and small words.
fn left_edge(layer: &Layer<'_>, words: &Words, start: usize, head: usize) -> usize {
    let mut first = head;
    let mut at = head;
    while at > start {
        at -= 1;
        let surface = words.surface(layer, at);
        if words.is(at, FUNCTION) && words.capital(at) || is_s(surface) {
            break;
        }
        if words.capital(at) {
            first = at;
        } else if matches!(surface, "in" | "on" | "the") {
            break;
        }
    }
    first
}

fn is_s(surface: &str) -> bool {
    matches!(surface, "'s" | "’s")
}

/// The end of the phrase after "Ministry of": capitals joined by "and", "of", "for".
fn phrase_end(layer: &Layer<'_>, words: &Words, from: usize, to: usize) -> usize {
    let mut end = from;
    let mut at = from;
    while at < to {
        let surface = words.surface(layer, at);
        if words.capital(at) {
            at += 1;
            end = at;
        } else if matches!(surface, "and" | "of" | "for" | "the" | "&") && !is_s(surface) {
            at += 1;
        } else {
            break;
        }
    }
    end
}

/// `Resolution 2397`, `UN Security Council Resolution 1718`: a law.
fn numbered(layer: &Layer<'_>, words: &Words, (start, to): (usize, usize)) -> Option<Candidate> {
    let last = to.checked_sub(1)?;
    let word = words.surface(layer, last);
    let number = words.surface(layer, to);
    let digits = number.len() >= 3 && number.bytes().all(|b| b.is_ascii_digit());
    (digits && matches!(word, "Resolution" | "Order"))
        .then(|| candidate(words, (start, to + 1), Label::Law))
        .flatten()
}

fn candidate(words: &Words, (from, to): (usize, usize), label: Label) -> Option<Candidate> {
    let (a, b) = (words.get(from)?, words.get(to.checked_sub(1)?)?);
    Some(Candidate::new(a.from as usize, b.to as usize, label, Evidence::Head))
}

fn push(words: &Words, range: (usize, usize), label: Label, out: &mut Vec<Candidate>) {
    if range.1 > range.0
        && let Some(found) = candidate(words, range, label)
    {
        out.push(found);
    }
}
