//! Speech and thought told in other words: "she said that …", "according to the ministry, …",
//! "…, the minister said".

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::names::Names;
use super::speaker::{self, Speaker};
use crate::model::{Mention, Quote, QuoteType, Span, Value};
use crate::text::{Class, Layer};

/// Fewest tokens of a clause that tells something.
const CLAUSE_MIN: usize = 3;
/// Tokens between a verb and its "that": whom it was told to.
const ADDRESSEE_MAX: usize = 6;
/// Tokens of the longest phrase that closes a sentence: "the head of the union said".
const CLOSING_MAX: usize = 10;

/// What a verb introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Say,
    Think,
    /// Only with "that": else what follows is an object ("wrote a letter").
    That,
}

fn table() -> &'static FxHashMap<&'static str, Told> {
    static TABLE: OnceLock<FxHashMap<&'static str, Told>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = include_str!("data/indirect.tsv").lines().filter(|l| !l.starts_with('#'));
        rows.filter_map(|line| line.split_once('\t'))
            .flat_map(|(kind, words)| {
                let told = match kind {
                    "say" => Told::Say,
                    "that" => Told::That,
                    _ => Told::Think,
                };
                words.split(' ').map(move |word| (word, told))
            })
            .collect()
    })
}

/// Words that begin a clause of their own after a verb without "that".
const SUBJECTS: &[&str] = &[
    "i", "you", "he", "she", "it", "we", "they", "there", "this", "these", "those", "the", "a",
    "an", "my", "his", "her", "their", "its", "our", "your", "no", "some", "many", "most", "all",
    "everyone", "nobody", "people", "it's", "that's", "i'm", "we're", "they're", "he's", "she's",
];
/// Words after which a verb's form is a noun or a part of another construction.
const NOUN_BEFORE: &[&str] = &[
    "the", "a", "an", "of", "in", "his", "her", "their", "its", "my", "our", "your", "this",
    "these", "those", "for", "with", "from", "by", "and", "or", "no", "any", "some",
];
/// Verbs that name whom something is told to before they tell it.
const TELLING: &[&str] = &[
    "told",
    "tells",
    "tell",
    "telling",
    "assured",
    "assure",
    "promised",
    "warned",
    "convinced",
    "remind",
    "reminds",
    "reminded",
    "reminding",
    "pointed",
    "points",
    "pointing",
];
/// Words before "to" with a subject that does say it, or soon will; not "it is important to say".
const SUBJECT_TO: &[&str] = &[
    "came",
    "come",
    "comes",
    "want",
    "wants",
    "wanted",
    "like",
    "going",
    "began",
    "begun",
    "continue",
    "continues",
    "continued",
    "used",
    "seems",
    "seemed",
    "have",
    "has",
    "had",
    "able",
    "tend",
    "tends",
    "went",
];
/// Words after a comma, or alone, that begin another clause than the one told.
const NEXT_CLAUSE: &[&str] =
    &["but", "although", "and", "so", "or", "which", "who", "because", "since", "while", "please"];

/// Appends what is told in other words, where no quotation stands inside. English only.
pub(super) fn tag(layer: &Layer<'_>, names: &Names, language: &str, out: &mut Vec<Mention>) {
    if !matches!(language, "en" | "") {
        return;
    }
    let mut quoted: Vec<Span> =
        out.iter().filter(|m| matches!(m.value, Value::Quote(_))).map(|m| m.span).collect();
    quoted.sort_by_key(|s| s.start);
    let free = |span: Span| {
        let at = quoted.partition_point(|q| q.end <= span.start);
        quoted.get(at).is_none_or(|q| !q.overlaps(span))
    };
    for &(from, to) in &layer.sentences {
        let (mut at, to) = (from as usize, to as usize);
        while let Some((span, speaker, cue)) = read(layer, names, at, to) {
            at = layer.token_at((span.end as usize).saturating_sub(1)) + 1;
            let cue_end = layer.token_at((cue.end as usize).saturating_sub(1)) + 1;
            at = at.max(cue_end);
            if !free(span) || span.of(layer.text).contains(['“', '"', '«']) {
                continue;
            }
            out.push(Mention {
                span,
                value: Value::Quote(Quote {
                    speaker: speaker.name,
                    speaker_span: Some(speaker.span),
                    cue: Some(cue.of(layer.text).to_string()),
                    quote_type: QuoteType::Indirect,
                }),
            });
        }
    }
}

