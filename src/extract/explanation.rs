//! How a document came to be, for those who ask: plain data, however it is printed.

use serde::Serialize;

use super::explain::Evidence;
use crate::model::Details;

/// Everything that is told of one capture.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Explanation {
    /// How its bytes were read.
    pub charset: CharsetUsed,
    /// The recipe of its site, if there is one.
    pub recipe: Option<RecipeUsed>,
    /// Why the text is what it is.
    pub body_reason: String,
    /// The parts of the page that were looked at, best first.
    pub candidates: Vec<Candidate>,
    /// Where each block of the document stands: `html/body/div[2]/p[3]`. Empty for what is no page;
    /// programs get it with the blocks.
    #[serde(skip)]
    pub paths: Vec<String>,
    /// The candidates for title, authors, dates and site.
    pub evidence: Vec<Evidence>,
    /// What the page says of itself beside the fields of a document.
    #[serde(skip)]
    pub details: Details,
    /// All lines of the page and where they stand.
    #[serde(skip)]
    pub(super) places: Vec<(String, String)>,
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
    /// `structured-data`.
    pub view: &'static str,
    /// Where it stands; empty for what stands in a script.
    pub path: String,
    /// How much running prose it holds. Visible characters, roughly.
    pub prose: u32,
    /// True for what the text was taken from.
    pub chosen: bool,
}
