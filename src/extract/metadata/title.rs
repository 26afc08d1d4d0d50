//! The headline.

use std::sync::LazyLock;

use super::details::section;
use super::gather::Found;
use super::jsonld::{Linked, plain};
use crate::extract::clean::{cut_chars, line};
use crate::extract::explain::Trail;
use crate::extract::html::tag::Tag;
use crate::extract::html::tree::{Dom, Node};
use crate::extract::html::vocab::Marks;
use crate::limits::TITLE_CHARS_MAX;

/// A headline and where the page shows it.
#[derive(Debug, Default)]
pub(super) struct Headline {
    pub(super) text: String,
    /// The element or text that shows it.
    pub(super) node: Option<u32>,
}

/// The headline without the name of the site.
pub(super) fn title(
    dom: &Dom<'_>,
    found: &Found<'_>,
    ld: &Linked,
    (site, address): (Option<&str>, &str),
    trail: &mut Trail,
) -> Headline {
    let site = Site::new(site, address, section(found, ld).as_deref());
    let raw_page = found.title.map(|n| dom.text(n, 4000)).unwrap_or_default();
    let of_page = site.strip(&raw_page);
    let raw_og = found.meta(&["og:title", "twitter:title", "title", "dc.title", "dcterms.title"]);
    let raw_og = line(&plain(raw_og.unwrap_or("")));
    let og = site.strip(&raw_og);
    let raw_ld = ld.headline.as_deref().unwrap_or("");
    let headline = site.strip(raw_ld);
    let others = [og.as_str(), &headline, &of_page];
    let mut top = heading(dom, found, &site, &others);
    if top.text.is_empty() && found.headings.is_empty() {
        top = named(dom, found, &others)
            .or_else(|| after_masthead(dom, &of_page).map(|text| Top { text, ..Top::default() }))
            .unwrap_or_default();
    }
    let heading = if top.agrees { top.text.clone() } else { String::new() };
    // A headline for sharing is the outlet's own; one that merely repeats `<title>` is written for
    // search engines.
    let shared = !same(&og, &of_page) || same(&og, &headline);
    let og_lost = is_longer_form(&og, &heading) || !shared || is_cut(&og, &heading);
    let trusted = if og_lost { String::new() } else { og.clone() };
    let weak = if top.agrees || is_telling(&top.text) { String::new() } else { top.text.clone() };
    let strong = if top.agrees || weak.is_empty() { top.text.clone() } else { String::new() };
    let list = [
        ("meta og:title", raw_og.as_str(), trusted),
        ("h1", top.text.as_str(), strong),
        ("json-ld headline", raw_ld, headline.clone()),
        ("title element", raw_page.as_str(), of_page.clone()),
        ("h1", top.text.as_str(), weak),
    ];
    let chosen = list.iter().position(|(_, _, t)| !t.is_empty() && !site.is_name(t));
    let title = chosen.and_then(|at| list.get(at)).map_or("", |(_, _, t)| t.as_str());
    let bare = without_kicker(title, &[&heading, &headline, &of_page, &og], &top.parts);
    if trail.is_on() {
        tell(trail, &list, chosen, bare);
    }
    let text = if bare.is_empty() { raw_og.as_str() } else { bare };
    let text = cut_chars(text, TITLE_CHARS_MAX).trim().to_owned();
    let own = top.agrees || chosen.is_some_and(|at| list.get(at).is_some_and(|l| l.0 == "h1"));
    let node = top.node.filter(|_| own).or_else(|| shown(dom, &text)).or(top.node);
    Headline { text, node }
}

/// The first text of the page's body that is the headline and nothing else.
fn shown(dom: &Dom<'_>, title: &str) -> Option<u32> {
    if title.is_empty() {
        return None;
    }
    let near = |n: &Node<'_>| (title.len()..title.len() + 100).contains(&n.text.len());
    let inside = |n: &Node<'_>| {
        let parent = dom.node(n.parent);
        parent.is_some_and(|p| !matches!(p.tag, Tag::Title | Tag::Script | Tag::Skip))
    };
    let is_it = |n: &Node<'_>| n.tag == Tag::Text && near(n) && inside(n) && line(n.text) == title;
    dom.nodes().iter().position(is_it).and_then(|at| at.try_into().ok())
}

