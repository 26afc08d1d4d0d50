//! The test web by itself: it must do what the other tests take for granted.

use std::time::{Duration, Instant};

use newsint::capture::{RecordDraft, encode};

use super::run::Crawler;
use crate::shared::newsint;
use crate::web::Web;
use crate::web::client::get;
use crate::web::sites::{
    bodies, copies, failing, plain, redirects, revisit, robots, safety, traps,
};
use crate::web::words::{ARTICLES, article};

/// Enough of any answer that has an end. Bytes.
const MOST: usize = 16 * 1024 * 1024;

#[test]
fn articles_differ() {
    let mut titles: Vec<_> = (0..ARTICLES).map(|n| article(n).title()).collect();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), ARTICLES, "two articles share a title");
    let mut texts: Vec<_> = (0..ARTICLES).map(|n| article(n).paragraphs().join("\n")).collect();
    assert!(texts.iter().all(|text| text.split_whitespace().count() > 150), "too short a text");
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), ARTICLES, "two articles share a text");
    assert_ne!(article(1).paragraphs(), article(1).edition(1).paragraphs());
}

#[test]
fn the_log_tells_what_was_asked() {
    let web = Web::start(|[origin]| [plain::site(origin)]);
    let reply = get(&web.url(0, "/robots.txt"), &[("User-Agent", "check")], MOST);
    assert!(reply.text().contains(&format!("Sitemap: {}", web.url(0, "/sitemap.xml"))));
    for path in ["/", "/news/", "/archive/page/3", "/feed.xml", "/sitemap.xml"] {
        assert_eq!(get(&web.url(0, path), &[], MOST).status, 200, "{path}");
    }
    assert_eq!(get(&web.url(0, "/private/x"), &[], MOST).status, 404);
    let hits = web.hits(0);
    assert_eq!(hits.len(), 7);
    assert!(hits[0].is_robots() && hits[0].header("user-agent") == Some("check"));
    assert_eq!(web.pages(0).len(), 6);
    assert_eq!(web.most_open(0), 1);
    assert!(hits.iter().all(|hit| hit.ended.is_some() && hit.bytes > 100), "{hits:?}");
}

