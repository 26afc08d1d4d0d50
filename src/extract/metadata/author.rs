//! Who wrote the article.

use super::agency;
use super::gather::Found;
use super::jsonld::{Linked, plain};
use super::names::{is_by, is_full, is_name, is_refused, letters, names, says_by, strip_by};
use crate::extract::clean::line;
use crate::extract::explain::Trail;
use crate::extract::html::tag::Tag;
use crate::extract::html::tree::{Dom, Node};
use crate::extract::html::vocab::Marks;
use crate::limits::AUTHORS_MAX;

/// Authors, and the wire agency credited.
#[derive(Debug, Default)]
pub(super) struct By {
    pub(super) authors: Vec<String>,
    pub(super) agency: Option<&'static str>,
}

/// Who wrote the article: structured data, meta, then the byline, then a line near the headline
/// that begins with "By". An office or the outlet itself is named only where structured data names
/// nobody else.
pub(super) fn authors(
    dom: &Dom<'_>,
    (found, ld): (&Found<'_>, &Linked),
    (site, address, headline): (Option<&str>, &str, Option<u32>),
    trail: &mut Trail,
) -> By {
    let outlet = outlet(site, address);
    let mut list = Names { outlet, trail, list: Vec::new(), offices: Vec::new(), agency: None };
    for name in &ld.authors {
        list.add("json-ld author", name);
    }
    for key in METAS {
        if *key == "twitter:data1" && !says_author(found) {
            continue;
        }
        if list.list.is_empty() {
            let source = format!("meta {key}");
            found.metas(key).iter().for_each(|v| list.add(&source, &line(&plain(v))));
        }
    }
    let mut offices = std::mem::take(&mut list.offices);
    if list.list.is_empty() {
        from_page(dom, found, &mut list);
    }
    if list.list.is_empty() {
        near_headline(dom, headline, &mut list);
    }
    if list.list.is_empty() {
        offices.truncate(1);
        list.list = offices;
    }
    list.list.truncate(AUTHORS_MAX);
    By { authors: list.list, agency: list.agency }
}

/// The names an outlet may sign with: its own, and those of its host.
fn outlet(site: Option<&str>, address: &str) -> Vec<String> {
    let url = url::Url::parse(address).ok();
    let host = url.as_ref().and_then(|u| u.host_str()).unwrap_or("").trim_start_matches("www.");
    let label = host.split('.').rev().nth(1).unwrap_or("");
    let label = if label.len() <= 3 { host.split('.').next().unwrap_or("") } else { label };
    let names = [site.unwrap_or(""), host, label].into_iter().map(letters);
    names.filter(|n| n.chars().count() > 1).collect()
}

/// The names in bylines that somebody pointed at.
pub(in crate::extract) fn named_by(bylines: &[String]) -> Vec<String> {
    let trail = &mut Trail::default();
    let (list, offices, outlet) = (Vec::new(), Vec::new(), Vec::new());
    let mut found = Names { list, offices, outlet, agency: None, trail };
    for byline in bylines {
        found.add("recipe", byline);
    }
    if found.list.is_empty() {
        found.list = std::mem::take(&mut found.offices);
    }
    found.list.truncate(AUTHORS_MAX);
    found.list
}

const METAS: &[&str] = &[
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "article:author_name",
    "cxenseparse:author",
    "twitter:data1",
    "byl",
];

fn says_author(found: &Found<'_>) -> bool {
    let words = ["written by", "author", "by", "verfasst von", "écrit par", "escrito por"];
    found.meta(&["twitter:label1"]).is_some_and(|l| words.contains(&l.to_lowercase().as_str()))
}

/// The byline as the page shows it: the links in it, else its first piece of text that is a name.
fn from_page(dom: &Dom<'_>, found: &Found<'_>, names: &mut Names<'_>) {
    for index in found.author_links.iter().chain(&found.bylines) {
        let Some(node) = dom.node(*index) else { continue };
        if dom.within(*index, is_elsewhere) || dom.below(*index).len() > 80 {
            continue;
        }
        let links = (*index..node.end).filter(|i| dom.node(*i).is_some_and(|n| n.tag == Tag::Link));
        for link in links.take(12) {
            let text = first_text(dom, link);
            names.add_seen("byline link", &text);
            if names.list.is_empty() && dom.node(link).is_some_and(leads_to_author) {
                names.add_handle(&text);
            }
        }
        let texts = dom.below(*index).iter().filter(|n| n.tag == Tag::Text).take(12);
        for node in texts {
            if names.list.is_empty() {
                names.add_seen("byline", &line(node.text));
            }
        }
        if !names.list.is_empty() {
            return;
        }
    }
}

/// True for a link to the page of a person.
fn leads_to_author(node: &Node<'_>) -> bool {
    let ways = ["/author", "/autor", "/auteur", "/user", "/profile", "/people/", "/members/"];
    node.attr("rel").is_some_and(|r| r.contains("author"))
        || node.attr("href").is_some_and(|h| ways.iter().any(|w| h.contains(w)))
}

/// A link's text; if it is in pieces (name, then post), the first of them.
fn first_text(dom: &Dom<'_>, index: u32) -> String {
    let mut texts = dom.below(index).iter().filter(|n| n.tag == Tag::Text).take(6);
    let whole = texts.clone().count();
    let first = texts.find(|n| n.text.chars().any(char::is_alphabetic) && !is_by(n.text));
    match first.map(|n| line(n.text)) {
        Some(first) if whole > 1 && is_full(strip_by(&first)) => first,
        _ => dom.text(index, 200),
    }
}

/// Texts after the headline, and before it, in which a line may begin with "By".
const AFTER: usize = 30;
const BEFORE: usize = 8;

/// "By Jane Doe" in one text, or "By" in one and the name in the next, near the headline.
fn near_headline(dom: &Dom<'_>, headline: Option<u32>, names: &mut Names<'_>) {
    let Some(headline) = headline else { return };
    let at = headline as usize;
    let nodes = dom.nodes();
    let text = |n: &&Node<'_>| {
        n.tag == Tag::Text && n.text.bytes().any(|b| b.is_ascii_graphic() || b > 127)
    };
    let after = nodes.iter().skip(at).filter(text).take(AFTER);
    let before = nodes.get(..at).unwrap_or_default().iter().rev().take(400).filter(text);
    let mut before: Vec<&Node<'_>> = before.take(BEFORE).collect();
    before.reverse();
    for list in [after.collect(), before] {
        let mut by = false;
        for node in list {
            let inside = dom
                .node(node.parent)
                .is_some_and(|p| matches!(p.tag, Tag::Script | Tag::Skip | Tag::Head | Tag::Title));
            if inside || node.text.len() > 200 {
                by = false;
                continue;
            }
            let text = line(node.text);
            let apart = !dom.within(node.parent, is_elsewhere);
            if apart && (by || (says_by(&text) && text.chars().count() <= 80)) {
                names.add_seen("line near the headline", &text);
                if !names.list.is_empty() {
                    return;
                }
            }
            by = is_by(&text);
        }
    }
}

