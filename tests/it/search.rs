//! The query language, against a small index made by hand: every operator, and everything that must
//! be refused.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like tests")]

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use newsint::index::{self, Opened, Writer, prepare};
use newsint::model::{
    CaptureRef, Document, EntityTag, Label, Mention, Modifier, Moment, MomentType, Money, Quantity,
    QuantityType, Span, Stamp, StoredDocument, Value,
};
use newsint::search::{
    Cursor, Options, ParseOptions, Query, Searcher, Sort, highlights, reasons, snippet,
};
use newsint::tag::entity::meant_by;
use rust_decimal::Decimal;

/// One document: sequence, url, language, date, title, text. In the text, `[kind|…]` is a mention.
struct Row(u64, &'static str, &'static str, &'static str, &'static str, &'static str);

const ROWS: &[Row] = &[
    Row(
        1,
        "https://www.news.example.com/a/1?x=2",
        "en",
        "2022-11-28",
        "Hackers netted a fortune",
        "[person:Kim Jong Un|Kim] watched. The hackers netted [usd:1200000000|$1.2 billion] in all, \
         U.S. officials said. They launched [missile:80|80 missiles] on [date:2022-11-17|November 17].",
    ),
    Row(
        2,
        "https://example.org/b",
        "en",
        "2023-05-01",
        "Ballistic missile test",
        "North Korea launched a ballistic missile. A café paid [eur:500|€500]. Running costs rose; the missile was long-range. COVID-19 spread.",
    ),
    Row(
        3,
        "https://daily.kp/c",
        "ko",
        "2024-01-02",
        "북한 소식",
        "북한은 탄도미사일을 발사했다. 한국의 반응.",
    ),
    Row(4, "https://zh.example.com/d", "zh", "2024-02-03", "消息", "朝鲜发射弹道导弹。韩国抗议。"),
    Row(
        5,
        "https://example.fr/e",
        "fr",
        "2021-07-09",
        "Opérations",
        "L'opération de l'Élysée a coûté cher. Les missiles volent.",
    ),
    Row(
        6,
        "https://example.ru/f",
        "ru",
        "",
        "Ракета",
        "Запуск ракеты вызвал протест. Путин молчал.",
    ),
    Row(
        7,
        "http://x/",
        "en",
        "2024-03-30",
        "Short",
        "Korea said nothing. Missile talk came in another sentence; kora is a harp.",
    ),
];

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

fn value(kind: &str, data: &str) -> Value {
    match kind {
        "usd" | "eur" => Value::Money(Money {
            min: decimal(data),
            max: decimal(data),
            currency: Some(kind.to_uppercase()),
            candidates: vec![kind.to_uppercase()],
            modifier: Modifier::Exact,
            per: None,
        }),
        "date" => Value::Date(Moment {
            moment_type: MomentType::Date,
            value: data.to_string(),
            modifier: None,
            start: Some(data.to_string()),
            end: data.parse::<Date>().ok().and_then(|d| d.tomorrow().ok()).map(|d| d.to_string()),
            candidates: Vec::new(),
        }),
        "named" => Value::Entity(EntityTag {
            label: Label::Person,
            canonical: data.to_string(),
            entity: (data == "North Korea").then(|| "Q423".to_string()),
            metonym: None,
            candidates: Vec::new(),
            confidence: 1.0,
        }),
        "missile" => Value::Quantity(Quantity {
            quantity_type: QuantityType::Count,
            min: decimal(data),
            max: decimal(data),
            unit: Some("ballistic missile".to_string()),
            modifier: Modifier::Exact,
            si: None,
        }),
        _ => Value::Entity(EntityTag {
            label: Label::Person,
            canonical: data.to_string(),
            entity: Some("Q56226".to_string()),
            metonym: None,
            candidates: Vec::new(),
            confidence: 1.0,
        }),
    }
}

/// Takes the mentions out of a marked text.
fn read_marked(marked: &str) -> (String, Vec<Mention>) {
    let (mut text, mut mentions) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (inside, tail) = after.split_once(']').unwrap();
        let (tag, surface) = inside.split_once('|').unwrap();
        let (kind, data) = tag.split_once(':').unwrap();
        let start = text.len();
        text.push_str(surface);
        mentions.push(Mention { span: Span::new(start, text.len()), value: value(kind, data) });
        rest = tail;
    }
    text.push_str(rest);
    (text, mentions)
}

