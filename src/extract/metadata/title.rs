//! The headline.

use super::gather::Found;
use super::jsonld::{Linked, plain};
use crate::extract::clean::{cut_chars, line};
use crate::extract::html::tag::Tag;
use crate::extract::html::tree::{Dom, Node};
use crate::extract::html::vocab::Marks;
use crate::limits::TITLE_CHARS_MAX;

/// The headline without the name of the site.
pub(super) fn title(
    dom: &Dom<'_>,
    found: &Found<'_>,
    ld: &Linked,
    site: Option<&str>,
    address: &str,
) -> String {
    let site = Site::new(site, address);
    let of_page = found.title.map(|n| dom.text(n, 4000)).unwrap_or_default();
    let of_page = site.strip(&of_page);
    let og = found.meta(&["og:title", "twitter:title", "title", "dc.title", "dcterms.title"]);
    let og = site.strip(&line(&plain(og.unwrap_or(""))));
    let headline = site.strip(ld.headline.as_deref().unwrap_or(""));
    let mut heading = heading(dom, found, &[&og, &headline, &of_page]);
    if heading.is_empty() && found.headings.is_empty() {
        heading = named(dom, found, &[&og, &headline, &of_page])
            .or_else(|| after_masthead(dom, &of_page).map(ToOwned::to_owned))
            .unwrap_or_default();
    }
    // A headline for sharing is the outlet's own; one that merely repeats `<title>` is written for
    // search engines.
    let shared = !same(&og, &of_page) || same(&og, &headline);
    let og = if is_longer_form(&og, &heading) || !shared { String::new() } else { og };
    let title = [og, heading, headline, of_page]
        .into_iter()
        .find(|t| !t.is_empty() && !site.is_name(t))
        .unwrap_or_default();
    cut_chars(&title, TITLE_CHARS_MAX).trim().to_owned()
}

/// The first-level heading that agrees with what the page's head says.
fn heading(dom: &Dom<'_>, found: &Found<'_>, others: &[&str]) -> String {
    let texts: Vec<(u32, String)> = found
        .headings
        .iter()
        .map(|n| (*n, dom.text(*n, 2000)))
        .filter(|(_, t)| !t.is_empty() && t.chars().count() <= 300)
        .collect();
    let agrees = |text: &str| others.iter().any(|o| similar(text, o));
    let best = texts.iter().find(|(_, t)| agrees(t));
    let marked = || {
        let named = |n: &Node<'_>| n.marks.any(Marks::HEADLINE);
        texts.iter().find(|(n, _)| dom.within(*n, named))
    };
    let only = || {
        let head_is_silent = others.iter().all(|o| o.is_empty());
        if texts.len() == 1 || head_is_silent { texts.first() } else { None }
    };
    let outside = |n: &u32| dom.within(*n, |n| matches!(n.tag, Tag::Nav | Tag::Aside));
    best.or_else(marked)
        .or_else(only)
        .filter(|(n, _)| !outside(n))
        .map(|(_, t)| t.clone())
        .unwrap_or_default()
}

/// On a page without first-level headings: the one element named as the headline, or the first
/// that agrees with what the page's head says.
fn named(dom: &Dom<'_>, found: &Found<'_>, others: &[&str]) -> Option<String> {
    let elsewhere = |n: &Node<'_>| {
        matches!(n.tag, Tag::Nav | Tag::Aside | Tag::Footer | Tag::Link | Tag::List)
            || n.marks.any(Marks::COMMENT)
    };
    let mut texts: Vec<String> = found
        .headlines
        .iter()
        .filter(|n| !dom.within(**n, elsewhere))
        .map(|n| dom.text(*n, 2000))
        .filter(|t| (10..=300).contains(&t.chars().count()))
        .collect();
    texts.dedup();
    let agrees = texts.iter().position(|t| others.iter().any(|o| similar(t, o)));
    let at = agrees.or((texts.len() == 1).then_some(0));
    at.map(|at| texts.swap_remove(at))
}

/// What follows `Outlet: ` in a title, if the page shows the two as lines of their own.
fn after_masthead<'t>(dom: &Dom<'_>, title: &'t str) -> Option<&'t str> {
    let (outlet, headline) = title.split_once(": ")?;
    let shown = |part: &str| {
        let near = |n: &&Node<'_>| (part.len()..part.len() + 100).contains(&n.text.len());
        let mut texts = dom.nodes().iter().filter(|n| n.tag == Tag::Text).filter(near);
        texts.any(|n| line(n.text) == part)
    };
    (shown(headline) && shown(outlet)).then_some(headline)
}