fn tell(trail: &mut Trail, list: &[(&str, &str, String)], chosen: Option<usize>, bare: &str) {
    for (at, (source, raw, text)) in list.iter().enumerate().filter(|(_, l)| !l.1.is_empty()) {
        let won = chosen == Some(at);
        let reason = match (won, text.is_empty()) {
            (true, _) if bare != text => "the first that is a headline; its overline was taken off",
            (true, _) => "the first that is a headline",
            (_, true) => "another form of it, or written for search engines",
            _ => "a source of more trust was there, or it is the name of the site",
        };
        let value = if won { bare } else { text };
        trail.note("title", source, raw, (Some(value.to_owned()), won, reason));
    }
}

/// True if a heading says enough to be the headline although the page's head says otherwise.
fn is_telling(text: &str) -> bool {
    let wide = text.chars().any(|c| c >= '\u{2e80}');
    text.split_whitespace().count() >= 4 || (wide && text.chars().count() >= 10)
}

/// True if `text` is the beginning of `whole`: broken off at a quotation mark or cut for length.
fn is_cut(text: &str, whole: &str) -> bool {
    let cut = text.ends_with('…') || text.ends_with("...");
    let text = text.trim_end_matches(['…', '.', ' ']);
    let rest = whole.strip_prefix(text).filter(|_| text.chars().count() >= 15);
    let quoted = |r: &str| r.trim_start().starts_with(['"', '“', '„', '«']);
    rest.is_some_and(|r| r.chars().count() > 1 && (cut || quoted(r)))
}

/// The title without the overline before it: another source gives the rest alone, and the page or
/// a mark parts the two.
fn without_kicker<'t>(title: &'t str, others: &[&str], parts: &[String]) -> &'t str {
    for other in others {
        if other.chars().count() < 12 || other.len() >= title.len() {
            continue;
        }
        let Some(kicker) = title.strip_suffix(other) else { continue };
        let ends = kicker.trim_end();
        let marked = ends.ends_with(['|', '-', '+', '/', '•', '·']);
        let own = parts.iter().any(|p| p == ends);
        if (marked || own) && ends.chars().count() * 2 <= title.chars().count() + 10 {
            return title.get(kicker.len()..).unwrap_or(title);
        }
    }
    title
}

/// The heading that may be the headline.
#[derive(Debug, Default)]
struct Top {
    text: String,
    node: Option<u32>,
    /// The page's head says much the same.
    agrees: bool,
    /// Its pieces, if it has several.
    parts: Vec<String>,
}

/// The first-level heading that agrees with what the page's head says.
fn heading(dom: &Dom<'_>, found: &Found<'_>, site: &Site, others: &[&str]) -> Top {
    let texts: Vec<(u32, String)> = found
        .headings
        .iter()
        .map(|n| (*n, dom.text(*n, 2000)))
        .filter(|(_, t)| !t.is_empty() && t.chars().count() <= 300)
        .collect();
    let agrees = |text: &str| others.iter().any(|o| similar(text, o) || is_longer_form(o, text));
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
    let Some((node, text)) = best.or_else(marked).or_else(only).filter(|(n, _)| !outside(n)) else {
        return Top::default();
    };
    let parts = pieces(dom, *node);
    let own = |p: &String| !site.is_name(p);
    let text = if parts.len() > 1 && !parts.iter().all(own) {
        parts.iter().filter(|p| own(p)).cloned().collect::<Vec<_>>().join(" ")
    } else {
        text.clone()
    };
    Top { agrees: agrees(&text), text, node: Some(*node), parts }
}

/// The runs of text in an element, each as a line.
fn pieces(dom: &Dom<'_>, index: u32) -> Vec<String> {
    let texts = dom.below(index).iter().filter(|n| n.tag == Tag::Text).take(20);
    texts.map(|n| line(n.text)).filter(|t| !t.is_empty()).collect()
}

