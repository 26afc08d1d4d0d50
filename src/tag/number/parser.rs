//! Reads one number from the token layer.

use rust_decimal::Decimal;

use super::figures::figure;
use super::lexicon::{Alone, COMPOUND_MIN, Lexicon, Word};
use super::sum::Sum;
use super::{Number, NumberKind};
use crate::text::{Class, Layer};

/// Most words one number may have.
const WORDS_MAX: usize = 24;
/// Largest denominator of a fraction in figures (`7/8`).
const DENOMINATOR_MAX: u32 = 100;

/// A place in the text: a token and a byte inside its folded form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    token: usize,
    byte: usize,
}

impl Cursor {
    fn at(token: usize) -> Self {
        Self { token, byte: 0 }
    }
}

struct Parser<'a, 't> {
    layer: &'a Layer<'t>,
    lexicon: &'static Lexicon,
    letters: bool,
}

/// The state of one number.
#[allow(clippy::struct_excessive_bools, reason = "each is an independent finding")]
#[derive(Debug, Clone, Default)]
struct State {
    sum: Sum,
    words: usize,
    has_words: bool,
    has_figures: bool,
    ordinal: bool,
    vague: bool,
    article: bool,
}

pub(super) fn parse(
    layer: &Layer<'_>,
    index: usize,
    lexicon: &'static Lexicon,
    letters: bool,
) -> Option<Number> {
    let parser = Parser { layer, lexicon, letters };
    match layer.class(index)? {
        Class::Punct | Class::Symbol => parser.sign_or_fraction(index),
        Class::Number => parser.run(State::default(), Cursor::at(index)),
        Class::Word | Class::Ideograph => parser.words(index),
    }
}

impl Parser<'_, '_> {
    /// The word at the cursor and the place past it.
    fn word(&self, at: Cursor) -> Option<(Word, Cursor)> {
        if at.byte == 0
            && let Some((end, word)) = self.lexicon.words.find(self.layer, at.token)
        {
            return Some((*word, Cursor::at(end)));
        }
        if !self.lexicon.glued {
            return None;
        }
        let rest = self.layer.lower(at.token).get(at.byte..)?;
        let (len, word) = self.lexicon.words.prefix(rest)?;
        let done = len == rest.len();
        let next = Cursor {
            token: at.token + usize::from(done),
            byte: if done { 0 } else { at.byte + len },
        };
        Some((*word, next))
    }

    /// The place past a hyphen that joins two words, else the place itself.
    fn past_hyphen(&self, at: Cursor) -> Cursor {
        let hyphen = at.byte == 0 && matches!(self.layer.lower(at.token), "-" | "‐" | "‑");
        if hyphen && self.layer.class(at.token + 1) == Some(Class::Word) {
            Cursor::at(at.token + 1)
        } else {
            at
        }
    }

    fn sign_or_fraction(&self, index: usize) -> Option<Number> {
        if let Some(part) = vulgar(self.layer.surface(index)) {
            let mut state = State { has_figures: true, ..State::default() };
            state.sum.figures(part);
            return self.run(state, Cursor::at(index + 1));
        }
        let token = self.layer.get(index)?;
        let minus = matches!(self.layer.surface(index), "-" | "−" | "–");
        let next = self.layer.get(index + 1)?;
        if !minus || !token.spaced || next.spaced || next.class != Class::Number {
            return None;
        }
        let mut number = self.run(State::default(), Cursor::at(index + 1))?;
        number.value.set_sign_negative(true);
        Some(number)
    }

    /// A number whose first token is a word.
    fn words(&self, index: usize) -> Option<Number> {
        let start = Cursor::at(index);
        let Some((word, next)) = self.word(start) else {
            return self.compound(index).and_then(|value| {
                let mut state = State { has_words: true, ..State::default() };
                state.sum.figures(value);
                self.run(state, Cursor::at(index + 1))
            });
        };
        match word {
            // "au moins 5", "al menos 5": at least, no sign.
            Word::Minus if self.least_before(index) => None,
            Word::Minus => {
                let mut number = self.signed(next)?;
                number.value.set_sign_negative(true);
                Some(number)
            }
            Word::Rank => {
                let mut number = self.signed(next)?;
                number.ordinal = true;
                Some(number)
            }
            Word::Article => self.after_article(next),
            Word::Part(den) => self.part(Decimal::ONE, den, next, false),
            Word::Few => Some(self.few(next)),
            Word::Mixed(value) => {
                let mut state = State { has_words: true, ..State::default() };
                state.sum.figures(value);
                self.run(state, next)
            }
            Word::Unit(value, Alone::Vague) | Word::Scale(value, Alone::Vague) => {
                Some(self.vague(value, next))
            }
            Word::Small(_) | Word::Unit(..) | Word::Scale(..) | Word::Ordinal(_) => {
                self.run(State::default(), start)
            }
            _ => None,
        }
    }

