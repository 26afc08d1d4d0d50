//! Training of the taggers: same data in, same bytes out.

use rustc_hash::FxHashMap;

use super::perceptron::chars;
use super::perceptron::clusters::{self, Clusters};
use super::perceptron::decode::{Decoder, Scores, Transitions};
use super::perceptron::features::Features;
use super::perceptron::store::{self, Row};
use super::perceptron::tags::{TAGS, begin};
use super::table;
use super::words::Words;
use crate::error::{Error, Result};
use crate::model::Label;
use crate::tag::{Context, Layer};
use crate::text::rejoin;

/// How a training file names its labels (second column: IOB2 with PER, ORG, LOC, MISC; third: the
/// original label).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// The third column has the `OntoNotes` label of the name.
    OntoNotes,
    /// LOC and MISC stand for any label they cover.
    Common,
    /// As `Common`, and names that MISC would cover are not marked.
    CommonNoMisc,
    /// As `Common`, with the W-NUT 2017 label in the third column.
    Wnut,
    /// As `Common`, with the NEREL label (Loukachevitch et al. 2021) in the third column.
    Nerel,
    /// As `CommonNoMisc`, with the factRuEval-2016 label in the third column.
    FactRuEval,
    /// The labels of newsint; in Chinese and Korean, tokens are characters (`▁` is a blank).
    Own,
    /// PER, ORG and LOC alone; a place is a country or town. Tokens are characters (`▁` is a
    /// blank) or words without blanks between them.
    Characters,
}

/// One file of training data in CoNLL form.
#[derive(Debug, Clone, Copy)]
pub struct Corpus<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its labels.
    pub scheme: Scheme,
    /// How often each sentence is seen per round.
    pub copies: usize,
    /// Adds copies of every seventh sentence in capitals or headline case.
    pub recase: bool,
}

/// Settings of training.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Rounds over the data.
    pub rounds: usize,
    /// Features seen in fewer words are left out.
    pub count_min: u32,
    /// Averaged weights below this are dropped.
    pub weight_min: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 4, count_min: 3, weight_min: 0.15 }
    }
}

/// One sentence: its features by word, and the labels each word may have (bits).
#[derive(Debug, Default)]
struct Sentence {
    features: Vec<u32>,
    ends: Vec<u32>,
    allowed: Vec<u32>,
}

const ALL: u32 = (1 << TAGS) - 1;
const PLACES: [Label; 3] = [Label::Gpe, Label::Loc, Label::Fac];
const OTHERS: [Label; 5] = [Label::Norp, Label::Event, Label::Product, Label::Law, Label::Work];

/// Trains the model of a language and returns the bytes of its file. `clusters` are lines of word,
/// fine and coarse cluster; none if empty.
pub fn train(
    language: &str,
    corpora: &[Corpus<'_>],
    clusters: &str,
    settings: Settings,
) -> Result<Vec<u8>> {
    let items = read_clusters(clusters);
    let lookup = Clusters::new(items.len(), items.iter().copied());
    let mut sentences = Vec::new();
    let mut order = Vec::new();
    for corpus in corpora {
        let first = sentences.len();
        read_corpus(language, corpus, &lookup, &mut sentences);
        for _ in 0..corpus.copies {
            order.extend(first..sentences.len());
        }
    }
    let hashes = index(&mut sentences, settings.count_min);
    let mut trainer = Trainer::new(hashes.len());
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..settings.rounds {
        shuffle(&mut order, &mut random);
        for at in &order {
            if let Some(sentence) = sentences.get(*at) {
                trainer.learn(sentence);
            }
        }
    }
    let (rows, transitions) = trainer.finish(&hashes, settings.weight_min);
    store::encode(&rows, &transitions, &items)
        .map_err(|e| Error::Internal(format!("model cannot be compressed: {e}")))
}

fn shuffle(order: &mut [usize], random: &mut u64) {
    for at in (1..order.len()).rev() {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        order.swap(at, (*random % (at as u64 + 1)) as usize);
    }
}

/// Plain lower-case words with their clusters, by hash.
fn read_clusters(text: &str) -> Vec<(u32, u16, u8)> {
    let mut out: Vec<(u32, u16, u8)> = text
        .lines()
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let word = columns.next()?;
            let fine: u16 = columns.next()?.parse().ok()?;
            let coarse: u8 = columns.next()?.parse().ok()?;
            let plain = word.chars().all(|c| c.is_lowercase() || matches!(c, '.' | '\'' | '-'))
                && (2..=18).contains(&word.chars().count());
            plain.then(|| (clusters::key(word), fine + 1, coarse + 1))
        })
        .collect();
    out.sort_unstable();
    out.dedup_by_key(|item| item.0);
    out
}

