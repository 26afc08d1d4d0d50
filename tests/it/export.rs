//! Exports: what other programs read back is what was stored.

use newsint::export::{self, EXPORTERS, Options};
use newsint::model::{
    Block, BlockKind, CaptureRef, Document, EntityTag, Indicator, IndicatorKind, Label, Mention,
    Modifier, Moment, MomentType, Money, Quantity, QuantityType, Quote, QuoteType, SiValue, Span,
    StoredDocument, Value,
};
use newsint::tag::Layer;
use serde_json::Value as Json;

fn tokens(text: &str) -> Vec<Vec<Span>> {
    let layer = Layer::new(text);
    let spans = |&(from, to): &(u32, u32)| {
        (from as usize..to as usize).filter_map(|i| layer.get(i)).map(|t| t.span).collect()
    };
    layer.sentences.iter().map(spans).collect()
}

fn export(name: &str, documents: &[StoredDocument]) -> (String, export::Report) {
    let exporter = export::find(name).unwrap();
    let mut out = Vec::new();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("out");
    let options = Options { captures: Some(folder.path().to_path_buf()), ..Options::new(tokens) };
    let mut job = if exporter.needs_place() {
        exporter.begin_at(&options, &place).unwrap()
    } else {
        exporter.begin(&options, &mut out).unwrap()
    };
    for document in documents {
        job.document(document).unwrap();
    }
    let report = job.finish().unwrap();
    if exporter.needs_place() {
        out = contents(&place);
    }
    (String::from_utf8_lossy(&out).into_owned(), report)
}

/// The bytes of a file, or names and bytes of the files of a folder, in order of their names.
fn contents(place: &std::path::Path) -> Vec<u8> {
    if place.is_file() {
        return std::fs::read(place).unwrap();
    }
    let mut paths: Vec<_> = std::fs::read_dir(place).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let named = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        [format!("== {name}\n").into_bytes(), contents(path)].concat()
    };
    paths.iter().flat_map(named).collect()
}

fn mention(text: &str, surface: &str, value: Value) -> Mention {
    let start = text.find(surface).unwrap();
    Mention { span: Span::new(start, start + surface.len()), value }
}

fn entity(label: Label, canonical: &str) -> Value {
    Value::Entity(EntityTag {
        label,
        canonical: canonical.to_string(),
        entity: (canonical == "North Korea").then(|| "Q423".to_string()),
        metonym: None,
        candidates: Vec::new(),
        confidence: 0.9,
    })
}

