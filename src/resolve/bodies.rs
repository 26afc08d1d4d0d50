//! Which names of organisations and places are one: acronyms, parts of a name, shortened words.

use std::collections::BTreeMap;

use super::fold;
use super::forms::{Class, Form, Forms};
use crate::limits::RESOLVE_FITS_MAX;

/// Words before "of" that leave the place the same: "State of Texas", "City of Tulsa".
const KINDS_OF_PLACE: &[&str] =
    &["city", "county", "district", "kingdom", "province", "republic", "state", "town", "village"];

/// Joins the names of each organisation and place.
pub(super) fn resolve(forms: &mut Forms) {
    for class in [Class::Body, Class::Place] {
        let own: Vec<usize> = forms
            .list
            .iter()
            .enumerate()
            .filter(|(_, f)| f.class == class)
            .map(|(at, _)| at)
            .collect();
        acronyms(forms, &own);
        let holders = holders(forms, &own);
        for at in &own {
            let Some(form) = forms.list.get(*at) else { continue };
            if form.known.is_some() || form.words.is_empty() {
                continue;
            }
            let listed = form.words.first().and_then(|w| holders.get(w));
            let listed = listed.into_iter().flatten().take(RESOLVE_FITS_MAX);
            let fitting: Vec<usize> = listed
                .chain(own.iter().take(RESOLVE_FITS_MAX))
                .copied()
                .filter(|o| forms.list.get(*o).is_some_and(|long| is_short_for(form, long, class)))
                .collect();
            // Judgments name several courts, and "the Court" that writes is the one not named.
            let courts = form.words.iter().any(|w| w == "court");
            if !courts || forms.groups(fitting.iter().copied()).len() == 1 {
                forms.settle(*at, &fitting);
            }
        }
    }
}

/// Forms by each word that they hold.
fn holders(forms: &Forms, own: &[usize]) -> BTreeMap<String, Vec<usize>> {
    let mut out: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in own {
        for word in forms.list.get(*at).map_or(&[][..], |f| f.words.as_slice()) {
            out.entry(word.clone()).or_default().push(*at);
        }
    }
    out
}

/// "KPA" is the Korean People's Army where no other name has these initials.
fn acronyms(forms: &mut Forms, own: &[usize]) {
    let mut by_initials: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in own {
        let Some(form) = forms.list.get(*at) else { continue };
        if fold::acronym(&form.name).is_some() {
            continue;
        }
        for initials in fold::initials(&form.name, &form.words) {
            by_initials.entry(initials).or_default().push(*at);
        }
    }
    for at in own {
        let Some(form) = forms.list.get(*at).filter(|f| f.known.is_none()) else { continue };
        let fitting = fold::acronym(&form.name).and_then(|letters| by_initials.get(&letters));
        if let Some(fitting) = fitting
            && forms.groups(fitting.iter().copied()).len() == 1
        {
            forms.settle(*at, fitting);
        }
    }
}

/// True if one name is a shorter form of the other.
fn is_short_for(short: &Form, long: &Form, class: Class) -> bool {
    let (a, b) = (short.words.as_slice(), long.words.as_slice());
    if a == b {
        return false;
    }
    match class {
        Class::Body => is_part(a, b) || is_clipped(a, b),
        _ => is_kind_of_place(a, b) || is_kind_of_place(b, a) || is_plural_of(a, b),
    }
}

/// Heads of bodies that belong to another body: the House Committee is not the House.
const PARTS_OF_BODIES: &[&str] = &[
    "board",
    "branch",
    "bureau",
    "caucus",
    "chapter",
    "commission",
    "committee",
    "council",
    "court",
    "department",
    "directorate",
    "division",
    "office",
    "panel",
    "subcommittee",
    "team",
    "unit",
];

/// The words stand together in the longer name, and do not name what that is a part of.
fn is_part(short: &[String], long: &[String]) -> bool {
    if short.len() >= long.len() || short.iter().all(|w| fold::is_small(w)) {
        return false;
    }
    if let [one] = short
        && fold::is_head(one)
    {
        return head(long) == Some(one);
    }
    let Some(at) = long.windows(short.len()).position(|part| part == short) else { return false };
    let rest = long.get(at + short.len()..).unwrap_or(&[]);
    let after_of = at > 0 && rest.is_empty();
    let names = rest.last().is_some_and(|w| at == 0 && fold::is_head(w));
    let whole = rest.first().is_none_or(|w| w == "of" || w == "for");
    (after_of || names || whole)
        && !head(rest).is_some_and(|h| PARTS_OF_BODIES.contains(&h.as_str()))
}

/// The word that tells what a body is: the last one before "of" or "for".
fn head(words: &[String]) -> Option<&String> {
    words.iter().take_while(|w| *w != "of" && *w != "for").last()
}

/// Each word begins the word of the longer name that it stands for: "Penn State".
fn is_clipped(short: &[String], long: &[String]) -> bool {
    if short.len() < 2 || short.len() > long.len() {
        return false;
    }
    let mut rest = long.iter();
    let begins =
        |w: &String, other: &String| w.chars().count() > 2 && other.starts_with(w.as_str());
    short.first().zip(long.first()).is_some_and(|(a, b)| begins(a, b))
        && short.iter().all(|w| rest.any(|other| begins(w, other)))
}

/// "State of Texas", "Texas State" and "Texas".
fn is_kind_of_place(short: &[String], long: &[String]) -> bool {
    let kind = |w: &String| KINDS_OF_PLACE.contains(&w.as_str());
    match long {
        [first, of, rest @ ..] if kind(first) && of == "of" => rest == short,
        _ => false,
    }
}

/// "the Falklands" are the Falkland Islands.
fn is_plural_of(short: &[String], long: &[String]) -> bool {
    match (short, long) {
        ([one], [first, islands]) if islands == "islands" || islands == "mountains" => {
            one.strip_suffix('s') == Some(first.as_str())
        }
        _ => false,
    }
}
