//! A page of HTML → body and metadata, from one parse.

mod choose;
mod guard;
mod pieces;
mod prune;
mod shape;
pub(in crate::extract) mod tag;
pub(in crate::extract) mod tree;
pub(in crate::extract) mod vocab;

use scraper::Html;

use self::choose::Weights;
pub(in crate::extract) use self::prune::About;
pub(in crate::extract) use self::shape::Shape;
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

/// The article of a page, without its headline.
pub(super) fn body(dom: &Dom<'_>, about: &About<'_>) -> Body {
    let pieces = pieces::read(dom);
    let dropped = choose::furniture(dom, &pieces);
    let weights = Weights::new(&pieces.list, |i, _| !dropped.get(i).copied().unwrap_or(false));
    let containers = choose::choose(dom, &weights);
    let blocks = prune::prune(dom, &pieces, &dropped, &containers, about);
    let prose = containers.iter().map(|n| weights.of(dom, *n)).sum();
    Body { blocks, shape: shape::shape(dom, &pieces, &dropped, prose) }
}
