//! Checks a package without a corpus.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::{
    CITATION, Extract, MANIFEST, PACKAGE_SCHEMA, README, RECORD_GZ, RECORD_PLAIN, TEXT, stored_zip,
};
use crate::capture::{Record, WarcReader, sha256_hex, verify_record};
use crate::limits::INPUT_BYTES_MAX;
use crate::model::{CodePoints, Span};

/// What was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// The words cited, when they stand where the package says.
    pub words: String,
    /// What does not hold.
    pub findings: Vec<String>,
    /// What could not be checked, and why.
    pub notes: Vec<String>,
}

/// Checks a package of evidence: its digests, the place of the words, the record, and whether the
/// text can be taken from the record anew.
pub fn verify(file: &[u8], extract: Extract<'_>) -> Checked {
    let mut checked = Checked::default();
    let parts = match parts(file) {
        Ok(parts) => parts,
        Err(error) => {
            checked.findings.push(format!("no package of evidence: {error}"));
            return checked;
        }
    };
    manifest(&parts, &mut checked);
    if !same_bytes(file, &parts) {
        checked.findings.push("the ZIP file is not as newsint packs it".to_string());
    }
    let facts = parts.get(CITATION).map_or(&[][..], Vec::as_slice);
    match serde_json::from_slice::<Json>(facts) {
        Ok(facts) => cited(&facts, &parts, extract, &mut checked),
        Err(error) => checked.findings.push(format!("{CITATION}: {error}")),
    }
    checked
}

type Parts = BTreeMap<String, Vec<u8>>;

/// The parts of a ZIP file; together no larger than an input may be.
fn parts(file: &[u8]) -> Result<Parts, String> {
    let mut zip = ZipArchive::new(Cursor::new(file)).map_err(|e| e.to_string())?;
    let mut parts = Parts::new();
    let mut room = INPUT_BYTES_MAX as u64;
    for at in 0..zip.len().min(PARTS_MAX) {
        let part = zip.by_index(at).map_err(|e| e.to_string())?;
        let name = part.name().map_err(|e| e.to_string())?.into_owned();
        let mut bytes = Vec::new();
        part.take(room).read_to_end(&mut bytes).map_err(|e| format!("{name}: {e}"))?;
        room = room.saturating_sub(bytes.len() as u64);
        if parts.insert(name.clone(), bytes).is_some() {
            return Err(format!("{name} is there twice"));
        }
    }
    Ok(parts)
}

/// A package has five parts.
const PARTS_MAX: usize = 6;

/// The file is what packing its parts in their order gives.
fn same_bytes(file: &[u8], parts: &Parts) -> bool {
    let names = [README, CITATION, TEXT, RECORD_GZ, RECORD_PLAIN, MANIFEST];
    let listed: Vec<(&str, &[u8])> =
        names.iter().filter_map(|n| Some((*n, parts.get(*n)?.as_slice()))).collect();
    listed.len() == parts.len() && stored_zip::pack(&listed).as_deref() == Some(file)
}

fn manifest(parts: &Parts, checked: &mut Checked) {
    let listed = parts.get(MANIFEST).map_or(&[][..], Vec::as_slice);
    let listed = String::from_utf8_lossy(listed);
    let mut names = Vec::new();
    for line in listed.lines() {
        let Some((digest, name)) = line.split_once("  ") else {
            checked.findings.push(format!("{MANIFEST}: a line without a name"));
            continue;
        };
        names.push(name);
        match parts.get(name) {
            None => checked.findings.push(format!("{name}: missing")),
            Some(bytes) if sha256_hex(bytes) != digest => {
                checked.findings.push(format!("{name}: not what {MANIFEST} says"));
            }
            Some(_) => {}
        }
    }
    for name in parts.keys().filter(|n| *n != MANIFEST && !names.contains(&n.as_str())) {
        checked.findings.push(format!("{name}: not in {MANIFEST}"));
    }
}

