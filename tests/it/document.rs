//! Briefs and timelines as documents: whole runs over pages that want to break out of them.

use std::fs;
use std::path::Path;

use crate::shared::newsint;

/// Pages whose words are markup, formulas or control characters in every format.
const HOSTILE: &[(&str, &str)] = &[
    (
        "=HYPERLINK(\"http://evil.example\")",
        "On 3 May 2022 <script>alert(1)</script> & \"]]>\" was seen, said the ministry; BEGIN:VEVENT \
         END:VCALENDAR. Hackers took $7 million from the Harbour exchange on 4 May 2022.",
    ),
    (
        "<svg onload=alert(1)>",
        "=1+1 on 5 May 2022 the Harbour exchange closed, the guard said. The exchange lost $9 \
         million to hackers on 4 May 2022, according to the guard.",
    ),
];

fn corpus(home: &Path) {
    let pages = home.join("pages");
    fs::create_dir(&pages).unwrap();
    for (number, (title, text)) in HOSTILE.iter().enumerate() {
        let escape = |t: &str| t.replace('&', "&amp;").replace('<', "&lt;");
        let page = format!(
            "<html lang=en><head><title>{0}</title>\
             <meta property=og:site_name content='Site {number}'>\
             <meta property=article:published_time content='2022-05-06'></head>\
             <body><article><h1>{0}</h1><p>{1}</p><p>Nobody was hurt in the harbour, and the police \
             asked all witnesses of the night to come forward with what they saw.</p></article></body>",
            escape(title),
            escape(text)
        );
        fs::write(pages.join(format!("{number}.html")), page).unwrap();
    }
    let ran = newsint(home, &["add", "-q", pages.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

fn printed(home: &Path, words: &[&str]) -> String {
    let ran = newsint(home, words);
    assert_eq!(ran.code, Some(0), "{words:?}: {}", ran.err);
    ran.out
}

#[test]
fn a_timeline_is_the_same_in_every_format() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    let run = |format| printed(home.path(), &["timeline", "--format", format, "exchange OR seen"]);
    for format in ["table", "md", "csv", "json", "ics", "svg"] {
        assert_eq!(run(format), run(format), "{format}");
    }
    let json = run("json");
    let entries: Vec<serde_json::Value> =
        json.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(entries.len() >= 3, "{json}");
    assert_eq!(json, printed(home.path(), &["timeline", "--json", "exchange OR seen"]));

    let csv = run("csv");
    assert!(csv.ends_with("\r\n"));
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let header = rows.headers().unwrap().clone();
    let records: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), entries.len());
    for (record, entry) in records.iter().zip(&entries) {
        let cell = |name: &str| record.get(header.iter().position(|h| h == name).unwrap()).unwrap();
        for (name, key) in [("date", "date"), ("precision", "precision"), ("basis", "basis")] {
            assert_eq!(cell(name), entry[key].as_str().unwrap());
        }
        assert_eq!(cell("sentence").trim_start_matches('\''), entry["text"].as_str().unwrap());
        assert_eq!(cell("sha256"), entry["source"]["sha256"].as_str().unwrap());
        for cell in record {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }

    let ics = run("ics");
    assert!(ics.lines().all(|l| l.len() <= 75), "{ics}");
    let begun = ics.split("\r\n").filter(|l| *l == "BEGIN:VEVENT").count();
    assert_eq!(begun, entries.len());
    assert_eq!(ics.split("\r\n").filter(|l| *l == "END:VCALENDAR").count(), 1);
    assert!(ics.contains("DTSTART;VALUE=DATE:20220504\r\nDTEND;VALUE=DATE:20220505"), "{ics}");

    let md = run("md");
    for entry in &entries {
        assert!(md.contains(&format!("- **{}** (", entry["value"].as_str().unwrap())), "{md}");
    }
    assert!(!md.contains(" <script") && md.contains("sha256 "), "{md}");
}

#[test]
fn a_picture_of_a_timeline_holds_nothing_that_runs_or_loads() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    let svg = printed(home.path(), &["timeline", "--format", "svg", "exchange OR seen"]);
    let tree = elements(&svg);
    assert!(tree.contains(&"svg".to_string()) && tree.contains(&"circle".to_string()));
    let known = ["svg", "title", "style", "line", "circle", "text"];
    assert!(tree.iter().all(|name| known.contains(&name.as_str())), "{tree:?}");
    for part in ["href", "onload=", "url(", "@import", "<script"] {
        assert!(!svg.contains(part), "{part} in {svg}");
    }
    assert!(svg.contains("2022-05-04") && svg.contains("&lt;script&gt;"), "{svg}");
}

