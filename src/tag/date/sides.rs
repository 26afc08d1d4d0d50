//! Moments that have two points, or one side of a point: what the request readings say.

use jiff::civil::{Date, DateTime, Time};

use super::calendar::{self, Grain, Period, iso};
use super::clock::hour_of;
use super::expr::{Amount, Clock, Edge, Fields, Shift};
use super::resolve::{Resolver, Tense, plain};
use super::term::{Part, Unit, Way};
use crate::model::{Moment, MomentType};
use crate::tag::Ranges;

impl Resolver {
    /// The moment of writing; midnight where its time of day is not known.
    pub(super) fn now(&self) -> Option<DateTime> {
        Some(self.reference?.to_datetime(self.time.unwrap_or(Time::midnight())))
    }

    /// A clock time that is asked for without a day is the next one: "at 5" in the morning is
    /// this morning's or this afternoon's.
    pub(super) fn settled(&self, f: &Fields) -> Option<Fields> {
        let clock = f.clock.filter(|_| self.ranges != Ranges::Apart && self.future)?;
        let now = self.now()?;
        let alone = Fields { clock: None, part: None, zone: None, ..f.clone() };
        let today = f.shift.is_some_and(|s| s.unit == Unit::Day && s.count == Some(0));
        if alone != Fields::default() && !today {
            return None;
        }
        let hour = hour_of(clock, f.part);
        let open = !clock.certain && f.part.is_none() && hour < 12;
        let at = |h: i8| {
            now.date().at(h.min(23), clock.minute.unwrap_or(0), clock.second.unwrap_or(0), 0)
        };
        let hours = if open { vec![hour, hour + 12] } else { vec![hour] };
        let next = hours.iter().copied().find(|h| at(*h) >= now);
        let mut settled = f.clone();
        settled.clock =
            Some(Clock { hour: next.unwrap_or(hour), certain: next.is_some() || !open, ..clock });
        if next.is_none() && !today {
            let day = Shift {
                text: false,
                unit: Unit::Day,
                count: Some(1),
                exact: false,
                back: false,
                days: 0,
            };
            settled.shift = Some(day);
        }
        Some(settled)
    }

    /// Parts of the day as the convention of `Until` has them.
    pub(super) fn office(&self, f: &Fields, period: Period, moment: &mut Moment) {
        let Some(part) = f.part.filter(|_| f.clock.is_none() && period.grain == Grain::Day) else {
            return;
        };
        if self.ranges != Ranges::Until {
            return;
        }
        let (mut from, mut to) = part.office_hours();
        match f.stage {
            Some("START") => to = i8::midpoint(from, to),
            Some("END") => from = i8::midpoint(from, to),
            _ => {}
        }
        let midnight = period.first.to_datetime(Time::midnight());
        let at = |h: i8| calendar::shift_time(midnight, Unit::Hour, i64::from(h)).map(iso);
        (moment.start, moment.end) = (at(from), at(to));
    }

    /// The part of a period that "early", "mid" and "late" name, as calendars of assistants have
    /// it: thirds of a month, the first quarter and the last four months of a year, three days of
    /// a week, the first nine hours of a day and its last three.
    pub(super) fn narrow(&self, f: &Fields, period: Period, moment: &mut Moment) {
        if self.ranges == Ranges::Apart || f.clock.is_some() {
            return;
        }
        let until = self.ranges == Ranges::Until;
        if until && period.grain == Grain::Day {
            return;
        }
        let halved = if until { f.stage.and_then(|stage| half(stage, f, period)) } else { None };
        let whole = f.stage.and_then(|stage| staged(stage, f, period));
        let Some((from, to)) = halved.or(whole) else { return };
        moment.start = Some(iso(from));
        moment.end = Some(iso(to));
    }

