//! Trims what stands around the text of an article and between its paragraphs: dates and bylines
//! before it, calls to subscribe, headings over nothing, links to other articles after it.

use super::pieces::Pieces;
use super::prune::{About, Taken};
use super::tag::Tag;
use super::tree::Dom;
use crate::extract::lines::ends_sentence;
use crate::extract::phrases;
use crate::model::BlockKind;

/// Trims the blocks of an article, which are in order; `pieces` are all lines of its page. On a
/// page with a date links in a row lead to other articles.
pub(super) fn trim(dom: &Dom<'_>, pieces: &Pieces, blocks: &mut Vec<Taken>, about: &About<'_>) {
    blocks.retain(|b| !is_code(&b.text) && !is_file(b) && !phrases::asks(&b.text));
    if about.is_dated {
        drop_link_runs(blocks);
    }
    drop_leading_bio(blocks, about.authors);
    cut_head(blocks);
    cut_tail(blocks);
    blocks.retain(|b| !phrases::ends_article(&b.text));
    drop_asking_ends(blocks);
    cut_far_end(dom, blocks);
    drop_bare_headings(dom, pieces, blocks);
}

/// Blocks at either end of an article in which a site speaks to its readers.
const ENDS: usize = 4;

/// Drops what promotes the publication after the text.
fn drop_asking_ends(blocks: &mut Vec<Taken>) {
    let last = blocks.len().saturating_sub(ENDS).max(1);
    let mut index = 0;
    blocks.retain(|block| {
        index += 1;
        index <= last || !phrases::promotes(&block.text)
    });
}

/// What a paragraph about an author goes on with after the name.
const BIO_VERBS: &[&str] =
    &["is a ", "is an ", "is the ", "has been a ", "covers ", "ist ", "est un", "es un", "è un"];

/// Drops what is said of the author before the text.
fn drop_leading_bio(blocks: &mut Vec<Taken>, authors: &[String]) {
    let is_bio = |text: &str| {
        authors.iter().filter(|name| name.contains(' ')).any(|name| {
            let first = name.split(' ').next().unwrap_or_default();
            let rest = text.strip_prefix(name.as_str()).or_else(|| text.strip_prefix(first));
            let rest = rest.and_then(|r| r.strip_prefix(' '));
            rest.is_some_and(|r| BIO_VERBS.iter().any(|verb| r.starts_with(verb)))
        })
    };
    let mut index = 0;
    blocks.retain(|block| {
        index += 1;
        index > 2 || !is_bio(&block.text)
    });
}

/// Levels of the tree above the last paragraph from which another part of the page begins.
const FAR_LEVELS: usize = 3;
/// Longest line, in characters, that is dropped for it.
const FAR_CHARS: usize = 160;

/// Drops short lines after the last sentence that stand in another part of the page.
fn cut_far_end(dom: &Dom<'_>, blocks: &mut Vec<Taken>) {
    let Some(last) = blocks.iter().rposition(|b| ends_sentence(&b.text)) else { return };
    let Some(own) = blocks.get(last).and_then(|b| holder(dom, b.node)) else { return };
    let end = dom.node(own).map_or(0, |n| n.end);
    let mut index = 0;
    blocks.retain(|block| {
        index += 1;
        let is_long = block.text.chars().nth(FAR_CHARS).is_some();
        let is_near = (own..end).contains(&block.node);
        index <= last + 1 || is_long || block.kind != BlockKind::Paragraph || is_near
    });
}

/// The element [`FAR_LEVELS`] above a node, counted from the block element that holds it; none if
/// that is the page.
fn holder(dom: &Dom<'_>, node: u32) -> Option<u32> {
    let (mut at, mut levels) = (node, 0);
    loop {
        let node = dom.node(at)?;
        if node.element.is_some() && (node.tag.is_block() || levels > 0) {
            levels += 1;
            if levels == FAR_LEVELS {
                return Some(at);
            }
        }
        if at == node.parent {
            return None;
        }
        at = node.parent;
    }
}

/// True for what a template or a plug-in was to replace: `[gallery id="1"]`, `{{banner}}`.
fn is_code(text: &str) -> bool {
    let wrapped = |open, close| text.starts_with(open) && text.ends_with(close);
    let is_line = !text.contains('\n');
    let named = text.get(1..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_alphabetic()));
    is_line
        && (wrapped("{{", "}}")
            || wrapped("[", "]") && named && text.contains('=')
            || text.len() > 4 && wrapped("$$", "$$"))
}

/// Longest line, in characters, that is the name of a file.
const FILE_CHARS: usize = 140;

/// True for a line that leads to a file and tells its size: "Report (PDF, 38 KB)".
fn is_file(block: &Taken) -> bool {
    if block.text.chars().nth(FILE_CHARS).is_some() {
        return false;
    }
    let lower = block.text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let is_unit = |w: &str| {
        let unit = w.trim_start_matches(|c: char| c.is_ascii_digit());
        matches!(unit, "kb" | "mb") || matches!(unit, "ko" | "mo") && unit.len() < w.len()
    };
    lower.contains("pdf") && words.any(is_unit) && !ends_sentence(&block.text)
}

/// Links in a row from which they are a list of other articles.
const LINKS_IN_ROW: usize = 3;

