//! CoNLL: the token in the first column, the IOB2 tag in the last; columns are parted by tabs or
//! blanks.

use super::{Marked, Marks};

pub(super) fn parse(text: &str) -> Vec<Marked> {
    let mut out: Vec<Marked> = Vec::new();
    for line in text.lines() {
        let mut columns = line.split(['\t', ' ']).filter(|c| !c.is_empty());
        let Some(token) = columns.next() else { continue };
        if token == "-DOCSTART-" {
            let id = columns.next().filter(|id| !matches!(*id, "-X-" | "O"));
            let document = id.map(str::to_string);
            out.push(Marked { document, text: None, marks: Marks::Words(Vec::new()) });
            continue;
        }
        let tag = columns.next_back().unwrap_or("O").to_string();
        if out.is_empty() {
            out.push(Marked { document: None, text: None, marks: Marks::Words(Vec::new()) });
        }
        if let Some(Marked { marks: Marks::Words(words), .. }) = out.last_mut() {
            words.push((token.to_string(), tag));
        }
    }
    out
}

/// Finds the words one after the other in the text and joins their tags to spans.
///
/// Between two words only characters that are in no word may stand: white space, joiners, controls.
pub(super) fn place(
    words: &[(String, String)],
    text: &str,
) -> Result<Vec<(usize, usize, String)>, String> {
    let mut out: Vec<(usize, usize, String)> = Vec::new();
    let mut inside = false;
    let (mut rest, mut at) = (text, 0);
    for (word, tag) in words {
        let skipped = rest.find(word.as_str()).unwrap_or(rest.len());
        let (before, after) = rest.split_at(skipped);
        let Some(tail) = after.strip_prefix(word.as_str()) else {
            return Err(format!("the word {word:?} is not in the rest of the text"));
        };
        if before.contains(char::is_alphanumeric) {
            return Err(format!("the word {word:?} is not where the text goes on"));
        }
        let start = at + before.chars().count();
        at = start + word.chars().count();
        rest = tail;
        match tag.split_once('-') {
            Some(("I", label)) if inside && out.last().is_some_and(|(_, _, l)| l == label) => {
                if let Some(last) = out.last_mut() {
                    last.1 = at;
                }
            }
            Some((_, label)) => {
                out.push((start, at, label.to_string()));
                inside = true;
            }
            None => inside = false,
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again() {
        let words =
            "-DOCSTART- d1 O O\n\nBo -X- _ B-PERSON\nLi -X- _ I-PERSON\n, -X- _ O\nUN\tB-ORG\n";
        let marked = parse(words);
        assert_eq!(marked[0].document.as_deref(), Some("d1"));
        let spans = marked[0].spans_in("😀".get(4..).unwrap_or("Bo \u{a0}Li,\tUN"));
        assert!(spans.is_err());
        let spans = marked[0].spans_in("\u{7}Bo \u{a0}Li,\tUN").unwrap();
        assert_eq!(spans, [(1, 7, "PERSON".to_string()), (9, 11, "ORG".to_string())]);
    }
}