    /// From one point to another that is not before it.
    pub(super) fn range(&mut self, a: &Fields, b: &Fields, tense: Tense) -> Option<Moment> {
        let first = self.pointed(a, tense)?;
        let mut second = self.pointed(b, tense)?;
        if let (Some(from), Some(to)) = (begin(&first), begin(&second))
            && to < from
            && !(b.now || b.shift.is_some_and(|s| s.count == Some(0)))
        {
            second = self.after(b, from, &second)?;
        }
        let timed = [&first, &second].iter().any(|m| m.moment_type == MomentType::Time);
        let kind = if timed { MomentType::Time } else { MomentType::Date };
        let mut moment = plain(kind, format!("{}/{}", first.value, second.value), None);
        moment.start = Self::day_of(&first, a, b);
        moment.end = self.last(a, b, &first, &second);
        Some(moment)
    }

    /// "the last two months" in whole units, as assistants have it: with ranges that hold their last
    /// unit all units, else quarters, decades and centuries.
    pub(super) fn aligned(&self, way: Way, unit: Unit, count: f64) -> Option<(String, String)> {
        if self.ranges == Ranges::Apart || way.in_text() && way != Way::Previous {
            return None;
        }
        let back = way.steps() < 0;
        let n = count as i64;
        if unit.is_clock() {
            let now = self.now()?;
            let now = if self.ranges == Ranges::Through { floor(now, unit) } else { now };
            let next = i64::from(self.ranges == Ranges::Through && unit == Unit::Hour);
            let (from, to) = if back { (-n, 0) } else { (next, next + n) };
            let at = |n| calendar::shift_time(now, unit, n).map(iso);
            return Some((at(from)?, at(to)?));
        }
        let whole = matches!(unit, Unit::Quarter | Unit::Decade | Unit::Century);
        if self.ranges == Ranges::Until && !whole {
            return None;
        }
        let now = Period::holding(self.reference?, calendar::grain_of(unit))?;
        let (from, to) = if back { (-n, 0) } else { (1, n + 1) };
        let at = |n| calendar::shift(now.first, unit, n).map(|d| d.to_string());
        Some((at(from)?, at(to)?))
    }

    /// From the start of one point to the end of another.
    pub(super) fn run(&mut self, a: &Fields, b: &Fields, tense: Tense) -> Option<Moment> {
        let first = self.point(a, tense)?;
        let second = self.point(b, tense)?;
        let value = format!("{}/{}", first.value, second.value);
        let mut moment = plain(MomentType::Date, value, None);
        (moment.start, moment.end) = (first.start, second.end);
        Some(moment)
    }

    /// A point whose stage is a point itself: "to the end of May", "from the middle of 2007".
    fn pointed(&mut self, f: &Fields, tense: Tense) -> Option<Moment> {
        let moment = self.point(f, tense)?;
        let Some(stage) = f.stage.filter(|_| f.clock.is_none() && f.part.is_none()) else {
            return Some(moment);
        };
        let mut whole = self.point(&Fields { stage: None, ..f.clone() }, tense)?;
        let (from, to) = (begin(&whole)?, finish(&whole)?);
        let at = match stage {
            "START" => from,
            "END" => to,
            _ => {
                let days = from.date().until(to.date()).ok()?.get_days();
                calendar::shift(from.date(), Unit::Day, i64::from(days / 2))?
                    .to_datetime(from.time())
            }
        };
        whole.modifier = moment.modifier;
        whole.start = Some(iso(at));
        whole.end = Some(iso(at));
        Some(whole)
    }

    /// The day of writing where the other end is a day.
    fn day_of(moment: &Moment, now: &Fields, other: &Fields) -> Option<String> {
        let day = now.now && other.clock.is_none() && !other.now;
        if day { begin(moment).map(|m| m.date().to_string()) } else { moment.start.clone() }
    }

