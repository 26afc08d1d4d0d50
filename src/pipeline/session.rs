//! One run that writes to a corpus: batches, durability, recovery.

use std::path::{Path, PathBuf};

use super::Event;
use super::copies::Copies;
use super::work::{self, Captured, Found, Place, Ready, State};
use crate::capture::{
    Appender, Damage, EncodedRecord, Location, RecordDraft, Scan, Scanned, encode, read_at,
};
use crate::copies::Runs;
use crate::corpus::{Decisions, Home, Placed, Recorded, Store};
use crate::error::Result;
use crate::extract::Extractor;
use crate::index::{self, IndexDocument, Opened};
use crate::limits::{
    BATCH_BYTES_MAX, BATCH_CAPTURES_MAX, INDEX_COMMIT_CRAWLED, INDEX_COMMIT_DOCUMENTS,
};
use crate::model::Outcome;
use crate::parallel::ordered_map;

pub(super) struct Session {
    store: Store,
    appender: Appender,
    home: Home,
    extractor: Extractor,
    decisions: Decisions,
    index: index::Writer,
    /// A batch has been begun and not yet committed.
    open: bool,
    captures: usize,
    bytes: usize,
    copies: Copies,
    /// Documents of the index that no commit was asked for yet.
    uncommitted: usize,
    /// Those whose commit was asked for and may still be under way.
    committing: usize,
    last_document: u64,
    /// Pages that are read back from the captures are left for later: their turn comes.
    defer: bool,
    /// Documents come without tags.
    untagged: bool,
}

/// An answer to the crawler that is to be kept.
#[derive(Debug)]
pub(super) struct Answered<'a> {
    pub(super) url: &'a str,
    /// RFC 3339, UTC.
    pub(super) fetched_at: &'a str,
    pub(super) role: &'a str,
    /// Media type it is read as.
    pub(super) kind: &'a str,
    pub(super) outcome: &'a Outcome,
    /// The document of an earlier capture of the same bytes.
    pub(super) document: Option<u64>,
}

impl Session {
    /// Opens the corpus for writing. `now` dates the warcinfo record of a new WARC file.
    pub(super) fn open(home: &Home, extractor: &Extractor, now: &str) -> Result<Self> {
        Self::over(home, home, extractor, now)
    }

    /// The captures of `home`, with a database and an index of their own under `scratch`.
    pub(super) fn rebuild(
        home: &Home,
        scratch: &Path,
        extractor: &Extractor,
        now: &str,
    ) -> Result<Self> {
        Self::over(home, &Home::new(scratch), extractor, now)
    }

    fn over(home: &Home, derived: &Home, extractor: &Extractor, now: &str) -> Result<Self> {
        let store = Store::open(&derived.database())?;
        let known = store.last_recorded()?;
        let known = known.as_ref().map(|(file, end)| (file.as_str(), *end));
        let appender = Appender::open(&home.captures(), known, now)?;
        let index = open_index(&derived.index(), store.last_document()?)?;
        let last_document = store.last_document()?;
        let mut copies = Copies::default();
        copies.catch_up(&store)?;
        Ok(Self {
            store,
            appender,
            home: home.clone(),
            extractor: extractor.clone(),
            decisions: Decisions::read(&home.decisions(), &home.annotations())?,
            index,
            open: false,
            captures: 0,
            bytes: 0,
            copies,
            uncommitted: 0,
            committing: 0,
            last_document,
            defer: false,
            untagged: false,
        })
    }

    /// Finishes what an earlier run left half done: records that the database does not know,
    /// documents that the
    /// index does not know.
    pub(super) fn recover(&mut self, told: &mut impl FnMut(Event)) -> Result<()> {
        self.index_missing()?;
        self.read_pending(told)?;
        self.recover_records(told)
    }

    /// [`Self::recover`] for a run that reads captures itself: what is pending stays so.
    pub(super) fn recover_captures(&mut self) -> Result<()> {
        self.index_missing()?;
        self.defer = true;
        self.recover_records(&mut |_| ())
    }

