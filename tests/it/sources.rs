//! The sample corpus is what its README says: size, languages, invented hosts, hard cases.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn gold() -> Vec<Value> {
    let text = fs::read_to_string(corpus().join("source/gold.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn field<'a>(item: &'a Value, name: &str) -> &'a str {
    item[name].as_str().unwrap_or("")
}

#[test]
fn counts_are_those_of_the_readme() {
    let readme = fs::read_to_string(corpus().join("README.md")).unwrap();
    let gold = gold();
    let mut languages = BTreeMap::new();
    for item in &gold {
        *languages.entry(field(item, "language").to_owned()).or_insert(0) += 1;
    }
    assert!(readme.contains(&format!("holds {} documents", gold.len())));
    assert!(readme.contains(&format!("{} in English", languages["en"])));
    assert!(gold.len() >= 80 && languages["en"] >= 50);
    for language in ["ko", "ru", "zh", "es", "fr", "ar"] {
        assert!(languages[language] >= 4, "{language}");
    }
}

#[test]
fn ids_are_unique_and_hosts_are_invented() {
    let mut ids = BTreeSet::new();
    for item in gold() {
        assert!(ids.insert(field(&item, "id").to_owned()), "{item}");
        let host = field(&item, "url").split('/').nth(2).unwrap();
        assert!(host.ends_with(".example"), "{host}");
    }
}

#[test]
fn pages_without_an_article_have_no_text_and_all_others_have() {
    for item in gold() {
        let no_article = item["flags"]
            .as_array()
            .unwrap()
            .iter()
            .any(|flag| ["index", "soft404", "consent"].contains(&flag.as_str().unwrap_or("")));
        assert_eq!(no_article, field(&item, "text").is_empty(), "{}", field(&item, "id"));
    }
}

#[test]
fn every_file_is_there_and_the_whole_is_small() {
    let named: BTreeSet<String> = gold().iter().map(|i| field(i, "file").to_owned()).collect();
    let mut size = 0;
    for name in &named {
        size += fs::metadata(corpus().join("sample").join(name)).unwrap().len();
    }
    assert_eq!(named.len(), fs::read_dir(corpus().join("sample")).unwrap().count());
    assert!(size < 1_500_000, "{size} bytes");
}

#[test]
fn amounts_of_many_currencies_occur() {
    let text: String = gold().iter().map(|item| field(item, "text").to_owned()).collect();
    for mark in ["$", "€", "£", "¥", "₹", " crore", "원", "руб", "亿元", "yuan", "bitcoin", "ether"]
    {
        assert!(text.contains(mark), "{mark}");
    }
}
