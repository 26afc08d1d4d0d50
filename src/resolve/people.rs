//! Which names of people are one person: full and short forms, titles, initials, pet names.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::forms::{Class, Form, Forms};
use crate::limits::RESOLVE_FITS_MAX;

/// Pet names and the names they stand for.
const PET_NAMES: &str = include_str!("pet_names.tsv");

/// Full names by a word of theirs.
type Index = BTreeMap<String, Vec<usize>>;

/// Joins the names of each person.
pub(super) fn resolve(forms: &mut Forms) {
    let people: Vec<usize> = forms
        .list
        .iter()
        .enumerate()
        .filter(|(_, f)| f.class == Class::Person)
        .map(|(at, _)| at)
        .collect();
    let full: Vec<usize> = people.iter().copied().filter(|at| len(forms, *at) > 1).collect();
    let mut by_last = Index::new();
    let mut by_first = Index::new();
    for at in &full {
        let words = forms.list.get(*at).map_or(&[][..], |f| f.words.as_slice());
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            by_last.entry(last.clone()).or_default().push(*at);
            by_first.entry(first.clone()).or_default().push(*at);
        }
    }
    for at in &full {
        full_name(forms, *at, &by_last, &by_first);
    }
    for at in &people {
        if len(forms, *at) == 1 {
            short_name(forms, *at, &by_last, &by_first);
        }
    }
    bare_titles(forms, &people);
}

fn len(forms: &Forms, at: usize) -> usize {
    forms.list.get(at).map_or(0, |f| f.words.len())
}

fn fits<'a>(index: &'a Index, word: Option<&String>) -> impl Iterator<Item = usize> + 'a {
    let listed = word.and_then(|w| index.get(w));
    listed.into_iter().flatten().copied().take(RESOLVE_FITS_MAX)
}

/// Joins a full name to the one person it may be: same surname, first names that agree.
fn full_name(forms: &mut Forms, at: usize, by_last: &Index, by_first: &Index) {
    let Some(form) = forms.list.get(at) else { return };
    let (first, last) = (form.words.first(), form.words.last());
    let near = fits(by_last, last).chain(fits(by_first, first)).chain(fits(by_first, last));
    let agreeing: Vec<usize> = near
        .filter(|o| *o != at && forms.list.get(*o).is_some_and(|o| one_person(form, o)))
        .collect();
    let apart = agreeing.iter().any(|a| {
        agreeing.iter().any(|b| {
            let pair = forms.list.get(*a).zip(forms.list.get(*b));
            a != b && pair.is_some_and(|(a, b)| !one_person(a, b))
        })
    });
    if !apart {
        for other in agreeing {
            forms.join(at, other);
        }
    }
}

/// True if two full names can be one person's.
fn one_person(a: &Form, b: &Form) -> bool {
    let (a, b) = (a.words.as_slice(), b.words.as_slice());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (mut sorted_a, mut sorted_b) = (a.to_vec(), b.to_vec());
    sorted_a.sort();
    sorted_b.sort();
    let part = long.starts_with(short) || long.ends_with(short);
    if sorted_a == sorted_b || short.len() > 1 && part {
        return true;
    }
    let (Some((first, middle)), Some((long_first, long_middle))) =
        (short.split_first(), long.split_first())
    else {
        return false;
    };
    let (Some((last, middle)), Some((long_last, long_middle))) =
        (middle.split_last(), long_middle.split_last())
    else {
        return false;
    };
    let mut rest = long_middle.iter();
    last == long_last
        && agree(first, long_first)
        && middle.iter().all(|m| rest.any(|other| agree_middle(m, other)))
}

fn agree(a: &str, b: &str) -> bool {
    a == b || agree_middle(a, b) || is_pet_name(a, b) || is_pet_name(b, a)
}

/// Equal, or one is the first letter of the other.
fn agree_middle(a: &str, b: &str) -> bool {
    let single = |w: &str| w.chars().count() == 1;
    a == b || single(a) && b.starts_with(a) || single(b) && a.starts_with(b)
}

fn is_pet_name(short: &str, name: &str) -> bool {
    static TABLE: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    let table =
        TABLE.get_or_init(|| PET_NAMES.lines().filter_map(|l| l.split_once('\t')).collect());
    table.get(name).is_some_and(|pets| pets.split(' ').any(|pet| pet == short))
}

/// Joins one word to the person whose surname it is, else to the one whose first name it is.
fn short_name(forms: &mut Forms, at: usize, by_last: &Index, by_first: &Index) {
    let Some(form) = forms.list.get(at) else { return };
    if form.known.is_some() {
        return;
    }
    let word = form.words.first();
    let surname: Vec<usize> = fits(by_last, word).collect();
    let titled: Vec<usize> = surname
        .iter()
        .copied()
        .filter(|o| forms.list.get(*o).is_some_and(|o| shares_title(form, o)))
        .collect();
    let first: Vec<usize> = fits(by_first, word).collect();
    let fitting = [titled, surname, first].into_iter().find(|f| !f.is_empty());
    forms.settle(at, &fitting.unwrap_or_default());
}

fn shares_title(a: &Form, b: &Form) -> bool {
    a.titles.iter().any(|t| b.titles.contains(t))
}

/// "the Secretary" is the one secretary who is named.
fn bare_titles(forms: &mut Forms, people: &[usize]) {
    for at in people {
        let Some(title) = forms.list.get(*at).filter(|f| is_bare(f)) else { continue };
        let word = title.words.first().cloned().unwrap_or_default();
        let bearers: Vec<usize> = people
            .iter()
            .copied()
            .filter(|o| forms.list.get(*o).is_some_and(|f| !is_bare(f) && f.titles.contains(&word)))
            .collect();
        if forms.groups(bearers.iter().copied()).len() == 1 {
            forms.settle(*at, &bearers);
        }
    }
}

/// A form that is a title and no name.
fn is_bare(form: &Form) -> bool {
    matches!((form.words.as_slice(), form.titles.as_slice()), ([a], [b]) if a == b)
}
