//! Sentence borders over the token layer.

use super::layer::{Class, Layer};

/// Words that end in a full stop without ending a sentence, folded, without the stop.
const ABBREVIATIONS: &[&str] = &[
    "adm", "al", "apr", "art", "aug", "ave", "bros", "brig", "c", "capt", "cf", "cmdr", "co",
    "col", "corp", "dec", "dept", "dr", "ed", "est", "etc", "feb", "fig", "fr", "gen", "gov",
    "hon", "inc", "jan", "jr", "jul", "jun", "lt", "ltd", "m", "maj", "mar", "messrs", "mme", "mr",
    "mrs", "ms", "mt", "nos", "nov", "oct", "p", "pct", "pp", "pres", "prof", "rep", "reps", "rev",
    "sec", "sen", "sens", "sep", "sept", "sgt", "sr", "st", "ste", "supt", "univ", "v", "vol",
    "vs", "bzw", "ca", "dir", "sra", "ud", "uds", "г", "гг", "им", "млн", "млрд", "руб", "тыс",
    "ул",
];

/// Splits the tokens into sentences: half-open ranges of token indices, in order, covering all
/// tokens.
pub(super) fn split(layer: &Layer<'_>) -> Vec<(u32, u32)> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut index = 0;
    while index < layer.len() {
        if index > start && starts_paragraph(layer, index) {
            out.push((start as u32, index as u32));
            start = index;
        }
        if ends_sentence(layer, index) {
            let end = with_closers(layer, index + 1);
            out.push((start as u32, end as u32));
            start = end;
            index = end;
        } else {
            index += 1;
        }
    }
    if start < layer.len() {
        out.push((start as u32, layer.len() as u32));
    }
    out
}

/// A blank line stands before the token (or a line break, where the line before is short: a
/// heading).
fn starts_paragraph(layer: &Layer<'_>, index: usize) -> bool {
    let (Some(token), Some(before)) =
        (layer.get(index), index.checked_sub(1).and_then(|i| layer.get(i)))
    else {
        return false;
    };
    if !token.line_start {
        return false;
    }
    let gap = layer.text.get(before.span.end as usize..token.span.start as usize).unwrap_or("");
    gap.bytes().filter(|&b| b == b'\n').count() > 1
}

fn ends_sentence(layer: &Layer<'_>, index: usize) -> bool {
    let Some(token) = layer.get(index) else { return false };
    match token.class {
        Class::Punct => match layer.surface(index) {
            "." => !is_abbreviation(layer, index) && next_opens(layer, index + 1),
            "!" | "?" | "…" => next_opens(layer, index + 1),
            "。" | "！" | "？" | "؟" | "۔" | "।" => true,
            _ => false,
        },
        Class::Word => {
            // `U.S.` ends a sentence only before a word that looks like a sentence opener.
            let last = (token.span.end as usize).wrapping_sub(1);
            layer.text.as_bytes().get(last) == Some(&b'.')
                && layer.get(index + 1).is_some_and(|t| t.spaced)
                && OPENERS.contains(&layer.surface(index + 1))
        }
        _ => false,
    }
}

/// Capitalised words that rarely follow an abbreviation inside a sentence.
const OPENERS: &[&str] = &[
    "The",
    "A",
    "An",
    "It",
    "He",
    "She",
    "They",
    "We",
    "In",
    "On",
    "But",
    "And",
    "This",
    "That",
    "These",
    "Those",
    "If",
    "When",
    "As",
    "At",
    "For",
    "However",
    "Meanwhile",
    "There",
    "His",
    "Her",
    "Its",
    "Their",
    "I",
    "You",
];

fn is_abbreviation(layer: &Layer<'_>, stop: usize) -> bool {
    let Some(before) = stop.checked_sub(1) else { return false };
    if layer.class(before) != Some(Class::Word) {
        return false;
    }
    let word = layer.lower(before);
    // "No." stands before a number only.
    if word == "no" || word == "nr" || word == "art" {
        return layer.class(stop + 1) == Some(Class::Number);
    }
    let initial =
        word.chars().count() == 1 && layer.surface(before).chars().all(char::is_uppercase);
    // Text that was split into tokens has blanks before stops; those of initials belong to names.
    if layer.get(stop).is_none_or(|t| t.spaced) {
        return initial && word != "i";
    }
    initial || ABBREVIATIONS.binary_search(&word).is_ok() || ABBREVIATIONS.contains(&word)
}

/// After closing quotes and brackets, does the next token look like a new sentence?
fn next_opens(layer: &Layer<'_>, index: usize) -> bool {
    let after = with_closers(layer, index);
    let Some(token) = layer.get(after) else { return true };
    if token.line_start {
        return true;
    }
    let first = token.span.of(layer.text).chars().next().unwrap_or(' ');
    token.spaced && !first.is_lowercase() && !matches!(first, ',' | ';' | ')' | '-' | '–' | '—')
}

/// Index past the closing quotes and brackets that stick to the end of a sentence.
fn with_closers(layer: &Layer<'_>, mut index: usize) -> usize {
    while let Some(token) = layer.get(index) {
        let surface = token.span.of(layer.text);
        let closes = matches!(
            surface,
            "”" | "’" | "\"" | "'" | ")" | "]" | "»" | "」" | "』" | "）" | "." | "!" | "?" | "…"
        );
        if token.spaced || !closes {
            break;
        }
        index += 1;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let layer = Layer::new(text);
        layer
            .sentences
            .iter()
            .map(|&(a, b)| layer.span(a as usize, b as usize).of(text).to_string())
            .collect()
    }

    #[test]
    fn stops_inside_names_and_figures_do_not_split() {
        assert_eq!(
            sentences(
                "Mr. Kim met Gen. Lee of the U.S. Army. He paid $1.5 million. No. 5 won! \"Yes.\" she said."
            ),
            [
                "Mr. Kim met Gen. Lee of the U.S. Army.",
                "He paid $1.5 million.",
                "No. 5 won!",
                "\"Yes.\" she said."
            ]
        );
    }

    #[test]
    fn closing_quotes_stay_with_their_sentence() {
        assert_eq!(
            sentences("“It rose.” Then it fell.\n\nHeading\n\nText"),
            ["“It rose.”", "Then it fell.", "Heading", "Text"]
        );
    }

    #[test]
    fn ideographic_stops_split_without_spaces() {
        assert_eq!(sentences("朝鲜发射导弹。韩国抗议。"), ["朝鲜发射导弹。", "韩国抗议。"]);
    }

    #[test]
    fn sentences_cover_all_tokens() {
        let layer = Layer::new("A. B. c? D... e\n\nf U.S. The end");
        let mut next = 0;
        for &(a, b) in &layer.sentences {
            assert_eq!(a, next);
            assert!(b > a);
            next = b;
        }
        assert_eq!(next as usize, layer.len());
    }
}
