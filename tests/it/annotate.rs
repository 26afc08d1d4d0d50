//! Marks that people made elsewhere: what is exported comes back, and wins.

use std::fs;

use newsint::annotate;
use newsint::export::{self, Options};
use newsint::model::{
    CodePoints, Document, EntityTag, Label, Mention, Span, StoredDocument, Value,
};
use newsint::tag::Layer;
use serde_json::Value as Json;

use crate::shared::newsint;

fn tokens(text: &str) -> Vec<Vec<Span>> {
    let layer = Layer::new(text);
    let spans = |&(from, to): &(u32, u32)| {
        (from as usize..to as usize).filter_map(|i| layer.get(i)).map(|t| t.span).collect()
    };
    layer.sentences.iter().map(spans).collect()
}

/// Texts that shift offsets where a tool counts something else.
fn hard_texts() -> Vec<(String, Vec<&'static str>)> {
    let long = format!("{}Bo Li{}", "word ".repeat(200_000), " word".repeat(40_000));
    vec![
        ("🚀🚀 Bo Li 👩‍👩‍👧 met Ann\u{301} Bell 🇰🇵.".to_string(), vec!["Bo Li", "Ann\u{301} Bell"]),
        ("قال أحمد علي إن القاهرة ".to_string(), vec!["أحمد علي", "القاهرة"]),
        ("A\r\nBo Li\tsaid \"x\"\r\n\r\n'Ann Bell'\r\n".to_string(), vec!["Bo Li", "Ann Bell"]),
        (
            "\u{feff}x\u{200b}Bo Li\u{a0}; {\"a\": [1]} \\ Ann Bell".to_string(),
            vec!["Bo Li", "Ann Bell"],
        ),
        (long, vec!["Bo Li"]),
        ("북한은 김정은 위원장".to_string(), vec!["북한", "김정은"]),
    ]
}

fn documents() -> Vec<StoredDocument> {
    let of = |(number, (text, names)): (usize, (String, Vec<&str>))| {
        let entity = |name: &str| {
            let start = text.find(name).unwrap();
            let tag = EntityTag {
                label: Label::Person,
                canonical: name.to_string(),
                entity: None,
                metonym: None,
                candidates: Vec::new(),
                confidence: 0.9,
            };
            Mention { span: Span::new(start, start + name.len()), value: Value::Entity(tag) }
        };
        StoredDocument {
            sequence: number as u64 + 1,
            id: format!("{number:016x}"),
            version: 1,
            mentions: names.iter().map(|name| entity(name)).collect(),
            document: Document { text, ..Document::default() },
            capture: newsint::model::CaptureRef::default(),
        }
    };
    hard_texts().into_iter().enumerate().map(of).collect()
}

#[test]
fn what_is_exported_comes_back() {
    for format in ["doccano", "label-studio", "brat", "conll", "web-annotation", "jsonl", "parquet"]
    {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("out");
        let exporter = export::find(format).unwrap();
        let mut job = exporter.begin_at(&Options::new(tokens), &place).unwrap();
        for document in &documents() {
            job.document(document).unwrap();
        }
        let report = job.finish().unwrap();
        assert_eq!((report.mentions, report.left_out), (11, 0), "{format}");
        if format == "label-studio" {
            // As a person who accepts every prediction leaves it.
            let text = fs::read_to_string(&place).unwrap();
            fs::write(&place, text.replace("\"predictions\":", "\"annotations\":")).unwrap();
        }
        let marked = annotate::find(format).unwrap().read(&place).unwrap();
        assert_eq!(marked.len(), documents().len(), "{format}");
        for (marked, stored) in marked.iter().zip(documents()) {
            assert_eq!(marked.document.as_deref(), Some(stored.id.as_str()), "{format}");
            let text = &stored.document.text;
            let points = CodePoints::new(text);
            let spans: Vec<_> = marked
                .spans_in(text)
                .unwrap_or_else(|why| panic!("{format}: {why}"))
                .into_iter()
                .map(|(start, end, _)| points.to_span(start, end))
                .collect();
            assert_eq!(
                spans,
                stored.mentions.iter().map(|m| m.span).collect::<Vec<_>>(),
                "{format}"
            );
        }
    }
}

const TEXT: &str = "Laura Benning of the Harbour Agency paid $5 million on 3 May 2022. \
                    The Grey Gull sank near Norwick, said Tom Harrow.";

