//! A trained tagger: an averaged structured perceptron (Collins, EMNLP 2002) over hashed features,
//! first-order Viterbi.
//!
//! Weights are small whole numbers in flat arrays; a feature is found by its 32-bit hash.

pub(super) mod chars;
pub(super) mod clusters;
pub(super) mod decode;
pub(super) mod features;
pub(super) mod store;
pub(super) mod tags;

use std::sync::OnceLock;

use super::words::Words;
use crate::model::Label;
use crate::text::Layer;
use clusters::{Clusters, after, room, slot};
use decode::{Decoder, Scores, Transitions};
use features::Features;
use tags::TAGS;

/// The shipped models by language; `models/README.md` tells how they were made.
static SHIPPED: [(&str, &[u8]); 4] = [
    ("en", include_bytes!("../../../../models/entities-en.bin")),
    ("ru", include_bytes!("../../../../models/entities-ru.bin")),
    ("ko", include_bytes!("../../../../models/entities-ko.bin")),
    ("zh", include_bytes!("../../../../models/entities-zh.bin")),
];

/// A trained tagger.
#[derive(Debug)]
pub(super) struct Model {
    /// Open addressing: hash (0 is empty), and the first weight with, in the low byte, the number of
    /// weights.
    slots: Vec<(u32, u32)>,
    /// Label and weight.
    weights: Vec<(u8, i8)>,
    /// A bit for the low part of each hash: most features of a word are unknown, and this tells so
    /// in near memory.
    seen: Vec<u64>,
    transitions: Transitions,
    clusters: Clusters,
}

/// A name found: words `from..to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// First word.
    pub(super) from: usize,
    /// One past the last word.
    pub(super) to: usize,
    /// What sort of thing.
    pub(super) label: Label,
}

static MODELS: [OnceLock<Option<Model>>; SHIPPED.len()] =
    [const { OnceLock::new() }; SHIPPED.len()];

/// The shipped model of a language and where it is kept once read. Text of unknown language is
/// read as English.
fn place(language: &str) -> Option<(&'static OnceLock<Option<Model>>, &'static [u8])> {
    let language = if language.is_empty() { "en" } else { language };
    let at = SHIPPED.iter().position(|(name, _)| *name == language)?;
    Some((MODELS.get(at)?, SHIPPED.get(at)?.1))
}

/// Takes another model of a language instead of the shipped one; false if the bytes are no model,
/// the language has none, or one is in use already.
pub(super) fn install(language: &str, bytes: &[u8]) -> bool {
    let Some((kept, _)) = place(language) else { return false };
    store::decode(bytes).is_some_and(|model| kept.set(Some(model)).is_ok())
}

/// The model of a language, read on first use; `None` if there is none.
pub(super) fn model(language: &str) -> Option<&'static Model> {
    let (kept, shipped) = place(language)?;
    kept.get_or_init(|| store::decode(shipped)).as_ref()
}

/// Words of the bit table: 1 MiB.
const SEEN_WORDS: usize = 1 << 17;

fn seen_at(key: u32) -> usize {
    (key >> 6) as usize & (SEEN_WORDS - 1)
}

impl Model {
    /// From `len` features, each a hash and a number of weights.
    fn new(
        len: usize,
        rows: impl Iterator<Item = (u32, u8)>,
        weights: Vec<(u8, i8)>,
        transitions: &Transitions,
        clusters: Clusters,
    ) -> Self {
        let mut seen = vec![0; SEEN_WORDS];
        let size = room(len);
        let mut slots = vec![(0, 0); size];
        let mut start = 0_u32;
        for (key, count) in rows.take(len) {
            if let Some(word) = seen.get_mut(seen_at(key)) {
                *word |= 1 << (key & 63);
            }
            let mut at = slot(key, size);
            while slots.get(at).is_some_and(|s: &(u32, u32)| s.0 != 0) {
                at = after(at, size);
            }
            if let Some(free) = slots.get_mut(at) {
                *free = (key, start << 8 | u32::from(count));
            }
            start += u32::from(count);
        }
        Self { slots, weights, seen, transitions: *transitions, clusters }
    }

    /// False if no feature of this hash has a weight.
    fn is_seen(&self, hash: u32) -> bool {
        self.seen.get(seen_at(hash)).is_some_and(|w| w >> (hash & 63) & 1 == 1)
    }

    /// Where the weights of a feature are: the second part of its slot, 0 for none.
    fn place(&self, hash: u32) -> u32 {
        let size = self.slots.len();
        let mut at = slot(hash, size);
        while let Some(&(key, place)) = self.slots.get(at) {
            if key == hash {
                return place;
            }
            if key == 0 {
                break;
            }
            at = after(at, size);
        }
        0
    }

    /// Adds up the weights of each word's features: first all are looked for, then all are read.
    /// None waits for what came of another, so that the memory answers several at a time.
    /// `ends` tells where the features of each word end.
    fn score(
        &self,
        hashes: &[u32],
        ends: &[usize],
        places: &mut Vec<(u32, u32)>,
        scores: &mut Vec<Scores>,
    ) {
        scores.clear();
        scores.resize(ends.len(), [0; TAGS]);
        places.clear();
        let mut start = 0;
        for (word, &end) in (0..).zip(ends) {
            let hashes = hashes.get(start..end).unwrap_or(&[]).iter().map(|h| (*h).max(1));
            places.extend(hashes.filter(|hash| self.is_seen(*hash)).map(|hash| (hash, word)));
            start = end;
        }
        for (place, _) in &mut *places {
            *place = self.place(*place);
        }
        for &(place, word) in &*places {
            let (start, count) = ((place >> 8) as usize, (place & 0xFF) as usize);
            let weights = self.weights.get(start..start + count).unwrap_or(&[]);
            let Some(own) = scores.get_mut(word as usize) else { continue };
            for (tag, weight) in weights {
                if let Some(score) = own.get_mut(usize::from(*tag)) {
                    *score += i32::from(*weight);
                }
            }
        }
    }

    /// Tags the words of a text. `table` has, per token, what the gazetteer knows of it. With
    /// `skip_plain`, words without a capital near them are no part of a name.
    pub(super) fn tag(
        &self,
        layer: &Layer<'_>,
        words: &Words,
        table: &[u8],
        skip_plain: bool,
    ) -> Vec<Found> {
        let mut out = Vec::new();
        let mut features = Features::default();
        let mut decoder = Decoder::default();
        let mut scores: Vec<Scores> = Vec::new();
        let (mut places, mut labels) = (Vec::new(), Vec::new());
        for &(from, to, casing) in &words.sentences {
            features.read(layer, words, (from, to, casing), table, &self.clusters, skip_plain);
            self.score(&features.hashes, &features.ends, &mut places, &mut scores);
            let allowed = |at: usize| match features.plain.get(at) {
                Some(true) if skip_plain => 1,
                _ => u32::MAX,
            };
            decoder.decode(&scores, &self.transitions, allowed, &mut labels);
            collect(&labels, from, &mut out);
        }
        out
    }
}

/// The names that a sequence of labels spells.
pub(super) fn collect(labels: &[u8], offset: usize, out: &mut Vec<Found>) {
    let mut open: Option<Found> = None;
    for (at, tag) in labels.iter().map(|t| usize::from(*t)).chain([0]).enumerate() {
        let continues = tag != 0 && tag % 2 == 0;
        if !continues {
            out.extend(open.take());
            open = tags::kind(tag).map(|label| Found {
                from: offset + at,
                to: offset + at + 1,
                label,
            });
        } else if let Some(found) = &mut open {
            found.to = offset + at + 1;
        }
    }
}
