//! Words and phrases of each language, read once from tables, and the pass that finds them in a
//! text.

use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use super::term::{self, Opens, Term};
use crate::model::Span;
use crate::text::{Class, Layer, WordFilter, hash_of};

/// The tables, one a language; a row is `kind<TAB>value<TAB>form|form|…`.
const TABLES: &[(&str, &str)] = &[
    ("en", include_str!("data/en.tsv")),
    ("de", include_str!("data/de.tsv")),
    ("es", include_str!("data/es.tsv")),
    ("fr", include_str!("data/fr.tsv")),
    ("ru", include_str!("data/ru.tsv")),
    ("zh", include_str!("data/zh.tsv")),
    ("ko", include_str!("data/ko.tsv")),
    ("ar", include_str!("data/ar.tsv")),
];

/// Languages whose words cannot be taken for words of a Latin-script language: they serve texts of
/// unknown language.
const SCRIPT_BOUND: &[&str] = &["ru", "zh", "ko", "ar"];

/// A phrase of the table.
#[derive(Debug)]
struct Phrase {
    rest: Vec<String>,
    /// Hash of the first of the rest.
    next: u32,
    terms: Vec<Term>,
    /// What an expression may have it for.
    opens: Opens,
    /// It may go on with a number before it.
    follows: bool,
    /// The form is another common word too: 1 unless capitalised ("march", "sun"), 2 even then
    /// ("may").
    shy: u8,
}

/// All phrases of a language by their first word.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    phrases: FxHashMap<String, Vec<Phrase>>,
    /// The first words.
    keys: WordFilter,
    /// Particles that stick to the end of a word, longest first.
    endings: Vec<String>,
    /// Particles that stick to the start of a word, longest first.
    openings: Vec<String>,
}

/// One word, phrase or number of the text with its meanings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexeme {
    /// Where.
    pub(super) span: Span,
    /// First token.
    pub(super) token: u32,
    /// Number of tokens.
    pub(super) tokens: u32,
    /// Meanings; empty for a word the table does not know.
    pub(super) terms: &'static [Term],
    /// Whether an expression may begin with it.
    pub(super) opens: Opens,
    /// Whether it may go on with a number before it.
    pub(super) follows: bool,
    /// The token is written in digits.
    pub(super) number: bool,
    /// White space stands before it.
    pub(super) spaced: bool,
    /// How much the word needs a capital or a date beside it: 0 to 2.
    pub(super) shy: u8,
}

/// The lexicons that were asked for, in the order of the tables; the first serves texts of unknown
/// language.
static LEXICONS: LazyLock<Vec<OnceLock<Lexicon>>> =
    LazyLock::new(|| (0..=TABLES.len()).map(|_| OnceLock::new()).collect());

/// The lexicon of a language: English and the languages of other scripts where there is none.
pub(super) fn of(language: &str) -> &'static Lexicon {
    static NONE: OnceLock<Lexicon> = OnceLock::new();
    let wanted = language.split(['-', '_']).next().unwrap_or("");
    let known = TABLES.iter().position(|(name, _)| *name == wanted);
    let cell = LEXICONS.get(known.map_or(0, |at| at + 1)).unwrap_or(&NONE);
    cell.get_or_init(|| {
        let wanted = |name: &str| match known {
            Some(_) => name == wanted,
            None => name == "en" || SCRIPT_BOUND.contains(&name),
        };
        let tables: Vec<&str> =
            TABLES.iter().filter(|(name, _)| wanted(name)).map(|(_, table)| *table).collect();
        build(&tables)
    })
}

