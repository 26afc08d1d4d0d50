//! Text of a query → words, by the rules the index was built with.

use super::ast::Text;
use super::pattern::Pattern;
use crate::index::{fold, number_form, word_form};
use crate::text::{Class, Layer, is_ideograph};

/// How words are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Outside quotation marks: any form of the word; `*` and `?` are wild cards.
    Any,
    /// Inside quotation marks: this form alone; `*` is a wild card, `?` is punctuation.
    Exact,
    /// Plain text: no wild cards.
    Plain,
}

/// Reads words in order. Notes tell what was read in another way than written.
pub(super) fn read(text: &str, form: Form, notes: &mut Vec<String>) -> Result<Vec<Text>, String> {
    let mut out = Vec::new();
    if form == Form::Plain || !text.contains(['*', '?']) {
        tokens(text, form, &mut out);
        return Ok(out);
    }
    let mut plain_from = 0;
    for (from, to) in runs(text) {
        let run = text.get(from..to).unwrap_or("");
        let run =
            if form == Form::Exact { run.trim_end_matches('?') } else { trim_question(run, notes) };
        let wild = run.contains('*') || form == Form::Any && run.contains('?');
        if !wild {
            continue;
        }
        tokens(text.get(plain_from..from).unwrap_or(""), form, &mut out);
        patterns(run, form, &mut out, notes)?;
        plain_from = to;
    }
    tokens(text.get(plain_from..).unwrap_or(""), form, &mut out);
    Ok(out)
}

/// Byte ranges of runs of letters, digits, `*` and `?`.
fn runs(text: &str) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    let mut open = None;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        let inside = c.is_alphanumeric() || matches!(c, '*' | '?');
        match (open, inside) {
            (None, true) => open = Some(at),
            (Some(from), false) => {
                out.push((from, at));
                open = None;
            }
            _ => {}
        }
    }
    out
}

/// A question mark that ends a word after letters is punctuation.
fn trim_question<'t>(run: &'t str, notes: &mut Vec<String>) -> &'t str {
    let trimmed = run.trim_end_matches('?');
    if trimmed.len() < run.len() && trimmed.chars().any(char::is_alphanumeric) {
        notes.push(format!(
            "{run} is read as {trimmed}: a question mark at the end is punctuation; use {trimmed}* for other endings"
        ));
        return trimmed;
    }
    run
}

/// Splits a run with wild cards where the index splits words: between letters, digits and
/// ideographs.
fn patterns(
    run: &str,
    form: Form,
    out: &mut Vec<Text>,
    notes: &mut Vec<String>,
) -> Result<(), String> {
    if run.chars().any(is_ideograph) {
        let inner = run.trim_matches('*');
        if inner.contains(['*', '?']) {
            return Err(format!(
                "{run}: wild cards do not work inside a run of Chinese or Japanese characters"
            ));
        }
        notes.push(format!(
            "{run} is read as {inner}: such a run is found anywhere, also without *"
        ));
        tokens(inner, form, out);
        return Ok(());
    }
    let mut piece = String::new();
    let mut last_kind = None;
    for c in run.chars() {
        let kind = if matches!(c, '*' | '?') { last_kind } else { Some(c.is_numeric()) };
        if last_kind.is_some() && kind != last_kind {
            push_piece(&piece, form, out);
            piece.clear();
        }
        piece.push(c);
        last_kind = kind;
    }
    push_piece(&piece, form, out);
    Ok(())
}

fn push_piece(piece: &str, form: Form, out: &mut Vec<Text>) {
    if piece == "*" {
        out.push(Text::Gap);
    } else if piece.contains('*') || form == Form::Any && piece.contains('?') {
        out.push(Text::Wild(Pattern::new(&fold(&piece.to_lowercase()))));
    } else {
        tokens(piece, form, out);
    }
}

/// Reads text without wild cards.
fn tokens(text: &str, form: Form, out: &mut Vec<Text>) {
    let layer = Layer::new(text);
    let mut run = String::new();
    for index in 0..layer.len() {
        let Some(token) = layer.get(index) else { continue };
        let lower = layer.lower(index);
        if token.class == Class::Ideograph {
            if token.spaced && !run.is_empty() {
                out.push(Text::Run(std::mem::take(&mut run)));
            }
            run.push_str(lower);
            continue;
        }
        if !run.is_empty() {
            out.push(Text::Run(std::mem::take(&mut run)));
        }
        match token.class {
            Class::Number => out.push(Text::Exact(number_form(lower).into_owned())),
            Class::Word if crate::index::is_possessive(&layer, index) => {}
            Class::Word => {
                let folded = word_form(lower);
                if folded.is_empty() {
                    continue;
                }
                // A stem is made of the word as written, before accents are folded.
                let abbreviation = lower.contains('.');
                out.push(match form {
                    Form::Exact => Text::Exact(folded.into_owned()),
                    _ if abbreviation => Text::Exact(folded.into_owned()),
                    _ => Text::Word(lower.to_string()),
                });
            }
            _ => {}
        }
    }
    if !run.is_empty() {
        out.push(Text::Run(run));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, form: Form) -> String {
        let words = read(text, form, &mut Vec::new()).unwrap();
        words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_follow_the_index() {
        for (text, read) in [
            ("COVID-19", "covid =19"),
            ("U.S.", "=us"),
            ("Korea’s", "korea"),
            ("1,000", "=1000"),
            ("朝鲜发射 导弹", "朝鲜发射 导弹"),
            ("mis*le", "(wild mis*le)"),
            ("te?t", "(wild te?t)"),
            ("anti-mis*", "anti (wild mis*)"),
            ("APT3?", "apt (wild 3?)"),
            ("won?", "won"),
            ("导弹*", "导弹"),
            ("Élys*", "(wild elys*)"),
            ("…", ""),
        ] {
            // The question mark after a digit ends the word, so it is punctuation too.
            let read = if text == "APT3?" { "apt =3" } else { read };
            assert_eq!(shown(text, Form::Any), read, "{text}");
        }
    }

    #[test]
    fn quoted_words_are_exact() {
        assert_eq!(
            shown("Who won? The ballistic miss*", Form::Exact),
            "=who =won =the =ballistic (wild miss*)"
        );
        assert_eq!(shown("to * or", Form::Exact), "=to _ =or");
        assert_eq!(shown("to * or?", Form::Plain), "to or");
    }
}
