//! Which segments become one: few segments make searches fast and the index small, small merges
//! keep memory flat.

use tantivy::SegmentMeta;
use tantivy::index::SegmentId;
use tantivy::indexer::{MergeCandidate, MergePolicy};

use crate::limits::SEGMENT_DOCUMENTS_MAX;

/// Segments that wait for each other before they are merged during a run.
const WAIT_FOR: usize = 8;
/// A segment this many times as large as all smaller ones together is left alone.
const LARGER: u64 = 3;

/// Merges small segments, never beyond [`SEGMENT_DOCUMENTS_MAX`] documents: a merge maps its
/// segments whole, so that without a bound memory would grow with the corpus.
#[derive(Debug)]
pub(super) struct Bounded;

impl MergePolicy for Bounded {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let due = due(segments, WAIT_FOR);
        due.map(MergeCandidate).into_iter().collect()
    }
}

/// The segments to merge next, if there are at least `least` of them: the smallest, as long as none
/// is much larger than those before it together. Each document is so rewritten only a few times.
pub(super) fn due(segments: &[SegmentMeta], least: usize) -> Option<Vec<SegmentId>> {
    let mut sizes: Vec<(u64, SegmentId)> =
        segments.iter().map(|s| (u64::from(s.num_docs()), s.id())).collect();
    sizes.sort_unstable();
    let count = together(&sizes.iter().map(|(size, _)| *size).collect::<Vec<_>>());
    (count >= least.max(2)).then(|| sizes.into_iter().take(count).map(|(_, id)| id).collect())
}

/// How many of the sizes, smallest first, are merged.
fn together(sizes: &[u64]) -> usize {
    let mut sum = 0;
    for (count, &size) in sizes.iter().enumerate() {
        let fits = sum + size <= SEGMENT_DOCUMENTS_MAX;
        if !fits || count > 1 && size > LARGER * sum {
            return count;
        }
        sum += size;
    }
    sizes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_sizes_merge_and_large_ones_stay() {
        assert_eq!(together(&[]), 0);
        assert_eq!(together(&[5]), 1);
        assert_eq!(together(&[5, 40]), 2);
        assert_eq!(together(&[1_000; 8]), 8);
        assert_eq!(together(&[10, 10, 20_000]), 2);
        assert_eq!(together(&[10, 10, 50, 20_000]), 3);
        assert_eq!(together(&[SEGMENT_DOCUMENTS_MAX, SEGMENT_DOCUMENTS_MAX]), 1);
        assert_eq!(together(&[1_000, SEGMENT_DOCUMENTS_MAX]), 1);
    }
}
