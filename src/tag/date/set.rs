//! Repetitions: "every week", "three times a year", "on Mondays", "Tuesday afternoons".

use super::expr::{Expr, Found};
use super::length::period;
use super::parser::Parser;
use super::term::{Term, Unit};

impl Parser<'_, '_> {
    /// "every year", "each of the last…", "weekly", "three times a year", "on Mondays".
    pub(super) fn set(&self, at: usize) -> Option<Found> {
        if let Some((n, unit)) = self.term(at, |t| match t {
            Term::Adverb(n, unit) => Some((n, unit)),
            _ => None,
        }) {
            // A name: "Daily Mail".
            let name = self.capital(at)
                && self.capital(at + 1)
                && (self.is_unknown(at + 1) || self.is(at + 1, Term::NoWeekday));
            return if name { None } else { self.found(at, at + 1, Expr::Set(period(n, unit))) };
        }
        if let Some(day) = self.term(at, |t| match t {
            Term::Weekdays(d) => Some(d),
            _ => None,
        }) {
            if let Some(found) = self.repeated(at) {
                return Some(found);
            }
            let value = if day > 7 { "XXXX-WXX-XX".to_string() } else { format!("XXXX-WXX-{day}") };
            return self.found(at, at + 1, Expr::Set(value));
        }
        if let Some(found) = self.repeated(at) {
            return Some(found);
        }
        if let Some(part) = self.term(at, |t| match t {
            Term::Parts(p) => Some(p),
            _ => None,
        }) {
            let value = format!("XXXX-XX-XXT{}", part.letters());
            return self.found(at, at + 1, Expr::Set(value));
        }
        if self.is(at, Term::Every) {
            return self.every(at);
        }
        if let Some((times, to)) = self.times(at)
            && self.is(to, Term::Per)
            && let Some((unit, _, _)) = self.unit(to + 1)
        {
            return self.found(times, to + 2, Expr::Set(period(1, unit)));
        }
        if self.is(at, Term::Per)
            && !self.is(at, Term::Article)
            && let Some((unit, n, _)) = self.unit(at + 1)
        {
            return self.found(at, at + 2, Expr::Set(period(n, unit)));
        }
        None
    }

    /// "Tuesday afternoons", "Mondays at 9 am", "the 19th of every month".
    fn repeated(&self, at: usize) -> Option<Found> {
        let day = self.term(at, |t| match t {
            Term::Weekday(d) | Term::Weekdays(d) if d < 8 => Some(d),
            _ => None,
        });
        if let Some(day) = day {
            let parts = self.term(at + 1, |t| match t {
                Term::Parts(p) => Some(p),
                _ => None,
            });
            if let Some(part) = parts {
                let value = format!("XXXX-WXX-{day}T{}", part.letters());
                return self.found(at, at + 2, Expr::Set(value));
            }
        }
        let (to, n) = self.ordinal(at).filter(|(_, n)| (1..=31).contains(n))?;
        let month = self.is(to, Term::Of)
            && self.is(to + 1, Term::Every)
            && self.is(to + 2, Term::Unit(Unit::Month));
        month.then(|| self.found(at, to + 3, Expr::Set(format!("XXXX-XX-{n:02}")))).flatten()
    }

    /// "three times", "once": where it begins and what follows.
    fn times(&self, at: usize) -> Option<(usize, usize)> {
        if self.is(at, Term::Times) && self.word(at) != "time" {
            return Some((at, at + 1));
        }
        let (to, _) = self.integer(at)?;
        self.is(to, Term::Times).then_some((at, to + 1))
    }

    fn every(&self, at: usize) -> Option<Found> {
        let next = at + 1;
        if let Some((n, unit)) = self.integer(next).and_then(|(to, n)| {
            let (unit, times, _) = self.unit(to)?;
            Some(((to + 1, n.checked_mul(times)?), unit))
        }) {
            return self.found(at, n.0, Expr::Set(period(n.1, unit)));
        }
        if let Some((to, n)) = self.ordinal(next)
            && let Some((unit, _, _)) = self.unit(to)
            && n > 1
        {
            return self.found(at, to + 1, Expr::Set(period(n, unit)));
        }
        let other = usize::from(self.word(next) == "other");
        let count = 1 + other as i64;
        let next = next + other;
        if let Some((unit, n, _)) = self.unit(next) {
            if unit == Unit::Second && self.unit(next + 1).is_some() {
                return self.found(at, next + 2, Expr::Set(period(2, self.unit(next + 1)?.0)));
            }
            return self.found(at, next + 1, Expr::Set(period(n * count, unit)));
        }
        let value = self.term(next, |t| match t {
            Term::Weekday(d) => Some(format!("XXXX-WXX-{d}")),
            Term::Month(m) => Some(format!("XXXX-{m:02}")),
            Term::Season(s) => {
                ["SP", "SU", "FA", "WI"].get(s as usize).map(|s| format!("XXXX-{s}"))
            }
            Term::Part(p) => Some(format!("XXXX-XX-XXT{}", p.letters())),
            _ => None,
        })?;
        let mut to = next + 1;
        let mut value = value;
        if let Some(part) = self.term(to, |t| match t {
            Term::Part(p) => Some(p),
            _ => None,
        }) && value.starts_with("XXXX-W")
        {
            value = format!("{value}T{}", part.letters());
            to += 1;
        }
        self.found(at, to, Expr::Set(value))
    }
}
