//! What a page tells a crawler: its links, feeds and canonical address, and what it forbids.
//!
//! One scan over the tokens of the decoded HTML, without a tree.

mod next;
mod refresh;

use rustc_hash::FxHashMap;
use url::Url;

use crate::limits::LINKS_PER_PAGE_MAX;

use super::directives::Directives;
use super::href;
use super::markup::{Tag, Token, Tokens, entities};

/// Most feeds taken from one page.
const FEEDS: usize = 100;
/// Longest language tag that is kept. Bytes.
const LANGUAGE_BYTES: usize = 35;

/// What was found on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageLinks {
    /// The links in page order, each address once; at most [`LINKS_PER_PAGE_MAX`].
    pub links: Vec<Link>,
    /// The address the page says it should be known by (RFC 6596).
    pub canonical: Option<Url>,
    /// Feeds that the page names as alternates of itself.
    pub feeds: Vec<Url>,
    /// The next page of a list: from `<link rel="next">`, or the first link of that meaning.
    pub next: Option<Url>,
    /// Where a `<meta http-equiv="refresh">` leads to soon.
    pub refresh: Option<Url>,
    /// What the page forbids.
    pub directives: Directives,
    /// The language of the page as it is written there, such as `en-GB`.
    pub lang: Option<String>,
}

/// A link of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address: `http` or `https`, resolved, without its fragment.
    pub url: Url,
    /// Whether `rel="nofollow"` is said at every place where the link stands.
    pub nofollow: bool,
    /// Whether the link leads to the next page of a list, by its relation, class or words.
    pub next: bool,
}

/// Scans a page. `base` is the address it was fetched from, `agent` the product token of the
/// crawler, for directives that name one.
pub fn scan(html: &str, base: &Url, agent: &str) -> PageLinks {
    let mut scan = Scan {
        page: PageLinks::default(),
        known: FxHashMap::default(),
        base: base.clone(),
        rebased: false,
        agent,
        anchor: None,
        text: String::new(),
    };
    for token in Tokens::html(html) {
        match token {
            Token::Open(tag) => scan.open(&tag),
            Token::Text(text) if scan.anchor.is_some() => scan.text(text),
            Token::Close(name) if name.eq_ignore_ascii_case("a") => scan.end_anchor(),
            _ => {}
        }
    }
    scan.end_anchor();
    scan.page
}

#[derive(Debug)]
struct Scan<'a> {
    page: PageLinks,
    /// Where in the list a link is, by its address.
    known: FxHashMap<Url, usize>,
    base: Url,
    /// Whether `<base>` was seen: only the first counts.
    rebased: bool,
    agent: &'a str,
    /// The link whose text is being read.
    anchor: Option<usize>,
    text: String,
}

