//! Hosts without end must end, and give what is good in them.

use super::run::{Crawler, assert_manners, assert_said, said};
use crate::web::Web;
use crate::web::sites::{redirects, traps};
use crate::web::words::article;

/// More requests than this is walking into the trap.
const REQUESTS_BOUND: usize = 150;
/// Words that tell of a trap.
const TRAP_WORDS: &[&str] =
    &["trap", "endless", "calendar", "repeat", "pattern", "soft", "same text", "limit", "too many"];

#[test]
fn traps_are_bounded_and_told() {
    let web = Web::start(|_: &[String; 4]| {
        [
            traps::calendar(&[116, 117, 118]),
            traps::repeating(&[119, 120, 121]),
            traps::growing(&[122, 123, 124]),
            traps::soft_404(&[128, 129, 130]),
        ]
    });
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0, 1, 2, 3], &["--delay", "0.01", "--max-time", "70s"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for (host, name) in ["the calendar", "the repeating path", "the growing query", "the soft 404"]
        .into_iter()
        .enumerate()
    {
        let count = web.hits(host).len();
        assert!(count < REQUESTS_BOUND, "{name} took {count} requests");
        assert_manners(&web, host);
        let words = format!("{}{}", said(&ran, &web.host(host)), ran.err.to_lowercase());
        assert!(TRAP_WORDS.iter().any(|w| words.contains(w)), "nothing tells of {name}: {words}");
    }
    crawler.assert_stored_once((116..125).chain(128..131));
    let lost = crawler.documents().iter().filter(|d| d.title.contains("not found")).count();
    assert!(lost <= 1, "{lost} pages that are not there were stored as documents");
}

#[test]
fn sessions_and_tracking_do_not_make_new_pages() {
    let web = Web::start(|_: &[String; 3]| {
        [
            traps::sessions(&[132, 133, 134, 135, 136], false),
            traps::sessions(&[138, 139, 140, 141, 142], true),
            traps::tracking(&[144, 145, 146, 147]),
        ]
    });
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0, 1, 2], &["--delay", "0.01", "--max-time", "70s"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    crawler.assert_stored_once((132..137).chain(138..143).chain(144..148));
    let names = ["session ids in the query", "session ids in the path", "tracking parameters"];
    // A front page, a section and the articles, each at most twice.
    for (host, name) in names.into_iter().enumerate() {
        let count = web.pages(host).len();
        assert!(count <= 14, "{name}: {count} requests for at most seven pages");
    }
}

#[test]
fn redirects_are_followed_a_few_steps() {
    let web = Web::start(|_: &[String; 1]| [redirects::site()]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0], &["--delay", "0.01", "--max-time", "60s"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    crawler.assert_stored_once([redirects::MOVED, redirects::HERE]);
    for path in ["/loop/a", "/loop/b", "/self", "/wall"] {
        let count = web.asked(0, path).len();
        assert!((1..=3).contains(&count), "{path} redirects for ever and was asked {count} times");
    }
    for path in ["/loop/", "/self", "/hop/"] {
        assert_said(&ran, path, &["redirect"]);
    }
    let hops = web.pages(0).iter().filter(|hit| hit.path.starts_with("/hop/")).count();
    assert!((5..=11).contains(&hops), "{hops} steps of a chain of fifteen were followed");
    let far = crawler.stored(article(redirects::FAR)).len();
    assert_eq!(far, 0, "the end of a chain of fifteen redirects was stored");
}
