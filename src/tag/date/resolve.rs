//! Expressions → TIMEX3 values and intervals, against the reference date and the dates said before.

use jiff::civil::{Date, Time};

use super::calendar::{self, Grain, Period, iso};
use super::clock::hour_of;
use super::expr::{Amount, Expr, Fields, Found, Shift};
use super::holiday;
use super::open;
use super::term::{Era, Unit, Way};
use crate::model::{Moment, MomentType};
use crate::tag::Ranges;

/// Which way the sentence points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Unknown,
}

/// What resolution knows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resolver {
    pub(super) reference: Option<Date>,
    /// The text tells a story with its own dates.
    pub(super) narrative: bool,
    /// Ambiguous dates lie ahead.
    pub(super) future: bool,
    /// What ranges become.
    pub(super) ranges: Ranges,
    /// The time of day of the reference, if known.
    pub(super) time: Option<Time>,
    /// Fiscal years begin on the first of this month of the year before (1: calendar years).
    pub(super) fiscal_month: u8,
    /// The date last spoken of.
    pub(super) anchor: Option<Period>,
}

/// A period with what it was said with.
type Point = (Period, bool);

impl Resolver {
    /// The moment of an expression; moves the anchor.
    pub(super) fn moment(&mut self, found: &Found, tense: Tense) -> Option<Moment> {
        let qualifier = found.qualifier.map(str::to_string);
        match &found.expr {
            Expr::Reference(name) | Expr::Loose(name) => {
                let mut moment = plain(MomentType::Date, (*name).to_string(), None);
                if *name == "PRESENT_REF" && self.ranges != Ranges::Apart {
                    moment.start = self.now().map(iso);
                }
                Some(moment)
            }
            Expr::Range(ends) => self.range(&ends.0, &ends.1, tense),
            Expr::Run(ends) => self.run(&ends.0, &ends.1, tense),
            Expr::Edge(edge, fields) => self.edge(*edge, fields, tense),
            Expr::Lasting(fields, parts) => self.lasting(fields, parts, tense),
            Expr::Away(fields, parts, sign, edge) => self.away(fields, parts, *sign, *edge, tense),
            Expr::Set(value) => Some(plain(MomentType::Set, value.clone(), None)),
            Expr::Length(parts, way) => {
                // "over the last decade" tells when, not how long.
                let qualifier = qualifier.filter(|_| way.is_none());
                Some(self.length(parts, *way, qualifier))
            }
            Expr::Point(fields) => {
                let mut moment = self.point(fields, tense)?;
                moment.modifier = fields
                    .stage
                    .map(str::to_string)
                    .or_else(|| qualifier.filter(|q| q == "APPROX"));
                Some(moment)
            }
        }
    }

    fn length(&self, parts: &[Amount], way: Option<Way>, modifier: Option<String>) -> Moment {
        let mut moment = plain(MomentType::Duration, open::length(parts), modifier);
        let first = parts.first().filter(|_| parts.len() == 1);
        if let (Some(way), Some(amount)) = (way, first)
            && let Some(count) = amount.count
            && way != Way::This
            && let Some((from, to)) = self.aligned(way, amount.unit, count)
        {
            moment.start = Some(from);
            moment.end = Some(to);
        } else if let (Some(way), Some(amount), Some(reference)) = (way, first, self.reference)
            && let Some(count) = amount.count
            && way != Way::This
            && !amount.unit.is_clock()
        {
            let back = way.steps() < 0;
            let count = if back { -(count as i64) } else { count as i64 };
            let base = match self.anchor {
                Some(anchor) if way.in_text() => anchor.first,
                _ => reference,
            };
            // What comes next begins tomorrow.
            let base = if back || way.in_text() { base } else { base.tomorrow().unwrap_or(base) };
            if let Some(other) = calendar::shift(base, amount.unit, count) {
                let (start, end) = if back { (other, base) } else { (base, other) };
                moment.start = Some(start.to_string());
                moment.end = Some(end.to_string());
            }
        }
        moment
    }

