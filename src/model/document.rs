//! What a capture says, as text.

use serde::{Deserialize, Serialize};

use super::{Span, Stamp};

/// An article or statement taken from one capture. Its `text` is NFC and never changes once stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Document {
    /// Address it is known under: the canonical link if the page names one on its own site, else
    /// the capture's URL.
    pub url: String,
    /// Headline without the site suffix; empty if none was found.
    pub title: String,
    /// Bylines as names.
    pub author: Vec<String>,
    /// Name of the outlet.
    pub site: Option<String>,
    /// When the page says it was published.
    pub published: Option<Stamp>,
    /// When the page says it was last changed.
    pub modified: Option<Stamp>,
    /// ISO 639-1 code, absent when unsure.
    pub language: Option<String>,
    /// The body: blocks joined by a blank line (`\n\n`).
    pub text: String,
    /// The blocks of `text`, in order.
    pub blocks: Vec<Block>,
    /// What this page is not, each with its evidence.
    pub flags: Vec<Flag>,
}

impl Document {
    /// True if there is an article: some text, and not that of a list of links.
    pub fn is_article(&self) -> bool {
        !self.text.is_empty() && self.flags.iter().all(|f| f.kind != FlagKind::Index)
    }
}

/// One block of a document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands in `text`.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// Kinds of block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A sub-heading, level 1 to 6.
    Heading(u8),
    /// One item of a list.
    ListItem,
    /// One row of a table, cells joined by a tab.
    TableRow,
    /// A block quote.
    Quote,
    /// Text whose line breaks matter.
    Preformatted,
}

/// Something a page is not (a whole article), with the words that show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// What.
    pub kind: FlagKind,
    /// The words or rule that show it.
    pub evidence: String,
}

/// Kinds of flag; written in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlagKind {
    /// A list of links, not one article.
    Index,
    /// An error page served with status 200.
    Soft404,
    /// The body ends at a paywall.
    Paywalled,
    /// The body was cut.
    Truncated,
    /// A consent wall stands in place of the page.
    Consent,
    /// A live blog.
    Liveblog,
    /// The page says it was translated by machine.
    Translated,
}

/// Something the user may want to know of a capture; the document stands all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Short stable code, e.g. `charset-guessed`.
    pub code: &'static str,
    /// In words.
    pub message: String,
}

impl Warning {
    /// A warning.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}
