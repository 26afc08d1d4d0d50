//! Feeds and site maps against public conformance data.

use newsint::crawl::feed::{self, Feed, FeedEntry};
use newsint::crawl::key;
use newsint::crawl::sitemap::{self, Sitemap};
use serde_json::Value;
use url::Url;

use crate::shared::shared;

/// The cases of a file of the shared data; none without it.
fn cases(name: &str) -> Vec<Value> {
    let Some(folder) = shared("bench/crawl") else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn body(case: &Value) -> Vec<u8> {
    data_encoding::BASE64.decode(case["data_b64"].as_str().unwrap().as_bytes()).unwrap()
}

fn base() -> Url {
    Url::parse("http://127.0.0.1:8097/").unwrap()
}

fn parse(case: &Value) -> Option<Feed> {
    feed::parse(&body(case), case["content_type"].as_str(), &base())
}

/// The same address, however it was written.
fn same_address(url: Option<&Url>, expected: &Value) -> bool {
    let expected = expected.as_str().and_then(|text| key::parse(text, Some(&base())));
    let key = |url: &Url| key::normalise(url);
    url.map(key) == expected.as_ref().map(key)
}

/// The same instant: `expected` is in any format, or broken down as C does it.
fn same_time(time: Option<&String>, expected: &Value) -> bool {
    let Some(time) = time else { return expected.is_null() };
    match expected {
        Value::Array(parts) => {
            let part = |at: usize| parts[at].as_i64().unwrap();
            let day = format!("{:04}-{:02}-{:02}", part(0), part(1), part(2));
            *time == format!("{day}T{:02}:{:02}:{:02}Z", part(3), part(4), part(5))
        }
        other => {
            let entry =
                format!("<rss><item><pubDate>{}</pubDate></item></rss>", other.as_str().unwrap());
            let read = feed::parse(entry.as_bytes(), None, &base()).unwrap();
            read.entries[0].published.as_ref() == Some(time)
        }
    }
}

/// Whether a field of the feed is as expected; `None` for fields that are not read.
fn field(feed: &Feed, path: &[Value], expected: &Value) -> Option<bool> {
    let name = path.last()?.as_str()?;
    // The attributes of markup in a title are not kept.
    if expected.as_str().is_some_and(|text| text.contains("=\"")) {
        return None;
    }
    match (path.first()?.as_str()?, path.len()) {
        ("feed", 2 | 3) if is_title(path) => Some(feed.title.as_deref() == expected.as_str()),
        ("entries", 3 | 4) => {
            let none = FeedEntry::default();
            let at = usize::try_from(path[1].as_u64()?).unwrap();
            let entry = feed.entries.get(at).unwrap_or(&none);
            match name {
                _ if is_title(path) => Some(entry.title.as_deref() == expected.as_str()),
                "link" if path.len() == 3 => Some(same_address(entry.link.as_ref(), expected)),
                "published" | "published_parsed" => {
                    Some(same_time(entry.published.as_ref(), expected))
                }
                "updated" | "updated_parsed" => Some(same_time(entry.updated.as_ref(), expected)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a path ends in `title` or `title_detail value`.
fn is_title(path: &[Value]) -> bool {
    let names: Vec<_> = path.iter().filter_map(Value::as_str).collect();
    matches!(names.as_slice(), [.., "title"] | [.., "title_detail", "value"])
}

#[test]
fn feeds_of_all_kinds_are_read() {
    let all = cases("feeds_feedparser.jsonl");
    let (mut fields, mut wrong, mut refused) = (0, Vec::new(), Vec::new());
    for case in &all {
        let Some(feed) = parse(case) else {
            refused.push(case["id"].to_string());
            continue;
        };
        for expect in case["expect"].as_array().unwrap() {
            let path = expect["path"].as_array().unwrap();
            if let Some(right) = field(&feed, path, &expect["value"]) {
                fields += 1;
                if !right {
                    wrong.push(format!("{}: {expect}, not {feed:?}", case["id"]));
                }
            }
        }
    }
    assert!(refused.is_empty(), "{refused:?}");
    assert!(wrong.len() * 100 <= fields * 2, "{} of {fields}: {wrong:#?}", wrong.len());
}

#[test]
fn titles_links_and_dates_are_those_of_another_reader() {
    let mut wrong = Vec::new();
    for case in &cases("feeds_feedrs.jsonl") {
        let Some(feed) = parse(case) else {
            wrong.push(format!("{}: refused", case["id"]));
            continue;
        };
        let entries = case["entries"].as_array().unwrap();
        if feed.title.as_deref() != case["title"].as_str() || feed.entries.len() != entries.len() {
            wrong.push(format!("{}: {:?} {}", case["id"], feed.title, feed.entries.len()));
        }
        for (entry, expected) in feed.entries.iter().zip(entries) {
            if entry.title.as_deref() != expected["title"].as_str() {
                wrong.push(format!("{}: {entry:?}, not {expected}", case["id"]));
            }
            let (link, first) = (entry.link.as_ref(), &expected["links"][0]);
            // The address behind that of a service that counts readers is the better one.
            let counted = first.as_str().is_some_and(|link| link.contains("feedproxy"));
            let linked = first.is_null() || counted || same_address(link, first);
            let dated = expected["published"].is_null()
                || same_time(
                    entry.published.as_ref().or(entry.updated.as_ref()),
                    &expected["published"],
                );
            if !linked || !dated {
                wrong.push(format!("{}: {entry:?}, not {expected}", case["id"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn site_maps_list_what_they_list() {
    for case in &cases("sitemaps.jsonl") {
        let found = match (sitemap::parse(&body(case), &base()), case["kind"].as_str().unwrap()) {
            (Some(Sitemap::Index(entries)), "sitemapindex")
            | (Some(Sitemap::Urls(entries)), "urlset" | "text") => entries,
            (None, "feed" | "rss") => continue,
            (other, kind) => panic!("{}: {kind}, not {other:?}", case["id"]),
        };
        let expected = case["locs"].as_array().unwrap();
        assert_eq!(found.len(), expected.len(), "{}", case["id"]);
        for (entry, expected) in found.iter().zip(expected) {
            assert!(same_address(Some(&entry.url), expected), "{}: {expected}", case["id"]);
        }
    }
}
