//! Ranges whose ends share fields: "March 5-9, 1918", "6-7 February", "1957-58", "between January
//! and March 2013".

use super::expr::{Expr, Fields, Found};
use super::parser::Parser;
use super::term::Term;

/// Most words between a clock time and the day it takes from after them.
const DAY_REACH: usize = 6;

impl Parser<'_, '_> {
    /// "10:14 a.m. (0114 GMT) on Friday", "9 a.m. local time on Monday": a clock time without a day
    /// is of the day said after it.
    pub(super) fn lend_days(&self, found: &mut [Found]) {
        for at in (0..found.len()).rev() {
            let (head, tail) = found.split_at_mut(at + 1);
            let (Some(here), Some(next)) = (head.last_mut(), tail.first()) else { continue };
            let (Expr::Point(clock), Expr::Point(day)) = (&mut here.expr, &next.expr) else {
                continue;
            };
            let told = day.day.is_some() || day.weekday.is_some();
            let bracketed = next.from > 0 && self.surface(next.from - 1) == "(";
            let date = Fields { clock: None, part: None, zone: None, ..(**clock).clone() };
            if date == Fields::default()
                && clock.clock.is_some()
                && told
                && (day.clock.is_none() || bracketed)
                && self.leads_to_day(here.to, next.from)
            {
                let (part, zone) = (clock.part, clock.zone);
                **clock = Fields { clock: clock.clock, part, zone, ..(**day).clone() };
            }
        }
    }

    /// Nothing but a zone and brackets stands between a clock time and its day.
    fn leads_to_day(&self, from: usize, to: usize) -> bool {
        from <= to
            && to - from <= DAY_REACH
            && (from == 0 || self.together(from - 1, to))
            && (from..to).all(|at| {
                matches!(self.word(at), "(" | ")" | "on" | "local" | "time")
                    || self.word(at + 1) == "time"
            })
    }

    /// Keeps an expression, and the far end of a range that borrows from it.
    pub(super) fn ranges(&self, found: &Found, out: &mut Vec<Found>) -> usize {
        if let Expr::Point(fields) = &found.expr
            && let Some(last) = out.last_mut()
            && last.to + 1 == found.from
            && self.joins_range(last.to)
            && let Expr::Point(first) = &mut last.expr
        {
            lend(first, fields);
        }
        out.push(found.clone());
        let Some(far) = self.far_end(found) else { return found.to };
        let mut to = far.to;
        if let Expr::Point(fields) = &far.expr
            && let Some(last) = out.last_mut()
            && let Expr::Point(first) = &mut last.expr
        {
            lend(first, fields);
        }
        to = to.max(found.to);
        out.push(far);
        to
    }

    fn joins_range(&self, at: usize) -> bool {
        self.is(at, Term::To) || self.is(at, Term::And) || matches!(self.surface(at), "/" | ",")
    }

    /// The second number after "March 5-" or "1957-".
    fn far_end(&self, found: &Found) -> Option<Found> {
        let Expr::Point(fields) = &found.expr else { return None };
        let at = found.to;
        if !self.joins_range(at) || self.surface(at) == "," {
            return None;
        }
        let (n, length) = self.digits(at + 1)?;
        let mut next = Fields { ..(**fields).clone() };
        let last_is_year = found.to > 0
            && self.digits(found.to - 1).is_some_and(|(_, l)| l == 4)
            && fields.month.is_none();
        if last_is_year && fields.year.is_some() && length == 2 && !self.spaced(at + 1) {
            let year = fields.year? / 100 * 100 + n;
            if year <= fields.year? || self.unit(at + 2).is_some() {
                return None;
            }
            next.year = Some(year);
            return self.found(at + 1, at + 2, Expr::Point(Box::new(next)));
        }
        // Month first: the day is the last thing said.
        let day_last = fields.day.is_some()
            && fields.year.is_none()
            && fields.clock.is_none()
            && fields.month.is_some()
            && self.month_of(found.to - 1).is_none();
        if !day_last || length > 2 || !(1..=31).contains(&n) {
            return None;
        }
        let mut to = at + 2;
        if self.is(to, Term::OrdinalSuffix) && !self.spaced(to) {
            to += 1;
        }
        let dot = usize::from(self.surface(to) == "." && !self.spaced(to));
        if self.month_of(to + dot).is_some() || self.unit(to).is_some() || self.is(to, Term::Of) {
            return None;
        }
        if self.is(at, Term::And) && self.is_unknown(to) && !self.is(to, Term::Function) {
            // "May 5 and 12 soldiers".
            return None;
        }
        next.day = Some(n as u8);
        next.weekday = None;
        let comma = usize::from(self.surface(to) == ",");
        if let Some((year, 4)) = self.digits(to + comma)
            && (1000..2200).contains(&year)
        {
            next.year = Some(year);
            to += comma + 1;
        }
        self.found(at + 1, to, Expr::Point(Box::new(next)))
    }

    /// "6" of "6-7 February", "28" of "28 and 29 August", "5." of "5. bis 22. November".
    pub(super) fn range_start(&self, at: usize) -> Option<Found> {
        let (n, length) = self.digits(at)?;
        if length > 2 || !(1..=31).contains(&n) {
            return None;
        }
        let mut to = at + 1;
        let suffixed =
            (self.is(to, Term::OrdinalSuffix) || self.surface(to) == ".") && !self.spaced(to);
        to += usize::from(suffixed);
        if !self.joins_range(to) || self.surface(to) == "," {
            return None;
        }
        let mut next = Fields::default();
        let (_, slot) = self.month_day(to + 1, &mut next)?;
        let (day, _) = (next.day?, slot);
        if i64::from(day) <= n || next.month.is_none() || self.month_of(to + 1).is_some() {
            return None;
        }
        let found = self.best_point(to + 1)?;
        let Expr::Point(fields) = &found.expr else { return None };
        let fields = Fields { day: Some(n as u8), weekday: None, ..(**fields).clone() };
        let end = if suffixed { to } else { at + 1 };
        self.found(at, end, Expr::Point(Box::new(fields)))
    }

    fn best_point(&self, at: usize) -> Option<Found> {
        self.point(at)
    }
}

/// Gives the first end the year of the second where it has none: "3 January and 9 March 2023".
fn lend(first: &mut Fields, second: &Fields) {
    let plain = |f: &Fields| f.shift.is_none() && f.way.is_none() && f.holiday.is_none();
    if first.year.is_some() || second.year.is_none() || !plain(first) || !plain(second) {
        return;
    }
    let (Some(a), Some(b)) = (first.month, second.month) else { return };
    let wraps = (a, first.day.unwrap_or(0)) > (b, second.day.unwrap_or(31));
    first.year = second.year.map(|y| if wraps { y - 1 } else { y });
}
