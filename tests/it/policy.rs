//! The settings file as a whole, and its reference page.

use std::fs;
use std::path::Path;

use newsint::config::{FILE_NAME, KEYS, RECIPE_KEYS, Scope, Settings, SourceKind};
use newsint::error::Error;

fn reference() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/config.md")).unwrap()
}

#[test]
fn the_example_of_the_reference_is_read() {
    let page = reference();
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let settings = Settings::parse(example, Path::new("docs/config.md")).unwrap();
    assert_eq!(settings.sources.len(), 4);
    assert_eq!(settings.source("ministry").unwrap().kind, SourceKind::Archive);
    assert_eq!(settings.source("wire").unwrap().scope, Scope::Domain);
    assert!(settings.source("from-the-desk").unwrap().is_file());
    assert!(settings.crawl.contact.is_some());
}

#[test]
fn every_key_kind_and_scope_is_documented() {
    let page = reference();
    let section = |title: &str| {
        let from = page.find(&format!("\n## `{title}`")).unwrap() + 1;
        page[from..].split("\n## ").next().unwrap().to_owned()
    };
    for (table, keys) in KEYS {
        for key in *keys {
            let place = match *table {
                "" => page.clone(),
                "brief" => section("[brief]"),
                "crawl" => section("[crawl]"),
                "extract" => section("[extract]"),
                "lexicon" => section("[lexicon]"),
                _ => section("[[source]]"),
            };
            let row = format!("\n| `{key}` |");
            let written = if table.is_empty() { place.contains(key) } else { place.contains(&row) };
            assert!(written, "docs/config.md lacks {key} of {table:?}");
        }
    }
    let recipe = section("[extract]");
    for key in RECIPE_KEYS.iter().flat_map(|(_, keys)| *keys) {
        assert!(
            recipe.contains(&format!("\n| `{key}` |")),
            "docs/config.md lacks {key} of recipes"
        );
    }
    for name in SourceKind::ALL.map(|(name, _)| name).into_iter().chain(Scope::ALL.map(|(n, _)| n))
    {
        assert!(page.contains(&format!("\n| `{name}` |")), "docs/config.md lacks {name}");
    }
}

#[test]
fn a_missing_file_gives_the_defaults_and_a_broken_one_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Settings::load(folder.path()).unwrap(), Settings::default());
    let path = folder.path().join(FILE_NAME);

    fs::write(&path, "[[source]]\nname = 'a'\nurl = 'https://a.example/'\n").unwrap();
    assert_eq!(Settings::load(folder.path()).unwrap().sources.len(), 1);

    fs::write(&path, "[crawl]\r\nmax_page = 1\r\n").unwrap();
    let error = Settings::load(folder.path()).unwrap_err();
    assert!(error.to_string().contains(&format!("{FILE_NAME}:2: ")), "{error}");

    fs::write(&path, b"[crawl]\n# \xff\n").unwrap();
    let error = Settings::load(folder.path()).unwrap_err();
    assert!(error.to_string().contains("line 2: not UTF-8"), "{error}");

    fs::write(&path, "#".repeat(5 * 1024 * 1024)).unwrap();
    let error = Settings::load(folder.path()).unwrap_err();
    assert!(matches!(error, Error::Data { .. }), "{error}");

    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let error = Settings::load(folder.path()).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
}
