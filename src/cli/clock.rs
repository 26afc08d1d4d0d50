//! The one place that reads the clock. Results never depend on it: it stamps captures and reads
//! `7d` in queries.

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

/// Now, to the second; `SOURCE_DATE_EPOCH` (seconds since 1970) overrides it for reproducible runs.
fn timestamp() -> Timestamp {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|v| v.trim().parse::<i64>().ok());
    fixed.and_then(|s| Timestamp::from_second(s).ok()).unwrap_or_else(Timestamp::now)
}

/// Now as RFC 3339 in UTC, to the second.
pub(crate) fn now() -> String {
    Timestamp::from_second(timestamp().as_second())
        .map_or_else(|_| String::new(), |t| t.to_string())
}

/// Today's date in UTC.
pub(crate) fn today() -> Date {
    timestamp().to_zoned(TimeZone::UTC).date()
}

/// Now in milliseconds since 1970.
pub(crate) fn millis() -> i64 {
    timestamp().as_millisecond()
}

/// A time in milliseconds since 1970 as RFC 3339 in UTC, to the second.
pub(crate) fn from_millis(millis: i64) -> String {
    let time = Timestamp::from_second(millis.div_euclid(1000));
    time.map_or_else(|_| String::new(), |t| t.to_string())
}
