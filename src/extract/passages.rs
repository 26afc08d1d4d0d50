//! Which parts of a document are in another language: statements that quote the original, pages
//! in two languages.

use super::language;
use crate::model::{Document, Span};

/// A run of blocks in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands in the text.
    pub span: Span,
    /// ISO 639-1 code; `None` when unsure.
    pub language: Option<String>,
}

impl Passage {
    /// Spans and languages, as the contract takes them.
    pub fn pairs(list: &[Self]) -> impl Iterator<Item = (Span, Option<&str>)> {
        list.iter().map(|passage| (passage.span, passage.language.as_deref()))
    }
}

/// The passages of a document whose paragraphs differ in language; nothing for all others.
///
/// A block that is too short to tell goes with what stands before and after it, if that is the
/// same, and else with the document.
pub fn passages(document: &Document) -> Vec<Passage> {
    let own = document.language.as_deref();
    let told: Vec<Option<String>> = document
        .blocks
        .iter()
        .map(|block| language::of_paragraph(block.span.of(&document.text), own))
        .collect();
    let sure = |language: &&Option<String>| language.is_some();
    let first = told.iter().find(sure);
    if told.iter().filter(sure).all(|language| Some(language) == first) {
        // One language, which may be another than that of the whole: then the whole is right.
        return Vec::new();
    }
    let mut list: Vec<Passage> = Vec::new();
    let (mut before, mut rest) = (None, told.iter().flatten().peekable());
    for (block, language) in document.blocks.iter().zip(&told) {
        let language = match language {
            Some(_) => {
                before = rest.next();
                before
            }
            None if before.is_some() && before == rest.peek().copied() => before,
            None => None,
        };
        let language = language.map(String::as_str).or(own);
        let open = list.last_mut().filter(|last| last.language.as_deref() == language);
        if let Some(last) = open {
            last.span.end = block.span.end;
        } else {
            let language = language.map(ToOwned::to_owned);
            list.push(Passage { span: block.span, language });
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;
    use crate::model::{Capture, MediaKind};

    fn codes(text: &str) -> Vec<String> {
        let (document, _) = extract(&Capture {
            url: String::new(),
            fetched_at: String::new(),
            kind: MediaKind::Text,
            charset: None,
            body: text.as_bytes().to_vec(),
        });
        let list = passages(&document);
        let code = |p: Passage| format!("{} {}", p.span.start, p.language.unwrap_or_default());
        list.into_iter().map(code).collect()
    }

    const ENGLISH: &str = "The ministry condemns the seizure of two trawlers in the sound on Sunday \
        night, and asks that both crews be returned without any further delay.";
    const GERMAN: &str = "Das Ministerium verurteilt die Festsetzung der beiden Kutter in der Nacht \
        zum Sonntag und verlangt, dass beide Mannschaften unverzüglich zurückkehren dürfen.";

    #[test]
    fn passages_in_other_languages_are_told() {
        let russian = "Министерство осуждает задержание двух судов и требует вернуть экипажи.";
        let text = format!("{ENGLISH}\n\n{GERMAN}\n\nPunkt eins.\n\n{GERMAN} Heute.\n\n{russian}");
        let found = codes(&text);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].ends_with("en") && found[1].ends_with("de") && found[2].ends_with("ru"));
    }

    #[test]
    fn short_and_kindred_paragraphs_do_not_count() {
        let names = "Jürgen Müller, François Lefèvre, José García";
        assert!(
            codes(&format!("{ENGLISH}\n\n{names}\n\nJa, das ist so.\n\n{ENGLISH} Yes.")).is_empty()
        );
        assert!(codes(ENGLISH).is_empty());
        assert!(codes("").is_empty());
    }
}
