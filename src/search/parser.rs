//! Lexemes → syntax tree. Tightest first: NEAR, SENTENCE and PARAGRAPH, NOT, AND (also unwritten),
//! OR.

use jiff::civil::Date;

use super::ast::{Node, Part, Scope, Text};
use super::fields::{self, Condition, Place, phrase};
use super::lexer::{Kind, Lexeme, error_at, lex};
use super::money::is_currency;
use super::pattern::Expression;
use super::query::{Names, ParseOptions};
use super::words::{Form, read};
use crate::error::Result;
use crate::limits::{
    NAME_LEXEMES_MAX, NEAR_DISTANCE_MAX, QUERY_DEPTH_MAX, QUERY_PATTERNS_MAX, QUERY_TERMS_MAX,
};

/// Reads a query.
pub(super) fn parse(query: &str, options: &ParseOptions, notes: &mut Vec<String>) -> Result<Node> {
    let ParseOptions { today, any, names } = *options;
    let lexemes = lex(query)?;
    let end = query.chars().count() + 1;
    let mut parser =
        Parser { lexemes, at: 0, end, depth: 0, terms: 0, patterns: 0, today, any, names, notes };
    if parser.names.is_some() && parser.lexemes.len() > NAME_LEXEMES_MAX {
        parser.note(&format!(
            "words after the first {NAME_LEXEMES_MAX} are read as words alone, not as names"
        ));
    }
    let node = parser.or()?;
    if let Some(lexeme) = parser.lexemes.get(parser.at) {
        return Err(error_at(lexeme.column, "this ) closes nothing", None));
    }
    node.ok_or_else(|| error_at(1, "there is nothing to search for", None))
}

pub(super) struct Parser<'n> {
    pub(super) lexemes: Vec<Lexeme>,
    pub(super) at: usize,
    end: usize,
    depth: usize,
    terms: usize,
    patterns: usize,
    today: Option<Date>,
    any: bool,
    pub(super) names: Option<Names>,
    notes: &'n mut Vec<String>,
}

/// What an operand came to: nothing, where it held only punctuation (a note tells).
pub(super) type Found = Option<Node>;

