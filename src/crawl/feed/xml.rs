//! Feeds in XML, or in what was meant to be XML.

use url::Url;

use crate::limits::{FEED_DEPTH_MAX, FEED_ENTRIES_MAX, FEED_FIELD_BYTES_MAX, LINK_BYTES_MAX};

use super::Feed;
use super::draft::{Draft, rank};
use super::element::{Element, Field, element};
use super::spaces::{Space, Spaces};
use super::title::{self, Form};
use crate::crawl::markup::{Tag, Token, Tokens};
use crate::crawl::{href, key};

/// Elements before the root that are put up with: what a broken server prints before a feed.
const JUNK_ELEMENTS: usize = 64;

/// Reads a feed; `None` when no root of a feed is found.
pub(super) fn parse(text: &str, base: &Url) -> Option<Feed> {
    let mut reader = Reader::new(base);
    let mut junk = 0;
    for token in Tokens::xml(text) {
        match token {
            Token::Open(tag) if reader.rooted => reader.open(&tag),
            Token::Open(tag) => {
                junk += 1;
                if junk > JUNK_ELEMENTS || !reader.root(&tag) {
                    return None;
                }
            }
            Token::Close(name) => reader.close(name),
            Token::Text(text) => reader.text(text, false),
            Token::Verbatim(text) => reader.text(text, true),
        }
        if reader.feed.entries.len() >= FEED_ENTRIES_MAX {
            break;
        }
    }
    reader.finish()
}

/// An open element.
#[derive(Debug)]
struct Frame {
    /// The name as written, in lower case.
    name: String,
    element: Element,
    /// The address that relative ones are resolved against, where `xml:base` changed it.
    base: Option<Url>,
    /// Namespace declarations in force outside of it.
    spaces: usize,
}

/// A field whose content is being read.
#[derive(Debug)]
struct Capture {
    /// How many elements are open around it.
    depth: usize,
    field: Field,
    rank: u8,
    form: Form,
    /// Whether a `guid` may be taken for an address.
    permalink: bool,
    text: String,
}

#[derive(Debug)]
struct Reader {
    feed: Feed,
    head: Draft,
    entry: Option<Draft>,
    stack: Vec<Frame>,
    /// Open elements that are too deep for the stack.
    deeper: usize,
    spaces: Spaces,
    capture: Option<Capture>,
    /// How many elements are open around the one whose content does not count.
    skip: Option<usize>,
    archive: Option<Url>,
    rooted: bool,
    proven: bool,
    base: Url,
}

impl Reader {
    fn new(base: &Url) -> Self {
        Self {
            feed: Feed::default(),
            head: Draft::default(),
            entry: None,
            stack: Vec::new(),
            deeper: 0,
            spaces: Spaces::default(),
            capture: None,
            skip: None,
            archive: None,
            rooted: false,
            proven: false,
            base: base.clone(),
        }
    }

    /// Takes an element for the root of the feed if it can be; `false` when this is no feed.
    fn root(&mut self, tag: &Tag<'_>) -> bool {
        let name = tag.name.to_ascii_lowercase();
        let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
        match local {
            "rss" | "feed" | "rdf" | "channel" | "item" | "entry" => {
                self.rooted = true;
                self.proven = local != "rdf" && local != "entry";
                self.spaces.bind(tag);
                self.spaces.set_root(prefix);
                // The declarations are bound again with the element: the outer ones stay.
                self.open(tag);
                true
            }
            "html" | "head" | "body" | "urlset" | "sitemapindex" | "svg" => false,
            _ => true,
        }
    }

    fn base(&self) -> &Url {
        self.stack.iter().rev().find_map(|frame| frame.base.as_ref()).unwrap_or(&self.base)
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name.to_ascii_lowercase();
        let spaces = self.spaces.len();
        self.spaces.bind(tag);
        let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
        let space = self.spaces.of(prefix);
        let element = element(space, local);
        self.repair(element);
        if self.stack.len() >= FEED_DEPTH_MAX {
            self.spaces.truncate(spaces);
            self.deeper += usize::from(!tag.empty);
            return;
        }
        let depth = self.stack.len();
        let base = tag.get("xml:base").filter(|base| base.len() <= LINK_BYTES_MAX);
        let base = base.and_then(|base| key::parse(&base, Some(self.base())));
        let base = base.filter(|base| base.as_str().len() <= LINK_BYTES_MAX);
        self.stack.push(Frame { name, element, base, spaces });
        if let Some(capture) = &mut self.capture {
            capture.markup("<", tag.name);
        } else if self.skip.is_none() {
            self.begin(tag, element, space, depth);
        }
        if tag.empty {
            self.truncate(depth);
        }
    }

    /// Closes what was never closed, where an element begins that can't stand in it.
    fn repair(&mut self, element: Element) {
        match element {
            Element::Entry => {
                let is_entry = |frame: &Frame| frame.element == Element::Entry;
                if let Some(at) = self.stack.iter().position(is_entry) {
                    self.truncate(at);
                }
            }
            Element::Field(..) | Element::Root => {}
            Element::Prose | Element::Part | Element::Other => return,
        }
        let plain = |capture: &&Capture| matches!(capture.form, Form::Text | Form::Base64);
        let field = self.capture.as_ref().filter(plain).map(|capture| capture.depth);
        let prose = self.skip.filter(|at| {
            let skipped = self.stack.get(*at).map(|frame| frame.element);
            skipped == Some(Element::Prose) || element == Element::Entry
        });
        if let Some(at) = field.or(prose) {
            self.truncate(at);
        }
    }

