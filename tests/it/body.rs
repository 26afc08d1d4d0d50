//! Tests of how a body is found, and of what is told about it.

use newsint::export::markdown_with_links;
use newsint::extract::{Explanation, explain, extract};
use newsint::model::{Capture, Document, MediaKind};

fn capture(body: &[u8]) -> Capture {
    Capture {
        url: "https://www.norwick.example/news/a".to_owned(),
        fetched_at: "2026-11-01T00:00:00Z".to_owned(),
        kind: MediaKind::Html,
        charset: None,
        body: body.to_vec(),
    }
}

fn explained(page: &str) -> (Document, Explanation) {
    let (document, _, told) = explain(&capture(page.as_bytes()));
    (document, told)
}

#[test]
fn asking_why_changes_nothing() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "html") {
            continue;
        }
        let capture = capture(&std::fs::read(&path).unwrap());
        let (document, _, told) = explain(&capture);
        assert_eq!(document, extract(&capture).0, "{}", path.display());
        assert!(!told.body_reason.is_empty(), "{}", path.display());
        assert!(!told.body_reason.contains('\n'));
        let scripted = told.body_reason.contains("of a script");
        assert!(told.paths.len() == document.blocks.len() || scripted, "{}", path.display());
        for link in &told.links {
            assert!(!link.span.of(&document.text).is_empty(), "{}", path.display());
            assert!(document.blocks.iter().any(|b| b.span.contains(link.span)));
        }
    }
}

#[test]
fn blocks_links_and_captions_have_their_place() {
    let page = "<body><div>Norwick Post</div><div><article><h1>Bridge shut</h1>\
        <figure><img src=x><figcaption>The bridge on Monday</figcaption></figure>\
        <p>The bridge over the Nor will stay shut until May, the council said on Monday.</p>\
        <p>Its report, <a href=\"/files/report.pdf\">published today</a>, names the east pier, \
        which has sunk by a hand since the flood.</p></article></div></body>";
    let (document, told) = explained(page);
    assert_eq!(told.paths, ["html/body/div[2]/article/p[1]", "html/body/div[2]/article/p[2]"]);
    assert_eq!(told.captions, ["The bridge on Monday"]);
    let [link] = &told.links[..] else { panic!("{:?}", told.links) };
    assert_eq!(link.span.of(&document.text), "published today");
    assert_eq!(link.href, "https://www.norwick.example/files/report.pdf");
    assert!(told.body_reason.starts_with("html/body/div[2]/article: an article element"));
    assert_eq!(told.candidates.iter().filter(|c| c.chosen).count(), 1);
    let markdown = markdown_with_links(&document, &[(link.span, link.href.as_str())]);
    let linked = "[published today](<https://www.norwick.example/files/report.pdf>)";
    assert!(markdown.contains(linked), "{markdown}");
    assert!(!document.text.contains("The bridge on Monday"));
}

#[test]
fn a_page_without_text_says_why() {
    let (document, told) =
        explained("<title>Page not found</title><h1>Page not found</h1><p>Sorry.");
    assert_eq!(document.text, "");
    assert!(told.body_reason.contains("Soft404"), "{}", told.body_reason);
    assert!(told.paths.is_empty());
}

#[test]
fn the_state_of_an_amp_page_is_its_body() {
    let (document, told) = explained(include_str!("../pages/en_amp.html"));
    assert!(told.body_reason.starts_with("the amp-state of a script"), "{}", told.body_reason);
    assert!(told.candidates.iter().any(|c| c.view == "amp-state" && c.chosen));
    assert_eq!(document.blocks.len(), 4);
}
