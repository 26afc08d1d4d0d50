//! Dates of feeds and site maps: RFC 822 and 5322, RFC 3339, W3CDTF, `asctime`, and what people
//! write instead of them.

mod zone;

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use rustc_hash::FxHashMap;

/// Longest date that is looked at. Bytes.
const DATE_BYTES: usize = 100;
/// Seconds of a day.
const DAY: i32 = 86_400;

/// Names of the months in the languages of the extractor, in lower case, and their numbers.
static MONTHS: LazyLock<FxHashMap<&'static str, i8>> = LazyLock::new(|| {
    let rows = include_str!("../extract/metadata/date/months.tsv").lines();
    let names = rows.filter_map(|row| row.split_once('\t')).flat_map(|(number, names)| {
        let number = number.parse().unwrap_or_default();
        names.split('|').map(move |name| (name, number))
    });
    names.collect()
});

/// A date as far as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct When {
    date: Date,
    /// Time of day and seconds east of UTC.
    time: Option<(Time, i32)>,
}

/// The instant a text names, as RFC 3339 in UTC. A day alone is its first second, a time without a
/// known zone is in UTC.
pub(super) fn instant(text: &str) -> Option<String> {
    let When { date, time } = read(text)?;
    let (time, east) = time.unwrap_or((Time::midnight(), 0));
    utc(DateTime::from_parts(date, time), east)
}

/// As [`instant`], but a day alone stays a day: `2024-05-01`.
pub(super) fn instant_or_day(text: &str) -> Option<String> {
    match read(text)? {
        When { date, time: None } => Some(date.to_string()),
        When { date, time: Some((time, east)) } => utc(DateTime::from_parts(date, time), east),
    }
}

fn utc(local: DateTime, east: i32) -> Option<String> {
    let offset = jiff::tz::Offset::from_seconds(east).ok()?;
    Some(offset.to_timestamp(local).ok()?.to_string())
}

fn read(text: &str) -> Option<When> {
    let text = text.trim();
    if text.is_empty() || text.len() > DATE_BYTES {
        return None;
    }
    let Some(clock) = Clock::find(text) else {
        return Some(When { date: date(text)?, time: None });
    };
    let (before, after) = (text.get(..clock.start)?, text.get(clock.end..)?);
    let zone = zone::find(after);
    let date = match date(before) {
        Some(date) => date,
        // "Thu Jan  1 19:48:21 2004", "10:30, 1 January 2004"
        None => date_around(before, after, zone.signed)?,
    };
    let hour = match zone.half {
        Some(zone::Half::Afternoon) if clock.hour < 12 => clock.hour + 12,
        Some(zone::Half::Morning) if clock.hour == 12 => 0,
        _ => clock.hour,
    };
    // Midnight may be written as the end of a day, and a leap second is the last of its minute.
    let (date, hour) = if hour == 24 { (date.tomorrow().ok()?, 0) } else { (date, hour) };
    let time = Time::new(hour, clock.minute, clock.second.min(59), clock.nanosecond).ok()?;
    let east = if zone.east.abs() < DAY { zone.east } else { 0 };
    Some(When { date, time: Some((time, east)) })
}

/// A date of which part stands behind the time; the number after a sign there is an offset.
fn date_around(before: &str, after: &str, signed: bool) -> Option<Date> {
    if !signed {
        return date(&format!("{before} {after}"));
    }
    let (head, tail) = after.split_once(['+', '-'])?;
    let tail = tail.split_once(' ').map_or("", |(_, tail)| tail);
    date(&format!("{before} {head} {tail}"))
}

/// A time of day.
#[derive(Debug)]
struct Clock {
    /// Where it stands in the text. Bytes.
    start: usize,
    end: usize,
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
}

impl Clock {
    /// Finds `h:mm`, `hh:mm:ss` and `hh:mm:ss.fraction`.
    fn find(text: &str) -> Option<Self> {
        let colon = text.find(':')?;
        let (before, after) = (text.get(..colon)?, text.get(colon + 1..)?);
        let hours = before.bytes().rev().take(2).take_while(u8::is_ascii_digit).count();
        let start = colon.checked_sub(hours)?;
        let (minute, mut rest) = digits(after, 2)?;
        let mut clock = Self {
            start,
            end: 0,
            hour: text.get(start..colon)?.parse().ok()?,
            minute: minute.parse().ok()?,
            second: 0,
            nanosecond: 0,
        };
        if let Some((second, after)) = rest.strip_prefix(':').and_then(|rest| digits(rest, 2)) {
            clock.second = second.parse().ok()?;
            rest = after;
            let fraction = rest.strip_prefix(['.', ',']).and_then(|rest| digits(rest, 18));
            if let Some((fraction, after)) = fraction {
                let nine: String = fraction.chars().chain("000000000".chars()).take(9).collect();
                clock.nanosecond = nine.parse().ok()?;
                rest = after;
            }
        }
        clock.end = text.len() - rest.len();
        Some(clock)
    }
}

/// The digits at the start of a text, at most `max` of them, and what follows.
fn digits(text: &str, max: usize) -> Option<(&str, &str)> {
    let count = text.bytes().take(max).take_while(u8::is_ascii_digit).count();
    if count == 0 { None } else { text.split_at_checked(count) }
}

