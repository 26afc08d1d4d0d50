//! `newsint entities merge|split`: what people decide holds, also after a rebuild.

use std::fs;

use serde_json::Value;

use crate::shared::newsint;

const ONE: &str =
    "The Harbour Safety Agency (HSA) closed the port. Ships obeyed the HSA on Monday.";
const TWO: &str =
    "The Harbour Agency opened the port. Laura Benning of the Harbour Agency was glad.";

fn names(home: &std::path::Path) -> Vec<(String, u64)> {
    let listed = newsint(home, &["entities", "--label", "ORG", "--json"]);
    let name = |e: &Value| {
        let id = e["id"].as_str().unwrap();
        assert!(id.starts_with("n-") && id.len() == 14, "{e}");
        (e["canonical"].as_str().unwrap().to_string(), e["mentions"].as_u64().unwrap())
    };
    listed.json().iter().map(name).collect()
}

fn found(home: &std::path::Path, name: &str) -> usize {
    newsint(home, &["search", "--json", &format!("entity:\"{name}\"")]).json().len()
}

#[test]
fn decisions_hold_in_database_index_and_after_a_rebuild() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    for (file, text) in [("one.txt", ONE), ("two.txt", TWO)] {
        fs::write(home.join(file), text).unwrap();
        let path = home.join(file);
        assert_eq!(newsint(home, &["add", path.to_str().unwrap()]).code, Some(0));
    }
    let owned = |list: &[(&str, u64)]| -> Vec<(String, u64)> {
        list.iter().map(|(n, c)| ((*n).to_string(), *c)).collect()
    };
    assert_eq!(names(home), owned(&[("Harbour Safety Agency", 3), ("Harbour Agency", 2)]));
    assert_eq!(found(home, "Harbour Safety Agency"), 1);
    let merge = ["entities", "merge", "Harbour Agency", "Harbour Safety Agency"];
    assert_eq!(newsint(home, &merge).code, Some(0));
    assert_eq!(names(home), owned(&[("Harbour Safety Agency", 5)]));
    assert_eq!(found(home, "Harbour Safety Agency"), 2);
    assert_eq!(newsint(home, &merge).code, Some(1), "the name is gone");
    assert_eq!(newsint(home, &["entities", "--json", "merge", "HSA", "Port"]).code, Some(2));
    let split = ["entities", "--quiet", "split", "HSA", "Harbour Safety Agency"];
    assert_eq!(newsint(home, &split).code, Some(0));
    let decided = owned(&[("Harbour Safety Agency", 3), ("HSA", 2)]);
    assert_eq!(names(home), decided);
    assert_eq!(newsint(home, &["rebuild"]).code, Some(0));
    assert_eq!(names(home), decided);
    assert_eq!((found(home, "HSA"), found(home, "Harbour Safety Agency")), (1, 2));
    let kept = fs::read_to_string(home.join("corpus/entities.tsv")).unwrap();
    assert_eq!(kept.lines().filter(|l| !l.starts_with('#')).count(), 2, "{kept}");
    assert_eq!(newsint(home, &["verify"]).code, Some(0));
}

#[test]
fn later_documents_are_read_with_the_decisions_and_bad_lines_are_named() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    fs::create_dir_all(home.join("corpus")).unwrap();
    let decisions = home.join("corpus/entities.tsv");
    fs::write(&decisions, "# ours\nmerge\tHarbour Agency\tPort Office").unwrap();
    fs::write(home.join("two.txt"), TWO).unwrap();
    let path = home.join("two.txt");
    assert_eq!(newsint(home, &["add", path.to_str().unwrap()]).code, Some(0));
    assert_eq!(names(home), [("Port Office".to_string(), 2)]);
    assert_eq!(found(home, "Port Office"), 1);
    let merge = ["entities", "merge", "Port Office", "Quay Office"];
    assert_eq!(newsint(home, &merge).code, Some(0), "the last line has no end");
    assert_eq!(newsint(home, &["rebuild"]).code, Some(0));
    assert_eq!(names(home), [("Quay Office".to_string(), 2)]);
    fs::write(&decisions, "merge\tHarbour Agency\n").unwrap();
    let ran = newsint(home, &["add", path.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("entities.tsv") && ran.err.contains("line 1"), "{}", ran.err);
}
