//! doccano, sequence labelling: JSON Lines of `{"text", "label": [[start, end, label]]}`, offsets in
//! code points. Further fields are kept by doccano as metadata.

use std::io::{self, Write};

use super::labels::carried;
use super::spacy::meta;
use super::{Format, Written};
use crate::model::{CodePoints, StoredDocument};

/// Writes one line a document.
pub(super) struct Doccano;

impl Format for Doccano {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let text = &stored.document.text;
        let points = CodePoints::new(text);
        let (chosen, written) = carried(text, &stored.mentions);
        let label: Vec<_> = chosen
            .iter()
            .map(|c| {
                let (start, end) = points.of_span(c.span);
                (start, end, c.label)
            })
            .collect();
        let mut line = serde_json::json!({"text": text, "label": label});
        if let (Some(line), serde_json::Value::Object(meta)) = (line.as_object_mut(), meta(stored))
        {
            line.extend(meta);
        }
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
        Ok(written)
    }
}
