//! Where in a text a query matches: the index's own analysis and algebra, run over one text.

use rustc_hash::FxHashMap;

use super::ast::{Amount, Days, Filter, Node, Part, Text};
use super::dictionary::Test;
use super::plan::{Column, Leaf, Plan, Role, plan};
use super::query::Query;
use super::shape::{Hit, Shape, Work, hits};
use crate::index::{Sink, analyze, figures, moment_days};
use crate::limits::HIGHLIGHT_WORK_MAX;
use crate::model::{Mention, Span, Value};
use crate::text::is_ideograph;

/// A place to highlight, and which part of the query it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) operand: usize,
}

/// The spans of `text` (bytes, sorted, apart) that a query asks for: words in the forms it finds,
/// phrases
/// and NEAR only where they hold, tags, and mentions that fit its amounts and dates.
///
/// `language` is the document's own (`None` if unknown), `mentions` its tags.
pub fn highlights(
    text: &str,
    language: Option<&str>,
    query: &Query,
    mentions: &[Mention],
) -> Vec<Span> {
    let mut spans: Vec<Span> =
        marks(text, language, query, mentions).into_iter().map(|m| m.span).collect();
    merge(&mut spans);
    spans
}

/// Joins stretches that overlap; they are sorted.
fn join(stretches: &mut Vec<Hit>) {
    stretches.dedup_by(|next, kept| {
        let joined = next.0 <= kept.1;
        if joined {
            kept.1 = kept.1.max(next.1);
        }
        joined
    });
}

/// Joins spans that touch or overlap; `spans` are sorted.
pub(super) fn merge(spans: &mut Vec<Span>) {
    spans.dedup_by(|next, kept| {
        let joined = next.start <= kept.end;
        if joined {
            kept.end = kept.end.max(next.end);
        }
        joined
    });
}

/// All places, sorted; the same place may answer several operands.
pub(super) fn marks(
    text: &str,
    language: Option<&str>,
    query: &Query,
    mentions: &[Mention],
) -> Vec<Mark> {
    let mut wanted = Wanted::default();
    wanted.add(query.node());
    wanted_marks(text, language, &wanted, mentions)
}

fn wanted_marks(
    text: &str,
    language: Option<&str>,
    wanted: &Wanted<'_>,
    mentions: &[Mention],
) -> Vec<Mark> {
    let language = language.unwrap_or("");
    let languages = [language.to_string()];
    let plans: Vec<Plan> =
        wanted.texts.iter().map(|text| plan(Part::Whole, text, &languages)).collect();
    let mut found = Found::new(&plans);
    analyze(text, language, mentions, 0, &mut found);
    let mut out = Vec::new();
    for (operand, plan) in plans.iter().enumerate() {
        found.marks(operand, plan, &mut out);
    }
    for (number, test) in wanted.values.iter().enumerate() {
        let fitting = mentions.iter().filter(|m| test.fits(&m.value));
        out.extend(fitting.map(|m| Mark { span: m.span, operand: plans.len() + number }));
    }
    out.sort();
    out.dedup();
    out
}

/// Why a document matches: a part of the query and what answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The part of the query, as an S-expression.
    pub part: String,
    /// True where the title answers, not the text.
    pub in_title: bool,
    /// How often it is answered.
    pub count: usize,
    /// The words that answer it, as they stand there, each once.
    pub words: Vec<String>,
}

/// Words of a reason that are told.
const REASON_WORDS: usize = 5;

/// What in title and text answers which part of a query. Conditions on site, date and the like are
/// not listed: all of them hold for a hit.
pub fn reasons(
    title: &str,
    text: &str,
    language: Option<&str>,
    query: &Query,
    mentions: &[Mention],
) -> Vec<Reason> {
    let mut out = Vec::new();
    for (in_title, text, mentions) in [(true, title, &[][..]), (false, text, mentions)] {
        let mut wanted = Wanted { title: in_title, ..Wanted::default() };
        wanted.add(query.node());
        let marks = wanted_marks(text, language, &wanted, mentions);
        let parts = wanted.texts.iter().map(ToString::to_string);
        let parts = parts.chain(wanted.values.iter().map(ValueTest::shown));
        for (operand, part) in parts.enumerate() {
            let spans = marks.iter().filter(|m| m.operand == operand).map(|m| m.span);
            let spans: Vec<Span> = spans.collect();
            if spans.is_empty() {
                continue;
            }
            let mut words: Vec<String> = Vec::new();
            for span in &spans {
                let surface = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
                if words.len() < REASON_WORDS && !words.contains(&surface) {
                    words.push(surface);
                }
            }
            out.push(Reason { part, in_title, count: spans.len(), words });
        }
    }
    out
}

