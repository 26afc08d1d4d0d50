//! Viterbi: the best sequence of labels for a sentence.

use super::tags::{TAGS, follows};

/// Scores of the labels of one word.
pub(in crate::tag::entity) type Scores = [i32; TAGS];

/// Weights of a label after another.
pub(in crate::tag::entity) type Transitions = [[i32; TAGS]; TAGS];

/// A score no path has.
const NEVER: i32 = i32::MIN / 2;

/// Room for decoding, kept between sentences.
#[derive(Debug, Default)]
pub(in crate::tag::entity) struct Decoder {
    back: Vec<[u8; TAGS]>,
}

impl Decoder {
    /// Writes the best labels for `scores` to `out`. `allowed` restricts each word to a set of
    /// labels (bits).
    pub(in crate::tag::entity) fn decode(
        &mut self,
        scores: &[Scores],
        transitions: &Transitions,
        allowed: impl Fn(usize) -> u32,
        out: &mut Vec<u8>,
    ) {
        self.back.clear();
        let mut best = [NEVER; TAGS];
        for (at, word) in scores.iter().enumerate() {
            let set = allowed(at);
            let mut next = [NEVER; TAGS];
            let mut from = [0_u8; TAGS];
            for (tag, ((value, origin), own)) in
                next.iter_mut().zip(from.iter_mut()).zip(word).enumerate()
            {
                if set >> tag & 1 == 0 {
                    continue;
                }
                if at == 0 {
                    *value = if follows(0, tag) { *own } else { NEVER };
                    continue;
                }
                let inside = tag != 0 && tag % 2 == 0;
                let (first, count) = if inside { (tag - 1, 2) } else { (0, TAGS) };
                let paths = best.iter().zip(transitions).enumerate();
                for (before, (score, row)) in paths.skip(first).take(count) {
                    let Some(weight) = row.get(tag) else { continue };
                    let total = score + weight;
                    if *score > NEVER && total > *value {
                        *value = total;
                        *origin = before as u8;
                    }
                }
                if *value > NEVER {
                    *value += own;
                }
            }
            self.back.push(from);
            best = next;
        }
        out.clear();
        out.resize(scores.len(), 0);
        let mut tag = (0..TAGS).max_by_key(|t| (best.get(*t).copied(), TAGS - t)).unwrap_or(0);
        for (slot, from) in out.iter_mut().zip(&self.back).rev() {
            *slot = tag as u8;
            tag = from.get(tag).copied().unwrap_or(0).into();
        }
    }
}
