//! A crawl that dies goes on where it was.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use super::run::{Crawler, Running, assert_asked_once, assert_manners};
use crate::web::Web;
use crate::web::sites::small;
use crate::web::words::Dice;

/// How often it is killed.
const ROUNDS: usize = 6;
/// Answers that may be asked for a second time, over all rounds: those in flight at a kill.
const IN_FLIGHT: usize = 4;

/// Waits until a host has been asked for more pages than before; false when nothing comes.
fn wait_for_pages(web: &Web, count: usize, running: &mut Running) -> bool {
    let started = Instant::now();
    while web.log().len() < count {
        if started.elapsed() > Duration::from_secs(20) || running.has_ended() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

#[test]
fn a_killed_crawl_goes_on_and_repeats_only_what_was_in_flight() {
    let stories: Vec<Vec<usize>> = vec![(0..50).collect(), (50..100).collect()];
    let web = Web::start(|_: &[String; 2]| [small(&stories[0]), small(&stories[1])]);
    let crawler = Crawler::new();
    let fronts = [web.url(0, "/"), web.url(1, "/")];
    let words = [fronts[0].as_str(), fronts[1].as_str(), "--delay", "0.1"];
    // The moments differ from run to run, and a failure tells them.
    let mut dice = Dice::new(u64::from(std::process::id()));
    let mut moments = Vec::new();
    for round in 0..ROUNDS {
        let before = web.log().len();
        let mut running = Running::start(crawler.command(&web, &[0, 1], &words));
        let began = wait_for_pages(&web, before + 1, &mut running);
        let pause = Duration::from_millis(20 + dice.below(500) as u64);
        std::thread::sleep(pause);
        moments.push(pause);
        assert!(
            !running.has_ended(),
            "round {round}: ended before the kill: {:?}",
            running.finish()
        );
        running.child.kill().unwrap();
        let ran = running.finish();
        assert!(began, "round {round}: asked for nothing new in 20 s: {}", ran.err);
    }
    // 20 pages a second for at most 3.2 s: the last run is a resumption.
    let before = web.log().len();
    let ran = crawler.run_words(&web, &[0, 1], &words);
    assert_eq!(ran.code, Some(0), "killed at {moments:?}: {}", ran.err);
    assert!(web.log().len() > before, "the last run asked for nothing");
    let mut counts: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for hit in web.log().into_iter().filter(|hit| hit.status == 200) {
        *counts.entry((hit.host, hit.path)).or_default() += 1;
    }
    counts.retain(|_, count| *count > 1);
    let repeated: usize = counts.values().map(|count| count - 1).sum();
    assert!(
        repeated <= IN_FLIGHT,
        "killed at {moments:?}, {repeated} answers were asked for again: {counts:?}"
    );
    for host in 0..2 {
        assert_manners(&web, host);
    }
    crawler.assert_stored_once(0..100);
    crawler.assert_verified("after the last resume");
}

#[test]
fn a_corpus_is_sound_after_every_kill_and_resume() {
    let stories: Vec<usize> = (100..160).collect();
    let web = Web::start(|_: &[String; 1]| [small(&stories)]);
    let crawler = Crawler::new();
    let front = web.url(0, "/");
    let mut dice = Dice::new(u64::from(std::process::id()) + 1);
    for round in 0..5 {
        let before = web.log().len();
        let words = [front.as_str(), "--delay", "0.05"];
        let mut running = Running::start(crawler.command(&web, &[0], &words));
        let began = wait_for_pages(&web, before + 1, &mut running);
        std::thread::sleep(Duration::from_millis(20 + dice.below(300) as u64));
        running.child.kill().unwrap();
        let ran = running.finish();
        assert!(began, "round {round}: asked for nothing new: {}", ran.err);
        // A short resume mends what the kill left.
        let ran = crawler.run(&web, &[0], &["--delay", "0.02", "--max-pages", "2"]);
        assert!(matches!(ran.code, Some(0 | 1)), "round {round}: {:?} {}", ran.code, ran.err);
        crawler.assert_verified(&format!("after kill and resume {round}"));
    }
    let ran = crawler.run(&web, &[0], &["--delay", "0.02"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    crawler.assert_stored_once(stories);
    crawler.assert_verified("at the end");
}

#[test]
fn an_interrupt_stops_and_the_next_run_goes_on() {
    let stories: Vec<usize> = (160..190).collect();
    let web = Web::start(|_: &[String; 1]| [small(&stories)]);
    let crawler = Crawler::new();
    let front = web.url(0, "/");
    let words = [front.as_str(), "--delay", "0.1"];
    let mut running = Running::start(crawler.command(&web, &[0], &words));
    assert!(wait_for_pages(&web, 8, &mut running), "{}", running.finish().err);
    let id = running.child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(sent.success());
    let at = Instant::now();
    let ran = running.finish();
    assert_eq!(ran.code, Some(130), "an interrupted crawl must say so: {}", ran.err);
    assert!(at.elapsed() < Duration::from_secs(10), "it took {:?} to stop", at.elapsed());
    crawler.assert_verified("after an interrupt");
    let ran = crawler.run(&web, &[0], &["--delay", "0.02"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    // A clean stop waits for what is in flight: nothing is asked for twice.
    assert_asked_once(&web.hits(0));
    crawler.assert_stored_once(stories);
}
