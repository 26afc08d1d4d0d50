//! Documents on their way into a segment: their words by number until all are there, then each
//! field's postings with its terms in order.

use std::mem::take;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::schema::Field;

use super::lexicon::{Lexicon, in_title, stems, word};
use super::prepare::{IndexDocument, TITLE_GAP};

/// What is known of a thread's lexicon: entry, or tag, by number.
#[derive(Debug)]
struct Known {
    lexicon: Arc<Lexicon>,
    words: Vec<u32>,
    tags: Vec<u32>,
}

/// No entry yet.
const UNKNOWN: u32 = u32::MAX;

/// Texts by number, each once.
#[derive(Debug, Default)]
struct Texts {
    numbers: FxHashMap<Arc<str>, u32>,
    list: Vec<Arc<str>>,
}

impl Texts {
    fn all(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..).zip(self.list.iter().map(|text| &**text))
    }

    fn number(&mut self, text: Arc<str>) -> u32 {
        let next = self.list.len() as u32;
        *self.numbers.entry(text).or_insert_with_key(|text| {
            self.list.push(Arc::clone(text));
            next
        })
    }
}

/// How much there is of an entry.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    /// How often it stands in texts and titles.
    uses: u32,
    /// Its stems.
    stems: u8,
    /// Its terms in a title.
    in_title: u8,
}

/// What is kept of a document: entries, and tags with their positions.
#[derive(Debug)]
struct Kept {
    text: Vec<u32>,
    title: Vec<u32>,
    tags: Vec<(u32, u32)>,
}

/// How many terms of each field with lengths a document, or an entry in it, has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lengths {
    pub(super) words: u32,
    pub(super) stems: u32,
    pub(super) title: u32,
    pub(super) author: u32,
}

/// Documents that wait to become a segment.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    known: Vec<Known>,
    entries: Texts,
    counts: Vec<Counts>,
    tags: Texts,
    documents: Vec<Kept>,
    /// Words of bylines: document, position.
    authors: Vec<(String, u32, u32)>,
    names: FxHashMap<Field, Vec<(Vec<u8>, u32)>>,
    /// About what the documents take. Bytes.
    bytes: usize,
}

impl Gathered {
    /// Documents so far.
    pub(super) fn documents(&self) -> u32 {
        self.documents.len() as u32
    }

