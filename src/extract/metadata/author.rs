//! Bylines, as names.

use super::gather::Found;
use super::jsonld::{Linked, plain};
use crate::extract::clean::line;
use crate::extract::html::tag::Tag;
use crate::extract::html::tree::{Dom, Node};
use crate::extract::html::vocab::Marks;
use crate::limits::AUTHORS_MAX;

/// Who wrote the article: structured data, meta, then the byline. An office or the outlet itself is
/// named only
/// where structured data names nobody else.
pub(super) fn authors(
    dom: &Dom<'_>,
    found: &Found<'_>,
    ld: &Linked,
    site: Option<&str>,
) -> Vec<String> {
    let site = site.map(letters).unwrap_or_default();
    let mut names = Names { site, ..Names::default() };
    for name in &ld.authors {
        names.add(name);
    }
    for key in METAS {
        if *key == "twitter:data1" && !says_author(found) {
            continue;
        }
        if names.list.is_empty() {
            found.metas(key).iter().for_each(|v| names.add(&line(&plain(v))));
        }
    }
    let mut offices = std::mem::take(&mut names.offices);
    if names.list.is_empty() {
        from_page(dom, found, &mut names);
    }
    if names.list.is_empty() {
        offices.truncate(1);
        names.list = offices;
    }
    names.list.truncate(AUTHORS_MAX);
    names.list
}

/// The names in bylines that somebody pointed at.
pub(in crate::extract) fn names(bylines: &[String]) -> Vec<String> {
    let mut names = Names::default();
    bylines.iter().for_each(|byline| names.add(byline));
    if names.list.is_empty() {
        names.list = std::mem::take(&mut names.offices);
    }
    names.list.truncate(AUTHORS_MAX);
    names.list
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
    found
        .meta(&["twitter:label1"])
        .is_some_and(|l| matches!(l.to_lowercase().as_str(), "written by" | "author" | "by"))
}

/// The byline as the page shows it: the links in it, else its first piece of text that is a name.
fn from_page(dom: &Dom<'_>, found: &Found<'_>, names: &mut Names) {
    for index in found.author_links.iter().chain(&found.bylines) {
        let Some(node) = dom.node(*index) else { continue };
        if dom.within(*index, is_elsewhere) || dom.below(*index).len() > 80 {
            continue;
        }
        let links: Vec<u32> = (*index..node.end)
            .filter(|i| dom.node(*i).is_some_and(|n| n.tag == Tag::Link))
            .collect();
        for link in &links {
            names.add_seen(&dom.text(*link, 200));
        }
        let texts = dom.below(*index).iter().filter(|n| n.tag == Tag::Text).take(12);
        for node in texts {
            if names.list.is_empty() {
                names.add_seen(&line(node.text));
            }
        }
        if !names.list.is_empty() {
            return;
        }
    }
}

fn is_elsewhere(node: &Node<'_>) -> bool {
    node.marks.any(Marks::COMMENT) || matches!(node.tag, Tag::Aside | Tag::Footer | Tag::Nav)
}

#[derive(Default)]
struct Names {
    list: Vec<String>,
    /// Names that are no person's.
    offices: Vec<String>,
    site: String,
}

impl Names {
    /// Adds the names of one byline.
    fn add(&mut self, byline: &str) {
        let whole = strip_by(byline.trim());
        if whole.contains("://") || whole.starts_with("www.") || whole.starts_with('{') {
            return;
        }
        let byline = whole.split(" | ").next().unwrap_or(whole);
        for part in split(byline) {
            let name = tidy(part);
            let key = letters(&name);
            if self.list.iter().any(|n| letters(n) == key) {
                continue;
            }
            if is_name(&name) && key != self.site {
                self.list.push(name);
            } else if name.chars().any(char::is_alphabetic)
                && name.chars().count() <= 60
                && !name.contains('@')
            {
                self.offices.push(name);
            }
        }
    }

    /// Adds a name from the page's text, where much else stands: only what looks like a person's
    /// full name.
    fn add_seen(&mut self, text: &str) {
        let text = cut_date(strip_by(text));
        if !(3..=100).contains(&text.chars().count()) || text.chars().any(|c| c.is_ascii_digit()) {
            return;
        }
        let before = self.list.len();
        self.add(text);
        let full = |n: &String| {
            let capital = n.split_whitespace().all(|w| {
                w.chars().next().is_some_and(|c| !c.is_lowercase()) || w.chars().count() <= 3
            });
            let wide = n.chars().any(|c| c >= '\u{2e80}');
            (wide || n.split_whitespace().count() >= 2) && capital
        };
        let mut index = 0;
        self.list.retain(|n| {
            index += 1;
            index <= before || full(n)
        });
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

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

const BY: &[&str] = &[
    "written by",
    "posted by",
    "published by",
    "reported by",
    "words by",
    "story by",
    "report by",
    "article by",
    "reviewed by",
    "by:",
    "by",
    "von:",
    "von",
    "par:",
    "par",
    "por:",
    "por",
    "di:",
    "di",
    "da",
    "door",
    "av",
    "af",
    "autor:",
    "autorin:",
    "author:",
    "auteur:",
    "autore:",
    "redação:",
    "автор:",
    "текст:",
    "tekst:",
    "text:",
    "yazan:",
    "بقلم",
    "بقلم:",
    "كتب",
    "作者：",
    "作者:",
    "文／",
    "文/",
    "記者",
    "记者",
];

/// Takes "By", "Von" and the like off the front.
fn strip_by(byline: &str) -> &str {
    for word in BY {
        let Some(head) = byline.get(..word.len()) else { continue };
        if head.to_lowercase() != *word {
            continue;
        }
        let rest = byline.get(word.len()..).unwrap_or("");
        if !word.ends_with(|c: char| c.is_ascii_alphabetic())
            || rest.starts_with([' ', ':', '\u{a0}'])
        {
            return rest.trim_start_matches([' ', ':', '\u{a0}']);
        }
    }
    byline
}

fn split(byline: &str) -> Vec<&str> {
    let mut parts = vec![byline];
    for mark in [
        ";", ",", " and ", " und ", " et ", " y ", " & ", " og ", " och ", " и ", " e ", "、",
        "，", " / ", "·",
    ] {
        parts = parts.into_iter().flat_map(|p| p.split(mark)).collect();
    }
    parts
}

fn tidy(part: &str) -> String {
    let mut part = strip_by(part.trim());
    for open in ["(", " - ", " – ", " — ", " @", "<", " in ", " for ", "["] {
        part = part.split(open).next().unwrap_or(part);
    }
    let part = ["기자", "특파원", "記者", "记者"]
        .iter()
        .fold(part, |p, w| p.trim_end().trim_end_matches(w));
    line(part.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '\'' && c != '’'))
}

const ROLES: &[&str] = &[
    "editor",
    "reporter",
    "correspondent",
    "writer",
    "staff",
    "redaktion",
    "redakteur",
    "contributor",
    "journalist",
    "columnist",
    "producer",
    "bureau",
    "newsroom",
    "desk",
    "news",
    "admin",
    "editorial",
    "updated",
    "published",
    "read",
    "min",
    "agency",
    "redacción",
    "rédaction",
    "team",
    "share",
    "comments",
];

/// Two to five words, few digits, no role or office.
fn is_name(name: &str) -> bool {
    let count = name.chars().count();
    let words = name.split_whitespace().count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    (2..=60).contains(&count)
        && words <= 6
        && digits <= 2
        && name.chars().any(char::is_alphabetic)
        && !name.contains('@')
        && !name.split_whitespace().any(|w| ROLES.contains(&w.to_lowercase().as_str()))
}