/// A date in words or numbers.
fn date(text: &str) -> Option<Date> {
    // The T of ISO 8601 is no word.
    let text = text.strip_suffix(['T', 't']).unwrap_or(text);
    let is_digit = |letter: char| letter.is_ascii_digit();
    let words = text.split(|letter: char| !letter.is_alphabetic() && letter != '\u{307}');
    // "mar, 05 ene 2021": of two names the first is a day of the week.
    let month = words.filter_map(|word| MONTHS.get(word.to_lowercase().as_str())).next_back();
    let numbers: Vec<&str> =
        text.split(|letter| !is_digit(letter)).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match (month, numbers.as_slice()) {
        (Some(month), [one, other, ..]) => {
            let year_first = one.len() > 2;
            let (year, day) = if year_first { (one, other) } else { (other, one) };
            (full_year(year)?, *month, day.parse().ok()?)
        }
        (None, [whole]) if whole.len() == 8 || whole.len() == 14 => {
            (whole.get(..4)?.parse().ok()?, number(whole.get(4..6)?)?, number(whole.get(6..8)?)?)
        }
        (None, [year]) if year.len() == 4 => (year.parse().ok()?, 1, 1),
        (None, [year, month]) if year.len() == 4 => (year.parse().ok()?, month.parse().ok()?, 1),
        (None, [year, month, day, ..]) if year.len() == 4 => {
            (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        (None, [one, other, year]) if year.len() == 4 => {
            let (one, other) = (number(one)?, number(other)?);
            // "03/04/2024" is a day in March for some and in April for others.
            let american = if text.contains('/') { order(one, other)? } else { false };
            let (day, month) = if american { (other, one) } else { (one, other) };
            (year.parse().ok()?, month, day)
        }
        _ => return None,
    };
    Date::new(year, month, day).ok().filter(|date| date.year() > 0)
}

/// Whether the month comes first; `None` when both numbers can be a month and differ.
fn order(one: i8, other: i8) -> Option<bool> {
    match (one > 12, other > 12) {
        (true, _) => Some(false),
        (_, true) => Some(true),
        _ => (one == other).then_some(false),
    }
}

fn number(digits: &str) -> Option<i8> {
    digits.parse().ok()
}

/// A year of two digits is in 1950 to 2049 (RFC 5322, 4.3).
fn full_year(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    Some(match (digits.len(), year) {
        (..=2, 0..=49) => 2_000 + year,
        (..=3, _) => 1_900 + year,
        _ => year,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_all_dresses() {
        for (text, time) in [
            ("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"),
            ("Thu, 1 Jan 04 19:48 EST", "2004-01-02T00:48:00Z"),
            ("01 Jan 2004 19:48:21 +0200", "2004-01-01T17:48:21Z"),
            ("Thu, 01 January 2004 19:48:21 GMT+02:00", "2004-01-01T17:48:21Z"),
            ("thu,01 jan 2004 7:48 PM", "2004-01-01T19:48:00Z"),
            ("Thu Jan  1 19:48:21 2004", "2004-01-01T19:48:21Z"),
            ("Thu Jan  1 19:48:21 EST 2004", "2004-01-02T00:48:21Z"),
            ("Thu Jan  1 19:48:21 +0100 2004", "2004-01-01T18:48:21Z"),
            ("January 2, 2004 12:05 am", "2004-01-02T00:05:00Z"),
            ("10:30, 1 January 2004", "2004-01-01T10:30:00Z"),
            ("2003-12-31T10:14:55.250-08:00", "2003-12-31T18:14:55.25Z"),
            ("2003-12-31T10:14:55+0530", "2003-12-31T04:44:55Z"),
            ("2003-12-31 10:14 Z", "2003-12-31T10:14:00Z"),
            ("2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("2003/12/31 10:14:55", "2003-12-31T10:14:55Z"),
            ("31.12.2003, 10:14 MEZ", "2003-12-31T09:14:00Z"),
            ("12/31/2003 10:14", "2003-12-31T10:14:00Z"),
            ("mar, 05 ene 2021 10:00:00 +0000", "2021-01-05T10:00:00Z"),
            ("5 марта 2021 г. 10:00 MSK", "2021-03-05T07:00:00Z"),
            ("2021年3月5日 10:00", "2021-03-05T10:00:00Z"),
            ("2003-12-31", "2003-12-31T00:00:00Z"),
            ("20031231", "2003-12-31T00:00:00Z"),
            ("2003-12", "2003-12-01T00:00:00Z"),
            ("2003", "2003-01-01T00:00:00Z"),
        ] {
            assert_eq!(instant(text).as_deref(), Some(time), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_gives_none() {
        let long = "1".repeat(1_000);
        for text in
            ["", "soon", "03/04/2004", "2004-13-01", "99:99", ":", "1:2:3", &long, "31 Feb 2004"]
        {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_stays_a_day() {
        assert_eq!(instant_or_day("2005-01-01").as_deref(), Some("2005-01-01"));
        let time = instant_or_day("2005-01-01T00:00:00+01:00");
        assert_eq!(time.as_deref(), Some("2004-12-31T23:00:00Z"));
    }

    proptest::proptest! {
        #[test]
        fn anything_is_read_without_a_panic(text in "\\PC{0,40}|[0-9:T+ .-]{0,30}") {
            instant(&text);
            instant_or_day(&text);
        }
    }
}
