//! Dated sentences: by the dates they name, resolved against publication, else by publication.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::cite::Cited;
use super::pool::{Pool, Sentence, likeness};
use super::types::{Basis, Precision, TimelineEntry};
use super::{Options, select};
use crate::model::{Moment, MomentType, Span, Value};

/// What a sentence is worth that stands under its day of publication only.
const PUBLICATION: f32 = 0.5;
/// Sentences that tell how near a document is to the matter.
const TELLING: usize = 5;
/// What a mention is worth that comes long after its day: what is still told then was an event.
const RECALLED: f32 = 2.0;
/// Days after which a day is recalled.
const RECALLED_DAYS: i32 = 30;
/// What a day is worth that lies ahead: much of what is planned does not come about.
const AHEAD: f32 = 0.5;
/// What a sentence's own score adds to its likeness to the other sentences of its date.
const SCORE: f32 = 0.3;
/// Likeness at which two sentences of one date tell the same.
const REPEATED: f32 = 0.5;

/// How much a timeline holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Most dates.
    pub(super) dates: usize,
    /// Most sentences of one date.
    pub(super) per_date: usize,
    /// First and last day.
    window: (Option<Date>, Option<Date>),
}

impl Size {
    /// The size that is asked for.
    pub(super) fn of(options: &Options) -> Self {
        Self { dates: options.dates, per_date: options.per_date, window: options.window }
    }

    fn holds(&self, date: &str) -> bool {
        let (first, last) = self.window;
        let Ok(date) = date.parse::<Date>() else { return false };
        first.is_none_or(|first| first <= date) && last.is_none_or(|last| date <= last)
    }
}

/// A sentence under a date.
#[derive(Debug, Clone)]
struct Dated {
    sentence: usize,
    value: String,
    precision: Precision,
    basis: Basis,
    expression: Option<Span>,
    score: f32,
    weight: f32,
}

/// The dates that matter most, in order of time.
pub(super) fn entries(
    pool: &Pool<'_>,
    scores: &[f32],
    size: Size,
    cited: &mut Cited<'_, '_>,
) -> Vec<TimelineEntry> {
    let near = nearness(pool);
    let mut dates: BTreeMap<(String, Precision), Vec<Dated>> = BTreeMap::new();
    for document in 0..pool.documents.len() {
        let near = near.get(document).copied().unwrap_or(0.0);
        read_mentions(pool, scores, (document, near), &mut dates);
        read_publication(pool, scores, (document, near), &mut dates);
    }
    let mut ranked: Vec<((String, Precision), Vec<Dated>, f32)> = dates
        .into_iter()
        .filter(|((date, _), _)| size.holds(date))
        .map(|(date, dated)| {
            let weight = weight(pool, &dated);
            (date, dated, weight)
        })
        .collect();
    ranked.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    ranked.truncate(size.dates);
    ranked.sort_by(|a, b| a.0.cmp(&b.0));
    let mut entries = Vec::new();
    let mut used = Vec::new();
    for ((date, _), dated, _) in ranked {
        let mut left = size.per_date;
        for candidate in by_likeness(pool, dated) {
            if left == 0 {
                break;
            }
            let Some(sentence) = pool.sentences.get(candidate.sentence) else { continue };
            let repeats = |&at: &usize| {
                pool.sentences.get(at).is_some_and(|s| likeness(s, sentence) > REPEATED)
            };
            if used.iter().any(repeats) {
                continue;
            }
            used.push(candidate.sentence);
            left -= 1;
            entries.push(entry(pool, &date, candidate, cited));
        }
    }
    entries
}

fn entry(pool: &Pool<'_>, date: &str, dated: Dated, cited: &mut Cited<'_, '_>) -> TimelineEntry {
    let sentence = pool.sentences.get(dated.sentence);
    let text = |span| sentence.map_or("", |s| pool.text(s.document, span)).to_string();
    TimelineEntry {
        date: date.to_string(),
        value: dated.value,
        precision: dated.precision,
        basis: dated.basis,
        expression: dated.expression.map(text),
        text: sentence.map(|s| text(s.span)).unwrap_or_default(),
        citations: sentence.map(|s| cited.sentence(s)).unwrap_or_default(),
        borne_by: 0,
    }
}

/// The sentences of a date, the nearest to the middle of them all first.
fn by_likeness(pool: &Pool<'_>, dated: Vec<Dated>) -> Vec<Dated> {
    let mut middle: FxHashMap<u32, f32> = FxHashMap::default();
    let vector = |d: &Dated| pool.sentences.get(d.sentence).map_or(&[][..], |s| &s.vector);
    for candidate in &dated {
        let part = if candidate.basis == Basis::Mention { 1.0 } else { PUBLICATION };
        for &(term, weight) in vector(candidate) {
            *middle.entry(term).or_default() += part * weight;
        }
    }
    let mut squares: Vec<f32> = middle.values().map(|w| w * w).collect();
    // A sum in the order of size is the same whatever the order of the map.
    squares.sort_by(f32::total_cmp);
    let norm = squares.iter().sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    let worth = |d: &Dated| {
        let shared = vector(d).iter().map(|(t, w)| w * middle.get(t).copied().unwrap_or(0.0));
        shared.sum::<f32>() / norm + SCORE * d.score
    };
    let mut ranked: Vec<(f32, Dated)> = dated.into_iter().map(|d| (worth(&d), d)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.sentence.cmp(&b.1.sentence)));
    ranked.into_iter().map(|(_, dated)| dated).collect()
}

