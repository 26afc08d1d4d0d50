//! brat standoff: `ID.txt` with the text and `ID.ann` with one line a mention, offsets in code
//! points (Stenetorp et al., 2012; brat, "Standoff format"). A note holds the value of a mention.
//!
//! The text column of an annotation may hold no line break and no tab: a mention that does is written
//! in parts.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::labels::label_of;
use super::{Format, Written, contract};
use crate::model::{CodePoints, Mention, Span, StoredDocument, Value};

/// Writes a folder.
pub(super) struct Brat {
    folder: PathBuf,
}

impl Brat {
    /// A writer into `folder`, which is made.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("annotation.conf"), CONFIGURATION)?;
        Ok(Self { folder: folder.to_path_buf() })
    }
}

const CONFIGURATION: &str = "[entities]\nPERSON\nORG\nGPE\nLOC\nFAC\nNORP\nEVENT\nPRODUCT\nWEAPON\nLAW\nWORK\n\
MONEY\nDATE\nTIME\nDURATION\nSET\nCOUNT\nORDINAL\nPERCENT\nMEASURE\nQUOTE\nINDICATOR\n\n\
[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n[events]\n\n[attributes]\n";

/// The parts of a span between line breaks and tabs, without blanks at their edges.
fn parts(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut at = span.start as usize;
    for line in span.of(text).split_inclusive(['\n', '\r', '\t']) {
        let inside = line.trim();
        let lead = line.len() - line.trim_start().len();
        if !inside.is_empty() {
            out.push(Span::new(at + lead, at + lead + inside.len()));
        }
        at += line.len();
    }
    out
}

impl Format for Brat {
    fn document(&mut self, stored: &StoredDocument, _: &mut dyn Write) -> io::Result<Written> {
        let text = &stored.document.text;
        fs::write(self.folder.join(format!("{}.txt", stored.id)), text)?;
        let file = File::create(self.folder.join(format!("{}.ann", stored.id)))?;
        let mut out = BufWriter::new(file);
        let points = CodePoints::new(text);
        let mut written = Written::default();
        for (number, mention) in stored.mentions.iter().enumerate() {
            let parts = parts(text, mention.span);
            let whole = mention.span.of(text);
            if parts.is_empty() {
                written.leave(super::labels::EDGES, 1);
                continue;
            }
            // Any other mention keeps its own borders.
            let parts = if whole.contains(['\n', '\r', '\t']) { parts } else { vec![mention.span] };
            let number = number + 1;
            let places: Vec<_> = parts
                .iter()
                .map(|&p| {
                    let (start, end) = points.of_span(p);
                    format!("{start} {end}")
                })
                .collect();
            let words: Vec<_> = parts.iter().map(|p| p.of(text)).collect();
            writeln!(
                out,
                "T{number}\t{} {}\t{}",
                label_of(&mention.value),
                places.join(";"),
                words.join(" ")
            )?;
            writeln!(out, "#{number}\tAnnotatorNotes T{number}\t{}", note(text, mention))?;
            written.mentions += 1;
        }
        writeln!(
            out,
            "#0\tNewsintSource\turl={} sha256={} fetched_at={}",
            one_line(&stored.document.url),
            stored.capture.sha256,
            stored.capture.fetched_at
        )?;
        out.flush()?;
        Ok(written)
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What a mention means, on one line.
fn note(text: &str, mention: &Mention) -> String {
    if let Value::Entity(entity) = &mention.value {
        let id = entity.entity.as_ref().map_or(String::new(), |id| format!(" {id}"));
        return one_line(&format!("{}{id}", entity.canonical));
    }
    let wire = contract::mentions_wire(text, std::slice::from_ref(mention));
    let kind = mention.value.kind().as_str();
    let value = serde_json::to_value(&wire).unwrap_or_default();
    one_line(&value.pointer(&format!("/0/{kind}")).map(ToString::to_string).unwrap_or_default())
}
