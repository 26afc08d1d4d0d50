//! JSON Feed 1 and 1.1.

use serde_json::Value;
use url::Url;

use crate::limits::{FEED_ENTRIES_MAX, FEED_FIELD_BYTES_MAX};

use super::{Feed, FeedEntry, title};
use crate::crawl::{href, instant};

/// Reads a JSON Feed. What has items and says that it is a feed is one, whatever its version.
pub(super) fn parse(text: &str, base: &Url) -> Option<Feed> {
    let value: Value = serde_json::from_str(text).ok()?;
    let items = value.get("items")?.as_array()?;
    let is_feed = ["version", "feed_url", "home_page_url", "title"];
    if !is_feed.iter().any(|key| value.get(key).is_some_and(Value::is_string)) {
        return None;
    }
    Some(Feed {
        title: text_of(&value, "title").and_then(|text| title::line(&text)),
        entries: items.iter().take(FEED_ENTRIES_MAX).map(|item| entry(item, base)).collect(),
        next: text_of(&value, "next_url").and_then(|href| href::page(&href, base)),
    })
}

fn entry(item: &Value, base: &Url) -> FeedEntry {
    let link = |key| text_of(item, key).and_then(|href| href::page(&href, base));
    let date = |key| text_of(item, key).and_then(|text| instant::instant(&text));
    let id = text_of(item, "id");
    let named =
        || id.as_deref().filter(|id| id.starts_with("http")).and_then(|id| href::page(id, base));
    FeedEntry {
        link: link("url").or_else(|| link("external_url")).or_else(named),
        title: text_of(item, "title").and_then(|text| title::line(&text)),
        published: date("date_published"),
        updated: date("date_modified"),
        id,
    }
}

/// A string or a number, as text.
fn text_of(value: &Value, key: &str) -> Option<String> {
    let text = match value.get(key)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty() && text.len() <= FEED_FIELD_BYTES_MAX).then_some(text)
}
