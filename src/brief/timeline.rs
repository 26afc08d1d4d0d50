//! Dated sentences: by the dates they name, resolved against publication, else by publication.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::cite::Cited;
use super::pool::{Pool, likeness};
use super::types::{Basis, Precision, TimelineEntry};
use crate::model::{Moment, MomentType, Span, Value};

/// What a date is worth when it is the day of publication only.
const PUBLICATION: f32 = 0.5;
/// Likeness at which two sentences of one date tell the same.
const REPEATED: f32 = 0.5;
/// Share of the best score of its date that a further sentence needs.
const SECOND: f32 = 0.6;

/// How much a timeline holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Most dates.
    pub(super) dates: usize,
    /// Most sentences of one date.
    pub(super) per_date: usize,
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
}

/// The dates that matter most, in order of time.
pub(super) fn entries(
    pool: &Pool<'_>,
    scores: &[f32],
    size: Size,
    cited: &mut Cited<'_, '_>,
) -> Vec<TimelineEntry> {
    let mut dates: BTreeMap<(String, Precision), Vec<Dated>> = BTreeMap::new();
    for document in 0..pool.documents.len() {
        read_mentions(pool, scores, document, &mut dates);
        read_publication(pool, scores, document, &mut dates);
    }
    let mut ranked: Vec<((String, Precision), Vec<Dated>, f32)> = dates
        .into_iter()
        .map(|(date, mut dated)| {
            dated.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.sentence.cmp(&b.sentence)));
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
        let enough = dated.first().map_or(0.0, |best| best.score * SECOND);
        for candidate in dated {
            if left == 0 || candidate.score < enough {
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
            entries.push(TimelineEntry {
                date: date.clone(),
                value: candidate.value,
                precision: candidate.precision,
                basis: candidate.basis,
                expression: candidate
                    .expression
                    .map(|span| pool.text(sentence.document, span).to_string()),
                text: pool.text(sentence.document, sentence.span).to_string(),
                citations: cited.sentence(sentence),
            });
        }
    }
    entries
}

/// A date weighs what its best sentences weigh, one for each original document.
fn weight(pool: &Pool<'_>, dated: &[Dated]) -> f32 {
    let mut best: FxHashMap<usize, f32> = FxHashMap::default();
    let mut total = 0.0;
    for candidate in dated {
        let Some(sentence) = pool.sentences.get(candidate.sentence) else { continue };
        let origin = pool.origins.get(sentence.document).copied().unwrap_or(sentence.document);
        let known = best.entry(origin).or_default();
        if candidate.score > *known {
            total += candidate.score - *known;
            *known = candidate.score;
        }
    }
    total
}

fn read_mentions(
    pool: &Pool<'_>,
    scores: &[f32],
    document: usize,
    dates: &mut BTreeMap<(String, Precision), Vec<Dated>>,
) {
    let mentions = pool.documents.get(document).map_or(&[][..], |d| d.mentions.as_slice());
    for mention in mentions {
        let Value::Date(moment) = &mention.value else { continue };
        let Some((date, value, precision)) = resolved(moment) else { continue };
        let Some(sentence) = pool.holding(document, mention.span) else { continue };
        let score = scores.get(sentence).copied().unwrap_or(0.0);
        if score > 0.0 {
            let grain = match precision {
                Precision::Day => 1.0,
                Precision::Span | Precision::Month => 0.3,
                Precision::Year => 0.05,
            };
            dates.entry((date, precision)).or_default().push(Dated {
                sentence,
                value,
                precision,
                basis: Basis::Mention,
                expression: Some(mention.span),
                score: score * grain,
            });
        }
    }
}

/// The opening sentence stands under the day of publication, unless it names a day itself.
fn read_publication(
    pool: &Pool<'_>,
    scores: &[f32],
    document: usize,
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
            score: score * PUBLICATION,
        });
    }
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
