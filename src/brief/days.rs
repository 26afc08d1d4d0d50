//! Which days a date of a timeline stands for.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::types::{Precision, TimelineEntry};

impl TimelineEntry {
    /// First day and the day after the last; `None` for stretches without known borders, such as a
    /// season.
    pub fn days(&self) -> Option<(Date, Date)> {
        let first: Date = self.date.parse().ok()?;
        let next = match self.precision {
            Precision::Day => first.tomorrow().ok()?,
            Precision::Month => first.checked_add(1.month()).ok()?,
            Precision::Year => first.checked_add(1.year()).ok()?,
            Precision::Span => return week(&self.value),
        };
        Some((first, next))
    }
}

/// The days of an ISO 8601 week, `2022-W46` or its weekend `2022-W46-WE`.
fn week(value: &str) -> Option<(Date, Date)> {
    let (year, rest) = value.split_once("-W")?;
    let (number, weekend) = match rest.strip_suffix("-WE") {
        Some(number) => (number, true),
        None => (rest, false),
    };
    let start = if weekend { Weekday::Saturday } else { Weekday::Monday };
    let first = ISOWeekDate::new(year.parse().ok()?, number.parse().ok()?, start).ok()?.date();
    let last = first.checked_add(if weekend { 2.days() } else { 7.days() }).ok()?;
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_and_weekends_have_their_days() {
        let days = |value| week(value).map(|(a, b)| (a.to_string(), b.to_string()));
        let pair = |a: &str, b: &str| Some((a.to_string(), b.to_string()));
        assert_eq!(days("2022-W46"), pair("2022-11-14", "2022-11-21"));
        assert_eq!(days("2022-W46-WE"), pair("2022-11-19", "2022-11-21"));
        assert_eq!(days("2022-SU"), None);
        assert_eq!(days("2022-W99"), None);
    }
}
