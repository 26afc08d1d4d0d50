//! Days, months and years in words and figures.

use super::expr::Fields;
use super::parser::{Parser, plain_digits};
use super::point::Slot;
use super::term::{Era, Term, Unit, Way};
use super::zone::Zone;

impl Parser<'_, '_> {
    /// The month named at a lexeme.
    pub(super) fn month_of(&self, at: usize) -> Option<u8> {
        self.term(at, |t| match t {
            Term::Month(m) => Some(m),
            _ => None,
        })
    }

    /// A month of any calendar.
    fn any_month(&self, at: usize) -> Option<(u8, Option<Era>)> {
        self.term(at, |t| match t {
            Term::Month(m) => Some((m, None)),
            Term::Era(era @ (Era::Hijri(m) | Era::Jalali(m))) => Some((m, Some(era))),
            _ => None,
        })
    }

    /// "28 November", "November 28th", "the 28th of November", "November", "11月28日", "28.", "the
    /// 28th".
    pub(super) fn month_day(&self, at: usize, f: &mut Fields) -> Option<(usize, Slot)> {
        if f.month.is_some() || f.day.is_some() {
            return None;
        }
        if let Some((to, month)) = self.marked_month(at) {
            f.month = Some(month);
            if let Some((end, day)) = self.marked_day(to) {
                f.day = Some(day);
                return Some((end, Slot::Date));
            }
            return Some((to, Slot::Month));
        }
        if let Some((month, era)) = self.any_month(at) {
            let to = at + 1 + usize::from(self.abbreviated(at));
            if let Some((end, day)) = self.day_after(to) {
                (f.month, f.day, f.era) = (Some(month), Some(day), era);
                return Some((end, Slot::Date));
            }
            // "Khordad 1401": such a month with a year of its calendar.
            if era.is_some() && self.digits(to).is_some_and(|(n, _)| (1000..1600).contains(&n)) {
                (f.month, f.era) = (Some(month), era);
                return Some((to, Slot::Month));
            }
            // A month of another calendar alone is a holiday or a name.
            if era.is_none() && self.month_alone(at, to) {
                f.month = Some(month);
                return Some((to, Slot::Month));
            }
            return None;
        }
        if at.checked_sub(1).is_some_and(|b| matches!(self.surface(b), "$" | "€" | "£" | "¥")) {
            return None;
        }
        let (to, day, ordinal) = self.day_number(at)?;
        let dot = usize::from(self.surface(to) == "." && !self.spaced(to));
        let mut next = to + dot;
        let dash = usize::from(
            matches!(self.surface(next), "-" | "/") && !self.spaced(next) && !self.spaced(next + 1),
        );
        next += dash;
        let of = usize::from(dash == 0 && self.is(next, Term::Of));
        if let Some((month, era)) = self.any_month(next + of) {
            // "16 March" but not "16 may be".
            if self.month_spelled(next + of) {
                (f.month, f.day, f.era) = (Some(month), Some(day), era);
                let end = next + of + 1;
                return Some((end + usize::from(self.abbreviated(next + of)), Slot::Date));
            }
        }
        if let Some((end, day)) = self.marked_day(at) {
            f.day = Some(day);
            return Some((end, Slot::Date));
        }
        // "the 28th", "the 28th of that month".
        if ordinal && at > 0 && self.is(at - 1, Term::The) && (day > 3 || self.joined) {
            let digits = self.lexemes.get(at).is_some_and(|l| l.number);
            let of = self.is(to, Term::Of) && self.way(to + 1).is_some();
            let ends = !self.is_unknown(to)
                && !self.is(to, Term::Of)
                && self.unit(to).is_none()
                && !self.is(to, Term::CenturyMark)
                && !self.is(to, Term::QuarterWord)
                && self.class(to) != Some(crate::text::Class::Number);
            let dash = self.surface(to) == "-" || self.surface(to) == "–";
            if digits && (of || (ends && !dash && self.after_on(at))) {
                f.day = Some(day);
                return Some((to, Slot::Date));
            }
        }
        None
    }

    /// "on the 28th", "by the 28th": the article has a preposition of time before it.
    fn after_on(&self, at: usize) -> bool {
        at == 1 && self.joined
            || at.checked_sub(2).is_some_and(|b| {
                self.is(b, Term::On) || self.is(b, Term::YearCue) || self.is(b, Term::To)
            })
    }

    /// "11月", "11월".
    fn marked_month(&self, at: usize) -> Option<(usize, u8)> {
        let (to, n) = self.integer(at)?;
        (self.is(to, Term::MonthMark) && (1..=12).contains(&n)).then_some((to + 1, n as u8))
    }

