//! Citations: numbers for documents, spans in code points.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::pool::{Pool, Sentence, same_words};
use super::types::{Citation, Source};
use crate::limits::BRIEF_CITATIONS_PER_LINE_MAX;
use crate::model::{CodePoints, Span};

/// The documents cited so far.
#[derive(Debug)]
pub(super) struct Cited<'p, 'd> {
    pool: &'p Pool<'d>,
    same: FxHashMap<u64, Vec<&'p Sentence>>,
    numbers: FxHashMap<usize, usize>,
    list: Vec<Entry<'d>>,
}

#[derive(Debug)]
struct Entry<'d> {
    document: usize,
    points: CodePoints<'d>,
    spans: BTreeSet<(usize, usize)>,
}

impl<'p, 'd> Cited<'p, 'd> {
    /// Nothing cited yet.
    pub(super) fn new(pool: &'p Pool<'d>) -> Self {
        Self { pool, same: same_words(pool), numbers: FxHashMap::default(), list: Vec::new() }
    }

    /// Cites a span of a document; `None` for a document that is not there.
    pub(super) fn span(&mut self, document: usize, span: Span) -> Option<Citation> {
        let stored = self.pool.documents.get(document)?;
        let index = *self.numbers.entry(document).or_insert_with(|| {
            let points = CodePoints::new(&stored.document.text);
            self.list.push(Entry { document, points, spans: BTreeSet::new() });
            self.list.len() - 1
        });
        let entry = self.list.get_mut(index)?;
        let (start, end) = entry.points.of_span(span);
        entry.spans.insert((start, end));
        Some(Citation { source: index + 1, document: stored.id.clone(), start, end })
    }

    /// True for a document that is cited already.
    pub(super) fn knows(&self, document: usize) -> bool {
        self.numbers.contains_key(&document)
    }

    /// Cites a sentence and the other documents that hold the very same words.
    pub(super) fn sentence(&mut self, sentence: &Sentence) -> Vec<Citation> {
        let text = self.pool.text(sentence.document, sentence.span);
        let mut places = vec![(sentence.document, sentence.span)];
        for other in self.same.get(&sentence.fingerprint).into_iter().flatten() {
            let known = places.iter().any(|&(document, _)| document == other.document);
            if !known && self.pool.text(other.document, other.span) == text {
                places.push((other.document, other.span));
            }
            if places.len() >= BRIEF_CITATIONS_PER_LINE_MAX {
                break;
            }
        }
        places.into_iter().filter_map(|(document, span)| self.span(document, span)).collect()
    }

    /// The cited documents, by number.
    pub(super) fn sources(self) -> Vec<Source> {
        let pool = self.pool;
        let source = |(index, entry): (usize, Entry<'_>)| {
            let stored = pool.documents.get(entry.document)?;
            let origin = pool.origins.get(entry.document).copied().unwrap_or(entry.document);
            let copied = pool.documents.get(origin).filter(|_| origin != entry.document);
            Some(Source {
                number: index + 1,
                document: stored.id.clone(),
                version: stored.version,
                title: stored.document.title.clone(),
                site: stored.document.site.clone(),
                language: stored.document.language.clone(),
                published: stored.document.published.map(|p| p.to_string()),
                url: stored.document.url.clone(),
                fetched_at: stored.capture.fetched_at.clone(),
                sha256: stored.capture.sha256.clone(),
                warc: stored.capture.warc.clone(),
                offset: stored.capture.offset,
                copy_of: copied.map(|d| d.id.clone()),
                spans: entry.spans.into_iter().collect(),
            })
        };
        self.list.into_iter().enumerate().filter_map(source).collect()
    }
}
