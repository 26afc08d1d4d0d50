//! The outlet's name and the article's own address.

use url::{Host, Url};

use super::gather::Found;
use super::jsonld::{Linked, plain};
use crate::extract::clean::line;

/// Name of the outlet: Open Graph, structured data, else the host.
pub(super) fn name(found: &Found<'_>, ld: &Linked, address: &str) -> Option<String> {
    let named = found.meta(&["og:site_name", "application-name", "apple-mobile-web-app-title"]);
    let named = named.map(|n| line(&plain(n))).filter(|n| !n.is_empty() && !n.starts_with("http"));
    named.filter(|n| n.chars().count() <= 100).or_else(|| ld.publisher.clone()).or_else(|| {
        let url = Url::parse(address).ok()?;
        Some(url.host_str()?.trim_start_matches("www.").to_owned())
    })
}

/// The address the page gives itself, if it lies on the same site.
pub(super) fn canonical(found: &Found<'_>, captured: &str) -> Option<String> {
    let here = Url::parse(captured).ok();
    let base = found
        .base
        .and_then(|b| here.as_ref().map_or_else(|| Url::parse(b).ok(), |h| h.join(b.trim()).ok()))
        .or_else(|| here.clone());
    [found.canonical, found.meta(&["og:url"])].into_iter().flatten().find_map(|link| {
        let link = link.trim();
        let mut url = match &base {
            Some(base) => base.join(link).ok()?,
            None => Url::parse(link).ok()?,
        };
        if !matches!(url.scheme(), "http" | "https") || link.is_empty() {
            return None;
        }
        url.set_fragment(None);
        let own = here.as_ref().is_none_or(|h| same_site(h, &url) && !is_front(h, &url));
        own.then(|| url.to_string())
    })
}

/// A canonical link to the front page on an inner page is a mistake of the site's.
fn is_front(here: &Url, link: &Url) -> bool {
    link.path() == "/" && link.query().is_none() && here.path().len() > 1
}

fn same_site(a: &Url, b: &Url) -> bool {
    match (a.host(), b.host()) {
        (Some(Host::Domain(a)), Some(Host::Domain(b))) => registrable(a) == registrable(b),
        (a, b) => a == b,
    }
}

/// The part of a host name its owner registered, by the shape of the name: short second-level
/// labels under a country code (`co.uk`, `com.au`, `or.jp`) belong to the registry.
fn registrable(host: &str) -> &str {
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let mut back = labels.iter().rev();
    let (top, second) = (back.next().map_or(0, |l| l.len()), back.next().copied().unwrap_or(""));
    let registry = ["com", "net", "org", "gov", "edu", "gob", "gouv", "mil"];
    let wide = top == 2 && (second.len() <= 2 || registry.contains(&second));
    let count = if wide { 3 } else { 2 };
    let skip = labels.len().saturating_sub(count);
    let at: usize = labels.iter().take(skip).map(|l| l.len() + 1).sum();
    host.get(at..).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registrable_names() {
        assert_eq!(registrable("www.example.co.uk"), "example.co.uk");
        assert_eq!(registrable("news.example.com"), "example.com");
        assert_eq!(registrable("a.b.example.com.au"), "example.com.au");
        assert_eq!(registrable("example.org"), "example.org");
    }
}
