//! Where an element stands, as people read it: `html/body/div[2]/article/p[3]`.

use super::tree::{Dom, Node};

/// The path of the element at `index`, or of the one that holds the text there. A number tells
/// which of several children of one name it is, counted from 1.
pub(super) fn path(dom: &Dom<'_>, index: u32) -> String {
    let mut steps: Vec<String> = Vec::new();
    let mut at = index;
    while let Some(node) = dom.node(at) {
        if let Some(name) = name(node) {
            steps.push(match place(dom, node.parent, at, name) {
                (_, 1) => name.to_owned(),
                (number, _) => format!("{name}[{number}]"),
            });
        }
        if at == node.parent {
            break;
        }
        at = node.parent;
    }
    steps.reverse();
    steps.join("/")
}

fn name<'a>(node: &Node<'a>) -> Option<&'a str> {
    node.element.map(scraper::node::Element::name)
}

/// Which of the children of `parent` called `name` stands at `index`, and how many there are.
fn place(dom: &Dom<'_>, parent: u32, index: u32, called: &str) -> (usize, usize) {
    let (mut number, mut count) = (0, 0);
    let mut child = parent + 1;
    let end = dom.node(parent).map_or(0, |n| n.end);
    while child < end {
        let Some(node) = dom.node(child) else { break };
        if name(node) == Some(called) {
            count += 1;
            if child == index {
                number = count;
            }
        }
        child = node.end.max(child + 1);
    }
    (number, count)
}
