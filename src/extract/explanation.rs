//! How a document came to be, for those who ask: plain data, however it is printed.

use serde::Serialize;

use super::explain::Evidence;
use crate::model::{Details, Span};

/// Everything that is told of one capture.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Explanation {
    /// How its bytes were read.
    pub charset: CharsetUsed,
    /// The recipe of its site, if there is one.
    pub recipe: Option<RecipeUsed>,
    /// One line: which part of the page was taken, and why.
    pub body_reason: String,
    /// The parts of the page that were looked at, best first.
    pub candidates: Vec<Candidate>,
    /// Where each block of the document stands: `html/body/div[2]/p[3]`. Empty for what is no page,
    /// and for a text that stands in a script; programs get it with the blocks.
    #[serde(skip)]
    pub paths: Vec<String>,
    /// The links of the text, in order.
    #[serde(skip)]
    pub links: Vec<Link>,
    /// Captions of pictures and films inside the chosen part; they are not in the text.
    pub captions: Vec<String>,
    /// The candidates for title, authors, dates and site.
    pub evidence: Vec<Evidence>,
    /// What the page says of itself beside the fields of a document.
    #[serde(skip)]
    pub details: Details,
}

/// The charset of a capture.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CharsetUsed {
    /// Its name.
    pub name: &'static str,
    /// What decided it: `byte order mark`, `declared by the server` and so on.
    pub decided_by: &'static str,
}

/// The recipe of a site, used on a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RecipeUsed {
    /// Its file.
    pub file: String,
    /// The fields it gave.
    pub fits: Vec<&'static str>,
    /// The fields it names and that it did not find.
    pub misfits: Vec<&'static str>,
}

/// A part of the page that may be its body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// How it came to be looked at: `recipe`, `named-body`, `article`, `density`,
    /// `whole-page`, `structured-data` or `script-state`.
    pub view: &'static str,
    /// Where it stands; empty for what stands in a script.
    pub path: String,
    /// How much running prose it holds. Visible characters, roughly.
    pub prose: u32,
    /// True for what the text was taken from.
    pub chosen: bool,
}

/// A link in a document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The linked words. Bytes of the text.
    pub span: Span,
    /// Where it leads, as an absolute address where the page's own is known.
    pub href: String,
}
