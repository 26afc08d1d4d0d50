//! The charset that a page names for itself: `<meta charset=…>`, `<meta http-equiv … content=…>`
//! (WHATWG HTML, 13.2.3.2, "prescan a byte stream"), or an XML declaration.

#![expect(clippy::option_option, reason = "the end of the head and that of a tag differ")]

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes at the start of a page in which a declaration is looked for. Browsers look at 1,024 and
/// find later ones when they parse.
const HEAD_BYTES: usize = 32 * 1024;

/// The encoding that is declared first and is known.
pub(super) fn charset(body: &[u8]) -> Option<&'static Encoding> {
    let head = body.get(..HEAD_BYTES).unwrap_or(body).to_ascii_lowercase();
    let mut scan = Scan { rest: &head };
    loop {
        scan.skip_to(b'<')?;
        if scan.rest.starts_with(b"<!--") {
            // "<!-->" is a whole comment.
            scan.advance(2);
            let end = memchr::memmem::find(scan.rest, b"-->")?;
            scan.advance(end + 3);
        } else if let Some(encoding) = scan.tag()? {
            // What could be read byte by byte up to here is not UTF-16.
            let wide = encoding == UTF_16LE || encoding == UTF_16BE;
            return Some(if wide { UTF_8 } else { encoding });
        }
    }
}

struct Scan<'a> {
    rest: &'a [u8],
}

impl<'a> Scan<'a> {
    fn advance(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn skip_to(&mut self, byte: u8) -> Option<()> {
        let at = memchr::memchr(byte, self.rest)?;
        self.advance(at);
        Some(())
    }

    fn skip_while(&mut self, skipped: impl Fn(u8) -> bool) -> Option<u8> {
        let at = self.rest.iter().position(|byte| !skipped(*byte))?;
        self.advance(at);
        self.rest.first().copied()
    }

    /// Reads the markup at a `<`; the outer `None` is the end of the head.
    fn tag(&mut self) -> Option<Option<&'static Encoding>> {
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
        if self.rest.starts_with(b"<meta") && self.rest.get(5).is_some_and(is_end) {
            self.advance(5);
            return self.meta();
        }
        let name = self.rest.strip_prefix(b"</").or_else(|| self.rest.strip_prefix(b"<"))?;
        if name.first().is_some_and(u8::is_ascii_alphabetic) {
            self.skip_while(|byte| !byte.is_ascii_whitespace() && byte != b'>')?;
            while self.attribute()?.is_some() {}
        } else if self.rest.starts_with(b"<?xml") {
            let tag = self.rest;
            self.skip_to(b'>')?;
            let tag = tag.get(..tag.len() - self.rest.len())?;
            return Some(after(tag, b"encoding").and_then(label));
        } else if self.rest.get(1).is_some_and(|byte| b"!/?".contains(byte)) {
            self.skip_to(b'>')?;
        } else {
            self.advance(1);
        }
        Some(None)
    }

    fn meta(&mut self) -> Option<Option<&'static Encoding>> {
        let (mut pragma, mut by_pragma, mut found) = (false, false, None);
        let mut seen: Vec<&[u8]> = Vec::new();
        while let Some((name, value)) = self.attribute()? {
            if seen.contains(&name) {
                continue;
            }
            match name {
                b"http-equiv" => pragma |= value == b"content-type",
                b"content" if found.is_none() => {
                    found = after(value, b"charset").and_then(label);
                    by_pragma = found.is_some();
                }
                b"charset" => {
                    found = label(value);
                    by_pragma = false;
                }
                _ => continue,
            }
            seen.push(name);
        }
        Some(found.filter(|_| pragma || !by_pragma))
    }

    /// The next attribute of a tag; the inner `None` is the end of the tag.
    fn attribute(&mut self) -> Option<Option<(&'a [u8], &'a [u8])>> {
        let blank = |byte: u8| byte.is_ascii_whitespace();
        if self.skip_while(|byte| blank(byte) || byte == b'/')? == b'>' {
            return Some(None);
        }
        let start = self.rest;
        // An equals sign at the start belongs to the name.
        self.advance(1);
        self.skip_while(|byte| !blank(byte) && !b"=/>".contains(&byte))?;
        let name = start.get(..start.len() - self.rest.len())?;
        if self.skip_while(blank)? != b'=' {
            return Some(Some((name, b"")));
        }
        self.advance(1);
        let quote = self.skip_while(blank)?;
        if quote == b'"' || quote == b'\'' {
            self.advance(1);
            let start = self.rest;
            self.skip_to(quote)?;
            let value = start.get(..start.len() - self.rest.len())?;
            self.advance(1);
            return Some(Some((name, value)));
        }
        let start = self.rest;
        self.skip_while(|byte| !blank(byte) && byte != b'>')?;
        Some(Some((name, start.get(..start.len() - self.rest.len())?)))
    }
}

/// The label that follows `key` and an equals sign, quoted or not (WHATWG HTML, 2.5.4).
fn after<'a>(text: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    for at in memchr::memmem::find_iter(text, key) {
        let rest = text.get(at + key.len()..)?.trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b"=") else { continue };
        let rest = rest.trim_ascii_start();
        if let Some(quote) = rest.first().filter(|byte| matches!(byte, b'"' | b'\'')) {
            let inner = rest.get(1..)?;
            return inner.get(..memchr::memchr(*quote, inner)?);
        }
        let end = rest.iter().position(|byte| *byte == b';' || byte.is_ascii_whitespace());
        return rest.get(..end.unwrap_or(rest.len()));
    }
    None
}

fn label(label: &[u8]) -> Option<&'static Encoding> {
    if label.trim_ascii() == b"x-user-defined" {
        return Some(WINDOWS_1252);
    }
    Encoding::for_label(label)
}

#[cfg(test)]
mod tests {
    use super::charset;

    #[test]
    fn declarations_are_found_where_browsers_find_them() {
        for (html, name) in [
            ("<meta charset=iso-8859-2>", "ISO-8859-2"),
            ("<META CharSet = 'koi8-r' />", "KOI8-R"),
            ("<meta content='text/html; charset=big5' http-equiv=Content-Type>", "Big5"),
            ("<meta content='text/html; charset=\"big5\"' http-equiv=content-type>", "Big5"),
            ("<meta content='text/html; charset=big5'>", "-"),
            ("<meta name=x charset=bogus><meta charset=gbk>", "GBK"),
            ("<!-- <meta charset=gbk> --><!--><meta charset=big5>", "Big5"),
            ("<p title='<meta charset=gbk>'><meta charset=big5>", "Big5"),
            ("<metacharset=gbk>", "-"),
            ("<meta charset=gbk", "-"),
            ("<meta charset=utf-16>", "UTF-8"),
            ("<?xml version='1.0' encoding='iso-8859-5'?>", "ISO-8859-5"),
            ("< <3 <meta charset=gbk>", "GBK"),
            ("", "-"),
        ] {
            assert_eq!(charset(html.as_bytes()).map_or("-", |found| found.name()), name, "{html}");
        }
    }

    proptest::proptest! {
        #[test]
        fn anything_is_read_without_a_panic(
            bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200),
            markup in "(<meta |<!--|-->|charset|=|'|\"|>|/|content| |<\\?xml|<p ){0,40}",
        ) {
            charset(&bytes);
            charset(markup.as_bytes());
        }
    }
}
