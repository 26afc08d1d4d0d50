//! Syntax tree → engine query.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Occur,
    PhraseQuery, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::ast::{Days, Filter, Node, Part, Text};
use super::dictionary::{DictionaryQuery, Test};
use super::pattern::Pattern;
use super::plan::{Column, Leaf, NAME_PREFIX, Role, plan};
use super::positional::{PositionalQuery, SharedWork, one_field};
use super::shape::Shape;
use crate::error::Result;
use crate::index::FIELDS;
use crate::limits::{EXPANSIONS_MAX, FIGURES_MAX, NAME_EXPANSIONS_MAX};

/// Builds engine queries against one state of the index.
pub(super) struct Engine<'s> {
    pub(super) searcher: &'s Searcher,
    pub(super) languages: &'s [String],
    pub(super) notes: Vec<String>,
    /// What positional parts may cost together.
    pub(super) work: SharedWork,
    /// True once there is such a part.
    pub(super) is_positional: bool,
}

/// The nodes with their weights; one that comes again adds to the weight of the first, which scores
/// the same and reads its postings once.
fn gathered(nodes: &[Node]) -> Vec<(&Node, f32)> {
    let mut out: Vec<(&Node, f32)> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let (node, weight) = match node {
            Node::Boost(inner, boost) => (inner.as_ref(), *boost),
            node => (node, 1.0),
        };
        match out.iter_mut().find(|(known, _)| *known == node) {
            Some((_, sum)) => *sum += weight,
            None => out.push((node, weight)),
        }
    }
    out
}

pub(super) fn field_of(column: Column) -> Field {
    match column {
        Column::Words => FIELDS.words,
        Column::Stems => FIELDS.stems,
        Column::Tags => FIELDS.tags,
        Column::Title => FIELDS.title,
        Column::Author => FIELDS.author,
    }
}

fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn term_query(term: Term, option: IndexRecordOption) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, option))
}

