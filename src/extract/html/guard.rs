//! Keeps the parser linear: cuts nesting that no real page has before the page is parsed.
//!
//! The HTML tree construction rules search the stack of open elements at most start tags, and open
//! formatting
//! elements again at each new paragraph. Both are quadratic on hostile input. One linear scan
//! counts what is open;
//! only where a cap is passed are tags dropped, their text is kept.

use std::borrow::Cow;

use crate::limits::DOM_DEPTH_MAX;

/// Formatting elements that may be opened again at new blocks, over the whole page.
const REOPENED_MAX: usize = 400_000;
/// Formatting elements open at once.
const FORMATTING_MAX: usize = 64;

/// The page as it may be parsed; the same string if nothing had to be cut.
pub(in crate::extract) fn guard(html: &str) -> Cow<'_, str> {
    let mut scan = Scan::default();
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + open;
        let Some(end) = scan.tag(html, start) else { break };
        at = end;
    }
    if scan.copied_to == 0 {
        return Cow::Borrowed(html);
    }
    scan.out.push_str(html.get(scan.copied_to..).unwrap_or_default());
    Cow::Owned(scan.out)
}

#[derive(Default)]
struct Scan {
    depth: usize,
    formatting: usize,
    reopened: usize,
    dropped: usize,
    /// Drawings and formulas that are open: in them scripts and titles are elements like others.
    foreign: usize,
    copied_to: usize,
    out: String,
}

impl Scan {
    /// Reads what begins with the `<` at `start`; where to go on, or `None` at the end.
    fn tag(&mut self, html: &str, start: usize) -> Option<usize> {
        let rest = html.as_bytes().get(start..)?;
        if rest.starts_with(b"<!--") {
            return memchr::memmem::find(rest, b"-->").map(|n| start + n + 3);
        }
        let closing = rest.get(1) == Some(&b'/');
        let name_at = if closing { 2 } else { 1 };
        let tail = rest.get(name_at..)?;
        let length = tail.iter().take(32).take_while(|b| is_of_name(**b)).count();
        if length == 0 || !tail.first().is_some_and(u8::is_ascii_alphabetic) {
            return Some(start + 1);
        }
        let name = tail.get(..length)?.to_ascii_lowercase();
        let end = start + end_of_tag(rest, closing)?;
        let void = is_void(&name) || html.as_bytes().get(end.wrapping_sub(2)) == Some(&b'/');
        if !void {
            self.enter_or_leave(&name, closing);
        }
        let drop = if closing { self.close(&name) } else { !void && self.open(&name) };
        if drop {
            self.out.push_str(html.get(self.copied_to..start).unwrap_or_default());
            self.out.push(' ');
            self.copied_to = end;
        } else if !closing && self.foreign == 0 && is_raw(&name) {
            return end_of_raw(html.as_bytes(), end, &name);
        }
        Some(end)
    }

    /// Keeps account of foreign content (HTML standard 13.2.6.5).
    fn enter_or_leave(&mut self, name: &[u8], closing: bool) {
        if matches!(name, b"svg" | b"math") {
            self.foreign = if closing {
                self.foreign.saturating_sub(1)
            } else {
                self.foreign.saturating_add(1)
            };
        } else if self.foreign > 0 && !closing && leaves_foreign(name) {
            self.foreign = 0;
        }
    }

    /// Counts a start tag; true if it must go.
    fn open(&mut self, name: &[u8]) -> bool {
        if is_formatting(name) {
            if self.formatting >= FORMATTING_MAX || self.reopened > REOPENED_MAX {
                return true;
            }
            self.formatting += 1;
            return false;
        }
        self.reopened += self.formatting;
        if is_self_closing(name) {
            return false;
        }
        if self.depth >= DOM_DEPTH_MAX {
            self.dropped += 1;
            return true;
        }
        self.depth += 1;
        false
    }

