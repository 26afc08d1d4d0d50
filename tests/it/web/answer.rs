//! What a site is asked and what it answers.

use std::time::Duration;

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) method: String,
    /// Path and query, as sent.
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    /// How often this path was asked of this host before.
    pub(crate) nth: usize,
    /// How many requests the whole web had before.
    pub(crate) serial: usize,
    /// The state of the web: 0 at first.
    pub(crate) epoch: u32,
}

impl Ask {
    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The path without its query.
    pub(crate) fn bare(&self) -> &str {
        self.path.split('?').next().unwrap()
    }
}

/// The first value of a header, by its name in any case.
pub(crate) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// How a body goes over the wire.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// With its length.
    Whole(Vec<u8>),
    /// In chunks.
    Chunked(Vec<Vec<u8>>),
    /// Less than the length stated, then the connection ends. (sent, stated length)
    Cut(Vec<u8>, usize),
    /// HTTP/1.0 without a length: ends with the connection.
    UntilClose(Vec<u8>),
    /// The piece again and again, as fast as it is taken, in chunks.
    Endless(Vec<u8>),
    /// One byte of it after the other with a pause between, in chunks, for ever.
    Drip(Vec<u8>, Duration),
    /// No answer at all.
    Hang,
}

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    /// Time before the first byte.
    pub(crate) wait: Duration,
    /// For the log.
    pub(crate) note: &'static str,
}

impl Answer {
    pub(crate) fn new(status: u16, body: Body) -> Self {
        Self { status, headers: Vec::new(), body, wait: Duration::ZERO, note: "" }
    }

    /// Bytes of a media type.
    pub(crate) fn bytes(media_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(200, Body::Whole(bytes.into())).with("Content-Type", media_type)
    }

    pub(crate) fn html(text: impl Into<Vec<u8>>) -> Self {
        Self::bytes("text/html; charset=utf-8", text)
    }

    pub(crate) fn text(text: impl Into<Vec<u8>>) -> Self {
        Self::bytes("text/plain", text)
    }

    pub(crate) fn xml(text: impl Into<Vec<u8>>) -> Self {
        Self::bytes("application/xml", text)
    }

    pub(crate) fn redirect(status: u16, to: impl Into<String>) -> Self {
        Self::new(status, Body::Whole(b"<p>Moved</p>".to_vec()))
            .with("Content-Type", "text/html")
            .with("Location", to)
    }

    /// An error page with some words.
    pub(crate) fn error(status: u16) -> Self {
        let text = format!("<html><body><h1>Error {status}</h1><p>Not here.</p></body></html>");
        Self { status, ..Self::html(text) }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn wait(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    pub(crate) fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }
}