fn read_corpus(language: &str, corpus: &Corpus<'_>, clusters: &Clusters, out: &mut Vec<Sentence>) {
    let mut number = 0;
    for block in corpus.text.split("\n\n") {
        let rows: Vec<(String, u32)> = block
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with("-DOCSTART-"))
            .filter_map(|l| row(l, corpus.scheme))
            .collect();
        if rows.is_empty() {
            continue;
        }
        let by_char = corpus.scheme == Scheme::Own && chars::by_char(language);
        if by_char || corpus.scheme == Scheme::Characters {
            read_characters(language, &rows, out);
            continue;
        }
        read_sentence(language, &rows, clusters, out);
        number += 1;
        if corpus.recase && number % 14 == 0 {
            let upper: Vec<_> = rows.iter().map(|(w, a)| (w.to_uppercase(), *a)).collect();
            read_sentence(language, &upper, clusters, out);
        } else if corpus.recase && number % 14 == 7 {
            let title: Vec<_> = rows.iter().map(|(w, a)| (headline(w), *a)).collect();
            read_sentence(language, &title, clusters, out);
        }
    }
}

fn headline(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Token and allowed labels of one line.
fn row(line: &str, scheme: Scheme) -> Option<(String, u32)> {
    let mut columns = line.split('\t');
    let word = columns.next()?;
    let common = columns.next()?;
    let original = columns.next().unwrap_or(common);
    let Some((position, kind)) = common.split_once('-') else {
        if matches!(scheme, Scheme::Characters | Scheme::Own) {
            return Some((word.to_string(), 1));
        }
        let unmarked = matches!(scheme, Scheme::CommonNoMisc | Scheme::FactRuEval);
        let labels = if unmarked { OTHERS.as_slice() } else { &[] };
        return Some((word.to_string(), 1 | bits(labels, None)));
    };
    let fine = original.split_once('-').map_or("", |(_, k)| k);
    if scheme == Scheme::Own {
        let label = Label::ALL.into_iter().find(|l| l.as_str() == kind)?;
        // A weapon is found by rules: the model may say what it likes there.
        let set = begin(label).map_or(ALL, |_| bits(&[label], Some(position == "B")));
        return Some((word.to_string(), set));
    }
    let exact = match (scheme, fine) {
        (Scheme::OntoNotes, "GPE")
        | (Scheme::Nerel, "COUNTRY" | "CITY" | "STATE_OR_PROVINCE" | "DISTRICT")
        | (Scheme::FactRuEval, "LocOrg") => Some(Label::Gpe),
        (Scheme::OntoNotes, "LOC") | (Scheme::Nerel, "LOCATION") => Some(Label::Loc),
        (Scheme::OntoNotes, "FAC") | (Scheme::Nerel, "FACILITY") => Some(Label::Fac),
        (Scheme::OntoNotes, "NORP" | "LANGUAGE") | (Scheme::Nerel, "NATIONALITY") => {
            Some(Label::Norp)
        }
        (Scheme::OntoNotes, "EVENT") => Some(Label::Event),
        (Scheme::OntoNotes | Scheme::Wnut, "PRODUCT" | "product") | (Scheme::Nerel, "PRODUCT") => {
            Some(Label::Product)
        }
        (Scheme::OntoNotes, "LAW") => Some(Label::Law),
        (Scheme::OntoNotes | Scheme::Wnut, "WORK_OF_ART" | "creative-work")
        | (Scheme::Nerel, "WORK_OF_ART") => Some(Label::Work),
        _ => None,
    };
    let own = exact.map(|l| [l]);
    let labels: &[Label] = match (&own, kind) {
        (Some(own), _) => own,
        (None, "PER") => &[Label::Person],
        (None, "ORG") => &[Label::Org],
        (None, "LOC") if scheme == Scheme::Characters => &[Label::Gpe],
        (None, "LOC") => &PLACES,
        (None, _) => &OTHERS,
    };
    Some((word.to_string(), bits(labels, Some(position == "B"))))
}

/// The labels that begin (`Some(true)`), continue (`Some(false)`) or do either for some kinds.
fn bits(labels: &[Label], begins: Option<bool>) -> u32 {
    let mut out = 0;
    for tag in labels.iter().filter_map(|l| begin(*l)) {
        out |= match begins {
            Some(true) => 1 << tag,
            Some(false) => 2 << tag,
            None => 3 << tag,
        };
    }
    out
}

/// The text of the rows of a sentence, and the byte where each begins.
fn written(language: &str, rows: &[(String, u32)]) -> (String, Vec<usize>) {
    rejoin(&rows.iter().map(|r| r.0.as_str()).collect::<Vec<_>>(), language)
}

/// What the gazetteer knows of each token.
fn known(language: &str, layer: &Layer<'_>, words: &Words) -> Vec<u8> {
    let context = Context { language, ..Context::default() };
    let mut candidates = Vec::new();
    table::propose(layer, words, &context, &mut candidates);
    table::codes(&candidates, layer.len())
}

/// The labels that the row at a byte allows, and whether it begins there.
fn row_at(starts: &[usize], rows: &[(String, u32)], at: usize) -> (u32, bool) {
    let row = starts.partition_point(|s| *s <= at).saturating_sub(1);
    (rows.get(row).map_or(ALL, |r| r.1), starts.get(row) == Some(&at))
}

fn read_sentence(
    language: &str,
    rows: &[(String, u32)],
    clusters: &Clusters,
    out: &mut Vec<Sentence>,
) {
    let (text, starts) = written(language, rows);
    let layer = Layer::new(&text);
    let words = Words::new(&layer);
    let known = known(language, &layer, &words);
    let mut features = Features::default();
    for &(from, to, casing) in &words.sentences {
        features.read(&layer, &words, (from, to, casing), &known, clusters, false);
        let allowed = (from..to)
            .map(|w| {
                let start = words.get(w).and_then(|w| layer.get(w.from as usize));
                let start = start.map_or(0, |t| t.span.start as usize);
                row_at(&starts, rows, start).0
            })
            .collect::<Vec<u32>>();
        out.push(Sentence {
            features: features.hashes.iter().map(|h| (*h).max(1)).collect(),
            ends: features.ends.iter().map(|e| *e as u32).collect(),
            allowed: mend(allowed),
        });
    }
}

/// A sentence for a tagger by character.
fn read_characters(language: &str, rows: &[(String, u32)], out: &mut Vec<Sentence>) {
    let (text, starts) = written(language, rows);
    let layer = Layer::new(&text);
    let known = known(language, &layer, &Words::new(&layer));
    let (mut hashes, mut ends) = (Vec::new(), Vec::new());
    for &(from, to) in &layer.sentences {
        let units = chars::units(&layer, (from as usize, to as usize), &known);
        chars::features(&units, &mut hashes, &mut ends);
        let allowed = units.iter().map(|unit| {
            let (set, begins) = row_at(&starts, rows, unit.start as usize);
            if begins { set } else { chars::inside(set) }
        });
        out.push(Sentence {
            features: hashes.clone(),
            ends: ends.iter().map(|e| *e as u32).collect(),
            allowed: mend(allowed.collect()),
        });
    }
}

/// A continuation whose beginning was split off becomes a beginning.
fn mend(mut allowed: Vec<u32>) -> Vec<u32> {
    let begins = 0x000A_AAAA & ALL;
    let mut before = 1_u32;
    for set in &mut allowed {
        let inside = *set & !begins & !1;
        let reachable = (before & begins) << 1 | before & !begins & !1;
        if inside != 0 && *set & 1 == 0 && inside & reachable == 0 {
            *set |= inside >> 1;
        }
        before = *set;
    }
    allowed
}

/// Replaces hashes by dense numbers (0: too rare) and returns the hash of each number.
fn index(sentences: &mut [Sentence], count_min: u32) -> Vec<u32> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for hash in sentences.iter().flat_map(|s| &s.features) {
        *counts.entry(*hash).or_default() += 1;
    }
    let mut kept: Vec<u32> =
        counts.iter().filter(|(_, n)| **n >= count_min).map(|(h, _)| *h).collect();
    kept.sort_unstable();
    kept.insert(0, 0);
    let numbers: FxHashMap<u32, u32> = kept.iter().zip(0..).map(|(h, n)| (*h, n)).collect();
    for hash in sentences.iter_mut().flat_map(|s| &mut s.features) {
        *hash = numbers.get(hash).copied().unwrap_or(0);
    }
    kept
}

