//! Documents that are given in a line of JSON instead of found in a corpus: batches of briefs.

use serde::Deserialize;
use serde_json::Value;

use super::tag::bad_line;
use super::{Session, input};
use crate::error::Result;
use crate::model::{CaptureRef, Document, Stamp, StoredDocument};
use crate::parallel::ordered_map;
use crate::{analyse, extract};

/// A line: documents, and what is asked of them.
#[derive(Debug, Deserialize)]
pub(super) struct Given {
    /// Handed back as it is.
    #[serde(default)]
    pub(super) id: Value,
    /// What is asked; empty for "what do they say".
    #[serde(default)]
    pub(super) query: String,
    docs: Vec<Item>,
    /// Words of key sentences.
    pub(super) words: Option<usize>,
    /// Most dates.
    pub(super) dates: Option<usize>,
    /// Most sentences of one date.
    pub(super) per_date: Option<usize>,
    /// First day of a timeline.
    pub(super) since: Option<Stamp>,
    /// Last day of a timeline.
    pub(super) until: Option<Stamp>,
}

/// A document as given.
#[derive(Debug, Deserialize)]
struct Item {
    id: Option<String>,
    text: String,
    date: Option<Stamp>,
    url: Option<String>,
    title: Option<String>,
    language: Option<String>,
}

impl Given {
    /// The documents with their tags, in the order given.
    pub(super) fn documents(&self) -> Vec<StoredDocument> {
        self.docs.iter().enumerate().map(|(index, text)| text.stored(index + 1)).collect()
    }
}

impl Item {
    fn stored(&self, number: usize) -> StoredDocument {
        let language = self.language.clone().or_else(|| extract::language_of(&self.text));
        let document = Document {
            url: self.url.clone().unwrap_or_default(),
            title: self.title.clone().unwrap_or_default(),
            published: self.date,
            language,
            text: self.text.clone(),
            ..Document::default()
        };
        StoredDocument {
            sequence: number as u64,
            id: self.id.clone().unwrap_or_else(|| number.to_string()),
            version: 1,
            mentions: analyse::document(&document),
            document,
            capture: CaptureRef::default(),
        }
    }
}

/// Answers each line of standard input with a line, in order; a line that can't be read gives an
/// object with `error`.
pub(super) fn batch(
    session: &mut Session,
    answer: impl Fn(&Given) -> Result<Value> + Sync,
) -> Result<()> {
    let out = &mut session.out;
    ordered_map(
        input::lines("-".as_ref())?,
        |line: &input::Line| line.bytes.len(),
        |line| match serde_json::from_slice::<Given>(&line.bytes) {
            Ok(given) => Ok(serde_json::to_string(&answer(&given)?)?),
            Err(error) => bad_line(line.number, &error),
        },
        |line| out.data(&line?),
    )
}
