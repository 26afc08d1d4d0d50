//! Where a text operand stands in one document: spans of positions, by algebra over the positions
//! of its leaves.

use std::collections::BTreeMap;

/// First and last position, both inside.
pub(super) type Hit = (u32, u32);

/// How leaves (by number) combine.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Each position of a leaf.
    Leaf(usize),
    /// From each start to the next position of leaf `.1`, which holds the ends.
    Mention(Box<Shape>, usize),
    /// The starts of mentions that are just these words.
    Covering(Box<Covering>),
    /// Each at its offset from a common start; the whole is `width` positions wide.
    Sequence(Vec<(u32, Shape)>, u32),
    /// All at one position.
    Same(Vec<Shape>),
    /// Any of them.
    Any(Vec<Shape>),
    /// All, in any order, with at most this many other positions between.
    Window(Vec<Shape>, u32),
    /// Both, at most `distance` apart; `apart`: one word cannot be both.
    Near { sides: Box<(Shape, Shape)>, distance: u32, apart: bool },
    /// Both between the same two marks, whose positions are those of leaf `marks`.
    Within { sides: Box<(Shape, Shape)>, marks: usize, apart: bool },
}

/// A mention by the words it covers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Covering {
    /// Where the mention begins.
    pub(super) start: Shape,
    /// Leaf of the ends of mentions.
    pub(super) ends: usize,
    /// The words, in order.
    pub(super) words: Vec<Covered>,
    /// True if any words may follow the last.
    pub(super) is_open: bool,
}

/// One word of a [`Covering`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Covered {
    /// Its leaf; `None` is any word.
    pub(super) leaf: Option<usize>,
    /// True if any words may stand before it.
    pub(super) is_free: bool,
}

impl Covering {
    /// True if the words from `first` to `last` are those asked for. Words that may stand anywhere
    /// are taken as early as they can be, all but those at a closed end.
    fn holds(&self, first: u32, last: u32, at: &[Vec<u32>]) -> bool {
        let is_at = |word: &Covered, place: u32| {
            word.leaf.is_none_or(|leaf| positions(at, leaf).binary_search(&place).is_ok())
        };
        let runs = || self.words.chunk_by(|_, next| !next.is_free);
        let count = runs().count();
        let mut from = first;
        for (number, run) in runs().enumerate() {
            let width = run.len() as u32;
            let Some(latest) = (last + 1).checked_sub(width).filter(|&latest| latest >= from)
            else {
                return false;
            };
            let is_last = number + 1 == count && !self.is_open;
            let is_free = run.first().is_some_and(|word| word.is_free);
            let mut places = match (is_free, is_last) {
                (true, false) => from..=latest,
                (true, true) => latest..=latest,
                (false, false) => from..=from,
                (false, true) if latest == from => from..=from,
                (false, true) => return false,
            };
            let found = places.find(|&place| (place..).zip(run).all(|(p, word)| is_at(word, p)));
            let Some(place) = found else { return false };
            from = place + width;
        }
        true
    }
}

/// How many more places may be looked at. At zero nothing more is found: what there is is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Work(pub(super) u64);

impl Work {
    /// Takes some; false if that was the rest.
    pub(super) fn take(&mut self, count: usize) -> bool {
        self.0 = self.0.saturating_sub(count as u64);
        self.0 > 0
    }

    /// True if nothing is left.
    pub(super) fn is_over(self) -> bool {
        self.0 == 0
    }
}

impl Shape {
    /// The leaves, some more than once.
    pub(super) fn leaves(&self) -> Vec<usize> {
        let mut out = Vec::new();
        self.each(&mut |shape| match shape {
            Self::Leaf(leaf) => out.push(*leaf),
            Self::Mention(_, ends) => out.push(*ends),
            Self::Within { marks, .. } => out.push(*marks),
            Self::Covering(covering) => {
                out.push(covering.ends);
                out.extend(covering.words.iter().filter_map(|word| word.leaf));
            }
            _ => {}
        });
        out
    }