/// How near each document is to what all are about, 0 to 1: the mean of its most central sentences.
fn nearness(pool: &Pool<'_>) -> Vec<f32> {
    let mean = |document: usize| {
        let mut all: Vec<f32> = pool.of_document(document).iter().map(|s| s.centrality).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        all.truncate(TELLING);
        all.iter().sum::<f32>() / all.len().max(1) as f32
    };
    let means: Vec<f32> = (0..pool.documents.len()).map(mean).collect();
    let most = means.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    means.into_iter().map(|m| m / most).collect()
}

/// A date weighs one for each original document that has it, by how near that is to the matter.
fn weight(pool: &Pool<'_>, dated: &[Dated]) -> f32 {
    let mut best: BTreeMap<usize, f32> = BTreeMap::new();
    for candidate in dated {
        let Some(sentence) = pool.sentences.get(candidate.sentence) else { continue };
        let origin = pool.origins.get(sentence.document).copied().unwrap_or(sentence.document);
        let known = best.entry(origin).or_default();
        *known = known.max(candidate.weight);
    }
    best.values().sum()
}

/// What a mention is worth by the days from its date to publication.
fn recalled(published: Option<Date>, date: &str) -> f32 {
    let days = published
        .zip(date.parse::<Date>().ok())
        .and_then(|(p, d)| p.since((jiff::Unit::Day, d)).ok())
        .map_or(0, |span| span.get_days());
    match days {
        i32::MIN..0 => AHEAD,
        d if d > RECALLED_DAYS => RECALLED,
        _ => 1.0,
    }
}

fn read_mentions(
    pool: &Pool<'_>,
    scores: &[f32],
    (document, near): (usize, f32),
    dates: &mut BTreeMap<(String, Precision), Vec<Dated>>,
) {
    let Some(stored) = pool.documents.get(document) else { return };
    let published = stored.document.published.map(|p| p.date);
    for mention in &stored.mentions {
        let Value::Date(moment) = &mention.value else { continue };
        let Some((date, value, precision)) = resolved(moment) else { continue };
        let Some(sentence) = pool.holding(document, mention.span) else { continue };
        let Some(asked) = pool.sentences.get(sentence).map(|s| asked(pool, s)) else { continue };
        let score = scores.get(sentence).copied().unwrap_or(0.0);
        if score > 0.0 {
            let grain = match precision {
                Precision::Day => 1.0,
                Precision::Span | Precision::Month => 0.1,
                Precision::Year => 0.02,
            };
            let weight = near * grain * asked * recalled(published, &date);
            dates.entry((date, precision)).or_default().push(Dated {
                sentence,
                value,
                precision,
                basis: Basis::Mention,
                expression: Some(mention.span),
                score: score * near,
                weight,
            });
        }
    }
}

/// The opening sentence stands under the day of publication, unless it names a day itself.
fn read_publication(
    pool: &Pool<'_>,
    scores: &[f32],
    (document, near): (usize, f32),
    dates: &mut BTreeMap<(String, Precision), Vec<Dated>>,
) {
    let Some(stored) = pool.documents.get(document) else { return };
    let Some(date) = stored.published_date() else { return };
    let Some(first) = pool.of_document(document).first() else { return };
    let names_a_day = stored.mentions.iter().any(|m| {
        let day = match &m.value {
            Value::Date(moment) => {
                resolved(moment).is_some_and(|(_, _, precision)| precision == Precision::Day)
            }
            _ => false,
        };
        day && first.span.contains(m.span)
    });
    let Some(sentence) = pool.holding(document, first.span) else { return };
    let score = scores.get(sentence).copied().unwrap_or(0.0);
    if !names_a_day && score > 0.0 {
        dates.entry((date.clone(), Precision::Day)).or_default().push(Dated {
            sentence,
            value: date,
            precision: Precision::Day,
            basis: Basis::Publication,
            expression: None,
            score: score * PUBLICATION * near,
            weight: near * pool.sentences.get(sentence).map_or(0.0, |s| asked(pool, s)),
        });
    }
}

fn asked(pool: &Pool<'_>, sentence: &Sentence) -> f32 {
    if pool.has_query { select::asked(sentence) } else { 1.0 }
}

/// First day, value and precision of a date that is resolved.
fn resolved(moment: &Moment) -> Option<(String, String, Precision)> {
    if !matches!(moment.moment_type, MomentType::Date | MomentType::Time) {
        return None;
    }
    let date = moment.start.as_deref()?.get(..10)?;
    let value = moment.value.split('T').next()?;
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let plain = value.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let precision = match (plain, digits) {
        (true, 8) => Precision::Day,
        (true, 6) => Precision::Month,
        (true, 4) => Precision::Year,
        (false, _) if value.get(..4)?.bytes().all(|b| b.is_ascii_digit()) => Precision::Span,
        _ => return None,
    };
    Some((date.to_string(), value.to_string(), precision))
}
