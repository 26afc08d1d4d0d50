//! Word forms: the little inflection that names need.

use std::hash::Hasher;

/// A hash of a word that is the same on every machine.
pub(super) fn hash(word: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.write_u8(0xFF);
    hasher.finish()
}

/// True for the hyphens that join the parts of a name.
pub(super) fn is_hyphen(surface: &str) -> bool {
    matches!(surface, "-" | "‐" | "‑")
}

/// Case endings of Russian and Ukrainian nouns and adjectives, longest first.
const CYRILLIC_ENDINGS: &[&str] = &[
    "ыми", "ими", "ого", "его", "ому", "ему", "ами", "ями", "ией", "ой", "ей", "ою", "ею", "ом",
    "ем", "ам", "ям", "ов", "ев", "ах", "ях", "ую", "юю", "ая", "яя", "ое", "ее", "ые", "ие", "ых",
    "их", "ым", "им", "ый", "ий", "ия", "ии", "ию", "а", "я", "о", "е", "у", "ю", "ы", "и", "ь",
    "й",
];

/// The folded word without a Cyrillic case ending; other scripts as they are.
pub(super) fn stem(word: &str) -> &str {
    if !word.starts_with(|c: char| ('\u{400}'..='\u{4ff}').contains(&c)) {
        return word;
    }
    for ending in CYRILLIC_ENDINGS {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.len() >= 6
        {
            return rest;
        }
    }
    word
}

/// Korean particles that follow a name, longest first.
const PARTICLES: &[&str] = &[
    "으로부터",
    "에서는",
    "에서도",
    "로부터",
    "에게서",
    "이라고",
    "이라는",
    "까지",
    "부터",
    "에서",
    "에게",
    "으로",
    "처럼",
    "보다",
    "하고",
    "이나",
    "라고",
    "라는",
    "측은",
    "측이",
    "측의",
    "과의",
    "와의",
    "에는",
    "에도",
    "으론",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "와",
    "과",
    "로",
    "도",
    "만",
    "측",
    "씨",
    "발",
    "산",
];

/// Lengths in bytes of the particles that end a Hangul word, longest first.
pub(super) fn particles(word: &str) -> impl Iterator<Item = usize> + '_ {
    let hangul = word.starts_with(|c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c));
    PARTICLES
        .iter()
        .filter(move |p| hangul && word.len() > p.len() && word.ends_with(**p))
        .map(|p| p.len())
}

/// One way to read the beginning of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    /// Bytes of the folded word to leave out.
    pub(super) skip: u32,
    /// Bytes of the surface that stay outside the name.
    pub(super) bytes: u32,
    /// The Arabic article, elided after a preposition, has to be put back.
    pub(super) article: bool,
}

/// The ways to read the beginning of a folded word: as it is; less an Arabic conjunction or
/// preposition.
pub(super) fn heads(word: &str) -> impl Iterator<Item = Head> + '_ {
    let plain = Head { skip: 0, bytes: 0, article: false };
    let arabic = word.starts_with(|c: char| ('\u{621}'..='\u{64a}').contains(&c));
    let one = (arabic && word.starts_with(['و', 'ف', 'ب', 'ل', 'ك']) && word.len() > 6)
        .then_some(Head { skip: 2, bytes: 2, article: false });
    let two = (arabic && (word.starts_with("وب") || word.starts_with("ول")) && word.len() > 8)
        .then_some(Head { skip: 4, bytes: 4, article: false });
    let elided =
        (arabic && word.starts_with("لل")).then_some(Head { skip: 4, bytes: 2, article: true });
    [Some(plain), one, two, elided].into_iter().flatten()
}

/// True if the first character is an upper-case letter.
pub(super) fn is_capital(surface: &str) -> bool {
    surface.chars().next().is_some_and(char::is_uppercase)
}

/// True if there is a letter and no letter is lower case.
pub(super) fn is_upper(surface: &str) -> bool {
    surface.chars().any(char::is_uppercase) && !surface.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_cases_share_a_stem() {
        for word in ["россия", "россии", "россию", "россией"] {
            assert_eq!(stem(word), "росс");
        }
        assert_eq!(stem("иран"), stem("ираном"));
        assert_eq!(stem("china"), "china");
    }

    #[test]
    fn korean_particles_are_cut() {
        assert!(particles("북한은").any(|n| n == 3));
        assert!(particles("미국에서").any(|n| n == 6));
        assert_eq!(particles("plan").count(), 0);
    }
}
