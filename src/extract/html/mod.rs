//! A page of HTML → body and metadata, from one parse.

mod choose;
mod guard;
mod pieces;
mod prune;
mod shape;
pub(in crate::extract) mod tag;
mod tell;
pub(in crate::extract) mod tree;
pub(in crate::extract) mod vocab;

use scraper::Html;

use self::choose::Weights;
pub(in crate::extract) use self::prune::About;
pub(in crate::extract) use self::shape::Shape;
pub(in crate::extract) use self::tell::explain;
use self::tree::Dom;
use crate::limits::HTML_BYTES_MAX;
use crate::model::{BlockKind, Warning};

/// What a page's tree says.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// The blocks of the article.
    pub(super) blocks: Vec<(BlockKind, String)>,
    /// What kind of page it is.
    pub(super) shape: Shape,
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

/// The article of a page, without its headline and without the elements in `removed`.
pub(super) fn body(dom: &Dom<'_>, about: &About<'_>, removed: &[u32]) -> Body {
    let pieces = pieces::read(dom);
    let mut dropped = choose::furniture(dom, &pieces);
    choose::drop_elements(dom, &pieces, removed, &mut dropped);
    let weights = Weights::new(&pieces.list, |i, _| !dropped.get(i).copied().unwrap_or(false));
    let containers = choose::choose(dom, &weights);
    let blocks = prune::prune(dom, &pieces, &dropped, &containers, about);
    let prose = containers.iter().map(|n| weights.of(dom, *n)).sum();
    Body { blocks, shape: shape::shape(dom, &pieces, &dropped, prose) }
}

/// The blocks of the elements in `chosen`, which somebody named, without those in `removed`.
pub(super) fn body_of(
    dom: &Dom<'_>,
    about: &About<'_>,
    chosen: &[u32],
    removed: &[u32],
) -> Vec<(BlockKind, String)> {
    if chosen.is_empty() {
        return Vec::new();
    }
    let pieces = pieces::read(dom);
    let mut inside = vec![false; pieces.list.len()];
    choose::drop_elements(dom, &pieces, chosen, &mut inside);
    // What stands before them is no standfirst unless it was named, too.
    let mut dropped: Vec<bool> = inside.into_iter().map(|inside| !inside).collect();
    choose::drop_elements(dom, &pieces, removed, &mut dropped);
    let about = About { description: "", ..*about };
    prune::prune(dom, &pieces, &dropped, chosen, &about)
}
