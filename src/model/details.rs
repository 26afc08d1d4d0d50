//! What a page says of itself beside the fields of a document.

use serde::Serialize;

/// Further metadata, absent where the page does not tell. Printed by `extract`, not stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Details {
    /// When it was published, RFC 3339; only where the page states time and zone.
    pub published_at: Option<String>,
    /// When it was last changed, RFC 3339; only where the page states time and zone.
    pub modified_at: Option<String>,
    /// The wire agency it is credited to, such as `Reuters`.
    pub agency: Option<String>,
    /// The place of its dateline, as written.
    pub dateline: Option<String>,
    /// The section it stands in.
    pub section: Option<String>,
    /// Its tags or keywords.
    pub tags: Vec<String>,
    /// Its canonical address, if the page names one on the same site.
    pub canonical: Option<String>,
    /// Address of its main image.
    pub image: Option<String>,
    /// How it describes itself.
    pub description: Option<String>,
    /// Where a list of links leads, in the order of the page; empty for any other page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<ListedLink>,
}

/// A link of a page that is a list of links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ListedLink {
    /// The linked words.
    pub text: String,
    /// Where it leads; absolute where the address of the page is known.
    pub url: String,
}
