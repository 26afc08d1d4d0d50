//! One start tag and its attributes, read only when asked for.

use std::borrow::Cow;

use super::entities;

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::crawl) struct Tag<'a> {
    /// The name as written, with its prefix.
    pub(in crate::crawl) name: &'a str,
    /// What stands between the name and the closing bracket.
    pub(in crate::crawl) rest: &'a str,
    /// Whether it ends in `/>`.
    pub(in crate::crawl) empty: bool,
}

impl<'a> Tag<'a> {
    /// The attributes in order, in any quoting; values with their references undecoded.
    pub(in crate::crawl) fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.rest }
    }

    /// The decoded value of the first attribute of that name, in any letter case.
    pub(in crate::crawl) fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut found = self.attributes().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, raw)| entities::decode(raw))
    }
}

/// Iterator over names and raw values.
#[derive(Debug, Clone)]
pub(in crate::crawl) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let blank = |sign: char| sign.is_ascii_whitespace();
        let rest = self.rest.trim_start_matches(|sign: char| blank(sign) || sign == '/');
        if rest.is_empty() {
            return None;
        }
        // An equals sign at the start belongs to the name (WHATWG HTML, 13.2.5.32).
        let is_end = |(at, byte): &(usize, u8)| {
            byte.is_ascii_whitespace() || *byte == b'/' || (*byte == b'=' && *at > 0)
        };
        let end = rest.bytes().enumerate().find(is_end).map_or(rest.len(), |(at, _)| at);
        let (name, rest) = rest.split_at_checked(end)?;
        let after = rest.trim_start_matches(blank);
        let Some(value) = after.strip_prefix('=') else {
            self.rest = after;
            return Some((name, ""));
        };
        let value = value.trim_start_matches(blank);
        for quote in ['"', '\''] {
            if let Some(inner) = value.strip_prefix(quote) {
                let (value, rest) = inner.split_once(quote).unwrap_or((inner, ""));
                self.rest = rest;
                return Some((name, value));
            }
        }
        let end = value.find(blank).unwrap_or(value.len());
        let (value, rest) = value.split_at_checked(end)?;
        self.rest = rest;
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(rest: &str) -> Vec<(&str, &str)> {
        Tag { name: "a", rest, empty: false }.attributes().collect()
    }

    #[test]
    fn attributes_in_any_quoting() {
        assert_eq!(
            pairs(" href = \"x y\" rel='z' a=1/2 b disabled/"),
            [("href", "x y"), ("rel", "z"), ("a", "1/2"), ("b", ""), ("disabled", "")]
        );
        assert_eq!(pairs(" a=\"1\"b='2'c=3"), [("a", "1"), ("b", "2"), ("c", "3")]);
        assert_eq!(pairs("=x =y"), [("=x", "y")]);
        assert_eq!(pairs(" \" c='open"), [("\"", ""), ("c", "open")]);
        assert_eq!(pairs(" a=  "), [("a", "")]);
    }

    #[test]
    fn the_first_of_two_counts_and_is_decoded() {
        let tag = Tag { name: "a", rest: " HREF='?a&amp;b' href=c", empty: false };
        assert_eq!(tag.get("href").as_deref(), Some("?a&b"));
        assert_eq!(tag.get("rel"), None);
    }
}
