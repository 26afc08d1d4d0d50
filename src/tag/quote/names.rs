//! The entities of a text by token, as a quotation's possible speakers.

use crate::model::{Label, Mention, Span, Value};
use crate::text::Layer;

/// A named thing that can speak.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// First token.
    pub(super) from: usize,
    /// One past the last token.
    pub(super) to: usize,
    /// Its place in the text.
    pub(super) span: Span,
    /// What sort of thing.
    pub(super) label: Label,
    /// The name it is known under.
    pub(super) canonical: String,
}

/// The names of a text in order.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<Name>);

impl Names {
    /// Reads the entities among the mentions.
    pub(super) fn new(layer: &Layer<'_>, mentions: &[Mention]) -> Self {
        let mut out: Vec<Name> = mentions
            .iter()
            .filter_map(|m| match &m.value {
                Value::Entity(tag) if speaks(tag.label) => Some(Name {
                    from: layer.token_at(m.span.start as usize),
                    to: layer.token_at((m.span.end as usize).saturating_sub(1)) + 1,
                    span: m.span,
                    label: tag.label,
                    canonical: tag.canonical.clone(),
                }),
                _ => None,
            })
            .collect();
        out.sort_by_key(|n| n.from);
        Self(out)
    }

    /// The names that lie wholly inside a token range.
    pub(super) fn within(&self, from: usize, to: usize) -> &[Name] {
        let first = self.0.partition_point(|n| n.from < from);
        let last = self.0.partition_point(|n| n.to <= to);
        self.0.get(first..last).unwrap_or(&[])
    }

    /// The last name before a token that `fits`; looks back over a bounded number of names.
    pub(super) fn last_before(&self, at: usize, fits: impl Fn(&Name) -> bool) -> Option<&Name> {
        let end = self.0.partition_point(|n| n.to <= at);
        self.0.get(..end)?.iter().rev().take(LOOK_BACK_MAX).find(|n| fits(n))
    }
}

/// Names that are looked at when a pronoun asks who is meant.
const LOOK_BACK_MAX: usize = 60;

fn speaks(label: Label) -> bool {
    matches!(label, Label::Person | Label::Org | Label::Gpe | Label::Norp)
}
