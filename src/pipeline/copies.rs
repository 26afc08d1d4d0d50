//! Copies among what is stored: each new document is compared with all before it, in order.

use crate::copies::{Overlap, Placer, Runs, Shelf, host_key};
use crate::corpus::{Pair, Store};
use crate::error::Result;
use crate::limits::BATCH_CAPTURES_MAX;

/// Number of the method: pairs that another one found are looked for anew.
const METHOD: u32 = 2;

/// The corpus as a shelf of sampled runs and pairs.
struct Shelved<'s>(&'s Store);

impl Shelf for Shelved<'_> {
    fn holders(&self, keys: &[u32], each: &mut dyn FnMut(u32, u32, u64)) -> Result<()> {
        self.0.run_holders(keys, each)
    }

    fn hold(&mut self, keys: &[u32], host: u32, page: u64) -> Result<()> {
        self.0.hold_runs(keys, host, page)
    }

    fn furnish(&mut self, key: u32, host: u32) -> Result<()> {
        self.0.furnish_run(key, host)
    }

    fn page(&self, page: u64) -> Result<(u32, Vec<Runs>)> {
        let (url, texts) = self.0.page_texts(page)?;
        Ok((host_key(&url), texts.iter().map(|text| Runs::of(text)).collect()))
    }

    fn linked(&self, page: u64) -> Result<Vec<u64>> {
        self.0.paired(page)
    }

    fn link(&mut self, page: u64, other: u64, overlap: Overlap) -> Result<()> {
        let pair = Pair {
            shared: overlap.shared as u32,
            runs: overlap.first as u32,
            other_runs: overlap.second as u32,
            story: overlap.is_story(),
        };
        self.0.pair(page, other, pair)
    }

    fn unlink(&mut self, page: u64) -> Result<()> {
        self.0.unpair(page)
    }
}

/// Looks for the copies of one document after the other. Call all of it inside a transaction.
#[derive(Debug, Default)]
pub(super) struct Copies {
    placer: Placer,
    /// The last document taken.
    through: u64,
    /// The last that the database knows of.
    noted: u64,
}

impl Copies {
    /// Takes a document that has just been stored.
    pub(super) fn place(
        &mut self,
        store: &Store,
        document: u64,
        url: &str,
        runs: &Runs,
    ) -> Result<()> {
        let page = store.page_of(document)?;
        self.placer.place(&mut Shelved(store), (page, host_key(url)), runs, page == document)?;
        self.through = document;
        Ok(())
    }

    /// Notes in the database how far copies were looked for: at the end of each transaction.
    pub(super) fn note(&mut self, store: &Store) -> Result<()> {
        if self.through > self.noted {
            store.set_copies_through(METHOD, self.through)?;
            self.noted = self.through;
        }
        Ok(())
    }

    /// Takes the documents that no run has taken yet (of a corpus of an older layout or method).
    pub(super) fn catch_up(&mut self, store: &Store) -> Result<()> {
        loop {
            store.begin()?;
            let result = self.some(store);
            match result {
                Ok(true) => store.commit()?,
                Ok(false) => return store.commit(),
                Err(error) => {
                    store.rollback()?;
                    return Err(error);
                }
            }
        }
    }

    /// Takes some of them; false if that was all.
    fn some(&mut self, store: &Store) -> Result<bool> {
        let through = store.copies_through(METHOD)?;
        let texts = store.texts_after(through, BATCH_CAPTURES_MAX)?;
        for (document, url, text) in &texts {
            self.place(store, *document, url, &Runs::of(text))?;
        }
        self.note(store)?;
        Ok(texts.len() == BATCH_CAPTURES_MAX)
    }
}

/// A copy of a document.
#[derive(Debug, Clone)]
pub struct Copy {
    /// Sequence number of its latest version.
    pub document: u64,
    /// What the document and the copy share; none if they are tied by others of the story only.
    pub overlap: Overlap,
    /// False if one is only a part of the other: an item of a round-up, say.
    pub story: bool,
}

/// The copies of a document, in order of storing: those of its story, then those it makes a pair
/// with otherwise. Containment is measured between the latest versions with most in common.
pub fn copies_of(store: &Store, document: u64) -> Result<Vec<Copy>> {
    if !store.knows_copies()? {
        return Ok(Vec::new());
    }
    let page = store.page_of(document)?;
    let mut placer = Placer::default();
    let shelf = Shelved(store);
    let told = store.pages_of_story(store.story_of_page(page)?)?;
    let parts: Vec<u64> =
        store.paired(page)?.into_iter().filter(|other| !told.contains(other)).collect();
    let mut out = Vec::new();
    for (others, story) in [(told, true), (parts, false)] {
        for other in others.into_iter().filter(|other| *other != page) {
            let Some(overlap) = placer.compare(&shelf, page, other)? else { continue };
            out.push(Copy { document: store.latest_of_page(other)?, overlap, story });
        }
    }
    Ok(out)
}