/// On a page without first-level headings: the one element named as the headline, or the first
/// that agrees with what the page's head says.
fn named(dom: &Dom<'_>, found: &Found<'_>, others: &[&str]) -> Option<Top> {
    let elsewhere = |n: &Node<'_>| {
        matches!(n.tag, Tag::Nav | Tag::Aside | Tag::Footer | Tag::Link | Tag::List)
            || n.marks.any(Marks::COMMENT)
    };
    let mut texts: Vec<(u32, String)> = found
        .headlines
        .iter()
        .filter(|n| !dom.within(**n, elsewhere))
        .map(|n| (*n, dom.text(*n, 2000)))
        .filter(|(_, t)| (10..=300).contains(&t.chars().count()))
        .collect();
    texts.dedup_by(|a, b| a.1 == b.1);
    let agrees = texts.iter().position(|(_, t)| others.iter().any(|o| similar(t, o)));
    let at = agrees.or((texts.len() == 1).then_some(0))?;
    let (node, text) = texts.swap_remove(at);
    Some(Top { text, node: Some(node), agrees: true, parts: Vec::new() })
}

/// What follows `Outlet: ` in a title, if the page shows the two as lines of their own.
fn after_masthead(dom: &Dom<'_>, title: &str) -> Option<String> {
    let (outlet, headline) = title.split_once(": ")?;
    let shown = |part: &str| {
        let near = |n: &&Node<'_>| (part.len()..part.len() + 100).contains(&n.text.len());
        let mut texts = dom.nodes().iter().filter(|n| n.tag == Tag::Text).filter(near);
        texts.any(|n| line(n.text) == part)
    };
    (shown(headline) && shown(outlet)).then(|| headline.to_owned())
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
    section: String,
}

const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / ", " ‹ ", " ⋆ ", " > ",
    "|", "_", " : ", "ㅣ", "｜", "：", "--",
];

/// Endings of outlets' names: `outlets.tsv`.
static OUTLETS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let rows = include_str!("outlets.tsv").lines().filter_map(|r| r.strip_prefix("end\t"));
    rows.flat_map(|r| r.split('|')).collect()
});

impl Site {
    fn new(name: Option<&str>, address: &str, section: Option<&str>) -> Self {
        let host = url::Url::parse(address).ok();
        let host =
            host.as_ref().and_then(|u| u.host_str()).unwrap_or("").trim_start_matches("www.");
        let label = host.split('.').rev().nth(1).unwrap_or("");
        let label = if label.len() <= 3 { host.split('.').next().unwrap_or("") } else { label };
        let names = [name.unwrap_or(""), host, label];
        let names = names.iter().map(|n| letters(n)).filter(|n| n.chars().count() > 2).collect();
        Self { names, section: letters(section.unwrap_or("")) }
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
        title.trim_end_matches([' ', '-', '–', '—', '|', '_', '·', '•', '»']).to_owned()
    }

    fn strip_once<'t>(&self, title: &'t str) -> Option<&'t str> {
        self.without_end(title)
            .or_else(|| self.wide_end(title))
            .or_else(|| self.without_start(title))
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

    /// Takes a section or an outlet's name off that follows a hyphen without a space, as is done
    /// in Chinese, Japanese and Korean.
    fn wide_end<'t>(&self, title: &'t str) -> Option<&'t str> {
        let (head, tail) = title.rsplit_once(['-', '_', '－', '—', '｜'])?;
        let wide = |c: char| c >= '\u{2e80}';
        let fits = tail.chars().any(wide) && tail.chars().count() <= 14;
        let head = head.trim_end_matches(['-', '_', '－', '—', '｜', ' ']);
        let known = self.belongs(tail)
            || OUTLETS.iter().any(|o| tail.ends_with(o))
            || (!self.section.is_empty() && letters(tail) == self.section);
        let enough = head.chars().filter(|c| wide(*c)).count() >= 8;
        (fits && known && enough).then_some(head)
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
        let site = Site::new(Some("The Example Times"), "https://www.exampletimes.com/a/b", None);
        assert_eq!(site.strip("Rates rise again | The Example Times"), "Rates rise again");
        assert_eq!(site.strip("Rates rise again - exampletimes.com"), "Rates rise again");
        assert_eq!(site.strip("The Example Times: - Rates rise"), "Rates rise");
        assert_eq!(site.strip("The Example Times: Rates rise: why"), "Rates rise: why");
        assert_eq!(site.strip("The Times: rates rise"), "The Times: rates rise");
        assert_eq!(site.strip("Rates rise - and fall again"), "Rates rise - and fall again");
    }
}
