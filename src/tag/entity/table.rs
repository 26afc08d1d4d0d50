//! Names of the gazetteer in a text, with the evidence that capitals, language and country give.

use rustc_hash::FxHashMap;

use super::candidate::{Candidate, Evidence};
use super::fold;
use super::lexicon::{Alias, Entry, Hit, Lexicon, lexicon, longest};
use super::vocabulary::{EVENT_TAIL, FIRST_NAME, FUNCTION, ORG_TAIL, TITLE};
use super::words::{Casing, Words};
use crate::model::Label;
use crate::tag::Context;
use crate::text::Layer;

/// Mentions of each country (ISO code), of its people and of its cities.
type Counts = FxHashMap<&'static str, u32>;

/// Proposes the names of the tables and tells how often each country is named.
pub(super) fn propose(
    layer: &Layer<'_>,
    words: &Words,
    context: &Context<'_>,
    out: &mut Vec<Candidate>,
) {
    let lexicon = lexicon();
    let scan = Scan { lexicon, layer, words, context };
    let hits = scan.hits();
    let mut counts = Counts::default();
    for (_, aliases) in &hits {
        if let [only] = aliases.as_slice()
            && !only.contextual
            && let Some(entry) = lexicon.entry(only.entry)
            && matches!(entry.label, Label::Gpe | Label::Norp)
        {
            *counts.entry(entry.country).or_default() += 1;
        }
    }
    let mut before: Option<(usize, &Entry)> = None;
    for (hit, aliases) in &hits {
        let near = before.filter(|(to, _)| *to == hit.from).map(|(_, e)| e.country);
        let choice = choose(lexicon, aliases, &counts, near);
        let entry = choice.and_then(|a| lexicon.entry(a.entry));
        let label = entry.or_else(|| aliases.first().and_then(|a| lexicon.entry(a.entry)));
        let Some(label) = label.map(|e| e.label) else { continue };
        let weak = aliases.iter().all(|a| a.weak);
        out.push(Candidate {
            from: hit.from,
            to: hit.to,
            head: hit.head,
            tail: hit.tail,
            label,
            entry: choice.map(|a| a.entry),
            canonical: None,
            evidence: if weak { Evidence::WeakTable } else { Evidence::Table },
        });
        before = entry.map(|e| (hit.to, e));
    }
}

/// What the tables know of each token: 0 nothing, else label and place in the name.
pub(super) fn codes(candidates: &[Candidate], tokens: usize) -> Vec<u8> {
    let mut out = vec![0; tokens];
    for candidate in candidates {
        let label = Label::ALL.iter().position(|l| *l == candidate.label).unwrap_or(0) as u8;
        let weak = u8::from(candidate.evidence == Evidence::WeakTable) * 64;
        let Some(range) = out.get_mut(candidate.from..candidate.to) else { continue };
        for (at, code) in range.iter_mut().enumerate() {
            *code = 1 + label * 2 + u8::from(at > 0) + weak;
        }
    }
    out
}

/// Which entity a name means here; `None` if its country is not the one spoken of.
fn choose<'a>(
    lexicon: &Lexicon,
    aliases: &'a [Alias],
    counts: &Counts,
    near: Option<&str>,
) -> Option<&'a Alias> {
    let country = |a: &Alias| lexicon.entry(a.entry).map_or("", |e| e.country);
    if let Some(near) = near.filter(|_| aliases.iter().any(|a| a.contextual)) {
        return aliases.iter().find(|a| country(a) == near);
    }
    let count = |a: &Alias| counts.get(country(a)).copied().unwrap_or(0);
    let mut best: Option<&Alias> = None;
    for alias in aliases {
        let fits = !alias.contextual || count(alias) > 0;
        if fits && best.is_none_or(|b| count(alias) > count(b)) {
            best = Some(alias);
        }
    }
    best
}

struct Scan<'a, 't> {
    lexicon: &'static Lexicon,
    layer: &'a Layer<'t>,
    words: &'a Words,
    context: &'a Context<'a>,
}

impl Scan<'_, '_> {
    fn hits(&self) -> Vec<(Hit, Vec<Alias>)> {
        let mut out = Vec::new();
        for &(first, last, casing) in &self.words.sentences {
            let (Some(a), Some(b)) = (self.words.get(first), self.words.get(last - 1)) else {
                continue;
            };
            let (from, to) = (a.from as usize, b.to as usize);
            let mut at = from;
            while at < to {
                let Some(hit) = longest(self.lexicon, self.layer, at).filter(|h| h.to <= to) else {
                    at += 1;
                    continue;
                };
                let aliases: Vec<Alias> = self
                    .lexicon
                    .at(hit.node)
                    .iter()
                    .filter(|a| self.accepts(&hit, a, casing, from))
                    .copied()
                    .collect();
                if aliases.is_empty() || self.is_in_person(&hit, &aliases) {
                    at += 1;
                    continue;
                }
                at = hit.to.max(at + 1);
                out.push((hit, aliases));
            }
        }
        out
    }

    /// The capitals, the language and, for common words, the place in the sentence allow this
    /// reading.
    fn accepts(&self, hit: &Hit, alias: &Alias, casing: Casing, from: usize) -> bool {
        let first = self.layer.surface(hit.from);
        if !first.is_ascii() && hit.head + hit.tail > 0 {
            return true;
        }
        let latin = alias.name.starts_with(|c: char| (c as u32) < 0x250);
        if latin && !alias.language.is_empty() && alias.language != self.context.language {
            return false;
        }
        if !alias.name.chars().any(char::is_uppercase) {
            return true;
        }
        let acronym = fold::is_upper(alias.name) && alias.name.len() <= 6 && latin;
        if acronym {
            let exact = self.layer.span(hit.from, hit.to).of(self.layer.text) == alias.name;
            return exact && (casing != Casing::Upper || alias.name.len() > 3);
        }
        let last = self.layer.surface(hit.to - 1);
        let head_ok = !fold::is_capital(alias.name) || fold::is_capital(first);
        let tail_ok = !last_word_is_capital(alias.name)
            || fold::is_capital(last)
            || !last.chars().any(char::is_alphabetic);
        let place_ok = !alias.weak || (hit.from > from && casing == Casing::Normal);
        head_ok && tail_ok && place_ok
    }

    /// A city or country that is part of a person's name: "Michael Jordan", "Florence Nightingale".
    fn is_in_person(&self, hit: &Hit, aliases: &[Alias]) -> bool {
        let place = aliases
            .iter()
            .any(|a| self.lexicon.entry(a.entry).is_some_and(|e| e.label == Label::Gpe));
        if !place || hit.to != hit.from + 1 {
            return false;
        }
        let word = self.words.holding(hit.from);
        let follows = word
            .checked_sub(1)
            .is_some_and(|b| self.words.is(b, FIRST_NAME) && !self.words.is(b, FUNCTION | TITLE));
        let next = word + 1;
        let leads = self.words.is(word, FIRST_NAME)
            && self.words.capital(next)
            && !self.words.is(next, FUNCTION | ORG_TAIL | TITLE | EVENT_TAIL)
            && !self.lexicon.begins(self.layer.lower(hit.to));
        follows || leads
    }
}

fn last_word_is_capital(name: &str) -> bool {
    name.rsplit([' ', '-']).next().is_some_and(fold::is_capital)
}
