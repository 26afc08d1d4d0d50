//! Character references of HTML and XML, declared or not.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Longest name of a reference that is looked up. Bytes.
const NAME_BYTES: usize = 32;
/// Most digits of a numeric reference.
const DIGITS: usize = 10;

/// The table of names; its first lines say how it reads.
static NAMES: LazyLock<FxHashMap<&'static str, char>> = LazyLock::new(|| {
    let rows = include_str!("entities.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| {
        let (name, code) = row.split_once('\t')?;
        Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
    })
    .collect()
});

/// Replaces the references that are known, once; the others stay as written.
pub(in crate::crawl) fn decode(raw: &str) -> Cow<'_, str> {
    replace(raw, String::push)
}

/// As [`decode`], but what would become markup stays a reference, spelled in one way.
pub(in crate::crawl) fn decode_letters(raw: &str) -> Cow<'_, str> {
    replace(raw, |out, letter| match letter {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        _ => out.push(letter),
    })
}

fn replace(raw: &str, put: impl Fn(&mut String, char)) -> Cow<'_, str> {
    if memchr::memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        if let Some((letter, length)) = reference(after) {
            put(&mut out, letter);
            rest = after.get(length..).unwrap_or_default();
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that the text after an ampersand stands for, and how many bytes it took.
fn reference(after: &str) -> Option<(char, usize)> {
    if let Some(number) = after.strip_prefix('#') {
        let (letter, length) = numeric(number)?;
        return Some((letter, length + 1));
    }
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric();
    let length = after.bytes().take(NAME_BYTES).take_while(is_part).count();
    let name = after.get(..length)?;
    match after.as_bytes().get(length) {
        Some(b';') => Some((*NAMES.get(name)?, length + 1)),
        // In an address "&copy=1" is a parameter; only XML's own names do without the semicolon.
        Some(b'=') => None,
        _ if matches!(name, "amp" | "lt" | "gt" | "quot" | "nbsp") => {
            Some((*NAMES.get(name)?, length))
        }
        _ => None,
    }
}

/// A number in decimal, or in hexadecimal after an `x`; the semicolon may be missing.
fn numeric(number: &str) -> Option<(char, usize)> {
    let hexadecimal = number.starts_with(['x', 'X']);
    let (radix, start) = if hexadecimal { (16, 1) } else { (10, 0) };
    let digits = number.get(start..)?;
    let is_digit = |byte: &u8| char::from(*byte).is_digit(radix);
    let length = digits.bytes().take(DIGITS).take_while(is_digit).count();
    let code = u64::from_str_radix(digits.get(..length)?, radix).ok()?;
    let letter = match u8::try_from(code) {
        // What Windows calls 0x80 to 0x9F, as every browser reads it (WHATWG HTML, 13.2.5.80).
        Ok(byte @ 0x80..=0x9F) => {
            let bytes = [byte];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
            text.chars().next()?
        }
        Ok(0) => char::REPLACEMENT_CHARACTER,
        _ => u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('\u{FFFD}'),
    };
    let semicolon = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    Some((letter, start + length + semicolon))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stays_markup() {
        assert_eq!(decode_letters("&eacute;&lt;&#x41;&#38;"), "é&lt;A&amp;");
    }

    #[test]
    fn references_are_replaced_once() {
        for (raw, text) in [
            ("a &amp; b &lt;c&gt;", "a & b <c>"),
            ("&amp;amp;", "&amp;"),
            ("&eacute;t&eacute; &hellip;", "été …"),
            ("&#8217;&#x2019;&#146;&#X41", "’’’A"),
            ("&unknown; & &; &#; &#x;", "&unknown; & &; &#; &#x;"),
            ("?a=1&copy=2&amp;b=3", "?a=1&copy=2&b=3"),
            ("R&amp D", "R& D"),
            ("&#0;&#xD800;&#99999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}9;"),
        ] {
            assert_eq!(decode(raw), text, "{raw}");
        }
    }
}
