//! The parsed page as one flat list in document order, so that every later step is a scan.

use rustc_hash::FxHashSet;
use scraper::node::Element;
use scraper::{Html, Selector};

use super::tag::Tag;
use super::vocab::{Marks, Vocabulary};

/// One element or run of text.
#[derive(Debug)]
pub(in crate::extract) struct Node<'a> {
    pub(in crate::extract) tag: Tag,
    pub(in crate::extract) parent: u32,
    /// Index one past the last descendant.
    pub(in crate::extract) end: u32,
    /// What class, id, role and the like say.
    pub(in crate::extract) marks: Marks,
    pub(in crate::extract) element: Option<&'a Element>,
    pub(in crate::extract) text: &'a str,
}

impl<'a> Node<'a> {
    /// An attribute of the element; `None` for text.
    pub(in crate::extract) fn attr(&self, name: &str) -> Option<&'a str> {
        self.element.and_then(|e| e.attr(name))
    }
}

/// The page, flat. Index 0 is the document itself.
#[derive(Debug)]
pub(in crate::extract) struct Dom<'a> {
    nodes: Vec<Node<'a>>,
    page: &'a Html,
}

impl<'a> Dom<'a> {
    /// Flattens a parsed page, without recursion.
    pub(super) fn new(html: &'a Html) -> Self {
        let mut vocabulary = Vocabulary::new();
        let mut nodes: Vec<Node<'a>> = Vec::with_capacity(html.tree.values().len());
        let mut at = html.tree.root();
        let mut parent = 0_u32;
        loop {
            let index = nodes.len() as u32;
            nodes.push(read(at.value(), parent, &mut vocabulary));
            if let Some(child) = at.first_child() {
                parent = index;
                at = child;
                continue;
            }
            close(&mut nodes, index);
            loop {
                if let Some(next) = at.next_sibling() {
                    at = next;
                    break;
                }
                let Some(up) = at.parent() else { return Self { nodes, page: html } };
                at = up;
                close(&mut nodes, parent);
                parent = nodes.get(parent as usize).map_or(0, |n| n.parent);
            }
        }
    }

    /// All nodes in document order.
    pub(in crate::extract) fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    /// The elements that one of the selectors matches, in document order, at most `most`.
    pub(in crate::extract) fn select(&self, selectors: &[Selector], most: usize) -> Vec<u32> {
        let matches = selectors.iter().flat_map(|selector| self.page.select(selector).take(most));
        let wanted: FxHashSet<_> = matches.map(|element| element.id()).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        // The list is in the order of the tree.
        let all = self.page.tree.root().descendants().enumerate();
        let found = all.filter(|(_, node)| wanted.contains(&node.id()));
        found.map(|(index, _)| index as u32).take(most).collect()
    }

    /// One node.
    pub(in crate::extract) fn node(&self, index: u32) -> Option<&Node<'a>> {
        self.nodes.get(index as usize)
    }

    /// The nodes below `index`.
    pub(in crate::extract) fn below(&self, index: u32) -> &[Node<'a>] {
        let end = self.node(index).map_or(0, |n| n.end as usize);
        self.nodes.get(index as usize + 1..end).unwrap_or_default()
    }

    /// The text below `index`, white space collapsed, at most about `most` bytes; scripts and
    /// styles left out.
    pub(in crate::extract) fn text(&self, index: u32, most: usize) -> String {
        let mut out = String::new();
        for node in self.below(index) {
            if node.tag == Tag::Text && !self.is_silent(node.parent) {
                if out.len() > most {
                    break;
                }
                out.push_str(node.text);
            } else if node.tag.is_block() || node.tag == Tag::Break {
                out.push(' ');
            }
        }
        crate::extract::clean::line(&out)
    }

    fn is_silent(&self, index: u32) -> bool {
        self.node(index).is_some_and(|n| matches!(n.tag, Tag::Script | Tag::Skip | Tag::Ruby))
    }

    /// True if `index` or an element it stands in satisfies `test`.
    pub(in crate::extract) fn within(&self, index: u32, test: impl Fn(&Node<'a>) -> bool) -> bool {
        let mut at = index;
        while let Some(node) = self.node(at) {
            if test(node) {
                return true;
            }
            if at == node.parent {
                break;
            }
            at = node.parent;
        }
        false
    }
}

fn close(nodes: &mut [Node<'_>], index: u32) {
    let end = nodes.len() as u32;
    if let Some(node) = nodes.get_mut(index as usize) {
        node.end = end;
    }
}

fn read<'a>(value: &'a scraper::Node, parent: u32, vocabulary: &mut Vocabulary<'a>) -> Node<'a> {
    let blank =
        Node { tag: Tag::Skip, parent, end: 0, marks: Marks::default(), element: None, text: "" };
    match value {
        scraper::Node::Element(element) => {
            let tag = Tag::of(element.name());
            let marks = vocabulary.marks(element);
            Node { tag, marks, element: Some(element), ..blank }
        }
        scraper::Node::Text(text) => Node { tag: Tag::Text, text: text.as_ref(), ..blank },
        scraper::Node::Document => Node { tag: Tag::Html, ..blank },
        _ => blank,
    }
}
