//! Dates as people write them in a query: `2024`, `2024-05`, `2022..2023`, `7d`, `yesterday`.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span, ToSpan};

use super::ast::Days;
use crate::model::stamp::days_from_epoch;

/// The half-open range of days a word means; relative words need `today`.
pub(super) fn parse_days(text: &str, today: Option<Date>) -> Result<Days, String> {
    if let Some((from, to)) = text.split_once("..") {
        let (from, to) = (from.trim(), to.trim());
        if from.is_empty() && to.is_empty() {
            return Err("a range of dates needs at least one end".to_string());
        }
        let start = if from.is_empty() { None } else { parse_days(from, today)?.from };
        let end = if to.is_empty() { None } else { parse_days(to, today)?.until };
        if let (Some(start), Some(end)) = (start, end)
            && start >= end
        {
            return Err(format!("the range {text} ends before it begins"));
        }
        return Ok(Days { from: start, until: end });
    }
    let (first, end) = parse_one(text, today)?;
    Ok(Days { from: Some(days_from_epoch(first)), until: Some(days_from_epoch(end)) })
}

/// True if the days are named in words, so that how they were read should be told.
pub(super) fn is_worded(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

fn parse_one(text: &str, today: Option<Date>) -> Result<(Date, Date), String> {
    let bad = || {
        format!(
            "{text:?} is not a date; write 2024, 2024-05, 2024-05-17, \"17 May 2024\", a range such as 2023..2024, 7d, yesterday or \"last month\""
        )
    };
    let lower = text.to_lowercase();
    if let Some(range) = relative(&lower, today) {
        return range;
    }
    if let Some(range) = worded(&lower) {
        return range.map_err(|()| format!("{text} is no day of the calendar"));
    }
    let text_ = lower.replace('/', "-");
    let mut parts = text_.split('-');
    let mut number = |digits: std::ops::RangeInclusive<usize>| -> Result<Option<i16>, String> {
        match parts.next() {
            None => Ok(None),
            Some(p) if digits.contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()) => {
                p.parse().map(Some).map_err(|_| bad())
            }
            Some(_) => Err(bad()),
        }
    };
    let year = number(4..=4)?.ok_or_else(bad)?;
    let (month, day) = (number(1..=2)?, number(1..=2)?);
    if parts.next().is_some() {
        return Err(bad());
    }
    let small = |n: Option<i16>| n.and_then(|n| i8::try_from(n).ok()).unwrap_or(1);
    let first = Date::new(year, small(month), small(day))
        .map_err(|_| format!("{text} is no day of the calendar"))?;
    let step = match (month, day) {
        (_, Some(_)) => 1.day(),
        (Some(_), None) => 1.month(),
        _ => 1.year(),
    };
    Ok((first, first.checked_add(step).map_err(|_| bad())?))
}

/// `today`, `yesterday`, `7d`, `2w`, `3m`, `1y`: from then up to and with today.
fn relative(lower: &str, today: Option<Date>) -> Option<Result<(Date, Date), String>> {
    let (back, last) = match lower {
        "today" => (0.days(), 0.days()),
        "yesterday" => (1.day(), 1.day()),
        _ if lower.starts_with("last ") || lower.starts_with("this ") => {
            return calendar(lower, today);
        }
        _ if lower.ends_with(" ago") => {
            let span = ago(lower)?;
            (span, span)
        }
        _ => {
            let unit = lower.chars().last()?;
            let count: i64 = lower.strip_suffix(unit)?.parse().ok().filter(|n| *n < 10_000)?;
            let span = match unit {
                'd' => count.days(),
                'w' => count.weeks(),
                'm' => count.months(),
                'y' => count.years(),
                _ => return None,
            };
            (span, 0.days())
        }
    };
    let Some(today) = today else {
        return Some(Err(format!("{lower} needs today's date, which is not known here")));
    };
    let range = today.checked_sub(back).and_then(|first| {
        today.checked_sub(last).and_then(|last| last.checked_add(1.day())).map(|end| (first, end))
    });
    Some(range.map_err(|_| format!("{lower} lies too far back")))
}

/// `this week`, `last month`, `last year`: the week (from Monday), month or year as a whole.
fn calendar(lower: &str, today: Option<Date>) -> Option<Result<(Date, Date), String>> {
    let (which, unit) = lower.split_once(' ')?;
    let step: Span = match unit {
        "week" => 1.week(),
        "month" => 1.month(),
        "year" => 1.year(),
        _ => return None,
    };
    let Some(today) = today else {
        return Some(Err(format!("{lower} needs today's date, which is not known here")));
    };
    let range = || -> Result<(Date, Date), jiff::Error> {
        let day = if which == "last" { today.checked_sub(step)? } else { today };
        let first = match unit {
            "week" => day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days())?,
            "month" => day.first_of_month(),
            _ => day.first_of_year(),
        };
        Ok((first, first.checked_add(step)?))
    };
    Some(range().map_err(|_| format!("{lower} lies too far back")))
}

