//! robots.txt of a host, before its first page: looked up, asked for, obeyed (RFC 9309).

use std::time::Duration;

use super::super::session::Answered;
use super::answer::{AGENT, Content};
use super::engine::{Engine, Job};
use super::fetched::{Fetched, Settled};
use super::hosts::{HostId, RobotsState};
use crate::corpus::{HostRow, Visit};
use crate::crawl::fetch::FailureKind;
use crate::crawl::key;
use crate::crawl::retry::{backoff, is_transient, retry_after};
use crate::crawl::robots::Robots;
use crate::error::Result;
use crate::limits::{
    CRAWL_ROBOTS_HOPS_MAX, CRAWL_ROBOTS_SECONDS_MAX, CRAWL_ROBOTS_TRIES_MAX, CRAWL_WAIT_SECONDS,
};

/// What an answer to a request for robots.txt means.
enum Meaning {
    Rules(Vec<u8>),
    /// There is none: everything is allowed.
    None(String),
    Redirect(url::Url),
    /// It may be had later.
    Retry(String, Option<Duration>),
    /// The host is not to be asked at all.
    Refused(String),
}

impl Engine<'_> {
    /// Makes sure of the rules of a host before its first page: those of the last day, else new
    /// ones.
    pub(super) fn open_host(&mut self, id: HostId, name: &str) -> Result<()> {
        let fresh = self.clock.now() - CRAWL_ROBOTS_SECONDS_MAX * 1000;
        if let Some(row) = self.session.store().host(name)?
            && row.robots_at > fresh
            && row.robots != "unreachable"
        {
            self.set_rules(id, row.body.as_deref());
            self.hosts.schedule(id, self.clock.now());
            return Ok(());
        }
        let Some((url, source)) = self.session.store().first_queued(name)? else { return Ok(()) };
        let delay = self.sources.get(&source).map(|source| source.delay);
        if let Some(host) = self.hosts.get_mut(id) {
            host.delay = delay.unwrap_or_default();
        }
        let robots = key::parse(&url, None).and_then(|url| url.join("/robots.txt").ok());
        if let Some(robots) = robots {
            self.ask_robots(id, robots, 0);
        }
        Ok(())
    }

    fn set_rules(&mut self, id: HostId, body: Option<&[u8]>) {
        let robots = body.map_or_else(Robots::allow_all, Robots::parse);
        if let Some(host) = self.hosts.get_mut(id) {
            host.robots = RobotsState::Rules(robots.rules(AGENT));
            host.sitemaps = robots.sitemaps().to_vec();
        }
    }

    pub(super) fn robots_answered(&mut self, job: Job, settled: Settled) -> Result<()> {
        let Job { host: id, url, at, hops, .. } = job;
        let name = self.hosts.get(id).map(|host| host.name.clone()).unwrap_or_default();
        let millis = settled.millis;
        let mut visit = Visit { address: &url, host: &name, at: &at, millis, ..Visit::default() };
        let meaning = match settled.result {
            Err(failure) => {
                visit.outcome = "failed";
                visit.reason = Some(&failure.reason);
                self.session.write()?.add_visit(&visit)?;
                match failure.kind {
                    FailureKind::Forbidden => Meaning::Refused(failure.reason),
                    _ => Meaning::Retry(failure.reason, None),
                }
            }
            Ok(fetched) => {
                let outcome = fetched.examined.outcome();
                let answered = Answered {
                    url: &url,
                    fetched_at: &at,
                    role: job.role.as_str(),
                    kind: fetched.examined.media_type(),
                    outcome: &outcome,
                    document: None,
                };
                let records = &fetched.records;
                let capture = self.session.keep(&answered, &records.request, &records.response)?;
                visit.outcome = outcome.name();
                visit.reason = outcome.reason();
                visit.status = Some(fetched.examined.status);
                visit.bytes = fetched.bytes;
                visit.capture = Some(capture);
                self.session.write()?.add_visit(&visit)?;
                self.count(fetched.bytes, false);
                meaning(fetched, hops, self.clock.now().unsigned_abs())
            }
        };
        self.obey(id, &name, &url, meaning, hops)
    }

    fn obey(
        &mut self,
        id: HostId,
        name: &str,
        url: &str,
        meaning: Meaning,
        hops: u32,
    ) -> Result<()> {
        match meaning {
            Meaning::Rules(body) => {
                self.remember(name, "rules", Some(&body), None)?;
                self.set_rules(id, Some(&body));
            }
            Meaning::None(reason) => {
                self.remember(name, "none", None, Some(reason))?;
                self.set_rules(id, None);
            }
            Meaning::Redirect(target) => self.ask_robots(id, target, hops + 1),
            Meaning::Refused(reason) => self.refuse_host(id, name, reason)?,
            Meaning::Retry(reason, asked) => {
                let now = self.clock.now();
                let tries = self.hosts.get_mut(id).map_or(u32::MAX, |host| {
                    host.robots_tries += 1;
                    host.robots_tries
                });
                if tries < CRAWL_ROBOTS_TRIES_MAX {
                    let wait = asked.unwrap_or_else(|| backoff(tries, Duration::from_secs(1), url));
                    let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
                    if let Some(host) = self.hosts.get_mut(id) {
                        host.robots = RobotsState::Unknown;
                        host.ready_at = host.ready_at.max(now + wait);
                    }
                } else {
                    self.remember(name, "unreachable", None, Some(reason.clone()))?;
                    self.close_host(id, name, format!("robots.txt could not be had: {reason}"))?;
                }
            }
        }
        if !self.hosts.get(id).is_some_and(|host| matches!(host.robots, RobotsState::Closed(_))) {
            self.hosts.schedule(id, self.clock.now());
        }
        Ok(())
    }

    /// Nothing more is asked of a host in this run; what waits, waits for a later one.
    pub(super) fn close_host(&mut self, id: HostId, name: &str, reason: String) -> Result<()> {
        let due = self.clock.now() + CRAWL_WAIT_SECONDS * 1000;
        self.session.write()?.postpone_host(name, due, &reason)?;
        self.tell(name, "waiting", None, Some(&reason));
        if let Some(host) = self.hosts.get_mut(id) {
            host.robots = RobotsState::Closed(reason);
        }
        Ok(())
    }

    /// A host that must not be asked: its addresses are excluded.
    pub(super) fn refuse_host(&mut self, id: HostId, name: &str, reason: String) -> Result<()> {
        for url in self.session.write()?.exclude_host(name, "refused", &reason)? {
            self.tell(&url, "refused", None, Some(&reason));
        }
        if let Some(host) = self.hosts.get_mut(id) {
            host.robots = RobotsState::Closed(reason);
        }
        Ok(())
    }

    fn remember(
        &mut self,
        name: &str,
        robots: &str,
        body: Option<&[u8]>,
        reason: Option<String>,
    ) -> Result<()> {
        let row = HostRow {
            robots: robots.to_owned(),
            body: body.map(<[u8]>::to_vec),
            robots_at: self.clock.now(),
            reason,
        };
        self.session.write()?.set_host(name, &row)
    }

    /// What a robots.txt that a killed run had stored says.
    pub(super) fn remember_robots(
        &mut self,
        url: &str,
        examined: super::answer::Examined,
    ) -> Result<()> {
        let Some(url) = key::parse(url, None) else { return Ok(()) };
        let name = crate::crawl::site::host_key(&url);
        match (examined.content, examined.status) {
            (Some(Content::Robots(body)), _) => self.remember(&name, "rules", Some(&body), None),
            (None, status @ 400..=499) if !is_transient(status) => {
                self.remember(&name, "none", None, Some(format!("HTTP status {status}")))
            }
            _ => Ok(()),
        }
    }
}

/// RFC 9309, 2.3.1: redirects are followed; 4xx means there is none; 5xx and silence mean that
/// nothing may be fetched. 429 asks for patience, which is no permission.
fn meaning(fetched: Fetched, hops: u32, now: u64) -> Meaning {
    let status = fetched.examined.status;
    let wait = fetched.examined.retry_after.as_deref().and_then(|wait| retry_after(wait, now));
    match (fetched.examined.content, fetched.examined.location) {
        (Some(Content::Robots(body)), _) => Meaning::Rules(body),
        (_, Some(target)) if hops < CRAWL_ROBOTS_HOPS_MAX => Meaning::Redirect(target),
        (_, Some(_)) => Meaning::None("too many redirects".to_string()),
        (Some(_), None) => Meaning::Retry("the answer cannot be read".to_string(), None),
        (None, None) if is_transient(status) || status >= 500 => {
            Meaning::Retry(format!("HTTP status {status}"), wait)
        }
        (None, None) => Meaning::None(format!("HTTP status {status}")),
    }
}
