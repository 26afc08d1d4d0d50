//! Where the shared evaluation data is, when this machine has it.

use std::path::PathBuf;

/// The folder of shared evaluation data, or `None` (after saying so) where it is absent, as in a
/// stranger's clone.
///
/// `NEWSINT_SHARED` names another place than `../shared`.
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let root = std::env::var_os("NEWSINT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join(part);
    if path.exists() {
        Some(path)
    } else {
        eprintln!("skipped: no shared data ({part})");
        None
    }
}

/// What a run of the program printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The lines of stdout as JSON.
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The program over a corpus of its own, at a fixed time.
pub(crate) fn command(home: &std::path::Path, words: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_newsint"));
    command
        .args(words)
        .env("NEWSINT_HOME", home)
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .env("NO_COLOR", "1");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Runs the program to its end.
pub(crate) fn newsint(home: &std::path::Path, words: &[&str]) -> Ran {
    newsint_with(home, words, b"")
}

/// Runs the program to its end with something on stdin.
pub(crate) fn newsint_with(home: &std::path::Path, words: &[&str], input: &[u8]) -> Ran {
    use std::io::Write;
    use std::process::Stdio;
    let mut child = command(home, words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
