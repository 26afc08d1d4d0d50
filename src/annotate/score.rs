//! Precision, recall and F1 of marks against marks, with intervals.
//!
//! A mark is right when start, end and label are (CoNLL-2003). Precision and recall have Wilson
//! score intervals (Wilson, 1927), F1 the percentile bootstrap over documents (Efron, 1979), both
//! at 95 %.

use std::collections::BTreeMap;

/// Counts of one label, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Marks in the data.
    pub gold: u64,
    /// Marks found.
    pub found: u64,
    /// Marks found that are right.
    pub right: u64,
}

impl Counts {
    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        let whole = self.gold + self.found;
        if whole == 0 { 0.0 } else { 2.0 * self.right as f64 / whole as f64 }
    }

    /// These and those.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            gold: self.gold + other.gold,
            found: self.found + other.found,
            right: self.right + other.right,
        }
    }
}

/// Lower and upper end.
pub type Interval = (f64, f64);

/// Counts by label, one entry a document.
pub type Scores = Vec<BTreeMap<String, Counts>>;

/// Compares the marks of one text; a mark counts once.
pub fn compare(
    gold: &[(usize, usize, String)],
    found: &[(usize, usize, String)],
) -> BTreeMap<String, Counts> {
    let mut out: BTreeMap<String, Counts> = BTreeMap::new();
    let unique = |marks: &[(usize, usize, String)]| {
        marks.iter().cloned().collect::<std::collections::BTreeSet<_>>()
    };
    let (gold, found) = (unique(gold), unique(found));
    for mark in &gold {
        out.entry(mark.2.clone()).or_default().gold += 1;
    }
    for mark in &found {
        let counts = out.entry(mark.2.clone()).or_default();
        counts.found += 1;
        counts.right += u64::from(gold.contains(mark));
    }
    out
}

/// 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_964;

/// Wilson score interval of a share; all of 0 to 1 when there is nothing to count.
pub fn wilson(part: u64, whole: u64) -> Interval {
    if whole == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
}

/// Samples of the bootstrap.
const SAMPLES: usize = 1_000;

/// Bootstrap interval of F1 over documents; the same documents give the same interval.
pub fn f1_interval(documents: &[Counts]) -> Interval {
    if documents.is_empty() {
        return (0.0, 1.0);
    }
    // A 64-bit xorshift (Marsaglia, 2003) from a fixed seed.
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut values: Vec<f64> = (0..SAMPLES)
        .map(|_| {
            let drawn = (0..documents.len()).filter_map(|_| {
                documents.get(usize::try_from(next() % documents.len() as u64).unwrap_or(0))
            });
            drawn.fold(Counts::default(), |sum, c| sum.plus(*c)).f1()
        })
        .collect();
    values.sort_by(f64::total_cmp);
    let per_mille = |share: usize| values.get((share * (SAMPLES - 1) + 500) / 1000).copied();
    (per_mille(25).unwrap_or(0.0), per_mille(975).unwrap_or(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_intervals_are_those_of_the_textbook() {
        let (low, high) = wilson(8, 10);
        assert!((low - 0.4902).abs() < 1e-3 && (high - 0.9433).abs() < 1e-3, "{low} {high}");
    }

    #[test]
    fn a_wrong_border_or_label_is_wrong() {
        let mark = |s, e, l: &str| (s, e, l.to_string());
        let gold = [mark(0, 5, "PERSON"), mark(7, 9, "ORG")];
        let found = [mark(0, 5, "PERSON"), mark(7, 10, "ORG")];
        let counts = compare(&gold, &found);
        assert_eq!(counts["PERSON"], Counts { gold: 1, found: 1, right: 1 });
        assert_eq!(counts["ORG"], Counts { gold: 1, found: 1, right: 0 });
        let all = counts.values().fold(Counts::default(), |a, b| a.plus(*b));
        let (low, high) = f1_interval(&[all; 20]);
        assert!((low - 0.5).abs() < 1e-9 && (high - 0.5).abs() < 1e-9);
    }
}
