//! Capture → document. Pure; cannot fail.

mod charset;
mod clean;
mod details;
mod flags;
mod function_words;
mod html;
mod item;
mod language;
mod lines;
mod markdown;
mod metadata;
mod phrases;
mod plaintext;

pub use self::details::{Candidate, Details, Link};
use self::item::Item;
use self::plaintext::Clipping;
use crate::limits::{AUTHORS_MAX, INPUT_BYTES_MAX, TEXT_BYTES_MAX, TITLE_CHARS_MAX};
use crate::model::{Block, BlockKind, Capture, Document, MediaKind, Span, Warning};

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

/// Reads a capture. Whatever the bytes are, there is a document (perhaps with an empty text) and a
/// list of warnings.
pub fn extract(capture: &Capture) -> (Document, Vec<Warning>) {
    read(capture, None)
}

/// The same, and how the body of a page was found. Costs more than [`extract`]; the document is
/// the same. What is no page has no details.
pub fn explain(capture: &Capture) -> (Document, Vec<Warning>, Details) {
    let mut details = Details::default();
    let (document, warnings) = read(capture, Some(&mut details));
    (document, warnings, details)
}

fn read(capture: &Capture, details: Option<&mut Details>) -> (Document, Vec<Warning>) {
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
        MediaKind::Html => page(&text, capture, &mut warnings, details),
        MediaKind::Text => clipping(plaintext::read(&text), capture, &mut warnings),
        MediaKind::Markdown => clipping(markdown::read(&text), capture, &mut warnings),
        MediaKind::Item => item(&text, capture, &mut warnings),
    };
    (document, warnings)
}

/// Text of a page, in bytes, below which its scripts are searched for a body.
const STATE_BYTES: usize = 250;

fn page(
    html: &str,
    capture: &Capture,
    warnings: &mut Vec<Warning>,
    mut details: Option<&mut Details>,
) -> Document {
    let (mut meta, body, state) = html::with_tree(html, warnings, |dom| {
        let meta = metadata::read(dom, capture);
        let (title, description) = (&meta.title, &meta.description);
        let dated = meta.published.is_some();
        let about = html::About {
            title,
            description,
            is_article: meta.is_article && dated,
            is_dated: meta.is_article || dated,
        };
        let body = html::body(dom, &about, details.as_deref_mut());
        let length: usize = body.blocks.iter().map(|b| b.text.len()).sum();
        let bare = length < STATE_BYTES && meta.article_body.is_empty() && !meta.not_free;
        let state = if bare { html::state(dom, metadata::paragraphs) } else { Vec::new() };
        (meta, body, state)
    });
    let structured = std::mem::take(&mut meta.article_body);
    let own = body.blocks.into_iter().map(|b| (b.kind, b.text)).collect();
    let (view, other) =
        if state.is_empty() { ("structured-data", structured) } else { ("script-state", state) };
    let blocks = or_structured(own, (view, other), details.as_deref_mut());
    let (mut text, mut blocks) = join(blocks, warnings);
    if let Some(details) = details.as_deref_mut() {
        details.add_links(&blocks, &text, body.links, meta.url.as_deref().unwrap_or(&capture.url));
    }
    let flags = flags::flags(&meta, &body.shape, &text);
    let language = language::language(&text, meta.language.as_deref());
    if flags::is_no_article(&flags) {
        text.clear();
        blocks.clear();
        if let Some(details) = details {
            details.take_back(&flags);
        }
    }
    Document {
        url: meta.url.unwrap_or_else(|| capture.url.clone()),
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

/// The page's own text, unless structured data holds far more: some bodies stand in scripts alone.
fn or_structured(
    own: Vec<(BlockKind, String)>,
    (view, structured): (&'static str, Vec<String>),
    details: Option<&mut Details>,
) -> Vec<(BlockKind, String)> {
    let length = own.iter().map(|(_, t)| t.len()).sum::<usize>();
    let other = structured.iter().map(String::len).sum::<usize>();
    if other > 250 && length * 3 < other {
        if let Some(details) = details {
            details.is_structured(view, other, length);
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
fn item(line: &str, capture: &Capture, warnings: &mut Vec<Warning>) -> Document {
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
        (None, Some(html)) => page(&clean::clean(&html), &origin, warnings, None),
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
