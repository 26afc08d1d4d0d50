//! Copies of one text, and versions of one address.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::shared::{newsint, newsint_with};

/// Sentences made of words of their own, the same for the same seed.
fn story(seed: u64, words: usize) -> String {
    let syllables = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "zu", "da", "fe"];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut out = String::new();
    for at in 0..words {
        let mut word: String = (0..3).map(|_| syllables[next(syllables.len())]).collect();
        if at % 12 == 0 {
            word[..1].make_ascii_uppercase();
        }
        out.push_str(&word);
        out.push_str(if at % 12 == 11 { ". " } else { " " });
    }
    format!("{}.", out.trim_end_matches(['.', ' ']))
}

fn page(url: &str, day: u32, text: &str) -> Value {
    json!({"url": url, "title": format!("Report of {url}"), "date": format!("2024-05-{day:02}"), "text": text})
}

/// A wire with three copies elsewhere, a round-up with a part of it, twelve pages of one site that
/// share a notice, and an address with two versions.
fn pages() -> Vec<Value> {
    let wire = story(1, 240);
    let notice = story(2, 120);
    let mut pages = vec![page("https://wire.example/a", 3, &wire)];
    for n in 0..12 {
        let text = format!("{}\n\n{notice}", story(100 + n, 70));
        pages.push(page(&format!("https://notice.example/{n}"), 4, &text));
    }
    let cut: String = wire.split_inclusive(". ").take(9).collect();
    let edited = wire.replacen(" ba", " other ba", 2);
    pages.push(page("https://daily.example/cut", 2, &format!("{}\n\n{cut}", story(7, 20))));
    pages.push(page("https://evening.example/edited", 5, &edited));
    pages.push(page("https://local.example/headed", 6, &format!("{}\n\n{wire}", story(8, 60))));
    let part: String = wire.split_inclusive(". ").skip(2).take(6).collect();
    pages.push(page("https://roundup.example/all", 7, &format!("{}\n\n{part}", story(9, 900))));
    pages.push(page("https://local.example/notice", 7, &story(103, 70)));
    pages.push(page(
        "https://moving.example/news",
        1,
        "At least 12 people were rescued on Monday.",
    ));
    pages.push(page(
        "https://moving.example/news",
        1,
        "At least 14 people were rescued late on Monday.",
    ));
    pages
}

fn write(path: &Path, pages: &[Value]) {
    let lines: String = pages.iter().map(|page| format!("{page}\n")).collect();
    fs::write(path, lines).unwrap();
}

fn database(home: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(home.join("corpus/corpus.db")).unwrap()
}

/// All that is stored of copies.
fn stored(home: &Path) -> Vec<String> {
    let database = database(home);
    let mut out = Vec::new();
    for sql in [
        "SELECT page || ' ' || other || ' ' || shared || ' ' || runs || ' ' || other_runs FROM pairs ORDER BY page, other",
        "SELECT page || ' ' || story FROM copies ORDER BY page",
        "SELECT key || ' ' || host || ' ' || page FROM samples ORDER BY key, host, page",
        "SELECT document || ' ' || story FROM stories ORDER BY document",
        "SELECT value FROM meta WHERE key = 'copies'",
    ] {
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement.query_map([], |r| r.get::<_, String>(0)).unwrap();
        out.extend(rows.map(Result::unwrap));
        out.push("--".to_string());
    }
    out
}

