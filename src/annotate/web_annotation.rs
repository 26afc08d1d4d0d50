//! W3C Web Annotations: a JSON array of annotations, or a page or collection of them (`items`). The
//! tag is the label. A document is known by the id that an export writes, else by the address that
//! the target names.

use std::path::Path;

use serde_json::Value;

use super::{Marked, Marks, Quoted};
use crate::error::{Error, Result};
use crate::model::{CodePoints, Span};

pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<Marked>> {
    let file: Value = serde_json::from_str(text).map_err(|e| Error::data(path, e.to_string()))?;
    let items = file.as_array().or_else(|| {
        file.get("items").or_else(|| file.pointer("/first/items")).and_then(Value::as_array)
    });
    let items = items.ok_or_else(|| Error::data(path, "holds no list of annotations"))?;
    let mut out: Vec<Marked> = Vec::new();
    for (number, annotation) in items.iter().enumerate() {
        let wrong = |why: &str| Error::data(path, format!("annotation {}: {why}", number + 1));
        let document = document(annotation).ok_or_else(|| wrong("its target has no source"))?;
        let Some(label) = label(annotation) else { continue };
        let quoted = quoted(annotation, label);
        let quoted = quoted.ok_or_else(|| wrong("it has no selector of text"))?;
        let open = out.last_mut().filter(|m| m.document.as_deref() == Some(&document));
        match open {
            Some(Marked { marks: Marks::Quoted(marks), .. }) => marks.push(quoted),
            _ => out.push(Marked {
                document: Some(document),
                text: None,
                marks: Marks::Quoted(vec![quoted]),
            }),
        }
    }
    Ok(out)
}

/// Lists and single things alike, as JSON-LD has them.
fn each(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(list)) => list,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

fn document(annotation: &Value) -> Option<String> {
    let ours = annotation.get("id").and_then(Value::as_str);
    let ours = ours.and_then(|id| id.strip_prefix("urn:newsint:")?.split(':').next());
    let target = each(annotation.get("target")).first();
    let source = target.and_then(|t| t.get("source").unwrap_or(t).as_str());
    ours.or(source).map(str::to_owned)
}

/// The value of the body that tags.
fn label(annotation: &Value) -> Option<String> {
    let tags = |body: &&Value| match body.get("purpose") {
        Some(purpose) => each(Some(purpose)).iter().any(|p| p == "tagging"),
        None => each(annotation.get("motivation")).iter().any(|m| m == "tagging"),
    };
    let tag = each(annotation.get("body")).iter().find(tags)?;
    Some(tag.get("value")?.as_str()?.to_owned())
}

fn quoted(annotation: &Value, label: String) -> Option<Quoted> {
    let selectors = each(each(annotation.get("target")).first()?.get("selector"));
    let of = |kind: &str| selectors.iter().find(|s| s.get("type").is_some_and(|t| t == kind));
    let number = |name: &str| {
        let n = of("TextPositionSelector")?.get(name)?.as_u64()?;
        usize::try_from(n).ok()
    };
    let text = |name: &str| of("TextQuoteSelector")?.get(name)?.as_str().map(str::to_owned);
    let quoted = Quoted {
        place: number("start").zip(number("end")),
        words: text("exact"),
        before: text("prefix").unwrap_or_default(),
        after: text("suffix").unwrap_or_default(),
        label,
    };
    (quoted.place.is_some() || quoted.words.is_some()).then_some(quoted)
}

/// The place of a quotation in code points: where it is said to be, if the words stand there, else
/// the only place where they stand between what was before and after them.
pub(super) fn place(
    quoted: &Quoted,
    text: &str,
    points: &CodePoints<'_>,
) -> std::result::Result<(usize, usize), String> {
    let fits = |&(start, end): &(usize, usize)| {
        let there = points.to_span(start, end).of(text);
        start < end && !there.is_empty() && quoted.words.as_ref().is_none_or(|w| w == there)
    };
    if let Some(place) = quoted.place.filter(fits) {
        return Ok(place);
    }
    let Some(words) = quoted.words.as_ref().filter(|w| !w.is_empty()) else {
        return Err("a selector that is not in the text".to_string());
    };
    let whole = [quoted.before.as_str(), words, &quoted.after].concat();
    let mut found = text.match_indices(&whole);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => {
            let start = at + quoted.before.len();
            Ok(points.of_span(Span::new(start, start + words.len())))
        }
        _ => Err(format!("the words {words:?} are not in the text, or stand there more than once")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_where_the_text_has_moved() {
        let json = r#"{"items": [{"motivation": "tagging", "body": {"value": "ORG"}, "target":
            {"source": "https://example.org/a", "selector": [
              {"type": "TextPositionSelector", "start": 0, "end": 2},
              {"type": "TextQuoteSelector", "exact": "UN", "prefix": "é ", "suffix": " x"}]}}]}"#;
        let marked = parse(Path::new("a"), json).unwrap();
        assert_eq!(marked[0].document.as_deref(), Some("https://example.org/a"));
        let spans = |text: &str| marked[0].spans_in(text);
        assert_eq!(spans("😀 UN é UN x").unwrap(), [(7, 9, "ORG".to_string())]);
        assert!(spans("é UN x é UN x").is_err());
        assert_eq!(spans("UN").unwrap(), [(0, 2, "ORG".to_string())]);
    }
}
