//! Takes out of the chosen part what is not the article: link lists, calls to read or share,
//! repeats.

use super::choose::{self, Choice, View};
use super::pieces::{Piece, Pieces};
use super::tree::Dom;
use super::trim;
use crate::extract::clean::clean;
use crate::extract::lines::ends_sentence;
use crate::extract::phrases;
use crate::model::BlockKind;

/// What the page's head says, to know headline and standfirst by.
#[derive(Debug, Clone, Copy)]
pub(in crate::extract) struct About<'t> {
    /// The headline.
    pub(in crate::extract) title: &'t str,
    /// Who wrote it.
    pub(in crate::extract) authors: &'t [String],
    /// The page's description of itself, or nothing.
    pub(in crate::extract) description: &'t str,
    /// The page calls itself one article.
    pub(in crate::extract) is_article: bool,
    /// It says so, or tells a date.
    pub(in crate::extract) is_dated: bool,
}

/// A block of the article.
#[derive(Debug)]
pub(in crate::extract) struct Taken {
    pub(in crate::extract) kind: BlockKind,
    pub(in crate::extract) text: String,
    /// Node its text begins at.
    pub(super) node: u32,
    /// Where it stands in the text of the page's pieces. Bytes.
    pub(super) start: usize,
    /// It is a link, or nearly so.
    pub(super) linked: bool,
}

/// Share of a line's text from which it is a link, as a whole.
const LINKED_SHARE: f32 = 0.8;
/// Visible characters, on average, below which links in a list are those of a menu.
const MENU_UNITS: u32 = 18;
/// Most paragraphs of a standfirst.
const DECK_MOST: usize = 3;

/// The standfirst: running text between the headline and a body that begins at node `start`.
fn deck<'p>(pieces: &'p Pieces, dropped: &[bool], start: u32, about: &About<'_>) -> Vec<&'p Piece> {
    let before = pieces.list.partition_point(|p| p.node < start);
    let head = pieces.list.get(..before).unwrap_or_default();
    let is_headline =
        |p: &Piece| p.kind == BlockKind::Heading(1) || same(pieces.of(p), about.title);
    let Some(at) = head.iter().rposition(is_headline) else { return Vec::new() };
    let between = head.iter().zip(dropped).skip(at + 1).filter(|(p, dropped)| {
        let text = pieces.of(p);
        let own = p.units >= 40 && p.stops > 0 && p.link_share() < 0.3 && ends_sentence(text);
        (own && !**dropped) || described(text, about.description)
    });
    let deck: Vec<&Piece> = between.map(|(p, _)| p).collect();
    if deck.len() <= DECK_MOST { deck } else { Vec::new() }
}

/// True if `text` is how the page describes itself.
fn described(text: &str, description: &str) -> bool {
    let letters =
        |t: &str| -> String { t.chars().filter(|c| c.is_alphanumeric()).take(60).collect() };
    let (text, description) = (letters(text), letters(description));
    text.chars().count() >= 30 && text == description
}

/// The blocks of the article, in order.
pub(super) fn prune(
    dom: &Dom<'_>,
    pieces: &Pieces,
    dropped: &[bool],
    choice: &Choice,
    about: &About<'_>,
) -> Vec<Taken> {
    let title = about.title;
    let whole = choice.view == View::Whole;
    let spans = choice.spans(dom);
    let inside = |p: &Piece| choose::is_inside(&spans, p);
    let mut taken = deck(pieces, dropped, spans.first().map_or(0, |s| s.0), about);
    let body = pieces.list.iter().zip(dropped).filter(|(p, dropped)| !**dropped && inside(p));
    taken.extend(body.map(|(p, _)| p));
    let mut blocks: Vec<Taken> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for group in taken.chunk_by(|a, b| a.group == b.group && a.group != 0) {
        if is_link_list(group) && (!whole || is_menu(group)) {
            continue;
        }
        for piece in group {
            let text = pieces.of(piece);
            let card = whole || !about.is_dated;
            let noise =
                if card { phrases::is_furniture(text) } else { is_noise(piece, text, title) };
            // The lines that end an article stay until it is cut there.
            let kept = noise && !whole && phrases::ends_article(text);
            if (noise && !kept)
                || phrases::is_notice(text)
                || (piece.units > 60 && !seen.insert(text))
            {
                continue;
            }
            let start = piece.start + (text.len() - text.trim_start().len());
            let text = clean(text);
            if !text.trim().is_empty() {
                let text = text.trim().to_owned();
                let linked = piece.link_share() > LINKED_SHARE;
                blocks.push(Taken { kind: piece.kind, text, node: piece.node, start, linked });
            }
        }
    }
    trim::drop_excerpts(&mut blocks);
    if !whole {
        trim::trim(dom, pieces, &mut blocks, about);
    }
    // A headline alone tells nothing.
    if matches!(blocks.as_slice(), [only] if matches!(only.kind, BlockKind::Heading(_))) {
        blocks.clear();
    }
    blocks
}

/// A list or table most of whose text is links.
fn is_link_list(group: &[&Piece]) -> bool {
    let (units, linked) = group.iter().fold((0, 0), |(u, l), p| (u + p.units, l + p.linked));
    group.first().is_some_and(|p| p.group != 0) && linked as f32 > units as f32 * 0.6
}

/// Links of a word or two each.
fn is_menu(group: &[&Piece]) -> bool {
    group.iter().map(|p| p.units).sum::<u32>() < MENU_UNITS * group.len() as u32
}

fn is_noise(piece: &Piece, text: &str, title: &str) -> bool {
    let share = piece.link_share();
    if matches!(piece.kind, BlockKind::Heading(1)) && piece.units < 300 && same(text, title) {
        return true;
    }
    match piece.kind {
        BlockKind::Heading(_) => phrases::is_furniture(text),
        _ => (share > LINKED_SHARE && piece.units < 250) || phrases::is_furniture(text),
    }
}

fn same(a: &str, b: &str) -> bool {
    let letters = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    !b.is_empty() && letters(a) == letters(b)
}
