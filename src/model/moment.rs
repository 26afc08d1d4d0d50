//! Dates, times, durations and sets, after TIMEX3 (ISO-TimeML).

use serde::{Deserialize, Serialize};

/// TIMEX3 types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum MomentType {
    /// A calendar date, of any grain.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A repeated time.
    Set,
}

impl MomentType {
    /// The TIMEX3 name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// A temporal expression with its TIMEX3 value and, where it can be resolved, its half-open
/// interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// TIMEX3 type.
    #[serde(rename = "type")]
    pub moment_type: MomentType,
    /// TIMEX3 value: `2022-11-17`, `XXXX-11`, `P2Y`, `2013-W11`, `2024-Q1`, `PAST_REF`; of a range
    /// two of them: `2022-12-05/2022-12-09`.
    pub value: String,
    /// TIMEX3 `mod`: `START`, `MID`, `END`, `APPROX`, `MORE_THAN`, `LESS_THAN`, `EQUAL_OR_MORE`,
    /// `EQUAL_OR_LESS`, `BEFORE`, `AFTER`, `ON_OR_BEFORE`, `ON_OR_AFTER`.
    #[serde(rename = "mod")]
    pub modifier: Option<String>,
    /// First moment, ISO local date or date-time, with its offset from UTC where a zone is said
    /// (RFC 3339); `None` when open or not resolved.
    pub start: Option<String>,
    /// One past the last moment; `None` when open or not resolved.
    pub end: Option<String>,
    /// Readings between which the text does not tell ("03/04/2022"), best first; the interval
    /// holds them all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
}