/// What the server sends for each coding, and every kind of page, must be kept as documents when
/// it comes as an archive: then a crawler that loses them is to blame.
#[test]
fn what_it_sends_gives_the_articles() {
    let web = Web::start(|[plain_origin, _, copy_origin]| {
        [plain::site(plain_origin), bodies::site(&[]), copies::site(copy_origin)]
    });
    let mut urls: Vec<_> = plain::ALL.map(|n| web.url(0, &article(n).path())).collect();
    let whole = bodies::WHOLE.map(|(path, _)| path);
    urls.extend(whole.iter().map(|path| web.url(1, path)));
    let twice = article(copies::TWICE).path();
    urls.extend(
        [twice.as_str(), "/copy/of-it", "/mobile/story", "/print/story"].map(|p| web.url(2, p)),
    );
    urls.push(web.url(2, &article(copies::CANONICAL).path()));
    urls.push(web.url(2, &article(copies::PRINTED).path()));
    let mut file = Vec::new();
    for url in &urls {
        if url.ends_with("/cut-once") {
            let cut = get(url, &[], MOST);
            let stated: usize = cut.header("Content-Length").unwrap().parse().unwrap();
            assert!(cut.raw.len() < stated, "/cut-once is not cut");
        }
        let reply = get(url, &[], MOST);
        let mut block = format!("HTTP/1.1 {} OK\r\n", reply.status).into_bytes();
        for (name, value) in &reply.headers {
            block.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        block.extend_from_slice(b"\r\n");
        block.extend_from_slice(&reply.raw);
        let draft = RecordDraft::response(url, "2026-01-01T00:00:00Z", &block);
        file.extend_from_slice(&encode(&draft).unwrap().bytes);
    }
    let crawler = Crawler::new();
    let path = crawler.home().join("web.warc.gz");
    std::fs::write(&path, file).unwrap();
    let ran = newsint(crawler.home(), &["add", path.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    crawler.assert_stored_once(plain::ALL.chain(bodies::WHOLE.map(|(_, number)| number)));
    crawler.assert_stored_once([copies::TWICE]);
    let text = crawler.stored(article(bodies::WHOLE[6].1)).pop().unwrap().text;
    assert!(text.contains(bodies::PRICE), "{text}");
}

#[test]
fn bodies_are_as_broken_as_they_should_be() {
    let web = Web::start(|_: &[String; 1]| [bodies::site(&[])]);
    let url = |path: &str| web.url(0, path);
    assert!(get(&url("/endless"), &[], MOST).raw.len() + 2048 >= MOST, "/endless ends");
    let started = Instant::now();
    let drip = get(&url("/drip"), &[], 150);
    assert!(drip.raw.len() < 1000 && started.elapsed() > Duration::from_millis(600));
    assert!(get(&url("/bomb"), &[], MOST).raw.len() < 2 * 1024 * 1024, "the bomb is not packed");
    assert_eq!(get(&url("/picture"), &[], MOST).header("content-type"), Some("image/png"));
    assert!(get(&url("/empty"), &[], MOST).raw.is_empty());
    assert_eq!(get(&url("/until-close"), &[], MOST).header("content-length"), None);
}

#[test]
fn hosts_in_trouble_recover() {
    use failing::{BROKEN, FLAKY, LATER, LIMITED};
    let web = Web::start(|_: &[String; 1]| [failing::site(&[])]);
    let ask = |number: usize| get(&web.url(0, &article(number).path()), &[], MOST);
    let limited = ask(LIMITED);
    assert_eq!((limited.status, limited.header("retry-after")), (429, Some("2")));
    let later = ask(LATER);
    assert!(later.status == 503 && later.header("retry-after").unwrap().ends_with(" GMT"));
    assert_eq!([ask(LIMITED).status, ask(LATER).status], [200, 200]);
    assert_eq!([(); 3].map(|()| ask(FLAKY).status), [500, 500, 200]);
    assert_eq!([(); 4].map(|()| ask(BROKEN).status), [500; 4]);
}

#[test]
fn a_second_look_finds_what_changed() {
    let web = Web::start(|_: &[String; 1]| [revisit::site()]);
    let url = |number: usize| web.url(0, &article(number).path());
    let tag = get(&url(revisit::CHANGED), &[], MOST).header("etag").unwrap().to_owned();
    let again = || get(&url(revisit::CHANGED), &[("If-None-Match", tag.as_str())], MOST).status;
    assert_eq!(again(), 304);
    let date = get(&url(revisit::DATED), &[], MOST).header("last-modified").unwrap().to_owned();
    let known = [("If-Modified-Since", date.as_str())];
    assert_eq!(get(&url(revisit::DATED), &known, MOST).status, 304);
    let status = |number: usize| get(&url(number), &[], MOST).status;
    assert_eq!([status(revisit::GONE), status(revisit::NEW)], [200, 404]);
    web.set_epoch(1);
    assert_eq!([status(revisit::GONE), status(revisit::NEW), again()], [404, 200, 200]);
}

#[test]
fn traps_have_no_end() {
    let web = Web::start(|[_, _, _, _, safe, canary]| {
        [
            traps::calendar(&[1]),
            traps::repeating(&[1]),
            traps::soft_404(&[1]),
            redirects::site(),
            safety::site(safe, canary),
            robots::redirected(),
        ]
    });
    let text = |host: usize, path: &str| get(&web.url(host, path), &[], MOST).text();
    assert!(text(0, "/calendar/2031/12").contains("/calendar/2032/01"));
    assert!(text(1, "/topics/places/topics/").contains("href=\"places/\""));
    assert_eq!(get(&web.url(2, "/anything"), &[], MOST).status, 200);
    assert_ne!(text(2, "/anything"), text(2, "/anything"), "no further unknown paths");
    assert_eq!(get(&web.url(3, "/hop/14"), &[], MOST).header("location"), Some("/hop/15"));
    let wall = web.url(3, "/wall");
    assert_eq!(get(&wall, &[], MOST).status, 302);
    assert_eq!(get(&wall, &[("Cookie", "seen=1")], MOST).status, 200);
    let out = get(&web.url(4, "/out/0"), &[], MOST);
    assert_eq!(out.header("location"), Some(web.url(5, "/secret").as_str()));
    assert_eq!(get(&web.url(5, "/robots.txt"), &[], MOST).status, 301);
}
