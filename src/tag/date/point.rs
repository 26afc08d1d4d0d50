//! Calendar points: pieces (weekday, month and day, year, season, clock …) put together in any
//! order a language uses.

use super::expr::{Expr, Fields, Found, Shift};
use super::parser::Parser;
use super::term::{Term, Unit, Way};

/// What a piece tells; decides which pieces may stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// Day of a month, with or without the year.
    Date,
    Month,
    Year,
    Weekday,
    Part,
    Clock,
    Season,
    /// Quarter, half, "first week".
    Fraction,
    Holiday,
    /// "last year", "today".
    Shift,
    Decade,
    Century,
}

/// How two pieces are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    Plain,
    Comma,
    Of,
    On,
    At,
    In,
    Dash,
}

/// Longest chain of pieces in one expression.
const PIECES_MAX: usize = 6;

impl Parser<'_, '_> {
    /// A calendar point that begins at a lexeme.
    pub(super) fn point(&self, at: usize) -> Option<Found> {
        let the = self.is(at, Term::The);
        let mut next = at + usize::from(the);
        let mut fields = Fields::default();
        if let Some((to, stage)) = self.stage(next) {
            fields.stage = Some(stage);
            next = to;
        }
        let begin = next;
        let mut last: Option<Slot> = None;
        let mut first: Option<Slot> = None;
        let mut previous = begin;
        for _ in 0..PIECES_MAX {
            let Some((to, slot, filled)) = self.step(next, last, &fields) else { break };
            fields = filled;
            first = first.or(Some(slot));
            last = Some(slot);
            previous = next;
            next = to;
        }
        let _ = previous;
        let first = first?;
        if let Some(stage) = self.stage_after(next, last)
            && fields.stage.is_none()
        {
            fields.stage = Some(stage);
            next += 1;
        }
        if !self.sound(at, begin, next, &fields, first) {
            return None;
        }
        let from = if the && !self.keeps_article(at, next, &fields, first) { begin } else { at };
        let from = if fields.stage.is_some() && the && from == begin { at + 1 } else { from };
        self.found(from, next, Expr::Point(Box::new(fields)))
    }

