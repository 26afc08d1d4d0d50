//! Which sentences say most: centrality, position, the query and figures, without saying a thing
//! twice.

use super::pool::{Pool, Sentence, likeness};
use crate::limits::{BRIEF_CANDIDATES_MAX, BRIEF_SENTENCE_WORDS_MAX};

/// Weights of the parts of a sentence's score. Each part lies between 0 and 1.
const CENTRALITY: f32 = 1.0;
const RELEVANCE: f32 = 1.2;
const RANK: f32 = 0.3;
const FIGURES: f32 = 0.05;
/// How much likeness to what is already chosen costs (maximal marginal relevance; Carbonell and
/// Goldstein, 1998).
const REDUNDANCY: f32 = 0.5;
/// Likeness at which a sentence says nothing new.
const REPEATED: f32 = 0.7;
/// Rank of a document at which its bonus has halved.
const RANK_HALF: f32 = 20.0;
/// What a line without an end mark is worth: most are labels, datelines and page furniture.
const UNFINISHED: f32 = 0.95;
/// What a sentence that names nothing of the query is worth.
const UNASKED: f32 = 0.4;
/// What the place of a sentence is worth: in one document its opening tells most; in several what
/// they share does.
const POSITION: (f32, f32) = (1.2, 0.4);
/// How fast the worth of a place falls: the inverse of its number to this power.
const FALL: f32 = 0.5;
/// What a sentence in which the writer speaks of himself or to the reader is worth, among several
/// documents: what happened is told without.
const PERSONAL: f32 = 0.9;
/// Fewest words of a sentence that stands for itself.
const WORDS_MIN: usize = 6;

/// How much each sentence of the pool says, in its order; 0 for what is too short or too long to
/// quote.
pub(super) fn scores(pool: &Pool<'_>) -> Vec<f32> {
    let most = pool.sentences.iter().map(|s| s.centrality).fold(f32::MIN_POSITIVE, f32::max);
    let several = pool.originals() > 1;
    pool.sentences.iter().map(|s| score(s, most, several, pool.has_query)).collect()
}

fn score(sentence: &Sentence, most: f32, several: bool, has_query: bool) -> f32 {
    if sentence.words < WORDS_MIN || sentence.words > BRIEF_SENTENCE_WORDS_MAX {
        return 0.0;
    }
    let figures = sentence.figures.min(3) as f32 / 3.0;
    let position = if several { POSITION.1 } else { POSITION.0 };
    let mut score = CENTRALITY * sentence.centrality / most
        + position / (1.0 + sentence.place as f32).powf(FALL)
        + FIGURES * figures;
    if has_query {
        // Documents come best match first.
        score += RELEVANCE * sentence.relevance;
        score += RANK / (1.0 + sentence.document as f32 / RANK_HALF);
        score *= asked(sentence);
    }
    if several && sentence.personal {
        score *= PERSONAL;
    }
    if sentence.whole { score } else { score * UNFINISHED }
}

/// What a sentence keeps of its worth by what it names of the query.
pub(super) fn asked(sentence: &Sentence) -> f32 {
    UNASKED + (1.0 - UNASKED) * sentence.relevance
}

/// Chooses sentences (as indices into the pool) until they hold `words` words, best first.
pub(super) fn choose(pool: &Pool<'_>, scores: &[f32], words: usize) -> Vec<usize> {
    let mut ranked: Vec<(usize, &Sentence, f32)> = pool
        .sentences
        .iter()
        .zip(scores)
        .enumerate()
        .filter(|(_, (_, score))| **score > 0.0)
        .map(|(index, (sentence, &score))| (index, sentence, score))
        .collect();
    ranked.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    ranked.truncate(BRIEF_CANDIDATES_MAX);
    let mut nearest = vec![0.0_f32; ranked.len()];
    let mut chosen = Vec::new();
    let mut held = 0;
    while held < words {
        let best = ranked
            .iter()
            .zip(&nearest)
            .enumerate()
            .filter(|(_, (_, near))| **near < REPEATED)
            .map(|(at, (candidate, near))| (at, candidate.2 - REDUNDANCY * near))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        let Some(&(index, taken, _)) = best.and_then(|(at, _)| ranked.get(at)) else { break };
        for (near, candidate) in nearest.iter_mut().zip(&ranked) {
            let like = if candidate.0 == index { 1.0 } else { likeness(taken, candidate.1) };
            *near = near.max(like);
        }
        chosen.push(index);
        held += taken.words;
    }
    chosen
}
