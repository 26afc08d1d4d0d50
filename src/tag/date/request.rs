//! What is read only where ranges are one mention, as in requests: "from 4 to 6 on Monday", "after
//! 5 May", "two weeks after Easter", "for three days from Friday".

use super::expr::{Amount, Clock, Edge, Expr, Fields, Found, Nth, Shift};
use super::parser::Parser;
use super::term::{Term, Unit, Way};

/// One end of a range: a calendar point, or a number that the other end explains.
#[derive(Debug, Clone)]
struct End {
    to: usize,
    fields: Option<Fields>,
    number: Option<Bare>,
}

/// A number that may be an hour or a day of the month.
#[derive(Debug, Clone, Copy)]
struct Bare {
    value: i64,
    minute: Option<i64>,
    ordinal: bool,
    /// "730": no time without a sign of one.
    packed: bool,
}

impl Parser<'_, '_> {
    /// The longest request reading that begins at a lexeme.
    pub(super) fn request(&self, at: usize) -> Option<Found> {
        if !self.joined {
            return None;
        }
        let mut best: Option<Found> = None;
        for found in [
            self.joined_range(at),
            self.edge(at),
            self.lasting(at),
            self.distance_from(at),
            self.within(at),
            self.bare_clock(at),
            self.run_of(at),
        ]
        .into_iter()
        .flatten()
        {
            if best.as_ref().is_none_or(|b| found.to > b.to) {
                best = Some(found);
            }
        }
        best
    }

    /// The fields of a point at `at`, past an article, and what follows it.
    fn fields_at(&self, at: usize) -> Option<(usize, Fields)> {
        if self.present(at) {
            return Some((at + 1, Fields { now: true, ..Fields::default() }));
        }
        if let Some(month) = self.month_of(at).filter(|_| self.is(at + 1, Term::To))
            && self.month_of(at + 2).is_some()
        {
            return Some((at + 1, Fields { month: Some(month), ..Fields::default() }));
        }
        let found = self
            .point(at)
            .or_else(|| self.is(at, Term::The).then(|| self.point(at + 1)).flatten())
            .or_else(|| self.length(at).filter(|f| matches!(f.expr, Expr::Point(_))));
        match found?.into_fields()? {
            (to, fields) if to > at => Some((to, fields)),
            _ => None,
        }
    }

    fn present(&self, at: usize) -> bool {
        self.is(at, Term::Reference("PRESENT_REF"))
    }

    /// "4 to 6 on Monday", "between 5 and 7 May", "Monday from 9:30 to 11".
    fn joined_range(&self, at: usize) -> Option<Found> {
        let lead = self.fields_at(at).filter(|(_, f)| f.clock.is_none() && !f.now);
        if let Some((to, lead)) = lead {
            let skip = usize::from(self.surface(to) == "," || self.is(to, Term::At));
            if let Some(found) = self.two_ends(at, to + skip, Some(&lead)) {
                return Some(found);
            }
        }
        self.two_ends(at, at, None)
    }

    fn two_ends(&self, from: usize, start: usize, lead: Option<&Fields>) -> Option<Found> {
        let inward = usize::from(self.is(start, Term::In) && self.is(start + 1, Term::Between));
        let open = self.is(start + inward, Term::Between);
        let first = start + inward + usize::from(open);
        let a = self.end(first)?;
        let conjunction = open && self.is(a.to, Term::And);
        let slash = self.surface(a.to) == "/"
            && a.fields.as_ref().is_some_and(|f| f.year.is_some() && f.day.is_some());
        if !(self.is(a.to, Term::To) || conjunction || slash || self.surface(a.to) == "~")
            || !self.together(from, a.to)
            || self.chained(from)
        {
            return None;
        }
        let b = self.end(a.to + 1).filter(|b| self.together(from, b.to.saturating_sub(1)))?;
        let (to, trail) = self.trail(&a, &b);
        let (mut a, mut b) = (a, b);
        let (left, right) = self.merge(&mut a, &mut b, lead, trail.as_ref())?;
        let from = if open && from == start { first } else { from };
        self.found(from, to, Expr::Range(Box::new((left, right))))
    }