impl Engine<'_> {
    /// The engine query of a node.
    pub(super) fn build(&mut self, node: &Node) -> Result<Box<dyn Query>> {
        Ok(match node {
            Node::All => silent(Box::new(AllQuery)),
            Node::And(nodes) => self.boolean(nodes, Occur::Must)?,
            Node::Or(nodes) => self.boolean(nodes, Occur::Should)?,
            Node::Any(nodes) => self.ranked(nodes)?,
            Node::Not(inner) => {
                let inner = self.build(inner)?;
                Box::new(BooleanQuery::new(vec![
                    (Occur::Must, silent(Box::new(AllQuery))),
                    (Occur::MustNot, inner),
                ]))
            }
            Node::Boost(inner, boost) => Box::new(BoostQuery::new(self.build(inner)?, *boost)),
            Node::Named(inner, tag) => self.named(inner, tag)?,
            Node::Text(part, text) => self.text(*part, text)?,
            Node::Filter(filter) => silent(filter_query(filter)),
        })
    }

    fn boolean(&mut self, nodes: &[Node], occur: Occur) -> Result<Box<dyn Query>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(nodes.len());
        for (node, weight) in gathered(nodes) {
            match node {
                Node::Not(inner) if occur == Occur::Must => {
                    clauses.push((Occur::MustNot, self.build(inner)?));
                }
                node if (weight - 1.0).abs() < f32::EPSILON => {
                    clauses.push((occur, self.build(node)?));
                }
                node => {
                    let query = BoostQuery::new(self.build(node)?, weight);
                    clauses.push((occur, Box::new(query)));
                }
            }
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, silent(Box::new(AllQuery))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Words, or the tag of the one they name; a tag counts less than the words themselves.
    fn named(&mut self, inner: &Node, tag: &str) -> Result<Box<dyn Query>> {
        let mut clauses = vec![(Occur::Should, self.build(inner)?)];
        let term =
            term_query(to_term(&(Column::Tags, tag.to_string())), IndexRecordOption::WithFreqs);
        let plan = plan(Part::Whole, &Text::Tag(tag.to_string()), self.languages);
        let mut tags = vec![term.box_clone()];
        if let (_, Some(coverings)) = parted(begun(plan.shape)) {
            let leaves = self.all_terms(&plan.leaves, &plan.roles, &coverings)?;
            tags.push(self.coverings(coverings, leaves, term));
        }
        for tag in tags {
            clauses.push((Occur::Should, Box::new(BoostQuery::new(tag, NAME_SHARE))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn text(&mut self, part: Part, text: &Text) -> Result<Box<dyn Query>> {
        let plan = plan(part, text, self.languages);
        // Where a mention ends matters beside others alone.
        let shape = begun(plan.shape);
        if let (Shape::Leaf(0), Some(matcher)) = (&shape, plan.leaves.first()) {
            return Ok(match matcher {
                Leaf::Terms(terms) => self.word_query(terms),
                Leaf::Match(column, test) => {
                    self.tell_words(*column, test)?;
                    let field = field_of(*column);
                    Box::new(DictionaryQuery { field, test: Arc::new(test.clone()) })
                }
            });
        }
        let leaves = self.all_terms(&plan.leaves, &plan.roles, &shape)?;
        let query = match parted(shape) {
            (Some(shape), Some(coverings)) => {
                let named = self.shaped(shape, leaves.clone());
                let covered = self.coverings(coverings, leaves, named.box_clone());
                let either = vec![(Occur::Should, named), (Occur::Should, covered)];
                Box::new(BooleanQuery::new(either))
            }
            (Some(shape), None) | (None, Some(shape)) => self.shaped(shape, leaves),
            (None, None) => Box::new(EmptyQuery),
        };
        let is_tag = plan.roles.iter().all(|role| *role != Role::Word);
        Ok(if is_tag { silent(query) } else { query })
    }

    /// The terms of the leaves a shape has; none for the others.
    fn all_terms(
        &mut self,
        leaves: &[Leaf],
        roles: &[Role],
        shape: &Shape,
    ) -> Result<Vec<Vec<Term>>> {
        let used = shape.leaves();
        let mut terms = vec![Vec::new(); leaves.len()];
        for (number, (leaf, role)) in leaves.iter().zip(roles).enumerate() {
            if let (true, Some(terms)) = (used.contains(&number), terms.get_mut(number)) {
                *terms = self.leaf_terms(leaf, *role)?;
            }
        }
        Ok(terms)
    }

    /// The documents that hold a shape.
    fn shaped(&mut self, shape: Shape, leaves: Vec<Vec<Term>>) -> Box<dyn Query> {
        if let Shape::Leaf(_) = shape {
            return candidates(&shape, &leaves);
        }
        if let Some(query) = phrase_query(&shape, &leaves) {
            return query;
        }
        let candidates = candidates(&shape, &leaves);
        self.positional(shape, leaves, candidates)
    }

    /// The documents with mentions that are these words and that `known` does not find already.
    fn coverings(
        &mut self,
        coverings: Shape,
        leaves: Vec<Vec<Term>>,
        known: Box<dyn Query>,
    ) -> Box<dyn Query> {
        let words = candidates(&coverings, &leaves);
        let unknown = vec![(Occur::Must, words), (Occur::MustNot, known)];
        self.positional(coverings, leaves, Box::new(BooleanQuery::new(unknown)))
    }

    fn positional(
        &mut self,
        shape: Shape,
        mut leaves: Vec<Vec<Term>>,
        candidates: Box<dyn Query>,
    ) -> Box<dyn Query> {
        let used = shape.leaves();
        for (number, terms) in leaves.iter_mut().enumerate() {
            if !used.contains(&number) {
                terms.clear();
            }
        }
        self.is_positional = true;
        Box::new(PositionalQuery { leaves, shape, candidates, work: self.work.clone() })
    }

    /// One word under each of its stems that the index has. Tags do not score.
    fn word_query(&self, terms: &[(Column, String)]) -> Box<dyn Query> {
        let present = |term: &&(Column, String)| {
            terms.len() == 1 || self.searcher.doc_freq(&to_term(term)).is_ok_and(|n| n > 0)
        };
        let mut queries: Vec<Box<dyn Query>> = terms
            .iter()
            .filter(present)
            .map(|term| match term.0 {
                Column::Tags => silent(term_query(to_term(term), IndexRecordOption::Basic)),
                _ => term_query(to_term(term), IndexRecordOption::WithFreqs),
            })
            .collect();
        match queries.len() {
            0 => Box::new(EmptyQuery),
            1 => queries.pop().unwrap_or_else(|| Box::new(EmptyQuery)),
            _ => Box::new(BooleanQuery::new(
                queries.into_iter().map(|query| (Occur::Should, query)).collect(),
            )),
        }
    }

    fn leaf_terms(&mut self, leaf: &Leaf, role: Role) -> Result<Vec<Term>> {
        match leaf {
            Leaf::Terms(terms) => Ok(terms.iter().map(to_term).collect()),
            Leaf::Match(column, test) => self.expand(*column, test, role),
        }
    }

    /// The terms of the index that pass, with the number of their documents, most frequent first.
    fn passing(&self, column: Column, test: &Test) -> Result<Vec<(String, u64)>> {
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        for reader in self.searcher.segment_readers() {
            test.each(reader, field_of(column), &mut |term, info| {
                *found.entry(term.to_string()).or_default() += u64::from(info.doc_freq);
            })?;
        }
        let mut words: Vec<(String, u64)> = found.into_iter().collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(words)
    }

    /// Notes which words a pattern stands for.
    fn tell_words(&mut self, column: Column, test: &Test) -> Result<()> {
        if let Some(name) = shown(test) {
            let words = self.passing(column, test)?;
            self.note_words(&name, column, &words, words.len());
        }
        Ok(())
    }

    fn note_words(&mut self, name: &str, column: Column, words: &[(String, u64)], used: usize) {
        let total = words.len();
        let prefix = |word: &str| match column {
            Column::Tags => word.split_once(':').map_or("", |(_, name)| name).to_string(),
            _ => word.to_string(),
        };
        let first: Vec<String> = words.iter().take(TOLD_WORDS).map(|(w, _)| prefix(w)).collect();
        let more = if total > first.len() { ", …" } else { "" };
        let note = match total {
            0 => format!("{name} fits no word of the index"),
            _ if used < total => format!(
                "{name} is read as the {used} most frequent of the {total} words it fits: {}{more}",
                first.join(", ")
            ),
            1 => format!("{name} is read as {}", first.join("")),
            _ => format!("{name} is read as {total} words: {}{more}", first.join(", ")),
        };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The terms a pattern stands for beside other words; where there are too many, the most
    /// frequent, and a note then.
    fn expand(&mut self, column: Column, test: &Test, role: Role) -> Result<Vec<Term>> {
        let mut words = self.passing(column, test)?;
        if let Some(name) = shown(test) {
            let is_name = name.starts_with(NAME_PREFIX);
            let (name, most) = match role {
                Role::CoveredWord => (format!("{name} in a name"), NAME_EXPANSIONS_MAX),
                _ if is_name => (name, NAME_EXPANSIONS_MAX),
                _ => (name, EXPANSIONS_MAX),
            };
            let used = words.len().min(most);
            // A name is looked for as words too, and those are told.
            if used > 0 || !is_name {
                self.note_words(&name, column, &words, used);
            }
            words.truncate(most);
        } else if words.len() > FIGURES_MAX {
            self.notes.push(format!(
                "only the {FIGURES_MAX} most frequent of {} figures are looked for",
                words.len()
            ));
            words.truncate(FIGURES_MAX);
        }
        let field = field_of(column);
        Ok(words.iter().map(|(word, _)| Term::from_field_text(field, word)).collect())
    }
}

/// Mentions, alone or as alternatives, by their beginnings.
fn begun(shape: Shape) -> Shape {
    match shape {
        Shape::Mention(start, _) => *start,
        Shape::Any(items) if items.iter().all(|item| matches!(item, Shape::Mention(..))) => {
            let starts = items.into_iter().map(begun).flat_map(|start| match start {
                Shape::Any(items) => items,
                start => vec![start],
            });
            Shape::Any(starts.collect())
        }
        shape => shape,
    }
}

/// Alternatives apart: the others, and the mentions that are known by their words.
fn parted(shape: Shape) -> (Option<Shape>, Option<Shape>) {
    let Shape::Any(items) = shape else { return (Some(shape), None) };
    let (coverings, mut others): (Vec<Shape>, Vec<Shape>) =
        items.into_iter().partition(|item| matches!(item, Shape::Covering(_)));
    let others = match others.len() {
        0 | 1 => others.pop(),
        _ => Some(Shape::Any(others)),
    };
    (others, (!coverings.is_empty()).then_some(Shape::Any(coverings)))
}

/// What an entity under another name scores beside the name as written.
const NAME_SHARE: f32 = 0.5;

/// Words of an expansion that are told.
const TOLD_WORDS: usize = 8;

/// A pattern of words as it was written; figures and days stand for no words.
fn shown(test: &Test) -> Option<String> {
    match test {
        Test::Glob(pattern) => Some(pattern.to_string()),
        Test::Fuzzy(chars, max) => Some(format!("{}~{max}", chars.iter().collect::<String>())),
        Test::Regex(expression) => Some(format!("/{expression}/")),
        Test::Figure(..) | Test::Inside(_) => None,
    }
}

fn to_term((column, term): &(Column, String)) -> Term {
    Term::from_field_text(field_of(*column), term)
}

/// The engine's own phrase query, where each place has one term and all are of one field.
fn phrase_query(shape: &Shape, leaves: &[Vec<Term>]) -> Option<Box<dyn Query>> {
    let Shape::Sequence(items, _) = shape else { return None };
    let mut terms = Vec::with_capacity(items.len());
    for (offset, item) in items {
        let Shape::Leaf(leaf) = item else { return None };
        let [term] = leaves.get(*leaf)?.as_slice() else { return None };
        terms.push((*offset as usize, term.clone()));
    }
    let only: Vec<Term> = terms.iter().map(|(_, term)| term.clone()).collect();
    one_field(&only)?;
    match terms.len() {
        0 => None,
        1 => only.into_iter().next().map(|t| term_query(t, IndexRecordOption::WithFreqs)),
        _ => Some(Box::new(PhraseQuery::new_with_offset(terms))),
    }
}

/// All documents that can hold a shape: those with its leaves.
fn candidates(shape: &Shape, leaves: &[Vec<Term>]) -> Box<dyn Query> {
    let join = |shapes: Vec<&Shape>, occur: Occur| -> Box<dyn Query> {
        let clauses: Vec<_> = shapes.into_iter().map(|s| (occur, candidates(s, leaves))).collect();
        Box::new(BooleanQuery::new(clauses))
    };
    match shape {
        Shape::Leaf(leaf) => {
            let terms = leaves.get(*leaf).map_or(&[][..], Vec::as_slice);
            match terms {
                [] => Box::new(EmptyQuery),
                [term] => term_query(term.clone(), IndexRecordOption::Basic),
                terms => Box::new(TermSetQuery::new(terms.to_vec())),
            }
        }
        Shape::Mention(start, _) => candidates(start, leaves),
        // Nearly every document has some mention; the words tell more.
        Shape::Covering(covering) => {
            let words = covering
                .words
                .iter()
                .filter_map(|word| word.leaf)
                .map(|leaf| (Occur::Must, candidates(&Shape::Leaf(leaf), leaves)));
            Box::new(BooleanQuery::new(words.collect()))
        }
        Shape::Sequence(items, _) => join(items.iter().map(|(_, s)| s).collect(), Occur::Must),
        Shape::Same(items) | Shape::Window(items, _) => join(items.iter().collect(), Occur::Must),
        Shape::Any(items) => join(items.iter().collect(), Occur::Should),
        Shape::Near { sides, .. } | Shape::Within { sides, .. } => {
            join(vec![&sides.0, &sides.1], Occur::Must)
        }
    }
}

fn filter_query(filter: &Filter) -> Box<dyn Query> {
    let f = &*FIELDS;
    let term = |field: Field, text: &str| {
        term_query(Term::from_field_text(field, text), IndexRecordOption::Basic)
    };
    let dictionary = |field: Field, test: Test| -> Box<dyn Query> {
        Box::new(DictionaryQuery { field, test: Arc::new(test) })
    };
    let by_pattern = |field: Field, pattern: &Pattern| match pattern.as_literal() {
        Some(text) => term(field, &text),
        None => dictionary(field, Test::Glob(pattern.clone())),
    };
    match filter {
        Filter::Site(pattern) => by_pattern(f.site, pattern),
        Filter::Lang(lang) => term(f.lang, lang),
        Filter::Id(id) => term(f.id, id),
        Filter::Url(pattern) => by_pattern(f.url, pattern),
        Filter::Type(media) => term(f.media, media),
        Filter::Has("date") => Box::new(ExistsQuery::new("day".to_string(), false)),
        Filter::Has(what) => dictionary(field_named(what), Test::Glob(Pattern::new("*"))),
        Filter::Published(days) => day_range(f.day, *days),
        Filter::Captured(days) => day_range(f.captured, *days),
        Filter::Mentions(days) => dictionary(f.tags, Test::Inside(*days)),
        Filter::Money(amount) => dictionary(f.tags, Test::Figure(true, amount.clone())),
    }
}

/// The field behind a [`Filter::Has`].
fn field_named(what: &str) -> Field {
    match what {
        "site" => FIELDS.site,
        "url" => FIELDS.url,
        "title" => FIELDS.title,
        _ => FIELDS.author,
    }
}

fn day_range(field: Field, days: Days) -> Box<dyn Query> {
    let term = |day: i32| Term::from_field_i64(field, i64::from(day));
    let from = days.from.map_or(Bound::Unbounded, |day| Bound::Included(term(day)));
    let until = days.until.map_or(Bound::Unbounded, |day| Bound::Excluded(term(day)));
    Box::new(RangeQuery::new(from, until))
}
