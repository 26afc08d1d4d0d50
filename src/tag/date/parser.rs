//! Cursor over the lexemes, numbers, and the choice among what the rules find.

use std::ops::Range;

use super::expr::{Expr, Found};
use super::lexicon::Lexeme;
use super::term::{Opens, Term, Unit, Way};
use crate::text::{Class, Layer, is_ideograph};

/// Longest number in words that is read, in lexemes.
const NUMBER_WORDS_MAX: usize = 12;

/// The rules' view of a text.
#[derive(Debug)]
pub(super) struct Parser<'a, 't> {
    pub(super) layer: &'a Layer<'t>,
    pub(super) lexemes: &'a [Lexeme],
    /// Whether 3/4 is 3 April; `None` when unknown.
    pub(super) day_first: Option<bool>,
    /// "in two weeks" is a date, not a length.
    pub(super) future: bool,
    /// All nouns have a capital: one says nothing of a name.
    pub(super) noun_capitals: bool,
    /// Ranges are one mention; see `request`.
    pub(super) joined: bool,
}

impl Parser<'_, '_> {
    /// All expressions of the text in order.
    pub(super) fn run(&self) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::new();
        let mut at = 0;
        while at < self.lexemes.len() {
            match self.best(at) {
                Some(found) => {
                    at = self.ranges(&found, &mut out).max(at + 1);
                }
                None => at += 1,
            }
        }
        out
    }

    /// The longest expression that begins at a lexeme; the earlier rule at equal length.
    fn best(&self, at: usize) -> Option<Found> {
        if !self.may_open(at) {
            return None;
        }
        // "at 15 heures" is a time of day, "15 heures" a length.
        let clock =
            at.checked_sub(1).filter(|b| self.is(*b, Term::At)).and_then(|_| self.point(at));
        let rules = [
            ("clock time", clock),
            ("set", self.set(at)),
            ("length or distance", self.length(at)),
            ("calendar point", self.point(at)),
            ("near end of a range", self.range_start(at)),
            ("reference", self.reference(at)),
            ("weekdays counted", self.weekdays_away(at)),
            ("request", self.request(at)),
        ];
        let mut best: Option<Found> = None;
        for (rule, found) in rules {
            let Some(found) = found else { continue };
            if best.as_ref().is_none_or(|b| found.to > b.to) {
                best = Some(Found { rule, ..found });
            }
        }
        best
    }

    /// False if no expression begins at lexeme `at`.
    fn may_open(&self, at: usize) -> bool {
        let known = |l: &Lexeme| l.number || !l.terms.is_empty();
        self.lexemes.get(at).is_some_and(|lexeme| match lexeme.opens {
            _ if self.joined => known(lexeme),
            Opens::No => false,
            Opens::Leading => {
                self.lexemes.get(at + 1).is_some_and(|l| l.number || l.opens != Opens::No)
            }
            Opens::Counting => self.may_count(at),
            Opens::Yes => true,
        })
    }

    /// False of a number that is neither a year nor a date in figures, and after which comes nothing
    /// that makes one: "80 missiles", "3, 4".
    fn may_count(&self, at: usize) -> bool {
        let figures = self.surface(at);
        let dots = figures.bytes().filter(|&b| b == b'.').count();
        let year = dots == 0 && figures.len() > 3 && !figures.bytes().any(|b| b == b',');
        let Some(next) = self.lexemes.get(at + 1).filter(|_| !year && dots != 2) else {
            return true;
        };
        match self.class(at + 1) {
            _ if next.follows => true,
            // One adjective may stand before the unit: "two bloody weeks".
            Some(Class::Word) => self.unit(at + 2).is_some(),
            Some(Class::Ideograph | Class::Number) | None => true,
            Some(Class::Punct | Class::Symbol) => match self.surface(at + 1) {
                // "28. November", not the end of a sentence.
                "." => self.lexemes.get(at + 2).is_some_and(|l| l.follows),
                "-" | "/" | ":" | "'" | "~" => true,
                mark => !mark.is_ascii(),
            },
        }
    }

    /// The first meaning of lexeme `at` that `pick` takes.
    pub(super) fn term<T>(&self, at: usize, pick: impl Fn(Term) -> Option<T>) -> Option<T> {
        self.lexemes.get(at)?.terms.iter().find_map(|t| pick(*t))
    }

    /// True if lexeme `at` may mean `term`.
    pub(super) fn is(&self, at: usize, term: Term) -> bool {
        self.lexemes.get(at).is_some_and(|l| l.terms.contains(&term))
    }

    /// A lexeme and what it means, for people.
    pub(super) fn meaning(&self, at: usize) -> String {
        let Some(lexeme) = self.lexemes.get(at) else { return String::new() };
        let terms: Vec<String> = lexeme.terms.iter().map(|t| format!("{t:?}")).collect();
        let meaning = match (terms.is_empty(), lexeme.number) {
            (true, true) => "number".to_string(),
            (true, false) => "-".to_string(),
            _ => terms.join(" or "),
        };
        format!("{} [{meaning}]", self.surface(at))
    }

    /// Folded text of the first token of lexeme `at`.
    pub(super) fn word(&self, at: usize) -> &str {
        self.lexemes.get(at).map_or("", |l| self.layer.lower(l.token as usize))
    }

    /// Text of lexeme `at`.
    pub(super) fn surface(&self, at: usize) -> &str {
        self.lexemes.get(at).map_or("", |l| l.span.of(self.layer.text))
    }

    /// White space stands before lexeme `at`; true past the end.
    pub(super) fn spaced(&self, at: usize) -> bool {
        self.lexemes.get(at).is_none_or(|l| l.spaced)
    }

    /// Lexeme `at` begins with a capital.
    pub(super) fn capital(&self, at: usize) -> bool {
        self.surface(at).chars().next().is_some_and(char::is_uppercase)
    }

    /// Lexeme `at` is a word.
    pub(super) fn is_word(&self, at: usize) -> bool {
        self.class(at) == Some(Class::Word)
    }

    /// Class of the first token of lexeme `at`.
    pub(super) fn class(&self, at: usize) -> Option<Class> {
        self.lexemes.get(at).and_then(|l| self.layer.class(l.token as usize))
    }

    /// Lexeme `at` is a word the tables do not know.
    pub(super) fn is_unknown(&self, at: usize) -> bool {
        self.lexemes.get(at).is_some_and(|l| l.terms.is_empty()) && self.is_word(at)
    }

    /// Tokens of the sentence that holds lexeme `at`.
    pub(super) fn sentence(&self, at: usize) -> Range<u32> {
        let token = self.lexemes.get(at).map_or(0, |l| l.token);
        let sentence = self.layer.sentences.get(self.layer.sentence_of(token as usize));
        sentence.map_or(0..0, |&(from, to)| from..to)
    }

    /// The two lexemes stand in one sentence.
    pub(super) fn together(&self, a: usize, b: usize) -> bool {
        match (self.lexemes.get(a), self.lexemes.get(b)) {
            (Some(x), Some(y)) => {
                self.layer.sentence_of(x.token as usize) == self.layer.sentence_of(y.token as usize)
            }
            _ => false,
        }
    }

    /// Whole number of plain digits at `at`, with the number of digits.
    pub(super) fn digits(&self, at: usize) -> Option<(i64, usize)> {
        let lexeme = self.lexemes.get(at).filter(|l| l.number)?;
        plain_digits(lexeme.span.of(self.layer.text))
    }

    /// Whole number in digits or words: the lexeme after it and the value.
    pub(super) fn integer(&self, at: usize) -> Option<(usize, i64)> {
        if self.lexemes.get(at)?.number {
            let text = self.surface(at);
            let (value, _) = plain_digits(text).or_else(|| grouped(text).map(|n| (n, 0)))?;
            let scale = self.term(at + 1, |t| match t {
                Term::Number(n) if n >= 100 => Some(n),
                _ => None,
            });
            return match scale {
                Some(scale) => Some((at + 2, value.checked_mul(scale)?)),
                None => Some((at + 1, value)),
            };
        }
        self.words(at)
    }

    fn number_word(&self, at: usize) -> Option<i64> {
        self.term(at, |t| match t {
            Term::Number(n) => Some(n),
            _ => None,
        })
    }

    /// Number words: "twenty-nine", "one hundred and fifty", 三十五, 二〇二二.
    fn words(&self, at: usize) -> Option<(usize, i64)> {
        let first = self.number_word(at)?;
        if self.surface(at).chars().next().is_some_and(is_ideograph) {
            return self.ideographs(at);
        }
        let (mut total, mut value, mut next) = (0i64, first, at + 1);
        loop {
            if next - at > NUMBER_WORDS_MAX {
                break;
            }
            let dash = usize::from(self.surface(next) == "-" && !self.spaced(next));
            let and =
                usize::from(self.is(next, Term::And) && value % 100 == 0 && value + total > 0);
            let Some(n) = self.number_word(next + dash.max(and)) else { break };
            if n >= 1000 {
                total = total.checked_add(value.checked_mul(n)?)?;
                value = 0;
            } else if n == 100 && (1..10).contains(&value) {
                value *= 100;
            } else if (value % 100 == 0 && n < 100)
                || (value % 10 == 0 && value % 100 >= 20 && (1..10).contains(&n))
            {
                value += n;
            } else {
                break;
            }
            next += dash.max(and) + 1;
        }
        Some((next, total.checked_add(value)?))
    }

    fn ideographs(&self, at: usize) -> Option<(usize, i64)> {
        let (mut total, mut digit, mut next, mut scaled) = (0i64, 0i64, at, false);
        while let Some(n) = self.number_word(next).filter(|_| next - at <= NUMBER_WORDS_MAX) {
            if n < 10 {
                digit = digit.checked_mul(if scaled { 1 } else { 10 })?.checked_add(n)?;
            } else {
                total = total.checked_add(digit.max(1).checked_mul(n)?)?;
                digit = 0;
            }
            scaled = n >= 10;
            next += 1;
        }
        Some((next, total.checked_add(digit)?))
    }

    /// An ordinal: word, or digits with a suffix ("19th"). The lexeme after it and the value.
    pub(super) fn ordinal(&self, at: usize) -> Option<(usize, i64)> {
        if let Some(n) = self.term(at, |t| match t {
            Term::Ordinal(n) => Some(n),
            _ => None,
        }) {
            return Some((at + 1, n));
        }
        let (n, length) = self.digits(at)?;
        // "20. Jahrhundert", "3. Quartal"
        let dotted = self.surface(at + 1) == "."
            && !self.spaced(at + 1)
            && (self.is(at + 2, Term::CenturyMark) || self.is(at + 2, Term::QuarterWord));
        if dotted && length <= 2 {
            return Some((at + 2, n));
        }
        (length <= 2 && self.is(at + 1, Term::OrdinalSuffix) && !self.spaced(at + 1))
            .then_some((at + 2, n))
    }

    /// A unit of time at `at` and whether it is plural in form.
    pub(super) fn unit(&self, at: usize) -> Option<(Unit, i64, bool)> {
        self.term(at, |t| match t {
            Term::Unit(u) => Some((u, 1, false)),
            Term::Units(u) => Some((u, 1, true)),
            Term::Multiple(n, u) => Some((u, n, false)),
            _ => None,
        })
    }

    /// A pointing word at `at`.
    pub(super) fn way(&self, at: usize) -> Option<Way> {
        self.term(at, |t| match t {
            Term::Way(w) => Some(w),
            _ => None,
        })
    }

    /// A pointing word that follows its noun.
    pub(super) fn way_after(&self, at: usize) -> Option<Way> {
        self.term(at, |t| match t {
            Term::WayAfter(w) => Some(w),
            _ => None,
        })
    }

    /// An expression over lexemes `from..to`.
    pub(super) fn found(&self, from: usize, to: usize, expr: Expr) -> Option<Found> {
        let (first, last) = (self.lexemes.get(from)?, self.lexemes.get(to.checked_sub(1)?)?);
        let span = crate::model::Span { start: first.span.start, end: last.span.end };
        let qualifier = from.checked_sub(1).and_then(|before| {
            self.term(before, |t| match t {
                Term::Qualifier(q) => Some(q),
                _ => None,
            })
        });
        Some(Found { from, to, span, expr, qualifier, rule: "far end of a range" })
    }

    /// "recently", "now", "the future", "former".
    fn reference(&self, at: usize) -> Option<Found> {
        let next = at + 1;
        if self.is(at, Term::The) {
            let name = self.term(next, |t| match t {
                Term::ReferenceNoun(name) => Some(name),
                _ => None,
            })?;
            // "the past two weeks", "the future king".
            let adjective = self.is_unknown(next + 1) && !self.is(next + 1, Term::Function)
                || self.counts(next + 1)
                || self.capital(next);
            return if adjective { None } else { self.found(at, at + 2, Expr::Reference(name)) };
        }
        let expr = self.term(at, |t| match t {
            Term::Reference(name) => Some(Expr::Reference(name)),
            Term::LooseReference(name) => Some(Expr::Loose(name)),
            _ => None,
        })?;
        // A name such as "Future Forces" is no time; "the former" is a pronoun.
        let name = self.capital(at) && self.capital(next) && !self.is(next, Term::The);
        let phrase = self.lexemes.get(at).is_some_and(|l| l.tokens > 1);
        let noun = matches!(expr, Expr::Loose(_)) && !phrase && !self.is_word(next);
        if name || noun {
            return None;
        }
        self.found(at, next, expr)
    }

    /// A number or a unit stands at `at`.
    fn counts(&self, at: usize) -> bool {
        self.unit(at).is_some() || self.integer(at).is_some() || self.is(at, Term::Vague)
    }
}

