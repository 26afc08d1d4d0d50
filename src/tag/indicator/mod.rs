//! Tagger for technical indicators: addresses, domains, hashes, wallets, phone and vessel numbers.
//!
//! The text is cut at white space; each piece, freed of the punctuation around it and of defanging
//! (`hxxp`, `[.]`),
//! is put to the kind its shape allows. Where a standard has a checksum (wallets, IMO numbers) it
//! must hold.

mod checksum;
mod network;
mod wallet;

use super::{Context, Layer};
use crate::limits::INDICATOR_BYTES_MAX;
use crate::model::{Indicator, IndicatorKind, Mention, Span, Value};

/// Fewest digits of a telephone number (after the `+`), and the most that E.164 allows.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
/// Marks that wrap a piece but do not belong to it.
const OPENERS: &[char] =
    &['(', '[', '<', '{', '"', '\'', '“', '‘', '«', '「', '（', ',', ';', ':', '*', '`', '|', '='];
const CLOSERS: &[char] = &[
    ')', ']', '>', '}', '"', '\'', '”', '’', '»', '」', '）', ',', ';', ':', '.', '!', '?', '…',
    '*', '`', '|', '。', '，', '、',
];

/// Appends the mentions of this kind.
pub(super) fn tag(layer: &Layer<'_>, _context: &Context<'_>, out: &mut Vec<Mention>) {
    let text = layer.text;
    let mut word = ""; // the piece before, for words that name the number after them
    let mut skip_to = 0;
    for (start, piece) in pieces(text) {
        if start < skip_to {
            continue;
        }
        let (start, piece) = trim(start, piece);
        if piece.is_empty() || piece.len() > INDICATOR_BYTES_MAX {
            continue;
        }
        if let Some((len, kind, value)) = read(text, start, piece, word) {
            skip_to = start + len;
            out.push(Mention {
                span: Span::new(start, start + len),
                value: Value::Indicator(Indicator { indicator_kind: kind, value }),
            });
        }
        word = piece;
    }
}

/// The pieces of a text between white space, with their offsets.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c: char| c.is_whitespace() || matches!(c, '，' | '。' | '、' | '；' | '<' | '>'))
        .map(move |piece| {
            let start = at;
            at += piece.len()
                + text
                    .get(at + piece.len()..)
                    .and_then(|t| t.chars().next())
                    .map_or(0, char::len_utf8);
            (start, piece)
        })
        .filter(|(_, piece)| !piece.is_empty())
}

/// Drops wrapping punctuation, but keeps brackets that are part of defanging or of a path.
fn trim(start: usize, piece: &str) -> (usize, &str) {
    let head = piece.trim_start_matches(OPENERS);
    let start = start + piece.len() - head.len();
    let mut body = head;
    // How many more closing than opening brackets of each pair stand in the piece: those do not
    // belong to it.
    let surplus = |open: char, close: char| {
        body.matches(close).count().saturating_sub(body.matches(open).count())
    };
    let mut extra = [surplus('(', ')'), surplus('[', ']'), surplus('{', '}')];
    while let Some(c) = body.chars().last().filter(|c| CLOSERS.contains(c)) {
        let pair = [')', ']', '}'].iter().position(|close| *close == c);
        if let Some(left) = pair.and_then(|p| extra.get_mut(p)) {
            if *left == 0 {
                break;
            }
            *left -= 1;
        }
        body = body.strip_suffix(c).unwrap_or(body);
    }
    (start, body)
}

/// The indicator that a piece is or begins: `(bytes, kind, canonical value)`.
fn read(
    text: &str,
    start: usize,
    piece: &str,
    word: &str,
) -> Option<(usize, IndicatorKind, String)> {
    if piece.starts_with('+') {
        return phone(text, start);
    }
    let whole = |kind: IndicatorKind, value: String| Some((piece.len(), kind, value));
    // Dots, at signs and colons make addresses; most words have none and end here.
    if piece.contains(['.', '@', ':', '[']) {
        return network::read(piece).map(|(kind, value)| (piece.len(), kind, value));
    }
    if !piece.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some(cve) = cve(piece) {
        return whole(IndicatorKind::Cve, cve);
    }
    if let Some((kind, value)) = vessel(piece, word) {
        return whole(kind, value);
    }
    if let Some(kind) = hash(piece) {
        return whole(kind, piece.to_ascii_lowercase());
    }
    wallet::read(piece).map(|(kind, value)| (piece.len(), kind, value))
}

