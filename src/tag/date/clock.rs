//! Clock times: "4:15 p.m.", "8 PM", "15h30", "noon", with zones.

use super::expr::{Clock, Fields};
use super::parser::{Parser, plain_digits};
use super::term::{Part, Term};

impl Parser<'_, '_> {
    /// A clock time at `at`, with half of day and zone, into the fields. `bare`: an hour alone will
    /// do ("at 5").
    pub(super) fn clock(&self, at: usize, fields: &mut Fields, bare: bool) -> Option<usize> {
        if fields.clock.is_some() {
            return None;
        }
        if let Some(hour) = self.term(at, |t| match t {
            Term::Hour(h) => Some(h),
            _ => None,
        }) {
            fields.clock = Some(Clock { hour, minute: Some(0), second: None, certain: true });
            return Some(self.zone(at + 1, fields));
        }
        let (mut to, mut clock, marked) = self.figures(at, bare)?;
        let mut said = marked;
        if self.is(to, Term::OClock) {
            said = true;
            to += 1;
        }
        let half = self.term(to, |t| match t {
            Term::Am => Some(false),
            Term::Pm => Some(true),
            _ => None,
        });
        if let Some(pm) = half {
            if !(1..=12).contains(&clock.hour) {
                return None;
            }
            clock.hour = clock.hour % 12 + if pm { 12 } else { 0 };
            clock.certain = true;
            said = true;
            to += 1;
        } else if !said && self.zone_at(to).is_some() && self.spaced(to) && clock.minute.is_some() {
            said = true;
        }
        if !said && !bare {
            return None;
        }
        clock.certain |= clock.hour > 12 || clock.hour == 0;
        fields.clock = Some(clock);
        Some(self.zone(to, fields))
    }

    fn zone_at(&self, at: usize) -> Option<i32> {
        self.term(at, |t| match t {
            Term::Zone(z) => Some(z),
            _ => None,
        })
    }

    /// Takes the zone at `to`, if one stands there.
    fn zone(&self, to: usize, fields: &mut Fields) -> usize {
        if let Some(zone) = self.zone_at(to)
            && (self.capital(to) || self.word(to).contains('.'))
        {
            fields.zone = Some(zone);
            return to + 1;
        }
        to
    }

    /// Hour, minute, second in figures. The flag tells a form that is a time beyond doubt.
    fn figures(&self, at: usize, bare: bool) -> Option<(usize, Clock, bool)> {
        let text = self.surface(at);
        // "8.30": one number token; a time only with a word that says so.
        if let Some((h, m)) = text.split_once('.')
            && let (Some((hour, 1..=2)), Some((minute, 2))) = (plain_digits(h), plain_digits(m))
        {
            let mark = self.is(at + 1, Term::HourMark);
            let clock = clock_of(hour, Some(minute), None)?;
            return Some((at + 1 + usize::from(mark), clock, mark));
        }
        if let Some((value, length)) = self.digits(at) {
            if length == 4 && !self.spaced(at + 1) && self.is(at + 1, Term::Zone(0)) {
                return Some((at + 1, clock_of(value / 100, Some(value % 100), None)?, true));
            }
            if length == 4 && self.zone_at(at + 1).is_some() && self.capital(at + 1) {
                return Some((at + 1, clock_of(value / 100, Some(value % 100), None)?, true));
            }
            if length > 2 {
                return None;
            }
            if matches!(self.surface(at + 1), ":" | "：") && !self.spaced(at + 1) {
                return self.minutes(at, value);
            }
            return self
                .marked_hour(at, at + 1, value)
                .or_else(|| Some((at + 1, clock_of(value, None, None)?, false)));
        }
        let (to, hour) = self.integer(at)?;
        if hour > 24 {
            return None;
        }
        self.marked_hour(at, to, hour).or_else(|| {
            let named =
                self.is(to, Term::OClock) || self.is(to, Term::Am) || self.is(to, Term::Pm) || bare;
            if named { Some((to, clock_of(hour, None, None)?, false)) } else { None }
        })
    }

    /// "4:15", "14:30:05" from the hour at `at`.
    fn minutes(&self, at: usize, hour: i64) -> Option<(usize, Clock, bool)> {
        let (minute, 2) = self.digits(at + 2).filter(|_| !self.spaced(at + 2))? else {
            return None;
        };
        let mut to = at + 3;
        let mut second = None;
        if self.surface(to) == ":"
            && !self.spaced(to)
            && let Some((s, 2)) = self.digits(to + 1)
        {
            second = Some(s);
            to += 2;
        }
        // A longer row of colons is an address or a code; a ratio or a score has no two digits
        // after it.
        if self.surface(to) == ":" && !self.spaced(to) && self.digits(to + 1).is_some() {
            return None;
        }
        let mark = self.is(to, Term::HourMark);
        Some((to + usize::from(mark), clock_of(hour, Some(minute), second)?, true))
    }

    /// "15h30", "8点30分", "9 Uhr": an hour with its mark.
    fn marked_hour(&self, at: usize, to: usize, hour: i64) -> Option<(usize, Clock, bool)> {
        if !self.is(to, Term::HourMark) {
            return None;
        }
        let mut end = to + 1;
        let mut minute = None;
        if self.is(end, Term::Half) && !self.spaced(end) {
            minute = Some(30);
            end += 1;
        } else if let Some((after, m)) = self.integer(end)
            && (0..60).contains(&m)
            && (self.is(after, Term::MinuteMark) || (!self.spaced(end) && !self.spaced(to)))
        {
            minute = Some(m);
            end = after + usize::from(self.is(after, Term::MinuteMark));
        }
        let _ = at;
        Some((end, clock_of(hour, minute, None)?, true))
    }
}

fn clock_of(hour: i64, minute: Option<i64>, second: Option<i64>) -> Option<Clock> {
    let in_hour = |v: Option<i64>| v.is_none_or(|v| (0..60).contains(&v));
    if !(0..=24).contains(&hour) || !in_hour(minute) || !in_hour(second) {
        return None;
    }
    Some(Clock {
        hour: hour as i8,
        minute: minute.map(|m| m as i8),
        second: second.map(|s| s as i8),
        certain: false,
    })
}

/// Hour on the 24-hour clock, with the part of the day as evidence.
pub(super) fn hour_of(clock: Clock, part: Option<Part>) -> i8 {
    let late = matches!(part, Some(Part::Afternoon | Part::Evening | Part::Night));
    match clock.hour {
        h if clock.certain => h,
        12 if part == Some(Part::Night) => 0,
        h if late && h < 12 && !(part == Some(Part::Night) && h < 5) => h + 12,
        h => h,
    }
}
