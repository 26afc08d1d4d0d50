//! The query over positions: words and tags near each other, in any order and nesting.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::shape::{Shape, Work, hits};
use crate::index::FIELDS;

/// The query; `candidates` finds all documents that can match, the shape decides.
#[derive(Debug)]
pub(super) struct PositionalQuery {
    pub(super) leaves: Vec<Vec<Term>>,
    pub(super) shape: Shape,
    pub(super) candidates: Box<dyn Query>,
    pub(super) work: SharedWork,
}

/// The places that all positional parts of one search may still look at. Where it ends is counted,
/// not timed: the same search always gets as far.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedWork(Arc<AtomicU64>);

impl SharedWork {
    /// So much work.
    pub(super) fn new(places: u64) -> Self {
        Self(Arc::new(AtomicU64::new(places)))
    }

    fn get(&self) -> Work {
        Work(self.0.load(Ordering::Relaxed))
    }

    fn set(&self, left: Work) {
        self.0.store(left.0, Ordering::Relaxed);
    }

    /// True if nothing is left: what was found is no answer.
    pub(super) fn is_over(&self) -> bool {
        self.get().is_over()
    }
}

impl Clone for PositionalQuery {
    fn clone(&self) -> Self {
        Self {
            leaves: self.leaves.clone(),
            shape: self.shape.clone(),
            candidates: self.candidates.box_clone(),
            work: self.work.clone(),
        }
    }
}

impl Query for PositionalQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let (searcher, statistics) = match scoring {
            EnableScoring::Enabled { searcher, statistics_provider } => {
                (Some(searcher), Some(statistics_provider))
            }
            EnableScoring::Disabled { searcher_opt, .. } => (searcher_opt, None),
        };
        let off = match searcher {
            Some(searcher) => EnableScoring::disabled_from_searcher(searcher),
            None => EnableScoring::disabled_from_schema(&FIELDS.schema),
        };
        let bm25 = match statistics {
            None => None,
            Some(statistics) => {
                let documents = statistics.total_num_docs()?.max(1);
                let words = statistics.total_num_tokens(FIELDS.words)?;
                let mut frequencies = Vec::with_capacity(self.leaves.len());
                for leaf in &self.leaves {
                    let mut sum = 0;
                    for term in leaf {
                        sum += statistics.doc_freq(term)?;
                    }
                    frequencies.push(sum.min(documents));
                }
                let frequency = frequency(&self.shape, &frequencies, documents);
                let average = (words as Score / documents as Score).max(1.0);
                Some(Bm25Weight::for_one_term_without_explain(frequency, documents, average))
            }
        };
        Ok(Box::new(PositionalWeight {
            leaves: self.leaves.clone(),
            shape: self.shape.clone(),
            candidates: self.candidates.weight(off)?,
            bm25,
            work: self.work.clone(),
        }))
    }
}

/// About how many documents a shape can be in.
fn frequency(shape: &Shape, leaves: &[u64], documents: u64) -> u64 {
    let of = |shape: &Shape| frequency(shape, leaves, documents);
    match shape {
        Shape::Leaf(leaf) => leaves.get(*leaf).copied().unwrap_or(0),
        Shape::Mention(start, _) => of(start),
        Shape::Covering(covering) => {
            let words = covering.words.iter().filter_map(|word| word.leaf.map(Shape::Leaf));
            words.map(|word| of(&word)).min().unwrap_or(documents).min(of(&covering.start))
        }
        Shape::Sequence(items, _) => items.iter().map(|(_, item)| of(item)).min().unwrap_or(0),
        Shape::Same(items) | Shape::Window(items, _) => items.iter().map(of).min().unwrap_or(0),
        Shape::Any(items) => items.iter().map(of).sum::<u64>().min(documents),
        Shape::Near { sides, .. } | Shape::Within { sides, .. } => of(&sides.0).min(of(&sides.1)),
    }
}

struct PositionalWeight {
    leaves: Vec<Vec<Term>>,
    shape: Shape,
    candidates: Box<dyn Weight>,
    bm25: Option<Bm25Weight>,
    work: SharedWork,
}

impl PositionalWeight {
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<PositionalScorer> {
        let leaves = self.leaves.iter().map(|terms| LeafPostings::open(terms, reader));
        let leaves = leaves.collect::<tantivy::Result<Vec<_>>>()?;
        let norms = reader.fieldnorms_readers().get_field(FIELDS.words)?;
        let mut scorer = PositionalScorer {
            positions: vec![Vec::new(); leaves.len()],
            buffer: Vec::new(),
            leaves,
            shape: self.shape.clone(),
            candidates: self.candidates.scorer(reader, 1.0)?,
            norms: norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
            bm25: self.bm25.as_ref().map(|w| w.boost_by(boost)),
            count: 0,
            work: self.work.clone(),
            is_over: false,
        };
        let first = scorer.candidates.doc();
        scorer.settle(first);
        Ok(scorer)
    }
}

