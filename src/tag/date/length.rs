//! Lengths ("two and a half years"), distances ("three days ago") and repetitions ("every week").

use super::expr::{Amount, Expr, Found};
use super::parser::Parser;
use super::term::{Part, Term, Unit, Way};

/// A number as it is said.
#[derive(Debug, Clone, Copy)]
struct Count {
    to: usize,
    value: Option<f64>,
    /// Said by the article alone: "a year".
    article: bool,
}

impl Parser<'_, '_> {
    /// A length or a distance.
    pub(super) fn length(&self, at: usize) -> Option<Found> {
        let mut next = at + usize::from(self.is(at, Term::The));
        let mut way = self.way(next);
        let pointed = way.is_some() || self.ordinal(next).is_some();
        if way.is_some() {
            next += 1;
        } else if next > at
            && let Some((to, _)) = self.ordinal(next)
            && self.counted(to).is_some_and(|c| !c.article)
        {
            next = to;
        } else if next > at && self.counted(next).is_none_or(|c| c.article) {
            return None;
        }
        let (to, parts, bare) = match self.amounts(next) {
            Some(found) => found,
            // "the last decade" is a length, as "the last ten years" is.
            None => self.all_unit(next).or_else(|| self.long_unit(next, way))?,
        };
        let single = parts.first().is_some_and(|p| p.count.is_some());
        if bare && (!self.bare_plural(at, to) || (next > at && !pointed)) {
            return None;
        }
        if way == Some(Way::Same) {
            way = None;
        }
        let inner = (next + 1..to.saturating_sub(1))
            .find_map(|i| self.way(i))
            .filter(|w| matches!(w, Way::Last | Way::Next | Way::Previous));
        way = way.or(inner);
        if way.is_none()
            && let Some(found) = self.distance(at, to, &parts)
        {
            return Some(found);
        }
        if self.is_age(to) || (!single && !bare && self.is(to, Term::Age)) {
            return None;
        }
        // Ways after the unit: "los años pasados".
        let (to, way) = match self.way_after(to) {
            Some(after) if way.is_none() && next == at => (to + 1, Some(after)),
            _ => (to, way),
        };
        let to = if self.is(to, Term::Long) { to + 1 } else { to };
        // The article of a bare "a year" belongs to a rate when something countable stands before
        // it.
        if self.is(at, Term::Article) && self.rate_before(at) {
            let unit = parts.first()?.unit;
            return self.found(at, to, Expr::Set(period(1, unit)));
        }
        // Before a hyphen the article belongs to the noun: "a four-week closure".
        let hyphened = (at + 1..to).any(|i| self.surface(i) == "-");
        let from = if hyphened && self.is(at, Term::The) && way.is_none() { at + 1 } else { at };
        // "vor drei Tagen": the length up to now.
        let ago = at.checked_sub(1).is_some_and(|b| self.is(b, Term::LengthAgo));
        let way = way.or(ago.then_some(Way::Last));
        self.found(from, to, Expr::Length(parts, way))
    }

    /// "all day".
    fn all_unit(&self, at: usize) -> Option<(usize, Vec<Amount>, bool)> {
        let (unit, 1, false) = self.unit(at + 1)? else { return None };
        (self.joined && self.is(at, Term::All) && unit >= Unit::Day)
            .then(|| (at + 2, vec![Amount { count: Some(1.0), unit }], false))
    }

    /// A decade or century that a pointing word makes a length.
    fn long_unit(&self, at: usize, way: Option<Way>) -> Option<(usize, Vec<Amount>, bool)> {
        let (unit, times, _) = self
            .unit(at)
            .filter(|(u, times, _)| *u >= Unit::Decade || (self.joined && *times > 1))?;
        matches!(way?, Way::Last | Way::Next)
            .then(|| (at + 1, vec![Amount { count: Some(times as f64), unit }], false))
    }

    /// "22-year-old", "two years of age".
    fn is_age(&self, to: usize) -> bool {
        self.is(to, Term::Age) || (self.surface(to) == "-" && self.is(to + 1, Term::Age))
    }

    /// Amounts in a row: "1 hour and 30 minutes". The flag tells a plural without a number
    /// ("years").
    pub(super) fn amounts(&self, at: usize) -> Option<(usize, Vec<Amount>, bool)> {
        let (mut to, first, bare) = self.amount(at)?;
        let mut parts = vec![first];
        while parts.len() < 4 && !bare {
            let link = usize::from(self.is(to, Term::And) || self.surface(to) == ",");
            let Some((after, amount, false)) = self.amount(to + link) else { break };
            if parts.last().is_some_and(|p| p.unit <= amount.unit) || amount.count.is_none() {
                break;
            }
            parts.push(amount);
            to = after;
        }
        Some((to, parts, bare))
    }

