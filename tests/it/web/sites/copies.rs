//! One article in several places.

use super::{Site, front_and_articles, pages};
use crate::web::answer::Answer;
use crate::web::page::Page;
use crate::web::words::article;

/// At two addresses, byte for byte.
pub(crate) const TWICE: usize = 180;
/// At its address and a second one that names the first as canonical.
pub(crate) const CANONICAL: usize = 181;
/// With a version for printers that names it as canonical.
pub(crate) const PRINTED: usize = 182;
/// Once.
pub(crate) const ONCE: usize = 183;

/// The site of an origin.
pub(crate) fn site(origin: &str) -> Site {
    let mut list = front_and_articles(&[TWICE, CANONICAL, PRINTED, ONCE]);
    let link = |href: String, words: &str| (href, words.to_owned());
    let canonical =
        |n: usize| format!("<link rel=\"canonical\" href=\"{origin}{}\">", article(n).path());
    let mut links: Vec<_> = [TWICE, CANONICAL, PRINTED, ONCE]
        .iter()
        .map(|n| link(article(*n).path(), &article(*n).title()))
        .collect();
    links.push(link("/copy/of-it".to_owned(), "The same elsewhere"));
    links.push(link("/mobile/story".to_owned(), "For small screens"));
    links.push(link("/print/story".to_owned(), "For printers"));
    list[1].1 = Answer::html(Page::with(links).listing("Front page"));
    let bytes = Answer::html(Page::default().article(article(TWICE)));
    for (path, answer) in &mut list {
        if *path == article(TWICE).path() {
            *answer = bytes.clone();
        }
        if let Some(n) = [CANONICAL, PRINTED].into_iter().find(|n| article(*n).path() == *path) {
            *answer = Answer::html(Page::default().head(&canonical(n)).article(article(n)));
        }
    }
    list.push(("/copy/of-it".to_owned(), bytes));
    let nav = [link("/".to_owned(), "Mobile home")];
    let mobile = Page::default().head(&canonical(CANONICAL)).nav(nav);
    list.push(("/mobile/story".to_owned(), Answer::html(mobile.article(article(CANONICAL)))));
    let print = Page::default()
        .head(&canonical(PRINTED))
        .head("<link rel=\"stylesheet\" href=\"/print.css\">");
    list.push(("/print/story".to_owned(), Answer::html(print.article(article(PRINTED)))));
    pages(list)
}
