//! Words of names in one alphabet and spelling, and as they sound.

use unicode_normalization::UnicodeNormalization;

use super::arabic;

/// Letters of other alphabets in the Latin one: Cyrillic and Greek after the usual passport
/// spellings, Arabic by its consonants.
const LETTERS: &[(char, &str)] = &[
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('ґ', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ё', "e"),
    ('є', "ye"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('і', "i"),
    ('ї', "yi"),
    ('й', "y"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ў', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
    ('α', "a"),
    ('β', "v"),
    ('γ', "g"),
    ('δ', "d"),
    ('ε', "e"),
    ('ζ', "z"),
    ('η', "i"),
    ('θ', "th"),
    ('ι', "i"),
    ('κ', "k"),
    ('λ', "l"),
    ('μ', "m"),
    ('ν', "n"),
    ('ξ', "x"),
    ('ο', "o"),
    ('π', "p"),
    ('ρ', "r"),
    ('σ', "s"),
    ('ς', "s"),
    ('τ', "t"),
    ('υ', "y"),
    ('φ', "f"),
    ('χ', "ch"),
    ('ψ', "ps"),
    ('ω', "o"),
    ('ا', "a"),
    ('أ', "a"),
    ('إ', "i"),
    ('آ', "a"),
    ('ب', "b"),
    ('پ', "p"),
    ('ت', "t"),
    ('ث', "th"),
    ('ج', "j"),
    ('چ', "ch"),
    ('ح', "h"),
    ('خ', "kh"),
    ('د', "d"),
    ('ذ', "dh"),
    ('ر', "r"),
    ('ز', "z"),
    ('ژ', "zh"),
    ('س', "s"),
    ('ش', "sh"),
    ('ص', "s"),
    ('ض', "d"),
    ('ط', "t"),
    ('ظ', "z"),
    ('ع', "a"),
    ('غ', "gh"),
    ('ف', "f"),
    ('ق', "q"),
    ('ك', "k"),
    ('ک', "k"),
    ('گ', "g"),
    ('ل', "l"),
    ('م', "m"),
    ('ن', "n"),
    ('ه', "h"),
    ('ة', "a"),
    ('و', "w"),
    ('ي', "y"),
    ('ی', "y"),
    ('ى', "a"),
    ('ء', ""),
    ('ئ', "y"),
    ('ؤ', "w"),
    ('ß', "ss"),
    ('ø', "o"),
    ('đ', "d"),
    ('ł', "l"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ı', "i"),
    ('þ', "th"),
    ('ð', "d"),
];

/// Revised Romanization of Korean: initial, middle and final sounds of a syllable.
const INITIALS: [&str; 19] = [
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p",
    "h",
];
const MIDDLES: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "eu", "ui", "i",
];
const FINALS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p",
    "t", "t", "ng", "t", "t", "k", "t", "p", "t",
];
const SYLLABLES: u32 = 0xac00;

/// A word of a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    /// In lower-case Latin letters without marks; letters of scripts that are not known stay as
    /// they are.
    pub(super) latin: String,
    /// It was written in Arabic letters, which leave short vowels out.
    pub(super) arabic: bool,
}

impl Word {
    fn push(&mut self, c: char) {
        self.latin.push(c);
    }

    fn push_str(&mut self, text: &str) {
        self.latin.push_str(text);
    }

    fn is_empty(&self) -> bool {
        self.latin.is_empty()
    }
}

/// The words of a name.
pub(super) fn words(name: &str) -> Vec<Word> {
    let mut out = vec![Word::default()];
    let name = arabic::apart(name);
    let lower = name.nfc().flat_map(char::to_lowercase);
    for c in lower {
        let Some(word) = out.last_mut() else { break };
        if let Some(syllable) = hangul(c) {
            // A Korean name is written without blanks: each syllable is a word of it.
            if !word.is_empty() {
                out.push(Word::default());
            }
            if let Some(word) = out.last_mut() {
                word.push_str(&syllable);
            }
            out.push(Word::default());
        } else if let Some((_, latin)) = LETTERS.iter().find(|(letter, _)| *letter == c) {
            word.arabic |= is_arabic(c);
            word.push_str(latin);
        } else if c.is_alphanumeric() {
            for part in c.nfkd().filter(|p| p.is_alphanumeric()) {
                match LETTERS.iter().find(|(letter, _)| *letter == part) {
                    Some((_, latin)) => word.push_str(latin),
                    None => word.push(part),
                }
            }
        } else if !matches!(c, '\'' | '’' | 'ʼ' | '.') && !is_mark(c) && !word.is_empty() {
            out.push(Word::default());
        }
    }
    out.retain(|word| !word.is_empty());
    arabic::settle(out)
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{640}' | '\u{200c}' | '\u{200d}')
}

fn hangul(c: char) -> Option<String> {
    let at = u32::from(c).checked_sub(SYLLABLES).filter(|n| *n < 11_172)? as usize;
    let initial = INITIALS.get(at / 588)?;
    let middle = MIDDLES.get(at % 588 / 28)?;
    let last = FINALS.get(at % 28)?;
    Some(format!("{initial}{middle}{last}"))
}

/// How a word sounds, coarsely: consonants that spellings mix up are one, doubled ones single,
/// vowels and h after the first letter left out.
pub(super) fn sound(word: &str) -> String {
    let mut out = String::new();
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let pairs = [
            ("aoui", "v"),
            ("shch", "S"),
            ("sch", "S"),
            ("tsch", "C"),
            ("zh", "S"),
            ("sh", "S"),
            ("ch", "C"),
            ("kh", "k"),
            ("gh", "k"),
            ("ph", "f"),
            ("th", "t"),
            ("dh", "t"),
            ("ts", "C"),
            ("tz", "C"),
            ("ck", "k"),
            ("dj", "j"),
        ];
        let (sound, length) = pairs
            .iter()
            .find(|(spelling, _)| rest.starts_with(spelling))
            .map_or((single(c), c.len_utf8()), |(spelling, sound)| (*sound, spelling.len()));
        if sound == "A" {
            if rest.len() == word.len() {
                out.push('A');
            }
        } else if sound == "?" || c == 'h' && rest.len() == word.len() {
            out.push(c);
        } else if !out.ends_with(sound) {
            out.push_str(sound);
        }
        rest = rest.get(length..).unwrap_or("");
    }
    out
}

fn single(c: char) -> &'static str {
    match c {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' => "A",
        'h' => "",
        'b' | 'p' => "p",
        'v' | 'w' => "v",
        'f' => "f",
        'c' | 'k' | 'q' | 'g' => "k",
        'd' | 't' => "t",
        's' | 'z' | 'x' => "s",
        'j' => "j",
        'l' | 'r' => "l",
        'm' => "m",
        'n' => "n",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_become_one() {
        let words = |name| words(name).into_iter().map(|w| w.latin).collect::<Vec<_>>();
        assert_eq!(words("Ким Чен Ын"), ["kim", "chen", "yn"]);
        assert_eq!(words("김정은"), ["gim", "jeong", "eun"]);
        assert_eq!(words("O’Neill-Özil"), ["oneill", "ozil"]);
        assert_eq!(words("محمد"), ["mhmd"]);
    }

    #[test]
    fn spellings_of_one_sound_have_one_key() {
        for (a, b) in [
            ("muhammad", "mohammed"),
            ("mhmd", "mohamed"),
            ("sergei", "sergey"),
            ("kim", "gim"),
            ("ivanov", "iwanow"),
            ("hasan", "hassan"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
    }
}
