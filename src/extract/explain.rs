//! Why the metadata of a page is what it is: every candidate, with where it stood and why it won
//! or lost. Nothing is collected unless asked for.

use serde::Serialize;

/// One candidate for a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Of which field: `title`, `author`, `published`, `modified` or `site`.
    pub field: &'static str,
    /// Where it stood: `json-ld datePublished`, `meta article:published_time`, `URL` and so on.
    pub source: String,
    /// What stood there, cut to a line.
    pub raw: String,
    /// What it means; `None` if it could not be read.
    pub value: Option<String>,
    /// True if the document took it.
    pub chosen: bool,
    /// Why it won or lost, in words.
    pub reason: String,
}

/// Longest raw text kept. Characters.
const RAW_CHARS: usize = 200;

/// The list evidence goes to, if anyone asked for it.
#[derive(Debug, Default)]
pub(super) struct Trail(Option<Vec<Evidence>>);

impl Trail {
    /// A trail that keeps what it is told.
    pub(super) fn on() -> Self {
        Self(Some(Vec::new()))
    }

    /// True if someone asked.
    pub(super) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Notes a candidate.
    pub(super) fn note(
        &mut self,
        field: &'static str,
        source: &str,
        raw: &str,
        (value, chosen, reason): (Option<String>, bool, &str),
    ) {
        if let Some(list) = &mut self.0 {
            let raw = super::clean::line(super::clean::cut_chars(raw, RAW_CHARS));
            list.push(Evidence {
                field,
                source: source.to_owned(),
                raw,
                value,
                chosen,
                reason: reason.to_owned(),
            });
        }
    }

    /// What was noted.
    pub(super) fn into_list(self) -> Vec<Evidence> {
        self.0.unwrap_or_default()
    }
}
