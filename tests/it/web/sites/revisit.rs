//! A site seen twice: its state is the epoch of the web.

use super::{OPEN, Site};
use crate::web::answer::{Answer, Ask, Body};
use crate::web::page::{Page, to};
use crate::web::words::{Article, article};

/// Has an `ETag`; never changes.
pub(crate) const TAGGED: usize = 200;
/// Has a `Last-Modified`; never changes.
pub(crate) const DATED: usize = 201;
/// Has an `ETag`, and another text in epoch 1.
pub(crate) const CHANGED: usize = 202;
/// No validators; never changes.
pub(crate) const BARE: usize = 203;
/// 404 in epoch 1.
pub(crate) const GONE: usize = 204;
/// Not there before epoch 1.
pub(crate) const NEW: usize = 205;

const DATE: &str = "Tue, 03 Jun 2025 08:00:00 GMT";

/// The site.
pub(crate) fn site() -> Site {
    Box::new(|ask: &Ask| {
        if ask.path == "/robots.txt" {
            return Answer::text(OPEN);
        }
        if ask.path == "/" {
            let mut numbers = vec![TAGGED, DATED, CHANGED, BARE, GONE];
            if ask.epoch > 0 {
                numbers.push(NEW);
            }
            let page = Page::with(numbers.into_iter().map(|n| to(article(n))));
            return Answer::html(page.listing("Front page"));
        }
        let found = (TAGGED..=NEW).map(article).find(|article| article.path() == ask.path);
        found.map_or_else(|| Answer::error(404), |article| story(article, ask))
    })
}

fn story(article: Article, ask: &Ask) -> Answer {
    let edition = if article.number == CHANGED { ask.epoch } else { 0 };
    let page = Answer::html(Page::default().article(article.edition(edition)));
    let not_modified = || Answer::new(304, Body::Whole(Vec::new())).note("not modified");
    match article.number {
        TAGGED | CHANGED => {
            let tag = format!("\"{}-{edition}\"", article.number);
            if ask.header("If-None-Match") == Some(tag.as_str()) {
                not_modified().with("ETag", tag)
            } else {
                page.with("ETag", tag)
            }
        }
        DATED if ask.header("If-Modified-Since") == Some(DATE) => {
            not_modified().with("Last-Modified", DATE)
        }
        DATED => page.with("Last-Modified", DATE),
        GONE if ask.epoch > 0 => Answer::error(404),
        NEW if ask.epoch == 0 => Answer::error(404),
        _ => page,
    }
}