impl Parser<'_> {
    fn peek(&self) -> Option<&Kind> {
        self.lexemes.get(self.at).map(|l| &l.kind)
    }

    fn column(&self) -> usize {
        self.lexemes.get(self.at).map_or(self.end, |l| l.column)
    }

    fn or(&mut self) -> Result<Found> {
        let (mut sides, mut joined) = (Vec::new(), false);
        let mut operator: Option<usize> = None;
        loop {
            let column = self.column();
            let (node, several) = self.and()?;
            joined |= several;
            match (node, operator) {
                (Some(node), _) => sides.push(node),
                (None, Some(or)) => return Err(lonely(or, "OR")),
                (None, None) if self.peek() == Some(&Kind::Or) => {
                    return Err(lonely(column, "OR"));
                }
                (None, None) => return Ok(None),
            }
            if self.peek() != Some(&Kind::Or) {
                break;
            }
            operator = Some(self.column());
            self.at += 1;
        }
        if sides.len() > 1 && joined && !self.any {
            self.note("a OR b c is read as a OR (b c): words side by side bind more tightly; use brackets");
        }
        Ok(if sides.len() > 1 { Some(Node::Or(sides)) } else { sides.pop() })
    }

    pub(super) fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|n| n == note) {
            self.notes.push(note.to_string());
        }
    }

    /// The second part tells whether more than one operand was joined.
    fn and(&mut self) -> Result<(Found, bool)> {
        let mut nodes: Vec<Node> = Vec::new();
        let mut operator: Option<usize> = None;
        let mut written = false;
        loop {
            match self.peek() {
                None | Some(Kind::Or | Kind::Close(_)) => break,
                Some(Kind::And) if nodes.is_empty() || operator.is_some() => {
                    return Err(lonely(self.column(), "AND"));
                }
                Some(Kind::And) => {
                    operator = Some(self.column());
                    written = true;
                    self.at += 1;
                }
                Some(_) => {
                    if let Some(node) = self.not()? {
                        nodes.push(node);
                        operator = None;
                    }
                }
            }
        }
        if let Some(column) = operator {
            return Err(lonely(column, "AND"));
        }
        let several = nodes.len() > 1;
        if self.any && !written {
            nodes = any_of_words(nodes);
        }
        Ok((if nodes.len() > 1 { Some(Node::And(nodes)) } else { nodes.pop() }, several))
    }

    fn not(&mut self) -> Result<Found> {
        let Some(&Kind::Not(mark)) = self.peek() else { return self.scope() };
        let column = self.column();
        if mark {
            self.note("! before a word is read as NOT");
        }
        self.at += 1;
        self.deeper(column)?;
        let node = match self.peek() {
            None | Some(Kind::Or | Kind::And | Kind::Close(_)) => None,
            Some(_) => self.not()?,
        };
        self.depth -= 1;
        match node {
            Some(node) => Ok(Some(Node::Not(Box::new(node)))),
            None => Err(error_at(column, "NOT needs something to leave out on its right", None)),
        }
    }

    fn deeper(&mut self, column: usize) -> Result<()> {
        self.depth += 1;
        if self.depth > QUERY_DEPTH_MAX {
            let message = format!("this is nested more than {QUERY_DEPTH_MAX} deep");
            return Err(error_at(column, &message, None));
        }
        Ok(())
    }

    fn scope(&mut self) -> Result<Found> {
        let column = self.column();
        let mut left = self.near()?;
        let mut links = 0;
        loop {
            let scope = match self.peek() {
                Some(Kind::Sentence) => Scope::Sentence,
                Some(Kind::Paragraph) => Scope::Paragraph,
                _ => return Ok(left),
            };
            let name = if scope == Scope::Sentence { "SENTENCE" } else { "PARAGRAPH" };
            let operator = self.column();
            links += 1;
            chain(links, operator)?;
            self.at += 1;
            let right_column = self.column();
            let right = self.near()?;
            let (Some(a), Some(b)) = (left, right) else { return Err(lonely(operator, name)) };
            let a = operand(a, name, column)?;
            let b = operand(b, name, right_column)?;
            left = Some(Node::Text(Part::Whole, Text::Within(scope, Box::new(a), Box::new(b))));
        }
    }

    fn near(&mut self) -> Result<Found> {
        let column = self.column();
        let mut left = self.primary(NAME_WORDS_MAX)?;
        let mut links = 0;
        while let Some(&Kind::Near(distance)) = self.peek() {
            let operator = self.column();
            if distance == 0 || distance > NEAR_DISTANCE_MAX {
                let message = format!("NEAR takes a distance from 1 to {NEAR_DISTANCE_MAX} words");
                return Err(error_at(operator, &message, None));
            }
            links += 1;
            chain(links, operator)?;
            self.at += 1;
            let right_column = self.column();
            let right = self.primary(1)?;
            let (Some(a), Some(b)) = (left, right) else {
                return Err(lonely(operator, "NEAR"));
            };
            let a = inner_operand(a, column)?;
            let b = inner_operand(b, right_column)?;
            left = Some(Node::Text(Part::Whole, Text::Near(Box::new(a), Box::new(b), distance)));
        }
        Ok(left)
    }

    /// `name_words`: how many words side by side may be read as one name.
    fn primary(&mut self, name_words: usize) -> Result<Found> {
        let column = self.column();
        let Some(lexeme) = self.lexemes.get(self.at).cloned() else { return Ok(None) };
        match lexeme.kind {
            Kind::Open => self.group(column),
            Kind::Quoted { text, loose, boost } => {
                self.at += 1;
                let node = self.quoted(&text, loose, column)?;
                Ok(node.map(|node| boosted(node, boost)))
            }
            Kind::Tag { inside, operator, value, value_column } => {
                self.at += 1;
                self.count(1, column)?;
                let names = self.names;
                let (inside, operator, value) = (&*inside, &*operator, &*value);
                let tag = Condition { inside, operator, value, names };
                let text = fields::tag(&tag, column + 1, value_column, self.today, self.notes)?;
                Ok(Some(Node::Text(Part::Whole, text)))
            }
            Kind::Regex { source, boost } => {
                self.at += 1;
                self.count(1, column)?;
                self.pattern(column)?;
                let expression =
                    Expression::new(&source).map_err(|m| error_at(column, &m, None))?;
                let node = Node::Text(Part::Whole, Text::Regex(expression));
                Ok(Some(boosted(node, boost)))
            }
            Kind::Field { name, operator, value, quoted, value_column } => {
                self.at += 1;
                self.count(1, column)?;
                if value.contains('*') {
                    self.pattern(column)?;
                }
                let names = self.names;
                let (name, operator) = (name.as_str(), operator.as_str());
                let place = Place { name, operator, column, value_column, quoted, names };
                let value = self.with_currency(name, value);
                fields::field(&place, &value, self.today, self.notes).map(Some)
            }
            Kind::Bare { text, fuzzy, boost } => {
                if let Some(node) = self.name(name_words)? {
                    return Ok(Some(node));
                }
                self.at += 1;
                let node = self.bare(&text, fuzzy, column)?;
                Ok(node.map(|node| boosted(node, boost)))
            }
            Kind::Near(_) => Err(lonely(column, "NEAR")),
            Kind::Sentence => Err(lonely(column, "SENTENCE")),
            Kind::Paragraph => Err(lonely(column, "PARAGRAPH")),
            Kind::Not(_) => {
                let hint = "write a NEAR/5 b -c";
                Err(error_at(column, "NOT does not work here", Some(hint)))
            }
            Kind::Or | Kind::And | Kind::Close(_) => Ok(None),
        }
    }

    fn group(&mut self, column: usize) -> Result<Found> {
        self.at += 1;
        self.deeper(column)?;
        let node = self.or()?;
        self.depth -= 1;
        let Some(&Kind::Close(boost)) = self.peek() else {
            return Err(error_at(column, "this ( is not closed", None));
        };
        self.at += 1;
        match node {
            Some(node) => Ok(Some(boosted(node, boost))),
            None => Err(error_at(column, "there is nothing in these brackets", None)),
        }
    }

    fn quoted(&mut self, text: &str, loose: Option<u32>, column: usize) -> Result<Found> {
        if let Some(at) = text.find('<')
            && text.get(at..).is_some_and(|t| t.contains('>'))
        {
            let hint = "write \"words\" NEAR/3 <money>";
            return Err(error_at(column, "tags do not work inside quotation marks", Some(hint)));
        }
        let words = self.read(text, Form::Exact, column)?;
        if words.is_empty() {
            self.left_out(text);
            return Ok(None);
        }
        let Some(extra) = loose else {
            return Ok(Some(Node::Text(Part::Whole, phrase(words, column)?)));
        };
        if extra > NEAR_DISTANCE_MAX {
            let message = format!("~ takes at most {NEAR_DISTANCE_MAX} words after a phrase");
            return Err(error_at(column, &message, None));
        }
        if words.contains(&Text::Gap) {
            return Err(error_at(column, "a lone * does not work in a phrase with ~", None));
        }
        let text =
            if words.len() == 1 { phrase(words, column)? } else { Text::Loose(words, extra) };
        Ok(Some(Node::Text(Part::Whole, text)))
    }

    pub(super) fn bare(&mut self, text: &str, fuzzy: Option<u32>, column: usize) -> Result<Found> {
        if text == "*" {
            return Ok(Some(Node::All));
        }
        if matches!(text, "or" | "and" | "not") {
            let note = format!(
                "{text} in small letters is read as an ordinary word; the operator is {}",
                text.to_uppercase()
            );
            self.note(&note);
        }
        let mut words = self.read(text, Form::Any, column)?;
        if let Some(Text::Wild(pattern)) =
            words.iter().find(|w| matches!(w, Text::Wild(p) if !p.has_letter()))
        {
            let message = format!("the pattern {pattern} has no letter");
            return Err(error_at(column, &message, Some("* alone finds every document")));
        }
        if words.is_empty() {
            self.left_out(text);
            return Ok(None);
        }
        if let Some(distance) = fuzzy {
            self.pattern(column)?;
            words = vec![fuzzy_word(words, distance, column)?];
        }
        Ok(Some(Node::Text(Part::Whole, phrase(words, column)?)))
    }

    fn read(&mut self, text: &str, form: Form, column: usize) -> Result<Vec<Text>> {
        let words = read(text, form, self.notes).map_err(|m| error_at(column, &m, None))?;
        self.count(words.len(), column)?;
        for _ in words.iter().filter(|w| matches!(w, Text::Wild(_))) {
            self.pattern(column)?;
        }
        Ok(words)
    }

    fn left_out(&mut self, text: &str) {
        let shown: String = text.chars().take(40).collect();
        self.note(&format!(
            "{shown:?} is read as nothing and left out: it holds no letter or digit"
        ));
    }

    fn count(&mut self, terms: usize, column: usize) -> Result<()> {
        self.terms += terms;
        if self.terms > QUERY_TERMS_MAX {
            let message = format!("more than {QUERY_TERMS_MAX} words and conditions");
            return Err(error_at(column, &message, None));
        }
        Ok(())
    }

    fn pattern(&mut self, column: usize) -> Result<()> {
        self.patterns += 1;
        if self.patterns > QUERY_PATTERNS_MAX {
            let message =
                format!("more than {QUERY_PATTERNS_MAX} wild cards, fuzzy words and expressions");
            return Err(error_at(column, &message, None));
        }
        Ok(())
    }

    /// `money:1m..5m USD`: a currency code that stands apart belongs to the amount.
    fn with_currency(&mut self, name: &str, value: String) -> String {
        let Some(Kind::Bare { text, fuzzy: None, boost: None }) = self.peek() else { return value };
        let lone = value.ends_with(|c: char| !c.is_alphabetic())
            || value.to_lowercase().ends_with(['k', 'm', 'b', 't', 'n', 'd']);
        if name != "money" || !lone || !is_currency(text) {
            return value;
        }
        let text = text.clone();
        self.at += 1;
        self.note(&format!("{name} with {value} {text} is read as {value}{text}"));
        format!("{value}{text}")
    }
}

