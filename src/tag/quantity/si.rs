//! Measures in SI units: "12 miles" is 19,312.128 metres.

use std::sync::LazyLock;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::model::SiValue;
use crate::tag::number::phrases::rows;

const TABLE: &str = include_str!("data/si.tsv");
/// Significant digits of a converted figure.
const DIGITS: u32 = 12;
/// Of the Fahrenheit scale: its zero of Celsius.
const FREEZING: Decimal = Decimal::from_parts(32, 0, 0, false, 0);

static FACTORS: LazyLock<FxHashMap<&'static str, (Decimal, &'static str)>> = LazyLock::new(|| {
    let mut out = FxHashMap::default();
    for row in rows(TABLE) {
        if let &[unit, factor, si] = row.as_slice()
            && let Ok(factor) = factor.parse()
        {
            out.insert(unit, (factor, si));
        }
    }
    out
});

/// Factor and SI unit of a unit or of a rate "x per y".
fn factor(unit: &str) -> Option<(Decimal, String)> {
    if let Some((factor, si)) = FACTORS.get(unit) {
        return Some((*factor, (*si).to_string()));
    }
    let (of, per) = unit.split_once(" per ")?;
    let ((a, of), (b, per)) = (FACTORS.get(of)?, FACTORS.get(per)?);
    Some((a.checked_div(*b)?, format!("{of} per {per}")))
}

/// Bounds of a measure in the SI unit of its kind; `None` for units without one.
pub(super) fn value(unit: &str, min: Option<Decimal>, max: Option<Decimal>) -> Option<SiValue> {
    if unit == "degree fahrenheit" {
        let celsius = |f: Decimal| {
            let ninths = f.checked_sub(FREEZING)?.checked_mul(Decimal::from(5))?;
            round(ninths.checked_div(Decimal::from(9))?)
        };
        let unit = "degree celsius".to_string();
        return Some(SiValue { min: min.and_then(celsius), max: max.and_then(celsius), unit });
    }
    let (factor, unit) = factor(unit)?;
    let convert = |figure: Decimal| round(figure.checked_mul(factor)?);
    Some(SiValue { min: min.and_then(convert), max: max.and_then(convert), unit })
}

fn round(figure: Decimal) -> Option<Decimal> {
    figure.round_sf(DIGITS).map(|d| d.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_rates_convert_exactly() {
        let told = |unit: &str, figure: &str| {
            let figure: Decimal = figure.parse().unwrap();
            let si = value(unit, Some(figure), None).unwrap();
            assert_eq!(si.max, None);
            format!("{} {}", si.min.unwrap(), si.unit)
        };
        assert_eq!(told("mile", "12"), "19312.128 metre");
        assert_eq!(told("foot", "6.166667"), "1.8796001016 metre");
        assert_eq!(told("degree fahrenheit", "212"), "100 degree celsius");
        assert_eq!(told("kilometre per millisecond", "50"), "50000000 metre per second");
        assert_eq!(told("kilometre per hour", "90"), "25 metre per second");
        assert!(value("horse", Some(Decimal::ONE), None).is_none());
    }

    #[test]
    fn every_unit_of_the_table_is_a_unit() {
        let units = include_str!("data/units.tsv");
        for row in rows(TABLE) {
            let unit = row.first().copied().unwrap_or("");
            let time = super::super::unit::short_time(unit, false).is_some();
            let known = rows(units).any(|r| r.first() == Some(&unit));
            assert!(known || time, "{unit}");
        }
    }
}
