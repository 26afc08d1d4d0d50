//! Documents on their way into a segment: their words by number until all are there, then each
//! field's postings in the order of its terms.

use std::mem::take;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::schema::Field;

use super::lexicon::{Lexicon, terms};
use super::prepare::{IndexDocument, TITLE_GAP};
use super::schema::STEM_MARK;

/// The terms of a field by number.
#[derive(Debug, Default)]
pub(super) struct Terms(FxHashMap<Box<str>, u32>);

impl Terms {
    fn number(&mut self, term: &str) -> u32 {
        if let Some(&number) = self.0.get(term) {
            return number;
        }
        let number = self.0.len() as u32;
        self.0.insert(term.into(), number);
        number
    }

    /// All of them in order, with their numbers.
    pub(super) fn sorted(&self) -> Vec<(&str, u32)> {
        let mut all: Vec<_> = self.0.iter().map(|(term, &number)| (&**term, number)).collect();
        all.sort_unstable();
        all
    }
}

/// Where a term stands.
#[derive(Debug, Clone, Copy)]
struct Posting {
    term: u32,
    document: u32,
    position: u32,
}

/// The terms of a field and where they stand.
pub(super) trait Postings {
    /// The terms.
    fn terms(&self) -> &Terms;
    /// Calls `each` with term, document and position, those of each term in order.
    fn replay(&self, each: impl FnMut(u32, u32, u32));
}

/// A field whose postings are kept as they come.
#[derive(Debug, Default)]
pub(super) struct Listed {
    terms: Terms,
    list: Vec<Posting>,
}

impl Postings for Listed {
    fn terms(&self) -> &Terms {
        &self.terms
    }

    fn replay(&self, mut each: impl FnMut(u32, u32, u32)) {
        for posting in &self.list {
            each(posting.term, posting.document, posting.position);
        }
    }
}

/// What an entry of a lexicon gives each field, by the numbers of their terms.
#[derive(Debug, Clone, Copy)]
struct Entry {
    word: u32,
    /// Range in the list of stems.
    stems: (u32, u32),
    /// Range in the list of terms of titles, once it came in one.
    title: Option<(u32, u32)>,
}

/// What is known of a thread's lexicon.
#[derive(Debug)]
struct Known {
    lexicon: Arc<Lexicon>,
    /// Entry by number.
    words: Vec<Option<u32>>,
    /// Term by number.
    tags: Vec<Option<u32>>,
}

/// Documents that wait to become a segment.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    known: Vec<Known>,
    of_texts: FxHashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
    entries: Vec<Entry>,
    words: Terms,
    stems: Terms,
    stem_lists: Vec<u32>,
    title_lists: Vec<u32>,
    /// Entries of each document's text and title.
    documents: Vec<(Vec<u32>, Vec<u32>)>,
    words_count: usize,
    pub(super) title: Listed,
    pub(super) tags: Listed,
    pub(super) author: Listed,
    names: FxHashMap<Field, Vec<(Vec<u8>, u32)>>,
    name_bytes: usize,
}

/// How many terms of each field with lengths a document has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lengths {
    pub(super) words: u32,
    pub(super) stems: u32,
    pub(super) title: u32,
    pub(super) author: u32,
}

impl Gathered {
    /// Documents so far.
    pub(super) fn documents(&self) -> u32 {
        self.documents.len() as u32
    }

    /// About how much memory it takes. Bytes.
    pub(super) fn bytes(&self) -> usize {
        let listed = self.title.list.len() + self.tags.list.len() + self.author.list.len();
        let terms = self.entries.len() + self.tags.terms.0.len();
        self.words_count * 4 + listed * 12 + terms * ENTRY_BYTES + self.name_bytes
    }

    /// Takes a document.
    pub(super) fn add(&mut self, document: &mut IndexDocument) -> Lengths {
        let number = self.documents();
        let (mut lengths, terms) = (Lengths::default(), &mut document.terms);
        let lexicon = self.known(&terms.lexicon);
        let (mut text, mut title) = (take(&mut terms.text), take(&mut terms.title));
        for word in text.iter_mut().chain(&mut title) {
            *word = self.entry(lexicon, *word);
            lengths.stems += self.stems_of(*word).len() as u32;
        }
        for (position, &entry) in (0..).zip(&title) {
            lengths.title += self.add_title(entry, number, position);
        }
        lengths.words = (text.len() + title.len()) as u32;
        self.words_count += text.len() + title.len();
        for &(position, tag) in &terms.tags {
            let term = self.tag(lexicon, tag);
            self.tags.list.push(Posting { term, document: number, position });
        }
        for (position, word) in &document.authors {
            let term = self.author.terms.number(word);
            self.author.list.push(Posting { term, document: number, position: *position });
        }
        lengths.author = document.authors.len() as u32;
        for (field, name) in document.names.drain(..) {
            self.name_bytes += name.len() + NAME_BYTES;
            self.names.entry(field).or_default().push((name, number));
        }
        self.documents.push((text, title));
        lengths
    }

    /// Terms that stand for a whole field, with their documents, in order.
    pub(super) fn take_names(&mut self, field: Field) -> Vec<(Vec<u8>, u32)> {
        let mut names = self.names.remove(&field).unwrap_or_default();
        names.sort_unstable();
        names
    }

