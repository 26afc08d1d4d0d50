//! Stems and function words, per language, with a cache per thread.

use std::borrow::Cow;
use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::tokenizer::{
    Language, RawTokenizer, Stemmer, StopWordFilter, TextAnalyzer, TokenStream,
};

use super::fold::fold;
use crate::limits::STEM_CACHE_WORDS_MAX;

/// A stemmer (Snowball algorithms), or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stemming {
    /// The word stands as it is.
    None,
    /// By row of [`LANGUAGES`].
    Language(u8),
}

impl Stemming {
    /// A number of its own.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::None => u8::MAX,
            Self::Language(row) => row,
        }
    }
}

/// ISO 639-1 code, script and stemmer.
const LANGUAGES: &[(&str, Script, Language)] = &[
    ("en", Script::Latin, Language::English),
    ("ar", Script::Arabic, Language::Arabic),
    ("da", Script::Latin, Language::Danish),
    ("de", Script::Latin, Language::German),
    ("el", Script::Greek, Language::Greek),
    ("es", Script::Latin, Language::Spanish),
    ("fi", Script::Latin, Language::Finnish),
    ("fr", Script::Latin, Language::French),
    ("hu", Script::Latin, Language::Hungarian),
    ("it", Script::Latin, Language::Italian),
    ("nl", Script::Latin, Language::Dutch),
    ("no", Script::Latin, Language::Norwegian),
    ("nb", Script::Latin, Language::Norwegian),
    ("pt", Script::Latin, Language::Portuguese),
    ("ro", Script::Latin, Language::Romanian),
    ("ru", Script::Cyrillic, Language::Russian),
    ("sv", Script::Latin, Language::Swedish),
    ("ta", Script::Tamil, Language::Tamil),
    ("tr", Script::Latin, Language::Turkish),
];

/// Languages without a stemmer, by the script in which their words would else be stemmed as
/// another's.
const UNSTEMMED: &[(&str, Script)] = &[
    ("uk", Script::Cyrillic),
    ("be", Script::Cyrillic),
    ("bg", Script::Cyrillic),
    ("sr", Script::Cyrillic),
    ("mk", Script::Cyrillic),
    ("kk", Script::Cyrillic),
    ("mn", Script::Cyrillic),
    ("fa", Script::Arabic),
    ("ur", Script::Arabic),
    ("ps", Script::Arabic),
    ("ku", Script::Arabic),
];

/// Scripts whose languages need telling apart here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Latin.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Arabic.
    Arabic,
    /// Tamil.
    Tamil,
    /// Any other.
    Other,
}

impl Script {
    /// The script of a word, by its first letter.
    pub(crate) fn of(word: &str) -> Self {
        match word.chars().next().map_or(0, |c| c as u32) {
            0x41..=0x24F | 0x1E00..=0x1EFF => Self::Latin,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Self::Greek,
            0x400..=0x52F => Self::Cyrillic,
            0x600..=0x6FF | 0x750..=0x77F => Self::Arabic,
            0xB80..=0xBFF => Self::Tamil,
            _ => Self::Other,
        }
    }
}

/// Codes of languages written in other scripts, in whose texts a Latin word is most often English.
fn writes_latin(language: &str) -> bool {
    let other = LANGUAGES.iter().any(|&(code, s, _)| code == language && s != Script::Latin)
        || UNSTEMMED.iter().any(|&(code, _)| code == language)
        || matches!(language, "ko" | "ja" | "zh" | "he" | "hi" | "th" | "ka" | "hy" | "und" | "");
    !other
}

/// How words of a script are stemmed in a text of a language (`und` or empty when unknown).
///
/// The language's own stemmer for its own script; for a word in another script the main language of
/// that script; nothing for languages without a stemmer.
pub(crate) fn stemming(language: &str, script: Script) -> Stemming {
    let row = |wanted: &dyn Fn(&str, Script) -> bool| {
        LANGUAGES
            .iter()
            .position(|&(code, s, _)| wanted(code, s))
            .map_or(Stemming::None, |row| Stemming::Language(row as u8))
    };
    let own = row(&|code, s| code == language && s == script);
    if own != Stemming::None || script == Script::Other {
        return own;
    }
    if UNSTEMMED.contains(&(language, script)) || script == Script::Latin && writes_latin(language)
    {
        return Stemming::None;
    }
    row(&|_, s| s == script)
}

/// What is known of a word in a language.
struct Word {
    /// The folded stem.
    stem: Box<str>,
    /// It is a function word.
    function: bool,
}

