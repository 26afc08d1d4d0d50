//! An entry, or the head of a feed, while it is read: the best value of each field so far.

use url::Url;

use super::FeedEntry;
use super::element::Field;
use crate::crawl::instant;

/// Ranks of links that `element` does not know. Those of elements are 0 and 1.
pub(super) mod rank {
    /// An alternate of Atom that is no page by its media type.
    pub(in crate::crawl::feed) const OTHER_TYPE: u8 = 2;
    /// A `guid` that is an address.
    pub(in crate::crawl::feed) const PERMALINK: u8 = 3;
    /// An attribute of the entry itself: `href` of CDF, `rdf:about`.
    pub(in crate::crawl::feed) const OWN: u8 = 4;
    /// The content of an entry, where it stands elsewhere.
    pub(in crate::crawl::feed) const CONTENT: u8 = 5;
}

/// A value and its rank.
type Ranked<T> = Option<(u8, T)>;

/// The fields so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    link: Ranked<Url>,
    title: Ranked<String>,
    id: Ranked<String>,
    published: Ranked<String>,
    updated: Ranked<String>,
    date: Ranked<String>,
}

/// Keeps the value of the lowest rank, and of two the first.
fn keep<T>(slot: &mut Ranked<T>, rank: u8, value: Option<T>) {
    if let Some(value) = value
        && slot.as_ref().is_none_or(|(known, _)| rank < *known)
    {
        *slot = Some((rank, value));
    }
}

impl Draft {
    /// Offers a link.
    pub(super) fn link(&mut self, rank: u8, url: Option<Url>) {
        keep(&mut self.link, rank, url);
    }

    /// Offers a title.
    pub(super) fn title(&mut self, rank: u8, title: Option<String>) {
        keep(&mut self.title, rank, title);
    }

    /// Offers an id.
    pub(super) fn id(&mut self, rank: u8, id: &str) {
        let id = id.trim();
        keep(&mut self.id, rank, (!id.is_empty()).then(|| id.to_owned()));
    }

    /// Offers a date.
    pub(super) fn date(&mut self, field: Field, rank: u8, text: &str) {
        let slot = match field {
            Field::Published => &mut self.published,
            Field::Updated => &mut self.updated,
            _ => &mut self.date,
        };
        if slot.as_ref().is_none_or(|(known, _)| rank < *known) {
            keep(slot, rank, instant::instant(text));
        }
    }

    /// The title.
    pub(super) fn take_title(&mut self) -> Option<String> {
        self.title.take().map(|(_, title)| title)
    }

    /// The entry. A date that says of neither is both.
    pub(super) fn finish(self) -> FeedEntry {
        let value = |slot: Ranked<String>| slot.map(|(_, value)| value);
        let date = value(self.date);
        FeedEntry {
            link: self.link.map(|(_, url)| url),
            title: value(self.title),
            id: value(self.id),
            published: value(self.published).or_else(|| date.clone()),
            updated: value(self.updated).or(date),
        }
    }
}
