//! Feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0 (RFC 4287), CDF, JSON Feed 1 and 1.1; in
//! any state of repair, since most feeds are in some.
//!
//! One pass without a schema: an element counts by its name and namespace, wherever it stands, as
//! long as it stands in an entry or in the feed itself.

mod draft;
mod element;
mod json;
mod spaces;
mod title;
mod xml;

use url::Url;

use super::decode;

/// A feed as a crawler sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feed {
    /// The title, as [`FeedEntry::title`].
    pub title: Option<String>,
    /// The entries in the order of the feed; at most [`crate::limits::FEED_ENTRIES_MAX`].
    pub entries: Vec<FeedEntry>,
    /// Where older entries are: `next`, else `prev-archive` (RFC 5005), or JSON Feed's `next_url`.
    pub next: Option<Url>,
}

/// One entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedEntry {
    /// The page: `http` or `https`, resolved, without its fragment.
    pub link: Option<Url>,
    /// The title in one line; what HTML was in it is still in it, unescaped once.
    pub title: Option<String>,
    /// The id as written.
    pub id: Option<String>,
    /// When it was first published: RFC 3339, UTC.
    pub published: Option<String>,
    /// When it was last changed: RFC 3339, UTC.
    pub updated: Option<String>,
}

/// Reads a feed; `None` for what is none. `base` is the address it was fetched from, `content_type`
/// the value of the HTTP header.
pub fn parse(body: &[u8], content_type: Option<&str>, base: &Url) -> Option<Feed> {
    let text = decode::text(body, content_type);
    let text = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{FEFF}');
    if text.starts_with('{') { json::parse(text, base) } else { xml::parse(text, base) }
}

#[cfg(test)]
mod tests;
