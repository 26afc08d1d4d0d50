//! Acronyms that the text defines: "the World Food Programme (WFP)", "Foreign Press Center, or
//! FPC,".

use std::collections::BTreeMap;

use crate::model::{EntityTag, Label, Mention, Value};

/// Gives each defined acronym the name, id and label of what it stands for.
pub(super) fn resolve(text: &str, mentions: &mut [Mention]) {
    let mut defined: BTreeMap<String, EntityTag> = BTreeMap::new();
    for pair in mentions.windows(2) {
        let [long, short] = pair else { continue };
        let (Value::Entity(name), Value::Entity(_)) = (&long.value, &short.value) else { continue };
        let gap = text.get(long.span.end as usize..short.span.start as usize).unwrap_or("");
        let letters = short.span.of(text);
        let joined = matches!(gap.trim(), "(" | ", or" | ", or the" | "(the");
        if joined
            && name.label != Label::Person
            && letters.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
            && initials(long.span.of(text), letters)
        {
            defined.entry(letters.to_string()).or_insert_with(|| name.clone());
        }
    }
    for mention in mentions.iter_mut() {
        let Value::Entity(tag) = &mut mention.value else { continue };
        let Some(name) = defined.get(mention.span.of(text)) else { continue };
        tag.canonical.clone_from(&name.canonical);
        tag.entity.clone_from(&name.entity);
        tag.label = name.label;
    }
}

/// The acronym's letters stand in the name in order, the first one first.
fn initials(name: &str, acronym: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic()).map(|c| c.to_ascii_uppercase());
    let mut wanted = acronym.chars().filter(|c| c.is_alphabetic());
    wanted.next() == letters.next() && wanted.all(|w| letters.any(|l| l == w))
}
