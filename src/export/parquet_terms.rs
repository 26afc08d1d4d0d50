//! Texts that repeat, each known by a number: one table for all columns of a row group.

use std::hash::Hasher;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use crate::model::Kind;

/// Places of an empty table; a power of two.
const SLOTS: usize = 4096;
/// The number of the empty text.
pub(super) const EMPTY: u32 = 0;
/// Numbers of texts that every table begins with: the empty one and the names of kinds.
const FIXED: u32 = 1 + Kind::ALL.len() as u32;

/// The texts, in a table of hashes that points into them.
#[derive(Debug)]
pub(super) struct Terms {
    /// At the place of a text's hash, or the next free one after it.
    slots: Vec<Slot>,
    texts: Vec<Range<u32>>,
    bytes: Vec<u8>,
    /// What texts say as figures, each with the number of the first text that says it.
    figures: FxHashMap<u32, Option<(u32, i128)>>,
    firsts: FxHashMap<i128, u32>,
}

/// A text that is looked for by its hash. Most are so short that they stand in it: to look one up
/// is then one place in memory, half a line of the cache.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u32,
    /// The number of the text + 1; 0 for none.
    number: u32,
    length: u32,
    /// How it begins.
    head: [u8; HEAD],
}

/// What fills a slot up to 32 bytes.
const HEAD: usize = 20;

impl Terms {
    pub(super) fn new() -> Self {
        let mut terms = Self {
            slots: vec![Slot::default(); SLOTS],
            texts: Vec::new(),
            bytes: Vec::new(),
            figures: FxHashMap::default(),
            firsts: FxHashMap::default(),
        };
        terms.clear();
        terms
    }

    /// Forgets the texts and keeps the room.
    pub(super) fn clear(&mut self) {
        self.slots.fill(Slot::default());
        self.texts.clear();
        self.bytes.clear();
        self.figures.clear();
        self.firsts.clear();
        self.number("");
        for kind in Kind::ALL {
            self.number(kind.as_str());
        }
        debug_assert_eq!(self.texts.len(), FIXED as usize, "the fixed texts differ");
    }

    /// The number of a kind's name.
    pub(super) fn of_kind(kind: Kind) -> u32 {
        1 + kind as u32
    }

    /// The number of a text.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        let text = text.as_bytes();
        let mut hasher = FxHasher::default();
        hasher.write(text);
        let hash = hasher.finish() as u32;
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get(at).filter(|slot| slot.number > 0) {
            if slot.hash == hash && slot.length as usize == text.len() {
                let whole = slot.head.get(..text.len());
                if whole.unwrap_or_else(|| self.text(slot.number - 1)) == text {
                    return slot.number - 1;
                }
            }
            at = (at + 1) & mask;
        }
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(text);
        self.texts.push(start..self.bytes.len() as u32);
        let number = self.texts.len() as u32;
        if let Some(slot) = self.slots.get_mut(at) {
            let mut head = [0; HEAD];
            head.iter_mut().zip(text).for_each(|(head, byte)| *head = *byte);
            *slot = Slot { hash, number, length: text.len() as u32, head };
        }
        if self.texts.len() * 3 > self.slots.len() * 2 {
            self.grow();
        }
        number - 1
    }

    /// The text with a number.
    pub(super) fn text(&self, number: u32) -> &[u8] {
        let place = self.texts.get(number as usize);
        place.and_then(|p| self.bytes.get(p.start as usize..p.end as usize)).unwrap_or_default()
    }

    /// The figure that a text says as `read` reads it, and the number of the first text that says
    /// it: what may be read at most once a row group.
    pub(super) fn figure(
        &mut self,
        number: u32,
        read: fn(&[u8]) -> Option<i128>,
    ) -> Option<(u32, i128)> {
        if let Some(known) = self.figures.get(&number) {
            return *known;
        }
        let figure = read(self.text(number));
        let figure = figure.map(|f| (*self.firsts.entry(f).or_insert(number), f));
        self.figures.insert(number, figure);
        figure
    }

    /// Doubles the places.
    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let before = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        for slot in before.into_iter().filter(|slot| slot.number > 0) {
            let mut at = slot.hash as usize & (size - 1);
            while self.slots.get(at).is_some_and(|slot| slot.number > 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(place) = self.slots.get_mut(at) {
                *place = slot;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_number() {
        let mut terms = Terms::new();
        for _ in 0..2 {
            let first: Vec<u32> = (0..10_000).map(|n| terms.number(&format!("t{n}"))).collect();
            let again: Vec<u32> = (0..10_000).map(|n| terms.number(&format!("t{n}"))).collect();
            assert_eq!(first, again);
            assert_eq!(terms.texts.len(), 10_000 + FIXED as usize);
            assert_eq!(terms.text(first[77]), b"t77");
            assert_eq!(terms.number(""), EMPTY);
            for kind in Kind::ALL {
                assert_eq!(terms.text(Terms::of_kind(kind)), kind.as_str().as_bytes());
            }
            terms.clear();
        }
    }
}
