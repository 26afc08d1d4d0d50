//! The brief: every line verbatim, cited, inert and the same on each run.

use newsint::brief::{self, Basis, Brief, Citation, Options, Precision};
use newsint::model::{
    Block, BlockKind, CaptureRef, Document, Mention, Modifier, Moment, MomentType, Money, Quote,
    QuoteType, Span, StoredDocument, Value,
};
use newsint::tag::Layer;

fn sentences(text: &str) -> Vec<Span> {
    let layer = Layer::new(text);
    layer.sentences.iter().map(|&(from, to)| layer.span(from as usize, to as usize)).collect()
}

fn stored(number: u64, title: &str, site: &str, published: &str, text: &str) -> StoredDocument {
    let mut blocks = Vec::new();
    let mut start = 0;
    for block in text.split("\n\n") {
        blocks.push(Block {
            span: Span::new(start, start + block.len()),
            kind: BlockKind::Paragraph,
        });
        start += block.len() + 2;
    }
    StoredDocument {
        sequence: number,
        id: format!("{number:016x}"),
        version: 1,
        document: Document {
            url: format!("https://example.org/{number}"),
            title: title.to_string(),
            site: Some(site.to_string()),
            published: published.parse().ok(),
            language: Some("en".to_string()),
            text: text.to_string(),
            blocks,
            ..Document::default()
        },
        mentions: Vec::new(),
        capture: CaptureRef {
            sha256: format!("{number:064x}"),
            url: format!("https://example.org/{number}"),
            fetched_at: "2022-12-01T00:00:00Z".to_string(),
            warc: "w.warc.gz".to_string(),
            offset: number,
            media: "text/html".to_string(),
        },
    }
}

fn find(stored: &StoredDocument, surface: &str) -> Span {
    let start = stored.document.text.find(surface).unwrap();
    Span::new(start, start + surface.len())
}

fn with(mut stored: StoredDocument, surface: &str, value: Value) -> StoredDocument {
    let span = find(&stored, surface);
    stored.mentions.push(Mention { span, value });
    stored.mentions.sort_by_key(|m| m.span.start);
    stored
}

fn money(millions: i64) -> Value {
    let figure = Some(rust_decimal::Decimal::from(millions * 1_000_000));
    Value::Money(Money {
        min: figure,
        max: figure,
        currency: Some("USD".to_string()),
        candidates: vec!["USD".to_string()],
        modifier: Modifier::Exact,
        per: None,
    })
}

fn day(date: &str, next: &str) -> Value {
    Value::Date(Moment {
        moment_type: MomentType::Date,
        value: date.to_string(),
        modifier: None,
        start: Some(date.to_string()),
        end: Some(next.to_string()),
        candidates: Vec::new(),
    })
}

fn quote(speaker: &str) -> Value {
    Value::Quote(Quote {
        speaker: Some(speaker.to_string()),
        speaker_span: None,
        cue: Some("said".to_string()),
        quote_type: QuoteType::Direct,
    })
}

const WIRE: &str = "Hackers stole $620 million from the Harbour exchange on March 23, officials \
    said. Investigators traced the stolen coins through nine mixers within a week. The exchange \
    stopped all withdrawals and asked users to wait for news.\n\n“We will follow every stolen \
    coin to its end,” said Ann Bell of the coast guard. 🙂 The group has hit four exchanges since \
    spring, police say. Its servers were rented under false names in two countries.";

fn corpus() -> Vec<StoredDocument> {
    let wire = |number, site| {
        let stored = stored(number, "Harbour exchange robbed", site, "2022-03-25", WIRE);
        let stored = with(stored, "$620 million", money(620));
        let stored = with(stored, "March 23", day("2022-03-23", "2022-03-24"));
        with(stored, "“We will follow every stolen coin to its end,”", quote("Ann Bell"))
    };
    let other = "The Harbour exchange said hackers stole $540 million of coins from users on March \
        23. Lawmakers want rules for every exchange before summer.";
    let other = stored(3, "Exchange counts losses", "Daily", "2022-03-28T10:00:00Z", other);
    let other = with(other, "$540 million", money(540));
    let other = with(other, "March 23", day("2022-03-23", "2022-03-24"));
    let weather = "Rain is expected on the north coast through the weekend, forecasters say.";
    vec![
        wire(1, "Agency"),
        wire(2, "Copy Site"),
        other,
        stored(4, "Rain", "Daily", "2022-03-20", weather),
    ]
}

