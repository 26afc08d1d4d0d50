//! Whole runs: exit codes, streams, bad input, hostile text.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::shared::{newsint, newsint_with};

fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn sample(home: &Path) {
    let ran = newsint(home, &["add", "corpus/sample"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn exit_codes_are_as_documented() {
    let home = scratch();
    assert_eq!(newsint(home.path(), &["--help"]).code, Some(0));
    assert_eq!(newsint(home.path(), &["--version"]).code, Some(0));
    assert_eq!(newsint(home.path(), &[]).code, Some(2));
    assert_eq!(newsint(home.path(), &["nonsense"]).code, Some(2));
    let ran = newsint(home.path(), &["search", "x"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("error: ") && ran.err.contains("hint: "), "{}", ran.err);
    let ran = newsint(home.path(), &["add", "not-there.html"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("not-there.html"), "{}", ran.err);
    sample(home.path());
    assert_eq!(newsint(home.path(), &["search", "missile"]).code, Some(0));
    assert_eq!(newsint(home.path(), &["search", "zzzzqqq"]).code, Some(1));
    assert_eq!(newsint(home.path(), &["show", "ffffffffffff"]).code, Some(1));
    assert_eq!(newsint(home.path(), &["search", "colour:red"]).code, Some(2));
}

#[test]
fn every_verb_has_help_with_examples() {
    let home = scratch();
    for verb in [
        "add",
        "search",
        "show",
        "copies",
        "first",
        "watch",
        "entities",
        "money",
        "dates",
        "quantities",
        "quotes",
        "timeline",
        "conflicts",
        "brief",
        "cite",
        "export",
        "stats",
        "verify",
        "rebuild",
        "extract",
        "tag",
        "model",
        "generate",
    ] {
        let ran = newsint(home.path(), &[verb, "--help"]);
        assert_eq!(ran.code, Some(0), "{verb}");
        assert!(
            ran.out.contains("Examples:") && ran.out.contains(&format!("newsint {verb}")),
            "{verb}: {}",
            ran.out
        );
    }
}

#[test]
fn every_fact_has_a_source() {
    let home = scratch();
    sample(home.path());
    for words in [
        &["search", "--json", "missile"][..],
        &["money", "--json"],
        &["dates", "--json"],
        &["quantities", "--json"],
        &["quotes", "--json"],
        &["export"],
    ] {
        let ran = newsint(home.path(), words);
        let lines = ran.json();
        assert!(!lines.is_empty(), "{words:?}");
        for line in lines {
            let capture = &line["capture"];
            assert_eq!(capture["sha256"].as_str().map(str::len), Some(64), "{words:?}: {line}");
            assert!(
                capture["fetched_at"].as_str().is_some_and(|t| t.ends_with('Z')),
                "{words:?}: {line}"
            );
            assert!(
                line["schema"].as_str().is_some_and(|s| s.starts_with("newsint.")),
                "{words:?}: {line}"
            );
            assert!(line["url"].is_string(), "{words:?}: {line}");
        }
    }
}

#[test]
fn batches_are_deterministic() {
    let home = scratch();
    let mut input = String::new();
    for n in 0..300 {
        let text = format!(
            "Anna Bell of Harbour Bank paid ${n} million in Paris on May {}, 2023.",
            1 + n % 28
        );
        input.push_str(
            &serde_json::json!({"id": n, "text": text, "date": "2023-06-01"}).to_string(),
        );
        input.push('\n');
        if n == 150 {
            input.push_str("{broken\n");
        }
    }
    let first = newsint_with(home.path(), &["tag", "--jsonl"], input.as_bytes());
    let second = newsint_with(home.path(), &["tag", "--jsonl"], input.as_bytes());
    assert_eq!(first.out, second.out);
    let ids: Vec<_> = first.json().iter().filter_map(|l| l["id"].as_i64()).collect();
    assert_eq!(ids, (0..300).collect::<Vec<_>>());
    assert_eq!(first.json()[151]["line"].as_i64(), Some(152));
}

#[test]
fn extraction_batches_keep_order_and_go_on_after_a_bad_line() {
    let home = scratch();
    let page = |n: usize| {
        format!(
            "<html><head><title>Port {n}</title></head><body><article><h1>Port {n}</h1><p>The harbour of Kestrel Bay \
             opened again on Monday, officials said after a long night of talks with the unions.</p><p>About {n} \
             ships had waited outside the harbour for most of the week, the port authority said.</p></article></body></html>"
        )
    };
    let mut input = String::new();
    for n in 0..60 {
        input.push_str(&serde_json::json!({"id": format!("p{n}"), "html": page(n)}).to_string());
        input.push('\n');
    }
    input.push_str("{\"id\": \"gone\", \"path\": \"not-there.html\"}\n[1,2]\n");
    let ran = newsint_with(home.path(), &["extract", "--jsonl"], input.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let lines = ran.json();
    assert_eq!(lines.len(), 62);
    for (n, line) in lines.iter().take(60).enumerate() {
        assert_eq!(line["id"], format!("p{n}"));
        assert!(line["text"].as_str().unwrap().contains(&format!("About {n} ships")), "{line}");
    }
    assert!(lines[60]["error"].as_str().unwrap().contains("not-there.html"));
    assert_eq!(lines[61]["line"], 62);
}

#[test]
fn a_list_of_links_is_no_article_and_says_where_it_leads() {
    let home = scratch();
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/en_front.html");
    let url = "https://norwick.example/business/";
    let ran = newsint(home.path(), &["extract", "--url", url, page]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let line = &ran.json()[0];
    assert_eq!(line["flags"][0]["kind"], "index");
    let links = line["links"].as_array().unwrap();
    assert_eq!(links.len(), 6, "no link of the header: {line}");
    assert_eq!(links[0]["text"], "Ferry line orders two more ships");
    assert_eq!(links[0]["url"], "https://norwick.example/business/101");
    let added = newsint(home.path(), &["add", page]);
    assert!(added.out.contains("a list of links, not an article"), "{}{}", added.out, added.err);
}

#[test]
fn bad_input_is_an_outcome() {
    let scratch = scratch();
    let inputs = scratch.path().join("inputs");
    fs::create_dir(&inputs).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(inputs.join(name), bytes).unwrap();
    put("empty.html", b"");
    put("binary.html", &[0u8, 159, 146, 150, 0, 1, 2, 3, 255, 254].repeat(300));
    put("image.png", b"\x89PNG\r\n\x1a\n0000");
    put("deep.html", "<div>".repeat(100_000).as_bytes());
    put("bad-utf8.txt", b"The minister said \xff\xfe that the port of Kestrel Bay opened again on Monday morning.\n");
    put("torn.warc.gz", &fs::read(first_sample_warc()).unwrap()[..3_000]);
    put(
        "lines.jsonl",
        b"{\"text\":\"The port opened again on Monday, officials said.\"}\n{oops\n{\"text\": 5}\n\
        {\"text\":\"The second port opened again on Tuesday, officials said.\"}\n",
    );
    put("bomb.wacz", &bomb());
    let home = scratch.path().join("home");
    let ran = newsint(&home, &["add", "--json", inputs.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let outcome = |name: &str| {
        ran.json()
            .into_iter()
            .filter(|l| l["input"].as_str().unwrap().contains(name))
            .map(|l| {
                format!("{} {}", l["outcome"].as_str().unwrap(), l["reason"].as_str().unwrap_or(""))
            })
            .collect::<Vec<_>>()
    };
    assert!(outcome("empty.html")[0].contains("empty"), "{:?}", outcome("empty.html"));
    assert_eq!(outcome("binary.html").len(), 1);
    assert!(!outcome("binary.html")[0].starts_with("added"), "{:?}", outcome("binary.html"));
    assert!(outcome("deep.html")[0].starts_with("no text"), "{:?}", outcome("deep.html"));
    let lines = outcome("lines.jsonl");
    assert_eq!(lines.iter().filter(|l| l.starts_with("added")).count(), 2, "{lines:?}");
    assert_eq!(lines.iter().filter(|l| l.starts_with("failed")).count(), 2, "{lines:?}");
    assert!(ran.out.contains("lines.jsonl:2"), "{}", ran.out);
    assert!(
        outcome("torn.warc.gz").iter().any(|l| l.starts_with("failed")),
        "{:?}",
        outcome("torn.warc.gz")
    );
    assert!(
        outcome("bomb.wacz").iter().any(|l| l.starts_with("failed")),
        "{:?}",
        outcome("bomb.wacz")
    );
    assert_eq!(newsint(&home, &["verify"]).code, Some(0));
}

fn first_sample_warc() -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample");
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    names.into_iter().find(|p| p.to_str().unwrap().ends_with(".warc.gz")).unwrap()
}

/// A WACZ whose one archive expands to far more than it may.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("archive/data.warc", options).unwrap();
    let zeros = vec![0u8; 1 << 20];
    for _ in 0..300 {
        zip.write_all(&zeros).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn hostile_titles_do_not_reach_the_terminal() {
    let scratch = scratch();
    let page = scratch.path().join("page.html");
    let body = "The port of Kestrel Bay opened again on Monday after nine days of repairs, the authority said. ".repeat(4);
    let title = "Port \u{1b}[2J\u{202e}opens";
    fs::write(
        &page,
        format!(
            "<title>{title}</title><article><h1>{title}</h1><p>{body}</p><p>{body}</p></article>"
        ),
    )
    .unwrap();
    let home = scratch.path().join("home");
    assert_eq!(newsint(&home, &["add", page.to_str().unwrap()]).code, Some(0));
    for words in [&["search", "port"][..], &["search", "--json", "port"], &["brief", "port"]] {
        let out = newsint(&home, words).out;
        assert!(out.contains("ort"), "{words:?}: {out}");
        assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{words:?}: {out:?}");
    }
}

#[test]
fn a_list_of_files_comes_from_stdin() {
    let home = scratch();
    let list = format!("{}\nnot-there.html\n", first_sample_warc().display());
    let ran = newsint_with(home.path(), &["add", "-"], list.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("added") && ran.out.contains("not-there.html"), "{}", ran.out);
}

#[test]
fn man_page_and_completions_are_made() {
    let home = scratch();
    assert!(newsint(home.path(), &["generate", "man"]).out.contains(".TH newsint"));
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(
            newsint(home.path(), &["generate", "completions", shell]).out.contains("newsint"),
            "{shell}"
        );
    }
}

#[test]
fn tags_can_wait_for_a_rebuild() {
    let home = scratch();
    let ran = newsint(home.path(), &["add", "--no-tags", "corpus/sample"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("have no tags yet"), "{}", ran.out);
    let stats = || newsint(home.path(), &["stats", "--json"]).out;
    let count = |stats: &str, name: &str| -> u64 {
        let stats: serde_json::Value = serde_json::from_str(stats).unwrap();
        stats[name].as_u64().unwrap()
    };
    let before = stats();
    assert!(count(&before, "untagged") > 0);
    assert_eq!(count(&before, "untagged"), count(&before, "documents"));
    assert_eq!(newsint(home.path(), &["search", "missile"]).code, Some(0));
    let asked = newsint(home.path(), &["search", "has:money"]);
    assert_eq!(asked.code, Some(1));
    assert!(asked.err.contains("have no tags yet"), "{}", asked.err);
    let hit = newsint(home.path(), &["search", "missile", "--json", "-n", "1"]).out;
    let hit: serde_json::Value = serde_json::from_str(hit.lines().next().unwrap()).unwrap();
    let shown = newsint(home.path(), &["show", hit["id"].as_str().unwrap()]).out;
    assert!(shown.contains("none looked for yet"), "{shown}");
    assert_eq!(newsint(home.path(), &["rebuild"]).code, Some(0));
    assert_eq!(count(&stats(), "untagged"), 0);
    assert_eq!(newsint(home.path(), &["search", "has:money"]).code, Some(0));
}

#[test]
fn a_query_is_put_in_the_language_of_another_engine() {
    let home = scratch();
    let ran = newsint(home.path(), &["search", "missile*", "--as", "elasticsearch"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains(r#""wildcard""#), "{}", ran.out);
    let ran = newsint(home.path(), &["search", "a SENTENCE b", "--as", "elasticsearch"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("SENTENCE cannot be said"), "{}", ran.err);
}

#[test]
fn a_story_is_on_one_page_alone() {
    let home = scratch();
    let story = "The convoy crossed the northern border on Monday night and reached the harbour town \
                 before dawn, three officials of the ministry said. They had counted forty lorries \
                 with covered loads, most of them without number plates, and two fuel tankers.";
    let other = "A convoy of fishing boats left the southern islands. Nobody at the port authority \
                 would say where they were going or when they were expected back in the bay.";
    let line = |name: &str, text: &str| {
        let url = format!("https://{name}.example/story");
        format!("{}\n", serde_json::json!({"url": url, "title": name, "text": text}))
    };
    let lines: String = ["a", "b", "c"].iter().map(|name| line(name, story)).collect();
    let file = home.path().join("stories.jsonl");
    fs::write(&file, lines + &line("d", other)).unwrap();
    let ran = newsint(home.path(), &["add", file.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let page = |extra: &[&str]| {
        let ran =
            newsint(home.path(), &[&["search", "convoy", "-n", "1", "--json"], extra].concat());
        let hit = ran.out.lines().next().map(|l| serde_json::from_str(l).unwrap());
        hit.map(|hit: serde_json::Value| {
            let text = |name: &str| hit[name].as_str().unwrap().to_string();
            (text("url"), text("cursor"))
        })
    };
    let mut seen = Vec::new();
    let mut next = page(&[]);
    while let Some((url, cursor)) = next {
        seen.push(url);
        assert!(seen.len() < 5, "{seen:?}");
        next = page(&["--after", &cursor]);
    }
    assert_eq!(seen.len(), 2, "{seen:?}");
    let second = page(&["--offset", "1"]).unwrap().0;
    assert_eq!(second, seen[1]);
}

#[test]
fn show_is_in_colour_where_colours_reach_the_reader() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let file = home.join("one.txt");
    fs::write(&file, "The port of Berlin paid $5 million in May, Ann Bell said.\n").unwrap();
    assert_eq!(newsint(home, &["add", file.to_str().unwrap()]).code, Some(0));
    let id = newsint(home, &["search", "--json", "port"]).json()[0]["id"].clone();
    let show = |name: &str| {
        let mut show = crate::shared::command(home, &["show", id.as_str().unwrap()]);
        let out = show.env_remove("NO_COLOR").env(name, "1").output().unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    let coloured = show("CLICOLOR_FORCE");
    assert!(coloured.contains("\u{1b}[1;32m$5 million\u{1b}[0m"), "{coloured:?}");
    assert!(coloured.contains("\u{1b}[1;32m1 money\u{1b}[0m"), "the facts tell the colours");
    assert!(!show("NO_COLOR").contains('\u{1b}'));
}