/// Drops runs of headings and lines that are links, with nothing told between them.
fn drop_link_runs(blocks: &mut Vec<Taken>) {
    let mut keep = Vec::with_capacity(blocks.len());
    for run in blocks.chunk_by(|a, b| a.linked == b.linked) {
        let listed = run.iter().any(|b| b.linked && b.kind != BlockKind::ListItem);
        let listed = listed && run.len() >= LINKS_IN_ROW;
        keep.extend(run.iter().map(|_| !listed));
    }
    let mut keep = keep.into_iter();
    blocks.retain(|_| keep.next().unwrap_or(true));
}

/// Drops a heading that a heading of its rank or above follows, if what stood between was dropped
/// or they stand in different parts of the page.
fn drop_bare_headings(dom: &Dom<'_>, pieces: &Pieces, blocks: &mut Vec<Taken>) {
    let level = |b: &Taken| match b.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    };
    let is_bare = |a: &Taken, b: &Taken| {
        let above = level(a).zip(level(b)).is_some_and(|(a, b)| b <= a);
        above && (has_line_between(pieces, a.node, b.node) || part(dom, a) != part(dom, b))
    };
    let bare: Vec<bool> = blocks.windows(2).map(|w| matches!(w, [a, b] if is_bare(a, b))).collect();
    let mut bare = bare.into_iter();
    blocks.retain(|_| !bare.next().unwrap_or(false));
}

fn has_line_between(pieces: &Pieces, a: u32, b: u32) -> bool {
    let next = pieces.list.partition_point(|p| p.node <= a);
    pieces.list.get(next).is_some_and(|p| p.node < b)
}

/// The element that a heading stands in.
fn part(dom: &Dom<'_>, heading: &Taken) -> Option<u32> {
    let mut at = heading.node;
    loop {
        let node = dom.node(at).filter(|n| n.parent != at)?;
        if matches!(node.tag, Tag::Heading(_)) {
            return Some(node.parent);
        }
        at = node.parent;
    }
}

/// Characters from which the beginning of a paragraph is known again.
const EXCERPT_CHARS: usize = 40;

/// Drops the beginnings of paragraphs that stand in full elsewhere, cut off by an ellipsis.
pub(super) fn drop_excerpts(blocks: &mut Vec<Taken>) {
    let stem = |t: &str| {
        let stem = t.strip_suffix('…').or_else(|| t.strip_suffix("..."))?.trim_end();
        stem.chars().nth(EXCERPT_CHARS).map(|_| stem.to_owned())
    };
    let stems: Vec<String> = blocks.iter().filter_map(|b| stem(&b.text)).take(20).collect();
    let told: Vec<String> = stems
        .into_iter()
        .filter(|s| blocks.iter().any(|b| b.text.len() > s.len() + 8 && b.text.starts_with(s)))
        .collect();
    blocks.retain(|b| stem(&b.text).is_none_or(|s| !told.contains(&s)));
}

/// Drops the headline and the short lines (bylines, dates, places) before the first paragraph.
fn cut_head(blocks: &mut Vec<Taken>) {
    let is_start = |block: &Taken| {
        !matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(1))
            || ends_sentence(&block.text)
            || block.text.chars().count() > 100
    };
    let mut first =
        blocks.iter().take(8).position(|b| ends_sentence(&b.text) || b.text.chars().count() > 100);
    let first = first.take().unwrap_or(0);
    let mut index = 0;
    blocks.retain(|block| {
        index += 1;
        index > first || is_start(block)
    });
    let mut index = 0;
    blocks.retain(|block| {
        index += 1;
        index > HEAD_MOST || !is_stamp(block)
    });
}

/// Blocks from the beginning among which dates and bylines stand.
const HEAD_MOST: usize = 6;
/// Longest line, in characters, that is the date of an article.
const STAMP_CHARS: usize = 100;

/// True for a line that tells when an article appeared: a year with a clock time, or hardly anything
/// but figures.
fn is_stamp(block: &Taken) -> bool {
    let text = &block.text;
    if block.kind != BlockKind::Paragraph
        || text.chars().nth(STAMP_CHARS).is_some()
        || text.ends_with(['.', '!', '?', '”', '"']) && !text.ends_with("Min.")
    {
        return false;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
    let is_year = |n: &str| n.len() == 4 && (n.starts_with("19") || n.starts_with("20"));
    numbers.any(is_year) && (digits * 3 > letters * 2 || has_clock(text) && digits * 8 > letters)
}

/// True if a clock time stands there: `14:52`, `14h52`.
fn has_clock(text: &str) -> bool {
    text.as_bytes().windows(4).any(|w| {
        matches!(w, [a, b':' | b'h' | b'H', c, d]
            if [a, c, d].iter().all(|b| b.is_ascii_digit()))
    })
}

/// Drops everything from a heading such as "Related articles" on, and headings with nothing below.
fn cut_tail(blocks: &mut Vec<Taken>) {
    let half = blocks.len() / 2;
    let cut = blocks.iter().skip(half).position(|b| phrases::ends_article(&b.text));
    if let Some(at) = cut {
        blocks.truncate(half + at);
    }
    while blocks.last().is_some_and(|b| matches!(b.kind, BlockKind::Heading(_))) {
        blocks.pop();
    }
}
