//! The brief: every line verbatim, cited, inert and the same on each run.

use std::io::{Cursor, Read, Write};

use newsint::brief::{self, Basis, Brief, Citation, Form, Options, Precision};
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
    for heading in ["# Brief: ", "## Bottom line", "## Key developments", "## Timeline", "## Gaps"]
    {
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
    // Our own words hold markup.
    let mut theirs = markdown.clone();
    for ours in [
        "`newsint brief lint`",
        "`newsint brief verify`",
        "\n<!-- analyst -->",
        "\n<!-- /analyst -->",
    ] {
        theirs = theirs.replacen(ours, "", 1);
    }
    let bytes = theirs.as_bytes();
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

fn findings(file: impl AsRef<[u8]>, documents: &[StoredDocument]) -> Vec<String> {
    let mut lookup = |id: &str| Ok(documents.iter().find(|d| d.id == id).cloned());
    brief::verify(file.as_ref(), &mut lookup).unwrap().findings
}

/// The name and the bytes of each part of a ZIP file.
fn parts(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut out = Vec::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        out.push((part.name().unwrap().to_string(), bytes));
    }
    out
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The same file with a change in one part.
fn with_part(file: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut parts = parts(file);
    for (_, bytes) in parts.iter_mut().filter(|(n, _)| n == name) {
        *bytes = change(std::str::from_utf8(bytes).unwrap()).into_bytes();
    }
    packed(&parts)
}

/// Places of letters and digits in the shown words of HTML or XML.
fn shown(markup: &str, from: usize, to: usize) -> Vec<usize> {
    let (mut places, mut inside, mut entity) = (Vec::new(), false, false);
    for (at, c) in markup.char_indices() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            '&' => entity = true,
            ';' => entity = false,
            _ => {}
        }
        if !inside && !entity && c.is_alphanumeric() && (from..to).contains(&at) {
            places.push(at);
        }
    }
    places
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
    let markdown = brief::render_verifiable(&brief, Form::Markdown, None).unwrap();
    assert_eq!(findings(&json, &documents), Vec::<String>::new());
    assert_eq!(findings(&markdown, &documents), Vec::<String>::new());
    assert_eq!(findings(format!("{markdown}\n"), &documents), Vec::<String>::new());
    let places = guarded(&json);
    let body = markdown.find("\n<!-- newsint").unwrap();
    let free = markdown.find("<!-- analyst -->").unwrap()..markdown.find("<!-- /analyst").unwrap();
    let words: Vec<usize> = markdown[..body]
        .char_indices()
        .filter(|(at, c)| c.is_alphanumeric() && !free.contains(at))
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
fn a_changed_character_of_html_and_docx_is_found() {
    let documents = corpus();
    let brief = build(&documents);
    let html = brief::render_verifiable(&brief, Form::Html, None).unwrap();
    let docx = brief::render_docx(&brief).unwrap();
    assert_eq!(docx, brief::render_docx(&brief).unwrap());
    assert_eq!(findings(&html, &documents), Vec::<String>::new());
    assert_eq!(findings(&docx, &documents), Vec::<String>::new());
    assert_eq!(findings(packed(&parts(&docx)), &documents), Vec::<String>::new());
    let main = "word/document.xml";
    let xml = parts(&docx).into_iter().find(|(n, _)| n == main).unwrap().1;
    let xml = String::from_utf8(xml).unwrap();
    let (start, end) = (html.find("<h1>").unwrap(), html.find("<!-- analyst -->").unwrap());
    let in_html = shown(&html, start, end);
    let in_docx = shown(&xml, xml.find("Brief: ").unwrap(), xml.find("Judgements").unwrap());
    let mut state = 11;
    for round in 0..500 {
        let how = random(&mut state, 3);
        let changed = if round % 2 == 0 {
            changed(&html, in_html[random(&mut state, in_html.len())], how).into_bytes()
        } else {
            let at = in_docx[random(&mut state, in_docx.len())];
            with_part(&docx, main, |xml| changed(xml, at, how))
        };
        assert!(!findings(&changed, &documents).is_empty(), "round {round}");
    }
}

