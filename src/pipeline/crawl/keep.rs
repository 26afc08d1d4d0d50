//! How an answer is kept: as a response of its own, or as a revisit of an earlier capture.

use std::time::Duration;

use super::super::session::Answered;
use super::answer::Content;
use super::engine::Engine;
use super::fetched::Fetched;
use super::settle::Seen;
use crate::corpus::{UrlRow, Visit};
use crate::crawl::role::Role;
use crate::error::Result;
use crate::model::Outcome;

impl Engine<'_> {
    /// Stores an answer and goes on with what it holds.
    pub(super) fn keep(
        &mut self,
        row: UrlRow,
        mut visit: Visit<'_>,
        mut fetched: Fetched,
        role: Role,
        wait: Option<Duration>,
    ) -> Result<()> {
        visit.status = Some(fetched.examined.status);
        visit.bytes = fetched.bytes;
        let (url, at) = (visit.address, visit.at);
        let sha256 = fetched.records.response.sha256.clone();
        if fetched.examined.page().is_some_and(|page| page.directives.noarchive) {
            let outcome = Outcome::Skipped("the page asks not to be kept (noarchive)".to_string());
            self.session.write()?.add_visit(&Visit {
                outcome: "not kept",
                reason: outcome.reason(),
                ..visit
            })?;
            let sha256 = String::new();
            let seen = Seen {
                at,
                examined: &fetched.examined,
                sha256: &sha256,
                outcome: &outcome,
                truncated: None,
            };
            return self.apply(row, &seen, wait);
        }
        let (outcome, known, document) = self.compare(&row, &fetched, url, &sha256)?;
        let answered = Answered {
            url,
            fetched_at: at,
            role: role.as_str(),
            kind: fetched.examined.media_type(),
            outcome: &outcome,
            document,
        };
        let revisit = match &known {
            Some((sha256, url_then, at_then)) => {
                Some(fetched.revisit(role, url, at, sha256, (url_then, at_then))?)
            }
            None => None,
        };
        let records = revisit.as_ref().unwrap_or(&fetched.records);
        let capture = self.session.keep(&answered, &records.request, &records.response)?;
        self.session.write()?.add_visit(&Visit {
            outcome: outcome.name(),
            reason: outcome.reason(),
            capture: Some(capture),
            ..visit
        })?;
        let truncated = fetched.truncated;
        let seen =
            Seen { at, examined: &fetched.examined, sha256: &sha256, outcome: &outcome, truncated };
        self.apply(row, &seen, wait)?;
        if outcome == Outcome::Pending
            && let Some(Content::Page(page)) = fetched.examined.content.take()
        {
            self.hand_on(capture, page.document);
        }
        Ok(())
    }

    /// What an answer is beside earlier captures: its outcome, and the capture (digest, address,
    /// time) whose bytes it repeats, with its document.
    #[allow(clippy::type_complexity, reason = "three facts of one look-up, used at once")]
    fn compare(
        &self,
        row: &UrlRow,
        fetched: &Fetched,
        url: &str,
        sha256: &str,
    ) -> Result<(Outcome, Option<(String, String, String)>, Option<u64>)> {
        let outcome = fetched.examined.outcome();
        let is_304 = fetched.examined.status == 304;
        let sha256 = match &row.sha256 {
            Some(known) if is_304 => known.as_str(),
            _ if fetched.examined.content.is_some() => sha256,
            _ => return Ok((outcome, None, None)),
        };
        let Some(earlier) = self.session.store().earlier_capture(sha256, url)? else {
            return Ok((outcome, None, None));
        };
        let is_page = fetched.examined.page().is_some();
        if !(earlier.same_url || is_304 || is_page) {
            return Ok((outcome, None, None));
        }
        let outcome =
            if earlier.same_url || is_304 { Outcome::Unchanged } else { Outcome::SameBytes };
        Ok((outcome, Some((sha256.to_owned(), earlier.url, earlier.fetched_at)), earlier.document))
    }
}
