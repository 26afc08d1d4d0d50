//! Times of capture as archives write them.

use jiff::Timestamp;

/// The first moment of a year, to complete dates that end early.
const EARLIEST: &str = "0000-01-01T00:00:00Z";

/// A `WARC-Date` as RFC 3339 in UTC. WARC 1.1 lets a date end early (`2016`, `2016-09`,
/// `2016-09-19`); the missing part reads as its first moment. `None` for what is no date.
pub(super) fn rfc3339(date: &str) -> Option<String> {
    let date = date.trim();
    let whole = match date.len() {
        4 | 7 | 10 => format!("{date}{}", EARLIEST.get(date.len()..)?),
        _ => date.to_owned(),
    };
    whole.parse::<Timestamp>().ok().map(|time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn dates_of_any_precision() {
        for (date, expected) in [
            ("2013-07-29T09:00:43Z", Some("2013-07-29T09:00:43Z")),
            ("2013-07-29T11:00:43+02:00", Some("2013-07-29T09:00:43Z")),
            ("2016-09-19T17:20:14.5Z", Some("2016-09-19T17:20:14.5Z")),
            ("2016", Some("2016-01-01T00:00:00Z")),
            ("2016-09", Some("2016-09-01T00:00:00Z")),
            ("2016-09-19", Some("2016-09-19T00:00:00Z")),
            ("2016-13-19", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(rfc3339(date).as_deref(), expected, "{date}");
        }
    }
}
