//! Words that bound a figure ("more than", "or so") and words that join a range ("to", "between …
//! and").

use std::sync::{LazyLock, OnceLock};

use super::phrases::{Phrases, rows};
use crate::model::Modifier;
use crate::tag::Layer;

/// Most fillers that may stand between a modifier and its figure.
const FILLERS_MAX: usize = 3;
/// How far back a verb of change is looked for. Tokens.
const CHANGE_REACH: usize = 7;

/// Joints of a range and the like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// "to", a hyphen or dash.
    To,
    /// "and", a range only after "between".
    And,
}

/// The modifier words of one language.
#[derive(Debug)]
pub(crate) struct Modifiers {
    left: Phrases<Modifier>,
    right: Phrases<Modifier>,
    filler: Phrases<()>,
    to: Phrases<()>,
    and: Phrases<()>,
    between: Phrases<()>,
    from: Phrases<()>,
    change: Phrases<()>,
}

const TABLE: &str = include_str!("data/modifiers.tsv");

/// Languages with a row in the table, in the table's order.
static LANGUAGES: LazyLock<Vec<(&'static str, OnceLock<Modifiers>)>> = LazyLock::new(|| {
    let mut codes: Vec<&'static str> = rows(TABLE).filter_map(|r| r.first().copied()).collect();
    codes.dedup();
    codes.into_iter().map(|code| (code, OnceLock::new())).collect()
});

fn modifier(name: &str) -> Modifier {
    match name {
        "approx" => Modifier::Approx,
        "more_than" => Modifier::MoreThan,
        "at_least" => Modifier::AtLeast,
        "less_than" => Modifier::LessThan,
        "at_most" => Modifier::AtMost,
        _ => Modifier::Exact,
    }
}

impl Modifiers {
    /// The words of a language (ISO 639-1); English when there are none.
    pub(crate) fn of(language: &str) -> &'static Self {
        static EMPTY: LazyLock<Modifiers> = LazyLock::new(|| Modifiers::read(""));
        let known = LANGUAGES.iter().find(|(code, _)| *code == language).or(LANGUAGES.first());
        known.map_or(&*EMPTY, |(code, cell)| cell.get_or_init(|| Self::read(code)))
    }

    fn read(language: &str) -> Self {
        let mut out = Self {
            left: Phrases::backward(),
            right: Phrases::forward(),
            filler: Phrases::backward(),
            to: Phrases::forward(),
            and: Phrases::forward(),
            between: Phrases::backward(),
            from: Phrases::backward(),
            change: Phrases::backward(),
        };
        for row in rows(TABLE) {
            let &[code, role, name, phrases] = row.as_slice() else { continue };
            if code != language {
                continue;
            }
            for phrase in phrases.split('|') {
                match role {
                    "left" => out.left.insert(phrase, modifier(name)),
                    "right" => out.right.insert(phrase, modifier(name)),
                    "filler" => out.filler.insert(phrase, ()),
                    "to" => out.to.insert(phrase, ()),
                    "and" => out.and.insert(phrase, ()),
                    "between" => out.between.insert(phrase, ()),
                    "from" => out.from.insert(phrase, ()),
                    "change" => out.change.insert(phrase, ()),
                    _ => {}
                }
            }
        }
        out
    }

    /// The modifier of a figure in tokens `start..end`: right before it, or right after it.
    pub(crate) fn of_figure(&self, layer: &Layer<'_>, start: usize, end: usize) -> Modifier {
        self.before(layer, start).or_else(|| self.after(layer, end)).unwrap_or_default()
    }

    /// The modifier right before token `start`, over a few fillers ("more than a whopping").
    pub(crate) fn before(&self, layer: &Layer<'_>, start: usize) -> Option<Modifier> {
        self.words_before(layer, start).map(|(.., modifier)| modifier)
    }

    /// The same with the tokens it stands in: `(first, past the last, modifier)`.
    pub(crate) fn words_before(
        &self,
        layer: &Layer<'_>,
        start: usize,
    ) -> Option<(usize, usize, Modifier)> {
        let mut end = start;
        for _ in 0..=FILLERS_MAX {
            if let Some((first, modifier)) = self.left.find_before(layer, end) {
                return Some((first, end, *modifier));
            }
            end = self.filler.find_before(layer, end)?.0;
        }
        None
    }

    /// The words around a figure in tokens `start..end` that bound it, as `words [modifier]`.
    pub(crate) fn told(&self, layer: &Layer<'_>, start: usize, end: usize) -> Vec<String> {
        let told = |from: usize, to: usize, modifier: Modifier| {
            format!("{} [{}]", layer.span(from, to).of(layer.text), modifier.as_str())
        };
        if let Some((from, to, modifier)) = self.words_before(layer, start) {
            return vec![told(from, to, modifier)];
        }
        let after = self.after(layer, end);
        let past = self.right.find(layer, end).map_or(end, |(past, _)| past);
        after.map(|modifier| told(end, past, modifier)).into_iter().collect()
    }

    /// The modifier right after token `end - 1`.
    pub(crate) fn after(&self, layer: &Layer<'_>, end: usize) -> Option<Modifier> {
        let (past, modifier) = self.right.find(layer, end)?;
        // A sign counts only when it sticks to the figure and ends there.
        let sign = layer.surface(end) == "+";
        let sticks =
            layer.get(end).is_some_and(|t| !t.spaced) && layer.get(past).is_none_or(|t| t.spaced);
        (!sign || sticks).then_some(*modifier)
    }

    /// False if no word of a joint is at token `index`.
    pub(crate) fn may_join(&self, layer: &Layer<'_>, index: usize) -> bool {
        self.to.may_have(layer, index) || self.and.may_have(layer, index)
    }

    /// The joint at token `index`: `(index past it, which)`.
    pub(crate) fn joint(&self, layer: &Layer<'_>, index: usize) -> Option<(usize, Joint)> {
        if matches!(layer.surface(index), "-" | "–" | "—" | "~" | "～" | "‐" | "‑" | "−")
        {
            let doubled = layer.surface(index + 1) == layer.surface(index);
            return (!doubled).then_some((index + 1, Joint::To));
        }
        if let Some((end, ())) = self.to.find(layer, index) {
            return Some((end, Joint::To));
        }
        self.and.find(layer, index).map(|(end, ())| (end, Joint::And))
    }

    /// True if "between" (or "from", when `or_from`) stands right before token `start`, perhaps
    /// over a modifier.
    pub(crate) fn opens_range(&self, layer: &Layer<'_>, start: usize, or_from: bool) -> bool {
        let opens = |end: usize| {
            self.between.find_before(layer, end).is_some()
                || or_from && self.from.find_before(layer, end).is_some()
        };
        opens(start) || self.left.find_before(layer, start).is_some_and(|(at, _)| opens(at))
    }

    /// True if a verb of change ("rose", "up") stands shortly before token `start` in its sentence:
    /// "rose from 5 to 7".
    pub(crate) fn changes(&self, layer: &Layer<'_>, start: usize) -> bool {
        let sentence = layer.sentences.get(layer.sentence_of(start)).map_or(0, |s| s.0 as usize);
        let first = start.saturating_sub(CHANGE_REACH).max(sentence);
        (first..start).any(|i| self.change.word(layer.lower(i)).is_some())
    }
}
