//! Dates that stand in addresses and in HTTP headers.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use url::Url;

/// English names of months.
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
/// Where Unix time begins.
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
/// Longest value that can be a date. Bytes.
const DATE_BYTES: usize = 64;

/// The day that the path of an address names: `/2024/05/12/`, `/2024/may/12/`, `/2024-05-12`,
/// `/20240512/`, `/2024-05/12/`, `/2024/0512/`.
///
/// Only days of the Gregorian calendar from 1990 to 2099; a number that merely looks like one, such
/// as the id at the end of a name, is left alone.
pub fn date_in_path(url: &Url) -> Option<Date> {
    let segments: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    let in_folders = (0..segments.len()).find_map(|at| {
        let one = |ahead: usize| segments.get(at + ahead).copied().unwrap_or_default();
        folders(one(0), one(1), one(2))
    });
    in_folders.or_else(|| segments.iter().find_map(|segment| in_segment(segment)))
}

/// A date in up to three segments from one on.
fn folders(first: &str, second: &str, third: &str) -> Option<Date> {
    if first.len() == 4 {
        if second.len() == 4 {
            let (month, day) = second.split_at_checked(2)?;
            return date(first, number(month)?, day);
        }
        let month = if second.len() <= 2 { number(second) } else { month(second) };
        return date(first, month?, leading(third));
    }
    let (year, month) = first.split_once(['-', '_'])?;
    if year.len() != 4 || month.len() != 2 {
        return None;
    }
    date(year, number(month)?, leading(second))
}

