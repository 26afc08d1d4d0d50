//! Closed word classes: titles, heads of organisation names, function words, first names.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// A set of word classes.
pub(super) type Classes = u32;

/// Names of the classes in the table, in the order of their bits.
const NAMES: [&str; 19] = [
    "title",
    "lowtitle",
    "org_tail",
    "org_front",
    "event_tail",
    "event_strict",
    "meeting",
    "law_tail",
    "fac_tail",
    "loc_tail",
    "gpe_tail",
    "loc_front",
    "function",
    "particle",
    "cue",
    "occupation",
    "surname_first",
    "weapon_series",
    "first_name",
];

pub(super) const TITLE: Classes = 1;
pub(super) const LOW_TITLE: Classes = 1 << 1;
pub(super) const ORG_TAIL: Classes = 1 << 2;
pub(super) const ORG_FRONT: Classes = 1 << 3;
pub(super) const EVENT_TAIL: Classes = 1 << 4;
pub(super) const EVENT_STRICT: Classes = 1 << 5;
pub(super) const MEETING: Classes = 1 << 6;
pub(super) const LAW_TAIL: Classes = 1 << 7;
pub(super) const FAC_TAIL: Classes = 1 << 8;
pub(super) const LOC_TAIL: Classes = 1 << 9;
pub(super) const GPE_TAIL: Classes = 1 << 10;
pub(super) const LOC_FRONT: Classes = 1 << 11;
pub(super) const FUNCTION: Classes = 1 << 12;
pub(super) const PARTICLE: Classes = 1 << 13;
pub(super) const CUE: Classes = 1 << 14;
pub(super) const OCCUPATION: Classes = 1 << 15;
pub(super) const SURNAME_FIRST: Classes = 1 << 16;
pub(super) const WEAPON_SERIES: Classes = 1 << 17;
pub(super) const FIRST_NAME: Classes = 1 << 18;
/// A word of a longer title ("Vice", "Prime", "State").
pub(super) const TITLE_PART: Classes = 1 << 19;

/// The classes of a word, written as in text; 0 for a word of none.
pub(super) fn classes(word: &str) -> Classes {
    static TABLE: OnceLock<FxHashMap<&'static str, Classes>> = OnceLock::new();
    TABLE.get_or_init(read).get(word).copied().unwrap_or(0)
}

fn read() -> FxHashMap<&'static str, Classes> {
    let mut out: FxHashMap<&'static str, Classes> = FxHashMap::default();
    for line in include_str!("data/words.tsv").lines() {
        let Some((name, words)) = line.split_once('\t') else { continue };
        let Some(bit) = NAMES.iter().position(|n| *n == name) else { continue };
        for word in words.split(' ') {
            if word.contains('_') {
                for part in word.split('_').filter(|p| *p != "of") {
                    *out.entry(part).or_default() |= TITLE_PART;
                }
            } else {
                *out.entry(word).or_default() |= 1 << bit;
            }
        }
    }
    for name in include_str!("data/first_names.txt").lines() {
        *out.entry(name).or_default() |= FIRST_NAME;
    }
    out
}