    /// Part of a longer row of numbers: a telephone number, a code.
    fn chained(&self, at: usize) -> bool {
        at > 0 && !self.spaced(at) && matches!(self.surface(at - 1), "-" | "/" | "." | "=")
    }

    fn end(&self, at: usize) -> Option<End> {
        let the = usize::from(self.is(at, Term::The));
        let point = self.fields_at(at);
        let bare = self.bare(at + the);
        match (point, bare) {
            (Some((to, f)), Some((end, number))) if end >= to && pieces_beside(&f) == 0 => {
                Some(End { to: end, fields: None, number: Some(number) })
            }
            (Some((to, fields)), _) => Some(End { to, fields: Some(fields), number: None }),
            (None, Some((to, number))) => Some(End { to, fields: None, number: Some(number) }),
            (None, None) => None,
        }
    }

    /// "4", "4:30", "the 13th", "three thirty".
    fn bare(&self, at: usize) -> Option<(usize, Bare)> {
        if let Some((to, value)) = self.ordinal(at) {
            return (1..=31)
                .contains(&value)
                .then_some((to, Bare { value, minute: None, ordinal: true, packed: false }));
        }
        let mut fields = Fields::default();
        if let Some(to) = self.clock(at, &mut fields, true)
            && let Some(clock) = fields.clock.filter(|c| !c.certain && c.second.is_none())
        {
            let packed = self.digits(at).is_some_and(|(_, l)| l > 2);
            let (value, minute) = (i64::from(clock.hour), clock.minute.map(i64::from));
            return Some((to, Bare { value, minute, ordinal: false, packed }));
        }
        let (to, value) = self.integer(at)?;
        let day = (1..=31).contains(&value) && self.unit(to).is_none();
        day.then_some((to, Bare { value, minute: None, ordinal: false, packed: false }))
    }

    /// What stands after the second end and dates both: "on Monday", "of July", "in 2020".
    fn trail(&self, a: &End, b: &End) -> (usize, Option<Fields>) {
        let none = (b.to, None);
        let dated = |e: &End| e.fields.as_ref().is_some_and(dated);
        let year_only = dated(a) && dated(b);
        let comma = usize::from(self.surface(b.to) == ",");
        let link = comma
            + usize::from(
                self.is(b.to + comma, Term::On)
                    || self.is(b.to + comma, Term::Of)
                    || self.is(b.to + comma, Term::In),
            );
        if !self.together(b.to.saturating_sub(1), b.to + link) || (dated(b) && !year_only) {
            return none;
        }
        for skip in [link, 0] {
            let Some((to, fields)) = self.fields_at(b.to + skip) else { continue };
            let year = fields.year.is_some() && fields.month.is_none();
            if fields.clock.is_none() && !fields.now && (!year_only || year) {
                return (to, Some(fields));
            }
        }
        none
    }

    /// Gives each end what only the other, the lead or the trail said.
    fn merge(
        &self,
        a: &mut End,
        b: &mut End,
        lead: Option<&Fields>,
        trail: Option<&Fields>,
    ) -> Option<(Fields, Fields)> {
        let outer = trail.or(lead);
        let clocked = |e: &End| {
            e.fields.as_ref().is_some_and(|f| f.clock.is_some())
                || e.number.is_some_and(|n| n.minute.is_some() && !n.packed)
        };
        let numbers = a.number.is_some() && b.number.is_some();
        let inner = a.fields.as_ref().or(b.fields.as_ref());
        if clocked(a) || clocked(b) || (numbers && outer.is_some_and(daily)) {
            return clocks(a, b, lead, trail);
        }
        if numbers {
            let month = outer.filter(|f| monthly(f))?;
            return Some((with_day(month, a.number?)?, with_day(month, b.number?)?));
        }
        if a.number.is_some() || b.number.is_some() {
            let whole = inner?;
            if whole.day.is_none() || whole.month.is_none() {
                return self.short_year(a, b);
            }
            let of = |e: &End| match e.number {
                Some(n) => with_day(whole, n),
                None => e.fields.clone(),
            };
            let (mut left, mut right) = (of(a)?, of(b)?);
            lend_year(&mut left, &mut right, trail);
            return Some((left, right));
        }
        let (mut left, mut right) = (a.fields.clone()?, b.fields.clone()?);
        if lead.is_some() {
            return None;
        }
        lend_year(&mut left, &mut right, trail);
        Some((left, right))
    }