    /// "28日", "28일".
    fn marked_day(&self, at: usize) -> Option<(usize, u8)> {
        let (to, n) = self.integer(at)?;
        (self.is(to, Term::DayMark) && (1..=31).contains(&n)).then_some((to + 1, n as u8))
    }

    /// A day after its month: "28", "28th", "the 28th", "twenty-eighth".
    fn day_after(&self, at: usize) -> Option<(usize, u8)> {
        let the = usize::from(self.is(at, Term::The));
        let (to, day, ordinal) = self.day_number(at + the)?;
        if !self.spaced(at) && self.surface(at.saturating_sub(1)) != "." {
            return None;
        }
        // "May 2 million", "March 5 percent", "June 8:30".
        if !ordinal
            && (matches!(self.surface(to), "%" | ":")
                || self.is(to, Term::OClock)
                || self.is(to, Term::Am)
                || self.is(to, Term::Pm))
        {
            return None;
        }
        let digits = self.lexemes.get(at + the).is_some_and(|l| l.number);
        (the == 0 || (ordinal && digits)).then_some((to, day))
    }

    /// A number that may be a day of the month. The flag tells an ordinal.
    fn day_number(&self, at: usize) -> Option<(usize, u8, bool)> {
        if let Some((to, n)) = self.ordinal(at) {
            return (1..=31).contains(&n).then_some((to, n as u8, true));
        }
        if let Some((n, length)) = self.digits(at) {
            return (length <= 2 && (1..=31).contains(&n)).then_some((at + 1, n as u8, false));
        }
        let (to, n) = self.integer(at)?;
        (1..=31).contains(&n).then_some((to, n as u8, false))
    }

    /// The month word is written as a month: with its capital where it is another word too.
    fn month_spelled(&self, at: usize) -> bool {
        self.lexemes.get(at).is_some_and(|l| l.shy == 0)
            || self.capital(at)
            || !self.is_unknown(at + 1)
    }

    /// Whether a month without a day is one: not "may", "March on", "Theresa May", "June Smith".
    fn month_alone(&self, at: usize, to: usize) -> bool {
        let Some(lexeme) = self.lexemes.get(at) else { return false };
        if self.joined && self.lexemes.len() < 3 {
            return true;
        }
        let year = to
            + usize::from(
                self.surface(to) == "," || self.is(to, Term::Of) || self.surface(to) == "-",
            );
        if self.digits(year).is_some_and(|(n, length)| length == 4 && (1000..2200).contains(&n)) {
            return lexeme.shy == 0 || self.capital(at) || !self.is(to, Term::Of);
        }
        let before = at.checked_sub(1);
        let cue = before.is_some_and(|b| {
            self.is(b, Term::In)
                || self.is(b, Term::YearCue)
                || self.is(b, Term::To)
                || self.is(b, Term::Of)
                || self.way(b).is_some()
                || self
                    .term(b, |t| match t {
                        Term::Stage(_) => Some(()),
                        _ => None,
                    })
                    .is_some()
        });
        let strong = before.is_some_and(|b| {
            self.is(b, Term::In)
                || matches!(self.way(b), Some(Way::Last | Way::Next))
                || self.is(b, Term::Of)
                || (self.is(b, Term::YearCue) && !self.is(b, Term::And) && !self.is(b, Term::To))
                || self
                    .term(b, |t| match t {
                        Term::Stage(_) => Some(()),
                        _ => None,
                    })
                    .is_some()
        });
        let named = self.capital(to)
            && self.is_unknown(to)
            && self.together(at, to)
            && self.spaced(to)
            && !self.surface(to).chars().all(char::is_uppercase);
        match (lexeme.shy, self.capital(at)) {
            (0, _) => cue || !named,
            (1, true) if cue => true,
            (1, true) => {
                let word = self.surface(at).chars().count() > 3;
                let verb = self.is(to, Term::Future) || self.is(to, Term::Past);
                word && !named
                    && (verb || before.is_some_and(|b| self.is_unknown(b) && !self.capital(b)))
            }
            (_, true) => cue && !named,
            (_, false) => {
                strong
                    && (self.surface(at).chars().count() > 3 || self.word(at) == "may")
                    && !self.is_unknown(to)
            }
        }
    }

