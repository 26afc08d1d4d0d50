//! When an address is asked for again: sooner where things change, later where nothing does.

use super::role::Role;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How long to wait between two visits of one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revisit {
    /// What the address is for; it bounds the interval.
    pub role: Role,
    /// Seconds from the last visit to the next; 0 is at once in the next run.
    pub interval_seconds: u64,
}

impl Revisit {
    /// The interval after the first visit.
    ///
    /// An article is looked at again in the next run, because most corrections come early.
    pub fn first(kind: Role) -> Self {
        let interval_seconds = match kind {
            Role::Robots => DAY,
            Role::Feed | Role::Sitemap | Role::Listing => HOUR,
            Role::Page => 0,
        };
        Self { role: kind, interval_seconds }
    }

    /// The interval that was stored for an address.
    pub fn stored(role: Role, interval_seconds: u64) -> Self {
        Self { role, interval_seconds }
    }

    /// The interval after a later visit: half as long after a change, half as long again without
    /// one, within the bounds of the role.
    #[must_use]
    pub fn next(self, changed: bool) -> Self {
        let interval = self.interval_seconds;
        let adapted = if changed { interval / 2 } else { interval.saturating_add(interval / 2) };
        let (floor, ceiling) = bounds(self.role);
        Self { interval_seconds: adapted.clamp(floor, ceiling), ..self }
    }
}

/// Shortest and longest interval after the second visit. Seconds.
fn bounds(role: Role) -> (u64, u64) {
    match role {
        // A cached copy must not be used for more than a day (RFC 9309, 2.4).
        Role::Robots => (HOUR, DAY),
        Role::Feed | Role::Sitemap | Role::Listing => (15 * MINUTE, DAY),
        Role::Page => (6 * HOUR, 90 * DAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(role: Role, visits: &[bool]) -> u64 {
        visits.iter().fold(Revisit::first(role), |r, changed| r.next(*changed)).interval_seconds
    }

    #[test]
    fn intervals_follow_what_happens() {
        for (role, visits, expected) in [
            (Role::Page, &[][..], 0),
            (Role::Page, &[false], 6 * HOUR),
            (Role::Page, &[true], 6 * HOUR),
            (Role::Page, &[false, false], 9 * HOUR),
            (Role::Page, &[false, false, true], 6 * HOUR),
            (Role::Page, &[false; 40], 90 * DAY),
            (Role::Feed, &[], HOUR),
            (Role::Feed, &[true], 30 * MINUTE),
            (Role::Sitemap, &[true; 9], 15 * MINUTE),
            (Role::Listing, &[false], 90 * MINUTE),
            (Role::Listing, &[false; 20], DAY),
            (Role::Robots, &[false; 3], DAY),
            (Role::Robots, &[true; 30], HOUR),
        ] {
            assert_eq!(after(role, visits), expected, "{role:?} {visits:?}");
        }
        assert_eq!(Revisit::stored(Role::Page, u64::MAX).next(false).interval_seconds, 90 * DAY);
    }
}
