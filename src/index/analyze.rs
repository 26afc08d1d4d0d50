//! Text → terms with positions. The same code serves the index, the query and the highlighter.
//!
//! A position is one word, number or Han/Kana character; punctuation and symbols have none. At each
//! position stand the folded word, and, where it is neither a number nor a function word, its stem
//! (for Hangul the word without particle and its bigrams, for Han and Kana the bigram with the next
//! character). Tags stand at the first position they cover, a mark at the last.

use std::borrow::Cow;

use super::fold::fold;
use super::hangul::{bigrams, is_hangul_word, strip_particle};
use super::stem::{Script, Stemming, is_function_word, stem, stemming, with_stem};
use super::tags::{END_MARK, PARAGRAPH_MARK, QUOTE_END_MARK, SENTENCE_MARK, tag_terms};
use crate::limits::TERM_BYTES_MAX;
use crate::model::{Mention, Span, Value};
use crate::text::{Class, Layer};

/// Where terms go. Positions of words and stems never fall; those of tags are sorted too.
pub(crate) trait Sink {
    /// A folded word that stands at `span` of the text.
    fn word(&mut self, position: u32, span: Span, term: &str);
    /// A stem or bigram of the word at `position`.
    fn stem(&mut self, position: u32, term: &str);
    /// A tag or mark; `span` is the whole mention.
    fn tag(&mut self, position: u32, span: Span, term: &str);
    /// Takes a word by what was [learnt](Self::learn) of it; false if nothing was. `key` stands for
    /// the word and how it is stemmed.
    fn recall(&mut self, _key: u128) -> bool {
        false
    }
    /// The last word and its stems are what becomes of every word of this key.
    fn learn(&mut self, _key: u128) {}
}

/// Analyses a text from position `base` on; returns the position after the last.
pub(crate) fn analyze(
    text: &str,
    language: &str,
    mentions: &[Mention],
    base: u32,
    sink: &mut impl Sink,
) -> u32 {
    let layer = Layer::new(text);
    let mut stemmers = Stemmers { language, known: Vec::new() };
    let mut positions = Vec::with_capacity(layer.len());
    let mut next = base;
    for index in 0..layer.len() {
        positions.push(next);
        if emit(&layer, index, next, &mut stemmers, sink) {
            next += 1;
        }
    }
    emit_tags(&layer, &positions, next, mentions, sink);
    next
}

/// Stemmer per script, looked up once a text.
struct Stemmers<'l> {
    language: &'l str,
    known: Vec<(Script, Stemming)>,
}

impl Stemmers<'_> {
    fn of(&mut self, word: &str) -> Stemming {
        let script = Script::of(word);
        if let Some(&(_, how)) = self.known.iter().find(|&&(s, _)| s == script) {
            return how;
        }
        let how = stemming(self.language, script);
        self.known.push((script, how));
        how
    }
}

/// Emits the terms of one token; false if it has none and so takes no position.
fn emit(
    layer: &Layer<'_>,
    index: usize,
    position: u32,
    stemmers: &mut Stemmers<'_>,
    sink: &mut impl Sink,
) -> bool {
    let Some(token) = layer.get(index) else { return false };
    let lower = layer.lower(index);
    match token.class {
        Class::Punct | Class::Symbol => return false,
        Class::Number => {
            let form = number_form(lower);
            sink.word(position, token.span, &form);
        }
        Class::Ideograph => {
            sink.word(position, token.span, lower);
            let next = layer.get(index + 1);
            if next.is_some_and(|n| n.class == Class::Ideograph && !n.spaced) {
                sink.stem(position, &format!("{lower}{}", layer.lower(index + 1)));
            }
        }
        Class::Word => {
            if is_possessive(layer, index) {
                return false;
            }
            let lower = cut(lower);
            let how = stemmers.of(lower);
            let key = layer.packed(index).map(|word| word | u128::from(how.number()) << 120);
            if key.is_some_and(|key| sink.recall(key)) {
                return true;
            }
            let form = word_form(lower);
            if form.is_empty() {
                return false;
            }
            sink.word(position, token.span, &form);
            if is_hangul_word(&form) {
                emit_hangul(&form, position, sink);
            } else {
                emit_stems(lower, &form, position, how, sink);
            }
            if let Some(key) = key {
                sink.learn(key);
            }
        }
    }
    true
}

/// Emits the stem of a word, which stands in the text as `lower` and is indexed as `form`.
fn emit_stems(lower: &str, form: &str, position: u32, how: Stemming, sink: &mut dyn Sink) {
    let abbreviated = lower.contains('.');
    with_stem(how, lower, |stem| {
        sink.stem(position, if abbreviated && form.len() != lower.len() { form } else { stem });
    });
    // Who types no accents asks for the stem of the word without them.
    if form != lower && !abbreviated && !is_function_word(how, lower) {
        let (accented, bare) = (stem(how, lower), stem(how, form));
        if bare != accented {
            sink.stem(position, &bare);
        }
    }
}

fn emit_hangul(word: &str, position: u32, sink: &mut dyn Sink) {
    let stem = strip_particle(word);
    if stem.chars().count() != 2 {
        sink.stem(position, stem);
    }
    for pair in bigrams(word) {
        sink.stem(position, pair);
    }
}

/// The `s` of `Korea's`: not a word of its own.
pub(crate) fn is_possessive(layer: &Layer<'_>, index: usize) -> bool {
    let Some(mark) = index.checked_sub(1) else { return false };
    layer.lower(index) == "s"
        && matches!(layer.surface(mark), "'" | "’" | "ʼ")
        && layer.get(index).is_some_and(|t| !t.spaced)
        && layer.get(mark).is_some_and(|t| !t.spaced)
        && mark.checked_sub(1).is_some_and(|w| layer.class(w) == Some(Class::Word))
}

