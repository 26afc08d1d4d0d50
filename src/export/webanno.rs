//! W3C Web Annotation Data Model (Recommendation, 2017): a JSON array with one annotation a mention,
//! which quotes the words with what stands before and after them, and tells their place in code
//! points. Nothing is left out.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::labels::label_of;
use super::spacy::Comma;
use super::{Format, Written, contract};
use crate::model::{CodePoints, Mention, Span, StoredDocument, Value};

/// Writes annotations.
#[derive(Default)]
pub(super) struct WebAnnotation {
    comma: Comma,
}

/// Bytes of text quoted before and after the words.
const AROUND_BYTES: usize = 32;

impl Format for WebAnnotation {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let points = CodePoints::new(&stored.document.text);
        for (number, mention) in stored.mentions.iter().enumerate() {
            self.comma.before(out)?;
            serde_json::to_writer(&mut *out, &annotation(stored, &points, number, mention))?;
        }
        Ok(Written::all(stored.mentions.len()))
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}

fn annotation(
    stored: &StoredDocument,
    points: &CodePoints<'_>,
    number: usize,
    mention: &Mention,
) -> Json {
    let text = &stored.document.text;
    let span = mention.span;
    let (start, end) = points.of_span(span);
    let before = text.floor_char_boundary((span.start as usize).saturating_sub(AROUND_BYTES));
    let after = text.ceil_char_boundary((span.end as usize + AROUND_BYTES).min(text.len()));
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": format!("urn:newsint:{}:{number}", stored.id),
        "type": "Annotation",
        "motivation": "tagging",
        "body": body(text, points, mention),
        "target": {
            "source": stored.document.url,
            "state": {
                "type": "TimeState",
                "cached": format!("urn:sha256:{}", stored.capture.sha256),
                "sourceDate": stored.capture.fetched_at,
            },
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": span.of(text),
                    "prefix": Span::new(before, span.start as usize).of(text),
                    "suffix": Span::new(span.end as usize, after).of(text),
                },
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        },
    })
}

/// The label as a tag, a link to Wikidata where known, and the value as JSON.
fn body(text: &str, points: &CodePoints<'_>, mention: &Mention) -> Vec<Json> {
    let label = label_of(&mention.value);
    let mut body = vec![json!({"type": "TextualBody", "purpose": "tagging", "value": label})];
    if let Value::Entity(entity) = &mention.value
        && let Some(id) = &entity.entity
    {
        body.push(json!({
            "type": "SpecificResource",
            "purpose": "identifying",
            "source": format!("http://www.wikidata.org/entity/{id}"),
        }));
    }
    let wire = serde_json::to_string(&contract::mention_wire(text, points, mention));
    body.push(json!({
        "type": "TextualBody",
        "purpose": "describing",
        "format": "application/json",
        "value": wire.unwrap_or_default(),
    }));
    body
}