fn cited(facts: &Json, parts: &Parts, extract: Extract<'_>, checked: &mut Checked) {
    let at = |pointer: &str| facts.pointer(pointer).and_then(Json::as_str).unwrap_or("");
    if at("/schema") != PACKAGE_SCHEMA {
        checked.findings.push(format!("{CITATION}: the schema is not {PACKAGE_SCHEMA}"));
    }
    let part = |name: &str| parts.get(name).map_or(&[][..], Vec::as_slice);
    let text = String::from_utf8_lossy(part(TEXT));
    if sha256_hex(text.as_bytes()) != at("/text/sha256") {
        checked.findings.push(format!("{TEXT}: not the text that is cited"));
    }
    if document_id(facts, &text) != at("/document") {
        checked.findings.push("the document id is not that of address and text".to_string());
    }
    match words(facts, &text) {
        Some(words) if words == at("/words") => checked.words = words.to_string(),
        _ => checked.findings.push("the words do not stand at the place cited".to_string()),
    }
    let bytes = part(at("/record/file"));
    if sha256_hex(bytes) != at("/record/sha256") {
        checked.findings.push("the record is not the one that is cited".to_string());
    }
    let mut reader = WarcReader::new(Cursor::new(bytes));
    match (reader.next(), reader.next()) {
        (Some(Ok(read)), None) => record(facts, read.record, &text, extract, checked),
        _ => checked.findings.push("the capture is not one WARC record".to_string()),
    }
}

/// The words at the place cited.
fn words<'t>(facts: &Json, text: &'t str) -> Option<&'t str> {
    let point =
        |key: &str| facts.get(key).and_then(Json::as_u64).and_then(|n| usize::try_from(n).ok());
    let (start, end) = (point("start")?, point("end")?);
    let points = CodePoints::new(text);
    let span = Span::new(points.to_byte(start), points.to_byte(end.max(start)));
    (end > start && points.of_span(span) == (start, end)).then(|| span.of(text))
}

/// The id newsint gives a document: of its address, its text and, from the second on, its version.
fn document_id(facts: &Json, text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(facts.get("url").and_then(Json::as_str).unwrap_or("").as_bytes());
    hash.update([0]);
    hash.update(text.as_bytes());
    let version = facts.get("version").and_then(Json::as_u64).unwrap_or(0);
    if version > 1 {
        hash.update([0]);
        hash.update(u32::try_from(version).unwrap_or(0).to_be_bytes());
    }
    let digest = data_encoding::HEXLOWER.encode(&hash.finalize());
    digest.get(..16).unwrap_or_default().to_string()
}

fn record(facts: &Json, record: Record, text: &str, extract: Extract<'_>, checked: &mut Checked) {
    let at = |pointer: &str| facts.pointer(pointer).and_then(Json::as_str).unwrap_or("");
    if !verify_record(&record).is_good() {
        checked.findings.push("the record is not what its digests say".to_string());
    }
    for (what, stated, cited) in [
        ("SHA-256", record.payload_sha256().unwrap_or_default(), at("/capture/sha256")),
        ("address", record.target_uri().unwrap_or("").to_string(), at("/capture/url")),
    ] {
        if stated != cited {
            checked.findings.push(format!("the {what} of the record is not the one cited"));
        }
    }
    // WARC dates may have fractions of a second.
    let second = |time: &str| time.parse().ok().map(jiff::Timestamp::as_second);
    let stated = record.date().and_then(second);
    if stated.is_none() || stated != second(at("/capture/fetched_at")) {
        checked.findings.push("the time of the record is not the one cited".to_string());
    }
    let anew = facts.pointer("/newsint/text_taken_anew") == Some(&Json::Bool(true));
    if !anew {
        checked.notes.push(
            "the text was not compared with the record: it was taken with a recipe of the user's"
                .to_string(),
        );
        return;
    }
    match extract(record) {
        Ok(again) if again == text => {}
        _ if at("/newsint/version") != env!("CARGO_PKG_VERSION") => checked.notes.push(format!(
            "this version takes another text from the record than newsint {} did",
            at("/newsint/version")
        )),
        Ok(_) => checked.findings.push("the record gives another text".to_string()),
        Err(error) => checked.findings.push(format!("the record gives no text: {error}")),
    }
}
