//! Amounts of money in one currency, by a table of reference rates that the user has.
//!
//! The table has the layout of the euro foreign-exchange reference rates of the European Central
//! Bank (`eurofxref-hist.csv`): a column `Date`, then one a currency with units for one euro.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::error::{Error, Result};
use crate::limits::RATE_DAYS_MAX;
use crate::model::{Money, StoredDocument};

/// A table of rates and the currency to convert to.
#[derive(Debug, Clone)]
pub struct Rates {
    to: String,
    source: String,
    /// Units for one euro, by day and currency.
    days: BTreeMap<Date, BTreeMap<String, Decimal>>,
}

/// An amount in the other currency, with the rate and its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted<'a> {
    /// ISO 4217 code.
    pub currency: &'a str,
    /// Lower bound.
    pub min: Option<Decimal>,
    /// Upper bound.
    pub max: Option<Decimal>,
    /// Units of the other currency for one unit of the stated one.
    pub rate: Decimal,
    /// Day of the rate: the last with rates up to the day of publication, or of capture where that
    /// is not known.
    pub rate_date: Date,
    /// Name of the file with the rates.
    pub source: &'a str,
}

const EURO: &str = "EUR";
/// Decimals of a rate.
const RATE_DECIMALS: u32 = 10;
/// Decimals of a converted amount.
const AMOUNT_DECIMALS: u32 = 2;

impl Rates {
    /// Reads a table.
    pub fn read(path: &Path, to: &str) -> Result<Self> {
        let wrong = |e: csv::Error| Error::data(path, e.to_string());
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(wrong)?;
        let header = rows.headers().map_err(wrong)?.clone();
        if header.get(0).map(str::trim) != Some("Date") {
            return Err(Error::data(path, "the first column of a table of rates is Date"));
        }
        let to = to.trim().to_ascii_uppercase();
        if to != EURO && !header.iter().any(|name| name.trim() == to) {
            return Err(Error::data(path, format!("there are no rates of {to}")));
        }
        let mut days = BTreeMap::new();
        for row in rows.records() {
            let row = row.map_err(wrong)?;
            let day = row.get(0).unwrap_or("").trim();
            let day: Date =
                day.parse().map_err(|_| Error::data(path, format!("{day:?} is no day")))?;
            let rates = header.iter().zip(row.iter()).skip(1);
            let rates = rates.filter_map(|(name, rate)| {
                let rate: Decimal = rate.trim().parse().ok()?;
                (rate > Decimal::ZERO).then(|| (name.trim().to_string(), rate))
            });
            days.insert(day, rates.collect());
        }
        let source = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { to, source, days })
    }

    /// The day by which amounts of a document are converted.
    pub fn day_of(stored: &StoredDocument) -> Option<Date> {
        let captured = || stored.capture.fetched_at.get(..10)?.parse().ok();
        stored.document.published.map(|p| p.date).or_else(captured)
    }

    /// The amount by the rate of a day; `None` where its currency is not certain, or the table has
    /// no rate of the week before.
    pub fn convert(&self, money: &Money, day: Date) -> Option<Converted<'_>> {
        let from = money.currency.as_deref()?;
        let earliest = day.checked_sub(RATE_DAYS_MAX.days()).ok()?;
        let for_euro = |rates: &BTreeMap<String, Decimal>, currency: &str| {
            if currency == EURO { Some(Decimal::ONE) } else { rates.get(currency).copied() }
        };
        let (rate_date, rate) =
            self.days.range(earliest..=day).rev().find_map(|(day, rates)| {
                let rate = for_euro(rates, &self.to)?.checked_div(for_euro(rates, from)?)?;
                Some((*day, rate))
            })?;
        let rate = if from == self.to { Decimal::ONE } else { rate.round_dp(RATE_DECIMALS) };
        let times = |amount: Option<Decimal>| match amount {
            None => Some(None),
            Some(amount) => {
                let value = amount.checked_mul(rate)?;
                let half = RoundingStrategy::MidpointAwayFromZero;
                Some(Some(value.round_dp_with_strategy(AMOUNT_DECIMALS, half).normalize()))
            }
        };
        let (min, max) = (times(money.min)?, times(money.max)?);
        Some(Converted {
            currency: &self.to,
            min,
            max,
            rate: rate.normalize(),
            rate_date,
            source: &self.source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Modifier;

    #[test]
    fn the_rate_is_that_of_the_last_day_with_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rates.csv");
        let table = "Date,USD,JPY,\n2022-11-25,1.0375,144.62,\n2022-11-24,N/A,143.85,\n";
        std::fs::write(&path, table).unwrap();
        let rates = Rates::read(&path, "usd").unwrap();
        let money = |currency: Option<&str>, min: i64| Money {
            min: Some(min.into()),
            max: None,
            currency: currency.map(str::to_string),
            candidates: Vec::new(),
            modifier: Modifier::MoreThan,
            per: None,
        };
        let sunday = "2022-11-27".parse().unwrap();
        let converted = rates.convert(&money(Some("JPY"), 1_000_000), sunday).unwrap();
        assert_eq!(converted.rate_date.to_string(), "2022-11-25");
        assert_eq!(converted.rate.to_string(), "0.0071739732");
        assert_eq!(converted.min.unwrap().to_string(), "7173.97");
        assert_eq!(converted.max, None);
        let euro = rates.convert(&money(Some("EUR"), 100), sunday).unwrap();
        assert_eq!(euro.min.unwrap().to_string(), "103.75");
        let own = rates.convert(&money(Some("USD"), 5), sunday).unwrap();
        assert_eq!(own.rate, Decimal::ONE);
        assert!(rates.convert(&money(None, 5), sunday).is_none(), "which dollar is not known");
        assert!(rates.convert(&money(Some("KPW"), 5), sunday).is_none());
        assert!(rates.convert(&money(Some("JPY"), 5), "2023-01-10".parse().unwrap()).is_none());
        assert!(Rates::read(&path, "XXX").is_err());
    }
}
