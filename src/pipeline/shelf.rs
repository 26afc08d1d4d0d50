//! The corpus as a shelf of sampled runs and pairs. New runs wait in memory until the end of each
//! transaction; those that no page holds are not looked for.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::copies::{Overlap, Runs, Seen, Shelf, host_key};
use crate::corpus::{Pair, Store};
use crate::error::Result;
use crate::limits::{COPY_FILTER_BYTES_MAX, COPY_HOLDERS_MAX, COPY_KEYS_MAX};

/// Documents of a run from which on, as a share of those stored, reading all runs once is cheaper
/// than looking for each.
const WORTH_READING: u64 = 16;

/// What a run keeps in memory of the shelf.
#[derive(Debug, Default)]
pub(super) struct Known {
    seen: Option<Seen>,
    placed: u64,
    /// Not in the database yet: host and page by run.
    waiting: FxHashMap<u32, Held>,
}

/// Who holds a run, as host and page: most often one.
#[derive(Debug)]
struct Held {
    first: (u32, u64),
    others: Vec<(u32, u64)>,
}

impl Held {
    fn all(&self) -> impl Iterator<Item = (u32, u64)> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

impl Known {
    /// Told of each document before it is placed.
    pub(super) fn make_ready(&mut self, store: &Store, document: u64) -> Result<()> {
        self.placed += 1;
        let worth = self.seen.is_none() && self.placed * WORTH_READING >= document;
        if !worth && !self.seen.as_ref().is_some_and(Seen::is_full) {
            return Ok(());
        }
        let documents = usize::try_from(document).unwrap_or(usize::MAX).max(1_024);
        let least = documents.saturating_mul(COPY_KEYS_MAX);
        let room =
            self.seen.as_ref().map_or(least, |seen| least.max(seen.count().saturating_mul(4)));
        let mut seen = Seen::with_room(room, COPY_FILTER_BYTES_MAX);
        store.each_run(|key, host, page| seen.insert(key, host, page))?;
        for (&key, held) in &self.waiting {
            held.all().for_each(|(host, page)| seen.insert(key, host, page));
        }
        self.seen = Some(seen);
        Ok(())
    }

    /// Writes what waits: at the end of each transaction.
    pub(super) fn write(&mut self, store: &Store) -> Result<()> {
        let mut rows: Vec<(u32, u32, u64)> = Vec::with_capacity(self.waiting.len());
        for (key, held) in self.waiting.drain() {
            rows.extend(held.all().map(|(host, page)| (key, host, page)));
        }
        store.hold_runs(&mut rows)
    }

    fn add(&mut self, key: u32, host: u32, page: u64) {
        self.wait(key, host, page);
        if let Some(seen) = &mut self.seen {
            seen.insert(key, host, page);
        }
    }

    fn wait(&mut self, key: u32, host: u32, page: u64) {
        match self.waiting.entry(key) {
            Entry::Occupied(held) => held.into_mut().others.push((host, page)),
            Entry::Vacant(free) => {
                free.insert(Held { first: (host, page), others: Vec::new() });
            }
        }
    }
}

/// See the module's head.
pub(super) struct Shelved<'s> {
    pub(super) store: &'s Store,
    pub(super) known: &'s mut Known,
}

impl Shelf for Shelved<'_> {
    fn holders(&self, keys: &[u32], each: &mut dyn FnMut(u32, u32, u64)) -> Result<()> {
        let mut asked = keys.to_vec();
        if let Some(seen) = &self.known.seen {
            asked.retain(|&key| seen.holds(key));
        }
        let mut found = Vec::new();
        self.store.run_holders(&asked, |key, host, page| found.push((key, host, page)))?;
        for &key in &asked {
            let waiting = self.known.waiting.get(&key).into_iter().flat_map(Held::all);
            found.extend(waiting.map(|(host, page)| (key, host, page)));
        }
        found.sort_unstable();
        found.dedup();
        for of_key in found.chunk_by(|a, b| a.0 == b.0) {
            of_key
                .iter()
                .take(COPY_HOLDERS_MAX)
                .for_each(|&(key, host, page)| each(key, host, page));
        }
        Ok(())
    }

    fn furniture(&self, keys: &[u32], host: u32) -> Result<Vec<u32>> {
        if let Some(seen) = &self.known.seen {
            return Ok(keys.iter().copied().filter(|&key| seen.is_furniture(key, host)).collect());
        }
        let mut found = Vec::new();
        self.holders(keys, &mut |key, at, page| {
            if at == host && page == 0 {
                found.push(key);
            }
        })?;
        Ok(found)
    }

    fn hold(&mut self, keys: &[u32], host: u32, page: u64) -> Result<()> {
        for &key in keys {
            self.known.add(key, host, page);
        }
        Ok(())
    }

    fn furnish(&mut self, key: u32, host: u32) -> Result<()> {
        self.store.forget_run(key, host)?;
        if let Some(held) = self.known.waiting.remove(&key) {
            for (at, page) in held.all().filter(|&(at, _)| at != host) {
                self.known.wait(key, at, page);
            }
        }
        self.known.add(key, host, 0);
        Ok(())
    }

    fn page(&self, page: u64) -> Result<(u32, Vec<Runs>)> {
        let (url, texts) = self.store.page_texts(page)?;
        Ok((host_key(&url), texts.iter().map(|text| Runs::of(text)).collect()))
    }

    fn linked(&self, page: u64) -> Result<Vec<u64>> {
        self.store.paired(page)
    }

    fn link(&mut self, page: u64, other: u64, overlap: Overlap) -> Result<()> {
        let pair = Pair {
            shared: overlap.shared as u32,
            runs: overlap.first as u32,
            other_runs: overlap.second as u32,
            story: overlap.is_story(),
        };
        self.store.pair(page, other, pair)
    }

    fn unlink(&mut self, page: u64) -> Result<()> {
        self.store.unpair(page)
    }
}
