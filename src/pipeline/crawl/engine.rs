//! The loop: asks hosts in their turn, stores what comes, and has it read meanwhile.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;

use super::super::STOP;
use super::super::session::Session;
use super::clock::Clock;
use super::discover::shape_of;
use super::fetched::{self, Settled};
use super::hosts::{HostId, Hosts, RobotsState};
use super::plan::{Decided, Event, Plan, Progress, Report};
use super::reading::{Readers, Reading};
use super::source::Source;
use crate::corpus::{NEVER, UrlRow, UrlState};
use crate::crawl::address::AllowedHosts;
use crate::crawl::family::Families;
use crate::crawl::fetch::{Fetcher, Options, Request};
use crate::crawl::key;
use crate::crawl::role::Role;
use crate::error::{Error, Result};
use crate::limits::{
    CRAWL_BODY_BYTES_MAX, CRAWL_CONNECTIONS_MAX, CRAWL_PATIENCE_SECONDS_MAX, CRAWL_TICK_MILLIS,
    FETCH_HEAD_SECONDS_MAX, FETCH_ROBOTS_SECONDS_MAX, ROBOTS_BYTES_MAX,
};
use crate::model::Document;

/// Media types whose bodies are not worth reading: they hold no text for us.
const UNWANTED: &[&str] = &["image/", "video/", "audio/", "font/", "application/zip"];
/// Most addresses of one host that are excluded in one go.
const EXCLUDED_AT_ONCE: usize = 256;

/// What the loop waits for.
#[derive(Debug)]
pub(super) enum Happened {
    /// An answer to the request with that ticket.
    Fetched(u64, Result<Box<Settled>>),
    /// A capture was read.
    Read(Reading),
}

/// A request under way.
#[derive(Debug)]
pub(super) struct Job {
    /// The address; none for robots.txt.
    pub(super) row: Option<UrlRow>,
    pub(super) host: HostId,
    pub(super) role: Role,
    /// As asked for.
    pub(super) url: String,
    /// When, RFC 3339 in UTC.
    pub(super) at: String,
    /// Redirects that a robots.txt led through.
    pub(super) hops: u32,
}

pub(super) struct Engine<'a> {
    pub(super) session: Session,
    pub(super) plan: &'a Plan,
    pub(super) clock: Clock,
    pub(super) sources: FxHashMap<i64, Source>,
    pub(super) hosts: Hosts,
    pub(super) families: Families,
    /// Hashes of keys that are known to be in the frontier.
    pub(super) known: FxHashSet<u64>,
    /// Hashes of texts seen in this run.
    pub(super) texts: FxHashSet<u64>,
    pub(super) report: Report,
    pub(super) told: &'a mut dyn FnMut(Event),
    readers: Readers,
    fetcher: Fetcher,
    happened: (Sender<Happened>, Receiver<Happened>),
    jobs: FxHashMap<u64, Job>,
    tickets: u64,
    pages: u64,
    errors: u64,
    began_at: i64,
    committed_at: i64,
    progress_at: i64,
}

impl std::fmt::Debug for Engine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("hosts", &self.hosts.len()).finish_non_exhaustive()
    }
}

impl<'a> Engine<'a> {
    pub(super) fn new(
        session: Session,
        plan: &'a Plan,
        clock: Clock,
        told: &'a mut dyn FnMut(Event),
    ) -> Result<Self> {
        let options = Options {
            agent: plan.agent.clone(),
            allowed: AllowedHosts::parse(&plan.allow_hosts)?,
            proxies: plan.proxies.clone(),
        };
        let happened = unbounded();
        let readers = Readers::new(&session, happened.0.clone(), plan.capture_only);
        let now = clock.now();
        Ok(Self {
            session,
            plan,
            clock,
            sources: FxHashMap::default(),
            hosts: Hosts::default(),
            families: Families::default(),
            known: FxHashSet::default(),
            texts: FxHashSet::default(),
            report: Report::default(),
            told,
            readers,
            fetcher: Fetcher::new(options)?,
            happened,
            jobs: FxHashMap::default(),
            tickets: 0,
            pages: 0,
            errors: 0,
            began_at: now,
            committed_at: now,
            progress_at: now,
        })
    }