    /// The words of texts and titles.
    pub(super) fn words(&self) -> impl Postings {
        Words(self)
    }

    /// Their stems.
    pub(super) fn stems(&self) -> impl Postings {
        Stems(self)
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
        let Some(known) = self.known.get_mut(lexicon) else { return 0 };
        let at = number as usize;
        if let Some(&Some(entry)) = known.words.get(at) {
            return entry;
        }
        let text = known.lexicon.entry(number);
        let entry = self.entry_of(text);
        if let Some(known) = self.known.get_mut(lexicon) {
            note(&mut known.words, at, entry);
        }
        entry
    }

    fn entry_of(&mut self, text: Arc<str>) -> u32 {
        if let Some(&entry) = self.of_texts.get(&text) {
            return entry;
        }
        let mut all = terms(&text);
        let word = self.words.number(all.next().unwrap_or(""));
        let from = self.stem_lists.len() as u32;
        for stem in all {
            self.stem_lists.push(self.stems.number(stem));
        }
        let stems = (from, self.stem_lists.len() as u32);
        let entry = self.entries.len() as u32;
        self.entries.push(Entry { word, stems, title: None });
        self.texts.push(Arc::clone(&text));
        self.of_texts.insert(text, entry);
        entry
    }

    /// The term of a tag.
    fn tag(&mut self, lexicon: usize, number: u32) -> u32 {
        let Some(known) = self.known.get_mut(lexicon) else { return 0 };
        let at = number as usize;
        if let Some(&Some(term)) = known.tags.get(at) {
            return term;
        }
        let term = self.tags.terms.number(&known.lexicon.entry(number));
        note(&mut known.tags, at, term);
        term
    }

    fn stems_of(&self, entry: u32) -> &[u32] {
        let Some(entry) = self.entries.get(entry as usize) else { return &[] };
        range(&self.stem_lists, entry.stems)
    }

    /// Adds the terms of an entry to the title's; how many they are.
    fn add_title(&mut self, entry: u32, document: u32, position: u32) -> u32 {
        let known = self.entries.get(entry as usize).and_then(|entry| entry.title);
        let found = known.unwrap_or_else(|| self.read_title(entry));
        let terms = range(&self.title_lists, found);
        self.title.list.extend(terms.iter().map(|&term| Posting { term, document, position }));
        terms.len() as u32
    }

    /// What an entry gives the title: the word, and stems that differ from it, marked.
    fn read_title(&mut self, entry: u32) -> (u32, u32) {
        let text = self.texts.get(entry as usize).cloned().unwrap_or_default();
        let from = self.title_lists.len() as u32;
        let mut all = terms(&text);
        let word = all.next().unwrap_or("");
        self.title_lists.push(self.title.terms.number(word));
        for stem in all.filter(|stem| *stem != word) {
            self.title_lists.push(self.title.terms.number(&format!("{STEM_MARK}{stem}")));
        }
        let found = (from, self.title_lists.len() as u32);
        if let Some(entry) = self.entries.get_mut(entry as usize) {
            entry.title = Some(found);
        }
        found
    }

    /// Calls `each` with entry, document and position of all words.
    fn each_word(&self, mut each: impl FnMut(u32, u32, u32)) {
        for (document, (text, title)) in (0..).zip(&self.documents) {
            let title_from = text.len() as u32 + TITLE_GAP;
            (0..).zip(text).for_each(|(position, &entry)| each(entry, document, position));
            (title_from..)
                .zip(title)
                .for_each(|(position, &entry)| each(entry, document, position));
        }
    }
}

/// About what an entry and its terms take. Bytes.
const ENTRY_BYTES: usize = 250;
/// The same of a name beyond its letters.
const NAME_BYTES: usize = 40;

fn range(list: &[u32], (from, to): (u32, u32)) -> &[u32] {
    list.get(from as usize..to as usize).unwrap_or_default()
}

fn note(list: &mut Vec<Option<u32>>, at: usize, found: u32) {
    if list.len() <= at {
        list.resize(at + 1, None);
    }
    if let Some(place) = list.get_mut(at) {
        *place = Some(found);
    }
}

/// The words of all texts and titles.
struct Words<'g>(&'g Gathered);

impl Postings for Words<'_> {
    fn terms(&self) -> &Terms {
        &self.0.words
    }

    fn replay(&self, mut each: impl FnMut(u32, u32, u32)) {
        let words: Vec<u32> = self.0.entries.iter().map(|entry| entry.word).collect();
        self.0.each_word(|entry, document, position| {
            if let Some(&word) = words.get(entry as usize) {
                each(word, document, position);
            }
        });
    }
}

/// The stems of all texts and titles.
struct Stems<'g>(&'g Gathered);

impl Postings for Stems<'_> {
    fn terms(&self) -> &Terms {
        &self.0.stems
    }

    fn replay(&self, mut each: impl FnMut(u32, u32, u32)) {
        self.0.each_word(|entry, document, position| {
            self.0.stems_of(entry).iter().for_each(|&stem| each(stem, document, position));
        });
    }
}