/// The names of all elements, checking that each is closed in its order.
fn elements(xml: &str) -> Vec<String> {
    let (mut open, mut names) = (Vec::new(), Vec::new());
    for part in xml.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag is closed");
        let name = tag.split([' ', '/', '\n']).find(|n| !n.is_empty()).unwrap().to_string();
        if tag.starts_with('?') || tag.starts_with('!') {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{xml}");
            continue;
        }
        if !tag.ends_with('/') {
            open.push(name.clone());
        }
        names.push(name);
    }
    assert!(open.is_empty(), "{open:?}");
    names
}

#[test]
fn a_calendar_tells_what_it_leaves_out() {
    let home = tempfile::tempdir().unwrap();
    fs::write(
        home.path().join("a.txt"),
        "The Harbour exchange was founded in 2014. The exchange opened its hall in March 2015 and \
         was robbed on 7 April 2016.\n\nIn 2017 the exchange closed for good, its owners said.",
    )
    .unwrap();
    let file = home.path().join("a.txt");
    printed(home.path(), &["add", "-q", file.to_str().unwrap()]);
    let ran = newsint(home.path(), &["timeline", "--format", "ics", "exchange"]);
    assert!(ran.err.contains("left out"), "{}", ran.err);
    assert!(ran.out.contains("DTSTART;VALUE=DATE:20150301\r\nDTEND;VALUE=DATE:20150401"));
    assert!(!ran.out.contains("VALUE=DATE:2014"), "{}", ran.out);
}

#[test]
fn a_brief_is_written_and_checked_in_every_format() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    for format in ["md", "html", "docx", "json"] {
        let file = home.path().join(format!("brief.{format}"));
        let place = file.to_str().unwrap();
        printed(home.path(), &["brief", "--format", format, "--out", place, "exchange OR zzzz"]);
        let checked = printed(home.path(), &["brief", "verify", place]);
        assert!(checked.contains(": all hold"), "{format}: {checked}");
        printed(home.path(), &["brief", "lint", place]);
        let since = ["brief", "--json", "--since-brief", place, "exchange OR seen"];
        let json: serde_json::Value = serde_json::from_str(&printed(home.path(), &since)).unwrap();
        assert!(json["since"]["changes"].is_array(), "{format}");
        assert_eq!(json["since"]["digest"].as_str().unwrap().len(), 64);
    }
    let html = fs::read_to_string(home.path().join("brief.html")).unwrap();
    assert!(html.contains("no document has zzzz") && html.contains("<svg "), "{html}");
    assert!(!html.contains("<script") && html.contains("@media print"));
}

#[test]
fn a_template_of_ones_own_is_used_checked_and_its_faults_have_a_line() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    let file = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    };
    let own = file(
        "house.html.j2",
        "<!DOCTYPE html>\n{% for s in brief.key_sentences %}<p>{{ s.text }} {{ s.citations | marks }}</p>\n\
         {% endfor %}{% for s in brief.sources %}<i>{{ s.title }}</i>{% endfor %}",
    );
    let out = home.path().join("house.html");
    let out = out.to_str().unwrap();
    let words = ["brief", "--format", "html", "--template", &own, "--out", out, "seen"];
    printed(home.path(), &words);
    let html = fs::read_to_string(out).unwrap();
    assert!(!html.contains("<script>alert") && html.contains("&lt;script&gt;"), "{html}");
    printed(home.path(), &["brief", "verify", "--template", &own, out]);
    let ran = newsint(home.path(), &["brief", "verify", out]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.out.contains("another template"), "{}", ran.out);
    fs::write(home.path().join("newsint.toml"), "[brief]\ntemplate = \"house.html.j2\"\n").unwrap();
    printed(home.path(), &["brief", "verify", out]);
    assert_eq!(
        printed(home.path(), &["brief", "--format", "html", "seen"]).trim_end(),
        html.trim_end()
    );
    assert!(printed(home.path(), &["brief", "seen"]).starts_with("# Brief: seen"));
    for (text, line) in
        [("a\nb {{ brief.nothing.there }}", 2), ("{% for %}", 1), ("{{ x | y }}", 1)]
    {
        let bad = file("bad.md.j2", text);
        let ran = newsint(home.path(), &["brief", "--template", &bad, "seen"]);
        assert_eq!(ran.code, Some(2));
        assert!(
            ran.err.contains("bad.md.j2") && ran.err.contains(&format!("line {line}: ")),
            "{}",
            ran.err
        );
    }
}

