//! Time for the crawler: a reading of the system's clock by the caller, and the time passed since.

use std::time::Instant;

use jiff::Timestamp;

/// A clock that never goes back during a run.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// Milliseconds since 1970 when the run began.
    epoch: i64,
    began: Instant,
}

impl Clock {
    /// A clock that shows `now`, in milliseconds since 1970.
    pub fn starting_at(now: i64) -> Self {
        Self { epoch: now, began: Instant::now() }
    }

    /// Milliseconds since 1970.
    pub(super) fn now(&self) -> i64 {
        let passed = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.epoch.saturating_add(passed)
    }

    /// Now as RFC 3339 in UTC, to the second.
    pub(super) fn stamp(&self) -> String {
        stamp(self.now())
    }
}

/// A time in milliseconds since 1970 as RFC 3339 in UTC, to the second.
pub(super) fn stamp(millis: i64) -> String {
    Timestamp::from_second(millis.div_euclid(1000))
        .map_or_else(|_| String::new(), |t| t.to_string())
}
