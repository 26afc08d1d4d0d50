//! Words of attribution around a quotation.

use super::asian;
use super::cue::{Cue, cue_at};
use super::marks::Quoted;
use super::names::Names;
use super::speaker::{self, Speaker};
use crate::model::{Label, QuoteType, Span};
use crate::text::{Class, Layer};

/// Tokens looked at before and after a quotation.
const BEFORE_MAX: usize = 60;
const AFTER_MAX: usize = 40;

/// Who said it, by which words.
#[derive(Debug, Clone)]
pub(super) struct Attribution {
    /// The speaker.
    pub(super) speaker: Speaker,
    /// The cue as written.
    pub(super) cue: String,
    /// Whole or inside reported speech.
    pub(super) quote_type: QuoteType,
    /// Tokens between the cue and the quotation.
    pub(super) distance: usize,
}

/// Reads the surroundings of quotations.
pub(super) struct Reader<'a, 't> {
    pub(super) layer: &'a Layer<'t>,
    pub(super) names: &'a Names,
    language: &'a str,
    quoted: &'a [Quoted],
}

impl<'a, 't> Reader<'a, 't> {
    /// A reader of the quotations of one text.
    pub(super) fn new(
        layer: &'a Layer<'t>,
        names: &'a Names,
        language: &'a str,
        quoted: &'a [Quoted],
    ) -> Self {
        Self { layer, names, language, quoted }
    }

    /// The attribution that the words around quotation `index` give.
    pub(super) fn read(&self, index: usize) -> Option<Attribution> {
        let quote = self.quoted.get(index)?;
        let open = self.layer.token_at(quote.span.start as usize);
        let close = self.layer.token_at((quote.span.end as usize).saturating_sub(1)) + 1;
        let before = (self.sentence_start(index, open), open);
        let after = (close, self.after_end(index, close));
        if matches!(self.language, "ko" | "zh" | "ja") {
            return asian::read(self.layer, self.names, self.language, before, after);
        }
        let comma = matches!(self.last_char(quote), ',' | '?' | '!' | '…')
            || self.layer.surface(close) == ",";
        let quote_type = self.quote_type(open, before.0, comma);
        if comma && let Some(found) = self.read_after(after, quote_type) {
            return Some(found);
        }
        self.read_before(before, quote_type)
            .or_else(|| self.read_label(before, after, quote_type))
            .or_else(|| if comma { None } else { self.read_after(after, quote_type) })
    }

    /// Words inside the marks.
    pub(super) fn words(&self, index: usize) -> usize {
        self.quoted.get(index).map_or(0, |q| {
            let from = self.layer.token_at(q.span.start as usize);
            let to = self.layer.token_at(q.span.end as usize);
            (from..to)
                .filter(|i| matches!(self.layer.class(*i), Some(Class::Word | Class::Ideograph)))
                .count()
        })
    }

    /// True if the quotation is one or more whole sentences that nothing stands before.
    pub(super) fn is_sentence(&self, index: usize) -> bool {
        self.quoted.get(index).is_some_and(|q| {
            let open = self.layer.token_at(q.span.start as usize);
            let capital = self.layer.surface(open + 1).starts_with(|c: char| !c.is_lowercase());
            self.is_free(q) && capital && matches!(self.last_char(q), '.' | '!' | '?' | '…')
        })
    }

    /// True if the quotation opens its sentence, or a colon alone stands between it and the one
    /// before.
    pub(super) fn is_free(&self, quote: &Quoted) -> bool {
        let open = self.layer.token_at(quote.span.start as usize);
        let colon = open.checked_sub(2).is_some_and(|b| {
            self.layer.surface(b + 1) == ":" && matches!(self.layer.surface(b), "”" | "\"" | "»")
        });
        if colon {
            return true;
        }
        let start = self.layer.sentences.get(self.layer.sentence_of(open)).map_or(0, |s| s.0);
        start as usize == open
    }

