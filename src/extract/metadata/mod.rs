//! Title, authors, dates, site name and address of a page.

mod agency;
pub(super) mod author;
pub(super) mod date;
mod details;
mod gather;
mod jsonld;
mod names;
mod site;
mod title;

pub(super) use self::agency::dateline;
pub(super) use self::jsonld::paragraphs;
use super::explain::Trail;
use super::html::tree::Dom;
use crate::model::{Capture, Details, Stamp};

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

/// What is wanted beside the document.
#[derive(Debug, Default)]
pub(super) struct Extras {
    /// Filled if it is `Some`.
    pub(super) details: Option<Details>,
    pub(super) trail: Trail,
}

/// Reads the metadata of a page.
pub(super) fn read(dom: &Dom<'_>, capture: &Capture, extras: &mut Extras) -> Metadata {
    let found = gather::gather(dom);
    let ld = jsonld::read(&found.scripts, &capture.url);
    let trail = &mut extras.trail;
    let url = site::canonical(&found, &capture.url);
    let address = url.as_deref().unwrap_or(&capture.url);
    let site = site::name(&found, &ld, address, trail);
    let title = title::title(dom, &found, &ld, (site.as_deref(), address), trail);
    let by = author::authors(dom, (&found, &ld), (site.as_deref(), address, title.node), trail);
    let language = found.language.map(ToOwned::to_owned);
    let dates = date::page::dates(dom, (&found, &ld, capture), title.node, trail);
    let og_article = found.meta(&["og:type"]).is_some_and(|t| t.contains("article"));
    let description = found
        .meta(&["og:description", "description", "twitter:description"])
        .map(|d| super::clean::line(&jsonld::plain(d)))
        .unwrap_or_default();
    if let Some(details) = &mut extras.details {
        let stamps = (dates.published, dates.modified);
        let addresses = (url.as_deref(), capture.url.as_str());
        *details = details::read(&found, &ld, stamps, addresses, &description);
        details.agency = by.agency.map(ToOwned::to_owned);
    }
    Metadata {
        title: title.text,
        description,
        author: by.authors,
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