    /// True if the word before a word of minus makes it "at least".
    fn least_before(&self, index: usize) -> bool {
        let before = index.checked_sub(1).map_or("", |i| self.layer.lower(i));
        matches!(before, "au" | "al" | "lo" | "ao" | "pelo" | "cuando" | "du" | "no" | "pas")
    }

    /// A plain number after a sign or rank word; those do not stack.
    fn signed(&self, at: Cursor) -> Option<Number> {
        if at.byte > 0 {
            return None;
        }
        self.run(State::default(), at)
    }

    fn after_article(&self, at: Cursor) -> Option<Number> {
        let at = self.past_hyphen(at);
        let (word, next) = self.word(at)?;
        let state = || State { article: true, has_words: true, ..State::default() };
        match word {
            Word::Unit(value, _) => {
                let mut state = state();
                state.sum.unit(value, Alone::One);
                self.run(state, next)
            }
            Word::Scale(value, _) => {
                let mut state = state();
                state.sum.scale(value, Alone::One);
                self.run(state, next)
            }
            Word::Part(den) => self.part(Decimal::ONE, den, next, true),
            Word::Few => Some(self.few(next)),
            // "a third of": a share, not a rank.
            Word::Ordinal(den) if den > 2 && matches!(self.word(next), Some((Word::Of, _))) => {
                self.part(Decimal::ONE, den, next, true)
            }
            _ => None,
        }
    }

    /// `count` parts of size 1/`den`, then perhaps "(of) (a) million" or "a mile".
    fn part(&self, count: Decimal, den: u32, next: Cursor, article: bool) -> Option<Number> {
        let part = count.checked_div(Decimal::from(den))?;
        let mut at = self.past_hyphen(next);
        let mut of = false;
        if let Some((Word::Of, past)) = self.word(at) {
            (at, of) = (past, true);
        }
        let mut led = false;
        if let Some((Word::Article, past)) = self.word(at) {
            (at, led) = (self.past_hyphen(past), true);
        }
        let multiplier = match self.word(at) {
            Some((Word::Unit(value, _) | Word::Scale(value, _), past)) => Some((value, past)),
            _ => None,
        };
        if let Some((value, past)) = multiplier {
            let mut state = State { article: true, has_words: true, ..State::default() };
            state.sum.figures(part);
            state.sum.scale(value, Alone::Nothing);
            return self.run(state, past);
        }
        let end = if led && (den == 2 || of) { at } else { next };
        // A bare "half" or "quarter" is a period, a part of a match or a coin: no number.
        let stands = led || article && den == 2 || count > Decimal::ONE || of && den > 2;
        let kind = NumberKind::Words;
        stands.then(|| self.number(end, part, kind, &State { article: true, ..State::default() }))
    }

    /// "several", "a few hundred", "a couple of million".
    fn few(&self, next: Cursor) -> Number {
        let mut at = next;
        if let Some((Word::Of, past)) = self.word(at) {
            at = past;
        }
        match self.word(at) {
            Some((Word::Unit(value, _) | Word::Scale(value, _), past)) => self.vague(value, past),
            _ => self.number(
                next,
                Decimal::ONE,
                NumberKind::Words,
                &State { vague: true, ..State::default() },
            ),
        }
    }

    /// "hundreds", "tens of thousands", "hundreds of millions".
    fn vague(&self, value: Decimal, next: Cursor) -> Number {
        let (mut value, mut end) = (value, next);
        let mut scale = value;
        for _ in 0..3 {
            let after_of = match self.word(end) {
                Some((Word::Of, past)) => past,
                _ => end,
            };
            let Some((Word::Unit(more, _) | Word::Scale(more, _), past)) = self.word(after_of)
            else {
                break;
            };
            let Some(product) = value.checked_mul(more) else { break };
            (value, scale, end) = (product, more, past);
        }
        let mut number =
            self.number(end, value, NumberKind::Words, &State { vague: true, ..State::default() });
        number.scale = scale;
        number
    }