    /// "1957-58".
    fn short_year(&self, a: &End, b: &End) -> Option<(Fields, Fields)> {
        let first = a.fields.clone().filter(|f| f.month.is_none() && f.shift.is_none())?;
        let (year, number) = (first.year?, b.number?);
        let last = year / 100 * 100 + number.value;
        if self.spaced(a.to) || self.spaced(a.to + 1) || last <= year || number.ordinal {
            return None;
        }
        let second = Fields { year: Some(last), ..first.clone() };
        Some((first, second))
    }

    /// "before 5 May", "Monday after 3 pm", "2016 or later", "since the end of 1989".
    fn edge(&self, at: usize) -> Option<Found> {
        if let Some(edge) = self.edge_word(at)
            && let Some((to, fields)) = self.clock_or_point(at + 1, edge != Edge::Since)
        {
            // "later than 9:30 but before 11"
            let but = to + usize::from(self.is(to, Term::And) || self.word(to) == "but");
            if matches!(edge, Edge::After | Edge::Since)
                && matches!(self.edge_word(but), Some(Edge::Before | Edge::Until))
                && let Some((end, second)) = self.clock_or_point(but + 1, true)
            {
                let of = |to, fields| End { to, fields: Some(fields), number: None };
                let (mut a, mut b) = (of(to, fields), of(end, second));
                let (left, right) = self.merge(&mut a, &mut b, None, None)?;
                return self.found(at + 1, end, Expr::Range(Box::new((left, right))));
            }
            let start = at + 1 + usize::from(self.is(at + 1, Term::The));
            return self.edged(start.min(to - 1), to, edge, fields, None);
        }
        let (to, lead) = self.fields_at(at)?;
        if let Some((to, edge)) = self.edge_after(to)
            && self.together(at, to - 1)
            && self.clock_or_point(to, false).is_none_or(|_| self.is(to, Term::On))
        {
            // "3 pm or later on Monday"
            let on = to + usize::from(self.is(to, Term::On));
            let day = self.fields_at(on).filter(|(_, f)| f.clock.is_none() && daily(f));
            return match day {
                Some((end, day)) if lead.clock.is_some() => {
                    self.edged(at, end, edge, lead, Some(&day))
                }
                _ => self.edged(at, to, edge, lead, None),
            };
        }
        let edge = self.edge_word(to).filter(|_| lead.clock.is_none() && daily(&lead))?;
        let (end, fields) = self.clock_or_point(to + 1, true)?;
        if fields.clock.is_none() || dated(&fields) || !self.together(at, to) {
            return None;
        }
        self.edged(at, end, edge, fields, Some(&lead))
    }

    fn edged(
        &self,
        from: usize,
        to: usize,
        edge: Edge,
        mut fields: Fields,
        day: Option<&Fields>,
    ) -> Option<Found> {
        if let Some(day) = day {
            fields = Fields { part: fields.part.or(day.part), clock: fields.clock, ..day.clone() };
        }
        self.found(from, to, Expr::Edge(edge, Box::new(fields)))
    }

    fn clock_or_point(&self, at: usize, bare: bool) -> Option<(usize, Fields)> {
        let the = usize::from(self.is(at, Term::The));
        self.fields_at(at).or_else(|| {
            let mut fields = Fields::default();
            let to = self.clock(at + the, &mut fields, bare)?;
            // "after 5 years" is a length.
            (self.unit(to).is_none() && !self.is_unknown(to)).then_some((to, fields))
        })
    }

