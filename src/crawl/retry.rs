//! When to ask again after a failure. Pure: the caller tells the time, in Unix milliseconds.

use std::time::Duration;

use super::date::http_date;
use crate::limits::{
    BACKOFF_SECONDS_MAX, BREAKER_FAILURES_MAX, BREAKER_SECONDS_MAX, RETRY_AFTER_SECONDS_MAX,
};

/// How long a host is left alone when it first fails too often. Milliseconds.
const BREAKER_MILLIS: u64 = 30_000;

/// The wait that a `Retry-After` header asks for (RFC 9110, 10.2.3): seconds, or a date in any of
/// its three forms. A date that has passed is no wait. Capped at `RETRY_AFTER_SECONDS_MAX`.
pub fn retry_after(value: &str, now_millis: u64) -> Option<Duration> {
    let value = value.trim();
    let longest = Duration::from_secs(RETRY_AFTER_SECONDS_MAX);
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit mean "very long".
        return Some(value.parse().map_or(longest, Duration::from_secs).min(longest));
    }
    let moment = http_date(value, now_millis)?;
    let ahead = u64::try_from(moment).unwrap_or(0).saturating_sub(now_millis);
    Some(Duration::from_millis(ahead).min(longest))
}

/// The wait before a retry: twice as long with each attempt (0 is the first retry), at most
/// `BACKOFF_SECONDS_MAX`. Between half and all of that, by a hash of the key and the attempt, so
/// that addresses which failed together are not asked for together again.
pub fn backoff(attempt: u32, base: Duration, key: &str) -> Duration {
    let longest = BACKOFF_SECONDS_MAX * 1_000;
    let base = u64::try_from(base.as_millis()).unwrap_or(longest);
    let factor = 1_u64.checked_shl(attempt).unwrap_or(u64::MAX);
    let whole = base.saturating_mul(factor).min(longest);
    let share = u64::from(hash(key, attempt) >> 16);
    let half = whole / 2;
    Duration::from_millis(whole - half + half * share / u64::from(u16::MAX))
}

/// FNV-1a of the attempt and the key, with its bits mixed once more: short keys differ little in
/// the upper bits.
fn hash(key: &str, attempt: u32) -> u32 {
    let bytes = attempt.to_le_bytes().into_iter().chain(key.bytes());
    let sum =
        bytes.fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let sum = (sum ^ (sum >> 15)).wrapping_mul(0x2c1b_3c6d);
    sum ^ (sum >> 13)
}

/// Whether a status may be another one when asked again: timeouts, overload, gateways that do not
/// reach their server (520 to 524 are those of a large content network).
pub fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504 | 520..=524)
}

/// The circuit breaker of one host.
///
/// After `BREAKER_FAILURES_MAX` failures in a row nothing is asked of the host for 30 seconds, then
/// one trial request: if it fails too, for twice as long, up to `BREAKER_SECONDS_MAX`. Any success
/// closes the breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Breaker {
    failures: u32,
    open: Option<Open>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Open {
    until: u64,
    pause: u64,
    /// A trial request is under way.
    trial: bool,
}

impl Breaker {
    /// Whether the host may be asked now. When the pause is over, `true` hands out the one trial
    /// request; if nothing is heard of it, there is another one a pause later.
    pub fn allows(&mut self, now_millis: u64) -> bool {
        let Some(open) = &mut self.open else { return true };
        if now_millis < open.until {
            return false;
        }
        open.trial = true;
        open.until = now_millis.saturating_add(open.pause);
        true
    }

    /// When the host may be asked again, if it may not now.
    pub fn closed_until(&self, now_millis: u64) -> Option<u64> {
        self.open.map(|open| open.until).filter(|until| now_millis < *until)
    }

    /// The host answered.
    pub fn success(&mut self) {
        *self = Self::default();
    }