#[test]
fn marks_win_and_survive_a_rebuild() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let file = home.join("one.txt");
    fs::write(&file, TEXT).unwrap();
    assert_eq!(newsint(home, &["add", file.to_str().unwrap()]).code, Some(0));
    assert_eq!(newsint(home, &["eval"]).code, Some(1), "nothing is marked yet");
    let sample = newsint(home, &["sample", "-n", "5", "--format", "doccano"]);
    let mut line: Json = serde_json::from_str(sample.out.lines().next().unwrap()).unwrap();
    let text = line["text"].as_str().unwrap().to_string();
    let mark = |words: &str, label: &str| {
        let start = text[..text.find(words).unwrap()].chars().count();
        serde_json::json!([start, start + words.chars().count(), label])
    };
    // A ship the program does not know, one person fewer, an amount it has read as well.
    line["label"] = serde_json::json!([
        mark("Laura Benning", "PER"),
        mark("$5 million", "MONEY"),
        mark("Grey Gull", "PRODUCT"),
    ]);
    let marked = home.join("marked.jsonl");
    fs::write(&marked, format!("{line}\n")).unwrap();
    let import = ["import", "--format", "doccano", marked.to_str().unwrap()];
    assert_eq!(newsint(home, &import).code, Some(0));
    let names = |home: &std::path::Path| -> Vec<(String, String)> {
        let listed = newsint(home, &["entities", "--json"]).json();
        let of = |e: &Json| {
            let text = |name: &str| e[name].as_str().unwrap().to_string();
            (text("label"), text("canonical"))
        };
        let mut names: Vec<_> = listed.iter().map(of).collect();
        names.sort();
        names
    };
    let after = names(home);
    assert!(after.contains(&("PRODUCT".to_string(), "Grey Gull".to_string())), "{after:?}");
    assert!(after.iter().any(|(label, _)| label == "ORG"), "labels nobody looked for stay");
    assert_eq!(after.iter().filter(|(label, _)| label == "PERSON").count(), 1, "{after:?}");
    let money = newsint(home, &["money", "--json"]).json();
    assert_eq!(money[0]["money"]["min"], 5_000_000, "the value is the program's");
    assert_eq!(newsint(home, &["search", "--json", "entity:\"Grey Gull\""]).json().len(), 1);
    assert_eq!(newsint(home, &["rebuild"]).code, Some(0));
    assert_eq!(names(home), after);
    assert_eq!(newsint(home, &["verify"]).code, Some(0));
    let scores = newsint(home, &["eval", "--json"]).json();
    let money = scores.iter().find(|s| s["label"] == "MONEY").unwrap();
    assert_eq!(money["f1"], 1.0);
    let product = scores.iter().find(|s| s["label"] == "PRODUCT").unwrap();
    assert_eq!(product["recall"], 0.0);
    let file = newsint(home, &["eval", "--json", "--format", "doccano", marked.to_str().unwrap()]);
    assert_eq!(file.json(), scores);
}

#[test]
fn a_tagger_learns_from_marks() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let texts = home.join("texts.jsonl");
    let train = ["model", "train", "--from-corpus", "--out"];
    let model = home.join("names.bin");
    let model = model.to_str().unwrap();
    let ways = ["left", "reached", "passed", "saw", "fled", "sought", "missed", "found"];
    let text = |way: &str| format!("On that day the Vomqua Dril {way} the harbour of the town.");
    let lines = ways.iter().map(|way| {
        let url = format!("https://example.org/{way}");
        format!("{}\n", serde_json::json!({"url": url, "text": text(way), "title": way}))
    });
    fs::write(&texts, lines.collect::<String>()).unwrap();
    assert_eq!(newsint(home, &["add", texts.to_str().unwrap()]).code, Some(0));
    let nothing = newsint(home, &[&train[..], &[model]].concat());
    assert_eq!(nothing.code, Some(1), "nothing is marked yet: {}", nothing.err);
    let marked = home.join("marked.jsonl");
    let lines = ways.iter().map(|way| {
        format!("{}\n", serde_json::json!({"text": text(way), "label": [[16, 27, "PRODUCT"]]}))
    });
    fs::write(&marked, lines.collect::<String>()).unwrap();
    let import = ["import", "--format", "doccano", marked.to_str().unwrap()];
    assert_eq!(newsint(home, &import).code, Some(0));
    let done = newsint(home, &[&train[..], &[model]].concat());
    assert_eq!(done.code, Some(0), "{}", done.err);
    let gold = home.join("gold.conll");
    let words = "On that day the Vomqua Dril left again .";
    let label = |word: &str| match word {
        "Vomqua" => "B-PRODUCT",
        "Dril" => "I-PRODUCT",
        _ => "O",
    };
    let rows: String = words.split(' ').map(|w| format!("{w}\t{}\n", label(w))).collect();
    fs::write(&gold, rows).unwrap();
    let gold = gold.to_str().unwrap();
    let f1 = |more: &[&str]| {
        newsint(home, &[&["model", "eval", "--json", gold], more].concat()).json()[0]["all"]["f1"]
            .as_f64()
    };
    assert!(f1(&[]) < Some(1.0), "the shipped tagger knows the name already");
    assert_eq!(f1(&["--model", model]), Some(1.0));
    // Put to use, it finds the name by itself.
    fs::write(home.join("newsint.toml"), "[lexicon]\nmodels = [\"en:names.bin\"]\n").unwrap();
    let scores = newsint(home, &["eval", "--json"]).json();
    assert_eq!(scores[0]["label"], "PRODUCT");
    assert_eq!(scores[0]["f1"], 1.0);
    fs::write(home.join("other.bin"), "no model").unwrap();
    fs::write(home.join("newsint.toml"), "[lexicon]\nmodels = [\"en:other.bin\"]\n").unwrap();
    let wrong = newsint(home, &["eval"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("other.bin"), "{}", wrong.err);
}

#[test]
fn what_does_not_fit_is_told() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let file = home.join("one.txt");
    fs::write(&file, TEXT).unwrap();
    assert_eq!(newsint(home, &["add", file.to_str().unwrap()]).code, Some(0));
    let marked = home.join("marked.jsonl");
    fs::write(&marked, "{\"text\":\"another text\",\"label\":[[0,7,\"PERSON\"]]}\n").unwrap();
    let run = newsint(home, &["import", "--format", "doccano", marked.to_str().unwrap()]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("1 texts not taken: no document has this text"), "{}", run.err);
    fs::write(&marked, "{\"text\":\"x\",\"label\":[[0]]}\n").unwrap();
    let run = newsint(home, &["import", "--format", "doccano", marked.to_str().unwrap()]);
    assert_eq!(run.code, Some(2));
}