    /// Where a range ends.
    fn last(&self, a: &Fields, b: &Fields, first: &Moment, second: &Moment) -> Option<String> {
        if self.ranges == Ranges::Until || b.now {
            return Self::day_of(second, b, a);
        }
        // The finer clock of the two tells how fine both are.
        let length = |m: &Moment| Some(begin(m)?.duration_until(finish(m)?).as_secs());
        if a.clock.is_some()
            && b.clock.is_some()
            && let (Some(x), Some(y)) = (length(first), length(second))
            && let Some(to) = begin(second)
        {
            // The offset of the second end, if a zone was said.
            let offset = second.start.as_deref().and_then(|told| told.get(19..)).unwrap_or("");
            let end = calendar::shift_time(to, Unit::Second, x.min(y))?;
            return Some(format!("{}{offset}", iso(end)));
        }
        second.end.clone()
    }

    /// The second end, the next time it comes after the first.
    fn after(&self, f: &Fields, from: DateTime, second: &Moment) -> Option<Moment> {
        let mut later = Self { reference: Some(from.date()), future: true, ..*self };
        let dated = f.month.is_some() || f.weekday.is_some() || f.day.is_some();
        if f.year.is_none() && f.way.is_none() && f.shift.is_none() && (dated || f.clock.is_some())
        {
            let moment = later.point(f, Tense::Future)?;
            if begin(&moment).is_some_and(|to| to >= from) {
                return Some(moment);
            }
        }
        if f.clock.is_some() {
            later.reference = Some(from.date().tomorrow().ok()?);
            let alone = Fields { clock: f.clock, part: f.part, ..Fields::default() };
            return later.point(&alone, Tense::Future);
        }
        Some(second.clone())
    }

    /// One side of a point.
    pub(super) fn edge(&mut self, edge: Edge, f: &Fields, tense: Tense) -> Option<Moment> {
        let near = matches!(edge, Edge::Before | Edge::Until | Edge::By);
        let mut moment = if near { self.pointed(f, tense)? } else { self.point(f, tense)? };
        let clocked = f.clock.is_some() || f.now;
        let through = if self.ranges == Ranges::Until || clocked {
            moment.start.clone()
        } else {
            moment.end.clone()
        };
        let (modifier, start, end) = match edge {
            Edge::Before => ("BEFORE", None, moment.start.clone()),
            Edge::After if clocked => ("AFTER", moment.start.clone(), None),
            Edge::After => ("AFTER", moment.end.clone(), None),
            Edge::Since | Edge::Within => ("ON_OR_AFTER", moment.start.clone(), None),
            Edge::Until => ("ON_OR_BEFORE", None, through),
            Edge::By => ("ON_OR_BEFORE", self.now().map(iso), through),
        };
        moment.modifier = Some(modifier.to_string());
        (moment.start, moment.end) = (start, end);
        Some(moment)
    }

    /// From a point so long.
    pub(super) fn lasting(&mut self, f: &Fields, parts: &[Amount], tense: Tense) -> Option<Moment> {
        let mut moment = self.point(f, tense)?;
        let from = begin(&moment)?;
        let to = moved(from, parts, 1)?;
        moment.value = format!("{}/{}", moment.value, super::open::length(parts));
        moment.start = Some(iso(from));
        moment.end = Some(iso(to));
        Some(moment)
    }

    /// So far from a point: that day or moment, or all between or beyond.
    pub(super) fn away(
        &mut self,
        f: &Fields,
        parts: &[Amount],
        sign: i64,
        edge: Option<Edge>,
        tense: Tense,
    ) -> Option<Moment> {
        let from = begin(&self.point(f, tense)?)?;
        let to = moved(from, parts, sign)?;
        let exact = parts.iter().any(|p| p.unit.is_clock());
        let kind = if exact { MomentType::Time } else { MomentType::Date };
        let value = if exact { iso(to) } else { to.date().to_string() };
        let mut moment = plain(kind, value, None);
        let unit = if exact { Unit::Minute } else { Unit::Day };
        moment.start = Some(iso(to));
        moment.end = if exact {
            calendar::shift_time(to, unit, 1).map(iso)
        } else {
            to.date().tomorrow().ok().map(|d| iso(d.at(0, 0, 0, 0)))
        };
        match edge {
            Some(Edge::Within) => {
                moment.start = Some(iso(from.min(to)));
                moment.end = Some(iso(from.max(to)));
            }
            Some(_) if sign > 0 => moment.end = None,
            Some(_) => (moment.start, moment.end) = (None, Some(iso(to))),
            None => {}
        }
        Some(moment)
    }
}

