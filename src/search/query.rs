//! A parsed query.

use jiff::civil::Date;

use super::ast::{Filter, Node, Part};
use super::lexer::error_at;
use super::parser;
use super::words::{Form, read};
use crate::error::Result;
use crate::limits::{QUERY_BYTES_MAX, QUERY_TERMS_MAX};

/// How a query is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ParseOptions {
    /// What relative dates (`7d`, `yesterday`) count from; without it they are an error.
    pub today: Option<Date>,
    /// Words side by side are alternatives, ranked by how many are found, instead of all required.
    pub any: bool,
    /// The canonical names a name as written may mean; without it names are words like others.
    pub names: Option<Names>,
}

/// A name as written → the canonical names of those it may mean.
pub type Names = fn(&str) -> Vec<&'static str>;

/// A query that has been understood. Nothing in it was dropped or read otherwise than written
/// without a note.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub(super) node: Node,
    notes: Vec<String>,
}

impl Query {
    /// The query that finds every document.
    pub fn all() -> Self {
        Self { node: Node::All, notes: Vec::new() }
    }

    /// A query of a tree.
    pub(super) fn of(node: Node) -> Self {
        Self { node, notes: Vec::new() }
    }

    /// Reads a query without a clock: relative dates are an error.
    ///
    /// Errors are [`Error::Usage`](crate::error::Error::Usage) and name the column, counted in
    /// characters from 1.
    pub fn parse(query: &str) -> Result<Self> {
        Self::parse_with(query, &ParseOptions::default())
    }

    /// Reads a query.
    pub fn parse_with(query: &str, options: &ParseOptions) -> Result<Self> {
        check_length(query)?;
        let mut notes = Vec::new();
        let node = parser::parse(query, options, &mut notes)?;
        Ok(Self { node, notes })
    }

    /// Reads text as words alone, without operators: documents with any of the words, best first.
    pub fn plain(text: &str) -> Result<Self> {
        check_length(text)?;
        let mut notes = Vec::new();
        let mut words =
            read(text, Form::Plain, &mut notes).map_err(|message| error_at(1, &message, None))?;
        if words.len() > QUERY_TERMS_MAX {
            words.truncate(QUERY_TERMS_MAX);
            notes.push(format!("only the first {QUERY_TERMS_MAX} words are looked for"));
        }
        let mut nodes: Vec<Node> =
            words.into_iter().map(|word| Node::Text(Part::Whole, word)).collect();
        let node = match nodes.len() {
            0 => return Err(error_at(1, "there is nothing to search for", None)),
            1 => nodes.pop().unwrap_or(Node::All),
            _ => Node::Any(nodes),
        };
        Ok(Self { node, notes })
    }

    /// How parts were read that could be read in more than one way: one line each, for "read as:
    /// …".
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The syntax tree.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// True if anything in it is looked up among the tags.
    pub fn asks_for_tags(&self) -> bool {
        asks_for_tags(&self.node)
    }

    /// The syntax tree as an S-expression, for `--explain`.
    pub fn explain(&self) -> String {
        self.node.to_string()
    }
}

fn asks_for_tags(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) | Node::Any(nodes) => nodes.iter().any(asks_for_tags),
        Node::Not(node) | Node::Boost(node, _) => asks_for_tags(node),
        Node::Named(..) | Node::Filter(Filter::Money(_) | Filter::Mentions(_)) => true,
        Node::Text(_, text) => text.has_tag(),
        Node::All | Node::Filter(_) => false,
    }
}

fn check_length(query: &str) -> Result<()> {
    if query.len() > QUERY_BYTES_MAX {
        let message = format!("the query is longer than {QUERY_BYTES_MAX} bytes");
        return Err(error_at(1, &message, None));
    }
    Ok(())
}
