//! A host in trouble: it asks for patience, stumbles, or stays broken.

use super::{OPEN, Site};
use crate::web::answer::{Answer, Ask};
use crate::web::page::{Page, to};
use crate::web::words::{Article, article};

/// 429 with `Retry-After: 2` at first.
pub(crate) const LIMITED: usize = 80;
/// 503 with a date three seconds away at first.
pub(crate) const LATER: usize = 81;
/// 500 twice.
pub(crate) const FLAKY: usize = 82;
/// 500 always.
pub(crate) const BROKEN: usize = 83;
/// Nothing the matter.
pub(crate) const FINE: usize = 84;

/// One site of them, linking to the given ones.
pub(crate) fn site(linked: &[usize]) -> Site {
    let links: Vec<_> = linked.iter().map(|n| to(article(*n))).collect();
    Box::new(move |ask: &Ask| {
        let is = |number: usize| ask.path == article(number).path();
        match ask.path.as_str() {
            "/robots.txt" => Answer::text(OPEN),
            "/" => Answer::html(Page::with(links.clone()).listing("Front page")),
            _ if is(LIMITED) && ask.nth == 0 => Answer::error(429).with("Retry-After", "2"),
            _ if is(LATER) && ask.nth == 0 => Answer::error(503).with("Retry-After", http_date(3)),
            _ if is(FLAKY) && ask.nth < 2 => Answer::error(500),
            _ if is(BROKEN) => Answer::error(500),
            _ => match [LIMITED, LATER, FLAKY, FINE].into_iter().find(|n| is(*n)) {
                Some(number) => Answer::html(plain(article(number))),
                None => Answer::error(404),
            },
        }
    })
}

fn plain(article: Article) -> String {
    Page::default().article(article)
}

/// The time some seconds from now as HTTP writes it (RFC 9110, 5.6.7).
fn http_date(seconds: i64) -> String {
    let now = jiff::Timestamp::now().as_second();
    let then = jiff::Timestamp::from_second(now + seconds).unwrap();
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&then).unwrap()
}