impl Weight for PositionalWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.open(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        let places = scorer.count;
        let mut explanation = Explanation::new("places in the text", scorer.score());
        explanation.add_const("number of places", places as Score);
        Ok(explanation)
    }
}

/// The postings of the terms of a leaf, by the document each stands at.
struct LeafPostings {
    postings: Vec<SegmentPostings>,
    /// Document and number of each, smallest first.
    queue: BinaryHeap<Reverse<(DocId, usize)>>,
}

impl LeafPostings {
    fn open(terms: &[Term], reader: &SegmentReader) -> tantivy::Result<Self> {
        let mut postings = Vec::with_capacity(terms.len());
        for term in terms {
            let inverted = reader.inverted_index(term.field())?;
            postings
                .extend(inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?);
        }
        let queue = postings.iter().enumerate().map(|(n, p)| Reverse((p.doc(), n))).collect();
        Ok(Self { postings, queue })
    }

    /// The positions of all terms in a document, sorted, each once; returns how many terms it has.
    /// Documents may not fall.
    fn read(&mut self, doc: DocId, buffer: &mut Vec<u32>, positions: &mut Vec<u32>) -> usize {
        positions.clear();
        let mut terms = 0;
        while let Some(mut top) = self.queue.peek_mut() {
            let Reverse((at, number)) = *top;
            if at > doc {
                break;
            }
            let Some(postings) = self.postings.get_mut(number) else { break };
            if at < doc {
                *top = Reverse((postings.seek(doc), number));
                continue;
            }
            postings.positions(buffer);
            positions.extend_from_slice(buffer);
            terms += 1;
            *top = Reverse((postings.advance(), number));
        }
        if terms > 1 {
            positions.sort_unstable();
            positions.dedup();
        }
        terms
    }
}

/// What finding the positions of one term in one document costs, in places.
const TERM_WORK: usize = 16;

struct PositionalScorer {
    leaves: Vec<LeafPostings>,
    positions: Vec<Vec<u32>>,
    buffer: Vec<u32>,
    shape: Shape,
    candidates: Box<dyn Scorer>,
    norms: FieldNormReader,
    bm25: Option<Bm25Weight>,
    count: u32,
    work: SharedWork,
    is_over: bool,
}

impl PositionalScorer {
    /// From candidate `doc` on, stops at the first document that matches.
    fn settle(&mut self, mut doc: DocId) -> DocId {
        while doc != TERMINATED {
            self.count = self.places(doc);
            if self.is_over {
                return TERMINATED;
            }
            if self.count > 0 {
                break;
            }
            doc = self.candidates.advance();
        }
        doc
    }

    fn places(&mut self, doc: DocId) -> u32 {
        let mut work = self.work.get();
        for (leaf, positions) in self.leaves.iter_mut().zip(&mut self.positions) {
            let terms = leaf.read(doc, &mut self.buffer, positions);
            work.take(terms * TERM_WORK + positions.len());
        }
        let count = hits(&self.shape, &self.positions, &mut work).len() as u32;
        self.work.set(work);
        self.is_over = work.is_over();
        count
    }
}

impl DocSet for PositionalScorer {
    fn advance(&mut self) -> DocId {
        let next = self.candidates.advance();
        self.settle(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        let next = self.candidates.seek(target);
        self.settle(next)
    }

    fn doc(&self) -> DocId {
        if self.is_over { TERMINATED } else { self.candidates.doc() }
    }

    fn size_hint(&self) -> u32 {
        self.candidates.size_hint() / 4 + 1
    }

    fn cost(&self) -> u64 {
        self.candidates.cost().saturating_mul(10)
    }
}

impl Scorer for PositionalScorer {
    fn score(&mut self) -> Score {
        let norm = self.norms.fieldnorm_id(self.candidates.doc());
        self.bm25.as_ref().map_or(0.0, |bm25| bm25.score(norm, self.count))
    }
}

/// The field of a term; used to tell phrases of one field from others.
pub(super) fn one_field(terms: &[Term]) -> Option<Field> {
    let first = terms.first()?.field();
    terms.iter().all(|t| t.field() == first).then_some(first)
}
