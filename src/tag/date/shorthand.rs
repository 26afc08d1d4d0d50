//! Short forms of dates that are read in requests only, where prose would mean a fraction, a score
//! or a name: "22/04", "2014/10", "Dec31", "week 31", "Friday the 31st", "EOM".

use super::expr::{Fields, Shift};
use super::parser::{Parser, plain_digits};
use super::point::Slot;
use super::term::{Term, Unit};

impl Parser<'_, '_> {
    /// One short form into the fields.
    pub(super) fn shorthand(
        &self,
        at: usize,
        f: &mut Fields,
        last: Option<Slot>,
    ) -> Option<(usize, Slot)> {
        if !self.joined || f.day.is_some() || f.month.is_some() {
            return None;
        }
        if f.year.is_none() && f.shift.is_none() {
            if let Some(found) = self.day_and_month(at, f, last) {
                return Some(found);
            }
            if let Some(found) = self.year_and_month(at, f) {
                return Some(found);
            }
            if let Some(found) = self.named_month(at, f) {
                return Some(found);
            }
        }
        if last == Some(Slot::Weekday)
            && let Some(found) = self.day_of_weekday(at, f)
        {
            return Some(found);
        }
        if last.is_none()
            && let Some(found) = self.day_of_period(at, f)
        {
            return Some(found);
        }
        self.unit_form(at, f, last)
    }

    /// "22/04", "5/12", after a weekday or a pointing word also "7.6".
    fn day_and_month(
        &self,
        at: usize,
        f: &mut Fields,
        last: Option<Slot>,
    ) -> Option<(usize, Slot)> {
        let clock = at.checked_sub(1).is_some_and(|b| self.is(b, Term::At));
        let cued = last == Some(Slot::Weekday) && !clock
            || f.way.is_some()
            || at.checked_sub(1).is_some_and(|b| self.is(b, Term::On));
        let (left, right, to) =
            if cued && let Some((left, right)) = self.surface(at).split_once('.') {
                (plain_digits(left)?, plain_digits(right)?, at + 1)
            } else {
                if self.surface(at + 1) != "/" || self.spaced(at + 1) || self.spaced(at + 2) {
                    return None;
                }
                (self.digits(at)?, self.digits(at + 2)?, at + 3)
            };
        let ((left, 1..=2), (right, 1..=2)) = (left, right) else { return None };
        let more = matches!(self.surface(to), "/" | "%" | ":")
            || self.unit(to).is_some()
            || self.half_day(to).is_some()
            || at.checked_sub(1).is_some_and(|b| self.surface(b) == "/");
        let day_at = |n: i64| (1..=31).contains(&n);
        let month_at = |n: i64| (1..=12).contains(&n);
        let (day, month) = match self.day_first {
            Some(true) if day_at(left) && month_at(right) => (left, right),
            _ if month_at(left) && day_at(right) => (right, left),
            _ if day_at(left) && month_at(right) => (left, right),
            _ => return None,
        };
        if more {
            return None;
        }
        (f.day, f.month) = (Some(day as u8), Some(month as u8));
        Some((to, Slot::Date))
    }

    /// "2014/10", "2015-12", "12/2015".
    fn year_and_month(&self, at: usize, f: &mut Fields) -> Option<(usize, Slot)> {
        let separator = self.surface(at + 1);
        if !matches!(separator, "/" | "-") || self.spaced(at + 1) || self.spaced(at + 2) {
            return None;
        }
        let pair = (self.digits(at)?, self.digits(at + 2)?);
        let (((year, 4), (month, 1..=2)) | ((month, 1..=2), (year, 4))) = pair else {
            return None;
        };
        let more = matches!(self.surface(at + 3), "/" | "-") && !self.spaced(at + 3)
            || at > 0 && !self.spaced(at) && matches!(self.surface(at - 1), "/" | "-");
        if more || !(1..=12).contains(&month) || !(1000..=2200).contains(&year) {
            return None;
        }
        (f.year, f.month) = (Some(year), Some(month as u8));
        Some((at + 3, Slot::Month))
    }

