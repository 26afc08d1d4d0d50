//! How alike are two names, and why?
//!
//! Words are paired one with one; each pair scores its Jaro-Winkler similarity (Winkler, 1990) or,
//! where they sound alike, at least [`SOUND`]. The score of two names is the share of letters that is
//! paired, those of the longer name weighing less: people leave names out.

use super::arabic;
use super::fold::{self, Word};
use super::list::{Target, TargetKind};

/// Similarity of two words that sound alike.
const SOUND: f64 = 0.9;
/// Least similarity of two words that are paired.
const PAIR_MIN: f64 = 0.85;
/// Weight of letters of the longer name that nothing is paired with.
const LEFT_OVER: f64 = 0.25;
/// Share of the score that an alias keeps.
const ALIAS: f64 = 0.99;

/// Words that say what kind of company it is, and titles: they weigh little.
const WEAK: &[&str] = &[
    "co",
    "company",
    "corp",
    "corporation",
    "inc",
    "incorporated",
    "ltd",
    "limited",
    "llc",
    "plc",
    "gmbh",
    "ag",
    "sa",
    "srl",
    "ooo",
    "oao",
    "ao",
    "pjsc",
    "the",
    "of",
    "and",
    "al",
    "bin",
    "abu",
    "abd",
    "de",
    "van",
    "von",
    "mr",
    "mrs",
    "dr",
    "group",
    "holding",
];

/// One pair of words of a match.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Word of the text's name, folded.
    pub word: String,
    /// Word of the list's name, folded.
    pub listed: String,
    /// `same`, `sounds alike` or `spelling`.
    pub why: &'static str,
    /// 0 to 1.
    pub score: f64,
}

/// A target that a name may mean.
#[derive(Debug, Clone)]
pub struct Match<'a> {
    /// What is on the list.
    pub target: &'a Target,
    /// 0 to 1.
    pub score: f64,
    /// The name as the corpus has it.
    pub name: &'a str,
    /// The name on the list it is like.
    pub listed: String,
    /// The words that are paired.
    pub reasons: Vec<Reason>,
}

/// A name ready to be compared.
#[derive(Debug)]
pub(super) struct Name {
    /// Index of its target.
    pub(super) target: usize,
    text: String,
    alias: bool,
    /// Words and how they sound.
    words: Vec<(Word, Vec<String>)>,
}

impl Name {
    /// A name of a target; `None` if it has no words.
    pub(super) fn new(text: &str, target: usize, alias: bool) -> Option<Self> {
        let sounding = |word: Word| (word.clone(), arabic::sounds(&word));
        let words: Vec<_> = fold::words(text).into_iter().map(sounding).collect();
        (!words.is_empty()).then(|| Self { target, text: text.to_string(), alias, words })
    }

    /// The sounds of its words, those that weigh little left out where there are others.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let only_weak = self.strong() == 0;
        self.words
            .iter()
            .filter(move |(w, _)| only_weak || !is_weak(&w.latin))
            .flat_map(|(_, sounds)| sounds.iter().map(String::as_str))
    }

    fn strong(&self) -> usize {
        self.words.iter().filter(|(w, _)| !is_weak(&w.latin)).count()
    }
}

fn is_weak(word: &str) -> bool {
    WEAK.contains(&word)
}

/// Weight of a word: its letters, a quarter of them where it says little.
fn weight(word: &str) -> f64 {
    let letters = word.chars().count().min(12) as f64;
    if is_weak(word) { letters / 4.0 } else { letters }
}

