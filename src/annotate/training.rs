//! Texts with the marks of people → rows a tagger of names is trained on.

use crate::model::{Kind, Mention};

/// CoNLL rows of a text, `WORD<TAB>IOB2 label`, a blank line after each line of the text. Words are
/// cut at blanks and where a name begins or ends; with `by_char` each character stands alone and
/// `▁` is a blank. Of names within names the outer one counts.
pub fn rows(text: &str, mentions: &[Mention], by_char: bool) -> String {
    let mut names: Vec<&Mention> =
        mentions.iter().filter(|m| m.value.kind() == Kind::Entity).collect();
    names.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    let mut out = String::new();
    let mut names = names.into_iter().peekable();
    let mut at = 0;
    let mut word = String::new();
    // The label of the word being read, and that of the name it is in, with its end.
    let mut label = "O".to_string();
    let mut inside: Option<(usize, String)> = None;
    for (start, c) in text.char_indices() {
        if let Some((end, _)) = &inside
            && start >= *end
        {
            close(&mut word, &mut label, &mut out);
            label = "O".to_string();
            inside = None;
        }
        while inside.is_none() && names.peek().is_some_and(|m| m.span.start as usize <= start) {
            let Some(name) = names.next() else { break };
            if (name.span.start as usize) < start {
                continue;
            }
            close(&mut word, &mut label, &mut out);
            label = format!("B-{}", name.value.label());
            inside = Some((name.span.end as usize, name.value.label().to_string()));
        }
        if c == '\n' {
            close(&mut word, &mut label, &mut out);
            if out.get(at..).is_some_and(|line| !line.is_empty()) {
                out.push('\n');
            }
            at = out.len();
        } else if c.is_whitespace() || c.is_control() {
            close(&mut word, &mut label, &mut out);
            if by_char && out.get(at..).is_some_and(|line| !line.is_empty()) {
                out.push_str("▁\tO\n");
            }
        } else {
            word.push(c);
            if by_char {
                close(&mut word, &mut label, &mut out);
            }
        }
        if let Some((_, kind)) = &inside
            && word.is_empty()
            && !label.starts_with("B-")
        {
            label = format!("I-{kind}");
        }
    }
    close(&mut word, &mut label, &mut out);
    if out.get(at..).is_some_and(|line| !line.is_empty()) {
        out.push('\n');
    }
    out
}

/// Ends a word. A label without a word yet waits for one.
fn close(word: &mut String, label: &mut String, out: &mut String) {
    if word.is_empty() {
        return;
    }
    out.push_str(word);
    out.push('\t');
    out.push_str(label);
    out.push('\n');
    word.clear();
    *label = "O".to_string();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntityTag, Label, Span, Value};

    fn name(start: usize, end: usize, label: Label) -> Mention {
        let tag = EntityTag {
            label,
            canonical: String::new(),
            entity: None,
            metonym: None,
            candidates: Vec::new(),
            confidence: 1.0,
        };
        Mention { span: Span::new(start, end), value: Value::Entity(tag) }
    }

    #[test]
    fn words_are_cut_where_names_begin_and_end() {
        let text = "In New York, Ann.\n\nEnd";
        let names = [name(3, 11, Label::Gpe), name(13, 16, Label::Person)];
        assert_eq!(
            rows(text, &names, false),
            "In\tO\nNew\tB-GPE\nYork\tI-GPE\n,\tO\nAnn\tB-PERSON\n.\tO\n\nEnd\tO\n\n"
        );
    }

    #[test]
    fn names_side_by_side_begin_each_and_characters_stand_alone() {
        let text = "김씨 서울";
        let names = [name(0, 3, Label::Person), name(7, 13, Label::Gpe)];
        assert_eq!(rows(text, &names, true), "김\tB-PERSON\n씨\tO\n▁\tO\n서\tB-GPE\n울\tI-GPE\n\n");
        let names = [name(0, 1, Label::Org), name(1, 2, Label::Org)];
        assert_eq!(rows("ab", &names, false), "a\tB-ORG\nb\tB-ORG\n\n");
    }
}
