//! Holidays by rule.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::calendar::{self, shift, weekday};
use super::term::{Era, Unit};

/// Rules by id, and years told one by one, which go first. A holiday may have several.
const TABLES: [&str; 2] = [include_str!("data/feasts.tsv"), include_str!("data/holidays.tsv")];

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
    /// Days from Easter Sunday of the Orthodox churches.
    Orthodox(i64),
    /// Month and day, the day before where that is a Sunday.
    NotSunday(i8, i8),
    /// Days from another holiday.
    From(u16, i64),
    /// Not a date: the season lasts until another holiday.
    Lasts(u16),
    /// First year; then month and day of each year.
    Years(i16, &'static str),
}

fn rules() -> &'static [(u16, Rule)] {
    static RULES: OnceLock<Vec<(u16, Rule)>> = OnceLock::new();
    RULES.get_or_init(|| TABLES.iter().flat_map(|t| t.lines()).filter_map(parse).collect())
}

fn parse(line: &'static str) -> Option<(u16, Rule)> {
    let (id, rule) = line.split_once('\t')?;
    let (kind, rest) = rule.split_once(' ')?;
    if kind == "years" {
        let (first, days) = rest.split_once(' ')?;
        return Some((id.parse().ok()?, Rule::Years(first.parse().ok()?, days)));
    }
    let words = rest.split(' ');
    let n: Vec<i64> = words.filter_map(|w| w.parse().ok()).collect();
    let at = |i: usize| n.get(i).copied();
    let rule = match kind {
        "fixed" => Rule::Fixed(at(0)? as i8, at(1)? as i8),
        "easter" => Rule::Easter(at(0)?),
        "nth" => Rule::Nth(at(0)? as i8, at(1)?, at(2)? as i8),
        "after" => Rule::After(at(0)? as i8, at(1)?, at(2)? as i8, at(3)?),
        "before" => Rule::Before(at(0)? as i8, at(1)? as i8, at(2)? as i8),
        "orthodox" => Rule::Orthodox(at(0)?),
        "notsunday" => Rule::NotSunday(at(0)? as i8, at(1)? as i8),
        "from" => Rule::From(at(0)? as u16, at(1)?),
        "lasts" => Rule::Lasts(at(0)? as u16),
        "hijri" => Rule::Hijri(at(0)? as u8, at(1)? as u8),
        _ => return None,
    };
    Some((id.parse().ok()?, rule))
}

/// The date of a holiday in a year.
pub(super) fn date(id: u16, year: i16) -> Option<Date> {
    rules().iter().filter(|(n, _)| *n == id).find_map(|(_, rule)| by_rule(*rule, year))
}

/// The holiday that ends a season (Ramadan, Lent).
pub(super) fn end(id: u16, first: Date) -> Option<Date> {
    let until = rules().iter().find_map(|(n, rule)| match rule {
        Rule::Lasts(other) if *n == id => Some(*other),
        _ => None,
    })?;
    (0..2).filter_map(|n| date(until, first.year() + n)).find(|d| *d > first)
}

fn by_rule(rule: Rule, year: i16) -> Option<Date> {
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
        Rule::Lasts(_) => None,
        Rule::Orthodox(days) => shift(calendar::orthodox_easter(year)?, Unit::Day, days),
        Rule::NotSunday(month, day) => {
            let date = Date::new(year, month, day).ok()?;
            if weekday(date) == 7 { date.yesterday().ok() } else { Some(date) }
        }
        Rule::From(id, days) => {
            let other = rules().iter().find(|(n, r)| *n == id && !matches!(r, Rule::From(..)));
            shift(by_rule(other?.1, year)?, Unit::Day, days)
        }
        Rule::Years(first, days) => {
            let index = usize::try_from(i32::from(year) - i32::from(first)).ok()?;
            let cell = days.split(' ').nth(index)?.split('/').next()?;
            Date::new(year, cell.get(..2)?.parse().ok()?, cell.get(2..)?.parse().ok()?).ok()
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
        assert_eq!(date(140, 2019), Some(Date::constant(2019, 10, 27)));
        assert_eq!(date(51, 2018), Some(Date::constant(2018, 8, 21)));
        assert_eq!(date(180, 2020), Some(Date::constant(2020, 4, 17)));
        assert_eq!(date(190, 2014), Some(Date::constant(2014, 4, 26)));
        assert_eq!(date(999, 2024), None);
    }
}