    /// Calls `found` with each covering.
    pub(super) fn each_covering(&self, found: &mut dyn FnMut(&Covering)) {
        self.each(&mut |shape| {
            if let Self::Covering(covering) = shape {
                found(covering);
            }
        });
    }

    /// Calls `found` with the shape and all in it.
    fn each(&self, found: &mut dyn FnMut(&Self)) {
        found(self);
        match self {
            Self::Leaf(_) => {}
            Self::Mention(start, _) => start.each(found),
            Self::Covering(covering) => covering.start.each(found),
            Self::Sequence(items, _) => items.iter().for_each(|(_, item)| item.each(found)),
            Self::Same(items) | Self::Any(items) | Self::Window(items, _) => {
                for item in items {
                    item.each(found);
                }
            }
            Self::Near { sides, .. } | Self::Within { sides, .. } => {
                sides.0.each(found);
                sides.1.each(found);
            }
        }
    }
}

/// All places of a shape, sorted, each once. `at` holds the sorted positions of each leaf.
pub(super) fn hits(shape: &Shape, at: &[Vec<u32>], work: &mut Work) -> Vec<Hit> {
    let mut out = match shape {
        Shape::Leaf(leaf) => positions(at, *leaf).iter().map(|&p| (p, p)).collect(),
        Shape::Mention(start, ends) => {
            let starts = hits(start, at, work);
            starts.iter().map(|&(p, _)| (p, next(positions(at, *ends), p))).collect()
        }
        Shape::Covering(covering) => {
            let starts = hits(&covering.start, at, work);
            let ends = positions(at, covering.ends);
            work.take(starts.len() * covering.words.len());
            let holds = |&(p, _): &Hit| covering.holds(p, next(ends, p), at);
            starts.into_iter().filter(holds).collect()
        }
        Shape::Sequence(items, width) => {
            sequence(items.iter().map(|(offset, item)| (*offset, item)), *width, at, work)
        }
        Shape::Same(items) => sequence(items.iter().map(|item| (0, item)), 1, at, work),
        Shape::Any(items) => items.iter().flat_map(|item| hits(item, at, work)).collect(),
        Shape::Window(items, extra) => window(items, *extra, at, work),
        Shape::Near { sides, distance, apart } => {
            let (a, b) = (hits(&sides.0, at, work), hits(&sides.1, at, work));
            near(&a, &b, *distance, *apart, work)
        }
        Shape::Within { sides, marks, apart } => {
            let marks = positions(at, *marks);
            let (a, b) = (places(&sides.0, marks, at, work), places(&sides.1, marks, at, work));
            within(a, b, *apart)
        }
    };
    work.take(out.len());
    if !out.is_sorted() {
        out.sort_unstable();
    }
    out.dedup();
    out
}

/// The first of the sorted positions from `from` on; `from` itself if there is none.
fn next(positions: &[u32], from: u32) -> u32 {
    positions.get(positions.partition_point(|&p| p < from)).copied().unwrap_or(from)
}

fn positions(at: &[Vec<u32>], leaf: usize) -> &[u32] {
    at.get(leaf).map_or(&[], Vec::as_slice)
}

fn sequence<'s>(
    items: impl Iterator<Item = (u32, &'s Shape)>,
    width: u32,
    at: &[Vec<u32>],
    work: &mut Work,
) -> Vec<Hit> {
    let mut starts: Option<Vec<u32>> = None;
    for (offset, item) in items {
        let found = hits(item, at, work);
        let mut found: Vec<u32> =
            found.iter().filter_map(|&(start, _)| start.checked_sub(offset)).collect();
        found.dedup();
        starts = Some(match starts {
            None => found,
            Some(before) => before.into_iter().filter(|p| found.binary_search(p).is_ok()).collect(),
        });
        if starts.as_ref().is_some_and(Vec::is_empty) {
            return Vec::new();
        }
    }
    starts.unwrap_or_default().into_iter().map(|p| (p, p + width.saturating_sub(1))).collect()
}

