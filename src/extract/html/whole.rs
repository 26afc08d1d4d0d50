//! The page as a whole: what pages that are no article say, beside their navigation.
//!
//! Shops, manuals, forums and service pages spread their text over many small parts, and name them
//! cards, carousels or comments: on an article such parts are furniture, here they are the text.

use super::choose::{Choice, View, Weights, drop_elements, is_apart, mark, spans_where, talk};
use super::pieces::{Piece, Pieces};
use super::tag::Tag;
use super::tree::{Dom, Node};
use super::vocab::Marks;

/// The whole view, and which lines are furniture in it.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) choice: Choice,
    pub(super) dropped: Vec<bool>,
    /// The part chosen otherwise holds too little of the page's prose to be its text.
    pub(super) scarce: bool,
}

/// Share of the page's prose below which its densest part is not its text.
const SHARE: f32 = 0.75;
/// The same for a part that is named as an article or its body.
const SHARE_NAMED: f32 = 0.2;
/// Share of the prose that a main element holds if it is one.
const MAIN_SHARE: f32 = 0.6;
/// Share of the prose that no furniture holds.
const FURNITURE_SHARE: f32 = 0.5;

/// The whole view without the elements in `removed`, and whether `choice` holds too little of the
/// page to be what it says.
pub(super) fn view(
    dom: &Dom<'_>,
    pieces: &Pieces,
    choice: &Choice,
    removed: &[u32],
) -> Option<Whole> {
    let all = Weights::new(&pieces.list, |_, _| true);
    let mut dropped = talk(dom, &pieces.list, &all);
    drop_elements(dom, pieces, removed, &mut dropped);
    let silent = Weights::by(&pieces.list, Piece::told, |i, _| !is_dropped(&dropped, i));
    let most = silent.total() * FURNITURE_SHARE;
    let hard = spans_where(dom, |index, n| {
        is_hard(dom, pieces, index, n)
            && (silent.between(index, n.end) < most || is_apart(dom, index, n, &silent))
    });
    mark(&mut dropped, &pieces.list, &hard);
    let weights = Weights::by(&pieces.list, Piece::told, |i, _| !is_dropped(&dropped, i));
    let total = weights.total();
    let held: f32 = choice.nodes.iter().map(|n| weights.of(dom, *n)).sum();
    let share = if choice.view == View::Dense { SHARE } else { SHARE_NAMED };
    let main = spans_where(dom, |_, n| n.tag == Tag::Main || n.attr("role") == Some("main"));
    let best = main
        .iter()
        .map(|(start, _)| (*start, weights.of(dom, *start)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    let node = match best {
        Some((node, prose)) if prose > total * MAIN_SHARE => node,
        _ => dom.nodes().iter().position(|n| n.tag == Tag::Body)? as u32,
    };
    let prose = weights.of(dom, node);
    let scarce = choice.prose.min(held) <= total * share;
    Some(Whole { choice: Choice { view: View::Whole, nodes: vec![node], prose }, dropped, scarce })
}

fn is_dropped(dropped: &[bool], index: usize) -> bool {
    dropped.get(index).copied().unwrap_or(false)
}

/// Furniture on any page.
fn is_hard(dom: &Dom<'_>, pieces: &Pieces, index: u32, node: &Node<'_>) -> bool {
    let marks = node.marks;
    match node.tag {
        Tag::Html | Tag::Body | Tag::Row | Tag::Cell | Tag::Main => false,
        Tag::Nav | Tag::Footer | Tag::Aside | Tag::Caption => true,
        Tag::Header => !has_headline(dom, index),
        _ => {
            marks.any(Marks::HARD) && !dom.below(index).iter().any(|n| n.tag == Tag::Main)
                || (marks.any(Marks::HIDDEN) && !is_unfolded(pieces, index, node))
        }
    }
}

/// A header with the first heading of the page is part of its text.
fn has_headline(dom: &Dom<'_>, index: u32) -> bool {
    let below = dom.below(index);
    below.iter().any(|n| n.tag == Tag::Heading(1)) || dom.within(index, |n| n.tag == Tag::Main)
}

/// Hidden only until a reader asks for it: an answer to a question, a tab, a "show more" part.
fn is_unfolded(pieces: &Pieces, index: u32, node: &Node<'_>) -> bool {
    let from = pieces.list.partition_point(|p| p.node < index);
    let inside = pieces.list.iter().skip(from).take_while(|p| p.node < node.end);
    inside.map(Piece::told).sum::<f32>() > 60.0
}
