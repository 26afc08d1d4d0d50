//! Capture → document. Pure; cannot fail.

mod charset;
mod clean;
mod explain;
mod explanation;
mod extractor;
mod flags;
mod function_words;
mod furniture;
mod how;
mod html;
mod item;
mod language;
mod lines;
mod mail;
mod markdown;
mod metadata;
mod passages;
mod phrases;
mod plaintext;
mod sites;
mod transcript;
mod words;

pub use self::explain::Evidence;
pub use self::explanation::{Candidate, CharsetUsed, Explanation, Link, RecipeUsed};
pub use self::extractor::Extractor;
use self::how::How;
use self::html::tree::Dom;
use self::item::Item;
use self::metadata::{Extras, Metadata};
pub use self::passages::{Passage, passages};
use self::plaintext::Clipping;
use self::sites::Applied;
pub use self::sites::Recipes;
use crate::limits::{AUTHORS_MAX, INPUT_BYTES_MAX, TEXT_BYTES_MAX, TITLE_CHARS_MAX};
use crate::model::{
    Block, BlockKind, Capture, Details, Document, FlagKind, ListedLink, MediaKind, Span, Warning,
};

/// The text in `body`, read in the charset that its first bytes or its letters tell; nothing is
/// taken out of it.
pub fn decode_text(body: &[u8]) -> String {
    charset::decode(body, None, false, &mut Vec::new())
}

/// The name of the charset in which [`extract`] reads a body: by its bytes, by `declared` (the
/// charset of its media type) and, in `markup`, by what the page says itself.
pub fn charset_of(body: &[u8], declared: Option<&str>, markup: bool) -> &'static str {
    charset::decide(body, declared, markup).name()
}

/// The markup of a captured page as text, in the charset that its headers, bytes or letters tell.
pub fn decode_page(capture: &Capture) -> String {
    charset::decode(&capture.body, capture.charset.as_deref(), true, &mut Vec::new())
}

/// ISO 639-1 code of the language of a text; `None` when unsure.
pub fn language_of(text: &str) -> Option<String> {
    language::language(text, None)
}

/// Reads a capture with the recipes that come with newsint. Whatever the bytes are, there is a
/// document (perhaps with an empty text) and a list of warnings.
pub fn extract(capture: &Capture) -> (Document, Vec<Warning>) {
    Extractor::default().extract(capture)
}

/// [`extract`], with what the page says of itself beside the fields of a document.
pub fn extract_with_details(capture: &Capture) -> (Document, Details, Vec<Warning>) {
    Extractor::default().extract_with_details(capture)
}

/// [`extract`], and how the document came to be. Costs more; the document is the same.
pub fn explain(capture: &Capture) -> (Document, Vec<Warning>, Explanation) {
    Extractor::default().explain(capture)
}

/// The recipes to read pages by, and what is wanted beside the document.
struct Means<'m> {
    recipes: &'m Recipes,
    extras: &'m mut Extras,
    /// To be filled in if somebody asks how.
    told: Option<&'m mut Explanation>,
}

fn read(capture: &Capture, mut means: Means<'_>) -> (Document, Vec<Warning>) {
    let mut warnings = Vec::new();
    let body = capture.body.get(..INPUT_BYTES_MAX).unwrap_or(&capture.body);
    if body.len() < capture.body.len() {
        let message = format!("only the first {INPUT_BYTES_MAX} bytes were read");
        warnings.push(Warning::new("input-cut", message));
    }
    let markup = capture.kind == MediaKind::Html;
    let text = charset::decode(body, capture.charset.as_deref(), markup, &mut warnings);
    let text = clean::clean(&text);
    let document = match capture.kind {
        MediaKind::Html => page(&text, capture, &mut means, &mut warnings),
        MediaKind::Text => clipping(plaintext::read(&text), capture, &mut warnings),
        MediaKind::Markdown => clipping(markdown::read(&text), capture, &mut warnings),
        MediaKind::Item => item(&text, capture, &mut means, &mut warnings),
    };
    if let Some(details) = &mut means.extras.details {
        let line = metadata::dateline(&document.text);
        details.dateline = line.place;
        let agency = details.agency.take();
        details.agency = agency.or_else(|| line.agency.map(ToOwned::to_owned));
    }
    (document, warnings)
}

