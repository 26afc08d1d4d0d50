//! A text as its runs of words, and what two texts share.

use super::WORDS;
use crate::limits::COPY_KEYS_MAX;

/// Share of the shorter text's runs that makes a pair. Scattered edits of one word in ten leave
/// about (9/10)^5 = .59 of the runs.
const CONTAINED_MIN: f64 = 0.4;
/// Fewest shared runs that can tell: a sentence of 12 words.
const SHARED_MIN: usize = 8;
/// Share of the *longer* text's runs from which two texts are one story; below it the shorter one
/// is an item of a round-up, say, which must not tie the others in it together.
const STORY_MIN: f64 = 0.1;
/// Share of the longer text's runs from which two texts of one host are the same page again.
const SAME_MIN: f64 = 0.9;

/// The runs of a text in order, and which of them are sampled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs {
    hashes: Vec<u32>,
    /// Indices into `hashes`, ascending.
    sampled: Vec<u32>,
}

/// The runs of a text that are not furniture: sorted, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body(Vec<u32>);

/// What two texts share. Distinct runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Runs in both.
    pub shared: usize,
    /// Runs of the first.
    pub first: usize,
    /// Runs of the second.
    pub second: usize,
}

impl Overlap {
    /// The same, the other way round.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { first: self.second, second: self.first, ..self }
    }

    /// Share of the first text that is in the second.
    pub fn of_first(self) -> f64 {
        share(self.shared, self.first)
    }

    /// Share of the second text that is in the first.
    pub fn of_second(self) -> f64 {
        share(self.shared, self.second)
    }

    /// Share of the shorter text that is in the longer one.
    pub fn contained(self) -> f64 {
        share(self.shared, self.first.min(self.second))
    }

    /// True if one text is, for a good part, in the other.
    pub fn is_pair(self) -> bool {
        let equal = self.shared > 0 && self.shared == self.first.max(self.second);
        equal || (self.shared >= SHARED_MIN && self.contained() >= CONTAINED_MIN)
    }

    /// True for a pair whose texts tell one story.
    pub fn is_story(self) -> bool {
        self.is_pair() && share(self.shared, self.first.max(self.second)) >= STORY_MIN
    }

    /// True if the texts are the same but for a few words.
    pub(super) fn is_same(self) -> bool {
        share(self.shared, self.first.max(self.second)) >= SAME_MIN
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl Runs {
    /// Reads a text. Words are runs of letters and digits, case folded; a character of a script
    /// without spaces is a word of its own.
    pub fn of(text: &str) -> Self {
        let mut runs = Self { hashes: Vec::with_capacity(text.len() / 6), sampled: Vec::new() };
        let mut low = Vec::with_capacity(text.len() / 6);
        let mut rolling = Rolling::default();
        each_word(text, |word| {
            if let Some(run) = rolling.push(word) {
                runs.hashes.push((run >> 32) as u32);
                low.push(run as u32);
            }
        });
        if runs.hashes.is_empty()
            && let Some(run) = rolling.short()
        {
            runs.hashes.push((run >> 32) as u32);
            low.push(run as u32);
        }
        let mask = sample_mask(runs.hashes.len());
        let sampled = (0u32..).zip(&low).filter(|&(_, low)| low & mask == 0);
        runs.sampled = sampled.map(|(at, _)| at).collect();
        runs
    }

    /// The sampled runs, sorted, each once.
    pub fn keys(&self) -> Vec<u32> {
        let mut keys: Vec<u32> =
            self.sampled.iter().filter_map(|&at| self.hashes.get(at as usize)).copied().collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The runs without furniture. A run between two sampled ones is furniture if both are (at
    /// either end of the text: if the one is).
    pub fn body(&self, furniture: impl Fn(u32) -> bool) -> Body {
        let mut body = Vec::with_capacity(self.hashes.len());
        let mut from = 0;
        let mut before = None;
        for &at in &self.sampled {
            let at = at as usize;
            let Some(&key) = self.hashes.get(at) else { continue };
            let here = furniture(key);
            if !(here && before.unwrap_or(true)) {
                body.extend_from_slice(self.hashes.get(from..at).unwrap_or_default());
            }
            if !here {
                body.push(key);
            }
            (from, before) = (at + 1, Some(here));
        }
        if !before.unwrap_or(false) {
            body.extend_from_slice(self.hashes.get(from..).unwrap_or_default());
        }
        body.sort_unstable();
        body.dedup();
        Body(body)
    }
}

impl Body {
    /// What this text shares with another.
    pub fn overlap(&self, other: &Self) -> Overlap {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => a.next(),
                std::cmp::Ordering::Greater => b.next(),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    a.next();
                    b.next()
                }
            };
        }
        Overlap { shared, first: self.0.len(), second: other.0.len() }
    }
}

