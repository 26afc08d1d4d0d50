//! The vocabulary of the date grammar: what a word may mean, in any language.

use super::expr::Edge;
use super::zone::Zone;

/// Units of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// From the letters of the tables.
    fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "s" => Self::Second,
            "m" => Self::Minute,
            "h" => Self::Hour,
            "D" => Self::Day,
            "WE" => Self::Weekend,
            "W" => Self::Week,
            "M" => Self::Month,
            "Q" => Self::Quarter,
            "Y" => Self::Year,
            "DE" => Self::Decade,
            "CE" => Self::Century,
            _ => return None,
        })
    }

    /// ISO 8601 duration letters of the unit.
    pub(super) fn letters(self) -> &'static str {
        match self {
            Self::Second => "S",
            Self::Minute | Self::Month => "M",
            Self::Hour => "H",
            Self::Day => "D",
            Self::Weekend => "WE",
            Self::Week => "W",
            Self::Quarter => "Q",
            Self::Year => "Y",
            Self::Decade => "DE",
            Self::Century => "CE",
        }
    }

    /// True for hours, minutes and seconds.
    pub(super) fn is_clock(self) -> bool {
        matches!(self, Self::Second | Self::Minute | Self::Hour)
    }
}

/// Parts of the day, with the letters TIMEX3 gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Midday,
    Afternoon,
    Evening,
    Night,
    DayTime,
}

impl Part {
    fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "MO" => Self::Morning,
            "MI" => Self::Midday,
            "AF" => Self::Afternoon,
            "EV" => Self::Evening,
            "NI" => Self::Night,
            "DT" => Self::DayTime,
            _ => return None,
        })
    }

    /// The TIMEX3 letters.
    pub(super) fn letters(self) -> &'static str {
        match self {
            Self::Morning => "MO",
            Self::Midday => "MI",
            Self::Afternoon => "AF",
            Self::Evening => "EV",
            Self::Night => "NI",
            Self::DayTime => "DT",
        }
    }

    /// The same as calendars of offices have it.
    pub(super) fn office_hours(self) -> (i8, i8) {
        match self {
            Self::Morning => (8, 12),
            Self::Midday => (11, 13),
            Self::Afternoon => (12, 16),
            Self::Evening => (16, 20),
            Self::Night => (20, 24),
            Self::DayTime => (8, 18),
        }
    }

    /// First hour and one past the last hour; 24 is midnight.
    pub(super) fn hours(self) -> (i8, i8) {
        match self {
            Self::Morning => (0, 12),
            Self::Midday => (12, 14),
            Self::Afternoon => (12, 19),
            Self::Evening | Self::Night => (18, 24),
            Self::DayTime => (8, 18),
        }
    }
}

/// How a word points from an anchor: "last", "next", "this", "that", "previous", "following".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// One before the reference date: "last".
    Last,
    /// One before last.
    LastButOne,
    /// The current one: "this".
    This,
    /// One after the reference date: "next".
    Next,
    /// One after next.
    NextButOne,
    /// The one before the date last spoken of: "the previous".
    Previous,
    /// The one last spoken of: "that", "the same".
    Same,
    /// The one after the date last spoken of: "the following".
    Following,
}

impl Way {
    fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "last" => Self::Last,
            "last2" => Self::LastButOne,
            "this" => Self::This,
            "next" => Self::Next,
            "next2" => Self::NextButOne,
            "previous" => Self::Previous,
            "same" => Self::Same,
            "following" => Self::Following,
            _ => return None,
        })
    }

    /// Steps from the anchor.
    pub(super) fn steps(self) -> i64 {
        match self {
            Self::LastButOne => -2,
            Self::Last | Self::Previous => -1,
            Self::This | Self::Same => 0,
            Self::Next | Self::Following => 1,
            Self::NextButOne => 2,
        }
    }

    /// True if the anchor is the date last spoken of, not the reference date.
    pub(super) fn in_text(self) -> bool {
        matches!(self, Self::Previous | Self::Same | Self::Following)
    }
}

/// Calendars that count years otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Era {
    /// Gregorian months, years counted from another first year: the year before year 1.
    Offset(i32),
    /// Tabular Islamic calendar (civil epoch); `u8` is the month, 0 the whole year.
    Hijri(u8),
    /// Iranian solar calendar; `u8` is the month.
    Jalali(u8),
}

