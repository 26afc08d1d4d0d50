//! A page of HTML → body and metadata, from one parse.

mod choose;
mod explain;
pub(in crate::extract) mod guard;
mod listed;
mod path;
mod pieces;
mod prune;
mod shape;
mod state;
pub(in crate::extract) mod tag;
pub(in crate::extract) mod tree;
mod trim;
pub(in crate::extract) mod vocab;
mod whole;

use scraper::Html;

use self::choose::{Choice, View, Weights};
pub(in crate::extract) use self::explain::BlockLink;
pub(in crate::extract) use self::prune::{About, Taken};
pub(in crate::extract) use self::shape::Shape;
use self::tree::Dom;
use crate::extract::how::How;
use crate::limits::HTML_BYTES_MAX;
use crate::model::Warning;

/// What a page's tree says.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// The blocks of the article.
    pub(super) blocks: Vec<Taken>,
    /// What kind of page it is.
    pub(super) shape: Shape,
    /// How it was found, if that was asked for.
    pub(super) how: Option<How>,
    /// Words and addresses of the links, if the page is a list of them.
    pub(super) links: Vec<(String, String)>,
}

/// Parses a page and hands its tree to `read`.
pub(super) fn with_tree<T>(
    html: &str,
    warnings: &mut Vec<Warning>,
    read: impl FnOnce(&Dom<'_>) -> T,
) -> T {
    let cut = super::clean::cut_bytes(html, HTML_BYTES_MAX);
    if cut.len() < html.len() {
        let message = format!("only the first {HTML_BYTES_MAX} bytes of the page were read");
        warnings.push(Warning::new("html-cut", message));
    }
    let guarded = guard::guard(cut);
    if matches!(guarded, std::borrow::Cow::Owned(_)) {
        warnings.push(Warning::new("deep-nesting", "elements nested too deeply were flattened"));
    }
    let page = Html::parse_document(&guarded);
    read(&Dom::new(&page))
}

/// The article of a page, without its headline and without the elements in `removed`; with `tell`
/// also how it was found.
pub(super) fn body(dom: &Dom<'_>, about: &About<'_>, removed: &[u32], tell: bool) -> Body {
    let pieces = pieces::read(dom, tell);
    let mut dropped = choose::furniture(dom, &pieces);
    choose::drop_elements(dom, &pieces, removed, &mut dropped);
    let weights = Weights::new(&pieces.list, |i, _| !dropped.get(i).copied().unwrap_or(false));
    let mut choices = vec![choose::choose(dom, &weights)];
    let prose = choices.first().map_or(0.0, |c| c.prose);
    let mut shape = shape::shape(dom, &pieces, &dropped, prose);
    let first = choices.first().filter(|_| !about.is_article);
    if let Some((choice, whole)) =
        first.and_then(|c| Some((c, whole::view(dom, &pieces, c, removed)?)))
        && (whole.scarce || leaves_most(dom, &pieces, (&dropped, choice), &whole, about))
    {
        dropped = whole.dropped;
        shape.is_index &= shape::index(dom, &pieces, &dropped, whole.choice.prose).is_some();
        choices.push(whole.choice);
    }
    let Some(choice) = choices.last() else { return Body::default() };
    let blocks = prune::prune(dom, &pieces, &dropped, choice, about);
    let how = tell.then(|| {
        let others = choose::weighed(dom, &weights);
        explain::tell(dom, &pieces, &blocks, &choices, &others)
    });
    let links = if shape.is_index { listed::links(dom) } else { Vec::new() };
    Body { blocks, shape, how, links }
}

/// Share of the text of a whole page below which its densest part is not what it says.
const LEAST_SHARE: f32 = 0.4;

/// True if a chosen part gives little of the text that the whole page has: a page of cards or of
/// links with a line each.
fn leaves_most(
    dom: &Dom<'_>,
    pieces: &pieces::Pieces,
    (dropped, choice): (&[bool], &Choice),
    whole: &whole::Whole,
    about: &About<'_>,
) -> bool {
    if choice.prose > shape::INDEX_PROSE || shape::is_told(pieces, dropped) {
        return false;
    }
    let is_full = about.is_dated && shape::has_full(pieces, dropped);
    let length = |dropped: &[bool], choice: &Choice| -> usize {
        let blocks = prune::prune(dom, pieces, dropped, choice, about);
        // An article, however short, may have a list of links to others beside it.
        let own = blocks.iter().filter(|b| !is_full || !b.linked);
        own.map(|b| b.text.len()).sum()
    };
    let all = length(&whole.dropped, &whole.choice) as f32;
    let own = length(dropped, choice) as f32;
    // A footer that is trimmed to nothing is no sign of cards.
    own > 0.0 && own < all * LEAST_SHARE
}

/// The paragraphs of a body that stands in a script alone, and the view they are; `plain` turns
/// markup into lines.
pub(super) fn state(
    dom: &Dom<'_>,
    plain: impl Fn(&str) -> Vec<String>,
) -> (&'static str, Vec<String>) {
    state::paragraphs(dom, plain)
}

/// The blocks of the elements in `chosen`, which somebody named, without those in `removed`.
pub(super) fn body_of(
    dom: &Dom<'_>,
    about: &About<'_>,
    (chosen, removed): (&[u32], &[u32]),
    tell: bool,
) -> Body {
    if chosen.is_empty() {
        return Body::default();
    }
    let pieces = pieces::read(dom, tell);
    let mut inside = vec![false; pieces.list.len()];
    choose::drop_elements(dom, &pieces, chosen, &mut inside);
    // What stands before them is no standfirst unless it was named, too.
    let mut dropped: Vec<bool> = inside.into_iter().map(|inside| !inside).collect();
    choose::drop_elements(dom, &pieces, removed, &mut dropped);
    let about = About { description: "", ..*about };
    let weights = Weights::new(&pieces.list, |i, _| !dropped.get(i).copied().unwrap_or(false));
    let choice = Choice { view: View::Recipe, nodes: chosen.to_vec(), prose: weights.total() };
    let blocks = prune::prune(dom, &pieces, &dropped, &choice, &about);
    let how = tell.then(|| explain::tell(dom, &pieces, &blocks, &[choice], &[]));
    Body { blocks, how, ..Body::default() }
}
