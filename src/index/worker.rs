//! The thread that builds segments, so that documents can be read while one is written.

use std::sync::{Mutex, PoisonError};
use std::thread::{Builder as Threads, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};
use tantivy::IndexWriter;

use super::prepare::IndexDocument;
use super::schema::VERSION;
use super::segment::Builder;
use crate::error::{Error, Result};
use crate::limits::{INDEX_MEMORY_BYTES, INDEX_QUEUE_DOCUMENTS};

enum Order {
    Add(Box<IndexDocument>),
    /// Make a segment of what is there.
    Write,
    /// Commit what is there as all up to a sequence number, and say so.
    Commit(u64, Option<Sender<()>>),
}

/// The thread, which owns the engine.
pub(super) struct Worker {
    orders: Option<Sender<Order>>,
    thread: Mutex<Option<JoinHandle<Result<IndexWriter>>>>,
}

impl Worker {
    /// Starts it.
    pub(super) fn start(engine: IndexWriter) -> Result<Self> {
        let (send, orders) = bounded(INDEX_QUEUE_DOCUMENTS);
        let thread = Threads::new()
            .name("index".to_string())
            .spawn(move || run(engine, &orders))
            .map_err(|error| Error::Internal(format!("cannot start a thread: {error}")))?;
        Ok(Self { orders: Some(send), thread: Mutex::new(Some(thread)) })
    }

    /// Adds a document to the next segment.
    pub(super) fn add(&self, document: IndexDocument) -> Result<()> {
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

fn run(mut engine: IndexWriter, orders: &Receiver<Order>) -> Result<IndexWriter> {
    let mut builder = Builder::new()?;
    for order in orders {
        match order {
            Order::Add(document) => {
                builder.add(*document)?;
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
