//! Bylines, as names.

use super::gather::Found;
use super::jsonld::{Linked, plain};
use crate::extract::clean::line;
use crate::extract::html::tag::Tag;
use crate::extract::html::tree::Dom;
use crate::limits::AUTHORS_MAX;

/// Who wrote the article: structured data, meta, then the byline.
pub(super) fn authors(
    dom: &Dom<'_>,
    found: &Found<'_>,
    ld: &Linked,
    site: Option<&str>,
) -> Vec<String> {
    let mut names = Names { list: Vec::new(), site: site.map(letters).unwrap_or_default() };
    for name in &ld.authors {
        names.add(name);
    }
    let metas = [
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
    for key in metas {
        if key == "twitter:data1" && !says_author(found) {
            continue;
        }
        if names.list.is_empty() {
            found.metas(key).iter().for_each(|v| names.add(&line(&plain(v))));
        }
    }
    if names.list.is_empty() {
        from_page(dom, found, &mut names);
    }
    names.list.truncate(AUTHORS_MAX);
    names.list
}

fn says_author(found: &Found<'_>) -> bool {
    found
        .meta(&["twitter:label1"])
        .is_some_and(|l| matches!(l.to_lowercase().as_str(), "written by" | "author" | "by"))
}

fn from_page(dom: &Dom<'_>, found: &Found<'_>, names: &mut Names) {
    for list in [&found.author_links, &found.bylines] {
        for index in list {
            let talk = |n: &crate::extract::html::tree::Node<'_>| {
                n.marks.any(crate::extract::html::vocab::Marks::COMMENT)
                    || matches!(n.tag, Tag::Aside | Tag::Footer | Tag::Nav)
            };
            if dom.within(*index, talk) {
                continue;
            }
            let text = dom.text(*index, 300);
            if (3..=120).contains(&text.chars().count()) {
                names.add(&text);
            }
            if !names.list.is_empty() {
                return;
            }
        }
    }
}

struct Names {
    list: Vec<String>,
    site: String,
}

impl Names {
    /// Adds the names of one byline.
    fn add(&mut self, byline: &str) {
        let byline = strip_by(byline.trim());
        if byline.contains("://") || byline.starts_with("www.") || byline.starts_with('{') {
            return;
        }
        let byline = byline.split(" | ").next().unwrap_or(byline);
        for part in split(byline) {
            let name = tidy(part);
            if is_name(&name)
                && letters(&name) != self.site
                && !self.list.iter().any(|n| letters(n) == letters(&name))
            {
                self.list.push(name);
            }
        }
    }
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
