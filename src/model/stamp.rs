//! Calendar stamps of documents and captures.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date, perhaps with a time and a zone: what a page says of its own publication.
///
/// Written as RFC 3339 where all three are known, else as `2022-11-28T10:30:00` or `2022-11-28`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Local calendar date.
    pub date: Date,
    /// Local time of day, if known.
    pub time: Option<Time>,
    /// Minutes east of UTC, if known.
    pub offset_minutes: Option<i16>,
}

impl Stamp {
    /// A stamp that knows only its date.
    pub fn from_date(date: Date) -> Self {
        Self { date, time: None, offset_minutes: None }
    }

    /// The moment in UTC as seconds since 1970; a missing time reads as midnight, a missing zone as
    /// UTC.
    pub fn unix_seconds(&self) -> i64 {
        let time = self.time.unwrap_or(Time::midnight());
        let days = i64::from(days_from_epoch(self.date));
        days * 86_400
            + i64::from(time.hour()) * 3_600
            + i64::from(time.minute()) * 60
            + i64::from(time.second())
            - i64::from(self.offset_minutes.unwrap_or(0)) * 60
    }
}

/// Days from 1970-01-01 to `date`, negative before.
pub fn days_from_epoch(date: Date) -> i32 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() as i32 / 24
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = self.date;
        write!(f, "{:04}-{:02}-{:02}", d.year(), d.month(), d.day())?;
        let Some(t) = self.time else { return Ok(()) };
        write!(f, "T{:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())?;
        match self.offset_minutes {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(m) => {
                let sign = if m < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", m.unsigned_abs() / 60, m.unsigned_abs() % 60)
            }
        }
    }
}

impl FromStr for Stamp {
    type Err = String;

    /// Reads `YYYY-MM-DD`, optionally followed by `T` or a space, `HH:MM[:SS[.fff]]` and `Z` or
    /// `±HH[:]MM`.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is not a date like 2022-11-28 or 2022-11-28T10:30:00Z");
        let text = text.trim();
        let date: Date = text.get(..10).and_then(|d| d.parse().ok()).ok_or_else(bad)?;
        let rest = text.get(10..).unwrap_or("");
        if rest.is_empty() {
            return Ok(Self::from_date(date));
        }
        let rest = rest.strip_prefix(['T', 't', ' ']).ok_or_else(bad)?.trim();
        let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
        let (clock, zone) = rest.split_at(zone_at);
        let mut parts = clock.trim().split(':');
        let mut number = |default: Option<i8>| match parts.next() {
            Some(p) => {
                let p = p.split('.').next().unwrap_or(p);
                if p.len() == 2 { p.parse::<i8>().ok() } else { None }
            }
            None => default,
        };
        let (hour, minute, second) = (number(None), number(None), number(Some(0)));
        let (Some(hour), Some(minute), Some(second)) = (hour, minute, second) else {
            return Err(bad());
        };
        let time = Time::new(hour, minute, second.min(59), 0).map_err(|_| bad())?;
        let offset_minutes = match zone {
            "" => None,
            zone => Some(parse_zone(zone).ok_or_else(bad)?),
        };
        Ok(Self { date, time: Some(time), offset_minutes })
    }
}

/// Minutes east of UTC of `Z`, `+09:00`, `+0900` or `+09`.
fn parse_zone(zone: &str) -> Option<i16> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign: i16 = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.get(1..)?.chars().filter(|c| *c != ':').collect();
    let known_length = digits.len() == 2 || digits.len() == 4;
    if !known_length || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i16 = digits.get(..2)?.parse().ok()?;
    let minutes = digits.get(2..).filter(|m| !m.is_empty());
    let minutes: i16 = minutes.map_or(Some(0), |m| m.parse().ok())?;
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_round_trip() {
        for text in [
            "2022-11-28",
            "2022-11-28T10:30:05",
            "2022-11-28T10:30:00Z",
            "2022-11-28T10:30:00+09:30",
        ] {
            assert_eq!(text.parse::<Stamp>().unwrap().to_string(), text);
        }
        assert_eq!(
            "2022-11-28 10:30:00.123+0900".parse::<Stamp>().unwrap().to_string(),
            "2022-11-28T10:30:00+09:00"
        );
    }

    #[test]
    fn unix_seconds_uses_the_zone() {
        let seconds = |s: &str| s.parse::<Stamp>().unwrap().unix_seconds();
        assert_eq!(seconds("1970-01-02"), 86_400);
        assert_eq!(seconds("1970-01-01T09:00:00+09:00"), 0);
        assert_eq!(seconds("1969-12-31"), -86_400);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "2022-13-01",
            "2022-11-28Tx",
            "2022-11-28T25:00",
            "2022-11-28T10:00+99:99",
            "２０２２",
        ] {
            assert!(text.parse::<Stamp>().is_err(), "{text}");
        }
    }
}
