//! Counts, ordinals, percentages and measures.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Modifier;

/// Kinds of quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuantityType {
    /// A number of things: "80 missiles".
    Count,
    /// A place in an order: "eighth".
    Ordinal,
    /// A percentage or percentage points.
    Percent,
    /// A measure with a unit: "12 tons".
    Measure,
}

impl QuantityType {
    /// The name used in JSON, the database and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Ordinal => "ordinal",
            Self::Percent => "percent",
            Self::Measure => "measure",
        }
    }
}

/// A quantity, exact decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// What kind.
    #[serde(rename = "type")]
    pub quantity_type: QuantityType,
    /// Lower bound.
    pub min: Option<Decimal>,
    /// Upper bound.
    pub max: Option<Decimal>,
    /// What is counted, ordered or measured, singular and lower case: "ballistic missile",
    /// "percent", "kilometre".
    pub unit: Option<String>,
    /// How the figure bounds the truth.
    #[serde(rename = "mod")]
    pub modifier: Modifier,
    /// A measure in the SI unit of its kind; left out where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub si: Option<SiValue>,
}

/// Bounds of a measure in an SI unit, rounded to 12 significant digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiValue {
    /// Lower bound.
    pub min: Option<Decimal>,
    /// Upper bound.
    pub max: Option<Decimal>,
    /// SI unit, singular and lower case: "metre", "metre per second", "kilogram".
    pub unit: String,
}
