//! Names as they are compared: folded words, titles apart.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The word classes of the tagger; the resolver reads the titles.
const WORDS: &str = include_str!("../tag/entity/data/words.tsv");

/// Titles that only tell people apart, and are no evidence of one.
const MORE_TITLES: &[&str] = &[
    "admiral",
    "baron",
    "baroness",
    "count",
    "countess",
    "czar",
    "dean",
    "duchess",
    "duke",
    "earl",
    "empress",
    "president-elect",
    "pvt",
    "saint",
    "sheriff",
    "st",
    "tsar",
    "viscount",
];

/// Words after a name that are no part of it: generations, degrees, orders.
const SUFFIXES: &[&str] = &[
    "jr", "sr", "ii", "iii", "iv", "vi", "vii", "viii", "ix", "phd", "md", "mp", "frs", "obe",
    "cbe", "mbe", "esq",
];

/// Words that carry no meaning in the name of a body or place.
const SMALL: &[&str] =
    &["the", "of", "and", "for", "in", "on", "de", "la", "del", "du", "des", "to", "a", "&"];

/// Folded words of a name: lower case, without marks, stops, hyphens or a final `'s`.
pub(super) fn words(name: &str) -> Vec<String> {
    let plain = name.replace(['’', '‘', 'ʼ'], "'");
    let plain = plain.strip_suffix("'s").unwrap_or(&plain);
    let mut out: Vec<String> = plain
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '/' | ','))
        .map(letters)
        .filter(|w| !w.is_empty())
        .collect();
    if out.len() > 1 && out.first().is_some_and(|w| w == "the") {
        out.remove(0);
    }
    out
}

/// Lower case, without marks, stops, quotes and brackets: `U.S.` is `us`.
fn letters(word: &str) -> String {
    let silent = |c: char| is_combining_mark(c) || matches!(c, '.' | '"' | '“' | '”' | '(' | ')');
    word.nfd().filter(|c| !silent(*c)).flat_map(char::to_lowercase).collect()
}

/// True for words such as "of" that tell nothing of a body or place.
pub(super) fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

/// The folded words of a class of the table.
fn class(name: &str) -> impl Iterator<Item = String> {
    let line = WORDS.lines().find_map(|l| l.split_once('\t').filter(|(class, _)| *class == name));
    line.map_or("", |(_, listed)| listed).split([' ', '_']).flat_map(words)
}

fn titles() -> &'static BTreeSet<String> {
    static TITLES: OnceLock<BTreeSet<String>> = OnceLock::new();
    TITLES.get_or_init(|| {
        let listed = class("title").filter(|w| !is_small(w));
        listed.chain(MORE_TITLES.iter().map(|t| (*t).to_string())).collect()
    })
}

/// True for the head word of a kind of organisation: "university", "army", "court".
pub(super) fn is_head(word: &str) -> bool {
    static HEADS: OnceLock<BTreeSet<String>> = OnceLock::new();
    HEADS.get_or_init(|| class("org_tail").chain(class("org_front")).collect()).contains(word)
}

/// True for a word of a title.
pub(super) fn is_title(word: &str) -> bool {
    titles().contains(word)
}

/// A personal name without title and suffixes, and the title if there is one.
pub(super) fn person(name: &str) -> (Vec<String>, Option<String>) {
    let mut all = words(name);
    while all.len() > 1 && all.last().is_some_and(|w| is_suffix(w)) {
        all.pop();
    }
    if all.iter().all(|w| is_title(w) || w == "of") {
        return (Vec::new(), Some(all.join(" ")));
    }
    let before = all.len().saturating_sub(1);
    let last = all.iter().take(before).rposition(|w| is_title(w));
    let begin = all.iter().take(before).position(|w| is_title(w)).unwrap_or(0);
    let title = last.and_then(|at| all.get(begin..=at)).map(|t| t.join(" "));
    let mut rest = last.map_or(0, |at| at + 1);
    if all.get(rest).is_some_and(|w| w == "of") {
        rest += 2;
    }
    let mut own: Vec<String> = all.get(rest..).unwrap_or(&[]).to_vec();
    if let Some(at) = own.iter().position(|w| w == "of").filter(|at| *at > 0) {
        own.truncate(at);
    }
    (own, title)
}

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word) || word == "i" || word == "v"
}

/// The ways in which a name of several words is cut to its first letters.
pub(super) fn initials(name: &str, words: &[String]) -> Vec<String> {
    let first = |w: &String| w.chars().next();
    let full: String = words.iter().filter_map(first).collect();
    let main: String = words.iter().filter(|w| !is_small(w)).filter_map(first).collect();
    let capitals: String =
        name.chars().filter(|c| c.is_uppercase()).flat_map(char::to_lowercase).collect();
    let mut out: Vec<String> = if words.len() > 1 { vec![full, main] } else { Vec::new() };
    out.push(capitals);
    out.retain(|i| i.chars().count() > 1);
    out.sort();
    out.dedup();
    out
}

/// The letters of an acronym, folded; `None` for a word that is not one.
pub(super) fn acronym(name: &str) -> Option<String> {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    let other = name.chars().any(|c| !c.is_alphabetic() && !matches!(c, '.' | ' ' | '&'));
    let upper = letters.iter().all(|c| c.is_uppercase());
    ((2..=8).contains(&letters.len()) && upper && !other)
        .then(|| letters.iter().flat_map(|c| c.to_lowercase()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_marks_case_and_titles() {
        assert_eq!(words("The Dvořák’s"), ["dvorak"]);
        assert_eq!(words("Kim Jong-un"), words("KIM JONG UN"));
        assert_eq!(
            person("Gen. Patrick Leopold Gordon of Kirk"),
            (vec!["patrick".into(), "leopold".into(), "gordon".into()], Some("gen".into()))
        );
        assert_eq!(person("Secretary of State Ruiz").0, ["ruiz"]);
        assert_eq!(person("John Major").0, ["john", "major"]);
        assert_eq!(person("Martin Hale Jr.").0, ["martin", "hale"]);
        assert_eq!(person("Prime Minister"), (Vec::new(), Some("prime minister".into())));
    }

    #[test]
    fn acronyms_take_first_letters_with_or_without_small_words() {
        let long = "Bank of North Harbour";
        let found = initials(long, &words(long));
        assert!(found.contains(&"bonh".to_string()) && found.contains(&"bnh".to_string()));
        assert_eq!(acronym("U.N."), Some("un".to_string()));
        assert_eq!(acronym("Un"), None);
    }
}
