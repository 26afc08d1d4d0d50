//! Tags and text of HTML and XML in any state of repair: one pass, no tree, no errors.
//!
//! Tag boundaries follow the tokenizer of WHATWG HTML (13.2.5), which gives the same tokens for
//! well-formed XML; the dialects differ in comments, CDATA and raw text. Every search that came to
//! the end of the input in vain is not made again, so that the cost stays linear.

pub(super) mod entities;
mod tag;

pub(super) use tag::Tag;

use memchr::{memchr, memchr2, memchr3, memmem};

/// Elements of HTML whose content is not markup.
const RAW: [&str; 8] =
    ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];
/// How many of them swallow the rest of the page when they are never closed: `script`, `style`.
const SWALLOWING: usize = 2;

/// A piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text with its references undecoded.
    Text(&'a str),
    /// The content of a CDATA section.
    Verbatim(&'a str),
    /// A start tag.
    Open(Tag<'a>),
    /// The name of an end tag.
    Close(&'a str),
}

/// Iterator over the tokens of a document; comments, declarations and instructions are left out.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    xml: bool,
    /// Quotes (double, single) of which none is left.
    unquoted: [bool; 2],
    /// Whether no document type further on closes its bracket.
    unbracketed: bool,
    /// Raw elements without an end tag further on.
    endless: [bool; RAW.len()],
}

impl<'a> Tokens<'a> {
    /// Reads HTML: the content of scripts, titles and the like is left out.
    pub(super) fn html(text: &'a str) -> Self {
        let (unquoted, endless) = ([false; 2], [false; RAW.len()]);
        Self { text, at: 0, xml: false, unquoted, unbracketed: false, endless }
    }

    /// Reads XML.
    pub(super) fn xml(text: &'a str) -> Self {
        Self { xml: true, ..Self::html(text) }
    }

    /// Whether markup begins at a `<`.
    fn is_markup(&self, at: usize) -> bool {
        let is_name = |byte: u8| {
            let more = self.xml && (matches!(byte, b'_' | b':') || !byte.is_ascii());
            byte.is_ascii_alphabetic() || more
        };
        match self.text.as_bytes().get(at + 1) {
            Some(b'!' | b'?' | b'/') => true,
            Some(byte) => is_name(*byte),
            None => false,
        }
    }

    /// Where the text from here on ends: at the next markup.
    fn text_end(&self) -> usize {
        let bytes = self.text.as_bytes();
        let mut from = self.at;
        while let Some(step) = memchr(b'<', bytes.get(from..).unwrap_or_default()) {
            if self.is_markup(from + step) {
                return from + step;
            }
            from += step + 1;
        }
        bytes.len()
    }

    /// Moves behind `end`, or to the end of the document; gives what stood before it.
    fn until(&mut self, from: usize, end: &str) -> &'a str {
        let rest = self.text.get(from..).unwrap_or_default();
        let found = memmem::find(rest.as_bytes(), end.as_bytes());
        self.at = found.map_or(self.text.len(), |at| from + at + end.len());
        rest.get(..found.unwrap_or(rest.len())).unwrap_or_default()
    }

    /// Reads the markup at the current position; `None` for what is no token.
    fn markup(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let rest = self.text.get(start..)?;
        if rest.starts_with("<!--") {
            // "<!-->" is a whole comment.
            self.until(start + 2, "-->");
            None
        } else if self.xml && rest.starts_with("<![CDATA[") {
            Some(Token::Verbatim(self.until(start + 9, "]]>")))
        } else if rest.starts_with("<!") {
            self.declaration(start);
            None
        } else if rest.starts_with("<?") {
            self.until(start, ">");
            None
        } else if rest.starts_with("</") {
            self.close(start + 2)
        } else {
            self.open(start + 1)
        }
    }

    /// A document type, perhaps with declarations in brackets (XML 1.0, 2.8).
    fn declaration(&mut self, start: usize) {
        let head = self.until(start, ">");
        if self.xml && !self.unbracketed && head.contains('[') {
            let after = self.at;
            self.until(start, "]>");
            if self.text.get(..self.at).is_some_and(|read| !read.ends_with("]>")) {
                self.unbracketed = true;
                self.at = after;
            }
        }
    }

    fn close(&mut self, start: usize) -> Option<Token<'a>> {
        let rest = self.text.get(start..)?;
        // An end tag that lacks its bracket ends where the next tag begins.
        let end = memchr2(b'>', b'<', rest.as_bytes()).unwrap_or(rest.len());
        let bracket = usize::from(rest.as_bytes().get(end) == Some(&b'>'));
        self.at = start + end + bracket;
        let name = rest.get(..end)?.split(|sign: char| sign.is_ascii_whitespace() || sign == '/');
        name.clone().next().filter(|name| !name.is_empty()).map(Token::Close)
    }

    fn open(&mut self, start: usize) -> Option<Token<'a>> {
        let Some(end) = self.tag_end(start) else {
            // A tag that the end of the document cuts is no tag.
            self.at = self.text.len();
            return None;
        };
        self.at = end + 1;
        let inner = self.text.get(start..end)?;
        let is_end = |sign: char| sign.is_ascii_whitespace() || sign == '/';
        let (name, rest) = inner.split_at_checked(inner.find(is_end).unwrap_or(inner.len()))?;
        let tag = Tag { name, rest, empty: inner.ends_with('/') };
        if !self.xml {
            self.skip_raw(&tag);
        }
        Some(Token::Open(tag))
    }

    /// The `>` of the tag whose name begins at `start`.
    fn tag_end(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = start;
        loop {
            let hit = at + memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
            let byte = *bytes.get(hit)?;
            if byte == b'>' {
                return Some(hit);
            }
            at = hit + 1;
            // A quote means something only at the start of a value.
            let before = bytes.get(start..hit)?.trim_ascii_end();
            if before.ends_with(b"=")
                && let Some(end) = self.quote_end(byte, at)
            {
                at = end + 1;
            }
        }
    }

    /// Where the value ends that began with this quote.
    fn quote_end(&mut self, quote: u8, from: usize) -> Option<usize> {
        let known = self.unquoted.get_mut(usize::from(quote == b'\''))?;
        if *known {
            return None;
        }
        let found = memchr(quote, self.text.as_bytes().get(from..)?);
        *known = found.is_none();
        found.map(|at| from + at)
    }

    /// Moves to the end tag of an element whose content is no markup.
    fn skip_raw(&mut self, tag: &Tag<'_>) {
        let is_name = |raw: &str| tag.name.eq_ignore_ascii_case(raw);
        let Some(kind) = RAW.iter().position(|raw| is_name(raw)) else { return };
        // "<title/>" and "<style/>" stand in drawings, "<script/>" is a slip of HTML.
        let Some(endless) = self.endless.get_mut(kind).filter(|_| kind == 0 || !tag.empty) else {
            return;
        };
        if *endless {
            return;
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let ends = |at: &usize| {
            let after = rest.get(at + 2..).unwrap_or_default();
            let name = after.get(..tag.name.len()).unwrap_or_default();
            name.eq_ignore_ascii_case(tag.name.as_bytes())
                && !after.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
        };
        match memmem::find_iter(rest, b"</").find(ends) {
            Some(at) => self.at += at,
            None if kind < SWALLOWING => self.at = self.text.len(),
            None => *endless = true,
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while self.at < self.text.len() {
            if self.text.as_bytes().get(self.at) == Some(&b'<') && self.is_markup(self.at) {
                if let Some(token) = self.markup() {
                    return Some(token);
                }
                continue;
            }
            let end = self.text_end();
            let text = self.text.get(self.at..end);
            self.at = end.max(self.at + 1);
            return text.map(Token::Text);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(tokens: Tokens<'_>) -> String {
        let show = |token| match token {
            Token::Text(text) => format!("{text:?}"),
            Token::Verbatim(text) => format!("[{text}]"),
            Token::Open(tag) if tag.empty => format!("<{}/>", tag.name),
            Token::Open(tag) => format!("<{}>", tag.name),
            Token::Close(name) => format!("</{name}>"),
        };
        tokens.map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn html_tokens() {
        for (html, tokens) in [
            ("a<b c='>'>d</b >e", "\"a\" <b> \"d\" </b> \"e\""),
            ("1 < 2 <3 <", "\"1 < 2 <3 <\""),
            ("<!--<a>--><!-->x<!doctype html>y<?php z ?>", "\"x\" \"y\""),
            ("<script><a></b></SCRIPT >z", "<script> </SCRIPT> \"z\""),
            ("<title><a></title><a>", "<title> </title> <a>"),
            ("<title>x<a>", "<title> \"x\" <a>"),
            ("<style>x<a>", "<style>"),
            ("<a title=it's><b>", "<a> <b>"),
            ("<a href=\"x><b>", "<a> <b>"),
            ("<a href=\"x", ""),
            ("<!--<a>", ""),
            ("</>x</ a>y</a", "\"x\" \"y\" </a>"),
        ] {
            assert_eq!(shown(Tokens::html(html)), tokens, "{html}");
        }
    }

    #[test]
    fn xml_tokens() {
        for (xml, tokens) in [
            ("<?xml version='1.0'?><a:b/><![CDATA[<x>]]>", "<a:b/> [<x>]"),
            ("<!DOCTYPE a [<!ENTITY b '>'> <!-- > -->]><a>", "<a>"),
            ("<!DOCTYPE a [<!ENTITY b 'c'><a>", "<a>"),
            ("<title>a</title <link>b</rss", "<title> \"a\" </title> <link> \"b\" </rss>"),
            ("<![CDATA[open", "[open]"),
            ("<é>x", "<é> \"x\""),
        ] {
            assert_eq!(shown(Tokens::xml(xml)), tokens, "{xml}");
        }
    }

    #[test]
    fn hostile_markup_costs_linear_time() {
        for piece in [
            "<a t=\"",
            "<a t='<",
            "<!--",
            "<!-",
            "<![CDATA[",
            "<!a[",
            "<?",
            "</",
            "<",
            "<a ",
            "<title>",
            "<textarea></",
            "<a b= \"",
            "<xmp></xm",
            "&",
            "<!DOCTYPE [",
            "<!a[>",
            "<a='\"",
        ] {
            let text = piece.repeat(400_000);
            let started = std::time::Instant::now();
            assert!(Tokens::html(&text).count() + Tokens::xml(&text).count() < 2_000_000);
            assert!(started.elapsed().as_secs() < 5, "{piece}");
        }
    }
}