    /// Counts an end tag; true if its start tag was dropped.
    fn close(&mut self, name: &[u8]) -> bool {
        if is_formatting(name) {
            self.formatting = self.formatting.saturating_sub(1);
        } else if !is_self_closing(name) && !is_void(name) {
            if self.dropped > 0 {
                self.dropped -= 1;
                return true;
            }
            self.depth = self.depth.saturating_sub(1);
        }
        false
    }
}

/// Length of the tag that `rest` begins with, as the tokenizer reads it: a quoted value may hold `>`
/// (HTML standard 13.2.5.37 and 38); `None` if the page ends first.
fn end_of_tag(rest: &[u8], closing: bool) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', rest.get(at..)?)?;
        let found = *rest.get(at)?;
        if found == b'>' {
            return Some(at + 1);
        }
        let before = rest.get(..at)?.trim_ascii_end();
        at += 1;
        if !closing && before.ends_with(b"=") {
            at += memchr::memchr(found, rest.get(at..)?)? + 1;
        }
    }
}

/// True for a byte that goes on with the name of a tag (HTML standard 13.2.5.8).
fn is_of_name(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>')
}

/// The start tags that end a drawing or formula.
fn leaves_foreign(name: &[u8]) -> bool {
    const NAMES: &[&str] = &[
        "b",
        "big",
        "blockquote",
        "body",
        "br",
        "center",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "embed",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "hr",
        "i",
        "img",
        "li",
        "listing",
        "menu",
        "meta",
        "nobr",
        "ol",
        "p",
        "pre",
        "ruby",
        "s",
        "small",
        "span",
        "strong",
        "strike",
        "sub",
        "sup",
        "table",
        "tt",
        "u",
        "ul",
        "var",
    ];
    NAMES.iter().any(|n| n.as_bytes() == name)
}

/// Where the end tag of a raw text element stands.
fn end_of_raw(bytes: &[u8], from: usize, name: &[u8]) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memmem::find(bytes.get(at..)?, b"</")?;
        let found = bytes.get(at + 2..at + 2 + name.len())?;
        if found.eq_ignore_ascii_case(name) {
            return Some(at);
        }
        at += 2;
    }
}

fn is_raw(name: &[u8]) -> bool {
    matches!(name, b"script" | b"style" | b"textarea" | b"title" | b"noscript" | b"iframe" | b"xmp")
}

fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
    )
}

/// Elements whose end tag may be left out: they do not nest in themselves.
fn is_self_closing(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"li"
            | b"dd"
            | b"dt"
            | b"option"
            | b"tr"
            | b"td"
            | b"th"
            | b"tbody"
            | b"thead"
            | b"tfoot"
            | b"rt"
            | b"rp"
            | b"html"
            | b"body"
            | b"head"
    )
}

/// The formatting elements of the HTML standard.
fn is_formatting(name: &[u8]) -> bool {
    matches!(
        name,
        b"a" | b"b"
            | b"big"
            | b"code"
            | b"em"
            | b"font"
            | b"i"
            | b"nobr"
            | b"s"
            | b"small"
            | b"strike"
            | b"strong"
            | b"tt"
            | b"u"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_pages_are_left_alone() {
        let page = "<html><body><p>a<p>b<ul><li>c<li>d</ul><script>'<div><div>'</script></body>";
        assert!(matches!(guard(page), Cow::Borrowed(_)));
    }

    #[test]
    fn tags_in_attributes_and_scripts_are_no_tags() {
        let open = "<i>".repeat(1000);
        for page in [format!("<p title='{open}'>a"), format!("<script>{open}</script>a")] {
            assert!(matches!(guard(&page), Cow::Borrowed(_)), "{page}");
        }
        let page = format!("<svg><script>{}", "<g>".repeat(1000));
        assert!(matches!(guard(&page), Cow::Owned(_)), "a script in a drawing is no script");
    }

    #[test]
    fn deep_nesting_is_cut_and_its_text_kept() {
        let page = format!("{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let cut = guard(&page);
        assert!(cut.matches("<div>").count() <= DOM_DEPTH_MAX);
        assert_eq!(cut.matches("<div>").count(), cut.matches("</div>").count());
        assert!(cut.contains("deep"));
    }
}
