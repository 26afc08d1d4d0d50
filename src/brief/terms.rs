//! Sentences as sparse vectors of terms, for any script.

use rustc_hash::FxHashMap;

use crate::limits::BRIEF_TERMS_PER_SENTENCE_MAX;

/// Letters kept of a word: a light stemmer that needs no language ("missile" and "missiles" meet).
const STEM_CHARS: usize = 6;
/// Hangul syllables kept of a word: Korean particles are suffixes.
const HANGUL_CHARS: usize = 2;

/// A number for each term, in order of first sight.
#[derive(Debug, Default)]
pub(super) struct Terms {
    ids: FxHashMap<String, u32>,
    buffer: String,
}

/// A sparse vector: term ids in ascending order with their weights.
pub(super) type Vector = Vec<(u32, f32)>;

/// What one pass over a sentence finds.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Terms in order, repeated as they come.
    pub(super) terms: Vec<u32>,
    /// Number of words; three characters of a script without spaces count as two words.
    pub(super) words: usize,
    /// True if the writer speaks of himself or to the reader: "I", "we", "you".
    pub(super) personal: bool,
}

impl Terms {
    /// Number of terms seen.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Reads a text: words cut to their stems, and pairs of characters in scripts without spaces.
    pub(super) fn read(&mut self, text: &str) -> Reading {
        let mut reading = Reading::default();
        let mut ideographs = 0_usize;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let len = if is_ideograph(c) {
                ideographs += 1;
                let pair = rest.char_indices().nth(2).map_or(rest.len(), |(i, _)| i);
                let pair = rest.get(..pair).unwrap_or("");
                if pair.chars().all(is_ideograph) && pair.len() > c.len_utf8() {
                    self.push(pair, &mut reading);
                }
                c.len_utf8()
            } else if c.is_alphanumeric() {
                let len = word_len(rest);
                reading.words += 1;
                self.push(rest.get(..len).unwrap_or(""), &mut reading);
                len
            } else {
                c.len_utf8()
            };
            rest = rest.get(len..).unwrap_or("");
        }
        reading.words += ideographs * 2 / 3;
        reading
    }

    fn push(&mut self, word: &str, reading: &mut Reading) {
        if reading.terms.len() >= BRIEF_TERMS_PER_SENTENCE_MAX {
            return;
        }
        fold(word, &mut self.buffer);
        if STOP_WORDS.binary_search(&self.buffer.as_str()).is_ok() {
            reading.personal |= PERSONAL.contains(&self.buffer.as_str());
            return;
        }
        stem(&mut self.buffer);
        if self.buffer.is_empty() {
            return;
        }
        let next = self.ids.len() as u32;
        let id = match self.ids.get(self.buffer.as_str()) {
            Some(&id) => id,
            None => *self.ids.entry(self.buffer.clone()).or_insert(next),
        };
        reading.terms.push(id);
    }
}

/// Length in bytes of the word that begins `rest`; numbers keep their inner separators.
fn word_len(rest: &str) -> usize {
    let mut len = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside = matches!(c, '.' | ',')
            && chars.peek().is_some_and(|&(_, n)| n.is_ascii_digit())
            && rest.get(..at).is_some_and(|b| b.ends_with(|p: char| p.is_ascii_digit()));
        let wordy = c.is_alphanumeric() && !is_ideograph(c);
        if !wordy && !inside {
            break;
        }
        len = at + c.len_utf8();
    }
    len
}

fn fold(word: &str, out: &mut String) {
    out.clear();
    for c in word.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
}

fn stem(word: &mut String) {
    let Some(first) = word.chars().next() else { return };
    if first.is_numeric() {
        return;
    }
    if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
    let keep = if matches!(first as u32, 0xAC00..=0xD7A3) { HANGUL_CHARS } else { STEM_CHARS };
    if let Some((at, _)) = word.char_indices().nth(keep) {
        word.truncate(at);
    }
}

/// Han and Kana: scripts without spaces between words.
fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x3005..=0x3007 | 0x3041..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Words of a writer on himself or to his reader.
const PERSONAL: &[&str] = &["i", "me", "my", "our", "we", "you", "your"];

/// Words that tell nothing of a topic, sorted: the closed classes of English. In other languages
/// the weight by rarity alone pushes such words down.
const STOP_WORDS: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "before", "being", "but", "by", "can", "could", "did", "do", "does", "for", "from",
    "had", "has", "have", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into", "is",
    "it", "its", "just", "may", "me", "might", "more", "most", "my", "no", "not", "of", "on",
    "one", "only", "or", "other", "our", "out", "over", "s", "said", "say", "says", "she",
    "should", "so", "some", "such", "t", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "to", "up", "was", "we", "were", "what", "when", "where",
    "which", "while", "who", "will", "with", "would", "you", "your",
];

/// The cosine of two vectors of length one.
pub(super) fn cosine(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some(&(x, v)), Some(&(y, w))) = (a.get(i), b.get(j)) {
        match x.cmp(&y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += v * w;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// Counts terms into a vector weighted by `weight`, of length one.
pub(super) fn vector(terms: &[u32], rarity: impl Fn(u32) -> f32) -> Vector {
    let mut sorted = terms.to_vec();
    sorted.sort_unstable();
    let mut out: Vector = Vec::with_capacity(sorted.len());
    for term in sorted {
        match out.last_mut() {
            Some((last, count)) if *last == term => *count += 1.0,
            _ => out.push((term, 1.0)),
        }
    }
    for (term, count) in &mut out {
        *count = (1.0 + count.ln()) * rarity(*term);
    }
    let norm = out.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if norm > 0.0 {
        for (_, weight) in &mut out {
            *weight /= norm;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_words_meet_and_stop_words_go() {
        let mut terms = Terms::default();
        let a = terms.read("The missiles launched");
        let b = terms.read("missile launches of it");
        assert_eq!(a.terms, b.terms);
        assert_eq!((a.words, b.words), (3, 4));
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn scripts_without_spaces_give_pairs() {
        let mut terms = Terms::default();
        assert_eq!(terms.read("朝鲜发射导弹").terms.len(), 5);
        assert_eq!(terms.read("북한은").terms, terms.read("북한이").terms);
    }

    #[test]
    fn cosine_of_equal_vectors_is_one() {
        let v = vector(&[3, 1, 3, 2], |_| 2.0);
        assert!((cosine(&v, &v) - 1.0).abs() < 1e-5);
        assert!(cosine(&v, &[]).abs() < 1e-9);
    }
}