/// The perceptron with the sums for averaging (Daumé's lazy form: `w - u / c`).
struct Trainer {
    weights: Vec<[i32; TAGS]>,
    sums: Vec<[f64; TAGS]>,
    transitions: Transitions,
    transition_sums: [[f64; TAGS]; TAGS],
    clock: f64,
    decoder: Decoder,
    scores: Vec<Scores>,
    best: Vec<u8>,
    gold: Vec<u8>,
}

impl Trainer {
    fn new(features: usize) -> Self {
        Self {
            weights: vec![[0; TAGS]; features],
            sums: vec![[0.0; TAGS]; features],
            transitions: [[0; TAGS]; TAGS],
            transition_sums: [[0.0; TAGS]; TAGS],
            clock: 1.0,
            decoder: Decoder::default(),
            scores: Vec::new(),
            best: Vec::new(),
            gold: Vec::new(),
        }
    }

    /// One step: the best labelling against the best one that the data allow.
    fn learn(&mut self, sentence: &Sentence) {
        self.score(sentence);
        let scores = &self.scores;
        self.decoder.decode(scores, &self.transitions, |_| ALL, &mut self.best);
        let fits = self.best.iter().zip(&sentence.allowed).all(|(tag, set)| set >> tag & 1 == 1);
        if !fits {
            let allowed = |at: usize| sentence.allowed.get(at).copied().unwrap_or(ALL);
            self.decoder.decode(scores, &self.transitions, allowed, &mut self.gold);
            self.update(sentence);
        }
        self.clock += 1.0;
    }

