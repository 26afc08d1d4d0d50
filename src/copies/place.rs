//! One page after the other finds its copies among those before.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::runs::{Body, Overlap, Runs};
use crate::error::Result;
use crate::limits::{COPY_BODIES_KEPT, COPY_CANDIDATES_MAX};

/// Pages of one host that share a run from which the run is furniture. No outlet runs one story
/// under so many addresses with different texts around it.
const FURNITURE_PAGES: usize = 8;
/// Sampled runs that a candidate must share.
const KEYS_SHARED_MIN: usize = 2;

/// Where sampled runs and pairs are kept. A page is a number; all versions of an address are one
/// page. 0 is no page.
pub trait Shelf {
    /// Calls `each` with every (run, host, page) that holds one of the sampled runs, in this order;
    /// page 0 says that it is furniture of the host. `keys` are sorted.
    fn holders(&self, keys: &[u32], each: &mut dyn FnMut(u32, u32, u64)) -> Result<()>;
    /// Those of the sampled runs that are furniture of a host, in the same order.
    fn furniture(&self, keys: &[u32], host: u32) -> Result<Vec<u32>>;
    /// Notes that a page of a host holds these sampled runs.
    fn hold(&mut self, keys: &[u32], host: u32, page: u64) -> Result<()>;
    /// Notes that a run is furniture of a host, and forgets which of its pages hold it.
    fn furnish(&mut self, key: u32, host: u32) -> Result<()>;
    /// The host and the versions of a page.
    fn page(&self, page: u64) -> Result<(u32, Vec<Runs>)>;
    /// The pages that a page makes a pair with.
    fn linked(&self, page: u64) -> Result<Vec<u64>>;
    /// Keeps a pair, both ways; one that is there already is replaced if this one shares more.
    fn link(&mut self, page: u64, other: u64, overlap: Overlap) -> Result<()>;
    /// Forgets all pairs of a page.
    fn unlink(&mut self, page: u64) -> Result<()>;
}

/// Finds copies page by page.
#[derive(Debug)]
pub struct Placer {
    bodies: FxHashMap<u64, Kept>,
    bodies_max: usize,
}

/// A page's host and the bodies of its versions.
#[derive(Debug, Clone)]
struct Kept {
    host: u32,
    bodies: Rc<Vec<Body>>,
}

/// What the shelf says of the sampled runs of one text.
#[derive(Debug, Default)]
struct Found {
    furniture: Vec<u32>,
    /// Pages with the sampled runs they share, most first.
    candidates: Vec<(u64, usize)>,
    /// Runs that are not furniture and which this page does not hold yet, with the pages of its
    /// host that do.
    fresh: Vec<(u32, Vec<u64>)>,
}

impl Default for Placer {
    fn default() -> Self {
        Self { bodies: FxHashMap::default(), bodies_max: COPY_BODIES_KEPT }
    }
}

impl Placer {
    /// One that remembers every page: for texts that are in memory anyway.
    pub fn remembering() -> Self {
        Self { bodies_max: usize::MAX, ..Self::default() }
    }

    /// Takes a text of a page: keeps its pairs with all pages on the shelf, and its runs. `only`:
    /// there is no other text of this page.
    pub fn place(
        &mut self,
        shelf: &mut impl Shelf,
        (page, host): (u64, u32),
        runs: &Runs,
        only: bool,
    ) -> Result<()> {
        let found = look(shelf, page, host, &runs.keys())?;
        self.bodies.remove(&page);
        let mut again = false;
        if !found.candidates.is_empty() {
            let body = runs.body(|key| found.furniture.binary_search(&key).is_ok());
            again = self.pair(shelf, page, host, &body, &found)?;
            if only {
                self.keep(page, Kept { host, bodies: Rc::new(vec![body]) });
            }
        }
        if again {
            // The same page under another address of the host: its runs are there already, and
            // must not look like furniture for it.
            return Ok(());
        }
        let (own, common): (Vec<_>, Vec<_>) =
            found.fresh.iter().partition(|(_, pages)| pages.len() + 1 < FURNITURE_PAGES);
        let own: Vec<u32> = own.iter().map(|(key, _)| *key).collect();
        shelf.hold(&own, host, page)?;
        let mut dirty = Vec::new();
        for (key, pages) in common {
            shelf.furnish(*key, host)?;
            dirty.extend_from_slice(pages);
        }
        if dirty.is_empty() {
            return Ok(());
        }
        self.bodies.retain(|_, kept| kept.host != host);
        dirty.push(page);
        dirty.sort_unstable();
        dirty.dedup();
        for page in dirty {
            self.again(shelf, page)?;
        }
        Ok(())
    }

