//! Dates, times, durations and sets as TIMEX3: one pass over the words, a small grammar, then
//! resolution.

#![allow(
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "months, days and counts are checked against their small ranges before they are narrowed"
)]

mod calendar;
mod clock;
mod distance;
mod domain;
mod expr;
mod fields;
mod holiday;
mod length;
mod lexicon;
mod named;
mod open;
mod parser;
mod point;
mod range;
mod request;
mod resolve;
mod set;
mod shorthand;
mod sides;
mod term;
mod zone;

use super::{Context, Layer, Prefer, Ranges, Reason};
use crate::model::{Mention, Moment, Value};

/// Countries that write the month first.
const MONTH_FIRST: &[&str] = &["US", "PH", "PR", "GU", "FM", "MH", "PW"];

/// Appends the mentions of this kind.
pub(super) fn tag(layer: &Layer<'_>, context: &Context<'_>, out: &mut Vec<Mention>) {
    read(layer, context, |_, item, moment, _| {
        out.push(Mention { span: item.span, value: Value::Date(moment) });
    });
}

/// Why each mention is one: its rule, the meanings of its words, what it was counted from.
pub(super) fn explain(layer: &Layer<'_>, context: &Context<'_>) -> Vec<Reason> {
    let mut out = Vec::new();
    read(layer, context, |parser, item, _, anchor| {
        let parts = (item.from..item.to).map(|at| parser.meaning(at)).collect();
        out.push(Reason { span: item.span, rule: item.rule.to_string(), parts, anchor: anchor() });
    });
    out
}

/// Finds and resolves, and gives each expression with its moment and its anchor to `each`.
fn read(
    layer: &Layer<'_>,
    context: &Context<'_>,
    mut each: impl FnMut(&parser::Parser<'_, '_>, &expr::Found, Moment, &dyn Fn() -> String),
) {
    let lexemes = lexicon::read(layer, lexicon::of(context.language));
    let future = context.prefer == Prefer::Future;
    let parser = parser::Parser {
        layer,
        lexemes: &lexemes,
        day_first: day_first(context)
            .or_else(|| domain::day_first(layer))
            .or((context.ranges != Ranges::Apart).then_some(false)),
        future,
        noun_capitals: context.language.starts_with("de"),
        joined: context.ranges != Ranges::Apart,
    };
    let mut found = parser.run();
    parser.lend_days(&mut found);
    let narrative = domain::is_narrative(&found, context.reference);
    let mut resolver = resolve::Resolver {
        reference: context.reference,
        narrative: narrative || context.reference.is_none(),
        future,
        ranges: context.ranges,
        time: context.reference_time,
        fiscal_month: domain::fiscal_month(context),
        anchor: None,
    };
    for item in &found {
        // Vague references say something only against a known date of writing.
        let vague = matches!(item.expr, expr::Expr::Loose(_)) && !narrative
            || matches!(item.expr, expr::Expr::Reference(_)) && context.reference.is_none();
        if vague {
            continue;
        }
        let tense = domain::tense(&parser, item);
        let before = resolver;
        if let Some(moment) = resolver.moment(item, tense) {
            each(&parser, item, moment, &|| before.told(&item.expr, tense));
        }
    }
}

/// Whether 3/4 is 3 April: by country, else by language where it tells; `None` when unknown.
fn day_first(context: &Context<'_>) -> Option<bool> {
    match context.country {
        Some(country) => Some(!MONTH_FIRST.iter().any(|known| country.eq_ignore_ascii_case(known))),
        None if matches!(context.language, "" | "en") => None,
        None => Some(true),
    }
}
