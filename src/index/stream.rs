//! Analysed text as one string: what [`prepare`](super::prepare()) makes and the engine's analyzer
//! only splits.
//!
//! Each term is preceded by its step in positions: `\u{1}` same position, `\u{2}` next position,
//! `\u{3}N\u{4}` N positions on. Terms hold no control characters.

use std::fmt::Write as _;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

const SAME: char = '\u{1}';
const NEXT: char = '\u{2}';
const STEP: char = '\u{3}';
const STEP_END: char = '\u{4}';

fn is_mark(c: char) -> bool {
    matches!(c, SAME | NEXT | STEP | STEP_END)
}

/// Builds a stream; positions must not fall.
#[derive(Debug, Default)]
pub(super) struct Stream {
    text: String,
    position: u32,
}

impl Stream {
    /// Appends `prefix` + `term` at `position`.
    pub(super) fn push(&mut self, position: u32, prefix: &str, term: &str) {
        match position.saturating_sub(self.position) {
            0 => self.text.push(SAME),
            1 => self.text.push(NEXT),
            // Writing to a String cannot fail.
            step => drop(write!(self.text, "{STEP}{step}{STEP_END}")),
        }
        self.position = self.position.max(position);
        self.text.push_str(prefix);
        self.text.push_str(term);
    }

    /// The finished stream.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

/// Splits a stream into the engine's tokens.
#[derive(Clone, Debug, Default)]
pub(super) struct StreamTokenizer {
    token: Token,
}

/// See [`StreamTokenizer`].
#[derive(Debug)]
pub(super) struct Terms<'a> {
    rest: &'a str,
    position: usize,
    token: &'a mut Token,
}

impl Tokenizer for StreamTokenizer {
    type TokenStream<'a> = Terms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms<'a> {
        self.token.reset();
        Terms { rest: text, position: 0, token: &mut self.token }
    }
}

impl TokenStream for Terms<'_> {
    fn advance(&mut self) -> bool {
        let mut chars = self.rest.chars();
        let step = match chars.next() {
            Some(SAME) => 0,
            Some(NEXT) => 1,
            Some(STEP) => {
                let (number, rest) = chars.as_str().split_once(STEP_END).unwrap_or(("", ""));
                chars = rest.chars();
                number.parse().unwrap_or(1)
            }
            _ => return false,
        };
        let rest = chars.as_str();
        let end = rest.find(is_mark).unwrap_or(rest.len());
        let (term, rest) = rest.split_at(end);
        self.position += step;
        self.rest = rest;
        self.token.position = self.position;
        self.token.position_length = 1;
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_round_trip() {
        let mut stream = Stream::default();
        let pushed = [(0, "a"), (0, "b"), (1, "c"), (200, "d"), (200, "e"), (201, "f")];
        for (position, term) in pushed {
            stream.push(position, "", term);
        }
        let mut tokenizer = StreamTokenizer::default();
        let mut terms = tokenizer.token_stream(stream.as_str());
        let mut out = Vec::new();
        while terms.advance() {
            out.push((terms.token().position as u32, terms.token().text.clone()));
        }
        let pushed: Vec<_> = pushed.iter().map(|&(p, t)| (p, t.to_string())).collect();
        assert_eq!(out, pushed);
    }

    #[test]
    fn other_text_gives_no_terms() {
        let mut tokenizer = StreamTokenizer::default();
        assert!(!tokenizer.token_stream("plain text").advance());
        assert!(!tokenizer.token_stream("").advance());
    }
}
