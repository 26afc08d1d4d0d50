//! What extraction promises of any bytes: one function for the tests, the fuzz target and the
//! campaign of `examples/mutate.rs`.

use newsint::extract::{Extractor, extract, passages};
use newsint::model::{Capture, MediaKind};
use unicode_normalization::is_nfc;

/// A capture of these bytes, with an address and a time that never change.
pub(crate) fn capture(kind: MediaKind, charset: Option<&str>, body: &[u8]) -> Capture {
    Capture {
        url: "https://www.norwick.example/news/a".to_owned(),
        fetched_at: "2026-11-01T00:00:00Z".to_owned(),
        kind,
        charset: charset.map(str::to_owned),
        body: body.to_vec(),
    }
}

/// Panics if a promise is broken: the same bytes give the same document, its blocks lie in order
/// and cover the text, every text is NFC and holds no control characters.
pub(crate) fn hold(capture: &Capture) {
    let (document, warnings) = extract(capture);
    let again = extract(capture);
    assert!(document == again.0 && warnings == again.1, "the second reading differs");
    let (told_of, _, told) = Extractor::default().explain(capture);
    assert!(told_of == document, "the explained document differs");
    assert!(told.paths.len() <= document.blocks.len());
    for passage in passages(&document) {
        let span = passage.span.start as usize..passage.span.end as usize;
        assert!(document.text.get(span).is_some(), "a passage lies off");
    }
    let mut at = 0;
    for block in &document.blocks {
        assert_eq!(block.span.start, at, "a block begins elsewhere");
        let text = document.text.get(block.span.start as usize..block.span.end as usize);
        assert!(text.is_some_and(|text| !text.trim().is_empty()), "a block is empty");
        at = block.span.end + 2;
    }
    let end = document.blocks.last().map_or(0, |block| block.span.end);
    assert_eq!(end as usize, document.text.len(), "the blocks do not cover the text");
    let texts = [Some(&document.text), Some(&document.title), document.site.as_ref()];
    let evidence = document.flags.iter().map(|flag| &flag.evidence);
    for text in texts.into_iter().flatten().chain(&document.author).chain(evidence) {
        assert!(is_nfc(text), "not NFC: {text:?}");
        let odd = |c: char| c.is_control() && c != '\n' && c != '\t';
        assert!(!text.contains(odd), "a control character: {text:?}");
    }
    assert!(document.title.chars().count() <= newsint::limits::TITLE_CHARS_MAX);
    assert!(document.author.len() <= newsint::limits::AUTHORS_MAX);
}

/// The capture that the first two bytes of an input choose: what kind of file, which charset was
/// declared.
pub(crate) fn chosen(input: &[u8]) -> Capture {
    const KINDS: [MediaKind; 4] =
        [MediaKind::Html, MediaKind::Text, MediaKind::Markdown, MediaKind::Item];
    const CHARSETS: [Option<&str>; 8] = [
        None,
        None,
        Some("utf-8"),
        Some("windows-1251"),
        Some("shift_jis"),
        Some("utf-16le"),
        Some("iso-2022-jp"),
        Some("no such charset"),
    ];
    let (kind, rest) = input.split_first().unwrap_or((&0, &[]));
    let (charset, body) = rest.split_first().unwrap_or((&0, &[]));
    let kind = KINDS.get(usize::from(*kind) % KINDS.len()).copied().unwrap_or(MediaKind::Html);
    let charset = CHARSETS.get(usize::from(*charset) % CHARSETS.len()).copied().flatten();
    capture(kind, charset, body)
}
