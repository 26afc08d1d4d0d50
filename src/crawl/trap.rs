//! Addresses whose shape tells that a site makes them without end.
//!
//! Loops of relative links, facets that pile up and addresses that carry themselves along: each
//! such address leads to a longer one, and none to a page worth having.

use url::Url;

use super::key;
use super::scope::{Exclusion, same_host};
use crate::limits::{URL_CHARS_MAX, URL_PARAMETERS_MAX, URL_QUERY_BYTES_MAX, URL_SEGMENTS_MAX};

/// Times in a row that a segment, or a pair of them, makes a loop.
const IN_A_ROW: usize = 3;
/// Times in one path that a segment makes a loop.
const IN_ALL: usize = 4;
/// Times that a short number makes a loop: `/2011/11/11/11/11/11/` is a second of a day.
const NUMBERS_IN_ALL: usize = 7;
/// Times that one parameter makes a growing query.
const SAME_PARAMETER: usize = 4;

/// Why an address is taken for one of an endless number; `None` for an ordinary one.
///
/// Parameters that [`key::normalise`] drops do not count. Time: linear in the address.
pub fn trap(url: &Url) -> Option<Exclusion> {
    if url.as_str().len() > URL_CHARS_MAX {
        return Some(Exclusion::TooLong);
    }
    let segments: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    if segments.len() > URL_SEGMENTS_MAX {
        return Some(Exclusion::TooDeep);
    }
    let reason = repeated(&segments).or_else(|| nested(url, &segments)).or_else(|| query(url));
    reason.map(Exclusion::Trap)
}

/// Segments that come again and again. There are at most `URL_SEGMENTS_MAX` of them.
fn repeated(segments: &[&str]) -> Option<String> {
    for (at, segment) in segments.iter().enumerate() {
        let rest = segments.get(at..).unwrap_or_default();
        let count = rest.iter().filter(|other| *other == segment).count();
        if is_short_number(segment) {
            if count >= NUMBERS_IN_ALL {
                return Some(format!("/{segment}/ comes {count} times"));
            }
            continue;
        }
        if count >= IN_ALL || run(rest, 1) {
            return Some(format!("/{segment}/ comes {count} times"));
        }
    }
    let loops = |rest: &[&str]| {
        run(rest, 2) && rest.iter().take(2).any(|segment| !is_short_number(segment))
    };
    let at = (0..segments.len()).find(|at| segments.get(*at..).is_some_and(loops))?;
    let pair = segments.get(at..at + 2)?.join("/");
    Some(format!("/{pair}/ comes {IN_A_ROW} times in a row"))
}

/// Whether the first `length` segments come three times in a row.
fn run(segments: &[&str], length: usize) -> bool {
    let mut parts = segments.chunks_exact(length).take(IN_A_ROW);
    let first = parts.next();
    first.is_some() && parts.filter(|part| Some(*part) == first).count() == IN_A_ROW - 1
}

/// Parts of dates and page numbers.
fn is_short_number(segment: &str) -> bool {
    segment.len() <= 4 && segment.bytes().all(|byte| byte.is_ascii_digit())
}

