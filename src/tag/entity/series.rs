//! Weapons and vehicles that come in numbered series: `Hwasong-17`, `KN-23`, `Shahed-136`,
//! `MiG-29`.

use super::candidate::{Candidate, Evidence};
use super::fold;
use super::vocabulary::{self, WEAPON_SERIES};
use crate::model::Label;
use crate::text::{Class, Layer};

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
