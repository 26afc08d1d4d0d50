//! Title, authors, dates, site name and address of a page.

mod author;
pub(super) mod date;
mod gather;
mod jsonld;
mod site;
mod title;

pub(super) use self::jsonld::paragraphs;
use super::html::tree::Dom;
use crate::model::{Capture, Stamp};

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) title: String,
    /// How the page describes itself.
    pub(super) description: String,
    pub(super) author: Vec<String>,
    pub(super) site: Option<String>,
    pub(super) published: Option<Stamp>,
    pub(super) modified: Option<Stamp>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    /// The article's paragraphs as structured data gives it.
    pub(super) article_body: Vec<String>,
    /// Structured data says that it is behind a wall.
    pub(super) not_free: bool,
    /// Structured data calls it a live blog.
    pub(super) live: bool,
    /// Structured data or Open Graph call it one article.
    pub(super) is_article: bool,
}

/// Reads the metadata of a page.
pub(super) fn read(dom: &Dom<'_>, capture: &Capture) -> Metadata {
    let found = gather::gather(dom);
    let ld = jsonld::read(&found.scripts);
    let url = site::canonical(&found, &capture.url);
    let address = url.as_deref().unwrap_or(&capture.url);
    let site = site::name(&found, &ld, address);
    let title = title::title(dom, &found, &ld, site.as_deref(), address);
    let author = author::authors(dom, &found, &ld, site.as_deref());
    let language = found.language.map(ToOwned::to_owned);
    let dates = date::page::dates(dom, &found, &ld, capture);
    let og_article = found.meta(&["og:type"]).is_some_and(|t| t.contains("article"));
    Metadata {
        title,
        description: found
            .meta(&["og:description", "description", "twitter:description"])
            .map(|d| super::clean::line(&jsonld::plain(d)))
            .unwrap_or_default(),
        author,
        site,
        published: dates.published,
        modified: dates.modified,
        url,
        language,
        is_article: og_article || ld.is_article,
        article_body: ld.body.as_deref().map(paragraphs).unwrap_or_default(),
        not_free: ld.not_free,
        live: ld.live,
    }
}
