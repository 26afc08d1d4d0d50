//! What is done with an answer: kept, told to the frontier, followed.

use std::time::Duration;

use super::answer::{Content, Examined, Page};
use super::discover::{GUESS, Lead};
use super::engine::{Engine, Job};
use super::fetched::{Fetched, Settled};
use super::plan::Kind;
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
use crate::model::{FlagKind, Outcome};

/// An answer on its way into frontier and log.
struct Seen<'a> {
    at: &'a str,
    examined: &'a Examined,
    /// SHA-256 of the payload.
    sha256: &'a str,
    outcome: &'a Outcome,
    truncated: Option<&'static str>,
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
            Err(failure) => self.failed(row, visit, failure),
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
    fn failed(&mut self, row: UrlRow, visit: Visit<'_>, failure: Failure) -> Result<()> {
        self.session.write()?.add_visit(&Visit {
            outcome: "failed",
            reason: Some(&failure.reason),
            status: failure.status,
            ..visit
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

    /// Stores an answer and goes on with what it holds.
    fn keep(
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
            return self.apply(row, &seen, wait).map(|_| ());
        }
        let (outcome, known, document) = self.compare(&row, &fetched, url, &sha256)?;
        let kind = fetched.examined.media_type();
        let capture = match known {
            Some((sha256, earlier_url, earlier_at)) => {
                let earlier = (earlier_url.as_str(), earlier_at.as_str());
                let records = fetched.revisit(role, url, at, &sha256, earlier)?;
                let both = (&records.request, &records.response);
                self.session.keep(url, at, role.as_str(), both, kind, &outcome, document)?
            }
            None => {
                let both = (&fetched.records.request, &fetched.records.response);
                self.session.keep(url, at, role.as_str(), both, kind, &outcome, document)?
            }
        };
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

    /// Tells the frontier, and follows what the answer leads to.
    fn apply(&mut self, mut row: UrlRow, seen: &Seen<'_>, wait: Option<Duration>) -> Result<()> {
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

    /// A redirect: its target is an address like others, with one hop more.
    fn redirected(&mut self, mut row: UrlRow, target: &url::Url) -> Result<(UrlRow, UrlState)> {
        row.outcome = Some("redirect".to_owned());
        row.reason = Some(format!("to {target}"));
        if crate::crawl::key::normalise(target) == row.key {
            let same = target.as_str() == row.url;
            if same || row.hops >= 2 {
                row.outcome = Some("failed".to_owned());
                row.reason = Some("redirects to itself".to_owned());
                return Ok((row, UrlState::Failed));
            }
            // The same page under another spelling, a session id say: asked for as the server
            // wants it.
            row.url = target.to_string();
            row.hops += 1;
            row.due_at = 0;
            return Ok((row, UrlState::Queued));
        }
        let lead = Lead {
            url: target,
            source: row.source,
            role: Role::from_name(&row.role).unwrap_or(Role::Page),
            depth: row.depth,
            hops: row.hops + 1,
            via: Some(row.id),
            hint: row.hint.as_deref(),
            priority: row.priority,
            named: true,
            seed: row.depth == 0 && row.role == Role::Listing.as_str(),
        };
        if let Some(refused) = self.follow_redirect(&lead)? {
            row.outcome = Some("excluded".to_owned());
            row.reason = Some(format!("redirects to {target}: {refused}"));
        }
        Ok((row, UrlState::Done))
    }

    fn follow(&mut self, row: &mut UrlRow, content: &Content, first: bool) -> Result<()> {
        self.decide_kind(row, content)?;
        match content {
            Content::Page(page) => self.follow_page(row, page, first),
            Content::Feed(feed) => self.follow_feed(row, feed),
            Content::Sitemap(sitemap) => self.follow_sitemap(row, sitemap),
            Content::Robots(_) | Content::Unread(_) => Ok(()),
        }
    }

    /// What a source is that nobody told us: by what its seed holds.
    fn decide_kind(&mut self, row: &mut UrlRow, content: &Content) -> Result<()> {
        let Some(source) = self.sources.get_mut(&row.source) else { return Ok(()) };
        if source.kind != Kind::Auto || row.depth > 0 {
            return Ok(());
        }
        let root = source.seeds.first().is_some_and(|seed| matches!(seed.path(), "/" | ""));
        let (kind, role) = match content {
            Content::Feed(_) => (Kind::Feed, Role::Feed),
            Content::Sitemap(_) => (Kind::Sitemap, Role::Sitemap),
            Content::Page(_) if root => (Kind::Site, Role::Listing),
            Content::Page(page) if page.flag(FlagKind::Index).is_some() => {
                (Kind::Section, Role::Listing)
            }
            _ => (Kind::Page, Role::Page),
        };
        source.kind = kind;
        row.role = role.as_str().to_owned();
        self.session.write()?.set_source_kind(row.source, kind.as_str())
    }

    fn follow_page(&mut self, row: &mut UrlRow, page: &Page, first: bool) -> Result<()> {
        if let Some(evidence) = page.flag(FlagKind::Soft404) {
            row.outcome = Some("soft 404".to_owned());
            row.reason = Some(evidence.to_owned());
            self.barren(row, first);
            return Ok(());
        }
        if page.flag(FlagKind::Index).is_some() && row.role == Role::Page.as_str() {
            row.role = Role::Listing.as_str().to_owned();
        }
        let leads = self.follow_links(row, page)?;
        let text = &page.document.text;
        let new_text = !text.is_empty() && self.is_new_text(&row.host, text);
        if new_text || leads > 0 {
            self.fruitful(row);
        } else {
            self.barren(row, first);
        }
        Ok(())
    }

    /// Settles captures that a killed run had stored and not told the frontier.
    pub(super) fn catch_up(&mut self) -> Result<()> {
        for untold in self.session.store().untold()? {
            let path = self.session.captures().join(&untold.warc);
            let record = crate::capture::read_at(&path, untold.offset)?;
            let role = Role::from_name(&untold.role).unwrap_or(Role::Page);
            let examined = super::answer::examine(
                role,
                &untold.url,
                &untold.fetched_at,
                &record.block,
                &self.session.extractor(),
            );
            let Some(url) = crate::crawl::key::parse(&untold.url, None) else { continue };
            let host = crate::crawl::site::host_key(&url);
            let key = crate::crawl::key::normalise(&url);
            let row = match role {
                Role::Robots => None,
                _ => self.session.store().url_by_key(&key)?,
            };
            let bytes = record.block.len() as u64;
            self.session.write()?.add_visit(&Visit {
                url: row.as_ref().map(|row| row.id),
                address: &untold.url,
                host: &host,
                at: &untold.fetched_at,
                outcome: "kept",
                status: Some(examined.status),
                reason: Some("taken from the captures of a run that was killed"),
                bytes,
                capture: Some(untold.sequence),
                ..Visit::default()
            })?;
            if role == Role::Robots {
                self.remember_robots(&untold.url, examined)?;
                continue;
            }
            let Some(row) = row else { continue };
            let sha256 = record.payload_sha256().unwrap_or_default();
            let revisit = record.record_type == crate::capture::RecordType::Revisit;
            let outcome = if revisit { Outcome::Unchanged } else { examined.outcome() };
            let at = untold.fetched_at.as_str();
            let examined = Examined { content: examined.content.filter(|_| !revisit), ..examined };
            let seen = Seen {
                at,
                examined: &examined,
                sha256: &sha256,
                outcome: &outcome,
                truncated: None,
            };
            self.apply(row, &seen, None)?;
        }
        Ok(())
    }
}
