//! Arabic names, in Arabic letters and in the many Latin spellings of them.
//!
//! Latin spellings part or join what Arabic has as words of their own (`Abdul Rahman`,
//! `Abderrahmane`, `Abd ar-Rahman`), and write one letter in several ways, by country and century
//! (`Gamal`, `Jamal`; `Othman`, `Osman`). Arabic leaves short vowels out, and two of its letters are
//! now a vowel, now a consonant. After the tables of romanization of the Library of Congress (1997)
//! and of the UN (1972, 2017), and the French spellings of North Africa.

use super::fold::{Word, sound};

/// The article; what follows it in Arabic letters is a word of its own.
const ARTICLE: &str = "ال";
/// First or last parts of names that are written together with the article between.
const SERVANT: &str = "عبدال";
const LAST: [&str; 2] = ["الله", "الدين"];

/// Latin spellings of the article before a letter that it becomes like (`ar-Rahman`).
const ALIKE: [&str; 22] = [
    "ar", "er", "ur", "as", "es", "us", "ash", "esh", "ush", "an", "en", "un", "ad", "ed", "ud",
    "at", "et", "ut", "az", "ez", "uz", "adh",
];
/// Least length of a word after such an article: `An-na` is a name of its own. Characters.
const AFTER_ALIKE_MIN: usize = 4;
/// Least length of a word that may begin with the article. Characters.
const JOINED_MIN: usize = 6;

/// Particles by their usual spelling.
const PARTICLES: &[(&str, &str)] = &[
    ("el", "al"),
    ("ul", "al"),
    ("abw", "abu"),
    ("bn", "bin"),
    ("abn", "bin"),
    ("ibn", "bin"),
    ("lh", "lah"),
];

/// Other Latin spellings of what an Arabic letter, folded, stands for.
const LETTERS: &[(&str, &str)] = &[("j", "g"), ("th", "s"), ("dh", "z")];

/// A name with the article set apart, in both alphabets.
pub(super) fn apart(name: &str) -> String {
    name.split_whitespace().map(word_apart).collect::<Vec<_>>().join(" ")
}

fn word_apart(word: &str) -> String {
    if let Some(rest) = word.strip_prefix(SERVANT).filter(|rest| rest.chars().count() > 1) {
        return format!("عبد {ARTICLE} {rest}");
    }
    if let Some(rest) = word.strip_prefix(ARTICLE).filter(|rest| rest.chars().count() > 1) {
        return format!("{ARTICLE} {rest}");
    }
    for last in LAST {
        let first = word.strip_suffix(last).filter(|first| first.chars().count() > 1);
        if let (Some(first), Some(rest)) = (first, last.strip_prefix(ARTICLE)) {
            return format!("{first} {ARTICLE} {rest}");
        }
    }
    let lower = word.to_lowercase();
    match lower.split_once(['-', '\'', '’']) {
        Some((article, rest))
            if ALIKE.contains(&article)
                && rest.chars().count() >= AFTER_ALIKE_MIN
                && article.get(1..).is_some_and(|sun| rest.starts_with(sun)) =>
        {
            format!("al {rest}")
        }
        _ => word.to_string(),
    }
}

/// Folded words with compounds parted and particles in one spelling.
pub(super) fn settle(words: Vec<Word>) -> Vec<Word> {
    let mut out = Vec::new();
    for mut word in words {
        if let Some((_, usual)) = PARTICLES.iter().find(|(spelling, _)| *spelling == word.latin) {
            word.latin = (*usual).to_string();
        }
        let parts = if word.arabic { None } else { parts(&word.latin) };
        match parts {
            Some((first, last)) => {
                let parts = [first, "al", last];
                let filled = parts.into_iter().filter(|part| !part.is_empty());
                out.extend(filled.map(|part| Word { latin: part.to_string(), arabic: false }));
            }
            None => out.push(word),
        }
    }
    out
}

/// A Latin compound without the article between its parts: the servant of (`Abd al-`), of God
/// (`-allah`), of the faith (`al-Din`). A part that is not there is empty.
fn parts(word: &str) -> Option<(&str, &str)> {
    let vowels: &[char] = &['a', 'e', 'i', 'o', 'u'];
    let after_vowel = |text: &'static str| {
        let stem = word.strip_suffix(text)?;
        let first = stem.trim_end_matches(vowels);
        (first.len() < stem.len()).then_some(first)
    };
    let servant = word.strip_prefix("abd").and_then(|rest| {
        let after = rest.trim_start_matches(vowels);
        if let Some(last) = after.strip_prefix('l') {
            return (after.len() < rest.len()).then_some(last);
        }
        let doubled = after.get(1..).filter(|last| {
            let letter = after.chars().next();
            letter.is_some_and(|c| "tdrzsn".contains(c)) && last.chars().next() == letter
        });
        doubled.filter(|_| after.len() < rest.len())
    });
    if let Some(last) = servant {
        return Some(("abd", last));
    }
    if let Some(first) = after_vowel("llah").filter(|first| first.len() != 1) {
        return Some((first, "lah"));
    }
    let faith = after_vowel("ddin").or_else(|| after_vowel("ddine"));
    faith.filter(|first| first.len() > 1).map(|first| (first, "din"))
}

