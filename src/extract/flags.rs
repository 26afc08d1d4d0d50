//! What a page is not: each flag with the words that show it. Conservative: no flag without
//! evidence.

use super::html::Shape;
use super::metadata::Metadata;
use super::phrases;
use crate::model::{Flag, FlagKind};

/// Text, in characters, above which a page is no error page and no wall.
const WALL_CHARS: usize = 900;
/// Text, in characters, below which a page said not to be free shows only its beginning.
const EXCERPT_CHARS: usize = 1500;

/// The flags of a page with this text.
pub(super) fn flags(meta: &Metadata, shape: &Shape, text: &str) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut add = |kind, evidence: String| flags.push(Flag { kind, evidence });
    let length = text.chars().count();
    let short = length < WALL_CHARS;
    let error = |t: &str| phrases::has("soft404", t);
    if short && error(&meta.title) {
        add(FlagKind::Soft404, meta.title.clone());
    } else if short
        && !meta.is_article
        && let Some(words) = shape.headings.iter().find(|h| error(h))
    {
        add(FlagKind::Soft404, words.clone());
    }
    let consent = |t: &str| phrases::has("consent", t);
    if short && consent(&meta.title) {
        add(FlagKind::Consent, meta.title.clone());
    } else if short && !meta.is_article && consent(text) && shape.prose < 1500.0 {
        add(FlagKind::Consent, first_line_with("consent", text));
    }
    if !meta.is_article && shape.is_index {
        add(FlagKind::Index, shape.evidence.clone());
    }
    if let Some(words) = &shape.wall {
        add(FlagKind::Paywalled, words.clone());
    } else if meta.not_free && length < EXCERPT_CHARS {
        add(FlagKind::Paywalled, "isAccessibleForFree is false and the text is short".to_owned());
    }
    if meta.live {
        add(FlagKind::Liveblog, "@type is LiveBlogPosting".to_owned());
    }
    if let Some(words) = &shape.translated {
        add(FlagKind::Translated, words.clone());
    }
    let end = super::clean::cut_chars(text.rsplit("\n\n").next().unwrap_or(""), 300);
    let end = end.trim_end();
    if end.ends_with("[…]") || end.ends_with("[...]") || end.ends_with(" chars]") {
        add(
            FlagKind::Truncated,
            end.chars().rev().take(40).collect::<Vec<_>>().iter().rev().collect(),
        );
    }
    flags
}

fn first_line_with(kind: &str, text: &str) -> String {
    let line = text.lines().find(|l| phrases::has(kind, l)).unwrap_or("");
    super::clean::cut_chars(line, 200).to_owned()
}

/// True if what the page says is not its own: an error or a wall stands in its place.
pub(super) fn is_no_page(flags: &[Flag]) -> bool {
    flags.iter().any(|f| matches!(f.kind, FlagKind::Soft404 | FlagKind::Consent))
}