/// One meaning of a word or phrase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Term {
    Month(u8),
    Weekday(i8),
    Weekdays(i8),
    /// `SP`, `SU`, `FA`, `WI`: 0 to 3.
    Season(u8),
    Part(Part),
    Parts(Part),
    /// "tonight": the part of today.
    Tonight(i64, Part),
    /// "noon": an hour of its own.
    Hour(i8),
    Unit(Unit),
    Units(Unit),
    /// Two weeks a piece: "fortnight".
    Multiple(i64, Unit),
    Number(i64),
    Ordinal(i64),
    OrdinalSuffix,
    Half,
    /// "several", "a few".
    Vague,
    /// The indefinite article: counts as one.
    Article,
    /// The definite article.
    The,
    Way(Way),
    /// After its noun: "pasada".
    WayAfter(Way),
    /// "today", "去年": so many units from the reference date.
    Shift(i64, Unit),
    /// "the day before": so many units from the date last spoken of.
    TextShift(i64, Unit),
    /// After the amount: "ago".
    Ago,
    /// Before the amount: "vor", "hace", "il y a".
    AgoBefore,
    Earlier,
    Later,
    /// Before the amount, which stays a length: German "vor".
    LengthAgo,
    /// "from now".
    FromNow,
    /// Before the amount: "dentro de", "через".
    FromNowBefore,
    /// "semestre", "полугодие": half a year, not of a match.
    HalfYearWord,
    /// After its month, year or decade: 初, "말".
    StageAfter(&'static str),
    /// 上周一: so many weeks from now, a weekday.
    WeekdayOf(i64, i8),
    /// "in" before an amount.
    In,
    /// `START`, `MID`, `END`: inside the expression ("early").
    Stage(&'static str),
    /// Quantifying word before the expression ("more than").
    Qualifier(&'static str),
    Every,
    Per,
    /// Adverbs such as "weekly".
    Adverb(i64, Unit),
    /// Adjectives such as "annual" that are sets before a noun.
    Reference(&'static str),
    /// The same, as an adjective of little weight ("former"): kept in stories only.
    LooseReference(&'static str),
    /// The same, only with the article: "the past".
    ReferenceNoun(&'static str),
    Am,
    Pm,
    OClock,
    Zone(Zone),
    /// After a year: of another calendar, whose month is 0.
    EraMark(Era),
    Of,
    On,
    At,
    To,
    And,
    Between,
    /// A word after which four digits are a year: "in", "since".
    YearCue,
    /// A word after which four digits are none: "room", "flight".
    NoYear,
    /// "people", "troops": what is counted.
    Counted,
    YearMark,
    MonthMark,
    DayMark,
    HourMark,
    MinuteMark,
    Fiscal,
    QuarterWord,
    QuarterLetter,
    HalfLetter,
    /// `Q1`.
    QuarterNumber(u8),
    /// `H1`.
    HalfNumber(u8),
    DecadeMark,
    /// "nineties": the decade's tens.
    DecadeWord(i32),
    CenturyMark,
    Holiday(u16),
    Era(Era),
    Future,
    Past,
    /// A word that goes on with the sentence: no noun.
    Function,
    /// After it a weekday was part of a name: "Times".
    NoWeekday,
    /// "old", "age": makes an age of a duration.
    Age,
    /// Suffix of a duration that is part of it: "long".
    Long,
    /// "times": three times a year.
    Times,
    /// Before a point: "before", "after", "since", "until".
    Edge(Edge),
    /// After a point: "or later".
    EdgeAfter(Edge),
    /// "within" a length from now.
    Within,
    /// "for" a length.
    For,
    /// "past" (1) or "to" (-1) an hour.
    MinutesPast(i8),
    /// "EOM": a stage of the unit that runs.
    Staged(&'static str, Unit),
    /// What an assistant takes "a few" for.
    Few(i64),
    /// Letter that counts units right after a number: 24h.
    ShortUnit(Unit),
    /// "quarters" of an hour.
    Quarters,
    /// A meal that stands for its part of the day in requests.
    Meal(Part),
    /// "années" before the figures of a decade.
    DecadeOpen,
    /// "coming": next, and the nearest of weekdays.
    Coming,
    /// "all" day.
    All,
    /// "ish": 11ish.
    Ish,
    /// "h": 15h30.
    HourLetter,
}

/// Whether an expression may begin with a word, outside of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Opens {
    /// It never does: "of", "was", "before".
    No,
    /// It does if the word after it means something, too: "the", "a", "last".
    Leading,
    /// It is a number and nothing else: it does if what follows may go on with it.
    Counting,
    /// It may.
    Yes,
}

/// Whether an expression may begin with a word of these meanings.
pub(super) fn opens(terms: &[Term]) -> Opens {
    let of = |term: &Term| match term {
        Term::The | Term::Article | Term::Per | Term::Way(_) => Opens::Leading,
        Term::OrdinalSuffix
        | Term::WayAfter(_)
        | Term::Ago
        | Term::Earlier
        | Term::Later
        | Term::FromNow
        | Term::FromNowBefore
        | Term::LengthAgo
        | Term::StageAfter(_)
        | Term::In
        | Term::Qualifier(_)
        | Term::Am
        | Term::Pm
        | Term::OClock
        | Term::Zone(_)
        | Term::EraMark(_)
        | Term::Of
        | Term::On
        | Term::At
        | Term::To
        | Term::And
        | Term::Between
        | Term::YearCue
        | Term::NoYear
        | Term::Counted
        | Term::YearMark
        | Term::MonthMark
        | Term::DayMark
        | Term::HourMark
        | Term::MinuteMark
        | Term::DecadeMark
        | Term::Future
        | Term::Past
        | Term::Function
        | Term::NoWeekday
        | Term::Age
        | Term::Long
        | Term::Edge(_)
        | Term::EdgeAfter(_)
        | Term::Within
        | Term::For
        | Term::MinutesPast(_)
        | Term::Coming
        | Term::Ish
        | Term::HourLetter => Opens::No,
        Term::Number(_) => Opens::Counting,
        _ => Opens::Yes,
    };
    terms.iter().map(of).max().unwrap_or(Opens::No)
}

/// Whether a word of these meanings may go on with a number before it: "of", "May", "to", "ago"; not
/// "was" or "people".
pub(super) fn follows_number(terms: &[Term]) -> bool {
    terms.iter().any(|term| {
        !matches!(
            term,
            Term::Past
                | Term::Future
                | Term::Function
                | Term::For
                | Term::Between
                | Term::Within
                | Term::Edge(_)
                | Term::EdgeAfter(_)
                | Term::Qualifier(_)
                | Term::NoYear
                | Term::Counted
                | Term::NoWeekday
                | Term::On
                | Term::YearCue
        )
    })
}

/// Reads one row of a table: kind and value.
pub(super) fn parse(kind: &str, value: &str) -> Option<Term> {
    let number = || value.parse::<i64>().ok();
    let small = || value.parse::<u8>().ok();
    Some(match kind {
        "month" => Term::Month(small()?),
        "weekday" => Term::Weekday(number()? as i8),
        "weekdays" => Term::Weekdays(number()? as i8),
        "season" => Term::Season(["SP", "SU", "FA", "WI"].iter().position(|s| *s == value)? as u8),
        "part" => Term::Part(Part::from_code(value)?),
        "parts" => Term::Parts(Part::from_code(value)?),
        "meal" => Term::Meal(Part::from_code(value)?),
        "hour" => Term::Hour(number()? as i8),
        "unit" => Term::Unit(Unit::from_code(value)?),
        "units" => Term::Units(Unit::from_code(value)?),
        "number" => Term::Number(number()?),
        "few" => Term::Few(number()?),
        "shortunit" => Term::ShortUnit(Unit::from_code(value)?),
        "ordinal" => Term::Ordinal(number()?),
        "way" => Term::Way(Way::from_code(value)?),
        "wayafter" => Term::WayAfter(Way::from_code(value)?),
        "stage" => Term::Stage(modifier(value)?),
        "stageafter" => Term::StageAfter(modifier(value)?),
        "weekdayof" => {
            let (weeks, day) = value.split_once(' ')?;
            Term::WeekdayOf(weeks.parse().ok()?, day.parse().ok()?)
        }
        "qualifier" => Term::Qualifier(modifier(value)?),
        "reference" => Term::Reference(modifier(value)?),
        "loosereference" => Term::LooseReference(modifier(value)?),
        "refnoun" => Term::ReferenceNoun(modifier(value)?),
        "zone" => Term::Zone(Zone::from_code(value)?),
        "eramark" => Term::EraMark(era(value)?),
        "quarter" => Term::QuarterNumber(small()?),
        "halfyear" => Term::HalfNumber(small()?),
        "decadeword" => Term::DecadeWord(value.parse().ok()?),
        "holiday" => Term::Holiday(value.parse().ok()?),
        "tonight" => {
            let (days, part) = value.split_once(' ')?;
            Term::Tonight(days.parse().ok()?, Part::from_code(part)?)
        }
        "adverb" | "multiple" | "shift" | "textshift" => {
            let (count, unit) = value.split_once(' ')?;
            let (count, unit) = (count.parse().ok()?, Unit::from_code(unit)?);
            match kind {
                "adverb" => Term::Adverb(count, unit),
                "multiple" => Term::Multiple(count, unit),
                "shift" => Term::Shift(count, unit),
                _ => Term::TextShift(count, unit),
            }
        }
        "era" => Term::Era(era(value)?),
        "staged" => {
            let (stage, unit) = value.split_once(' ')?;
            Term::Staged(modifier(stage)?, Unit::from_code(unit)?)
        }
        "minutespast" => Term::MinutesPast(value.parse().ok()?),
        "edge" => Term::Edge(edge(value)?),
        "edgeafter" => Term::EdgeAfter(edge(value)?),
        _ => return plain(kind),
    })
}

/// Kinds without a value.
fn plain(kind: &str) -> Option<Term> {
    Some(match kind {
        "suffix" => Term::OrdinalSuffix,
        "half" => Term::Half,
        "vague" => Term::Vague,
        "article" => Term::Article,
        "the" => Term::The,
        "ago" => Term::Ago,
        "agobefore" => Term::AgoBefore,
        "lengthago" => Term::LengthAgo,
        "fromnowbefore" => Term::FromNowBefore,
        "halfyearword" => Term::HalfYearWord,
        "earlier" => Term::Earlier,
        "later" => Term::Later,
        "fromnow" => Term::FromNow,
        "in" => Term::In,
        "every" => Term::Every,
        "per" => Term::Per,
        "am" => Term::Am,
        "pm" => Term::Pm,
        "oclock" => Term::OClock,
        "of" => Term::Of,
        "on" => Term::On,
        "at" => Term::At,
        "to" => Term::To,
        "and" => Term::And,
        "between" => Term::Between,
        "yearcue" => Term::YearCue,
        "noyear" => Term::NoYear,
        "counted" => Term::Counted,
        "yearmark" => Term::YearMark,
        "monthmark" => Term::MonthMark,
        "daymark" => Term::DayMark,
        "hourmark" => Term::HourMark,
        "minutemark" => Term::MinuteMark,
        "fiscal" => Term::Fiscal,
        "quarterletter" => Term::QuarterLetter,
        "halfletter" => Term::HalfLetter,
        "quarterword" => Term::QuarterWord,
        "decademark" => Term::DecadeMark,
        "centurymark" => Term::CenturyMark,
        "future" => Term::Future,
        "past" => Term::Past,
        "function" => Term::Function,
        "noweekday" => Term::NoWeekday,
        "age" => Term::Age,
        "long" => Term::Long,
        "times" => Term::Times,
        "within" => Term::Within,
        "ish" => Term::Ish,
        "quarters" => Term::Quarters,
        "all" => Term::All,
        "decadeopen" => Term::DecadeOpen,
        "coming" => Term::Coming,
        "hourletter" => Term::HourLetter,
        "for" => Term::For,
        _ => return None,
    })
}

fn edge(value: &str) -> Option<Edge> {
    Some(match value {
        "before" => Edge::Before,
        "after" => Edge::After,
        "since" => Edge::Since,
        "by" => Edge::By,
        "until" => Edge::Until,
        _ => return None,
    })
}

fn era(value: &str) -> Option<Era> {
    let (name, number) = value.split_once(' ')?;
    Some(match name {
        "offset" => Era::Offset(number.parse().ok()?),
        "hijri" => Era::Hijri(number.parse().ok()?),
        "jalali" => Era::Jalali(number.parse().ok()?),
        _ => return None,
    })
}

/// The TIMEX3 words the tables may use.
fn modifier(value: &str) -> Option<&'static str> {
    const WORDS: &[&str] = &[
        "START",
        "MID",
        "END",
        "APPROX",
        "MORE_THAN",
        "LESS_THAN",
        "EQUAL_OR_MORE",
        "EQUAL_OR_LESS",
        "BEFORE",
        "AFTER",
        "PAST_REF",
        "PRESENT_REF",
        "FUTURE_REF",
    ];
    WORDS.iter().copied().find(|w| *w == value)
}