/// The host of a web address as a number: the same for `www.` and without; 0 for what is no web
/// address.
pub fn host_key(url: &str) -> u32 {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or("");
    let host = host.strip_prefix("www.").unwrap_or(host);
    if host.is_empty() {
        return 0;
    }
    let hash = host.bytes().fold(SEED, |hash, byte| step(hash, byte.to_ascii_lowercase().into()));
    ((mix(hash) >> 32) as u32).max(1)
}

/// Bits of a run that must be zero for it to be sampled, so that a text has at most about
/// [`COPY_KEYS_MAX`] sampled runs. The sample of a longer text is part of that of a shorter one.
fn sample_mask(runs: usize) -> u32 {
    let mut mask = 0;
    let mut kept = runs;
    while kept > COPY_KEYS_MAX {
        kept /= 2;
        mask = (mask << 1) | 1;
    }
    mask
}

/// Fowler–Noll–Vo offset and a 64-bit prime, widened from bytes to characters.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;
/// Base of the rolling hash over words: odd, from the golden ratio.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

fn step(hash: u64, unit: u64) -> u64 {
    (hash ^ unit).wrapping_mul(PRIME)
}

/// The finalizer of `SplitMix64` (Steele et al., 2014): every bit depends on every bit.
fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Calls `each` with a hash of every word. Eight bytes at a time: most words are one step.
fn each_word(text: &str, mut each: impl FnMut(u64)) {
    let bytes = text.as_bytes();
    let mut lower = String::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if !byte.is_ascii() {
            at += beyond_ascii(text.get(at..).unwrap_or_default(), &mut lower, &mut each);
            continue;
        }
        let start = at;
        let mut hash = SEED;
        loop {
            let eight = eight_at(bytes, at);
            let count = letters(eight);
            if count == 8 {
                hash = fold(hash, eight | SMALL);
                at += 8;
                continue;
            }
            if count > 0 {
                let kept = eight & ((1 << (8 * count)) - 1);
                hash = fold(hash, kept | SMALL);
                at += count;
            }
            break;
        }
        if bytes.get(at).is_some_and(|next| !next.is_ascii()) {
            at = start + beyond_ascii(text.get(start..).unwrap_or_default(), &mut lower, &mut each);
        } else {
            if at > start {
                each(hash);
            }
            at += 1;
        }
    }
}

/// Reads one word that is not all ASCII, or one character that is no part of a word. Returns the
/// bytes it takes.
fn beyond_ascii(text: &str, lower: &mut String, each: &mut impl FnMut(u64)) -> usize {
    lower.clear();
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        if stands_alone(c) {
            if at > 0 {
                end = at;
                break;
            }
            lower.push(c);
            end = c.len_utf8();
            break;
        }
        if !c.is_alphanumeric() {
            end = if at == 0 { c.len_utf8() } else { at };
            break;
        }
        lower.extend(c.to_lowercase());
    }
    if !lower.is_empty() {
        let bytes = lower.as_bytes();
        each((0..bytes.len()).step_by(8).fold(SEED, |hash, at| fold(hash, eight_at(bytes, at))));
    }
    end.max(1)
}

/// The bit that tells small ASCII letters from capitals, in every byte; digits have it, too.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// The eight bytes from `at` on, the first one lowest; zeros past the end.
fn eight_at(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(eight) = rest.first_chunk::<8>() {
        return u64::from_le_bytes(*eight);
    }
    rest.iter().rev().fold(0, |all, &byte| (all << 8) | u64::from(byte))
}

/// How many of eight bytes, from the lowest on, are ASCII letters or digits.
fn letters(eight: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    // The high bit of each byte tells whether the other seven are at least `from`.
    let at_least = |bytes: u64, from: u8| bytes + (0x80 - u64::from(from)) * ONES;
    let plain = eight & !HIGH;
    let small = plain | SMALL;
    let letter = at_least(small, b'a') & !at_least(small, b'z' + 1);
    let digit = at_least(plain, b'0') & !at_least(plain, b'9' + 1);
    let other = !((letter | digit) & !eight) & HIGH;
    other.trailing_zeros() as usize / 8
}