#[test]
fn estimates_are_checked_in_any_text() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("notes.txt");
    fs::write(&file, "A launch is likely.\nWe have low confidence that it is very unlikely.\n")
        .unwrap();
    let ran = newsint(home.path(), &["brief", "lint", file.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(ran.out.starts_with("2: likelihood"), "{}", ran.out);
}

/// Calls `each` with the bytes of the file in which one bit of each chosen byte is turned.
fn bytes_turned(file: &[u8], step: usize, mut each: impl FnMut(usize, &[u8])) {
    for at in (0..file.len()).step_by(step) {
        let mut turned = file.to_vec();
        turned[at] ^= 1 << (at % 8);
        each(at, &turned);
    }
}

fn text_of(record: newsint::capture::Record) -> Result<String, String> {
    let capture = newsint::capture::to_capture(record)?;
    Ok(newsint::extract::extract(&capture).0.text)
}

#[test]
fn a_package_of_evidence_is_checked_without_the_corpus_and_any_changed_byte_is_found() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    let found: serde_json::Value = serde_json::from_str(
        printed(home.path(), &["search", "--json", "seen"]).lines().next().unwrap(),
    )
    .unwrap();
    let id = found["id"].as_str().unwrap();
    let package = home.path().join("out.zip");
    let place = package.to_str().unwrap();
    let words = "said the ministry";
    let said = printed(home.path(), &["cite", id, "--words", words, "--evidence", place]);
    let file = fs::read(&package).unwrap();
    assert!(said.contains(&newsint::capture::sha256_hex(&file)), "{said}");
    let cited: serde_json::Value =
        serde_json::from_str(&printed(home.path(), &["cite", id, "--words", words, "--json"]))
            .unwrap();
    let span = format!("{}:{}", cited["start"], cited["end"]);
    let same = printed(home.path(), &["cite", id, "--span", &span, "--evidence", place]);
    assert_eq!(said, same);
    assert_eq!(file, fs::read(&package).unwrap());

    let elsewhere = tempfile::tempdir().unwrap();
    let ran = newsint(elsewhere.path(), &["verify", place]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with(words) && ran.out.contains(": all holds"), "{}", ran.out);
    assert!(ran.err.is_empty(), "{}", ran.err);
    let mut turned = 0;
    bytes_turned(&file, 1, |at, file| {
        turned += 1;
        let checked = newsint::evidence::verify(file, &text_of);
        assert!(!checked.findings.is_empty(), "byte {at}");
    });
    assert!(turned > 2_000);
    let mut longer = file.clone();
    longer.push(0);
    assert!(!newsint::evidence::verify(&longer, &text_of).findings.is_empty());
    assert!(!newsint::evidence::verify(&file[..file.len() / 2], &text_of).findings.is_empty());
    assert!(!newsint::evidence::verify(b"", &text_of).findings.is_empty());

    for (words, code) in [
        (&["cite", id, "--span", "5:2"][..], 2),
        (&["cite", id, "--span", "0:999999"], 2),
        (&["cite", id, "--span", "words"], 2),
        (&["cite", id, "--words", "not there at all"], 1),
        (&["cite", "ffffffffffff", "--span", "0:4"], 1),
        (&["cite", id], 2),
    ] {
        assert_eq!(newsint(home.path(), words).code, Some(code), "{words:?}");
    }
}

/// A server that answers each connection with these bytes (perhaps for ever, perhaps never), and
/// keeps what it was asked.
struct Stub {
    address: String,
    asked: std::sync::Arc<std::sync::Mutex<Vec<String>>>,
}

#[derive(Clone)]
enum Answer {
    Raw(String),
    Content(String),
    Silent,
    Endless,
}

impl Stub {
    fn new(answer: Answer) -> Self {
        use std::io::{Read, Write};
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let kept = std::sync::Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = Vec::new();
                let mut buffer = [0; 4096];
                // Head and body come in one or two writes.
                stream.set_read_timeout(Some(std::time::Duration::from_millis(300))).unwrap();
                while let Ok(n) = stream.read(&mut buffer) {
                    request.extend_from_slice(&buffer[..n]);
                    if n == 0 || request.ends_with(b"}") {
                        break;
                    }
                }
                kept.lock().unwrap().push(String::from_utf8_lossy(&request).into_owned());
                let _ = match &answer {
                    Answer::Raw(bytes) => stream.write_all(bytes.as_bytes()),
                    Answer::Content(content) => {
                        let body = serde_json::json!({
                            "choices": [{"message": {"role": "assistant", "content": content}}],
                        })
                        .to_string();
                        let head =
                            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                        stream.write_all((head + &body).as_bytes())
                    }
                    Answer::Silent => {
                        std::thread::sleep(std::time::Duration::from_secs(20));
                        Ok(())
                    }
                    Answer::Endless => {
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
                        while stream.write_all(&[b' '; 8192]).is_ok() {}
                        Ok(())
                    }
                };
            }
        });
        Self { address, asked }
    }
}

