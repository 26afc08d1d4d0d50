//! Records of WARC, ARC and WACZ files as inputs.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{Feed, Item};
use crate::capture::fields::clean_uri;
use crate::capture::incoming::Incoming;
use crate::capture::reader::{ReadRecord, WarcReader};
use crate::capture::record::{ROLE, Record, RecordType};
use crate::capture::wacz::Wacz;
use crate::model::MediaKind;

/// Schemes under which archives keep their own housekeeping.
const HOUSEKEEPING_SCHEMES: &[&str] =
    &["dns", "whois", "metadata", "filedesc", "warcinfo", "urn", "screenshot"];

/// A file whose records are inputs.
pub(super) struct ArchiveFeed {
    origin: String,
    current: Option<Current>,
    wacz: Option<Wacz>,
}

struct Current {
    /// Path, and the entry's name in a WACZ file.
    name: String,
    reader: WarcReader<Box<dyn Read + Send>>,
    /// Stored bytes told so far.
    told: u64,
    any: bool,
}

impl ArchiveFeed {
    /// Records of one WARC or ARC file.
    pub(super) fn of_file(path: &Path, file: File) -> Self {
        let origin = path.display().to_string();
        let current = Some(Current::new(origin.clone(), Box::new(file)));
        Self { origin, current, wacz: None }
    }

    /// Records of all WARC files of a WACZ file.
    pub(super) fn of_wacz(path: &Path) -> Result<Self, String> {
        let wacz = Some(Wacz::open(path)?);
        Ok(Self { origin: path.display().to_string(), current: None, wacz })
    }

    /// Opens the next file of a WACZ file; `None` when there is no other.
    fn next_entry(&mut self) -> Option<Result<(), Item>> {
        let wacz = self.wacz.as_mut()?;
        let entry = match wacz.entries.next()? {
            Ok(entry) => entry,
            Err(reason) => {
                return Some(Err(Item::rejected(self.origin.clone(), 0, false, &reason)));
            }
        };
        let name = format!("{}/{}", self.origin, entry.name);
        match entry.open(&wacz.path) {
            Ok(reader) => {
                self.current = Some(Current::new(name, Box::new(reader)));
                Some(Ok(()))
            }
            Err(error) => {
                let reason = format!("cannot read: {error}");
                Some(Err(Item::rejected(name, entry.stored, false, &reason)))
            }
        }
    }
}

impl Current {
    fn new(name: String, input: Box<dyn Read + Send>) -> Self {
        Self { name, reader: WarcReader::new(input), told: 0, any: false }
    }

    fn next_item(&mut self, passed_over: &mut u64) -> Option<Item> {
        loop {
            let Some(item) = self.reader.next() else {
                let empty = !std::mem::replace(&mut self.any, true);
                let bytes = self.progress();
                return empty
                    .then(|| Item::rejected(self.name.clone(), bytes, false, "no record in it"));
            };
            self.any = true;
            match item {
                Ok(read) => {
                    let offset = read.offset;
                    let Some(result) = incoming(read) else {
                        *passed_over += 1;
                        continue;
                    };
                    let origin = format!("{}@{offset}", self.name);
                    let input_bytes = self.progress();
                    return Some(match result {
                        Ok(incoming) => Item { origin, input_bytes, result: Ok(incoming) },
                        Err(reason) => Item::rejected(origin, input_bytes, false, reason),
                    });
                }
                Err(error) => {
                    let origin = format!("{}@{}", self.name, error.offset);
                    let bytes = self.progress();
                    return Some(Item::rejected(origin, bytes, false, &error.reason));
                }
            }
        }
    }

    /// Stored bytes read since the last call.
    fn progress(&mut self) -> u64 {
        let position = self.reader.position();
        let bytes = position.saturating_sub(self.told);
        self.told = position;
        bytes
    }
}

impl Feed for ArchiveFeed {
    fn next_item(&mut self, passed_over: &mut u64) -> Option<Item> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some(item) = current.next_item(passed_over) {
                    return Some(item);
                }
                self.current = None;
            }
            if let Err(item) = self.next_entry()? {
                return Some(item);
            }
        }
    }
}

/// The input in a record; `None` if it is none by its nature.
fn incoming(read: ReadRecord) -> Option<Result<Incoming, &'static str>> {
    let record = read.record;
    let is_page = matches!(
        record.record_type,
        RecordType::Response | RecordType::Resource | RecordType::Conversion
    );
    if !is_page {
        return None;
    }
    let url = record.target_uri().map(clean_uri).unwrap_or_default();
    if url.is_empty() {
        return Some(Err("record without WARC-Target-URI"));
    }
    if is_housekeeping(&url, &record) {
        return None;
    }
    Some(Ok(Incoming::copied(url, record)))
}

/// Whether a record is the archive's own note (of name look-ups, logs, page lists, screenshots) or
/// what a crawler asked for its own use: robots.txt, feeds, sitemaps. An item of ours is none,
/// whatever its address.
fn is_housekeeping(url: &str, record: &Record) -> bool {
    if record.fields.get(ROLE).is_some_and(|role| role != "page" && role != "listing") {
        return true;
    }
    // robots.txt is read by crawlers, not by people.
    if url.split(['?', '#']).next().is_some_and(|path| path.ends_with("/robots.txt")) {
        return true;
    }
    let scheme = url.split(':').next().unwrap_or_default();
    let noted = HOUSEKEEPING_SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let item = record
        .content_type()
        .is_some_and(|media_type| MediaKind::from_media_type(media_type) == Some(MediaKind::Item));
    noted && !item
}
