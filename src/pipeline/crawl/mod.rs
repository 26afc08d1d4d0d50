//! The crawler at work: sources in, captures and documents out.
//!
//! One loop owns database, captures and frontier. The network threads bring answers, already read
//! and compressed; the loop appends them to the captures before anything else, then tells the
//! frontier, in one transaction that is made durable every half second. A run that is killed loses
//! what was under way and no more: what is in the captures and not in the database is read back
//! when the corpus is opened. Reading threads turn captures into documents meanwhile, in the order
//! of the captures, so that a rebuilt corpus is the same.

mod answer;
mod catch_up;
mod clock;
mod discover;
mod engine;
mod fetched;
mod follow;
mod hosts;
mod keep;
mod plan;
mod reading;
mod robots;
mod settle;
mod source;

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::STOP;
use super::session::Session;
use crate::corpus::Home;
use crate::crawl::role::Role;
use crate::error::{Error, Result};
pub(super) use answer::examine;
pub use clock::Clock;
use engine::Engine;
pub use plan::{Decided, Event, Kind, Plan, Progress, Report, SourcePlan};
use source::Source;

/// Crawls the sources of `plan` into the corpus at `home`.
///
/// A run that was stopped goes on where it was. A run of sources that were gone through asks again
/// what is due: first of all feeds, sitemaps and lists. [`Error::Interrupted`] when [`STOP`] is
/// set; everything stored stays stored.
pub fn crawl(
    home: &Home,
    plan: &Plan,
    clock: Clock,
    told: &mut dyn FnMut(Event),
) -> Result<Report> {
    let mut session = Session::open(home, &plan.extractor, &clock.stamp())?;
    session.recover_captures()?;
    let mut engine = Engine::new(session, plan, clock, told)?;
    engine.open_sources(true)?;
    engine.catch_up()?;
    engine.commit()?;
    let mut result = engine.run();
    while plan.watch && result.is_ok() && engine.report.cut.is_none() {
        engine.finish_sources()?;
        result = engine.rest();
        if result.is_ok() && engine.report.cut.is_none() {
            engine.open_sources(false)?;
            result = engine.run();
        }
    }
    if result.is_ok() && engine.report.cut.is_none() {
        engine.finish_sources()?;
    }
    // What went wrong first is told, not what it leads to.
    let closed = engine.close();
    result?;
    closed
}

impl Engine<'_> {
    /// Begins or resumes a round of every source. `all`: lists, feeds and sitemaps are asked again
    /// whether they are due or not.
    fn open_sources(&mut self, all: bool) -> Result<()> {
        let plan = self.plan;
        let mut opened = Vec::new();
        for source in &plan.sources {
            let settings = source::settings(source);
            let store = self.session.write()?;
            let (id, round, fresh) =
                store.open_source(&source.name, source.kind.as_str(), &settings)?;
            let known = Kind::from_name(&store.source_kind(id)?);
            // What a seed turned out to be stays known, unless the user says something else.
            let kind = match source.kind {
                Kind::Auto => known.unwrap_or(Kind::Auto),
                told => told,
            };
            store.set_source_kind(id, kind.as_str())?;
            self.sources.insert(id, Source::new(source, round, kind)?);
            opened.push((id, round, fresh));
        }
        let ids: Vec<i64> = opened.iter().map(|(id, ..)| *id).collect();
        self.session.write()?.activate(&ids)?;
        let now = self.clock.now();
        for (id, round, fresh) in opened {
            self.sow(id)?;
            if fresh && round > 1 {
                let lists = [Role::Listing, Role::Feed, Role::Sitemap].map(Role::as_str);
                self.session.write()?.requeue(id, round, now, if all { &lists } else { &[] })?;
            }
        }
        self.commit()
    }

    fn finish_sources(&mut self) -> Result<()> {
        let ids: Vec<i64> = self.sources.keys().copied().collect();
        for id in ids {
            self.session.write()?.finish_source(id)?;
        }
        self.commit()
    }

    /// Waits until the first address is due again.
    fn rest(&mut self) -> Result<()> {
        self.known.clear();
        let least = self.clock.now() + crate::limits::CRAWL_REST_SECONDS * 1000;
        let until = self.session.store().earliest_due()?.map_or(least, |due| due.max(least));
        while self.clock.now() < until {
            if STOP.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            self.report.cut = self.limit_reached();
            if self.report.cut.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(())
    }
}
