//! The tagger's labels: outside, and begin and inside of each kind of name.

use crate::model::Label;

/// Kinds of name the tagger knows, in the order of its labels. Weapons come from rules and tables
/// alone.
pub(in crate::tag::entity) const KINDS: [Label; 10] = [
    Label::Person,
    Label::Org,
    Label::Gpe,
    Label::Loc,
    Label::Fac,
    Label::Norp,
    Label::Event,
    Label::Product,
    Label::Law,
    Label::Work,
];

/// Number of labels: 0 is outside, `1 + 2k` begins and `2 + 2k` continues kind `k`.
pub(in crate::tag::entity) const TAGS: usize = 1 + 2 * KINDS.len();

/// The label that begins a kind.
pub(in crate::tag::entity) fn begin(label: Label) -> Option<usize> {
    KINDS.iter().position(|k| *k == label).map(|k| 1 + 2 * k)
}

/// True if `next` may follow `before`: a continuation needs a name of its kind.
pub(in crate::tag::entity) fn follows(before: usize, next: usize) -> bool {
    next == 0 || next % 2 == 1 || before == next || before + 1 == next
}

/// The kind of a label.
pub(in crate::tag::entity) fn kind(tag: usize) -> Option<Label> {
    tag.checked_sub(1).and_then(|t| KINDS.get(t / 2)).copied()
}
