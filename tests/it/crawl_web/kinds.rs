//! Kinds of source: each finds what it should, and no more.

use super::run::Crawler;
use crate::shared::newsint;
use crate::web::Web;
use crate::web::sites::plain;
use crate::web::words::article;

/// Crawls one source of the plain site, set up as `lines` say.
fn crawled(crawler: &Crawler, web: &Web, lines: &str, words: &[&str]) {
    let config = format!(
        "[crawl]\ndelay = 0.02\nallow_hosts = [\"{}\"]\n\n[[source]]\nname = \"it\"\n{lines}\n",
        web.host(0)
    );
    std::fs::write(crawler.home().join("newsint.toml"), config).unwrap();
    let mut all = vec!["it"];
    all.extend(words);
    let ran = crawler.run_words(web, &[], &all);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

/// The articles that were asked for, by number.
fn asked(web: &Web) -> Vec<usize> {
    plain::ALL.filter(|n| !web.asked(0, &article(*n).path()).is_empty()).collect()
}

#[test]
fn each_kind_of_source_finds_its_own() {
    let section: Vec<usize> = plain::SECTIONS[1].clone().collect();
    let archive: Vec<usize> = plain::ARCHIVE.collect();
    let named: Vec<usize> = (0..2).chain(plain::SITEMAP).collect();
    let fed: Vec<usize> = (0..1).chain(plain::FEED).collect();
    for (path, kind, expected) in [
        ("/world/", "section", section),
        ("/archive/", "archive", archive),
        ("/sitemap.xml", "sitemap", named.clone()),
        ("/sitemap.xml", "auto", named),
        ("/feed.xml", "feed", fed.clone()),
        ("/feed.xml", "auto", fed),
    ] {
        let web = Web::start(|[origin]| [plain::site(origin)]);
        let crawler = Crawler::new();
        let lines = format!("url = \"{}\"\nkind = \"{kind}\"", web.url(0, path));
        crawled(&crawler, &web, &lines, &[]);
        assert_eq!(asked(&web), expected, "{kind} {path}");
        crawler.assert_stored_once(expected);
    }
}

#[test]
fn a_list_and_a_page_are_what_they_say_and_no_more() {
    let web = Web::start(|[origin]| [plain::site(origin)]);
    let crawler = Crawler::new();
    let list = [5, 14].map(|n| web.url(0, &article(n).path())).join("\n# a comment\n\n");
    std::fs::write(crawler.home().join("list.txt"), list).unwrap();
    crawled(&crawler, &web, "url = \"list.txt\"\nkind = \"list\"", &[]);
    assert_eq!(asked(&web), [5, 14]);
    let page = web.url(0, &article(0).path());
    let ran = crawler.run_words(&web, &[0], &[&page, "--delay", "0.02"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(asked(&web), [0, 5, 14], "an article is a page of its own, not a site");
}

#[test]
fn what_lies_outside_or_was_dated_before_is_left_out() {
    let web = Web::start(|[origin]| [plain::site(origin)]);
    let crawler = Crawler::new();
    let lines = format!("url = \"{}\"\nscope = \"prefix\"", web.url(0, "/archive/"));
    crawled(&crawler, &web, &format!("{lines}\nkind = \"site\""), &[]);
    assert_eq!(asked(&web), [0; 0], "the articles lie outside /archive/");
    let log = newsint(crawler.home(), &["crawl", "log", &web.url(0, &article(3).path())]);
    assert_eq!(log.code, Some(1));
    assert!(log.err.contains("outside the source"), "{}", log.err);

    let web = Web::start(|[origin]| [plain::site(origin)]);
    let crawler = Crawler::new();
    let lines = format!("url = \"{}\"\nkind = \"section\"", web.url(0, "/news/"));
    crawled(&crawler, &web, &lines, &["--since", "2999-01-01"]);
    assert_eq!(asked(&web), [0; 0], "the addresses of the articles carry their dates");
    crawled(&crawler, &web, &lines, &[]);
    crawler.assert_stored_once(plain::SECTIONS[0].clone());
}

#[test]
fn a_watch_runs_on_until_its_time_is_over() {
    let web = Web::start(|[origin]| [plain::site(origin)]);
    let crawler = Crawler::new();
    let started = std::time::Instant::now();
    let ran = crawler.run(&web, &[0], &["--delay", "0.01", "--watch", "--max-time", "6s"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(started.elapsed().as_secs() >= 6, "the watch ended by itself: {}", ran.err);
    crawler.assert_stored_once(plain::ALL);
}

#[test]
fn a_rebuilt_corpus_is_the_same_and_knows_what_was_fetched() {
    let web = Web::start(|[origin]| [plain::site(origin)]);
    let crawler = Crawler::new();
    crawler.run(&web, &[0], &["--delay", "0.01"]);
    let state = || {
        let all = [&["export"][..], &["crawl", "status", "--json"], &["stats", "--json"]];
        all.map(|words| newsint(crawler.home(), words).out)
    };
    let before = state();
    assert_eq!(newsint(crawler.home(), &["rebuild"]).code, Some(0));
    assert_eq!(state(), before, "rebuild changed the corpus or the frontier");
    crawler.assert_verified("after a rebuild");
    // Without a database the captures still tell what is known.
    std::fs::remove_file(crawler.home().join("corpus/corpus.db")).unwrap();
    assert_eq!(newsint(crawler.home(), &["rebuild"]).code, Some(0));
    assert_eq!(newsint(crawler.home(), &["export"]).out, before[0]);
}
