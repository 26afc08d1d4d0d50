//! Tokens and sentences with exact offsets, for any script. Built once per text, shared by all
//! taggers.

use super::filter::{self, hash_of};
use crate::model::Span;

/// Longest token that [`Layer::packed`] takes. Bytes.
const PACKED_BYTES: usize = 15;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Letters and marks of one word; abbreviations such as `U.S.` are one word.
    Word,
    /// Digits, with `,` `.` and thin or no-break spaces between them: `1,000.50`.
    Number,
    /// One Han or Kana character: such scripts have no spaces, so each character stands alone.
    Ideograph,
    /// Punctuation, one character.
    Punct,
    /// Symbols (`$`, `€`, `%`, `+`), one character.
    Symbol,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// What.
    pub class: Class,
    /// True if white space (or the start of the text) stands right before it.
    pub spaced: bool,
    /// True if a line break stands right before it.
    pub line_start: bool,
}

/// A text with its tokens, folded forms and sentences.
#[derive(Debug)]
pub struct Layer<'t> {
    /// The text.
    pub text: &'t str,
    /// Its tokens in order; white space is in none of them.
    pub tokens: Vec<Token>,
    /// Sentences as half-open ranges of token indices, in order, covering all tokens.
    pub sentences: Vec<(u32, u32)>,
    /// The text with ASCII in lower case, then the folded forms of other tokens that change.
    lowered: String,
    /// Where in `lowered` each token's folded form is.
    folds: Vec<Span>,
    hashes: Vec<u32>,
}

impl<'t> Layer<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let room = text.len() / 4;
        let mut layer = Self {
            text,
            tokens: Vec::with_capacity(room),
            sentences: Vec::new(),
            lowered: text.to_ascii_lowercase(),
            folds: Vec::with_capacity(room),
            hashes: Vec::with_capacity(room),
        };
        layer.tokenize();
        layer.sentences = super::sentence::split(&layer);
        layer
    }

    /// One token; `hash` is known of those whose folded form is their ASCII lower case.
    fn push(&mut self, token: Token, hash: Option<u32>) {
        let (fold, hash) = match hash {
            Some(hash) => (token.span, hash),
            None => self.fold(token),
        };
        self.tokens.push(token);
        self.folds.push(fold);
        self.hashes.push(hash);
    }

    /// The folded form of a token: where it is, and its hash.
    fn fold(&mut self, token: Token) -> (Span, u32) {
        let start = self.lowered.len();
        if token.class != Class::Ideograph {
            fold_into(token.span.of(self.text), &mut self.lowered);
        }
        let added = self.lowered.get(start..).unwrap_or("");
        if added.is_empty() || added == token.span.of(&self.lowered) {
            let hash = hash_of(token.span.of(&self.lowered));
            self.lowered.truncate(start);
            return (token.span, hash);
        }
        (Span::new(start, self.lowered.len()), hash_of(added))
    }

    fn tokenize(&mut self) {
        let bytes = self.text.as_bytes();
        let (mut spaced, mut line_start) = (true, true);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte == b' ' {
                spaced = true;
                at += 1;
                continue;
            }
            let (class, len, hash) = if let Some((class, len, hash)) = ascii_token(bytes, at, byte)
            {
                (class, len, Some(hash))
            } else {
                let rest = self.text.get(at..).unwrap_or("");
                let Some(c) = rest.chars().next() else { break };
                if c.is_whitespace() || is_ignored(c) {
                    spaced |= c.is_whitespace();
                    line_start |= c == '\n';
                    at += c.len_utf8();
                    continue;
                }
                let (class, len) = scan(rest, c);
                (class, len, None)
            };
            let span = Span::new(at, at + len);
            self.push(Token { span, class, spaced, line_start }, hash);
            (spaced, line_start) = (false, false);
            at += len;
        }
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// True if the text has no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Token `index`, if there is one.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    /// Surface of token `index`; empty past the end.
    pub fn surface(&self, index: usize) -> &'t str {
        self.tokens.get(index).map_or("", |t| t.span.of(self.text))
    }

    /// Lower-cased surface of token `index` with `’` as `'`; empty past the end.
    #[inline]
    pub fn lower(&self, index: usize) -> &str {
        self.folds.get(index).map_or("", |fold| fold.of(&self.lowered))
    }

    /// The bytes of the lower-cased surface of token `index` as a number, the first one lowest, if
    /// there are at most 15.
    #[inline]
    pub fn packed(&self, index: usize) -> Option<u128> {
        let fold = self.folds.get(index)?;
        let length = fold.end.saturating_sub(fold.start) as usize;
        if length > PACKED_BYTES {
            return None;
        }
        let bytes = self.lowered.as_bytes().get(fold.start as usize..)?;
        let all = if let Some(all) = bytes.first_chunk::<16>() {
            u128::from_le_bytes(*all)
        } else {
            bytes.iter().rev().fold(0, |all, &byte| (all << 8) | u128::from(byte))
        };
        Some(all & ((1 << (8 * length)) - 1))
    }

    /// Hash of the lower-cased surface of token `index`, for a [`super::WordFilter`]; 0 past the
    /// end.
    #[inline]
    pub fn hash(&self, index: usize) -> u32 {
        self.hashes.get(index).copied().unwrap_or(0)
    }

    /// Class of token `index`, if there is one.
    #[inline]
    pub fn class(&self, index: usize) -> Option<Class> {
        self.tokens.get(index).map(|t| t.class)
    }

    /// The byte span from the first to the last token of a half-open token range.
    pub fn span(&self, from: usize, to: usize) -> Span {
        match (self.tokens.get(from), self.tokens.get(to.saturating_sub(1))) {
            (Some(a), Some(b)) => Span { start: a.span.start, end: b.span.end },
            _ => Span { start: 0, end: 0 },
        }
    }

    /// Index of the first token that ends after byte `offset` (the token that holds it, or the next
    /// one).
    pub fn token_at(&self, offset: usize) -> usize {
        self.tokens.partition_point(|t| t.span.end as usize <= offset)
    }

    /// Index of the sentence that holds token `index`.
    pub fn sentence_of(&self, index: usize) -> usize {
        self.sentences.partition_point(|&(_, end)| end as usize <= index)
    }
}