/// `CVE-2021-44228`: year and four or more digits.
fn cve(piece: &str) -> Option<String> {
    let upper = piece.get(..13.min(piece.len())).filter(|p| p.is_char_boundary(4))?;
    if !upper.get(..4)?.eq_ignore_ascii_case("cve-") {
        return None;
    }
    let (year, number) = piece.get(4..)?.split_once('-')?;
    let digits = |s: &str, from: usize, to: usize| {
        (from..=to).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit())
    };
    (digits(year, 4, 4) && digits(number, 4, 7)).then(|| format!("CVE-{year}-{number}"))
}

/// Hexadecimal digests of the usual lengths.
fn hash(piece: &str) -> Option<IndicatorKind> {
    let kind = match piece.len() {
        32 => IndicatorKind::Md5,
        40 => IndicatorKind::Sha1,
        64 => IndicatorKind::Sha256,
        _ => return None,
    };
    let hex = piece.bytes().all(|b| b.is_ascii_hexdigit());
    // All digits is a number, all letters a word.
    let mixed =
        piece.bytes().any(|b| b.is_ascii_digit()) && piece.bytes().any(|b| b.is_ascii_alphabetic());
    (hex && mixed).then_some(kind)
}

/// `IMO 9074729` (the last digit checks the others) and `MMSI 366999712`.
fn vessel(piece: &str, word: &str) -> Option<(IndicatorKind, String)> {
    let named = |name: &str| word.trim_end_matches([':', '#', '.']).eq_ignore_ascii_case(name);
    let digits = piece.strip_prefix("IMO").unwrap_or(piece).trim_start_matches([':', '#', '-']);
    let own = digits.len() < piece.len();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match digits.len() {
        7 if own || named("imo") || named("number") || named("no") => {
            checksum::imo(digits).then(|| (IndicatorKind::Imo, digits.to_string()))
        }
        9 if named("mmsi") => Some((IndicatorKind::Mmsi, digits.to_string())),
        _ => None,
    }
}

/// `+850 2 381 8888`, `+1 (202) 456-1111`: E.164 with the usual breaks.
fn phone(text: &str, start: usize) -> Option<(usize, IndicatorKind, String)> {
    let rest = text.get(start..)?;
    let mut value = String::from("+");
    let mut len = 0;
    let mut gap = 0;
    for (at, c) in rest.char_indices().skip(1).take(32) {
        match c {
            '0'..='9' => {
                value.push(c);
                len = at + 1;
                gap = 0;
            }
            ' ' | '-' | '.' | '(' | ')' | '\u{a0}' if gap < 2 => gap += 1,
            _ => break,
        }
        if value.len() > *PHONE_DIGITS.end() + 1 {
            return None;
        }
    }
    let next = rest.get(len..).and_then(|r| r.chars().next());
    let closed = next.is_none_or(|c| !c.is_alphanumeric() && c != '%');
    (closed && PHONE_DIGITS.contains(&(value.len() - 1)) && !value.starts_with("+0")).then_some((
        len,
        IndicatorKind::Phone,
        value,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_keep_their_offsets() {
        let text = "a  bb，c\u{3000}d";
        for (start, piece) in pieces(text) {
            assert_eq!(text.get(start..start + piece.len()), Some(piece));
        }
        assert_eq!(pieces(text).count(), 4);
    }

    #[test]
    fn wrapping_is_trimmed_but_not_defanging() {
        assert_eq!(trim(0, "(evil[.]com),"), (1, "evil[.]com"));
        assert_eq!(trim(0, "“x.y”."), (3, "x.y"));
        assert_eq!(trim(0, &")".repeat(1_000_000)).1, "");
    }
}
