//! Addresses of one shape: when page after page of a shape brings nothing new, the rest of them is
//! left alone. This stops calendars, facets and search pages that no rule on shape alone can tell
//! from articles.

use std::borrow::Cow;
use std::collections::BTreeMap;

use url::Url;

use super::scope;
use crate::limits::{FAMILIES_MAX, FAMILY_BARREN_MAX, FAMILY_CHARS_MAX};

/// Longest segment that is kept as a word. Characters.
const WORD_CHARS: usize = 24;
/// Shortest run of hexadecimal digits that is a token. Characters.
const HEX_CHARS: usize = 8;
/// Shortest run of mixed letters and digits that is a token. Characters.
const TOKEN_CHARS: usize = 10;
/// Changes between letter and digit that make a token of such a run.
const TOKEN_CHANGES: usize = 3;

/// The shape of an address: its host and path with what varies from page to page replaced.
///
/// Runs of digits become `{n}`; identifiers (UUIDs, hexadecimal, mixed letters and digits) `{x}`;
/// long segments, and a last segment with two hyphens, `{slug}`; parameters are sorted, and their
/// values are `{n}`, `{x}` or `{w}`. Cut at `FAMILY_CHARS_MAX`.
pub fn pattern(url: &Url) -> String {
    let mut out = scope::host(url);
    let mut segments = url.path().split('/').filter(|part| !part.is_empty()).peekable();
    while let Some(segment) = segments.next() {
        out.push('/');
        out.push_str(&shape(&decoded(segment), segments.peek().is_none()));
    }
    let mut parameters: Vec<String> = url
        .query_pairs()
        .map(|(name, value)| format!("{}={}", shape(&name, false), value_shape(&value)))
        .collect();
    parameters.sort_unstable();
    parameters.dedup();
    for (index, parameter) in parameters.iter().enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        out.push_str(parameter);
    }
    if let Some((at, _)) = out.char_indices().nth(FAMILY_CHARS_MAX) {
        out.truncate(at);
    }
    out
}

fn shape(segment: &str, last: bool) -> String {
    let (stem, extension) = extension(segment).filter(|_| last).unwrap_or((segment, ""));
    let long = stem.chars().nth(WORD_CHARS).is_some();
    let hyphens = stem.bytes().filter(|byte| matches!(byte, b'-' | b'_')).count();
    let mut out = if is_token(stem) {
        "{x}".to_owned()
    } else if stem.chars().all(|sign| !sign.is_alphabetic()) {
        numbers(stem)
    } else if long || (last && hyphens >= 2) {
        "{slug}".to_owned()
    } else {
        numbers(stem)
    };
    out.push_str(extension);
    out
}

fn value_shape(value: &str) -> &'static str {
    if value.is_empty() {
        ""
    } else if is_token(value) {
        "{x}"
    } else if value.chars().any(char::is_alphabetic) {
        "{w}"
    } else {
        "{n}"
    }
}

/// The extension of a page's name, with its dot.
fn extension(segment: &str) -> Option<(&str, &str)> {
    let at = segment.rfind('.')?;
    let (stem, extension) = segment.split_at_checked(at)?;
    let letters = extension.bytes().skip(1).all(|byte| byte.is_ascii_alphabetic());
    (!stem.is_empty() && letters && (2..=6).contains(&extension.len())).then_some((stem, extension))
}

/// UUIDs, hexadecimal digits, and letters mixed with digits.
fn is_token(text: &str) -> bool {
    let hexadecimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts: Vec<&str> = text.splitn(6, '-').collect();
    if parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) {
        return parts.iter().all(|part| hexadecimal(part));
    }
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let bytes = text.as_bytes();
    let mixed = |pair: &&[u8]| match pair {
        [one, other] => one.is_ascii_digit() != other.is_ascii_digit(),
        _ => false,
    };
    let changes = bytes.windows(2).filter(mixed).count();
    (changes >= 1 && text.len() >= HEX_CHARS && hexadecimal(text))
        || (changes >= TOKEN_CHANGES && text.len() >= TOKEN_CHARS)
}

/// The text with each run of digits as `{n}`.
fn numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for sign in text.chars() {
        let digit = sign.is_ascii_digit();
        if !digit {
            out.push(sign);
        } else if !inside {
            out.push_str("{n}");
        }
        inside = digit;
    }
    out
}

/// The segment without percent escapes, where they are UTF-8 text.
fn decoded(segment: &str) -> Cow<'_, str> {
    if !segment.contains('%') {
        return Cow::Borrowed(segment);
    }
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let value = match (byte, after) {
            (b'%', [high, low, tail @ ..]) => octet(*high, *low).inspect(|_| rest = tail),
            _ => None,
        };
        bytes.push(value.unwrap_or(*byte));
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains(char::is_control) => Cow::Owned(text),
        _ => Cow::Borrowed(segment),
    }
}

