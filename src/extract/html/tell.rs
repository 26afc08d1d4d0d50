//! Tells how the body was chosen; called only when somebody asks.

use rustc_hash::FxHashMap;

use super::choose::{self, Weights};
use super::pieces::{self, Pieces};
use super::prune::About;
use super::tag::Tag;
use super::tree::Dom;
use super::vocab::Marks;
use crate::extract::clean::clean;
use crate::extract::explanation::{Candidate, Explanation};

/// Most lines whose places are told.
const PLACES_MOST: usize = 20_000;
/// Most candidates of one view.
const CANDIDATES_MOST: usize = 20;

/// Fills in the candidates for the body and the place of each line. `named` are the elements that
/// a recipe takes and takes out.
pub(in crate::extract) fn explain(
    dom: &Dom<'_>,
    _about: &About<'_>,
    (chosen, removed): (&[u32], &[u32]),
    told: &mut Explanation,
) {
    let pieces = pieces::read(dom);
    let mut dropped = choose::furniture(dom, &pieces);
    choose::drop_elements(dom, &pieces, removed, &mut dropped);
    let weights = Weights::new(&pieces.list, |i, _| !dropped.get(i).copied().unwrap_or(false));
    let paths = Paths::new(dom);
    let winners = choose::choose(dom, &weights);
    let all = Weights::new(&pieces.list, |_, _| true);
    let views: [(&str, Vec<u32>, &Weights); 4] = [
        ("recipe", chosen.to_vec(), &all),
        ("named-body", starts(dom, |n| n.marks.any(Marks::BODY)), &weights),
        ("article", starts(dom, is_article), &weights),
        ("density", vec![choose::descend(dom, &weights)], &weights),
    ];
    for (view, nodes, weights) in views {
        told.candidates.extend(nodes.into_iter().take(CANDIDATES_MOST).map(|node| Candidate {
            view,
            path: paths.of(dom, node),
            prose: prose(dom, weights, node),
            chosen: view != "recipe" && winners.contains(&node),
        }));
    }
    if let Some(node) = winners.first().filter(|_| !told.candidates.iter().any(|c| c.chosen)) {
        // Inside an article element, the part of it that holds nearly all.
        let (path, prose) = (paths.of(dom, *node), prose(dom, &weights, *node));
        told.candidates.push(Candidate { view: "article", path, prose, chosen: true });
    }
    places(dom, &pieces, &paths, told);
}

#[allow(clippy::cast_sign_loss, reason = "prose is never negative")]
fn prose(dom: &Dom<'_>, weights: &Weights, node: u32) -> u32 {
    weights.of(dom, node).max(0.0) as u32
}

fn is_article(node: &super::tree::Node<'_>) -> bool {
    node.tag == Tag::Article || node.marks.any(Marks::ARTICLE)
}

fn starts(dom: &Dom<'_>, test: impl Fn(&super::tree::Node<'_>) -> bool) -> Vec<u32> {
    choose::spans(dom, test).into_iter().map(|(start, _)| start).collect()
}

fn places(dom: &Dom<'_>, pieces: &Pieces, paths: &Paths, told: &mut Explanation) {
    told.places = pieces
        .list
        .iter()
        .take(PLACES_MOST)
        .map(|piece| (clean(pieces.of(piece)).trim().to_owned(), paths.of(dom, piece.node)))
        .collect();
}

/// Which of the children of one name each element is.
struct Paths {
    numbers: Vec<u32>,
    counts: FxHashMap<(u32, String), u32>,
}

impl Paths {
    fn new(dom: &Dom<'_>) -> Self {
        let mut counts: FxHashMap<(u32, String), u32> = FxHashMap::default();
        let numbers = dom.nodes().iter().map(|node| {
            let Some(element) = node.element else { return 0 };
            let count = counts.entry((node.parent, element.name().to_owned())).or_default();
            *count += 1;
            *count
        });
        let numbers = numbers.collect();
        Self { numbers, counts }
    }

    /// `html/body/div[2]/p[3]`: the innermost element around `index` that makes a line.
    fn of(&self, dom: &Dom<'_>, index: u32) -> String {
        let mut steps: Vec<String> = Vec::new();
        let mut at = index;
        while let Some(node) = dom.node(at) {
            if let Some(element) = node.element.filter(|_| node.tag.is_block() || !steps.is_empty())
            {
                let name = element.name();
                let alone = self.counts.get(&(node.parent, name.to_owned())) == Some(&1);
                let number = self.numbers.get(at as usize).copied().unwrap_or(0);
                let step = if alone { name.to_owned() } else { format!("{name}[{number}]") };
                steps.push(step);
            }
            if at == node.parent {
                break;
            }
            at = node.parent;
        }
        steps.reverse();
        steps.join("/")
    }
}
