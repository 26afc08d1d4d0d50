//! Every way to an article, and articles in several places.

use std::time::Duration;

use super::run::{Crawler, assert_asked_once, assert_manners, assert_said};
use crate::shared::newsint;
use crate::web::Web;
use crate::web::sites::{copies, plain, robots, small};
use crate::web::words::article;

#[test]
fn an_honest_site_is_found_whole_and_asked_once() {
    let web = Web::start(|[origin]| [plain::site(origin)]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0], &["--delay", "0.02"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert_manners(&web, 0);
    assert_asked_once(&web.hits(0));
    for (way, numbers) in [
        ("the front page", plain::FRONT),
        ("a section", plain::SECTIONS[0].clone()),
        ("a section", plain::SECTIONS[1].clone()),
        ("\"next\" links of the archive", plain::ARCHIVE),
        ("the sitemap", plain::SITEMAP),
        ("the feed", plain::FEED),
        ("another article", plain::DEEP),
    ] {
        for number in numbers {
            let asked = web.asked(0, &article(number).path()).len();
            assert_eq!(asked, 1, "article {number}, known by {way}, was asked for {asked} times");
        }
    }
    crawler.assert_stored_once(plain::ALL);
    for number in plain::ALL {
        let url = web.url(0, &article(number).path());
        for kind in ["request", "response"] {
            let count = crawler.records_of(kind, &url).len();
            assert_eq!(count, 1, "{url} has {count} {kind} records");
        }
        assert_said(&ran, &article(number).path(), &["200"]);
    }
    let found = newsint(crawler.home(), &["search", "--json", "reservoir OR tram OR harbour"]);
    assert_eq!(found.code, Some(0), "a crawled corpus cannot be searched: {}", found.err);
    crawler.assert_verified("after a crawl");
}

#[test]
fn one_article_in_several_places_is_one_document() {
    let web = Web::start(|[origin]| [copies::site(origin)]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0], &["--delay", "0.02"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    crawler.assert_stored_once([copies::TWICE, copies::CANONICAL, copies::PRINTED, copies::ONCE]);
    let copy = crawler.records_of("revisit", &web.url(0, "/copy/of-it")).len()
        + crawler.records_of("revisit", &web.url(0, &article(copies::TWICE).path())).len();
    assert_eq!(copy, 1, "the second capture of the same bytes is not one revisit record");
    crawler.assert_verified("after copies");
}

#[test]
fn a_slow_host_does_not_hold_up_others() {
    let fast: Vec<usize> = (230..250).collect();
    let slow: Vec<usize> = (250..255).collect();
    let wait = Duration::from_secs(1);
    let web = Web::start(|_: &[String; 3]| {
        [robots::slow(&slow, wait), small(&fast[..10]), small(&fast[10..])]
    });
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0, 1, 2], &["--delay", "0.05"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for host in 0..3 {
        assert_manners(&web, host);
    }
    let slow_pages = web.pages(0);
    assert!(slow_pages.len() >= 4, "the slow host was asked for {} pages only", slow_pages.len());
    for host in [1, 2] {
        let last = web.pages(host).pop().expect("a fast host was not asked at all");
        assert!(
            last.arrived < slow_pages[3].arrived,
            "the last page of fast host {host} came only after the fourth page of the slow one"
        );
    }
    crawler.assert_stored_once(fast.into_iter().chain(slow));
}
