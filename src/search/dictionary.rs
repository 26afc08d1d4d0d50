//! Documents with any term of a field that passes a test: amounts, dates, addresses, wild cards.

use std::sync::Arc;

use tantivy::query::{
    BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use super::ast::{Amount, Days};
use super::pattern::Pattern;
use super::plan::Matcher;
use crate::index::{amount_key, amount_value, day_bounds, day_key};

/// The test of a term.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// Words that fit.
    Word(Matcher),
    /// Addresses that fit.
    Address(Pattern),
    /// Amounts of one currency.
    Amount(Amount),
    /// Intervals that lie inside.
    Inside(Days),
}

impl Test {
    /// Terms before this one cannot pass.
    fn from(&self) -> String {
        match self {
            Self::Word(matcher) => matcher.prefix(),
            Self::Address(pattern) => pattern.prefix(),
            Self::Amount(amount) => {
                let code = amount.currency.as_deref().unwrap_or("");
                match amount.min {
                    std::ops::Bound::Included(min) | std::ops::Bound::Excluded(min) => {
                        amount_key(code, min)
                    }
                    std::ops::Bound::Unbounded => format!("{code}:"),
                }
            }
            Self::Inside(days) => {
                days.from.map_or(String::new(), |first| day_key(first, Some(i32::MIN)))
            }
        }
    }

    /// Terms from the first for which this is true on cannot pass.
    fn is_past(&self, term: &str) -> bool {
        match self {
            Self::Word(matcher) => !term.starts_with(&matcher.prefix()),
            Self::Address(pattern) => !term.starts_with(&pattern.prefix()),
            Self::Amount(amount) => {
                let code = amount.currency.as_deref().unwrap_or("");
                !term.starts_with(code)
                    || amount_value(term).is_some_and(|v| match amount.max {
                        std::ops::Bound::Included(max) | std::ops::Bound::Excluded(max) => v > max,
                        std::ops::Bound::Unbounded => false,
                    })
            }
            Self::Inside(days) => match (day_bounds(term), days.until) {
                (Some((first, _)), Some(until)) => first >= until,
                _ => false,
            },
        }
    }

    fn passes(&self, term: &str) -> bool {
        match self {
            Self::Word(matcher) => matcher.matches(term),
            Self::Address(pattern) => pattern.matches(term),
            Self::Amount(amount) => amount_value(term).is_some_and(|v| amount.holds(v)),
            Self::Inside(days) => {
                day_bounds(term).is_some_and(|(first, end)| days.hold(first, end))
            }
        }
    }

    /// Calls `found` with each passing term of a field of a segment and the number of its
    /// documents.
    pub(super) fn each(
        &self,
        reader: &SegmentReader,
        field: Field,
        found: &mut dyn FnMut(&str, &tantivy::postings::TermInfo),
    ) -> tantivy::Result<()> {
        let inverted = reader.inverted_index(field)?;
        let mut stream = inverted.terms().range().ge(self.from()).into_stream()?;
        while stream.advance() {
            let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
            if self.is_past(term) {
                break;
            }
            if self.passes(term) {
                found(term, stream.value());
            }
        }
        Ok(())
    }
}

/// The query.
#[derive(Debug, Clone)]
pub(super) struct DictionaryQuery {
    pub(super) field: Field,
    pub(super) test: Arc<Test>,
}

impl Query for DictionaryQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for DictionaryQuery {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let inverted = reader.inverted_index(self.field)?;
        let mut infos = Vec::new();
        self.test.each(reader, self.field, &mut |_, info| infos.push(info.clone()))?;
        let mut documents = BitSet::with_max_value(reader.max_doc());
        for info in infos {
            let mut postings =
                inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                documents.insert(doc);
                doc = postings.advance();
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(documents), boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("one of the terms that pass", 1.0))
    }
}
