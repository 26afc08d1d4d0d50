//! The thread that builds segments, so that documents can be read while one is written.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder as Threads, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};
use tantivy::IndexWriter;

use super::prepare::IndexDocument;
use super::schema::VERSION;
use super::segment::Builder;
use crate::error::{Error, Result};
use crate::limits::{INDEX_MEMORY_BYTES, INDEX_QUEUE_BYTES, INDEX_QUEUE_DOCUMENTS};

enum Order {
    Add(Box<IndexDocument>),
    /// Make a segment of what is there.
    Write,
    /// Commit what is there as all up to a sequence number, and say so.
    Commit(u64, Option<Sender<()>>),
}

/// Room for documents that wait, by their size: a few long ones fill it as many short ones do.
#[derive(Debug, Default)]
struct Room {
    /// Bytes that wait, and whether anybody still takes them.
    state: Mutex<(usize, bool)>,
    freed: Condvar,
}

impl Room {
    /// Waits until there is room; a document that is larger than all of it waits for none.
    fn take(&self, bytes: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.0 > 0 && state.0 + bytes > INDEX_QUEUE_BYTES && !state.1 {
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.0 += bytes;
    }

    fn give_back(&self, bytes: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = state.0.saturating_sub(bytes);
        drop(state);
        self.freed.notify_one();
    }
}

/// Tells those who wait for room when the thread has ended, however it did.
struct Taker(Arc<Room>);

impl Drop for Taker {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.0.freed.notify_all();
    }
}

/// The thread, which owns the engine.
pub(super) struct Worker {
    room: Arc<Room>,
    orders: Option<Sender<Order>>,
    thread: Mutex<Option<JoinHandle<Result<IndexWriter>>>>,
}

impl Worker {
    /// Starts it.
    pub(super) fn start(engine: IndexWriter) -> Result<Self> {
        let (send, orders) = bounded(INDEX_QUEUE_DOCUMENTS);
        let room = Arc::new(Room::default());
        let taker = Taker(Arc::clone(&room));
        let thread = Threads::new()
            .name("index".to_string())
            .spawn(move || run(engine, &orders, &taker.0))
            .map_err(|error| Error::Internal(format!("cannot start a thread: {error}")))?;
        Ok(Self { room, orders: Some(send), thread: Mutex::new(Some(thread)) })
    }

    /// Adds a document to the next segment.
    pub(super) fn add(&self, document: IndexDocument) -> Result<()> {
        self.room.take(document.bytes());
        self.give(Order::Add(Box::new(document)))
    }

    /// Has the segment of what was added so far written, without waiting for it.
    pub(super) fn write(&self) -> Result<()> {
        self.give(Order::Write)
    }

    /// Has all orders so far made durable, without waiting for it.
    pub(super) fn commit_soon(&self, sequence: u64) -> Result<()> {
        self.give(Order::Commit(sequence, None))
    }

    /// Makes all orders so far durable.
    pub(super) fn commit(&self, sequence: u64) -> Result<()> {
        let (done, waits) = bounded(1);
        self.give(Order::Commit(sequence, Some(done)))?;
        waits.recv().or_else(|_| self.failed())
    }

    /// Ends it; what was not committed is dropped.
    pub(super) fn stop(mut self) -> Result<IndexWriter> {
        self.orders = None;
        self.join().unwrap_or_else(|| Err(gone()))
    }

    fn give(&self, order: Order) -> Result<()> {
        let sent = self.orders.as_ref().is_some_and(|orders| orders.send(order).is_ok());
        if sent { Ok(()) } else { self.failed() }
    }

    /// Why it ended by itself.
    fn failed(&self) -> Result<()> {
        match self.join() {
            Some(Err(error)) => Err(error),
            _ => Err(gone()),
        }
    }

    fn join(&self) -> Option<Result<IndexWriter>> {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some(thread.join().unwrap_or_else(|_| Err(gone())))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.orders = None;
        // Whoever drops it without an end does not ask what became of it.
        drop(self.join());
    }
}

fn gone() -> Error {
    Error::Internal("the thread that builds the index ended".to_string())
}

fn run(mut engine: IndexWriter, orders: &Receiver<Order>, room: &Room) -> Result<IndexWriter> {
    let mut builder = Builder::new()?;
    for order in orders {
        match order {
            Order::Add(document) => {
                let bytes = document.bytes();
                builder.add(*document)?;
                room.give_back(bytes);
                if builder.bytes() >= INDEX_MEMORY_BYTES {
                    builder = write(&engine, builder)?;
                }
            }
            Order::Write => builder = write(&engine, builder)?,
            Order::Commit(sequence, done) => {
                builder = write(&engine, builder)?;
                let mut commit = engine.prepare_commit()?;
                commit.set_payload(&format!("{VERSION} {sequence}"));
                commit.commit()?;
                // Nobody waits if the run was given up meanwhile.
                let _ = done.map(|done| done.send(()));
            }
        }
    }
    Ok(engine)
}

/// Makes a segment of what was gathered; returns room for the next one.
fn write(engine: &IndexWriter, builder: Builder) -> Result<Builder> {
    let documents = builder.documents();
    if documents == 0 {
        return Ok(builder);
    }
    let segment = engine.new_segment();
    builder.write(&segment)?;
    let meta = segment.with_max_doc(documents).meta().clone();
    meta.untrack_temp_docstore();
    engine.add_segment(meta)?;
    Builder::new()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn documents_wait_for_room_and_for_no_dead_thread() {
        let room = Arc::new(Room::default());
        // Larger than all of it, but nothing waits yet.
        room.take(INDEX_QUEUE_BYTES * 2);
        let (send, taken) = bounded(2);
        let waits = {
            let room = Arc::clone(&room);
            std::thread::spawn(move || {
                for _ in 0..2 {
                    room.take(INDEX_QUEUE_BYTES);
                    send.send(()).unwrap();
                }
            })
        };
        assert!(taken.recv_timeout(Duration::from_millis(50)).is_err());
        room.give_back(INDEX_QUEUE_BYTES * 2);
        taken.recv_timeout(Duration::from_secs(10)).unwrap();
        assert!(taken.recv_timeout(Duration::from_millis(50)).is_err());
        drop(Taker(room));
        taken.recv_timeout(Duration::from_secs(10)).unwrap();
        waits.join().unwrap();
    }
}
