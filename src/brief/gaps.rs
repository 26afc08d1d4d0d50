//! What was asked and not found, and what could not be read: facts on the corpus, not on the world.

use std::collections::{BTreeMap, BTreeSet};

use super::types::{Brief, Gap, Month};
use crate::model::{FlagKind, StoredDocument};

/// Ids named for one gap.
const NAMED: usize = 10;
/// Months shown at most; beyond, no month is told.
const MONTHS_MAX: usize = 240;

/// Documents by month, every month between the first and the last.
pub(super) fn months(documents: &[StoredDocument]) -> Vec<Month> {
    let mut counts: BTreeMap<(i16, i8), usize> = BTreeMap::new();
    for published in documents.iter().filter_map(|d| d.document.published) {
        *counts.entry((published.date.year(), published.date.month())).or_default() += 1;
    }
    let (Some((first, _)), Some((last, _))) = (counts.first_key_value(), counts.last_key_value())
    else {
        return Vec::new();
    };
    let (mut at, last) = (*first, *last);
    let mut out = Vec::new();
    while at <= last && out.len() <= MONTHS_MAX {
        let documents = counts.get(&at).copied().unwrap_or(0);
        out.push(Month { month: format!("{:04}-{:02}", at.0, at.1), documents });
        at = if at.1 == 12 { (at.0.saturating_add(1), 1) } else { (at.0, at.1 + 1) };
    }
    if out.len() > MONTHS_MAX { Vec::new() } else { out }
}

fn gap(kind: &'static str, text: String, documents: &[&StoredDocument]) -> Gap {
    let documents = documents.iter().take(NAMED).map(|d| d.id.clone()).collect();
    Gap { kind, text, documents }
}

fn many(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// The gaps of a brief over these documents; `languages` are those whose dates and names are read.
pub(super) fn gaps(brief: &Brief, documents: &[StoredDocument], languages: &[&str]) -> Vec<Gap> {
    let mut out = Vec::new();
    let all: Vec<&StoredDocument> = documents.iter().collect();
    let such = |test: &dyn Fn(&StoredDocument) -> bool| -> Vec<&StoredDocument> {
        all.iter().copied().filter(|d| test(d)).collect()
    };
    months_without(&brief.months, &mut out);
    let undated = such(&|d| d.document.published.is_none());
    if !undated.is_empty() {
        let text = format!("{} without a date of publication", many(undated.len(), "document"));
        out.push(gap("undated", text, &undated));
    }
    for (kind, what) in [
        (FlagKind::Truncated, "cut off"),
        (FlagKind::Paywalled, "cut off at a paywall"),
        (FlagKind::Translated, "translated by machine, by their own word"),
        (FlagKind::Liveblog, "of a live blog"),
    ] {
        let found = such(&|d| d.document.flags.iter().any(|f| f.kind == kind));
        if !found.is_empty() {
            let text = format!("{} {what}", many(found.len(), "document"));
            out.push(gap("flag", text, &found));
        }
    }
    let unknown = such(&|d| d.document.language.is_none());
    if !unknown.is_empty() {
        let text =
            format!("{} in a language that was not recognised", many(unknown.len(), "document"));
        out.push(gap("language", text, &unknown));
    }
    let spoken: BTreeSet<&str> =
        all.iter().filter_map(|d| d.document.language.as_deref()).collect();
    for language in spoken.into_iter().filter(|l| !languages.contains(l)) {
        let found = such(&|d| d.document.language.as_deref() == Some(language));
        let text = format!(
            "{} in {language}, in which dates and names are not read",
            many(found.len(), "document")
        );
        out.push(gap("language", text, &found));
    }
    if brief.scope.outlets.len() <= 1 && !documents.is_empty() {
        out.push(gap("outlet", "all documents come from one outlet".to_string(), &[]));
    }
    for (empty, what) in [
        (brief.figures.is_empty(), "no figure was found"),
        (brief.timeline.is_empty(), "no dated sentence was found"),
        (brief.quotes.is_empty(), "no quotation with a known speaker was found"),
        (brief.people.is_empty(), "no person or organisation was found"),
    ] {
        if empty {
            out.push(gap("section", what.to_string(), &[]));
        }
    }
    out
}

/// Stretches of months without documents.
fn months_without(months: &[Month], out: &mut Vec<Gap>) {
    let mut open: Option<(&str, &str)> = None;
    for month in months {
        if month.documents == 0 {
            open = Some((open.map_or(month.month.as_str(), |(first, _)| first), &month.month));
        } else if let Some((first, last)) = open.take() {
            let stretch =
                if first == last { first.to_string() } else { format!("{first} to {last}") };
            out.push(gap("month", format!("no document was published in {stretch}"), &[]));
        }
    }
}

impl Brief {
    /// Tells what only the search knows: how many documents match, and parts of the query that are
    /// in no document.
    pub fn asked(&mut self, matched: usize, missing: &[String]) {
        self.scope.matched = matched;
        let mut told = Vec::new();
        for term in missing {
            told.push(gap("term", format!("no document has {term}"), &[]));
        }
        if matched > self.scope.documents {
            let left = matched - self.scope.documents;
            let text = format!("{} that match were not read", many(left, "document"));
            told.push(gap("unread", text, &[]));
        }
        self.gaps.splice(0..0, told);
    }
}
