//! Takes out of the chosen part what is not the article: link lists, calls to read or share, repeats.

use super::pieces::{Piece, Pieces};
use super::tree::Dom;
use crate::extract::clean::clean;
use crate::extract::phrases;
use crate::model::BlockKind;

/// The blocks of the article, in order.
pub(super) fn prune(
    dom: &Dom<'_>,
    pieces: &Pieces,
    dropped: &[bool],
    containers: &[u32],
    title: &str,
) -> Vec<(BlockKind, String)> {
    let spans: Vec<(u32, u32)> =
        containers.iter().filter_map(|n| Some((*n, dom.node(*n)?.end))).collect();
    let inside = |p: &Piece| spans.iter().any(|(start, end)| (*start..*end).contains(&p.node));
    let taken: Vec<&Piece> = pieces
        .list
        .iter()
        .zip(dropped)
        .filter(|(p, dropped)| !**dropped && inside(p))
        .map(|(p, _)| p)
        .collect();
    let mut blocks: Vec<(BlockKind, String)> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for group in taken.chunk_by(|a, b| a.group == b.group && a.group != 0) {
        if is_link_list(group) {
            continue;
        }
        for piece in group {
            let text = pieces.of(piece);
            if is_noise(piece, text, title) || (piece.units > 60 && !seen.insert(text)) {
                continue;
            }
            let text = clean(text);
            if !text.trim().is_empty() {
                blocks.push((piece.kind, text.trim().to_owned()));
            }
        }
    }
    cut_tail(&mut blocks);
    blocks
}

/// A list or table most of whose text is links.
fn is_link_list(group: &[&Piece]) -> bool {
    let (units, linked) = group.iter().fold((0, 0), |(u, l), p| (u + p.units, l + p.linked));
    group.first().is_some_and(|p| p.group != 0) && linked as f32 > units as f32 * 0.6
}

fn is_noise(piece: &Piece, text: &str, title: &str) -> bool {
    let share = piece.link_share();
    if matches!(piece.kind, BlockKind::Heading(1)) && piece.units < 300 && same(text, title) {
        return true;
    }
    match piece.kind {
        BlockKind::Heading(_) => phrases::is_furniture(text),
        _ => (share > 0.8 && piece.units < 250) || phrases::is_furniture(text),
    }
}

fn same(a: &str, b: &str) -> bool {
    let letters = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    !b.is_empty() && letters(a) == letters(b)
}

/// Drops everything from a heading such as "Related articles" on, and headings with nothing below.
fn cut_tail(blocks: &mut Vec<(BlockKind, String)>) {
    let half = blocks.len() / 2;
    let cut = blocks.iter().skip(half).position(|(_, text)| phrases::ends_article(text));
    if let Some(at) = cut {
        blocks.truncate(half + at);
    }
    while blocks.last().is_some_and(|(kind, _)| matches!(kind, BlockKind::Heading(_))) {
        blocks.pop();
    }
}