    /// A year at a lexeme. What stands before it, or around it, must make it one.
    pub(super) fn year(&self, at: usize, f: &mut Fields, last: Option<Slot>) -> Option<usize> {
        if f.year.is_some() || f.decade.is_some() || f.century.is_some() {
            return None;
        }
        if let Some(to) = self.era_year(at, f) {
            return Some(to);
        }
        // "fiscal year 2023", "the year 2008", "Jahr 2012".
        let held = matches!(last, Some(Slot::Date | Slot::Month | Slot::Season | Slot::Fraction));
        if (last.is_none() || held)
            && (self.is(at, Term::Fiscal) || self.unit(at).is_some_and(|(u, _, _)| u == Unit::Year))
        {
            return self.named_year(at, f);
        }
        // "'74"
        if matches!(self.surface(at), "'" | "’") && !self.spaced(at + 1) {
            return None;
        }
        let Some((n, length)) = self.digits(at) else {
            if let Some((to, n)) = self.year_words(at, last) {
                f.year = Some(n);
                return Some(to);
            }
            let (to, n) = self.integer(at)?;
            return (self.is(to, Term::YearMark) && (1000..=2999).contains(&n)).then(|| {
                f.year = Some(n);
                to + 1
            });
        };
        if self.is(at + 1, Term::YearMark)
            && (length == 4 || (length == 2 && self.marked_month(at + 2).is_some()))
        {
            f.year = Some(if length == 2 { century_of(n) } else { n });
            return Some(at + 2);
        }
        if length == 2
            && matches!(last, Some(Slot::Date | Slot::Month))
            && at > 0
            && self.surface(at - 1) == "-"
            && at.checked_sub(3).is_some_and(|b| self.surface(b) == "-")
            && f.month.is_some()
        {
            f.year = Some(century_of(n));
            return Some(at + 1);
        }
        if length != 4 || !(1000..=2999).contains(&n) {
            return None;
        }
        let taken = match last {
            Some(_) => !self.counts_something(at),
            None => self.year_alone(at, n, f.stage.is_some()),
        };
        if !taken {
            return None;
        }
        f.year = Some(n);
        // "2022 года", "1991 году"
        let mark = self.is(at + 1, Term::YearMark);
        Some(at + 1 + usize::from(mark))
    }

    /// "fiscal year 2023", "FY22", "FY 2021/22", "the year 2008".
    fn named_year(&self, at: usize, f: &mut Fields) -> Option<usize> {
        let fiscal = self.is(at, Term::Fiscal);
        let year =
            usize::from(fiscal && self.unit(at + 1).is_some_and(|(u, _, _)| u == Unit::Year));
        let of = usize::from(self.is(at + 1 + year, Term::Of));
        let start = at + 1 + year + of;
        let (n, length) = self.digits(start)?;
        let n = match length {
            4 if (1000..=2200).contains(&n) => n,
            2 if fiscal => 2000 + n,
            _ => return None,
        };
        let fiscal = fiscal && !matches!(self.word(at), "cy");
        (f.year, f.fiscal) = (Some(n), fiscal);
        // "عام 1445 هـ"
        if !fiscal && self.era_year(start, f).is_some_and(|to| to == start + 2) {
            return Some(start + 2);
        }
        // "FY 2021/22" is the fiscal year that ends in 2022.
        if fiscal
            && matches!(self.surface(start + 1), "/" | "-" | "–")
            && !self.spaced(start + 1)
            && let Some((next, 2 | 4)) = self.digits(start + 2)
            && next % 100 == (n + 1) % 100
        {
            f.year = Some(n + 1);
            return Some(start + 3);
        }
        Some(start + 1)
    }

    /// "Juche 111", "Reiwa 4", "民國111年", "1444 AH" come as era and number.
    fn era_year(&self, at: usize, f: &mut Fields) -> Option<usize> {
        let era = self.term(at, |t| match t {
            Term::Era(era @ Era::Offset(_)) => Some(era),
            _ => None,
        });
        if let (Some(Era::Offset(zero)), Some((n, length))) =
            (era, self.digits(at + 1).or_else(|| self.integer(at + 1).map(|(_, n)| (n, 1))))
        {
            let to = self.integer(at + 1).map_or(at + 2, |(to, _)| to);
            let marked = self.is(to, Term::YearMark);
            if length <= 3 && (1..200).contains(&n) && (marked || self.is_word(at)) {
                f.year = Some(n + i64::from(zero));
                return Some(to + usize::from(marked));
            }
        }
        // "1445 AH", "1401 SH"
        if let Some((n, 4)) = self.digits(at)
            && let Some(era) = self.term(at + 1, |t| match t {
                Term::EraMark(era) => Some(era),
                _ => None,
            })
            && self.surface(at + 1).chars().all(|c| !c.is_ascii_lowercase())
            && (1000..1600).contains(&n)
        {
            (f.year, f.era) = (Some(n), f.era.or(Some(era)));
            return Some(at + 2);
        }
        // A year of the calendar of the month that was named.
        if matches!(f.era, Some(Era::Hijri(_) | Era::Jalali(_)))
            && let Some((n, 4)) = self.digits(at)
            && (1000..1600).contains(&n)
        {
            f.year = Some(n);
            return Some(at + 1);
        }
        None
    }