fn build(documents: &[StoredDocument]) -> Brief {
    brief::build("stolen exchange", documents, Options::new(sentences))
}

fn cited_text(documents: &[StoredDocument], citation: &Citation) -> String {
    let stored = documents.iter().find(|d| d.id == citation.document).unwrap();
    let points = stored.document.text.chars();
    points.skip(citation.start).take(citation.end - citation.start).collect()
}

/// Every text of a brief with its citations.
fn lines(brief: &Brief) -> Vec<(&str, &[Citation])> {
    let sentences = brief.key_sentences.iter().map(|l| (l.text.as_str(), &l.citations[..]));
    let figures = brief.figures.iter().flat_map(|g| &g.figures);
    let figures = figures.map(|f| (f.text.as_str(), &f.citations[..]));
    let dated = brief.timeline.iter().map(|e| (e.text.as_str(), &e.citations[..]));
    let said = brief.quotes.iter().map(|q| (q.text.as_str(), &q.citations[..]));
    sentences.chain(figures).chain(dated).chain(said).collect()
}

#[test]
fn every_line_is_verbatim_and_cited() {
    let documents = corpus();
    let brief = build(&documents);
    let lines = lines(&brief);
    assert!(lines.len() >= 8, "{lines:?}");
    for (text, citations) in lines {
        assert!(!citations.is_empty(), "{text}");
        for citation in citations {
            assert_eq!(cited_text(&documents, citation), text);
            let source = &brief.sources[citation.source - 1];
            assert_eq!((source.number, &source.document), (citation.source, &citation.document));
            assert!(source.spans.contains(&(citation.start, citation.end)));
        }
    }
}

#[test]
fn copies_of_a_wire_are_said_once_and_both_cited() {
    let documents = corpus();
    let brief = build(&documents);
    assert_eq!((brief.scope.documents, brief.scope.originals), (4, 3));
    let texts: Vec<&str> = brief.key_sentences.iter().map(|l| l.text.as_str()).collect();
    for (at, text) in texts.iter().enumerate() {
        assert!(!texts[..at].contains(text), "{text}");
    }
    let first = brief.key_sentences.iter().find(|l| l.text.contains("nine mixers")).unwrap();
    assert_eq!(first.citations.len(), 2);
    let copy = brief.sources.iter().find(|s| s.document.ends_with('2')).unwrap();
    assert_eq!(copy.copy_of.as_deref(), Some("0000000000000001"));
    assert_eq!(brief.quotes.len(), 1);
    assert_eq!(brief.quotes[0].speaker, "Ann Bell");
}

#[test]
fn figures_of_sources_that_differ_stand_side_by_side() {
    let brief = build(&corpus());
    let group = &brief.figures[0];
    assert!(group.differ);
    let mut figures: Vec<&str> = group.figures.iter().map(|f| f.figure.as_str()).collect();
    figures.sort_unstable();
    assert_eq!(figures, ["$540 million", "$620 million"]);
    let json = serde_json::to_string(&brief).unwrap();
    assert!(json.contains(r#""min":620000000,"max":620000000,"unit":"USD","mod":"exact""#));
}

#[test]
fn conflicts_are_the_matters_on_which_sources_disagree() {
    let (groups, sources) = brief::conflicts("", &corpus(), Options::new(sentences));
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].figures.len(), 2);
    assert!(groups[0].figures.iter().all(|f| f.citations[0].source <= sources.len()));
    let (none, _) = brief::conflicts("", &corpus()[..2], Options::new(sentences));
    assert!(none.is_empty());
}

#[test]
fn the_timeline_stands_on_named_dates_then_on_publication() {
    let timeline = brief::timeline("", &corpus(), Options::new(sentences));
    let dates: Vec<(&str, Basis)> =
        timeline.entries.iter().map(|e| (e.date.as_str(), e.basis)).collect();
    assert!(dates.is_sorted());
    assert_eq!(dates[0], ("2022-03-20", Basis::Publication));
    assert_eq!(dates[1], ("2022-03-23", Basis::Mention));
    assert_eq!(timeline.entries[1].expression.as_deref(), Some("March 23"));
    assert_eq!(timeline.entries[1].precision, Precision::Day);
    assert!(!timeline.sources.is_empty());
}

