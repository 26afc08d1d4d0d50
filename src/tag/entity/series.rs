//! Names by their form: weapons and vehicles in numbered series (`Hwasong-17`, `KN-23`, `MiG-29`),
//! numbered threat groups (`APT41`, `UNC2452`, `Storm-0558`), ships with a prefix (`USS Vella`).

use super::candidate::{Candidate, Evidence};
use super::fold;
use super::vocabulary::{self, WEAPON_SERIES};
use super::words::{Casing, Words};
use crate::model::Label;
use crate::text::{Class, Layer};

/// What security firms put before the number of a group whose name is not known.
const GROUP_SERIES: &[&str] = &["APT", "DEV", "FIN", "Storm", "TA", "TEMP", "UNC"];

/// Prefixes of the names of ships: navies and coast guards, then kinds of merchant ship.
const SHIP_PREFIXES: &[&str] = &[
    "BRP", "CCGS", "HDMS", "HMAS", "HMCS", "HMNZS", "HMS", "INS", "KRI", "RFA", "ROKS", "USCGC",
    "USNS", "USS", "MT", "MV",
];

/// Most words of a ship's name.
const SHIP_WORDS_MAX: usize = 4;

/// Proposes ships: a prefix and the capitalised words after it.
pub(super) fn ships(layer: &Layer<'_>, words: &Words, out: &mut Vec<Candidate>) {
    for &(from, to, casing) in &words.sentences {
        for at in from..to {
            if casing == Casing::Upper || !SHIP_PREFIXES.contains(&words.surface(layer, at)) {
                continue;
            }
            let mut end = at + 1;
            while end < to
                && end <= at + SHIP_WORDS_MAX
                && words.capital(end)
                && !(casing == Casing::Title && end > at + 2)
            {
                end += 1;
            }
            if end > at + 1
                && let (Some(first), Some(last)) = (words.get(at), words.get(end - 1))
            {
                let (first, last) = (first.from as usize, last.to as usize);
                out.push(Candidate::new(first, last, Label::Product, Evidence::Pattern));
            }
        }
    }
}

/// Proposes the members of the series the tables name.
pub(super) fn propose(layer: &Layer<'_>, out: &mut Vec<Candidate>) {
    for at in 1..layer.len() {
        if layer.class(at) != Some(Class::Number) {
            continue;
        }
        let hyphen = fold::is_hyphen(layer.surface(at - 1));
        let Some(head) = (if hyphen { at.checked_sub(2) } else { Some(at - 1) }) else { continue };
        let name = layer.surface(head);
        let glued = layer.get(at).is_some_and(|t| !t.spaced);
        if glued && GROUP_SERIES.contains(&name) {
            out.push(Candidate::new(head, at + 1, Label::Org, Evidence::Pattern));
            continue;
        }
        if layer.class(head) != Some(Class::Word)
            || vocabulary::classes(name) & WEAPON_SERIES == 0
            || hyphen && !glued
            || !(hyphen || name.len() > 4 || glued && name.len() > 1)
        {
            continue;
        }
        let mut to = at + 1;
        let suffix = layer.surface(to);
        let letters = layer.get(to).is_some_and(|t| !t.spaced && t.class == Class::Word);
        if letters && suffix.len() <= 2 && fold::is_capital(suffix) {
            to += 1;
        }
        out.push(Candidate::new(head, to, Label::Weapon, Evidence::Pattern));
    }
}
