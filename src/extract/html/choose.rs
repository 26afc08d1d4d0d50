//! Where the article stands: several views over the same lines, and a choice among them.

use super::pieces::{Piece, Pieces};
use super::tag::Tag;
use super::tree::{Dom, Node};
use super::vocab::Marks;

/// Prose by place: how much of it any part of the tree holds.
#[derive(Debug)]
pub(super) struct Weights {
    nodes: Vec<u32>,
    sums: Vec<f32>,
}

impl Weights {
    /// Sums the prose of the lines that `keep` lets through.
    pub(super) fn new(pieces: &[Piece], keep: impl FnMut(usize, &Piece) -> bool) -> Self {
        Self::by(pieces, Piece::prose, keep)
    }

    /// Sums what `weigh` says of the lines that `keep` lets through.
    pub(super) fn by(
        pieces: &[Piece],
        weigh: impl Fn(&Piece) -> f32,
        mut keep: impl FnMut(usize, &Piece) -> bool,
    ) -> Self {
        let mut sums = Vec::with_capacity(pieces.len() + 1);
        let mut sum = 0.0;
        sums.push(0.0);
        for (index, piece) in pieces.iter().enumerate() {
            if keep(index, piece) {
                sum += weigh(piece);
            }
            sums.push(sum);
        }
        Self { nodes: pieces.iter().map(|p| p.node).collect(), sums }
    }

    /// All of it.
    pub(super) fn total(&self) -> f32 {
        self.sums.last().copied().unwrap_or(0.0)
    }

    /// The prose of nodes `start..end`.
    pub(super) fn between(&self, start: u32, end: u32) -> f32 {
        let at = |node: u32| {
            let index = self.nodes.partition_point(|n| *n < node);
            self.sums.get(index).copied().unwrap_or(0.0)
        };
        at(end) - at(start)
    }

    /// The prose of a node with all below it.
    pub(super) fn of(&self, dom: &Dom<'_>, node: u32) -> f32 {
        dom.node(node).map_or(0.0, |n| self.between(node, n.end))
    }
}

/// For each line, whether it is a reader's comment below something longer.
pub(super) fn talk(dom: &Dom<'_>, pieces: &[Piece], all: &Weights) -> Vec<bool> {
    let comments = spans(dom, |n| n.marks.any(Marks::COMMENT));
    let said: f32 = comments.iter().map(|(a, b)| all.between(*a, *b)).sum();
    let mut dropped = vec![false; pieces.len()];
    if all.total() - said > 250.0 {
        mark(&mut dropped, pieces, &comments);
    }
    dropped
}

/// For each line, whether it stands in furniture.
pub(super) fn furniture(dom: &Dom<'_>, pieces: &Pieces) -> Vec<bool> {
    let mut dropped = talk(dom, &pieces.list, &Weights::new(&pieces.list, |_, _| true));
    let weights = Weights::new(&pieces.list, |i, _| !dropped.get(i).copied().unwrap_or(false));
    let most = weights.total() * 0.5;
    let anchors = anchors(dom, &weights);
    let soft = spans_where(dom, |index, n| {
        let holds = |a: &u32| (index..n.end).contains(a);
        is_furniture(n)
            && (weights.between(index, n.end) < most || is_apart(dom, index, n, &weights))
            && !anchors.get(anchors.partition_point(|a| *a < index)).is_some_and(holds)
            && !is_folded(dom, index, n, &weights)
            && !(n.tag == Tag::Figure && dom.below(index).iter().any(|n| n.tag == Tag::Table))
    });
    mark(&mut dropped, &pieces.list, &soft);
    dropped
}

/// Drops the lines that stand in one of the elements, which are in order and not nested.
pub(super) fn drop_elements(
    dom: &Dom<'_>,
    pieces: &Pieces,
    elements: &[u32],
    dropped: &mut [bool],
) {
    let spans = elements.iter().filter_map(|n| Some((*n, dom.node(*n)?.end)));
    mark(dropped, &pieces.list, &spans.collect::<Vec<_>>());
}

