//! A bare Tantivy index of documents (JSON lines: id, text, date?) and the time its queries take:
//! one stemmed field with positions, the id stored, the date a fast field. Prints one JSON object.
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::ops::Bound;
use std::time::{Duration, Instant};

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::*;
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{DateTime, Index, TantivyDocument, Term};

fn day(text: &str) -> i64 {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|t| t.parse::<i64>().ok()).unwrap_or(1);
    let (y, m, d) = (part(0, 4), part(5, 7), part(8, 10));
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let (yoe, mp) = (y - era * 400, (m + 9) % 12);
    let doy = (153 * mp + 2) / 5 + d - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

fn main() -> tantivy::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, documents, folder, queries] = arguments.as_slice() else { panic!("DOCUMENTS FOLDER QUERIES") };
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("english")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let id = schema.add_text_field("id", STRING | STORED);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let date = schema.add_date_field("date", FAST);
    let index = Index::create_in_dir(folder, schema.build())?;
    let mut analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::English))
        .build();
    index.tokenizers().register("english", analyzer.clone());
    let started = Instant::now();
    let mut writer = index.writer_with_num_threads(2, 96 << 20)?;
    for line in BufReader::new(std::fs::File::open(documents)?).lines() {
        let item: serde_json::Value = serde_json::from_str(&line?).expect("JSON");
        let mut document = TantivyDocument::default();
        document.add_text(id, item["id"].as_str().unwrap_or(""));
        document.add_text(text, item["text"].as_str().unwrap_or(""));
        if let Some(when) = item["date"].as_str() {
            document.add_date(date, DateTime::from_timestamp_secs(day(when) * 86_400));
        }
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let seconds = started.elapsed().as_secs_f64();
    let searcher = index.reader()?.searcher();
    let mut took: BTreeMap<String, Vec<Duration>> = BTreeMap::new();
    for line in BufReader::new(std::fs::File::open(queries)?).lines() {
        let line = line?;
        let cells: Vec<&str> = line.split('\t').collect();
        let mut best = Duration::MAX;
        for _ in 0..6 {
            let start = Instant::now();
            let mut terms = Vec::new();
            analyzer.token_stream(cells[1]).process(&mut |token| terms.push(Term::from_field_text(text, &token.text)));
            let single = |term: &Term| -> Box<dyn Query> {
                Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs))
            };
            let query: Box<dyn Query> = match cells[0] {
                "phrase" if terms.len() > 1 => Box::new(PhraseQuery::new(terms)),
                "range" => {
                    let bound = |cell: &str, more: i64| {
                        Term::from_field_date(date, DateTime::from_timestamp_secs((day(cell) + more) * 86_400))
                    };
                    let range = RangeQuery::new(
                        Bound::Included(bound(cells[2], 0)),
                        Bound::Excluded(bound(cells[3], 1)),
                    );
                    Box::new(BooleanQuery::new(vec![
                        (Occur::Must, single(&terms[0])),
                        (Occur::Must, Box::new(tantivy::query::ConstScoreQuery::new(Box::new(range), 0.0))),
                    ]))
                }
                kind => {
                    let occur = if kind == "or" { Occur::Should } else { Occur::Must };
                    if terms.len() == 1 {
                        single(&terms[0])
                    } else {
                        Box::new(BooleanQuery::new(terms.iter().map(|t| (occur, single(t))).collect()))
                    }
                }
            };
            let found = searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
            for (_, address) in found {
                std::hint::black_box(searcher.doc::<TantivyDocument>(address)?);
            }
            best = best.min(start.elapsed());
        }
        took.entry(cells[0].to_string()).or_default().push(best);
    }
    let mut out = serde_json::Map::new();
    for (kind, mut times) in took {
        times.sort();
        out.insert(kind, serde_json::json!(times[times.len() / 2].as_secs_f64() * 1000.0));
    }
    println!("{}", serde_json::json!({"seconds": seconds, "p50_ms": out}));
    Ok(())
}