    fn recover_records(&mut self, told: &mut impl FnMut(Event)) -> Result<()> {
        let from = self.store.last_recorded()?;
        let from = from.as_ref().map(|(file, end)| (file.as_str(), *end));
        let records = Scan::new(&self.home.captures(), from)?;
        let replayed = self.replay(records, told)?;
        if replayed > 0 { self.finish() } else { Ok(()) }
    }

    /// Adds to the index what the corpus holds beyond it.
    fn index_missing(&mut self) -> Result<()> {
        let known = self.index.last_sequence();
        if known >= self.last_document {
            return Ok(());
        }
        let index = &self.index;
        self.store.for_each_document(known + 1, |stored| index.add(index::prepare(&stored)))?;
        self.index.commit(self.last_document)
    }

    /// Reads the captures that a crawl left unread, in their order.
    fn read_pending(&mut self, told: &mut impl FnMut(Event)) -> Result<()> {
        let mut from = 0;
        loop {
            let rows = self.store.pending(from, BATCH_CAPTURES_MAX)?;
            let Some((last, ..)) = rows.last() else { return Ok(()) };
            from = last + 1;
            let folder = self.home.captures();
            let extractor = self.extractor.clone();
            let read = |(capture, warc, offset): (u64, String, u64)| {
                let record = read_at(&folder.join(&warc), offset);
                (
                    capture,
                    format!("{warc}@{offset}"),
                    record.map(|record| work::crawled(&record, &extractor).1),
                )
            };
            let weigh = |_: &_| 64 * 1024;
            ordered_map(rows.into_iter(), weigh, read, |(capture, origin, found)| {
                let outcome = self.attach(capture, found?)?;
                told(Event { origin, bytes: 0, outcome });
                Ok(())
            })?;
            self.finish()?;
        }
    }

    /// Reads records that are already in the captures into database and index. Returns how many.
    fn replay(
        &mut self,
        records: impl Iterator<Item = Result<Scanned, Damage>> + Send,
        told: &mut impl FnMut(Event),
    ) -> Result<u64> {
        let mut count = 0;
        let extractor = self.extractor.clone();
        ordered_map(
            records,
            |scanned| scanned.as_ref().map_or(0, |s| s.record.block.len()),
            |scanned| work::replay(scanned, &extractor),
            |ready| {
                if let Some(ready) = ready {
                    count += 1;
                    told(self.accept(ready)?);
                }
                Ok(())
            },
        )?;
        Ok(count)
    }

    /// Stores one input.
    pub(super) fn accept(&mut self, ready: Ready) -> Result<Event> {
        let Ready { origin, bytes, state } = ready;
        let outcome = match state {
            State::Rejected(outcome) => outcome,
            State::Captured(captured) => self.capture(*captured)?,
        };
        if self.captures >= BATCH_CAPTURES_MAX || self.bytes >= BATCH_BYTES_MAX {
            self.flush()?;
        }
        Ok(Event { origin, bytes, outcome })
    }