    /// Acts on an element that counts.
    fn begin(&mut self, tag: &Tag<'_>, element: Element, space: Space, depth: usize) {
        match element {
            Element::Root => {
                self.proven |= space == Space::Core;
                // CDF names the base of a channel in an attribute.
                if let Some(base) = tag.get("base").and_then(|base| href::page(&base, self.base()))
                    && let Some(frame) = self.stack.last_mut()
                {
                    frame.base.get_or_insert(base);
                }
            }
            Element::Entry => self.begin_entry(tag),
            Element::Field(Field::Link, rank) if tag.get("href").is_some() => {
                self.atom_link(tag, rank);
            }
            Element::Field(field, rank) => {
                let get = |name| tag.get(name).unwrap_or_default();
                self.capture = Some(Capture {
                    depth,
                    field,
                    rank,
                    form: Form::of(&get("type"), &get("mode")),
                    permalink: !get("ispermalink").trim().eq_ignore_ascii_case("false"),
                    text: String::new(),
                });
            }
            Element::Prose | Element::Part => {
                if let Some(href) = tag.get("src").filter(|_| element == Element::Prose) {
                    let url = href::page(&href, self.base());
                    self.draft().link(rank::CONTENT, url);
                }
                self.skip = Some(depth);
            }
            Element::Other => {}
        }
    }

    fn begin_entry(&mut self, tag: &Tag<'_>) {
        self.proven = true;
        let mut entry = Draft::default();
        for (name, rank) in [("href", rank::OWN), ("rdf:about", rank::OWN)] {
            entry.link(rank, tag.get(name).and_then(|href| href::page(&href, self.base())));
        }
        entry.id(1, &tag.get("rdf:about").unwrap_or_default());
        entry.date(Field::Updated, 1, &tag.get("lastmod").unwrap_or_default());
        self.entry = Some(entry);
    }

    /// A link in attributes (RFC 4287, 4.2.7; RFC 5005).
    fn atom_link(&mut self, tag: &Tag<'_>, rank: u8) {
        let get = |name| tag.get(name).unwrap_or_default().trim().to_ascii_lowercase();
        let url = tag.get("href").and_then(|href| href::page(&href, self.base()));
        let relation = get("rel");
        // A registered relation may be spelled as its address at IANA.
        let relation = relation.rsplit('/').next().unwrap_or_default();
        let kind = get("type");
        let page = kind.is_empty() || kind.contains("html");
        match (relation, self.entry.is_some()) {
            ("" | "alternate", true) => {
                self.draft().link(if page { rank } else { rank::OTHER_TYPE }, url);
            }
            ("next", false) => self.feed.next = self.feed.next.take().or(url),
            ("prev-archive", false) => self.archive = self.archive.take().or(url),
            _ => {}
        }
    }

    /// What a field belongs to.
    fn draft(&mut self) -> &mut Draft {
        self.entry.as_mut().unwrap_or(&mut self.head)
    }

    fn text(&mut self, text: &str, verbatim: bool) {
        if let Some(capture) = &mut self.capture
            && capture.text.len() + text.len() <= FEED_FIELD_BYTES_MAX
        {
            if verbatim {
                capture.text.push_str(text);
            } else {
                capture.form.add(&mut capture.text, text);
            }
        }
    }

    fn close(&mut self, name: &str) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let same = |frame: &Frame| frame.name.eq_ignore_ascii_case(name);
        let Some(at) = self.stack.iter().rposition(same) else { return };
        if let Some(capture) = &mut self.capture
            && at > capture.depth
        {
            capture.markup("</", name);
        }
        self.truncate(at);
    }

    /// Closes all elements but the first so many.
    fn truncate(&mut self, depth: usize) {
        self.deeper = 0;
        if self.capture.as_ref().is_some_and(|capture| capture.depth >= depth)
            && let Some(capture) = self.capture.take()
        {
            self.end_field(&capture);
        }
        self.skip = self.skip.filter(|at| *at < depth);
        let closed = self.stack.get(depth..).unwrap_or_default();
        let entry = closed.iter().any(|frame| frame.element == Element::Entry);
        if let Some(frame) = closed.first() {
            self.spaces.truncate(frame.spaces);
        }
        self.stack.truncate(depth);
        if entry {
            self.end_entry();
        }
    }

    fn end_field(&mut self, capture: &Capture) {
        let text = capture.text.trim();
        let url = match capture.field {
            Field::Link => href::page(text, self.base()),
            // An id that is an address by itself; one that may only be relative is too often none.
            Field::Id if capture.permalink && is_absolute(text) => href::page(text, self.base()),
            _ => None,
        };
        let in_feed = self.entry.is_none();
        let draft = self.draft();
        match capture.field {
            Field::Title => draft.title(capture.rank, title::finish(capture.form, text)),
            Field::Link if in_feed => {}
            Field::Link => draft.link(capture.rank, url),
            Field::Id => {
                draft.id(capture.rank, text);
                draft.link(rank::PERMALINK, url);
            }
            field => draft.date(field, capture.rank, text),
        }
    }

    fn end_entry(&mut self) {
        if let Some(entry) = self.entry.take()
            && self.feed.entries.len() < FEED_ENTRIES_MAX
        {
            self.feed.entries.push(entry.finish());
        }
    }

    fn finish(mut self) -> Option<Feed> {
        self.truncate(0);
        self.feed.title = self.head.take_title();
        self.feed.next = self.feed.next.or(self.archive);
        (self.rooted && self.proven).then_some(self.feed)
    }
}

impl Capture {
    /// Adds a tag without its attributes.
    fn markup(&mut self, start: &str, name: &str) {
        if self.field == Field::Title && self.text.len() + name.len() <= FEED_FIELD_BYTES_MAX {
            for part in [start, name, ">"] {
                self.text.push_str(part);
            }
        }
    }
}

fn is_absolute(text: &str) -> bool {
    let start = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://")
}
