//! What the tagger sees of a word: hashed features of the word and its neighbours.

use super::clusters::Clusters;
use crate::tag::entity::fold;
use crate::tag::entity::vocabulary::{
    CUE, EVENT_TAIL, FAC_TAIL, FIRST_NAME, FUNCTION, GPE_TAIL, LAW_TAIL, LOC_TAIL, LOW_TITLE,
    ORG_FRONT, ORG_TAIL, PARTICLE, SURNAME_FIRST, TITLE,
};
use crate::tag::entity::words::{Casing, Words};
use crate::text::Layer;

/// What is known of one word before its neighbours are looked at. All fields are hashes or small
/// codes.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    lower: u32,
    shape: u32,
    prefixes: [u32; 3],
    suffixes: [u32; 3],
    fine: u32,
    coarse: u32,
    table: u32,
    classes: u32,
    /// The word without its case ending; 0 in scripts whose endings are not cut.
    stem: u32,
}

/// The features of the words of one sentence, about 45 each.
#[derive(Debug, Default)]
pub(in crate::tag::entity) struct Features {
    seen: Vec<Seen>,
    /// Hashes, word after word.
    pub(in crate::tag::entity) hashes: Vec<u32>,
    /// Where each word's hashes end.
    pub(in crate::tag::entity) ends: Vec<usize>,
    /// Words that cannot be in a name: neither they nor their neighbours have a capital or stand in
    /// the tables.
    pub(in crate::tag::entity) plain: Vec<bool>,
}

pub(super) fn mix(kind: u32, a: u32, b: u32) -> u32 {
    let mut h = u64::from(kind).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(a);
    h = h.wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(29) ^ u64::from(b);
    h = h.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (h ^ (h >> 32)) as u32
}