fn is_elsewhere(node: &Node<'_>) -> bool {
    node.marks.any(Marks::COMMENT)
        || matches!(node.tag, Tag::Aside | Tag::Footer | Tag::Nav | Tag::Figure | Tag::Caption)
}

struct Names<'t> {
    list: Vec<String>,
    /// Names that are no person's.
    offices: Vec<String>,
    /// The outlet's own names.
    outlet: Vec<String>,
    agency: Option<&'static str>,
    trail: &'t mut Trail,
}

impl Names<'_> {
    /// Adds the names of one byline.
    fn add(&mut self, source: &str, byline: &str) {
        let names = names(byline);
        let signed: Vec<_> = names.iter().map(|name| agency::apart(name)).collect();
        let agency = signed.iter().find_map(|(_, agency)| *agency);
        self.agency = self.agency.or_else(|| agency::credited(byline)).or(agency);
        let by_person = signed.iter().any(|(n, _)| agency::named(n).is_none() && is_name(n));
        for name in signed.into_iter().map(|(name, _)| name.to_owned()) {
            let key = letters(&name);
            if by_person && agency::named(&name).is_some() {
                self.tell(source, byline, &name, false, "an agency beside a person, kept apart");
            } else if self.list.iter().any(|n| letters(n) == key) {
                self.tell(source, byline, &name, false, "named already");
            } else if is_name(&name) && !self.outlet.contains(&key) {
                self.tell(source, byline, &name, true, "a name");
                self.list.push(name);
            } else if name.chars().any(char::is_alphabetic)
                && name.chars().count() <= 60
                && !name.contains('@')
                && !is_refused(&name)
            {
                self.tell(source, byline, &name, false, "an office, not a person");
                self.offices.push(name);
            } else {
                self.tell(source, byline, &name, false, "no name");
            }
        }
    }

    /// Adds a name from the page's text, where much else stands: only what looks like a person's
    /// full name.
    fn add_seen(&mut self, source: &str, text: &str) {
        let text = cut_date(strip_by(text));
        if !(3..=100).contains(&text.chars().count()) || text.chars().any(|c| c.is_ascii_digit()) {
            return;
        }
        let before = self.list.len();
        let offices = self.offices.len();
        self.add(source, text);
        self.offices.truncate(offices);
        let mut index = 0;
        self.list.retain(|n| {
            index += 1;
            index <= before || is_full(n)
        });
    }

    /// Adds the one word a writer goes by, where a link leads to the writer's page.
    fn add_handle(&mut self, text: &str) {
        let text = strip_by(text).trim();
        let one = (3..=30).contains(&text.chars().count()) && !text.contains(char::is_whitespace);
        if one && !text.contains(['/', ':', '#']) {
            let offices = self.offices.len();
            self.add("link to an author's page", text);
            self.offices.truncate(offices);
        }
    }

    fn tell(&mut self, source: &str, raw: &str, name: &str, chosen: bool, reason: &str) {
        if self.trail.is_on() {
            self.trail.note("author", source, raw, (Some(name.to_owned()), chosen, reason));
        }
    }
}

/// The byline up to what can only be a date or a note on it.
fn cut_date(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let words = ["updated", "published", "posted", "last ", "written by", "reviewed by"];
    let at = words.iter().filter_map(|w| lower.find(w)).filter(|at| *at > 0).min();
    let text = at.and_then(|at| text.get(..at)).unwrap_or(text);
    text.split(|c: char| c.is_ascii_digit()).next().unwrap_or(text).trim()
}
