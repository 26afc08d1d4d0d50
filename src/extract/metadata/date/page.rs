//! When a page was published and changed: candidates in order of trust.

use super::{is_before, parse};
use crate::extract::html::tag::Tag;
use crate::extract::html::tree::{Dom, Node};
use crate::extract::html::vocab::Marks;
use crate::extract::metadata::gather::Found;
use crate::extract::metadata::jsonld::Linked;
use crate::model::{Capture, Stamp};

/// The two dates of a page.
#[derive(Debug, Default)]
pub(in crate::extract) struct Dates {
    pub(in crate::extract) published: Option<Stamp>,
    pub(in crate::extract) modified: Option<Stamp>,
}

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "article.published",
    "originalpublicationdate",
    "article_date_original",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "rnews:datepublished",
    "publish-date",
    "publish_date",
    "publishdate",
    "published_time",
    "publication_date",
    "publication-date",
    "publicationdate",
    "date_published",
    "published_date",
    "published-date",
    "pubdate",
    "pub_date",
    "displaydate",
    "article:post_date",
    "article.created",
    "article:created_time",
    "datecreated",
    "citation_date",
    "citation_publication_date",
    "citation_online_date",
    "prism.publicationdate",
    "dateissued",
    "ptime",
    "timestamp",
    "date",
    "created",
    "bt:pubdate",
    "vr:published_time",
    "shareaholic:article_published_time",
    "og:pubdate",
    "video:release_date",
    "og:release_date",
    "release_date",
    "creationdateis",
    "gsacreateddate",
    "dc.created",
];

const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "article:modified",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "last_modified",
    "revision_date",
    "modified_time",
    "article.updated",
    "updated_time",
    "modificationdate",
    "article:updated_time",
    "revised",
];

/// Chooses the dates of a page. Nothing later than the capture is believed.
pub(in crate::extract) fn dates(
    dom: &Dom<'_>,
    found: &Found<'_>,
    ld: &Linked,
    capture: &Capture,
) -> Dates {
    let day_first = !found.language.is_some_and(is_month_first);
    let check = |text: &str| {
        parse(text, day_first).filter(|s| s.date.year() >= 1990 && is_before(s, capture))
    };
    let meta = |names: &[&str]| names.iter().flat_map(|n| found.metas(n)).find_map(|v| check(v));
    let modified = ld.modified.as_deref().and_then(check).or_else(|| meta(MODIFIED));
    let by_url = url_date(&capture.url).filter(|s| is_before(s, capture));
    let published = ld
        .published
        .as_deref()
        .and_then(check)
        .or_else(|| meta(PUBLISHED))
        .or_else(|| marked(dom, found, &check))
        .or(by_url)
        .or_else(|| visible(dom, found, &check))
        .or_else(|| in_scripts(&found.raw, &check))
        .or_else(|| ld.page_published.as_deref().and_then(check))
        .or(modified)
        .or_else(|| ld.page_modified.as_deref().and_then(check));
    Dates { published, modified }
}

/// Month first is the habit of the United States; pages that say plain `en` mostly come from there.
fn is_month_first(language: &str) -> bool {
    let language = language.trim().to_ascii_lowercase().replace('_', "-");
    matches!(language.as_str(), "en" | "en-us" | "en-ph")
}

/// `itemprop=datePublished` and `<time pubdate>`, and the first `<time>` outside furniture.
fn marked(
    dom: &Dom<'_>,
    found: &Found<'_>,
    check: &impl Fn(&str) -> Option<Stamp>,
) -> Option<Stamp> {
    let read = |index: u32| {
        let node = dom.node(index)?;
        let attr = ["datetime", "content", "title"].iter().find_map(|a| check(node.attr(a)?));
        attr.or_else(|| check(&dom.text(index, 200)))
    };
    let says = |index: &u32| {
        dom.node(*index).is_some_and(|n| {
            n.attr("itemprop")
                .is_some_and(|p| p.contains("datePublished") || p.contains("dateCreated"))
                || n.attr("pubdate").is_some()
                || n.attr("class")
                    .is_some_and(|c| c.contains("published") || c.contains("entry-date"))
        })
    };
    let all = || found.times.iter().chain(&found.dates);
    let own = |i: &&u32| !dom.within(**i, is_aside);
    all()
        .filter(|i| says(i))
        .filter(own)
        .find_map(|i| read(*i))
        .or_else(|| found.times.iter().filter(own).find_map(|i| read(*i)))
}