    /// The host did not answer, or answered that it can't. While the breaker is open only the
    /// trial request counts; others were under way before.
    pub fn failure(&mut self, now_millis: u64) {
        let pause = match self.open {
            None => {
                self.failures += 1;
                if self.failures < BREAKER_FAILURES_MAX {
                    return;
                }
                BREAKER_MILLIS
            }
            Some(Open { trial: true, pause, .. }) => (pause * 2).min(BREAKER_SECONDS_MAX * 1_000),
            Some(_) => return,
        };
        let until = now_millis.saturating_add(pause);
        self.open = Some(Open { until, pause, trial: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1994-11-06T08:49:37Z.
    const NOW: u64 = 784_111_777_000;

    #[test]
    fn retry_after_in_all_its_forms() {
        for (value, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(RETRY_AFTER_SECONDS_MAX)),
            ("9999999", Some(RETRY_AFTER_SECONDS_MAX)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", Some(60)),
            ("Sun Nov  6 08:50:37 1994", Some(60)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("Thu, 01 Jan 1960 00:00:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(RETRY_AFTER_SECONDS_MAX)),
            ("", None),
            ("-5", None),
            ("1.5", None),
            ("2 minutes", None),
        ] {
            assert_eq!(retry_after(value, NOW), expected.map(Duration::from_secs), "{value}");
        }
    }

    #[test]
    fn backoff_doubles_and_is_capped() {
        let base = Duration::from_secs(2);
        for (attempt, whole) in [(0, 2), (1, 4), (3, 16), (8, 512), (9, 600), (63, 600), (99, 600)]
        {
            for key in ["a.example", "https://b.example/x", ""] {
                let wait = backoff(attempt, base, key);
                let whole = Duration::from_secs(whole);
                assert!(wait >= whole / 2 && wait <= whole, "{attempt} {key} {wait:?}");
                assert_eq!(wait, backoff(attempt, base, key));
            }
        }
        assert_eq!(backoff(5, Duration::ZERO, "a"), Duration::ZERO);
        assert!(backoff(0, Duration::MAX, "a") <= Duration::from_secs(BACKOFF_SECONDS_MAX));
    }

    #[test]
    fn keys_that_failed_together_are_spread() {
        let base = Duration::from_secs(100);
        let mut parts = [0_u32; 10];
        for index in 0..1_000 {
            let wait = backoff(0, base, &format!("https://news.example/{index}"));
            let part = ((wait.as_secs() - 50) / 5).min(9);
            parts[part as usize] += 1;
        }
        assert!(parts.iter().all(|count| (60..=140).contains(count)), "{parts:?}");
    }

    #[test]
    fn statuses_that_may_change() {
        for status in [408, 425, 429, 500, 502, 503, 504, 520, 522, 524] {
            assert!(is_transient(status), "{status}");
        }
        for status in [200, 301, 304, 400, 401, 403, 404, 410, 451, 501, 505, 519, 525] {
            assert!(!is_transient(status), "{status}");
        }
    }

    #[test]
    fn five_failures_open_the_breaker_and_a_success_closes_it() {
        let mut breaker = Breaker::default();
        for _ in 0..4 {
            breaker.failure(0);
        }
        breaker.success();
        for now in 0..4 {
            breaker.failure(now);
            assert!(breaker.allows(now));
        }
        breaker.failure(1_000);
        assert!(!breaker.allows(1_000) && !breaker.allows(30_999));
        assert_eq!(breaker.closed_until(1_000), Some(31_000));
        // What was under way when it opened does not lengthen the pause.
        breaker.failure(2_000);
        assert_eq!(breaker.closed_until(1_000), Some(31_000));
        assert!(breaker.allows(31_000), "one trial");
        assert!(!breaker.allows(31_001), "and no other");
        breaker.success();
        assert!(breaker.allows(31_002));
    }

    #[test]
    fn failed_trials_double_the_pause_up_to_the_cap() {
        let mut breaker = Breaker::default();
        for _ in 0..5 {
            breaker.failure(0);
        }
        let mut now = 30_000;
        for pause in [60, 120, 240, 480, 600, 600] {
            assert!(breaker.allows(now));
            breaker.failure(now);
            assert_eq!(breaker.closed_until(now), Some(now + pause * 1_000));
            now += pause * 1_000;
        }
        // A trial that is never heard of does not shut the host for ever.
        assert!(breaker.allows(now) && !breaker.allows(now + 1));
        assert!(breaker.allows(now + 600_000));
    }
}
