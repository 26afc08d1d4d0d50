//! Named entities from data tables and rules, with the document's own evidence.
//!
//! Sources propose candidates (tables, titles and first names, head words, numbered series); the
//! best ones that do
//! not overlap stand; then the document's own short forms are added.

mod bodies;
mod candidate;
mod document;
mod fold;
mod lexicon;
mod names;
mod people;
mod perceptron;
mod series;
mod table;
pub mod train;
mod vocabulary;
mod words;

use super::{Context, Layer};
use crate::model::{EntityTag, Label, Mention, Span, Value};
use candidate::{Candidate, Evidence};
pub use names::meant_by;
use perceptron::{Found, chars};
use rustc_hash::FxHashMap;
use words::Words;

/// Takes the bytes of another model of a language (ISO 639-1) for the rest of the process; false if
/// they are no model, the language has none, or tagging has begun. For comparing models: results
/// then are not those of this version.
pub fn use_model(language: &str, bytes: &[u8]) -> bool {
    perceptron::install(language, bytes)
}

/// True for the languages whose tagger reads characters instead of words.
pub fn by_char(language: &str) -> bool {
    chars::by_char(language)
}

/// Takes the user's own tables of names, joined, for the rest of the process; to be called before
/// anything is tagged.
pub fn use_names(tables: String) {
    lexicon::install(tables);
}

/// Whether a text is a table of names: `Err` has the line (from 1) that cannot be read, and why.
pub fn check_names(table: &str) -> Result<(), (usize, String)> {
    lexicon::check(table)
}

/// Appends the entities of a text, in order; no two overlap.
pub(super) fn tag(layer: &Layer<'_>, context: &Context<'_>, out: &mut Vec<Mention>) {
    let words = Words::new(layer);
    let mut candidates = Vec::new();
    table::propose(layer, &words, context, &mut candidates);
    series::propose(layer, &mut candidates);
    series::ships(layer, &words, &mut candidates);
    let mut known = vec![false; layer.len()];
    for candidate in candidates.iter().filter(|c| c.label != Label::Person) {
        if candidate.evidence >= Evidence::Table
            && let Some(range) = known.get_mut(candidate.from..candidate.to)
        {
            range.fill(true);
        }
    }
    let english = matches!(context.language, "" | "en");
    if by_char(context.language) {
        characters(layer, context.language, &mut candidates);
    }
    let by_word = !by_char(context.language);
    let named = perceptron::model(context.language).filter(|_| by_word).map(|model| {
        let codes = table::codes(&candidates, layer.len());
        // Russian bodies are often named in lower case.
        model.tag(layer, &words, &codes, english)
    });
    if let Some(named) = named.as_ref().filter(|_| !english) {
        confirm(&words, named, &mut candidates);
    }
    let tables = candidates.len();
    // Shapes of names differ by language: where another language has a model, it judges alone.
    if english || named.is_none() {
        people::propose(layer, &words, &known, &mut candidates);
        bodies::propose(layer, &words, &mut candidates);
    }
    if let Some(named) = named {
        candidates.retain(|c| c.evidence != Evidence::Shape);
        learned((layer, &words), &named, tables, &mut candidates);
    }
    let mut kept = candidate::select(candidates, layer.len());
    document::repeat(layer, &mut kept);
    out.extend(kept.iter().map(|c| mention(layer, c)));
}

/// Proposes the names that the trained tagger of a language finds by character.
fn characters(layer: &Layer<'_>, language: &str, candidates: &mut Vec<Candidate>) {
    let Some(model) = perceptron::model(language) else { return };
    let codes = table::codes(candidates, layer.len());
    candidates.extend(model.tag_chars(layer, &codes).iter().map(|part| {
        let mut candidate = Candidate::new(part.from, part.to, part.label, Evidence::Characters);
        (candidate.head, candidate.tail) = (part.head, part.tail);
        candidate
    }));
}

/// The entities at places that are given, in their order, with what the tables know of each. A place
/// that is a part of a name of the tables ("States" in "United States") means that name.
pub fn given(text: &str, places: &[(Span, Label)], context: &Context<'_>) -> Vec<Mention> {
    let layer = Layer::new(text);
    let words = Words::new(&layer);
    let mut candidates = Vec::new();
    table::propose(&layer, &words, context, &mut candidates);
    let mut out = Vec::with_capacity(places.len());
    for &(span, label) in places {
        let from = layer.token_at(span.start as usize);
        let to = layer.token_at((span.end as usize).saturating_sub(1)) + 1;
        let mut named = Candidate::new(from, to, label, Evidence::Pattern);
        // Candidates are in text order; the ones before `span` end before it.
        let at = candidates.partition_point(|c| c.to <= from);
        let known = candidates.get(at).filter(|c| c.from <= from && c.to >= to);
        if let Some(known) = known.filter(|c| may_be(label, c, (from, to))) {
            named.entry = known.entry;
            named.label = if known.label == Label::Norp { Label::Norp } else { label };
        }
        let mut mention = mention(&layer, &named);
        if named.entry.is_none()
            && let Value::Entity(tag) = &mut mention.value
        {
            tag.canonical = plain(span.of(text));
        }
        mention.span = span;
        out.push(mention);
    }
    out
}