/// Furniture by any measure, without headline or article inside, beside something that is told: on
/// a page with a short article even a footer may hold most of the words.
pub(super) fn is_apart(dom: &Dom<'_>, index: u32, node: &Node<'_>, weights: &Weights) -> bool {
    let hard = matches!(node.tag, Tag::Nav | Tag::Footer) || node.marks.any(Marks::FOOT);
    let told = |n: &Node<'_>| {
        matches!(n.tag, Tag::Heading(1) | Tag::Article | Tag::Main) || n.marks.any(Marks::BODY)
    };
    let rest = weights.total() - weights.between(index, node.end);
    hard && rest > 120.0 && rest > weights.total() * 0.3 && !dom.below(index).iter().any(told)
}

/// Article, main and body elements that hold a good part of the page's prose; no furniture holds
/// them.
fn anchors(dom: &Dom<'_>, weights: &Weights) -> Vec<u32> {
    let enough = weights.total() * 0.2;
    let nodes = dom.nodes().iter().enumerate();
    nodes
        .filter(|(_, n)| matches!(n.tag, Tag::Article | Tag::Main) || n.marks.any(Marks::BODY))
        .filter(|(i, n)| weights.between(*i as u32, n.end) > enough)
        .map(|(i, _)| i as u32)
        .collect()
}

/// Hidden, but for no other reason than to be unfolded: an accordion, a "show more" part.
fn is_folded(dom: &Dom<'_>, index: u32, node: &Node<'_>, weights: &Weights) -> bool {
    let named = Marks::DROP.with(Marks::CAPTION).with(Marks::COMMENT);
    let place =
        |n: &Node<'_>| matches!(n.tag, Tag::Article | Tag::Main) || n.marks.any(Marks::BODY);
    let prose = weights.between(index, node.end);
    if node.marks.any(Marks::FOLD) && !node.marks.any(Marks::HIDDEN) {
        return prose > 400.0 && dom.within(index, place);
    }
    node.marks.any(Marks::HIDDEN)
        && !node.marks.any(named)
        && prose > 120.0
        && (dom.within(index, place) || dom.below(index).iter().any(|n| n.marks.any(Marks::BODY)))
}

fn is_furniture(node: &Node<'_>) -> bool {
    let marks = node.marks;
    if marks.any(Marks::BODY.with(Marks::KEEP)) {
        return false;
    }
    match node.tag {
        Tag::Html | Tag::Body | Tag::Row | Tag::Cell => false,
        Tag::Nav | Tag::Aside | Tag::Footer | Tag::Form | Tag::Figure | Tag::Caption => true,
        _ => marks.any(Marks::DROP.with(Marks::CAPTION).with(Marks::HIDDEN)),
    }
}

pub(super) fn spans(dom: &Dom<'_>, test: impl Fn(&Node<'_>) -> bool) -> Vec<(u32, u32)> {
    spans_where(dom, |_, n| test(n))
}

/// The outermost elements that satisfy `test`, as node ranges in order.
pub(super) fn spans_where(dom: &Dom<'_>, test: impl Fn(u32, &Node<'_>) -> bool) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut free_from = 0;
    for (index, node) in dom.nodes().iter().enumerate() {
        let index = index as u32;
        if index >= free_from && node.element.is_some() && test(index, node) {
            found.push((index, node.end));
            free_from = node.end;
        }
    }
    found
}

pub(super) fn mark(dropped: &mut [bool], pieces: &[Piece], spans: &[(u32, u32)]) {
    let mut spans = spans.iter().peekable();
    for (piece, dropped) in pieces.iter().zip(dropped) {
        while spans.next_if(|(_, end)| *end <= piece.node).is_some() {}
        if spans.peek().is_some_and(|(start, _)| *start <= piece.node) {
            *dropped = true;
        }
    }
}

/// How a part of the page came to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// Elements that the recipe of a site names.
    Recipe,
    /// Elements named as the body of an article.
    Named,
    /// One article element.
    Article,
    /// Where the prose is densest.
    Dense,
    /// All of a page that is no article.
    Whole,
}

/// The part of the page that is its text: nodes in order, none inside another.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) view: View,
    pub(super) nodes: Vec<u32>,
    /// How much prose they hold.
    pub(super) prose: f32,
}