/// Four classes of characters, runs cut to two: `Xx`, `X.`, `d-d`, `xX`.
fn shape(surface: &str) -> u32 {
    let mut code = 0_u32;
    let (mut last, mut run, mut kept) = (0, 0, 0);
    for c in surface.chars() {
        let class = match c {
            _ if c.is_uppercase() => 1,
            _ if c.is_alphabetic() => 2,
            _ if c.is_numeric() => 3,
            '.' => 4,
            '-' => 5,
            '\'' | '’' => 6,
            _ => 7,
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 2 && kept < 9 {
            code = code << 3 | class;
            kept += 1;
        }
    }
    code
}

fn ends(lower: &str) -> ([u32; 3], [u32; 3]) {
    let mut out = ([0; 3], [0; 3]);
    for (slot, n) in out.0.iter_mut().zip(2..) {
        let cut = lower.char_indices().nth(n).map(|(i, _)| i);
        *slot = cut.and_then(|c| lower.get(..c)).map_or(0, |p| fold::hash(p) as u32);
    }
    for (slot, n) in out.1.iter_mut().zip(2..) {
        let cut = lower.char_indices().rev().nth(n - 1).map(|(i, _)| i);
        *slot = cut.and_then(|c| lower.get(c..)).map_or(0, |p| fold::hash(p) as u32);
    }
    out
}

const CLASSES: [u32; 14] = [
    TITLE,
    LOW_TITLE,
    ORG_TAIL,
    ORG_FRONT,
    EVENT_TAIL,
    LAW_TAIL,
    FAC_TAIL,
    LOC_TAIL,
    GPE_TAIL,
    FUNCTION,
    PARTICLE,
    CUE,
    SURNAME_FIRST,
    FIRST_NAME,
];

impl Features {
    /// Fills in the features of the words `from..to`. `table` has, per token, what the gazetteer
    /// knows of it.
    /// With `skip_plain`, plain words get no features.
    pub(in crate::tag::entity) fn read(
        &mut self,
        layer: &Layer<'_>,
        words: &Words,
        (from, to, casing): (usize, usize, Casing),
        table: &[u8],
        clusters: &Clusters,
        skip_plain: bool,
    ) {
        self.seen.clear();
        self.hashes.clear();
        self.ends.clear();
        for index in from..to {
            self.seen.push(seen(layer, words, index, table, clusters));
        }
        self.plain.clear();
        for at in 0..self.seen.len() {
            self.plain
                .push(casing == Casing::Normal && is_plain(words, table, (from, to), from + at));
            if skip_plain && self.plain.last() == Some(&true) {
                self.ends.push(self.hashes.len());
                continue;
            }
            self.word(at, casing);
            self.ends.push(self.hashes.len());
        }
    }

    fn near(&self, at: usize, offset: isize) -> Seen {
        let edge = Seen { lower: 1, shape: 1, ..Seen::default() };
        at.checked_add_signed(offset).and_then(|i| self.seen.get(i)).copied().unwrap_or(edge)
    }

    fn word(&mut self, at: usize, casing: Casing) {
        let [b2, b1, w, a1, a2] = [-2, -1, 0, 1, 2].map(|o| self.near(at, o));
        let mut kind = 0;
        let out = &mut self.hashes;
        let mut add = |a: u32, b: u32| {
            kind += 1;
            out.push(mix(kind, a, b));
        };
        add(0, 0);
        for near in [b2, b1, w, a1, a2] {
            add(near.lower, 0);
            add(near.fine, 0);
        }
        for near in [b1, w, a1] {
            add(near.shape, 0);
            add(near.coarse, 0);
            add(near.table, 0);
        }
        add(b1.lower, w.lower);
        add(w.lower, a1.lower);
        add(b1.shape, w.shape);
        add(w.shape, a1.shape);
        add(b1.coarse, w.coarse);
        add(w.coarse, a1.coarse);
        add(mix(0, b1.shape, w.shape), a1.shape);
        add(b1.lower, w.shape);
        add(a1.lower, w.shape);
        add(w.table, w.shape);
        add(mix(0, b1.table, w.table), a1.table);
        add(w.shape, casing as u32 * 2 + u32::from(at == 0));
        add(w.fine, w.shape);
        for (prefix, suffix) in w.prefixes.into_iter().zip(w.suffixes) {
            add(prefix, 0);
            add(suffix, 0);
        }
        add(b1.classes, w.shape);
        add(w.classes, w.shape);
        add(a1.classes, w.shape);
        add(b1.classes, w.classes);
        add(w.classes, a1.classes);
        // Last: a language without stems has the same features as before they were added.
        for (at, near) in [b2, b1, w, a1, a2].into_iter().enumerate() {
            if near.stem > 0 {
                add(near.stem, at as u32);
            }
        }
        if w.stem > 0 {
            add(b1.stem, w.stem);
            add(w.stem, a1.stem);
            add(w.stem, w.shape);
            add(b1.stem, w.shape);
            add(a1.stem, w.shape);
            for (near, end) in [(b1, w), (w, a1)] {
                add(near.suffixes[0], end.suffixes[0]);
                add(near.suffixes[1], mix(0, end.suffixes[1], w.shape));
            }
        }
    }
}

/// True for a word among lower-case words that no table knows, in a sentence that does use
/// capitals.
fn is_plain(words: &Words, table: &[u8], (from, to): (usize, usize), at: usize) -> bool {
    let named = |i: usize| {
        words.get(i).is_some_and(|w| {
            let known = table.get(w.from as usize).is_some_and(|code| *code > 0);
            w.capital || w.upper || known
        })
    };
    let mut near = at.saturating_sub(1).max(from)..(at + 2).min(to);
    words.capital(from) && !near.any(named)
}

fn seen(layer: &Layer<'_>, words: &Words, index: usize, table: &[u8], clusters: &Clusters) -> Seen {
    let Some(word) = words.get(index) else { return Seen::default() };
    let (first, last) = (word.from as usize, word.to as usize);
    let joined: String;
    let lower = if last == first + 1 {
        layer.lower(first)
    } else {
        joined = (first..last).map(|i| layer.lower(i)).collect();
        &joined
    };
    let surface = words.surface(layer, index);
    let digits = lower.starts_with(|c: char| c.is_ascii_digit());
    let (prefixes, suffixes) = if digits { ([0; 3], [0; 3]) } else { ends(lower) };
    let stem = if lower.is_ascii() { lower } else { fold::stem(lower) };
    let (fine, coarse) = clusters.get(lower);
    let classes = CLASSES
        .iter()
        .enumerate()
        .fold(0, |acc, (i, c)| acc | u32::from(word.classes & c != 0) << i);
    Seen {
        lower: if digits { 7 + lower.len() as u32 } else { fold::hash(lower) as u32 },
        shape: shape(surface),
        prefixes,
        suffixes,
        fine,
        coarse,
        table: u32::from(table.get(word.from as usize).copied().unwrap_or(0)),
        classes,
        stem: if stem == lower { 0 } else { fold::hash(stem) as u32 },
    }
}
