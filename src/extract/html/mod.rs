//! A page of HTML → body and metadata, from one parse.

mod choose;
mod explain;
mod guard;
mod path;
mod pieces;
mod prune;
mod shape;
mod state;
pub(in crate::extract) mod tag;
pub(in crate::extract) mod tree;
pub(in crate::extract) mod vocab;
mod whole;

use scraper::Html;

use self::choose::Weights;
pub(in crate::extract) use self::explain::BlockLink;
pub(in crate::extract) use self::prune::{About, Taken};
pub(in crate::extract) use self::shape::Shape;
use self::tree::Dom;
use crate::extract::details::Details;
use crate::limits::HTML_BYTES_MAX;
use crate::model::Warning;

/// What a page's tree says.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// The blocks of the article.
    pub(super) blocks: Vec<Taken>,
    /// What kind of page it is.
    pub(super) shape: Shape,
    /// The links in the blocks, if details were asked for.
    pub(super) links: Vec<BlockLink>,
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

/// The article of a page, without its headline. How it was found goes to `details`, if asked for.
pub(super) fn body(dom: &Dom<'_>, about: &About<'_>, details: Option<&mut Details>) -> Body {
    let pieces = pieces::read(dom, details.is_some());
    let mut dropped = choose::furniture(dom, &pieces);
    let weights = Weights::new(&pieces.list, |i, _| !dropped.get(i).copied().unwrap_or(false));
    let mut choices = vec![choose::choose(dom, &weights)];
    let prose = choices.first().map_or(0.0, |c| c.prose);
    let mut shape = shape::shape(dom, &pieces, &dropped, prose);
    let whole = choices.first().filter(|_| !about.is_article);
    if let Some(whole) = whole.and_then(|choice| whole::view(dom, &pieces, choice)) {
        dropped = whole.dropped;
        shape.is_index &= shape::index(dom, &pieces, &dropped, whole.choice.prose).is_some();
        choices.push(whole.choice);
    }
    let Some(choice) = choices.last() else { return Body::default() };
    let blocks = prune::prune(dom, &pieces, &dropped, choice, about);
    let links = details
        .map(|details| explain::tell(dom, &pieces, &blocks, &choices, details))
        .unwrap_or_default();
    Body { blocks, shape, links }
}

/// The paragraphs of a body that stands in a script alone; `plain` turns markup into lines.
pub(super) fn state(dom: &Dom<'_>, plain: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    state::paragraphs(dom, plain)
}
