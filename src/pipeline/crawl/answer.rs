//! What an answer holds. Pure: a stored answer read again tells the same.

use url::Url;

use crate::capture::{Head, decode_body_within, page_capture};
use crate::crawl::directives::Directives;
use crate::crawl::feed::{self, Feed};
use crate::crawl::key;
use crate::crawl::page::{self, PageLinks};
use crate::crawl::role::Role;
use crate::crawl::sitemap::{self, Sitemap};
use crate::extract::{self, Extractor};
use crate::limits::CRAWL_DECODED_BYTES_MAX;
use crate::model::{Document, FlagKind, MediaKind, Outcome};

/// The product token by which robots rules and robots tags name us.
pub(crate) const AGENT: &str = "newsint";

/// An answer with status 200, as what it is.
#[derive(Debug)]
pub(crate) enum Content {
    /// A page or a text: perhaps an article, perhaps not.
    Page(Box<Page>),
    Feed(Feed),
    Sitemap(Sitemap),
    /// robots.txt, codings undone.
    Robots(Vec<u8>),
    /// Of no kind that is read; the reason in words.
    Unread(String),
}

#[derive(Debug)]
pub(crate) struct Page {
    pub(super) document: Document,
    pub(super) links: PageLinks,
    pub(super) directives: Directives,
}

impl Page {
    /// The flag of that kind, as words.
    pub(super) fn flag(&self, kind: FlagKind) -> Option<&str> {
        let flag = self.document.flags.iter().find(|flag| flag.kind == kind);
        flag.map(|flag| flag.evidence.as_str())
    }
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Examined {
    pub(super) status: u16,
    /// Of answers with status 200.
    pub(super) content: Option<Content>,
    /// Where a redirect leads.
    pub(super) location: Option<Url>,
    pub(super) etag: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) retry_after: Option<String>,
}

/// Reads an answer: `block` is its head and body as received.
pub(crate) fn examine(
    role: Role,
    url: &str,
    fetched_at: &str,
    block: &[u8],
    extractor: &Extractor,
) -> Examined {
    let Some(head) = Head::parse(block) else {
        let reason = "the answer is no HTTP".to_string();
        return Examined {
            status: 0,
            content: Some(Content::Unread(reason)),
            location: None,
            etag: None,
            modified: None,
            retry_after: None,
        };
    };
    let field = |name: &str| head.fields.get(name).map(str::to_owned);
    let base = key::parse(url, None);
    let redirect = matches!(head.status, 301 | 302 | 303 | 307 | 308);
    let location = head.fields.get("Location").filter(|_| redirect);
    Examined {
        status: head.status,
        content: (head.status == 200)
            .then(|| content(role, (url, fetched_at), &head, block, extractor)),
        location: location.and_then(|location| key::parse(location, base.as_ref())),
        etag: field("ETag"),
        modified: field("Last-Modified"),
        retry_after: field("Retry-After"),
    }
}

fn content(
    role: Role,
    (url, fetched_at): (&str, &str),
    head: &Head,
    block: &[u8],
    extractor: &Extractor,
) -> Content {
    let coded = block.get(head.body_at..).unwrap_or_default();
    let body = match decode_body_within(head, coded, CRAWL_DECODED_BYTES_MAX) {
        Ok(body) => body.into_owned(),
        Err(reason) => return Content::Unread(reason),
    };
    let Some(base) = key::parse(url, None) else {
        return Content::Unread("the address is no URL".to_string());
    };
    let declared = head.fields.get("Content-Type");
    if role == Role::Robots {
        return Content::Robots(body);
    }
    if (role == Role::Sitemap || may_be_sitemap(declared, &body))
        && let Some(sitemap) = sitemap::parse(&body, &base)
    {
        return Content::Sitemap(sitemap);
    }
    if (role == Role::Feed || may_be_feed(declared, &body))
        && let Some(feed) = feed::parse(&body, declared, &base)
    {
        return Content::Feed(feed);
    }
    if matches!(role, Role::Sitemap | Role::Feed) {
        return Content::Unread(format!("no {}", role.as_str()));
    }
    let capture = match page_capture(url.to_owned(), fetched_at.to_owned(), declared, body) {
        Ok(capture) => capture,
        Err(reason) => return Content::Unread(reason),
    };
    let (document, _) = extractor.extract(&capture);
    let links = if capture.kind == MediaKind::Html {
        page::scan(&extract::decode_page(&capture), &base, AGENT)
    } else {
        PageLinks::default()
    };
    let said = head.fields.all("X-Robots-Tag").map(|value| Directives::from_header(value, AGENT));
    let directives = said.fold(links.directives, Directives::merge);
    Content::Page(Box::new(Page { document, links, directives }))
}

/// The first bytes of a body that are no white space.
fn start(body: &[u8]) -> &[u8] {
    let body = body.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(body).trim_ascii_start();
    body.get(..body.len().min(1024)).unwrap_or(body)
}

fn holds(part: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| memchr::memmem::find(part, word.as_bytes()).is_some())
}

fn is_html(declared: Option<&str>) -> bool {
    declared.is_some_and(|declared| declared.to_ascii_lowercase().contains("html"))
}

fn may_be_feed(declared: Option<&str>, body: &[u8]) -> bool {
    let start = start(body);
    let marked = holds(start, &["<rss", "<feed", "<rdf:RDF", "jsonfeed.org/version", "<channel"]);
    marked && (!is_html(declared) || start.starts_with(b"<?xml") || start.starts_with(b"<rss"))
}

fn may_be_sitemap(declared: Option<&str>, body: &[u8]) -> bool {
    body.starts_with(&[0x1F, 0x8B])
        || (!is_html(declared) && holds(start(body), &["<urlset", "<sitemapindex"]))
}

impl Examined {
    /// What becomes of the capture of this answer: a page is read in its turn, all else is kept as
    /// evidence.
    pub(crate) fn outcome(&self) -> Outcome {
        match &self.content {
            Some(Content::Page(page)) if page.directives.noindex => {
                Outcome::Kept("the page asks not to be indexed (noindex)".to_string())
            }
            Some(Content::Page(page)) if !page.document.is_article() => {
                Outcome::NoText(super::super::work::why_no_article(&page.document))
            }
            Some(Content::Page(_)) => Outcome::Pending,
            Some(Content::Feed(_)) => Outcome::Kept("a feed".to_string()),
            Some(Content::Sitemap(_)) => Outcome::Kept("a sitemap".to_string()),
            Some(Content::Robots(_)) => Outcome::Kept("robots.txt".to_string()),
            Some(Content::Unread(reason)) => Outcome::Kept(reason.clone()),
            None => match &self.location {
                Some(target) => Outcome::Kept(format!("redirect to {target}")),
                None => Outcome::Kept(format!("HTTP status {}", self.status)),
            },
        }
    }

    /// Media type under which the capture is listed.
    pub(crate) fn media_type(&self) -> &'static str {
        match &self.content {
            Some(Content::Page(_)) => "text/html",
            Some(Content::Feed(_)) => "application/rss+xml",
            Some(Content::Sitemap(_)) => "application/xml",
            Some(Content::Robots(_)) => "text/plain",
            Some(Content::Unread(_)) | None => "application/http",
        }
    }

    /// The document of a page.
    pub(crate) fn into_document(self) -> Option<Document> {
        match self.content {
            Some(Content::Page(page)) => Some(page.document),
            _ => None,
        }
    }

    /// The page, if it is one.
    pub(super) fn page(&self) -> Option<&Page> {
        match &self.content {
            Some(Content::Page(page)) => Some(page),
            _ => None,
        }
    }
}
