//! A hash of phrases over tokens: the only matcher the figure taggers use.

use rustc_hash::FxHashMap;

use crate::tag::Layer;
use crate::text::WordFilter;

/// Longest ending (particle, case) a word may carry. Characters.
const ENDING_MAX: usize = 4;

/// The tokens of a phrase after its key, and its value.
type Entry<T> = (Box<[Box<str>]>, T);

/// Phrases of one or more tokens, each with a value; found in constant time per token.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    /// Key token (the first, or the last for backward tables) → the other tokens, longest list
    /// first.
    map: FxHashMap<Box<str>, Vec<Entry<T>>>,
    /// The key tokens.
    keys: WordFilter,
    /// Longest key, in characters: the cap of prefix look-ups.
    key_chars: usize,
    backward: bool,
}

impl<T> Phrases<T> {
    /// A table that is matched from its first token on.
    pub(crate) fn forward() -> Self {
        Self::new(false)
    }

    /// A table that is matched from its last token back.
    pub(crate) fn backward() -> Self {
        Self::new(true)
    }

    fn new(backward: bool) -> Self {
        Self { map: FxHashMap::default(), keys: WordFilter::default(), key_chars: 0, backward }
    }

    /// False if no phrase has token `index` for its key.
    pub(crate) fn may_have(&self, layer: &Layer<'_>, index: usize) -> bool {
        self.keys.may_have(layer.hash(index))
    }

    /// The phrases whose key is token `index`.
    fn bucket(&self, layer: &Layer<'_>, index: usize) -> Option<&Vec<Entry<T>>> {
        if self.may_have(layer, index) { self.map.get(layer.lower(index)) } else { None }
    }

    /// Adds a phrase; the first value given to a phrase stays.
    pub(crate) fn insert(&mut self, phrase: &str, value: T) {
        let layer = Layer::new(phrase);
        let mut words: Vec<Box<str>> = (0..layer.len()).map(|i| layer.lower(i).into()).collect();
        if self.backward {
            words.reverse();
        }
        let mut words = words.into_iter();
        let Some(key) = words.next() else { return };
        self.key_chars = self.key_chars.max(key.chars().count());
        self.keys.add(&key);
        let rest: Box<[Box<str>]> = words.collect();
        let bucket = self.map.entry(key).or_default();
        if bucket.iter().any(|(known, _)| *known == rest) {
            return;
        }
        let at = bucket.partition_point(|(known, _)| known.len() >= rest.len());
        bucket.insert(at, (rest, value));
    }

    /// The longest phrase that starts at token `index`: `(index past it, value)`.
    pub(crate) fn find(&self, layer: &Layer<'_>, index: usize) -> Option<(usize, &T)> {
        let bucket = self.bucket(layer, index)?;
        bucket
            .iter()
            .find(|(rest, _)| {
                rest.iter().enumerate().all(|(k, w)| {
                    layer.lower(index + 1 + k) == &**w && !apart(layer, index + 1 + k, w)
                })
            })
            .map(|(rest, value)| (index + 1 + rest.len(), value))
    }

    /// The longest phrase of several tokens that starts at token `index` and whose last token
    /// carries an ending: `(index past it, bytes of the last token, value)`.
    pub(crate) fn find_with_ending(
        &self,
        layer: &Layer<'_>,
        index: usize,
    ) -> Option<(usize, usize, &T)> {
        let bucket = self.bucket(layer, index)?;
        bucket.iter().find_map(|(rest, value)| {
            let (last, middle) = rest.split_last()?;
            let all = middle.iter().enumerate().all(|(k, w)| layer.lower(index + 1 + k) == &**w);
            let ending = layer.lower(index + rest.len()).strip_prefix(&**last)?;
            (all && ending.chars().count() <= ENDING_MAX).then_some((
                index + 1 + rest.len(),
                last.len(),
                value,
            ))
        })
    }

    /// The longest phrase that ends right before token `end`: `(its first token, value)`.
    pub(crate) fn find_before(&self, layer: &Layer<'_>, end: usize) -> Option<(usize, &T)> {
        let last = end.checked_sub(1)?;
        let bucket = self.bucket(layer, last)?;
        bucket
            .iter()
            .find(|(rest, _)| {
                rest.len() <= last
                    && rest.iter().enumerate().all(|(k, w)| layer.lower(last - 1 - k) == &**w)
            })
            .map(|(rest, value)| (last - rest.len(), value))
    }

    /// The value of a one-token phrase.
    pub(crate) fn word(&self, word: &str) -> Option<&T> {
        let bucket = self.map.get(word)?;
        bucket.last().filter(|(rest, _)| rest.is_empty()).map(|(_, value)| value)
    }

    /// The longest one-token phrase that begins `text`: `(bytes, value)`. For scripts that glue
    /// words.
    pub(crate) fn prefix(&self, text: &str) -> Option<(usize, &T)> {
        let mut found = None;
        for (at, c) in text.char_indices().take(self.key_chars) {
            let len = at + c.len_utf8();
            if let Some(value) = text.get(..len).and_then(|head| self.word(head)) {
                found = Some((len, value));
            }
        }
        found
    }
}

/// A digit inside a phrase sticks to it: `m2` is no `m 2`.
fn apart(layer: &Layer<'_>, index: usize, word: &str) -> bool {
    let digit = word.bytes().next().is_some_and(|b| b.is_ascii_digit());
    digit && layer.get(index).is_some_and(|t| t.spaced)
}

/// The lines of a data table without comments and blank lines, split at tabs.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}
