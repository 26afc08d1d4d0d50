//! How alternatives rank: BM25 over stems, with a share for the exact form and for words side by
//! side.
//!
//! The shares were chosen on the Cranfield, CISI and headline sets together; both lift all three or
//! leave
//! them where they were, so there is one setting for all queries.

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::ast::{Node, Part, Text};
use super::engine::{Engine, field_of};
use super::plan::{Column, Leaf, plan, stemmings};
use crate::error::Result;
use crate::index::{FIELDS, Script, is_stop_word, word_form};

/// What the exact form of a word adds to its stem's score.
const EXACT_SHARE: f32 = 0.2;
/// What two words side by side, as in the query, add.
const PAIR_SHARE: f32 = 0.25;

impl Engine<'_> {
    /// The query of [`Node::Any`]. Repeated words count as often as they stand there.
    pub(super) fn ranked(&mut self, nodes: &[Node]) -> Result<Box<dyn Query>> {
        let kept = self.without_function_words(nodes);
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(kept.len() * 3);
        let mut before: Option<Term> = None;
        for node in &kept {
            clauses.push((Occur::Should, self.build(node)?));
            let Node::Text(Part::Whole, text) = node else {
                before = None;
                continue;
            };
            if let Text::Word(word) = text {
                let term = Term::from_field_text(FIELDS.words, &word_form(word));
                let exact = TermQuery::new(term, IndexRecordOption::WithFreqs);
                clauses.push((Occur::Should, boosted(exact, EXACT_SHARE)));
            }
            let stem = self.only_stem(text);
            if let (Some(first), Some(second)) = (&before, &stem)
                && first != second
            {
                let pair = PhraseQuery::new(vec![first.clone(), second.clone()]);
                clauses.push((Occur::Should, boosted(pair, PAIR_SHARE)));
            }
            before = stem;
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// The stem of a word, if it is looked up under one alone.
    fn only_stem(&self, text: &Text) -> Option<Term> {
        let plan = plan(Part::Whole, text, self.languages);
        let [Leaf::Terms(terms)] = plan.leaves.as_slice() else { return None };
        let mut stems = terms.iter().filter(|(column, _)| *column == Column::Stems);
        let (column, stem) = stems.next()?;
        stems.next().is_none().then(|| Term::from_field_text(field_of(*column), stem))
    }

    /// Function words go from a list of alternatives, if other words are left; a note tells.
    fn without_function_words(&mut self, nodes: &[Node]) -> Vec<Node> {
        let is_function_word = |node: &Node| {
            let Node::Text(_, Text::Word(word)) = node else { return false };
            is_stop_word(&stemmings(self.languages, Script::of(word)), word)
        };
        let (gone, kept): (Vec<Node>, Vec<Node>) =
            nodes.iter().cloned().partition(is_function_word);
        if kept.is_empty() {
            return gone;
        }
        if !gone.is_empty() {
            let mut words: Vec<String> = gone.iter().map(ToString::to_string).collect();
            words.sort();
            words.dedup();
            self.notes.push(format!("read without the function words: {}", words.join(" ")));
        }
        kept
    }
}

fn boosted(query: impl Query, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(Box::new(query), boost))
}
