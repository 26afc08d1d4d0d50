//! What to try when nothing is found.

use std::collections::BTreeMap;

use super::ast::{Node, Part, Text};
use super::dictionary::Test;
use super::engine::field_of;
use super::plan::Column;
use super::query::Query;
use super::searcher::Searcher;
use crate::error::Result;
use crate::index::word_form;
use crate::limits::SUGGESTIONS_MAX;

impl Searcher {
    /// For a query without hits, one line each: words that are in no document with near ones that
    /// are; else which part, left out, lets the others find something.
    pub fn suggest(&self, query: &Query) -> Result<Vec<String>> {
        let mut words = Vec::new();
        collect(query.node(), &mut words);
        words.dedup();
        let mut out = Vec::new();
        for word in words.into_iter().take(SUGGESTIONS_MAX) {
            let node = Node::Text(Part::Whole, Text::Word(word.clone()));
            if self.count(&Query::of(node))? > 0 {
                continue;
            }
            let near = self.near_words(&word_form(&word))?;
            out.push(match near.as_slice() {
                [] => format!("no document has {word}"),
                near => format!("no document has {word}; did you mean {}?", near.join(" or ")),
            });
        }
        if out.is_empty()
            && let Node::And(nodes) = query.node()
        {
            out = self.without_each(nodes)?;
        }
        Ok(out)
    }

    /// Words of the index at most one edit away, else two; most frequent first.
    fn near_words(&self, word: &str) -> Result<Vec<String>> {
        let chars: Vec<char> = word.chars().collect();
        let most = if chars.len() < 5 { 1 } else { 2 };
        for distance in 1..=most {
            let mut found: BTreeMap<String, u64> = BTreeMap::new();
            let test = Test::Fuzzy(chars.clone(), distance);
            for reader in self.engine().segment_readers() {
                test.each(reader, field_of(Column::Words), &mut |term, info| {
                    *found.entry(term.to_string()).or_default() += u64::from(info.doc_freq);
                })?;
            }
            let mut found: Vec<(String, u64)> = found.into_iter().collect();
            found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            if !found.is_empty() {
                return Ok(found.into_iter().take(3).map(|(word, _)| word).collect());
            }
        }
        Ok(Vec::new())
    }

    fn without_each(&self, nodes: &[Node]) -> Result<Vec<String>> {
        let mut out = Vec::new();
        for (left_out, node) in nodes.iter().enumerate().take(SUGGESTIONS_MAX) {
            let rest = nodes.iter().enumerate().filter(|(at, _)| *at != left_out);
            let rest: Vec<Node> = rest.map(|(_, node)| node.clone()).collect();
            let found = self.count(&Query::of(Node::And(rest)))?;
            if found > 0 {
                let s = if found == 1 { "" } else { "s" };
                out.push(format!("without {node}: {found} document{s}"));
            }
        }
        Ok(out)
    }
}

/// Plain words that must stand in a hit.
fn collect(node: &Node, words: &mut Vec<String>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) | Node::Any(nodes) => {
            for node in nodes {
                collect(node, words);
            }
        }
        Node::Boost(node, _) | Node::Named(node, _) => collect(node, words),
        Node::Text(Part::Whole, text) => collect_text(text, words),
        _ => {}
    }
}

fn collect_text(text: &Text, words: &mut Vec<String>) {
    match text {
        Text::Word(word) | Text::Exact(word) => words.push(word.clone()),
        Text::Phrase(items) | Text::Loose(items, _) | Text::AnyOf(items) => {
            for item in items {
                collect_text(item, words);
            }
        }
        Text::Near(a, b, _) | Text::Within(_, a, b) => {
            collect_text(a, words);
            collect_text(b, words);
        }
        _ => {}
    }
}