#[test]
fn what_the_analyst_writes_is_free_and_nothing_beside_it() {
    let documents = corpus();
    let brief = build(&documents);
    let markdown = brief::render_verifiable(&brief, Form::Markdown, None).unwrap();
    let filled =
        markdown.replace("1. Judgement:", "1. Judgement: A second theft is likely.\n\nMore.");
    assert_eq!(findings(&filled, &documents), Vec::<String>::new());
    let beside =
        markdown.replace("<!-- analyst -->", "A second theft is likely.\n<!-- analyst -->");
    assert!(!findings(&beside, &documents).is_empty());
    let docx = brief::render_docx(&brief).unwrap();
    let fill = |xml: &str| {
        let label = "Judgement: </w:t></w:r><w:r><w:t xml:space=\"preserve\">";
        xml.replacen(label, &format!("{label}A second theft is likely."), 1)
    };
    let filled = with_part(&docx, "word/document.xml", fill);
    assert_ne!(filled, packed(&parts(&docx)));
    assert_eq!(findings(&filled, &documents), Vec::<String>::new());
    let lint = |file: &[u8]| brief::lint(file, sentences).unwrap();
    assert!(lint(&filled).is_empty() && lint(markdown.as_bytes()).is_empty());
    let bad = markdown
        .replace("1. Judgement:", "1. Judgement: We have high confidence that a theft is likely.");
    assert_eq!(lint(bad.as_bytes()).len(), 1);
}

#[test]
fn what_one_outlet_alone_tells_is_marked() {
    let brief = build(&corpus());
    let stolen = &brief.figures[0].figures;
    // The wire and its copy are one outlet; the other paper gives another value.
    assert!(stolen.iter().all(|f| f.borne_by == 1), "{stolen:?}");
    let mixers = brief.key_sentences.iter().find(|l| l.text.contains("nine mixers")).unwrap();
    assert_eq!((mixers.citations.len(), mixers.borne_by), (2, 1));
    let mut twice = corpus();
    let text = twice[0].document.text.clone();
    let said = "Investigators traced the stolen coins through nine mixers within a week.";
    assert!(text.contains(said));
    let mut third =
        "Other news of the day from the port of the town and its many ships. ".repeat(3);
    third.push_str(said);
    twice.push(stored(9, "Port", "Third", "2022-03-29", &third));
    let brief = build(&twice);
    let mixers = brief.key_sentences.iter().find(|l| l.text.contains("nine mixers")).unwrap();
    assert_eq!(mixers.borne_by, 2);
}

#[test]
fn gaps_are_facts_on_the_corpus() {
    let mut documents = corpus();
    documents.push(stored(7, "Late", "Daily", "2022-07-01", "The exchange opened again."));
    documents.push(stored(8, "Undated", "Daily", "", "The exchange was sold."));
    documents[5].document.language = Some("sw".to_string());
    let mut brief = build(&documents);
    brief.asked(900, &["zzzz".to_string()]);
    let texts: Vec<&str> = brief.gaps.iter().map(|g| g.text.as_str()).collect();
    for part in [
        "no document has zzzz",
        "894 documents that match were not read",
        "no document was published in 2022-04 to 2022-06",
        "1 document without a date of publication",
        "1 document in sw, in which dates and names are not read",
        "no person or organisation was found",
    ] {
        assert!(texts.contains(&part), "{part}: {texts:?}");
    }
    assert_eq!(brief.months.len(), 5);
}

