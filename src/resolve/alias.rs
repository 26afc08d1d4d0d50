//! Other names that the text gives: "Jenna Hale, better known as Jay", "the Harbour Board, formerly the
//! Port Office".

use super::forms::Forms;
use crate::model::{Label, Mention, Value};

/// Longest stretch between a name and the other name, in bytes.
const GAP_BYTES_MAX: usize = 60;

/// Words right before the other name.
const CUES: &[&str] = &[
    "aka",
    "a.k.a.",
    "alias",
    "also called",
    "also known as",
    "also known by",
    "better known as",
    "born",
    "commonly known as",
    "formerly",
    "formerly known as",
    "formerly the",
    "known as",
    "né",
    "née",
    "now called",
    "now known as",
    "previously",
    "previously known as",
    "popularly known as",
    "real name",
    "renamed",
    "simply known as",
];

/// Joins a name and the other name given right after it.
pub(super) fn resolve(text: &str, mentions: &[Mention], forms: &mut Forms) {
    for (number, pair) in mentions.windows(2).enumerate() {
        let [one, other] = pair else { continue };
        let (Value::Entity(a), Value::Entity(b)) = (&one.value, &other.value) else { continue };
        let gap = text.get(one.span.end as usize..other.span.start as usize).unwrap_or("");
        if a.label == b.label && speaks(a.label) && gap.len() <= GAP_BYTES_MAX && is_other_name(gap)
        {
            forms.join_mentions(number, number + 1);
        }
    }
}

/// Places are left out: "York, known as …" is more often a part, a region or a visitor's word.
fn speaks(label: Label) -> bool {
    matches!(label, Label::Person | Label::Org)
}

/// `(born `, `, also known as the `, ` (`…: the stretch opens an aside and ends in a cue.
fn is_other_name(gap: &str) -> bool {
    let gap = gap.trim_end_matches(|c: char| c.is_whitespace() || "\"“‘'".contains(c));
    let gap = gap.strip_suffix(" the").unwrap_or(gap);
    let Some(cue) = CUES.iter().find(|cue| gap.ends_with(**cue)) else { return false };
    let before = gap.strip_suffix(*cue).unwrap_or("").trim();
    let linked = matches!(before, "" | "," | "(" | "is" | "who is" | ", who is" | ", or" | ";");
    linked && (*cue != "born" || before == "(") && !gap.contains(['.', '\n']) || *cue == "a.k.a."
}