    pub(super) fn point(&mut self, f: &Fields, tense: Tense) -> Option<Moment> {
        if f.now {
            let mut moment = plain(MomentType::Date, "PRESENT_REF".to_string(), None);
            moment.start = self.now().map(iso);
            return Some(moment);
        }
        let settled = self.settled(f);
        let f = settled.as_ref().unwrap_or(f);
        if let Some(shift) = f.shift
            && shift.unit.is_clock()
        {
            return Some(self.clock_shift(shift));
        }
        if let Some(shift) = f.shift
            && shift.count.is_none()
        {
            // "years ago", "a few days later".
            let name = if shift.back { "PAST_REF" } else { "FUTURE_REF" };
            return Some(plain(MomentType::Date, name.to_string(), None));
        }
        if let Some(moment) = of_other_calendar(f) {
            return Some(moment);
        }
        let Some((period, known)) = self.period(f, tense) else {
            return open::point(f, self.anchor.filter(|_| self.narrative));
        };
        // In a story, "today" is the writer's, not the story's.
        let writer = self.narrative && f.shift.is_some_and(|s| !s.text && s.unit == Unit::Day);
        if known && !writer {
            self.anchor = Some(period);
        }
        let mut moment = plain(MomentType::Date, period.value(), None);
        if f.fiscal {
            moment.value = format!("FY{}", moment.value);
            if let Some(start) = self.fiscal(period) {
                moment.start = Some(start.first.to_string());
                moment.end = start.end().map(|d| d.to_string());
                return Some(moment);
            }
        }
        moment.start = Some(period.first.to_string());
        moment.end = period.end().map(|d| d.to_string());
        if let Some(end) = f.holiday.and_then(|id| holiday::end(id, period.first)) {
            moment.end = Some(end.to_string());
        }
        if period.grain == Grain::Day {
            timed(f, period.first, &mut moment);
        }
        self.office(f, period, &mut moment);
        self.narrow(f, period, &mut moment);
        let other = if f.swapped { Self::other_order(f, period) } else { None };
        if let Some(other) = other
            && self.reference.is_some_and(|r| (other.first <= r) != (period.first <= r))
            && !self.future
        {
            // Only one of the two orders lies in the past.
            let past = if other.first < period.first { other } else { period };
            moment.value = past.value();
            moment.start = Some(past.first.to_string());
            moment.end = past.end().map(|d| d.to_string());
        } else if f.swapped {
            // Day and month may be the other way round: both lie in the year.
            let year = Period::holding(period.first, Grain::Year)?;
            moment.candidates =
                [Some(period), other].into_iter().flatten().map(Period::value).collect();
            moment.value = year.value();
            moment.start = Some(year.first.to_string());
            moment.end = year.end().map(|d| d.to_string());
        }
        Some(moment)
    }

    /// "three hours ago": the reference has no clock, so only the length is known.
    fn clock_shift(&self, shift: Shift) -> Moment {
        if let Some(date) = self.reference
            && !shift.text
            && shift.count == Some(0)
        {
            return plain(MomentType::Time, format!("{date}TXX"), None);
        }
        if let (Some(now), Some(count)) = (self.now(), shift.count)
            && self.ranges != Ranges::Apart
            && let Some(at) = calendar::shift_time(now, shift.unit, count)
        {
            let mut moment = plain(MomentType::Time, iso(at), None);
            moment.start = Some(iso(at));
            moment.end = calendar::shift_time(at, shift.unit, 1).map(iso);
            return moment;
        }
        let count = shift.count.map(|c| c.unsigned_abs() as f64);
        let amount = Amount { count, unit: shift.unit };
        plain(MomentType::Duration, open::length(&[amount]), None)
    }

    /// The day with day and month the other way round.
    fn other_order(f: &Fields, period: Period) -> Option<Period> {
        Period::day(i64::from(period.first.year()), f.day?, f.month?)
    }

    /// Fiscal year: the United States' ends in September of its year.
    fn fiscal(&self, period: Period) -> Option<FiscalYear> {
        let year = i64::from(period.first.year());
        let start = if self.fiscal_month == 1 { year } else { year - 1 };
        Some(FiscalYear { first: Period::month(start, self.fiscal_month)?.first })
    }

