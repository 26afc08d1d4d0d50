//! Text → terms with positions. The same code serves the index, the query and the highlighter.
//!
//! A position is one word, number or Han/Kana character; punctuation and symbols have none. At each
//! position stand the folded word, and, where it is neither a number nor a function word, its stem
//! (for Hangul the word without particle and its bigrams, for Han and Kana the bigram with the next
//! character). Tags stand at the first position they cover, a mark at the last.

use std::borrow::Cow;
use std::ops::Range;

use super::fold::fold;
use super::hangul::{bigrams, is_hangul_word, strip_particle};
use super::stem::{Script, Stemming, is_function_word, stem, stemming, with_stem};
use super::tags::{
    Covered, END_MARK, NO_STEM, PARAGRAPH_MARK, QUOTE_END_MARK, SENTENCE_MARK, tag_terms,
};
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
    emit_tags(&layer, &positions, next, mentions, &mut stemmers, sink);
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
    with_main_stem(lower, form, how, |stem| sink.stem(position, stem));
    let abbreviated = lower.contains('.');
    // Who types no accents asks for the stem of the word without them.
    if form != lower && !abbreviated && !is_function_word(how, lower) {
        let (accented, bare) = (stem(how, lower), stem(how, form));
        if bare != accented {
            sink.stem(position, &bare);
        }
    }
}

/// The stem of a word under which it is found first of all; none for function words.
fn with_main_stem(lower: &str, form: &str, how: Stemming, found: impl FnOnce(&str)) {
    let is_abbreviation = lower.contains('.') && form.len() != lower.len();
    with_stem(how, lower, |stem| found(if is_abbreviation { form } else { stem }));
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
    stemmers: &mut Stemmers<'_>,
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
    let places: Vec<Place<'_>> = mentions
        .iter()
        .filter_map(|mention| {
            let from = layer.token_at(mention.span.start as usize);
            let to = layer.token_at((mention.span.end as usize).saturating_sub(1)) + 1;
            let (first, after) = (position_of(from), position_of(to));
            (first < after).then(|| Place { mention, from, to, first, last: after - 1 })
        })
        .collect();
    let mut ends: Vec<u32> = places.iter().filter(|p| !p.is_quote()).map(|p| p.last).collect();
    ends.sort_unstable();
    let (mut words, mut stems) = (String::new(), String::new());
    for place in &places {
        let span = place.mention.span;
        words.clear();
        stems.clear();
        // Another mention that ends inside would be taken for this one's end.
        if ends.get(ends.partition_point(|&end| end < place.first)) == Some(&place.last) {
            let tokens = place.from..place.to;
            match place.mention.value {
                Value::Entity(_) => push_words(layer, tokens, &mut words),
                Value::Quantity(_) => push_stems(layer, tokens, stemmers, &mut stems),
                _ => {}
            }
        }
        let covered = Covered { words: &words, stems: &stems };
        tag_terms(place.mention, span.of(layer.text), covered, &mut |term| {
            tags.push((place.first, span, term.to_string()));
        });
        let end = if place.is_quote() { QUOTE_END_MARK } else { END_MARK };
        tags.push((place.last, span, end.to_string()));
    }
    tags.sort();
    tags.dedup_by(|a, b| a.0 == b.0 && a.2 == b.2);
    for (position, span, term) in &tags {
        sink.tag(*position, *span, term);
    }
}

/// Where a mention stands: its tokens, its first and its last position.
struct Place<'m> {
    mention: &'m Mention,
    from: usize,
    to: usize,
    first: u32,
    last: u32,
}

impl Place<'_> {
    fn is_quote(&self) -> bool {
        matches!(self.mention.value, Value::Quote(_))
    }
}

/// The words of tokens as [`emit`] gives them, one space between.
pub(super) fn push_words(layer: &Layer<'_>, tokens: Range<usize>, out: &mut String) {
    for index in tokens {
        let Some(form) = word_of(layer, index) else { continue };
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&form);
    }
}

/// The stems of tokens as [`emit`] gives them, one space between.
fn push_stems(
    layer: &Layer<'_>,
    tokens: Range<usize>,
    stemmers: &mut Stemmers<'_>,
    out: &mut String,
) {
    for index in tokens {
        let Some(form) = word_of(layer, index) else { continue };
        if !out.is_empty() {
            out.push(' ');
        }
        let before = out.len();
        if layer.class(index) == Some(Class::Word) && !is_hangul_word(&form) {
            let lower = cut(layer.lower(index));
            with_main_stem(lower, &form, stemmers.of(lower), |stem| out.push_str(stem));
        }
        if out.len() == before {
            out.push_str(NO_STEM);
        }
    }
}

/// The word of one token; `None` if it has none and so takes no position.
fn word_of<'l>(layer: &'l Layer<'_>, index: usize) -> Option<Cow<'l, str>> {
    let lower = layer.lower(index);
    match layer.class(index)? {
        Class::Punct | Class::Symbol => None,
        Class::Number => Some(number_form(lower)),
        Class::Ideograph => Some(Cow::Borrowed(lower)),
        Class::Word => {
            Some(word_form(lower)).filter(|form| !form.is_empty() && !is_possessive(layer, index))
        }
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
    use crate::model::{EntityTag, Label};

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
    fn a_name_with_another_inside_keeps_its_term() {
        let named = |end, label, canonical: &str| Mention {
            span: Span::new(0, end),
            value: Value::Entity(EntityTag {
                label,
                canonical: canonical.to_string(),
                entity: None,
                metonym: None,
                candidates: Vec::new(),
                confidence: 1.0,
            }),
        };
        let mentions = [named(5, Label::Gpe, "Korea"), named(11, Label::Org, "Korea Times")];
        let mut seen = Seen::default();
        analyze("Korea Times wrote", "en", &mentions, 0, &mut seen);
        let tags: Vec<_> = seen.tags.iter().map(|(p, t)| (*p, t.as_str())).collect();
        let wanted = [(0, "place"), (0, "org"), (0, "entity:korea times")];
        assert!(wanted.iter().all(|tag| tags.contains(tag)), "{tags:?}");
        assert!(!tags.contains(&(0, "entity:korea")), "{tags:?}");
    }

    /// Names and units are left out where these are the same.
    #[test]
    fn covered_words_and_stems_are_those_of_the_index() {
        for (text, language) in [
            ("The U.S., Korea’s COVID-19: 1,000.50 of TF1's (3,5) cafés, O’Brien", "en"),
            ("朝鲜周五发射了2枚导弹。", "zh"),
            ("북한은 U.S. 미사일을 3발 발사", "ko"),
            ("Les Élysées et l’opération", "fr"),
        ] {
            let (seen, layer) = (seen(text, language), Layer::new(text));
            let mut words = String::new();
            push_words(&layer, 0..layer.len(), &mut words);
            assert_eq!(words, seen.words.join(" "));
            let mut stems = String::new();
            let mut stemmers = Stemmers { language, known: Vec::new() };
            push_stems(&layer, 0..layer.len(), &mut stemmers, &mut stems);
            for (position, stem) in (0..).zip(stems.split(' ')).filter(|(_, s)| *s != NO_STEM) {
                assert!(seen.stems.contains(&(position, stem.to_string())), "{text}: {stem}");
            }
        }
    }

    #[test]
    fn endless_words_are_cut() {
        let word = "é".repeat(10_000);
        assert!(seen(&word, "en").words.first().is_some_and(|w| w.len() <= TERM_BYTES_MAX));
    }
}
