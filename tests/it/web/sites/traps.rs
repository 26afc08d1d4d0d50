//! Hosts without end. Each has a few articles that must be found all the same.

use super::{OPEN, Site};
use crate::web::answer::{Answer, Ask};
use crate::web::page::{Link, Page, to};
use crate::web::words::{Article, Dice, article};

fn links(numbers: &[usize]) -> Vec<Link> {
    numbers.iter().map(|n| to(article(*n))).collect()
}

fn link(href: impl Into<String>, words: impl Into<String>) -> Link {
    (href.into(), words.into())
}

fn found(numbers: &[usize], path: &str) -> Option<Article> {
    numbers.iter().map(|n| article(*n)).find(|article| article.path() == path)
}

/// `/calendar/YYYY/MM`, each month with links to the one before and the one after, for ever.
pub(crate) fn calendar(numbers: &'static [usize]) -> Site {
    Box::new(move |ask: &Ask| {
        if let Some(month) = ask.path.strip_prefix("/calendar/") {
            return month_page(month).unwrap_or_else(|| Answer::error(404));
        }
        match ask.path.as_str() {
            "/robots.txt" => Answer::text(OPEN),
            "/" => {
                let mut all = links(numbers);
                all.insert(0, link("/calendar/2025/06", "Calendar"));
                Answer::html(Page::with(all).listing("Front page"))
            }
            path => match found(numbers, path) {
                Some(article) => {
                    let nav = [link("/calendar/2025/06", "Calendar")];
                    Answer::html(Page::default().nav(nav).article(article))
                }
                None => Answer::error(404),
            },
        }
    })
}

fn month_page(month: &str) -> Option<Answer> {
    let (year, month) = month.split_once('/')?;
    let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
    let at = |n: i64| {
        let (year, month) = (n.div_euclid(12), n.rem_euclid(12) + 1);
        link(format!("/calendar/{year}/{month:02}"), format!("{month}/{year}"))
    };
    let now = year * 12 + month - 1;
    let page = Page::with([at(now - 1), at(now + 1), at(now - 12), at(now + 12)]);
    Some(Answer::html(page.listing(&format!("Events in {month}/{year}"))))
}

/// Relative links where absolute ones were meant: `a/`, `b/` under every path that ends so.
pub(crate) fn repeating(numbers: &'static [usize]) -> Site {
    Box::new(move |ask: &Ask| match ask.path.as_str() {
        "/robots.txt" => Answer::text(OPEN),
        "/" => {
            let mut all = links(numbers);
            all.insert(0, link("topics/", "Topics"));
            Answer::html(Page::with(all).listing("Front page"))
        }
        path => match found(numbers, path) {
            Some(article) => Answer::html(Page::default().article(article)),
            None if path.ends_with('/') => {
                let all = [link("topics/", "Topics"), link("places/", "Places")];
                Answer::html(Page::with(all).listing("Topics and places"))
            }
            None => Answer::error(404),
        },
    })
}

/// A list with filters; each link adds one to the query.
pub(crate) fn growing(numbers: &'static [usize]) -> Site {
    Box::new(move |ask: &Ask| {
        let query = ask.path.split_once('?').map_or("", |(_, query)| query);
        match ask.bare() {
            "/robots.txt" => Answer::text(OPEN),
            "/" => {
                let mut all = links(numbers);
                all.insert(0, link("/list", "All stories"));
                Answer::html(Page::with(all).listing("Front page"))
            }
            "/list" => {
                let count = query.split('&').filter(|part| !part.is_empty()).count();
                let join = |name: &str| {
                    let sign = if query.is_empty() { "" } else { "&" };
                    let href = format!("/list?{query}{sign}{name}{count}={}", count + 1);
                    link(href, format!("Filter by {name}"))
                };
                let all = [join("topic"), join("place"), join("year")];
                Answer::html(Page::with(all).listing("All stories"))
            }
            path => match found(numbers, path) {
                Some(article) => Answer::html(Page::default().article(article)),
                None => Answer::error(404),
            },
        }
    })
}

/// A new session id in every link of every page: in the query, or before it.
pub(crate) fn sessions(numbers: &'static [usize], in_path: bool) -> Site {
    Box::new(move |ask: &Ask| {
        // Every answer begins a session of its own.
        let id = format!("{:032X}", (ask.serial as u128 + 1) * 0x9e37_79b9_7f4a_7c15_f39c_c060);
        let mark = |path: &str| {
            if in_path {
                format!("{path};jsessionid={id}")
            } else {
                format!("{path}?PHPSESSID={id}")
            }
        };
        let sign = if in_path { ';' } else { '?' };
        let path = ask.path.split(sign).next().unwrap();
        let nav = [link(mark("/"), "Home"), link(mark("/section"), "Section")];
        let all = || numbers.iter().map(|n| link(mark(&article(*n).path()), article(*n).title()));
        match path {
            "/robots.txt" => Answer::text(OPEN),
            "/" => Answer::html(Page::with(all().take(3)).nav(nav).listing("Front page")),
            "/section" => Answer::html(Page::with(all().skip(3)).nav(nav).listing("Section")),
            path => match found(numbers, path) {
                Some(article) => Answer::html(Page::with(all().take(2)).nav(nav).article(article)),
                None => Answer::error(404),
            },
        }
    })
}

/// 200 for whatever is asked, with links to more that is not there.
pub(crate) fn soft_404(numbers: &'static [usize]) -> Site {
    Box::new(move |ask: &Ask| match ask.path.as_str() {
        "/robots.txt" => Answer::text(OPEN),
        "/" => {
            let mut all = links(numbers);
            all.insert(0, link("/lost-page", "A dead link"));
            Answer::html(Page::with(all).listing("Front page"))
        }
        path => found(numbers, path).map_or_else(
            || lost(ask.serial),
            |article| Answer::html(Page::default().article(article)),
        ),
    })
}

/// The page for what is not there, with three links to more of it.
fn lost(serial: usize) -> Answer {
    let mut dice = Dice::new(serial as u64);
    let items: String = (0..3)
        .map(|_| format!("<li><a href=\"/suggested/{:x}\">Try this</a></li>", dice.next()))
        .collect();
    let main = format!(
        "<h1>Page not found</h1><p>Sorry, we could not find the page you were looking for. It may \
         have moved, or the address may be wrong. Please try one of the links below or go back to \
         the front page.</p><ul>{items}</ul>"
    );
    Answer::html(Page::default().frame("Page not found", "", &main)).note("soft 404")
}

/// Links to the same articles with a tracking tail of their own on each page.
pub(crate) fn tracking(numbers: &'static [usize]) -> Site {
    Box::new(move |ask: &Ask| {
        let tail = |n: usize| match n % 4 {
            0 => format!("?utm_source=front&utm_medium=link&utm_campaign=c{}", ask.serial),
            1 => format!("?fbclid=IwAR{:08x}", ask.serial),
            2 => format!("?gclid=abc{}", ask.serial),
            _ => format!("?utm_content={}#top", ask.serial),
        };
        let all = || {
            let tailed =
                numbers.iter().map(|n| link(article(*n).path() + &tail(*n), article(*n).title()));
            let again = numbers.iter().map(|n| {
                link(article(*n).path() + &tail(*n + 1), format!("{} (share)", article(*n).title()))
            });
            tailed.chain(again)
        };
        match ask.bare() {
            "/robots.txt" => Answer::text(OPEN),
            "/" => Answer::html(Page::with(all()).listing("Front page")),
            path => match found(numbers, path) {
                Some(article) => Answer::html(Page::with(all()).article(article)),
                None => Answer::error(404),
            },
        }
    })
}
