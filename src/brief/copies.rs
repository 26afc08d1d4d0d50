//! Which documents are copies of one wire: they share most runs of words.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Terms in a run.
const RUN: usize = 4;
/// One run in this many is kept: a sample by hash, the same in every document.
const SAMPLE: u64 = 4;
/// Share of the shorter document's runs that makes a copy.
const SHARE: f32 = 0.5;
/// Documents remembered for one run; a run in more of them is furniture of a site.
const POSTINGS: usize = 8;
/// Fewest sampled runs that can tell.
const RUNS_MIN: usize = 4;

/// For each document (as its terms in order) the first one it is a copy of, or itself.
///
/// Containment of sampled word runs (Broder, 1997) in one pass.
pub(super) fn origins(documents: &[Vec<u32>]) -> Vec<usize> {
    let mut seen: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut sizes: Vec<usize> = Vec::with_capacity(documents.len());
    let mut origins: Vec<usize> = Vec::with_capacity(documents.len());
    for (index, terms) in documents.iter().enumerate() {
        let runs = sample(terms);
        let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
        for origin in runs.iter().filter_map(|run| seen.get(run)).flatten() {
            *shared.entry(*origin).or_default() += 1;
        }
        let best = shared
            .into_iter()
            .filter(|&(origin, count)| {
                let shorter = runs.len().min(sizes.get(origin).copied().unwrap_or(0));
                shorter >= RUNS_MIN && count as f32 >= SHARE * shorter as f32
            })
            .max_by_key(|&(origin, count)| (count, std::cmp::Reverse(origin)));
        sizes.push(runs.len());
        if let Some((origin, _)) = best {
            origins.push(origin);
            continue;
        }
        origins.push(index);
        for run in runs {
            let postings = seen.entry(run).or_default();
            if postings.len() < POSTINGS {
                postings.push(index);
            }
        }
    }
    origins
}

/// The sampled hashes of a document's runs, each once.
fn sample(terms: &[u32]) -> Vec<u64> {
    let mut runs: Vec<u64> = terms
        .windows(RUN)
        .map(|run| {
            let mut hasher = FxHasher::default();
            run.hash(&mut hasher);
            let hash = hasher.finish();
            hash ^ (hash >> 29)
        })
        .filter(|hash| hash % SAMPLE == 0)
        .collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_edit_is_a_copy_and_another_story_is_not() {
        let wire: Vec<u32> = (0..200).collect();
        let mut edited = wire.clone();
        for at in [20, 90, 150] {
            edited[at] = 999;
        }
        let excerpt = wire[..120].to_vec();
        let other: Vec<u32> = (500..700).collect();
        assert_eq!(origins(&[wire, edited, other, excerpt]), [0, 0, 2, 0]);
    }
}
