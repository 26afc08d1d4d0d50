//! CoNLL: one token a line in four columns, `TOKEN -X- _ TAG`, with IOB2 tags (Tjong Kim Sang and
//! Buchholz, 2000).
//!
//! A line `-DOCSTART-` with the document id opens each document, a blank line ends each sentence.
//! Tokens are cut where a mention begins or ends, so that no border is moved. IOB2 knows one tag a
//! token: of mentions that overlap the longest is written, and quotations are not.

use std::io::{self, Write};

use super::labels::{Labelled, OVERLAP, QUOTATION, flat, label_of};
use super::{Format, Tokens, Written};
use crate::model::{Mention, Span, StoredDocument, Value};

/// Writes tokens and tags.
pub(super) struct Conll {
    tokens: Tokens,
}

impl Conll {
    /// A writer that takes its tokens from `tokens`.
    pub(super) fn new(tokens: Tokens) -> Self {
        Self { tokens }
    }
}

impl Format for Conll {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let text = &stored.document.text;
        let sentences = (self.tokens)(text);
        let (chosen, mut written) = choose(text, &stored.mentions, &sentences);
        writeln!(out, "-DOCSTART- {} O O\n", one_word(&stored.id))?;
        let mut next = 0;
        let mut open = Open::default();
        for sentence in &sentences {
            let mut wrote = false;
            for &token in sentence {
                while chosen.get(next).is_some_and(|t| t.span.end <= token.start) {
                    next += 1;
                }
                let here = chosen.get(next..).unwrap_or(&[]);
                for piece in cut(token, here) {
                    wrote |= open.write(text, piece, here, out)?;
                }
            }
            if wrote {
                out.write_all(b"\n")?;
            }
        }
        written.mentions = open.mentions;
        Ok(written)
    }
}

fn one_word(id: &str) -> String {
    let id: String = id.chars().filter(|c| !breaks(*c)).collect();
    if id.is_empty() { "-X-".to_string() } else { id }
}

/// The mentions to write, in order, without overlaps: the longest first, then the earliest. Each
/// lies within one sentence. And what is left out.
fn choose(text: &str, mentions: &[Mention], sentences: &[Vec<Span>]) -> (Vec<Labelled>, Written) {
    let borders: Vec<Span> = sentences
        .iter()
        .filter_map(|tokens| Some(Span { start: tokens.first()?.start, end: tokens.last()?.end }))
        .collect();
    let mut written = Written::default();
    let (mut quotes, mut across, mut wanted) = (0, 0, Vec::new());
    for mention in mentions {
        if matches!(mention.value, Value::Quote(_)) {
            quotes += 1;
        } else if mention.span.of(text).trim_matches(breaks).is_empty()
            || !in_one_sentence(mention.span, &borders)
        {
            across += 1;
        } else {
            wanted.push(Labelled { span: mention.span, label: label_of(&mention.value) });
        }
    }
    let all = wanted.len();
    let chosen = flat(wanted);
    written.leave(QUOTATION, quotes);
    written.leave("mentions that reach over the end of a sentence", across);
    written.leave(OVERLAP, all - chosen.len());
    (chosen, written)
}

fn in_one_sentence(span: Span, borders: &[Span]) -> bool {
    let at = borders.partition_point(|b| b.end <= span.start);
    borders.get(at).is_some_and(|b| b.contains(span))
}

/// Cuts a token at the borders of the mentions that follow `here`.
fn cut(token: Span, here: &[Labelled]) -> Vec<Span> {
    let mut borders = vec![token.start];
    for tagged in here.iter().take_while(|t| t.span.start < token.end) {
        for at in [tagged.span.start, tagged.span.end] {
            if at > token.start && at < token.end {
                borders.push(at);
            }
        }
    }
    borders.push(token.end);
    borders.windows(2).filter_map(|w| Some(Span { start: *w.first()?, end: *w.last()? })).collect()
}

/// True for what may stand in no column: white space and control characters.
fn breaks(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Which mention is being written, and how many were.
#[derive(Default)]
struct Open {
    span: Option<Span>,
    mentions: u64,
}

impl Open {
    /// Writes a piece, parted at white space, with its tag. True if anything was written.
    fn write(
        &mut self,
        text: &str,
        piece: Span,
        here: &[Labelled],
        out: &mut dyn Write,
    ) -> io::Result<bool> {
        let tagged =
            here.iter().take_while(|t| t.span.start < piece.end).find(|t| t.span.overlaps(piece));
        let mut wrote = false;
        for part in piece.of(text).split(breaks).filter(|part| !part.is_empty()) {
            match tagged {
                None => writeln!(out, "{part} -X- _ O")?,
                Some(t) if self.span == Some(t.span) => {
                    writeln!(out, "{part} -X- _ I-{}", t.label)?;
                }
                Some(t) => {
                    writeln!(out, "{part} -X- _ B-{}", t.label)?;
                    self.span = Some(t.span);
                    self.mentions += 1;
                }
            }
            wrote = true;
        }
        Ok(wrote)
    }
}