#[test]
fn what_changed_since_an_earlier_brief_is_told_with_both_places() {
    let documents = corpus();
    let old = build(&documents[..2]);
    let old = serde_json::to_value(&old).unwrap();
    let mut brief = build(&documents[2..]);
    brief.compare(&old).unwrap();
    brief.seal().unwrap();
    let changes = &brief.since.as_ref().unwrap().changes;
    let figure = changes.iter().find(|c| c.what == "figure").unwrap();
    assert!(figure.before.contains("$620 million"), "{changes:?}");
    assert!(changes.iter().any(|c| c.what == "source" && c.change == "gone"));
    assert!(changes.iter().any(|c| c.what == "source" && c.change == "new"));
    let json = serde_json::to_string(&brief).unwrap();
    assert_eq!(findings(&json, &documents), Vec::<String>::new());
    let mut same = build(&documents);
    let now = serde_json::to_value(&same).unwrap();
    same.compare(&now).unwrap();
    assert!(same.since.unwrap().changes.is_empty());
}

#[test]
fn a_record_that_was_sealed_again_still_has_to_hold() {
    let documents = corpus();
    let mut brief = build(&documents);
    brief.key_sentences[0].text = brief.key_sentences[0].text.replacen('e', "a", 1);
    brief.seal().unwrap();
    let json = serde_json::to_string(&brief).unwrap();
    assert!(!findings(&json, &documents).is_empty());
}

#[test]
fn hostile_words_stay_words_in_html_and_docx() {
    let text =
        "He said \"]]> --> <script>alert(1)</script> & \u{202e}more\" of the <img src=x> on 3 May.";
    let title = "</title><script>alert(2)</script> --> <!-- analyst --> <!-- /analyst -->";
    let mut document = stored(1, title, "<b onclick=x>Site</b>", "2022-03-20", text);
    document.document.url = "javascript:alert(3)".to_string();
    document.document.language = Some("en\" onload=\"x".to_string());
    let documents = [document];
    let brief = brief::build("a --> </style><script>", &documents, Options::new(sentences));
    let html = brief::render_verifiable(&brief, Form::Html, None).unwrap();
    assert!(brief.key_sentences.len() == 1);
    for part in ["<script", "<img", "<b ", "onload=\"", "\u{202e}", "href=\"javascript"] {
        assert!(!html.contains(part), "{part} in {html}");
    }
    assert_eq!(html.matches("-->").count(), 3, "{html}");
    assert_eq!(findings(&html, &documents), Vec::<String>::new());
    let docx = brief::render_docx(&brief).unwrap();
    assert_eq!(findings(&docx, &documents), Vec::<String>::new());
    let markdown = brief::render_verifiable(&brief, Form::Markdown, None).unwrap();
    assert_eq!(findings(&markdown, &documents), Vec::<String>::new());
}

#[test]
fn right_to_left_and_east_asian_words_are_marked_as_such() {
    let arabic = "أعلنت وزارة الدفاع إطلاق صاروخين يوم الأربعاء. ولم يصب أحد بأذى في الميناء.";
    let chinese = "朝鲜周三向东部海域发射了两枚弹道导弹，韩国军方表示。";
    let mut documents = vec![
        stored(1, "صاروخان", "وكالة", "2022-03-20", arabic),
        stored(2, "朝鲜发射导弹", "新闻", "2022-03-20", chinese),
    ];
    documents[0].document.language = Some("ar".to_string());
    documents[1].document.language = Some("zh".to_string());
    let brief = brief::build("", &documents, Options::new(sentences));
    let html = brief::render_verifiable(&brief, Form::Html, None).unwrap();
    assert!(html.contains("lang=\"ar\" dir=\"rtl\"") && html.contains("lang=\"zh\" dir=\"ltr\""));
    let docx = brief::render_docx(&brief).unwrap();
    let xml = parts(&docx).into_iter().find(|(n, _)| n == "word/document.xml").unwrap().1;
    let xml = String::from_utf8(xml).unwrap();
    for part in ["<w:bidi/>", "<w:rtl/>", "w:bidi=\"ar\"", "w:eastAsia=\"zh-CN\""] {
        assert!(xml.contains(part), "{part} in {xml}");
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
