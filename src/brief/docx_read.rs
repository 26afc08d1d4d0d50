//! Reads back what [`docx`](super::docx) wrote, also after a word processor saved it again: the
//! record, and the words of the paragraphs.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::docx::{AFTER, JUDGEMENTS, Paragraph, RECORD};
use super::lint::field;
use super::verify::FINDINGS_MAX;
use crate::limits::INPUT_BYTES_MAX;

/// True for the beginning of a ZIP file.
pub(super) fn is_zip(file: &[u8]) -> bool {
    file.starts_with(b"PK\x03\x04")
}

/// The record and the paragraphs of a DOCX.
pub(super) fn read(file: &[u8]) -> Result<(String, Vec<String>), String> {
    let mut zip = ZipArchive::new(Cursor::new(file)).map_err(|e| e.to_string())?;
    let names: Vec<String> = zip.file_names().filter_map(|n| Some(n.ok()?.into_owned())).collect();
    let mut record = None;
    for name in names.iter().filter(|n| n.starts_with("customXml/item")) {
        let part = part(&mut zip, name)?;
        if part.contains(RECORD) && part.contains("<record") {
            let words = part.split_once("<record").and_then(|(_, rest)| rest.split_once('>'));
            let words = words.and_then(|(_, rest)| rest.rsplit_once("</record>"));
            record = words.map(|(words, _)| unescape(words));
        }
    }
    let record = record.ok_or("it has no part with the record")?;
    let document = part(&mut zip, "word/document.xml")?;
    Ok((record, paragraphs(&document)))
}

fn part(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, String> {
    let file = zip.by_name(name).map_err(|e| format!("{name}: {e}"))?;
    let mut out = Vec::new();
    file.take(INPUT_BYTES_MAX as u64).read_to_end(&mut out).map_err(|e| format!("{name}: {e}"))?;
    String::from_utf8(out).map_err(|e| format!("{name}: {e}"))
}

/// The words of each `w:p`: its `w:t` in order.
fn paragraphs(xml: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Option<String> = None;
    let mut inside = false;
    for piece in xml.split('<').skip(1) {
        let Some((tag, words)) = piece.split_once('>') else { continue };
        let name = tag.split([' ', '/']).next().unwrap_or("");
        match name {
            "w:p" => {
                if let Some(done) = open.replace(String::new()) {
                    out.push(done);
                }
            }
            "w:t" => inside = !tag.ends_with('/'),
            "" if tag == "/w:t" => inside = false,
            "" if tag == "/w:p" => out.extend(open.take()),
            _ => {}
        }
        if inside && let Some(paragraph) = &mut open {
            paragraph.push_str(&unescape(words));
        }
    }
    out.extend(open);
    out
}

/// Text of XML: the five entities and numbers.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once(';') else {
            out.push('&');
            rest = after;
            continue;
        };
        let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => n.parse().ok(),
        });
        match name {
            "amp" => out.push('&'),
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "quot" => out.push('"'),
            "apos" => out.push('\''),
            _ => out.extend(number.and_then(char::from_u32)),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The borders of the part in which the analyst writes: the title before it, the one after.
fn borders<T>(all: &[T], words: impl Fn(&T) -> String) -> Option<(usize, usize)> {
    // From the end: words of others may spell a title, but not after the part itself.
    let after = all.iter().rposition(|p| words(p) == AFTER)?;
    let before = all.get(..after)?.iter().rposition(|p| words(p) == JUDGEMENTS)?;
    Some((before, after))
}

/// Paragraphs that are not those of the record, the analyst's aside.
pub(super) fn compare(found: &[String], expected: &[Paragraph], findings: &mut Vec<String>) {
    let expected: Vec<String> = expected.iter().map(Paragraph::text).collect();
    let free = |all: &[String]| -> Vec<(usize, String)> {
        let numbered = all.iter().cloned().enumerate();
        match borders(all, Clone::clone) {
            Some((before, after)) => {
                numbered.filter(|(at, _)| *at <= before || *at >= after).collect()
            }
            None => numbered.collect(),
        }
    };
    let (found, expected) = (free(found), free(&expected));
    for at in 0..found.len().max(expected.len()) {
        let (a, b) = (found.get(at), expected.get(at));
        // A word processor trims the blanks at the ends of a paragraph.
        if a.map(|p| p.1.trim()) != b.map(|p| p.1.trim()) && findings.len() < FINDINGS_MAX {
            let number = a.or(b).map_or(at, |p| p.0) + 1;
            findings.push(format!("paragraph {number}: not what the record says"));
        }
    }
}

/// What the analyst wrote, with the number of its paragraph.
pub(super) fn analyst(paragraphs: &[String]) -> Vec<(usize, String)> {
    let Some((before, after)) = borders(paragraphs, Clone::clone) else { return Vec::new() };
    let numbered = paragraphs.iter().enumerate();
    // The paragraph below the title is ours.
    let inside = numbered.skip(before + 2).take(after.saturating_sub(before + 2));
    inside.map(|(at, words)| (at + 1, field(words))).collect()
}
