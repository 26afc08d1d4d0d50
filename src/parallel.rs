//! Work on all cores with results in input order and flat memory.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use crossbeam_channel::bounded;

use crate::error::Result;
use crate::limits::{FLIGHT_BYTES_MAX, FLIGHT_ITEMS_MAX};

/// Number of worker threads: the cores of this machine.
pub fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// How much is between the source and the sink: items and bytes. The source waits while it is too
/// much, so a
/// slow item can't make the queue behind it grow; it goes on when half of it is done, so that the
/// threads need not wake each other for every item.
#[derive(Debug, Default)]
struct InFlight {
    used: Mutex<Used>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Used {
    items: usize,
    bytes: usize,
    /// The source waits for room.
    full: bool,
    closed: bool,
}

impl Used {
    /// Half of what may be under way is free.
    fn is_low(&self) -> bool {
        self.items <= FLIGHT_ITEMS_MAX / 2 && self.bytes <= FLIGHT_BYTES_MAX / 2
    }
}

impl InFlight {
    /// Waits for room; false once the sink has given up.
    fn take(&self, bytes: usize) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if used.closed {
                return false;
            }
            let fits = used.items < FLIGHT_ITEMS_MAX && used.bytes + bytes <= FLIGHT_BYTES_MAX;
            if used.items == 0 || fits && (!used.full || used.is_low()) {
                break;
            }
            used.full = true;
            used = self.freed.wait(used).unwrap_or_else(PoisonError::into_inner);
        }
        used.full = false;
        used.items += 1;
        used.bytes += bytes;
        true
    }

    fn give(&self, bytes: usize) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.items = used.items.saturating_sub(1);
        used.bytes = used.bytes.saturating_sub(bytes);
        if used.full && (used.items == 0 || used.is_low()) {
            self.freed.notify_all();
        }
    }

    fn close(&self) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.freed.notify_all();
    }
}

/// Closes the gate when the sink ends, however it ends, so that the source never waits for ever.
struct Closer<'a>(&'a InFlight);

impl Drop for Closer<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Reads `source` on one thread, runs `work` on all cores, and hands the results to `sink` on the
/// calling thread
/// **in the order of the source**.
///
/// `weigh` tells the bytes of an item, so that memory stays flat whatever the items are. An error
/// of `sink` stops
/// the run and is returned.
pub fn ordered_map<T, U, I>(
    source: I,
    weigh: impl Fn(&T) -> usize + Sync,
    work: impl Fn(T) -> U + Sync,
    mut sink: impl FnMut(U) -> Result<()>,
) -> Result<()>
where
    I: Iterator<Item = T> + Send,
    T: Send,
    U: Send,
{
    let (gate, count) = (InFlight::default(), workers());
    let (send_work, take_work) = bounded::<(u64, usize, T)>(FLIGHT_ITEMS_MAX);
    let (send_done, take_done) = bounded::<Vec<(u64, usize, U)>>(FLIGHT_ITEMS_MAX);
    thread::scope(|scope| {
        let (gate, weigh, work) = (&gate, &weigh, &work);
        let reader = scope.spawn(move || {
            for (number, item) in (0..).zip(source) {
                let bytes = weigh(&item);
                if !gate.take(bytes) || send_work.send((number, bytes, item)).is_err() {
                    break;
                }
            }
        });
        let mut threads = vec![reader];
        for _ in 0..count {
            let (take_work, send_done) = (take_work.clone(), send_done.clone());
            threads.push(scope.spawn(move || {
                while let Ok(first) = take_work.recv() {
                    // More than one at a time where there are enough for all.
                    let more = (take_work.len() / (2 * count)).min(TAKEN_MORE_MAX);
                    let all = std::iter::once(first).chain(take_work.try_iter().take(more));
                    let done = all.map(|(number, bytes, item)| (number, bytes, work(item)));
                    if send_done.send(done.collect()).is_err() {
                        break;
                    }
                }
            }));
        }
        drop((take_work, send_done));
        let result = {
            let _closer = Closer(gate);
            in_order(&take_done, gate, &mut sink)
        };
        drop(take_done);
        for thread in threads {
            if let Err(panic) = thread.join() {
                resume_unwind(panic);
            }
        }
        result
    })
}

/// Items that a thread takes beyond the first before it hands on what became of them.
const TAKEN_MORE_MAX: usize = 7;

fn in_order<U>(
    done: &crossbeam_channel::Receiver<Vec<(u64, usize, U)>>,
    gate: &InFlight,
    sink: &mut impl FnMut(U) -> Result<()>,
) -> Result<()> {
    let mut waiting: BTreeMap<u64, (usize, U)> = BTreeMap::new();
    let mut next = 0;
    for all in done {
        waiting.extend(all.into_iter().map(|(number, bytes, item)| (number, (bytes, item))));
        while let Some((bytes, item)) = waiting.remove(&next) {
            next += 1;
            sink(item)?;
            gate.give(bytes);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn results_keep_the_order_of_the_source() {
        let mut seen = Vec::new();
        ordered_map(
            0..2_000u64,
            |_| FLIGHT_BYTES_MAX / 4,
            |n| {
                if n % 7 == 0 {
                    thread::yield_now();
                }
                n * 2
            },
            |n| {
                seen.push(n);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(seen, (0..2_000).map(|n| n * 2).collect::<Vec<_>>());
    }

    #[test]
    fn an_error_of_the_sink_ends_an_endless_source() {
        let mut count = 0;
        let result = ordered_map(
            0..,
            |_| 1,
            |n: u64| n,
            |_| {
                count += 1;
                if count == 100 { Err(Error::Interrupted) } else { Ok(()) }
            },
        );
        assert!(matches!(result, Err(Error::Interrupted)));
    }

    #[test]
    fn an_item_larger_than_the_budget_passes_alone() {
        let mut sum = 0;
        ordered_map(
            0..50u64,
            |_| FLIGHT_BYTES_MAX * 2,
            |n| n,
            |n| {
                sum += n;
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(sum, 49 * 25);
    }
}