    fn last_char(&self, quote: &Quoted) -> char {
        let inner = quote.span.of(self.layer.text);
        let inner = if quote.closed {
            inner.get(..inner.len() - inner.chars().next_back().map_or(0, char::len_utf8))
        } else {
            Some(inner)
        };
        inner.and_then(|t| t.trim_end().chars().next_back()).unwrap_or(' ')
    }

    /// A quotation after a comma, a colon or nothing is direct; one that completes a clause is
    /// mixed.
    fn quote_type(&self, open: usize, start: usize, comma: bool) -> QuoteType {
        let before = open.checked_sub(1).map_or("", |b| self.layer.surface(b));
        let direct = open == start || matches!(before, "," | ":" | "，" | "：" | "-" | "—" | "–");
        let cue =
            open.checked_sub(1).is_some_and(|b| cue_at(self.layer, b, self.language).is_some());
        let whole = self.layer.surface(open + 1).starts_with(char::is_uppercase);
        if direct || cue && whole || comma && whole { QuoteType::Direct } else { QuoteType::Mixed }
    }

    /// True if the words inside are spoken of as words ("adding the words “and Emergency”").
    pub(super) fn is_wording(&self, index: usize, found: &Attribution) -> bool {
        let Some(quote) = self.quoted.get(index) else { return false };
        let open = self.layer.token_at(quote.span.start as usize);
        let noun = open.checked_sub(1).map_or("", |b| self.layer.lower(b));
        found.quote_type == QuoteType::Mixed
            && matches!(noun, "word" | "words" | "term" | "terms" | "phrase" | "label")
    }

    /// True if the words inside are written as titles are, after a preposition or a naming word: the
    /// name of a thing ("on “The Long March Home”"), not speech.
    pub(super) fn is_title(&self, index: usize, found: &Attribution) -> bool {
        let Some(quote) = self.quoted.get(index) else { return false };
        let open = self.layer.token_at(quote.span.start as usize);
        let close = self.layer.token_at((quote.span.end as usize).saturating_sub(1));
        let named = open.checked_sub(1).is_some_and(|b| {
            matches!(
                self.layer.lower(b),
                "on" | "in" | "of" | "be" | "named" | "called" | "titled" | "entitled" | "dubbed"
            )
        });
        let mut long = (open + 1..close).map(|i| self.layer.surface(i)).filter(|w| w.len() > 3);
        named && found.distance > 0 && long.all(|w| !w.starts_with(char::is_lowercase))
    }

    fn sentence_start(&self, index: usize, open: usize) -> usize {
        // A colon or a comma at the end of the paragraph before introduces the words.
        let leads = open
            .checked_sub(1)
            .filter(|b| matches!(self.layer.surface(*b), ":" | "," | ";"))
            .unwrap_or(open);
        let sentence = self.layer.sentences.get(self.layer.sentence_of(leads));
        let start = sentence.map_or(0, |s| s.0 as usize).max(open.saturating_sub(BEFORE_MAX));
        let previous = index.checked_sub(1).and_then(|i| self.quoted.get(i));
        let end = previous
            .map_or(0, |q| self.layer.token_at((q.span.end as usize).saturating_sub(1)) + 1);
        start.max(end)
    }

    fn after_end(&self, index: usize, close: usize) -> usize {
        let last = close.checked_sub(1).map_or(0, |c| self.layer.sentence_of(c));
        let mut end = self.layer.sentences.get(last).map_or(close, |s| s.1 as usize);
        if end <= close {
            let next = self.layer.get(close).is_some_and(|t| !t.line_start);
            let asked = close
                .checked_sub(2)
                .is_some_and(|c| matches!(self.layer.surface(c), "?" | "!" | "," | "…"));
            if !next || !asked {
                return close;
            }
            end = self.layer.sentences.get(last + 1).map_or(close, |s| s.1 as usize);
        }
        let following = self.quoted.get(index + 1);
        let until = following.map_or(end, |q| self.layer.token_at(q.span.start as usize));
        end.min(until).min(close + AFTER_MAX)
    }

