//! Every `console` block of the README and the docs is run; what it shows is what the program
//! prints.
//!
//! `$ command` lines run in a shell, in one fresh corpus a file, with the layout of a 100-column
//! terminal. A line `...`
//! stands for any lines, `[..]` for any part of a line. `NEWSINT_BLESS=1` writes what was printed
//! into the file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn shell(home: &Path, line: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let binaries = Path::new(env!("CARGO_BIN_EXE_newsint")).parent().unwrap();
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(root)
        .env("PATH", path)
        .env("NEWSINT_HOME", home)
        .env("NEWSINT_TERMINAL", "100")
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

fn line_matches(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split("[..]");
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    rest.is_empty() || last == Some("")
}

fn matches(expected: &[&str], actual: &[&str]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((&"...", rest)) => (0..=actual.len()).any(|skip| matches(rest, &actual[skip..])),
        Some((pattern, rest)) => actual
            .split_first()
            .is_some_and(|(line, more)| line_matches(pattern, line) && matches(rest, more)),
    }
}

/// Runs the blocks of one file; returns the file as it should read, and what differs.
fn check(path: &Path) -> (String, Vec<String>) {
    let text = fs::read_to_string(path).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let home = scratch.path().join("home");
    let (mut blessed, mut wrong) = (String::new(), Vec::new());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        blessed.push_str(line);
        blessed.push('\n');
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|l| *l != "```") {
            blessed.push_str(line);
            blessed.push('\n');
            let Some(command) = line.strip_prefix("$ ") else { continue };
            let mut expected = Vec::new();
            while let Some(line) = lines.next_if(|l| *l != "```" && !l.starts_with("$ ")) {
                expected.push(line);
            }
            let actual = shell(&home, command);
            let same = matches(&expected, &actual.lines().collect::<Vec<_>>());
            if !same {
                wrong.push(format!(
                    "{}: $ {command}\nshows:\n{}\nprints:\n{actual}",
                    path.display(),
                    expected.join("\n")
                ));
            }
            let kept = format!("{}\n", expected.join("\n"));
            blessed.push_str(if same && !expected.is_empty() { &kept } else { &actual });
        }
    }
    (blessed, wrong)
}

#[test]
fn transcripts_show_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = fs::read_dir(root.join("docs"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    files.push(root.join("README.md"));
    files.sort();
    let mut wrong = Vec::new();
    for file in files {
        let (blessed, differ) = check(&file);
        if std::env::var_os("NEWSINT_BLESS").is_some() && !differ.is_empty() {
            fs::write(&file, blessed).unwrap();
        }
        wrong.extend(differ);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_reference_is_what_the_program_says_of_itself() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let scratch = tempfile::tempdir().unwrap();
    let printed = crate::shared::newsint(scratch.path(), &["generate", "reference"]).out;
    if std::env::var_os("NEWSINT_BLESS").is_some() {
        fs::write(&path, &printed).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == printed,
        "run `newsint generate reference > docs/cli.md`"
    );
}