    fn edge_word(&self, at: usize) -> Option<Edge> {
        self.term(at, |t| match t {
            Term::Edge(edge) => Some(edge),
            _ => None,
        })
    }

    /// "or later", "onwards": where it ends and which side.
    fn edge_after(&self, at: usize) -> Option<(usize, Edge)> {
        let and = usize::from(self.is(at, Term::And));
        // "later" and "before" need their "or".
        let bare = and == 0 && (self.edge_word(at).is_some() || self.is(at, Term::Later));
        let edge = self.term(at + and, |t| match t {
            Term::EdgeAfter(edge) => Some(edge),
            _ => None,
        })?;
        (!bare && !self.is(at + and, Term::Earlier) || and > 0).then_some((at + and + 1, edge))
    }

    /// "for 2 weeks from 20 May", "20 May for 2 weeks", "a week starting tomorrow".
    fn lasting(&self, at: usize) -> Option<Found> {
        if let Some((to, parts)) = self.plain_length(at) {
            let comma = to + usize::from(self.surface(to) == ",");
            let opens = self.is(comma, Term::Between) || self.is(comma, Term::Edge(Edge::Since));
            if !opens || self.word(comma) == "between" {
                return None;
            }
            let (end, fields) = self.clock_or_point(comma + 1, true)?;
            if fields.shift.is_some_and(|s| s.count == Some(0)) && !self.is_word(at.wrapping_sub(1))
            {
                // "two days from today" is a day.
                return None;
            }
            let lasts = at.checked_sub(1).is_some_and(|b| self.is(b, Term::For))
                || self.is(comma, Term::Edge(Edge::Since))
                || fields.clock.is_some();
            return lasts
                .then(|| self.found(at, end, Expr::Lasting(Box::new(fields), parts)))
                .flatten();
        }
        let from = usize::from(self.is(at, Term::Between) && self.word(at) != "between");
        let (mut to, mut fields) = self.clock_or_point(at + from, from > 0)?;
        // "14 February from 9:30 for 7 hours"
        if self.is(to, Term::Between)
            && daily(&fields)
            && fields.clock.is_none()
            && let Some((end, clocked)) = self.clock_or_point(to + 1, true)
            && clocked.clock.is_some()
            && !dated(&clocked)
        {
            fields.clock = clocked.clock;
            to = end;
        }
        if !self.is(to, Term::For) || !self.together(at, to) {
            return None;
        }
        let (end, parts) = self.plain_length(to + 1)?;
        self.found(at + from, end, Expr::Lasting(Box::new(fields), parts))
    }

    /// A length at `at` that is nothing else.
    fn plain_length(&self, at: usize) -> Option<(usize, Vec<Amount>)> {
        let (to, parts, bare) = self.amounts(at)?;
        (!bare && parts.iter().all(|p| p.count.is_some())).then_some((to, parts))
    }

    /// "two weeks after Easter", "3 days from tomorrow", "two days before yesterday".
    fn distance_from(&self, at: usize) -> Option<Found> {
        let (to, parts) = self.plain_length(at)?;
        let sign = match self.edge_word(to) {
            Some(Edge::After | Edge::Since) => 1,
            Some(Edge::Before) => -1,
            _ if self.is(to, Term::Between) && self.word(to) != "between" => 1,
            _ => return None,
        };
        let (end, fields) = self.fields_at(to + 1)?;
        if fields.clock.is_some() || !self.together(at, to + 1) {
            return None;
        }
        let qualifier = at.checked_sub(1).and_then(|b| self.qualifier(b));
        let edge = match qualifier {
            Some("LESS_THAN" | "EQUAL_OR_LESS") => Some(Edge::Within),
            Some("MORE_THAN" | "EQUAL_OR_MORE") => Some(Edge::Since),
            _ => None,
        };
        let mut found = self.found(at, end, Expr::Away(Box::new(fields), parts, sign, edge))?;
        found.qualifier = None;
        Some(found)
    }

