//! One scan of the tree for everything metadata may be made from.

use rustc_hash::FxHashMap;

use crate::extract::html::tag::Tag;
use crate::extract::html::tree::Dom;
use crate::extract::html::vocab::Marks;

/// What the scan found.
#[derive(Debug, Default)]
pub(in crate::extract) struct Found<'a> {
    metas: FxHashMap<String, Vec<&'a str>>,
    /// Texts of JSON-LD scripts.
    pub(super) scripts: Vec<&'a str>,
    /// Texts of all scripts.
    pub(super) raw: Vec<&'a str>,
    /// `<link rel=canonical>`.
    pub(super) canonical: Option<&'a str>,
    /// `<base href>`.
    pub(super) base: Option<&'a str>,
    /// `<html lang>`.
    pub(super) language: Option<&'a str>,
    /// The `<title>` element.
    pub(super) title: Option<u32>,
    /// First-level headings.
    pub(super) headings: Vec<u32>,
    /// Elements named as headlines that are no headings.
    pub(super) headlines: Vec<u32>,
    /// `<time>` elements.
    pub(super) times: Vec<u32>,
    /// Elements named as bylines.
    pub(super) bylines: Vec<u32>,
    /// Elements named as dates.
    pub(super) dates: Vec<u32>,
    /// Links with `rel=author`.
    pub(super) author_links: Vec<u32>,
}

impl<'a> Found<'a> {
    /// The first value of the first name that has one.
    pub(super) fn meta(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|n| self.metas.get(*n)?.first().copied())
    }

    /// All values of a name.
    pub(super) fn metas(&self, name: &str) -> &[&'a str] {
        self.metas.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Most elements of one kind that are looked at.
const MOST: usize = 200;

/// Scans the page.
pub(super) fn gather<'a>(dom: &Dom<'a>) -> Found<'a> {
    let mut found = Found::default();
    for (index, node) in dom.nodes().iter().enumerate() {
        let index = index as u32;
        match node.tag {
            Tag::Text => continue,
            Tag::Meta => meta(&mut found, |name| node.attr(name)),
            Tag::HeadLink => {
                let rel = node.attr("rel").unwrap_or("");
                if rel.eq_ignore_ascii_case("canonical") && found.canonical.is_none() {
                    found.canonical = node.attr("href");
                }
            }
            Tag::Html if found.language.is_none() => {
                found.language = node.attr("lang").or_else(|| node.attr("xml:lang"));
            }
            Tag::Title if found.title.is_none() => found.title = Some(index),
            Tag::Script => {
                if node.attr("type").is_some_and(|t| t.contains("ld+json")) {
                    found.scripts.extend(dom.below(index).first().map(|n| n.text));
                }
                found.raw.extend(dom.below(index).first().map(|n| n.text));
                continue;
            }
            Tag::Heading(1) => add(&mut found.headings, index),
            Tag::Time => add(&mut found.times, index),
            Tag::Skip => {
                if found.base.is_none() && node.element.is_some_and(|e| e.name() == "base") {
                    found.base = node.attr("href");
                }
                continue;
            }
            Tag::Link if node.attr("rel").is_some_and(|r| r.contains("author")) => {
                add(&mut found.author_links, index);
            }
            _ => {}
        }
        if node.marks.any(Marks::HEADLINE) && !matches!(node.tag, Tag::Heading(_) | Tag::Link) {
            add(&mut found.headlines, index);
        }
        if node.marks.any(Marks::BYLINE) {
            add(&mut found.bylines, index);
        }
        if node.marks.any(Marks::DATE) && node.tag != Tag::Time {
            add(&mut found.dates, index);
        }
    }
    found
}

fn add(list: &mut Vec<u32>, index: u32) {
    if list.len() < MOST {
        list.push(index);
    }
}

fn meta<'a>(found: &mut Found<'a>, attr: impl Fn(&str) -> Option<&'a str>) {
    let Some(content) = attr("content").map(str::trim).filter(|c| !c.is_empty()) else { return };
    for name in ["property", "name", "itemprop", "http-equiv"] {
        let Some(name) = attr(name) else { continue };
        let values = found.metas.entry(name.trim().to_ascii_lowercase()).or_default();
        if values.len() < MOST {
            values.push(content);
        }
    }
}