    /// The period the fields name. The flag tells whether it may serve as anchor.
    fn period(&self, f: &Fields, tense: Tense) -> Option<Point> {
        if let Some(century) = f.century {
            if f.decade.is_some() || f.year.is_some() {
                return None;
            }
            let year = calendar::valid_year((century * 100).max(1))?;
            return Some((
                Period { first: Date::new(year, 1, 1).ok()?, grain: Grain::Century },
                false,
            ));
        }
        if let Some(decade) = f.decade {
            let year = if decade < 100 { self.century_of(decade) + decade } else { decade };
            return Some((
                Period {
                    first: Date::new(calendar::valid_year(year)?, 1, 1).ok()?,
                    grain: Grain::Decade,
                },
                false,
            ));
        }
        if let Some(shift) = f.shift {
            let base = self.shifted(shift)?;
            return Some((Self::within(f, base)?, true));
        }
        if let Some(year) = f.year {
            return Some((Self::in_year(f, year)?, true));
        }
        let guess = self.guess(f, tense)?;
        Some((guess, true))
    }

    /// The century of a decade that is named by its tens.
    fn century_of(&self, decade: i64) -> i64 {
        let now = self
            .anchor
            .filter(|_| self.narrative)
            .map(|a| a.first)
            .or(self.reference)
            .map_or(2000, |d| i64::from(d.year()));
        let century = now / 100 * 100;
        if century + decade > now { century - 100 } else { century }
    }

    /// In words, what an expression is counted from.
    pub(super) fn told(&self, expr: &Expr, tense: Tense) -> String {
        let Expr::Point(f) = expr else {
            return match (expr, self.reference) {
                (Expr::Set(_) | Expr::Loose(_) | Expr::Reference(_), _) | (_, None) => {
                    "none".to_string()
                }
                (_, Some(reference)) => format!("{reference}, the reference"),
            };
        };
        let text = f.shift.is_some_and(|s| s.text) || f.way.is_some_and(Way::in_text);
        if f.year.is_some() && f.shift.is_none() {
            return "none: the year is said".to_string();
        }
        let tense = match tense {
            Tense::Past => "the sentence tells of the past",
            Tense::Future => "the sentence tells of what comes",
            Tense::Unknown => "no tense",
        };
        match self.base(text) {
            None => "none: no reference date".to_string(),
            Some(base) if Some(base) == self.anchor => {
                format!("{}, the date said before; {tense}", base.value())
            }
            Some(base) => format!("{}, the reference; {tense}", base.value()),
        }
    }

    fn base(&self, text: bool) -> Option<Period> {
        let day = |first| Period { first, grain: Grain::Day };
        let reference = self.reference.map(day);
        if text || self.narrative { self.anchor.or(reference) } else { reference }
    }

    /// The period a distance leads to.
    fn shifted(&self, shift: Shift) -> Option<Period> {
        let today = shift.unit == Unit::Day && !shift.text;
        let base = if today && self.reference.is_some() {
            Period { first: self.reference?, grain: Grain::Day }
        } else {
            self.base(shift.text)?
        };
        // A coarser anchor does not tell where to count from.
        if coarser(base.grain, shift.unit) && shift.text {
            return None;
        }
        let moved = calendar::shift(base.first, shift.unit, shift.count?)?;
        if shift.exact && self.future {
            return Some(Period { first: moved, grain: Grain::Day });
        }
        if shift.days != 0 {
            return Period::holding(calendar::shift(moved, Unit::Day, shift.days)?, Grain::Day);
        }
        Period::holding(moved, calendar::grain_of(shift.unit))
    }

    /// Finer fields inside a period: "October of that year", "tomorrow morning".
    fn within(f: &Fields, base: Period) -> Option<Period> {
        let year = i64::from(base.first.year());
        if f.day == Some(0) {
            return Some(base);
        }
        match base.grain {
            Grain::Year => Self::in_year(f, year),
            Grain::Month if f.day.is_some() => Period::day(year, base.first.month() as u8, f.day?),
            Grain::Month if f.nth.is_some() => nth(f, base),
            Grain::Week if f.weekday.is_some() => {
                let day = calendar::shift(base.first, Unit::Day, i64::from(f.weekday?) - 1)?;
                Period::holding(day, Grain::Day)
            }
            _ => Some(base),
        }
    }