/// Text of a page, in bytes, below which its scripts are searched for a body.
const STATE_BYTES: usize = 250;

/// What the tree of a page gave.
struct Parts<'r> {
    meta: Metadata,
    /// The body as it is found on any page.
    body: html::Body,
    /// The body that the recipe of the site names.
    named: html::Body,
    /// Paragraphs that stand in a script alone, and the view they are.
    state: (&'static str, Vec<String>),
    site: Option<Applied<'r>>,
}

fn parts<'r>(dom: &Dom<'_>, capture: &Capture, means: &mut Means<'r>) -> Parts<'r> {
    let mut meta = metadata::read(dom, capture, means.extras);
    let stamp = meta.published;
    let site = means.recipes.apply(dom, capture, &mut meta);
    if let Some(details) = means.extras.details.as_mut().filter(|_| meta.published != stamp) {
        // It belongs to the date that the recipe put aside.
        details.published_at = None;
    }
    let (chosen, removed) =
        site.as_ref().map_or((&[][..], &[][..]), |s| (s.body.as_slice(), s.removed.as_slice()));
    let dated = meta.published.is_some();
    let about = html::About {
        title: &meta.title,
        authors: &meta.author,
        description: &meta.description,
        // What a recipe names is measured by an article, not by all that the page says.
        is_article: meta.is_article && dated || !chosen.is_empty(),
        is_dated: meta.is_article || dated,
    };
    let tell = means.told.is_some();
    let body = html::body(dom, &about, removed, tell);
    let named = html::body_of(dom, &about, (chosen, removed), tell);
    let length: usize = body.blocks.iter().map(|b| b.text.len()).sum();
    let bare = length < STATE_BYTES && meta.article_body.is_empty() && !meta.not_free;
    let state = if bare { html::state(dom, metadata::paragraphs) } else { Default::default() };
    Parts { meta, body, named, state, site }
}

fn page(
    html: &str,
    capture: &Capture,
    means: &mut Means<'_>,
    warnings: &mut Vec<Warning>,
) -> Document {
    let Parts { mut meta, body, named, state, mut site } =
        html::with_tree(html, warnings, |dom| parts(dom, capture, means));
    let mut how = body.how;
    let structured = std::mem::take(&mut meta.article_body);
    let other = if state.1.is_empty() { ("structured-data", structured) } else { state };
    let general = or_structured(in_words(body.blocks), other, how.as_mut());
    let blocks = match &mut site {
        Some(site) => site.choose(in_words(named.blocks), general),
        None => general,
    };
    let (mut text, mut blocks) = join(blocks, warnings);
    let mut flags = flags::flags(&meta, &body.shape, &text);
    if site.as_ref().is_some_and(Applied::has_body) {
        flags.retain(|flag| flag.kind != FlagKind::Index);
        let general = std::mem::replace(&mut how, named.how);
        if let (Some(how), Some(general)) = (&mut how, general) {
            how.add_others(general.candidates);
        }
    } else if let (Some(how), Some(named)) = (&mut how, named.how) {
        how.add_others(named.candidates);
    }
    if let Some(details) = &mut means.extras.details
        && flags.iter().any(|flag| flag.kind == FlagKind::Index)
    {
        details.links = listed(body.links, meta.url.as_deref().unwrap_or(&capture.url));
    }
    let language = language::language(&text, meta.language.as_deref());
    if flags::is_no_page(&flags) {
        text.clear();
        blocks.clear();
    } else if let Some(site) = site.as_ref().filter(|_| !text.is_empty()) {
        site.warn(warnings);
    }
    let url = meta.url.unwrap_or_else(|| capture.url.clone());
    if let (Some(told), Some(mut how)) = (means.told.as_deref_mut(), how) {
        if text.is_empty() {
            how.take_back(&flags);
        }
        *told = how.settle((&text, &blocks), &url);
        if let Some((used, evidence)) = site.as_ref().map(Applied::told) {
            told.recipe = Some(used);
            told.evidence = evidence;
        }
    }
    Document {
        url,
        title: meta.title,
        author: meta.author,
        site: meta.site,
        published: meta.published,
        modified: meta.modified,
        language,
        text,
        blocks,
        flags,
    }
}

