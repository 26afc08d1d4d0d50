//! Calendar arithmetic on dates known to some grain. Years 1 to 9999; anything outside is `None`.

use jiff::civil::{Date, DateTime, ISOWeekDate, Weekday};
use jiff::{Span as Length, ToSpan};

use super::term::{Era, Part, Unit};

/// How finely a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    Century,
    Decade,
    Year,
    Half,
    Quarter,
    Season(u8),
    Month,
    Week,
    Weekend,
    Day,
}

/// A period of the calendar: its first day and its grain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) first: Date,
    pub(super) grain: Grain,
}

const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

/// Years of the program.
pub(super) fn valid_year(year: i64) -> Option<i16> {
    i16::try_from(year).ok().filter(|y| (1..=9999).contains(y))
}

impl Period {
    /// The period of `grain` that holds `date`.
    pub(super) fn holding(date: Date, grain: Grain) -> Option<Self> {
        let first = match grain {
            Grain::Day => date,
            Grain::Week => monday(date)?,
            Grain::Weekend => monday(date)?.checked_add(5.days()).ok()?,
            Grain::Month => date.first_of_month(),
            Grain::Quarter => Date::new(date.year(), (date.month() - 1) / 3 * 3 + 1, 1).ok()?,
            Grain::Half => Date::new(date.year(), (date.month() - 1) / 6 * 6 + 1, 1).ok()?,
            Grain::Season(_) => return Self::season(date),
            Grain::Year => Date::new(date.year(), 1, 1).ok()?,
            Grain::Decade => Date::new((date.year() / 10 * 10).max(1), 1, 1).ok()?,
            Grain::Century => Date::new((date.year() / 100 * 100).max(1), 1, 1).ok()?,
        };
        Some(Self { first, grain })
    }

    /// The meteorological season (northern hemisphere) that holds a date.
    fn season(date: Date) -> Option<Self> {
        let (year, month) = (i64::from(date.year()), date.month());
        let index = ((month + 9) % 12 / 3) as u8;
        let year = if month < 3 { year - 1 } else { year };
        Self::season_of(year, index)
    }

    /// Season `index` (spring 0) that begins in `year`.
    pub(super) fn season_of(year: i64, index: u8) -> Option<Self> {
        let month = 3 + 3 * index.min(3) as i8;
        let first = Date::new(valid_year(year)?, month, 1).ok()?;
        Some(Self { first, grain: Grain::Season(index) })
    }

    /// A whole year.
    pub(super) fn year(year: i64) -> Option<Self> {
        Some(Self { first: Date::new(valid_year(year)?, 1, 1).ok()?, grain: Grain::Year })
    }

    /// An ISO week of a year.
    pub(super) fn iso_week(year: i64, week: u8) -> Option<Self> {
        let week = ISOWeekDate::new(valid_year(year)?, week as i8, Weekday::Monday).ok()?;
        Some(Self { first: week.date(), grain: Grain::Week })
    }

    /// A month.
    pub(super) fn month(year: i64, month: u8) -> Option<Self> {
        let first = Date::new(valid_year(year)?, i8::try_from(month).ok()?, 1).ok()?;
        Some(Self { first, grain: Grain::Month })
    }

    /// A day.
    pub(super) fn day(year: i64, month: u8, day: u8) -> Option<Self> {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let first = Date::new(valid_year(year)?, month, day).ok()?;
        Some(Self { first, grain: Grain::Day })
    }

    /// One past the last day; `None` past the year 9999.
    pub(super) fn end(self) -> Option<Date> {
        let length: Length = match self.grain {
            Grain::Day => 1.days(),
            Grain::Weekend => 2.days(),
            Grain::Week => 7.days(),
            Grain::Month => 1.months(),
            Grain::Quarter | Grain::Season(_) => 3.months(),
            Grain::Half => 6.months(),
            Grain::Year => 1.years(),
            Grain::Decade => 10.years(),
            Grain::Century => 100.years(),
        };
        self.first.checked_add(length).ok()
    }