/// The indexed form of a lower-cased word: folded, without the stops of an abbreviation, cut to a
/// length.
pub(crate) fn word_form(lower: &str) -> Cow<'_, str> {
    let lower = cut(lower);
    if lower.contains('.') {
        return Cow::Owned(fold(&lower.replace('.', "")).into_owned());
    }
    fold(lower)
}

/// The indexed form of a number: group separators off, the decimal sign a full stop.
pub(crate) fn number_form(lower: &str) -> Cow<'_, str> {
    let lower = cut(lower);
    if lower.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return Cow::Borrowed(lower);
    }
    let folded = fold(lower);
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded.as_ref();
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or("");
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        match c {
            '0'..='9' | '.' => out.push(c),
            ',' | '٬' | '٫' | '，' if digits != 3 => out.push('.'),
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// The part of a very long word that is indexed.
fn cut(lower: &str) -> &str {
    if lower.len() <= TERM_BYTES_MAX {
        return lower;
    }
    let end = (0..=TERM_BYTES_MAX).rev().find(|&at| lower.is_char_boundary(at)).unwrap_or(0);
    lower.get(..end).unwrap_or("")
}

fn emit_tags(
    layer: &Layer<'_>,
    positions: &[u32],
    next: u32,
    mentions: &[Mention],
    sink: &mut dyn Sink,
) {
    let position_of = |token: usize| positions.get(token).copied().unwrap_or(next);
    let mut tags: Vec<(u32, Span, String)> = Vec::new();
    let mut last_paragraph = None;
    for &(from, to) in &layer.sentences {
        let (first, after) = (position_of(from as usize), position_of(to as usize));
        if first == after {
            continue;
        }
        let span = layer.span(from as usize, to as usize);
        tags.push((first, span, SENTENCE_MARK.to_string()));
        if last_paragraph.is_none() || opens_paragraph(layer, from as usize) {
            last_paragraph = Some(first);
            tags.push((first, span, PARAGRAPH_MARK.to_string()));
        }
    }
    for mention in mentions {
        let from = layer.token_at(mention.span.start as usize);
        let to = layer.token_at((mention.span.end as usize).saturating_sub(1));
        let (first, after) = (position_of(from), position_of(to + 1));
        if first == after {
            continue;
        }
        tag_terms(mention, mention.span.of(layer.text), &mut |term| {
            tags.push((first, mention.span, term.to_string()));
        });
        let is_quote = matches!(mention.value, Value::Quote(_));
        let end = if is_quote { QUOTE_END_MARK } else { END_MARK };
        tags.push((after - 1, mention.span, end.to_string()));
    }
    tags.sort();
    tags.dedup_by(|a, b| a.0 == b.0 && a.2 == b.2);
    for (position, span, term) in &tags {
        sink.tag(*position, *span, term);
    }
}

/// A blank line stands before the token.
fn opens_paragraph(layer: &Layer<'_>, index: usize) -> bool {
    let (Some(token), Some(before)) =
        (layer.get(index), index.checked_sub(1).and_then(|i| layer.get(i)))
    else {
        return true;
    };
    let gap = layer.text.get(before.span.end as usize..token.span.start as usize).unwrap_or("");
    gap.bytes().filter(|&b| b == b'\n').count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Seen {
        words: Vec<String>,
        stems: Vec<(u32, String)>,
        tags: Vec<(u32, String)>,
    }

    impl Sink for Seen {
        fn word(&mut self, position: u32, _: Span, term: &str) {
            assert_eq!(position as usize, self.words.len());
            self.words.push(term.to_string());
        }
        fn stem(&mut self, position: u32, term: &str) {
            self.stems.push((position, term.to_string()));
        }
        fn tag(&mut self, position: u32, _: Span, term: &str) {
            self.tags.push((position, term.to_string()));
        }
    }

    fn seen(text: &str, language: &str) -> Seen {
        let mut seen = Seen::default();
        analyze(text, language, &[], 0, &mut seen);
        seen
    }

    #[test]
    fn words_are_folded_and_punctuation_has_no_position() {
        let seen = seen("The U.S., Korea’s COVID-19: 1,000.50 (3,5) café", "en");
        assert_eq!(seen.words, ["the", "us", "korea", "covid", "19", "1000.50", "3.5", "cafe"]);
        assert!(seen.stems.contains(&(1, "us".to_string())));
    }

    #[test]
    fn east_asian_text_gives_bigrams() {
        let chinese = seen("发射导弹。", "zh");
        let stems: Vec<_> = chinese.stems.iter().map(|(p, s)| (*p, s.as_str())).collect();
        assert_eq!(stems, [(0, "发射"), (1, "射导"), (2, "导弹")]);
        let korean = seen("미사일을 발사", "ko");
        let stems: Vec<_> = korean.stems.iter().map(|(p, s)| (*p, s.as_str())).collect();
        assert_eq!(stems, [(0, "미사일"), (0, "미사"), (0, "사일"), (0, "일을"), (1, "발사")]);
    }

    #[test]
    fn sentences_and_paragraphs_are_marked() {
        let seen = seen("It rose. It fell.\n\nNew text.", "en");
        let tags: Vec<_> = seen.tags.iter().map(|(p, t)| (*p, t.as_str())).collect();
        assert_eq!(tags, [(0, ".p"), (0, ".s"), (2, ".s"), (4, ".p"), (4, ".s")]);
    }

    #[test]
    fn endless_words_are_cut() {
        let word = "é".repeat(10_000);
        assert!(seen(&word, "en").words.first().is_some_and(|w| w.len() <= TERM_BYTES_MAX));
    }
}