fn stored(row: &Row) -> StoredDocument {
    let (text, mentions) = read_marked(row.5);
    StoredDocument {
        sequence: row.0,
        id: format!("{:016x}", row.0),
        version: 1,
        document: Document {
            url: row.1.to_string(),
            title: row.4.to_string(),
            author: vec!["Kim Min-ji".to_string()],
            site: Some("Example Daily".to_string()),
            published: row.3.parse::<Stamp>().ok(),
            language: Some(row.2.to_string()),
            text,
            ..Document::default()
        },
        mentions,
        capture: CaptureRef {
            sha256: String::new(),
            url: row.1.to_string(),
            fetched_at: "2024-06-01T00:00:00Z".to_string(),
            warc: String::new(),
            offset: 0,
            media: "text/html".to_string(),
        },
    }
}

fn build(folder: &Path) -> Searcher {
    let mut writer = Writer::open(folder).unwrap();
    for row in ROWS {
        writer.add(prepare(&stored(row))).unwrap();
    }
    writer.commit(7).unwrap();
    writer.close().unwrap();
    Searcher::open(folder).unwrap()
}

fn parse(query: &str) -> newsint::error::Result<Query> {
    let today = Some(Date::constant(2024, 3, 31));
    Query::parse_with(query, &ParseOptions { today, any: false, names: Some(meant_by) })
}

fn found(searcher: &Searcher, query: &str) -> Vec<u64> {
    let parsed = parse(query).unwrap_or_else(|e| panic!("{query}: {e}"));
    let all = searcher.matching(&parsed, 100).unwrap();
    let hits = searcher.search(&parsed, &Options::default()).unwrap();
    let mut ranked: Vec<u64> = hits.hits.iter().map(|h| h.sequence).collect();
    ranked.sort_unstable();
    assert_eq!(ranked, all, "{query}: ranked and unranked differ");
    assert_eq!(hits.total, all.len(), "{query}");
    all
}

/// What a query of the tables must be.
#[derive(Default)]
struct Case {
    place: String,
    query: String,
    found: Option<Vec<u64>>,
    tree: Option<String>,
    notes: Vec<String>,
    refused: Option<(usize, String)>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables/query");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut out: Vec<Case> = Vec::new();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            let place = format!("{name}:{number}");
            let (mark, rest) = line.split_at(line.len().min(1));
            let rest = rest.trim();
            if mark == "?" {
                out.push(Case { place, query: rest.to_string(), ..Case::default() });
                continue;
            }
            let case = out.last_mut();
            let case = move || case.expect("a case begins with ?");
            match mark {
                "=" => {
                    let numbers = rest.split_whitespace().map(|n| n.parse().unwrap());
                    case().found = Some(numbers.collect());
                }
                "a" => case().tree = Some(rest.to_string()),
                "~" => case().notes.push(rest.to_string()),
                "!" => {
                    let (column, word) = rest.split_once(' ').unwrap();
                    case().refused = Some((column.parse().unwrap(), word.to_string()));
                }
                "" | "#" => {}
                _ => panic!("{place}: {line}"),
            }
        }
    }
    out
}

fn check(searcher: &Searcher, case: &Case) -> Result<(), String> {
    let parsed = match (parse(&case.query), &case.refused) {
        (Err(error), Some((column, word))) => {
            let message = format!("{error} {}", error.hint().unwrap_or(""));
            let told = message.contains(&format!("column {column}:")) && message.contains(word);
            return if told { Ok(()) } else { Err(message) };
        }
        (Err(error), None) => return Err(error.to_string()),
        (Ok(query), Some(_)) => return Err(format!("accepted as {}", query.explain())),
        (Ok(query), None) => query,
    };
    if let Some(tree) = &case.tree
        && *tree != parsed.explain()
    {
        return Err(parsed.explain());
    }
    let hits = searcher.search(&parsed, &Options::default()).unwrap();
    let notes = [parsed.notes(), &hits.notes].concat();
    if let Some(missing) = case.notes.iter().find(|note| !notes.iter().any(|n| n.contains(*note))) {
        return Err(format!("no note {missing:?} in {notes:?}"));
    }
    let found = found(searcher, &case.query);
    match &case.found {
        Some(expected) if *expected != found => Err(format!("found {found:?}")),
        _ => Ok(()),
    }
}

