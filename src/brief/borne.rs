//! How many independent outlets tell a thing: copies of one wire count once, as do documents of one
//! outlet.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::pool::{Pool, Sentence, likeness};
use super::types::{Brief, Citation, Line, TimelineEntry};
use crate::model::{CodePoints, Span};

/// Likeness at which two sentences of different outlets tell the same.
const SAME: f32 = 0.4;
/// Terms by which sentences that may tell the same are found: the heaviest.
const KEYS: usize = 5;
/// Most sentences looked at for one line.
const LOOKED_AT: usize = 4_000;

/// Finds who else tells a thing.
pub(super) struct Bearers<'p, 'd> {
    pool: &'p Pool<'d>,
    of_id: FxHashMap<&'d str, usize>,
    of_term: FxHashMap<u32, Vec<usize>>,
}

impl<'p, 'd> Bearers<'p, 'd> {
    /// Reads the sentences of the originals.
    pub(super) fn new(pool: &'p Pool<'d>) -> Self {
        let ids = pool.documents.iter().enumerate().map(|(at, d)| (d.id.as_str(), at));
        let mut of_term: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (at, sentence) in pool.sentences.iter().enumerate() {
            if pool.origins.get(sentence.document) == Some(&sentence.document) {
                for term in keys(sentence) {
                    of_term.entry(term).or_default().push(at);
                }
            }
        }
        Self { pool, of_id: ids.collect(), of_term }
    }

    /// Fills in the counts of all lines of a brief.
    pub(super) fn fill(&self, brief: &mut Brief) {
        for line in &mut brief.key_sentences {
            self.line(line);
        }
        for figure in brief.figures.iter_mut().flat_map(|g| &mut g.figures) {
            let mut outlets = BTreeSet::new();
            for citation in figure.citations.iter().chain(&figure.also) {
                outlets.extend(self.of_id.get(citation.document.as_str()).map(|d| self.outlet(*d)));
            }
            figure.borne_by = outlets.len();
        }
        for entry in &mut brief.timeline {
            self.entry(entry);
        }
    }

    fn line(&self, line: &mut Line) {
        line.borne_by = self.count(&line.citations);
    }

    /// The same for an entry of a timeline.
    pub(super) fn entry(&self, entry: &mut TimelineEntry) {
        entry.borne_by = self.count(&entry.citations);
    }

    fn count(&self, citations: &[Citation]) -> usize {
        let mut outlets = BTreeSet::new();
        for citation in citations {
            outlets.extend(self.of_id.get(citation.document.as_str()).map(|d| self.outlet(*d)));
        }
        if let Some(sentence) = citations.first().and_then(|c| self.sentence(c)) {
            let found = keys(sentence).flat_map(|t| self.of_term.get(&t).into_iter().flatten());
            let mut seen = FxHashSet::default();
            for &at in found.take(LOOKED_AT) {
                let Some(other) = self.pool.sentences.get(at).filter(|_| seen.insert(at)) else {
                    continue;
                };
                let outlet = self.outlet(other.document);
                if !outlets.contains(outlet) && likeness(sentence, other) >= SAME {
                    outlets.insert(outlet);
                }
            }
        }
        outlets.len()
    }

    fn sentence(&self, citation: &Citation) -> Option<&Sentence> {
        let document = *self.of_id.get(citation.document.as_str())?;
        let points = CodePoints::new(&self.pool.documents.get(document)?.document.text);
        let span = Span::new(points.to_byte(citation.start), points.to_byte(citation.end));
        self.pool.sentences.get(self.pool.holding(document, span)?)
    }

    /// The outlet of the original of a document: its name, else the host of its address.
    fn outlet(&self, document: usize) -> &'d str {
        let origin = self.pool.origins.get(document).copied().unwrap_or(document);
        let Some(stored) = self.pool.documents.get(origin) else { return "" };
        let url = stored.document.url.as_str();
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or("");
        stored.document.site.as_deref().filter(|s| !s.is_empty()).unwrap_or(host)
    }
}

/// The heaviest terms of a sentence.
fn keys(sentence: &Sentence) -> impl Iterator<Item = u32> + use<> {
    let mut terms: Vec<(u32, f32)> = sentence.vector.clone();
    terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms.into_iter().take(KEYS).map(|(term, _)| term)
}
