//! What is new, gone or changed since an earlier brief.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::types::{Brief, Change, Citation, Since};
use super::verify::{list, text};

/// Most changes of one sort that are told.
const EACH: usize = 20;
/// Share of words, digits aside, at which two phrases are on one matter.
const SAME_MATTER: f32 = 0.5;

/// One thing a brief says.
struct Item {
    /// What makes it the same thing in another brief.
    key: String,
    /// Kind and unit of a figure, else empty: only such can change their value.
    matter: String,
    text: String,
    citations: Vec<Citation>,
}

impl Brief {
    /// Compares with an earlier brief.
    pub fn compare(&mut self, earlier: &Json) -> crate::error::Result<()> {
        let now = serde_json::to_value(&*self)?;
        let mut changes = Vec::new();
        for what in ["source", "figure", "date", "quotation", "sentence"] {
            between(what, &items(earlier, what), &items(&now, what), &mut changes);
        }
        let scope = earlier.get("scope").unwrap_or(&Json::Null);
        self.since = Some(Since {
            query: text(scope, "query").to_string(),
            as_of: text(scope, "as_of").to_string(),
            digest: text(earlier, "digest").to_string(),
            changes,
        });
        Ok(())
    }
}

fn between(what: &'static str, old: &[Item], new: &[Item], changes: &mut Vec<Change>) {
    let known: BTreeSet<&str> = old.iter().map(|i| i.key.as_str()).collect();
    let kept: BTreeSet<String> = new.iter().map(|i| i.key.clone()).collect();
    let mut fresh: Vec<&Item> = new.iter().filter(|i| !known.contains(i.key.as_str())).collect();
    let mut out = Vec::new();
    let change = |change, new: Option<&Item>, old: Option<&Item>| Change {
        change,
        what,
        text: new.map(|i| i.text.clone()).unwrap_or_default(),
        citations: new.map(|i| i.citations.clone()).unwrap_or_default(),
        before: old.map(|i| i.text.clone()).unwrap_or_default(),
        before_citations: old.map(|i| i.citations.clone()).unwrap_or_default(),
    };
    for gone in old.iter().filter(|i| !kept.contains(&i.key)) {
        let same = |i: &&Item| {
            !gone.matter.is_empty()
                && i.matter == gone.matter
                && (what == "source" || alike(&i.text, &gone.text) >= SAME_MATTER)
        };
        match fresh.iter().position(same) {
            Some(at) => out.push(change("changed", Some(fresh.remove(at)), Some(gone))),
            None => out.push(change("gone", None, Some(gone))),
        }
    }
    out.extend(fresh.into_iter().map(|item| change("new", Some(item), None)));
    for sort in ["changed", "new", "gone"] {
        let of_sort = out.iter().filter(|c| c.change == sort).take(EACH);
        changes.extend(of_sort.cloned());
    }
}

/// The things of one sort that a brief says.
fn items(brief: &Json, what: &str) -> Vec<Item> {
    let item = |json: &Json, key: String, matter: String, shown: &str| Item {
        key,
        matter,
        text: shown.to_string(),
        citations: list(json, "citations")
            .iter()
            .filter_map(|c| serde_json::from_value(c.clone()).ok())
            .collect(),
    };
    let plain = |list_name: &str| -> Vec<Item> {
        let of = |j: &Json| item(j, text(j, "text").to_string(), String::new(), text(j, "text"));
        list(brief, list_name).iter().map(of).collect()
    };
    match what {
        "source" => list(brief, "sources")
            .iter()
            // Another text under the same address is a change of the source.
            .map(|s| {
                let shown = format!("{} <{}>", text(s, "title"), text(s, "url"));
                item(s, text(s, "document").to_string(), text(s, "url").to_string(), &shown)
            })
            .collect(),
        "figure" => list(brief, "figures")
            .iter()
            .flat_map(|group| list(group, "figures"))
            .map(|f| {
                let part = |key: &str| f.get(key).map(Json::to_string).unwrap_or_default();
                let matter = format!("{} {}", part("kind"), part("unit"));
                let key = format!("{matter} {} {}", part("min"), part("max"));
                item(f, key, matter, text(f, "text"))
            })
            .collect(),
        "date" => plain("timeline"),
        "quotation" => plain("quotes"),
        _ => plain("key_sentences"),
    }
}

/// Share of words, without digits, that two phrases have in common (Jaccard, 1901).
fn alike(a: &str, b: &str) -> f32 {
    let words = |text: &str| -> BTreeSet<String> {
        let word = |w: &str| w.chars().filter(|c| c.is_alphabetic()).collect::<String>();
        text.split_whitespace()
            .filter(|w| !w.contains(|c: char| c.is_ascii_digit()))
            .map(|w| word(w).to_lowercase())
            .filter(|w| !w.is_empty())
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count() as f32;
    shared / a.union(&b).count().max(1) as f32
}
