//! Clock times: "4:15 p.m.", "8 PM", "15h30", "noon", with zones.

use super::expr::{Clock, Fields};
use super::parser::{Parser, plain_digits};
use super::term::{Part, Term, Unit};
use super::zone::Zone;

impl Parser<'_, '_> {
    /// A clock time at `at`, with half of day and zone, into the fields. `bare`: an hour alone will
    /// do ("at 5").
    pub(super) fn clock(&self, at: usize, fields: &mut Fields, bare: bool) -> Option<usize> {
        if fields.clock.is_some() {
            return None;
        }
        self.minutes_past(at, fields).or_else(|| self.plain_clock(at, fields, bare))
    }

    fn plain_clock(&self, at: usize, fields: &mut Fields, bare: bool) -> Option<usize> {
        if let Some(hour) = self.term(at, |t| match t {
            Term::Hour(h) => Some(h),
            _ => None,
        }) {
            fields.clock = Some(Clock { hour, minute: Some(0), second: None, certain: true });
            return Some(self.zone(at + 1, fields));
        }
        let (mut to, mut clock, marked) = self.figures(at, bare)?;
        let mut said = marked;
        if self.joined && self.is(to, Term::Ish) && !self.spaced(to) {
            said = true;
            to += 1;
        }
        if self.is(to, Term::OClock) {
            said = true;
            to += 1;
        }
        if let Some((end, pm)) = self.half_day(to) {
            if !(1..=12).contains(&clock.hour) {
                return None;
            }
            clock.hour = clock.hour % 12 + if pm { 12 } else { 0 };
            clock.certain = true;
            said = true;
            to = end;
        } else if let Some((end, part)) = self.in_the_part(to)
            && (bare || said || self.joined || self.after_at(at))
        {
            fields.part = Some(part);
            said = true;
            to = end;
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

    /// "pm", "in the pm", "in the AM": where it ends and whether it is the second half.
    pub(super) fn half_day(&self, at: usize) -> Option<(usize, bool)> {
        let half = |at: usize| {
            self.term(at, |t| match t {
                Term::Am => Some(false),
                Term::Pm => Some(true),
                _ => None,
            })
        };
        if let Some(pm) = half(at) {
            return Some((at + 1, pm));
        }
        // "9.am"
        if self.surface(at) == "." && !self.spaced(at) && !self.spaced(at + 1) {
            return half(at + 1).map(|pm| (at + 2, pm));
        }
        // "3p", "3:18a"
        if self.joined && !self.spaced(at) && matches!(self.word(at), "a" | "p") {
            return Some((at + 1, self.word(at) == "p"));
        }
        let the = self.is(at, Term::In) && self.is(at + 1, Term::The);
        half(at + 2).filter(|_| the).map(|pm| (at + 3, pm))
    }

    /// "in the morning", "at night" after an hour.
    fn in_the_part(&self, at: usize) -> Option<(usize, Part)> {
        let part = |at: usize| {
            self.term(at, |t| match t {
                Term::Part(p) => Some(p),
                _ => None,
            })
        };
        if self.is(at, Term::In) && self.is(at + 1, Term::The) {
            return part(at + 2).map(|p| (at + 3, p));
        }
        let night = part(at + 1).filter(|p| *p == Part::Night && self.is(at, Term::At));
        night.map(|p| (at + 2, p))
    }

    fn after_at(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|b| self.is(b, Term::At))
    }

    /// "half past seven", "a quarter to noon", "20 past 3 pm", "15 minutes past 3 pm".
    fn minutes_past(&self, at: usize, fields: &mut Fields) -> Option<usize> {
        let start = at + usize::from(self.is(at, Term::Article));
        let (next, minutes, named, told) = if self.is(start, Term::Half) {
            (start + 1, 30, true, true)
        } else if self.is(start, Term::QuarterWord) {
            (start + 1, 15, true, true)
        } else {
            let (to, n) = self.integer(start).filter(|(_, n)| (1..60).contains(n))?;
            let unit = usize::from(
                self.is(to, Term::Units(Unit::Minute)) || self.is(to, Term::Unit(Unit::Minute)),
            );
            (to + unit, n, false, unit > 0)
        };
        let sign = self.term(next, |t| match t {
            Term::MinutesPast(sign) => Some(i64::from(sign)),
            _ => None,
        })?;
        // "10 to 12 pm" is a range, "20 after 5 pm" an assistant's.
        let usual = matches!(self.word(next), "past" | "to");
        if (sign < 0 && !told) || (!usual && !self.joined) {
            return None;
        }
        let mut inner = Fields::default();
        let to = self.plain_clock(next + 1, &mut inner, named)?;
        let clock =
            inner.clock.filter(|c| c.minute.is_none_or(|m| m == 0) && c.second.is_none())?;
        let total = (i64::from(clock.hour) * 60 + sign * minutes).rem_euclid(24 * 60);
        let certain = clock.certain;
        *fields = Fields { part: inner.part.or(fields.part), zone: inner.zone, ..fields.clone() };
        fields.clock = Some(Clock {
            hour: (total / 60) as i8,
            minute: Some((total % 60) as i8),
            second: None,
            certain,
        });
        Some(to)
    }

    fn zone_at(&self, at: usize) -> Option<Zone> {
        self.term(at, |t| match t {
            Term::Zone(z) => Some(z),
            _ => None,
        })
    }

    /// Takes the zone at `to`, if one stands there.
    fn zone(&self, to: usize, fields: &mut Fields) -> usize {
        if let Some(zone) = self.zone_at(to)
            && (self.capital(to)
                || self.word(to).contains('.')
                || !self.surface(to).is_ascii()
                || self.joined)
        {
            // "UTC+3"
            let shifted = self.offset(to + 1).filter(|_| zone == Zone::UTC);
            let (end, zone) = shifted.map_or((to + 1, zone), |(end, m)| (end, Zone::fixed(m)));
            fields.zone = Some(zone);
            return end;
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
            if length == 4 && !self.spaced(at + 1) && self.zone_at(at + 1) == Some(Zone::UTC) {
                return Some((at + 1, clock_of(value / 100, Some(value % 100), None)?, true));
            }
            if length == 4 && self.zone_at(at + 1).is_some() && self.capital(at + 1) {
                return Some((at + 1, clock_of(value / 100, Some(value % 100), None)?, true));
            }
            if length > 2 {
                // "1140 a.m.", "at 730 in the evening", "at 1030"
                let (hour, minute) = (value / 100, value % 100);
                let half = self.half_day(at + 1).is_some() && (1..=12).contains(&hour);
                let ish = self.is(at + 1, Term::Ish) && !self.spaced(at + 1);
                let told = ish
                    || self.in_the_part(at + 1).is_some()
                    || (bare && (self.after_at(at) || hour < 13));
                return (length <= 4 && (half || (self.joined && told)))
                    .then(|| clock_of(hour, Some(minute), None))
                    .flatten()
                    .map(|clock| (at + 1, clock, half || ish));
            }
            if matches!(self.surface(at + 1), ":" | "：") && !self.spaced(at + 1) {
                return self.minutes(at, value);
            }
            return self
                .marked_hour(at + 1, value)
                .or_else(|| Some((at + 1, clock_of(value, None, None)?, false)));
        }
        let (to, hour) = self.integer(at)?;
        if hour > 24 {
            return None;
        }
        // "ten thirty am", "four twenty-three a m"
        if (1..=12).contains(&hour)
            && !self.lexemes.get(to).is_some_and(|l| l.number)
            && let Some((after, minute)) = self.integer(to).filter(|(_, m)| (10..60).contains(m))
            && self.unit(after).is_none()
            && (bare || self.joined || self.half_day(after).is_some())
        {
            let told = self.half_day(after).is_some();
            return Some((after, clock_of(hour, Some(minute), None)?, told));
        }
        self.marked_hour(to, hour).or_else(|| {
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
    fn marked_hour(&self, to: usize, hour: i64) -> Option<(usize, Clock, bool)> {
        if !self.is(to, Term::HourMark) {
            return self.lettered_hour(to, hour);
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
        Some((end, clock_of(hour, minute, None)?, true))
    }
}

impl Parser<'_, '_> {
    /// "15h30", "16h GMT" where a bare "h" counts hours otherwise.
    fn lettered_hour(&self, to: usize, hour: i64) -> Option<(usize, Clock, bool)> {
        if !self.is(to, Term::HourLetter) || self.spaced(to) {
            return None;
        }
        if let Some((minute, 2)) = self.digits(to + 1).filter(|_| !self.spaced(to + 1)) {
            return Some((to + 2, clock_of(hour, Some(minute), None)?, true));
        }
        let date = to.checked_sub(2).is_some_and(|b| {
            self.is(b, Term::At)
                || self.term(b, |t| matches!(t, Term::Weekday(_)).then_some(())).is_some()
        });
        let told = date || self.zone_at(to + 1).is_some() || self.is(to + 1, Term::For);
        told.then_some((to + 1, clock_of(hour, None, None)?, true))
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
