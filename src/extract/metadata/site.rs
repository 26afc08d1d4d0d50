//! The outlet's name and the article's own address.

use url::{Host, Url};

use super::gather::Found;
use super::jsonld::{Linked, plain};
use crate::extract::clean::line;
use crate::extract::explain::Trail;

/// Name of the outlet: Open Graph, structured data, else the host.
pub(super) fn name(
    found: &Found<'_>,
    ld: &Linked,
    address: &str,
    trail: &mut Trail,
) -> Option<String> {
    let fits = |n: &String| {
        !n.is_empty()
            && !n.starts_with("http")
            && n.chars().count() <= 100
            && !is_headline(n, found)
    };
    let mut name: Option<String> = None;
    let mut offer = |source: &str, raw: Option<&str>, value: Option<String>| {
        let Some(raw) = raw else { return };
        let chosen = name.is_none() && value.is_some();
        if trail.is_on() {
            let reason = match (chosen, value.is_some()) {
                (true, _) => "the first that is a name",
                (_, true) => "a source of more trust was there",
                _ => "no name of a site",
            };
            trail.note("site", source, raw, (value.clone(), chosen, reason));
        }
        if chosen {
            name = value;
        }
    };
    for key in ["og:site_name", "application-name", "apple-mobile-web-app-title"] {
        let raw = found.meta(&[key]);
        let value = raw.map(|n| line(&plain(n))).filter(fits);
        offer(&format!("meta {key}"), raw, value);
    }
    let publisher = ld.publisher.as_deref();
    offer("json-ld publisher", publisher, publisher.map(ToOwned::to_owned));
    let url = Url::parse(address).ok();
    let host = url.as_ref().and_then(Url::host_str);
    offer("URL", host, host.map(|h| h.trim_start_matches("www.").to_owned()));
    name
}

/// Some templates fill the name of the site with the headline.
fn is_headline(name: &str, found: &Found<'_>) -> bool {
    name.chars().count() > 30 && found.meta(&["og:title"]).is_some_and(|t| line(&plain(t)) == name)
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
