//! Dates as people write them in a query: `2024`, `2024-05`, `2022..2023`, `7d`, `yesterday`.

use jiff::ToSpan;
use jiff::civil::Date;

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

/// True if the meaning of the word hangs on today's date.
pub(super) fn is_relative(text: &str) -> bool {
    text.split("..").any(|part| !part.is_empty() && !part.starts_with(|c: char| c.is_ascii_digit()))
        || text.ends_with(|c: char| c.is_ascii_alphabetic())
}

fn parse_one(text: &str, today: Option<Date>) -> Result<(Date, Date), String> {
    let bad = || {
        format!(
            "{text:?} is not a date; write 2024, 2024-05, 2024-05-17, a range such as 2023..2024, 7d, today or yesterday"
        )
    };
    let lower = text.to_lowercase();
    if let Some(range) = relative(&lower, today) {
        return range;
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
            "9999999d",
            "2024..2023",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(parse_days("7d", None).is_err());
    }
}
