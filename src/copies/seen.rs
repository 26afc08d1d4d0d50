//! Which sampled runs were ever seen, in a few bits each: most runs of a new text are new, and need
//! not be looked for on the shelf.

use rustc_hash::FxHashSet;

/// Bits that a run takes; with three of them set, one new run in three hundred is taken for a seen
/// one.
const BITS_EACH: usize = 24;

/// A Bloom filter (Bloom, 1970; all bits in one word: Putze et al., 2007) of runs, and which runs are
/// furniture of which host.
#[derive(Debug)]
pub struct Seen {
    words: Vec<u64>,
    words_max: usize,
    count: usize,
    furniture: FxHashSet<(u32, u32)>,
}

impl Seen {
    /// Room for so many runs; at most `bytes_max` of memory.
    pub fn with_room(runs: usize, bytes_max: usize) -> Self {
        let words_max = (bytes_max / 8).max(1);
        let words = (runs.saturating_mul(BITS_EACH) / 64).clamp(1, words_max);
        Self { words: vec![0; words], words_max, count: 0, furniture: FxHashSet::default() }
    }

    /// Notes that a page of a host holds a run; page 0: it is furniture of the host.
    pub fn insert(&mut self, key: u32, host: u32, page: u64) {
        if page == 0 {
            self.furniture.insert((key, host));
        }
        let (at, bits) = self.place(key);
        if let Some(word) = self.words.get_mut(at) {
            *word |= bits;
        }
        self.count += 1;
    }

    /// False if no page holds the run; true if one may.
    pub fn holds(&self, key: u32) -> bool {
        let (at, bits) = self.place(key);
        self.words.get(at).is_none_or(|word| word & bits == bits)
    }

    /// True if the run is furniture of the host.
    pub fn is_furniture(&self, key: u32, host: u32) -> bool {
        self.furniture.contains(&(key, host))
    }

    /// True if more runs came than there is room for, and there can be more.
    pub fn is_full(&self) -> bool {
        self.count * BITS_EACH > self.words.len() * 64 && self.words.len() < self.words_max
    }

    /// Runs noted so far.
    pub fn count(&self) -> usize {
        self.count
    }

    fn place(&self, key: u32) -> (usize, u64) {
        let hash = u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let at = ((hash >> 32) * self.words.len() as u64) >> 32;
        (at as usize, 1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_held_and_little_else_is() {
        let key = |n: u32| n.wrapping_mul(0x85eb_ca6b) ^ 0x1234;
        let mut seen = Seen::with_room(10_000, 1 << 20);
        (0..10_000).for_each(|n| seen.insert(key(n), 7, 1));
        assert!((0..10_000).all(|n| seen.holds(key(n))));
        let wrong = (10_000..20_000).filter(|&n| seen.holds(key(n))).count();
        assert!(wrong < 600, "{wrong}");
        assert!(!seen.is_full());
        seen.insert(3, 7, 0);
        assert!(seen.is_furniture(3, 7) && !seen.is_furniture(3, 8));
        (0..10_000).for_each(|n| seen.insert(key(n), 7, 1));
        assert!(seen.is_full());
    }
}
