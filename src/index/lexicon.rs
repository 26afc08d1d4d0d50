//! Words by number: a document names each of its words by one, and the writer asks for the terms
//! behind a number once.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::schema::STEM_MARK;
use crate::limits::LEXICON_WORDS_MAX;

/// Parts the terms of an entry; no term holds it.
const PART: char = '\u{1}';

/// Entries by number. Each holds the terms of one word: the word and its stems, marked.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    entries: Mutex<Vec<Arc<str>>>,
}

impl Lexicon {
    /// The entry of a number that was given out.
    pub(super) fn entry(&self, number: u32) -> Arc<str> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(number as usize).cloned().unwrap_or_default()
    }
}

/// The word of an entry.
pub(super) fn word(entry: &str) -> &str {
    entry.split_once(PART).map_or(entry, |(word, _)| word)
}

/// The stems of an entry.
pub(super) fn stems(entry: &str) -> impl Iterator<Item = &str> {
    marked(entry).filter_map(|stem| stem.strip_prefix(STEM_MARK))
}

/// What an entry gives a title: the word, and the stems that differ from it, marked.
pub(super) fn in_title(entry: &str) -> impl Iterator<Item = &str> {
    let word = word(entry);
    let differs = move |stem: &&str| stem.strip_prefix(STEM_MARK) != Some(word);
    std::iter::once(word).chain(marked(entry).filter(differs))
}

fn marked(entry: &str) -> impl Iterator<Item = &str> {
    entry.split(PART).skip(1)
}

/// The lexicon of one thread and the numbers that it gave out.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    lexicon: Arc<Lexicon>,
    of_entries: FxHashMap<Arc<str>, u32>,
    of_words: FxHashMap<u128, u32>,
    /// Those of the words that came last, by the low bits of a hash: most words are common ones.
    /// No word has key 0.
    recent: Vec<(u128, u32)>,
}

/// Words in the list of those that came last; a power of two.
const RECENT: usize = 8_192;

thread_local! {
    static NUMBERS: RefCell<Numbers> = RefCell::default();
}

impl Numbers {
    /// Hands `made` the numbers of this thread, new ones if those have become too many.
    pub(super) fn with<R>(made: impl FnOnce(&mut Self) -> R) -> R {
        NUMBERS.with_borrow_mut(|numbers| {
            if numbers.of_entries.len() >= LEXICON_WORDS_MAX {
                *numbers = Self::default();
            }
            made(numbers)
        })
    }

    /// Where the numbers are explained.
    pub(super) fn lexicon(&self) -> Arc<Lexicon> {
        Arc::clone(&self.lexicon)
    }

    /// The number of an entry.
    pub(super) fn of_entry(&mut self, entry: &str) -> u32 {
        if let Some(&number) = self.of_entries.get(entry) {
            return number;
        }
        let shared: Arc<str> = entry.into();
        let mut entries = self.lexicon.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let number = entries.len() as u32;
        entries.push(Arc::clone(&shared));
        drop(entries);
        self.of_entries.insert(shared, number);
        number
    }

    /// The number of the word that a key stands for, if it was learnt.
    #[inline]
    pub(super) fn of_word(&mut self, key: u128) -> Option<u32> {
        let place = recent(key);
        match self.recent.get(place) {
            Some(&(known, number)) if known == key => return Some(number),
            Some(_) => {}
            None => self.recent.resize(RECENT, (0, 0)),
        }
        let number = *self.of_words.get(&key)?;
        if let Some(place) = self.recent.get_mut(place) {
            *place = (key, number);
        }
        Some(number)
    }

    /// Notes the number of the word that a key stands for.
    pub(super) fn learn(&mut self, key: u128, number: u32) {
        self.of_words.insert(key, number);
    }
}

/// Where a word is in the list of those that came last.
fn recent(key: u128) -> usize {
    let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(32);
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & (RECENT - 1)
}

/// An entry under construction.
#[derive(Debug, Default)]
pub(super) struct Draft(String);

impl Draft {
    /// Begins with a word.
    pub(super) fn begin(&mut self, word: &str) {
        self.0.clear();
        self.0.push_str(word);
    }

    /// Adds a stem.
    pub(super) fn stem(&mut self, stem: &str) {
        self.0.push(PART);
        self.0.push_str(STEM_MARK);
        self.0.push_str(stem);
    }

    /// The entry.
    pub(super) fn entry(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_entries_keep_their_numbers() {
        let mut numbers = Numbers::default();
        let mut draft = Draft::default();
        draft.begin("missiles");
        draft.stem("missil");
        let missiles = numbers.of_entry(draft.entry());
        numbers.learn(7, missiles);
        for _ in 0..2 {
            assert_eq!(numbers.of_word(7), Some(missiles));
            assert_eq!(numbers.of_word(8), None);
        }
        assert_ne!(numbers.of_entry("missiles"), missiles);
        assert_eq!(numbers.of_entry(draft.entry()), missiles);
        let entry = numbers.lexicon().entry(missiles);
        assert_eq!((word(&entry), stems(&entry).collect::<Vec<_>>()), ("missiles", vec!["missil"]));
        assert_eq!(in_title(&entry).collect::<Vec<_>>(), ["missiles", "=missil"]);
        assert_eq!(in_title("talk\u{1}=talk").collect::<Vec<_>>(), ["talk"]);
    }
}
