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