/// The links of an index page, as absolute addresses where the page's own is known.
fn listed(links: Vec<(String, String)>, page: &str) -> Vec<ListedLink> {
    let base = url::Url::parse(page).ok();
    let whole = |href: &str| base.as_ref().and_then(|b| b.join(href).ok()).map(String::from);
    let links = links.into_iter();
    links.map(|(text, href)| ListedLink { text, url: whole(&href).unwrap_or(href) }).collect()
}

fn in_words(blocks: Vec<html::Taken>) -> Vec<(BlockKind, String)> {
    blocks.into_iter().map(|block| (block.kind, block.text)).collect()
}

/// The page's own text, unless structured data holds far more: some bodies stand in scripts alone.
fn or_structured(
    own: Vec<(BlockKind, String)>,
    (view, structured): (&'static str, Vec<String>),
    how: Option<&mut How>,
) -> Vec<(BlockKind, String)> {
    let length = own.iter().map(|(_, t)| t.len()).sum::<usize>();
    let other = structured.iter().map(String::len).sum::<usize>();
    if other > 250 && length * 3 < other {
        if let Some(how) = how {
            how.is_structured(view, other, length);
        }
        structured.into_iter().map(|t| (BlockKind::Paragraph, t)).collect()
    } else {
        own
    }
}

/// A text without markup, as a document.
fn clipping(clipping: Clipping, capture: &Capture, warnings: &mut Vec<Warning>) -> Document {
    let (text, blocks) = join(clipping.blocks, warnings);
    let mut author = clipping.author;
    author.truncate(AUTHORS_MAX);
    let title = clean::line(clean::cut_chars(&clipping.title, TITLE_CHARS_MAX));
    Document {
        url: clipping.url.unwrap_or_else(|| capture.url.clone()),
        title,
        author,
        published: clipping.published.filter(|s| metadata::date::is_before(s, capture)),
        language: language::language(&text, None),
        text,
        blocks,
        ..Document::default()
    }
}

/// A line of a JSONL file; its fields override what its page says.
fn item(
    line: &str,
    capture: &Capture,
    means: &mut Means<'_>,
    warnings: &mut Vec<Warning>,
) -> Document {
    let Item { text, html, url, title, site, language, author, published } =
        item::read(line, warnings);
    let origin = Capture {
        url: url.clone().unwrap_or_else(|| capture.url.clone()),
        body: Vec::new(),
        ..capture.clone()
    };
    let mut document = match (text, html) {
        (Some(text), _) => {
            let blocks = lines::blocks(&clean::clean(&text));
            clipping(Clipping { blocks, ..Clipping::default() }, &origin, warnings)
        }
        (None, Some(html)) => page(&clean::clean(&html), &origin, means, warnings),
        (None, None) => {
            let message = "the item has neither \"text\" nor \"html\"";
            warnings.push(Warning::new("item-empty", message));
            clipping(Clipping::default(), &origin, warnings)
        }
    };
    if let Some(title) = title {
        clean::cut_chars(&title, TITLE_CHARS_MAX).clone_into(&mut document.title);
    }
    if !author.is_empty() {
        document.author = author;
    }
    if let Some(url) = url {
        document.url = url;
    }
    document.site = site.or(document.site);
    document.published = published.or(document.published);
    if let Some(hint) = language {
        document.language = language::of_item(&document.text, &hint);
    }
    document
}

/// Joins blocks by blank lines and says where each stands.
fn join(blocks: Vec<(BlockKind, String)>, warnings: &mut Vec<Warning>) -> (String, Vec<Block>) {
    let mut text = String::with_capacity(blocks.iter().map(|(_, t)| t.len() + 2).sum());
    let mut spans = Vec::with_capacity(blocks.len());
    for (kind, block) in blocks.into_iter().filter(|(_, t)| !t.is_empty()) {
        if text.len() + block.len() + 2 > TEXT_BYTES_MAX {
            let message = format!("the text was cut after {} bytes", text.len());
            warnings.push(Warning::new("text-cut", message));
            break;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&block);
        spans.push(Block { span: Span::new(start, text.len()), kind });
    }
    (text, spans)
}
