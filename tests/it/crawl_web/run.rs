//! Runs of the program on a test web, and questions to what it left behind.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use newsint::capture::{Record, WarcReader};
use serde_json::Value;

use crate::shared::{Ran, command, newsint};
use crate::web::words::{Article, article};
use crate::web::{Hit, Web};

/// After this a run that does not end is killed, and the test fails.
const LONGEST: Duration = Duration::from_secs(80);
/// What a busy machine may shift between the two ends of a connection.
const SLACK: Duration = Duration::from_millis(60);

/// One version of a document, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) url: String,
    pub(crate) version: u32,
    pub(crate) title: String,
    pub(crate) text: String,
}

/// A corpus of its own.
#[derive(Debug)]
pub(crate) struct Crawler {
    home: tempfile::TempDir,
}

impl Crawler {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// `newsint crawl` with the real clock, allowed to ask the given hosts.
    pub(crate) fn command(&self, web: &Web, hosts: &[usize], words: &[&str]) -> Command {
        let mut command = command(self.home(), &["crawl", "--json"]);
        command.args(words).env_remove("SOURCE_DATE_EPOCH");
        for host in hosts {
            command.args(["--allow-host", &web.host(*host)]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Crawls from the front pages of the given hosts to the end.
    pub(crate) fn run(&self, web: &Web, hosts: &[usize], words: &[&str]) -> Ran {
        let fronts: Vec<_> = hosts.iter().map(|host| web.url(*host, "/")).collect();
        let mut all: Vec<&str> = fronts.iter().map(String::as_str).collect();
        all.extend(words);
        self.run_words(web, hosts, &all)
    }

    /// Crawls with the given words to the end.
    pub(crate) fn run_words(&self, web: &Web, hosts: &[usize], words: &[&str]) -> Ran {
        Running::start(self.command(web, hosts, words)).finish()
    }

    fn database(&self) -> rusqlite::Connection {
        let path = self.home().join("corpus/corpus.db");
        assert!(path.exists(), "the crawl left no corpus.db");
        rusqlite::Connection::open(path).unwrap()
    }

    /// Every version of every document.
    pub(crate) fn documents(&self) -> Vec<Stored> {
        let database = self.database();
        let mut query = database
            .prepare("SELECT url, version, title, text FROM documents ORDER BY sequence")
            .unwrap();
        let rows = query
            .query_map([], |row| {
                let (url, version) = (row.get(0)?, row.get(1)?);
                Ok(Stored { url, version, title: row.get(2)?, text: row.get(3)? })
            })
            .unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// The stored versions of an article.
    pub(crate) fn stored(&self, article: Article) -> Vec<Stored> {
        let mut all = self.documents();
        all.retain(|document| document.title.starts_with(&article.title()));
        all
    }

    /// Fails unless each article is stored as one document in one version, with its own text.
    pub(crate) fn assert_stored_once(&self, numbers: impl IntoIterator<Item = usize>) {
        let mut by_title: BTreeMap<String, Vec<Stored>> = BTreeMap::new();
        for document in self.documents() {
            by_title.entry(document.title.clone()).or_default().push(document);
        }
        let mut wrong = Vec::new();
        for number in numbers {
            let article = article(number);
            let found = by_title.get(&article.title()).map_or(&[][..], Vec::as_slice);
            let last = article.paragraphs().pop().unwrap();
            match found {
                [one] if one.text.contains(&last) => {}
                [one] => wrong.push(format!("article {number} ({}) has lost its text", one.url)),
                [] => wrong.push(format!("article {number} ({}) is missing", article.path())),
                many => {
                    let urls: Vec<_> = many.iter().map(|d| (&d.url, d.version)).collect();
                    wrong
                        .push(format!("article {number} is stored {} times: {urls:?}", many.len()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Every record of every capture file, in order.
    pub(crate) fn records(&self) -> Vec<Record> {
        let folder = self.home().join("corpus/captures");
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let mut all = Vec::new();
        for path in paths {
            for read in WarcReader::new(std::fs::File::open(&path).unwrap()) {
                all.push(read.unwrap_or_else(|e| panic!("{}: {e}", path.display())).record);
            }
        }
        all
    }

    /// The records of one type about one URL.
    pub(crate) fn records_of(&self, kind: &str, url: &str) -> Vec<Record> {
        let mut all = self.records();
        all.retain(|record| {
            record.record_type.as_str() == kind && record.fields.get("WARC-Target-URI") == Some(url)
        });
        all
    }

    /// Fails unless `newsint verify` finds nothing.
    pub(crate) fn assert_verified(&self, when: &str) {
        let ran = newsint(self.home(), &["verify"]);
        assert_eq!(ran.code, Some(0), "verify {when}: {}{}", ran.out, ran.err);
    }
}

/// A run under way.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) child: Child,
    out: JoinHandle<String>,
    err: JoinHandle<String>,
    started: Instant,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let out = drain(child.stdout.take().unwrap());
        let err = drain(child.stderr.take().unwrap());
        Self { child, out, err, started: Instant::now() }
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits for the end.
    pub(crate) fn finish(mut self) -> Ran {
        while self.child.try_wait().unwrap().is_none() {
            if self.started.elapsed() > LONGEST {
                let _ = self.child.kill();
                let _ = self.child.wait();
                let (out, err) = (self.out.join().unwrap(), self.err.join().unwrap());
                panic!("the crawl did not end within {LONGEST:?}: {out}{err}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let code = self.child.wait().unwrap().code();
        Ran { code, out: self.out.join().unwrap(), err: self.err.join().unwrap() }
    }
}

fn drain(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// The lines of `--json`, each checked for its schema.
pub(crate) fn told(ran: &Ran) -> Vec<Value> {
    let mut lines = Vec::new();
    for line in ran.out.lines() {
        let value: Value = serde_json::from_str(line)
            .unwrap_or_else(|e| panic!("stdout holds a line that is no JSON ({e}): {line}"));
        assert_eq!(
            value["schema"], "newsint.crawl/1",
            "a line of --json without its schema: {line}"
        );
        lines.push(value);
    }
    lines
}

/// What was said about the URLs that contain `part`: outcome, status and reason, lower case.
pub(crate) fn said(ran: &Ran, part: &str) -> String {
    let about = |line: &Value| {
        let words = [&line["outcome"], &line["status"], &line["reason"]];
        words.map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).join(" ")
    };
    let lines = told(ran);
    let lines = lines.iter().filter(|line| line["url"].as_str().is_some_and(|u| u.contains(part)));
    lines.map(about).collect::<Vec<_>>().join("\n").to_lowercase()
}

/// Fails unless something with one of the words was said about the URLs that contain `part`.
pub(crate) fn assert_said(ran: &Ran, part: &str, words: &[&str]) {
    let said = said(ran, part);
    assert!(
        words.iter().any(|word| said.contains(word)),
        "nothing with one of {words:?} is said about {part}, but: {said:?}; {}",
        ran.err
    );
}

/// Fails unless a host was treated politely: robots.txt first, by name, one request at a time.
pub(crate) fn assert_manners(web: &Web, host: usize) {
    let hits = web.hits(host);
    let Some(first) = hits.first() else { return };
    assert!(first.is_robots(), "host {host} was asked for {} before robots.txt", first.path);
    for hit in &hits {
        let agent = hit.header("User-Agent").unwrap_or("nothing");
        assert!(
            agent.starts_with("newsint/"),
            "host {host}: {} was asked for by {agent:?}, not newsint",
            hit.path
        );
    }
    for pair in hits.windows(2) {
        let ended = pair[0].ended.unwrap_or(pair[1].arrived);
        assert!(
            ended <= pair[1].arrived + SLACK,
            "host {host}: {} was asked for {:?} before {} was answered",
            pair[1].path,
            ended - pair[1].arrived,
            pair[0].path
        );
    }
}

/// Fails unless a host's requests keep the delay. Single gaps may be shorter by what a busy
/// machine shifts; the sum of them may not.
pub(crate) fn assert_delay(hits: &[Hit], delay: Duration) {
    for pair in hits.windows(2) {
        let gap = pair[1].arrived - pair[0].arrived;
        assert!(
            gap + SLACK >= delay,
            "{} followed {} after {gap:?}, the delay is {delay:?}",
            pair[1].path,
            pair[0].path
        );
    }
    let (Some(first), Some(last)) = (hits.first(), hits.last()) else { return };
    let count = u32::try_from(hits.len() - 1).unwrap();
    let (span, least) = (last.arrived - first.arrived, delay * count);
    assert!(
        span + SLACK >= least,
        "{} requests were made within {span:?}; with a delay of {delay:?} it is {least:?}",
        hits.len()
    );
}

/// Fails unless each path of the hits was asked for once.
pub(crate) fn assert_asked_once(hits: &[Hit]) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for hit in hits {
        *counts.entry(&hit.path).or_default() += 1;
    }
    counts.retain(|_, count| *count > 1);
    assert!(counts.is_empty(), "asked for more than once in one run: {counts:?}");
}