/// Takes eight bytes into the hash of a word.
fn fold(hash: u64, eight: u64) -> u64 {
    let hash = (hash ^ eight).wrapping_mul(BASE);
    hash ^ (hash >> 32)
}

/// True for characters of scripts without spaces: Thai to Khmer, Kana, Han.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

/// A polynomial hash over the last [`WORDS`] words.
#[derive(Debug, Default)]
struct Rolling {
    words: [u64; WORDS],
    count: usize,
    hash: u64,
}

impl Rolling {
    /// Takes a word; the hash of the run that ends with it, once there are enough words.
    fn push(&mut self, word: u64) -> Option<u64> {
        const OUT: u64 = BASE.wrapping_pow(WORDS as u32);
        let [oldest, ..] = self.words;
        self.words.rotate_left(1);
        if let Some(last) = self.words.last_mut() {
            *last = word;
        }
        self.hash = self.hash.wrapping_mul(BASE).wrapping_add(word);
        self.hash = self.hash.wrapping_sub(oldest.wrapping_mul(OUT));
        self.count += 1;
        (self.count >= WORDS).then(|| mix(self.hash))
    }

    /// The hash of a text that is shorter than a run; nothing for no word.
    fn short(&self) -> Option<u64> {
        (self.count > 0).then(|| mix(self.hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap(a: &str, b: &str) -> Overlap {
        Runs::of(a).body(|_| false).overlap(&Runs::of(b).body(|_| false))
    }

    #[test]
    fn case_marks_and_lines_do_not_count() {
        let a = "“The vessel,” he said, entered the PORT at dawn on Friday.";
        let b = "\"The vessel\" he said\nentered the port at dawn on friday";
        assert_eq!(overlap(a, b), Overlap { shared: 7, first: 7, second: 7 });
        assert!(overlap(a, b).is_pair(), "equal texts are a pair, however short");
        assert!(overlap("Fire at port", "fire at port!").is_pair());
        assert!(!overlap("Fire at port", "fire at dock").is_pair());
        assert!(!overlap("", "").is_pair());
    }

    #[test]
    fn words_are_the_same_in_every_script_and_case() {
        let words = |text: &str| {
            let mut all = Vec::new();
            each_word(text, |word| all.push(word));
            all
        };
        assert_eq!(words("Über-ÉCOLE naïveté 12e"), words("über école. NAÏVETÉ, 12E"));
        assert_eq!(words("München x").len(), 2);
        assert_eq!(words("朝鲜 Kim朝鲜abc—d“e”").len(), 8);
        assert_eq!(words("internationally"), words("INTERNATIONALLY"));
        assert_ne!(words("internationally"), words("internationalli"));
        assert_eq!(words(" \u{a0}—… "), Vec::<u64>::new());
    }

    #[test]
    fn containment_is_exact() {
        let words: Vec<String> = (0..400).map(|n| format!("w{n}")).collect();
        let whole = words.join(" ");
        let part = words[100..200].join(" ");
        let both = overlap(&whole, &part);
        assert_eq!(both, Overlap { shared: 96, first: 396, second: 96 });
        assert!((both.of_second() - 1.0).abs() < 1e-9 && both.of_first() < 0.25);
    }

    #[test]
    fn scripts_without_spaces_have_runs() {
        let both = overlap("朝鲜周五发射了两枚导弹", "周五发射了两枚导弹，日本说");
        assert_eq!(both.shared, 5);
    }

    #[test]
    fn a_long_text_shares_its_sample_with_its_part() {
        let words: Vec<String> = (0..5000).map(|n| format!("w{n}")).collect();
        let (whole, part) = (Runs::of(&words.join(" ")), Runs::of(&words[..1500].join(" ")));
        assert!(whole.keys().len() <= 2 * COPY_KEYS_MAX);
        let shared = part.keys().iter().filter(|k| whole.keys().contains(k)).count();
        assert!(shared >= 4, "{shared}");
    }

    #[test]
    fn hosts_are_told_apart() {
        assert_eq!(host_key("https://www.example.org/a"), host_key("http://Example.org/b?c"));
        assert_ne!(host_key("https://a.example/"), host_key("https://b.example/"));
        assert_eq!(host_key("file:///a.txt"), 0);
    }
}
