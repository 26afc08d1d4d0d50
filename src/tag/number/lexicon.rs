//! Number words of one language, read from its table in `data/`.
//!
//! A table line is `word<TAB>class[<TAB>value]`; the line `#! flags` tells how the language writes
//! numbers:
//! `comma` (the decimal mark is a comma), `compound` (number words are written together), `reverse`
//! (units before tens),
//! `glued` (words follow each other without a space and carry particles), `positional` (digit words
//! stand side by side),
//! `tens-and` (an "and" joins tens and units), `wa` (the word for "and" is the letter و before the
//! next word).
//!
//! | class | meaning |
//! |---|---|
//! | `small` | adds: 0 to 99, and hundreds that are one word |
//! | `unit`, `scale` | multiplies what stands before it: hundred, dozen; thousand, million |
//! | `unit1`, `scale1` | the same, and means one of it when nothing stands before |
//! | `units`, `scales` | the same, and is a vague number when nothing stands before ("hundreds") |
//! | `suffix` | scale that stands after figures only (`bn`, `k`) |
//! | `letter` | scale that stands after figures of money only (`m`, `b`) |
//! | `part` | denominator: half, quarter, thirds |
//! | `mixed` | a number with its fraction in one word: полтора, anderthalb |
//! | `ordinal`, `nth` | ordinal word; ending that makes figures an ordinal; `rank` stands before a number and makes it one |
//! | `few` | vague small number: several |
//! | `and`, `article`, `of`, `point`, `minus` | joints |

use std::sync::{LazyLock, OnceLock};

use rust_decimal::Decimal;

use super::phrases::{Phrases, rows};
use crate::tag::Layer;
use crate::text::Class;

/// Shortest number word written together. Bytes.
pub(super) const COMPOUND_MIN: usize = 6;

/// What a multiplier means when nothing stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    Nothing,
    One,
    Vague,
}

/// A number word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Small(u32),
    Unit(Decimal, Alone),
    Scale(Decimal, Alone),
    Suffix(Decimal),
    Letter(Decimal),
    Part(u32),
    /// One and a half in one word.
    Mixed(Decimal),
    Ordinal(u32),
    Nth,
    Rank,
    Few,
    And,
    Article,
    Of,
    Point,
    Minus,
}

/// Number words and writing habits of one language.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "independent habits of a language")]
pub(crate) struct Lexicon {
    pub(super) words: Phrases<Word>,
    /// The decimal mark is a comma.
    pub(crate) comma: bool,
    pub(super) compound: bool,
    pub(super) reverse: bool,
    /// Words follow each other without a space and carry particles (Korean).
    pub(crate) glued: bool,
    pub(super) positional: bool,
    pub(super) wa: bool,
    /// Tens and units are joined by "and": treinta y cinco.
    pub(super) tens_and: bool,
}

/// A language's table and, once it was asked for, its lexicon.
type Cell = (&'static str, &'static str, OnceLock<Lexicon>);

macro_rules! tables {
    ($($code:literal)*) => {
        static TABLES: LazyLock<Vec<Cell>> = LazyLock::new(|| {
            vec![$(($code, include_str!(concat!("data/", $code, ".tsv")), OnceLock::new())),*]
        });
    };
}

tables!("en" "es" "fr" "de" "ru" "zh" "ko" "ja" "ar" "pt" "it" "nl" "tr");

impl Lexicon {
    /// The lexicon of a language (ISO 639-1); English when there is none.
    pub(crate) fn of(language: &str) -> &'static Self {
        static EMPTY: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(""));
        let known = TABLES.iter().find(|(code, ..)| *code == language).or(TABLES.first());
        known.map_or(&*EMPTY, |(_, table, cell)| cell.get_or_init(|| Self::read(table)))
    }

    /// False if no number begins at token `index`.
    #[inline]
    pub(crate) fn may_begin(&self, layer: &Layer<'_>, index: usize) -> bool {
        match layer.class(index) {
            Some(Class::Word | Class::Ideograph) => {
                self.glued
                    || self.words.may_have(layer, index)
                    || self.compound && layer.lower(index).len() >= COMPOUND_MIN
            }
            Some(_) => true,
            None => false,
        }
    }

    /// The value of a scale word or suffix at token `index`: "million", `bn`.
    pub(crate) fn scale_word(&self, layer: &Layer<'_>, index: usize) -> Option<Decimal> {
        match self.words.find(layer, index) {
            Some((_, Word::Scale(value, _) | Word::Suffix(value))) => Some(*value),
            _ => None,
        }
    }

    /// True if token `index` is the "and" of number words.
    pub(crate) fn and_word(&self, layer: &Layer<'_>, index: usize) -> bool {
        matches!(self.words.find(layer, index), Some((_, Word::And)))
    }

    fn read(table: &'static str) -> Self {
        let flags = table.lines().find_map(|line| line.strip_prefix("#!")).unwrap_or("");
        let has = |flag: &str| flags.split_whitespace().any(|f| f == flag);
        let mut words = Phrases::forward();
        for row in rows(table) {
            let value = row.get(2).copied().unwrap_or("0");
            if let [word, class, ..] = row.as_slice()
                && let Some(parsed) = Word::read(class, value)
            {
                words.insert(word, parsed);
            }
        }
        Self {
            words,
            comma: has("comma"),
            compound: has("compound"),
            reverse: has("reverse"),
            glued: has("glued"),
            positional: has("positional"),
            wa: has("wa"),
            tens_and: has("tens-and"),
        }
    }
}

impl Word {
    fn read(class: &str, value: &str) -> Option<Self> {
        let figure: Decimal = value.parse().ok()?;
        let small: u32 = value.parse().unwrap_or(0);
        Some(match class {
            "small" => Self::Small(small),
            "unit" => Self::Unit(figure, Alone::Nothing),
            "unit1" => Self::Unit(figure, Alone::One),
            "units" => Self::Unit(figure, Alone::Vague),
            "scale" => Self::Scale(figure, Alone::Nothing),
            "scale1" => Self::Scale(figure, Alone::One),
            "scales" => Self::Scale(figure, Alone::Vague),
            "suffix" => Self::Suffix(figure),
            "letter" => Self::Letter(figure),
            "part" => Self::Part(small),
            "mixed" => Self::Mixed(figure),
            "ordinal" => Self::Ordinal(small),
            "nth" => Self::Nth,
            "rank" => Self::Rank,
            "few" => Self::Few,
            "and" => Self::And,
            "article" => Self::Article,
            "of" => Self::Of,
            "point" => Self::Point,
            "minus" => Self::Minus,
            _ => return None,
        })
    }
}
