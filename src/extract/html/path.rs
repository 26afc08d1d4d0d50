//! Where an element stands, as people read it: `html/body/div[2]/article/p[3]`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::tree::{Dom, Node};

/// Works out paths; the children of an element are counted once, however many paths lead past.
#[derive(Debug)]
pub(super) struct Paths<'d, 'a> {
    dom: &'d Dom<'a>,
    counted: FxHashSet<u32>,
    /// For each element which of the children of its name it is, from 1.
    numbers: FxHashMap<u32, u32>,
    /// How many children of a name an element has.
    totals: FxHashMap<(u32, &'a str), u32>,
}

impl<'d, 'a> Paths<'d, 'a> {
    /// For the paths of one page.
    pub(super) fn new(dom: &'d Dom<'a>) -> Self {
        let numbers = FxHashMap::default();
        Self { dom, counted: FxHashSet::default(), numbers, totals: FxHashMap::default() }
    }

    /// The path of the element at `index`, or of the one that holds the text there. A number tells
    /// which of several children of one name it is.
    pub(super) fn of(&mut self, index: u32) -> String {
        let mut steps: Vec<String> = Vec::new();
        let mut at = index;
        while let Some(node) = self.dom.node(at) {
            if let Some(name) = name(node) {
                self.count(node.parent);
                let several = self.totals.get(&(node.parent, name)).is_some_and(|n| *n > 1);
                let number = self.numbers.get(&at).filter(|_| several);
                steps.push(number.map_or_else(|| name.to_owned(), |n| format!("{name}[{n}]")));
            }
            if at == node.parent {
                break;
            }
            at = node.parent;
        }
        steps.reverse();
        steps.join("/")
    }

    /// Counts the children of `parent`, unless that was done.
    fn count(&mut self, parent: u32) {
        if !self.counted.insert(parent) {
            return;
        }
        let end = self.dom.node(parent).map_or(0, |n| n.end);
        let mut child = parent + 1;
        while child < end {
            let Some(node) = self.dom.node(child) else { break };
            if let Some(name) = name(node) {
                let total = self.totals.entry((parent, name)).or_default();
                *total += 1;
                self.numbers.insert(child, *total);
            }
            child = node.end.max(child + 1);
        }
    }
}

fn name<'a>(node: &Node<'a>) -> Option<&'a str> {
    node.element.map(scraper::node::Element::name)
}
