//! Korean words: particles and bigrams, without a dictionary.

/// Particles that stick to a noun, longest first (National Institute of Korean Language's list of
/// josa).
const PARTICLES: &[&str] = &[
    "에서부터",
    "으로부터",
    "에게서",
    "으로서",
    "으로써",
    "이라고",
    "에서는",
    "에서도",
    "까지의",
    "로부터",
    "부터는",
    "에서",
    "에게",
    "께서",
    "한테",
    "으로",
    "로서",
    "로써",
    "라고",
    "까지",
    "부터",
    "처럼",
    "보다",
    "마다",
    "조차",
    "마저",
    "밖에",
    "이나",
    "이란",
    "에는",
    "에도",
    "와의",
    "과의",
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
    "도",
    "로",
    "만",
    "나",
];

/// True for a Hangul syllable.
pub(crate) fn is_hangul(c: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&c)
}

/// True if a word is made of Hangul syllables alone.
pub(crate) fn is_hangul_word(word: &str) -> bool {
    !word.is_empty() && word.chars().all(is_hangul)
}

/// The word without one particle at its end, if at least two syllables are left; else the word
/// itself.
pub(crate) fn strip_particle(word: &str) -> &str {
    for particle in PARTICLES {
        if let Some(stem) = word.strip_suffix(particle) {
            let left = stem.chars().count();
            if left >= 2 {
                return stem;
            }
        }
    }
    word
}

/// Each pair of neighbouring characters of a word, in order.
pub(crate) fn bigrams(word: &str) -> impl Iterator<Item = &str> {
    let starts = word.char_indices().map(|(at, _)| at);
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
    starts.zip(ends).filter_map(|(a, b)| word.get(a..b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_go_and_short_words_stay() {
        assert_eq!(strip_particle("미사일을"), "미사일");
        assert_eq!(strip_particle("한국에서"), "한국");
        assert_eq!(strip_particle("국가"), "국가");
        assert_eq!(strip_particle("이"), "이");
    }

    #[test]
    fn bigrams_overlap() {
        assert_eq!(bigrams("미사일을").collect::<Vec<_>>(), ["미사", "사일", "일을"]);
        assert_eq!(bigrams("북").count(), 0);
    }
}
