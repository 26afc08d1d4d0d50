//! Which currency a shared name means: evidence from the outlet's country and the places the text
//! names.
//!
//! A name that belongs to one currency ("US$", "baht", `KRW`) is certain. A shared one (`$`,
//! "pounds", "pesos") is settled so:
//!
//! 1. the outlet's own country, when its money is among the candidates and the text speaks at least
//!    as much of it as of any other;
//! 2. without such an outlet, a name with a usual meaning (`$`, "won", "rupees"; `¥` and "kroner" by
//!    the language of the text) keeps it unless
//!    the text speaks of another country of the group and not once of the usual one: then the
//!    currency stays open;
//! 3. a name without one ("pesos", "dinars") takes the country the text speaks of most, if one
//!    leads; else it stays open.
//!
//! Candidates come with the best evidence first: of a settled name the chosen one and those the
//! text speaks of too.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::tender::{Form, Tender, members, of_country};
use crate::tag::number::phrases::{Phrases, rows};
use crate::tag::{Context, Layer};

const PLACES: &str = include_str!("data/places.tsv");
/// Most candidates offered for an open currency.
const CANDIDATES_MAX: usize = 8;
/// Mentions of another country that make the usual meaning of a name doubtful.
const DOUBT_MIN: u32 = 2;

static WORDS: LazyLock<Phrases<&'static str>> = LazyLock::new(|| {
    let mut table = Phrases::forward();
    for row in rows(PLACES) {
        if let [code, words] = *row.as_slice() {
            for word in words.split('|') {
                table.insert(word, code);
            }
        }
    }
    table
});

/// The money of the country where a language is chiefly written, for languages that have one.
fn of_language(language: &str) -> Option<&'static str> {
    Some(match language {
        "zh" => "CNY",
        "ja" => "JPY",
        "ko" => "KRW",
        "tr" => "TRY",
        "sv" => "SEK",
        "da" => "DKK",
        "no" | "nb" | "nn" => "NOK",
        "is" => "ISK",
        "cs" => "CZK",
        _ => return None,
    })
}

/// Counts, per currency, of the words in a text that point to its country.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    counts: FxHashMap<&'static str, u32>,
    outlet: Option<&'static str>,
    read: bool,
}

impl Evidence {
    /// Reads the text once, when the first doubtful name asks.
    fn read(&mut self, layer: &Layer<'_>, context: &Context<'_>) {
        if self.read {
            return;
        }
        self.read = true;
        self.outlet = context.country.and_then(of_country);
        let mut index = 0;
        let words = &*WORDS;
        while index < layer.len() {
            if !words.may_have(layer, index) {
                index += 1;
                continue;
            }
            match words.find(layer, index) {
                // "us" the pronoun is no country.
                Some((end, code)) if layer.surface(index) != "us" => {
                    *self.counts.entry(code).or_default() += 1;
                    index = end;
                }
                _ => index += 1,
            }
        }
    }

    fn count(&self, code: &str) -> u32 {
        self.counts.get(code).copied().unwrap_or(0)
    }

    /// The certain currency, if one is, and all candidates, best first.
    pub(super) fn resolve(
        &mut self,
        tender: &Tender,
        layer: &Layer<'_>,
        context: &Context<'_>,
    ) -> (Option<String>, Vec<String>) {
        let Some(group) = members(tender) else { return (None, Vec::new()) };
        if let [only] = group.codes.as_slice() {
            return (Some((*only).to_string()), vec![(*only).to_string()]);
        }
        self.read(layer, context);
        let home = of_language(context.language).filter(|home| group.codes.contains(home));
        let usual = home.or(group.default);
        let mut ranked: Vec<&'static str> = group.codes.clone();
        ranked.sort_by_key(|code| std::cmp::Reverse(self.count(code)));
        let best = ranked.first().copied().unwrap_or("");
        let (lead, next) = (self.count(best), ranked.get(1).map_or(0, |c| self.count(c)));
        let outlet = self.outlet.filter(|o| group.codes.contains(o));
        // Dollars and sterling are quoted in texts about anywhere; rupees and roubles are their own
        // countries' money.
        let abroad = matches!(usual, Some("USD" | "GBP"));
        let enough = if abroad { DOUBT_MIN } else { 1 };
        let chosen = match (outlet, usual) {
            (Some(own), _) if self.count(own) >= lead => Some(own),
            (Some(_), _) => None,
            (None, Some(usual)) => {
                // Cents are anybody's, so a place says little of them.
                let doubt = !tender.is_minor() && self.count(usual) == 0 && lead >= enough;
                if !doubt {
                    Some(usual)
                } else if lead > next
                    && best != usual
                    && (!abroad || tender.form == Form::Name && usual == "GBP")
                {
                    // A word ("rupees", "pounds") in a text about one other country is that
                    // country's money.
                    Some(best)
                } else {
                    None
                }
            }
            (None, None) => (lead > next).then_some(best),
        };
        if chosen.is_some() {
            // Settled: only rivals that the text gives a reason for stay on the list.
            ranked.retain(|code| self.count(code) > 0);
        } else {
            ranked.truncate(CANDIDATES_MAX);
        }
        let front = chosen.or(usual);
        if let Some(front) = front {
            ranked.retain(|code| *code != front);
            ranked.insert(0, front);
        }
        (chosen.map(str::to_string), ranked.into_iter().map(str::to_string).collect())
    }

    /// In words, what settles the currency of a name.
    pub(super) fn told(
        &mut self,
        tender: &Tender,
        layer: &Layer<'_>,
        context: &Context<'_>,
    ) -> String {
        let (chosen, ranked) = self.resolve(tender, layer, context);
        if members(tender).is_some_and(|group| group.codes.len() == 1) {
            return "no other currency has this name".to_string();
        }
        let named = |code: &str| match self.count(code) {
            0 => format!("{code} not named in the text"),
            n => format!("{code} pointed to by {n} words of the text"),
        };
        match chosen {
            None => {
                let all: Vec<String> = ranked.iter().map(|code| named(code)).collect();
                format!("open: {}", all.join(", "))
            }
            Some(code) if self.outlet == Some(code.as_str()) => {
                format!("country of the outlet; {}", named(&code))
            }
            Some(code) if self.count(&code) > 0 => named(&code),
            Some(code) => format!("{code}, the usual meaning; no other country named in the text"),
        }
    }
}