#[test]
fn every_operator_and_probe_is_read_as_the_tables_say() {
    let folder = tempfile::tempdir().unwrap();
    let searcher = build(folder.path());
    let cases = cases();
    assert!(cases.len() > 200, "{}", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let why = check(&searcher, case).err()?;
            Some(format!("{}: {}: {why}", case.place, case.query))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// An index of texts alone, with their languages; numbered from 1.
fn index_of(folder: &Path, texts: &[(&'static str, &'static str)]) -> Searcher {
    let mut writer = Writer::open(folder).unwrap();
    for (sequence, (language, text)) in (1..).zip(texts) {
        let row = Row(sequence, "https://example.org/", language, "2024-01-01", "", text);
        writer.add(prepare(&stored(&row))).unwrap();
    }
    writer.commit(texts.len() as u64).unwrap();
    writer.close().unwrap();
    Searcher::open(folder).unwrap()
}

#[test]
fn names_are_found_in_every_script_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        ("en", "[named:Vladimir Putin|Putin] spoke of the harbour."),
        ("ru", "[named:Vladimir Putin|Путин] молчал."),
        ("ko", "[named:Kim Jong Un|김정은]은 말했다."),
        ("en", "[named:Kim Jong Un|Kim Jong Un] spoke."),
        ("en", "The jong of kim, un and all in [named:North Korea|the North]."),
    ];
    let searcher = index_of(folder.path(), &texts);
    for (query, expected) in [
        ("Putin", &[1, 2][..]),
        ("Путин", &[1, 2]),
        ("\"Putin\"", &[1]),
        ("putin", &[1]),
        ("Putin harbour", &[1]),
        ("harbour NEAR/5 Путин", &[1]),
        ("person:Putin", &[1, 2]),
        ("<person:Путин>", &[1, 2]),
        ("-Putin", &[3, 4, 5]),
        ("김정은", &[3, 4]),
        ("Kim Jong Un", &[3, 4, 5]),
        ("Kim Jong Un spoke", &[4]),
        ("entity:김정은", &[3, 4]),
        ("entity:Q423", &[5]),
        ("entity:q423 NEAR/3 all", &[5]),
    ] {
        assert_eq!(found(&searcher, query), expected, "{query}");
    }
    for query in ["Putin", "person:Putin", "김정은"] {
        let notes = parse(query).unwrap().notes().join("; ");
        assert!(notes.contains("is read as"), "{query}: {notes}");
    }
    assert!(parse("Kim missile").unwrap().notes().is_empty());
}