fn similarity(a: &(Word, Vec<String>), b: &(Word, Vec<String>)) -> (f64, &'static str) {
    if a.0.latin == b.0.latin {
        return (1.0, "same");
    }
    if arabic::tell_apart(&a.0, &b.0) {
        return (0.0, "spelling");
    }
    let spelling = jaro_winkler(&a.0.latin, &b.0.latin);
    let tells = |sound: &&String| sound.chars().count() > 1;
    let alike = if a.0.arabic == b.0.arabic {
        a.1.first().filter(tells).is_some_and(|sound| b.1.first() == Some(sound))
    } else {
        a.1.iter().filter(tells).any(|sound| b.1.contains(sound))
    };
    if alike && spelling < SOUND && !arabic::vowels_differ(&a.0, &b.0) {
        (SOUND, "sounds alike")
    } else {
        (spelling, "spelling")
    }
}

/// Compares a name of the corpus, as it has it in `words`, with one of the list.
pub(super) fn compare<'a>(
    name: &Name,
    other: &Name,
    words: &'a str,
    target: &'a Target,
) -> Match<'a> {
    let mut pairs: Vec<(f64, &'static str, usize, usize)> = Vec::new();
    for (i, a) in name.words.iter().enumerate() {
        for (j, b) in other.words.iter().enumerate() {
            let (score, why) = similarity(a, b);
            if score >= PAIR_MIN {
                pairs.push((score, why, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.2, a.3).cmp(&(b.2, b.3))));
    let (mut left, mut right) = (vec![false; name.words.len()], vec![false; other.words.len()]);
    let (mut paired, mut whole, mut strong, mut reasons) = (0.0, 0.0, 0, Vec::new());
    for (score, why, i, j) in pairs {
        let (Some(taken), Some(used)) = (left.get_mut(i), right.get_mut(j)) else { continue };
        let (Some(a), Some(b)) = (name.words.get(i), other.words.get(j)) else { continue };
        if *taken || *used {
            continue;
        }
        (*taken, *used) = (true, true);
        let both = weight(&a.0.latin) + weight(&b.0.latin);
        paired += both * score;
        whole += both;
        strong += usize::from(!is_weak(&a.0.latin));
        reasons.push(Reason { word: a.0.latin.clone(), listed: b.0.latin.clone(), why, score });
    }
    let open = |words: &[(Word, Vec<String>)], taken: &[bool]| -> f64 {
        words.iter().zip(taken).filter(|(_, t)| !**t).map(|((w, _), _)| weight(&w.latin)).sum()
    };
    let (a, b) = (open(&name.words, &left), open(&other.words, &right));
    // Words that only the longer name has may have been left out; that both have others of their
    // own speaks against it.
    whole += a.max(b) * LEFT_OVER + a.min(b) * 2.0;
    let mut score = if whole == 0.0 { 0.0 } else { paired / whole };
    let needed = name.strong().max(other.strong()).min(2);
    if strong < needed && target.kind != TargetKind::Organization || strong == 0 {
        score = 0.0;
    }
    if other.alias {
        score *= ALIAS;
    }
    Match { target, score, name: words, listed: other.text.clone(), reasons }
}

/// Jaro-Winkler similarity of two words, prefix weight 0.1 for up to four letters.
fn jaro_winkler(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; b.len()];
    let mut common = Vec::new();
    for (i, c) in a.iter().enumerate() {
        let from = i.saturating_sub(reach);
        let near = b.iter().zip(taken.iter_mut()).enumerate().skip(from).take(i + reach + 1 - from);
        for (_, (d, used)) in near {
            if c == d && !*used {
                *used = true;
                common.push(*c);
                break;
            }
        }
    }
    if common.is_empty() {
        return 0.0;
    }
    let other = b.iter().zip(&taken).filter(|(_, t)| **t).map(|(c, _)| *c);
    let swapped = common.iter().zip(other).filter(|(x, y)| **x != *y).count() / 2;
    let m = common.len() as f64;
    let jaro = (m / a.len() as f64 + m / b.len() as f64 + (m - swapped as f64) / m) / 3.0;
    let prefix = a.iter().zip(&b).take(4).take_while(|(x, y)| x == y).count() as f64;
    jaro + prefix * 0.1 * (1.0 - jaro)
}