    /// "2019/aug/01", "Jan/3", "Jun-15", "Dec/2018", "Dec31", "October, 1st".
    fn named_month(&self, at: usize, f: &mut Fields) -> Option<(usize, Slot)> {
        let joint = |i: usize| {
            matches!(self.surface(i), "/" | "-") && !self.spaced(i) && !self.spaced(i + 1)
        };
        let day_at = |i: usize| {
            let (n, length) = self.digits(i)?;
            (length <= 2 && (1..=31).contains(&n)).then_some(n as u8)
        };
        if let Some((year, 4)) = self.digits(at)
            && joint(at + 1)
            && let Some(month) = self.month_of(at + 2)
            && joint(at + 3)
        {
            (f.year, f.month, f.day) = (Some(year), Some(month), Some(day_at(at + 4)?));
            return Some((at + 5, Slot::Date));
        }
        let month = self.month_of(at)?;
        let next = at + 1;
        if self.surface(next) == ","
            && let Some((to, day)) = self.ordinal(next + 1)
            && (1..=31).contains(&day)
        {
            (f.month, f.day) = (Some(month), Some(day as u8));
            return Some((to, Slot::Date));
        }
        let number = if joint(next) { next + 1 } else { next };
        if number == next && self.spaced(next) {
            return None;
        }
        if number > next
            && let Some((year, 4)) = self.digits(number)
        {
            (f.year, f.month) = (Some(year), Some(month));
            return Some((number + 1, Slot::Month));
        }
        (f.month, f.day) = (Some(month), Some(day_at(number)?));
        Some((number + 1, Slot::Date))
    }

    /// "Friday 31", "Monday the twenty-seventh".
    fn day_of_weekday(&self, at: usize, f: &mut Fields) -> Option<(usize, Slot)> {
        let the = usize::from(self.is(at, Term::The));
        let (to, day) = if let Some(found) = self.ordinal(at + the) {
            found
        } else {
            let (n, length) = self.digits(at + the)?;
            let clocked = matches!(self.surface(at + 1), ":" | "-" | "–" | "/" | ".")
                && self.digits(at + 2).is_some();
            if length != 2 || clocked || self.is(at + 1, Term::To) {
                return None;
            }
            (at + the + 1, n)
        };
        let taken = self.half_day(to).is_some()
            || self.is(to, Term::OClock)
            || self.is(to, Term::HourLetter)
            || self.unit(to).is_some()
            || self.month_of(to).is_some()
            || self.is(to, Term::Of);
        if taken || !(1..=31).contains(&day) {
            return None;
        }
        f.day = Some(day as u8);
        Some((to, Slot::Date))
    }

    /// "20 of next month", "the 3rd of the previous month".
    fn day_of_period(&self, at: usize, f: &mut Fields) -> Option<(usize, Slot)> {
        let (to, day) = self
            .ordinal(at)
            .or_else(|| self.digits(at).filter(|(_, l)| *l <= 2).map(|(n, _)| (at + 1, n)))?;
        if !(1..=31).contains(&day) || !self.is(to, Term::Of) {
            return None;
        }
        let the = usize::from(self.is(to + 1, Term::The));
        let way = self.way(to + 1 + the)?;
        let (unit, _, _) = self.unit(to + 2 + the)?;
        if unit != Unit::Month {
            return None;
        }
        f.shift = Some(whole_units(way.steps(), unit, way.in_text()));
        f.day = Some(day as u8);
        Some((to + 3 + the, Slot::Date))
    }

    /// "week 31", "EOM", "the week" that runs.
    fn unit_form(&self, at: usize, f: &mut Fields, last: Option<Slot>) -> Option<(usize, Slot)> {
        if self.is(at, Term::Unit(Unit::Week))
            && let Some((week, 1..=2)) = self.digits(at + 1)
            && (1..=53).contains(&week)
        {
            f.week = Some(week as u8);
            return Some((at + 2, Slot::Fraction));
        }
        let held = last == Some(Slot::Fraction) && f.nth.is_some();
        if (last.is_some() && !held) || f.shift.is_some() || f.way.is_some() {
            return None;
        }
        if let Some((stage, unit)) = self.term(at, |t| match t {
            Term::Staged(stage, unit) => Some((stage, unit)),
            _ => None,
        }) {
            let word = self.surface(at);
            if word.chars().count() < 4 && word.chars().any(char::is_lowercase) {
                return None;
            }
            f.stage = f.stage.or(Some(stage));
            f.shift = Some(whole_units(0, unit, false));
            return Some((at + 1, Slot::Shift));
        }
        let (unit, 1, false) = self.unit(at)? else { return None };
        let alone = at.checked_sub(1).is_some_and(|b| self.is(b, Term::The))
            && !self.is(at + 1, Term::Of)
            && unit >= Unit::Day
            && unit <= Unit::Year
            && self.digits(at + 1).is_none()
            && self.way_after(at + 1).is_none()
            && f.stage.is_none();
        if !alone {
            return None;
        }
        f.shift = Some(whole_units(0, unit, false));
        Some((at + 1, Slot::Shift))
    }
}

fn whole_units(count: i64, unit: Unit, text: bool) -> Shift {
    Shift { text, unit, count: Some(count), exact: false, back: false, days: 0 }
}
