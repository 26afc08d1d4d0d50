//! Where a page that is a list of links leads.

use rustc_hash::FxHashSet;

use super::tag::Tag;
use super::tree::{Dom, Node};
use super::vocab::Marks;
use crate::extract::clean::line;
use crate::limits::LINKS_PER_PAGE_MAX;

/// Longest words of a link that are told. Bytes.
const WORDS_MOST: usize = 400;

/// The links of a page outside its menus and footers, each address once, as words and address as
/// the page writes it.
pub(super) fn links(dom: &Dom<'_>) -> Vec<(String, String)> {
    let furniture = |n: &Node<'_>| {
        matches!(n.tag, Tag::Nav | Tag::Footer | Tag::Aside | Tag::Header)
            || n.marks.any(Marks::HARD.with(Marks::HIDDEN))
    };
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for (index, node) in dom.nodes().iter().enumerate() {
        let Some(href) = node.attr("href").map(str::trim).filter(|h| is_address(h)) else {
            continue;
        };
        if node.tag != Tag::Link || seen.contains(href) {
            continue;
        }
        let words = line(&dom.text(index as u32, WORDS_MOST));
        if words.is_empty() || dom.within(index as u32, furniture) {
            continue;
        }
        seen.insert(href);
        found.push((words, href.to_owned()));
        if found.len() == LINKS_PER_PAGE_MAX {
            break;
        }
    }
    found
}

/// True for what a reader would open as another page.
fn is_address(href: &str) -> bool {
    let scheme = href.split_once(':').map(|(s, _)| s.to_ascii_lowercase());
    let opens = scheme.is_none_or(|s| s.contains('/') || s == "http" || s == "https");
    opens && !href.is_empty() && !href.starts_with('#')
}
