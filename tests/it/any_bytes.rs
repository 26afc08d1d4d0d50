//! Extraction keeps its promises whatever the bytes are.

use std::path::Path;
use std::sync::LazyLock;

use newsint::model::MediaKind;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::promises::{capture, chosen, hold};

/// The pages of `tests/pages`, to be mutated.
static PAGES: LazyLock<Vec<(MediaKind, Vec<u8>)>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = match path.extension().and_then(|e| e.to_str()) {
            Some("html") => MediaKind::Html,
            Some("txt") => MediaKind::Text,
            _ => continue,
        };
        pages.push((path.clone(), kind, std::fs::read(&path).unwrap()));
    }
    pages.sort_by(|a, b| a.0.cmp(&b.0));
    pages.into_iter().map(|(_, kind, body)| (kind, body)).collect()
});

/// What is put into a page.
fn insertion() -> impl Strategy<Value = Vec<u8>> {
    let tags = "<(/?)(div|p|b|a|table|tr|td|ul|li|script|style|svg|math|template|select|option|h1|\
                article|time|title|meta|!--|!DOCTYPE|\\?xml|!\\[CDATA\\[)( [a-z]{1,8}=[\"']?)?>?";
    prop_oneof![
        vec(any::<u8>(), 0..8),
        tags.prop_map(String::into_bytes),
        (tags, 1..400_usize).prop_map(|(tag, times)| tag.repeat(times).into_bytes()),
        "&#?x?[0-9a-zA-Z]{0,12};?".prop_map(String::into_bytes),
        (1..100_000_usize).prop_map(|n| [b"<p title='", "x".repeat(n).as_bytes()].concat()),
        (1..2_000_usize).prop_map(|n| vec![0; n]),
        "\\PC{0,40}".prop_map(String::into_bytes),
        Just(b"<meta charset=utf-16>".to_vec()),
        Just(b"<meta charset=euc-kr>".to_vec()),
        Just(b"\x1B$B".to_vec()),
        Just("e\u{301}\u{323}\u{200f}\u{ad}".as_bytes().to_vec()),
    ]
}

/// One change of a page: where, how many bytes go, what comes.
fn change() -> impl Strategy<Value = (usize, usize, Vec<u8>)> {
    (any::<usize>(), prop_oneof![Just(0), 0..40_usize, 0..4_000_usize], insertion())
}

fn changed(body: &[u8], changes: &[(usize, usize, Vec<u8>)]) -> Vec<u8> {
    let mut body = body.to_vec();
    for (at, gone, come) in changes {
        let at = at % (body.len() + 1);
        let end = (at + gone).min(body.len());
        body.splice(at..end, come.iter().copied());
    }
    body
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn random_bytes_give_a_document(input in vec(any::<u8>(), 0..4_000)) {
        hold(&chosen(&input));
    }

    #[test]
    fn random_letters_give_a_document(kind in any::<u8>(), text in "(\\PC{0,30}[\n<>&:-]){0,60}") {
        hold(&chosen(&[&[kind, 0], text.as_bytes()].concat()));
    }

    #[test]
    fn spoilt_pages_give_a_document(
        which in any::<usize>(), changes in vec(change(), 1..12), cut in 0..20_usize,
    ) {
        let (kind, body) = &PAGES[which % PAGES.len()];
        let mut body = changed(body, &changes);
        if cut == 0 {
            body.truncate(body.len() / 2);
        }
        hold(&capture(*kind, None, &body));
    }

    #[test]
    fn tags_without_end_give_a_document(
        parts in vec(insertion(), 1..30), times in 1..40_usize, charset in any::<u8>(),
    ) {
        hold(&chosen(&[&[0, charset], parts.concat().repeat(times).as_slice()].concat()));
    }
}