/// What of a query can be shown in the text.
#[derive(Default)]
struct Wanted<'q> {
    texts: Vec<Text>,
    /// What is asked of the title alone counts too.
    title: bool,
    values: Vec<ValueTest<'q>>,
}

enum ValueTest<'q> {
    Money(&'q Amount),
    Date(Days),
}

impl ValueTest<'_> {
    fn shown(&self) -> String {
        match self {
            Self::Money(amount) => format!("[money {amount}]"),
            Self::Date(days) => format!("[mentions {days}]"),
        }
    }

    fn fits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Money(amount), Value::Money(money)) => {
                let currency = money.best_currency().map(str::to_lowercase);
                amount.currency.as_ref().is_none_or(|code| currency.as_ref() == Some(code))
                    && figures(money).any(|figure| amount.holds(figure))
            }
            (Self::Date(days), Value::Date(moment)) => {
                moment_days(moment).is_some_and(|(first, end)| days.hold(first, end))
            }
            _ => false,
        }
    }
}

impl<'q> Wanted<'q> {
    fn add(&mut self, node: &'q Node) {
        match node {
            Node::And(nodes) | Node::Or(nodes) | Node::Any(nodes) => {
                for node in nodes {
                    self.add(node);
                }
            }
            Node::Boost(node, _) => self.add(node),
            Node::Named(node, tag) => {
                self.add(node);
                self.add_text(&Text::Tag(tag.clone()));
            }
            Node::Text(Part::Whole, text) => self.add_text(text),
            Node::Text(Part::Title, text) if self.title => self.add_text(text),
            Node::Filter(Filter::Money(amount)) => self.values.push(ValueTest::Money(amount)),
            Node::Filter(Filter::Mentions(days)) => self.values.push(ValueTest::Date(*days)),
            Node::All | Node::Not(_) | Node::Text(..) | Node::Filter(_) => {}
        }
    }

    /// Adds what is not there yet: a word that comes again shows nothing more.
    fn add_text(&mut self, text: &Text) {
        if !self.texts.contains(text) {
            self.texts.push(text.clone());
        }
    }
}

/// Operand and leaf.
type Slot = (usize, usize);