    /// "nineteen eighty-six", "nineteen hundred and five", "two thousand and fifteen" after a month
    /// or a day; in requests also after "in", "since" and the like.
    fn year_words(&self, at: usize, last: Option<Slot>) -> Option<(usize, i64)> {
        let cued = self.joined
            && (self.lexemes.len() < 7
                || at.checked_sub(1).is_some_and(|b| self.is(b, Term::YearCue)));
        let after = matches!(last, Some(Slot::Date | Slot::Month));
        if !after && (last.is_some() || !cued) {
            return None;
        }
        let (to, first) = self.integer(at)?;
        let (to, year) = if (10..=20).contains(&first) {
            let hundred = usize::from(self.is(to, Term::Number(100)));
            let and = usize::from(hundred > 0 && self.is(to + 1, Term::And));
            match self.integer(to + hundred + and) {
                Some((end, rest)) if (10..100).contains(&rest) || (hundred > 0 && rest < 100) => {
                    (end, first * 100 + rest)
                }
                _ if hundred > 0 => (to + 1, first * 100),
                _ => return None,
            }
        } else {
            (to, first)
        };
        let counts = self.unit(to).is_some() || self.is(to, Term::Counted);
        ((1000..2200).contains(&year) && !counts).then_some((to, year))
    }

    /// Four digits that count or name something: "2022 people", "1500 km", "2000 US troops".
    fn counts_something(&self, at: usize) -> bool {
        let next = at + 1;
        if self.is(next, Term::Counted) || matches!(self.surface(next), "%" | "°") {
            return true;
        }
        if self.unit(next).is_some_and(|(_, _, plural)| plural) {
            return true;
        }
        self.surface(next) == "."
            && !self.spaced(next)
            && !self.spaced(next + 1)
            && self.digits(next + 1).is_some()
    }

    /// Whether four digits without month or day are a year.
    fn year_alone(&self, at: usize, n: i64, staged: bool) -> bool {
        if self.counts_something(at) {
            return false;
        }
        let next = at + 1;
        let (Some(lexeme), before) = (self.lexemes.get(at), at.checked_sub(1)) else {
            return false;
        };
        let glued = before.is_some_and(|b| {
            !lexeme.spaced
                && (self.is_word(b)
                    || matches!(
                        self.surface(b),
                        "$" | "€" | "£" | "¥" | "#" | "." | "," | ":" | "+" | "="
                    ))
        });
        if glued
            || before.is_some_and(|b| {
                self.is(b, Term::NoYear)
                    || matches!(self.surface(b), "$" | "€" | "£" | "¥" | "₩" | "#" | "№")
            })
        {
            return false;
        }
        if !self.spaced(next)
            && (self.is_word(next) && !self.is(next, Term::YearMark)
                || matches!(self.surface(next), "%" | "°")
                || (self.surface(next) == ":" && !self.spaced(next + 1)))
        {
            return false;
        }
        let plural = self.is_unknown(next)
            && self.spaced(next)
            && !self.capital(next)
            && self.word(next).ends_with('s')
            && !self.word(next).ends_with("ss");
        let strong = staged
            || before.is_some_and(|b| self.is(b, Term::YearCue) || self.is(b, Term::In))
            || (before.is_some_and(|b| self.surface(b) == "(")
                && matches!(self.surface(next), ")" | "-" | "–" | ","))
            || matches!(self.surface(next), "-" | "–")
                && self.digits(next + 1).is_some_and(|(_, l)| l == 4 || l == 2)
            || before.is_some_and(|b| {
                matches!(self.surface(b), "-" | "–" | "/")
                    && b > 0
                    && self.digits(b - 1).is_some_and(|(m, l)| l == 4 && (1000..2100).contains(&m))
            });
        if strong {
            let measured = plural && !before.is_some_and(|b| self.is(b, Term::In));
            return !measured && (1000..=2100).contains(&n);
        }
        let the = before.is_some_and(|b| self.is(b, Term::The));
        if !(if the { 1500..=2050 } else { 1800..=2050 }).contains(&n) || plural {
            return false;
        }
        // A name and a number: "Boeing 2000", but not "the 1975 Agreement".
        let named = before.is_some_and(|b| {
            self.is_unknown(b) && self.capital(b) && self.spaced(at) && self.together(b, at)
        });
        let named = named && !self.noun_capitals;
        !named || !self.is_unknown(next)
    }

