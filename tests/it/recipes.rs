//! Site recipes of a user, and what `extract --explain` tells.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::shared::{newsint, newsint_with};

const PAGE: &str = "<title>Ledger</title><h1>Offers</h1><p class=head>Ferry Line Sold</p><div><p>\
    Offers of the week: rope, paint and lamps of every size, as long as there are any, says the \
    chandler.</p></div><div class=story><p>The ferry line to Brey was sold on Monday to a bank in \
    Tarvia, the county said.</p><p>The price was not told.</p></div>";

/// A corpus folder with one recipe and one page, not yet added.
fn folder(recipe: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
    put("newsint.toml", "[extract]\nsites = 'sites'\n");
    fs::create_dir(home.path().join("sites")).unwrap();
    put("sites/ledger.toml", recipe);
    let item = json!({"html": PAGE, "url": "https://www.ledger.example/a"});
    put("items.jsonl", &format!("{item}\n"));
    home
}

const RECIPE: &str = "host = 'ledger.example'\nbody = 'div.story'\ntitle = 'p.head'\n";

fn items(home: &Path) -> String {
    home.join("items.jsonl").display().to_string()
}

#[test]
fn a_rebuild_reads_by_the_same_recipes() {
    let folder = folder(RECIPE);
    let home = folder.path();
    assert_eq!(newsint(home, &["add", &items(home)]).code, Some(0));
    let show = || newsint(home, &["show", "https://www.ledger.example/a", "--json"]).out;
    let first = show();
    assert!(first.contains("Ferry Line Sold"), "{first}");
    assert!(first.contains("The price was not told."), "{first}");
    assert!(!first.contains("rope, paint"), "{first}");
    assert_eq!(newsint(home, &["rebuild"]).code, Some(0));
    assert_eq!(show(), first);
}

#[test]
fn a_broken_recipe_is_an_error_that_names_file_and_line() {
    for (recipe, wanted) in [
        ("host = 'ledger.example'\nbody = 'div['\n", "ledger.toml:2: "),
        ("host = 'ledger.example'\nbdy = 'p'\n", "did you mean body?"),
        ("host = \n", "ledger.toml: line 1"),
    ] {
        let folder = folder(recipe);
        let home = folder.path();
        for words in [vec!["add", &items(home)], vec!["rebuild"], vec!["extract", "-"]] {
            let ran = newsint_with(home, &words, b"<p>x</p>");
            assert_eq!(ran.code, Some(2), "{words:?}: {}", ran.err);
            assert!(ran.err.contains(wanted), "{words:?}: {}", ran.err);
        }
    }
}

#[test]
fn explain_tells_of_files_and_stored_documents() {
    let folder = folder(RECIPE);
    let home = folder.path();
    let url = ["--url", "https://ledger.example/a"];
    let words = ["extract", "--explain", "--format", "json", url[0], url[1], "-"];
    let told = newsint_with(home, &words, PAGE.as_bytes()).json().remove(0);
    assert_eq!(told["schema"], "newsint.explanation/1");
    assert_eq!(told["recipe"]["fits"], json!(["title", "body"]));
    assert_eq!(told["blocks"][1]["path"], "html/body/div[2]/p[2]");
    assert_eq!(told["evidence"][0]["value"], "Ferry Line Sold");
    assert_eq!(told["charset"]["decided_by"], "nearly all of it is UTF-8");

    newsint(home, &["add", &items(home)]);
    let told = newsint(home, &["extract", "--explain", "https://www.ledger.example/a"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    for part in ["sites/ledger.toml: gave title, body", "title    * Ferry Line Sold", "block "] {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
    assert_eq!(newsint(home, &["extract", "--explain", "nothing-there"]).code, Some(1));
}

#[test]
fn languages_are_told_where_they_differ() {
    let home = tempfile::tempdir().unwrap();
    let english = "The ministry condemns the seizure of two trawlers in the sound on Sunday night, \
        and asks that both crews be returned without any further delay.";
    let russian = "Министерство осуждает задержание двух судов и требует вернуть экипажи домой.";
    let text = format!("{english}\n\n{russian}\n");
    let line = newsint_with(home.path(), &["extract", "-"], text.as_bytes()).json().remove(0);
    let count = english.chars().count();
    let whole = count + 2 + russian.chars().count();
    let wanted = json!([
        {"start": 0, "end": count, "language": "en"},
        {"start": count + 2, "end": whole, "language": "ru"},
    ]);
    assert_eq!(line["languages"], wanted);
    let one = newsint_with(home.path(), &["extract", "-"], english.as_bytes()).json().remove(0);
    assert!(one.get("languages").is_none());
}