/// One language: its tools, made when its first word comes, and the words looked up so far.
#[derive(Default)]
struct Known {
    tools: Option<Tools>,
    words: FxHashMap<Box<str>, Word>,
}

struct Tools {
    stemmer: TextAnalyzer,
    /// Gives nothing for a function word.
    filter: Option<TextAnalyzer>,
    /// Further function words.
    function_words: FxHashSet<&'static str>,
}

thread_local! {
    static CACHE: RefCell<Vec<Known>> = RefCell::new(LANGUAGES.iter().map(|_| Known::default()).collect());
}

/// The folded stem of a lower-cased word.
pub(crate) fn stem(how: Stemming, lower: &str) -> Cow<'_, str> {
    look_up(how, lower, |word| word.map(|word| word.stem.to_string()))
        .map_or_else(|| fold(lower), Cow::Owned)
}

/// English function words beyond the engine's short list: pronouns, auxiliaries, question words,
/// prepositions and conjunctions. They carry no topic of their own.
const ENGLISH_FUNCTION_WORDS: &str = include_str!("function_words_en.txt");

/// True if a lower-cased word is a function word of one of the languages.
pub(crate) fn is_stop_word(languages: &[Stemming], lower: &str) -> bool {
    languages.iter().any(|&how| is_function_word(how, lower))
}

/// True if a lower-cased word is a function word of the language. Such a word has no other forms:
/// it is indexed as it is, and under no stem.
pub(crate) fn is_function_word(how: Stemming, lower: &str) -> bool {
    look_up(how, lower, |word| word.is_some_and(|word| word.function))
}

/// Calls `each` with the stem of a lower-cased word, unless it is a function word.
pub(super) fn with_stem(how: Stemming, lower: &str, each: impl FnOnce(&str)) {
    look_up(how, lower, |word| match word {
        Some(word) if word.function => {}
        Some(word) => each(&word.stem),
        None => each(&fold(lower)),
    });
}

/// Hands `found` what is known of a word; nothing where words have no stems.
fn look_up<R>(how: Stemming, lower: &str, found: impl FnOnce(Option<&Word>) -> R) -> R {
    let Stemming::Language(row) = how else { return found(None) };
    CACHE.with_borrow_mut(|cache| {
        let (Some(known), Some(&language)) =
            (cache.get_mut(usize::from(row)), LANGUAGES.get(usize::from(row)))
        else {
            return found(None);
        };
        if let Some(word) = known.words.get(lower) {
            return found(Some(word));
        }
        let word = known.tools.get_or_insert_with(|| Tools::of(language)).read(lower);
        if known.words.len() >= STEM_CACHE_WORDS_MAX {
            known.words.clear();
        }
        found(Some(known.words.entry(lower.into()).or_insert(word)))
    })
}

impl Tools {
    fn of((code, _, language): (&str, Script, Language)) -> Self {
        let analyzer = || TextAnalyzer::builder(RawTokenizer::default());
        let more = if code == "en" { ENGLISH_FUNCTION_WORDS } else { "" };
        Self {
            stemmer: analyzer().filter(Stemmer::new(language)).build(),
            filter: StopWordFilter::new(language).map(|filter| analyzer().filter(filter).build()),
            function_words: more.lines().collect(),
        }
    }

    fn read(&mut self, lower: &str) -> Word {
        let mut stream = self.stemmer.token_stream(lower);
        let stem = if stream.advance() { stream.token().text.as_str() } else { lower };
        let stem = fold(if stem.is_empty() { lower } else { stem }).into();
        let filtered =
            self.filter.as_mut().is_some_and(|filter| !filter.token_stream(lower).advance());
        Word { stem, function: filtered || self.function_words.contains(lower) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_the_text_picks_the_stemmer() {
        let of =
            |language, word: &str| stem(stemming(language, Script::of(word)), word).into_owned();
        assert_eq!(of("en", "missiles"), "missil");
        assert_eq!(of("und", "missiles"), "missil");
        assert_eq!(of("ko", "missiles"), "missil");
        assert_eq!(of("vi", "missiles"), "missiles");
        assert_eq!(of("ru", "ракеты"), of("ru", "ракета"));
        assert_eq!(of("uk", "ракети"), "ракети");
        assert_eq!(of("es", "operación"), of("es", "operaciones"));
    }

    #[test]
    fn function_words_are_known() {
        let english = [stemming("en", Script::Latin)];
        assert!(is_stop_word(&english, "the") && is_stop_word(&english, "which"));
        assert!(!is_stop_word(&english, "missile"));
    }
}
