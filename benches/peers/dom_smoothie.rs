//! Extracts every page of a folder with dom_smoothie, on one thread: one JSON line a page with its
//! text, title and author, then one with the milliseconds taken (best of three rounds a page).
use std::time::{Duration, Instant};

fn main() {
    let folder = std::env::args().nth(1).expect("usage: dom_smoothie FOLDER");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .collect();
    paths.sort();
    let mut whole = Duration::ZERO;
    for path in paths {
        let page = String::from_utf8_lossy(&std::fs::read(&path).expect("a page")).into_owned();
        let mut best = Duration::MAX;
        let mut found = None;
        for _ in 0..3 {
            let start = Instant::now();
            found = dom_smoothie::Readability::new(page.as_str(), None, None)
                .and_then(|mut reader| reader.parse())
                .ok();
            best = best.min(start.elapsed());
        }
        whole += best;
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (text, title, author, date) = found.map_or_else(Default::default, |a| {
            (a.text_content.to_string(), a.title, a.byline, a.published_time)
        });
        let line = serde_json::json!({"id": id, "text": text, "title": title, "author": author, "date": date});
        println!("{line}");
    }
    println!("{}", serde_json::json!({"ms": whole.as_secs_f64() * 1000.0}));
}
