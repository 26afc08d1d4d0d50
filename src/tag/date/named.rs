//! Pieces that have names: weekdays, parts of the day, seasons, quarters, holidays, decades, "the
//! last Monday of".

use super::expr::{Fields, Nth};
use super::parser::Parser;
use super::point::{Slot, shift_by};
use super::term::{Part, Term, Unit, Way};

impl Parser<'_, '_> {
    /// Names: weekday, part, season, quarter, half, holiday, decade, century.
    pub(super) fn named(
        &self,
        at: usize,
        fields: &mut Fields,
        last: Option<Slot>,
    ) -> Option<(usize, Slot)> {
        if let Some((to, slot)) = self.counted_period(at, fields) {
            return Some((to, slot));
        }
        if let Some(part) = self.request_part(at, last)
            && fields.part.is_none()
            && fields.clock.is_none()
        {
            fields.part = Some(part);
            return Some((at + 1, Slot::Part));
        }
        let lexeme = self.lexemes.get(at)?;
        for term in lexeme.terms {
            match *term {
                Term::Weekday(d) if fields.weekday.is_none() && self.weekday_ok(at) => {
                    fields.weekday = Some(d);
                    // "Montagabend"
                    fields.part = fields.part.or(self.term(at, |t| match t {
                        Term::Part(p) => Some(p),
                        _ => None,
                    }));
                    let dot = usize::from(self.abbreviated(at));
                    return Some((at + 1 + dot, Slot::Weekday));
                }
                Term::Part(p) if fields.part.is_none() => {
                    fields.part = Some(p);
                    // "the early morning hours of"
                    let hours = usize::from(self.is(at + 1, Term::Units(Unit::Hour)));
                    return Some((at + 1 + hours, Slot::Part));
                }
                Term::Season(s) if fields.season.is_none() => {
                    fields.season = Some(s);
                    return Some((at + 1, Slot::Season));
                }
                Term::Holiday(h)
                    if fields.holiday.is_none()
                        && (lexeme.shy == 0 || self.capital(at) || self.joined) =>
                {
                    fields.holiday = Some(h);
                    return Some((at + 1, Slot::Holiday));
                }
                Term::QuarterNumber(q) if fields.quarter.is_none() => {
                    fields.quarter = Some(q);
                    return Some((at + 1, Slot::Fraction));
                }
                Term::HalfNumber(h) if fields.half.is_none() => {
                    fields.half = Some(h);
                    return Some((at + 1, Slot::Fraction));
                }
                Term::Unit(Unit::Week)
                    if last.is_none() && !fields.week_of && self.opens_week(at) =>
                {
                    return self.week_of(at, fields);
                }
                // "the end of the year", "the beginning of the month".
                Term::Unit(unit)
                    if last.is_none()
                        && fields.stage.is_some()
                        && fields.shift.is_none()
                        && unit >= Unit::Week
                        && !self.is(at + 1, Term::Of) =>
                {
                    fields.shift = Some(shift_by(Way::Same, unit, 1));
                    return Some((at + 1, Slot::Shift));
                }
                _ => {}
            }
        }
        None
    }

    /// "lunch", "tomorrow am" in a request.
    fn request_part(&self, at: usize, last: Option<Slot>) -> Option<Part> {
        let day = matches!(last, Some(Slot::Shift | Slot::Weekday | Slot::Date));
        self.term(at, |t| match t {
            Term::Meal(part) => Some(part),
            Term::Am if day => Some(Part::Morning),
            Term::Pm if day => Some(Part::Afternoon),
            _ => None,
        })
        .filter(|_| self.joined)
    }

    fn opens_week(&self, at: usize) -> bool {
        self.is(at + 1, Term::Of) || self.lexemes.get(at).is_some_and(|l| l.tokens > 1)
    }