impl Scan<'_> {
    fn open(&mut self, tag: &Tag<'_>) {
        let mut name = [0; 5];
        let bytes = tag.name.as_bytes();
        let Some(lower) = name.get_mut(..bytes.len()) else { return };
        lower.copy_from_slice(bytes);
        lower.make_ascii_lowercase();
        match &*lower {
            b"a" => {
                self.end_anchor();
                self.link(tag, "href", true);
            }
            b"area" => self.link(tag, "href", false),
            b"frame" => self.link(tag, "src", false),
            b"link" => self.relation(tag),
            b"meta" => self.meta(tag),
            b"base" => self.rebase(tag),
            b"html" => {
                let lang = tag.get("lang").or_else(|| tag.get("xml:lang"));
                self.language(&lang.unwrap_or_default());
            }
            _ => {}
        }
    }

    fn address(&self, href: &str) -> Option<Url> {
        // A link within the page is none; most of them can be told by their first character.
        if href.trim_start().starts_with('#') { None } else { href::page(href, &self.base) }
    }

    fn link(&mut self, tag: &Tag<'_>, address: &str, anchor: bool) {
        let (mut href, mut nofollow, mut next) = (None, false, false);
        for (name, raw) in tag.attributes() {
            if name.eq_ignore_ascii_case(address) {
                href = href.or(Some(raw));
            } else if name.eq_ignore_ascii_case("rel") {
                nofollow |= has_word(raw, "nofollow");
                next |= has_word(raw, "next");
            } else if name.eq_ignore_ascii_case("class") {
                next |= next::is_next_class(raw);
            } else if name.eq_ignore_ascii_case("title") || name.eq_ignore_ascii_case("aria-label")
            {
                next |= raw.len() <= next::NAME_BYTES && next::is_next_text(&entities::decode(raw));
            }
        }
        let Some(url) = href.and_then(|raw| self.address(&entities::decode(raw))) else { return };
        let at = if let Some(at) = self.known.get(&url) {
            *at
        } else {
            if self.page.links.len() >= LINKS_PER_PAGE_MAX {
                return;
            }
            self.known.insert(url.clone(), self.page.links.len());
            self.page.links.push(Link { url, nofollow, next: false });
            self.page.links.len() - 1
        };
        if let Some(link) = self.page.links.get_mut(at) {
            link.nofollow &= nofollow;
        }
        if next {
            self.set_next(at);
        }
        self.anchor = anchor.then_some(at);
    }

    fn set_next(&mut self, at: usize) {
        if let Some(link) = self.page.links.get_mut(at) {
            link.next = true;
            self.page.next.get_or_insert_with(|| link.url.clone());
        }
    }

    fn text(&mut self, raw: &str) {
        // A longer text is no name; what is kept of it is already too long.
        if self.text.len() <= next::NAME_BYTES {
            let short = raw.len() <= next::NAME_BYTES * 4;
            let text = if short { entities::decode(raw) } else { raw.into() };
            let cut =
                text.char_indices().nth(next::NAME_BYTES + 1).map_or(text.len(), |(at, _)| at);
            self.text.push_str(text.get(..cut).unwrap_or_default());
        }
    }

    fn end_anchor(&mut self) {
        if let Some(at) = self.anchor.take() {
            if next::is_next_text(&self.text) {
                self.set_next(at);
            }
            self.text.clear();
        }
    }

    /// `<link>`: canonical, feeds, next page.
    fn relation(&mut self, tag: &Tag<'_>) {
        let (Some(rel), Some(href)) = (tag.get("rel"), tag.get("href")) else { return };
        let kind = tag.get("type").unwrap_or_default();
        if has_word(&rel, "canonical") && self.page.canonical.is_none() {
            self.page.canonical = self.address(&href);
        }
        if has_word(&rel, "next") && self.page.next.is_none() {
            self.page.next = self.address(&href);
        }
        let named = has_word(&rel, "alternate") && is_feed_type(&kind, &href);
        if (named || has_word(&rel, "feed"))
            && self.page.feeds.len() < FEEDS
            && let Some(url) = self.address(&href)
            && !self.page.feeds.contains(&url)
        {
            self.page.feeds.push(url);
        }
    }

    fn meta(&mut self, tag: &Tag<'_>) {
        let content = tag.get("content").unwrap_or_default();
        if let Some(name) = tag.get("name") {
            let found = Directives::from_meta(&name, &content, self.agent);
            self.page.directives = self.page.directives.merge(found);
        }
        match tag.get("http-equiv") {
            Some(equiv)
                if equiv.trim().eq_ignore_ascii_case("refresh") && self.page.refresh.is_none() =>
            {
                self.page.refresh = refresh::target(&content).and_then(|to| self.address(to));
            }
            Some(equiv) if equiv.trim().eq_ignore_ascii_case("content-language") => {
                self.language(&content);
            }
            _ => {}
        }
    }

    fn rebase(&mut self, tag: &Tag<'_>) {
        if !self.rebased
            && let Some(href) = tag.get("href")
            && let Some(url) = self.address(&href)
        {
            self.base = url;
            self.rebased = true;
        }
    }

    fn language(&mut self, tag: &str) {
        let tag = tag.trim();
        if self.page.lang.is_none() && !tag.is_empty() && tag.len() <= LANGUAGE_BYTES {
            self.page.lang = Some(tag.to_owned());
        }
    }
}

/// Whether a list of words, as of `rel`, has one.
fn has_word(list: &str, word: &str) -> bool {
    // Some write commas between them.
    let mut words = list.split(|sign: char| sign.is_ascii_whitespace() || sign == ',');
    words.any(|found| found.eq_ignore_ascii_case(word))
}

/// Whether an alternate of that media type is a feed.
fn is_feed_type(kind: &str, href: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        // WordPress names the address of its programming interface so.
        "application/json" => !href.contains("wp-json") && href.contains("feed"),
        "text/xml" | "application/xml" => true,
        _ => ["rss", "atom", "rdf", "feed+json"].iter().any(|word| kind.contains(word)),
    }
}

#[cfg(test)]
mod tests;
