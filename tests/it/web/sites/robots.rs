//! Hosts that say what they want: in robots.txt, by its status, in pages and in headers.

use std::time::Duration;

use super::{Site, front_and_articles, pages};
use crate::web::answer::{Answer, Ask, Body};
use crate::web::page::{Page, to};
use crate::web::words::article;

/// Rules with wild cards, an end mark, a longer match, and a group for newsint.
const RULES: &str = "\
User-agent: *
Disallow: /

User-agent: newsint
Disallow: /private/
Disallow: /*.print$
Disallow: /*/draft/
Disallow: /search
Allow: /search/about
Disallow: /open
Allow: /open/
Disallow: /open/closed$
Disallow: /*?sort=
";

/// Linked paths that the rules of [`rules`] allow, with the number of the article there.
pub(crate) const ALLOWED: [(&str, usize); 6] = [
    ("/story/one", 30),
    ("/search/about", 31),
    ("/open/story", 32),
    ("/open/closed/story", 33),
    ("/story/two.print.html", 34),
    ("/privately/held", 35),
];

/// Linked paths that they forbid.
pub(crate) const FORBIDDEN: [&str; 8] = [
    "/private/",
    "/private/letter",
    "/story/one.print",
    "/news/draft/unfinished",
    "/search?q=tram",
    "/open",
    "/open/closed",
    "/story/one?sort=date",
];

/// Wild cards, `$`, longest match (RFC 9309, 2.2.2).
pub(crate) fn rules() -> Site {
    let links = ALLOWED.iter().map(|(path, _)| *path).chain(FORBIDDEN);
    let front = Page::with(links.map(|path| (path.to_owned(), format!("See {path}"))));
    let mut list = vec![
        ("/robots.txt".to_owned(), Answer::text(RULES)),
        ("/".to_owned(), Answer::html(front.listing("Front page"))),
    ];
    for (path, number) in ALLOWED {
        let page = Page::with([to_path(FORBIDDEN[number % FORBIDDEN.len()])]);
        list.push((path.to_owned(), Answer::html(page.article(article(number)))));
    }
    for (at, path) in FORBIDDEN.into_iter().enumerate() {
        let page = Page::default().article(article(270 + at));
        list.push((path.to_owned(), Answer::html(page)));
    }
    pages(list)
}

fn to_path(path: &str) -> (String, String) {
    (path.to_owned(), format!("More at {path}"))
}

/// Pages like any other, and this answer for robots.txt.
fn with_robots(numbers: &[usize], robots: Answer) -> Site {
    let mut list = front_and_articles(numbers);
    list[0].1 = robots;
    pages(list)
}

/// 503: nothing may be asked (RFC 9309, 2.3.1.4).
pub(crate) fn unavailable() -> Site {
    with_robots(&[40, 41], Answer::error(503))
}

/// No answer for robots.txt at all.
pub(crate) fn hanging() -> Site {
    with_robots(&[42, 43], Answer::new(200, Body::Hang))
}

/// 404: all may be asked (RFC 9309, 2.3.1.3).
pub(crate) fn missing() -> Site {
    with_robots(&[44, 45], Answer::error(404))
}

/// Two redirects to the rules, which forbid /private/ (RFC 9309, 2.3.1.2).
pub(crate) fn redirected() -> Site {
    let mut list = front_and_articles(&[46, 47]);
    list[0].1 = Answer::redirect(301, "/rules/old");
    list[1].1 = Answer::html(
        Page::with([to(article(46)), to(article(47)), to_path("/private/letter")])
            .listing("Front page"),
    );
    list.push(("/rules/old".to_owned(), Answer::redirect(302, "/rules/new.txt")));
    list.push(("/rules/new.txt".to_owned(), Answer::text("User-agent: *\nDisallow: /private/\n")));
    list.push(("/private/letter".to_owned(), Answer::html(Page::default().article(article(48)))));
    pages(list)
}

/// Asks for one second between requests.
pub(crate) fn delayed() -> Site {
    with_robots(&[50, 51, 52], Answer::text("User-agent: *\nCrawl-delay: 1\nDisallow:\n"))
}

/// The articles of [`meta`] that may be stored.
pub(crate) const META_STORED: [usize; 5] = [60, 61, 62, 63, 64];
/// Those that say that they may not.
pub(crate) const META_NOT_STORED: [usize; 3] = [65, 66, 67];
/// Linked only from pages whose links may not be followed.
pub(crate) const META_NOT_ASKED: [usize; 2] = [68, 69];

/// Says that it may not be shown from an archive, which forbids neither reading nor following.
pub(crate) const META_NOARCHIVE: usize = 70;

/// Robots rules in the pages and in `X-Robots-Tag`.
pub(crate) fn meta() -> Site {
    let linked = META_STORED[..3].iter().chain(&META_NOT_STORED).chain([&META_NOARCHIVE]);
    let linked: Vec<_> = linked.copied().collect();
    let mut list = front_and_articles(&linked);
    list[1].1 = Answer::html(Page::with(linked.iter().map(|n| to(article(*n)))).listing("Front"));
    let mut set = |number: usize, meta: &str, to_number: Option<usize>, header: Option<&str>| {
        let links = to_number.map(|n| to(article(n)));
        let page = Page::with(links).head(meta).article(article(number));
        let mut answer = Answer::html(page);
        if let Some(value) = header {
            answer = answer.with("X-Robots-Tag", value);
        }
        let path = article(number).path();
        list.retain(|(known, _)| *known != path);
        list.push((path, answer));
    };
    set(60, "<meta name=\"robots\" content=\"nofollow\">", Some(68), None);
    set(61, "", Some(69), Some("nofollow"));
    set(62, "", None, Some("otherbot: noindex, nofollow"));
    // What may not be stored still leads on.
    set(65, "<meta name=\"robots\" content=\"noindex\">", Some(63), None);
    set(66, "<meta name=\"newsint\" content=\"NOINDEX\">", Some(64), None);
    set(67, "", None, Some("newsint: noindex"));
    set(63, "", None, None);
    set(64, "", None, None);
    set(META_NOARCHIVE, "<meta name=\"robots\" content=\"noarchive\">", None, None);
    set(68, "", None, None);
    set(69, "", None, None);
    pages(list)
}

/// A host that takes its time for everything.
pub(crate) fn slow(numbers: &[usize], wait: Duration) -> Site {
    let inner = pages(front_and_articles(numbers));
    Box::new(move |ask: &Ask| inner(ask).wait(wait))
}
