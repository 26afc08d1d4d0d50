//! What the whole document tells of a name: defined acronyms, surnames of people named in full.

use rustc_hash::FxHashMap;

use super::candidate::{Candidate, Evidence};
use super::fold;
use super::vocabulary::{self, FUNCTION, SURNAME_FIRST, TITLE};
use crate::model::Label;
use crate::text::{Class, Layer};

/// Names that the document itself introduces, by their one-token short form.
type Short<'t> = FxHashMap<&'t str, (Label, Option<u32>, Option<String>)>;

/// Adds the later short forms of names that stand in full: "the World Food Programme (WFP) … WFP",
/// "Anne Neuberger … Neuberger".
pub(super) fn repeat(layer: &Layer<'_>, kept: &mut Vec<Candidate>) {
    let mut short = Short::default();
    let mut inner = Vec::new();
    for candidate in kept.iter() {
        define(layer, candidate, &mut short);
        if candidate.label == Label::Person && candidate.to > candidate.from + 1 {
            surname(layer, candidate, &mut short);
        }
    }
    if short.is_empty() {
        return;
    }
    for candidate in kept.iter_mut() {
        let single = candidate.to == candidate.from + 1;
        let guessed = single && candidate.evidence == Evidence::Model && candidate.entry.is_none();
        let known = short.get(layer.surface(candidate.from)).filter(|_| guessed);
        if let Some((Label::Person, ..)) = known {
            candidate.label = Label::Person;
        }
    }
    let mut taken = vec![false; layer.len()];
    for candidate in kept.iter() {
        if let Some(range) = taken.get_mut(candidate.from..candidate.to) {
            range.fill(true);
        }
    }
    for (at, _) in taken.iter().enumerate().filter(|(_, t)| !**t) {
        if layer.class(at) != Some(Class::Word) {
            continue;
        }
        let Some((label, entry, canonical)) = short.get(layer.surface(at)) else { continue };
        let mut found = Candidate::new(at, at + 1, *label, Evidence::Repeat);
        found.entry = *entry;
        found.canonical.clone_from(canonical);
        inner.push(found);
    }
    kept.extend(inner);
    kept.sort_by_key(|c| c.from);
}

/// "(WFP)" right after a name whose initials it is.
fn define<'t>(layer: &Layer<'t>, candidate: &Candidate, short: &mut Short<'t>) {
    let acronym = layer.surface(candidate.to + 1);
    let closed = layer.surface(candidate.to) == "(" && layer.surface(candidate.to + 2) == ")"
        || layer.surface(candidate.to) == ","
            && layer.lower(candidate.to + 1) == "or"
            && layer.surface(candidate.to + 3) == ",";
    let acronym =
        if layer.surface(candidate.to) == "(" { acronym } else { layer.surface(candidate.to + 2) };
    if !closed || !fold::is_upper(acronym) || candidate.label == Label::Person {
        return;
    }
    let name = layer.span(candidate.from, candidate.to).of(layer.text);
    if acronym.len() >= 2 && initials_fit(name, acronym) {
        let canonical = candidate.canonical.clone().or_else(|| Some(name.to_string()));
        short.entry(acronym).or_insert((candidate.label, candidate.entry, canonical));
    }
}

/// The letters of the acronym stand in the name in order, the first one first.
fn initials_fit(name: &str, acronym: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic());
    let mut wanted = acronym.chars().filter(|c| c.is_alphabetic());
    let first = wanted.next();
    if letters.next() != first {
        return false;
    }
    wanted.all(|w| letters.any(|l| l.to_uppercase().eq(w.to_uppercase())))
}

fn surname<'t>(layer: &Layer<'t>, candidate: &Candidate, short: &mut Short<'t>) {
    let first = layer.surface(candidate.from);
    let last = layer.surface(candidate.to - 1);
    let eastern = vocabulary::classes(first) & SURNAME_FIRST != 0;
    for name in [Some(last), eastern.then_some(first)].into_iter().flatten() {
        let usable =
            name.chars().count() > 2 || eastern && name == first && name.chars().count() == 2;
        if usable && fold::is_capital(name) && vocabulary::classes(name) & (FUNCTION | TITLE) == 0 {
            short.entry(name).or_insert((Label::Person, None, None));
        }
    }
}
