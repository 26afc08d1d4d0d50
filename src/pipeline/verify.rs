//! Are the promises of a corpus kept?

use rustc_hash::FxHashMap;

use crate::capture::{Location, RecordType, Scan, verify_record};
use crate::corpus::{Home, Store};
use crate::error::Result;
use crate::model::{Mention, StoredDocument, Value};
use crate::search::Searcher;

/// What was checked and what does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// WARC records read, warcinfo records left out.
    pub records: u64,
    /// Captures in the database.
    pub captures: u64,
    /// Document versions.
    pub documents: u64,
    /// Mentions.
    pub mentions: u64,
    /// Documents in the index.
    pub indexed: u64,
    /// What does not hold, each with its file and offset or document id.
    pub findings: Vec<String>,
}

/// Checks digests of all records, that database and captures agree, ids, spans, and that the index
/// holds what the
/// corpus holds. `told` hears the number of records and documents checked so far.
pub fn verify(home: &Home, told: &mut dyn FnMut(u64)) -> Result<Verified> {
    let store = Store::open_read(&home.database())?;
    let mut report = Verified::default();
    let mut places = records(home, &mut report, told)?;
    store.for_each_capture(|sequence, sha256, warc, offset, _| {
        report.captures += 1;
        match places.remove(&(warc.to_string(), offset)) {
            Some(Some(digest)) if digest != sha256 => report.findings.push(format!(
                "capture {sequence}: the record at {warc} offset {offset} holds other bytes than the database says"
            )),
            Some(_) => {}
            None => report.findings.push(format!("capture {sequence}: no record at {warc} offset {offset}")),
        }
        Ok(())
    })?;
    let mut unknown: Vec<_> = places.into_keys().collect();
    unknown.sort();
    report.findings.extend(unknown.iter().map(|(warc, offset)| {
        format!("{warc} offset {offset}: not in the database (the next `add` reads it)")
    }));
    store.for_each_document(1, |stored| {
        report.documents += 1;
        report.mentions += stored.mentions.len() as u64;
        check_document(&stored, &mut report.findings);
        told(report.records + report.documents);
        Ok(())
    })?;
    let searcher = Searcher::open(&home.index())?;
    report.indexed = searcher.documents();
    if report.indexed != report.documents || searcher.last_sequence() != store.last_document()? {
        report.findings.push(format!(
            "the index holds {} documents up to {}, the corpus {} up to {} (the next `add` or `rebuild` mends it)",
            report.indexed,
            searcher.last_sequence(),
            report.documents,
            store.last_document()?
        ));
    }
    Ok(report)
}

/// Payload digest of the record at each place.
type Places = FxHashMap<(String, u64), Option<String>>;

fn records(home: &Home, report: &mut Verified, told: &mut dyn FnMut(u64)) -> Result<Places> {
    let mut places = Places::default();
    for scanned in Scan::new(&home.captures(), None)? {
        let scanned = match scanned {
            Ok(scanned) => scanned,
            Err(damage) => {
                report.findings.push(damage.to_string());
                continue;
            }
        };
        report.records += 1;
        told(report.records);
        let Location { file, offset, .. } = &scanned.location;
        let digests = verify_record(&scanned.record);
        for (what, check) in [("block", digests.block), ("payload", digests.payload)] {
            if check.is_mismatch() {
                report.findings.push(format!(
                    "{file} offset {offset}: the {what} is not what its digest says"
                ));
            }
        }
        if !is_capture(scanned.record.record_type) {
            continue;
        }
        let digest = scanned.record.payload_sha256();
        places.insert((scanned.location.file, scanned.location.offset), digest);
    }
    Ok(places)
}

/// True for records that have a row in the database.
fn is_capture(record_type: RecordType) -> bool {
    matches!(
        record_type,
        RecordType::Response | RecordType::Resource | RecordType::Conversion | RecordType::Revisit
    )
}

fn check_document(stored: &StoredDocument, findings: &mut Vec<String>) {
    let text = &stored.document.text;
    if !Store::id_holds(stored) {
        findings.push(format!("document {}: its id does not fit its URL and text", stored.id));
    }
    if !unicode_normalization::is_nfc(text) {
        findings.push(format!("document {}: its text is not NFC", stored.id));
    }
    for mention in stored.mentions.iter().filter(|m| !span_holds(text, m)) {
        findings.push(format!(
            "document {}: a span at {} does not fit its text",
            stored.id, mention.span.start
        ));
    }
    for block in &stored.document.blocks {
        if text.get(block.span.start as usize..block.span.end as usize).is_none() {
            findings.push(format!(
                "document {}: a block at {} does not fit its text",
                stored.id, block.span.start
            ));
        }
    }
}

fn span_holds(text: &str, mention: &Mention) -> bool {
    let fits = |span: crate::model::Span| {
        !span.is_empty() && text.get(span.start as usize..span.end as usize).is_some()
    };
    let speaker = if let Value::Quote(quote) = &mention.value { quote.speaker_span } else { None };
    fits(mention.span) && speaker.is_none_or(fits)
}
