//! Bodies in every coding, and bodies that are broken or have no end.

use std::time::{Duration, Instant};

use super::run::{Crawler, assert_manners, assert_said, said};
use crate::web::Web;
use crate::web::sites::bodies;
use crate::web::words::article;

/// More of an endless body than this is too much. Bytes.
const ENDLESS_BOUND: u64 = 128 * 1024 * 1024;

#[test]
fn every_coding_is_read_and_a_torn_page_got_whole() {
    let paths: Vec<_> = bodies::WHOLE.iter().map(|(path, _)| *path).collect();
    let web = Web::start(|_: &[String; 1]| [bodies::site(&paths)]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0], &["--delay", "0.02", "--max-time", "60s"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_manners(&web, 0);
    crawler.assert_stored_once(bodies::WHOLE.iter().map(|(_, number)| *number));
    let cut = web.asked(0, "/cut-once").len();
    assert_eq!(cut, 2, "a page cut on its way was asked for {cut} times, not twice");
    let (_, number) = bodies::WHOLE[6];
    let text = crawler.stored(article(number)).pop().unwrap().text;
    assert!(text.contains(bodies::PRICE), "the wrong charset of a header was believed: {text}");
    crawler.assert_verified("after bodies of every coding");
}

#[test]
fn bodies_without_end_are_cut_and_told() {
    let web = Web::start(|_: &[String; 5]| bodies::OTHER.map(|path| bodies::site(&[path])));
    let crawler = Crawler::new();
    let started = Instant::now();
    let ran = crawler.run(&web, &[0, 1, 2, 3, 4], &["--delay", "0.02", "--max-time", "30s"]);
    let took = started.elapsed();
    assert!(took < Duration::from_secs(50), "with --max-time 30s the crawl took {took:?}");
    for (host, path) in bodies::OTHER.into_iter().enumerate() {
        let hits = web.asked(host, path);
        assert!((1..=3).contains(&hits.len()), "{path} was asked for {} times", hits.len());
    }
    let sent: u64 = web.asked(0, "/endless").iter().map(|hit| hit.bytes).max().unwrap();
    assert!(sent < ENDLESS_BOUND, "{sent} bytes of an endless body were taken");
    let url = web.url(0, "/endless");
    let cut = crawler.records_of("response", &url);
    let reasons: Vec<_> = cut.iter().map(|r| r.fields.get("WARC-Truncated")).collect();
    assert_eq!(reasons.first(), Some(&Some("length")), "the record of {url}: {reasons:?}");
    for path in ["/endless", "/bomb"] {
        assert!(!said(&ran, path).is_empty(), "nothing is said about {path}: {}", ran.err);
    }
    assert_said(&ran, "/empty", &["no text", "empty"]);
    let documents = crawler.documents();
    let large = documents.iter().find(|d| d.text.len() > 17 * 1024 * 1024);
    assert!(large.is_none(), "a bomb was stored unpacked: {}", large.unwrap().url);
    let picture = documents.iter().find(|d| d.url.ends_with("/picture"));
    assert!(picture.is_none(), "a picture was stored as a document");
    crawler.assert_verified("after broken bodies");
}
