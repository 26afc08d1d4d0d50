//! A page that would send a crawler where it must not go.

use super::{OPEN, Site};
use crate::web::answer::{Answer, Ask};
use crate::web::page::{Page, feed, to};
use crate::web::words::article;

/// The articles of the site itself.
pub(crate) const STORIES: [usize; 3] = [220, 221, 222];

/// Other names of the canary's port on this machine, and an address of cloud machines.
pub(crate) fn lures(canary: &str) -> Vec<String> {
    let port = canary.rsplit(':').next().unwrap();
    [
        format!("http://127.0.0.1:{port}/secret"),
        format!("http://[::1]:{port}/secret"),
        format!("http://[::ffff:127.0.0.1]:{port}/secret"),
        format!("http://2130706433:{port}/secret"),
        format!("http://0x7f.1:{port}/secret"),
        format!("http://0:{port}/secret"),
        format!("http://localhost:{port}/secret"),
        format!("//127.0.0.1:{port}/secret"),
        format!("http://user:word@127.0.0.1:{port}/secret"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "ftp://127.0.0.1/secret".to_owned(),
        "javascript:alert(1)".to_owned(),
    ]
    .to_vec()
}

/// Links, redirects, a feed, a canonical link and a refresh: all lead to the canary.
pub(crate) fn site(origin: &str, canary: &str) -> Site {
    let (origin, lures) = (origin.to_owned(), lures(canary));
    Box::new(move |ask: &Ask| {
        let found = STORIES.iter().map(|n| article(*n)).find(|story| story.path() == ask.path);
        if let Some(story) = found {
            let page = Page::with(lures.iter().map(|href| (href.clone(), "Go".to_owned())));
            let head = format!("<link rel=\"amphtml\" href=\"{}\">", lures[0]);
            return Answer::html(page.head(&head).article(story));
        }
        match ask.path.as_str() {
            "/robots.txt" => {
                Answer::text(format!("{OPEN}Sitemap: {}\n", lures[0].replace("secret", "map.xml")))
            }
            "/" => {
                let mut links: Vec<_> = STORIES.iter().map(|n| to(article(*n))).collect();
                let out = |(at, _): (usize, &String)| (format!("/out/{at}"), "Out".to_owned());
                links.extend(lures.iter().enumerate().map(out));
                links.extend(lures.iter().map(|href| (href.clone(), "There".to_owned())));
                links.push(("/refresh".to_owned(), "Refresh".to_owned()));
                let feed = "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed\">";
                Answer::html(Page::with(links).head(feed).listing("Front page"))
            }
            "/feed" => {
                let items: Vec<_> =
                    lures.iter().map(|href| (href.clone(), "An item".to_owned())).collect();
                Answer::bytes("application/rss+xml", feed(&origin, &items))
            }
            "/refresh" => {
                let head =
                    format!("<meta http-equiv=\"refresh\" content=\"0; url={}\">\n", lures[0]);
                Answer::html(Page::default().frame("Moving", &head, "<p>Moving on.</p>"))
            }
            path => match path.strip_prefix("/out/").and_then(|n| n.parse::<usize>().ok()) {
                Some(n) if n < lures.len() => Answer::redirect(302, lures[n].clone()),
                _ => Answer::error(404),
            },
        }
    })
}

/// Whatever is asked, it should not have been.
pub(crate) fn canary() -> Site {
    Box::new(|_: &Ask| Answer::html("<p>secret</p>").note("canary"))
}