/// The smallest stretches that hold all items, each as often as it is asked for.
fn window(items: &[Shape], extra: u32, at: &[Vec<u32>], work: &mut Work) -> Vec<Hit> {
    let mut wanted: Vec<(&Shape, usize)> = Vec::new();
    for item in items {
        match wanted.iter_mut().find(|(shape, _)| *shape == item) {
            Some((_, count)) => *count += 1,
            None => wanted.push((item, 1)),
        }
    }
    let mut events: Vec<(Hit, usize)> = Vec::new();
    let mut words = 0;
    for (group, &(item, count)) in wanted.iter().enumerate() {
        let found = hits(item, at, work);
        words += count as u32 * found.first().map_or(1, |&(a, b)| b - a + 1);
        events.extend(found.into_iter().map(|hit| (hit, group)));
    }
    events.sort_unstable();
    let mut have = vec![0_usize; wanted.len()];
    let mut missing: usize = wanted.iter().map(|&(_, count)| count).sum();
    let mut left = events.iter();
    let mut out = Vec::new();
    for &((_, end), group) in &events {
        missing -= usize::from(add(&mut have, group, wanted.get(group).map_or(0, |w| w.1)));
        while missing == 0 {
            let Some(&((start, first_end), first)) = left.next() else { break };
            let end = end.max(first_end);
            if end - start < words + extra {
                out.push((start, end));
            }
            let needed = wanted.get(first).map_or(0, |w| w.1);
            missing += usize::from(take(&mut have, first, needed));
        }
    }
    out
}

/// Counts one more; true if it was still needed.
fn add(have: &mut [usize], group: usize, needed: usize) -> bool {
    let Some(count) = have.get_mut(group) else { return false };
    *count += 1;
    *count <= needed
}

/// Counts one less; true if it is now missing.
fn take(have: &mut [usize], group: usize, needed: usize) -> bool {
    let Some(count) = have.get_mut(group) else { return false };
    *count -= 1;
    *count < needed
}

/// Pairs at most `distance` apart, as the stretch from the first to the last: of each in `a` with
/// the nearest and the furthest in `b` before it, over it and after it. Those between add nothing:
/// what is near one of them is near the furthest, and the nearest lies in each.
fn near(a: &[Hit], b: &[Hit], distance: u32, apart: bool, work: &mut Work) -> Vec<Hit> {
    let longest = b.iter().map(|&(start, end)| end - start).max().unwrap_or(0);
    let mut ends = b.to_vec();
    ends.sort_unstable_by_key(|&(start, end)| (end, start));
    let mut out = Vec::new();
    for &(start, end) in a {
        // Those that end before the start.
        let first = ends.partition_point(|&(_, e)| e.saturating_add(distance) < start);
        let last = ends.partition_point(|&(_, e)| e < start);
        let before = ends.get(first..last).unwrap_or(&[]);
        // Those that begin after the end.
        let first = b.partition_point(|&(s, _)| s <= end);
        let last = b.partition_point(|&(s, _)| s <= end.saturating_add(distance));
        let after = b.get(first..last).unwrap_or(&[]);
        let over_from = b.partition_point(|&(s, _)| s.saturating_add(longest) < start);
        let over = b.get(over_from..first).unwrap_or(&[]);
        let over = over.iter().filter(|&&(s, e)| e >= start && !(apart && (s, e) == (start, end)));
        let sides = [before.first(), before.last(), after.first(), after.last()];
        if !work.take(b.len().min(first.saturating_sub(over_from)) + 4) {
            break;
        }
        for &(s, e) in sides.into_iter().flatten().chain(over) {
            let hit = (start.min(s), end.max(e));
            // All that lie inside give the same stretch.
            if out.last() != Some(&hit) {
                out.push(hit);
            }
        }
    }
    out
}