    /// The fields in a known year.
    fn in_year(f: &Fields, year: i64) -> Option<Period> {
        if let Some(era @ (Era::Hijri(_) | Era::Jalali(_))) = f.era {
            let date = calendar::convert(era, year, f.day?)?;
            return Period::holding(date, Grain::Day);
        }
        if let Some(id) = f.holiday {
            let date = holiday::date(id, calendar::valid_year(year)?)?;
            return Period::holding(date, Grain::Day);
        }
        if let Some(week) = f.week {
            return Period::iso_week(year, week);
        }
        if f.nth.is_some() {
            let held = match (f.month, f.season) {
                (Some(month), _) => Period::month(year, month)?,
                (None, Some(season)) => Period::season_of(year, season)?,
                _ => Period::year(year)?,
            };
            return nth(f, held);
        }
        match (f.month, f.day) {
            (Some(month), Some(day)) => {
                let day = Period::day(year, month, day)?;
                return if f.week_of { Period::holding(day.first, Grain::Week) } else { Some(day) };
            }
            (Some(month), None) => return Period::month(year, month),
            _ => {}
        }
        if let Some(quarter) = f.quarter {
            let mut period = Period::month(year, quarter * 3 - 2)?;
            period.grain = Grain::Quarter;
            return Some(period);
        }
        if let Some(half) = f.half {
            let mut period = Period::month(year, half * 6 - 5)?;
            period.grain = Grain::Half;
            return Some(period);
        }
        match f.season {
            Some(season) => Period::season_of(year, season),
            None => Period::year(year),
        }
    }

    /// A point without its year, week or month: the nearest one that fits.
    fn guess(&self, f: &Fields, tense: Tense) -> Option<Period> {
        let base = self.base(false)?;
        let yearly = f.month.is_some()
            || f.season.is_some()
            || f.quarter.is_some()
            || f.half.is_some()
            || f.holiday.is_some();
        if f.week.is_some() {
            return Self::in_year(f, i64::from(base.first.year()));
        }
        if let Some(agreed) = Self::agreed(f, base.first) {
            return Some(agreed);
        }
        if yearly {
            return self.guess_year(f, base, tense);
        }
        if let Some(nth) = f.nth
            && let Some(weekday) = nth.weekday
        {
            // "three Fridays from now" counts from the day after, "ago" from the day before.
            let date = base.first;
            let gap = if nth.index > 0 {
                i64::from((weekday - calendar::weekday(date) + 6).rem_euclid(7)) + 1
            } else {
                -i64::from((calendar::weekday(date) - weekday + 6).rem_euclid(7)) - 1
            };
            let weeks = nth.index - nth.index.signum();
            return Period::holding(calendar::shift(date, Unit::Day, gap + 7 * weeks)?, Grain::Day);
        }
        if let Some(weekday) = f.weekday {
            return self.guess_weekday(f, weekday, base, tense);
        }
        if let Some(day) = f.day {
            let of = |first: Date| Period::day(i64::from(first.year()), first.month() as u8, day);
            let here = of(base.first);
            let ahead = self.ranges != Ranges::Apart && self.future;
            if ahead && here.is_none_or(|p| p.first < base.first) {
                return (1..4)
                    .filter_map(|n| calendar::shift(base.first.first_of_month(), Unit::Month, n))
                    .find_map(of);
            }
            return here;
        }
        // A clock time or part of day alone: the day of the anchor or of publication.
        if base.grain == Grain::Day && (f.clock.is_some() || f.part.is_some()) {
            return Some(base);
        }
        None
    }

    /// The nearest day on which weekday and day of the month, or the whole date, agree.
    fn agreed(f: &Fields, base: Date) -> Option<Period> {
        let (weekday, day) = (f.weekday?, f.day?);
        if f.way.is_some() || f.swapped {
            return None;
        }
        let fits = |p: &Period| calendar::weekday(p.first) == weekday;
        let month_of = |n: i64| {
            let first = calendar::shift(base, Unit::Month, n)?;
            Period::day(i64::from(first.year()), first.month() as u8, day).filter(fits)
        };
        let year_of = |n: i64| Period::day(i64::from(base.year()) + n, f.month?, day).filter(fits);
        if f.month.is_some() {
            return [0, -1, 1].into_iter().find_map(year_of);
        }
        (0..14).find_map(month_of)
    }

