//! The sentences of a text, and names for the same thing in every document.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::Tokens;
use crate::model::{EntityTag, Span};

/// The sentences of one text, in order.
pub(super) struct Sentences(Vec<Span>);

impl Sentences {
    /// Reads a text.
    pub(super) fn new(tokens: Tokens, text: &str) -> Self {
        let of = |tokens: &Vec<Span>| {
            Some(Span { start: tokens.first()?.start, end: tokens.last()?.end })
        };
        Self(tokens(text).iter().filter_map(of).collect())
    }

    /// The sentence a span begins in; the span itself if there is none.
    pub(super) fn around(&self, span: Span) -> Span {
        let at = self.0.partition_point(|s| s.end <= span.start);
        self.0.get(at).copied().filter(|s| s.overlaps(span)).unwrap_or(span)
    }
}

/// White space of any kind as one blank, control and format characters left out.
pub(super) fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let clean: String = clean.chars().filter(|c| !c.is_control() && !is_format(*c)).collect();
    clean.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Zero-width and direction characters and the byte order mark, which names do not need.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// At most `chars` characters, with an ellipsis where the text was cut.
pub(super) fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("").trim_end()),
        None => text.to_string(),
    }
}

/// Id of a name that stays the same: its Wikidata id, else `n-` and twelve hexadecimal digits of
/// the SHA-256 of label, tab and canonical name.
pub fn stable_id(label: &str, canonical: &str, wikidata: Option<&str>) -> String {
    wikidata.map_or_else(
        || {
            let hex = HEXLOWER.encode(&Sha256::digest(format!("{label}\t{canonical}").as_bytes()));
            format!("n-{}", hex.get(..12).unwrap_or_default())
        },
        str::to_string,
    )
}

/// The stable id of an entity.
pub(super) fn entity_id(entity: &EntityTag) -> String {
    stable_id(entity.label.as_str(), &entity.canonical, entity.entity.as_deref())
}

/// A UUID (RFC 9562) made of the SHA-256 of some text: the same text has the same UUID.
pub(super) fn uuid(version: char, text: &str) -> String {
    uuid_of(version, &Sha256::digest(text.as_bytes()))
}

/// A UUID of a digest of at least 16 bytes.
pub(super) fn uuid_of(version: char, digest: &[u8]) -> String {
    let hex = HEXLOWER.encode(digest.get(..16).unwrap_or(digest));
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or("");
    let variant = match part(16, 17).chars().next().and_then(|c| c.to_digit(16)) {
        Some(digit) => char::from_digit(digit & 3 | 8, 16).unwrap_or('8'),
        None => '8',
    };
    let (a, b, c) = (part(0, 8), part(8, 12), part(13, 16));
    format!("{a}-{b}-{version}{c}-{variant}{}-{}", part(17, 20), part(20, 32))
}

/// A time as RFC 3339 in UTC with milliseconds, from a stamp or an RFC 3339 time.
pub(super) fn utc_millis(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| String::new(), |t| t.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string())
}

/// Seconds since 1970 of a time of capture.
pub(super) fn seconds_of(fetched_at: &str) -> i64 {
    fetched_at.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_their_version_and_variant() {
        for text in ["a", "b", "c", "d"] {
            let uuid = uuid('4', text);
            assert_eq!(uuid.len(), 36);
            assert_eq!(uuid.get(14..15), Some("4"));
            assert!(uuid.get(19..20).is_some_and(|c| "89ab".contains(c)), "{uuid}");
        }
    }

    #[test]
    fn names_are_on_one_line() {
        assert_eq!(one_line(" a\u{200b}\n\tb\u{7} "), "a b");
        assert_eq!(cut("abcdef", 3), "abc…");
    }
}
