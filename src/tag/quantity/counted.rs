//! Counted nouns of languages other than English: what is counted, under its English name where
//! `data/counted.tsv` has one.

use std::sync::{LazyLock, OnceLock};

use rust_decimal::Decimal;

use super::{Found, Tagger, bounds, is_year};
use crate::model::{Modifier, QuantityType};
use crate::tag::Layer;
use crate::tag::number::phrases::{Phrases, rows};
use crate::tag::number::{Number, NumberKind};
use crate::text::Class;

const TABLE: &str = include_str!("data/counted.tsv");
const LANGUAGES: &[&str] = &["es", "fr", "de", "ru", "zh", "ko", "ar"];
/// Most adjectives between a number and its noun.
const ADJECTIVES_MAX: usize = 2;
/// Most characters between a Chinese classifier and its noun.
const CHINESE_GAP_MAX: usize = 5;
/// Longest particle after a Korean classifier. Characters.
const PARTICLE_MAX: usize = 4;

/// The words of one language.
#[derive(Debug)]
pub(super) struct Words {
    language: &'static str,
    nouns: Phrases<&'static str>,
    /// With the unit, where a classifier tells one by itself.
    classifiers: Phrases<Option<&'static str>>,
    adjectives: Phrases<()>,
    stop: Phrases<()>,
    numbered: Phrases<()>,
}

/// A noun found: index past it, byte past it, what it is.
struct Noun {
    end: usize,
    end_byte: u32,
    unit: String,
    /// From the table, not by its ending.
    known: bool,
    modifier: Option<Modifier>,
}

/// The words of a language, if the table has it.
pub(super) fn words(language: &str) -> Option<&'static Words> {
    static TABLES: LazyLock<Vec<OnceLock<Words>>> =
        LazyLock::new(|| LANGUAGES.iter().map(|_| OnceLock::new()).collect());
    let at = LANGUAGES.iter().position(|l| *l == language)?;
    let code = LANGUAGES.get(at).copied()?;
    Some(TABLES.get(at)?.get_or_init(|| Words::read(code)))
}

impl Words {
    fn read(language: &'static str) -> Self {
        let mut out = Self {
            language,
            nouns: Phrases::forward(),
            classifiers: Phrases::forward(),
            adjectives: Phrases::forward(),
            stop: Phrases::forward(),
            numbered: Phrases::forward(),
        };
        for row in rows(TABLE) {
            let &[unit, forms] = row.as_slice() else { continue };
            let own = forms.split(';').find_map(|part| {
                part.split_once(':').filter(|(code, _)| *code == language).map(|(_, list)| list)
            });
            for word in own.unwrap_or("").split('|').filter(|w| !w.is_empty()) {
                match unit {
                    "classifier" => match word.split_once('=') {
                        Some((word, unit)) => out.classifiers.insert(word, Some(unit)),
                        None => out.classifiers.insert(word, None),
                    },
                    "adjective" => out.adjectives.insert(word, ()),
                    "stop" => out.stop.insert(word, ()),
                    "numbered" => out.numbered.insert(word, ()),
                    _ => out.nouns.insert(word, unit),
                }
            }
        }
        out
    }

    /// A noun that is not in the table, by the way it is written: German nouns by their capital,
    /// Spanish and French plurals by their `s`, Russian ones by their case.
    fn by_ending(&self, layer: &Layer<'_>, index: usize) -> Option<String> {
        let (surface, word) = (layer.surface(index), layer.lower(index));
        let small = surface.chars().all(char::is_lowercase);
        let long = word.chars().count() > 3;
        if layer.class(index) != Some(Class::Word)
            || !long
            || self.stop.find(layer, index).is_some()
        {
            return None;
        }
        match self.language {
            "es" if small && word.ends_with('s') => Some(spanish_singular(word)),
            "fr" if small && word.ends_with('s') => word.strip_suffix('s').map(str::to_string),
            "de" => {
                let mut letters = surface.chars();
                let noun = letters.next().is_some_and(char::is_uppercase)
                    && letters.all(char::is_lowercase);
                noun.then(|| word.to_string())
            }
            "ru" if small && (word.ends_with("ов") || word.ends_with("ев")) => {
                Some(word.to_string())
            }
            _ => None,
        }
    }

    fn is_adjective(&self, layer: &Layer<'_>, index: usize) -> bool {
        if self.adjectives.find(layer, index).is_some() {
            return true;
        }
        let word = layer.lower(index);
        let small = layer.surface(index).chars().all(char::is_lowercase);
        match self.language {
            "de" => small && ["e", "en", "er"].iter().any(|e| word.ends_with(e)),
            "ru" => small && ["ых", "их"].iter().any(|e| word.ends_with(e)),
            _ => false,
        }
    }
}

/// naciones → nación, misiles → misil, clientes → cliente, soldados → soldado.
fn spanish_singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("iones") {
        return format!("{stem}ión");
    }
    // jóvenes → joven, imágenes → imagen: without the ending the accent goes.
    if let Some(stem) = word.strip_suffix("es").filter(|stem| stem.ends_with("en")) {
        let plain = |c| match c {
            'á' => 'a',
            'é' => 'e',
            'í' => 'i',
            'ó' => 'o',
            'ú' => 'u',
            c => c,
        };
        return stem.chars().map(plain).collect();
    }
    if let Some(stem) = word.strip_suffix("ces") {
        return format!("{stem}z");
    }
    for ending in ["les", "res", "des", "nes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_string();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_string()
}

