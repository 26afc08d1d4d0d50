//! What follows a time of day: half of the day and time zone.

/// The table of names; its first lines say how it reads.
const TABLE: &str = include_str!("zones.tsv");

/// Half of a day on a clock of twelve hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

/// What was found; a zone that is not known is UTC.
#[derive(Debug, Default)]
pub(super) struct Zone {
    /// Seconds east of UTC.
    pub(super) east: i32,
    pub(super) half: Option<Half>,
    /// Whether a number with a sign said so.
    pub(super) signed: bool,
}

/// Reads ` PM`, `Z`, `+01:00`, ` GMT-3`, ` -0500`, ` (CET)` and the like.
pub(super) fn find(after: &str) -> Zone {
    let mut zone = Zone::default();
    let lower = after.to_lowercase().replace(['.', '(', ')'], "");
    for word in lower.split(|sign: char| !sign.is_alphabetic()) {
        match word {
            "am" | "오전" | "上午" => zone.half = Some(Half::Morning),
            "pm" | "오후" | "下午" | "μμ" => zone.half = Some(Half::Afternoon),
            _ => {
                let rows = TABLE.lines().filter_map(|row| row.split_once('\t'));
                let minutes =
                    rows.filter(|(name, _)| *name == word).find_map(|(_, m)| m.parse().ok());
                zone.east = minutes.map_or(zone.east, |minutes: i32| minutes * 60);
            }
        }
    }
    if let Some(east) = signed(&lower) {
        zone.east = east;
        zone.signed = true;
    }
    zone
}

/// A number with a sign: hours, hours and minutes, with a colon or without. Seconds.
fn signed(after: &str) -> Option<i32> {
    let at = after.find(['+', '-', '\u{2212}'])?;
    let rest = after.get(at..)?;
    let sign = if rest.starts_with('+') { 1 } else { -1 };
    let rest = rest.trim_start_matches(['+', '-', '\u{2212}', ' ']);
    let count = rest.bytes().take(5).take_while(u8::is_ascii_digit).count();
    let (number, rest) = rest.split_at_checked(count)?;
    let value: i32 = number.parse().ok()?;
    let minutes = match count {
        1 | 2 => {
            let minutes = rest.strip_prefix(':').and_then(|rest| rest.get(..2)?.parse().ok());
            value * 60 + minutes.unwrap_or(0)
        }
        3 | 4 => value / 100 * 60 + value % 100,
        _ => return None,
    };
    Some(sign * minutes * 60)
}
