//! Redirects: honest ones, endless ones, and one that wants a cookie.

use super::{OPEN, Site};
use crate::web::answer::{Answer, Ask};
use crate::web::page::Page;
use crate::web::words::article;

/// At the end of a chain of two.
pub(crate) const MOVED: usize = 150;
/// At the end of a chain of fifteen.
pub(crate) const FAR: usize = 151;
/// Behind a redirect to itself that sets a cookie.
pub(crate) const COOKIE: usize = 152;
/// Linked plainly.
pub(crate) const HERE: usize = 153;

/// Links to all of them.
pub(crate) fn site() -> Site {
    Box::new(|ask: &Ask| {
        let story = |number| Answer::html(Page::default().article(article(number)));
        match ask.path.as_str() {
            "/robots.txt" => Answer::text(OPEN),
            "/" => {
                let links = ["/old", "/loop/a", "/hop/1", "/wall", "/self", "/here"];
                let links = links.map(|path| (path.to_owned(), format!("Read {path}")));
                Answer::html(Page::with(links).listing("Front page"))
            }
            "/old" => Answer::redirect(301, "/newer"),
            "/newer" => Answer::redirect(308, "/newest"),
            "/newest" => story(MOVED),
            "/loop/a" => Answer::redirect(302, "/loop/b"),
            "/loop/b" => Answer::redirect(302, "/loop/a"),
            "/self" => Answer::redirect(302, "/self"),
            "/wall" if ask.header("Cookie").is_some_and(|value| value.contains("seen=1")) => {
                story(COOKIE)
            }
            "/wall" => Answer::redirect(302, "/wall").with("Set-Cookie", "seen=1; Path=/"),
            "/here" => story(HERE),
            path => match path.strip_prefix("/hop/").and_then(|n| n.parse::<u32>().ok()) {
                Some(n @ 1..15) => Answer::redirect(302, format!("/hop/{}", n + 1)),
                Some(15) => story(FAR),
                _ => Answer::error(404),
            },
        }
    })
}
