//! Surnames and first names of people who are named in full elsewhere in the text.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{EntityTag, Label, Mention, Value};

/// Full names by each of their words that can stand alone, in order of first mention.
type Chains = BTreeMap<String, Vec<(String, Option<String>)>>;

/// Suffixes that are no surname.
const SUFFIXES: &[&str] = &["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"];

/// Links short names of people to full ones; with several fitting people, all of them become
/// candidates.
pub(super) fn resolve(text: &str, mentions: &mut [Mention]) {
    let mut chains = Chains::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for mention in mentions.iter() {
        let Some(tag) = person(mention) else { continue };
        let surface = mention.span.of(text);
        if words(surface).count() < 2 || !seen.insert(tag.canonical.clone()) {
            continue;
        }
        let id = tag.entity.clone();
        let mut keys: Vec<&str> = ends(surface).into_iter().chain(ends(&tag.canonical)).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let people = chains.entry(key.to_string()).or_default();
            people.push((tag.canonical.clone(), id.clone()));
        }
    }
    for mention in mentions.iter_mut() {
        let surface = mention.span.of(text).to_string();
        let Some(tag) = person_mut(mention) else { continue };
        if words(&surface).count() != 1 || tag.entity.is_some() {
            continue;
        }
        link(tag, chains.get(surface.as_str()).map_or(&[], Vec::as_slice));
    }
}

fn link(tag: &mut EntityTag, people: &[(String, Option<String>)]) {
    match people {
        [] => {}
        [(name, id)] => {
            tag.canonical.clone_from(name);
            tag.entity.clone_from(id);
        }
        several => {
            tag.candidates = several.iter().map(|(name, _)| name.clone()).collect();
        }
    }
}

fn person(mention: &Mention) -> Option<&EntityTag> {
    match &mention.value {
        Value::Entity(tag) if tag.label == Label::Person => Some(tag),
        _ => None,
    }
}

fn person_mut(mention: &mut Mention) -> Option<&mut EntityTag> {
    match &mut mention.value {
        Value::Entity(tag) if tag.label == Label::Person => Some(tag),
        _ => None,
    }
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split_whitespace()
}

/// The first and the last word of a name, suffixes left out.
fn ends(name: &str) -> Vec<&str> {
    let mut out: Vec<&str> = words(name).next().into_iter().collect();
    out.extend(words(name).filter(|w| !SUFFIXES.contains(w)).last());
    out
}
