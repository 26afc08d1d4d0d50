//! A shelf in memory, for texts that are there as a whole.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::place::{Placer, Shelf};
use super::runs::{Overlap, Runs};
use crate::error::Result;

/// A shelf over texts that are in memory: page `n` is the n-th of them, counted from 1.
#[derive(Debug, Default)]
pub struct Memory<'t> {
    pages: Vec<(u32, &'t str)>,
    holders: FxHashMap<u32, Vec<(u32, u64)>>,
    furniture: FxHashSet<(u32, u32)>,
    /// Both ways.
    pairs: BTreeMap<(u64, u64), Overlap>,
}

/// The pairs of copies among texts with their hosts ([`super::host_key`]; 0 for none): indices,
/// the smaller one first, in order.
pub fn pairs(texts: &[(u32, &str)]) -> Result<Vec<(usize, usize, Overlap)>> {
    let mut shelf = Memory::default();
    let mut placer = Placer::remembering();
    for (page, &(host, text)) in (1..).zip(texts) {
        shelf.pages.push((host, text));
        placer.place(&mut shelf, (page, host), &Runs::of(text), true)?;
    }
    let index = |page: u64| page.saturating_sub(1) as usize;
    let once = shelf.pairs.iter().filter(|((a, b), _)| a < b);
    Ok(once.map(|(&(a, b), &overlap)| (index(a), index(b), overlap)).collect())
}

impl Shelf for Memory<'_> {
    fn holders(&self, keys: &[u32], each: &mut dyn FnMut(u32, u32, u64)) -> Result<()> {
        for &key in keys {
            for &(host, page) in self.holders.get(&key).into_iter().flatten() {
                each(key, host, page);
            }
        }
        Ok(())
    }

    fn furniture(&self, keys: &[u32], host: u32) -> Result<Vec<u32>> {
        Ok(keys.iter().copied().filter(|&key| self.furniture.contains(&(key, host))).collect())
    }

    fn hold(&mut self, keys: &[u32], host: u32, page: u64) -> Result<()> {
        for &key in keys {
            self.holders.entry(key).or_default().push((host, page));
        }
        Ok(())
    }

    fn furnish(&mut self, key: u32, host: u32) -> Result<()> {
        if self.furniture.insert((key, host)) {
            let holders = self.holders.entry(key).or_default();
            holders.retain(|&(at, _)| at != host);
            holders.push((host, 0));
        }
        Ok(())
    }

    fn page(&self, page: u64) -> Result<(u32, Vec<Runs>)> {
        let found = self.pages.get(page.saturating_sub(1) as usize);
        let &(host, text) = found.unwrap_or(&(0, ""));
        Ok((host, vec![Runs::of(text)]))
    }

    fn link(&mut self, page: u64, other: u64, overlap: Overlap) -> Result<()> {
        let known = self.pairs.get(&(page, other));
        if known.is_none_or(|known| known.shared < overlap.shared) {
            self.pairs.insert((page, other), overlap);
            self.pairs.insert((other, page), overlap.turned());
        }
        Ok(())
    }

    fn linked(&self, page: u64) -> Result<Vec<u64>> {
        Ok(self.pairs.range((page, 0)..=(page, u64::MAX)).map(|(&(_, other), _)| other).collect())
    }

    fn unlink(&mut self, page: u64) -> Result<()> {
        for other in self.linked(page)? {
            self.pairs.remove(&(page, other));
            self.pairs.remove(&(other, page));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `count` words of their own for a story.
    fn story(name: &str, count: usize) -> String {
        (0..count).map(|n| format!("{name}{n}")).collect::<Vec<_>>().join(" ")
    }

    fn found(texts: &[(u32, String)]) -> Vec<(usize, usize)> {
        let texts: Vec<_> = texts.iter().map(|(host, text)| (*host, text.as_str())).collect();
        pairs(&texts).unwrap().into_iter().map(|(a, b, _)| (a, b)).collect()
    }

    #[test]
    fn edited_cut_and_headed_copies_are_found_and_another_story_is_not() {
        let wire = story("wire", 300);
        let edited = wire.replace("wire40 ", "other ").replace("wire200 ", "");
        let cut = wire.split(' ').take(120).collect::<Vec<_>>().join(" ");
        let headed = format!("{} {wire}", story("head", 60));
        let texts = [(1, wire), (2, edited), (3, cut), (4, headed), (5, story("else", 300))];
        let all = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
        assert_eq!(found(&texts), all);
    }

    #[test]
    fn furniture_of_a_site_makes_no_copies_whenever_it_is_known() {
        let furniture = story("menu", 150);
        let page = |n: usize| (7, format!("{} {furniture}", story(&format!("s{n}x"), 80)));
        let few: Vec<_> = (0..4).map(page).collect();
        assert!(!found(&few).is_empty(), "four pages cannot tell furniture from a wire");
        let many: Vec<_> = (0..9).map(page).collect();
        assert_eq!(found(&many), []);
    }

    #[test]
    fn a_wire_run_by_many_outlets_is_no_furniture() {
        let wire = story("wire", 200);
        let texts: Vec<_> = (1..=10)
            .map(|host| (host, format!("{} {wire}", story(&format!("h{host}x"), 30))))
            .collect();
        assert_eq!(found(&texts).len(), 45);
    }

    #[test]
    fn copies_within_furniture_are_still_found() {
        let furniture = story("menu", 150);
        let mut texts: Vec<_> =
            (0..9).map(|n| (7, format!("{} {furniture}", story(&format!("s{n}x"), 80)))).collect();
        texts.push((8, story("s3x", 80)));
        assert_eq!(found(&texts), [(3, 9)]);
    }

    #[test]
    fn one_page_under_many_addresses_of_its_host_is_no_furniture() {
        let texts: Vec<_> = (0..12).map(|_| (3, story("page", 100))).collect();
        let mut all = found(&texts);
        assert!(all.len() >= 11, "{all:?}");
        all.retain(|&(a, _)| a == 0);
        assert_eq!(all.len(), 11);
    }
}