    fn read_after(&self, (from, to): (usize, usize), quote_type: QuoteType) -> Option<Attribution> {
        let start = if self.layer.surface(from) == "," { from + 1 } else { from };
        if ends_attribution(self.layer.lower(start)) {
            return None;
        }
        let (at, cue) =
            (start..to).find_map(|i| Some((i, cue_at(self.layer, i, self.language)?)))?;
        if cue == Cue::Verb && self.layer.lower(at + 1) == "that" {
            // What is said comes after "that": "… “a gift”, the report says that …".
            return None;
        }
        let speaker = match cue {
            Cue::Preposition(n) => speaker::after(self.layer, self.names, at + n, to),
            Cue::Verb if at == start => speaker::after(self.layer, self.names, at + 1, to),
            Cue::Verb => speaker::before(self.layer, self.names, start, at)
                .or_else(|| speaker::after(self.layer, self.names, at + 1, to)),
        }?;
        Some(self.found(speaker, at, cue, quote_type, at - start))
    }

    fn read_before(
        &self,
        (from, to): (usize, usize),
        quote_type: QuoteType,
    ) -> Option<Attribution> {
        // A cue without a subject ("…, writing in a post “…”", "to, quote, “…”") has that of the one
        // before it.
        let speaks = |at: usize| {
            let cue = cue_at(self.layer, at, self.language)?;
            let speaker = match cue {
                Cue::Preposition(n) => speaker::after(self.layer, self.names, at + n, to),
                Cue::Verb => speaker::before(self.layer, self.names, from, at)
                    .or_else(|| speaker::after(self.layer, self.names, at + 1, to)),
            }?;
            Some((at, cue, speaker))
        };
        let nearest = (from..to).rev().find(|i| cue_at(self.layer, *i, self.language).is_some())?;
        let (at, cue, speaker) = (from..to).rev().find_map(speaks)?;
        Some(self.found(speaker, at, cue, quote_type, to - nearest - 1))
    }

    /// "Putin: “…”" before it, or "“…” — Putin" after it.
    fn read_label(
        &self,
        (from, to): (usize, usize),
        after: (usize, usize),
        quote_type: QuoteType,
    ) -> Option<Attribution> {
        let colon = to.checked_sub(1).filter(|b| *b > from && self.layer.surface(*b) == ":");
        let name = colon.and_then(|c| self.names.within(from, c).last().filter(|n| n.to == c));
        let dash = matches!(self.layer.surface(after.0), "—" | "–" | "-");
        let signed = dash.then(|| self.names.within(after.0 + 1, after.1)).and_then(<[_]>::first);
        let name = name.or_else(|| signed.filter(|n| n.from <= after.0 + 1));
        let subject = colon.filter(|_| quote_type == QuoteType::Direct).and_then(|c| {
            let inside = self.names.within(from, c);
            inside.iter().find(|n| n.label == Label::Person).or(inside.first())
        });
        let speaker = match name.or(subject) {
            Some(name) => Speaker { name: Some(name.canonical.clone()), span: name.span },
            None if dash && after.0 + 1 < after.1 => {
                speaker::after(self.layer, self.names, after.0 + 1, after.1)?
            }
            None => return None,
        };
        Some(Attribution { speaker, cue: String::new(), quote_type, distance: 0 })
    }

    fn found(
        &self,
        speaker: Speaker,
        at: usize,
        cue: Cue,
        quote_type: QuoteType,
        distance: usize,
    ) -> Attribution {
        let len = if let Cue::Preposition(n) = cue { n } else { 1 };
        let span: Span = self.layer.span(at, at + len);
        let cue = span.of(self.layer.text).to_string();
        Attribution { speaker, cue, quote_type, distance }
    }
}

/// Words after a quotation that begin a clause of their own.
fn ends_attribution(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "but"
            | "while"
            | "which"
            | "because"
            | "although"
            | "though"
            | "or"
            | "so"
            | "."
            | ";"
    )
}
