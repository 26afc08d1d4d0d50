//! What is done with an answer: kept, told to the frontier, followed.

use std::time::Duration;

use super::answer::Examined;
use super::discover::GUESS;
use super::engine::{Engine, Job};
use super::fetched::Settled;
use crate::corpus::{NEVER, UrlRow, UrlState, Visit};
use crate::crawl::fetch::{Failure, FailureKind};
use crate::crawl::retry::{backoff, is_transient, retry_after};
use crate::crawl::revisit::Revisit;
use crate::crawl::role::Role;
use crate::error::Result;
use crate::limits::{
    CRAWL_ADAPTIVE_MILLIS_MAX, CRAWL_BREAKS_MAX, CRAWL_DELAY_SECONDS_MAX, CRAWL_GONE_SECONDS,
    CRAWL_TRIES_MAX,
};
use crate::model::Outcome;

/// An answer on its way into frontier and log.
pub(super) struct Seen<'a> {
    pub(super) at: &'a str,
    pub(super) examined: &'a Examined,
    /// SHA-256 of the payload.
    pub(super) sha256: &'a str,
    pub(super) outcome: &'a Outcome,
    pub(super) truncated: Option<&'static str>,
}

impl Engine<'_> {
    /// Takes in what came of a request, and gives its host the next turn.
    pub(super) fn answered(&mut self, job: Job, settled: Settled) -> Result<()> {
        let id = job.host;
        self.pace(&job, &settled);
        if job.row.is_some() {
            self.page_answered(job, settled)?;
        } else {
            self.robots_answered(job, settled)?;
        }
        let Some(name) = self.hosts.get(id).map(|host| host.name.clone()) else { return Ok(()) };
        if self.hosts.get(id).is_some_and(|host| host.breaks >= CRAWL_BREAKS_MAX) {
            return self.close_host(id, &name, "it failed too often".to_string());
        }
        if let Some(due) = self.session.store().next_due(&name)? {
            self.hosts.schedule(id, due);
        }
        Ok(())
    }

    /// When the host may be asked again: the delay of its source or of its robots.txt, longer for a
    /// host that is slow to answer.
    fn pace(&mut self, job: &Job, settled: &Settled) {
        let now = self.clock.now();
        let own = job.row.as_ref().and_then(|row| self.sources.get(&row.source));
        let own = own.map(|source| source.delay);
        let Some(host) = self.hosts.get_mut(job.host) else { return };
        host.busy = false;
        host.delay = own.unwrap_or(host.delay);
        let mut delay = host.delay;
        if !delay.is_zero() {
            let longest = Duration::from_millis(CRAWL_ADAPTIVE_MILLIS_MAX);
            let last = Duration::from_millis(settled.millis).min(longest);
            host.adaptive = (host.adaptive * 3 + last) / 4;
            delay = delay.max(host.adaptive);
        }
        if let Some(asked) = host.crawl_delay() {
            delay = delay.max(asked.min(Duration::from_secs(CRAWL_DELAY_SECONDS_MAX)));
        }
        host.ready_at = now + i64::try_from(delay.as_millis()).unwrap_or(i64::MAX / 2);
        let broke = match &settled.result {
            Ok(fetched) => fetched.examined.status >= 500,
            Err(failure) => failure.is_transient(),
        };
        if broke {
            let before = host.breaker.closed_until(now.unsigned_abs());
            host.breaker.failure(now.unsigned_abs());
            let after = host.breaker.closed_until(now.unsigned_abs());
            host.breaks += u32::from(after.is_some() && after != before);
        } else {
            host.breaker.success();
        }
    }

    fn page_answered(&mut self, job: Job, settled: Settled) -> Result<()> {
        let Job { row: Some(row), at, host: id, role, .. } = job else { return Ok(()) };
        let name = row.host.clone();
        let visit = Visit {
            url: Some(row.id),
            address: &job.url,
            host: &name,
            at: &at,
            millis: settled.millis,
            ..Visit::default()
        };
        match settled.result {
            Err(failure) => self.failed(row, &visit, failure),
            Ok(fetched) => {
                self.count(fetched.bytes, true);
                let wait = fetched.examined.retry_after.as_deref();
                let wait = wait.and_then(|w| retry_after(w, self.clock.now().unsigned_abs()));
                let status = fetched.examined.status;
                if is_transient(status)
                    && let Some(wait) = wait
                {
                    self.pause(id, wait);
                }
                let broken = fetched.truncated == Some("disconnect");
                if broken && row.tries + 1 < CRAWL_TRIES_MAX {
                    let reason = "the answer broke off";
                    self.session.write()?.add_visit(&Visit {
                        outcome: "failed",
                        status: Some(status),
                        reason: Some(reason),
                        bytes: fetched.bytes,
                        ..visit
                    })?;
                    return self.retry(row, reason, None, Some(status));
                }
                self.keep(row, visit, fetched, role, wait)
            }
        }
    }

    /// A request without an answer.
    fn failed(&mut self, row: UrlRow, visit: &Visit<'_>, failure: Failure) -> Result<()> {
        self.session.write()?.add_visit(&Visit {
            outcome: "failed",
            reason: Some(&failure.reason),
            status: failure.status,
            ..visit.clone()
        })?;
        match failure.kind {
            FailureKind::Forbidden => self.exclude(row, "refused", failure.reason, 0),
            FailureKind::Unread => {
                let row = UrlRow { status: failure.status, ..row };
                self.exclude(row, "not read", failure.reason, NEVER)
            }
            _ => self.retry(row, &failure.reason, None, failure.status),
        }
    }

    /// Nothing is asked of the host before this time has passed.
    fn pause(&mut self, id: super::hosts::HostId, wait: Duration) {
        let until = self.clock.now() + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
        if let Some(host) = self.hosts.get_mut(id) {
            host.ready_at = host.ready_at.max(until);
        }
    }

    /// Another try later, unless there were enough.
    fn retry(
        &mut self,
        mut row: UrlRow,
        reason: &str,
        wait: Option<Duration>,
        status: Option<u16>,
    ) -> Result<()> {
        row.tries += 1;
        row.reason = Some(reason.to_owned());
        row.status = status.or(row.status);
        let now = self.clock.now();
        if row.tries >= CRAWL_TRIES_MAX {
            self.tell(&row.url, "failed", status, Some(reason));
            row.outcome = Some("failed".to_owned());
            // The next round tries again.
            row.due_at = now;
            return self.session.write()?.update_url(&row, UrlState::Failed);
        }
        let wait = wait.unwrap_or_else(|| backoff(row.tries, Duration::from_secs(1), &row.key));
        row.outcome = Some("waiting".to_owned());
        row.due_at = now + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
        self.session.write()?.update_url(&row, UrlState::Queued)
    }

    /// Tells the frontier, and follows what the answer leads to.
    pub(super) fn apply(
        &mut self,
        mut row: UrlRow,
        seen: &Seen<'_>,
        wait: Option<Duration>,
    ) -> Result<()> {
        let Seen { at, examined, sha256, outcome, truncated } = *seen;
        let first = row.fetched_at.is_none();
        let status = examined.status;
        if is_transient(status) {
            return self.retry(row, &format!("HTTP status {status}"), wait, Some(status));
        }
        let changed = status == 200 && row.sha256.as_deref() != Some(sha256);
        row.status = Some(status);
        row.fetched_at = Some(at.to_owned());
        row.outcome = Some(outcome.name().to_owned());
        row.reason = outcome.reason().map(str::to_owned);
        row.tries = 0;
        if let Some(cut) = truncated {
            row.reason = Some(format!("the body was cut ({cut})"));
        }
        if status == 200 {
            row.sha256 = Some(sha256.to_owned()).filter(|sha256| !sha256.is_empty());
            row.etag.clone_from(&examined.etag);
            row.modified.clone_from(&examined.modified);
        }
        let mut state = UrlState::Done;
        if let Some(target) = &examined.location {
            (row, state) = self.redirected(row, target)?;
        } else if status != 200 && status != 304 {
            state = UrlState::Failed;
            let guess = row.hint.as_deref() == Some(GUESS);
            row.outcome = Some(if guess { "not there" } else { "failed" }.to_owned());
        } else if let Some(content) = &examined.content {
            self.follow(&mut row, content, first)?;
        }
        if state != UrlState::Queued {
            let role = Role::from_name(&row.role).unwrap_or(Role::Page);
            let revisit = if first {
                Revisit::first(role)
            } else {
                Revisit::stored(role, row.interval).next(changed)
            };
            row.interval = revisit.interval_seconds;
            let gone = if state == UrlState::Failed { CRAWL_GONE_SECONDS } else { 0 };
            let seconds = row.interval.max(gone).cast_signed();
            row.due_at = self.clock.now().saturating_add(seconds.saturating_mul(1000));
        }
        if row.outcome.as_deref() != Some("pending") || self.plan.capture_only {
            let told = row.outcome.clone().unwrap_or_default();
            self.tell(&row.url, &told, row.status, row.reason.as_deref());
        }
        self.session.write()?.update_url(&row, state)
    }
}