    fn score(&mut self, sentence: &Sentence) {
        self.scores.clear();
        let mut start = 0;
        for end in &sentence.ends {
            let mut own = [0; TAGS];
            for feature in sentence.features.get(start..*end as usize).unwrap_or(&[]) {
                if let Some(row) = self.weights.get(*feature as usize).filter(|_| *feature > 0) {
                    for (score, weight) in own.iter_mut().zip(row) {
                        *score += weight;
                    }
                }
            }
            self.scores.push(own);
            start = *end as usize;
        }
    }

    fn update(&mut self, sentence: &Sentence) {
        let mut start = 0;
        let (mut last_gold, mut last_best) = (0, 0);
        let tags = self.gold.clone().into_iter().zip(self.best.clone());
        for (at, ((gold, best), end)) in tags.zip(&sentence.ends).enumerate() {
            let (gold, best, end) = (usize::from(gold), usize::from(best), *end as usize);
            if gold != best {
                for feature in sentence.features.get(start..end).unwrap_or(&[]) {
                    self.add(*feature as usize, gold, 1);
                    self.add(*feature as usize, best, -1);
                }
            }
            if at > 0 && (gold, last_gold) != (best, last_best) {
                self.link(last_gold, gold, 1);
                self.link(last_best, best, -1);
            }
            (last_gold, last_best) = (gold, best);
            start = end;
        }
    }

    fn add(&mut self, feature: usize, tag: usize, step: i32) {
        if let Some(weight) = self.weights.get_mut(feature).and_then(|r| r.get_mut(tag)) {
            *weight += step;
        }
        if let Some(sum) = self.sums.get_mut(feature).and_then(|r| r.get_mut(tag)) {
            *sum += f64::from(step) * self.clock;
        }
    }

    fn link(&mut self, before: usize, tag: usize, step: i32) {
        if let Some(weight) = self.transitions.get_mut(before).and_then(|r| r.get_mut(tag)) {
            *weight += step;
        }
        if let Some(sum) = self.transition_sums.get_mut(before).and_then(|r| r.get_mut(tag)) {
            *sum += f64::from(step) * self.clock;
        }
    }

    /// Averages and rounds the weights; rows without any are left out.
    fn finish(&self, hashes: &[u32], weight_min: f32) -> (Vec<Row>, Transitions) {
        let average = |w: i32, s: f64| f64::from(w) - s / self.clock;
        let mut sizes: Vec<f64> = Vec::new();
        for (weights, sums) in self.weights.iter().zip(&self.sums).skip(1) {
            let row = weights.iter().zip(sums).map(|(w, s)| average(*w, *s).abs());
            sizes.extend(row.filter(|a| *a >= f64::from(weight_min)));
        }
        sizes.sort_by(f64::total_cmp);
        let top = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 2000)).copied();
        let scale = 127.0 / top.unwrap_or(1.0).max(1e-6);
        let mut rows = Vec::new();
        for (hash, (weights, sums)) in
            hashes.iter().zip(self.weights.iter().zip(&self.sums)).skip(1)
        {
            let row: Vec<(u8, i8)> = weights
                .iter()
                .zip(sums)
                .enumerate()
                .filter_map(|(tag, (w, s))| {
                    let value = average(*w, *s);
                    let small = (value * scale).round().clamp(-127.0, 127.0) as i8;
                    (value.abs() >= f64::from(weight_min) && small != 0)
                        .then_some((tag as u8, small))
                })
                .collect();
            if !row.is_empty() {
                rows.push((*hash, row));
            }
        }
        let mut transitions = self.transitions;
        for (row, sums) in transitions.iter_mut().zip(&self.transition_sums) {
            for (weight, sum) in row.iter_mut().zip(sums) {
                *weight = (average(*weight, *sum) * scale).round() as i32;
            }
        }
        (rows, transitions)
    }
}