    /// Runs until nothing is left to do soon, a limit is reached, or the user stops it.
    pub(super) fn run(&mut self) -> Result<()> {
        for (host, due) in self.session.store().queued_hosts()? {
            let id = self.hosts.id(&host);
            self.hosts.schedule(id, due);
        }
        loop {
            if STOP.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            let now = self.clock.now();
            self.report.cut = self.limit_reached();
            if self.report.cut.is_none() {
                self.dispatch()?;
            }
            self.feed_readers()?;
            let drained = self.report.cut.is_some() || self.nothing_soon(now);
            if self.jobs.is_empty() && drained && self.readers.is_idle() {
                return self.commit();
            }
            self.wait(now)?;
            self.commit_if_due()?;
            self.show_progress()?;
        }
    }

    /// Why no more is asked for, if a limit of the user is reached.
    pub(super) fn limit_reached(&self) -> Option<&'static str> {
        let millis = self.clock.now() - self.began_at;
        let time = self.plan.max_time.is_some_and(|max| millis.unsigned_abs() >= millis_of(max));
        let pages = self.plan.max_pages.is_some_and(|max| self.pages >= max);
        if pages {
            Some("--max-pages was reached")
        } else if time {
            Some("--max-time was reached")
        } else {
            None
        }
    }

    /// Whether no host's turn comes within the time we care to wait.
    fn nothing_soon(&mut self, now: i64) -> bool {
        let patience = (CRAWL_PATIENCE_SECONDS_MAX * 1000).cast_signed();
        self.hosts.next_at().is_none_or(|at| at > now.saturating_add(patience))
    }

    fn wait(&mut self, now: i64) -> Result<()> {
        let next = self.hosts.next_at().map_or(CRAWL_TICK_MILLIS, |at| at - now);
        let idle = self.jobs.len() >= CRAWL_CONNECTIONS_MAX || self.report.cut.is_some();
        let millis = if idle { CRAWL_TICK_MILLIS } else { next.clamp(0, CRAWL_TICK_MILLIS) };
        match self.happened.1.recv_timeout(Duration::from_millis(millis.unsigned_abs())) {
            Ok(happened) => self.handle(happened)?,
            Err(RecvTimeoutError::Timeout) => return Ok(()),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::Internal("the network threads are gone".to_string()));
            }
        }
        for _ in 0..CRAWL_CONNECTIONS_MAX {
            let Ok(happened) = self.happened.1.try_recv() else { break };
            self.handle(happened)?;
        }
        Ok(())
    }

    fn handle(&mut self, happened: Happened) -> Result<()> {
        match happened {
            Happened::Fetched(ticket, settled) => {
                let Some(job) = self.jobs.remove(&ticket) else { return Ok(()) };
                let settled = *settled?;
                self.errors += u64::from(settled.result.is_err());
                self.answered(job, settled)
            }
            Happened::Read(reading) => self.read(reading),
        }
    }

    /// Starts requests to every host whose turn it is.
    fn dispatch(&mut self) -> Result<()> {
        while self.jobs.len() < CRAWL_CONNECTIONS_MAX {
            let under_way = self.jobs.values().filter(|job| job.row.is_some()).count() as u64;
            if self.plan.max_pages.is_some_and(|max| self.pages + under_way >= max) {
                return Ok(());
            }
            let Some(id) = self.hosts.pop(self.clock.now()) else { return Ok(()) };
            self.serve(id)?;
        }
        Ok(())
    }

    /// One host's turn.
    fn serve(&mut self, id: HostId) -> Result<()> {
        let now = self.clock.now();
        let Some(host) = self.hosts.get_mut(id) else { return Ok(()) };
        if host.busy {
            return Ok(());
        }
        if !host.breaker.allows(now.unsigned_abs()) {
            let until = host.breaker.closed_until(now.unsigned_abs());
            self.hosts.schedule(id, until.map_or(now, u64::cast_signed).max(now + 1));
            return Ok(());
        }
        let name = host.name.clone();
        match host.robots {
            RobotsState::Rules(_) => {}
            RobotsState::Unknown => return self.open_host(id, &name),
            RobotsState::Asking | RobotsState::Closed(_) => return Ok(()),
        }
        for _ in 0..EXCLUDED_AT_ONCE {
            let Some(row) = self.session.write()?.take_url(&name, now)? else {
                if let Some(due) = self.session.store().next_due(&name)? {
                    self.hosts.schedule(id, due.max(now + 1));
                }
                return Ok(());
            };
            match self.veto(id, &row) {
                Some((outcome, reason, due)) => self.exclude(row, outcome, reason, due)?,
                None => return self.ask(id, row),
            }
        }
        self.hosts.schedule(id, now);
        Ok(())
    }

    /// Why an address is not asked for after all: outcome, reason, when to think again.
    fn veto(&mut self, id: HostId, row: &UrlRow) -> Option<(&'static str, String, i64)> {
        if let Some(host) = self.hosts.get(id)
            && let RobotsState::Rules(rules) = &host.robots
            && !rules.allows(&row.url)
        {
            return Some(("excluded", "robots.txt forbids it".to_string(), 0));
        }
        let shape = shape_of(&row.url);
        if row.status.is_none() && !self.families.open(&shape) {
            return Some(("trap", format!("pages like {shape} led to nothing new"), NEVER));
        }
        None
    }

    /// Sends a request.
    fn ask(&mut self, id: HostId, row: UrlRow) -> Result<()> {
        let Some(url) = key::parse(&row.url, None) else {
            return self.exclude(row, "excluded", "not an address".to_string(), NEVER);
        };
        if let Some(source) = self.sources.get_mut(&row.source) {
            source.asked += 1;
            if source.max_pages.is_some_and(|max| source.asked >= max) {
                self.session.write()?.deactivate(row.source)?;
            }
        }
        let role = Role::from_name(&row.role).unwrap_or(Role::Page);
        // Without the bytes there is nothing that "not modified" could refer to.
        let known = row.sha256.is_some();
        let request = Request {
            url,
            etag: row.etag.clone().filter(|_| known),
            modified: row.modified.clone().filter(|_| known),
            bytes_max: CRAWL_BODY_BYTES_MAX,
            head_time: Duration::from_secs(FETCH_HEAD_SECONDS_MAX),
            unwanted: UNWANTED,
        };
        let url = row.url.clone();
        self.start(
            request,
            Job { row: Some(row), host: id, role, url, at: String::new(), hops: 0 },
        );
        Ok(())
    }

    /// Asks for robots.txt at an address.
    pub(super) fn ask_robots(&mut self, id: HostId, url: Url, hops: u32) {
        if let Some(host) = self.hosts.get_mut(id) {
            host.robots = RobotsState::Asking;
        }
        let text = url.to_string();
        let request = Request {
            url,
            etag: None,
            modified: None,
            bytes_max: ROBOTS_BYTES_MAX + 64 * 1024,
            head_time: Duration::from_secs(FETCH_ROBOTS_SECONDS_MAX),
            unwanted: &[],
        };
        let (at, role) = (String::new(), Role::Robots);
        self.start(request, Job { row: None, host: id, role, url: text, at, hops });
    }

    fn start(&mut self, request: Request, mut job: Job) {
        job.at = self.clock.stamp();
        if let Some(host) = self.hosts.get_mut(job.host) {
            host.busy = true;
        }
        self.tickets += 1;
        let (ticket, send) = (self.tickets, self.happened.0.clone());
        let (role, url, at) = (job.role, Arc::<str>::from(job.url.as_str()), job.at.clone());
        let extractor = self.session.extractor();
        self.fetcher.start(request, move |answer| {
            let settled = fetched::settle(answer, role, (&url, &at), &extractor).map(Box::new);
            // Nobody listens any more when the run has ended.
            let _ = send.send(Happened::Fetched(ticket, settled));
        });
        self.jobs.insert(ticket, job);
    }

    /// Notes that an address of a page was answered.
    pub(super) fn count(&mut self, bytes: u64, is_page: bool) {
        self.report.bytes += bytes;
        if is_page {
            self.pages += 1;
            self.report.answers += 1;
        }
    }

    /// Writes that an address is not asked for.
    pub(super) fn exclude(
        &mut self,
        mut row: UrlRow,
        outcome: &str,
        reason: String,
        due_at: i64,
    ) -> Result<()> {
        self.tell(&row.url, outcome, row.status, Some(&reason));
        row.outcome = Some(outcome.to_owned());
        row.reason = Some(reason);
        row.due_at = due_at;
        self.session.write()?.update_url(&row, UrlState::Excluded)
    }

    pub(super) fn tell(
        &mut self,
        url: &str,
        outcome: &str,
        status: Option<u16>,
        reason: Option<&str>,
    ) {
        let reason = reason.map(str::to_owned);
        let (url, outcome) = (url.to_owned(), outcome.to_owned());
        (self.told)(Event::Decided(Decided { url, outcome, status, reason }));
    }

    fn feed_readers(&mut self) -> Result<()> {
        self.readers.feed(self.session.store())
    }

    /// Hands the document of a fresh capture to the readers, so that it is not read twice.
    pub(super) fn hand_on(&mut self, capture: u64, document: Document) {
        self.readers.hand_on(capture, document);
    }

    /// Stores what a capture says.
    fn read(&mut self, reading: Reading) -> Result<()> {
        let Reading { capture, url, found } = reading;
        self.readers.done();
        let outcome = self.session.attach(capture, found?)?;
        self.tell(&url, outcome.name(), Some(200), outcome.reason());
        Ok(())
    }

    fn commit_if_due(&mut self) -> Result<()> {
        if self.clock.now() - self.committed_at >= crate::limits::CRAWL_COMMIT_MILLIS {
            self.commit()?;
        }
        Ok(())
    }

    pub(super) fn commit(&mut self) -> Result<()> {
        self.session.commit()?;
        self.committed_at = self.clock.now();
        Ok(())
    }

    fn show_progress(&mut self) -> Result<()> {
        let now = self.clock.now();
        if now - self.progress_at < 500 {
            return Ok(());
        }
        self.progress_at = now;
        let progress = Progress {
            answers: self.report.answers,
            bytes: self.report.bytes,
            queued: self.session.store().queued()?,
            hosts: self.hosts.len() as u64,
            in_flight: self.jobs.len() as u64,
            errors: self.errors,
            unread: self.readers.waiting(),
        };
        (self.told)(Event::Progress(progress));
        Ok(())
    }

    /// Ends the run: what is under way is dropped, what was stored is made durable.
    pub(super) fn close(mut self) -> Result<Report> {
        self.report.traps =
            self.families.closed().map(|(shape, pages)| (shape.to_owned(), pages)).collect();
        let closed = self.hosts.closed().map(|(host, reason)| (host.to_owned(), reason.to_owned()));
        self.report.closed_hosts = closed.collect();
        self.report.waiting = self.session.store().queued()?;
        self.report.waiting_until = match self.report.waiting {
            0 => None,
            _ => self.session.store().earliest_queued()?,
        };
        self.report.unread = self.session.store().pending_count()?;
        self.fetcher.stop();
        self.readers.close();
        self.session.close()?;
        Ok(self.report)
    }
}

fn millis_of(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