impl Choice {
    /// The node ranges, in order.
    pub(super) fn spans(&self, dom: &Dom<'_>) -> Vec<(u32, u32)> {
        self.nodes.iter().filter_map(|n| Some((*n, dom.node(*n)?.end))).collect()
    }
}

/// True for a line in one of the node ranges, which are in order and not nested.
pub(super) fn is_inside(spans: &[(u32, u32)], piece: &Piece) -> bool {
    let span = spans.get(spans.partition_point(|(_, end)| *end <= piece.node));
    span.is_some_and(|(start, _)| *start <= piece.node)
}

/// Chooses the part of the page that is the article.
///
/// A body named as such wins if it holds half of the prose, then an article element, then text
/// density.
pub(super) fn choose(dom: &Dom<'_>, weights: &Weights) -> Choice {
    let (view, nodes) = best(dom, weights);
    let prose = nodes.iter().map(|n| weights.of(dom, *n)).sum();
    Choice { view, nodes, prose }
}

fn best(dom: &Dom<'_>, weights: &Weights) -> (View, Vec<u32>) {
    let dense = descend(dom, weights);
    let all = weights.of(dom, dense);
    let named = |marks: Marks| {
        let mut nodes: Vec<u32> =
            spans(dom, |n| n.marks.any(marks)).iter().map(|(start, _)| *start).collect();
        nodes.retain(|n| weights.of(dom, *n) > 0.0);
        nodes
    };
    let bodies = named(Marks::BODY);
    let sum: f32 = bodies.iter().map(|n| weights.of(dom, *n)).sum();
    if sum > all * 0.5 && sum > 100.0 {
        return (View::Named, bodies);
    }
    let best = articles(dom)
        .into_iter()
        .map(|n| (n, weights.of(dom, n)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    if let Some((node, weight)) = best
        && weight > all * 0.6
        && weight > 100.0
    {
        return (View::Article, vec![descend_from(dom, weights, node)]);
    }
    (View::Dense, vec![dense])
}

fn articles(dom: &Dom<'_>) -> Vec<u32> {
    let spans = spans(dom, |n| n.tag == Tag::Article || n.marks.any(Marks::ARTICLE));
    spans.into_iter().map(|(start, _)| start).collect()
}

/// All parts that [`choose`] weighs, for those who ask.
pub(super) fn weighed(dom: &Dom<'_>, weights: &Weights) -> Vec<Choice> {
    let bodies = spans(dom, |n| n.marks.any(Marks::BODY)).into_iter().map(|(start, _)| start);
    let bodies = bodies.map(|n| (View::Named, n));
    let articles = articles(dom).into_iter().map(|n| (View::Article, n));
    let parts = bodies.chain(articles).chain([(View::Dense, descend(dom, weights))]);
    parts.map(|(view, n)| Choice { view, nodes: vec![n], prose: weights.of(dom, n) }).collect()
}

fn descend(dom: &Dom<'_>, weights: &Weights) -> u32 {
    let body = dom.nodes().iter().position(|n| n.tag == Tag::Body).unwrap_or(0) as u32;
    descend_from(dom, weights, body)
}

/// Goes down from `node` as long as one child holds nearly all the prose.
fn descend_from(dom: &Dom<'_>, weights: &Weights, node: u32) -> u32 {
    let mut at = node;
    loop {
        let here = weights.of(dom, at);
        let mut best: Option<u32> = None;
        let mut child = at + 1;
        let end = dom.node(at).map_or(0, |n| n.end);
        while child < end {
            let Some(node) = dom.node(child) else { break };
            let holds = node.element.is_some() && is_container(node.tag);
            if holds && weights.between(child, node.end) > here * 0.9 {
                best = Some(child);
                break;
            }
            child = node.end.max(child + 1);
        }
        match best {
            Some(next) if here > 0.0 => at = next,
            _ => return at,
        }
    }
}

fn is_container(tag: Tag) -> bool {
    tag.is_block()
        && !matches!(
            tag,
            Tag::Paragraph | Tag::Heading(_) | Tag::List | Tag::Item | Tag::Pre | Tag::Quote
        )
        || tag == Tag::Inline
}
