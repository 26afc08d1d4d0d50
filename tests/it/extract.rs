//! Tests of extract.

use newsint::config::SiteRecipe;
use newsint::extract::{Extractor, Recipes, extract};
use newsint::model::{Capture, Document, MediaKind, Span};

use crate::shared::shared;

fn capture(kind: MediaKind, body: &[u8]) -> Capture {
    Capture {
        url: "https://www.norwick.example/news/a".to_owned(),
        fetched_at: "2026-11-01T00:00:00Z".to_owned(),
        kind,
        charset: None,
        body: body.to_vec(),
    }
}

fn read(kind: MediaKind, body: &[u8]) -> Document {
    let (document, _) = extract(&capture(kind, body));
    check_blocks(&document);
    document
}

/// Blocks lie in order, on character boundaries, two bytes apart, and cover the text.
fn check_blocks(document: &Document) {
    let mut at = 0;
    for block in &document.blocks {
        assert_eq!(block.span.start, at);
        assert!(!block.span.of(&document.text).is_empty());
        at = block.span.end + 2;
    }
    let end = document.blocks.last().map_or(0, |b| b.span.end);
    assert_eq!(Span { start: 0, end }.len(), document.text.len());
}

#[test]
fn the_seed_statement_comes_out_exactly() {
    let Some(folder) = shared("seed") else { return };
    let text = std::fs::read_to_string(folder.join("statement.txt")).unwrap();
    let gold: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("gold.json")).unwrap()).unwrap();
    let offset = |i: usize| gold["body"][i].as_u64().unwrap() as usize;
    let body: String = text.chars().skip(offset(0)).take(offset(1) - offset(0)).collect();
    let document = read(MediaKind::Text, text.as_bytes());
    assert_eq!(document.text, body);
    assert_eq!(document.title, gold["title"].as_str().unwrap());
    assert_eq!(document.language.as_deref(), Some("en"));
    for noise in gold["not_content"].as_array().unwrap() {
        assert!(!document.text.contains(noise.as_str().unwrap()), "{noise}");
    }
}

#[test]
fn hostile_pages_end_soon() {
    let deep = |open: &str, close: &str, n: usize| {
        format!("<body><p>Before.</p>{}in{}<p>After.</p>", open.repeat(n), close.repeat(n))
    };
    let pages = [
        deep("<div>", "</div>", 100_000),
        deep("<div>", "", 100_000),
        deep("<b>", "", 100_000),
        deep("<a href=x>", "", 100_000),
        deep("<b x=1><p>", "", 50_000),
        deep("<table><tr><td>", "", 30_000),
        deep("<ul><li>", "", 50_000),
        deep("<svg><g>", "", 50_000),
        deep("<blockquote><p>t ", "", 50_000),
        deep("<select><option>", "", 50_000),
        deep("<script>", "", 50_000),
        deep("<!--", "", 50_000),
        deep("<", "", 300_000),
        deep("</p>", "", 300_000),
        deep("<p title='", "", 50_000),
        deep("&amp;<br>", "", 300_000),
        deep("<nobr>", "</nobr><p>", 30_000),
        deep("<h1>", "", 50_000),
        deep("<form><div>", "", 50_000),
        deep("<custom-tag>", "", 100_000),
        deep("<math><mi>", "", 50_000),
        deep("<template>", "", 50_000),
        deep("<button>", "", 50_000),
    ];
    let in_script =
        "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"articleBody\": \"";
    let scripted = format!("{in_script}{}\"}}</script>", "<nav>".repeat(50_000));
    for page in pages.into_iter().chain([scripted]) {
        let start = std::time::Instant::now();
        read(MediaKind::Html, page.as_bytes());
        let took = start.elapsed();
        let head: String = page.chars().skip(20).take(30).collect();
        assert!(took.as_secs() < 8, "{took:?} for {head}");
    }
}

#[test]
fn any_bytes_give_a_document() {
    let mut seed = 7_u64;
    let mut noise = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as u8
    };
    let random: Vec<u8> = (0..20_000).map(|_| noise()).collect();
    let kinds = [MediaKind::Html, MediaKind::Text, MediaKind::Markdown, MediaKind::Item];
    for kind in kinds {
        for body in [&b""[..], b"\0\0\0\0", b"<", b"\xFF\xFE", b"\xEF\xBB\xBF", &random] {
            let document = read(kind, body);
            assert!(!document.text.contains('\0'));
        }
    }
    let page = b"<p>Null\0 bytes in\0 a sentence that is long enough to be read as one.</p>";
    assert!(!read(MediaKind::Html, page).text.contains('\0'));
}

