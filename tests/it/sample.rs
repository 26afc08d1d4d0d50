//! The sample corpus, and the statement the project was created from.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::shared::{newsint, shared};

fn seed() -> Option<(String, String, Value)> {
    let folder = shared("seed")?;
    let path = folder.join("statement.txt");
    let gold =
        serde_json::from_str(&fs::read_to_string(folder.join("gold.json")).unwrap()).unwrap();
    Some((path.to_str().unwrap().to_string(), fs::read_to_string(&path).unwrap(), gold))
}

fn slice(text: &str, start: &Value, end: &Value) -> String {
    let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

#[test]
fn the_seed_statement_is_extracted_exactly() {
    let Some((path, text, gold)) = seed() else { return };
    let home = tempfile::tempdir().unwrap();
    let ran = newsint(home.path(), &["extract", &path]);
    let found = &ran.json()[0];
    assert_eq!(found["title"], gold["title"]);
    assert_eq!(found["language"], gold["language"]);
    let body = slice(&text, &gold["body"][0], &gold["body"][1]);
    assert_eq!(found["text"].as_str().unwrap(), body);
    for furniture in gold["not_content"].as_array().unwrap() {
        assert!(
            !found["text"].as_str().unwrap().contains(furniture.as_str().unwrap()),
            "{furniture}"
        );
    }
}

/// Mentions of the seed with and without a reference date, keyed by their place.
fn tagged(path: &str, date: Option<&str>) -> BTreeMap<(u64, u64, String), Value> {
    let home = tempfile::tempdir().unwrap();
    let mut words = vec!["tag", path];
    words.extend(date.map(|_| "--date"));
    words.extend(date);
    let ran = newsint(home.path(), &words);
    let key = |m: &Value| {
        (
            m["start"].as_u64().unwrap(),
            m["end"].as_u64().unwrap(),
            m["kind"].as_str().unwrap().to_string(),
        )
    };
    ran.json()[0]["mentions"].as_array().unwrap().iter().map(|m| (key(m), m.clone())).collect()
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

#[test]
fn every_figure_and_date_of_the_seed_is_right() {
    let Some((path, _, gold)) = seed() else { return };
    let dated = tagged(&path, gold["reference_date_for_values"].as_str());
    let undated = tagged(&path, None);
    for mention in gold["mentions"].as_array().unwrap() {
        let kind = mention["kind"].as_str().unwrap();
        if kind == "entity" {
            continue;
        }
        let key = (
            mention["start"].as_u64().unwrap(),
            mention["end"].as_u64().unwrap(),
            kind.to_string(),
        );
        let found = dated.get(&key).unwrap_or_else(|| panic!("missing: {mention}"));
        let (want, have) = (&mention[kind], &found[kind]);
        for field in ["min", "max"] {
            assert_eq!(number(&have[field]), number(&want[field]), "{mention}\n{found}");
        }
        for field in ["mod", "type", "unit", "currency", "value"] {
            if !want[field].is_null() {
                assert_eq!(have[field], want[field], "{mention}\n{found}");
            }
        }
        if let Some(interval) = want["interval"].as_array() {
            for (want, have) in interval.iter().zip([&have["start"], &have["end"]]) {
                let (want, have) = (want.as_str().unwrap(), have.as_str().unwrap());
                assert!(have.starts_with(want), "{mention}\n{found}");
            }
        }
        if let Some(open) = want["value_without_reference"].as_str() {
            assert_eq!(undated[&key][kind]["value"], *open, "{mention}");
        }
    }
    let figures = |m: &&Value| m["kind"] == "money" || m["kind"] == "quantity";
    let wanted = gold["mentions"].as_array().unwrap().iter().filter(figures).count();
    let found: Vec<_> =
        dated.values().filter(|m| m["start"].as_u64() >= Some(419)).filter(figures).collect();
    assert!(found.len() <= wanted + 1, "too many figures: {found:?}");
}

#[test]
fn the_names_and_speakers_of_the_seed_are_found() {
    let Some((path, _, gold)) = seed() else { return };
    let found = tagged(&path, gold["reference_date_for_values"].as_str());
    let entities: Vec<_> =
        gold["mentions"].as_array().unwrap().iter().filter(|m| m["kind"] == "entity").collect();
    let mut missed = Vec::new();
    for mention in &entities {
        let key = (
            mention["start"].as_u64().unwrap(),
            mention["end"].as_u64().unwrap(),
            "entity".to_string(),
        );
        let right = found.get(&key).is_some_and(|m| {
            m["label"] == mention["label"] && m["canonical"] == mention["canonical"]
        });
        if !right {
            missed.push(format!("{} -> {:?}", mention, found.get(&key)));
        }
    }
    assert!(
        missed.len() * 5 <= entities.len(),
        "missed {} of {}:\n{}",
        missed.len(),
        entities.len(),
        missed.join("\n")
    );
    for quote in gold["quotes"].as_array().unwrap() {
        let key =
            (quote["start"].as_u64().unwrap(), quote["end"].as_u64().unwrap(), "quote".to_string());
        let have = found.get(&key).unwrap_or_else(|| panic!("missing: {quote}"));
        assert_eq!(have["quote"]["speaker"], quote["speaker"], "{quote}\n{have}");
    }
}

#[test]
fn the_sample_corpus_is_what_it_says() {
    let home = tempfile::tempdir().unwrap();
    let ran = newsint(home.path(), &["add", "--json", "corpus/sample"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for line in ran.json() {
        *outcomes.entry(line["outcome"].as_str().unwrap().to_string()).or_default() += 1;
    }
    assert!(outcomes["added"] >= 80, "{outcomes:?}");
    assert!(
        outcomes.contains_key("new version") && outcomes.contains_key("same bytes"),
        "{outcomes:?}"
    );
    assert!(!outcomes.contains_key("failed"), "{outcomes:?}");
    let stats = &newsint(home.path(), &["stats", "--json"]).json()[0];
    assert!(stats["languages"]["en"].as_u64().unwrap() >= 50, "{stats}");
    for language in ["ko", "ru", "zh", "es", "fr", "ar"] {
        assert!(stats["languages"][language].as_u64().unwrap_or(0) >= 4, "{language}: {stats}");
    }
    for kind in ["entity", "money", "date", "quantity", "quote"] {
        assert!(stats["mentions"][kind].as_u64().unwrap() >= 80, "{kind}: {stats}");
    }
}

/// Words of a text, for comparing bodies.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect()
}

#[test]
fn the_sample_articles_come_out_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = tempfile::tempdir().unwrap();
    assert_eq!(newsint(home.path(), &["add", "corpus/sample"]).code, Some(0));
    let mut by_url: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in newsint(home.path(), &["export"]).json() {
        by_url.entry(line["url"].as_str().unwrap().to_string()).or_default().push(line);
    }
    let gold = fs::read_to_string(root.join("corpus/source/gold.jsonl")).unwrap();
    let (mut articles, mut shares, mut titles, mut dates) = (0usize, 0.0, 0usize, 0usize);
    let mut poor = Vec::new();
    for line in gold.lines() {
        let want: Value = serde_json::from_str(line).unwrap();
        let found = by_url.get(want["url"].as_str().unwrap());
        if want["text"] == "" {
            assert!(found.is_none(), "no article, but taken for one: {}", want["url"]);
            continue;
        }
        articles += 1;
        let Some(found) = found else {
            poor.push(format!("missing: {}", want["url"]));
            continue;
        };
        let wanted = words(want["text"].as_str().unwrap());
        let share = |have: &Value| {
            let have = words(have["text"].as_str().unwrap());
            let same = similar_count(&wanted, &have);
            2.0 * same as f64 / (wanted.len() + have.len()) as f64
        };
        let best = found.iter().max_by(|a, b| share(a).total_cmp(&share(b))).unwrap();
        shares += share(best);
        titles += usize::from(best["title"] == want["title"]);
        if best["title"] != want["title"] {
            poor.push(format!("title {} for {}", best["title"], want["title"]));
        }
        let day = |v: &Value| v["published"].as_str().map(|d| d[..10].to_string());
        dates += usize::from(day(best) == day(&want));
        if share(best) < 0.95 {
            poor.push(format!("{:.2} {}", share(best), want["url"]));
        }
    }
    let mean = shares / articles as f64;
    let report = format!(
        "{articles} articles: F1 {mean:.3}, {titles} titles, {dates} dates\n{}",
        poor.join("\n")
    );
    assert!(mean >= 0.97, "{report}");
    assert!(titles * 100 >= articles * 95, "{report}");
    assert!(dates * 100 >= articles * 90, "{report}");
}

/// Words that both have, counted as often as both have them.
fn similar_count(a: &[&str], b: &[&str]) -> usize {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in a {
        *counts.entry(word).or_default() += 1;
    }
    let mut same = 0;
    for word in b {
        if let Some(left) = counts.get_mut(word).filter(|left| **left > 0) {
            *left -= 1;
            same += 1;
        }
    }
    same
}
