//! Word clusters: which words stand in the same places of text.

use crate::tag::entity::fold;

/// Fine (1 to 1000) and coarse (1 to 128) cluster of words, by the hash of the folded word; 0 for
/// unknown words.
#[derive(Debug, Default)]
pub(in crate::tag::entity) struct Clusters {
    /// Open addressing: hash (0 is empty) and the two clusters.
    slots: Vec<(u32, u16, u8)>,
}

/// The hash under which a word is stored; never 0.
pub(in crate::tag::entity) fn key(word: &str) -> u32 {
    (fold::hash(word) >> 16) as u32 | 1
}

impl Clusters {
    /// From `len` hashes with their clusters.
    pub(in crate::tag::entity) fn new(
        len: usize,
        items: impl Iterator<Item = (u32, u16, u8)>,
    ) -> Self {
        let size = room(len);
        let mut slots = vec![(0, 0, 0); size];
        for item in items.take(len) {
            let mut at = slot(item.0, size);
            while slots.get(at).is_some_and(|s| s.0 != 0 && s.0 != item.0) {
                at = after(at, size);
            }
            if let Some(free) = slots.get_mut(at) {
                *free = item;
            }
        }
        Self { slots }
    }

    /// The clusters of a folded word.
    pub(super) fn get(&self, word: &str) -> (u32, u32) {
        let size = self.slots.len();
        if size == 0 {
            return (0, 0);
        }
        let key = key(word);
        let mut at = slot(key, size);
        loop {
            match self.slots.get(at) {
                Some(&(k, fine, coarse)) if k == key => return (fine.into(), coarse.into()),
                Some(&(k, ..)) if k != 0 => at = after(at, size),
                _ => return (0, 0),
            }
        }
    }
}

/// Slots of a table for `len` keys: at least a fifth stays empty, so that every search ends.
pub(super) fn room(len: usize) -> usize {
    len + len / 4 + 2
}

/// The slot where the search for a key begins, in a table of any size (Lemire 2019).
pub(super) fn slot(key: u32, size: usize) -> usize {
    let spread = u64::from(key.wrapping_mul(0x9E37_79B1));
    ((spread * size as u64) >> 32) as usize
}

/// The slot looked at next.
pub(super) fn after(at: usize, size: usize) -> usize {
    if at + 1 < size { at + 1 } else { 0 }
}