fn stored() -> StoredDocument {
    let text = "🚀 North Korea’s 4\u{a0}000 hackers stole $1 billion on Oct. 3, \
                said Ann Bell: “=cmd|' /C calc'!A0 🙂”, she added.\n\n북한은 see evil.example";
    let figure = |n: i64| Some(rust_decimal::Decimal::from(n));
    let speaker = mention(text, "Ann Bell", entity(Label::Person, "Ann Bell"));
    let quote = Quote {
        speaker: Some("Ann Bell".to_string()),
        speaker_span: Some(speaker.span),
        cue: Some("said".to_string()),
        quote_type: QuoteType::Direct,
    };
    let mut mentions = vec![
        mention(text, "North Korea", entity(Label::Gpe, "North Korea")),
        mention(text, "Korea", entity(Label::Gpe, "Korea")),
        mention(
            text,
            "4\u{a0}000 hackers",
            Value::Quantity(Quantity {
                quantity_type: QuantityType::Count,
                min: figure(4000),
                max: None,
                unit: Some("hacker".to_string()),
                modifier: Modifier::AtLeast,
                si: None,
            }),
        ),
        mention(
            text,
            "$1 billion",
            Value::Money(Money {
                min: Some("1000000000.00".parse().unwrap()),
                max: Some("-2.50".parse().unwrap()),
                currency: None,
                candidates: vec!["USD".to_string(), "CAD".to_string()],
                modifier: Modifier::Exact,
                per: None,
            }),
        ),
        mention(
            text,
            "Oct. 3",
            Value::Date(Moment {
                moment_type: MomentType::Date,
                value: "2022-10-03".to_string(),
                modifier: None,
                start: Some("2022-10-03".to_string()),
                end: Some("2022-10-04".to_string()),
                candidates: Vec::new(),
            }),
        ),
        mention(text, "“=cmd|' /C calc'!A0 🙂”", Value::Quote(quote)),
        mention(text, "=cmd|' /C", entity(Label::Product, "=1+1")),
        mention(text, "북한", entity(Label::Gpe, "North Korea")),
        mention(
            text,
            "evil.example",
            Value::Indicator(Indicator {
                indicator_kind: IndicatorKind::Domain,
                value: "evil.example".to_string(),
            }),
        ),
        speaker,
    ];
    mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    let second = text.find("북한").unwrap();
    StoredDocument {
        sequence: 1,
        id: "00aa11bb22cc33dd".to_string(),
        version: 1,
        document: Document {
            url: "https://example.org/a?x=1,2".to_string(),
            title: "=HYPERLINK(\"http://evil.example\",\"x\")".to_string(),
            author: vec!["Ann Bell".to_string(), "Bo Li".to_string()],
            site: Some("@Site".to_string()),
            published: Some("2022-11-28".parse().unwrap()),
            modified: None,
            language: Some("en".to_string()),
            text: text.to_string(),
            blocks: vec![
                Block { span: Span::new(0, second - 2), kind: BlockKind::Paragraph },
                Block { span: Span::new(second, text.len()), kind: BlockKind::Heading(2) },
            ],
            flags: Vec::new(),
        },
        mentions,
        capture: CaptureRef {
            sha256: "ab".repeat(32),
            url: "https://example.org/a".to_string(),
            fetched_at: "2022-11-29T00:00:00Z".to_string(),
            warc: "x.warc.gz".to_string(),
            offset: 512,
            media: "text/html".to_string(),
        },
    }
}