    /// The plain run of figures and words from the cursor on.
    fn run(&self, mut state: State, start: Cursor) -> Option<Number> {
        let mut at = start;
        while state.words < WORDS_MAX && !state.ordinal {
            state.words += 1;
            let Some(next) = self.step(&mut state, at) else { break };
            at = next;
        }
        if state.sum.is_empty() {
            return None;
        }
        let value = state.sum.value()?.normalize();
        let kind = match (state.has_figures, state.has_words) {
            (true, true) => NumberKind::Mixed,
            (true, false) => NumberKind::Figures,
            _ => NumberKind::Words,
        };
        Some(self.number(at, value, kind, &state))
    }

    fn number(&self, end: Cursor, value: Decimal, kind: NumberKind, state: &State) -> Number {
        let inside = end.byte > 0;
        let last = if inside { end.token } else { end.token.saturating_sub(1) };
        let span = self.layer.get(last).map_or((0, 0), |t| (t.span.start, t.span.end));
        let scale = state.sum.last_scale;
        Number {
            end: last + 1,
            end_byte: if inside { span.0 + end.byte as u32 } else { span.1 },
            value,
            kind,
            ordinal: state.ordinal,
            vague: state.vague,
            article: state.article,
            scale: if scale.is_zero() { Decimal::ONE } else { scale },
        }
    }

    /// Takes in one more piece of the number; `None` when the number ends here.
    fn step(&self, state: &mut State, at: Cursor) -> Option<Cursor> {
        if at.byte == 0 {
            match self.layer.class(at.token)? {
                Class::Number => return self.figures(state, at.token),
                Class::Symbol => return self.symbol(state, at.token),
                _ => {}
            }
        }
        let joined = if state.sum.is_empty() { at } else { self.past_hyphen(at) };
        let Some((word, next)) = self.word(joined) else { return self.after_miss(state, joined) };
        let taken = match word {
            Word::Suffix(value) => {
                state.sum.after_figures()
                    && self.ends_word(next)
                    && state.sum.scale(value, Alone::Nothing)
            }
            Word::Letter(value) => {
                self.letters && state.sum.after_figures() && state.sum.scale(value, Alone::Nothing)
            }
            Word::Ordinal(value) => self.ordinal(state, value, next),
            Word::Nth => {
                let glued = self.layer.get(at.token).is_some_and(|t| !t.spaced) && joined == at;
                state.ordinal = glued && state.sum.after_figures();
                state.ordinal
            }
            Word::Part(den) => return self.parts(state, den, next),
            // "50 cents" is no fifty hundreds in French.
            Word::Unit(value, _)
                if state.sum.after_figures()
                    && value == Decimal::ONE_HUNDRED
                    && !self.free_mix() =>
            {
                false
            }
            Word::And => return self.and(state, next),
            // "$1 billion seven years ago": after figures a word starts another number.
            Word::Small(_) if state.has_figures && !self.free_mix() => false,
            Word::Point => return self.point(state, next),
            _ => state.sum.word(word, false, self.lexicon.positional),
        };
        state.has_words |= taken && word != Word::Nth;
        taken.then_some(next)
    }

    /// A suffix such as `k` counts only where its word ends.
    fn ends_word(&self, next: Cursor) -> bool {
        next.byte == 0
            && self.layer.get(next.token).is_none_or(|t| t.spaced || t.class != Class::Number)
    }

    /// A token that is no number word by itself: "and" glued before one, or a compound.
    fn after_miss(&self, state: &mut State, at: Cursor) -> Option<Cursor> {
        if self.lexicon.wa
            && let Some(rest) = self.layer.lower(at.token).strip_prefix('و')
            && let Some(word) = self.lexicon.words.word(rest)
        {
            let taken = match *word {
                Word::Part(den) => {
                    state.sum.fraction(Decimal::ONE.checked_div(Decimal::from(den))?)
                }
                word => state.sum.word(word, true, false),
            };
            state.has_words = true;
            return taken.then_some(Cursor::at(at.token + 1));
        }
        let value = self.compound(at.token)?;
        let taken = state.sum.is_closed() && state.sum.figures(value);
        state.has_words |= taken;
        taken.then_some(Cursor::at(at.token + 1))
    }

