//! Copies among what is stored: each new document is compared with all before it, in order.

use super::shelf::{Known, Shelved};
use crate::copies::{Overlap, Placer, Runs, host_key};
use crate::corpus::Store;
use crate::error::Result;
use crate::limits::BATCH_CAPTURES_MAX;

/// Number of the method: pairs that another one found are looked for anew.
const METHOD: u32 = 3;

/// Looks for the copies of one document after the other. Call all of it inside a transaction.
#[derive(Debug, Default)]
pub(super) struct Copies {
    placer: Placer,
    known: Known,
    /// The last document taken.
    through: u64,
    /// The last that the database knows of.
    noted: u64,
}

impl Copies {
    /// Takes a document of a page that has just been stored.
    pub(super) fn place(
        &mut self,
        store: &Store,
        (document, page): (u64, u64),
        url: &str,
        runs: &Runs,
    ) -> Result<()> {
        self.known.make_ready(store, document)?;
        let mut shelf = Shelved { store, known: &mut self.known };
        self.placer.place(&mut shelf, (page, host_key(url)), runs, page == document)?;
        self.through = document;
        Ok(())
    }

    /// Notes in the database how far copies were looked for: at the end of each transaction.
    pub(super) fn note(&mut self, store: &Store) -> Result<()> {
        if self.through > self.noted {
            self.known.write(store)?;
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
            let page = store.page_of(*document)?;
            self.place(store, (*document, page), url, &Runs::of(text))?;
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
    let shelf = Shelved { store, known: &mut Known::default() };
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