fn is_aside(node: &Node<'_>) -> bool {
    matches!(node.tag, Tag::Aside | Tag::Footer | Tag::Nav) || node.marks.any(Marks::COMMENT)
}

/// A date in an element named for it, or in a short line near the headline.
fn visible(
    dom: &Dom<'_>,
    found: &Found<'_>,
    check: &impl Fn(&str) -> Option<Stamp>,
) -> Option<Stamp> {
    let named = found.dates.iter().chain(&found.bylines).filter(|i| !dom.within(**i, is_aside));
    let named = named.filter_map(|i| Some(dom.text(*i, 200)).filter(|t| t.len() < 200));
    named.into_iter().find_map(|t| check(&t)).or_else(|| {
        let body = dom.nodes().iter().position(|n| n.tag == Tag::Body).unwrap_or(0);
        let from = found.headings.first().map_or(body, |h| *h as usize);
        let short = |n: &&Node<'_>| n.tag == Tag::Text && (6..120).contains(&n.text.trim().len());
        let after = dom.nodes().iter().skip(from).filter(short).take(150);
        let before = dom.nodes().get(body..from).unwrap_or_default().iter().rev();
        let mut near = after.chain(before.filter(short).take(40));
        near.find_map(|n| check(n.text))
    })
}

/// Keys under which page data outside schema.org gives the date, in order of trust.
const KEYS: &[&str] = &[
    "\"datePublished\"",
    "\"publishedAt\"",
    "\"published_at\"",
    "\"firstPublished",
    "\"publishDate\"",
    "\"publish_date\"",
    "\"publishedDate\"",
    "\"published_date\"",
    "\"publicationDate\"",
    "\"publication_date\"",
];

/// A date in the data that scripts carry, broken JSON included.
fn in_scripts(scripts: &[&str], check: &impl Fn(&str) -> Option<Stamp>) -> Option<Stamp> {
    KEYS.iter().find_map(|key| {
        scripts.iter().find_map(|script| {
            let at = memchr::memmem::find(script.as_bytes(), key.as_bytes())?;
            let rest = crate::extract::clean::cut_bytes(script.get(at + key.len()..)?, 120);
            let value = rest.split_once(':')?.1.trim_start().trim_start_matches('"');
            check(value.split(['"', ',', '}']).next()?)
        })
    })
}

/// A date in the path: `/2022/11/28/`, `/2022-11-28-`, `/20221128/`.
fn url_date(url: &str) -> Option<Stamp> {
    let path = url.split_once("://")?.1.split_once('/')?.1.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    parts
        .windows(3)
        .find_map(|w| match w {
            [y, m, d]
                if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()) =>
            {
                let digits = w.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
                digits.then(|| parse(&format!("{y}-{m}-{d}"), true))?
            }
            _ => None,
        })
        .or_else(|| {
            parts
                .iter()
                .filter(|p| p.len() == 8 && (p.starts_with("20") || p.starts_with("199")))
                .filter(|p| p.bytes().all(|b| b.is_ascii_digit()))
                .find_map(|p| parse(p, true))
        })
}

#[cfg(test)]
mod tests {
    use super::url_date;

    #[test]
    fn dates_in_addresses() {
        let date = |u: &str| url_date(u).map(|s| s.to_string());
        assert_eq!(date("https://a.example/news/2022/11/28/x").as_deref(), Some("2022-11-28"));
        assert_eq!(date("https://a.example/x-2022-11-28-y").as_deref(), Some("2022-11-28"));
        assert_eq!(date("https://a.example/20221128/x").as_deref(), Some("2022-11-28"));
        assert_eq!(date("https://a.example/article/20229999"), None);
    }
}