    /// "week of 9 May", "week starting on 9 May".
    fn week_of(&self, at: usize, fields: &mut Fields) -> Option<(usize, Slot)> {
        let phrase = self.lexemes.get(at).is_some_and(|l| l.tokens > 1);
        let start = at + 1 + usize::from(!phrase);
        let the = usize::from(self.is(start, Term::The));
        let mut inner = fields.clone();
        let (to, slot) = self.month_day(start + the, &mut inner)?;
        if slot != Slot::Date {
            return None;
        }
        inner.week_of = true;
        *fields = inner;
        Some((to, Slot::Date))
    }

    /// "first quarter", "second half", "20th century", "the 1990s", "the sixties".
    fn counted_period(&self, at: usize, fields: &mut Fields) -> Option<(usize, Slot)> {
        if let Some(tens) = self.term(at, |t| match t {
            Term::DecadeWord(d) => Some(d),
            _ => None,
        }) && fields.decade.is_none()
        {
            fields.decade = Some(i64::from(tens));
            // "fünfziger Jahre"
            let years = usize::from(
                self.is(at + 1, Term::Units(Unit::Year)) || self.is(at + 1, Term::Unit(Unit::Year)),
            );
            return Some((at + 1 + years, Slot::Decade));
        }
        // "los años 90", "les années 1990"
        if self.is(at, Term::DecadeOpen)
            && let Some((n, length @ (2 | 4))) = self.digits(at + 1)
            && n % 10 == 0
            && n > 0
            && (length == 2 || (1500..=2090).contains(&n))
            && fields.decade.is_none()
        {
            fields.decade = Some(n);
            return Some((at + 2, Slot::Decade));
        }
        // "90-х годов"
        let dash = usize::from(
            self.surface(at + 1) == "-" && !self.spaced(at + 1) && !self.spaced(at + 2),
        );
        if let Some((n, length)) = self.digits(at)
            && self.is(at + 1 + dash, Term::DecadeMark)
            && fields.decade.is_none()
            && n % 10 == 0
            && (length == 4 && (1000..=2090).contains(&n) || (length == 2 && n < 100))
        {
            let mut to = at + 2 + dash;
            if self.surface(at + 1) == "'" || self.surface(at + 1) == "’" {
                to += usize::from(self.word(at + 2) == "s");
            }
            fields.decade = Some(n);
            let years = self.unit(to).is_some_and(|(unit, _, _)| unit == Unit::Year)
                || self.is(to, Term::YearMark);
            return Some((to + usize::from(years), Slot::Decade));
        }
        if let Some(to) = self.lettered(at, fields) {
            return Some((to, Slot::Fraction));
        }
        if let Some(found) = self.marked_period(at, fields) {
            return Some(found);
        }
        let (to, n) = self.ordinal(at)?;
        let to = to + usize::from(self.surface(to) == "-");
        let century = self.is(to, Term::CenturyMark) || self.is(to, Term::Unit(Unit::Century));
        if century && (1..=21).contains(&n) && fields.century.is_none() {
            fields.century = Some(n - 1);
            return Some((to + 1, Slot::Century));
        }
        if self.is(to, Term::QuarterWord) && (1..=4).contains(&n) && fields.quarter.is_none() {
            fields.quarter = Some(n as u8);
            return Some((to + 1, Slot::Fraction));
        }
        let half = self.is(to, Term::Half) || self.is(to, Term::HalfYearWord);
        if half && (1..=2).contains(&n) && fields.half.is_none() {
            fields.half = Some(n as u8);
            return Some((to + 1, Slot::Fraction));
        }
        None
    }

