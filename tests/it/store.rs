//! The promises of the corpus: nothing lost, nothing twice, everything rebuilt.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::shared::{command, newsint};

/// Many small articles of our own: a few sentences each, so that a run has several batches.
fn articles(path: &Path, count: usize) {
    let mut lines = String::new();
    for n in 0..count {
        let (day, amount, ships) = (1 + n % 28, 10 + n, 2 + n % 50);
        let text = format!(
            "The Harbour Authority of Kestrel Bay said on Tuesday that {ships} ships waited outside the port.\n\n\
             Repairs number {n} will cost $ {amount} million, director Anna Bell said. “We expect to finish in \
             March,” she said. More than {amount} containers were moved to Busan in South Korea last week."
        );
        let line = serde_json::json!({
            "text": text,
            "title": format!("Port report {n}"),
            "date": format!("2024-05-{day:02}"),
            "url": format!("https://harbour.example/report/{n}"),
        });
        writeln!(lines, "{line}").unwrap();
    }
    fs::write(path, lines).unwrap();
}

/// Everything that can be read from a corpus.
fn contents(home: &Path) -> String {
    let mut all = String::new();
    for words in [
        &["export", "--quiet"][..],
        &["search", "--json", "-n", "10000", "containers"],
        &["search", "--json", "-n", "50", "entity:\"South Korea\" money>=1m"],
        &["entities", "--json", "-n", "1000"],
        &["stats", "--json"],
    ] {
        let ran = newsint(home, words);
        assert_eq!(ran.code, Some(0), "{words:?}: {}", ran.err);
        all.push_str(&ran.out);
    }
    all
}