/// The address inside itself: its host in its path, or its path in a parameter.
fn nested(url: &Url, segments: &[&str]) -> Option<String> {
    let host = url.host_str()?;
    if holds_host(segments, host) {
        return Some("the address of the site stands in its own path".to_owned());
    }
    let own = url.path().trim_end_matches('/');
    if own.is_empty() {
        return None;
    }
    let holds = |value: &str| {
        let path = match value.split_once("://") {
            Some(("http" | "https", rest)) => {
                let (other, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                if !same_host(other, host) {
                    return false;
                }
                path
            }
            _ => value,
        };
        let rest = path.strip_prefix(own);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#', '&']))
    };
    let name = url.query_pairs().find(|(_, value)| holds(value)).map(|(name, _)| name)?;
    Some(format!("the parameter {name} holds the address itself"))
}

/// Whether a folder is the host of the address: after a scheme, with its `www.`, or twice. A single
/// `/sites/news.example/` is how some systems name their folders, and the last segment may be a page
/// about the host.
fn holds_host(segments: &[&str], host: &str) -> bool {
    let folders = segments.split_last().map(|(_, folders)| folders).unwrap_or_default();
    let mut count = 0;
    let mut before = "";
    for folder in folders {
        if same_host(folder, host) {
            count += 1;
            let start = folder.get(..4).unwrap_or_default();
            let told = start.eq_ignore_ascii_case("www.") || matches!(before, "http:" | "https:");
            if told || count > 1 {
                return true;
            }
        }
        before = folder;
    }
    false
}

fn query(url: &Url) -> Option<String> {
    let reason = query_of(url)?;
    // What tells of the visit only may be long.
    let plain = Url::parse(&key::normalise(url)).ok();
    plain.map_or(Some(reason), |plain| query_of(&plain))
}

fn query_of(url: &Url) -> Option<String> {
    let query = url.query()?;
    if query.len() > URL_QUERY_BYTES_MAX {
        return Some(format!("a query of more than {URL_QUERY_BYTES_MAX} bytes"));
    }
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    let mut names: Vec<&str> =
        parameters.map(|p| p.split('=').next().unwrap_or_default()).collect();
    if names.len() > URL_PARAMETERS_MAX {
        return Some(format!("more than {URL_PARAMETERS_MAX} parameters"));
    }
    names.sort_unstable();
    let same = names.chunk_by(|a, b| a == b).find(|same| same.len() >= SAME_PARAMETER)?;
    Some(format!("the parameter {} comes {} times", same.first()?, same.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(url: &str) -> Option<String> {
        trap(&Url::parse(url).unwrap()).map(|exclusion| exclusion.to_string())
    }

    #[test]
    fn loops_are_told_in_words() {
        for (path, words) in [
            ("/a/b/a/b/a/b", "/a/b/ comes 3 times in a row"),
            ("/x/a/b/a/b/a/b/y", "/a/b/ comes 3 times in a row"),
            ("/en/en/en/story", "/en/ comes 3 times"),
            ("/tag/a/tag/b/tag/c/tag/d", "/tag/ comes 4 times"),
            ("/1/1/1/1/1/1/1", "/1/ comes 7 times"),
            ("/page/2/page/2/page/2", "/page/2/ comes 3 times in a row"),
            ("/a//a///a/", "/a/ comes 3 times"),
            ("/http://www.news.example/a", "stands in its own path"),
            ("/a/news.example/b/news.example/c", "stands in its own path"),
            ("/a/https://news.example/b", "stands in its own path"),
            ("/b/www.news.example/b", "stands in its own path"),
            ("/list?next=/list?next=/list", "the parameter next holds the address itself"),
            ("/a/b?u=https%3A%2F%2Fwww.news.example%2Fa%2Fb%3Fu%3D1", "parameter u holds"),
            ("/?f=1&f=2&f=3&f=4", "the parameter f comes 4 times"),
            ("/?a&b&c&d&e&f&g&h&i&j&k&l&m", "more than 12 parameters"),
        ] {
            let found = reason(&format!("https://news.example{path}"));
            assert!(found.as_deref().is_some_and(|r| r.contains(words)), "{path}: {found:?}");
        }
        let long = format!("https://news.example/?q={}", "x".repeat(600));
        assert!(reason(&long).unwrap().contains("512 bytes"));
        let url = Url::parse(&format!("https://news.example/{}", "x".repeat(2_000))).unwrap();
        assert_eq!(trap(&url), Some(Exclusion::TooLong));
        let folders: Vec<String> = (0..21).map(|folder| format!("{folder}a")).collect();
        let deep = folders.join("/");
        let url = Url::parse(&format!("https://news.example/{deep}")).unwrap();
        assert_eq!(trap(&url), Some(Exclusion::TooDeep));
    }

    #[test]
    fn addresses_of_news_sites_are_no_traps() {
        for url in [
            "https://news.example/",
            "https://news.example/2011/11/11/11/11/11/a-minute-of-silence",
            "https://news.example/20/20/20/20/",
            "https://news.example/news/2024/05/12/world/europe/story-of-a-day.html",
            "https://news.example/news/world/news/world/story",
            "https://news.example/en/news/en/story",
            "https://news.example/sport/football/world-cup/sport/video",
            "https://www.news.example/news/articles/cx2pk70nr1jo",
            "https://news.example/world/2024/may/12/story-name-live?page=with:block-6640a1",
            "https://news.example/search?q=kyiv&from=2024-01-01&to=2024-05-01&sort=date&page=2",
            "https://news.example/?id[]=1&id[]=2&id[]=3",
            "https://news.example/story?share=facebook&nb=1",
            "https://news.example/login?next=/news/story",
            "https://news.example/print?url=https://news.example/news/story",
            "https://news.example/2024/05/story/?u=https://social.example/2024/05/story/",
            "https://news.example/a?next=/about",
            "https://web.example/web/20240512000000/https://news.example/story",
            "https://news.example/amp/s/www.other.example/story",
            "https://news.example/about/news.example",
            "https://www.news.example/sites/news.example/files/2024-05/report",
            "https://news.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/2024/05/12/",
            "https://news.example/rss/articles/CBMiWkFVX3lxTE5zb21ldGhpbmc?hl=en-US&gl=US&ceid=US:en",
            "https://news.example/article.php?lang=en&id=12345&sec=2&sub=7&date=20240512",
            "https://news.example/index.php?option=com_content&view=article&id=12:a&catid=3&Itemid=4",
            "https://news.example/gallery/1/1/1",
        ] {
            assert_eq!(reason(url), None, "{url}");
        }
        let tracked = format!("https://news.example/a?fbclid={}&utm_source=x", "y".repeat(600));
        assert_eq!(reason(&tracked), None);
    }
}
