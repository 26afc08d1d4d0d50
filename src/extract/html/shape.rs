//! What kind of page the lines add up to.

use super::pieces::{Piece, Pieces};
use super::tag::Tag;
use super::tree::{Dom, Node};
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
    let evidence = index(dom, pieces, dropped, prose);
    shape.is_index = evidence.is_some();
    shape.evidence = evidence.unwrap_or_default();
    shape
}

/// Why the page is a list of links, if it is one.
pub(super) fn index(
    dom: &Dom<'_>,
    pieces: &Pieces,
    dropped: &[bool],
    prose: f32,
) -> Option<String> {
    let own = own(pieces, dropped);
    link_column(&own, prose).or_else(|| cards(dom, &own))
}

fn own<'p>(pieces: &'p Pieces, dropped: &[bool]) -> Vec<&'p Piece> {
    pieces.list.iter().zip(dropped).filter(|(_, d)| !**d).map(|(p, _)| p).collect()
}

/// True if something is told right below a headline, however short: a brief.
pub(super) fn is_told(pieces: &Pieces, dropped: &[bool]) -> bool {
    is_told_below_headline(&own(pieces, dropped))
}

/// True if a paragraph is longer than a teaser.
pub(super) fn has_full(pieces: &Pieces, dropped: &[bool]) -> bool {
    own(pieces, dropped).into_iter().any(is_full)
}

/// Prose below which links make a page an index.
pub(super) const INDEX_PROSE: f32 = 600.0;
/// Visible characters from which a paragraph is more than a teaser.
const TEASER_UNITS: u32 = 250;
/// Prose below a headline that makes it an article.
const BRIEF_PROSE: f32 = 200.0;
/// Cards from which a page is an index.
const CARDS_MIN: usize = 5;

/// A paragraph that is no teaser: an article, however short.
fn is_full(piece: &Piece) -> bool {
    piece.kind == BlockKind::Paragraph
        && piece.units >= TEASER_UNITS
        && piece.stops >= 3
        && piece.link_share() < 0.2
}

/// Short paragraphs right below a headline that leads nowhere: a brief, not a teaser.
fn is_told_below_headline(own: &[&Piece]) -> bool {
    let headline = |p: &&Piece| p.kind == BlockKind::Heading(1) && p.link_share() < 0.5;
    let Some(at) = own.iter().position(headline) else { return false };
    let below = own.iter().skip(at + 1).take(12);
    let told = below.take_while(|p| p.kind == BlockKind::Paragraph && p.link_share() < 0.7);
    told.filter(|p| p.stops >= 2).map(|p| p.prose()).sum::<f32>() >= BRIEF_PROSE
}

/// A page most of whose lines are links, without a paragraph of prose.
fn link_column(own: &[&Piece], prose: f32) -> Option<String> {
    let sum = |part: fn(&Piece) -> u32| own.iter().map(|p| part(p)).sum::<u32>();
    let (units, linked) = (sum(|p| p.units), sum(|p| p.linked));
    let links = own.iter().filter(|p| p.link_share() > 0.7).count();
    let column = prose < INDEX_PROSE && links >= 15 && linked * 10 > units * 6;
    (column && !own.iter().any(|p| is_full(p)) && !is_told_below_headline(own))
        .then(|| format!("{links} lines are links, and little else is there"))
}

/// A section front: headings that lead elsewhere, each with a teaser at most, and nothing told in
/// full.
fn cards(dom: &Dom<'_>, own: &[&Piece]) -> Option<String> {
    let leads_away = |n: &Node<'_>| {
        let away = n.attr("href").is_some_and(|h| !h.trim_start().starts_with('#'));
        n.tag == Tag::Link && away
    };
    let (mut cards, mut loose, mut after) = (0_usize, 0.0_f32, usize::MAX);
    for piece in own {
        if is_full(piece) {
            return None;
        }
        if matches!(piece.kind, BlockKind::Heading(_)) {
            let card = piece.link_share() > 0.7 && dom.within(piece.node, leads_away);
            cards += usize::from(card);
            after = if card { 0 } else { usize::MAX };
            continue;
        }
        after = after.saturating_add(1);
        if after > 2 {
            loose += piece.prose();
        }
    }
    (cards >= CARDS_MIN && loose < TEASER_UNITS as f32)
        .then(|| format!("{cards} headings are links, and nothing is told in full"))
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