/// The clause, its speaker and its cue in the sentence of tokens `from` to `to`.
fn read(layer: &Layer<'_>, names: &Names, from: usize, to: usize) -> Option<(Span, Speaker, Span)> {
    let mut closing = None;
    for at in from..to {
        let word = layer.lower(at);
        if word == "according" && layer.lower(at + 1) == "to" {
            return according(layer, names, (from, to), at);
        }
        let Some(&told) = table().get(word) else { continue };
        let capital = layer.surface(at).starts_with(char::is_uppercase);
        if at == from || capital || NOUN_BEFORE.contains(&layer.lower(at - 1)) {
            continue;
        }
        // "came to think": the subject stands before "to".
        let verb = if layer.lower(at - 1) == "to" { at - 1 } else { at };
        if verb < at && !verb.checked_sub(1).is_some_and(|b| SUBJECT_TO.contains(&layer.lower(b))) {
            continue;
        }
        if let Some(start) = clause_start(layer, at, to, told)
            && let Some(speaker) = speaker::before(layer, names, from, verb)
        {
            let end = clause_end(layer, start, to);
            return (end - start >= CLAUSE_MIN)
                .then(|| (layer.span(start, end), speaker, layer.span(at, at + 1)));
        }
        if told == Told::Say {
            closing = Some(at);
        }
    }
    closed(layer, names, (from, to), closing?)
}

/// The token that begins the clause a verb introduces.
fn clause_start(layer: &Layer<'_>, verb: usize, to: usize, told: Told) -> Option<usize> {
    let next = verb + 1;
    let reach = if TELLING.contains(&layer.lower(verb)) || layer.lower(next) == "to" {
        next + ADDRESSEE_MAX
    } else {
        next
    };
    let that = (next..(reach + 1).min(to)).find(|i| layer.lower(*i) == "that");
    if let Some(that) = that
        && (next..that).all(|i| layer.class(i) != Some(Class::Punct))
    {
        return (that + 1 < to && layer.class(that + 1) != Some(Class::Punct)).then_some(that);
    }
    if told == Told::That || next >= to {
        return None;
    }
    let asks = matches!(layer.lower(next), "how" | "why" | "what" | "whether");
    let begins = SUBJECTS.contains(&layer.lower(next))
        || layer.surface(next).starts_with(char::is_uppercase);
    (asks || begins && has_verb(layer, next, to)).then_some(next)
}

/// True if a finite verb that is easily told stands in the clause: what follows is no mere object.
fn has_verb(layer: &Layer<'_>, from: usize, to: usize) -> bool {
    (from + 1..to.min(from + 14)).any(|i| {
        let word = layer.lower(i);
        matches!(
            word,
            "is" | "are"
                | "was"
                | "were"
                | "be"
                | "has"
                | "have"
                | "had"
                | "will"
                | "would"
                | "can"
                | "could"
                | "should"
                | "may"
                | "might"
                | "must"
                | "do"
                | "does"
                | "did"
                | "'s"
                | "’s"
                | "'re"
                | "’re"
                | "'ll"
                | "’ll"
                | "'ve"
                | "’ve"
                | "'m"
                | "’m"
        ) || word.len() > 4 && word.ends_with("ed")
            || word.contains(['\'', '’']) && !word.ends_with('s')
    })
}

/// Where a clause ends: its sentence, a semicolon, "because", or a comma before another clause.
fn clause_end(layer: &Layer<'_>, start: usize, to: usize) -> usize {
    (start + CLAUSE_MIN..to)
        .find(|i| {
            matches!(layer.surface(*i), ";" | "(" | "—" | "–")
                || layer.lower(*i) == "because"
                || layer.surface(*i) == "," && NEXT_CLAUSE.contains(&layer.lower(*i + 1))
        })
        .unwrap_or(to)
}

/// "According to the ministry, …" or "…, according to the ministry".
fn according(
    layer: &Layer<'_>,
    names: &Names,
    (from, to): (usize, usize),
    at: usize,
) -> Option<(Span, Speaker, Span)> {
    let speaker = speaker::after(layer, names, at + 2, to)?;
    let cue = layer.span(at, at + 2);
    let mut end = layer.token_at((speaker.span.end as usize).saturating_sub(1)) + 1;
    if at == from {
        while end < to && layer.surface(end) != "," {
            end += 1;
        }
        return (to - end.min(to) > CLAUSE_MIN).then(|| (layer.span(end + 1, to), speaker, cue));
    }
    let stop = if layer.surface(at - 1) == "," { at - 1 } else { at };
    (stop - from >= CLAUSE_MIN).then(|| (layer.span(from, stop), speaker, cue))
}

/// "…, the minister said."
fn closed(
    layer: &Layer<'_>,
    names: &Names,
    (from, to): (usize, usize),
    verb: usize,
) -> Option<(Span, Speaker, Span)> {
    let last = (verb + 1..to).all(|i| layer.class(i) == Some(Class::Punct));
    let comma = (from..verb).rev().take(CLOSING_MAX).find(|i| layer.surface(*i) == ",")?;
    let speaker = speaker::before(layer, names, comma + 1, verb).filter(|_| last)?;
    (comma - from >= CLAUSE_MIN)
        .then(|| (layer.span(from, comma), speaker, layer.span(verb, verb + 1)))
}
