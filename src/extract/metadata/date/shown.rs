//! The dates a page shows near its headline.

use super::labels::{Label, last, parts};
use crate::extract::html::tag::Tag;
use crate::extract::html::tree::{Dom, Node};
use crate::extract::html::vocab::Marks;
use crate::model::Stamp;

/// A date on the page.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) stamp: Stamp,
    pub(super) raw: String,
    pub(super) label: Option<Label>,
    /// It stands in an element made or named for dates.
    pub(super) marked: bool,
    /// The text says little else.
    pub(super) bare: bool,
    /// It stands beside the article, not in it.
    pub(super) aside: bool,
    /// Texts between it and the headline.
    pub(super) distance: usize,
}

impl Shown {
    /// What it takes to believe it: the lower the better.
    fn cost(&self) -> usize {
        let plain = if self.marked { 0 } else { 15 };
        let aside = if self.aside { 40 } else { 0 };
        let label = if self.label == Some(Label::Published) { 0 } else { plain + 10 };
        self.distance + label + aside
    }

    /// True if it is the page's own beyond much doubt.
    pub(super) fn is_sure(&self) -> bool {
        !self.aside
            && ((self.marked || self.label == Some(Label::Published)) && self.distance <= 40
                || self.distance <= 6)
    }
}

/// Texts after the headline, and before it, that are looked at.
const AFTER: usize = 160;
const BEFORE: usize = 60;
/// Texts from the headline within which an element that nothing marks as a date may hold one.
const NEAR: usize = 30;
/// Longest text that may hold the date of the page. Bytes.
const TEXT_BYTES: usize = 160;

/// All dates near the headline, the likeliest first; those labelled as changes are among them.
pub(super) fn near(
    dom: &Dom<'_>,
    headline: Option<u32>,
    check: &impl Fn(&str) -> Option<Stamp>,
) -> Vec<Shown> {
    let nodes = dom.nodes();
    let body = nodes.iter().position(|n| n.tag == Tag::Body).unwrap_or(0);
    let from = headline.map_or(body, |h| h as usize);
    let mut scan = Scan { dom, check, found: Vec::new(), before: String::new(), texts: 0 };
    for (index, node) in nodes.iter().enumerate().skip(from) {
        if scan.texts > AFTER || scan.found.len() > 40 {
            break;
        }
        scan.visit(index as u32, node);
    }
    // Before the headline the label of a date still stands before the date.
    let start = before(nodes, body, from);
    let after = std::mem::take(&mut scan.found);
    scan.texts = 0;
    scan.before.clear();
    for (index, node) in nodes.iter().enumerate().take(from).skip(start) {
        scan.visit(index as u32, node);
    }
    let total = scan.texts;
    let mut found = after;
    found.extend(scan.found.into_iter().map(|mut s| {
        s.distance = total.saturating_sub(s.distance) * 2 + 1;
        s
    }));
    found.retain(|s| s.marked || s.bare || s.label.is_some() || s.distance <= NEAR);
    found.retain(|s| s.label != Some(Label::Other));
    found.sort_by_key(Shown::cost);
    found
}

/// The first date anywhere that an element or a label marks as that of publication, else the first
/// in an element made or named for dates; `candidates` are such elements, in page order.
pub(super) fn anywhere(
    dom: &Dom<'_>,
    candidates: impl Iterator<Item = u32>,
    check: &impl Fn(&str) -> Option<Stamp>,
) -> Option<Shown> {
    let mut scan = Scan { dom, check, found: Vec::new(), before: String::new(), texts: 0 };
    for index in candidates.take(60) {
        let node = dom.node(index)?;
        let above = dom.nodes().get(..index as usize).unwrap_or_default().iter().rev().take(12);
        let text = above.into_iter().find(|n| is_text(n)).map_or("", |n| n.text.trim());
        scan.before = if text.len() <= 60 { text.to_lowercase() } else { String::new() };
        scan.element(index, node);
        for (at, inner) in dom.below(index).iter().enumerate().take(30) {
            scan.visit(index + 1 + at as u32, inner);
        }
    }
    let mut found = scan.found;
    found.retain(|s| !matches!(s.label, Some(Label::Other | Label::Modified)));
    let labelled = found.iter().position(|s| s.label == Some(Label::Published)).unwrap_or(0);
    (labelled < found.len()).then(|| found.swap_remove(labelled))
}