fn slice(text: &str, start: &Json, end: &Json) -> String {
    let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

#[test]
fn jsonl_spans_are_code_points_and_values_exact() {
    let documents = [stored(), stored()];
    let (out, report) = export("jsonl", &documents);
    assert_eq!((report.documents, report.mentions, report.left_out), (2, 20, 0));
    assert_eq!(out.lines().count(), 2);
    let line = out.lines().next().unwrap();
    let json: Json = serde_json::from_str(line).unwrap();
    let text = json["text"].as_str().unwrap();
    assert_eq!(text, stored().document.text);
    for found in json["mentions"].as_array().unwrap() {
        assert_eq!(slice(text, &found["start"], &found["end"]), found["text"].as_str().unwrap());
    }
    let quote = &json["mentions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["kind"] == "quote")
        .unwrap()["quote"];
    assert_eq!(slice(text, &quote["speaker_start"], &quote["speaker_end"]), "Ann Bell");
    for part in [
        r#"{"schema":"newsint.document/1","id":"00aa11bb22cc33dd","version":1,"url":"#,
        r#""kind":"entity","label":"GPE","canonical":"North Korea","entity":"Q423","confidence":0.9}"#,
        r#""kind":"money","money":{"min":1000000000,"max":-2.5,"currency":null,"candidates":["USD","CAD"],"mod":"exact"}}"#,
        r#""date":{"type":"DATE","value":"2022-10-03","mod":null,"start":"2022-10-03","end":"2022-10-04"}}"#,
        r#""quantity":{"type":"count","min":4000,"max":null,"unit":"hacker","mod":"at_least"}}"#,
        r#""cue":"said","type":"direct"}}"#,
        r#""indicator":{"type":"domain","value":"evil.example"}}"#,
        r#""kind":"heading","level":2}"#,
        r#""published":"2022-11-28","modified":null,"language":"en","text":"#,
        r#""warc":"x.warc.gz","offset":512}}"#,
    ] {
        assert!(line.contains(part), "{part}\nis not in\n{line}");
    }
}

#[test]
fn csv_cells_are_never_formulas_and_figures_stay_figures() {
    for name in ["csv", "csv-documents"] {
        let (out, _) = export(name, &[stored()]);
        assert!(out.replace("\r\n", "").find('\r').is_none());
        let mut rows = csv::ReaderBuilder::new().from_reader(out.as_bytes());
        let header = rows.headers().unwrap().clone();
        let numeric = ["min", "max"];
        for row in rows.records().map(Result::unwrap) {
            for (column, cell) in header.iter().zip(row.iter()) {
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(!formula || numeric.contains(&column), "{column}: {cell}");
            }
        }
    }
    let (out, report) = export("csv", &[stored()]);
    assert_eq!((report.mentions, report.left_out), (10, 0));
    assert!(out.contains("1000000000,-2.5,USD|CAD,"), "{out}");
    assert!(out.contains("'=1+1"));
    assert!(out.contains("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\""));
    assert!(out.lines().all(|l| !l.is_empty()));
}

#[test]
fn conll_tags_are_legal_and_borders_exact() {
    let (out, report) = export("conll", &[stored(), stored()]);
    let mut before = "O".to_string();
    let mut begun = 0;
    for line in out.lines() {
        if line.is_empty() {
            before = "O".to_string();
            continue;
        }
        let columns: Vec<&str> = line.split(' ').collect();
        assert_eq!(columns.len(), 4, "{line}");
        let tag = columns[3];
        if let Some(inside) = tag.strip_prefix("I-") {
            assert_eq!(before.get(2..), Some(inside), "{line}");
        }
        begun += u64::from(tag.starts_with("B-"));
        before = tag.to_string();
    }
    assert_eq!(begun, report.mentions);
    // The quotation and the shorter of two overlapping names.
    assert_eq!((report.mentions, report.left_out), (16, 4));
    for part in [
        "North -X- _ B-GPE\nKorea -X- _ I-GPE\n",
        "4 -X- _ B-COUNT\n000 -X- _ I-COUNT\nhackers -X- _ I-COUNT\n",
        "북한 -X- _ B-GPE\n은 -X- _ O\n",
        "-DOCSTART- 00aa11bb22cc33dd O O\n\n",
    ] {
        assert!(out.contains(part), "{part}\nis not in\n{out}");
    }
}

#[test]
fn every_format_is_deterministic_named_once_and_documented() {
    let documentation = include_str!("../../docs/export.md");
    for exporter in EXPORTERS {
        assert_eq!(EXPORTERS.iter().filter(|e| e.name == exporter.name).count(), 1);
        assert_eq!(export(exporter.name, &[stored()]), export(exporter.name, &[stored()]));
        export(exporter.name, &[]);
        assert!(documentation.contains(&format!("## `{}`", exporter.name)), "{}", exporter.name);
    }
    assert!(export::find("no such format").is_none());
}

#[test]
fn the_contracts_of_extract_tag_and_search_hold() {
    let stored = stored();
    let warnings = [newsint::model::Warning::new("charset-guessed", "read as windows-1252")];
    let id = Json::from("7");
    let line = export::contract::document_line(&id, &stored.document, &warnings);
    let line = serde_json::to_string(&line).unwrap();
    assert!(line.starts_with(r#"{"id":"7","url":"https://example.org/a?x=1,2","title":"#));
    assert!(line.ends_with(
        r#""flags":[],"warnings":[{"code":"charset-guessed","message":"read as windows-1252"}]}"#
    ));
    let line = export::contract::tag_line(
        &Json::Null,
        Some("en"),
        &stored.document.text,
        &stored.mentions,
    );
    let line = serde_json::to_string(&line).unwrap();
    assert!(
        line.starts_with(
            r#"{"language":"en","mentions":[{"start":2,"end":13,"text":"North Korea""#
        )
    );
    let span = Span::new(0, "🚀".len());
    let hit = export::contract::hit_line(&stored, 1.5, "snip", &[span]);
    let hit = serde_json::to_string(&hit).unwrap();
    assert!(
        hit.starts_with(r#"{"schema":"newsint.hit/1","id":"00aa11bb22cc33dd","score":1.5000,"#)
    );
    assert!(hit.contains(r#""snippet":"snip","spans":[[0,1]],"capture":{"sha256":"abab"#));
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

#[test]
fn flat_formats_carry_what_does_not_overlap_and_say_why_not_the_rest() {
    let (out, report) = export("doccano", &[stored()]);
    let line = json(out.lines().next().unwrap());
    let labels: Vec<_> = line["label"].as_array().unwrap().iter().collect();
    let text = line["text"].as_str().unwrap();
    assert_eq!(slice(text, &labels[0][0], &labels[0][1]), "North Korea");
    assert_eq!(labels.len() as u64, report.mentions);
    assert_eq!((report.mentions, report.left_out), (8, 2));
    assert_eq!(report.reasons.values().collect::<Vec<_>>(), [&1, &1]);
    let (out, _) = export("spacy", &[stored(), stored()]);
    assert_eq!(json(&out)[1]["entities"].as_array().unwrap().len(), 8);
}

#[test]
fn label_studio_counts_utf_16_units() {
    let (out, report) = export("label-studio", &[stored()]);
    let tasks = json(&out);
    let text: Vec<u16> = tasks[0]["data"]["text"].as_str().unwrap().encode_utf16().collect();
    let result = tasks[0]["predictions"][0]["result"].as_array().unwrap();
    for region in result {
        let value = &region["value"];
        let at = |name: &str| value[name].as_u64().unwrap() as usize;
        let words = String::from_utf16(&text[at("start")..at("end")]).unwrap();
        assert_eq!(words, value["text"].as_str().unwrap());
    }
    assert_eq!((result.len() as u64, report.left_out), (report.mentions, 0));
}

#[test]
fn annotations_quote_the_words_at_their_place() {
    let (out, report) = export("web-annotation", &[stored()]);
    let text = stored().document.text;
    let annotations = json(&out);
    assert_eq!(annotations.as_array().unwrap().len() as u64, report.mentions);
    for annotation in annotations.as_array().unwrap() {
        let selectors = &annotation["target"]["selector"];
        let found = slice(&text, &selectors[1]["start"], &selectors[1]["end"]);
        assert_eq!(found, selectors[0]["exact"].as_str().unwrap());
    }
}

#[test]
fn brat_writes_texts_and_annotations_side_by_side() {
    let (out, report) = export("brat", &[stored()]);
    assert_eq!((report.mentions, report.left_out), (10, 0));
    assert!(out.contains("T1\tGPE 2 13\tNorth Korea\n#1\tAnnotatorNotes T1\tNorth Korea Q423\n"));
    assert!(out.contains("== 00aa11bb22cc33dd.txt\n🚀 North"));
}

#[test]
fn records_of_other_databases_have_their_columns() {
    let (out, _) = export("gkg", &[stored()]);
    let row: Vec<_> = out.trim_end_matches('\n').split('\t').collect();
    assert_eq!(row.len(), 27);
    assert_eq!(row[0], "20221128000000-0");
    assert!(row[9].starts_with("1#North Korea#KN#KN#"), "{}", row[9]);
    assert!(row[24].contains("1000000000,USD/CAD,"), "{}", row[24]);
    let (out, _) = export("ftm", &[stored()]);
    let entities: Vec<_> = out.lines().map(json).collect();
    assert!(entities.iter().any(|e| e["schema"] == "Person"));
    let event = entities.iter().find(|e| e["schema"] == "Event").unwrap();
    assert_eq!(event["properties"]["date"][0], "2022-10-03");
    let (out, _) = export("stix", &[stored()]);
    let bundle = json(&out);
    let objects = bundle["objects"].as_array().unwrap();
    let domain = objects.iter().find(|o| o["type"] == "domain-name").unwrap();
    assert_eq!(domain["value"], "evil.example");
    assert_eq!(&domain["id"].as_str().unwrap()[27..28], "5");
}

#[test]
fn networks_maps_and_calendars_hold_places_and_days() {
    for name in ["gexf", "graphml"] {
        let (out, report) = export(name, &[stored(), stored()]);
        assert!(out.contains("North Korea"), "{out}");
        assert_eq!(report.mentions, 8);
    }
    let (out, _) = export("geojson", &[stored()]);
    let feature = &json(&out)["features"][0];
    assert_eq!(feature["properties"]["name"], "North Korea");
    assert!(feature["geometry"]["coordinates"][0].as_f64().unwrap() > 100.0);
    let (out, _) = export("ics", &[stored()]);
    assert!(out.contains("DTSTART;VALUE=DATE:20221003\r\nDTEND;VALUE=DATE:20221004\r\n"));
    assert!(out.lines().all(|line| line.len() <= 76), "{out}");
}

#[test]
fn citations_hold_hostile_titles() {
    let (out, _) = export("bibtex", &[stored()]);
    assert_eq!(out.matches('{').count(), out.matches('}').count());
    let (out, _) = export("ris", &[stored()]);
    assert!(out.contains("AU  - Bo Li\r\n") && out.ends_with("ER  - \r\n\r\n"));
    let (out, _) = export("csl-json", &[stored()]);
    assert_eq!(json(&out)[0]["issued"]["date-parts"][0][1], 11);
}

#[test]
fn a_database_answers_full_text_queries() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("c.db");
    let sqlite = export::find("sqlite").unwrap();
    let mut job = sqlite.begin_at(&Options::new(tokens), &place).unwrap();
    job.document(&stored()).unwrap();
    assert_eq!(job.finish().unwrap().mentions, 10);
    let database = rusqlite::Connection::open(&place).unwrap();
    let count = |sql: &str| database.query_row(sql, [], |r| r.get::<_, u64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM documents_fts WHERE documents_fts MATCH 'hackers'"), 1);
    assert_eq!(count("SELECT count(*) FROM mentions WHERE min_exact = '1000000000'"), 1);
    let wrong = "SELECT count(*) FROM mentions m JOIN documents d ON d.id = m.document \
                 WHERE substr(d.text, m.start + 1, m.end - m.start) != m.words";
    assert_eq!(count(wrong), 0);
    assert!(folder.path().join("c.db.metadata.json").exists());
}

#[test]
fn amounts_in_another_currency_stand_beside_the_stated_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ecb.csv");
    std::fs::write(&path, "Date,USD,\n2022-11-25,1.0375,\n2022-10-03,0.9764,\n").unwrap();
    let mut document = stored();
    for mention in &mut document.mentions {
        if let Value::Money(money) = &mut mention.value {
            money.currency = Some("EUR".to_string());
        }
    }
    let rates = std::sync::Arc::new(export::Rates::read(&path, "USD").unwrap());
    let options = Options { rates: Some(rates), ..Options::new(tokens) };
    let written = |name: &str| {
        let mut out = Vec::new();
        let mut job = export::find(name).unwrap().begin(&options, &mut out).unwrap();
        job.document(&document).unwrap();
        job.finish().unwrap();
        String::from_utf8(out).unwrap()
    };
    let line = written("jsonl");
    let part = r#""converted":{"currency":"USD","min":1037500000,"max":-2.59,"rate":1.0375,"rate_date":"2022-11-25","source":"ecb.csv"}"#;
    assert!(line.contains(part), "{line}");
    let table = written("csv");
    assert!(table.lines().next().unwrap().ends_with("to_currency,to_min,to_max,rate,rate_date"));
    assert!(table.contains(",USD,1037500000,-2.59,1.0375,2022-11-25\r\n"), "{table}");
}

#[test]
fn json_lines_are_what_the_schema_types_serialise_to() {
    let mut plain = stored();
    plain.document.text = "plain".to_string();
    plain.document.blocks.clear();
    plain.mentions.clear();
    let mut full = stored();
    for mention in &mut full.mentions {
        match &mut mention.value {
            Value::Date(date) => date.candidates = vec!["2022-03-10".to_string()],
            Value::Quantity(quantity) => {
                let max = quantity.min.map(|min| min / rust_decimal::Decimal::from(3));
                quantity.si = Some(SiValue { min: None, max, unit: "metre".to_string() });
            }
            Value::Entity(entity) => entity.metonym = Some("A \"B\"".to_string()),
            _ => {}
        }
    }
    for document in [stored(), full, plain] {
        let (out, _) = export("jsonl", std::slice::from_ref(&document));
        let line = export::contract::stored_line(&document);
        assert_eq!(out, serde_json::to_string(&line).unwrap() + "\n");
    }
}