/// Names that are the words of the text have no terms of their own: each must be found by them, no
/// more and no less.
#[test]
fn names_are_found_as_the_words_a_mention_covers() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        ("en", "Yesterday [named:Jane Roe|Jane Roe] met Ann Low."),
        ("en", "Then [named:Jane Roe|Roe] left for Jane Roe Street."),
        (
            "en",
            "[named:Jane Roe Low|Jane Roe Low] and [named:J. K. O’Roe|J. K. O’Roe] paid [usd:5|$5].",
        ),
        ("en", "[named:Mary-Ann Roe|Mary-Ann Roe]’s [named:Roe|Roe], jane and roe."),
        ("ko", "[named:홍길동|홍길동]은 말했다."),
        ("zh", "[named:张三|张三]说。"),
        ("en", "On [named:TF1|TF1] she saw [missile:3|3 long-range missiles]."),
    ];
    let searcher = index_of(folder.path(), &texts);
    for (query, expected) in [
        ("person:\"Jane Roe\"", &[1, 2][..]),
        ("entity:\"jane roe\"", &[1, 2]),
        ("org:\"Jane Roe\"", &[]),
        ("person:Roe", &[2, 4]),
        ("person:Jane", &[]),
        ("person:\"mary ann roe\"", &[4]),
        ("person:\"J. K. O'Roe\"", &[3]),
        ("person:홍길동", &[5]),
        ("person:张三", &[6]),
        ("person:jane*", &[1, 2, 3]),
        ("person:*low", &[3]),
        ("person:*low*", &[3]),
        ("person:j*roe", &[1, 2, 3]),
        ("person:\"jane * low\"", &[3]),
        ("entity:mary*", &[4]),
        ("-person:\"Jane Roe\"", &[3, 4, 5, 6, 7]),
        ("person:tf1", &[7]),
        ("person:t*", &[7]),
        ("person:tf1*", &[7]),
        ("person:张*", &[6]),
        ("<quantity:missile>", &[7]),
        ("<quantity:\"ballistic missile\">", &[7]),
        ("<quantity:missile>=3", &[7]),
        ("<quantity:range>", &[]),
        ("<quantity:missile> NEAR/2 saw", &[7]),
        ("person:\"Jane Roe\" NEAR/1 met", &[1]),
        ("person:\"Jane Roe\" NEAR/1 left", &[2]),
        ("person:\"Jane Roe Low\" NEAR/9 <money>", &[3]),
        ("<person:\"Jane Roe\"> SENTENCE low", &[1]),
    ] {
        assert_eq!(found(&searcher, query), expected, "{query}");
    }
    assert!(parse("person:a*b*c*d*e").is_err());
}

/// Words of East Asian texts: every part of each must find its text.
const EAST_ASIAN: &[(&str, &str)] = &[
    ("ko", "탄도미사일을"),
    ("ko", "국가안전보장회의에서"),
    ("ko", "암호화폐가"),
    ("ko", "해커들은"),
    ("zh", "弹道导弹发射试验"),
    ("zh", "加密貨幣交易所"),
    ("ja", "弾道ミサイルを発射した"),
    ("ja", "サイバー攻撃の疑い"),
    ("ja", "人々の暗号資産"),
];

