//! Key figures: amounts and counts in their own words, grouped by what they are about.

use rust_decimal::Decimal;
use rustc_hash::FxHashSet;
use serde_json::Number;

use super::cite::Cited;
use super::pool::{Pool, Sentence};
use super::terms::{Terms, Vector, cosine, vector};
use super::types::{Figure, FigureGroup};
use crate::limits::BRIEF_FIGURES_MAX;
use crate::model::{Mention, Modifier, MomentType, QuantityType, Span, Value};

/// Likeness of two figures on one matter: the mean of their sentences' and their nearest words'.
const SAME_MATTER: f32 = 0.35;
/// Words on each side of a figure that tell what it is about.
const NEAR_WORDS: usize = 6;
/// Other places named that give the same value.
const ALSO_MAX: usize = 3;
/// What an amount of money is worth over a count.
const MONEY: f32 = 0.3;
/// Groups tried for one that is shown.
const GROUPS_PER_SHOWN: usize = 4;
/// Words shown on each side of a figure in a long sentence.
const SIDE_WORDS: usize = 14;
/// Characters shown on each side at most: scripts without spaces.
const SIDE_CHARS: usize = 120;
/// Longest sentence, in words, that is shown whole.
const WHOLE_WORDS: usize = 30;
/// Values shown side by side for one matter.
const VALUES_MAX: usize = 4;

/// A figure in the documents.
#[derive(Debug, Clone)]
struct Found<'p> {
    sentence: &'p Sentence,
    mention: &'p Mention,
    kind: &'static str,
    unit: &'p str,
    min: Option<Decimal>,
    max: Option<Decimal>,
    modifier: Modifier,
    near: Vector,
    score: f32,
}

/// A value in a document: document, unit, bounds.
type Given<'p> = (usize, &'p str, Option<Decimal>, Option<Decimal>);

impl<'p> Found<'p> {
    /// The value of `self`, as if the document of `other` gave it.
    fn given_in(&self, other: &Found<'_>) -> Given<'p> {
        (other.sentence.document, self.unit, self.min, self.max)
    }

    fn equals(&self, other: &Found<'_>) -> bool {
        self.min == other.min && self.max == other.max
    }
}

/// The groups of figures that matter most.
pub(super) fn groups(
    pool: &Pool<'_>,
    scores: &[f32],
    limit: usize,
    cited: &mut Cited<'_, '_>,
) -> Vec<FigureGroup> {
    let mut groups = matters(pool, scores, limit * GROUPS_PER_SHOWN);
    groups.truncate(limit);
    groups.iter().map(|group| shown(pool, group, cited)).collect()
}

/// The groups whose sources give values that cannot both hold, at most `limit`.
pub(super) fn differing(
    pool: &Pool<'_>,
    scores: &[f32],
    limit: usize,
    cited: &mut Cited<'_, '_>,
) -> Vec<FigureGroup> {
    let several = |group: &Vec<Found<'_>>| {
        group.first().is_some_and(|first| group.iter().any(|f| !f.equals(first)))
    };
    matters(pool, scores, BRIEF_FIGURES_MAX)
        .iter()
        .filter(|group| several(group))
        .map(|group| shown(pool, group, cited))
        .filter(|group| group.differ)
        .take(limit)
        .collect()
}

/// All figures by what they are about, the weightiest matter first; at most `most` matters.
fn matters<'p>(pool: &'p Pool<'_>, scores: &[f32], most: usize) -> Vec<Vec<Found<'p>>> {
    let mut groups: Vec<Vec<Found<'_>>> = Vec::new();
    let ranked = ranked(pool, scores);
    let given: FxHashSet<Given<'_>> = ranked.iter().map(|f| f.given_in(f)).collect();
    for found in ranked {
        // Where either document gives the other's value as well, the two are not on one matter.
        let apart = |f: &Found<'_>| {
            !f.equals(&found)
                && (given.contains(&f.given_in(&found)) || given.contains(&found.given_in(f)))
        };
        let fits = |g: &Vec<Found<'_>>| {
            g.first().is_some_and(|f| same_matter(pool, f, &found) && !apart(f))
        };
        let place = groups.iter().position(fits);
        if let Some(group) = place.and_then(|at| groups.get_mut(at)) {
            group.push(found);
        } else if groups.len() < most {
            groups.push(vec![found]);
        }
    }
    let weight = |group: &Vec<Found<'_>>| {
        let mut origins: Vec<usize> =
            group.iter().filter_map(|f| pool.origins.get(f.sentence.document).copied()).collect();
        origins.sort_unstable();
        origins.dedup();
        let best = group.first().map_or(0.0, |f| f.score);
        best * (1.0 + (origins.len() as f32).ln())
    };
    groups.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    groups
}

