//! Options, named sources, and what is told about a crawl.

use super::run::{Crawler, assert_delay};
use crate::shared::newsint;
use crate::web::sites::{pages, plain, robots, small};
use crate::web::words::article;
use crate::web::{Hit, Web};
use std::time::Duration;

fn paths(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.path.as_str()).collect()
}

#[test]
fn a_source_is_crawled_by_its_name() {
    let web = Web::start(|_: &[String; 1]| [small(&[260, 261, 262])]);
    let crawler = Crawler::new();
    let config = format!(
        "[crawl]\ncontact = \"desk@courier.test\"\ndelay = 0.2\nallow_hosts = [\"{}\"]\n\n\
         [[source]]\nname = \"courier\"\nurl = \"{}\"\nexclude = [\"*{}*\"]\n",
        web.host(0),
        web.url(0, "/"),
        article(262).slug()
    );
    std::fs::write(crawler.home().join("newsint.toml"), config).unwrap();
    let ran = crawler.run_words(&web, &[], &["courier"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    crawler.assert_stored_once([260, 261]);
    let excluded = web.asked(0, &article(262).path()).len();
    assert_eq!(excluded, 0, "what the source excludes was asked for");
    assert_delay(&web.pages(0), Duration::from_millis(200));
    let agent = web.hits(0)[0].header("User-Agent").unwrap().to_owned();
    assert!(agent.contains("desk@courier.test"), "the contact is not in the user agent: {agent}");
    let ran = crawler.run_words(&web, &[], &["nowhere"]);
    assert_eq!(ran.code, Some(2), "a source without a name must be refused: {}", ran.err);
}

#[test]
fn bounds_are_kept() {
    let web = Web::start(|[a, b, c]| [plain::site(a), plain::site(b), plain::site(c)]);
    let crawler = Crawler::new();
    crawler.run(&web, &[0], &["--delay", "0.02", "--max-pages", "5"]);
    let count = web.pages(0).len();
    assert!((1..=5).contains(&count), "--max-pages 5 asked for {count} pages");
    crawler.run(&web, &[1], &["--delay", "0.02", "--depth", "1"]);
    let deep = article(plain::DEEP.start).path();
    let hits = web.pages(1);
    assert!(!paths(&hits).contains(&deep.as_str()), "--depth 1 asked for a page three links away");
    let near = article(plain::FRONT.start).path();
    assert!(
        paths(&hits).contains(&near.as_str()),
        "--depth 1 did not ask for a page one link away"
    );
    let before = web.pages(2).len();
    let ran = crawler.run(&web, &[2], &["--delay", "0.02", "--dry-run"]);
    let plan = ran.json();
    assert_eq!(plan[0]["schema"], "newsint.plan/1", "{}", ran.out);
    let stories = web.pages(2).iter().filter(|hit| hit.path.starts_with("/2025/")).count();
    assert_eq!((before, stories), (0, 0), "--dry-run asked for articles");
}

#[test]
fn captures_alone_become_documents_later() {
    let stories = [264, 265, 266];
    let web = Web::start(|_: &[String; 1]| [small(&stories)]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0], &["--delay", "0.02", "--capture-only"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for number in stories {
        let url = web.url(0, &article(number).path());
        let count = crawler.records_of("response", &url).len();
        assert_eq!(count, 1, "--capture-only left {count} records of {url}");
    }
    let ran = newsint(crawler.home(), &["rebuild"]);
    assert_eq!(ran.code, Some(0), "rebuild after --capture-only: {}", ran.err);
    crawler.assert_stored_once(stories);
}

#[test]
fn the_past_of_a_crawl_can_be_asked_for() {
    let stories = [267, 268];
    let web = Web::start(|_: &[String; 1]| [small(&stories)]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0], &["--delay", "0.02"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let status = newsint(crawler.home(), &["crawl", "status", "--json"]);
    assert_eq!(status.code, Some(0), "crawl status: {}", status.err);
    assert!(status.out.contains(&web.host(0)), "crawl status names no host: {}", status.out);
    let url = web.url(0, &article(267).path());
    for what in [url.as_str(), &web.host(0)] {
        let log = newsint(crawler.home(), &["crawl", "log", what, "--json"]);
        assert_eq!(log.code, Some(0), "crawl log {what}: {}", log.err);
        assert!(log.out.contains(&url), "crawl log {what} does not tell of {url}: {}", log.out);
    }
}

#[test]
fn a_crawl_of_nothing_says_so() {
    let web = Web::start(|_: &[String; 2]| [robots::unavailable(), pages(Vec::new())]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0], &["--delay", "0.02", "--max-time", "20s"]);
    assert_eq!(ran.code, Some(1), "no page could be asked for: {}", ran.err);
    let ran = crawler.run_words(&web, &[], &["ftp://127.0.0.1/"]);
    assert_eq!(ran.code, Some(2), "what is no web address must be refused: {}", ran.err);
}
