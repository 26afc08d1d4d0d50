//! The columns of the mentions in a Parquet file.
//!
//! Mentions come as they lie in the corpus: each text of a document is looked up once, however many
//! mentions and columns name it.

use rust_decimal::Decimal;

use super::parquet_column::Buffer;
use super::parquet_file::DECIMAL_SCALE;
use super::parquet_terms::{EMPTY, Terms};
use crate::model::{
    CodePoints, Kind, PackedDocument, PackedMentions, PackedValue, Span, Term, packed,
};

/// What is kept from one document to the next.
#[derive(Debug, Default)]
pub(super) struct Spans {
    /// The numbers of the document's texts among those of the row group; [`UNKNOWN`] if not looked
    /// up.
    numbers: Vec<u32>,
    /// Candidates put together.
    joined: String,
}

const UNKNOWN: u32 = u32::MAX;

impl Spans {
    /// Writes the mentions of a document into the columns from the first of mentions on, the items
    /// of which have been begun. Returns how many of their figures the columns can't hold.
    pub(super) fn write(
        &mut self,
        document: &PackedDocument<'_>,
        (columns, first, terms): (&mut [Buffer], u64, &mut Terms),
    ) -> usize {
        let Some(mut columns) = Columns::of(columns) else { return 0 };
        let points = CodePoints::new(document.text);
        let all = &document.mentions;
        self.numbers.clear();
        self.numbers.resize(all.texts().len(), UNKNOWN);
        let mut long = 0;
        for (at, mention) in (first..).zip(all.mentions()) {
            let span = mention.span;
            let (start, end) = points.of_span(span);
            columns.start.put_place(at, start);
            columns.end.put_place(at, end);
            columns.words.put_text(at, span.of(document.text));
            let (numbers, joined) = (&mut self.numbers, &mut self.joined);
            let mut row = Row { all, span, at, words: UNKNOWN, terms, numbers, joined };
            row.put(columns.kind, Terms::of_kind(mention.value.kind()));
            long += row.put_value(&mut columns, mention.value);
            if let PackedValue::Quote { speaker_span: Some(span), .. } = mention.value {
                let (start, end) = points.of_span(span);
                columns.speaker_start.put_place(at, start);
                columns.speaker_end.put_place(at, end);
            }
        }
        long
    }
}

/// The columns, in their order.
struct Columns<'c> {
    start: &'c mut Buffer,
    end: &'c mut Buffer,
    words: &'c mut Buffer,
    kind: &'c mut Buffer,
    label: &'c mut Buffer,
    canonical: &'c mut Buffer,
    entity: &'c mut Buffer,
    confidence: &'c mut Buffer,
    min: &'c mut Buffer,
    max: &'c mut Buffer,
    currency: &'c mut Buffer,
    unit: &'c mut Buffer,
    modifier: &'c mut Buffer,
    value: &'c mut Buffer,
    date_start: &'c mut Buffer,
    date_end: &'c mut Buffer,
    speaker: &'c mut Buffer,
    speaker_start: &'c mut Buffer,
    speaker_end: &'c mut Buffer,
    cue: &'c mut Buffer,
}

impl<'c> Columns<'c> {
    fn of(columns: &'c mut [Buffer]) -> Option<Self> {
        let mut columns = columns.iter_mut();
        let mut next = || columns.next();
        Some(Self {
            start: next()?,
            end: next()?,
            words: next()?,
            kind: next()?,
            label: next()?,
            canonical: next()?,
            entity: next()?,
            confidence: next()?,
            min: next()?,
            max: next()?,
            currency: next()?,
            unit: next()?,
            modifier: next()?,
            value: next()?,
            date_start: next()?,
            date_end: next()?,
            speaker: next()?,
            speaker_start: next()?,
            speaker_end: next()?,
            cue: next()?,
        })
    }
}

/// One mention on its way into the columns.
struct Row<'p, 'a> {
    all: &'p PackedMentions<'a>,
    span: Span,
    at: u64,
    /// The number of its words; [`UNKNOWN`] if not looked up.
    words: u32,
    terms: &'p mut Terms,
    numbers: &'p mut [u32],
    joined: &'p mut String,
}