#[test]
fn a_language_model_that_misbehaves_does_no_harm() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    let other = Stub::new(Answer::Content("The exchange closed [1].".to_string()));
    let http = |head: &str, body: &str| {
        Answer::Raw(format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
    };
    let redirect = format!("302 Found\r\nLocation: {}/v1/chat/completions", other.address);
    for (answer, failure) in [
        (Answer::Silent, "no answer in time"),
        (Answer::Endless, "more than 1048576 bytes"),
        (http("500 Internal Server Error", "{}"), "HTTP status 500"),
        (http(&redirect, ""), "HTTP status 302"),
        (http("200 OK", "<html>no JSON</html>"), "the answer is not JSON"),
        (http("200 OK", "{\"choices\":[]}"), "the answer is no chat completion"),
        (http("200 OK", &"[".repeat(500_000)), "the answer is not JSON"),
        (Answer::Raw("SSH-2.0-OpenSSH_9.9\r\n".to_string()), "broken answer"),
        (Answer::Raw(String::new()), "broken answer"),
    ] {
        let stub = Stub::new(answer);
        let words =
            ["brief", "--json", "--writer", &stub.address, "--writer-seconds", "2", "exchange"];
        let ran = newsint(home.path(), &words);
        assert_eq!(ran.code, Some(0), "{failure}: {}", ran.err);
        let brief: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let told = brief["machine"]["failure"].as_str().unwrap();
        assert!(told.contains(failure), "{failure}: {told}");
        assert!(!brief["key_sentences"].as_array().unwrap().is_empty());
        assert!(brief["machine"]["sentences"].as_array().unwrap().is_empty());
    }
    assert!(other.asked.lock().unwrap().is_empty());
}

#[test]
fn sentences_of_a_language_model_stand_only_on_what_they_cite() {
    let home = tempfile::tempdir().unwrap();
    corpus(home.path());
    let json = printed(home.path(), &["brief", "--json", "exchange"]);
    let brief: serde_json::Value = serde_json::from_str(&json).unwrap();
    let lines = brief["key_sentences"].as_array().unwrap();
    let stolen = lines.iter().position(|l| l["text"].as_str().unwrap().contains("$7 million"));
    let id = stolen.unwrap() + 1;
    let content = format!(
        "Hackers took $7 million from the exchange on 4 May 2022 [{id}]. Nothing else is known. \
         Hackers took $8 million [{id}]. Lazarus took the money [{id}]. Hackers took it on 9 May 2022 [{id}]. \
         The guard said “we know nothing at all” [{id}]. It was taken [99]. <script>alert(1)</script> took it [{id}]."
    );
    let stub = Stub::new(Answer::Content(content));
    for format in ["md", "html", "docx", "json"] {
        let file = home.path().join(format!("written.{format}"));
        let place = file.to_str().unwrap();
        let url = format!("{}/v1", stub.address);
        let words = [
            "brief",
            "--format",
            format,
            "--writer",
            &url,
            "--writer-model",
            "m",
            "--out",
            place,
            "exchange",
        ];
        let ran = newsint(home.path(), &words);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.err.contains("dropped"), "{}", ran.err);
        let checked = printed(home.path(), &["brief", "verify", place]);
        assert!(checked.contains(": all hold"), "{format}: {checked}");
    }
    let brief: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(home.path().join("written.json")).unwrap())
            .unwrap();
    let machine = &brief["machine"];
    let taken: Vec<&str> = machine["sentences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["text"].as_str().unwrap())
        .collect();
    assert_eq!(taken[0], "Hackers took $7 million from the exchange on 4 May 2022");
    assert!(
        taken
            .iter()
            .all(|t| !t.contains("8 million") && !t.contains("Lazarus") && !t.contains("9 May"))
    );
    let dropped: u64 = machine["dropped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["sentences"].as_u64().unwrap())
        .sum();
    assert!(dropped >= 6, "{machine}");
    let markdown = fs::read_to_string(home.path().join("written.md")).unwrap();
    assert!(markdown.contains("**Written by a language model**"), "{markdown}");
    // The model gets numbered sentences and nothing else of the corpus.
    let asked = stub.asked.lock().unwrap();
    let body = asked[0].split("\r\n\r\n").nth(1).unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let content = body["messages"][1]["content"].as_str().unwrap();
    assert!(asked[0].starts_with("POST /v1/chat/completions HTTP/1.1"), "{}", asked[0]);
    assert!(content.lines().all(|l| l.starts_with('[')), "{content}");
    assert_eq!(content.lines().count(), brief["key_sentences"].as_array().unwrap().len());
    assert!(!asked[0].contains("sha256") && !asked[0].contains("Site "));
}
