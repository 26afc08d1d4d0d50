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
        writeln!(out, "{}", on_one_line(&line.to_string()))?;
        Ok(written)
    }
}

/// JSON without the characters, legal in it, at which many programs part lines.
fn on_one_line(json: &str) -> String {
    let escape = |c| match c {
        '\u{85}' => Some("\\u0085"),
        '\u{2028}' => Some("\\u2028"),
        '\u{2029}' => Some("\\u2029"),
        _ => None,
    };
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| escape(*c).is_some()) {
        let (before, after) = rest.split_at(at);
        out.extend([before, escape(c).unwrap_or("")]);
        rest = after.get(c.len_utf8()..).unwrap_or("");
    }
    out + rest
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_program_parts_a_line() {
        let line = super::on_one_line("{\"text\":\"a\u{2028}b\u{85}é\u{2029}\"}");
        assert_eq!(line, r#"{"text":"a\u2028b\u0085é\u2029"}"#);
    }
}
