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
    short::resolve(text, mentions);
    let mut forms = Forms::new(text, mentions);
    alias::resolve(text, mentions, &mut forms);
    people::resolve(&mut forms);
    bodies::resolve(&mut forms);
    forms.write(mentions);
    speakers(mentions);
}

/// A speaker is named as the entity at the place the quotation points to.
fn speakers(mentions: &mut [Mention]) {
    let mut names: Vec<(Span, String)> = Vec::new();
    for mention in mentions.iter() {
        if let Value::Entity(tag) = &mention.value {
            names.push((mention.span, tag.canonical.clone()));
        }
    }
    names.sort_by_key(|(span, _)| span.start);
    for mention in mentions.iter_mut() {
        let Value::Quote(quote) = &mut mention.value else { continue };
        let Some(place) = quote.speaker_span else { continue };
        let at = names.partition_point(|(span, _)| span.end <= place.start);
        if let Some((span, name)) = names.get(at)
            && span.overlaps(place)
        {
            quote.speaker = Some(name.clone());
        }
    }
}