/// A date within one segment: three parts of a name, or its first part.
fn in_segment(segment: &str) -> Option<Date> {
    let parts: Vec<&str> = segment.split(['-', '_', '.']).collect();
    let first = parts.first().filter(|part| part.len() == 8);
    let compact = first.and_then(|part| {
        let (year, rest) = part.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        date(year, number(month)?, day)
    });
    compact.or_else(|| {
        parts.windows(3).find_map(|window| match window {
            [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => {
                date(year, number(month)?, day)
            }
            _ => None,
        })
    })
}

/// The digits a text begins with.
fn leading(text: &str) -> &str {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    if year.len() != 4 || day.len() > 2 {
        return None;
    }
    let year: i16 = number(year)?;
    let day: i8 = number(day)?;
    if !(1990..2100).contains(&year) {
        return None;
    }
    Date::new(year, month, day).ok()
}

/// A number of digits only.
fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// The month that an English name or its short form means.
fn month(name: &str) -> Option<i8> {
    let begins =
        |month: &str| month.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let at = MONTHS.iter().position(|month| begins(month)).filter(|_| name.len() >= 3)?;
    i8::try_from(at + 1).ok()
}

/// The moment of an HTTP date in any of its three forms (RFC 9110, 5.6.7), in Unix milliseconds;
/// `now_millis` tells the century of a year of two digits. The day of the week is not looked at.
pub fn http_date(value: &str, now_millis: u64) -> Option<i64> {
    let value = value.trim();
    if value.len() > DATE_BYTES {
        return None;
    }
    let parts: Vec<&str> = value.split([' ', ',', '-']).filter(|part| !part.is_empty()).collect();
    let (day, name, year, time) = match parts.as_slice() {
        // "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", and
        // "Sun Nov  6 08:49:37 1994".
        [_, day, month, year, time, "GMT" | "UTC" | "UT" | "+0000"]
        | [_, month, day, time, year] => (*day, *month, *year, *time),
        _ => return None,
    };
    let year = match year.len() {
        2 => full_year(number(year)?, now_millis)?,
        4 => number(year)?,
        _ => return None,
    };
    let clock: Vec<i8> = time.split(':').map(number).collect::<Option<_>>()?;
    let [hour, minute, second] = clock.as_slice() else { return None };
    // A leap second has no place in Unix time.
    let second = if *second == 60 { 59 } else { *second };
    let moment = DateTime::new(year, month(name)?, number(day)?, *hour, *minute, second, 0).ok()?;
    i64::try_from(moment.duration_since(EPOCH).as_millis()).ok()
}

/// The year two digits mean: never more than 50 years ahead (RFC 9110, 5.6.7).
fn full_year(short: i16, now_millis: u64) -> Option<i16> {
    let now = Timestamp::from_millisecond(i64::try_from(now_millis).ok()?).ok()?;
    let this = now.to_zoned(TimeZone::UTC).year();
    let year = this - this % 100 + short;
    Some(if year > this + 50 { year - 100 } else { year })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_715_500_000_000;

    fn spelled(value: &str) -> Option<String> {
        let moment = http_date(value, NOW)?;
        Some(Timestamp::from_millisecond(moment).unwrap().to_string())
    }

    #[test]
    fn dates_in_paths() {
        for (path, expected) in [
            ("/2024/05/12/", "2024-05-12"),
            ("/2024/05/12/story-name", "2024-05-12"),
            ("/news/2024/5/2/story", "2024-05-02"),
            ("/world/2024/may/12/story", "2024-05-12"),
            ("/2024/May/12/story", "2024-05-12"),
            ("/2024-05-12", "2024-05-12"),
            ("/2024-05-12-story-name.html", "2024-05-12"),
            ("/briefing-2024-05-12.html", "2024-05-12"),
            ("/brief_2024_05_12/", "2024-05-12"),
            ("/20240512/", "2024-05-12"),
            ("/20240512-story", "2024-05-12"),
            ("/2024-05/12/content_1.htm", "2024-05-12"),
            ("/n1/2024/0512/c1.html", "2024-05-12"),
            ("/2024/02/29/x", "2024-02-29"),
            ("/2024/05/12", "2024-05-12"),
            ("/2024/05/12.html", "2024-05-12"),
        ] {
            let url = Url::parse(&format!("https://news.example{path}")).unwrap();
            let found = date_in_path(&url).map(|date| date.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn numbers_that_are_no_dates() {
        for path in [
            "/",
            "/2024/",
            "/2024/05/",
            "/2024/05/story",
            "/2023/02/29/x",
            "/2024/13/01/",
            "/1024/05/12/",
            "/24/05/12/",
            "/world-asia-20150512",
            "/20241399/",
            "/99999999/",
            "/2024051/",
            "/202405123/",
            "/2024/mayor/12/",
            "/2024/05/123456",
            "/12345-2024-5.html",
            "/éééé/ü/x",
            "/%C3%A9%C3/0512/x",
        ] {
            let url = Url::parse(&format!("https://news.example{path}")).unwrap();
            assert_eq!(date_in_path(&url), None, "{path}");
        }
    }

    #[test]
    fn the_three_forms_of_an_http_date() {
        for value in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            " Sun, 6 Nov 1994 08:49:37 UTC ",
        ] {
            let found = spelled(value);
            assert_eq!(found.as_deref(), Some("1994-11-06T08:49:37Z"), "{value}");
        }
        let short = |year: &str| {
            let value = format!("Sunday, 06-Nov-{year} 08:49:60 GMT");
            spelled(&value)
        };
        assert_eq!(short("74").as_deref(), Some("2074-11-06T08:49:59Z"));
        assert_eq!(short("75").as_deref(), Some("1975-11-06T08:49:59Z"));
    }

    #[test]
    fn what_is_no_http_date() {
        for value in [
            "",
            "soon",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:00:00 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 199 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
            "Sun, 06 Nov 1994 08:49:37 GMT GMT",
        ] {
            assert_eq!(http_date(value, NOW), None, "{value}");
        }
        assert_eq!(http_date(&" ,".repeat(100_000), NOW), None);
        assert_eq!(http_date("Sunday, 06-Nov-94 08:49:37 GMT", u64::MAX), None);
    }
}
