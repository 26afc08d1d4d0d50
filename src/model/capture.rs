//! One thing that was fetched or read, before any meaning is taken from it.

/// What the bytes of a capture are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// HTML or XHTML.
    Html,
    /// Plain text: an article clipping, perhaps with page furniture.
    Text,
    /// Markdown.
    Markdown,
    /// One JSON object of a JSONL file: `{"text"|"html", "url"?, "title"?, "date"?, "language"?,
    /// "site"?, "author"?}`.
    Item,
}

impl MediaKind {
    /// Media type under which such a capture is stored when its source named none.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Text => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Item => "application/x-newsint-item+json",
        }
    }

    /// The kind for a media type such as `text/html; charset=utf-8`; `None` for what is not read
    /// (images, scripts, …).
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        match essence.as_str() {
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "text/plain" => Some(Self::Text),
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            "application/x-newsint-item+json" => Some(Self::Item),
            _ => None,
        }
    }
}

/// A capture ready for extraction: the decoded body (after transfer and content encodings) and what
/// is known of its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Address the bytes came from.
    pub url: String,
    /// Time of capture, RFC 3339 in UTC.
    pub fetched_at: String,
    /// How the body is to be read.
    pub kind: MediaKind,
    /// `charset` of the declared media type, if any.
    pub charset: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}