    /// 8月初, 2020년 말: a stage after its month, year or decade.
    fn stage_after(&self, at: usize, last: Option<Slot>) -> Option<&'static str> {
        let staged = matches!(last?, Slot::Month | Slot::Year | Slot::Decade | Slot::Century);
        self.term(at, |t| match t {
            Term::StageAfter(stage) => Some(stage),
            _ => None,
        })
        .filter(|_| staged && self.together(at.saturating_sub(1), at))
    }

    /// "early", "mid-", "the end of the".
    fn stage(&self, at: usize) -> Option<(usize, &'static str)> {
        let stage = self.term(at, |t| match t {
            Term::Stage(s) => Some(s),
            _ => None,
        })?;
        let dash = usize::from(self.surface(at + 1) == "-");
        let next = at + 1 + dash;
        // "later" and "earlier" need a pointing word: "later that month".
        if matches!(self.word(at), "later" | "earlier")
            && self.lexemes.get(at).is_some_and(|l| l.tokens == 1)
            && self.way(next).is_none()
        {
            return None;
        }
        let of = usize::from(self.is(next, Term::Of));
        let the = usize::from(self.is(next + of, Term::The));
        Some((next + of + the, stage))
    }

    /// One more piece after `last`: where it ends, what it is, the fields with it.
    fn step(
        &self,
        next: usize,
        last: Option<Slot>,
        fields: &Fields,
    ) -> Option<(usize, Slot, Fields)> {
        let Some(last) = last else {
            let mut filled = fields.clone();
            let (to, slot) = self.piece(next, &mut filled, None)?;
            return Some((to, slot, filled));
        };
        if next > 0 && !self.together(next - 1, next) {
            return None;
        }
        for link in [Some(Link::Plain)].into_iter().chain(self.links(next)).flatten() {
            let start = next + usize::from(link != Link::Plain);
            let the = usize::from(link != Link::Plain && self.is(start, Term::The));
            for skip in [0, the] {
                let mut filled = fields.clone();
                if link == Link::Of
                    && let Some((to, stage)) = self.stage(start + skip)
                    && filled.stage.is_none()
                {
                    filled.stage = Some(stage);
                    if let Some((to, slot)) = self.piece(to, &mut filled, Some(last))
                        && joins(last, slot, link)
                    {
                        return Some((to, slot, filled));
                    }
                    filled = fields.clone();
                }
                if let Some((to, slot)) = self.piece(start + skip, &mut filled, Some(last))
                    && joins(last, slot, link)
                    && (link != Link::Plain || self.adjacent_ok(last, slot, start, fields))
                {
                    return Some((to, slot, filled));
                }
                if the == 0 {
                    break;
                }
            }
        }
        None
    }

    /// What lexeme `at` may join: a Russian "в" is an "in", an "on" and an "at".
    fn links(&self, at: usize) -> [Option<Link>; 4] {
        let one = |link| [Some(link), None, None, None];
        let surface = self.surface(at);
        if matches!(surface, "," | "،" | "，") {
            return one(Link::Comma);
        }
        if matches!(surface, "-" | "/") && !self.spaced(at) && !self.spaced(at + 1) {
            return one(Link::Dash);
        }
        if self.joined && self.word(at) == "from" {
            return one(Link::Of);
        }
        [(Term::Of, Link::Of), (Term::On, Link::On), (Term::At, Link::At), (Term::In, Link::In)]
            .map(|(term, link)| self.is(at, term).then_some(link))
    }

    /// Year before month stands side by side only where no space parts them or a mark follows the
    /// year.
    fn adjacent_ok(&self, last: Slot, slot: Slot, start: usize, fields: &Fields) -> bool {
        match (last, slot) {
            (Slot::Year, Slot::Month | Slot::Date | Slot::Season | Slot::Fraction) => {
                let lettered = slot == Slot::Fraction
                    && (self.is(start, Term::QuarterLetter) || self.is(start, Term::HalfLetter));
                lettered
                    || !self.spaced(start)
                    || start
                        .checked_sub(1)
                        .is_some_and(|b| self.is(b, Term::YearMark) || self.word(b).ends_with('년'))
            }
            (Slot::Month, Slot::Clock) => false,
            (Slot::Year, Slot::Clock) => fields.day.is_some() && self.surface(start + 1) == ":",
            (Slot::Date, Slot::Clock) => fields.day.is_some() && !self.is(start, Term::Number(1)),
            _ => true,
        }
    }

    /// One piece into the fields.
    fn piece(&self, at: usize, fields: &mut Fields, last: Option<Slot>) -> Option<(usize, Slot)> {
        let lexeme = self.lexemes.get(at)?;
        if lexeme.terms.is_empty() && !lexeme.number {
            return None;
        }
        if let Some(to) = self.numeric_date(at, fields) {
            return Some((to, Slot::Date));
        }
        if let Some((to, slot)) = self.shorthand(at, fields, last) {
            return Some((to, slot));
        }
        if let Some(to) = self.nth(at, fields) {
            return Some((to, Slot::Fraction));
        }
        if let Some((to, slot)) = self.month_day(at, fields) {
            return Some((to, slot));
        }
        if let Some((to, slot)) = self.pointed(at, fields) {
            return Some((to, slot));
        }
        if let Some((to, slot)) = self.named(at, fields, last) {
            return Some((to, slot));
        }
        let bare = last.is_some_and(|l| {
            matches!(l, Slot::Weekday | Slot::Part | Slot::Shift)
                || (self.joined && matches!(l, Slot::Date | Slot::Holiday | Slot::Year))
        }) && at.checked_sub(1).is_some_and(|b| self.is(b, Term::At));
        let mut clocked = fields.clone();
        if let Some(to) = self.clock(at, &mut clocked, bare) {
            *fields = clocked;
            return Some((to, Slot::Clock));
        }
        self.year(at, fields, last).map(|to| (to, Slot::Year))
    }

    /// "today", "last week", "the following month", "this fiscal year", "next July", "la semana
    /// pasada".
    fn pointed(&self, at: usize, fields: &mut Fields) -> Option<(usize, Slot)> {
        if fields.shift.is_some() || fields.way.is_some() {
            return None;
        }
        let fixed = self.term(at, |t| match t {
            Term::Shift(count, unit) => Some((false, count, unit, None)),
            Term::TextShift(count, unit) => Some((true, count, unit, None)),
            Term::Tonight(days, part) => Some((false, days, Unit::Day, Some(part))),
            _ => None,
        });
        if let Some((text, count, unit, part)) = fixed {
            fields.shift = Some(Shift { text, ..whole(count, unit) });
            fields.part = fields.part.or(part);
            return Some((at + 1, Slot::Shift));
        }
        if let Some((weeks, day)) = self.term(at, |t| match t {
            Term::WeekdayOf(weeks, day) => Some((weeks, day)),
            _ => None,
        }) {
            fields.shift = Some(whole(weeks, Unit::Week));
            fields.weekday = Some(day);
            return Some((at + 1, Slot::Weekday));
        }
        if let Some(way) = self.way(at) {
            return self.after_way(at + 1, way, fields);
        }
        // Noun first: "semana pasada", "lunes pasado", "июля прошлого года" is handled by parts.
        let way = self.way_after(at + 1)?;
        if let Some((unit, times, _)) = self.unit(at) {
            fields.shift = Some(shift_by(way, unit, times));
            return Some((at + 2, Slot::Shift));
        }
        let (to, slot) = self.named(at, fields, None)?;
        fields.way = Some(way);
        Some((to + 1, slot))
    }

    fn after_way(&self, next: usize, way: Way, fields: &mut Fields) -> Option<(usize, Slot)> {
        if let Some((unit, times, plural)) = self.unit(next)
            && !plural
            && !(self.joined && times > 1)
        {
            // "this second", "that minute" are not calendar points.
            if unit < Unit::Hour {
                return None;
            }
            fields.shift = Some(shift_by(way, unit, times));
            return Some((next + 1, Slot::Shift));
        }
        if self.is(next, Term::Fiscal) {
            let year = usize::from(self.unit(next + 1).is_some_and(|(u, _, _)| u == Unit::Year));
            fields.shift = Some(shift_by(way, Unit::Year, 1));
            fields.fiscal = true;
            return Some((next + 1 + year, Slot::Shift));
        }
        if let Some(part) = self.term(next, |t| match t {
            Term::Part(p) => Some(p),
            _ => None,
        }) && fields.part.is_none()
        {
            fields.part = Some(part);
            fields.shift = Some(shift_by(way, Unit::Day, 1));
            return Some((next + 1, Slot::Shift));
        }
        let from_text = way.in_text();
        let (to, slot) = self.month_day(next, fields).or_else(|| self.named(next, fields, None))?;
        if from_text && !matches!(slot, Slot::Month | Slot::Weekday | Slot::Season | Slot::Date) {
            return None;
        }
        if matches!(slot, Slot::Decade | Slot::Century | Slot::Part) {
            return None;
        }
        // "the coming Friday" is the nearest one, "next Friday" next week's.
        let coming = slot == Slot::Weekday
            && way == Way::Next
            && next.checked_sub(1).is_some_and(|b| self.is(b, Term::Coming));
        fields.way = Some(if coming { Way::Following } else { way });
        Some((to, slot))
    }

    /// A weekday by its full name, or an abbreviation with a date beside it.
    pub(super) fn weekday_ok(&self, at: usize) -> bool {
        let Some(lexeme) = self.lexemes.get(at) else { return false };
        if self.is(at + 1, Term::NoWeekday) && self.capital(at + 1) {
            return false;
        }
        if lexeme.shy == 0 || (self.joined && self.capital(at)) {
            return true;
        }
        let next = at + 1 + usize::from(matches!(self.surface(at + 1), "." | ","));
        let next = next + usize::from(matches!(self.surface(next), ","));
        self.month_of(next).is_some()
            || self.digits(next).is_some()
            || self.layer.len() <= 3
            || (self.abbreviated(at) && self.capital(at))
    }

    /// A full stop sticks to the word and the sentence goes on.
    pub(super) fn abbreviated(&self, at: usize) -> bool {
        self.surface(at + 1) == "."
            && !self.spaced(at + 1)
            && self.surface(at).chars().count() <= 5
            && self.together(at, at + 2)
            && (self.surface(at + 2).starts_with(|c: char| !c.is_uppercase())
                || self.month_of(at + 2).is_some())
    }

    /// Whether what was put together is a date and not an ordinary word.
    fn sound(&self, at: usize, begin: usize, to: usize, f: &Fields, first: Slot) -> bool {
        let only = |slot: Slot| first == slot && pieces(f) == 1;
        let pointed = f.way.is_some() || f.shift.is_some();
        if only(Slot::Part) && !pointed {
            let meal = self.term(begin, |t| matches!(t, Term::Meal(_)).then_some(())).is_some();
            let Some(before) = at.checked_sub(1) else { return false };
            if self.joined && meal {
                return self
                    .term(before, |t| {
                        matches!(t, Term::At | Term::Edge(_) | Term::Qualifier("APPROX"))
                            .then_some(())
                    })
                    .is_some();
            }
            return f.stage.is_some()
                || (self.is(before, Term::In) && (begin > at || self.joined))
                || (self.word(before) == "at" && begin == at)
                || self.word(begin) == "overnight";
        }
        if only(Slot::Season) && !pointed && f.stage.is_none() {
            return self.season_ok(at, begin, to);
        }
        if only(Slot::Decade) && f.decade.is_some_and(|d| d < 100) {
            // "the sixties", "the mid-90s"; "in his 20s" is an age.
            let cut = at.checked_sub(1).is_some_and(|b| matches!(self.surface(b), "'" | "’"));
            // "90-х годов", 90年代
            let marked = to.checked_sub(1).is_some_and(|last| !self.surface(last).is_ascii());
            return begin > at && self.is(at, Term::The) || cut || marked;
        }
        if f.nth.is_some() && pieces(f) == 1 {
            return false;
        }
        // "the first half" of a match.
        if only(Slot::Fraction) && f.half.is_some() && !pointed {
            let last = to.saturating_sub(1);
            // 下半年; "the second half" may be of a match.
            let number =
                self.term(last, |t| matches!(t, Term::HalfNumber(_)).then_some(())).is_some();
            return self.is(last, Term::HalfYearWord) || number && !self.surface(last).is_ascii();
        }
        true
    }

    fn season_ok(&self, at: usize, begin: usize, to: usize) -> bool {
        // "Winter Olympics", "Spring Hill".
        if self.capital(begin) && self.capital(to) && self.is_unknown(to) {
            return false;
        }
        let cue = at.checked_sub(1).is_some_and(|b| {
            self.is(b, Term::In) || (self.is(b, Term::YearCue) && !self.is(b, Term::To))
        });
        // "fall" and "spring" are verbs, "the fall of Mosul" is an event.
        let shy = self.lexemes.get(begin).is_some_and(|l| l.shy > 0);
        !shy || (cue && !self.is(to, Term::Of))
    }

    /// Whether "the" belongs to the expression.
    fn keeps_article(&self, at: usize, to: usize, f: &Fields, first: Slot) -> bool {
        let noun_follows = self.is_unknown(to) && self.spaced(to) && self.together(at, to);
        match first {
            // "the early October battle"
            Slot::Date | Slot::Month | Slot::Year
                if f.stage.is_some() && noun_follows && !self.is(at + 1, Term::Of) =>
            {
                self.surface(at + 1).contains(' ')
            }
            _ if f.stage.is_some() => true,
            Slot::Year => self.unit(at + 1).is_some(),
            Slot::Clock | Slot::Holiday => false,
            Slot::Date | Slot::Month => {
                f.way.is_some() || f.week_of || (f.month.is_none() && f.day.is_some())
            }
            Slot::Decade
                if self.is(at + 1, Term::DecadeOpen)
                    || self.lexemes.get(at + 1).is_some_and(|l| l.tokens > 1) =>
            {
                true
            }
            Slot::Decade | Slot::Season => {
                !noun_follows || f.year.is_some() || self.unit(to.saturating_sub(1)).is_some()
            }
            Slot::Weekday => f.way.is_some(),
            Slot::Century | Slot::Fraction | Slot::Part | Slot::Shift => true,
        }
    }
}