    /// "siglo XX", "القرن العشرين", "20世纪", "1분기", "الربع الأول".
    fn marked_period(&self, at: usize, fields: &mut Fields) -> Option<(usize, Slot)> {
        if self.is(at, Term::CenturyMark) && fields.century.is_none() {
            let (to, n) = self.ordinal(at + 1).or_else(|| Some((at + 2, self.roman(at + 1)?)))?;
            fields.century = Some((1..=21).contains(&n).then_some(n - 1)?);
            return Some((to, Slot::Century));
        }
        if self.is(at, Term::QuarterWord) && fields.quarter.is_none() {
            let (to, n) = self.ordinal(at + 1)?;
            fields.quarter = Some((1..=4).contains(&n).then_some(n as u8)?);
            return Some((to, Slot::Fraction));
        }
        let (to, n) = self.integer(at)?;
        if self.spaced(to) {
            return None;
        }
        if self.is(to, Term::CenturyMark) && (10..=21).contains(&n) && fields.century.is_none() {
            fields.century = Some(n - 1);
            return Some((to + 1, Slot::Century));
        }
        if self.is(to, Term::QuarterWord) && (1..=4).contains(&n) && fields.quarter.is_none() {
            fields.quarter = Some(n as u8);
            return Some((to + 1, Slot::Fraction));
        }
        None
    }

    /// A Roman numeral in capitals, up to XXXIX.
    fn roman(&self, at: usize) -> Option<i64> {
        let surface = self.surface(at);
        let tens = surface.bytes().take_while(|&b| b == b'X').count();
        let units = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
        let rest = surface.get(tens..)?;
        let unit = units.iter().position(|u| *u == rest)?;
        (tens < 4 && !surface.is_empty()).then_some((tens * 10 + unit) as i64)
    }

    /// "Q1", "1Q", "H2".
    fn lettered(&self, at: usize, fields: &mut Fields) -> Option<usize> {
        if self.spaced(at + 1) {
            return None;
        }
        let (letter, (n, 1)) = (at, self.digits(at + 1)?) else {
            return None;
        };
        if self.is(letter, Term::QuarterLetter) && (1..=4).contains(&n) && fields.quarter.is_none()
        {
            fields.quarter = Some(n as u8);
            return Some(at + 2);
        }
        if self.is(letter, Term::HalfLetter) && (1..=2).contains(&n) && fields.half.is_none() {
            // "H1" alone is a name more often than a half-year.
            let year = self.digits(at + 2).is_some_and(|(_, l)| l == 4);
            if year || fields.year.is_some() {
                fields.half = Some(n as u8);
                return Some(at + 2);
            }
        }
        None
    }

    /// "the first week of", "the last Monday of", followed by what holds it.
    pub(super) fn nth(&self, at: usize, fields: &mut Fields) -> Option<usize> {
        if fields.nth.is_some() {
            return None;
        }
        let (to, index) = if self.is(at, Term::Way(Way::Last)) {
            (at + 1, -1)
        } else {
            let (to, n) = self.ordinal(at)?;
            // "the second last week of"
            if self.is(to, Term::Way(Way::Last)) { (to + 1, -n) } else { (to, n) }
        };
        let weekday = self.term(to, |t| match t {
            Term::Weekday(d) => Some(d),
            _ => None,
        });
        let unit = match weekday {
            Some(_) => Unit::Week,
            None => self.unit(to).map(|(u, _, _)| u).filter(|u| {
                matches!(u, Unit::Day | Unit::Week | Unit::Weekend | Unit::Month | Unit::Year)
            })?,
        };
        // Only with what holds it.
        let of = to + 1;
        let linked = self.is(of, Term::Of) || self.is(of, Term::In);
        if !linked {
            return None;
        }
        let the = usize::from(self.is(of + 1, Term::The));
        let held = self.month_of(of + 1 + the).is_some()
            || self.digits(of + 1 + the).is_some_and(|(_, n)| n == 4)
            || self.way(of + 1 + the).is_some()
            || (self.joined && the == 1 && self.is(of + 2, Term::Unit(Unit::Month)))
            || self
                .term(of + 1 + the, |t| match t {
                    Term::Shift(..) | Term::Season(_) => Some(()),
                    _ => None,
                })
                .is_some();
        if !held {
            return None;
        }
        fields.nth = Some(Nth { index, unit, weekday });
        Some(to + 1)
    }
}