    /// Value of a number word written together ("zweihundert", "trecentomila"), if the whole token
    /// is one.
    fn compound(&self, index: usize) -> Option<Decimal> {
        let text = self.layer.lower(index);
        if !self.lexicon.compound || text.len() < COMPOUND_MIN || text.len() > 80 {
            return None;
        }
        let mut sum = Sum::default();
        let mut rest = text;
        let mut joined = false;
        while !rest.is_empty() {
            let (len, word) = self.lexicon.words.prefix(rest)?;
            match *word {
                Word::And => joined = true,
                Word::Unit(value, _) => joined = !sum.unit(value, Alone::One),
                Word::Scale(value, _) => joined = !sum.scale(value, Alone::One),
                word => {
                    if !sum.word(word, joined && self.lexicon.reverse, false) {
                        return None;
                    }
                    joined = false;
                }
            }
            rest = rest.get(len..)?;
        }
        if joined || sum.is_empty() { None } else { sum.value() }
    }

    fn figures(&self, state: &mut State, index: usize) -> Option<Cursor> {
        let value = figure(self.layer.surface(index), self.lexicon.comma)?;
        let spaced = self.layer.get(index).is_some_and(|t| t.spaced);
        if let Some(den) = self.denominator(index) {
            let part = value.checked_div(den)?;
            let mixed = spaced && state.sum.after_figures() && state.sum.fraction(part);
            let taken = mixed || state.sum.is_empty() && state.sum.figures(part);
            state.has_figures |= taken;
            return taken.then_some(Cursor::at(index + 3));
        }
        let first = state.sum.is_empty();
        // After a scale only a smaller scale may follow ("1 million 200 thousand"), except where
        // numbers mix freely.
        if !first && !self.free_mix() {
            let next = self.word(Cursor::at(index + 1));
            let smaller = |scale| scale < state.sum.last_scale;
            if !matches!(next, Some((Word::Scale(scale, _), _)) if smaller(scale)) {
                return None;
            }
        }
        let (value, end) = self.spaced_groups(index).unwrap_or((value, index + 1));
        let taken = state.sum.figures(value);
        state.has_figures |= taken;
        taken.then_some(Cursor::at(end))
    }

    /// Languages that write figures and number words side by side: 2억 4천만.
    fn free_mix(&self) -> bool {
        self.lexicon.glued || self.lexicon.positional
    }

    /// Figures grouped by plain spaces, `300 000`, where the language does so: `(value, index past
    /// them)`.
    fn spaced_groups(&self, index: usize) -> Option<(Decimal, usize)> {
        let head = self.layer.surface(index);
        if !self.lexicon.comma || head.len() > 3 || !head.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut digits = head.to_string();
        let mut at = index + 1;
        while let (Some(before), Some(token)) = (self.layer.get(at - 1), self.layer.get(at)) {
            let tail = self.layer.surface(at);
            let whole = tail.split([',', '.']).next().unwrap_or("");
            let near = token.span.start == before.span.end + 1 && !token.line_start;
            if token.class != Class::Number || whole.len() != 3 || !near || digits.len() > 15 {
                break;
            }
            digits.push_str(tail);
            at += 1;
            if whole.len() < tail.len() {
                break;
            }
        }
        let value = figure(&digits, true).filter(|_| at > index + 1)?;
        Some((value, at))
    }

    /// The denominator of `1/4` at token `index`.
    fn denominator(&self, index: usize) -> Option<Decimal> {
        let (slash, den) = (self.layer.get(index + 1)?, self.layer.get(index + 2)?);
        if slash.spaced || den.spaced || !matches!(self.layer.surface(index + 1), "/" | "⁄") {
            return None;
        }
        let next = self.layer.get(index + 3);
        if next.is_some_and(|t| {
            !t.spaced && (t.class == Class::Number || t.span.of(self.layer.text) == "/")
        }) {
            return None;
        }
        let (num, den): (u32, u32) =
            (self.layer.surface(index).parse().ok()?, self.layer.surface(index + 2).parse().ok()?);
        (num < den && (2..=DENOMINATOR_MAX).contains(&den)).then(|| Decimal::from(den))
    }

    fn symbol(&self, state: &mut State, index: usize) -> Option<Cursor> {
        let part = vulgar(self.layer.surface(index))?;
        let taken = state.sum.after_figures() && state.sum.fraction(part);
        taken.then_some(Cursor::at(index + 1))
    }

