//! Whose turn it is: hosts with their pace, in memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use rustc_hash::FxHashMap;

use crate::crawl::retry::Breaker;
use crate::crawl::robots::Rules;

/// Index of a host.
pub(super) type HostId = usize;

/// What robots.txt of a host says.
#[derive(Debug, Default)]
pub(super) enum RobotsState {
    /// Not looked at in this run.
    #[default]
    Unknown,
    /// Being asked for.
    Asking,
    Rules(Rules),
    /// Could not be had: nothing may be fetched in this run. The reason in words.
    Closed(String),
}

/// One host of the run.
#[derive(Debug, Default)]
pub(super) struct Host {
    pub(super) name: String,
    pub(super) robots: RobotsState,
    pub(super) robots_tries: u32,
    /// A request is under way.
    pub(super) busy: bool,
    /// No request before. Milliseconds since 1970.
    pub(super) ready_at: i64,
    /// Least time between the end of an answer and the next request, by its source.
    pub(super) delay: Duration,
    /// The same, as learned from how long answers take.
    pub(super) adaptive: Duration,
    /// Sitemaps that robots.txt names.
    pub(super) sitemaps: Vec<String>,
    pub(super) breaker: Breaker,
    /// Times the breaker opened in this run.
    pub(super) breaks: u32,
    /// The place in the queue that counts, if any.
    scheduled: Option<i64>,
}

impl Host {
    /// The delay that robots.txt asks for.
    pub(super) fn crawl_delay(&self) -> Option<Duration> {
        match &self.robots {
            RobotsState::Rules(rules) => rules.crawl_delay(),
            _ => None,
        }
    }
}

/// All hosts of the run.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    all: Vec<Host>,
    by_name: FxHashMap<String, HostId>,
    queue: BinaryHeap<Reverse<(i64, u64, HostId)>>,
    order: u64,
}

impl Hosts {
    /// The host of that name; made when it is not there.
    pub(super) fn id(&mut self, name: &str) -> HostId {
        if let Some(id) = self.by_name.get(name) {
            return *id;
        }
        let id = self.all.len();
        self.all.push(Host { name: name.to_owned(), ..Host::default() });
        self.by_name.insert(name.to_owned(), id);
        id
    }

    pub(super) fn get(&self, id: HostId) -> Option<&Host> {
        self.all.get(id)
    }

    pub(super) fn get_mut(&mut self, id: HostId) -> Option<&mut Host> {
        self.all.get_mut(id)
    }

    /// How many hosts there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Puts a host into the queue, for not earlier than `at` and its own pace.
    pub(super) fn schedule(&mut self, id: HostId, at: i64) {
        let Some(host) = self.all.get_mut(id) else { return };
        let at = at.max(host.ready_at);
        if host.busy || host.scheduled.is_some_and(|known| known <= at) {
            return;
        }
        host.scheduled = Some(at);
        self.order += 1;
        self.queue.push(Reverse((at, self.order, id)));
    }

    /// Takes the next host whose time has come.
    pub(super) fn pop(&mut self, now: i64) -> Option<HostId> {
        loop {
            let Reverse((at, _, id)) = *self.queue.peek()?;
            let current = self.all.get(id).is_some_and(|host| host.scheduled == Some(at));
            if current && at > now {
                return None;
            }
            self.queue.pop();
            if let Some(host) = self.all.get_mut(id).filter(|_| current) {
                host.scheduled = None;
                return Some(id);
            }
        }
    }

    /// When the next host's time comes.
    pub(super) fn next_at(&mut self) -> Option<i64> {
        loop {
            let Reverse((at, _, id)) = *self.queue.peek()?;
            if self.all.get(id).is_some_and(|host| host.scheduled == Some(at)) {
                return Some(at);
            }
            self.queue.pop();
        }
    }

    /// Names of hosts that nothing may be fetched from in this run, with the reasons.
    pub(super) fn closed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all.iter().filter_map(|host| match &host.robots {
            RobotsState::Closed(reason) => Some((host.name.as_str(), reason.as_str())),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_come_in_the_order_of_their_times() {
        let mut hosts = Hosts::default();
        let (a, b) = (hosts.id("a"), hosts.id("b"));
        hosts.schedule(a, 20);
        hosts.schedule(b, 10);
        assert_eq!(hosts.pop(5), None);
        assert_eq!((hosts.next_at(), hosts.pop(15)), (Some(10), Some(b)));
        assert_eq!((hosts.pop(15), hosts.pop(20), hosts.pop(99)), (None, Some(a), None));
    }

    #[test]
    fn an_earlier_time_replaces_a_later_one_and_pace_stands_above_both() {
        let mut hosts = Hosts::default();
        let a = hosts.id("a");
        hosts.schedule(a, 50);
        hosts.schedule(a, 10);
        assert_eq!((hosts.pop(10), hosts.pop(60)), (Some(a), None));
        hosts.get_mut(a).unwrap().ready_at = 100;
        hosts.schedule(a, 20);
        assert_eq!((hosts.pop(99), hosts.pop(100)), (None, Some(a)));
        hosts.get_mut(a).unwrap().busy = true;
        hosts.schedule(a, 200);
        assert_eq!(hosts.pop(300), None);
    }
}
