//! Collectors: the first hits in a fixed order, and all sequence numbers.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::Weight;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

/// What hits are ordered by; ties go by sequence number, smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Score, highest first.
    Score,
    /// Score, lifted for documents published shortly before this moment (seconds since 1970).
    Recent(i64),
    /// Publication, newest first; without a date last.
    Newest,
    /// Publication, oldest first; without a date last.
    Oldest,
    /// Largest amount of money in the text first; without one last.
    Amount,
}

impl Order {
    /// True if hits have a score.
    pub(super) fn scores(self) -> bool {
        matches!(self, Self::Score | Self::Recent(_))
    }
}

/// A collected hit. The greatest is the one that comes last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) key: f64,
    pub(super) sequence: u64,
}

impl Found {
    /// The score, where hits were ordered by score.
    pub(super) fn score(&self) -> f32 {
        self.key as f32
    }
}

impl Ord for Found {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.total_cmp(&self.key).then(self.sequence.cmp(&other.sequence))
    }
}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Found {}

/// The column of sequence numbers of each segment, opened once.
pub(super) type SequenceColumns = [Column<u64>];

fn sequences_of(
    columns: &SequenceColumns,
    ordinal: SegmentOrdinal,
) -> tantivy::Result<Column<u64>> {
    let missing = || TantivyError::InternalError(format!("segment {ordinal} is not open"));
    columns.get(ordinal as usize).cloned().ok_or_else(missing)
}

/// What recency adds at most, as a share of the score.
const RECENCY_SHARE: f64 = 0.5;
/// Days in which it halves.
const RECENCY_HALF_LIFE_DAYS: f64 = 90.0;

/// How many times the score of a document counts by its age against the newest one; a document
/// without a date, or from the future of the newest, is not lifted.
fn lift(newest: i64, published: Option<i64>) -> f64 {
    let age = published.map(|seconds| newest - seconds).filter(|age| *age >= 0);
    age.map_or(1.0, |age| {
        let days = age as f64 / 86_400.0;
        1.0 + RECENCY_SHARE * (-days / RECENCY_HALF_LIFE_DAYS).exp2()
    })
}

/// Collects the first `limit` hits.
pub(super) struct First<'c> {
    pub(super) columns: &'c SequenceColumns,
    pub(super) limit: usize,
    pub(super) order: Order,
    /// Only hits that come after this one.
    pub(super) after: Option<Found>,
    /// Whether all hits are counted.
    pub(super) count: bool,
}

/// The first hits, and how many there are if they were counted.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) found: Vec<Found>,
    pub(super) seen: usize,
}

/// The first hits of one segment.
pub(super) struct FirstOfSegment {
    limit: usize,
    order: Order,
    sequence: Column<u64>,
    after: Option<Found>,
    published: Option<Column<i64>>,
    money: Option<Column<f64>>,
    heap: BinaryHeap<Found>,
    seen: usize,
}

impl FirstOfSegment {
    fn push(&mut self, key: f64, doc: DocId) {
        let sequence = self.sequence.first(doc).unwrap_or(0);
        let found = Found { key, sequence };
        if self.after.is_some_and(|after| found <= after) {
            return;
        }
        if self.heap.len() < self.limit {
            self.heap.push(found);
        } else if self.heap.peek().is_some_and(|last| found < *last) {
            self.heap.pop();
            self.heap.push(found);
        }
    }

    /// Scores at or below this one cannot enter; just under the last kept, so that ties are still
    /// seen.
    fn threshold(&self) -> Score {
        if self.heap.len() < self.limit {
            return Score::MIN;
        }
        self.heap.peek().map_or(Score::MIN, |last| last.score().next_down())
    }
}

impl SegmentCollector for FirstOfSegment {
    type Fruit = Page;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.seen += 1;
        let date = || self.published.as_ref().and_then(|column| column.first(doc));
        let key = match self.order {
            Order::Score => f64::from(score),
            Order::Recent(newest) => f64::from(score) * lift(newest, date()),
            Order::Newest => date().map_or(f64::NEG_INFINITY, |seconds| seconds as f64),
            Order::Oldest => date().map_or(f64::NEG_INFINITY, |seconds| -(seconds as f64)),
            Order::Amount => self.money.as_ref().map_or(f64::NEG_INFINITY, |money| {
                money.values_for_doc(doc).fold(f64::NEG_INFINITY, f64::max)
            }),
        };
        self.push(key, doc);
    }

    fn harvest(self) -> Page {
        Page { found: self.heap.into_vec(), seen: self.seen }
    }
}

impl Collector for First<'_> {
    type Fruit = Page;
    type Child = FirstOfSegment;

    fn for_segment(
        &self,
        ordinal: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<FirstOfSegment> {
        let published = match self.order {
            Order::Score | Order::Amount => None,
            Order::Newest | Order::Oldest | Order::Recent(_) => {
                Some(reader.fast_fields().i64("published")?)
            }
        };
        let money = match self.order {
            Order::Amount => Some(reader.fast_fields().f64("money")?),
            _ => None,
        };
        Ok(FirstOfSegment {
            limit: self.limit,
            order: self.order,
            sequence: sequences_of(self.columns, ordinal)?,
            after: self.after,
            published,
            money,
            heap: BinaryHeap::new(),
            seen: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order.scores()
    }

    fn merge_fruits(&self, fruits: Vec<Page>) -> tantivy::Result<Page> {
        let mut all = Page::default();
        for page in fruits {
            all.found.extend(page.found);
            all.seen += page.seen;
        }
        all.found.sort_unstable();
        all.found.truncate(self.limit);
        Ok(all)
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        ordinal: u32,
        reader: &SegmentReader,
    ) -> tantivy::Result<Page> {
        let mut child = self.for_segment(ordinal, reader)?;
        let alive = reader.alive_bitset();
        let is_alive = |doc: DocId| alive.is_none_or(|bitset| bitset.is_alive(doc));
        if self.order == Order::Score && !self.count {
            weight.for_each_pruning(Score::MIN, reader, &mut |doc, score| {
                if is_alive(doc) {
                    child.push(f64::from(score), doc);
                }
                child.threshold()
            })?;
        } else if self.requires_scoring() {
            weight.for_each(reader, &mut |doc, score| {
                if is_alive(doc) {
                    child.collect(doc, score);
                }
            })?;
        } else {
            weight.for_each_no_score(reader, &mut |docs| {
                for &doc in docs.iter().filter(|&&doc| is_alive(doc)) {
                    child.collect(doc, 0.0);
                }
            })?;
        }
        Ok(child.harvest())
    }
}

/// Collects the sequence numbers of all hits.
pub(super) struct Sequences<'c>(pub(super) &'c SequenceColumns);

/// The sequence numbers of one segment.
pub(super) struct SequencesOfSegment {
    column: Column<u64>,
    found: Vec<u64>,
}

impl SegmentCollector for SequencesOfSegment {
    type Fruit = Vec<u64>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.found.extend(self.column.first(doc));
    }

    fn harvest(self) -> Vec<u64> {
        self.found
    }
}

impl Collector for Sequences<'_> {
    type Fruit = Vec<u64>;
    type Child = SequencesOfSegment;

    fn for_segment(
        &self,
        ordinal: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<SequencesOfSegment> {
        let column = sequences_of(self.0, ordinal)?;
        Ok(SequencesOfSegment { column, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<u64>>) -> tantivy::Result<Vec<u64>> {
        let mut all: Vec<u64> = fruits.into_iter().flatten().collect();
        all.sort_unstable();
        Ok(all)
    }
}
