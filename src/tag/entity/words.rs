//! Words as writers see them: `Jean-Pierre`, `O'Brien`, `Mr.` and `'s` are one each.

use super::fold;
use super::vocabulary::{self, Classes};
use crate::text::{Class, Layer};

/// One word: a run of tokens without a blank inside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// First token.
    pub(super) from: u32,
    /// One past the last token.
    pub(super) to: u32,
    /// Its word classes.
    pub(super) classes: Classes,
    /// Begins with an upper-case letter.
    pub(super) capital: bool,
    /// All letters are upper case, two at least.
    pub(super) upper: bool,
}

/// How a sentence uses capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Casing {
    /// Names and first words only.
    Normal,
    /// Most words, as in a headline.
    Title,
    /// All letters.
    Upper,
}

/// The words of a text and, per sentence, its range of words and its casing.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The words in order.
    pub(super) words: Vec<Word>,
    /// Sentences as half-open ranges of word indices.
    pub(super) sentences: Vec<(usize, usize, Casing)>,
}

/// Words whose full stop belongs to them.
const STOPPED: &[&str] = &[
    "adm", "brig", "bros", "capt", "cmdr", "co", "col", "corp", "dr", "gen", "gov", "inc", "jr",
    "lt", "ltd", "maj", "messrs", "mr", "mrs", "ms", "mt", "prof", "rep", "reps", "rev", "sen",
    "sens", "sgt", "sr", "st",
];

impl Words {
    /// Reads the layer once.
    pub(super) fn new(layer: &Layer<'_>) -> Self {
        let mut out = Self { words: Vec::with_capacity(layer.len()), sentences: Vec::new() };
        for &(from, to) in &layer.sentences {
            let first = out.words.len();
            let (mut at, end) = (from as usize, to as usize);
            while at < end {
                let next = word_end(layer, at, end);
                out.words.push(word(layer, at, next));
                at = next;
            }
            let casing = casing(layer, out.words.get(first..).unwrap_or(&[]));
            out.sentences.push((first, out.words.len(), casing));
        }
        out
    }

    /// The word of an index.
    pub(super) fn get(&self, index: usize) -> Option<&Word> {
        self.words.get(index)
    }

    /// True if the word has one of the classes.
    pub(super) fn is(&self, index: usize, classes: Classes) -> bool {
        self.words.get(index).is_some_and(|w| w.classes & classes != 0)
    }

    /// True if the word begins with a capital.
    pub(super) fn capital(&self, index: usize) -> bool {
        self.words.get(index).is_some_and(|w| w.capital)
    }

    /// The surface of a word.
    pub(super) fn surface<'t>(&self, layer: &Layer<'t>, index: usize) -> &'t str {
        self.get(index).map_or("", |w| layer.span(w.from as usize, w.to as usize).of(layer.text))
    }

    /// Index of the word that holds a token.
    pub(super) fn holding(&self, token: usize) -> usize {
        self.words.partition_point(|w| w.to as usize <= token)
    }
}

fn word(layer: &Layer<'_>, from: usize, to: usize) -> Word {
    let surface = layer.span(from, to).of(layer.text);
    Word {
        from: from as u32,
        to: to as u32,
        classes: vocabulary::classes(surface),
        capital: fold::is_capital(surface) && !is_compound(surface),
        upper: fold::is_upper(surface) && surface.chars().filter(|c| c.is_alphabetic()).count() > 1,
    }
}

/// Last parts that make an adjective of a name: "DPRK-related", "Iran-backed".
const ADJECTIVE_PARTS: &[&str] =
    &["born", "era", "held", "led", "level", "like", "made", "only", "run", "style", "wide"];

fn is_compound(surface: &str) -> bool {
    surface.rsplit_once(['-', '‑']).is_some_and(|(_, last)| {
        last.ends_with("ed")
            || last.ends_with("ing") && last.len() > 5 && !fold::is_capital(last)
            || ADJECTIVE_PARTS.contains(&last)
    })
}

fn glued(layer: &Layer<'_>, at: usize) -> bool {
    layer.get(at).is_some_and(|t| !t.spaced)
}

fn is_text(layer: &Layer<'_>, at: usize) -> bool {
    matches!(layer.class(at), Some(Class::Word | Class::Number))
}

fn word_end(layer: &Layer<'_>, at: usize, end: usize) -> usize {
    let mut next = at + 1;
    if matches!(layer.lower(at), "'") && glued(layer, next) && layer.lower(next) == "s" {
        return (next + 1).min(end);
    }
    if !is_text(layer, at) {
        return next;
    }
    while next < end && glued(layer, next) {
        let joint = layer.lower(next);
        let after = glued(layer, next + 1) && is_text(layer, next + 1) && next + 1 < end;
        let inner = match joint {
            "-" | "‐" | "‑" | "&" => after,
            "'" => {
                after
                    && !matches!(layer.lower(next + 1), "s" | "t" | "re" | "ve" | "ll" | "d" | "m")
            }
            _ => false,
        };
        if inner {
            next += 2;
        } else if joins_number(layer, at, next) {
            next += 1;
        } else {
            if joint == "." && keeps_stop(layer, at, next) {
                next += 1;
            }
            break;
        }
    }
    next.min(end)
}

/// `F16` and `3rd` are one word.
fn joins_number(layer: &Layer<'_>, at: usize, next: usize) -> bool {
    let number = |i: usize| layer.class(i) == Some(Class::Number);
    number(next) && next == at + 1 || layer.class(next) == Some(Class::Word) && number(next - 1)
}

/// `Mr.` and `J.` keep their stop.
fn keeps_stop(layer: &Layer<'_>, at: usize, stop: usize) -> bool {
    if stop != at + 1 {
        return false;
    }
    let surface = layer.surface(at);
    let initial = surface.chars().count() == 1 && fold::is_capital(surface);
    initial || STOPPED.binary_search(&layer.lower(at)).is_ok()
}

fn casing(layer: &Layer<'_>, words: &[Word]) -> Casing {
    let (mut letters, mut capital, mut upper) = (0, 0, 0);
    for word in words {
        let span = layer.span(word.from as usize, word.to as usize);
        let cased = layer.class(word.from as usize) == Some(Class::Word)
            && span.of(layer.text).chars().any(|c| c.is_uppercase() || c.is_lowercase());
        if cased && span.len() > 3 {
            letters += 1;
            capital += usize::from(word.capital);
            upper += usize::from(word.upper);
        }
    }
    if letters >= 3 && upper * 10 >= letters * 8 {
        Casing::Upper
    } else if letters >= 4 && capital * 10 >= letters * 8 {
        Casing::Title
    } else {
        Casing::Normal
    }
}