/// `3 days ago`.
fn ago(lower: &str) -> Option<Span> {
    let mut words = lower.split_whitespace();
    let count: i64 = words.next()?.parse().ok().filter(|n| (0..10_000).contains(n))?;
    match (words.next()?.trim_end_matches('s'), words.next()?, words.next()) {
        ("day", "ago", None) => Some(count.days()),
        ("week", "ago", None) => Some(count.weeks()),
        ("month", "ago", None) => Some(count.months()),
        ("year", "ago", None) => Some(count.years()),
        _ => None,
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `may 2024`, `17 may 2024`, `may 17, 2024`, `17.5.2024`, `2024-q2`, `2024-w05`; `None` for other
/// forms, an error for days that are not in the calendar.
fn worded(lower: &str) -> Option<Result<(Date, Date), ()>> {
    if let Some((year, part)) = lower.split_once(['q', 'w'])
        && let (Some(year), Ok(number)) = (year_of(year.trim_end_matches('-')), part.parse::<i8>())
    {
        let range = if lower.contains('q') { quarter(year, number) } else { week(year, number) };
        return Some(range.ok_or(()));
    }
    let words: Vec<&str> = lower.split([' ', ',', '.']).filter(|w| !w.is_empty()).take(4).collect();
    let month = |word: &str| {
        let at = MONTHS.iter().position(|m| word.len() >= 3 && m.starts_with(word))?;
        i8::try_from(at + 1).ok()
    };
    let day = |word: &str| word.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']).parse::<i8>().ok();
    match words.as_slice() {
        [m, y] => {
            let first = Date::new(year_of(y)?, month(m)?, 1).ok()?;
            Some(first.checked_add(1.month()).map(|end| (first, end)).map_err(|_| ()))
        }
        [one, two, year] => {
            let (day, month) = match (month(one), month(two)) {
                (Some(month), None) => (day(two)?, month),
                (None, Some(month)) => (day(one)?, month),
                _ if lower.contains('.') => (day(one)?, two.parse().ok()?),
                _ => return None,
            };
            let first = Date::new(year_of(year)?, month, day).map_err(|_| ());
            Some(first.and_then(|f| f.tomorrow().map(|end| (f, end)).map_err(|_| ())))
        }
        _ => None,
    }
}

fn year_of(text: &str) -> Option<i16> {
    (text.len() == 4).then(|| text.parse().ok()).flatten()
}

fn quarter(year: i16, number: i8) -> Option<(Date, Date)> {
    let month = number.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.checked_add(3.months()).ok()?))
}

fn week(year: i16, number: i8) -> Option<(Date, Date)> {
    let first = ISOWeekDate::new(year, number, Weekday::Monday).ok()?.date();
    Some((first, first.checked_add(1.week()).ok()?))
}

/// A day number as `YYYY-MM-DD`.
pub(super) fn iso_day(day: i32) -> String {
    let date = Date::constant(1970, 1, 1).checked_add(i64::from(day).days());
    date.map_or_else(|_| day.to_string(), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let today = Some(Date::constant(2024, 3, 31));
        parse_days(text, today).map(|days| {
            let day = |d: Option<i32>| d.map_or(String::new(), iso_day);
            format!("{}..{}", day(days.from), day(days.until))
        })
    }

    #[test]
    fn dates_are_half_open_ranges() {
        for (text, range) in [
            ("2024", "2024-01-01..2025-01-01"),
            ("2024-02", "2024-02-01..2024-03-01"),
            ("2024/2/29", "2024-02-29..2024-03-01"),
            ("2022..2023", "2022-01-01..2024-01-01"),
            ("2022-05..", "2022-05-01.."),
            ("..2022-05", "..2022-06-01"),
            ("7d", "2024-03-24..2024-04-01"),
            ("1m", "2024-02-29..2024-04-01"),
            ("yesterday", "2024-03-30..2024-03-31"),
            ("last month", "2024-02-01..2024-03-01"),
            ("this week", "2024-03-25..2024-04-01"),
            ("last year", "2023-01-01..2024-01-01"),
            ("3 days ago", "2024-03-28..2024-03-29"),
            ("May 2024", "2024-05-01..2024-06-01"),
            ("17 May 2024", "2024-05-17..2024-05-18"),
            ("November 17, 2022", "2022-11-17..2022-11-18"),
            ("17.5.2024", "2024-05-17..2024-05-18"),
            ("2024-Q2", "2024-04-01..2024-07-01"),
            ("2024-W05", "2024-01-29..2024-02-05"),
            ("nov 2022..feb 2023", "2022-11-01..2023-03-01"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(range), "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "..",
            "24",
            "2024-13",
            "2024-02-30",
            "2024-5-6-7",
            "soon",
            "5/17/2024",
            "2024-q5",
            "31 feb 2024",
            "last decade",
            "9999999d",
            "2024..2023",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(parse_days("7d", None).is_err());
    }
}
