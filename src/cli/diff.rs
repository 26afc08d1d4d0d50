//! What changed between two documents, in words and as JSON.

use serde_json::{Value, json};

use super::{Session, sanitize};
use crate::error::Result;
use crate::model::{CodePoints, StoredDocument};
use crate::text::{Change, Fate, diff};

/// Longest unchanged stretch that is shown whole, and what is shown of a longer one at either end.
/// Bytes.
const KEPT_WHOLE: usize = 400;
const KEPT_END: usize = 150;

/// Prints what `new` changed in `old`. Returns true if anything changed.
pub(super) fn print(
    session: &mut Session,
    old: &StoredDocument,
    new: &StoredDocument,
    json: bool,
) -> Result<bool> {
    let changes = diff(&old.document.text, &new.document.text);
    let changed = changes.iter().filter(|change| change.fate == Fate::Changed).count();
    if json {
        session.out.json(&wire(old, new, &changes))?;
        return Ok(changed > 0);
    }
    session.out.text(&format!("--- {}", heading(old)))?;
    session.out.text(&format!("+++ {}", heading(new)))?;
    if old.document.title != new.document.title {
        session
            .out
            .text(&format!("title [-{}-] {{+{}+}}", old.document.title, new.document.title))?;
    }
    if changed == 0 {
        session.out.say("the words are the same");
        return Ok(false);
    }
    let colour = session.out.is_terminal();
    let text = rendered(&old.document.text, &new.document.text, &changes, colour);
    session.out.data(&text)?;
    Ok(true)
}

fn heading(stored: &StoredDocument) -> String {
    let published = stored.published_date().unwrap_or_else(|| "undated".to_string());
    format!(
        "{}  version {}  published {published}  captured {}  {}",
        stored.id, stored.version, stored.capture.fetched_at, stored.document.url
    )
}

/// The new text with changes as `[-old-] {+new+}`; on a terminal red and green too.
fn rendered(old: &str, new: &str, changes: &[Change], colour: bool) -> String {
    let escaped = |text: &str| {
        if colour { sanitize::block(text).into_owned() } else { text.to_string() }
    };
    let painted = |code: &str, text: String| {
        if colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text }
    };
    let mut out = String::new();
    let mut end = 0;
    for change in changes {
        let (was, is) = (change.old.of(old), change.new.of(new));
        let gap = new.get(end..change.new.start as usize).unwrap_or(" ");
        out.push_str(if gap.is_empty() && !out.is_empty() { " " } else { gap });
        end = change.new.end as usize;
        if change.fate == Fate::Kept {
            out.push_str(&escaped(&shortened(is)));
            continue;
        }
        if !was.is_empty() {
            out.push_str(&painted("31", format!("[-{}-]", escaped(was))));
        }
        if !was.is_empty() && !is.is_empty() {
            out.push(' ');
        }
        if !is.is_empty() {
            out.push_str(&painted("32", format!("{{+{}+}}", escaped(is))));
        }
    }
    out
}

/// An unchanged stretch; a long one without its middle.
fn shortened(text: &str) -> String {
    if text.len() <= KEPT_WHOLE {
        return text.to_string();
    }
    let head = text.get(..text.floor_char_boundary(KEPT_END)).unwrap_or_default();
    let tail = text.get(text.ceil_char_boundary(text.len() - KEPT_END)..).unwrap_or_default();
    let head = head.rsplit_once(char::is_whitespace).map_or(head, |(head, _)| head);
    let tail = tail.split_once(char::is_whitespace).map_or(tail, |(_, tail)| tail);
    let words = text.split_whitespace().count();
    let shown = head.split_whitespace().count() + tail.split_whitespace().count();
    format!("{head}\n    ... {} words unchanged ...\n{tail}", words.saturating_sub(shown))
}

/// Schema `newsint.diff/1`: code-point ranges of what changed, with the words.
fn wire(old: &StoredDocument, new: &StoredDocument, changes: &[Change]) -> Value {
    let (was, is) = (&old.document.text, &new.document.text);
    let (from, to) = (CodePoints::new(was), CodePoints::new(is));
    let changed: Vec<Value> = changes
        .iter()
        .filter(|change| change.fate == Fate::Changed)
        .map(|change| {
            let ((a, b), (c, d)) = (from.of_span(change.old), to.of_span(change.new));
            json!({
                "old": [a, b], "new": [c, d],
                "removed": change.old.of(was), "added": change.new.of(is),
            })
        })
        .collect();
    let side = |stored: &StoredDocument| {
        json!({
            "id": stored.id, "version": stored.version, "url": stored.document.url,
            "title": stored.document.title,
            "published": stored.document.published.map(|stamp| stamp.to_string()),
            "capture": {
                "sha256": stored.capture.sha256, "fetched_at": stored.capture.fetched_at,
                "warc": stored.capture.warc, "offset": stored.capture.offset,
            },
        })
    };
    json!({"schema": "newsint.diff/1", "old": side(old), "new": side(new), "changes": changed})
}
