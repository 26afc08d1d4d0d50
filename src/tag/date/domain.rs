//! What kind of text it is: news or narrative, and which way a sentence points.

use jiff::civil::Date;

use super::expr::{Expr, Found};
use super::parser::Parser;
use super::resolve::Tense;
use super::term::Term;
use crate::tag::{Context, Layer};

/// Words looked at on each side of an expression for a sign of tense.
const TENSE_WINDOW: usize = 25;

/// A narrative has dates of its own: many long before publication, and few told from the day of
/// writing.
pub(super) fn is_narrative(found: &[Found], reference: Option<Date>) -> bool {
    let recent = reference.map_or(i64::MAX, |d| i64::from(d.year()) - 1);
    let (mut points, mut full, mut old, mut old_full, mut written) = (0, 0, 0, 0, 0);
    for item in found {
        let Expr::Point(fields) = &item.expr else { continue };
        points += 1;
        if let Some(year) = fields.year {
            full += usize::from(fields.month.is_some());
            old += usize::from(year < recent);
            old_full += usize::from(year < recent && fields.month.is_some());
        }
        let deictic = fields.shift.is_some_and(|s| !s.text)
            || fields.way.is_some_and(|w| !w.in_text())
            || (fields.weekday.is_some() && fields.month.is_none());
        written += usize::from(deictic);
    }
    (old_full >= 5 && full * 5 >= points && old_full * 2 >= full)
        || (old >= 10 && old * 5 >= points && written * 8 <= points)
}

/// The month a fiscal year begins in, by country: the United States' in October.
pub(super) fn fiscal_month(context: &Context<'_>) -> u8 {
    let country = context.country.map(str::to_ascii_uppercase);
    match country.as_deref() {
        Some("GB" | "IN" | "JP" | "CA" | "ZA" | "NZ" | "SG" | "HK") => 4,
        Some("AU" | "EG" | "PK" | "BD") => 7,
        Some("US") | None => 10,
        Some(_) => 1,
    }
}

/// Which way the sentence points at the expression: the nearest sign before it, else after it.
pub(super) fn tense(parser: &Parser<'_, '_>, item: &Found) -> Tense {
    let sign = |at: usize| {
        parser
            .term(at, |t| match t {
                Term::Future => Some(Tense::Future),
                Term::Past if !after_be(parser, at) && !edges(parser, at) => Some(Tense::Past),
                _ => None,
            })
            .or_else(|| past_form(parser, at))
    };
    let sentence = parser.sentence(item.from);
    let inside = |at: &usize| parser.lexemes.get(*at).is_some_and(|l| sentence.contains(&l.token));
    let before = (0..item.from).rev().take(TENSE_WINDOW).take_while(inside).find_map(sign);
    before
        .or_else(|| {
            (item.to..parser.lexemes.len()).take(TENSE_WINDOW).take_while(inside).find_map(sign)
        })
        .unwrap_or(Tense::Unknown)
}

/// English verbs in "-ed" that the table does not list.
fn past_form(parser: &Parser<'_, '_>, at: usize) -> Option<Tense> {
    let word = parser.word(at);
    (parser.is_unknown(at)
        && word.len() > 4
        && word.ends_with("ed")
        && !parser.capital(at)
        && !after_be(parser, at))
    .then_some(Tense::Past)
}

/// The order of day and month that an unmistakable figure date of the text shows ("25/12/2023").
pub(super) fn day_first(layer: &Layer<'_>) -> Option<bool> {
    if !layer.text.contains('/') {
        return None;
    }
    let number = |at: usize| layer.surface(at).parse::<u8>().ok();
    (0..layer.len()).find_map(|at| {
        if layer.surface(at + 1) != "/" || layer.surface(at + 3) != "/" {
            return None;
        }
        match (number(at)?, number(at + 2)?) {
            (13..=31, 1..=12) => Some(true),
            (1..=12, 13..=31) => Some(false),
            _ => None,
        }
    })
}

/// "to be held", "will be published": the participle says nothing of the past.
fn after_be(parser: &Parser<'_, '_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|b| parser.word(b).ends_with("be"))
}

/// "after Easter" in a request says which side, not when.
fn edges(parser: &Parser<'_, '_>, at: usize) -> bool {
    parser.joined && parser.term(at, |t| matches!(t, Term::Edge(_)).then_some(())).is_some()
}