/// The figures worth showing, best first.
fn ranked<'p>(pool: &'p Pool<'_>, scores: &[f32]) -> Vec<Found<'p>> {
    let mut all = Vec::new();
    let mut terms = Terms::default();
    for (document, stored) in pool.documents.iter().enumerate() {
        for mention in &stored.mentions {
            let Some(mut found) = read(pool, document, mention) else { continue };
            let index = pool.holding(document, mention.span);
            let score = index.and_then(|i| scores.get(i)).copied().unwrap_or(0.0);
            if score > 0.0 {
                found.score = score + bonus(&found);
                found.near = near(pool, &found, &mut terms);
                all.push(found);
            }
        }
    }
    all.sort_by(|a, b| {
        let place = |f: &Found<'_>| (f.sentence.document, f.mention.span.start);
        b.score.total_cmp(&a.score).then(place(a).cmp(&place(b)))
    });
    all.truncate(BRIEF_FIGURES_MAX);
    all
}

/// Amounts of money come first, but for the small change of rates and prices.
fn bonus(found: &Found<'_>) -> f32 {
    let small = found.min.or(found.max).is_some_and(|n| n < Decimal::TEN);
    match (found.kind, small) {
        ("money", false) => MONEY,
        ("money", true) => -MONEY,
        _ => 0.0,
    }
}

/// An amount, a percentage, a measure, or a count of ten or more; `None` for what is no key figure.
fn read<'p>(pool: &'p Pool<'_>, document: usize, mention: &'p Mention) -> Option<Found<'p>> {
    let (kind, unit, min, max, modifier) = match &mention.value {
        Value::Money(m) => ("money", m.best_currency()?, m.min, m.max, m.modifier),
        Value::Quantity(q) if q.quantity_type != QuantityType::Ordinal => {
            let unit = q.unit.as_deref().unwrap_or("");
            let large = q.min.or(q.max).is_some_and(|n| n >= Decimal::TEN);
            if q.quantity_type == QuantityType::Count && (!large || unit.is_empty()) {
                return None;
            }
            ("quantity", unit, q.min, q.max, q.modifier)
        }
        _ => return None,
    };
    min.or(max)?;
    let sentence = pool.sentences.get(pool.holding(document, mention.span)?)?;
    Some(Found {
        sentence,
        mention,
        kind,
        unit,
        min,
        max,
        modifier,
        near: Vector::new(),
        score: 0.0,
    })
}

/// Two figures on one matter: same unit, like sentences, and no two dates that exclude each other.
fn same_matter(pool: &Pool<'_>, a: &Found<'_>, b: &Found<'_>) -> bool {
    if a.kind != b.kind || a.unit != b.unit {
        return false;
    }
    let equal = a.equals(b);
    // One document gives one value for one matter; two values in it are two matters.
    if a.sentence.document == b.sentence.document && !equal {
        return false;
    }
    let needed = if equal { SAME_MATTER / 2.0 } else { SAME_MATTER };
    let like = cosine(&a.sentence.vector, &b.sentence.vector) + cosine(&a.near, &b.near);
    like / 2.0 >= needed && days_agree(&days(pool, a.sentence), &days(pool, b.sentence))
}

/// The resolved intervals that a sentence names.
fn days<'p>(pool: &'p Pool<'_>, sentence: &Sentence) -> Vec<(&'p str, &'p str)> {
    let mentions = pool.documents.get(sentence.document).map_or(&[][..], |d| d.mentions.as_slice());
    let from = mentions.partition_point(|m| m.span.start < sentence.span.start);
    let inside = mentions.get(from..).unwrap_or(&[]).iter();
    inside
        .take_while(|m| m.span.start < sentence.span.end)
        .filter_map(|m| match &m.value {
            Value::Date(d) if d.moment_type == MomentType::Date => {
                Some((d.start.as_deref()?, d.end.as_deref()?))
            }
            _ => None,
        })
        .collect()
}