#[test]
fn a_huge_body_is_cut() {
    let mut body = b"<p>One sentence, long enough to be read as the only one.</p>".to_vec();
    body.resize(200_000_000, b' ');
    let start = std::time::Instant::now();
    let (document, warnings) = extract(&capture(MediaKind::Html, &body));
    assert!(start.elapsed().as_secs() < 20);
    assert!(document.text.starts_with("One sentence"));
    assert!(warnings.iter().any(|w| w.code == "html-cut"));
}

/// Every page of `tests/pages` gives what the JSON file beside it says.
#[test]
fn pages_give_what_their_json_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let (mut seen, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = match path.extension().and_then(|e| e.to_str()) {
            Some("html") => MediaKind::Html,
            Some("txt") => MediaKind::Text,
            _ => continue,
        };
        let json = std::fs::read(path.with_extension("json")).unwrap();
        let wanted: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let mut capture = capture(kind, &std::fs::read(&path).unwrap());
        let set = |key: &str, field: &mut String| {
            wanted[key].as_str().unwrap_or(field.as_str()).to_owned().clone_into(field);
        };
        set("at", &mut capture.url);
        set("captured", &mut capture.fetched_at);
        let (document, warnings) = extract(&capture);
        check_blocks(&document);
        let mut got = serde_json::to_value(&document).unwrap();
        let kinds: Vec<_> = document.flags.iter().map(|f| f.kind).collect();
        got["flags"] = serde_json::to_value(kinds).unwrap();
        for (key, value) in wanted.as_object().unwrap() {
            let words = || value.as_array().unwrap().iter().map(|v| v.as_str().unwrap());
            let right = match key.as_str() {
                "at" | "captured" => true,
                "warnings" => words().eq(warnings.iter().map(|w| w.code)),
                "text_has" => words().all(|w| document.text.contains(w)),
                "text_lacks" => !words().any(|w| document.text.contains(w)),
                _ => got[key] == *value,
            };
            if !right {
                wrong.push(format!("{key} of {}: {:?}", path.display(), got[key]));
            }
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen >= 8);
}

/// What `explain` says is of the same document, and tells the place of each block.
#[test]
fn explanations_are_of_the_same_document() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let page = std::fs::read(folder.join("site_harbour.html")).unwrap();
    let mut capture = capture(MediaKind::Html, &page);
    "https://www.harbour-post.example/1923".clone_into(&mut capture.url);
    let extractor = Extractor::default();
    let (document, warnings, told) = extractor.explain(&capture);
    assert_eq!((document.clone(), warnings), extract(&capture));
    assert_eq!(told.charset.name, "UTF-8");
    let recipe = told.recipe.unwrap();
    assert_eq!(recipe.fits, ["title", "author", "published", "body"]);
    assert!(told.body_reason.contains("recipe"), "{}", told.body_reason);
    let paths = ["html/body/div[2]/p[1]", "html/body/div[2]/p[2]", "html/body/div[3]/p[1]"];
    assert_eq!(told.paths, paths);
    assert!(told.candidates.iter().any(|c| c.view == "recipe" && c.chosen));
    let titles: Vec<_> = told.evidence.iter().filter(|e| e.field == "title").collect();
    assert_eq!(titles.iter().filter(|e| e.chosen).count(), 1);
    assert!(titles[0].source.contains("harbour-post"));
}

/// The user's own recipes go before those that come with newsint.
#[test]
fn own_recipes_go_first() {
    let text = "host = 'norwick.example'\nbody = '#x'\ntitle = '#t'\n";
    let draft = SiteRecipe::parse(text, std::path::Path::new("sites/norwick.toml")).unwrap();
    let extractor = Extractor::with(Recipes::with(&[draft]).unwrap());
    let page = b"<h1>No</h1><p id=t>Yes</p><div><p>This long paragraph is not the text of the \
        article, says the recipe of the site.</p></div><div id=x><p>This one is the text of it, \
        and long enough to be taken for it by anybody who reads recipes.</p></div>";
    let (document, _) = extractor.extract(&capture(MediaKind::Html, page));
    assert_eq!(document.title, "Yes");
    assert!(document.text.starts_with("This one is"));
    assert!(document.text.len() < 130);
}

