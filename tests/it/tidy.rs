//! The house rules that a compiler does not check.

use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import, beside `model`, `error` and `limits`.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("parallel", &[]),
    ("config", &[]),
    ("capture", &[]),
    ("crawl", &[]),
    ("extract", &["config"]),
    ("text", &[]),
    ("tag", &["text"]),
    ("resolve", &[]),
    ("analyse", &["tag", "resolve"]),
    ("annotate", &[]),
    ("link", &[]),
    ("evaluate", &["analyse", "tag", "text"]),
    ("copies", &[]),
    ("corpus", &[]),
    ("index", &["text"]),
    ("search", &["index", "text"]),
    ("brief", &[]),
    ("evidence", &["capture"]),
    ("export", &["capture"]),
    (
        "pipeline",
        &[
            "analyse", "capture", "copies", "corpus", "crawl", "extract", "index", "parallel",
            "search",
        ],
    ),
];

/// Longest source file. Lines; data tables are not Rust.
const FILE_LINES_MAX: usize = 800;
/// Longest line. Characters.
const LINE_CHARS_MAX: usize = 110;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// The top-level module a file belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_string()
}

#[test]
fn imports_point_one_way() {
    let mut wrong = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let module = module(&path);
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module) else { continue };
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let mut targets = Vec::new();
            if let Some(list) = rest.strip_prefix('{') {
                let list = list.split("};").next().unwrap();
                targets.extend(
                    list.split([',', '{', '}'])
                        .map(|t| t.trim().split("::").next().unwrap_or("").to_string()),
                );
                targets.retain(|t| ARROWS.iter().any(|(name, _)| name == t) || t == "cli");
            } else {
                targets
                    .push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            }
            for target in targets {
                let common = ["model", "error", "limits", "escape"].contains(&target.as_str());
                let known = ARROWS.iter().any(|(name, _)| *name == target) || target == "cli";
                if known && !common && target != module && !allowed.contains(&target.as_str()) {
                    wrong.push(format!("{}: {module} must not name {target}", name(&path)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_arrows() {
    let allowed = ["lib", "main", "error", "escape", "limits", "cli"];
    let mut modules: Vec<_> = files(&root().join("src"), "rs").iter().map(|p| module(p)).collect();
    modules.sort();
    modules.dedup();
    for module in modules {
        let listed =
            ARROWS.iter().any(|(name, _)| *name == module) || allowed.contains(&module.as_str());
        assert!(listed, "module {module} has no row in ARROWS");
    }
}

#[test]
fn only_the_command_line_touches_the_outside() {
    let words = [
        "std::env::",
        "println!",
        "eprintln!",
        "SystemTime::now",
        "Timestamp::now",
        "process::exit",
    ];
    for path in files(&root().join("src"), "rs") {
        if ["cli", "main"].contains(&module(&path).as_str()) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for word in words {
            assert!(!code.contains(word), "{} names {word}", name(&path));
        }
    }
}

#[test]
fn files_and_lines_keep_their_size() {
    for folder in ["src", "tests"] {
        for path in files(&root().join(folder), "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().count();
            assert!(lines <= FILE_LINES_MAX, "{} has {lines} lines", name(&path));
            for (number, line) in text.lines().enumerate() {
                // A string literal is not broken for its length alone.
                let chars = line.chars().count();
                assert!(
                    chars <= LINE_CHARS_MAX || line.contains(['"', '\\', '|']),
                    "{}:{} has {chars} characters",
                    name(&path),
                    number + 1
                );
            }
        }
    }
}

#[test]
fn a_todo_names_its_reason() {
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat()];
    for path in files(&root().join("src"), "rs") {
        for line in fs::read_to_string(&path).unwrap().lines() {
            for mark in &marks {
                assert!(
                    !line.contains(mark.as_str()) || line.contains(&format!("{mark}(")),
                    "{}: {line}",
                    name(&path)
                );
            }
        }
    }
}

#[test]
fn every_verb_and_format_is_documented() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let reference = fs::read_to_string(root().join("docs/cli.md")).unwrap();
    for path in files(&root().join("src/cli"), "rs") {
        let text = fs::read_to_string(&path).unwrap();
        // `crawl_log.rs` is a part of the verb `crawl`.
        let verb = path.file_stem().unwrap().to_str().unwrap().split('_').next().unwrap();
        if text.contains("Args)]") && text.contains("after_help") && verb != "mod" {
            assert!(reference.contains(&format!("## newsint {verb}")), "docs/cli.md lacks {verb}");
            assert!(readme.contains(&format!("newsint {verb}")), "README.md lacks {verb}");
        }
    }
    let formats = fs::read_to_string(root().join("docs/export.md")).unwrap();
    for exporter in newsint::export::EXPORTERS {
        assert!(
            formats.contains(&format!("`{}`", exporter.name)),
            "docs/export.md lacks {}",
            exporter.name
        );
    }
}

#[test]
fn unreleased_changes_are_written_down() {
    let log = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    assert!(log.contains("## Unreleased"));
}

#[test]
fn the_limits_are_in_one_place() {
    for path in files(&root().join("src"), "rs") {
        let text = fs::read_to_string(&path).unwrap();
        if module(&path) == "limits" {
            continue;
        }
        for line in text.lines() {
            let cap = line.trim_start().starts_with("pub const") && line.contains("_MAX:");
            assert!(!cap, "{}: a public cap belongs in limits.rs: {line}", name(&path));
        }
    }
}