/// How a word sounds: the usual way first, then those that tell only between alphabets.
pub(super) fn sounds(word: &Word) -> Vec<String> {
    let latin = &word.latin;
    let mut spellings = vec![latin.clone()];
    if word.arabic {
        for (letter, other) in LETTERS {
            let more: Vec<_> = spellings.iter().map(|s| s.replace(letter, other)).collect();
            spellings.extend(more);
        }
        let more: Vec<_> = spellings.iter().filter_map(|s| vowel_w(s)).collect();
        spellings.extend(more);
    } else {
        spellings.push(latin.replace("ch", "sh"));
        if let Some(rest) = latin.strip_prefix("ou").filter(|r| r.starts_with(['a', 'e', 'i'])) {
            spellings.push(format!("w{rest}"));
        }
        let joined = latin.strip_prefix("al").or_else(|| latin.strip_prefix("el"));
        if let Some(rest) = joined.filter(|_| latin.chars().count() >= JOINED_MIN) {
            spellings.push(rest.to_string());
        }
    }
    let mut out: Vec<String> = Vec::new();
    for spelling in spellings {
        let sound = sound(&spelling);
        if !out.contains(&sound) {
            out.push(sound);
        }
    }
    out
}

/// The spelling in which every w between two consonants is the vowel it stands for.
fn vowel_w(spelling: &str) -> Option<String> {
    let letters: Vec<char> = spelling.chars().collect();
    let beside_a = |at: usize| at > 0 && letters.get(at - 1) == Some(&'a');
    let stands = |(at, c): (usize, &char)| {
        let vowel = *c == 'w' && at > 0 && !beside_a(at) && letters.get(at + 1) != Some(&'a');
        if vowel { 'u' } else { *c }
    };
    let out: String = letters.iter().enumerate().map(stands).collect();
    (out != spelling).then_some(out)
}

/// True if one has a long i or a diphthong with it, and the other no such vowel at all: Hussein and
/// Hassan share their consonants.
pub(super) fn vowels_differ(a: &Word, b: &Word) -> bool {
    let front = |word: &Word| word.latin.contains(['e', 'i', 'y']);
    let long = |word: &Word| {
        let inner = word.latin.get(1..).unwrap_or("");
        let latin = ["ei", "ai", "ay", "ey", "ee"].iter().any(|pair| word.latin.contains(pair));
        if word.arabic { inner.contains('y') } else { latin }
    };
    long(a) && !front(b) || long(b) && !front(a)
}

/// True if a name in Arabic letters cannot be what a Latin one spells, though they share their
/// consonants: its first letter, or the vowel before its last, is another (محمد and Mahmoud, كمال and
/// Gamal).
pub(super) fn tell_apart(a: &Word, b: &Word) -> bool {
    let (arabic, latin) = match (a.arabic, b.arabic) {
        (true, false) => (&a.latin, &b.latin),
        (false, true) => (&b.latin, &a.latin),
        _ => return false,
    };
    let begins = |word: &str, letters: &[char]| word.starts_with(letters);
    begins(arabic, &['k']) && begins(latin, &['g', 'j'])
        || begins(arabic, &['g', 'j']) && begins(latin, &['k'])
        || last_vowels_differ(arabic, latin)
}

/// Arabic writes the long vowel before the last consonant, and a short u hardly ever stands there
/// but after another long vowel (يوسف).
fn last_vowels_differ(arabic: &str, latin: &str) -> bool {
    let vowels: &[char] = &['a', 'e', 'i', 'o', 'u', 'y', 'w'];
    let stem = latin.trim_end_matches(|c| !vowels.contains(&c));
    let before = stem.trim_end_matches(vowels);
    let last = stem.get(before.len()..).unwrap_or("");
    let mut letters = arabic.chars().rev();
    let ends_in_consonant = letters.next().is_some_and(|c| !"awyh".contains(c));
    if !ends_in_consonant || stem.len() == latin.len() || latin.ends_with('h') || last.is_empty() {
        return false;
    }
    match letters.next() {
        Some('w') => !last.contains(['o', 'u', 'w']),
        Some('y') => !last.contains(['e', 'i', 'y']),
        Some('a') => !last.contains(['a', 'e']),
        _ => {
            let is_short = before.contains(vowels) && !arabic.contains(['w', 'y']);
            is_short && !last.contains(['a', 'e', 'i', 'y'])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::words;

    fn folded(name: &str) -> Vec<String> {
        words(name).into_iter().map(|word| word.latin).collect()
    }

    #[test]
    fn compounds_are_parted_alike() {
        for name in ["Abdul Rahman", "Abdulrahman", "Abd al-Rahman", "Abd ar-Rahman"] {
            assert_eq!(folded(name), ["abd", "al", "rahman"], "{name}");
        }
        assert_eq!(folded("Abderrahmane"), ["abd", "al", "rahmane"]);
        assert_eq!(folded("عبدالرحمن"), folded("عبد الرحمن"));
        assert_eq!(folded("Abdullah"), folded("Abd Allah"));
        assert_eq!(folded("Nasrallah"), ["nasr", "al", "lah"]);
        assert_eq!(folded("Nureddine"), ["nur", "al", "din"]);
        assert_eq!(folded("نورالدين"), ["nwr", "al", "dyn"]);
    }

    #[test]
    fn other_names_stay_whole() {
        for name in ["Abdi", "Abdou", "Aladdin", "An-na", "Alexander", "Ed Davis"] {
            let whole: Vec<_> = name.to_lowercase().split([' ', '-']).map(String::from).collect();
            let expected = if name == "Aladdin" {
                vec!["al".into(), "al".into(), "din".into()]
            } else {
                whole
            };
            assert_eq!(folded(name), expected, "{name}");
        }
    }
}