fn same(a: &str, b: &str) -> bool {
    letters(a) == letters(b)
}

/// True for `heading` followed by a separator and more.
fn is_longer_form(text: &str, heading: &str) -> bool {
    let rest = text.strip_prefix(heading).filter(|_| !heading.is_empty());
    rest.is_some_and(|r| r.trim_start().starts_with(['|', '-', '–', '—', '·', '»', ':', '•']))
}

/// Most words of the shorter stand in the longer.
fn similar(a: &str, b: &str) -> bool {
    let words = |t: &str| -> Vec<String> {
        t.split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() || short.len() * 3 < long.len() {
        return false;
    }
    let common = short.iter().filter(|w| long.contains(w)).count();
    common * 10 >= short.len() * 6
}

/// The names a site may append to its titles.
struct Site {
    names: Vec<String>,
}

const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / ", " ‹ ", " ⋆ ", " > ",
    "|", "_", " : ",
];

impl Site {
    fn new(name: Option<&str>, address: &str) -> Self {
        let host = url::Url::parse(address).ok();
        let host =
            host.as_ref().and_then(|u| u.host_str()).unwrap_or("").trim_start_matches("www.");
        let label = host.split('.').rev().nth(1).unwrap_or("");
        let label = if label.len() <= 3 { host.split('.').next().unwrap_or("") } else { label };
        let names = [name.unwrap_or(""), host, label];
        let names = names.iter().map(|n| letters(n)).filter(|n| n.chars().count() > 2).collect();
        Self { names }
    }

    fn is_name(&self, text: &str) -> bool {
        let text = letters(text);
        self.names.contains(&text)
    }

    /// Takes parts such as ` | The Example Times` off the end (or the start).
    fn strip(&self, title: &str) -> String {
        let mut title = title.trim();
        for _ in 0..4 {
            let Some(shorter) = self.strip_once(title) else { break };
            title = shorter;
        }
        title.to_owned()
    }

    fn strip_once<'t>(&self, title: &'t str) -> Option<&'t str> {
        self.without_end(title).or_else(|| self.without_start(title))
    }

    fn without_end<'t>(&self, title: &'t str) -> Option<&'t str> {
        let last = SEPARATORS.iter().filter_map(|s| Some((title.rfind(s)?, s.len()))).max()?;
        let (head, tail) = (title.get(..last.0)?.trim(), title.get(last.0 + last.1..)?.trim());
        let words = tail.split_whitespace().count();
        if self.belongs(tail) && !head.is_empty() {
            return Some(head);
        }
        let separator = title.get(last.0..last.0 + last.1)?.trim();
        let strong = matches!(separator, "|" | "::" | "»" | "•" | "_");
        let longer = head.chars().count() > tail.chars().count().max(20);
        (strong && words <= 5 && longer).then_some(head)
    }

    fn without_start<'t>(&self, title: &'t str) -> Option<&'t str> {
        if let Some((head, tail)) = title.split_once(": ")
            && self.is_name(head)
            && !tail.trim().is_empty()
        {
            return Some(tail.trim_start_matches([' ', '-', '–', '—', '|']).trim());
        }
        let first = SEPARATORS.iter().filter_map(|s| Some((title.find(s)?, s.len()))).min()?;
        let (head, tail) = (title.get(..first.0)?.trim(), title.get(first.0 + first.1..)?.trim());
        (self.belongs(head) && !tail.is_empty()).then_some(tail)
    }

    fn belongs(&self, part: &str) -> bool {
        let part = letters(part);
        !part.is_empty()
            && part.chars().count() > 1
            && self.names.iter().any(|n| {
                *n == part
                    || (part.chars().count() >= 4 && n.contains(&part))
                    || (n.chars().count() >= 4
                        && part.contains(n.as_str())
                        && part.len() < n.len() * 3)
            })
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_names_come_off() {
        let site = Site::new(Some("The Example Times"), "https://www.exampletimes.com/a/b");
        assert_eq!(site.strip("Rates rise again | The Example Times"), "Rates rise again");
        assert_eq!(site.strip("Rates rise again - exampletimes.com"), "Rates rise again");
        assert_eq!(site.strip("The Example Times: - Rates rise"), "Rates rise");
        assert_eq!(site.strip("The Example Times: Rates rise: why"), "Rates rise: why");
        assert_eq!(site.strip("The Times: rates rise"), "The Times: rates rise");
        assert_eq!(site.strip("Rates rise - and fall again"), "Rates rise - and fall again");
    }
}
