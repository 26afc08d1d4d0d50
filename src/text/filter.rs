//! A small bit set of word hashes: tells in one look whether a table may know a word.

/// Bits of a filter; a table of two thousand words sets six in a hundred.
const SLOTS: usize = 1 << 15;
const BITS: usize = u64::BITS as usize;

/// The words that a table knows, by hash: no false "no", few false "yes".
#[derive(Debug, Clone)]
pub struct WordFilter {
    bits: Box<[u64; SLOTS / BITS]>,
}

impl Default for WordFilter {
    fn default() -> Self {
        Self { bits: Box::new([0; SLOTS / BITS]) }
    }
}

fn slot(hash: u32) -> (usize, u32) {
    // The high bits of a product are mixed best.
    let bit = (hash >> 17) as usize % SLOTS;
    (bit / BITS, (bit % BITS) as u32)
}

impl WordFilter {
    /// Adds a folded word.
    pub fn add(&mut self, word: &str) {
        let (block, bit) = slot(hash_of(word));
        if let Some(block) = self.bits.get_mut(block) {
            *block |= 1 << bit;
        }
    }

    /// False if no word of this hash was added.
    #[inline]
    pub fn may_have(&self, hash: u32) -> bool {
        let (block, bit) = slot(hash);
        self.bits.get(block).is_some_and(|b| b >> bit & 1 == 1)
    }
}

/// The hash of a folded word: FNV-1a, with a last mixing step that fills the high bits.
pub fn hash_of(word: &str) -> u32 {
    finish(word.bytes().fold(START, step))
}

/// Hash of no bytes, before [`finish`].
pub(super) const START: u32 = 0x811c_9dc5;

/// One more byte.
pub(super) fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

/// The hash of all bytes.
pub(super) fn finish(hash: u32) -> u32 {
    hash.wrapping_mul(0x9e37_79b1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_were_added_are_known_and_most_others_are_not() {
        let mut filter = WordFilter::default();
        let name = |n: usize| format!("word{n}");
        (0..1000).for_each(|n| filter.add(&name(n)));
        let known = |n: &usize| filter.may_have(hash_of(&name(*n)));
        assert!((0..1000).all(|n| known(&n)));
        let wrong = (1000..11_000).filter(known).count();
        assert!(wrong < 600, "{wrong}");
    }
}
