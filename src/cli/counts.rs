//! `newsint search --count`, `--facet` and `--timeline`: how the hits spread.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::exit::Exit;
use super::search::nothing;
use super::{Session, sanitize};
use crate::corpus::{Facet, Store};
use crate::error::Result;
use crate::limits::FACET_VALUES_DEFAULT;
use crate::search::{Options, Query, Searcher};

/// What to count instead of showing hits.
#[derive(Debug, Args)]
pub(super) struct Counts {
    /// Only the number of documents
    #[arg(long)]
    count: bool,
    /// Count the hits by these instead of showing them (comma-separated)
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FACET")]
    facet: Vec<FacetName>,
    /// Count the hits by time of publication instead of showing them
    #[arg(long, value_enum, value_name = "STEP", conflicts_with = "facet")]
    timeline: Option<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FacetName {
    Site,
    Lang,
    Person,
    Org,
    Place,
    Currency,
    Day,
    Month,
    Year,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    Day,
    Month,
    Year,
}

impl Counts {
    /// True if anything is to be counted.
    pub(super) fn are_asked(&self) -> bool {
        self.count || !self.facet.is_empty() || self.timeline.is_some()
    }

    fn facets(&self) -> Vec<FacetName> {
        match self.timeline {
            Some(Step::Day) => vec![FacetName::Day],
            Some(Step::Month) => vec![FacetName::Month],
            Some(Step::Year) => vec![FacetName::Year],
            None => self.facet.clone(),
        }
    }

    /// Prints what was asked for.
    pub(super) fn run(
        &self,
        session: &mut Session,
        store: &Store,
        searcher: &Searcher,
        query: &Query,
        json: bool,
    ) -> Result<Exit> {
        let unread = Options { limit: 0, count: false, ..Options::default() };
        for note in searcher.search(query, &unread)?.notes {
            session.out.say(&format!("note: {note}"));
        }
        let found = searcher.matching(query, usize::MAX)?;
        if found.is_empty() {
            if self.count {
                session.out.data("0")?;
            }
            return nothing(session, searcher, query);
        }
        if self.count {
            session.out.data(&found.len().to_string())?;
            return Ok(Exit::Done);
        }
        let mut rows = Vec::new();
        for name in self.facets() {
            let Some((label, facet)) = Facet::ALL.get(name as usize).copied() else { continue };
            let mut counts = store.facet(facet, Some(&found))?;
            if self.timeline == Some(Step::Month) {
                counts = with_empty_months(counts);
            }
            if !facet.is_time() {
                counts.truncate(FACET_VALUES_DEFAULT);
            }
            let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
            for (value, documents) in counts {
                if json {
                    session.out.json(&json!({"schema": "newsint.facet/1", "facet": label,
                        "value": value, "documents": documents}))?;
                    continue;
                }
                let mut row = vec![sanitize::line(&value).into_owned(), documents.to_string()];
                if self.timeline.is_none() {
                    row.insert(0, label.to_string());
                } else if session.out.is_terminal() {
                    row.push(bar(documents, most));
                }
                rows.push(row);
            }
        }
        if !json {
            let header: &[&str] = match self.timeline {
                None => &["facet", "value", "documents"],
                Some(_) if session.out.is_terminal() => &["time", "documents", ""],
                Some(_) => &["time", "documents"],
            };
            session.out.table(header, &rows)?;
        }
        Ok(Exit::Done)
    }
}

/// Months between the first and the last in which nothing was published, too.
fn with_empty_months(counts: Vec<(String, u64)>) -> Vec<(String, u64)> {
    let month = |text: &str| -> Option<u32> {
        let (year, month) = text.split_once('-')?;
        (year.parse::<u32>().ok()? * 12 + month.parse::<u32>().ok()?).checked_sub(1)
    };
    let ends = counts.first().zip(counts.last());
    let Some((Some(from), Some(to))) = ends.map(|(a, b)| (month(&a.0), month(&b.0))) else {
        return counts;
    };
    let name = |at: u32| format!("{:04}-{:02}", at / 12, at % 12 + 1);
    let known = |name: &str| counts.iter().find(|(m, _)| m == name).map_or(0, |(_, n)| *n);
    (from..=to).map(name).map(|month| (month.clone(), known(&month))).collect()
}

/// Longest bar of a timeline. Characters.
const BAR_CHARS: u64 = 40;

fn bar(documents: u64, most: u64) -> String {
    "█".repeat((documents * BAR_CHARS).div_ceil(most) as usize)
}