    fn capture(&mut self, captured: Captured) -> Result<Outcome> {
        self.write()?;
        let Captured { sha256, url, fetched_at, media_type, place, found, role } = captured;
        let found = work::decided(found, &self.decisions, &fetched_at);
        if let (Some(role), Place::At(location)) = (&role, &place) {
            let (kind, role) = (media_type, Some(role.as_str()));
            let recorded = recorded(&sha256, &url, &fetched_at, kind, location, role);
            return self.crawled(&recorded, found);
        }
        let placed = self.store.place(&sha256, &url)?;
        if placed == Placed::AlreadyStored {
            return Ok(Outcome::AlreadyStored);
        }
        let location = match (place, &placed) {
            (Place::At(location), _) => location,
            (Place::Append(_), Placed::SameBytes { url: earlier, fetched_at: date, .. }) => {
                let draft = RecordDraft::revisit(&url, &fetched_at, &sha256, (earlier, date), &[]);
                self.append(&encode(&draft)?)?
            }
            (Place::Append(encoded), _) => self.append(&encoded)?,
        };
        let recorded = recorded(&sha256, &url, &fetched_at, media_type, &location, None);
        self.captures += 1;
        match (placed, found) {
            (Placed::SameBytes { document, .. }, _) => {
                self.store.record(&recorded, &Outcome::SameBytes, document)?;
                Ok(Outcome::SameBytes)
            }
            (_, Found::NoText(reason) | Found::Kept(reason)) => {
                let outcome = Outcome::NoText(reason);
                self.store.record(&recorded, &outcome, None)?;
                Ok(outcome)
            }
            (_, Found::Revisit) => {
                let outcome =
                    Outcome::NoText("a revisit of a capture that is not here".to_string());
                self.store.record(&recorded, &outcome, None)?;
                Ok(outcome)
            }
            (_, Found::Document { document, mentions, index, runs }) => {
                let (outcome, stored) =
                    self.store.record_document(&recorded, &document, &mentions)?;
                self.stored(&outcome, stored, &document.url, *index, &runs)?;
                Ok(outcome)
            }
        }
    }

    /// Records a capture of the crawler that is read back from its record.
    fn crawled(&mut self, recorded: &Recorded<'_>, found: Found) -> Result<Outcome> {
        self.captures += 1;
        let (outcome, document) = match found {
            Found::Document { document, mentions, index, runs } if !self.defer => {
                let (outcome, stored) =
                    self.store.record_document(recorded, &document, &mentions)?;
                self.stored(&outcome, stored, &document.url, *index, &runs)?;
                return Ok(outcome);
            }
            Found::Document { .. } => (Outcome::Pending, None),
            Found::NoText(reason) => (Outcome::NoText(reason), None),
            Found::Kept(reason) => (Outcome::Kept(reason), None),
            Found::Revisit => {
                let earlier = self.store.earlier_capture(recorded.sha256, recorded.url)?;
                match earlier {
                    Some(earlier) if earlier.same_url => (Outcome::Unchanged, earlier.document),
                    Some(earlier) => (Outcome::SameBytes, earlier.document),
                    None => (Outcome::Unchanged, None),
                }
            }
        };
        self.store.record(recorded, &outcome, document)?;
        Ok(outcome)
    }

    /// Appends the records of an answer and records its capture. Returns its row.
    pub(super) fn keep(
        &mut self,
        answered: &Answered<'_>,
        request: &EncodedRecord,
        response: &EncodedRecord,
    ) -> Result<u64> {
        self.append(request)?;
        let location = self.append(response)?;
        self.write()?;
        self.captures += 1;
        let Answered { url, fetched_at, role, kind, outcome, document } = *answered;
        let recorded = recorded(&response.sha256, url, fetched_at, kind, &location, Some(role));
        self.store.record(&recorded, outcome, document)
    }

    /// Stores what a recorded capture says.
    pub(super) fn attach(&mut self, capture: u64, found: Found) -> Result<Outcome> {
        let fetched_at = if self.decisions.is_empty() {
            String::new()
        } else {
            self.store.fetched_at(capture)?.unwrap_or_default()
        };
        let found = work::decided(found, &self.decisions, &fetched_at);
        self.write()?;
        self.captures += 1;
        let outcome = match found {
            Found::Document { document, mentions, index, runs } => {
                let (outcome, stored) = self.store.attach(capture, &document, &mentions)?;
                self.stored(&outcome, stored, &document.url, *index, &runs)?;
                outcome
            }
            Found::NoText(reason) => self.settled(capture, Outcome::NoText(reason))?,
            Found::Kept(reason) => self.settled(capture, Outcome::Kept(reason))?,
            Found::Revisit => self.settled(capture, Outcome::Unchanged)?,
        };
        self.store.tell_frontier(capture, outcome.name(), outcome.reason())?;
        Ok(outcome)
    }

    fn settled(&self, capture: u64, outcome: Outcome) -> Result<Outcome> {
        self.store.settle(capture, &outcome, None)?;
        Ok(outcome)
    }

