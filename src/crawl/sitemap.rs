//! Site maps (sitemaps.org, protocol 0.9): `urlset`, `sitemapindex`, with the extension for news,
//! and plain lists of addresses; compressed or not, and read as far as they go.

use std::borrow::Cow;
use std::io::Read;

use url::Url;

use crate::limits::{LINK_BYTES_MAX, SITEMAP_BYTES_MAX, SITEMAP_ENTRIES_MAX};

use super::markup::{Tag, Token, Tokens, entities};
use super::{decode, href, instant};

/// Longest date that is kept while it is read. Bytes.
const DATE_BYTES: usize = 100;
/// Elements before the root that are put up with.
const JUNK_ELEMENTS: usize = 16;

/// What a site map lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sitemap {
    /// Further site maps.
    Index(Vec<SitemapEntry>),
    /// Pages.
    Urls(Vec<SitemapEntry>),
}

/// One line of a site map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapEntry {
    /// The address: `http` or `https`, resolved, without its fragment.
    pub url: Url,
    /// The last change, or else the publication of a news article: RFC 3339 in UTC, or a day.
    pub modified: Option<String>,
}

/// Reads a site map; `None` for what is none (a page, a feed). `base` is the address it was fetched
/// from. At most [`SITEMAP_ENTRIES_MAX`] entries and [`SITEMAP_BYTES_MAX`] bytes are read.
pub fn parse(body: &[u8], base: &Url) -> Option<Sitemap> {
    let body = unpack(body);
    let text = decode::text(&body, None);
    let text = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{FEFF}');
    if text.starts_with('<') {
        xml(text, base)
    } else {
        list(text, base).or_else(|| xml(text, base))
    }
}

/// Undoes gzip, of a broken file as far as it goes.
fn unpack(body: &[u8]) -> Cow<'_, [u8]> {
    if !body.starts_with(&[0x1F, 0x8B]) {
        return Cow::Borrowed(body);
    }
    let mut out = Vec::new();
    let mut reader = flate2::read::MultiGzDecoder::new(body).take(SITEMAP_BYTES_MAX);
    // What came before the damage is in `out` all the same.
    let _ = reader.read_to_end(&mut out);
    Cow::Owned(out)
}

/// A list of addresses, one a line; `None` unless the first line is one.
fn list(text: &str, base: &Url) -> Option<Sitemap> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_address = |line: &&str| {
        let start = line.get(..8).unwrap_or_default().to_ascii_lowercase();
        start.starts_with("http://") || start.starts_with("https://")
    };
    is_address(&lines().next()?).then_some(())?;
    let urls = lines().filter(is_address).take(SITEMAP_ENTRIES_MAX);
    let entry = |line| Some(SitemapEntry { url: href::page(line, base)?, modified: None });
    Some(Sitemap::Urls(urls.filter_map(entry).collect()))
}

/// What an entry holds so far.
#[derive(Debug, Default)]
struct Draft<'a> {
    /// The prefix of its element: those of other names are extensions.
    prefix: &'a str,
    url: Option<Url>,
    changed: Option<String>,
    published: Option<String>,
}

/// A field that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Address,
    Changed,
    Published,
}

#[derive(Debug)]
struct Reader<'a> {
    base: &'a Url,
    /// Whether the root, or else the first entry, says that this is an index.
    index: Option<bool>,
    junk: usize,
    draft: Option<Draft<'a>>,
    field: Option<(Field, String)>,
    entries: Vec<SitemapEntry>,
}

fn xml(text: &str, base: &Url) -> Option<Sitemap> {
    let (draft, field) = (None, None);
    let mut reader = Reader { base, index: None, junk: 0, draft, field, entries: Vec::new() };
    for token in Tokens::xml(text) {
        match token {
            Token::Open(tag) => reader.open(&tag)?,
            Token::Close(name) => reader.close(name),
            Token::Text(text) => reader.text(&entities::decode(text)),
            Token::Verbatim(text) => reader.text(text),
        }
        if reader.entries.len() >= SITEMAP_ENTRIES_MAX {
            break;
        }
    }
    reader.end_entry();
    let entries = reader.entries;
    reader.index.map(|index| if index { Sitemap::Index(entries) } else { Sitemap::Urls(entries) })
}

impl<'a> Reader<'a> {
    /// `None` when this is no site map.
    fn open(&mut self, tag: &Tag<'a>) -> Option<()> {
        let (prefix, local) = tag.name.split_once(':').unwrap_or(("", tag.name));
        let local = local.to_ascii_lowercase();
        self.end_field();
        match local.as_str() {
            "urlset" => self.index = self.index.or(Some(false)),
            "sitemapindex" => self.index = self.index.or(Some(true)),
            "url" | "sitemap" if self.draft.as_ref().is_none_or(|draft| draft.prefix == prefix) => {
                self.end_entry();
                self.index = self.index.or(Some(local == "sitemap"));
                self.draft = Some(Draft { prefix, ..Draft::default() });
            }
            "html" | "head" | "body" | "rss" | "feed" | "rdf" if self.index.is_none() => {
                return None;
            }
            _ if self.index.is_none() => {
                self.junk += 1;
                return (self.junk <= JUNK_ELEMENTS).then_some(());
            }
            _ => {}
        }
        let own = self.draft.as_ref().is_some_and(|draft| draft.prefix == prefix);
        let field = match local.as_str() {
            "loc" if own => Some(Field::Address),
            "lastmod" if own => Some(Field::Changed),
            "publication_date" => Some(Field::Published),
            _ => None,
        };
        self.field = field.filter(|_| !tag.empty).map(|field| (field, String::new()));
        Some(())
    }

    fn text(&mut self, text: &str) {
        if let Some((field, value)) = &mut self.field {
            let most = if *field == Field::Address { LINK_BYTES_MAX } else { DATE_BYTES };
            if value.len() + text.len() <= most {
                value.push_str(text);
            }
        }
    }

    fn close(&mut self, name: &str) {
        self.end_field();
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let ends = local.eq_ignore_ascii_case("url") || local.eq_ignore_ascii_case("sitemap");
        if ends && self.draft.as_ref().is_some_and(|draft| draft.prefix == prefix) {
            self.end_entry();
        }
    }

    fn end_field(&mut self) {
        let Some((field, value)) = self.field.take() else { return };
        let Some(draft) = &mut self.draft else { return };
        match field {
            Field::Address if draft.url.is_none() => draft.url = href::page(&value, self.base),
            Field::Changed if draft.changed.is_none() => {
                draft.changed = instant::instant_or_day(&value);
            }
            Field::Published if draft.published.is_none() => {
                draft.published = instant::instant_or_day(&value);
            }
            _ => {}
        }
    }

    fn end_entry(&mut self) {
        self.end_field();
        if let Some(Draft { url: Some(url), changed, published, .. }) = self.draft.take() {
            self.entries.push(SitemapEntry { url, modified: changed.or(published) });
        }
    }
}

#[cfg(test)]
mod tests;
