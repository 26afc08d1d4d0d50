//! What the grammar finds, before it is resolved against a date.

use super::term::{Era, Part, Unit, Way};
use super::zone::Zone;
use crate::model::Span;

/// A clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: i8,
    pub(super) minute: Option<i8>,
    pub(super) second: Option<i8>,
    /// "am" or "pm" was said, or the hour is above 12: no half of the day is left to guess.
    pub(super) certain: bool,
}

/// A distance from an anchor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shift {
    /// From the date last spoken of, not from the reference date.
    pub(super) text: bool,
    pub(super) unit: Unit,
    /// `None` for an unknown number ("several days ago").
    pub(super) count: Option<i64>,
    /// Counted ("three weeks ago"), not pointed at ("last week"): an assistant takes it to the day.
    pub(super) exact: bool,
    /// Backward, where the number is unknown.
    pub(super) back: bool,
    /// Days to add after: "a year ago yesterday".
    pub(super) days: i64,
}

/// Which of several: "the first week of", "the last Monday of".
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Nth {
    /// From 1; -1 is the last.
    pub(super) index: i64,
    pub(super) unit: Unit,
    /// Counts these weekdays instead of units.
    pub(super) weekday: Option<i8>,
}

/// Fields of a calendar point; what is `None` was not said.
#[derive(Debug, Clone, Default, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing of its own")]
pub(super) struct Fields {
    pub(super) shift: Option<Shift>,
    pub(super) way: Option<Way>,
    pub(super) century: Option<i64>,
    /// First year of the decade; below 100 the century is not said.
    pub(super) decade: Option<i64>,
    pub(super) year: Option<i64>,
    pub(super) half: Option<u8>,
    pub(super) quarter: Option<u8>,
    pub(super) season: Option<u8>,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
    /// Day and month the other way round, where both orders are possible.
    pub(super) swapped: bool,
    pub(super) weekday: Option<i8>,
    pub(super) part: Option<Part>,
    pub(super) clock: Option<Clock>,
    pub(super) zone: Option<Zone>,
    pub(super) holiday: Option<u16>,
    pub(super) era: Option<Era>,
    pub(super) nth: Option<Nth>,
    pub(super) week_of: bool,
    pub(super) fiscal: bool,
    pub(super) stage: Option<&'static str>,
    /// Number of an ISO week.
    pub(super) week: Option<u8>,
    /// The moment of writing.
    pub(super) now: bool,
}

/// Which side of a point is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// Up to its start: "before".
    Before,
    /// From its end: "after".
    After,
    /// From its start: "since".
    Since,
    /// From the moment of writing: "by".
    By,
    /// Up to it: "until".
    Until,
    /// Between it and what it is counted from.
    Within,
}

/// An amount of units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Amount {
    /// `None` for an unknown number.
    pub(super) count: Option<f64>,
    pub(super) unit: Unit,
}

/// What an expression says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    /// A calendar point.
    Point(Box<Fields>),
    /// A length, and the way it lies from the reference date if it does.
    Length(Vec<Amount>, Option<Way>),
    /// From the first to the second point.
    Range(Box<(Fields, Fields)>),
    /// From the start of the first to the end of the second: "the first two weeks of 2021".
    Run(Box<(Fields, Fields)>),
    /// One side of a point.
    Edge(Edge, Box<Fields>),
    /// From a point so long.
    Lasting(Box<Fields>, Vec<Amount>),
    /// So far (the sign: after or before) from a point, or all on one side of that.
    Away(Box<Fields>, Vec<Amount>, i64, Option<Edge>),
    /// A repetition: its TIMEX3 value.
    Set(String),
    /// `PAST_REF` and the like.
    Reference(&'static str),
    /// The same from a word of little weight: "former".
    Loose(&'static str),
}

/// An expression with its place.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// First lexeme.
    pub(super) from: usize,
    /// One past the last lexeme.
    pub(super) to: usize,
    pub(super) span: Span,
    pub(super) expr: Expr,
    /// Modifier from the words before ("more than").
    pub(super) qualifier: Option<&'static str>,
    /// Name of the rule that found it.
    pub(super) rule: &'static str,
}

impl Found {
    /// The end and the fields of a calendar point.
    pub(super) fn into_fields(self) -> Option<(usize, Fields)> {
        match self.expr {
            Expr::Point(fields) => Some((self.to, *fields)),
            _ => None,
        }
    }
}
