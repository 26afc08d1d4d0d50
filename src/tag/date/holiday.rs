//! Holidays by rule.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::calendar::{self, shift, weekday};
use super::term::{Era, Unit};

const TABLE: &str = include_str!("data/holidays.tsv");

/// How a holiday's date is found.
#[derive(Debug, Clone, Copy)]
enum Rule {
    Fixed(i8, i8),
    /// Days from Easter Sunday.
    Easter(i64),
    /// Month, which one (-1 last), weekday.
    Nth(i8, i64, i8),
    /// As `Nth`, then days later.
    After(i8, i64, i8, i64),
    /// The last such weekday before a day: month, day, weekday.
    Before(i8, i8, i8),
    /// Month and day of the tabular Islamic calendar.
    Hijri(u8, u8),
}

fn rules() -> &'static [(u16, Rule)] {
    static RULES: OnceLock<Vec<(u16, Rule)>> = OnceLock::new();
    RULES.get_or_init(|| TABLE.lines().filter_map(parse).collect())
}

fn parse(line: &str) -> Option<(u16, Rule)> {
    let (id, rule) = line.split_once('\t')?;
    let mut words = rule.split(' ');
    let kind = words.next()?;
    let n: Vec<i64> = words.filter_map(|w| w.parse().ok()).collect();
    let at = |i: usize| n.get(i).copied();
    let rule = match kind {
        "fixed" => Rule::Fixed(at(0)? as i8, at(1)? as i8),
        "easter" => Rule::Easter(at(0)?),
        "nth" => Rule::Nth(at(0)? as i8, at(1)?, at(2)? as i8),
        "after" => Rule::After(at(0)? as i8, at(1)?, at(2)? as i8, at(3)?),
        "before" => Rule::Before(at(0)? as i8, at(1)? as i8, at(2)? as i8),
        "hijri" => Rule::Hijri(at(0)? as u8, at(1)? as u8),
        _ => return None,
    };
    Some((id.parse().ok()?, rule))
}

/// The date of a holiday in a year.
pub(super) fn date(id: u16, year: i16) -> Option<Date> {
    let rule = rules().iter().find(|(n, _)| *n == id).map(|(_, r)| *r)?;
    match rule {
        Rule::Fixed(month, day) => Date::new(year, month, day).ok(),
        Rule::Easter(days) => shift(calendar::easter(year)?, Unit::Day, days),
        Rule::Nth(month, index, day) => in_month(year, month, index, day),
        Rule::After(month, index, day, days) => {
            shift(in_month(year, month, index, day)?, Unit::Day, days)
        }
        Rule::Before(month, day, wanted) => {
            let date = Date::new(year, month, day).ok()?;
            let back = i64::from((weekday(date) - wanted + 6).rem_euclid(7)) + 1;
            shift(date, Unit::Day, -back)
        }
        Rule::Hijri(month, day) => {
            let guess = (i64::from(year) - 622) * 33 / 32;
            (guess - 1..=guess + 2)
                .filter_map(|y| calendar::convert(Era::Hijri(month), y, day))
                .find(|d| d.year() == year)
        }
    }
}

fn in_month(year: i16, month: i8, index: i64, day: i8) -> Option<Date> {
    let first = Date::new(year, month, 1).ok()?;
    nth_weekday(first, shift(first, Unit::Month, 1)?, index, day)
}

/// The `index`-th (from 1; -1 the last) such weekday from `first` to before `end`.
pub(super) fn nth_weekday(first: Date, end: Date, index: i64, day: i8) -> Option<Date> {
    let found = if index > 0 {
        let ahead = i64::from((day - weekday(first)).rem_euclid(7));
        shift(first, Unit::Day, ahead + (index - 1) * 7)?
    } else {
        let last = end.yesterday().ok()?;
        let back = i64::from((weekday(last) - day).rem_euclid(7));
        shift(last, Unit::Day, -back)?
    };
    (found >= first && found < end).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_give_known_dates() {
        assert_eq!(date(8, 2022), Some(Date::constant(2022, 11, 24)));
        assert_eq!(date(13, 2023), Some(Date::constant(2023, 5, 29)));
        assert_eq!(date(6, 2022), Some(Date::constant(2022, 4, 15)));
        assert_eq!(date(69, 2024), Some(Date::constant(2024, 11, 5)));
        assert_eq!(date(999, 2024), None);
    }
}