#[test]
fn every_part_of_an_east_asian_word_finds_it() {
    let mut missed = Vec::new();
    for &(language, word) in EAST_ASIAN {
        let folder = tempfile::tempdir().unwrap();
        let searcher = index_of(folder.path(), &[(language, word), (language, "전혀无関")]);
        let chars: Vec<char> = word.chars().collect();
        for from in 0..chars.len() {
            for to in from + 1..=chars.len() {
                let part: String = chars[from..to].iter().collect();
                if found(&searcher, &part).first() != Some(&1) {
                    missed.push(part);
                }
            }
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn pages_follow_a_cursor_and_amounts_sort() {
    let folder = tempfile::tempdir().unwrap();
    let searcher = build(folder.path());
    let sorts = [Sort::Relevance, Sort::Recent, Sort::DateNewest, Sort::DateOldest, Sort::Amount];
    for sort in sorts {
        let page = |after, limit| {
            let options = Options { limit, offset: 0, sort, after, count: false };
            searcher.search(&parse("missile OR korea OR 미사일 OR протест").unwrap(), &options)
        };
        let whole: Vec<u64> = page(None, 10).unwrap().hits.iter().map(|h| h.sequence).collect();
        let (mut after, mut pieces) = (None, Vec::new());
        loop {
            let hits = page(after, 2).unwrap().hits;
            let Some(last) = hits.last() else { break };
            after = Cursor::decode(&last.cursor.encode());
            pieces.extend(hits.iter().map(|h| h.sequence));
        }
        assert_eq!(pieces, whole);
        assert!(whole.len() > 4);
    }
    let amounts = Options { sort: Sort::Amount, ..Options::default() };
    let hits = searcher.search(&parse("*").unwrap(), &amounts).unwrap();
    assert_eq!(hits.hits.iter().map(|h| h.sequence).take(2).collect::<Vec<_>>(), [1, 2]);
    assert!(Cursor::decode("x").is_none() && Cursor::decode("r12").is_none());
}

#[test]
fn recency_lifts_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let searcher = build(folder.path());
    let first = |sort| {
        let options = Options { sort, ..Options::default() };
        let hits = searcher.search(&parse("missile").unwrap(), &options).unwrap().hits;
        hits.iter().map(|hit| (hit.sequence, hit.score)).collect::<Vec<_>>()
    };
    let (plain, recent) = (first(Sort::Relevance), first(Sort::Recent));
    assert_eq!(plain.len(), recent.len());
    for (sequence, score) in plain {
        let lifted = recent.iter().find(|(other, _)| *other == sequence).unwrap().1;
        // Row 7 is the newest, row 5 years older.
        match sequence {
            7 => assert!((lifted / score - 1.5).abs() < 1e-4),
            _ => assert!(lifted >= score && lifted < score * 1.3),
        }
    }
}

#[test]
fn a_query_without_hits_is_told_what_to_try() {
    let folder = tempfile::tempdir().unwrap();
    let searcher = build(folder.path());
    let suggest = |query| searcher.suggest(&parse(query).unwrap()).unwrap().join("; ");
    assert_eq!(suggest("missle korea"), "no document has missle; did you mean missile?");
    assert_eq!(suggest("zzzzzzzzzz"), "no document has zzzzzzzzzz");
    assert!(suggest("missile lang:fr ballistic").contains("without [lang fr]: 1 document"));
}

#[test]
fn reasons_name_the_parts_that_hold() {
    let (text, mentions) = read_marked(ROWS[0].5);
    let query = parse("netted NEAR/3 <money>=1bn title:fortune site:example.com").unwrap();
    let reasons = reasons(ROWS[0].4, &text, Some("en"), &query, &mentions);
    let shown: Vec<_> = reasons.iter().map(|r| (r.in_title, r.words.join("|"))).collect();
    assert_eq!(shown, [(true, "fortune".to_string()), (false, "netted|$1.2 billion".to_string())]);
}

#[test]
fn relative_dates_need_a_clock_and_a_query_needs_words() {
    assert!(Query::parse("date:7d").is_err());
    for query in ["", "…"] {
        assert!(parse(query).unwrap_err().to_string().contains("nothing"), "{query}");
    }
}

#[test]
fn what_is_read_otherwise_is_told() {
    for (query, word) in [
        ("who won?", "question mark"),
        ("money>=$5m", "USD"),
        ("date:7d", "2024-03-24"),
        ("a OR b c", "brackets"),
        ("a or b", "OR"),
        ("a & b", "left out"),
        ("导弹*", "without *"),
        ("money>=5m USD", "is read as 5mUSD"),
    ] {
        let parsed = parse(query).unwrap();
        assert!(parsed.notes().iter().any(|n| n.contains(word)), "{query}: {:?}", parsed.notes());
    }
    assert!(parse("missile NEAR/3 <money>").unwrap().notes().is_empty());
}

#[test]
fn plain_text_and_any_rank_by_words_found() {
    let folder = tempfile::tempdir().unwrap();
    let searcher = build(folder.path());
    let query = Query::plain("THE BALLISTIC MISSILE: is it NOT launched?").unwrap();
    let hits = searcher.search(&query, &Options::default()).unwrap();
    assert_eq!(hits.hits.first().map(|h| h.sequence), Some(2));
    assert!(hits.notes.iter().any(|n| n.contains("the")), "{:?}", hits.notes);
    let any = ParseOptions { any: true, ..ParseOptions::default() };
    let query = Query::parse_with("ballistic missile lang:fr", &any).unwrap();
    assert_eq!(searcher.matching(&query, 10).unwrap(), [5]);
}

#[test]
fn order_and_paging_are_stable() {
    let folder = tempfile::tempdir().unwrap();
    let searcher = build(folder.path());
    let page = |sort, offset, limit| {
        let options = Options { limit, offset, sort, after: None, count: true };
        let hits = searcher.search(&parse("*").unwrap(), &options).unwrap();
        hits.hits.iter().map(|h| h.sequence).collect::<Vec<_>>()
    };
    assert_eq!(page(Sort::Relevance, 0, 3), [1, 2, 3]);
    assert_eq!(page(Sort::DateNewest, 0, 10), [7, 4, 3, 2, 1, 5, 6]);
    assert_eq!(page(Sort::DateOldest, 0, 10), [5, 1, 2, 3, 4, 7, 6]);
    assert_eq!(page(Sort::DateNewest, 2, 2), [3, 2]);
    assert_eq!(page(Sort::DateNewest, 99, 2), [0; 0]);
    assert_eq!(page(Sort::Relevance, 0, 0), [0; 0]);
}

#[test]
fn commits_name_their_sequence_and_what_was_not_committed_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let mut writer = Writer::open(&path).unwrap();
    assert_eq!(writer.last_sequence(), 0);
    for row in &ROWS[..3] {
        writer.add(prepare(&stored(row))).unwrap();
    }
    writer.commit(3).unwrap();
    writer.add(prepare(&stored(&ROWS[3]))).unwrap();
    drop(writer);
    let mut writer = Writer::open(&path).unwrap();
    assert_eq!(writer.last_sequence(), 3);
    let searcher = Searcher::open(&path).unwrap();
    assert_eq!((searcher.documents(), searcher.last_sequence()), (3, 3));
    let mut row = stored(&ROWS[3]);
    row.document.text = "Other words now.".to_string();
    writer.add(prepare(&row)).unwrap();
    writer.commit(4).unwrap();
    writer.close().unwrap();
    let searcher = Searcher::open(&path).unwrap();
    assert_eq!(found(&searcher, "ballistic launched"), [2]);
    assert_eq!(found(&searcher, "\"other words\""), [4]);
    assert_eq!((searcher.documents(), searcher.last_sequence()), (4, 4));
}

#[test]
fn a_damaged_or_foreign_index_asks_for_a_rebuild() {
    let folder = tempfile::tempdir().unwrap();
    let error = Searcher::open(folder.path()).unwrap_err();
    assert!(error.to_string().contains("newsint rebuild"), "{error}");
    build(folder.path());
    let meta = folder.path().join("meta.json");
    let text = std::fs::read_to_string(&meta).unwrap();
    std::fs::write(&meta, text.replace("newsint-index/", "newsint-index/9")).unwrap();
    assert!(matches!(index::open(folder.path()).unwrap(), Opened::NeedsRebuild(_)));
    std::fs::write(&meta, &text).unwrap();
    let segment = std::fs::read_dir(folder.path()).unwrap().flatten().map(|e| e.path());
    for path in segment.filter(|p| p.extension().is_some_and(|e| e == "term")) {
        std::fs::write(path, "cut").unwrap();
    }
    assert!(matches!(index::open(folder.path()).unwrap(), Opened::NeedsRebuild(_)));
    assert!(Searcher::open(folder.path()).is_err());
    std::fs::write(&meta, "{").unwrap();
    assert!(matches!(index::open(folder.path()).unwrap(), Opened::NeedsRebuild(_)));
    assert!(Searcher::open(folder.path()).is_err() && Writer::open(folder.path()).is_err());
    let writer = Writer::create(folder.path()).unwrap();
    assert_eq!(writer.last_sequence(), 0);
}

#[test]
fn the_examples_of_the_reference_are_understood() {
    let reference = include_str!("../../docs/query.md");
    let block = reference.split("```").nth(1).unwrap();
    assert!(block.lines().filter(|l| !l.is_empty()).count() >= 3);
    for query in block.lines().filter(|l| !l.is_empty()) {
        assert!(parse(query).is_ok(), "{query}");
    }
}

#[test]
fn hostile_queries_answer_or_refuse_within_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let searcher = build(folder.path());
    let queries = [
        "(".repeat(10_000),
        ")".repeat(10_000),
        "-".repeat(10_000),
        "NOT ".repeat(2_500),
        "a ".repeat(5_000),
        "a OR ".repeat(2_000) + "a",
        "a NEAR/100 ".repeat(900) + "a",
        "\"".repeat(9_999),
        "*".repeat(10_000),
        "*a".repeat(5_000),
        "?*".repeat(5_000) + "a",
        "*a* ".repeat(2_500),
        "導".repeat(3_000),
        "미사일".repeat(1_000),
        format!("\"{}\"", "the ".repeat(2_000)),
        format!("\"{}\"~100", "the ".repeat(1_000)),
        "<money> ".repeat(1_000),
        "x".repeat(10_240),
        "+".repeat(10_000),
        "\u{0}\u{1}\u{2}\u{202e}".repeat(100),
    ];
    for query in &queries {
        let start = Instant::now();
        if let Ok(parsed) = parse(query) {
            searcher.search(&parsed, &Options::default()).unwrap();
            snippet("the text of the missile", Some("en"), &parsed, &[]);
        }
        let shown: String = query.chars().take(12).collect();
        assert!(start.elapsed() < Duration::from_secs(1), "{shown}: {:?}", start.elapsed());
    }
    assert!(parse(&"a".repeat(10_241)).is_err());
}