fn added(home: &Path, pages: &[Value]) {
    let input = home.with_extension("jsonl");
    write(&input, pages);
    let ran = newsint(home, &["add", input.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn copies_are_the_same_whatever_the_batches_and_after_a_rebuild() {
    let scratch = tempfile::tempdir().unwrap();
    let (whole, steps) = (scratch.path().join("whole"), scratch.path().join("steps"));
    let pages = pages();
    added(&whole, &pages);
    let expected = stored(&whole);
    assert!(expected.len() > 100, "{expected:?}");
    for page in &pages {
        added(&steps, std::slice::from_ref(page));
    }
    assert_eq!(stored(&steps), expected);
    assert_eq!(newsint(&whole, &["rebuild"]).code, Some(0));
    assert_eq!(stored(&whole), expected);
    // A corpus of the layout before has no copies; the next run that writes looks for them.
    database(&whole)
        .execute_batch(
            "DROP VIEW stories; DROP TABLE samples; DROP TABLE pairs; DROP TABLE copies; \
             DELETE FROM meta; PRAGMA user_version = 2;",
        )
        .unwrap();
    let ran = newsint(&whole, &["copies", "https://wire.example/a"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("note: "), "{}", ran.err);
    added(&whole, &pages);
    assert_eq!(stored(&whole), expected);
    // Layout 3 kept the sampled runs in one table for the whole corpus.
    database(&whole)
        .execute_batch(
            "DROP TABLE samples; CREATE TABLE runs (key INTEGER PRIMARY KEY); \
             UPDATE meta SET value = '2:4' WHERE key = 'copies'; PRAGMA user_version = 3;",
        )
        .unwrap();
    added(&whole, &pages);
    assert_eq!(stored(&whole), expected);
}

#[test]
fn copies_of_a_wire_are_listed_and_pages_with_one_notice_are_none() {
    let scratch = tempfile::tempdir().unwrap();
    let home = scratch.path().join("home");
    added(&home, &pages());
    let ran = newsint(&home, &["copies", "https://wire.example/a", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let rows: Vec<(String, String)> = ran
        .json()
        .iter()
        .map(|row| (row["url"].as_str().unwrap().into(), row["relation"].as_str().unwrap().into()))
        .collect();
    let row = |url: &str, relation: &str| (format!("https://{url}"), relation.to_string());
    assert_eq!(
        rows,
        [
            row("daily.example/cut", "copy"),
            row("wire.example/a", "asked"),
            row("evening.example/edited", "copy"),
            row("local.example/headed", "copy"),
        ]
    );
    for row in ran.json() {
        assert!(row["containment"]["of_copy"].as_f64().unwrap() > 0.7, "{row}");
        assert_eq!(row["capture"]["sha256"].as_str().unwrap().len(), 64);
    }
    // Found by what is not the notice.
    let ran = newsint(&home, &["copies", "https://notice.example/3", "--json"]);
    let urls: Vec<_> = ran.json().iter().map(|row| row["url"].clone()).collect();
    assert_eq!(urls, ["https://notice.example/3", "https://local.example/notice"]);
    let ran = newsint(&home, &["copies", "https://notice.example/4"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert_eq!(newsint(&home, &["copies", "https://nowhere.example/"]).code, Some(1));
}

#[test]
fn versions_are_listed_and_compared_word_by_word() {
    let scratch = tempfile::tempdir().unwrap();
    let home = scratch.path().join("home");
    added(&home, &pages());
    let url = "https://moving.example/news";
    let ran = newsint(&home, &["show", url, "--versions", "--json"]);
    let versions: Vec<_> = ran.json().iter().map(|row| row["version"].clone()).collect();
    assert_eq!(versions, [1, 2]);
    let ran = newsint(&home, &["show", url, "--diff"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let last = ran.out.lines().last().unwrap();
    assert_eq!(last, "At least [-12-] {+14+} people were rescued {+late+} on Monday.");
    let ran = newsint(&home, &["show", url, "--versions", "--diff", "--json"]);
    let line = &ran.json()[0];
    assert_eq!(line["schema"], "newsint.diff/1");
    assert_eq!(
        line["changes"],
        json!([
            {"old": [9, 11], "new": [9, 11], "removed": "12", "added": "14"},
            {"old": [31, 31], "new": [32, 36], "removed": "", "added": "late"},
        ])
    );
    let ran = newsint(&home, &["show", url, "--diff=1"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(newsint(&home, &["show", url, "--diff=2"]).code, Some(1));
    assert_eq!(newsint(&home, &["show", "https://wire.example/a", "--diff"]).code, Some(1));
    let other =
        newsint(&home, &["show", "https://wire.example/a", "--json"]).json()[0]["id"].clone();
    let diff = format!("--diff={}", other.as_str().unwrap());
    let ran = newsint(&home, &["show", "https://evening.example/edited", &diff]);
    assert!(ran.out.contains("{+other+}"), "{}", ran.out);
}

#[test]
fn pairs_among_texts_need_no_corpus() {
    let scratch = tempfile::tempdir().unwrap();
    let wire = story(1, 80);
    let lines = [
        json!({"id": 1, "text": wire}),
        json!({"id": "two", "text": story(2, 80)}),
        json!({"id": "three", "text": format!("{wire} {}", story(3, 20)), "url": "https://a.example/"}),
    ];
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let home = scratch.path();
    let ran = newsint_with(home, &["copies", "--jsonl"], input.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let pair = &ran.json()[0];
    assert_eq!((&pair["first"], &pair["second"]), (&json!(1), &json!("three")));
    assert_eq!(pair["containment"]["of_first"], 1.0);
    assert_eq!(newsint_with(home, &["copies", "--jsonl"], b"").code, Some(1));
    assert_eq!(newsint_with(home, &["copies", "--jsonl"], b"{}").code, Some(2));
}