    /// The TIMEX3 value.
    pub(super) fn value(self) -> String {
        let (y, m, d) = (self.first.year(), self.first.month(), self.first.day());
        match self.grain {
            Grain::Century => format!("{:02}", y / 100),
            Grain::Decade => format!("{:03}", y / 10),
            Grain::Year => format!("{y:04}"),
            Grain::Half => format!("{y:04}-H{}", (m - 1) / 6 + 1),
            Grain::Quarter => format!("{y:04}-Q{}", (m - 1) / 3 + 1),
            Grain::Season(index) => {
                format!("{y:04}-{}", SEASONS.get(index as usize).copied().unwrap_or("SP"))
            }
            Grain::Month => format!("{y:04}-{m:02}"),
            Grain::Week | Grain::Weekend => {
                let week = self.first.iso_week_date();
                let tail = if self.grain == Grain::Weekend { "-WE" } else { "" };
                format!("{:04}-W{:02}{tail}", week.year(), week.week())
            }
            Grain::Day => format!("{y:04}-{m:02}-{d:02}"),
        }
    }
}

fn monday(date: Date) -> Option<Date> {
    ISOWeekDate::new(date.iso_week_date().year(), date.iso_week_date().week(), Weekday::Monday)
        .ok()
        .map(ISOWeekDate::date)
}

/// The grain a unit gives to a shifted date.
pub(super) fn grain_of(unit: Unit) -> Grain {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Grain::Day,
        Unit::Weekend => Grain::Weekend,
        Unit::Week => Grain::Week,
        Unit::Month => Grain::Month,
        Unit::Quarter => Grain::Quarter,
        Unit::Year => Grain::Year,
        Unit::Decade => Grain::Decade,
        Unit::Century => Grain::Century,
    }
}

/// A count with a fraction as a whole count of a finer unit: 2.5 years are 30 months.
pub(super) fn whole(unit: Unit, count: f64) -> (Unit, i64) {
    if count.fract() == 0.0 {
        return (unit, count as i64);
    }
    match unit {
        Unit::Year => (Unit::Month, (count * 12.0) as i64),
        Unit::Decade => (Unit::Year, (count * 10.0) as i64),
        Unit::Week => (Unit::Day, (count * 7.0) as i64),
        Unit::Hour => (Unit::Minute, (count * 60.0) as i64),
        Unit::Minute => (Unit::Second, (count * 60.0) as i64),
        Unit::Day => (Unit::Hour, (count * 24.0) as i64),
        _ => (unit, count as i64),
    }
}

/// `count` units from a date, by the calendar.
pub(super) fn shift(date: Date, unit: Unit, count: i64) -> Option<Date> {
    // Beyond a million of anything no date of ours is left; jiff's spans have tighter limits of
    // their own.
    if count.unsigned_abs() > 1_000_000 {
        return None;
    }
    let span = Length::new();
    let span = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return Some(date),
        Unit::Day => span.try_days(count),
        Unit::Week | Unit::Weekend => span.try_weeks(count),
        Unit::Month => span.try_months(count),
        Unit::Quarter => span.try_months(count * 3),
        Unit::Year => span.try_years(count),
        Unit::Decade => span.try_years(count * 10),
        Unit::Century => span.try_years(count * 100),
    };
    date.checked_add(span.ok()?).ok().filter(|d| d.year() >= 1)
}

/// `count` seconds, minutes or hours from a moment.
pub(super) fn shift_time(moment: DateTime, unit: Unit, count: i64) -> Option<DateTime> {
    let seconds = match unit {
        Unit::Second => 1,
        Unit::Minute => 60,
        _ => 3600,
    };
    let total = count.checked_mul(seconds).filter(|s| s.unsigned_abs() < 1_000_000_000_000)?;
    moment.checked_add(Length::new().try_seconds(total).ok()?).ok()
}

/// The first and last moment of a part of a day.
pub(super) fn part_interval(day: Date, part: Part) -> (DateTime, Option<DateTime>) {
    let (from, to) = part.hours();
    let end = if to == 24 {
        day.tomorrow().ok().map(|d| d.at(0, 0, 0, 0))
    } else {
        Some(day.at(to, 0, 0, 0))
    };
    (day.at(from, 0, 0, 0), end)
}

/// ISO date-time with seconds.
pub(super) fn iso(moment: DateTime) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        moment.year(),
        moment.month(),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second()
    )
}

/// ISO weekday number of a date.
pub(super) fn weekday(date: Date) -> i8 {
    date.weekday().to_monday_one_offset()
}

/// Gregorian Easter Sunday (Meeus/Jones/Butcher).
pub(super) fn easter(year: i16) -> Option<Date> {
    let full = i32::from(year);
    let (golden, century, rest) = (full % 19, full / 100, full % 100);
    let lunar = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - lunar + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * sunday) / 451;
    let count = epact + sunday - 7 * late + 114;
    Date::new(year, (count / 31) as i8, (count % 31 + 1) as i8).ok()
}

