//! People by title, first name, East Asian name order, or a verb of speech beside a name.

use super::candidate::{Candidate, Evidence};
use super::vocabulary::{
    CUE, Classes, EVENT_TAIL, FAC_TAIL, FIRST_NAME, FUNCTION, LAW_TAIL, LOC_TAIL, LOW_TITLE,
    OCCUPATION, ORG_FRONT, ORG_TAIL, PARTICLE, SURNAME_FIRST, TITLE, TITLE_PART,
};
use super::words::{Casing, Words};
use crate::model::Label;
use crate::text::{Class, Layer};

/// Words that end a personal name before them.
const NOT_NAME: Classes =
    FUNCTION | TITLE | ORG_TAIL | ORG_FRONT | FAC_TAIL | LOC_TAIL | LAW_TAIL | EVENT_TAIL;

/// Most words of one name.
const NAME_WORDS_MAX: usize = 5;

/// Proposes people. `known` tells if a token belongs to a name of the tables that is no person.
pub(super) fn propose(layer: &Layer<'_>, words: &Words, known: &[bool], out: &mut Vec<Candidate>) {
    let finder = Finder { layer, words, known };
    for &(from, to, casing) in &words.sentences {
        let mut at = from;
        while at < to {
            at = finder.at(at, from, to, casing, out).max(at + 1);
        }
    }
}

struct Finder<'a, 't> {
    layer: &'a Layer<'t>,
    words: &'a Words,
    known: &'a [bool],
}

impl Finder<'_, '_> {
    /// Looks for a person that begins, with its title, at word `at`; gives the word after it.
    fn at(
        &self,
        at: usize,
        from: usize,
        to: usize,
        casing: Casing,
        out: &mut Vec<Candidate>,
    ) -> usize {
        let words = self.words;
        if words.is(at, TITLE) || words.is(at, TITLE_PART) && words.is(at + 1, TITLE) {
            let name = self.after_title(at, to);
            let end = self.name_end(name, to);
            if end > name && (casing == Casing::Normal || words.is(name, FIRST_NAME)) {
                return self.push(name, end, Evidence::Pattern, out);
            }
            return name.max(at + 1);
        }
        if !words.capital(at) {
            let end = self.name_end(at + 1, to);
            if words.is(at, LOW_TITLE) && end > at + 2 {
                return self.push(at + 1, end, Evidence::Pattern, out);
            }
            if casing == Casing::Normal && words.is(at, CUE) && end == at + 3 {
                return self.push(at + 1, end, Evidence::Shape, out);
            }
            return at + 1;
        }
        let end = self.name_end(at, to);
        if end >= at + 2 && casing != Casing::Upper {
            if words.is(at, FIRST_NAME) && !words.is(at, FUNCTION) {
                return self.push(at, end, Evidence::Head, out);
            }
            let eastern = words.is(at, SURNAME_FIRST) && end <= at + 3;
            if eastern && casing == Casing::Normal {
                return self.push(at, end, Evidence::Head, out);
            }
            let first = at == from && words.is(at, FUNCTION);
            if casing == Casing::Normal && !first && end == at + 2 && self.acts(end) {
                return self.push(at, end, Evidence::Shape, out);
            }
            return end;
        }
        at + 1
    }

    fn push(&self, at: usize, end: usize, evidence: Evidence, out: &mut Vec<Candidate>) -> usize {
        if let (Some(a), Some(b)) = (self.words.get(at), self.words.get(end - 1)) {
            out.push(Candidate::new(a.from as usize, b.to as usize, Label::Person, evidence));
        }
        end
    }

    /// The word after a title and what belongs to it ("Secretary of Homeland Security").
    fn after_title(&self, at: usize, to: usize) -> usize {
        let words = self.words;
        let mut next = at;
        while next < to && words.is(next, TITLE | TITLE_PART) && words.capital(next) {
            next += 1;
        }
        let linked = matches!(words.surface(self.layer, next), "of" | "for");
        if linked && words.capital(next + 1) {
            let mut after = next + 1;
            while after < to
                && after < next + 8
                && words.capital(after)
                && (self.is_known(after) || words.is(after, TITLE_PART | ORG_TAIL | ORG_FRONT))
            {
                after += 1;
            }
            if after > next + 1 {
                return after;
            }
        }
        next
    }

    /// A verb of speech, or a comma and an occupation, follows.
    fn acts(&self, end: usize) -> bool {
        let next = self.words.surface(self.layer, end);
        self.words.is(end, CUE)
            || next == "," && self.words.is(end + 1, OCCUPATION) && !self.words.capital(end + 1)
    }

    fn is_known(&self, word: usize) -> bool {
        self.words
            .get(word)
            .is_some_and(|w| self.known.get(w.from as usize).copied().unwrap_or(false))
    }

    /// A word that can be part of a personal name.
    fn is_part(&self, word: usize) -> bool {
        let Some(w) = self.words.get(word) else { return false };
        w.capital
            && w.classes & NOT_NAME == 0
            && self.layer.class(w.from as usize) == Some(Class::Word)
            && !self.is_known(word)
    }

    /// One past the last word of the name that begins at `at`; `at` if none does.
    fn name_end(&self, at: usize, to: usize) -> usize {
        let mut next = at;
        while next < to && next < at + NAME_WORDS_MAX {
            let spaced = self
                .words
                .get(next)
                .and_then(|w| self.layer.get(w.from as usize))
                .is_some_and(|t| t.spaced);
            if next > at && !spaced {
                break;
            }
            if self.is_part(next) {
                next += 1;
            } else if next > at && self.words.is(next, PARTICLE) {
                let mut after = next;
                while self.words.is(after, PARTICLE) && after < next + 3 {
                    after += 1;
                }
                if !self.is_part(after) {
                    break;
                }
                next = after + 1;
            } else {
                break;
            }
        }
        next
    }
}
