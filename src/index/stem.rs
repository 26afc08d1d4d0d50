//! Stems and function words, per language, with a cache per thread.

use std::borrow::Cow;
use std::cell::RefCell;

use rustc_hash::FxHashMap;
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

struct Cache {
    analyzers: Vec<Option<TextAnalyzer>>,
    stems: FxHashMap<(u8, String), String>,
    /// Whether a word is a function word.
    function_words: FxHashMap<(u8, String), bool>,
}

thread_local! {
    static CACHE: RefCell<Cache> =
        RefCell::new(Cache {
            analyzers: Vec::new(),
            stems: FxHashMap::default(),
            function_words: FxHashMap::default(),
        });
}

/// The folded stem of a lower-cased word.
pub(crate) fn stem(how: Stemming, lower: &str) -> Cow<'_, str> {
    let Stemming::Language(row) = how else { return fold(lower) };
    CACHE.with_borrow_mut(|cache| {
        let key = (row, lower.to_string());
        if let Some(stem) = cache.stems.get(&key) {
            return Cow::Owned(stem.clone());
        }
        let stem = cache.compute(row, lower);
        if cache.stems.len() >= STEM_CACHE_WORDS_MAX {
            cache.stems.clear();
        }
        cache.stems.insert(key, stem.clone());
        Cow::Owned(stem)
    })
}

impl Cache {
    fn compute(&mut self, row: u8, lower: &str) -> String {
        let row = usize::from(row);
        if self.analyzers.len() <= row {
            self.analyzers.resize_with(row + 1, || None);
        }
        let (Some(slot), Some(&(_, _, language))) =
            (self.analyzers.get_mut(row), LANGUAGES.get(row))
        else {
            return fold(lower).into_owned();
        };
        let analyzer = slot.get_or_insert_with(|| {
            TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(language)).build()
        });
        let mut stream = analyzer.token_stream(lower);
        let stem = if stream.advance() { stream.token().text.as_str() } else { lower };
        fold(if stem.is_empty() { lower } else { stem }).into_owned()
    }
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
    let Stemming::Language(row) = how else { return false };
    CACHE.with_borrow_mut(|cache| {
        let key = (row, lower.to_string());
        if let Some(&known) = cache.function_words.get(&key) {
            return known;
        }
        let is = looks_up_function_word(row, lower);
        if cache.function_words.len() >= STEM_CACHE_WORDS_MAX {
            cache.function_words.clear();
        }
        cache.function_words.insert(key, is);
        is
    })
}

fn looks_up_function_word(row: u8, lower: &str) -> bool {
    let Some(&(code, _, language)) = LANGUAGES.get(usize::from(row)) else { return false };
    if code == "en" && ENGLISH_FUNCTION_WORDS.lines().any(|word| word == lower) {
        return true;
    }
    let Some(filter) = StopWordFilter::new(language) else { return false };
    let mut analyzer = TextAnalyzer::builder(RawTokenizer::default()).filter(filter).build();
    !analyzer.token_stream(lower).advance()
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