    /// About how much memory it takes. Bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes + (self.entries.list.len() + self.tags.list.len()) * ENTRY_BYTES
    }

    /// Takes a document.
    pub(super) fn add(&mut self, document: &mut IndexDocument) -> Lengths {
        let (number, found) = (self.documents(), &mut document.terms);
        let lexicon = self.known(&found.lexicon);
        let mut kept = Kept {
            text: take(&mut found.text),
            title: take(&mut found.title),
            tags: take(&mut found.tags),
        };
        let mut lengths = Lengths::default();
        for word in &mut kept.text {
            *word = self.entry(lexicon, *word);
            lengths.stems += u32::from(self.use_of(*word).stems);
        }
        for word in &mut kept.title {
            *word = self.entry(lexicon, *word);
            let counts = self.use_of(*word);
            lengths.stems += u32::from(counts.stems);
            lengths.title += u32::from(counts.in_title);
        }
        for (_, tag) in &mut kept.tags {
            *tag = self.tag(lexicon, *tag);
        }
        lengths.words = (kept.text.len() + kept.title.len()) as u32;
        lengths.author = document.authors.len() as u32;
        let authors = document.authors.drain(..);
        self.authors.extend(authors.map(|(position, word)| (word, number, position)));
        for (field, name) in document.names.drain(..) {
            self.bytes += name.len() + NAME_BYTES;
            self.names.entry(field).or_default().push((name, number));
        }
        let (words, tags) = (kept.text.capacity() + kept.title.capacity(), kept.tags.capacity());
        self.bytes += words * size_of::<u32>() + tags * size_of::<(u32, u32)>() + KEPT_BYTES;
        self.documents.push(kept);
        lengths
    }

    /// Terms that stand for a whole field, with their documents, in order.
    pub(super) fn take_names(&mut self, field: Field) -> Vec<(Vec<u8>, u32)> {
        let mut names = self.names.remove(&field).unwrap_or_default();
        names.sort_unstable();
        names
    }

    /// The words of texts and titles.
    pub(super) fn words(&self) -> Postings<'_> {
        let words = self.entries.all().map(|(entry, text)| (word(text), entry));
        let (terms, numbers) = in_order(words.collect());
        Postings { terms, gathered: self, of: Of::Words(one_each(numbers)) }
    }

    /// Their stems.
    pub(super) fn stems(&self) -> Postings<'_> {
        let all = self.entries.all();
        let stems = all.flat_map(|(entry, text)| stems(text).map(move |stem| (stem, entry)));
        let (terms, numbers) = in_order(stems.collect());
        Postings { terms, gathered: self, of: Of::Stems(Lists::of(numbers)) }
    }

    /// Words and marked stems of titles.
    pub(super) fn title(&self) -> Postings<'_> {
        let mut entries: Vec<u32> = self.documents.iter().flat_map(|d| &d.title).copied().collect();
        entries.sort_unstable();
        entries.dedup();
        let text = |entry: u32| self.entries.list.get(entry as usize).map_or("", |text| &**text);
        let all = entries.into_iter().map(|entry| (entry, text(entry)));
        let found = all.flat_map(|(entry, text)| in_title(text).map(move |term| (term, entry)));
        let (terms, numbers) = in_order(found.collect());
        Postings { terms, gathered: self, of: Of::Title(Lists::of(numbers)) }
    }

    /// Tags and marks.
    pub(super) fn tags(&self) -> Postings<'_> {
        let all = self.tags.all().map(|(tag, text)| (text, tag));
        let (terms, numbers) = in_order(all.collect());
        Postings { terms, gathered: self, of: Of::Tags(one_each(numbers)) }
    }

    /// Words of bylines.
    pub(super) fn author(&self) -> Postings<'_> {
        let all = (0..).zip(&self.authors).map(|(at, (word, ..))| (word.as_str(), at));
        let (terms, numbers) = in_order(all.collect());
        Postings { terms, gathered: self, of: Of::Author(one_each(numbers)) }
    }

    /// Which of the known lexicons it is.
    fn known(&mut self, lexicon: &Arc<Lexicon>) -> usize {
        let known = self.known.iter().rposition(|known| Arc::ptr_eq(&known.lexicon, lexicon));
        known.unwrap_or_else(|| {
            let lexicon = Arc::clone(lexicon);
            self.known.push(Known { lexicon, words: Vec::new(), tags: Vec::new() });
            self.known.len() - 1
        })
    }

    /// The entry of a number of a lexicon.
    fn entry(&mut self, lexicon: usize, number: u32) -> u32 {
        let Some(known) = self.known.get_mut(lexicon) else { return UNKNOWN };
        let at = number as usize;
        if let Some(&entry) = known.words.get(at).filter(|&&entry| entry != UNKNOWN) {
            return entry;
        }
        let text = known.lexicon.entry(number);
        let count = |terms: usize| u8::try_from(terms).unwrap_or(u8::MAX);
        let counts = Counts {
            uses: 0,
            stems: count(stems(&text).count()),
            in_title: count(in_title(&text).count()),
        };
        let entry = self.entries.number(text);
        if entry as usize == self.counts.len() {
            self.counts.push(counts);
        }
        note(&mut known.words, at, entry);
        entry
    }

    /// The same for one that is a tag.
    fn tag(&mut self, lexicon: usize, number: u32) -> u32 {
        let Some(known) = self.known.get_mut(lexicon) else { return UNKNOWN };
        let at = number as usize;
        if let Some(&tag) = known.tags.get(at).filter(|&&tag| tag != UNKNOWN) {
            return tag;
        }
        let tag = self.tags.number(known.lexicon.entry(number));
        note(&mut known.tags, at, tag);
        tag
    }

    /// Counts a use of an entry.
    fn use_of(&mut self, entry: u32) -> Counts {
        let Some(counts) = self.counts.get_mut(entry as usize) else { return Counts::default() };
        counts.uses += 1;
        *counts
    }

    /// Calls `each` with entry, document and position of all words.
    fn each_word(&self, mut each: impl FnMut(u32, u32, u32)) {
        for (document, kept) in (0..).zip(&self.documents) {
            (0..).zip(&kept.text).for_each(|(position, &entry)| each(entry, document, position));
            let from = kept.text.len() as u32 + TITLE_GAP;
            (from..)
                .zip(&kept.title)
                .for_each(|(position, &entry)| each(entry, document, position));
        }
    }
}

/// About what an entry and its term take. Bytes.
const ENTRY_BYTES: usize = 150;
/// The same of a name beyond its letters, and of a document beyond its words.
const NAME_BYTES: usize = 40;
const KEPT_BYTES: usize = 80;

fn note(list: &mut Vec<u32>, at: usize, found: u32) {
    if list.len() <= at {
        list.resize(at + 1, UNKNOWN);
    }
    if let Some(place) = list.get_mut(at) {
        *place = found;
    }
}

