//! Distances from a date: "three days ago", "a week later", "two Fridays from now".

use super::calendar;
use super::expr::{Amount, Expr, Fields, Found, Nth, Shift};
use super::parser::Parser;
use super::term::{Term, Unit};

impl Parser<'_, '_> {
    /// "ago", "later", "from now" after an amount; "in" before it where that means the future.
    pub(super) fn distance(&self, at: usize, to: usize, parts: &[Amount]) -> Option<Found> {
        let first = parts.first()?;
        let (end, sign, text) = if self.is(to, Term::Ago) {
            (to + 1, -1, false)
        } else if self.is(to, Term::FromNow) {
            (to + 1, 1, false)
        } else if self.is(to, Term::Later) {
            (to + 1, 1, true)
        } else if self.is(to, Term::Earlier) && self.closes(to) {
            (to + 1, -1, true)
        } else if at > 0 && self.is(at - 1, Term::AgoBefore) {
            (to, -1, false)
        } else if at > 0
            && (self.is(at - 1, Term::FromNowBefore) || self.future && self.is(at - 1, Term::In))
        {
            (to, 1, false)
        } else {
            return None;
        };
        // Asked for a moment, "a few" is three.
        let few = self.joined.then_some(3.0);
        let (unit, count) = match first.count.or(few) {
            Some(count) => {
                let (unit, count) = calendar::whole(first.unit, count);
                (unit, Some(count))
            }
            None => (first.unit, None),
        };
        let mut shift = Shift {
            text,
            unit,
            count: count.map(|c| c * sign),
            exact: true,
            back: sign < 0,
            days: 0,
        };
        let mut end = end;
        if let Some(days) = self.term(end, |t| match t {
            Term::Shift(n, Unit::Day) => Some(n),
            _ => None,
        }) && !text
        {
            shift.days = days;
            shift.unit = unit;
            end += 1;
            let fields =
                Fields { shift: Some(shift), week_of: false, day: Some(0), ..Fields::default() };
            return self.found(at, end, Expr::Point(Box::new(fields)));
        }
        let led =
            at > 0 && (self.is(at - 1, Term::AgoBefore) || self.is(at - 1, Term::FromNowBefore));
        let from = if led { at - 1 } else { at };
        let fields = Fields { shift: Some(shift), ..Fields::default() };
        self.found(from, end, Expr::Point(Box::new(fields)))
    }

    /// "three Fridays from now", "two Thursdays ago".
    pub(super) fn weekdays_away(&self, at: usize) -> Option<Found> {
        let (to, n) = self.integer(at).filter(|(_, n)| (1..60).contains(n))?;
        let weekday = self.term(to, |t| match t {
            Term::Weekday(d) | Term::Weekdays(d) if d < 8 => Some(d),
            _ => None,
        })?;
        let index = match (self.is(to + 1, Term::Ago), self.is(to + 1, Term::FromNow)) {
            (true, _) => -n,
            (_, true) => n,
            _ => return None,
        };
        let nth = Nth { index, unit: Unit::Week, weekday: Some(weekday) };
        let fields = Fields { nth: Some(nth), ..Fields::default() };
        self.found(at, to + 2, Expr::Point(Box::new(fields)))
    }

    /// "before" goes on with no event: "the year before."
    fn closes(&self, at: usize) -> bool {
        !matches!(self.word(at), "before" | "prior")
            || !self.together(at, at + 1)
            || matches!(self.surface(at + 1), "." | "," | ";" | ")" | ":")
    }
}