/// The node from which [`BEFORE`] texts stand before `from`.
fn before(nodes: &[Node<'_>], body: usize, from: usize) -> usize {
    let mut texts = 0;
    for (index, node) in nodes.iter().enumerate().take(from).skip(body).rev() {
        texts += usize::from(is_text(node));
        if texts > BEFORE {
            return index;
        }
    }
    body
}

fn is_text(node: &Node<'_>) -> bool {
    node.tag == Tag::Text && node.text.bytes().any(|b| !b.is_ascii_whitespace())
}

struct Scan<'d, 'a, F> {
    dom: &'d Dom<'a>,
    check: &'d F,
    found: Vec<Shown>,
    /// The short text before, in lower case: perhaps a label.
    before: String,
    texts: usize,
}

impl<F: Fn(&str) -> Option<Stamp>> Scan<'_, '_, F> {
    fn visit(&mut self, index: u32, node: &Node<'_>) {
        if is_text(node) {
            self.text(index, node);
        } else if node.tag == Tag::Time || node.marks.any(Marks::DATE) {
            self.element(index, node);
        }
    }

    /// A machine-readable date on an element.
    fn element(&mut self, index: u32, node: &Node<'_>) {
        let Some(raw) = ATTRIBUTES.iter().find_map(|a| node.attr(a).filter(|v| v.len() <= 60))
        else {
            return;
        };
        let Some(stamp) = (self.check)(raw) else { return };
        let label = last(&self.before).or_else(|| self.class(index));
        self.add(index, stamp, raw, label);
    }

    fn text(&mut self, index: u32, node: &Node<'_>) {
        if self.is_silent(node.parent) {
            return;
        }
        self.texts += 1;
        let mut text = node.text.trim();
        if text.len() > TEXT_BYTES || text.split_whitespace().count() > 9 {
            // Some papers begin the first paragraph with the date: `28.11.2022 – …`.
            let head = crate::extract::clean::cut_bytes(text, 40);
            let at = [" – ", " - ", " — ", " | ", " -- "].iter().filter_map(|m| head.find(m)).min();
            let start = text.chars().next().is_some_and(super::token::is_digit);
            if let (Some(at), true) = (at, start) {
                text = text.get(..at).unwrap_or("");
            } else if text.len() > TEXT_BYTES {
                self.before.clear();
                return;
            }
        }
        let lower = text.to_lowercase();
        let mut used = false;
        if text.len() >= 6 && text.chars().any(super::token::is_digit) {
            for (label, part) in parts(&lower) {
                let Some(stamp) = (self.check)(part) else { continue };
                let label = label.or_else(|| if used { None } else { last(&self.before) });
                let label = label.or_else(|| self.class(index));
                // A date in a sentence is that of an event.
                let sentence = part.split_whitespace().count() > 9 && label.is_none();
                if !sentence {
                    self.add(index, stamp, text, label);
                }
                used = true;
            }
        }
        if text.chars().any(char::is_alphabetic) || used {
            self.before = if lower.len() <= 60 && !used { lower } else { String::new() };
        }
    }

    fn add(&mut self, index: u32, stamp: Stamp, raw: &str, label: Option<Label>) {
        if self.dom.within(index, is_elsewhere) || self.is_card(index) {
            return;
        }
        let aside = self.dom.within(index, |n| n.tag == Tag::Aside);
        let bare = raw.chars().count() <= 36;
        let marked = self.up(index).any(|n| n.tag == Tag::Time || n.marks.any(Marks::DATE));
        let raw = raw.to_owned();
        self.found.push(Shown { stamp, raw, label, marked, bare, aside, distance: self.texts });
    }

    /// The element and those around it, not far.
    fn up(&self, index: u32) -> impl Iterator<Item = &Node<'_>> {
        let dom = self.dom;
        let first = dom.node(index);
        std::iter::successors(first, move |n| dom.node(n.parent)).take(4)
    }

    /// What class names say: `updated`, `date-modified`, `published`, `todays-date`.
    fn class(&self, index: u32) -> Option<Label> {
        self.up(index).filter(|n| n.tag != Tag::Text).take(2).find_map(|n| {
            let value = n.attr("itemprop").or_else(|| n.attr("class")).or_else(|| n.attr("id"))?;
            let class = crate::extract::clean::cut_bytes(value, 200).to_ascii_lowercase();
            let has = |words: &[&str]| words.iter().any(|w| class.contains(w));
            if has(&["publish", "entry-date", "datecreated", "release-date"]) {
                Some(Label::Published)
            } else if has(&["update", "modif", "changed", "revis"]) {
                Some(Label::Modified)
            } else if has(&["today", "current-date", "currentdate", "countdown", "event"]) {
                Some(Label::Other)
            } else {
                None
            }
        })
    }

    /// Inside a link that says more than the date: a card that leads to another article.
    fn is_card(&self, index: u32) -> bool {
        let link = std::iter::successors(Some(index), |i| self.dom.node(*i).map(|n| n.parent))
            .take(6)
            .find(|i| self.dom.node(*i).is_some_and(|n| n.tag == Tag::Link));
        link.is_some_and(|l| self.dom.text(l, 80).len() > 60)
    }

    fn is_silent(&self, parent: u32) -> bool {
        let skip = |n: &Node<'_>| matches!(n.tag, Tag::Script | Tag::Skip | Tag::Ruby);
        self.dom.node(parent).is_some_and(skip)
    }
}

const ATTRIBUTES: &[&str] = &[
    "datetime",
    "content",
    "title",
    "data-datetime",
    "data-date",
    "data-time",
    "data-timestamp",
    "data-published",
];

fn is_elsewhere(node: &Node<'_>) -> bool {
    matches!(node.tag, Tag::Footer | Tag::Nav | Tag::Head) || node.marks.any(Marks::COMMENT)
}