    fn ordinal(&self, state: &mut State, value: u32, next: Cursor) -> bool {
        // "$280 million first mortgage notes": figures take an ending, no ordinal word.
        if state.has_figures {
            return false;
        }
        let count = state.sum.value().unwrap_or_default();
        let share = !state.sum.is_empty()
            && count == Decimal::ONE
            && (3..=20).contains(&value)
            && !state.has_figures
            && matches!(self.word(next), Some((Word::Of, _)));
        if share {
            state.sum = Sum::default();
            let Some(part) = Decimal::ONE.checked_div(Decimal::from(value)) else { return false };
            return state.sum.figures(part);
        }
        state.ordinal = state.sum.ordinal(value);
        state.ordinal
    }

    /// "three quarters (of a million)", "two thirds".
    fn parts(&self, state: &mut State, den: u32, next: Cursor) -> Option<Cursor> {
        let count = state.sum.value()?;
        if state.sum.is_closed()
            || count >= Decimal::from(20)
            || count.scale() > 0
            || state.sum.is_empty()
        {
            return None;
        }
        let number = self.part(count, den, next, true)?;
        let end = Cursor::at(number.end);
        state.sum = Sum::default();
        state.article = true;
        state.has_words = true;
        state.sum.figures(number.value);
        state.sum.last_scale = number.scale;
        Some(end)
    }

    /// What may follow "and": the rest of a hundred, or a fraction.
    fn and(&self, state: &mut State, next: Cursor) -> Option<Cursor> {
        let at = self.past_hyphen(next);
        let (word, past) = self.word(at)?;
        state.has_words = true;
        match word {
            Word::Part(den) => {
                let part = Decimal::ONE.checked_div(Decimal::from(den))?;
                state.sum.fraction(part).then_some(past)
            }
            Word::Article => match self.word(self.past_hyphen(past)) {
                Some((Word::Part(den), end)) => {
                    let part = Decimal::ONE.checked_div(Decimal::from(den))?;
                    state.sum.fraction(part).then_some(end)
                }
                _ => None,
            },
            Word::Small(count) => {
                if let Some((Word::Part(den), end)) = self.word(self.past_hyphen(past)) {
                    let part = Decimal::from(count).checked_div(Decimal::from(den))?;
                    return state.sum.fraction(part).then_some(end);
                }
                let words = !state.has_figures && (state.sum.is_closed() || self.lexicon.reverse);
                let tens = !state.has_figures && !state.sum.is_closed() && self.lexicon.tens_and;
                let taken = (words || tens) && state.sum.small(count, self.lexicon.reverse, false);
                taken.then_some(past)
            }
            Word::Ordinal(value) if state.sum.is_closed() && !state.has_figures => {
                state.ordinal = state.sum.ordinal(value);
                state.ordinal.then_some(past)
            }
            _ => None,
        }
    }

    /// "one point five": digits one by one.
    fn point(&self, state: &mut State, next: Cursor) -> Option<Cursor> {
        if state.sum.is_closed() || state.sum.is_empty() {
            return None;
        }
        let (mut at, mut digits, mut scale) = (next, Decimal::ZERO, 0);
        // "1 point 5"
        if next.byte == 0 && self.layer.class(next.token) == Some(Class::Number) {
            let surface = self.layer.surface(next.token);
            let part: Decimal = surface.parse().ok().filter(|d: &Decimal| d.scale() == 0)?;
            let mut part = part;
            part.set_scale(u32::try_from(surface.len()).ok().filter(|n| *n < 12)?).ok()?;
            return state.sum.fraction(part).then_some(Cursor::at(next.token + 1));
        }
        while scale < 12 {
            let Some((Word::Small(digit), past)) = self.word(at) else { break };
            if digit > 9 {
                break;
            }
            digits = digits.checked_mul(Decimal::TEN)?.checked_add(Decimal::from(digit))?;
            scale += 1;
            at = past;
        }
        if scale == 0 {
            return None;
        }
        digits.set_scale(scale).ok()?;
        state.sum.fraction(digits).then_some(at)
    }
}

/// The value of a vulgar fraction character.
fn vulgar(surface: &str) -> Option<Decimal> {
    let (num, den) = match surface {
        "¼" => (1, 4),
        "½" => (1, 2),
        "¾" => (3, 4),
        "⅓" => (1, 3),
        "⅔" => (2, 3),
        "⅕" => (1, 5),
        "⅖" => (2, 5),
        "⅗" => (3, 5),
        "⅘" => (4, 5),
        "⅙" => (1, 6),
        "⅛" => (1, 8),
        "⅜" => (3, 8),
        "⅝" => (5, 8),
        "⅞" => (7, 8),
        _ => return None,
    };
    Decimal::from(num).checked_div(Decimal::from(den))
}

#[cfg(test)]
mod tests;