    /// Looks for the copies of a document that has just been stored, and lines it up for the index.
    fn stored(
        &mut self,
        outcome: &Outcome,
        stored: Option<(u64, String)>,
        url: &str,
        mut index: IndexDocument,
        runs: &Runs,
    ) -> Result<()> {
        if let Some((sequence, id)) = stored {
            let page = match outcome {
                Outcome::Added => sequence,
                _ => self.store.page_of(sequence)?,
            };
            self.copies.place(&self.store, (sequence, page), url, runs)?;
            if self.untagged {
                self.store.mark_untagged(sequence)?;
            }
            index.identify(sequence, &id);
            // Nothing of it is kept before the index is committed, which comes after the database.
            self.index.add(index)?;
            self.uncommitted += 1;
            self.last_document = sequence;
        }
        Ok(())
    }

    /// Marks the documents to come as not yet tagged.
    pub(super) fn leave_untagged(&mut self) -> Result<()> {
        self.untagged = true;
        self.store.expect_untagged()
    }

    /// The database, for reading.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// The database, inside a batch.
    pub(super) fn write(&mut self) -> Result<&Store> {
        if !self.open {
            self.store.begin()?;
            self.open = true;
        }
        Ok(&self.store)
    }

    /// What reads the captures.
    pub(super) fn extractor(&self) -> Extractor {
        self.extractor.clone()
    }

    /// Folder of the captures.
    pub(super) fn captures(&self) -> PathBuf {
        self.home.captures()
    }

    /// Makes everything so far durable.
    pub(super) fn commit(&mut self) -> Result<()> {
        self.flush()
    }

    fn append(&mut self, encoded: &EncodedRecord) -> Result<Location> {
        self.bytes += encoded.bytes.len();
        self.appender.append(encoded)
    }

    /// Makes the batch durable: first the captures, then the database; then the index, if it is due.
    fn flush(&mut self) -> Result<()> {
        if !self.open {
            return Ok(());
        }
        self.copies.note(&self.store)?;
        self.appender.sync()?;
        self.store.commit()?;
        (self.open, self.captures, self.bytes) = (false, 0, 0);
        let most = if self.defer { INDEX_COMMIT_CRAWLED } else { INDEX_COMMIT_DOCUMENTS };
        if self.uncommitted >= most {
            self.committing += std::mem::take(&mut self.uncommitted);
            self.index.commit_soon(self.last_document)?;
        }
        Ok(())
    }

    /// Stores and indexes everything accepted so far.
    pub(super) fn finish(&mut self) -> Result<()> {
        if self.uncommitted > 0 {
            self.index.write_ahead()?;
        }
        self.flush()?;
        if self.uncommitted + self.committing > 0 {
            (self.uncommitted, self.committing) = (0, 0);
            self.index.commit(self.last_document)?;
        }
        Ok(())
    }

    /// Ends the run: waits for the index to settle. Returns the number of documents.
    pub(super) fn close(mut self) -> Result<u64> {
        self.finish()?;
        let documents = self.last_document;
        self.index.close()?;
        Ok(documents)
    }
}

fn recorded<'a>(
    sha256: &'a str,
    url: &'a str,
    fetched_at: &'a str,
    kind: &'a str,
    location: &'a Location,
    role: Option<&'a str>,
) -> Recorded<'a> {
    let Location { file, offset, length } = location;
    Recorded { sha256, url, fetched_at, kind, warc: file, offset: *offset, length: *length, role }
}

/// The index, emptied when it was made by another version or knows more than the corpus.
fn open_index(folder: &Path, last_document: u64) -> Result<index::Writer> {
    match index::open(folder)? {
        Opened::Ready(writer) if writer.last_sequence() <= last_document => Ok(*writer),
        Opened::Ready(writer) => {
            drop(writer);
            index::Writer::create(folder)
        }
        Opened::NeedsRebuild(_) => index::Writer::create(folder),
    }
}