    fn qualifier(&self, at: usize) -> Option<&'static str> {
        self.term(at, |t| match t {
            Term::Qualifier(q) => Some(q),
            _ => None,
        })
    }

    /// "within 9 months", "within the next two hours".
    fn within(&self, at: usize) -> Option<Found> {
        if !self.is(at, Term::Within) {
            return None;
        }
        let mut next = at + 1 + usize::from(self.is(at + 1, Term::The));
        next += usize::from(self.way(next).is_some());
        let (to, parts) = self.plain_length(next)?;
        let now = Fields { now: true, ..Fields::default() };
        let mut found = self.found(next, to, Expr::Lasting(Box::new(now), parts))?;
        found.qualifier = None;
        Some(found)
    }

    /// "the first two weeks of 2021", "the last four months of this year".
    fn run_of(&self, at: usize) -> Option<Found> {
        let start = at + usize::from(self.is(at, Term::The));
        let last = self.is(start, Term::Way(Way::Last));
        if !last && self.ordinal(start) != Some((start + 1, 1)) {
            return None;
        }
        let (to, n) = self.integer(start + 1).filter(|(_, n)| (1..400).contains(n))?;
        let (unit, 1, _) = self.unit(to)? else { return None };
        if !matches!(unit, Unit::Day | Unit::Week | Unit::Month) || !self.is(to + 1, Term::Of) {
            return None;
        }
        let (end, held) = self.fields_at(to + 2)?;
        if held.nth.is_some() || held.clock.is_some() || daily(&held) {
            return None;
        }
        let of = |index| {
            let nth = Some(Nth { index, unit, weekday: None });
            Fields { nth, ..held.clone() }
        };
        let ends = if last { (of(-n), of(-1)) } else { (of(1), of(n)) };
        self.found(at, end, Expr::Run(Box::new(ends)))
    }

    /// "at 5", "around 1030", "8 tonight", "9 tomorrow evening", "3ish".
    fn bare_clock(&self, at: usize) -> Option<Found> {
        let cue = at
            .checked_sub(1)
            .is_some_and(|b| self.is(b, Term::At) || self.is(b, Term::Qualifier("APPROX")));
        let mut fields = Fields::default();
        let to = self.clock(at, &mut fields, true)?;
        let comma = usize::from(self.surface(to) == ",");
        if let Some((end, day)) = self.fields_at(to + comma)
            && day.clock.is_none()
            && day.shift.is_some_and(|s| s.unit == Unit::Day)
            && self.together(at, to + comma)
        {
            let clock = fields.clock;
            return self.found(at, end, Expr::Point(Box::new(Fields { clock, ..day })));
        }
        let clock = fields.clock?;
        let lone = self.unit(to).is_none() && !self.is_unknown(to) && !self.is(to, Term::Counted);
        (cue && lone && (clock.minute.is_none() || !self.is(to, Term::Of)))
            .then(|| self.found(at, to, Expr::Point(Box::new(fields))))
            .flatten()
    }
}

/// Both ends as clock times.
fn clocks(
    a: &mut End,
    b: &mut End,
    lead: Option<&Fields>,
    trail: Option<&Fields>,
) -> Option<(Fields, Fields)> {
    let fields = |e: &End| -> Option<Fields> {
        match (&e.fields, e.number) {
            (Some(fields), _) => Some(fields.clone()),
            (None, Some(n)) if !n.ordinal && n.value <= 24 => {
                let clock = Clock {
                    hour: n.value as i8,
                    minute: n.minute.map(|m| m as i8),
                    second: None,
                    certain: n.value > 12 || n.value == 0,
                };
                Some(Fields { clock: Some(clock), ..Fields::default() })
            }
            _ => None,
        }
    };
    let (mut left, mut right) = (fields(a)?, fields(b)?);
    let date_of = |own: &Fields, other: &Fields| -> Option<Fields> {
        if own.now || dated(own) {
            return None;
        }
        let from = [trail, Some(other), lead]
            .into_iter()
            .flatten()
            .find(|f| !f.now && (dated(f) || f.part.is_some()));
        from.cloned()
    };
    let (first, second) = (date_of(&left, &right), date_of(&right, &left));
    if let Some(date) = first {
        left = Fields { clock: left.clock, part: left.part.or(date.part), ..date };
    }
    if let Some(date) = second {
        right = Fields { clock: right.clock, part: right.part.or(date.part), ..date };
    }
    halves(&mut left, &mut right);
    Some((left, right))
}

