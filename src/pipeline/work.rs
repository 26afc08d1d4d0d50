//! What the worker threads do with one input: decode, extract, tag, resolve, prepare for the index.
//! Pure.

use super::crawl::examine;
use crate::analyse;
use crate::capture::{
    Damage, EncodedRecord, Item, Location, ROLE, Record, RecordType, Scanned, prepare as encode,
    to_capture,
};
use crate::copies::Runs;
use crate::corpus::Decisions;
use crate::crawl::role::Role;
use crate::extract::Extractor;
use crate::index::{self, IndexDocument};
use crate::model::{Capture, CaptureRef, Document, FlagKind, Mention, Outcome, StoredDocument};

/// One input, ready to be stored.
pub(super) struct Ready {
    /// File, with line or offset.
    pub(super) origin: String,
    /// Input bytes it took.
    pub(super) bytes: u64,
    pub(super) state: State,
}

pub(super) enum State {
    /// Nothing will be stored.
    Rejected(Outcome),
    /// A capture.
    Captured(Box<Captured>),
}

pub(super) struct Captured {
    pub(super) sha256: String,
    pub(super) url: String,
    pub(super) fetched_at: String,
    pub(super) media_type: &'static str,
    pub(super) place: Place,
    pub(super) found: Found,
    /// What the crawler asked for it as.
    pub(super) role: Option<String>,
}

/// Where the record of a capture is.
pub(super) enum Place {
    /// Nowhere yet: these bytes are to be appended.
    Append(EncodedRecord),
    /// Already in a WARC file.
    At(Location),
}

#[derive(Debug)]
pub(super) enum Found {
    Document {
        document: Box<Document>,
        mentions: Vec<Mention>,
        index: Box<IndexDocument>,
        runs: Box<Runs>,
    },
    NoText(String),
    /// Evidence of a crawl, no article.
    Kept(String),
    /// A revisit record: the bytes are those of an earlier capture.
    Revisit,
}

/// Reads one input to the end: record, document, tags where they are wanted, index terms.
pub(super) fn prepare(item: Item, extractor: &Extractor, tags: bool, now: &str) -> Ready {
    let Item { origin, input_bytes, result } = item;
    let state = match result {
        Err(rejected) if rejected.skipped => State::Rejected(Outcome::Skipped(rejected.reason)),
        Err(rejected) => State::Rejected(Outcome::Failed(rejected.reason)),
        Ok(incoming) => match encode(incoming, now) {
            Err(error) => State::Rejected(Outcome::Failed(error.to_string())),
            Ok(prepared) => match prepared.capture {
                Err(reason) => State::Rejected(Outcome::Skipped(reason)),
                Ok(capture) => State::Captured(Box::new(Captured {
                    sha256: prepared.encoded.sha256.clone(),
                    media_type: capture.kind.media_type(),
                    found: read(&capture, extractor, tags),
                    url: capture.url,
                    fetched_at: capture.fetched_at,
                    place: Place::Append(prepared.encoded),
                    role: None,
                })),
            },
        },
    };
    Ready { origin, bytes: input_bytes, state }
}

/// Extraction and everything after it.
fn read(capture: &Capture, extractor: &Extractor, tags: bool) -> Found {
    let (document, _) = extractor.extract(capture);
    if !document.is_article() {
        return Found::NoText(why_no_article(&document));
    }
    let mentions = if tags { analyse::document(&document) } else { Vec::new() };
    prepared(document, mentions, &capture.fetched_at, capture.kind.media_type())
}

/// Tags, and what the index needs, of a document that was captured at `fetched_at` as `media`.
pub(super) fn tagged(document: Document, fetched_at: &str, media: &str) -> Found {
    let mentions = analyse::document(&document);
    prepared(document, mentions, fetched_at, media)
}

/// The same with what people decided on who is who.
pub(super) fn decided(found: Found, decisions: &Decisions, fetched_at: &str) -> Found {
    match found {
        Found::Document { document, mut mentions, index, runs } => {
            if decisions.apply(&document.text, &mut mentions) {
                prepared(*document, mentions, fetched_at, index.media())
            } else {
                Found::Document { document, mentions, index, runs }
            }
        }
        other => other,
    }
}