/// Words side by side that may be one name.
const NAME_WORDS_MAX: usize = 5;

fn lonely(column: usize, name: &str) -> crate::error::Error {
    let message = format!("{name} needs something to search for on both sides");
    let hint = format!("to search for the word, quote it: \"{}\"", name.to_lowercase());
    error_at(column, &message, Some(&hint))
}

fn chain(links: usize, column: usize) -> Result<()> {
    if links > QUERY_DEPTH_MAX {
        let message = format!("more than {QUERY_DEPTH_MAX} of these in a row");
        return Err(error_at(column, &message, None));
    }
    Ok(())
}

fn boosted(node: Node, boost: Option<f32>) -> Node {
    match boost {
        Some(boost) => Node::Boost(Box::new(node), boost),
        None => node,
    }
}

/// In `any` mode: what scores is alternative, conditions and exclusions stay required.
fn any_of_words(nodes: Vec<Node>) -> Vec<Node> {
    let is_condition = |node: &Node| match node {
        Node::Filter(_) | Node::Not(_) => true,
        Node::Text(_, text) => text.is_tag(),
        _ => false,
    };
    let (mut conditions, mut words): (Vec<Node>, Vec<Node>) =
        nodes.into_iter().partition(is_condition);
    match words.len() {
        0 => {}
        1 => conditions.append(&mut words),
        _ => conditions.insert(0, Node::Any(words)),
    }
    conditions
}

