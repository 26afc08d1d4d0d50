//! Reads captures while others arrive: extraction and tagging on all cores, results in the order of
//! the captures.

use std::path::PathBuf;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};
use rustc_hash::FxHashMap;

use super::super::session::Session;
use super::super::work::{self, Found};
use super::engine::Happened;
use super::fetched::guarded;
use crate::capture::read_at;
use crate::corpus::Store;
use crate::error::Result;
use crate::extract::Extractor;
use crate::limits::{CRAWL_HANDED_BYTES_MAX, QUEUE_ITEMS_MAX};
use crate::model::Document;
use crate::parallel::ordered_map;

/// What a capture says.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) capture: u64,
    pub(super) url: String,
    pub(super) found: Result<Found>,
}

/// A capture to be read.
struct Unread {
    capture: u64,
    warc: PathBuf,
    offset: u64,
    /// Address, time and document, if it is still at hand.
    document: Option<(String, String, Document)>,
}

/// The threads that read.
#[derive(Debug)]
pub(super) struct Readers {
    folder: PathBuf,
    work: Option<Sender<Unread>>,
    thread: Option<JoinHandle<Result<()>>>,
    /// The last capture that was given to the threads.
    last: u64,
    under_way: usize,
    /// Nothing was left to give when last looked.
    drained: bool,
    handed: FxHashMap<u64, Document>,
    handed_bytes: usize,
}

impl Readers {
    /// `off`: captures are left unread.
    pub(super) fn new(session: &Session, send: Sender<Happened>, off: bool) -> Self {
        let mut readers = Self {
            folder: session.captures(),
            work: None,
            thread: None,
            last: 0,
            under_way: 0,
            drained: off,
            handed: FxHashMap::default(),
            handed_bytes: 0,
        };
        if !off {
            let (work, take) = bounded(QUEUE_ITEMS_MAX);
            readers.work = Some(work);
            let extractor = session.extractor();
            readers.thread = Some(std::thread::spawn(move || read_all(take, &send, &extractor)));
        }
        readers
    }

    /// Keeps a document for its turn, if there is room.
    pub(super) fn hand_on(&mut self, capture: u64, document: Document) {
        self.drained = self.work.is_none();
        if self.work.is_some() && self.handed_bytes + document.text.len() <= CRAWL_HANDED_BYTES_MAX
        {
            self.handed_bytes += document.text.len();
            self.handed.insert(capture, document);
        }
    }

    /// Gives the threads what they can take.
    pub(super) fn feed(&mut self, store: &Store) -> Result<()> {
        let Some(work) = &self.work else { return Ok(()) };
        if self.drained || self.under_way >= QUEUE_ITEMS_MAX / 2 {
            return Ok(());
        }
        let room = QUEUE_ITEMS_MAX - self.under_way;
        let rows = store.pending(self.last + 1, room)?;
        self.drained = rows.len() < room;
        for (capture, warc, offset) in rows {
            let document = match self.handed.remove(&capture) {
                Some(document) => {
                    self.handed_bytes -= document.text.len().min(self.handed_bytes);
                    let (url, fetched_at) = store.capture_name(capture)?;
                    Some((url, fetched_at, document))
                }
                None => None,
            };
            let unread = Unread { capture, warc: self.folder.join(warc), offset, document };
            self.last = capture;
            self.under_way += 1;
            // The threads take everything until they are closed.
            if work.send(unread).is_err() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One result was taken in.
    pub(super) fn done(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// Whether everything given was read and nothing is left.
    pub(super) fn is_idle(&self) -> bool {
        self.work.is_none() || (self.under_way == 0 && self.drained)
    }

    /// Captures at hand that wait for their turn.
    pub(super) fn waiting(&self) -> u64 {
        (self.under_way + self.handed.len()) as u64
    }

    /// Ends the threads; what they still hold stays unread.
    pub(super) fn close(&mut self) {
        drop(self.work.take());
        if let Some(thread) = self.thread.take() {
            // Its only error is that nobody listens any more.
            let _ = thread.join();
        }
    }
}

fn read_all(take: Receiver<Unread>, send: &Sender<Happened>, extractor: &Extractor) -> Result<()> {
    ordered_map(
        take.into_iter(),
        |unread| unread.document.as_ref().map_or(64 * 1024, |(.., document)| document.text.len()),
        |unread| {
            let capture = unread.capture;
            guarded(|| read_one(unread, extractor)).unwrap_or_else(|| Reading {
                capture,
                url: String::new(),
                found: Ok(Found::NoText("newsint failed to read it".to_string())),
            })
        },
        |reading| send.send(Happened::Read(reading)).map_err(|_| crate::error::Error::Interrupted),
    )
}

fn read_one(unread: Unread, extractor: &Extractor) -> Reading {
    let Unread { capture, warc, offset, document } = unread;
    if let Some((url, fetched_at, document)) = document {
        let found =
            Ok(work::tagged(document, &fetched_at, crate::model::MediaKind::Html.media_type()));
        return Reading { capture, url, found };
    }
    match read_at(&warc, offset) {
        Ok(record) => {
            let url = record.target_uri().unwrap_or_default().to_owned();
            Reading { capture, url, found: Ok(work::crawled(&record, extractor).1) }
        }
        Err(error) => Reading { capture, url: String::new(), found: Err(error) },
    }
}
