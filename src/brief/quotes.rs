//! Who said what.

use rustc_hash::{FxHashMap, FxHashSet};

use super::cite::Cited;
use super::pool::Pool;
use super::terms::Terms;
use super::types::QuoteLine;
use crate::model::{Quote, QuoteType, Span, Value};

/// Most quotations of one speaker.
const PER_SPEAKER: usize = 3;
/// Fewest words of a quotation that tells something.
const WORDS_MIN: usize = 5;
/// Longest quotation, in words.
const WORDS_MAX: usize = 90;

struct Said<'d> {
    document: usize,
    span: Span,
    quote: &'d Quote,
    speaker: &'d str,
    score: f32,
}

/// The quotations that say most, speaker by speaker.
pub(super) fn lines(
    pool: &Pool<'_>,
    scores: &[f32],
    limit: usize,
    cited: &mut Cited<'_, '_>,
) -> Vec<QuoteLine> {
    let mut chosen: Vec<Said<'_>> = Vec::new();
    let mut of_speaker: FxHashMap<&str, usize> = FxHashMap::default();
    let mut order: Vec<&str> = Vec::new();
    for said in ranked(pool, scores) {
        let count = of_speaker.entry(said.speaker).or_default();
        if chosen.len() >= limit || *count >= PER_SPEAKER {
            continue;
        }
        if *count == 0 {
            order.push(said.speaker);
        }
        *count += 1;
        chosen.push(said);
    }
    chosen.sort_by_key(|said| {
        let speaker = order.iter().position(|s| *s == said.speaker);
        (speaker, said.document, said.span.start)
    });
    chosen
        .iter()
        .map(|said| QuoteLine {
            speaker: said.speaker.to_string(),
            cue: said.quote.cue.clone(),
            text: pool.text(said.document, said.span).to_string(),
            citations: cited.span(said.document, said.span).into_iter().collect(),
        })
        .collect()
}

/// The quotations with a known speaker, each once, best first.
fn ranked<'d>(pool: &Pool<'d>, scores: &[f32]) -> Vec<Said<'d>> {
    let mut terms = Terms::default();
    let mut seen = FxHashSet::default();
    let mut all = Vec::new();
    for (document, stored) in pool.documents.iter().enumerate() {
        for mention in &stored.mentions {
            let Value::Quote(quote) = &mention.value else { continue };
            if quote.quote_type == QuoteType::Indirect {
                continue;
            }
            let Some(speaker) = quote.speaker.as_deref().filter(|s| !s.trim().is_empty()) else {
                continue;
            };
            let reading = terms.read(mention.span.of(&stored.document.text));
            if reading.words < WORDS_MIN || reading.words > WORDS_MAX {
                continue;
            }
            if !seen.insert(reading.terms) {
                continue;
            }
            let opening = Span { start: mention.span.start, end: mention.span.start + 1 };
            let sentence = pool.holding(document, opening);
            let score = sentence.and_then(|s| scores.get(s)).copied().unwrap_or(0.0);
            let span = mention.span;
            all.push(Said { document, span, quote, speaker, score });
        }
    }
    all.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then((a.document, a.span.start).cmp(&(b.document, b.span.start)))
    });
    all
}
