//! What became of one input.

/// What became of one input of `add` or one captured answer of `crawl`. A bad page is an outcome,
/// never an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new document.
    Added,
    /// Known URL, other text: stored as version `n`.
    NewVersion(u32),
    /// Known URL, other bytes, same text: the capture is kept, the document stands.
    SameText,
    /// The same bytes under the same URL: nothing stored.
    AlreadyStored,
    /// The same bytes under another URL: kept as a WARC revisit record.
    SameBytes,
    /// Fetched again, and nothing had changed: kept as a WARC revisit record.
    Unchanged,
    /// Captured, but there is no article in it (an index page, an empty body, …).
    NoText(String),
    /// Captured as evidence of the crawl, and not to be read as an article: robots.txt, a feed, a
    /// redirect, an error, a page that asks not to be indexed.
    Kept(String),
    /// Captured; it will be read when its turn comes.
    Pending,
    /// Not of a kind that is read, e.g. an image.
    Skipped(String),
    /// Could not be read; the reason names file, line or offset.
    Failed(String),
}

impl Outcome {
    /// Short stable name, as counted in the final table.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::NewVersion(_) => "new version",
            Self::SameText => "same text",
            Self::AlreadyStored => "already stored",
            Self::SameBytes => "same bytes",
            Self::Unchanged => "unchanged",
            Self::NoText(_) => "no text",
            Self::Kept(_) => "kept",
            Self::Pending => "pending",
            Self::Skipped(_) => "skipped",
            Self::Failed(_) => "failed",
        }
    }

    /// The reason, for outcomes that have one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::NoText(reason)
            | Self::Kept(reason)
            | Self::Skipped(reason)
            | Self::Failed(reason) => Some(reason),
            _ => None,
        }
    }
}
