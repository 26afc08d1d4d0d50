//! Documents with any term of a field that passes a test: amounts, dates, addresses, wild cards.

use std::ops::Bound;
use std::sync::Arc;

use tantivy::query::{
    BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use super::ast::{Amount, Days};
use super::pattern::{Expression, Pattern, within_distance};
use crate::index::{
    MONEY_MARK, QUANTITY_MARK, STEM_MARK, day_bounds, day_prefix, figure_key, figure_value,
};

/// The test of a term.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    /// Words by wild cards.
    Glob(Pattern),
    /// Words by edit distance.
    Fuzzy(Vec<char>, usize),
    /// Words by a regular expression.
    Regex(Expression),
    /// Amounts of money, or figures of quantities of any unit.
    Figure(bool, Amount),
    /// Intervals that lie inside.
    Inside(Days),
}

impl Test {
    /// Terms before this one cannot pass.
    fn from(&self) -> String {
        match self {
            Self::Glob(pattern) => pattern.prefix(),
            Self::Fuzzy(..) | Self::Regex(_) => String::new(),
            Self::Figure(is_money, amount) => {
                let (mark, name) = figure_place(*is_money, amount);
                let Some(name) = name else {
                    return mark.to_string();
                };
                match amount.min {
                    Bound::Included(min) | Bound::Excluded(min) => figure_key(mark, name, min),
                    Bound::Unbounded => format!("{mark}{name}:"),
                }
            }
            Self::Inside(days) => day_prefix(days.from.unwrap_or(i32::MIN)),
        }
    }

    /// Terms from the first for which this is true on cannot pass.
    fn is_past(&self, term: &str) -> bool {
        match self {
            Self::Glob(pattern) => !term.starts_with(&pattern.prefix()),
            Self::Fuzzy(..) | Self::Regex(_) => false,
            Self::Figure(is_money, amount) => {
                let (mark, name) = figure_place(*is_money, amount);
                let Some(rest) = term.strip_prefix(mark) else { return true };
                let Some(name) = name else { return false };
                !rest.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'))
                    || figure_value(term).is_some_and(|v| match amount.max {
                        Bound::Included(max) | Bound::Excluded(max) => v > max,
                        Bound::Unbounded => false,
                    })
            }
            Self::Inside(days) => match (day_bounds(term), days.until) {
                (Some((first, _)), Some(until)) => first >= until,
                (Some(_), None) => false,
                (None, _) => true,
            },
        }
    }

    /// True if a term of the index passes; marked stems of the title are no words.
    pub(super) fn passes(&self, term: &str) -> bool {
        match self {
            Self::Glob(pattern) => !term.starts_with(STEM_MARK) && pattern.matches(term),
            Self::Fuzzy(chars, max) => {
                let length = term.chars().count();
                length.abs_diff(chars.len()) <= *max && !term.starts_with(STEM_MARK) && {
                    let word: Vec<char> = term.chars().collect();
                    within_distance(chars, &word, *max)
                }
            }
            Self::Regex(expression) => !term.starts_with(STEM_MARK) && expression.matches(term),
            Self::Figure(_, amount) => figure_value(term).is_some_and(|v| amount.holds(v)),
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

/// The mark and the currency figures are filed under; `None` for any currency.
fn figure_place(is_money: bool, amount: &Amount) -> (&'static str, Option<&str>) {
    if is_money { (MONEY_MARK, amount.currency.as_deref()) } else { (QUANTITY_MARK, Some("")) }
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
