//! How good are the tags? Strict span scores of the entity tagger on text that people have marked.
//!
//! Scores follow the CoNLL-2003 evaluation (Tjong Kim Sang and De Meulder 2003): a name is right
//! when its first word, its last word and its label are. Labels are compared in the four classes
//! that most data have: PER, ORG, LOC (also GPE and FAC) and MISC (the rest).

use std::ops::Range;

use crate::analyse;
use crate::model::{Label, Mention, Value};
use crate::tag::Context;
use crate::text::rejoin;

/// The classes that are compared, in the order of [`Evaluation::classes`].
pub const CLASSES: [&str; 4] = ["PER", "ORG", "LOC", "MISC"];

/// Counts of one class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// Names in the data.
    pub gold: u64,
    /// Names found.
    pub found: u64,
    /// Names found with the right words and class.
    pub right: u64,
}

impl Score {
    /// Share of the found names that are right.
    pub fn precision(self) -> f64 {
        share(self.right, self.found)
    }

    /// Share of the names in the data that were found.
    pub fn recall(self) -> f64 {
        share(self.right, self.gold)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        share(2 * self.right, self.gold + self.found)
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The result of an evaluation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluation {
    /// Sentences read.
    pub sentences: u64,
    /// Words read.
    pub words: u64,
    /// Counts by class, in the order of [`CLASSES`].
    pub classes: [Score; 4],
    /// How far confidences hold: for each tenth (0.0 to 0.1, …) the sum of the confidences, the
    /// names found and the names that are right.
    pub reliability: [(f64, u64, u64); 10],
}

impl Evaluation {
    /// Counts over all classes.
    pub fn all(&self) -> Score {
        self.classes.iter().fold(Score::default(), |sum, s| Score {
            gold: sum.gold + s.gold,
            found: sum.found + s.found,
            right: sum.right + s.right,
        })
    }
}

/// One marked or found name: its words and its class.
type Name = (Range<usize>, usize);

/// Tags the text of a CoNLL file (word, tab, IOB2 label; blank line between sentences) and compares.
///
/// Sentences are tagged one by one, words joined by spaces (in Chinese and Korean as they are
/// written), as in the published scores of other taggers. Without `misc`, names of that class are
/// left out on both sides: some data do not mark them. `Err` names the line (from 1) that is no CoNLL.
pub fn entities(conll: &str, language: &str, misc: bool) -> Result<Evaluation, (usize, String)> {
    let mut out = Evaluation::default();
    let mut words: Vec<&str> = Vec::new();
    let mut labels: Vec<&str> = Vec::new();
    for (number, line) in conll.lines().chain([""]).enumerate() {
        let line = line.trim_end_matches('\r');
        if line.is_empty() || line.starts_with("-DOCSTART-") {
            if !words.is_empty() {
                sentence(&words, &labels, language, misc, &mut out);
            }
            words.clear();
            labels.clear();
            continue;
        }
        let mut columns = line.split('\t');
        let (Some(word), Some(label)) = (columns.next(), columns.next()) else {
            return Err((number + 1, "a line needs a word, a tab and a label".to_string()));
        };
        if label != "O" && class(label).is_none() {
            return Err((number + 1, format!("'{label}' is no IOB2 label of PER, ORG, LOC, MISC")));
        }
        words.push(word);
        labels.push(label);
    }
    Ok(out)
}

/// The class of an IOB2 label, also when it is one of the finer labels.
fn class(label: &str) -> Option<usize> {
    let (_, kind) = label.split_once('-')?;
    if let Some(at) = CLASSES.iter().position(|c| *c == kind) {
        return Some(at);
    }
    Label::ALL.into_iter().find(|l| l.as_str() == kind).map(class_of)
}

fn class_of(label: Label) -> usize {
    match label {
        Label::Person => 0,
        Label::Org => 1,
        Label::Gpe | Label::Loc | Label::Fac => 2,
        _ => 3,
    }
}

fn sentence(words: &[&str], labels: &[&str], language: &str, misc: bool, out: &mut Evaluation) {
    let (text, starts) = rejoin(words, language);
    let context = Context { language, ..Context::default() };
    let gold = marked(labels);
    let found = found(words, &starts, &text, &analyse::text(&text, &context));
    out.sentences += 1;
    out.words += words.len() as u64;
    let counts = |name: &Name| misc || name.1 != 3;
    for name in gold.iter().filter(|n| counts(n)) {
        if let Some(score) = out.classes.get_mut(name.1) {
            score.gold += 1;
        }
    }
    for (name, confidence) in found.iter().filter(|(n, _)| counts(n)) {
        let right = u64::from(gold.contains(name));
        if let Some(score) = out.classes.get_mut(name.1) {
            score.found += 1;
            score.right += right;
        }
        let tenth = (1..10_u8).filter(|t| *confidence * 10.0 >= f32::from(*t)).count();
        if let Some(row) = out.reliability.get_mut(tenth) {
            *row = (row.0 + f64::from(*confidence), row.1 + 1, row.2 + right);
        }
    }
}

/// The names that the labels of a sentence mark.
fn marked(labels: &[&str]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let mut open = false;
    for (at, label) in labels.iter().enumerate() {
        let Some(kind) = class(label) else {
            open = false;
            continue;
        };
        match names.last_mut() {
            Some((range, last)) if open && label.starts_with("I-") && *last == kind => {
                range.end = at + 1;
            }
            _ => names.push((at..at + 1, kind)),
        }
        open = true;
    }
    names
}

/// The entity mentions of a sentence as words. A mention that holds no whole word is left out.
fn found(words: &[&str], starts: &[usize], text: &str, mentions: &[Mention]) -> Vec<(Name, f32)> {
    let starts: Vec<_> = starts.iter().zip(words).map(|(at, w)| *at..*at + w.len()).collect();
    let mut out = Vec::new();
    for mention in mentions {
        let Value::Entity(tag) = &mention.value else { continue };
        let span = mention.span.start as usize..mention.span.end as usize;
        let from = starts.partition_point(|w| w.start < span.start);
        let to = starts.partition_point(|w| w.end <= span.end);
        if from < to && text.get(span).is_some() {
            out.push(((from..to, class_of(tag.label)), tag.confidence));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_the_conll_scorer_reads_them() {
        let names = marked(&["I-PER", "I-PER", "B-PER", "O", "I-LOC", "I-ORG", "B-GPE"]);
        assert_eq!(names, [(0..2, 0), (2..3, 0), (4..5, 2), (5..6, 1), (6..7, 2)]);
    }

    #[test]
    fn a_sentence_is_scored_by_words_and_class() {
        let gold = "Kim\tB-PER\nJong\tI-PER\nUn\tI-PER\nvisited\tO\nMoscow\tB-LOC\n.\tO\n";
        let scores = entities(gold, "en", true).unwrap();
        assert_eq!((scores.sentences, scores.words), (1, 6));
        assert_eq!(scores.all(), Score { gold: 2, found: 2, right: 2 });
        let wrong = gold.replace("B-LOC", "B-ORG");
        let scores = entities(&wrong, "en", true).unwrap().all();
        assert_eq!((scores.right, scores.f1()), (1, 0.5));
    }

    #[test]
    fn a_line_that_is_no_conll_is_named() {
        assert_eq!(entities("a\tO\n\nb\n", "en", true).unwrap_err().0, 3);
        assert_eq!(entities("a\tB-XYZ\n", "en", true).unwrap_err().0, 1);
        assert_eq!(entities("", "en", true).unwrap().all(), Score::default());
    }
}
