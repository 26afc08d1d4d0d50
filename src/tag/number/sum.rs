//! The running sum of a number in words: what may follow what, and what it adds up to.

use rust_decimal::Decimal;

use super::lexicon::{Alone, Word};

/// A number under construction: closed scales, the open section below the last scale, the pending
/// factor.
#[derive(Debug, Clone, Default)]
pub(super) struct Sum {
    total: Decimal,
    section: Decimal,
    pending: Option<Decimal>,
    /// The last scale that was closed, 0 before the first.
    pub(super) last_scale: Decimal,
    /// The last multiplier below a scale, 0 before the first of a section.
    last_unit: Decimal,
    /// The pending factor came from figures.
    figures: bool,
}

impl Sum {
    /// True if nothing was taken in yet.
    pub(super) fn is_empty(&self) -> bool {
        self.total.is_zero() && self.section.is_zero() && self.pending.is_none()
    }

    /// True if no factor is pending: a multiplier came last.
    pub(super) fn is_closed(&self) -> bool {
        self.pending.is_none() && !self.is_empty()
    }

    /// True right after figures.
    pub(super) fn after_figures(&self) -> bool {
        self.figures && self.pending.is_some()
    }

    /// The value so far.
    pub(super) fn value(&self) -> Option<Decimal> {
        self.total.checked_add(self.section)?.checked_add(self.pending.unwrap_or_default())
    }

    /// Takes in figures; false if they cannot stand here.
    pub(super) fn figures(&mut self, value: Decimal) -> bool {
        let fits = self.pending.is_none()
            && (self.last_scale.is_zero() || value < self.last_scale)
            && (self.last_unit.is_zero() || value < self.last_unit);
        if fits {
            self.pending = Some(value);
            self.figures = true;
        }
        fits
    }

    /// Adds a part of the last scale, or of one: "and a half".
    pub(super) fn fraction(&mut self, part: Decimal) -> bool {
        match self.pending {
            Some(pending) => self.pending = Some(pending + part),
            None if !self.last_scale.is_zero() && self.section.is_zero() => {
                let Some(sum) =
                    part.checked_mul(self.last_scale).and_then(|p| p.checked_add(self.total))
                else {
                    return false;
                };
                self.total = sum;
            }
            None => return false,
        }
        true
    }

    /// Adds a small number word. `reverse`: units may stand before tens; `positional`: digits stand
    /// side by side.
    pub(super) fn small(&mut self, value: u32, reverse: bool, positional: bool) -> bool {
        let v = Decimal::from(value);
        let Some(pending) = self.pending else {
            if !self.last_unit.is_zero() && v >= self.last_unit {
                return false;
            }
            self.pending = Some(v);
            self.figures = false;
            return true;
        };
        if self.figures {
            return false;
        }
        let tens = |d: Decimal| {
            d >= Decimal::from(20) && d < Decimal::ONE_HUNDRED && (d % Decimal::TEN).is_zero()
        };
        let long = pending == Decimal::from(60) || pending == Decimal::from(80);
        let hundreds =
            pending >= Decimal::ONE_HUNDRED && (pending % Decimal::ONE_HUNDRED).is_zero();
        let follows = (tens(pending) && (1..10).contains(&value))
            || (long && (1..20).contains(&value))
            || (hundreds && value < 100)
            || (reverse && pending < Decimal::TEN && tens(v));
        if follows {
            self.pending = pending.checked_add(v);
        } else if positional && value < 10 && pending.scale() == 0 {
            self.pending = pending.checked_mul(Decimal::TEN).and_then(|p| p.checked_add(v));
        } else {
            return false;
        }
        self.pending.is_some()
    }

    /// Multiplies by a hundred, a dozen, 千 …
    pub(super) fn unit(&mut self, unit: Decimal, alone: Alone) -> bool {
        if self.pending.is_none() && alone != Alone::One {
            return false;
        }
        if !self.last_unit.is_zero() && unit >= self.last_unit {
            return false;
        }
        let factor = self.pending.unwrap_or(Decimal::ONE);
        let Some(section) = factor.checked_mul(unit).and_then(|p| p.checked_add(self.section))
        else {
            return false;
        };
        (self.section, self.pending, self.last_unit) = (section, None, unit);
        true
    }

    /// Multiplies by a scale: thousand, million, 億; a larger scale after a smaller one multiplies
    /// all ("mil millones").
    pub(super) fn scale(&mut self, scale: Decimal, alone: Alone) -> bool {
        let open = self.section + self.pending.unwrap_or_default();
        if self.is_empty() && alone != Alone::One {
            return false;
        }
        let factor =
            if self.pending.is_none() && self.section.is_zero() { Decimal::ONE } else { open };
        let larger = !self.last_scale.is_zero() && scale >= self.last_scale;
        let next = if larger {
            self.total.checked_add(open).and_then(|all| all.checked_mul(scale))
        } else {
            if !self.last_scale.is_zero() && open.is_zero() && alone != Alone::One {
                return false;
            }
            factor.checked_mul(scale).and_then(|p| p.checked_add(self.total))
        };
        let Some(total) = next else { return false };
        self.total = total;
        (self.section, self.pending, self.last_unit) = (Decimal::ZERO, None, Decimal::ZERO);
        self.last_scale = scale;
        self.figures = false;
        true
    }

    /// Ends the number with an ordinal word.
    pub(super) fn ordinal(&mut self, value: u32) -> bool {
        let v = Decimal::from(value);
        if self.is_empty() {
            self.pending = Some(v);
            return true;
        }
        if v >= Decimal::ONE_HUNDRED {
            return self.scale(v, Alone::Nothing);
        }
        self.small(value, false, false)
    }

    /// Takes in one plain number word; false if it cannot stand here.
    pub(super) fn word(&mut self, word: Word, reverse: bool, positional: bool) -> bool {
        match word {
            Word::Small(value) => self.small(value, reverse, positional),
            Word::Unit(value, alone) => self.unit(value, alone),
            Word::Scale(value, alone) => self.scale(value, alone),
            _ => false,
        }
    }
}