/// A field whose terms have positions.
pub(super) struct Postings<'g> {
    /// All terms in order: their places are their numbers.
    pub(super) terms: Vec<&'g str>,
    gathered: &'g Gathered,
    of: Of,
}

/// Which field it is, with the terms of what stands in it.
enum Of {
    /// One term an entry.
    Words(Vec<u32>),
    Stems(Lists),
    Title(Lists),
    /// One term a tag.
    Tags(Vec<u32>),
    /// One term a word of a byline.
    Author(Vec<u32>),
}

impl Postings<'_> {
    /// How many postings each term has.
    pub(super) fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.terms.len()];
        let mut add = |term: u32, more: u32| {
            if let Some(count) = counts.get_mut(term as usize) {
                *count += more;
            }
        };
        let uses = (0..).zip(self.gathered.counts.iter().map(|counts| counts.uses));
        match &self.of {
            Of::Words(terms) => {
                for (entry, uses) in uses {
                    add(of(terms, entry), uses);
                }
            }
            Of::Stems(lists) => {
                for (entry, uses) in uses {
                    for &term in lists.get(entry) {
                        add(term, uses);
                    }
                }
            }
            _ => self.replay(|term, _, _| add(term, 1)),
        }
        counts
    }

    /// Calls `each` with term, document and position, those of each term in order.
    pub(super) fn replay(&self, mut each: impl FnMut(u32, u32, u32)) {
        let documents = || (0..).zip(&self.gathered.documents);
        match &self.of {
            Of::Words(terms) => self.gathered.each_word(|entry, document, position| {
                each(of(terms, entry), document, position);
            }),
            Of::Stems(lists) => self.gathered.each_word(|entry, document, position| {
                lists.get(entry).iter().for_each(|&term| each(term, document, position));
            }),
            Of::Title(lists) => {
                for (document, kept) in documents() {
                    for (position, &entry) in (0..).zip(&kept.title) {
                        for &term in lists.get(entry) {
                            each(term, document, position);
                        }
                    }
                }
            }
            Of::Tags(terms) => {
                for (document, kept) in documents() {
                    for &(position, tag) in &kept.tags {
                        each(of(terms, tag), document, position);
                    }
                }
            }
            Of::Author(terms) => {
                for ((_, document, position), &term) in self.gathered.authors.iter().zip(terms) {
                    each(term, *document, *position);
                }
            }
        }
    }
}

fn of(terms: &[u32], item: u32) -> u32 {
    terms.get(item as usize).copied().unwrap_or(UNKNOWN)
}

/// Terms in order, each once, and the number of each item's.
fn in_order(mut items: Vec<(&str, u32)>) -> (Vec<&str>, Vec<(u32, u32)>) {
    items.sort_unstable();
    let (mut terms, mut numbers) = (Vec::new(), Vec::with_capacity(items.len()));
    for (term, item) in items {
        if terms.last() != Some(&term) {
            terms.push(term);
        }
        numbers.push((item, terms.len() as u32 - 1));
    }
    (terms, numbers)
}

/// Terms by item, where each has one.
fn one_each(mut numbers: Vec<(u32, u32)>) -> Vec<u32> {
    numbers.sort_unstable();
    numbers.into_iter().map(|(_, term)| term).collect()
}

/// Several terms, or none, of each item.
struct Lists {
    /// Where the terms of each item end.
    ends: Vec<u32>,
    terms: Vec<u32>,
}

impl Lists {
    fn of(mut numbers: Vec<(u32, u32)>) -> Self {
        numbers.sort_unstable();
        let mut ends = Vec::new();
        for (at, &(item, _)) in (1..).zip(&numbers) {
            let before = at - 1;
            ends.resize((item as usize + 1).max(ends.len()), before);
            if let Some(end) = ends.last_mut() {
                *end = at;
            }
        }
        Self { ends, terms: numbers.into_iter().map(|(_, term)| term).collect() }
    }

    fn get(&self, item: u32) -> &[u32] {
        let item = item as usize;
        let from = item.checked_sub(1).and_then(|before| self.ends.get(before));
        let Some(&end) = self.ends.get(item) else { return &[] };
        self.terms.get(from.copied().unwrap_or(0) as usize..end as usize).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_terms() {
        let (terms, numbers) = in_order(vec![("b", 4), ("a", 1), ("b", 1), ("c", 4), ("b", 4)]);
        assert_eq!(terms, ["a", "b", "c"]);
        let lists = Lists::of(numbers);
        let wanted: [&[u32]; 6] = [&[], &[0, 1], &[], &[], &[1, 1, 2], &[]];
        assert_eq!((0..6).map(|item| lists.get(item)).collect::<Vec<_>>(), wanted);
    }
}