fn fuzzy_word(mut words: Vec<Text>, distance: u32, column: usize) -> Result<Text> {
    if !(1..=2).contains(&distance) {
        return Err(error_at(column, "~ after a word takes 1 or 2", None));
    }
    match (words.pop(), words.is_empty()) {
        (Some(Text::Word(word)), true) => {
            Ok(Text::Fuzzy(crate::index::word_form(&word).into_owned(), distance as u8))
        }
        (Some(Text::Exact(word)), true) => Ok(Text::Fuzzy(word, distance as u8)),
        _ => {
            let hint = "for words near each other write \"a b\"~5";
            Err(error_at(column, "~ works on one word without wild cards", Some(hint)))
        }
    }
}

/// What may stand beside NEAR: not a sentence or paragraph, which has no place of its own.
fn inner_operand(node: Node, column: usize) -> Result<Text> {
    let text = operand(node, "NEAR", column)?;
    if matches!(text, Text::Within(..)) {
        let message = "SENTENCE and PARAGRAPH cannot stand inside NEAR";
        return Err(error_at(column, message, Some("write (a NEAR/5 b) SENTENCE c")));
    }
    Ok(text)
}

/// What may stand beside NEAR, SENTENCE and PARAGRAPH: words, phrases, tags and alternatives of
/// these.
fn operand(node: Node, name: &str, column: usize) -> Result<Text> {
    let refused = || {
        let message = format!("{name} joins words, phrases and tags (also in brackets with OR)");
        error_at(column, &message, None)
    };
    match node {
        Node::Text(Part::Whole, text) => Ok(text),
        Node::Named(node, tag) => {
            Ok(Text::AnyOf(vec![operand(*node, name, column)?, Text::Tag(tag)]))
        }
        Node::Or(nodes) | Node::Any(nodes) => {
            let texts: Result<Vec<Text>> =
                nodes.into_iter().map(|node| operand(node, name, column)).collect();
            Ok(Text::AnyOf(texts?))
        }
        _ => Err(refused()),
    }
}
