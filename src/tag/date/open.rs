//! TIMEX3 values of what stays open: lengths, and points without a date to resolve against
//! (`XXXX-11-17`).

use super::calendar::{Grain, Period};
use super::clock::hour_of;
use super::expr::{Amount, Fields};
use super::resolve::plain;
use super::term::Unit;
use crate::model::{Moment, MomentType};

/// `P2Y`, `P2.5Y`, `PT1H30M`, `PXD`.
pub(super) fn length(parts: &[Amount]) -> String {
    let mut out = String::from("P");
    let mut timed = false;
    for part in parts {
        let (scale, unit) = match (part.unit, part.count) {
            (Unit::Decade, Some(_)) => (10.0, Unit::Year),
            (Unit::Century, Some(_)) => (100.0, Unit::Year),
            (unit, _) => (1.0, unit),
        };
        if unit.is_clock() && !timed {
            out.push('T');
            timed = true;
        }
        match part.count {
            Some(count) => out.push_str(&(count * scale).to_string()),
            None => out.push('X'),
        }
        out.push_str(unit.letters());
    }
    out
}

/// The value of a point without a date to resolve it, with `X` for what is not known.
pub(super) fn point(f: &Fields, anchor: Option<Period>) -> Option<Moment> {
    let year = f.year.map_or_else(
        || anchor.map_or_else(|| "XXXX".to_string(), |a| format!("{:04}", a.first.year())),
        |y| format!("{y:04}"),
    );
    let mut moment_type = MomentType::Date;
    let mut value = day_value(f, &year, anchor)?;
    if let Some(clock) = f.clock {
        moment_type = MomentType::Time;
        value = format!(
            "{value}T{:02}:{:02}",
            hour_of(clock, f.part).min(24),
            clock.minute.unwrap_or(0)
        );
        if let Some(zone) = f.zone {
            value.push_str(&zone.letters());
        }
    } else if let Some(part) = f.part {
        moment_type = MomentType::Time;
        value = format!("{value}T{}", part.letters());
    }
    Some(plain(moment_type, value, None))
}

fn day_value(f: &Fields, year: &str, anchor: Option<Period>) -> Option<String> {
    if let (Some(month), Some(day)) = (f.month, f.day) {
        // 31 November is no date.
        (day <= days_in(month)).then_some(())?;
        return Some(format!("{year}-{month:02}-{day:02}"));
    }
    if let Some(month) = f.month {
        return Some(format!("{year}-{month:02}"));
    }
    if let Some(season) = f.season {
        return ["SP", "SU", "FA", "WI"].get(season as usize).map(|s| format!("{year}-{s}"));
    }
    if let Some(quarter) = f.quarter {
        return Some(format!("{year}-Q{quarter}"));
    }
    if let Some(half) = f.half {
        return Some(format!("{year}-H{half}"));
    }
    if let Some(weekday) = f.weekday {
        return Some(format!("XXXX-WXX-{weekday}"));
    }
    if let Some(shift) = f.shift {
        return Some(match shift.unit {
            Unit::Week => format!("{year}-WXX"),
            Unit::Weekend => "XXXX-WXX-WE".to_string(),
            Unit::Month => format!("{year}-XX"),
            Unit::Quarter => format!("{year}-QX"),
            Unit::Year => "XXXX".to_string(),
            Unit::Decade => "XXX".to_string(),
            Unit::Century => "XX".to_string(),
            _ => format!("{year}-{}-XX", month_of(anchor)),
        });
    }
    if f.clock.is_some() || f.part.is_some() || f.holiday.is_some() {
        return Some("XXXX-XX-XX".to_string());
    }
    if let Some(day) = f.day {
        return Some(format!("{year}-{}-{day:02}", month_of(anchor)));
    }
    f.year.map(|_| year.to_string())
}

fn month_of(anchor: Option<Period>) -> String {
    match anchor {
        Some(a) if matches!(a.grain, Grain::Day | Grain::Week | Grain::Month) => {
            format!("{:02}", a.first.month())
        }
        _ => "XX".to_string(),
    }
}

fn days_in(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