/// What a recipe takes out is out of the whole of a page that is no article, too.
#[test]
fn recipes_take_out_of_whole_pages() {
    let text = "host = 'norwick.example'\nremove = '.offer'\n";
    let draft = SiteRecipe::parse(text, std::path::Path::new("sites/norwick.toml")).unwrap();
    let extractor = Extractor::with(Recipes::with(&[draft]).unwrap());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let page = std::fs::read_to_string(folder.join("en_service.html")).unwrap();
    let offer =
        "<p class=offer>Buy now, says the shop, and pay for it in three years from now.</p>";
    let page = page.replacen("<footer>", &format!("{offer}<footer>"), 1);
    let capture = capture(MediaKind::Html, page.as_bytes());
    assert!(extract(&capture).0.text.contains("says the shop"));
    let (document, _, told) = extractor.explain(&capture);
    assert!(told.candidates.iter().any(|c| c.view == "whole-page" && c.chosen), "{told:?}");
    assert!(document.text.len() > 200);
    assert!(!document.text.contains("says the shop"));
}

fn page(name: &str) -> Capture {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    capture(MediaKind::Html, &std::fs::read(folder.join(name)).unwrap())
}

#[test]
fn details_stand_beside_the_document() {
    let (document, details, _) = newsint::extract::extract_with_details(&page("ko_dateline.html"));
    assert_eq!(document, read(MediaKind::Html, &page("ko_dateline.html").body));
    assert_eq!(details.published_at.as_deref(), Some("2024-03-05T09:30:00+09:00"));
    assert_eq!(details.agency.as_deref(), Some("Yonhap"));
    assert_eq!(details.dateline.as_deref(), Some("노릭"));
    assert_eq!(details.section.as_deref(), Some("정치"));
    assert_eq!(details.tags, ["항구", "통행료", "노릭시"]);
    assert_eq!(details.image.as_deref(), Some("https://www.norwick.example/images/harbour.jpg"));
    assert_eq!(details.canonical, None);
}

#[test]
fn evidence_tells_why() {
    let (document, _, told) = newsint::extract::explain(&page("en_saved_moment.html"));
    let evidence = told.evidence;
    let chosen = |field: &str| evidence.iter().filter(|e| e.field == field && e.chosen).count();
    for field in ["title", "author", "published", "modified", "site"] {
        assert_eq!(chosen(field), 1, "{field}");
    }
    let published: Vec<_> = evidence.iter().filter(|e| e.field == "published").collect();
    assert!(published.len() >= 2);
    let lost = published.iter().find(|e| e.source == "json-ld datePublished").unwrap();
    assert!(!lost.chosen);
    let won = published.iter().find(|e| e.chosen).unwrap();
    assert_eq!(won.value, document.published.map(|s| s.to_string()));
    assert_eq!(won.raw, "May 14, 2025");
}

/// An agency that signs beside a person is told apart from the authors; one that signs alone is
/// both.
#[test]
fn agencies_are_kept_apart_from_names() {
    let cases: &[(&str, &[&str], &str)] = &[
        ("<p class=byline>By Jane Roe, Reuters</p>", &["Jane Roe"], "Reuters"),
        ("<p class=byline>By JANE ROE Associated Press</p>", &["JANE ROE"], "AP"),
        ("<p class=byline>Par Jeanne Roux avec AFP</p>", &["Jeanne Roux"], "AFP"),
        ("<p class=byline>dpa/jr</p>", &[], "dpa"),
        ("<meta name=author content='dpa/jr'>", &["dpa"], "dpa"),
        ("<meta name=author content=AFP>", &["AFP"], "AFP"),
        ("<meta name=author content='Jane Roe, Reuters'>", &["Jane Roe"], "Reuters"),
    ];
    for (byline, authors, agency) in cases {
        let page = format!(
            "<title>Bridge shut</title><article><h1>Bridge shut</h1>{byline}<div><p>The bridge \
             over the Nor will stay shut until May, the council said on Monday.</p></div></article>"
        );
        let capture = capture(MediaKind::Html, page.as_bytes());
        let (document, details, _) = Extractor::default().extract_with_details(&capture);
        assert_eq!(document.author, *authors, "{byline}");
        assert_eq!(details.agency.as_deref(), Some(*agency), "{byline}");
    }
}
