//! What an element of a feed means.

use super::spaces::Space;

/// The meaning of an element. The number of a field is its rank: a lower one is the better source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// The feed itself.
    Root,
    /// An item or entry.
    Entry,
    /// A field of an entry or of the feed.
    Field(Field, u8),
    /// Text that may hold markup, which says nothing of the feed.
    Prose,
    /// A part with fields of its own: an image, a person, the source of a copy.
    Part,
    /// Anything else.
    Other,
}

/// A field whose content is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// A title.
    Title,
    /// An address: RSS has it as content, Atom in attributes.
    Link,
    /// The id of an entry.
    Id,
    /// First publication.
    Published,
    /// Last change.
    Updated,
    /// A date that may be either.
    Date,
}

/// Reads a local name in lower case.
pub(super) fn element(space: Space, name: &str) -> Element {
    use Element::{Entry, Field as Of, Other, Part, Prose, Root};
    match (space, name) {
        (Space::Rdf | Space::Core, "rdf") | (Space::Core, "rss" | "feed" | "channel") => Root,
        (Space::Core, "item" | "entry") => Entry,
        (Space::Core, "title") => Of(Field::Title, 0),
        (Space::Dc | Space::Terms, "title") => Of(Field::Title, 1),
        (Space::Media | Space::Itunes, "title") => Of(Field::Title, 2),
        (Space::Burner, "origlink") => Of(Field::Link, 0),
        (Space::Core, "link") => Of(Field::Link, 1),
        (Space::Core, "guid" | "id") => Of(Field::Id, 0),
        (Space::Core, "published" | "pubdate") => Of(Field::Published, 0),
        (Space::Core | Space::Terms, "issued") => Of(Field::Published, 1),
        (Space::Core | Space::Terms, "created" | "available") => Of(Field::Published, 2),
        (Space::Core, "updated") => Of(Field::Updated, 0),
        (Space::Core | Space::Terms, "modified") => Of(Field::Updated, 1),
        (Space::Core | Space::Dc | Space::Terms, "date") => Of(Field::Date, 3),
        (
            Space::Core,
            "image" | "textinput" | "source" | "author" | "contributor" | "cloud" | "items",
        ) => Part,
        (Space::Foreign, _) => Other,
        (
            _,
            "description" | "summary" | "content" | "encoded" | "body" | "subtitle" | "tagline"
            | "abstract" | "rights" | "copyright" | "info" | "fullitem",
        ) => Prose,
        _ => Other,
    }
}