fn lit(marked: &str, language: &str, query: &str) -> String {
    let (text, mentions) = read_marked(marked);
    let mut out = text.clone();
    let spans = highlights(&text, Some(language), &parse(query).unwrap(), &mentions);
    for span in spans.iter().rev() {
        out.insert(span.end as usize, '}');
        out.insert(span.start as usize, '{');
    }
    out
}

#[test]
fn highlights_show_why_a_document_matched() {
    for (text, language, query, expected) in [
        ("He launched. They launch it.", "en", "launching", "He {launched}. They {launch} it."),
        (
            "ballistic missile, missile",
            "en",
            "\"ballistic missile\"",
            "{ballistic missile}, missile",
        ),
        ("missiles missed", "en", "missi*", "{missiles} missed"),
        ("북한은 탄도미사일을 발사", "ko", "미사일", "북한은 {탄도미사일을} 발사"),
        ("朝鲜发射弹道导弹。", "zh", "弹道导弹", "朝鲜发射{弹道导弹}。"),
        (
            "He netted [usd:5|$5 million] and [eur:7|€7]",
            "en",
            "netted NEAR/2 <money>",
            "He {netted} {$5 million} and €7",
        ),
        ("paid [usd:5|$5] or [eur:7|€7]", "en", "money>=6", "paid $5 or {€7}"),
        ("[person:Kim Jong Un|Kim] spoke", "en", "person:\"Kim Jong Un\"", "{Kim} spoke"),
        (
            "[named:Jane Roe|Jane Roe] and Jane, [named:Ann Low|Ann Low]",
            "en",
            "entity:\"Jane Roe\" NEAR/9 jane",
            "{Jane Roe} and {Jane}, Ann Low",
        ),
        (
            "One korea. Two missile. Three missile korea.",
            "en",
            "korea SENTENCE missile",
            "One korea. Two missile. Three {missile} {korea}.",
        ),
        ("a b", "en", "a -b", "{a} b"),
    ] {
        assert_eq!(lit(text, language, query), expected, "{query}");
    }
}