fn prepared(document: Document, mentions: Vec<Mention>, fetched_at: &str, media: &str) -> Found {
    let stored = StoredDocument {
        sequence: 0,
        id: String::new(),
        version: 1,
        document,
        mentions,
        capture: CaptureRef {
            fetched_at: fetched_at.to_owned(),
            media: media.to_owned(),
            ..CaptureRef::default()
        },
    };
    let index = Box::new(index::prepare_unnamed(&stored));
    let runs = Box::new(Runs::of(&stored.document.text));
    Found::Document { document: Box::new(stored.document), mentions: stored.mentions, index, runs }
}

pub(super) fn why_no_article(document: &Document) -> String {
    let Some(flag) = document.flags.first() else { return "no article text".to_string() };
    let what = match flag.kind {
        FlagKind::Index => "a list of links, not an article",
        FlagKind::Soft404 => "an error page",
        FlagKind::Consent => "a consent wall",
        FlagKind::Paywalled => "behind a paywall",
        FlagKind::Truncated => "cut off before the article",
        FlagKind::Liveblog | FlagKind::Translated => "no article text",
    };
    format!("{what} ({})", flag.evidence)
}

/// Reads a record that is already in the captures; `None` for records that are no captures.
pub(super) fn replay(scanned: Result<Scanned, Damage>, extractor: &Extractor) -> Option<Ready> {
    let Scanned { location, record } = match scanned {
        Ok(scanned) => scanned,
        Err(damage) if damage.torn_tail => return None,
        Err(damage) => {
            let origin = damage.file.clone();
            let state = State::Rejected(Outcome::Failed(damage.to_string()));
            return Some(Ready { origin, bytes: 0, state });
        }
    };
    let origin = format!("{}@{}", location.file, location.offset);
    let bytes = location.length;
    let state = match record.record_type {
        RecordType::Response | RecordType::Resource | RecordType::Conversion => {
            stored_capture(location, record, extractor)
        }
        RecordType::Revisit => stored_revisit(location, &record),
        _ => return None,
    };
    Some(Ready { origin, bytes, state })
}

/// What a record of the crawler holds: media type and document.
pub(super) fn crawled(record: &Record, extractor: &Extractor) -> (&'static str, Found) {
    let (role, url, date) =
        (record.fields.get(ROLE), record.target_uri(), record.date().unwrap_or_default());
    let role = role.and_then(Role::from_name).unwrap_or(Role::Page);
    let examined = examine(role, url.unwrap_or_default(), date, &record.block, extractor);
    let kind = examined.media_type();
    let found = match examined.outcome() {
        Outcome::NoText(reason) => Found::NoText(reason),
        Outcome::Pending => match examined.into_document() {
            Some(document) => tagged(document, date, kind),
            None => Found::NoText("no page".to_string()),
        },
        other => Found::Kept(other.reason().unwrap_or_default().to_string()),
    };
    (kind, found)
}

fn stored_capture(location: Location, record: Record, extractor: &Extractor) -> State {
    let Some(sha256) = record.payload_sha256() else {
        return State::Rejected(Outcome::Failed(
            "the record has no SHA-256 payload digest".to_string(),
        ));
    };
    if let Some(role) = record.fields.get(ROLE).map(str::to_owned) {
        let (media_type, found) = crawled(&record, extractor);
        return State::Captured(Box::new(Captured {
            sha256,
            media_type,
            found,
            url: record.target_uri().unwrap_or_default().to_owned(),
            fetched_at: record.date().unwrap_or_default().to_owned(),
            place: Place::At(location),
            role: Some(role),
        }));
    }
    match to_capture(record) {
        Err(reason) => State::Rejected(Outcome::Skipped(reason)),
        Ok(capture) => State::Captured(Box::new(Captured {
            sha256,
            media_type: capture.kind.media_type(),
            found: read(&capture, extractor, true),
            url: capture.url,
            fetched_at: capture.fetched_at,
            place: Place::At(location),
            role: None,
        })),
    }
}

fn stored_revisit(location: Location, record: &Record) -> State {
    let facts = (record.payload_sha256(), record.target_uri(), record.date());
    let (Some(sha256), Some(url), Some(date)) = facts else {
        return State::Rejected(Outcome::Failed(
            "the revisit record lacks digest, address or date".to_string(),
        ));
    };
    State::Captured(Box::new(Captured {
        sha256,
        url: url.to_string(),
        fetched_at: date.to_string(),
        media_type: "warc/revisit",
        place: Place::At(location),
        found: Found::Revisit,
        role: record.fields.get(ROLE).map(str::to_owned),
    }))
}