#[test]
fn the_same_documents_give_the_same_brief() {
    let documents = corpus();
    let (a, b) = (build(&documents), build(&documents));
    assert_eq!(serde_json::to_string(&a).unwrap(), serde_json::to_string(&b).unwrap());
    assert_eq!(brief::render_markdown(&a).unwrap(), brief::render_markdown(&b).unwrap());
}

#[test]
fn every_line_of_the_markdown_ends_with_its_marks() {
    let brief = build(&corpus());
    let markdown = brief::render_markdown(&brief).unwrap();
    let (body, sources) = markdown.split_once("## Sources\n").unwrap();
    let bullets: Vec<&str> = body.lines().filter(|l| l.trim_start().starts_with("- ")).collect();
    assert!(bullets.len() >= 8, "{markdown}");
    for line in bullets {
        let mark = line.rsplit_once('[').unwrap().1;
        let number = mark.strip_suffix(']').unwrap();
        assert!(sources.contains(&format!("- [{number}] ")), "{line}");
    }
    for heading in ["# Brief: ", "## Key sentences", "## Key figures", "## Timeline"] {
        assert!(body.contains(heading), "{body}");
    }
    assert!(sources.contains("<https://example.org/1>"));
    assert!(sources.contains(&format!("sha256 {:064x}", 1)));
    assert!(!markdown.contains("\n\n\n"), "{markdown}");
}

#[test]
fn hostile_words_stay_words() {
    let text = "Read [this](https://evil.example) <img src=x onerror=alert(1)> now, said the\u{202e} \
        man\u{7} who ran `rm` on the ![pixel](https://evil.example/p.png) server.\nSee \
        https://evil.example/path or www.evil.example or mail a@evil.example for &lt;more&gt; now.";
    let hostile = "x](javascript:alert(1)) <script>\n# Heading\n[1]: https://evil.example";
    let mut document = stored(1, hostile, "<b>Site</b>", "2022-03-20", text);
    document.document.url = "javascript:alert(document.cookie)".to_string();
    let speaker = "**Bold** [me](https://evil.example)";
    let documents =
        [with(document, "ran `rm` on the ![pixel](https://evil.example/p.png)", quote(speaker))];
    let brief = brief::build("evil <script>alert(1)</script>", &documents, Options::new(sentences));
    let markdown = brief::render_markdown(&brief).unwrap();
    assert!(!brief.key_sentences.is_empty() && brief.quotes.len() == 1);
    for part in ["\u{202e}", "\u{7}", "\n# H", "\n[1]", "<javascript"] {
        assert!(!markdown.contains(part), "{part:?} in\n{markdown}");
    }
    let bytes = markdown.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(byte, b'<' | b'`') || bytes[at..].starts_with(b"](") {
            assert_eq!(bytes[at - 1], b'\\', "{markdown}");
        }
    }
    for bare in ["https://evil", "www.evil", "a@evil", " &lt;"] {
        assert!(!markdown.contains(bare), "{bare:?} in\n{markdown}");
    }
}

#[test]
fn nothing_in_gives_an_empty_brief() {
    let brief = build(&[]);
    assert!(lines(&brief).is_empty() && brief.sources.is_empty());
    assert!(brief::render_markdown(&brief).unwrap().starts_with("# Brief: stolen exchange\n"));
    let empty = stored(1, "", "", "2022-03-20", "");
    assert!(build(&[empty]).key_sentences.is_empty());
}

