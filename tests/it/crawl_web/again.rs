//! A second crawl of the same site asks only whether something has changed.

use super::run::{Crawler, assert_asked_once, assert_said};
use crate::web::sites::revisit::{self, BARE, CHANGED, DATED, GONE, NEW, TAGGED};
use crate::web::words::article;
use crate::web::{Hit, Web};

#[test]
fn a_second_run_checks_what_is_known() {
    let web = Web::start(|_: &[String; 1]| [revisit::site()]);
    let crawler = Crawler::new();
    let ran = crawler.run(&web, &[0], &["--delay", "0.02"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_asked_once(&web.hits(0));
    crawler.assert_stored_once([TAGGED, DATED, CHANGED, BARE, GONE]);
    web.set_epoch(1);
    let ran = crawler.run(&web, &[0], &["--delay", "0.02"]);
    assert!(matches!(ran.code, Some(0)), "exit {:?}: {}", ran.code, ran.err);
    let second: Vec<_> = web.hits(0).into_iter().filter(|hit| hit.epoch == 1).collect();
    assert_asked_once(&second);
    assert!(!second.iter().any(Hit::is_robots), "robots.txt is kept for 24 hours");
    for (number, header) in [(TAGGED, "If-None-Match"), (DATED, "If-Modified-Since")] {
        let path = article(number).path();
        let hit = second.iter().find(|hit| hit.path == path);
        let hit = hit.unwrap_or_else(|| panic!("{path} was not checked by the second run"));
        assert!(hit.header(header).is_some(), "{path} was asked for without {header}");
        assert_eq!(hit.status, 304, "{path} was sent again: {header} does not fit");
        let count = crawler.records_of("revisit", &web.url(0, &path)).len();
        assert_eq!(count, 1, "a 304 for {path} gave {count} revisit records");
    }
    crawler.assert_stored_once([TAGGED, DATED, BARE, GONE, NEW]);
    let bare = web.url(0, &article(BARE).path());
    let whole = crawler.records_of("response", &bare).len();
    assert_eq!(whole, 1, "an unchanged page without validators was stored {whole} times");
    let changed = article(CHANGED);
    let versions: Vec<_> = crawler.stored(changed).iter().map(|d| d.version).collect();
    assert_eq!(versions, [1, 2], "a changed article has these versions");
    let text = crawler.stored(changed).pop().unwrap().text;
    let newest = changed.edition(1).paragraphs().pop().unwrap();
    assert!(text.contains(&newest), "version 2 has not the new text: {text}");
    assert_said(&ran, &article(GONE).path(), &["404"]);
    crawler.assert_verified("after a second run");
}
