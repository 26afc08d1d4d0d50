//! Mentions → who is who: aliases, acronyms, surnames and speakers within one document.

mod alias;
mod bodies;
mod fold;
mod forms;
mod people;
mod short;

use crate::model::{Mention, Span, Value};
use forms::Forms;

/// Resolves the entities and speakers of one document in place. `text` is the text the spans point
/// into.
///
/// Names of one person are chained (full name, surname, title, initials, pet names), acronyms take
/// the name that defines them or has their initials, parts of a name the whole of it, and a
/// quotation's speaker becomes the canonical name of the entity it is attributed to. A name that
/// fits two stays two: the tag then lists both in `candidates`.
pub fn resolve(text: &str, mentions: &mut [Mention]) {
    let tagged = names_of(mentions);
    short::resolve(text, mentions);
    let mut forms = Forms::new(text, mentions);
    alias::resolve(text, mentions, &mut forms);
    people::resolve(&mut forms);
    bodies::resolve(&mut forms);
    forms.write(mentions);
    speakers(mentions, &tagged);
}

/// The names of the entities by place.
fn names_of(mentions: &[Mention]) -> Vec<(Span, String)> {
    let name = |m: &Mention| match &m.value {
        Value::Entity(tag) => Some((m.span, tag.canonical.clone())),
        _ => None,
    };
    let mut names: Vec<_> = mentions.iter().filter_map(name).collect();
    names.sort_by_key(|(span, _)| span.start);
    names
}

/// A speaker is named as the entity at the place the quotation points to. One that a pronoun stands
/// for is named as that entity is now; `tagged` holds the names before.
fn speakers(mentions: &mut [Mention], tagged: &[(Span, String)]) {
    let names = names_of(mentions);
    for mention in mentions.iter_mut() {
        let Value::Quote(quote) = &mut mention.value else { continue };
        let Some(place) = quote.speaker_span else { continue };
        let at = names.partition_point(|(span, _)| span.end <= place.start);
        let here = names.get(at).filter(|(span, _)| span.overlaps(place));
        let meant = || {
            let before = tagged.get(..tagged.partition_point(|(s, _)| s.end <= place.start))?;
            let (span, _) = before.iter().rev().find(|(_, n)| Some(n) == quote.speaker.as_ref())?;
            let at = names.binary_search_by_key(&span.start, |(s, _)| s.start).ok()?;
            names.get(at)
        };
        if let Some((_, name)) = here.or_else(meant) {
            quote.speaker = Some(name.clone());
        }
    }
}