    /// 2022-11-28, 28.11.2022, 11/28/22, 2022/11/28.
    pub(super) fn numeric_date(&self, at: usize, f: &mut Fields) -> Option<usize> {
        if f.year.is_some() || f.month.is_some() || f.day.is_some() {
            return None;
        }
        let text = self.surface(at);
        if let Some(parts) = dotted(text) {
            return self.set_numeric(parts, f, Some(true)).then_some(at + 1);
        }
        let (a, la) = self.digits(at)?;
        let separator = self.surface(at + 1);
        if !matches!(separator, "-" | "/" | "–") || self.spaced(at + 1) || self.spaced(at + 2) {
            return None;
        }
        let (b, lb) = self.digits(at + 2)?;
        if self.surface(at + 3) != separator || self.spaced(at + 3) || self.spaced(at + 4) {
            return None;
        }
        let (c, lc) = self.digits(at + 4)?;
        // A longer chain is a phone or a model number; "1/5/2018-7/5/2018" is a range.
        let range = self.joined && separator == "/";
        let chain = matches!(self.surface(at + 5), "-" | "/") && !self.spaced(at + 5);
        if chain && !(range && self.surface(at + 5) == "-") {
            return None;
        }
        let range = range && at > 0 && self.surface(at - 1) == "-";
        if at > 0
            && !range
            && !self.spaced(at)
            && matches!(self.surface(at - 1), "-" | "/" | "+" | ".")
        {
            return None;
        }
        let order = match separator {
            "/" => None,
            _ if la == 4 => Some(true),
            _ => self.day_first,
        };
        let parts = [(a, la), (b, lb), (c, lc)];
        if !self.set_numeric(parts, f, order) {
            return None;
        }
        // "2022-11-28T14:00Z"
        if self.word(at + 5) == "t" && !self.spaced(at + 5) {
            let mut timed = f.clone();
            if let Some(to) = self.clock(at + 6, &mut timed, false) {
                // "T14:05+09:00"
                let shifted = self.offset(to).filter(|_| timed.zone.is_none());
                timed.zone = timed.zone.or(shifted.map(|(_, minutes)| Zone::fixed(minutes)));
                *f = timed;
                return Some(shifted.map_or(to, |(end, _)| end));
            }
        }
        Some(at + 5)
    }

    fn set_numeric(&self, parts: [(i64, usize); 3], f: &mut Fields, order: Option<bool>) -> bool {
        let [(one, one_len), (two, two_len), (three, three_len)] = parts;
        let (year, left, right, day_first) = if one_len == 4 && two_len <= 2 && three_len <= 2 {
            (one, three, two, Some(true))
        } else if (three_len == 4 || three_len == 2) && one_len <= 2 && two_len <= 2 {
            let year = if three_len == 2 { century_of(three) } else { three };
            (year, one, two, order.or(self.day_first))
        } else {
            return false;
        };
        let is_month = |m: i64| (1..=12).contains(&m);
        let is_day = |d: i64| (1..=31).contains(&d);
        let as_dm = is_day(left) && is_month(right);
        let as_md = is_month(left) && is_day(right);
        let month_first = as_md && (!as_dm || day_first != Some(true));
        if !as_dm && !as_md {
            return false;
        }
        f.swapped = as_dm && as_md && day_first.is_none() && left != right;
        let (d, m) = if month_first { (right, left) } else { (left, right) };
        if !(1000..=2999).contains(&year) {
            return false;
        }
        (f.year, f.month, f.day) = (Some(year), Some(m as u8), Some(d as u8));
        true
    }
}

/// "28.11.2022" or "28.11.22" in one number token.
fn dotted(text: &str) -> Option<[(i64, usize); 3]> {
    if text.bytes().filter(|&b| b == b'.').count() != 2 {
        return None;
    }
    let mut parts = text.split('.');
    let three =
        [plain_digits(parts.next()?)?, plain_digits(parts.next()?)?, plain_digits(parts.next()?)?];
    let [(_, a), (_, b), (_, c)] = three;
    let fits = (a <= 2 && b <= 2 && (c == 4 || c == 2)) || (a == 4 && b <= 2 && c <= 2);
    (parts.next().is_none() && fits).then_some(three)
}

/// Two-digit years: 00–49 are this century's, 50–99 the last one's.
fn century_of(n: i64) -> i64 {
    if n < 50 { 2000 + n } else { 1900 + n }
}
