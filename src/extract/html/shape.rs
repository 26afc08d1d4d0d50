//! What kind of page the lines add up to.

use super::pieces::{Piece, Pieces};
use super::tree::Dom;
use super::vocab::Marks;
use crate::extract::clean::{cut_chars, line};
use crate::extract::phrases;
use crate::model::BlockKind;

/// Signs that a page is not one whole article.
#[derive(Debug, Default)]
pub(in crate::extract) struct Shape {
    /// First-level headings.
    pub(in crate::extract) headings: Vec<String>,
    /// How much running prose there is outside furniture.
    pub(in crate::extract) prose: f32,
    /// A list of links.
    pub(in crate::extract) is_index: bool,
    /// Why.
    pub(in crate::extract) evidence: String,
    /// Words of a wall that asks for money.
    pub(in crate::extract) wall: Option<String>,
    /// Words that call the text a machine's translation.
    pub(in crate::extract) translated: Option<String>,
}

/// Reads the signs. `body` is the prose of the article that was chosen.
pub(super) fn shape(dom: &Dom<'_>, pieces: &Pieces, dropped: &[bool], prose: f32) -> Shape {
    let short = |p: &&Piece| p.units < 250;
    let mut shape = Shape { prose, ..Shape::default() };
    let headings = pieces.list.iter().filter(|p| p.kind == BlockKind::Heading(1)).take(3);
    shape.headings = headings.map(|p| line(pieces.of(p))).collect();
    let translated = pieces.list.iter().filter(short).find(|p| is_translated(pieces.of(p)));
    shape.translated = translated.map(|p| line(cut_chars(pieces.of(p), 200)));
    shape.wall = wall(dom, pieces);
    let own = pieces.list.iter().zip(dropped).filter(|(_, d)| !**d).map(|(p, _)| p);
    let (mut units, mut linked, mut links) = (0_u32, 0_u32, 0_u32);
    for piece in own {
        units += piece.units;
        linked += piece.linked;
        links += u32::from(piece.link_share() > 0.7);
    }
    if prose < 600.0 && links >= 15 && linked * 10 > units * 6 {
        shape.is_index = true;
        shape.evidence = format!("{links} lines are links, and little else is there");
    }
    shape
}

/// A note on the whole text, not a sentence about translation.
fn is_translated(text: &str) -> bool {
    text.chars().count() < 200 && phrases::has("translated", text)
}

/// A short line that asks for a subscription, inside an element named as a wall.
fn wall(dom: &Dom<'_>, pieces: &Pieces) -> Option<String> {
    let named = |p: &Piece| dom.within(p.node, |n| n.marks.any(Marks::PAYWALL));
    let asking = pieces.list.iter().filter(|p| p.units < 400);
    asking
        .filter(|p| phrases::has("paywall", pieces.of(p)))
        .find(|p| named(p))
        .map(|p| line(cut_chars(pieces.of(p), 200)))
}