/// Collects the positions of the leaves while the text is analysed.
struct Found<'p> {
    terms: FxHashMap<(Column, &'p str), Vec<Slot>>,
    matchers: Vec<(Column, &'p Test, Slot)>,
    /// By operand and leaf.
    positions: Vec<Vec<Vec<u32>>>,
    /// Span of each position.
    words: Vec<Span>,
    /// Mentions behind tag leaves.
    tags: FxHashMap<(Slot, u32), Span>,
}

impl<'p> Found<'p> {
    fn new(plans: &'p [Plan]) -> Self {
        let mut found = Self {
            terms: FxHashMap::default(),
            matchers: Vec::new(),
            positions: plans.iter().map(|p| vec![Vec::new(); p.leaves.len()]).collect(),
            words: Vec::new(),
            tags: FxHashMap::default(),
        };
        for (operand, plan) in plans.iter().enumerate() {
            for (number, leaf) in plan.leaves.iter().enumerate() {
                match leaf {
                    Leaf::Terms(terms) => {
                        for (column, term) in terms {
                            let slots = found.terms.entry((*column, term.as_str())).or_default();
                            slots.push((operand, number));
                        }
                    }
                    Leaf::Match(column, test) => {
                        found.matchers.push((*column, test, (operand, number)));
                    }
                }
            }
        }
        found
    }

    fn put(positions: &mut [Vec<Vec<u32>>], slot: Slot, position: u32) {
        let leaf = positions.get_mut(slot.0).and_then(|operand| operand.get_mut(slot.1));
        if let Some(leaf) = leaf
            && leaf.last() != Some(&position)
        {
            leaf.push(position);
        }
    }

    fn term(&mut self, column: Column, position: u32, term: &str) {
        if let Some(slots) = self.terms.get(&(column, term)) {
            for &slot in slots {
                Self::put(&mut self.positions, slot, position);
            }
        }
    }

    /// The marks of one operand.
    fn marks(&self, operand: usize, plan: &Plan, out: &mut Vec<Mark>) {
        let Some(positions) = self.positions.get(operand) else { return };
        let whole = matches!(plan.shape, Shape::Sequence(..));
        let mut work = Work(HIGHLIGHT_WORK_MAX);
        let mut stretches = hits(&plan.shape, positions, &mut work);
        if whole {
            for (start, end) in stretches {
                let (first, last) = (self.word(start), self.word(end));
                if let (Some(first), Some(last)) = (first, last) {
                    out.push(Mark { span: Span { start: first.start, end: last.end }, operand });
                }
            }
            return;
        }
        if work.is_over() {
            stretches = vec![(0, u32::MAX)];
        }
        join(&mut stretches);
        self.names(operand, plan, positions, &stretches, &mut work, out);
        for (start, end) in stretches {
            for (number, leaf) in positions.iter().enumerate() {
                let is_name =
                    matches!(plan.roles.get(number), Some(Role::CoveringStart | Role::CoveredWord));
                if is_name || is_mark(plan, number) {
                    continue;
                }
                let from = leaf.partition_point(|&p| p < start);
                for &position in leaf.iter().skip(from).take_while(|&&p| p <= end) {
                    out.extend(self.span(plan, (operand, number), position, operand));
                }
            }
        }
    }

    /// The mentions in these stretches that are known by their words.
    fn names(
        &self,
        operand: usize,
        plan: &Plan,
        positions: &[Vec<u32>],
        stretches: &[Hit],
        work: &mut Work,
        out: &mut Vec<Mark>,
    ) {
        plan.shape.each_covering(&mut |covering| {
            let Shape::Leaf(start) = covering.start else { return };
            for (first, _) in hits(&Shape::Covering(Box::new(covering.clone())), positions, work) {
                let before = stretches.partition_point(|&(_, end)| end < first);
                if stretches.get(before).is_some_and(|&(from, _)| from <= first) {
                    out.extend(self.span(plan, (operand, start), first, operand));
                }
            }
        });
    }

    fn word(&self, position: u32) -> Option<Span> {
        self.words.get(position as usize).copied()
    }

    fn span(&self, plan: &Plan, slot: Slot, position: u32, operand: usize) -> Option<Mark> {
        if matches!(plan.roles.get(slot.1), Some(Role::Tag | Role::CoveringStart)) {
            let span = self.tags.get(&(slot, position)).copied()?;
            return Some(Mark { span, operand });
        }
        let word = self.word(position)?;
        let pair = matches!(plan.leaves.get(slot.1), Some(Leaf::Terms(terms))
            if terms.iter().any(|(_, t)| t.chars().count() == 2 && t.chars().all(is_ideograph)));
        let end = if pair { self.word(position + 1).map_or(word.end, |w| w.end) } else { word.end };
        Some(Mark { span: Span { start: word.start, end }, operand })
    }
}

/// Sentence and paragraph marks are not shown.
fn is_mark(plan: &Plan, leaf: usize) -> bool {
    matches!(plan.leaves.get(leaf), Some(Leaf::Terms(terms))
        if terms.iter().any(|(c, t)| *c == Column::Tags && t.starts_with('.')))
}

impl Sink for Found<'_> {
    fn word(&mut self, position: u32, span: Span, term: &str) {
        self.words.push(span);
        self.term(Column::Words, position, term);
        for (column, test, slot) in &self.matchers {
            if *column == Column::Words && test.passes(term) {
                Self::put(&mut self.positions, *slot, position);
            }
        }
    }

    fn stem(&mut self, position: u32, term: &str) {
        self.term(Column::Stems, position, term);
    }

    fn tag(&mut self, position: u32, span: Span, term: &str) {
        if let Some(slots) = self.terms.get(&(Column::Tags, term)) {
            for &slot in slots {
                Self::put(&mut self.positions, slot, position);
                self.tags.entry((slot, position)).or_insert(span);
            }
        }
        for (column, test, slot) in &self.matchers {
            if *column == Column::Tags && test.passes(term) {
                Self::put(&mut self.positions, *slot, position);
                self.tags.entry((*slot, position)).or_insert(span);
            }
        }
    }
}