/// The half of the day that one end alone tells: "3:30 to 6 pm".
fn halves(a: &mut Fields, b: &mut Fields) {
    let (Some(x), Some(y)) = (a.clock.as_mut(), b.clock.as_mut()) else { return };
    let minutes = |c: &Clock| i32::from(c.hour) * 60 + i32::from(c.minute.unwrap_or(0));
    let half = 12 * 60;
    if y.certain && !x.certain && a.part.is_none() {
        let late = minutes(x) % half + half;
        if late < minutes(y) {
            x.hour = x.hour % 12 + 12;
        } else {
            x.hour %= 12;
        }
        x.certain = true;
    } else if x.certain && !y.certain && b.part.is_none() {
        if minutes(y) <= minutes(x) && y.hour < 12 {
            y.hour += 12;
        }
        y.certain = true;
    } else if !x.certain && !y.certain && minutes(y) <= minutes(x) && y.hour < 12 {
        y.hour += 12;
        y.certain = true;
    }
}

/// The fields with the day a number tells.
fn with_day(fields: &Fields, number: Bare) -> Option<Fields> {
    let day = u8::try_from(number.value).ok().filter(|d| (1..=31).contains(d))?;
    number.minute.is_none().then(|| Fields { day: Some(day), weekday: None, ..fields.clone() })
}

/// A year that one end or the trail says holds for both.
fn lend_year(a: &mut Fields, b: &mut Fields, trail: Option<&Fields>) {
    let plain = |f: &Fields| f.shift.is_none() && f.way.is_none() && !f.now;
    if let Some(year) = trail.and_then(|t| t.year) {
        b.year = b.year.or(Some(year)).filter(|_| plain(b));
    }
    let key = |f: &Fields| f.month.map(|m| (m, f.day.unwrap_or(0)));
    let (Some(x), Some(y)) = (key(a), key(b)) else { return };
    if !plain(a) || !plain(b) {
        return;
    }
    let wraps = i64::from(x > y && a.month != b.month);
    match (a.year, b.year) {
        (None, Some(year)) => a.year = Some(year - wraps),
        (Some(year), None) => b.year = Some(year + wraps),
        _ => {}
    }
}

/// Says a day or a longer period.
fn dated(f: &Fields) -> bool {
    f.now
        || f.shift.is_some()
        || f.year.is_some()
        || f.month.is_some()
        || f.day.is_some()
        || f.weekday.is_some()
        || f.holiday.is_some()
        || f.season.is_some()
        || f.quarter.is_some()
        || f.nth.is_some()
}

/// Number of fields beside a day or a clock.
fn pieces_beside(f: &Fields) -> usize {
    usize::from(dated(&Fields { day: None, ..f.clone() }) || f.part.is_some())
        + usize::from(f.clock.is_some_and(|c| c.certain))
}

/// Says one day.
fn daily(f: &Fields) -> bool {
    f.day.is_some()
        || f.weekday.is_some()
        || f.holiday.is_some()
        || f.part.is_some()
        || f.shift.is_some_and(|s: Shift| s.unit == Unit::Day)
}

/// Says one month.
fn monthly(f: &Fields) -> bool {
    f.day.is_none()
        && f.weekday.is_none()
        && (f.month.is_some() || f.shift.is_some_and(|s| s.unit == Unit::Month))
}
