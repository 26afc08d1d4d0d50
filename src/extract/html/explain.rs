//! Says in words how the body was chosen; called only when somebody asks.

use super::choose::{self, Choice, View};
use super::path::Paths;
use super::pieces::{Piece, Pieces};
use super::prune::Taken;
use super::tag::Tag;
use super::tree::Dom;
use super::vocab::Marks;
use crate::extract::clean::line;
use crate::extract::explanation::Candidate;
use crate::extract::how::How;

/// Most paths that are worked out.
const PATHS_MOST: usize = 50_000;
/// Most candidates beside those that were close to be chosen.
const OTHERS_MOST: usize = 20;
/// Most captions that are told.
const CAPTIONS_MOST: usize = 200;

/// A link inside a block: number of the block, bytes of its text, address as the page writes it.
pub(in crate::extract) type BlockLink = (usize, usize, usize, String);

/// What the tree tells. `choices` are the parts looked at; the last is the chosen one. `others` were
/// weighed, too.
pub(super) fn tell(
    dom: &Dom<'_>,
    pieces: &Pieces,
    taken: &[Taken],
    choices: &[Choice],
    others: &[Choice],
) -> How {
    let mut how = How::default();
    let mut paths = Paths::new(dom);
    how.paths = taken.iter().take(PATHS_MOST).map(|t| paths.of(block_of(dom, t.node))).collect();
    for (number, choice) in choices.iter().enumerate().rev() {
        let chosen = number + 1 == choices.len();
        let count = choice.nodes.len().max(1) as u32;
        how.candidates.extend(choice.nodes.iter().map(|n| Candidate {
            view: name(choice.view),
            path: paths.of(*n),
            prose: prose(choice) / count,
            chosen,
        }));
    }
    let known = |other: &&Choice| {
        let same = |n: &u32| other.nodes.contains(n);
        choices.iter().any(|c| c.view == other.view && c.nodes.iter().any(same))
    };
    let mut rest: Vec<&Choice> = others.iter().filter(|o| o.prose > 0.0 && !known(o)).collect();
    rest.sort_by(|a, b| b.prose.total_cmp(&a.prose));
    how.candidates.extend(rest.into_iter().take(OTHERS_MOST).map(|other| Candidate {
        view: name(other.view),
        path: other.nodes.first().map(|n| paths.of(*n)).unwrap_or_default(),
        prose: prose(other),
        chosen: false,
    }));
    if let Some(choice) = choices.last() {
        let place = choice.nodes.first().map(|n| paths.of(*n)).unwrap_or_default();
        how.reason = reason(place, choice, taken.len(), choices.first());
        let spans = choice.spans(dom);
        let caption =
            |n: &super::tree::Node<'_>| n.tag == Tag::Caption || n.marks.any(Marks::CAPTION);
        let is_caption = |p: &&Piece| choose::is_inside(&spans, p) && dom.within(p.node, caption);
        let captions = pieces.list.iter().filter(is_caption).take(CAPTIONS_MOST);
        how.captions = captions.map(|p| line(pieces.of(p))).collect();
    }
    how.links = links(dom, pieces, taken);
    how
}

#[allow(clippy::cast_sign_loss, reason = "prose is never negative")]
fn prose(choice: &Choice) -> u32 {
    choice.prose.max(0.0) as u32
}

fn name(view: View) -> &'static str {
    match view {
        View::Recipe => "recipe",
        View::Named => "named-body",
        View::Article => "article",
        View::Dense => "density",
        View::Whole => "whole-page",
    }
}

fn reason(place: String, choice: &Choice, blocks: usize, first: Option<&Choice>) -> String {
    let held = prose(choice);
    let count = choice.nodes.len();
    let parts = if count > 1 { format!("{count} elements from {place} on") } else { place };
    match choice.view {
        View::Recipe => {
            format!("{parts}: the recipe of the site names it ({held} characters, {blocks} blocks)")
        }
        View::Named => format!(
            "{parts}: named as the body by its class, id or itemprop, and most of the prose \
             stands there ({held} characters, {blocks} blocks)"
        ),
        View::Article => format!(
            "{parts}: an article element with most of the prose ({held} characters, {blocks} \
             blocks)"
        ),
        View::Dense => format!(
            "{parts}: the smallest element that holds nearly all of the prose ({held} characters, \
             {blocks} blocks)"
        ),
        View::Whole => format!(
            "{parts}: the page is no article and its prose is spread out; the densest part holds \
             {} of {held} characters ({blocks} blocks)",
            first.map_or(0, prose)
        ),
    }
}

/// The innermost element around a text that makes a line of its own.
fn block_of(dom: &Dom<'_>, node: u32) -> u32 {
    let mut at = node;
    while let Some(node) = dom.node(at) {
        if node.element.is_some() && node.tag.is_block() || at == node.parent {
            break;
        }
        at = node.parent;
    }
    at
}

/// The links of the blocks. Text ranges are those of the trimmed block.
fn links(dom: &Dom<'_>, pieces: &Pieces, taken: &[Taken]) -> Vec<BlockLink> {
    let mut found = Vec::new();
    for (number, block) in taken.iter().enumerate() {
        let from = pieces.links.partition_point(|l| l.1 <= block.start);
        let end = block.start + block.text.len();
        for (start, stop, node) in pieces.links.iter().skip(from).take_while(|l| l.0 < end) {
            let (start, stop) = ((*start).max(block.start), (*stop).min(end));
            let href = dom.node(*node).and_then(|n| n.attr("href")).map(str::trim);
            let same = pieces.text.get(block.start..end) == Some(block.text.as_str());
            if let Some(href) = href.filter(|h| !h.is_empty() && same && start < stop) {
                let at = start - block.start;
                found.push((number, at, stop - block.start, href.to_owned()));
            }
        }
    }
    found
}
