//! What hosts ask for is done: robots rules, delays, `Retry-After`, and no request to others.

use std::time::Duration;

use super::run::{Crawler, assert_asked_once, assert_delay, assert_manners, assert_said};
use crate::web::Web;
use crate::web::sites::{failing, robots, safety, small};
use crate::web::words::article;

#[test]
fn no_forbidden_page_is_asked_for() {
    let web = Web::start(|_: &[String; 4]| {
        [robots::rules(), robots::unavailable(), robots::missing(), robots::redirected()]
    });
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0, 1, 2, 3], &["--delay", "0.02", "--max-time", "40s"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for host in 0..4 {
        assert_manners(&web, host);
    }
    for path in robots::FORBIDDEN {
        assert!(
            web.asked(0, path).is_empty(),
            "{path} is forbidden by robots.txt but was asked for"
        );
        assert_said(&ran, &web.url(0, path), &["robots"]);
    }
    for (path, _) in robots::ALLOWED {
        assert_eq!(web.asked(0, path).len(), 1, "{path} is allowed, but was not asked for once");
    }
    crawler.assert_stored_once(robots::ALLOWED.map(|(_, number)| number));
    let asked: Vec<_> = web.pages(1).into_iter().map(|hit| hit.path).collect();
    assert!(asked.is_empty(), "robots.txt is a 503, yet asked for: {asked:?}");
    assert_said(&ran, &web.host(1), &["robots"]);
    crawler.assert_stored_once([44, 45]);
    assert_eq!(
        web.asked(3, "/rules/new.txt").len(),
        1,
        "the redirect of robots.txt was not followed"
    );
    assert!(
        web.asked(3, "/private/letter").is_empty(),
        "the rules behind a redirect of robots.txt were not kept"
    );
    crawler.assert_stored_once([46, 47]);
}

#[test]
fn a_host_whose_rules_do_not_come_is_left_alone() {
    let web = Web::start(|_: &[String; 2]| [robots::hanging(), small(&[255, 256, 257])]);
    let crawler = Crawler::new();
    crawler.run(&web, &[0, 1], &["--delay", "0.02", "--max-time", "20s"]);
    let asked: Vec<_> = web.pages(0).into_iter().map(|hit| hit.path).collect();
    assert!(asked.is_empty(), "robots.txt does not answer, yet asked for: {asked:?}");
    crawler.assert_stored_once([255, 256, 257]);
}

#[test]
fn delays_are_kept_and_hosts_asked_one_thing_at_a_time() {
    let stories: Vec<usize> = (100..112).collect();
    let web = Web::start(|_: &[String; 2]| [small(&stories), robots::delayed()]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0, 1], &["--delay", "0.3"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_manners(&web, 0);
    assert_manners(&web, 1);
    assert_delay(&web.pages(0), Duration::from_millis(300));
    // Crawl-delay of robots.txt is longer than the delay asked for.
    assert_delay(&web.pages(1), Duration::from_secs(1));
    crawler.assert_stored_once(stories.into_iter().chain([50, 51, 52]));
}

#[test]
fn robots_rules_in_pages_and_headers_are_kept() {
    let web = Web::start(|_: &[String; 1]| [robots::meta()]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0], &["--delay", "0.02"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    crawler.assert_stored_once(robots::META_STORED);
    for number in robots::META_NOT_STORED {
        let stored = crawler.stored(article(number));
        assert!(stored.is_empty(), "article {number} says noindex, yet is a document");
        assert_said(&ran, &article(number).path(), &["noindex", "robots"]);
    }
    let noarchive = article(robots::META_NOARCHIVE).path();
    assert_eq!(web.asked(0, &noarchive).len(), 1, "noarchive forbids no request");
    assert_said(&ran, &noarchive, &["200"]);
    for number in robots::META_NOT_ASKED {
        let asked = web.asked(0, &article(number).path()).len();
        assert_eq!(asked, 0, "article {number} is linked only from a page that says nofollow");
    }
}

#[test]
fn hosts_in_trouble_get_their_time_and_few_tries() {
    use failing::{BROKEN, FINE, FLAKY, LATER, LIMITED};
    let web = Web::start(|_: &[String; 3]| {
        [failing::site(&[LIMITED]), failing::site(&[LATER]), failing::site(&[FLAKY, BROKEN, FINE])]
    });
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0, 1, 2], &["--delay", "0.05", "--max-time", "60s"]);
    for host in 0..3 {
        assert_manners(&web, host);
    }
    // The date has no parts of a second: three seconds away is at least two.
    for (host, number, seconds) in [(0, LIMITED, 2), (1, LATER, 2)] {
        let hits = web.asked(host, &article(number).path());
        assert_eq!(
            hits.len(),
            2,
            "article {number}: one refusal and one answer, not {}",
            hits.len()
        );
        let gap = hits[1].arrived - hits[0].ended.unwrap_or(hits[0].arrived);
        assert!(
            gap >= Duration::from_millis(seconds * 1000 - 100),
            "article {number} was asked for again after {gap:?}, against its Retry-After"
        );
    }
    let flaky = web.asked(2, &article(FLAKY).path()).len();
    assert_eq!(flaky, 3, "two errors and one answer, not {flaky} tries");
    let broken = web.asked(2, &article(BROKEN).path()).len();
    assert!((2..=3).contains(&broken), "a page that always fails was tried {broken} times");
    assert_said(&ran, &article(BROKEN).path(), &["500"]);
    crawler.assert_stored_once([LIMITED, LATER, FLAKY, FINE]);
}

#[test]
fn nothing_leads_to_hosts_that_are_not_allowed() {
    let web = Web::start(|[origin, canary]| [safety::site(origin, canary), safety::canary()]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0], &["--delay", "0.02", "--max-time", "60s"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let asked: Vec<_> = web.hits(1).into_iter().map(|hit| hit.path).collect();
    assert!(asked.is_empty(), "a host that is not allowed was asked for: {asked:?}");
    assert_eq!(web.most_open(1), 0, "a connection was made to a host that is not allowed");
    assert_asked_once(&web.hits(0));
    crawler.assert_stored_once(safety::STORIES);
    for record in crawler.records() {
        let url = record.fields.get("WARC-Target-URI").unwrap_or_default();
        let own = url.is_empty() || url.starts_with("dns:") || url.contains(&web.host(0));
        let about = matches!(record.record_type.as_str(), "metadata" | "warcinfo");
        assert!(own || about, "a record of a host that is not allowed: {url}");
    }
}

#[test]
fn a_private_address_needs_its_permission() {
    let web = Web::start(|_: &[String; 1]| [safety::canary()]);
    let crawler = Crawler::new();
    for url in [web.url(0, "/"), web.url(0, "/").replace("127.0.0.1", "localhost")] {
        let ran = crawler.run_words(&web, &[], &[&url, "--delay", "0.02"]);
        assert!(matches!(ran.code, Some(1 | 2)), "{url}: exit {:?}: {}", ran.code, ran.err);
        let words = format!("{}{}", ran.out, ran.err).to_lowercase();
        assert!(
            words.contains("private") || words.contains("allow"),
            "{url}: nothing tells why it was not asked: {words}"
        );
    }
    assert_eq!(web.most_open(0), 0, "a private address was asked without permission");
}
