//! Amounts of money.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How a stated figure bounds the true one. The words themselves stay outside the span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modifier {
    /// The figure itself: `[X, X]`.
    #[default]
    Exact,
    /// "about X": `[X, X]`.
    Approx,
    /// "more than X": `[X, null]`.
    MoreThan,
    /// "at least X": `[X, null]`.
    AtLeast,
    /// "less than X": `[null, X]`.
    LessThan,
    /// "at most X": `[null, X]`.
    AtMost,
    /// "A to B": `[A, B]`.
    Range,
    /// "millions of": `[null, null]`.
    Vague,
}

impl Modifier {
    /// `(min, max)` for one stated figure under this modifier.
    pub fn bounds(self, figure: Decimal) -> (Option<Decimal>, Option<Decimal>) {
        match self {
            Self::Exact | Self::Approx | Self::Range => (Some(figure), Some(figure)),
            Self::MoreThan | Self::AtLeast => (Some(figure), None),
            Self::LessThan | Self::AtMost => (None, Some(figure)),
            Self::Vague => (None, None),
        }
    }

    /// The name used in JSON, the database and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Approx => "approx",
            Self::MoreThan => "more_than",
            Self::AtLeast => "at_least",
            Self::LessThan => "less_than",
            Self::AtMost => "at_most",
            Self::Range => "range",
            Self::Vague => "vague",
        }
    }
}

/// An amount of money in major units (cents are 0.01), exact decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Lower bound.
    pub min: Option<Decimal>,
    /// Upper bound.
    pub max: Option<Decimal>,
    /// ISO 4217 code (or crypto ticker) when certain; `None` when ambiguous.
    pub currency: Option<String>,
    /// Codes it may be, best first; one entry when certain.
    pub candidates: Vec<String>,
    /// How the figure bounds the truth.
    #[serde(rename = "mod")]
    pub modifier: Modifier,
    /// What the amount is a rate of: "year", "barrel".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
}

impl Money {
    /// The stated figure for sorting: the lower bound, else the upper one.
    pub fn figure(&self) -> Option<Decimal> {
        self.min.or(self.max)
    }

    /// The certain currency, else the best candidate.
    pub fn best_currency(&self) -> Option<&str> {
        self.currency.as_deref().or_else(|| self.candidates.first().map(String::as_str))
    }
}
