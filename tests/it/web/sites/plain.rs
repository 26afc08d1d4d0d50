//! An honest news site: sections, an archive with "next" links, a sitemap and a feed.

use super::{Site, pages};
use crate::web::answer::Answer;
use crate::web::page::{Link, Page, feed, sitemap, to};
use crate::web::words::{Article, article};

/// Linked from the front page.
pub(crate) const FRONT: std::ops::Range<usize> = 0..4;
/// Linked from the sections, two links from the front page.
pub(crate) const SECTIONS: [std::ops::Range<usize>; 2] = [4..9, 9..13];
/// Linked from the pages of the archive alone, two a page.
pub(crate) const ARCHIVE: std::ops::Range<usize> = 13..19;
/// Named in the sitemap alone.
pub(crate) const SITEMAP: std::ops::Range<usize> = 19..23;
/// Named in the feed alone.
pub(crate) const FEED: std::ops::Range<usize> = 23..27;
/// Linked from an article alone.
pub(crate) const DEEP: std::ops::Range<usize> = 27..29;
/// Every article of the site.
pub(crate) const ALL: std::ops::Range<usize> = 0..29;

fn links(numbers: impl IntoIterator<Item = usize>) -> Vec<Link> {
    numbers.into_iter().map(|n| to(article(n))).collect()
}

fn nav() -> Vec<Link> {
    [("/news/", "News"), ("/world/", "World"), ("/archive/", "Archive"), ("/about", "About us")]
        .map(|(href, words)| (href.to_owned(), words.to_owned()))
        .to_vec()
}

fn listing(title: &str, links: Vec<Link>) -> Answer {
    Answer::html(Page::with(links).nav(nav()).listing(title))
}

/// The site of an origin.
pub(crate) fn site(origin: &str) -> Site {
    let robots = format!("User-agent: *\nDisallow: /private/\n\nSitemap: {origin}/sitemap.xml\n");
    let front = Page::with(links(FRONT)).nav(nav()).head(
        "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"News\" href=\"/feed.xml\">",
    );
    let paths: Vec<_> = SITEMAP.chain(0..2).map(|n| article(n).path()).collect();
    let mut list = vec![
        ("/robots.txt".to_owned(), Answer::text(robots)),
        ("/".to_owned(), Answer::html(front.listing("The Test Courier: today"))),
        ("/news/".to_owned(), listing("News", links(SECTIONS[0].clone()))),
        ("/world/".to_owned(), listing("World", links(SECTIONS[1].clone()))),
        ("/about".to_owned(), listing("About us", Vec::new())),
        ("/sitemap.xml".to_owned(), Answer::xml(sitemap(origin, &paths))),
        (
            "/feed.xml".to_owned(),
            Answer::bytes("application/rss+xml", feed(origin, &links(FEED.chain(0..1)))),
        ),
    ];
    list.extend(archive());
    for number in ALL {
        list.push((article(number).path(), Answer::html(page(article(number)))));
    }
    pages(list)
}

/// Three pages, each with a link to the next.
fn archive() -> Vec<(String, Answer)> {
    let path =
        |n: usize| if n == 1 { "/archive/".to_owned() } else { format!("/archive/page/{n}") };
    (1..=3)
        .map(|n| {
            let first = ARCHIVE.start + (n - 1) * 2;
            let mut page = Page::with(links(first..first + 2)).nav(nav());
            if n < 3 {
                let next = path(n + 1);
                page = page.head(&format!("<link rel=\"next\" href=\"{next}\">"));
                page.links.push((next, "Next page".to_owned()));
            }
            (path(n), Answer::html(page.listing("Archive")))
        })
        .collect()
}

/// The related links of those that only one way leads to must not open another.
fn page(article_here: Article) -> String {
    let related = match article_here.number {
        n @ 0..4 => links([(n + 1) % 4]),
        // From the world section, one more step down.
        n @ 9..11 => links([DEEP.start + (n - 9)]),
        _ => Vec::new(),
    };
    Page::with(related).nav(nav()).article(article_here)
}