fn octet(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Whether the second shape is the first with parameters added: one more filter on the same list
/// is nothing new.
pub fn grows(pattern: &str, other: &str) -> bool {
    let (path, own) = pattern.split_once('?').unwrap_or((pattern, ""));
    let (other_path, others) = other.split_once('?').unwrap_or((other, ""));
    let others: Vec<&str> = others.split('&').collect();
    path == other_path && !own.is_empty() && own.split('&').all(|own| others.contains(&own))
}

/// The families a shape belongs to, each with how many times [`FAMILY_BARREN_MAX`] it may fail:
/// itself; whatever has parameters on its path; its first folder; its host.
fn families(pattern: &str) -> impl Iterator<Item = (String, u32)> {
    let (path, query) = pattern.split_once('?').unwrap_or((pattern, ""));
    let (host, folders) = path.split_once('/').unwrap_or((path, ""));
    let folder = folders.split_once('/').map(|(first, _)| format!("{host}/{first}/…"));
    let listed = (!query.is_empty()).then(|| format!("{path}?…"));
    let host = (!folders.is_empty() || !query.is_empty()).then(|| format!("{host}/…"));
    [(Some(pattern.to_owned()), 1), (listed, 2), (folder, 4), (host, 8)]
        .into_iter()
        .filter_map(|(name, times)| name.map(|name| (name, times)))
}

/// Counts barren pages by the shape of their address. At most `FAMILIES_MAX` shapes are known at a
/// time; when there are more, those with the fewest barren pages, and of these the ones not seen
/// for longest, are forgotten.
#[derive(Debug, Clone, Default)]
pub struct Families {
    known: BTreeMap<String, Family>,
    /// Counts changes: a clock for who was seen last.
    ticks: u64,
    /// How many are closed.
    closed: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Family {
    /// Barren pages since the last fruitful one.
    run: u32,
    seen: u64,
    closed: bool,
}

impl Families {
    /// Whether addresses of this shape are still worth asking for.
    pub fn open(&self, pattern: &str) -> bool {
        let closed = |name: &str| self.known.get(name).is_some_and(|family| family.closed);
        self.closed == 0 || !families(pattern).any(|(name, _)| closed(&name))
    }

    /// A page of this shape brought something new; the count starts afresh, and a closed family is
    /// open again.
    pub fn fruitful(&mut self, pattern: &str) {
        for (name, _) in families(pattern) {
            if self.known.remove(&name).is_some_and(|family| family.closed) {
                self.closed -= 1;
            }
        }
    }

    /// A page of this shape brought nothing new. True when this one closes a family:
    /// `FAMILY_BARREN_MAX` of one shape in a row; of wider families, more.
    pub fn barren(&mut self, pattern: &str) -> bool {
        self.ticks += 1;
        let mut closes = false;
        for (name, times) in families(pattern) {
            if !self.known.contains_key(&name) {
                if self.known.len() >= FAMILIES_MAX {
                    self.forget();
                }
                self.known.insert(name.clone(), Family::default());
            }
            let Some(family) = self.known.get_mut(&name) else { continue };
            family.seen = self.ticks;
            family.run = family.run.saturating_add(1);
            if !family.closed && family.run >= FAMILY_BARREN_MAX * times {
                family.closed = true;
                self.closed += 1;
                closes = true;
            }
        }
        closes
    }

    /// The closed families with their barren pages, sorted by shape.
    pub fn closed(&self) -> impl Iterator<Item = (&str, u64)> {
        let closed = self.known.iter().filter(|(_, family)| family.closed);
        closed.map(|(pattern, family)| (pattern.as_str(), u64::from(family.run)))
    }

    /// Drops the quarter that matters least.
    fn forget(&mut self) {
        let rank = |family: &Family| (family.run, family.seen);
        let mut ranks: Vec<_> = self.known.values().map(rank).collect();
        ranks.sort_unstable();
        if let Some(floor) = ranks.get(FAMILIES_MAX / 4).copied() {
            self.known.retain(|_, family| rank(family) >= floor);
            self.closed = self.known.values().filter(|family| family.closed).count();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_addresses() {
        for (address, expected) in [
            ("https://www.news.example/", "news.example"),
            ("https://news.example:8080/a/", "news.example:8080/a"),
            ("https://news.example/2024/05/12/", "news.example/{n}/{n}/{n}"),
            ("https://news.example/2024/05/12/rise-of-the-sea", "news.example/{n}/{n}/{n}/{slug}"),
            ("https://news.example/2024-05-12", "news.example/{n}-{n}-{n}"),
            ("https://news.example/calendar/2024-05", "news.example/calendar/{n}-{n}"),
            ("https://news.example/world/rise-of-sea-2.html", "news.example/world/{slug}.html"),
            ("https://news.example/world/rise-of", "news.example/world/rise-of"),
            ("https://news.example/us-and-canada/a", "news.example/us-and-canada/a"),
            ("https://news.example/page-12", "news.example/page-{n}"),
            ("https://news.example/story12345.shtml", "news.example/story{n}.shtml"),
            (
                "https://news.example/n1/2024/0512/c90-1.html",
                "news.example/n{n}/{n}/{n}/c{n}-{n}.html",
            ),
            ("https://news.example/articles/cx2pk70nr1jo", "news.example/articles/{x}"),
            ("https://news.example/a/deadbeef01", "news.example/a/{x}"),
            ("https://news.example/123e4567-e89b-12d3-a456-426614174000/x", "news.example/{x}/x"),
            ("https://news.example/coronavirus2020/x", "news.example/coronavirus{n}/x"),
            ("https://news.example/abcdefghijklmnopqrstuvwxyz/b", "news.example/{slug}/b"),
            ("https://news.example/?b=2&a=word&a=other", "news.example?a={w}&b={n}"),
            ("https://news.example/s?q=&id=cx2pk70nr1jo", "news.example/s?id={x}&q="),
            ("https://news.example/s?d=2024-05-12", "news.example/s?d={n}"),
            ("https://news.example/s?f1=x&f2=y", "news.example/s?f{n}={w}"),
            ("https://news.example/%D0%BC%D0%B8%D1%80/7", "news.example/мир/{n}"),
            ("https://news.example/%00%0A/x", "news.example/%{n}%{n}A/x"),
        ] {
            assert_eq!(pattern(&Url::parse(address).unwrap()), expected, "{address}");
        }
        let long = format!("https://news.example/{}", "a/é/".repeat(5_000));
        assert_eq!(pattern(&Url::parse(&long).unwrap()).chars().count(), FAMILY_CHARS_MAX);
    }

    #[test]
    fn a_family_closes_after_a_run_of_barren_pages() {
        let mut families = Families::default();
        for round in 0..2 {
            for _ in 1..FAMILY_BARREN_MAX {
                assert!(!families.barren("a"), "{round}");
            }
            assert!(families.open("a"));
            if round == 0 {
                families.fruitful("a");
            }
        }
        assert!(families.barren("a") && !families.open("a"));
        assert!(!families.barren("a"), "it closes once");
        assert!(families.open("b"));
        assert_eq!(families.closed().collect::<Vec<_>>(), [("a", 25)]);
        families.fruitful("a");
        assert!(families.open("a"));
    }

    #[test]
    fn memory_is_bounded_and_closed_families_stay_closed() {
        let mut families = Families::default();
        for _ in 0..FAMILY_BARREN_MAX {
            families.barren("closed");
        }
        for index in 0..FAMILIES_MAX * 3 {
            families.barren(&format!("once{index}"));
            assert!(families.known.len() <= FAMILIES_MAX);
        }
        assert!(!families.open("closed"));
        assert!(families.known.contains_key(&format!("once{}", FAMILIES_MAX * 3 - 1)));
        // Even closed ones are bounded.
        for index in 0..FAMILIES_MAX + 10 {
            for _ in 0..FAMILY_BARREN_MAX {
                families.barren(&format!("many{index}"));
            }
        }
        assert!(families.known.len() <= FAMILIES_MAX);
    }

    #[test]
    fn shapes_that_keep_changing_close_what_they_share() {
        let mut words = Families::default();
        for index in 0..FAMILY_BARREN_MAX * 4 {
            assert!(words.open("a/maze/next"), "{index}");
            words.barren(&format!("a/maze/w{index}/{index}"));
        }
        assert!(!words.open("a/maze/next") && words.open("a/news/next") && words.open("b"));
        words.fruitful("a/maze/found");
        assert!(words.open("a/maze/next"));
        let mut filters = Families::default();
        for index in 0..FAMILY_BARREN_MAX * 2 {
            filters.barren(&format!("a/list?f{index}={{w}}"));
        }
        assert!(!filters.open("a/list?other={n}") && filters.open("a/list"));
    }

    #[test]
    fn a_filter_more_is_a_shape_that_grew() {
        assert!(grows("a/list?x={n}", "a/list?x={n}&y={w}"));
        assert!(!grows("a/list", "a/list?x={n}") && !grows("a/list?x={n}", "a/list?y={n}"));
        assert!(!grows("a/list?x={n}", "a/other?x={n}"));
    }
}