/// Number of fields that were said.
fn pieces(f: &Fields) -> usize {
    [
        f.shift.is_some(),
        f.century.is_some(),
        f.decade.is_some(),
        f.year.is_some(),
        f.half.is_some(),
        f.quarter.is_some(),
        f.season.is_some(),
        f.month.is_some(),
        f.day.is_some(),
        f.weekday.is_some(),
        f.part.is_some(),
        f.clock.is_some(),
        f.holiday.is_some(),
        f.nth.is_some(),
        f.week.is_some(),
    ]
    .iter()
    .filter(|b| **b)
    .count()
}

/// A distance that a pointing word tells.
pub(super) fn shift_by(way: Way, unit: Unit, times: i64) -> Shift {
    Shift {
        text: way.in_text(),
        unit,
        count: Some(way.steps() * times),
        exact: false,
        back: false,
        days: 0,
    }
}

/// Which pieces may follow which, and how joined.
fn joins(last: Slot, next: Slot, link: Link) -> bool {
    use Slot::{
        Century, Clock, Date, Decade, Fraction, Holiday, Month, Part, Season, Shift, Weekday, Year,
    };
    match link {
        Link::Plain => matches!(
            (last, next),
            (Weekday, Date | Part | Clock | Shift)
                | (Date | Month | Season | Fraction | Holiday, Year)
                | (Year, Month | Date | Fraction | Season | Part | Clock)
                | (Shift, Part | Clock | Month | Date | Season | Weekday | Fraction)
                | (Date, Part | Clock | Weekday)
                | (Date | Month | Season | Fraction, Shift)
                | (Holiday, Shift | Part)
                | (Part, Clock | Date | Shift | Weekday)
                | (Clock, Date | Weekday | Shift | Part)
                | (Century, Decade)
        ),
        Link::Comma => matches!(
            (last, next),
            (Weekday, Date | Shift)
                | (Date | Month, Year)
                | (Date | Clock, Weekday)
                | (Date, Clock)
                | (Clock, Date)
        ),
        Link::Of => matches!(
            (last, next),
            (Month | Season | Fraction | Part | Weekday | Holiday, Year | Month | Shift)
                | (Date, Year | Shift)
                | (Part, Date | Weekday | Holiday)
                | (Fraction, Season | Century | Decade)
                | (Month | Season, Century)
                | (Century, Year)
        ),
        Link::On => {
            matches!(
                (last, next),
                (Clock | Part | Fraction, Date | Weekday | Holiday | Shift) | (Shift, Weekday)
            )
        }
        Link::At => {
            matches!((last, next), (Date | Weekday | Shift | Part | Holiday, Clock))
        }
        Link::In => matches!(
            (last, next),
            (Clock | Date | Weekday | Shift, Part)
                | (Fraction, Month | Year | Shift)
                | (Holiday, Year)
        ),
        Link::Dash => {
            matches!((last, next), (Month | Date | Fraction, Year) | (Year, Fraction | Month))
        }
    }
}

/// So many whole units from the reference date.
fn whole(count: i64, unit: Unit) -> Shift {
    Shift { text: false, unit, count: Some(count), exact: false, back: false, days: 0 }
}