fn days_agree(a: &[(&str, &str)], b: &[(&str, &str)]) -> bool {
    a.is_empty()
        || b.is_empty()
        || a.iter().any(|&(s, e)| b.iter().any(|&(start, end)| s < end && start < e))
}

fn shown(pool: &Pool<'_>, group: &[Found<'_>], cited: &mut Cited<'_, '_>) -> FigureGroup {
    let mut values: Vec<(&Found<'_>, Figure)> = Vec::new();
    for found in group {
        let known = values.iter_mut().find(|(f, _)| f.equals(found));
        if let Some((_, figure)) = known {
            let room = figure.also.len() < ALSO_MAX;
            let document = pool.documents.get(found.sentence.document).map(|d| &d.id);
            let new =
                figure.citations.iter().chain(&figure.also).all(|c| Some(&c.document) != document);
            if room && new {
                figure.also.extend(cited.span(found.sentence.document, found.mention.span));
            }
        } else if values.len() < VALUES_MAX
            && values.iter().all(|(f, _)| f.sentence.document != found.sentence.document)
        {
            values.push((found, figure(pool, found, cited)));
        }
    }
    let differ = values.iter().any(|(a, _)| {
        values.iter().any(|(b, _)| {
            let above = a.min.zip(b.max).is_some_and(|(min, max)| min > max);
            let apart =
                pool.origins.get(a.sentence.document) != pool.origins.get(b.sentence.document);
            above && apart
        })
    });
    FigureGroup { differ, figures: values.into_iter().map(|(_, figure)| figure).collect() }
}

fn figure(pool: &Pool<'_>, found: &Found<'_>, cited: &mut Cited<'_, '_>) -> Figure {
    let document = found.sentence.document;
    let span = phrase(pool, found);
    let number = |n: Option<Decimal>| -> Option<Number> { n?.normalize().to_string().parse().ok() };
    Figure {
        figure: pool.text(document, found.mention.span).to_string(),
        kind: found.kind,
        min: number(found.min),
        max: number(found.max),
        unit: Some(found.unit.to_string()).filter(|u| !u.is_empty()),
        modifier: found.modifier.as_str(),
        text: pool.text(document, span).to_string(),
        citations: cited.span(document, span).into_iter().collect(),
        also: Vec::new(),
        borne_by: 0,
    }
}

/// What the nearest words say, without figures.
fn near(pool: &Pool<'_>, found: &Found<'_>, terms: &mut Terms) -> Vector {
    let (before, after) = sides(pool, found);
    let mut words: Vec<&str> = before.split_whitespace().rev().take(NEAR_WORDS).collect();
    words.extend(after.split_whitespace().take(NEAR_WORDS));
    let mut read = Vec::new();
    for word in words {
        if !word.contains(|c: char| c.is_ascii_digit()) {
            read.extend(terms.read(word).terms);
        }
    }
    vector(&read, |_| 1.0)
}

/// The sentence before and after a figure.
fn sides<'d>(pool: &Pool<'d>, found: &Found<'_>) -> (&'d str, &'d str) {
    let (span, inside) = (found.sentence.span, found.mention.span);
    let text = |start, end| pool.text(found.sentence.document, Span { start, end });
    (text(span.start, inside.start), text(inside.end, span.end))
}

/// The words around a figure: its sentence, or in a long one as many words on each side.
fn phrase(pool: &Pool<'_>, found: &Found<'_>) -> Span {
    let sentence = found.sentence;
    if sentence.words <= WHOLE_WORDS {
        return sentence.span;
    }
    let inside = found.mention.span;
    let (before, after) = sides(pool, found);
    let left = reach(before.char_indices().rev().map(|(at, c)| (before.len() - at, c)));
    let right = reach(after.char_indices().map(|(at, c)| (at + c.len_utf8(), c)));
    Span { start: inside.start - left as u32, end: inside.end + right as u32 }
}

/// Bytes taken on one side, given the distance of the far edge of each character.
fn reach(chars: impl Iterator<Item = (usize, char)>) -> usize {
    let (mut taken, mut words, mut edge) = (0, 0, 0);
    for (count, (far, c)) in chars.enumerate() {
        if c.is_whitespace() {
            words += 1;
            if words > SIDE_WORDS || count > SIDE_CHARS {
                return edge;
            }
        } else {
            edge = far;
        }
        taken = far;
        if count > 2 * SIDE_CHARS {
            return edge;
        }
    }
    taken
}