impl Row<'_, '_> {
    /// What the mention means, the place of a speaker aside. Returns how many figures the columns
    /// can't hold.
    fn put_value(&mut self, columns: &mut Columns<'_>, value: PackedValue) -> usize {
        match value {
            PackedValue::Entity { label, canonical, entity, confidence, .. } => {
                self.put_term(columns.label, label);
                self.put_term(columns.canonical, canonical);
                self.put_term(columns.entity, entity);
                put_confidence(columns.confidence, self.at, confidence);
            }
            PackedValue::Money { min, max, currency, candidates, modifier, per } => {
                self.put(columns.label, Terms::of_kind(Kind::Money));
                self.put_currency(columns.currency, currency, candidates);
                self.put_term(columns.unit, per);
                self.put_term(columns.modifier, modifier);
                return self.put_figure(columns.min, min) + self.put_figure(columns.max, max);
            }
            PackedValue::Date { moment_type, value, modifier, start, end, .. } => {
                self.put_term(columns.label, moment_type);
                self.put_term(columns.modifier, modifier);
                self.put_term(columns.value, value);
                self.put_term(columns.date_start, start);
                self.put_term(columns.date_end, end);
            }
            PackedValue::Quantity { quantity_type, min, max, unit, modifier, .. } => {
                self.put_term(columns.label, quantity_type);
                self.put_term(columns.unit, unit);
                self.put_term(columns.modifier, modifier);
                return self.put_figure(columns.min, min) + self.put_figure(columns.max, max);
            }
            PackedValue::Quote { speaker, cue, quote_type, .. } => {
                self.put_term(columns.label, quote_type);
                self.put_term(columns.speaker, speaker);
                self.put_term(columns.cue, cue);
            }
            PackedValue::Indicator { indicator_kind, value } => {
                self.put_term(columns.label, indicator_kind);
                self.put_term(columns.canonical, value);
            }
        }
        0
    }

    /// The number of a text, that of the empty one if there is none.
    fn number(&mut self, term: Term) -> u32 {
        let known = match term.place() {
            Some(place) => self.numbers.get_mut(place),
            None if term.is_words() => Some(&mut self.words),
            None => None,
        };
        let Some(known) = known else { return EMPTY };
        if *known == UNKNOWN {
            *known = self.terms.number(self.all.term(self.span, term).unwrap_or_default());
        }
        *known
    }

    /// A text by its number; none if it is empty.
    fn put(&self, column: &mut Buffer, number: u32) {
        if number != EMPTY {
            column.put_term(self.at, number, self.terms);
        }
    }

    fn put_term(&mut self, column: &mut Buffer, term: Term) {
        let number = self.number(term);
        self.put(column, number);
    }

    /// A currency, or those it may be.
    fn put_currency(&mut self, column: &mut Buffer, currency: Term, candidates: packed::Terms) {
        if self.all.term(self.span, currency).is_some() {
            return self.put_term(column, currency);
        }
        self.joined.clear();
        for (n, &term) in self.all.list(candidates).iter().enumerate() {
            self.joined.push_str(if n == 0 { "" } else { "|" });
            self.joined.push_str(self.all.term(self.span, term).unwrap_or_default());
        }
        let number = self.terms.number(self.joined);
        self.put(column, number);
    }

    /// A figure. Returns 1 if the column can't hold it.
    fn put_figure(&mut self, column: &mut Buffer, term: Term) -> usize {
        let number = self.number(term);
        if number == EMPTY {
            return 0;
        }
        let Some((key, figure)) = self.terms.figure(number, scaled) else { return 1 };
        column.put_keyed(self.at, key, |out| out.extend_from_slice(&figure.to_be_bytes()));
        0
    }
}

/// A confidence in hundredths.
fn put_confidence(column: &mut Buffer, at: u64, confidence: f32) {
    let hundredths = f64::from(confidence.clamp(0.0, 1.0)) * 100.0 + 0.5;
    let hundredths = (hundredths as i32).unsigned_abs();
    let plain = |out: &mut Vec<u8>| {
        out.extend_from_slice(&(f64::from(hundredths) / 100.0).to_le_bytes());
    };
    column.put_keyed(at, hundredths, plain);
}

/// A decimal times 10⁹, if that is a whole number of at most 38 digits.
fn scaled(figure: &[u8]) -> Option<i128> {
    let figure: Decimal = str::from_utf8(figure).ok()?.parse().ok()?;
    let figure = figure.normalize();
    let missing = DECIMAL_SCALE.checked_sub(figure.scale())?;
    figure.mantissa().checked_mul(10_i128.pow(missing)).filter(|n| n.abs() < 10_i128.pow(38))
}
