//! Bodies that stand only in a script, as the state that the page is built from in the browser
//! (Next.js, Fusion, Apollo, Nuxt and their like).
//!
//! No framework is known by name. Strings that hold sentences are gathered by the key they stand
//! under; the key with most prose is the body. One scan, no tree of the data.

use super::tag::Tag;
use super::tree::{Dom, Node};
use crate::extract::clean::line;
use crate::extract::lines::ends_sentence;

/// Bytes of scripts that are read.
const SCRIPTS_MOST: usize = 8 << 20;
/// Strings inside strings that are read: state is often JSON in a JavaScript string.
const DEPTH_MOST: usize = 3;
/// Characters from which a string may be a paragraph.
const STRING_LEAST: usize = 40;
/// Keys under which bodies stand; an item of a list has none.
const KEYS: &[&str] = &[
    "",
    "articlebody",
    "body",
    "bodyhtml",
    "bodytext",
    "content",
    "contenthtml",
    "contents",
    "html",
    "markup",
    "paragraph",
    "paragraphs",
    "rendered",
    "story",
    "text",
    "textcontent",
    "value",
];

/// The paragraphs of the body, or nothing, and the view they are; `plain` turns markup into lines.
/// On an AMP page its state (`amp-state`) goes before other scripts.
pub(super) fn paragraphs(
    dom: &Dom<'_>,
    plain: impl Fn(&str) -> Vec<String>,
) -> (&'static str, Vec<String>) {
    let is_amp = |script: &Node<'_>| {
        let holder = dom.node(script.parent).and_then(|n| n.element);
        holder.is_some_and(|e| e.name() == "amp-state")
    };
    let amp = gather(dom, is_amp, &plain);
    if amp.is_empty() {
        ("script-state", gather(dom, |_| true, &plain))
    } else {
        ("amp-state", amp)
    }
}

/// The paragraphs that stand in the scripts that `test` lets through.
fn gather<'a>(
    dom: &Dom<'a>,
    test: impl Fn(&Node<'a>) -> bool,
    plain: &impl Fn(&str) -> Vec<String>,
) -> Vec<String> {
    let mut found: Vec<Vec<String>> = KEYS.iter().map(|_| Vec::new()).collect();
    let mut read = 0;
    for (index, script) in dom.nodes().iter().enumerate() {
        let linked = script.attr("type").is_some_and(|t| t.contains("ld+json"));
        if script.tag != Tag::Script || linked || !test(script) {
            continue;
        }
        for node in dom.below(index as u32).iter().filter(|n| n.tag == Tag::Text) {
            read += node.text.len();
            if read > SCRIPTS_MOST {
                break;
            }
            strings(node.text, 0, plain, &mut found);
        }
    }
    let prose = |lines: &Vec<String>| -> usize {
        lines.iter().filter(|l| ends_sentence(l)).map(String::len).sum()
    };
    found.into_iter().max_by_key(prose).filter(|lines| prose(lines) > 400).unwrap_or_default()
}

/// Gathers the strings of a script.
fn strings(
    script: &str,
    depth: usize,
    plain: &impl Fn(&str) -> Vec<String>,
    found: &mut [Vec<String>],
) {
    let bytes = script.as_bytes();
    let (mut at, mut key) = (0, String::new());
    while let Some(open) = bytes.get(at..).and_then(|rest| memchr::memchr(b'"', rest)) {
        let start = at + open + 1;
        let Some(end) = end_of_string(bytes, start) else { return };
        let raw = script.get(start..end).unwrap_or_default();
        at = end + 1;
        let after = bytes.get(at..).unwrap_or_default();
        let next = after.iter().copied().find(|b| !b.is_ascii_whitespace());
        if next == Some(b':') && raw.len() < STRING_LEAST {
            key = raw.to_ascii_lowercase();
            key.retain(|c| c != '_' && c != '-');
            continue;
        }
        let slot = KEYS.iter().position(|k| *k == key);
        if !matches!(next, Some(b',')) || !is_list(bytes, start) {
            key.clear();
        }
        if raw.len() < STRING_LEAST {
            continue;
        }
        let Ok(text) = serde_json::from_str::<String>(&format!("\"{raw}\"")) else { continue };
        if text.contains("\":\"") && depth < DEPTH_MOST {
            strings(&text, depth + 1, plain, found);
        } else if let Some(lines) = slot.and_then(|s| found.get_mut(s)) {
            let own = plain(&text).into_iter().map(|l| line(&l));
            lines.extend(own.filter(|l| l.contains(' ') || !l.is_ascii()));
        }
    }
}

/// True if the string at `start` follows `[` or `,`: an item of a list.
fn is_list(bytes: &[u8], start: usize) -> bool {
    let before = bytes.get(..start.saturating_sub(1)).unwrap_or_default();
    let last = before.iter().rev().take(8).copied().find(|b| !b.is_ascii_whitespace());
    matches!(last, Some(b'[' | b','))
}

fn end_of_string(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}
