//! Searches that are asked again: saved ones, many at once, more like this, who had it first.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::shared::{newsint, newsint_with};

fn added(home: &Path, pages: &[Value]) {
    fs::create_dir_all(home).unwrap();
    let input = home.with_extension("jsonl");
    fs::write(&input, pages.iter().map(|page| format!("{page}\n")).collect::<String>()).unwrap();
    let ran = newsint(home, &["add", input.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

fn page(url: &str, date: Option<&str>, text: &str) -> Value {
    json!({"url": url, "title": format!("Report of {url}"), "date": date, "text": text})
}

const PORT: &str =
    "The harbour of Kestrel Bay was closed on Friday after a crane fell on the ferry Amber Gull.";

fn urls(ran: &crate::shared::Ran) -> Vec<String> {
    ran.json().iter().map(|line| line["url"].as_str().unwrap().to_string()).collect()
}

#[test]
fn watch_shows_only_what_is_new() {
    let scratch = tempfile::tempdir().unwrap();
    let home = scratch.path().join("home");
    added(&home, &[page("https://a.example/1", Some("2024-05-02"), PORT)]);
    let ran = newsint(&home, &["watch"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("hint: "), "{}", ran.err);
    let settings = home.join("newsint.toml");
    fs::write(&settings, "[searches]\nport = 'harbour AND ferry'\nfish = 'fish'\n").unwrap();
    let ran = newsint(&home, &["watch", "--keep", "--json"]);
    assert_eq!((ran.code, urls(&ran)), (Some(0), vec!["https://a.example/1".to_string()]));
    assert_eq!(newsint(&home, &["watch", "port"]).code, Some(0));
    assert_eq!(newsint(&home, &["watch"]).code, Some(1));
    added(
        &home,
        &[
            page("https://b.example/1", Some("2024-05-03"), &format!("{PORT} Nobody was hurt.")),
            page(
                "https://b.example/2",
                Some("2024-05-03"),
                "The fish market was closed on Friday.",
            ),
            page("https://a.example/1", Some("2024-05-02"), &format!("{PORT} It opens on Monday.")),
        ],
    );
    let ran = newsint(&home, &["watch", "port", "--json"]);
    assert_eq!(urls(&ran), ["https://b.example/1", "https://a.example/1"]);
    let lines = ran.json();
    assert_eq!((&lines[0]["search"], &lines[1]["version"]), (&json!("port"), &json!(2)));
    assert!(lines[0]["copy_of"].is_string() && lines[1]["copy_of"].is_null(), "{}", ran.out);
    // The other search has its own mark, and a rebuild changes nothing.
    assert_eq!(newsint(&home, &["rebuild"]).code, Some(0));
    let ran = newsint(&home, &["watch", "--json"]);
    assert_eq!(urls(&ran), ["https://b.example/2"]);
    assert_eq!(newsint(&home, &["watch"]).code, Some(1));
    // Another query under the same name is another search.
    fs::write(&settings, "[searches]\nport = 'harbour'\n").unwrap();
    let ran = newsint(&home, &["watch", "--seen"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
    assert_eq!(newsint(&home, &["watch"]).code, Some(1));
    assert_eq!(newsint(&home, &["watch", "nothing"]).code, Some(2));
    fs::write(&settings, "[searches]\nport = '(harbour'\n").unwrap();
    let ran = newsint(&home, &["watch"]);
    assert!(ran.code == Some(2) && ran.err.contains("line 2: port"), "{}", ran.err);
}

#[test]
fn first_tells_who_had_a_phrase_first() {
    let scratch = tempfile::tempdir().unwrap();
    let home = scratch.path().join("home");
    added(
        &home,
        &[
            page("https://late.example/1", Some("2024-05-05"), PORT),
            page("https://www.early.example/2", Some("2024-05-04"), PORT),
            page(
                "https://early.example/1",
                Some("2024-05-03"),
                &format!("{PORT} Nobody was hurt."),
            ),
            page("https://undated.example/1", None, &format!("{PORT} It was old.")),
            page("https://other.example/1", Some("2024-01-01"), "A crane of the harbour fell."),
        ],
    );
    let ran = newsint(&home, &["first", "crane", "fell", "on", "the ferry", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let lines = ran.json();
    let outlets: Vec<_> = lines.iter().map(|line| line["outlet"].as_str().unwrap()).collect();
    assert_eq!(outlets, ["early.example", "late.example", "undated.example"]);
    assert_eq!(lines[0]["documents"], 2);
    assert_eq!(lines[0]["first_published"]["url"], "https://early.example/1");
    assert!(lines[2]["first_published"].is_null());
    let first = &lines[2]["first_captured"];
    let (start, end) =
        (first["spans"][0][0].as_u64().unwrap(), first["spans"][0][1].as_u64().unwrap());
    assert!(end > start && first["capture"]["sha256"].is_string(), "{first}");
    let ran = newsint(&home, &["first", "the ferry", "--in", "after:2024-05-05", "--json"]);
    assert_eq!(ran.json()[0]["outlet"], "late.example");
    assert_eq!(newsint(&home, &["first", "ferry crane"]).code, Some(1));
    assert_eq!(newsint(&home, &["first", "\""]).code, Some(2));
}

#[test]
fn many_queries_give_one_table_that_no_spreadsheet_runs() {
    let scratch = tempfile::tempdir().unwrap();
    let home = scratch.path().join("home");
    let mut evil = page("https://a.example/1", Some("2024-05-02"), PORT);
    evil["title"] = json!("=HYPERLINK(\"x\")");
    added(&home, &[evil, page("https://b.example/1", None, "The fish market was closed.")]);
    let file = scratch.path().join("names.csv");
    fs::write(&file, "name,note\n\"\"\"Amber Gull\"\"\",a ferry\n\nnobody\nclosed,\n").unwrap();
    let ran = newsint(&home, &["search", "--batch", file.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_string).collect())
        .collect();
    let cells = |column: usize| rows.iter().map(|row| row[column].as_str()).collect::<Vec<_>>();
    assert_eq!(cells(0), ["2", "4", "5", "5"]);
    assert_eq!(cells(2), ["1", "0", "2", "2"]);
    assert_eq!(rows[0][8], "'=HYPERLINK(\"x\")");
    let ran = newsint_with(&home, &["search", "--batch", "-", "--json"], b"\"(x\"\nclosed\n");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("line 1") && ran.json().len() == 2, "{}", ran.err);
    assert_eq!(ran.json()[0]["query"], "closed");
    assert_eq!(newsint_with(&home, &["search", "--batch", "-"], b"nobody\n").code, Some(1));
    assert_eq!(newsint_with(&home, &["search", "--batch", "-"], b"\n").code, Some(2));
}

#[test]
fn documents_like_one_have_its_telling_words() {
    let scratch = tempfile::tempdir().unwrap();
    let home = scratch.path().join("home");
    let mut pages = vec![
        page("https://a.example/1", Some("2024-05-02"), PORT),
        page(
            "https://b.example/1",
            None,
            "Divers looked at the ferry Amber Gull in the harbour, where a crane lay.",
        ),
    ];
    for n in 0..6 {
        let text =
            format!("The council of town number {n} met on Friday and was closed to the press.");
        pages.push(page(&format!("https://c.example/{n}"), None, &text));
    }
    added(&home, &pages);
    let ran = newsint(&home, &["search", "--like", "https://a.example/1", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("read as: ") && ran.err.contains("gull"), "{}", ran.err);
    let found = urls(&ran);
    assert_eq!(found[0], "https://b.example/1");
    assert!(!found.contains(&"https://a.example/1".to_string()), "{found:?}");
    let ran =
        newsint(&home, &["search", "--like", "https://a.example/1", "site:c.example", "--json"]);
    assert!(!urls(&ran).contains(&"https://b.example/1".to_string()), "{}", ran.out);
    assert_eq!(newsint(&home, &["search", "--like", "https://z.example/"]).code, Some(1));
}