fn build(tables: &[&str]) -> Lexicon {
    let mut lexicon = Lexicon::default();
    for line in tables.iter().flat_map(|t| t.lines()) {
        let mut cells = line.split('\t');
        let (Some(kind), Some(value), Some(forms)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        match kind {
            "ending" => lexicon.endings.extend(forms.split('|').map(str::to_string)),
            "opening" => lexicon.openings.extend(forms.split('|').map(str::to_string)),
            _ => {
                if let Some(term) = term::parse(kind, value) {
                    forms.split('|').for_each(|form| lexicon.add(form, term));
                }
            }
        }
    }
    for list in lexicon.phrases.values_mut() {
        list.sort_by_key(|p| usize::MAX - p.rest.len());
        for phrase in list {
            phrase.opens = term::opens(&phrase.terms);
            phrase.follows = term::follows_number(&phrase.terms);
        }
    }
    lexicon.endings.sort_by_key(|e| usize::MAX - e.len());
    lexicon.openings.sort_by_key(|e| usize::MAX - e.len());
    lexicon
}

impl Lexicon {
    fn add(&mut self, form: &str, term: Term) {
        let shy = form.bytes().take_while(|&b| b == b'~').count() as u8;
        let form = form.trim_start_matches('~');
        let layer = Layer::new(form);
        let mut words = (0..layer.len()).map(|i| layer.lower(i).to_string());
        let Some(first) = words.next() else { return };
        let rest: Vec<String> = words.collect();
        self.keys.add(&first);
        let list = self.phrases.entry(first).or_default();
        if let Some(phrase) = list.iter_mut().find(|p| p.rest == rest) {
            phrase.terms.push(term);
            phrase.shy = phrase.shy.max(shy);
        } else {
            let next = rest.first().map_or(0, |word| hash_of(word));
            list.push(Phrase {
                rest,
                next,
                terms: vec![term],
                opens: Opens::No,
                follows: true,
                shy,
            });
        }
    }

    /// The longest phrase that begins at token `at`.
    fn longest(&self, layer: &Layer<'_>, at: usize, word: &str) -> Option<&Phrase> {
        if !self.keys.may_have(layer.hash(at)) {
            return None;
        }
        let next = layer.hash(at + 1);
        let fits = |p: &&Phrase| p.rest.is_empty() || p.next == next;
        self.phrases.get(word)?.iter().filter(fits).find(|phrase| {
            phrase.rest.iter().enumerate().all(|(n, w)| {
                layer.lower(at + n + 1) == w
                    && layer.get(at + n + 1).is_some_and(|t| !breaks(layer, t.span.start, at + n))
            })
        })
    }

    /// A single word with a particle cut off: the phrase and the bytes cut at the start and at the
    /// end.
    fn inflected(&self, word: &str) -> Option<(&Phrase, usize, usize)> {
        let single = |w: &str| self.phrases.get(w)?.iter().find(|p| p.rest.is_empty());
        self.endings
            .iter()
            .filter_map(|e| word.strip_suffix(e.as_str()).map(|stem| (stem, 0, e.len())))
            .chain(
                self.openings
                    .iter()
                    .filter_map(|o| word.strip_prefix(o.as_str()).map(|stem| (stem, o.len(), 0))),
            )
            .filter(|(stem, _, _)| !stem.is_empty())
            .find_map(|(stem, a, b)| single(stem).map(|p| (p, a, b)))
    }
}

/// A blank line stands between token `before` and byte `start`: no phrase goes over it.
fn breaks(layer: &Layer<'_>, start: u32, before: usize) -> bool {
    layer.get(before).is_some_and(|t| {
        let gap = layer.text.get(t.span.end as usize..start as usize).unwrap_or("");
        gap.bytes().filter(|&b| b == b'\n').count() > 1
    })
}

/// Reads the tokens once and gives the lexemes.
pub(super) fn read(layer: &Layer<'_>, lexicon: &'static Lexicon) -> Vec<Lexeme> {
    let mut out = Vec::with_capacity(layer.len());
    let mut at = 0;
    while let Some(token) = layer.get(at) {
        let word = layer.lower(at);
        let mut lexeme = Lexeme {
            span: token.span,
            token: at as u32,
            tokens: 1,
            terms: &[],
            opens: if token.class == Class::Number { Opens::Counting } else { Opens::No },
            follows: token.class == Class::Number,
            number: token.class == Class::Number,
            spaced: token.spaced,
            shy: 0,
        };
        if let Some(phrase) = lexicon.longest(layer, at, word) {
            lexeme.terms = &phrase.terms;
            lexeme.opens = lexeme.opens.max(phrase.opens);
            lexeme.follows |= phrase.follows;
            lexeme.tokens = phrase.rest.len() as u32 + 1;
            lexeme.span = layer.span(at, at + lexeme.tokens as usize);
            lexeme.shy = phrase.shy;
        } else if token.class == Class::Word
            && let Some((phrase, a, b)) = lexicon.inflected(word)
            // The cut is exact only where folding kept the byte lengths.
            && word.len() == token.span.len()
        {
            lexeme.terms = &phrase.terms;
            lexeme.opens = phrase.opens;
            lexeme.follows = phrase.follows;
            lexeme.span =
                Span { start: token.span.start + a as u32, end: token.span.end - b as u32 };
        }
        at += lexeme.tokens as usize;
        out.push(lexeme);
    }
    out
}
