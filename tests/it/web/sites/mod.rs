//! The sites. Each function makes one host; constants name what a test needs to know of it.

pub(crate) mod bodies;
pub(crate) mod copies;
pub(crate) mod failing;
pub(crate) mod plain;
pub(crate) mod redirects;
pub(crate) mod revisit;
pub(crate) mod robots;
pub(crate) mod safety;
pub(crate) mod traps;

use super::Site;
use super::answer::{Answer, Ask};
use super::page::{Page, to};
use super::words::article;

/// The usual answer of a site for robots.txt: everything is allowed.
pub(crate) const OPEN: &str = "User-agent: *\nDisallow:\n";

/// The pages a site has by path; everything else is a 404.
pub(crate) fn pages(list: Vec<(String, Answer)>) -> Site {
    Box::new(move |ask: &Ask| {
        let found = list.iter().find(|(path, _)| *path == ask.path);
        found.map_or_else(|| Answer::error(404), |(_, answer)| answer.clone())
    })
}

/// A front page that links to the articles of some numbers, and these.
pub(crate) fn front_and_articles(numbers: &[usize]) -> Vec<(String, Answer)> {
    let links = || numbers.iter().map(|n| to(article(*n)));
    let mut list = vec![
        ("/robots.txt".to_owned(), Answer::text(OPEN)),
        ("/".to_owned(), Answer::html(Page::with(links()).listing("Front page"))),
    ];
    for (at, number) in numbers.iter().enumerate() {
        let next = numbers[(at + 1) % numbers.len()];
        let page = Page::with([to(article(next))]).article(article(*number));
        list.push((article(*number).path(), Answer::html(page)));
    }
    list
}

/// A small honest site.
pub(crate) fn small(numbers: &[usize]) -> Site {
    pages(front_and_articles(numbers))
}