/// True if a name of the tables can be meant by a place with this label.
fn may_be(label: Label, known: &Candidate, (from, to): (usize, usize)) -> bool {
    let whole = (known.from, known.to) == (from, to);
    match label {
        Label::Person => whole && matches!(known.label, Label::Person | Label::Norp),
        Label::Org | Label::Gpe | Label::Loc | Label::Fac => {
            whole && known.label != Label::Person || known.label == Label::Gpe
        }
        _ => whole,
    }
}

/// Whether an adjective of a country ("российский") is marked, and as what, differs by language:
/// the trained tagger decides.
fn confirm(words: &Words, named: &[Found], candidates: &mut Vec<Candidate>) {
    let tokens = |found: &Found| {
        let (first, last) = (words.get(found.from)?, words.get(found.to.checked_sub(1)?)?);
        Some(((first.from as usize, last.to as usize), found.label))
    };
    let places: FxHashMap<_, _> = named.iter().filter_map(tokens).collect();
    candidates.retain_mut(|c| {
        if c.label != Label::Norp {
            return true;
        }
        let found = places.get(&(c.from, c.to));
        c.label = found.copied().unwrap_or(c.label);
        found.is_some()
    });
}

/// Adds the trained tagger's names; one that the tables have too, at the same place, takes its
/// entity from there.
fn learned(
    (layer, words): (&Layer<'_>, &Words),
    named: &[Found],
    tables: usize,
    candidates: &mut Vec<Candidate>,
) {
    let mut places: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    for (at, candidate) in candidates.iter().enumerate().take(tables) {
        places.insert((candidate.from, candidate.to), at);
    }
    for found in named {
        let mut found = *found;
        // Articles stay outside names, but for titles of works.
        let article = words.surface(layer, found.from).eq_ignore_ascii_case("the");
        if article && found.label != Label::Work && found.to > found.from + 1 {
            found.from += 1;
        }
        let (Some(first), Some(last)) = (words.get(found.from), words.get(found.to - 1)) else {
            continue;
        };
        let (from, to) = (first.from as usize, last.to as usize);
        let known = places.get(&(from, to)).and_then(|at| candidates.get_mut(*at));
        match known {
            Some(known) if found.label == Label::Person && known.label == Label::Gpe => {
                known.label = Label::Person;
                known.entry = None;
                known.evidence = Evidence::Model;
            }
            Some(known) => known.evidence = known.evidence.max(Evidence::Table),
            None if found.label == Label::Org
                && bodies::is_office(layer, words, (found.from, found.to)) => {}
            None => candidates.push(Candidate::new(from, to, found.label, Evidence::Model)),
        }
    }
}

fn mention(layer: &Layer<'_>, candidate: &Candidate) -> Mention {
    let span = candidate.span(layer);
    let entry = candidate.entry.and_then(|e| lexicon::lexicon().entry(e));
    let canonical = match (entry, &candidate.canonical) {
        (Some(entry), _) => entry.canonical.to_string(),
        (None, Some(name)) => name.clone(),
        (None, None) => plain(span.of(layer.text)),
    };
    Mention {
        span,
        value: Value::Entity(EntityTag {
            label: candidate.label,
            canonical,
            entity: entry.filter(|e| !e.id.is_empty()).map(|e| e.id.to_string()),
            metonym: metonym(layer, candidate),
            candidates: Vec::new(),
            confidence: candidate.evidence.confidence(),
        }),
    }
}

/// The surface on one line.
fn plain(surface: &str) -> String {
    surface.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Verbs that a government does and a city does not.
const GOVERNS: &[&str] = &[
    "accused",
    "accuses",
    "agreed",
    "agrees",
    "announced",
    "announces",
    "argues",
    "asserts",
    "backs",
    "blamed",
    "blames",
    "called",
    "calls",
    "claimed",
    "claims",
    "condemned",
    "condemns",
    "considers",
    "criticized",
    "declared",
    "declares",
    "demanded",
    "demands",
    "denied",
    "denies",
    "denounced",
    "insisted",
    "insists",
    "imposed",
    "launched",
    "launches",
    "maintains",
    "opposes",
    "pledged",
    "pledges",
    "protested",
    "refused",
    "refuses",
    "rejected",
    "rejects",
    "responded",
    "said",
    "says",
    "seeks",
    "supports",
    "threatened",
    "threatens",
    "urged",
    "urges",
    "vowed",
    "vows",
    "wants",
    "warned",
    "warns",
];

/// The country whose government a capital stands for: "Pyongyang denied …", "relations between
/// Seoul and Beijing".
fn metonym(layer: &Layer<'_>, candidate: &Candidate) -> Option<String> {
    let lexicon = lexicon::lexicon();
    let entry = candidate.entry.and_then(|e| lexicon.entry(e)).filter(|e| e.capital)?;
    let place = candidate.from.checked_sub(1).map_or("", |b| layer.lower(b));
    let governs = GOVERNS.binary_search(&layer.lower(candidate.to)).is_ok();
    let stands = governs && !matches!(place, "in" | "near" | "from" | "at" | "to" | ",");
    stands.then(|| lexicon.country(entry.country).map(|c| c.canonical.to_string())).flatten()
}