fn fold_into(surface: &str, out: &mut String) {
    for c in surface.chars() {
        match c {
            '’' | 'ʼ' => out.push('\''),
            _ => out.extend(c.to_lowercase()),
        }
    }
}

/// True for Han, Kana and Bopomofo: scripts written without spaces, one token a character.
pub fn is_ideograph(c: char) -> bool {
    matches!(c as u32,
        0x3005..=0x3007 | 0x3041..=0x30FF | 0x3105..=0x312F | 0x31F0..=0x31FF | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

fn is_mark(c: char) -> bool {
    matches!(c as u32,
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C2 | 0x0610..=0x061A
        | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06ED | 0x0900..=0x0903 | 0x093A..=0x094F | 0x0951..=0x0957
        | 0x0E31 | 0x0E34..=0x0E3A | 0x0E47..=0x0E4E | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x200C..=0x200D
        | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

fn is_wordy(c: char) -> bool {
    (c.is_alphabetic() && !is_ideograph(c)) || is_mark(c)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c as u32, 0x0660..=0x0669 | 0x06F0..=0x06F9 | 0x0966..=0x096F | 0xFF10..=0xFF19)
}

/// True for the spaces that group digits: no-break, narrow no-break and thin space.
fn is_group_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// Zero-width and bidi format characters: part of no token.
fn is_ignored(c: char) -> bool {
    matches!(c as u32, 0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFEFF)
        || c.is_control()
}

/// The plain tokens most texts are made of: ASCII letters or digits with nothing after them that
/// could go on with them, and ASCII punctuation; with their hash. `None` where [`scan`] has to look.
fn ascii_token(bytes: &[u8], at: usize, first: u8) -> Option<(Class, usize, u32)> {
    let rest = bytes.get(at..)?;
    let (mut hash, mut len) = (filter::START, 0);
    if first.is_ascii_alphabetic() {
        for &byte in rest.iter().take_while(|b| b.is_ascii_alphabetic()) {
            hash = filter::step(hash, byte | 0x20);
            len += 1;
        }
        let plain = match rest.get(len) {
            None => true,
            Some(b'.') => len > 1,
            Some(next) => next.is_ascii(),
        };
        return plain.then_some((Class::Word, len, filter::finish(hash)));
    }
    if first.is_ascii_digit() {
        for &byte in rest.iter().take_while(|b| b.is_ascii_digit()) {
            hash = filter::step(hash, byte);
            len += 1;
        }
        let may_go_on = |next: &u8| !next.is_ascii() || matches!(next, b',' | b'.' | b'\'');
        let plain = !rest.get(len).is_some_and(may_go_on);
        return plain.then_some((Class::Number, len, filter::finish(hash)));
    }
    let class = if is_symbol(char::from(first)) { Class::Symbol } else { Class::Punct };
    let hash = filter::finish(filter::step(hash, first));
    first.is_ascii_punctuation().then_some((class, 1, hash))
}

/// Class and byte length of the token that begins `rest` with `first`.
fn scan(rest: &str, first: char) -> (Class, usize) {
    if is_digit(first) {
        return (Class::Number, number_len(rest));
    }
    if is_ideograph(first) {
        return (Class::Ideograph, first.len_utf8());
    }
    if is_wordy(first) {
        let abbreviation = abbreviation_len(rest);
        if abbreviation > 0 {
            return (Class::Word, abbreviation);
        }
        let len = rest.char_indices().find(|&(_, c)| !is_wordy(c)).map_or(rest.len(), |(i, _)| i);
        return (Class::Word, len);
    }
    let class = if is_symbol(first) { Class::Symbol } else { Class::Punct };
    (class, first.len_utf8())
}

fn is_symbol(c: char) -> bool {
    matches!(
        c,
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' | '%' | '‰' | '°' | '±' | '№' | '¢'
            ..='©' | '®' | '×' | '÷' | '٪'
    ) || matches!(c as u32, 0x20A0..=0x20CF | 0x2100..=0x2BFF | 0xFE69 | 0xFF04 | 0xFF05 | 0xFFE0..=0xFFE6 | 0x1F000..=0x1FAFF | 0xFDFC)
        || (0xBC..=0xBE).contains(&(c as u32))
}

/// True if the text ends in a full-width digit.
fn ends_wide(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| matches!(c, '\u{ff10}'..='\u{ff19}'))
}

/// `1,000.50`, `1 000`, `3.5`: separators count only between digits; a group space only before
/// three digits.
fn number_len(rest: &str) -> usize {
    let mut len = 0;
    for (at, c) in rest.char_indices() {
        if is_digit(c) {
            len = at + c.len_utf8();
            continue;
        }
        let tail = rest.get(at + c.len_utf8()..).unwrap_or("");
        let digits_after = tail.chars().take_while(|&d| is_digit(d)).take(4).count();
        let joined = match c {
            ',' | '.' | '٬' | '٫' | '．' => digits_after > 0,
            // Between narrow digits the wide comma parts clauses.
            '，' => digits_after == 3 && rest.get(..at).is_some_and(ends_wide),
            '\'' | '’' => digits_after == 3,
            _ if is_group_space(c) => digits_after == 3,
            _ => false,
        };
        if !joined {
            break;
        }
    }
    len
}

/// `U.S.`, `D.P.R.K.`, `a.m.`: at least two single letters each with a full stop. 0 if it is none.
fn abbreviation_len(rest: &str) -> usize {
    let mut len = 0;
    let mut letters = 0;
    let mut chars = rest.chars();
    while let (Some(letter), Some('.')) = (chars.next(), chars.next()) {
        if !letter.is_alphabetic() || is_ideograph(letter) {
            break;
        }
        len += letter.len_utf8() + 1;
        letters += 1;
        if chars.clone().next().is_none_or(|c| !c.is_alphabetic()) {
            break;
        }
    }
    let tail = rest.get(len..).and_then(|t| t.chars().next());
    if letters >= 2 && tail.is_none_or(|c| !is_wordy(c)) { len } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surfaces(text: &str) -> Vec<&str> {
        let layer = Layer::new(text);
        (0..layer.len()).map(|i| layer.surface(i)).collect()
    }

    #[test]
    fn words_numbers_and_symbols_part() {
        assert_eq!(
            surfaces("The U.S. paid $1,000.50 (€3.5–4m), Korea’s 80%."),
            [
                "The", "U.S.", "paid", "$", "1,000.50", "(", "€", "3.5", "–", "4", "m", ")", ",",
                "Korea", "’", "s", "80", "%", "."
            ]
        );
    }

    #[test]
    fn scripts_without_spaces_give_one_token_a_character() {
        assert_eq!(surfaces("发射80枚"), ["发", "射", "80", "枚"]);
        assert_eq!(surfaces("북한은 미사일을"), ["북한은", "미사일을"]);
    }

    #[test]
    fn group_spaces_join_digits_only_in_threes() {
        assert_eq!(
            surfaces("1\u{a0}000\u{202f}000 km, 5\u{a0}km"),
            ["1\u{a0}000\u{202f}000", "km", ",", "5", "km"]
        );
    }

    #[test]
    fn short_words_are_packed() {
        let layer = Layer::new("Ab ÉÇ antidisestablishment Zz");
        assert_eq!(layer.packed(0), Some(0x62_61));
        assert_eq!(layer.packed(1), Some(0xa7_c3_a9_c3));
        assert_eq!(layer.packed(2), None);
        assert_eq!(layer.packed(3), Some(0x7a_7a));
        assert_eq!(layer.packed(4), None);
    }

    #[test]
    fn folded_forms_follow_the_tokens() {
        let layer = Layer::new("DPRK’s ÜBER");
        assert_eq!((layer.lower(0), layer.lower(1), layer.lower(3)), ("dprk", "'", "über"));
        assert_eq!(layer.lower(99), "");
    }
}