fn assert_verified(home: &Path) {
    let ran = newsint(home, &["verify"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn killed_at_any_moment_nothing_is_lost() {
    let scratch = tempfile::tempdir().unwrap();
    let input = scratch.path().join("articles.jsonl");
    articles(&input, 1_000);
    let input = input.to_str().unwrap();

    let calm = scratch.path().join("calm");
    let started = Instant::now();
    assert_eq!(newsint(&calm, &["add", input]).code, Some(0));
    let whole = started.elapsed();
    let expected = contents(&calm);
    assert_verified(&calm);

    let mut seed: u64 = 0x5EED;
    let mut killed_midway = 0;
    for round in 0..50 {
        let home = scratch.path().join(format!("killed-{round}"));
        // Two kills in a row now and then: recovery itself may be killed.
        for _ in 0..=(round % 3) / 2 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let share = (seed >> 33) as f64 / f64::from(u32::MAX >> 1);
            let mut child = command(&home, &["add", input])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .stdin(Stdio::null())
                .spawn()
                .unwrap();
            sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
            child.kill().unwrap();
            let status = child.wait().unwrap();
            killed_midway += usize::from(!status.success());
        }
        let ran = newsint(&home, &["add", input]);
        assert_eq!(ran.code, Some(0), "round {round}: {}", ran.err);
        assert_verified(&home);
        assert!(contents(&home) == expected, "round {round}: the corpus differs after a kill");
        fs::remove_dir_all(&home).unwrap();
    }
    assert!(killed_midway >= 20, "only {killed_midway} runs were killed before their end");
}

#[test]
fn rebuild_gives_the_same_corpus() {
    let scratch = tempfile::tempdir().unwrap();
    let input = scratch.path().join("articles.jsonl");
    articles(&input, 120);
    let home = scratch.path().join("home");
    assert_eq!(newsint(&home, &["add", input.to_str().unwrap(), "corpus/sample"]).code, Some(0));
    let before = contents(&home);
    fs::remove_file(home.join("corpus/corpus.db")).unwrap();
    fs::remove_dir_all(home.join("index")).unwrap();
    fs::create_dir(home.join("index")).unwrap();
    fs::write(home.join("index/README.md"), "stays").unwrap();
    let ran = newsint(&home, &["rebuild"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(home.join("index/README.md").exists());
    assert!(contents(&home) == before, "the rebuilt corpus differs");
    assert_verified(&home);
}

#[test]
fn a_lost_or_foreign_index_is_made_again() {
    let scratch = tempfile::tempdir().unwrap();
    let input = scratch.path().join("articles.jsonl");
    articles(&input, 40);
    let home = scratch.path().join("home");
    let add = ["add", input.to_str().unwrap()];
    assert_eq!(newsint(&home, &add).code, Some(0));
    let before = contents(&home);
    fs::remove_dir_all(home.join("index")).unwrap();
    assert_eq!(newsint(&home, &["search", "ships"]).code, Some(2));
    assert_eq!(newsint(&home, &add).code, Some(0));
    assert!(contents(&home) == before);
    fs::write(home.join("index/meta.json"), b"{}").unwrap();
    let ran = newsint(&home, &["search", "ships"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("newsint rebuild"), "{}", ran.err);
    assert_eq!(newsint(&home, &["rebuild"]).code, Some(0));
    assert!(contents(&home) == before);
}

#[test]
fn the_same_bytes_are_told_and_not_stored_twice() {
    let scratch = tempfile::tempdir().unwrap();
    let home = scratch.path().join("home");
    let page = scratch.path().join("page.txt");
    let copy = scratch.path().join("copy.txt");
    let text = "Port opens again\n\nThe port of Kestrel Bay opened again on Monday after nine days of repairs, \
                the harbour authority said in a statement.\n\nSome 40 ships had waited outside for the whole week.\n";
    fs::write(&page, text).unwrap();
    fs::write(&copy, text).unwrap();
    let outcome = |path: &Path| {
        let ran = newsint(&home, &["add", "--json", path.to_str().unwrap()]);
        ran.json()[0]["outcome"].as_str().unwrap().to_string()
    };
    assert_eq!(outcome(&page), "added");
    assert_eq!(outcome(&page), "already stored");
    assert_eq!(outcome(&copy), "same bytes");
    assert_eq!(outcome(&copy), "already stored");
    fs::write(&page, text.replace("40 ships", "55 ships")).unwrap();
    assert_eq!(outcome(&page), "new version");
    let stats = &newsint(&home, &["stats", "--json"]).json()[0];
    assert_eq!((stats["captures"].as_u64(), stats["documents"].as_u64()), (Some(3), Some(2)));
    assert_verified(&home);
    assert_eq!(newsint(&home, &["rebuild"]).code, Some(0));
    assert_eq!(newsint(&home, &["stats", "--json"]).json()[0], *stats);
}

#[test]
fn damage_is_found() {
    let scratch = tempfile::tempdir().unwrap();
    let input = scratch.path().join("articles.jsonl");
    articles(&input, 5);
    let home = scratch.path().join("home");
    assert_eq!(newsint(&home, &["add", input.to_str().unwrap()]).code, Some(0));
    let database = rusqlite::Connection::open(home.join("corpus/corpus.db")).unwrap();
    database
        .execute(
            "UPDATE documents SET text = replace(text, 'Tuesday', 'Wednesday') WHERE sequence = 2",
            [],
        )
        .unwrap();
    drop(database);
    let ran = newsint(&home, &["verify"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.out.contains("does not fit"), "{}", ran.out);
    assert_eq!(newsint(&home, &["rebuild"]).code, Some(0));
    assert_verified(&home);
    let warc = home.join("corpus/captures/newsint-000001.warc.gz");
    let mut bytes = fs::read(&warc).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    fs::write(&warc, bytes).unwrap();
    let ran = newsint(&home, &["verify"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.out.contains("newsint-000001.warc.gz"), "{}", ran.out);
}

#[test]
fn a_corpus_of_the_former_layout_is_read_and_brought_up_to_date() {
    let scratch = tempfile::tempdir().unwrap();
    let input = scratch.path().join("articles.jsonl");
    articles(&input, 20);
    let home = scratch.path().join("home");
    let add = ["add", input.to_str().unwrap()];
    assert_eq!(newsint(&home, &add).code, Some(0));
    let before = contents(&home);
    let database = rusqlite::Connection::open(home.join("corpus/corpus.db")).unwrap();
    database
        .execute_batch(
            "DROP TABLE packed_mentions; DROP VIEW stories; DROP TABLE samples; DROP TABLE pairs; DROP TABLE copies; DELETE FROM meta; \
             DROP TABLE sources; DROP TABLE urls; DROP TABLE visits; DROP TABLE hosts; \
             DROP INDEX captures_identity; DROP INDEX captures_pending; DROP INDEX documents_fingerprint; \
             ALTER TABLE captures DROP COLUMN role; ALTER TABLE documents DROP COLUMN fingerprint; \
             CREATE UNIQUE INDEX captures_identity ON captures (sha256, url); PRAGMA user_version = 1;",
        )
        .unwrap();
    drop(database);
    assert!(contents(&home) == before, "the former layout is not read as it is");
    articles(&input, 25);
    assert_eq!(newsint(&home, &add).code, Some(0));
    assert_verified(&home);
    let count =
        newsint(&home, &["search", "--json", "-n", "100", "containers"]).out.lines().count();
    assert_eq!(count, 25);
}

#[test]
fn parquet_is_the_same_from_rows_and_from_packed_mentions() {
    let scratch = tempfile::tempdir().unwrap();
    let input = scratch.path().join("articles.jsonl");
    articles(&input, 20);
    let home = scratch.path().join("home");
    assert_eq!(newsint(&home, &["add", input.to_str().unwrap()]).code, Some(0));
    let place = scratch.path().join("out.parquet");
    let export = |query: &[&str]| {
        let words = ["export", "--format", "parquet", "--out", place.to_str().unwrap()];
        assert_eq!(newsint(&home, &[&words, query].concat()).code, Some(0));
        fs::read(&place).unwrap()
    };
    let packed = (export(&[]), export(&["containers"]));
    let database = rusqlite::Connection::open(home.join("corpus/corpus.db")).unwrap();
    let damage = "UPDATE packed_mentions SET mentions = zeroblob(3) WHERE document % 2 = 0; \
                  DELETE FROM packed_mentions WHERE document % 2 = 1;";
    database.execute_batch(damage).unwrap();
    drop(database);
    assert!(packed == (export(&[]), export(&["containers"])), "rows give another file");
}

/// What a search reads is all that the index takes on disk.
#[test]
fn no_file_of_a_merged_segment_stays() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    for round in 0..3 {
        let file = home.join(format!("{round}.jsonl"));
        let line = serde_json::json!({"text": format!("Ship {round} left the port of Kestrel Bay on Monday."),
                                      "url": format!("https://harbour.example/{round}")});
        fs::write(&file, format!("{line}\n")).unwrap();
        assert_eq!(newsint(home, &["add", file.to_str().unwrap()]).code, Some(0));
    }
    let index = home.join("index");
    let meta: serde_json::Value =
        serde_json::from_slice(&fs::read(index.join("meta.json")).unwrap()).unwrap();
    let segments = meta["segments"].as_array().unwrap();
    let live: Vec<String> =
        segments.iter().map(|s| s["segment_id"].as_str().unwrap().replace('-', "")).collect();
    assert_eq!(live.len(), 1, "small segments are one at the end of a run");
    for entry in fs::read_dir(&index).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let of_segment = name.len() > 32 && name.is_char_boundary(32);
        assert!(!of_segment || name.starts_with(&live[0]), "{name} is of no segment of {live:?}");
    }
    assert_eq!(newsint(home, &["search", "--count", "kestrel"]).out.trim(), "3");
}