#[test]
fn scripts_without_spaces_are_quoted_whole() {
    let text = "朝鲜周三向东部海域发射了两枚弹道导弹，韩国军方表示。韩国军方正在分析导弹的射程和高度。日本政府对此提出强烈抗议。";
    let documents = [stored(1, "朝鲜发射导弹", "新闻", "2022-03-20", text)];
    let brief = brief::build("导弹", &documents, Options::new(sentences));
    assert!(brief.key_sentences.iter().any(|l| l.text.ends_with("军方表示。")), "{brief:?}");
    for (text, citations) in lines(&brief) {
        assert_eq!(cited_text(&documents, &citations[0]), text);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gives_verbatim_lines_and_inert_markdown(
        texts in proptest::collection::vec("([a-z]{1,9}[ .]{1,2}|[\\PC\n]{0,6}){0,60}", 0..4),
        query in "\\PC{0,20}",
    ) {
        let documents: Vec<StoredDocument> = texts
            .iter()
            .enumerate()
            .map(|(at, text)| stored(at as u64, text, text, "2022-03-20", text))
            .collect();
        let brief = brief::build(&query, &documents, Options::new(sentences));
        for (text, citations) in lines(&brief) {
            for citation in citations {
                assert_eq!(cited_text(&documents, citation), text);
            }
        }
        let markdown = brief::render_markdown(&brief).unwrap();
        assert!(!markdown.contains(['\u{202e}', '\u{0}', '\r']));
    }
}

/// A pseudo-random number below `below` (Knuth's linear congruential generator).
fn random(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize % below
}

fn findings(file: &str, documents: &[StoredDocument]) -> Vec<String> {
    let mut lookup = |id: &str| Ok(documents.iter().find(|d| d.id == id).cloned());
    brief::verify(file, &mut lookup).unwrap().findings
}

/// Bytes of the values that are quoted text, figures, offsets or hashes in a brief's JSON.
fn guarded(json: &str) -> Vec<usize> {
    let mut places = Vec::new();
    for key in ["text", "figure", "sha256", "expression", "speaker"] {
        for (at, found) in json.match_indices(&format!("\"{key}\":\"")) {
            let start = at + found.len();
            places.extend(start..start + json[start..].find("\",\"").unwrap());
        }
    }
    for key in ["min", "max", "start", "end", "offset"] {
        for (at, found) in json.match_indices(&format!("\"{key}\":")) {
            let start = at + found.len();
            let digits = json[start..].bytes().take_while(u8::is_ascii_digit).count();
            places.extend(start..start + digits);
        }
    }
    places
}

/// The file with one character changed, left out or doubled.
fn changed(file: &str, at: usize, how: usize) -> String {
    let c = file[at..].chars().next().unwrap();
    let other = match c {
        '0'..='8' | 'a'..='y' | 'A'..='Y' => (c as u8 + 1) as char,
        _ => 'q',
    };
    let new = [other.to_string(), String::new(), format!("{c}{c}")][how].clone();
    format!("{}{new}{}", &file[..at], &file[at + c.len_utf8()..])
}

#[test]
fn any_changed_character_of_a_brief_is_found_and_none_in_an_untouched_one() {
    let documents = corpus();
    let brief = build(&documents);
    let json = serde_json::to_string(&brief).unwrap();
    let markdown = brief::render_verifiable(&brief).unwrap();
    assert_eq!(findings(&json, &documents), Vec::<String>::new());
    assert_eq!(findings(&markdown, &documents), Vec::<String>::new());
    assert_eq!(findings(&format!("{markdown}\n"), &documents), Vec::<String>::new());
    let places = guarded(&json);
    let body = markdown.find("\n<!-- newsint").unwrap();
    let words: Vec<usize> = markdown[..body]
        .char_indices()
        .filter(|(_, c)| c.is_alphanumeric())
        .map(|(at, _)| at)
        .collect();
    let mut state = 7;
    for round in 0..500 {
        let how = random(&mut state, 3);
        let (file, places) = if round % 2 == 0 { (&json, &places) } else { (&markdown, &words) };
        let mut at = places[random(&mut state, places.len())];
        while !file.is_char_boundary(at) {
            at -= 1;
        }
        let changed = changed(file, at, how);
        assert!(!findings(&changed, &documents).is_empty(), "round {round}: {at} {how}");
    }
}

#[test]
fn a_brief_whose_sources_are_gone_or_that_is_none_does_not_hold() {
    let documents = corpus();
    let json = serde_json::to_string(&build(&documents)).unwrap();
    assert!(!findings(&json, &documents[1..]).is_empty());
    assert!(!findings("", &documents).is_empty());
    assert!(!findings("# Brief\n\nwritten by hand", &documents).is_empty());
}