#[test]
fn snippets_are_short_whole_and_marked() {
    let filler = "Nothing of note was said here today by anyone at all. ".repeat(40);
    let text = format!("{filler}\n\nThe hackers  netted\n$5 million in the raid. {filler}");
    let shown = snippet(&text, Some("en"), &parse("netted hackers").unwrap(), &[]);
    assert!(shown.text.contains("The hackers netted $5 million in the raid."), "{}", shown.text);
    let chars: Vec<char> = shown.text.chars().collect();
    assert!(chars.len() <= 300 && !shown.text.contains("  "), "{}", shown.text);
    let words: Vec<String> =
        shown.spans.iter().map(|&(a, b)| chars[a..b].iter().collect()).collect();
    assert_eq!(words, ["hackers", "netted"]);
    assert!(shown.source.of(&text).contains("netted\n$5"));
    let none = snippet(&text, None, &parse("absent").unwrap(), &[]);
    assert!(none.text.starts_with("Nothing of note") && none.spans.is_empty());
    assert_eq!(snippet("", None, &parse("a").unwrap(), &[]).text, "");
    let wide = "導彈".repeat(2_000);
    let shown = snippet(&wide, Some("zh"), &parse("彈導").unwrap(), &[]);
    assert!(shown.text.chars().count() <= 304, "{}", shown.text.chars().count());
}