    /// One amount: number and unit.
    fn amount(&self, at: usize) -> Option<(usize, Amount, bool)> {
        let Some(count) = self.counted(at) else {
            let (unit, times, plural) = self.unit(at)?;
            // Some count by their form: "عامين", "사흘".
            if times >= 2 && unit < Unit::Decade && !self.surface(at).is_ascii() {
                return Some((at + 1, Amount { count: Some(times as f64), unit }, false));
            }
            return (plural && times == 1).then_some((at + 1, Amount { count: None, unit }, true));
        };
        let mut next = count.to;
        if self.surface(next) == "-" && !self.spaced(next) {
            next += 1;
        }
        // One adjective may stand between: "two bloody weeks", "three consecutive days".
        if self.unit(next).is_none()
            && !count.article
            && (self.is_unknown(next) || self.is(next, Term::Long))
            && !self.capital(next)
            && self.unit(next + 1).is_some_and(|(_, _, plural)| plural)
        {
            next += 1;
        }
        let short = self.short_unit(next).filter(|_| !count.article);
        if let Some(unit) = short {
            return Some((next + 1, Amount { count: count.value, unit }, false));
        }
        // "5 upcoming years"
        let pointed = matches!(self.way(next), Some(Way::Last | Way::Next | Way::Previous))
            && !count.article
            && self.unit(next + 1).is_some();
        next += usize::from(pointed);
        let nights = self.joined
            && !count.article
            && (self.is(next, Term::Part(Part::Night)) || self.is(next, Term::Parts(Part::Night)))
            && count.value.is_some();
        if nights {
            return Some((next + 1, Amount { count: count.value, unit: Unit::Day }, false));
        }
        let (unit, times, plural) = self.unit(next)?;
        if self.is_calendar_mark(at, next) {
            return None;
        }
        // "1 second" is a length, "a second" mostly an ordinal, "minute" an adjective.
        if count.article && matches!(unit, Unit::Second | Unit::Quarter) {
            return None;
        }
        // "three quarters of the army"
        if unit == Unit::Quarter && (self.is(next + 1, Term::Of) || !plural) {
            return None;
        }
        if !plural
            && !count.article
            && count.value.is_some_and(|v| v > 1.0)
            && self.spaced(next)
            && self.surface(next.saturating_sub(1)) != "-"
            && unit == Unit::Second
            && self.surface(next).is_ascii()
        {
            return None;
        }
        let mut value = count.value.map(|v| v * times as f64);
        let mut to = next + 1;
        // "an hour and a half"
        if self.is(to, Term::And) {
            let half = to + 1 + usize::from(self.is(to + 1, Term::Article));
            if self.is(half, Term::Half) && self.unit(half + 1).is_none() {
                value = value.map(|v| v + 0.5 * times as f64);
                to = half + 1;
            }
        }
        Some((to, Amount { count: value, unit }, false))
    }

    /// "2022年", "17일": a year or a day of the month, unless "ago" or "from now" follows.
    fn is_calendar_mark(&self, at: usize, unit: usize) -> bool {
        let year = self.is(unit, Term::YearMark)
            && self.integer(at).is_some_and(|(_, n)| (1000..=2999).contains(&n));
        let day = self.is(unit, Term::DayMark) || self.is(unit, Term::MonthMark);
        let after = self.is(unit + 1, Term::Ago) || self.is(unit + 1, Term::FromNow);
        // "20世纪", "20세기"
        let century = self.is(unit, Term::CenturyMark)
            && !self.spaced(unit)
            && self.integer(at).is_some_and(|(_, n)| (10..=21).contains(&n));
        let quarter = self.is(unit, Term::QuarterWord)
            && !self.spaced(unit)
            && !self.surface(unit).is_ascii()
            && self.integer(at).is_some_and(|(_, n)| (1..=4).contains(&n));
        year || century || quarter && !after || (day && !after)
    }

    /// A number before a unit, with halves: "two and a half", "half a", "several", "1 1/2".
    fn counted(&self, at: usize) -> Option<Count> {
        if let Some(count) = self.fraction(at) {
            return Some(count);
        }
        if self.is(at, Term::Half) {
            let to = at + 1 + usize::from(self.is(at + 1, Term::Article));
            return Some(Count { to, value: Some(0.5), article: false });
        }
        if self.joined
            && let Some(n) = self.term(at, |t| match t {
                Term::Few(n) => Some(n),
                _ => None,
            })
            && self.integer(at + 1).is_none()
        {
            return Some(Count { to: at + 1, value: Some(n as f64), article: false });
        }
        if self.is(at, Term::Vague) && self.integer(at + 1).is_none() {
            return Some(Count { to: at + 1, value: None, article: false });
        }
        if let Some((to, n)) = self.integer(at) {
            let half = to + usize::from(self.is(to, Term::And));
            let half = half + usize::from(self.is(half, Term::Article));
            let mut count = Count { to, value: Some(n as f64), article: false };
            if half > to && self.is(half, Term::Half) {
                count = Count { to: half + 1, value: Some(n as f64 + 0.5), article: false };
            }
            return Some(count);
        }
        if let Some(value) = self.decimal(at) {
            return Some(Count { to: at + 1, value: Some(value), article: false });
        }
        if self.is(at, Term::Article) {
            let to = at + 1;
            if self.is(to, Term::Half) {
                return Some(Count { to: to + 1, value: Some(0.5), article: false });
            }
            return Some(Count { to, value: Some(1.0), article: true });
        }
        None
    }