/// The half of a period that "early" or "late" names; of a year only of the one that runs.
fn half(stage: &str, f: &Fields, period: Period) -> Option<(DateTime, DateTime)> {
    let (first, end) = (period.first, period.end()?);
    let middle = match period.grain {
        Grain::Month => calendar::shift(first, Unit::Day, 15)?,
        Grain::Week => calendar::shift(first, Unit::Day, 3)?,
        Grain::Year if f.shift.is_some() => calendar::shift(first, Unit::Month, 6)?,
        _ => return None,
    };
    let at = |d: Date| d.to_datetime(Time::midnight());
    match stage {
        "START" => Some((at(first), at(middle))),
        "END" => Some((at(middle), at(end))),
        _ => None,
    }
}

/// The half-open interval that a stage of a period is.
fn staged(stage: &str, f: &Fields, period: Period) -> Option<(DateTime, DateTime)> {
    let (first, end) = (period.first, period.end()?);
    let midnight = |date: Date| date.to_datetime(Time::midnight());
    let moved = |unit, n| calendar::shift(first, unit, n).map(midnight);
    let day = |n: i64| moved(Unit::Day, n);
    let (start, end) = (midnight(first), midnight(end));
    Some(match (period.grain, stage) {
        (Grain::Month, "START") => (start, day(10)?),
        (Grain::Month, "MID") => (day(10)?, day(20)?),
        (Grain::Month, "END") => (day(20)?, end),
        (Grain::Year, "START") => (start, moved(Unit::Month, 3)?),
        (Grain::Year, "MID") => (moved(Unit::Month, 4)?, moved(Unit::Month, 8)?),
        (Grain::Year, "END") => (moved(Unit::Month, 8)?, end),
        (Grain::Week, "START") => (start, day(3)?),
        (Grain::Week, "MID") => (day(2)?, day(5)?),
        (Grain::Week, "END") => (day(4)?, end),
        (Grain::Day, stage) => {
            let hour = |h: i8| first.at(h, 0, 0, 0);
            match (f.part?, stage) {
                (Part::Morning, "START") => (start, hour(9)),
                (Part::Morning, "END") => (hour(9), hour(12)),
                (Part::Afternoon, "END") => (hour(16), hour(19)),
                (Part::Evening | Part::Night, "END") => (hour(21), end),
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// The start of the clock unit that holds a moment.
fn floor(at: DateTime, unit: Unit) -> DateTime {
    let (h, m, s) = (at.hour(), at.minute(), at.second());
    match unit {
        Unit::Hour => at.date().at(h, 0, 0, 0),
        Unit::Minute => at.date().at(h, m, 0, 0),
        _ => at.date().at(h, m, s, 0),
    }
}

/// A moment moved by a length.
pub(super) fn moved(from: DateTime, parts: &[Amount], sign: i64) -> Option<DateTime> {
    parts.iter().try_fold(from, |at, part| {
        let count = part.count?;
        if part.unit.is_clock() {
            let seconds = match part.unit {
                Unit::Second => 1.0,
                Unit::Minute => 60.0,
                _ => 3600.0,
            };
            return calendar::shift_time(at, Unit::Second, (count * seconds) as i64 * sign);
        }
        let (unit, count) = calendar::whole(part.unit, count);
        let day = calendar::shift(at.date(), unit, count * sign)?;
        Some(day.to_datetime(at.time()))
    })
}

/// First moment, as a date-time.
pub(super) fn begin(moment: &Moment) -> Option<DateTime> {
    moment.start.as_deref()?.parse().ok()
}

fn finish(moment: &Moment) -> Option<DateTime> {
    moment.end.as_deref()?.parse().ok()
}