    fn guess_year(&self, f: &Fields, base: Period, tense: Tense) -> Option<Period> {
        let date = base.first;
        let year = i64::from(date.year());
        let inside = |y: i64| Self::in_year(f, y);
        match f.way {
            Some(Way::Last | Way::Previous) => {
                return (0..2)
                    .filter_map(|n| inside(year - n))
                    .find(|p| p.end().is_some_and(|e| e <= date));
            }
            Some(Way::Next | Way::Following) => {
                return (0..2).filter_map(|n| inside(year + n)).find(|p| p.first > date);
            }
            Some(Way::This | Way::Same) => return inside(year),
            _ => {}
        }
        if self.narrative && self.anchor.is_some() {
            return Self::narrative_year(f, base);
        }
        let past = (0..2).filter_map(|n| inside(year - n)).find(|p| p.first <= date);
        let next =
            (0..2).filter_map(|n| inside(year + n)).find(|p| p.end().is_none_or(|e| e > date));
        // 29 February and the like exist in few years.
        let past =
            past.or_else(|| (0..9).filter_map(|n| inside(year - n)).find(|p| p.first <= date));
        match tense {
            Tense::Future => next.or(past),
            Tense::Past => past.or(next),
            Tense::Unknown if self.future => next.or(past),
            Tense::Unknown => match (past, next) {
                // Nothing tells: a date far nearer ahead than behind lies ahead.
                (Some(a), Some(b)) if days(date, b.first) * 3 < days(a.first, date) => Some(b),
                _ => past.or(next),
            },
        }
    }

    /// In a story the year goes on; a much earlier month begins the next year.
    fn narrative_year(f: &Fields, base: Period) -> Option<Period> {
        let year = i64::from(base.first.year());
        let same = Self::in_year(f, year)?;
        if base.grain == Grain::Year {
            return Some(same);
        }
        let gap = i64::from(base.first.month()) - i64::from(same.first.month());
        if gap >= 9 { Self::in_year(f, year + 1) } else { Some(same) }
    }

    fn guess_weekday(&self, f: &Fields, weekday: i8, base: Period, tense: Tense) -> Option<Period> {
        let date = base.first;
        let ahead = i64::from((weekday - calendar::weekday(date)).rem_euclid(7));
        let behind = i64::from((calendar::weekday(date) - weekday).rem_euclid(7));
        let this_week = i64::from(weekday - calendar::weekday(date));
        let days = match f.way {
            Some(Way::Last | Way::Previous) => -(if behind == 0 { 7 } else { behind }),
            Some(Way::Next) => this_week + 7,
            Some(Way::Following) => {
                if ahead == 0 {
                    7
                } else {
                    ahead
                }
            }
            Some(Way::This | Way::Same) => this_week,
            Some(Way::LastButOne) => this_week - 14,
            Some(Way::NextButOne) => this_week + 14,
            None if self.narrative && self.anchor.is_some() => ahead,
            None => match tense {
                Tense::Future => ahead,
                Tense::Unknown if self.future => {
                    if ahead == 0 {
                        7
                    } else {
                        ahead
                    }
                }
                _ => -behind,
            },
        };
        Period::holding(calendar::shift(date, Unit::Day, days)?, Grain::Day)
    }
}

/// Adds clock time or part of day to a day.
fn timed(f: &Fields, day: Date, moment: &mut Moment) {
    if let Some(clock) = f.clock {
        let hour = hour_of(clock, f.part);
        let (day, hour) = match (hour, day.tomorrow()) {
            (24, Ok(next)) => (next, 0),
            _ => (day, hour.min(23)),
        };
        moment.moment_type = MomentType::Time;
        let minute = clock.minute.unwrap_or(0);
        let second = clock.second.unwrap_or(0);
        moment.value = format!("{day}T{hour:02}:{minute:02}");
        if clock.second.is_some() {
            moment.value = format!("{}:{second:02}", moment.value);
        }
        if let Some(zone) = f.zone {
            moment.value.push_str(&zone.letters_on(day));
        }
        let start = day.at(hour, minute, second, 0);
        let unit = match (clock.minute, clock.second) {
            (_, Some(_)) => Unit::Second,
            (Some(_), None) => Unit::Minute,
            _ => Unit::Hour,
        };
        // With a zone the moment is one for all the world: RFC 3339 with its offset.
        let offset = f.zone.map_or_else(String::new, |zone| zone.offset_on(day));
        let told = |at| format!("{}{offset}", iso(at));
        moment.start = Some(told(start));
        moment.end = calendar::shift_time(start, unit, 1).map(told);
    } else if let Some(part) = f.part {
        moment.moment_type = MomentType::Time;
        moment.value = format!("{day}T{}", part.letters());
        let (start, end) = calendar::part_interval(day, part);
        moment.start = Some(iso(start));
        moment.end = end.map(iso);
    }
}

