//! Titles: plain, escaped, inline markup, or in base64.

use crate::crawl::markup::entities;

/// How the content of an element is to be read (RFC 4287, 3.1; Atom 0.3, 3.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// Text, or markup that is escaped as text.
    #[default]
    Text,
    /// Markup as such; its references to signs of markup stay as they are.
    Markup,
    /// Markup within a `div` that is no part of it.
    Division,
    /// Text in base64.
    Base64,
}

impl Form {
    /// From the attributes `type` and `mode`.
    pub(super) fn of(kind: &str, mode: &str) -> Self {
        let kind = kind.trim().to_ascii_lowercase();
        match mode.trim().to_ascii_lowercase().as_str() {
            "base64" => Self::Base64,
            "escaped" => Self::Text,
            _ if kind == "xhtml" => Self::Division,
            _ if kind.ends_with("xml") => Self::Markup,
            // Any other media type is binary (RFC 4287, 4.1.3.3); some use that for titles too.
            _ if kind.contains('/') && !kind.starts_with("text/") => Self::Base64,
            _ => Self::Text,
        }
    }

    /// Adds a run of text as it stands in the document.
    pub(super) fn add(self, out: &mut String, raw: &str) {
        match self {
            Self::Text | Self::Base64 => out.push_str(&entities::decode(raw)),
            Self::Markup | Self::Division => out.push_str(&entities::decode_letters(raw)),
        }
    }
}

/// The title in one line; `None` when nothing is in it.
pub(super) fn finish(form: Form, text: &str) -> Option<String> {
    match form {
        Form::Text | Form::Markup => line(text),
        Form::Division => {
            let inner = ["div", "xhtml:div"].iter().find_map(|name| {
                let rest = text.trim().strip_prefix(&format!("<{name}>"))?;
                rest.strip_suffix(&format!("</{name}>"))
            });
            line(inner.unwrap_or(text))
        }
        Form::Base64 => {
            let packed: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
            match data_encoding::BASE64.decode(&packed) {
                Ok(bytes) => line(&String::from_utf8_lossy(&bytes)),
                Err(_) => line(text),
            }
        }
    }
}

/// A text in one line, without control characters; `None` when it is empty.
pub(super) fn line(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let words = text.split(|sign: char| sign.is_ascii_control() || sign == ' ');
    for word in words.filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    (!out.is_empty()).then_some(out)
}