/// Digits of any script as a number, with their count.
pub(super) fn plain_digits(text: &str) -> Option<(i64, usize)> {
    let mut value = 0i64;
    let mut length = 0;
    for c in text.chars() {
        value = value.checked_mul(10)?.checked_add(i64::from(digit(c)?))?;
        length += 1;
    }
    (length > 0).then_some((value, length))
}

/// The value of a decimal digit of the scripts the tokens know.
pub(super) fn digit(c: char) -> Option<u32> {
    let zero = match c as u32 {
        0x30..=0x39 => 0x30,
        0x660..=0x669 => 0x660,
        0x6F0..=0x6F9 => 0x6F0,
        0x966..=0x96F => 0x966,
        0xFF10..=0xFF19 => 0xFF10,
        _ => return None,
    };
    Some(c as u32 - zero)
}

/// "1,000": groups of three after a comma.
fn grouped(text: &str) -> Option<i64> {
    let mut parts = text.split([',', '\u{a0}', '\u{202f}', '’', '\'']);
    let mut value = plain_digits(parts.next()?)?.0;
    for part in parts {
        let (n, length) = plain_digits(part)?;
        if length != 3 {
            return None;
        }
        value = value.checked_mul(1000)?.checked_add(n)?;
    }
    Some(value)
}
