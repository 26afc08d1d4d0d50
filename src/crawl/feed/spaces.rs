//! Which namespace a prefix stands for, by the address it is bound to or else by habit.

use crate::limits::FEED_PREFIXES_MAX;

use crate::crawl::markup::{Tag, entities};

/// A namespace that a feed reader knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS, Atom or CDF itself, or no namespace.
    Core,
    /// Dublin Core, elements.
    Dc,
    /// Dublin Core, terms.
    Terms,
    /// Media RSS.
    Media,
    /// Apple's podcasts.
    Itunes,
    /// `FeedBurner`, and others who replace links.
    Burner,
    /// RDF.
    Rdf,
    /// Known to say nothing of the feed: XHTML, drawings.
    Foreign,
    /// Not known.
    Unknown,
}

/// Parts of namespace addresses, in lower case; the first that fits counts.
const ADDRESSES: &[(&str, Space)] = &[
    ("w3.org/2005/atom", Space::Core),
    ("purl.org/atom/", Space::Core),
    ("purl.org/rss/1.0/modules/", Space::Unknown),
    ("purl.org/rss/1.0", Space::Core),
    ("purl.org/net/rss1.1", Space::Core),
    ("purl.org/rss/2.0", Space::Core),
    ("netscape.com/rdf/simple/0.9", Space::Core),
    ("backend.userland.com/rss", Space::Core),
    ("law.harvard.edu/tech/rss", Space::Core),
    ("purl.org/dc/terms", Space::Terms),
    ("purl.org/dc/", Space::Dc),
    ("yahoo.com/mrss", Space::Media),
    ("itunes.com/dtds/podcast", Space::Itunes),
    ("rssnamespace.org/feedburner", Space::Burner),
    ("pheedo.com/", Space::Burner),
    ("22-rdf-syntax-ns", Space::Rdf),
    ("w3.org/1999/xhtml", Space::Foreign),
    ("w3.org/2000/svg", Space::Foreign),
    ("math/mathml", Space::Foreign),
];

/// What a prefix usually stands for.
fn by_habit(prefix: &str) -> Space {
    match prefix {
        "" | "atom" | "atom10" | "atom03" | "a10" | "rss" => Space::Core,
        "dc" => Space::Dc,
        "dcterms" => Space::Terms,
        "media" => Space::Media,
        "itunes" => Space::Itunes,
        "feedburner" | "pheedo" => Space::Burner,
        "rdf" => Space::Rdf,
        _ => Space::Unknown,
    }
}

/// The prefixes in force.
#[derive(Debug, Default)]
pub(super) struct Spaces {
    bound: Vec<(String, Space)>,
    /// The prefix of the root element, which is the feed's own whatever it is bound to.
    root: Option<String>,
}

impl Spaces {
    /// Notes the declarations of a tag.
    pub(super) fn bind(&mut self, tag: &Tag<'_>) {
        for (name, raw) in tag.attributes() {
            let lower = name.to_ascii_lowercase();
            let Some(prefix) = lower.strip_prefix("xmlns") else { continue };
            let Some(prefix) = prefix.strip_prefix(':').or(prefix.is_empty().then_some("")) else {
                continue;
            };
            if self.bound.len() < FEED_PREFIXES_MAX {
                let address = entities::decode(raw).to_ascii_lowercase();
                let known = ADDRESSES.iter().find(|(part, _)| address.contains(part));
                let space = known.map_or_else(|| by_habit(prefix), |(_, space)| *space);
                self.bound.push((prefix.to_owned(), space));
            }
        }
    }

    /// How many declarations are in force.
    pub(super) fn len(&self) -> usize {
        self.bound.len()
    }

    /// Forgets all but the first so many.
    pub(super) fn truncate(&mut self, count: usize) {
        self.bound.truncate(count);
    }

    /// Takes the prefix of the root element for the feed's own, unless it is known to be another's.
    pub(super) fn set_root(&mut self, prefix: &str) {
        if self.of(prefix) == Space::Unknown {
            self.root = Some(prefix.to_owned());
        }
    }

    /// The namespace of a prefix.
    pub(super) fn of(&self, prefix: &str) -> Space {
        if self.root.as_deref() == Some(prefix) {
            return Space::Core;
        }
        let bound = self.bound.iter().rev().find(|(known, _)| known == prefix);
        bound.map_or_else(|| by_habit(prefix), |(_, space)| *space)
    }
}