/// Easter Sunday of the Orthodox churches (Meeus, Julian computus), as a Gregorian date.
pub(super) fn orthodox_easter(year: i16) -> Option<Date> {
    let full = i64::from(year);
    let moon = (19 * (full % 19) + 15) % 30;
    let sunday = (2 * (full % 4) + 4 * (full % 7) - moon + 34) % 7;
    let count = moon + sunday + 114;
    let julian = Date::new(year, (count / 31) as i8, (count % 31 + 1) as i8).ok()?;
    shift(julian, Unit::Day, full / 100 - full / 400 - 2)
}

/// Days of the proleptic Gregorian calendar since 1970-01-01 to a date.
fn from_epoch(days: i64) -> Option<Date> {
    Date::new(1970, 1, 1).ok()?.checked_add(Length::new().try_days(days).ok()?).ok()
}

/// The Gregorian day of a date of another calendar.
pub(super) fn convert(era: Era, year: i64, day: u8) -> Option<Date> {
    let day = i64::from(day);
    match era {
        Era::Offset(_) => None,
        // Tabular calendar, 11 leap years in 30, civil epoch 16 July 622 (Julian).
        Era::Hijri(month) => {
            if !(1..=2000).contains(&year) || !(1..=30).contains(&day) {
                return None;
            }
            let m = i64::from(month);
            let days = (11 * year + 3) / 30 + 354 * year + 30 * m - (m - 1) / 2 + day;
            // Julian day of the sum less 385 is 1948440 + …; 2440588 is 1970-01-01.
            from_epoch(days + 1_948_440 - 385 - 2_440_588)
        }
        Era::Jalali(month) => jalali(year, i64::from(month), day),
    }
}

/// Iranian solar date by the 33-year rule, which agrees with the astronomical calendar for
/// 1178–1633.
fn jalali(year: i64, month: i64, day: i64) -> Option<Date> {
    if !(1178..=1633).contains(&year) || !(1..=31).contains(&day) {
        return None;
    }
    let y = year + 1595;
    let before = if month < 7 { (month - 1) * 31 } else { (month - 7) * 30 + 186 };
    let days = -355_668 + 365 * y + y / 33 * 8 + (y % 33 + 3) / 4 + day + before;
    // `days` counts from 1 January of year 0 (Gregorian, proleptic), whose distance to 1970 is
    // 719,528.
    from_epoch(days - 719_528)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(y: i16, m: i8, d: i8) -> Date {
        Date::constant(y, m, d)
    }

    #[test]
    fn periods_have_timex_values_and_ends() {
        let day = date(2013, 3, 15);
        let value = |g| Period::holding(day, g).map(Period::value).unwrap();
        assert_eq!(value(Grain::Week), "2013-W11");
        assert_eq!(value(Grain::Weekend), "2013-W11-WE");
        assert_eq!(value(Grain::Quarter), "2013-Q1");
        assert_eq!(value(Grain::Decade), "201");
        assert_eq!(value(Grain::Century), "20");
        assert_eq!(value(Grain::Season(0)), "2013-SP");
        assert_eq!(Period::holding(date(2013, 2, 1), Grain::Season(0)).unwrap().value(), "2012-WI");
        assert_eq!(Period::month(2013, 12).unwrap().end(), Some(date(2014, 1, 1)));
        assert_eq!(Period::day(9999, 12, 31).unwrap().end(), None);
    }

    #[test]
    fn other_calendars_convert() {
        assert_eq!(convert(Era::Hijri(1), 1445, 1), Some(date(2023, 7, 19)));
        assert_eq!(convert(Era::Hijri(9), 1444, 1), Some(date(2023, 3, 23)));
        assert_eq!(convert(Era::Jalali(1), 1403, 1), Some(date(2024, 3, 20)));
        assert_eq!(convert(Era::Jalali(11), 1357, 22), Some(date(1979, 2, 11)));
    }

    #[test]
    fn easter_follows_the_tables() {
        assert_eq!(easter(2022), Some(date(2022, 4, 17)));
        assert_eq!(easter(2013), Some(date(2013, 3, 31)));
    }

    #[test]
    fn overflow_is_none() {
        assert_eq!(shift(date(2020, 1, 1), Unit::Century, 1_000_000), None);
        assert_eq!(shift(date(2020, 1, 1), Unit::Year, -3000), None);
        assert_eq!(shift(date(2020, 1, 1), Unit::Day, i64::MAX), None);
    }
}