    /// "1/4 h", "a quarter of an hour", "three-quarters of an hour".
    fn fraction(&self, at: usize) -> Option<Count> {
        if let (Some((n, 1)), Some((whole, 1))) = (self.digits(at), self.digits(at + 2))
            && self.surface(at + 1) == "/"
            && !self.spaced(at + 1)
            && n < whole
            && (self.unit(at + 3).is_some() || self.short_unit(at + 3).is_some())
        {
            return Some(Count {
                to: at + 3,
                value: Some(n as f64 / whole as f64),
                article: false,
            });
        }
        let article = usize::from(self.is(at, Term::Article));
        let (next, n) = match self.integer(at + article) {
            Some((to, n @ 1..=3)) => (to + usize::from(self.surface(to) == "-"), n),
            Some(_) => return None,
            None => (at + article, 1),
        };
        let quarter = self.is(next, Term::QuarterWord) || self.is(next, Term::Quarters);
        let of = quarter && self.is(next + 1, Term::Of) && self.is(next + 2, Term::Article);
        (of && self.unit(next + 3).is_some()).then_some(Count {
            to: next + 3,
            value: Some(n as f64 / 4.0),
            article: false,
        })
    }

    /// "24h": a letter right after the number.
    fn short_unit(&self, at: usize) -> Option<Unit> {
        let unit = self.term(at, |t| match t {
            Term::ShortUnit(unit) => Some(unit),
            _ => None,
        })?;
        let glued = !self.spaced(at) && (self.spaced(at + 1) || !self.is_word(at + 1));
        let number = self.digits(at + 1).is_none() || self.spaced(at + 1);
        (glued && number && (unit == Unit::Hour || self.joined)).then_some(unit)
    }

    /// "2.5", "2,5".
    fn decimal(&self, at: usize) -> Option<f64> {
        self.lexemes.get(at).filter(|l| l.number)?;
        let text = self.surface(at).replace(',', ".");
        let (whole, fraction) = text.split_once('.')?;
        if whole.len() > 4 || fraction.len() > 2 {
            return None;
        }
        text.parse().ok()
    }

    /// Whether a plural unit without a number is a length: "for years", "recent weeks", "months
    /// later".
    fn bare_plural(&self, at: usize, to: usize) -> bool {
        let Some(unit) = self.unit(to.saturating_sub(1)).map(|(u, _, _)| u) else { return false };
        let after =
            self.is(to, Term::Earlier) || self.is(to, Term::Later) || self.is(to, Term::Ago);
        if unit.is_clock() || unit == Unit::Quarter {
            return after || (unit.is_clock() && self.is(to.wrapping_sub(2), Term::Way(Way::Last)));
        }
        !self.is(to, Term::Of)
            || after
            || unit >= Unit::Decade
            || at.checked_sub(1).is_some_and(|b| self.is(b, Term::YearCue))
    }

    /// Something countable stands before "a year": "$300 million a year", "30 a day", "twice a
    /// week".
    fn rate_before(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        if self.is(before, Term::Times) {
            return true;
        }
        let number = self.lexemes.get(before).is_some_and(|l| l.number)
            || self.integer(before).is_some()
            || self.is(before, Term::Counted)
            || matches!(self.surface(before), "%");
        let plural = self.is_unknown(before)
            && self.word(before).ends_with('s')
            && before.checked_sub(1).is_some_and(|b| {
                self.lexemes.get(b).is_some_and(|l| l.number) || self.integer(b).is_some()
            });
        number || plural
    }
}

/// `P2W`, `PT1H`.
pub(super) fn period(count: i64, unit: Unit) -> String {
    let time = if unit.is_clock() { "T" } else { "" };
    let (count, unit) = match unit {
        Unit::Decade => (count.saturating_mul(10), Unit::Year),
        Unit::Century => (count.saturating_mul(100), Unit::Year),
        _ => (count, unit),
    };
    format!("P{time}{count}{}", unit.letters())
}
