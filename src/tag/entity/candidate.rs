//! Proposed mentions, and which of them stand.

use crate::model::{Label, Span};
use crate::text::Layer;

/// How good a proposal's evidence is; the better one wins an overlap, then the longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Evidence {
    /// A capitalised word that is a name elsewhere in the text.
    Repeat,
    /// Shape alone: capitals beside a cue verb.
    Shape,
    /// A head word ("… Agency", "University of …") or a first name.
    Head,
    /// A common word that is a name in the tables too.
    WeakTable,
    /// The trained tagger of a language read by character.
    Characters,
    /// The trained tagger.
    Model,
    /// A name of the tables.
    Table,
    /// A title before the name, a definition, a numbered series.
    Pattern,
}

impl Evidence {
    fn tier(self) -> u8 {
        match self {
            Self::Repeat => 0,
            Self::Shape => 1,
            Self::Head | Self::WeakTable => 2,
            Self::Characters | Self::Model | Self::Table | Self::Pattern => 3,
        }
    }

    /// How far such mentions are to be trusted: an order of the kinds of evidence, set by hand.
    /// `newsint model eval --reliability` shows how often each is right.
    pub(super) fn confidence(self) -> f32 {
        match self {
            Self::Repeat => 0.75,
            Self::Shape => 0.6,
            Self::Head => 0.78,
            Self::WeakTable | Self::Characters => 0.65,
            Self::Model => 0.70,
            Self::Table => 0.93,
            Self::Pattern => 0.88,
        }
    }
}

/// A proposed mention.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// First token.
    pub(super) from: usize,
    /// One past the last token.
    pub(super) to: usize,
    /// Bytes cut from the first token.
    pub(super) head: u32,
    /// Bytes cut from the last token.
    pub(super) tail: u32,
    /// What sort of thing.
    pub(super) label: Label,
    /// Index into the gazetteer.
    pub(super) entry: Option<u32>,
    /// Name it is known under, where it is neither the surface nor the gazetteer's.
    pub(super) canonical: Option<String>,
    /// Why.
    pub(super) evidence: Evidence,
}

impl Candidate {
    /// A proposal over whole tokens.
    pub(super) fn new(from: usize, to: usize, label: Label, evidence: Evidence) -> Self {
        Self { from, to, head: 0, tail: 0, label, entry: None, canonical: None, evidence }
    }

    /// Its place in the text.
    pub(super) fn span(&self, layer: &Layer<'_>) -> Span {
        let span = layer.span(self.from, self.to);
        Span { start: span.start + self.head, end: span.end.saturating_sub(self.tail) }
    }
}

/// Keeps the best proposals that do not overlap, in text order: firm ones before shape alone,
/// longer before
/// shorter ones.
pub(super) fn select(mut candidates: Vec<Candidate>, tokens: usize) -> Vec<Candidate> {
    candidates.sort_by(|a, b| {
        let key = |c: &Candidate| (c.evidence.tier(), c.to - c.from, c.evidence);
        key(b).cmp(&key(a)).then(a.from.cmp(&b.from))
    });
    let mut taken = vec![false; tokens];
    let mut kept: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let Some(range) = taken.get_mut(candidate.from..candidate.to) else { continue };
        if range.iter().any(|t| *t) {
            continue;
        }
        range.fill(true);
        kept.push(candidate);
    }
    kept.sort_by_key(|c| c.from);
    kept
}
