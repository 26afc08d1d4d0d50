//! Time zones: what a clock time said with one is of UTC.

use jiff::civil::Date;

use super::holiday::nth_weekday;
use super::parser::Parser;

/// A zone that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Zone {
    /// Minutes east of UTC outside of summer.
    pub(super) minutes: i32,
    /// Whose summer time it keeps.
    pub(super) summer: Summer,
}

/// Rules of summer time, as in force since 2007 (United States and Canada) and 1996 (Europe).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Summer {
    /// None.
    Never,
    /// Second Sunday of March to first Sunday of November.
    American,
    /// Last Sunday of March to last Sunday of October.
    European,
}

/// Farthest a zone is from UTC. Minutes.
const FARTHEST: i32 = 14 * 60;

impl Zone {
    pub(super) const UTC: Self = Self::fixed(0);

    /// A zone without summer time.
    pub(super) const fn fixed(minutes: i32) -> Self {
        Self { minutes, summer: Summer::Never }
    }

    /// From a table: `-300`, `-300 us`, `60 eu`.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        let (minutes, rule) = code.split_once(' ').unwrap_or((code, ""));
        let summer = match rule {
            "" => Summer::Never,
            "us" => Summer::American,
            "eu" => Summer::European,
            _ => return None,
        };
        Some(Self { minutes: minutes.parse().ok()?, summer })
    }

    /// Minutes east of UTC on a day; the hours of the change itself are left aside.
    fn minutes_on(self, day: Date) -> i32 {
        let sunday = |month: i8, index: i64| {
            let first = Date::new(day.year(), month, 1).ok()?;
            nth_weekday(first, first.last_of_month().tomorrow().ok()?, index, 7)
        };
        let summer = match self.summer {
            Summer::Never => None,
            Summer::American => sunday(3, 2).zip(sunday(11, 1)),
            Summer::European => sunday(3, -1).zip(sunday(10, -1)),
        };
        let in_summer = summer.is_some_and(|(from, to)| (from..to).contains(&day));
        self.minutes + if in_summer { 60 } else { 0 }
    }

    /// `+03:00`, as RFC 3339 has it.
    pub(super) fn offset_on(self, day: Date) -> String {
        let minutes = self.minutes_on(day);
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    }

    /// The same as TIMEX3 values have it: `Z`, `-05`, `+05:30`.
    pub(super) fn letters_on(self, day: Date) -> String {
        if self == Self::UTC {
            return "Z".to_string();
        }
        let offset = self.offset_on(day);
        offset.strip_suffix(":00").map_or(offset.clone(), str::to_string)
    }

    /// The same without a day: summer time is not known then.
    pub(super) fn letters(self) -> String {
        match self.summer {
            Summer::Never => self.letters_on(Date::constant(2000, 1, 1)),
            _ => String::new(),
        }
    }
}

impl Parser<'_, '_> {
    /// "+3", "+05:30", "-0400" stuck to what stands before it: minutes and where it ends.
    pub(super) fn offset(&self, at: usize) -> Option<(usize, i32)> {
        let sign = match self.surface(at) {
            "+" => 1,
            "-" | "−" | "–" => -1,
            _ => return None,
        };
        if self.spaced(at) || self.spaced(at + 1) {
            return None;
        }
        let (value, length) = self.digits(at + 1)?;
        let value = i32::try_from(value).ok()?;
        let (to, minutes) = match length {
            1 | 2 => match self.digits(at + 3) {
                Some((rest @ (0 | 15 | 30 | 45), 2))
                    if self.surface(at + 2) == ":"
                        && !self.spaced(at + 2)
                        && !self.spaced(at + 3) =>
                {
                    (at + 4, value * 60 + rest as i32)
                }
                _ => (at + 2, value * 60),
            },
            4 => (at + 2, value / 100 * 60 + value % 100),
            _ => return None,
        };
        (minutes <= FARTHEST).then_some((to, sign * minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_time_follows_the_rules_of_the_place() {
        let on = |code: &str, month, day| {
            let zone = Zone::from_code(code).unwrap();
            zone.offset_on(Date::constant(2022, month, day))
        };
        assert_eq!(on("-300 us", 3, 12), "-05:00");
        assert_eq!(on("-300 us", 3, 13), "-04:00");
        assert_eq!(on("-300 us", 11, 6), "-05:00");
        assert_eq!(on("60 eu", 3, 26), "+01:00");
        assert_eq!(on("60 eu", 3, 27), "+02:00");
        assert_eq!(on("60 eu", 10, 30), "+01:00");
        assert_eq!(on("330", 7, 1), "+05:30");
    }
}