impl Tagger<'_, '_> {
    /// A number or range with the noun it counts, in a language of the table.
    pub(super) fn counted(&self, index: usize, number: &Number) -> Option<Found> {
        let words = self.words?;
        if number.value.is_sign_negative() || !number.value.fract().is_zero() {
            return None;
        }
        let second = if number.is_glued(self.layer) { None } else { self.range(index, number) };
        let last = second.as_ref().unwrap_or(number);
        let article = number.value == Decimal::ONE && number.kind == NumberKind::Words;
        if article && !number.vague || self.is_name(index, number) {
            return None;
        }
        if index > 0 && words.numbered.find(self.layer, index - 1).is_some() {
            return None;
        }
        let noun = match words.language {
            "zh" => self.chinese(words, last),
            "ko" => self.korean(words, index, last),
            _ if last.is_glued(self.layer) => None,
            _ => self.after_number(words, last),
        }?;
        let year = is_year(self.layer, index, number) && words.language != "zh";
        if year && !(noun.known && noun.unit == "person") {
            return None;
        }
        let (low, high) = bounds(number, second.as_ref());
        Some(Found {
            end: noun.end,
            end_byte: noun.end_byte,
            low,
            high,
            vague: number.vague,
            quantity_type: QuantityType::Count,
            unit: Some(noun.unit),
            rate: false,
            modifier: noun.modifier,
        })
    }

    /// "más de 80 misiles", "80 neue Raketen", "millions de personnes".
    fn after_number(&self, words: &Words, last: &Number) -> Option<Noun> {
        let layer = self.layer;
        let mut at = last.end;
        if (last.vague || last.scale > Decimal::ONE)
            && matches!(layer.lower(at), "de" | "d" | "von")
        {
            at += 1 + usize::from(layer.surface(at + 1) == "'" || layer.surface(at + 1) == "’");
        } else if !layer.get(at)?.spaced {
            return None;
        }
        for _ in 0..=ADJECTIVES_MAX {
            if layer.get(at)?.line_start {
                return None;
            }
            if let Some((end, unit)) = words.nouns.find(layer, at) {
                let end_byte = layer.get(end - 1)?.span.end;
                return Some(Noun {
                    end,
                    end_byte,
                    unit: (*unit).to_string(),
                    known: true,
                    modifier: None,
                });
            }
            if let Some(unit) = words.by_ending(layer, at) {
                let end_byte = layer.get(at)?.span.end;
                return Some(Noun { end: at + 1, end_byte, unit, known: false, modifier: None });
            }
            if !words.is_adjective(layer, at) {
                return None;
            }
            at += 1;
        }
        None
    }

    /// 60枚弹道导弹, 80多名士兵, 47人.
    fn chinese(&self, words: &Words, last: &Number) -> Option<Noun> {
        let layer = self.layer;
        let more = matches!(layer.surface(last.end), "多" | "余" | "餘");
        let modifier = more.then_some(Modifier::MoreThan);
        let start = last.end + usize::from(more);
        let classifier = words.classifiers.find(layer, start);
        let at = classifier.map_or(start, |(end, _)| end);
        let gap = if classifier.is_some() { CHINESE_GAP_MAX } else { 0 };
        for k in 0..=gap {
            if k > 0 && layer.class(at + k - 1) != Some(Class::Ideograph) {
                break;
            }
            if let Some((end, unit)) = words.nouns.find(layer, at + k)
                && (k == 0 || end > at + k + 1 || *unit == "person")
            {
                let end_byte = layer.get(end - 1)?.span.end;
                let unit = (*unit).to_string();
                return Some(Noun { end, end_byte, unit, known: true, modifier });
            }
        }
        let (end, unit) = classifier?;
        let end_byte = layer.get(end - 1)?.span.end;
        Some(Noun { end, end_byte, unit: (*unit)?.to_string(), known: true, modifier })
    }

    /// 미사일 80발을, 47명, 3만명.
    fn korean(&self, words: &Words, index: usize, last: &Number) -> Option<Noun> {
        let layer = self.layer;
        let (end, end_byte, unit, more) = if last.is_glued(layer) {
            let token = layer.get(last.end - 1)?;
            let at = (last.end_byte - token.span.start) as usize;
            let rest = layer.lower(last.end - 1).get(at..)?;
            let (len, unit) = words.classifiers.prefix(rest)?;
            let short = rest.get(len..)?.chars().count() <= PARTICLE_MAX;
            if !short {
                return None;
            }
            (last.end, last.end_byte + len as u32, *unit, rest.starts_with('여'))
        } else if let Some((end, unit)) = words.classifiers.find(layer, last.end) {
            let more = layer.lower(last.end).starts_with('여');
            (end, layer.get(end - 1)?.span.end, *unit, more)
        } else if let Some((end, len, unit)) = words.classifiers.find_with_ending(layer, last.end) {
            let byte = layer.get(end - 1)?.span.start + len as u32;
            (end, byte, *unit, layer.lower(last.end).starts_with('여'))
        } else {
            let word = layer.lower(last.end);
            let (len, unit) = words.classifiers.prefix(word)?;
            if word.get(len..)?.chars().count() > PARTICLE_MAX {
                return None;
            }
            let byte = layer.get(last.end)?.span.start + len as u32;
            (last.end + 1, byte, *unit, word.starts_with('여'))
        };
        let unit = self.noun_before(words, index).or(unit)?.to_string();
        let modifier = more.then_some(Modifier::MoreThan);
        Some(Noun { end, end_byte, unit, known: true, modifier })
    }

    /// The noun before a Korean number, over one word of bounding: 미사일 약 80발.
    fn noun_before(&self, words: &Words, index: usize) -> Option<&'static str> {
        let bound = usize::from(self.modifiers.before(self.layer, index).is_some());
        let at = index.checked_sub(1 + bound)?;
        let (len, unit) = words.nouns.prefix(self.layer.lower(at))?;
        let rest = self.layer.lower(at).get(len..)?;
        (rest.chars().count() <= 2).then_some(*unit)
    }
}
