//! Subunits after an amount of the major unit.

use rust_decimal::Decimal;

use super::amount::{Grammar, Side};
use super::tender::{Form, Tender, members};
use crate::tag::number::{Number, parse_with};
use crate::text::Class;

/// Units of spoken Chinese after which a lone digit counts the next lower unit.
const SPOKEN_UNITS: &[&str] = &["块", "塊", "蚊", "角", "毛", "毫"];

impl Grammar<'_, '_> {
    /// Subunits after the major unit: "3 dollars 50 cents", "$20 and 43c", 两角五分.
    pub(super) fn minor_part(&self, side: &mut Side, tender: &Tender) {
        if tender.form == Form::Code && tender.factor.is_some() || side.vague {
            return;
        }
        let mut last = tender.factor.unwrap_or(Decimal::ONE);
        for _ in 0..2 {
            let joined = self.lexicon.and_word(self.layer, side.end)
                || matches!(self.layer.lower(side.end), "con" | "com" | "و");
            let at = side.end + usize::from(joined);
            let Some(number) = parse_with(self.layer, at, self.lexicon, false) else { return };
            if number.vague
                || number.ordinal
                || number.scale > Decimal::ONE
                || number.is_glued(self.layer)
            {
                return;
            }
            match self.name(number.end) {
                Some((end, byte, minor)) if minor.is_minor() && minor.factor < Some(last) => {
                    let Some(factor) = minor.factor else { return };
                    let Some(part) = number.value.checked_mul(factor) else { return };
                    if part >= last || !same_money(tender, &minor) {
                        return;
                    }
                    side.value += part;
                    (side.end, side.end_byte, last) = (end, byte, factor);
                }
                _ => {
                    if !self.spoken_digit(side, at, &number, last) {
                        self.bare_minor(side, at, &number, joined);
                    }
                    return;
                }
            }
        }
    }

    /// "15 dollars and 15", "twenty rupees 43": two figures of subunits left unnamed, at the end of
    /// a clause.
    fn bare_minor(&self, side: &mut Side, at: usize, number: &Number, joined: bool) {
        let ends = self.layer.get(number.end).is_none_or(|t| {
            t.class == Class::Punct
                && !matches!(self.layer.surface(number.end), "-" | "–" | "/" | "'")
        });
        let named = !side.prefixed
            && side.tender.is_some_and(|t| t.form != Form::Symbol && t.factor.is_none());
        let spoken = self.layer.class(at) == Some(Class::Word);
        let two = number.value < Decimal::ONE_HUNDRED
            && number.value.scale() == 0
            && (number.value >= Decimal::TEN || joined && spoken);
        let whole = side.scale == Decimal::ONE && side.value.fract().is_zero();
        let from_name = named || side.prefixed && joined && spoken;
        if ends && two && whole && from_name && !number.value.is_sign_negative() {
            side.value += number.value / Decimal::ONE_HUNDRED;
            (side.end, side.end_byte) = (number.end, number.end_byte);
        }
    }

    /// 一块二, 五块七毛八, 三块零四: a lone digit counts tenths of the unit before it, after 零
    /// hundredths.
    fn spoken_digit(&self, side: &mut Side, at: usize, number: &Number, last: Decimal) -> bool {
        let unit = self.layer.surface(side.end - 1);
        if self.layer.class(at) != Some(Class::Ideograph) || !SPOKEN_UNITS.contains(&unit) {
            return false;
        }
        let zero = matches!(self.layer.surface(at), "零" | "〇");
        let lone = number.end == at + 1 + usize::from(zero);
        let digit = number.value >= Decimal::ONE && number.value < Decimal::TEN;
        // 三块五个人: the digit counts what follows.
        let counts = matches!(
            self.layer.surface(number.end),
            "个" | "個" | "人" | "名" | "枚" | "天" | "年" | "月" | "日" | "次" | "点" | "岁"
        );
        if !lone || !digit || counts || side.scale > Decimal::ONE {
            return false;
        }
        let places = if zero { Decimal::ONE_HUNDRED } else { Decimal::TEN };
        let Some(part) = number.value.checked_mul(last).and_then(|v| v.checked_div(places)) else {
            return false;
        };
        side.value += part;
        (side.end, side.end_byte) = (number.end, number.end_byte);
        true
    }
}

/// Can the subunit belong to the major unit?
fn same_money(major: &Tender, minor: &Tender) -> bool {
    let (Some(major), Some(minor)) = (members(major), members(minor)) else { return false };
    let cents = minor.codes.first() == Some(&"USD");
    cents || major.codes.iter().any(|c| minor.codes.contains(c))
}
