//! Label Studio tasks: a JSON array with `data.text` and the mentions as predictions.
//!
//! Label Studio counts UTF-16 units, as JavaScript does (HumanSignal/label-studio, issue 1347), so
//! its offsets differ from all others here. It knows overlaps: nothing is left out.

use std::io::{self, Write};

use serde_json::json;

use super::labels::label_of;
use super::spacy::{Comma, meta};
use super::{Format, Written};
use crate::model::{Span, StoredDocument};

/// Writes one task a document.
#[derive(Default)]
pub(super) struct LabelStudio {
    comma: Comma,
}

impl Format for LabelStudio {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let text = &stored.document.text;
        let units = Utf16::new(text);
        let result: Vec<_> = stored
            .mentions
            .iter()
            .enumerate()
            .map(|(number, mention)| {
                let (start, end) = units.of_span(mention.span);
                json!({
                    "id": format!("m{number}"),
                    "from_name": "label",
                    "to_name": "text",
                    "type": "labels",
                    "value": {
                        "start": start,
                        "end": end,
                        "text": mention.span.of(text),
                        "labels": [label_of(&mention.value)],
                    },
                })
            })
            .collect();
        let mut data = json!({"text": text});
        if let (Some(data), serde_json::Value::Object(meta)) = (data.as_object_mut(), meta(stored))
        {
            data.extend(meta);
        }
        self.comma.before(out)?;
        let predictions = json!([{"model_version": "newsint", "result": result}]);
        serde_json::to_writer(out, &json!({"data": data, "predictions": predictions}))?;
        Ok(Written::all(stored.mentions.len()))
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}

/// Counts the UTF-16 units before each 64th byte of a text.
struct Utf16<'t> {
    text: &'t str,
    /// `(byte, units before it)`, bytes on character borders.
    marks: Vec<(usize, usize)>,
}

const STEP: usize = 64;

impl<'t> Utf16<'t> {
    fn new(text: &'t str) -> Self {
        let mut marks = vec![(0, 0)];
        let (mut units, mut next) = (0, STEP);
        if !text.is_ascii() {
            for (at, c) in text.char_indices() {
                if at >= next {
                    marks.push((at, units));
                    next = at + STEP;
                }
                units += c.len_utf16();
            }
        }
        Self { text, marks }
    }

    fn of_byte(&self, offset: usize) -> usize {
        if self.text.is_ascii() {
            return offset;
        }
        let at = self.marks.partition_point(|(byte, _)| *byte <= offset).saturating_sub(1);
        let (byte, units) = self.marks.get(at).copied().unwrap_or_default();
        let rest = self.text.get(byte..offset).unwrap_or("");
        units + rest.chars().map(char::len_utf16).sum::<usize>()
    }

    fn of_span(&self, span: Span) -> (usize, usize) {
        (self.of_byte(span.start as usize), self.of_byte(span.end as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_utf_16() {
        let text = "a😀é北".repeat(40);
        let units = Utf16::new(&text);
        let mut before = 0;
        for (at, c) in text.char_indices() {
            assert_eq!(units.of_byte(at), before);
            before += c.len_utf16();
        }
    }
}