/// A month or year of the Islamic or Iranian calendar: from its first to its last day.
fn of_other_calendar(f: &Fields) -> Option<Moment> {
    let (year, era) = (f.year?, f.era.filter(|_| f.day.is_none())?);
    let (here, next) = match era {
        Era::Hijri(0) => ((Era::Hijri(1), year), (Era::Hijri(1), year + 1)),
        Era::Jalali(0) => ((Era::Jalali(1), year), (Era::Jalali(1), year + 1)),
        Era::Hijri(12) => ((era, year), (Era::Hijri(1), year + 1)),
        Era::Jalali(12) => ((era, year), (Era::Jalali(1), year + 1)),
        Era::Hijri(month) => ((era, year), (Era::Hijri(month + 1), year)),
        Era::Jalali(month) => ((era, year), (Era::Jalali(month + 1), year)),
        Era::Offset(_) => return None,
    };
    let first = calendar::convert(here.0, here.1, 1)?;
    let end = calendar::convert(next.0, next.1, 1)?;
    let value = format!("{first}/{}", end.yesterday().ok()?);
    let mut moment = plain(MomentType::Date, value, None);
    (moment.start, moment.end) = (Some(first.to_string()), Some(end.to_string()));
    Some(moment)
}

/// Days from one date to another.
fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(i64::MAX / 8, |s| i64::from(s.get_days()))
}

/// A fiscal year by its first day.
struct FiscalYear {
    first: Date,
}

impl FiscalYear {
    fn end(&self) -> Option<Date> {
        calendar::shift(self.first, Unit::Year, 1)
    }
}

/// The anchor is coarser than the unit counted.
fn coarser(grain: Grain, unit: Unit) -> bool {
    let rank = |g: Grain| match g {
        Grain::Day => 0,
        Grain::Week | Grain::Weekend => 1,
        Grain::Month => 2,
        Grain::Quarter | Grain::Season(_) | Grain::Half => 3,
        Grain::Year => 4,
        Grain::Decade => 5,
        Grain::Century => 6,
    };
    rank(grain) > rank(calendar::grain_of(unit))
}

/// "the first week of", "the last Monday of" in a period.
fn nth(f: &Fields, held: Period) -> Option<Period> {
    let nth = f.nth?;
    let end = held.end()?;
    if let Some(weekday) = nth.weekday {
        let date = holiday::nth_weekday(held.first, end, nth.index, weekday)?;
        return Period::holding(date, Grain::Day);
    }
    let grain = calendar::grain_of(nth.unit);
    if nth.index < 0 {
        let last = end.yesterday().ok()?;
        let period = Period::holding(last, grain)?;
        // A week that reaches into the next period is not the last one of this.
        let reaches = nth.unit == Unit::Week && calendar::weekday(last) < 4
            || nth.unit == Unit::Weekend && period.first > last;
        let back = nth.index + 1 - i64::from(reaches);
        return Period::holding(calendar::shift(period.first, nth.unit, back)?, grain);
    }
    let mut first = Period::holding(held.first, grain)?;
    if nth.unit == Unit::Week && calendar::weekday(held.first) > 4 {
        first = Period::holding(calendar::shift(held.first, Unit::Week, 1)?, grain)?;
    }
    Period::holding(calendar::shift(first.first, nth.unit, nth.index - 1)?, grain)
}

pub(super) fn plain(moment_type: MomentType, value: String, modifier: Option<String>) -> Moment {
    Moment { moment_type, value, modifier, start: None, end: None, candidates: Vec::new() }
}