    /// Compares two pages: what their versions with most in common share.
    pub fn compare(
        &mut self,
        shelf: &impl Shelf,
        page: u64,
        other: u64,
    ) -> Result<Option<Overlap>> {
        let (first, second) = (self.kept(shelf, page)?, self.kept(shelf, other)?);
        let all = first.bodies.iter().filter_map(|body| best(body, &second.bodies));
        Ok(all.max_by_key(|overlap| overlap.shared))
    }

    /// Finds the pairs of a page anew, now that more runs are furniture.
    fn again(&mut self, shelf: &mut impl Shelf, page: u64) -> Result<()> {
        let before = shelf.linked(page)?;
        shelf.unlink(page)?;
        let (host, versions) = shelf.page(page)?;
        for runs in &versions {
            let mut found = look(shelf, page, host, &runs.keys())?;
            found.candidates.extend(before.iter().map(|&other| (other, 0)));
            let body = runs.body(|key| found.furniture.binary_search(&key).is_ok());
            self.pair(shelf, page, host, &body, &found)?;
        }
        Ok(())
    }

    /// Verifies the candidates. True if one is the same page under another address of the host.
    fn pair(
        &mut self,
        shelf: &mut impl Shelf,
        page: u64,
        host: u32,
        body: &Body,
        found: &Found,
    ) -> Result<bool> {
        let mut same = false;
        let mut queue: Vec<u64> = Vec::with_capacity(found.candidates.len());
        for &(other, _) in &found.candidates {
            if !queue.contains(&other) {
                queue.push(other);
            }
        }
        let mut next = 0;
        while let Some(&other) = queue.get(next).filter(|_| next < 2 * COPY_CANDIDATES_MAX) {
            next += 1;
            let kept = self.kept(shelf, other)?;
            let Some(overlap) = best(body, &kept.bodies) else { continue };
            if !overlap.is_pair() {
                continue;
            }
            shelf.link(page, other, overlap)?;
            if kept.host == host && overlap.is_same() {
                same = true;
            }
            // Copies of a copy may hold no sampled run of their own (see `place`).
            for more in shelf.linked(other)? {
                if more != page && !queue.contains(&more) {
                    queue.push(more);
                }
            }
        }
        Ok(same)
    }

    fn kept(&mut self, shelf: &impl Shelf, page: u64) -> Result<Kept> {
        if let Some(kept) = self.bodies.get(&page) {
            return Ok(kept.clone());
        }
        let (host, versions) = shelf.page(page)?;
        let mut bodies = Vec::with_capacity(versions.len());
        for runs in &versions {
            let furniture = shelf.furniture(&runs.keys(), host)?;
            bodies.push(runs.body(|key| furniture.binary_search(&key).is_ok()));
        }
        let kept = Kept { host, bodies: Rc::new(bodies) };
        self.keep(page, kept.clone());
        Ok(kept)
    }

    fn keep(&mut self, page: u64, kept: Kept) {
        if self.bodies.len() >= self.bodies_max {
            self.bodies.clear();
        }
        self.bodies.insert(page, kept);
    }
}

/// What a text shares with the version that shares most.
fn best(body: &Body, versions: &[Body]) -> Option<Overlap> {
    versions.iter().map(|other| body.overlap(other)).max_by_key(|overlap| overlap.shared)
}

/// Asks the shelf for each sampled run.
fn look(shelf: &impl Shelf, page: u64, host: u32, keys: &[u32]) -> Result<Found> {
    let mut found = Found::default();
    let mut shared: FxHashMap<u64, usize> = FxHashMap::default();
    let mut holders: Vec<(u32, u32, u64)> = Vec::new();
    shelf.holders(keys, &mut |key, at, holder| holders.push((key, at, holder)))?;
    let mut rest = holders.as_slice();
    for &key in keys {
        let (of_key, after) = rest.split_at(rest.partition_point(|&(k, ..)| k <= key));
        rest = after;
        if of_key.contains(&(key, host, 0)) {
            found.furniture.push(key);
            continue;
        }
        for &(.., other) in of_key.iter().filter(|&&(.., p)| p != 0 && p != page) {
            *shared.entry(other).or_default() += 1;
        }
        if !of_key.iter().any(|&(.., holder)| holder == page) {
            let of_host = of_key.iter().filter(|&&(_, at, _)| at == host);
            found.fresh.push((key, of_host.map(|&(.., holder)| holder).collect()));
        }
    }
    let enough = KEYS_SHARED_MIN.min(keys.len());
    found.candidates = shared.into_iter().filter(|&(_, count)| count >= enough).collect();
    found.candidates.sort_unstable_by_key(|&(other, count)| (std::cmp::Reverse(count), other));
    found.candidates.truncate(COPY_CANDIDATES_MAX);
    Ok(found)
}