/// The places of a shape with the number of the stretch between marks they lie in. A mention that
/// runs over several, as quotations do, stands where it begins and where it ends.
fn places(shape: &Shape, marks: &[u32], at: &[Vec<u32>], work: &mut Work) -> Vec<(usize, Hit)> {
    if let Shape::Any(items) = shape {
        return items.iter().flat_map(|item| places(item, marks, at, work)).collect();
    }
    let stretch = |p: u32| marks.partition_point(|&mark| mark <= p);
    let mut out = Vec::new();
    for (start, end) in hits(shape, at, work) {
        let (first, last) = (stretch(start), stretch(end));
        if first == last {
            out.push((first, (start, end)));
        } else if matches!(shape, Shape::Mention(..)) {
            out.extend([(first, (start, start)), (last, (end, end))]);
        }
    }
    out
}

/// For each stretch that holds both sides: from the first to the last of them.
fn within(a: Vec<(usize, Hit)>, b: Vec<(usize, Hit)>, apart: bool) -> Vec<Hit> {
    let mut sides: BTreeMap<usize, (Vec<Hit>, Vec<Hit>)> = BTreeMap::new();
    for (number, hit) in a {
        sides.entry(number).or_default().0.push(hit);
    }
    for (number, hit) in b {
        if let Some(found) = sides.get_mut(&number) {
            found.1.push(hit);
        }
    }
    let mut out = Vec::new();
    for (a, b) in sides.values() {
        if b.is_empty() || apart && a.len() == 1 && a == b {
            continue;
        }
        let both = || a.iter().chain(b);
        let start = both().map(|h| h.0).min().unwrap_or(0);
        let end = both().map(|h| h.1).max().unwrap_or(0);
        out.push((start, end));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(shape: &Shape, at: &[Vec<u32>]) -> Vec<Hit> {
        super::hits(shape, at, &mut Work(1_000))
    }

    fn leaf(n: usize) -> Shape {
        Shape::Leaf(n)
    }

    #[test]
    fn sequences_keep_their_offsets() {
        let at = [vec![1, 5, 9], vec![2, 7, 10]];
        let shape = Shape::Sequence(vec![(0, leaf(0)), (1, leaf(1))], 2);
        assert_eq!(hits(&shape, &at), [(1, 2), (9, 10)]);
        let gap = Shape::Sequence(vec![(0, leaf(0)), (2, leaf(1))], 3);
        assert_eq!(hits(&gap, &at), [(5, 7)]);
    }

    #[test]
    fn coverings_are_whole_mentions() {
        // Kim Jong Un, Kim and Kim Song at 0, 10 and 20; leaf 0 is kim, 1 un, 2 the ends.
        let at = [vec![0, 10, 20], vec![2], vec![2, 10, 21], vec![0, 10, 20]];
        let covering = |words: &[(Option<usize>, bool)], is_open| {
            let words = words.iter().map(|&(leaf, is_free)| Covered { leaf, is_free }).collect();
            let covering = Covering { start: leaf(3), ends: 2, words, is_open };
            hits(&Shape::Covering(Box::new(covering)), &at)
        };
        let kim = (Some(0), false);
        assert_eq!(covering(&[kim], false), [(10, 10)]);
        assert_eq!(covering(&[kim], true), [(0, 0), (10, 10), (20, 20)]);
        assert_eq!(covering(&[kim, (None, false)], false), [(20, 20)]);
        assert_eq!(covering(&[kim, (None, false)], true), [(0, 0), (20, 20)]);
        assert_eq!(covering(&[kim, (Some(1), true)], false), [(0, 0)]);
        assert_eq!(covering(&[(Some(1), true)], false), [(0, 0)]);
        assert_eq!(covering(&[(Some(1), false)], false), []);
        assert_eq!(covering(&[kim, (None, true), (Some(1), false)], false), [(0, 0)]);
    }

    #[test]
    fn near_looks_both_ways_and_counts_from_the_nearest_ends() {
        let at = [vec![10], vec![4, 13, 20]];
        let near = |distance| {
            let sides = Box::new((leaf(0), leaf(1)));
            hits(&Shape::Near { sides, distance, apart: true }, &at)
        };
        assert_eq!(near(2), []);
        assert_eq!(near(3), [(10, 13)]);
        assert_eq!(near(6), [(4, 10), (10, 13)]);
    }

    #[test]
    fn chains_of_near_reach_over_all_between() {
        // a … b b b … c: c is near the last b alone.
        let at = [vec![0], vec![3, 6, 9], vec![11]];
        let inner = Shape::Near { sides: Box::new((leaf(0), leaf(1))), distance: 9, apart: true };
        let chain = |distance| {
            let sides = Box::new((inner.clone(), leaf(2)));
            hits(&Shape::Near { sides, distance, apart: true }, &at)
        };
        assert_eq!(chain(2), [(0, 11)]);
        assert_eq!(chain(1), []);
    }

    #[test]
    fn a_word_is_not_near_itself() {
        let at = [vec![3], vec![3, 5]];
        let near = |b, apart| {
            let sides = Box::new((leaf(0), leaf(b)));
            hits(&Shape::Near { sides, distance: 1, apart }, &at).len()
        };
        assert_eq!((near(0, true), near(1, true), near(1, false)), (0, 0, 1));
    }

    #[test]
    fn windows_need_each_item_as_often_as_asked() {
        let at = [vec![1, 8], vec![3], vec![20]];
        let window = |items: Vec<Shape>, extra| hits(&Shape::Window(items, extra), &at);
        assert_eq!(window(vec![leaf(1), leaf(0)], 1), [(1, 3)]);
        assert_eq!(window(vec![leaf(1), leaf(0)], 0), []);
        assert_eq!(window(vec![leaf(0), leaf(0)], 6), [(1, 8)]);
        assert_eq!(window(vec![leaf(0), leaf(0)], 5), []);
        assert_eq!(window(vec![leaf(0), leaf(1), leaf(2)], 10), [(8, 20)].repeat(0));
    }

    #[test]
    fn one_mention_is_not_two() {
        // Two people side by side, the first of two words; sentences begin at 0 and 10.
        let person = || Shape::Mention(Box::new(leaf(0)), 1);
        let sides = || Box::new((person(), person()));
        let marks = vec![0, 10];
        let both = |starts: Vec<u32>, ends: Vec<u32>| {
            let at = [starts, ends, marks.clone()];
            let within = Shape::Within { sides: sides(), marks: 2, apart: true };
            let near = Shape::Near { sides: sides(), distance: 5, apart: true };
            (hits(&within, &at), hits(&near, &at).len())
        };
        assert_eq!(both(vec![2], vec![3]), (vec![], 0));
        assert_eq!(both(vec![2, 4], vec![3, 4]), (vec![(2, 4)], 1));
        assert_eq!(both(vec![8, 10], vec![8, 10]), (vec![], 1));
    }

    #[test]
    fn a_long_mention_stands_where_it_begins_and_ends() {
        let quote = Shape::Mention(Box::new(leaf(0)), 1);
        let at = [vec![2], vec![14], vec![0, 10, 20], vec![5, 12, 25]];
        let sides = Box::new((quote, leaf(3)));
        let within = Shape::Within { sides, marks: 2, apart: false };
        assert_eq!(hits(&within, &at), [(2, 5), (12, 14)]);
    }

    #[test]
    fn within_stays_between_marks() {
        let at = [vec![2, 11], vec![4, 9], vec![0, 5, 10]];
        let sides = || Box::new((leaf(0), leaf(1)));
        let shape = Shape::Within { sides: sides(), marks: 2, apart: true };
        assert_eq!(hits(&shape, &at), [(2, 4)]);
    }

    #[test]
    fn work_has_an_end() {
        let at = [(0..1_000).collect::<Vec<u32>>(), (0..1_000).collect()];
        let sides = Box::new((leaf(0), leaf(1)));
        let shape = Shape::Near { sides, distance: 100, apart: true };
        let mut work = Work(100_000);
        assert!(!super::hits(&shape, &at, &mut work).is_empty());
        assert!(!work.is_over());
        let mut work = Work(1_000);
        super::hits(&shape, &at, &mut work);
        assert!(work.is_over());
    }
}
