//! Names in a query: whoever bears one is found under the other names too, and this is told.

use super::ast::Node;
use super::lexer::Kind;
use super::parser::{Found, Parser};
use super::query::Names;
use crate::error::Result;
use crate::index::fold_name;
use crate::limits::NAME_LEXEMES_MAX;

/// Names shown where several fit.
const TOLD_NAMES: usize = 5;

/// The one canonical name behind a name; `as_written` is how the part of the query reads. A note
/// tells, also where several fit and none is taken.
pub(super) fn other_name(
    name: &str,
    names: Option<Names>,
    notes: &mut Vec<String>,
    as_written: &str,
) -> Option<&'static str> {
    let meant = names?(name);
    let note = match meant.as_slice() {
        [] => return None,
        [only] if fold_name(only) == fold_name(name) => return Some(only),
        [only] => format!("{as_written} is read as {name} or {only} under any name"),
        several => format!(
            "{as_written} is read as the word alone: it may be {}",
            several.iter().take(TOLD_NAMES).copied().collect::<Vec<_>>().join(", ")
        ),
    };
    if !notes.contains(&note) {
        notes.push(note);
    }
    match meant.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

impl Parser<'_> {
    /// The longest run of at most `words` words from here that is a name.
    pub(super) fn name(&mut self, words: usize) -> Result<Found> {
        let Some(names) = self.names else { return Ok(None) };
        if self.at >= NAME_LEXEMES_MAX {
            return Ok(None);
        }
        let run = self.run_of_words(words);
        for count in (1..=run.len()).rev() {
            let joins_near = matches!(
                self.lexemes.get(self.at + count).map(|l| &l.kind),
                Some(Kind::Near(_) | Kind::Sentence | Kind::Paragraph)
            );
            if count > 1 && joins_near {
                continue;
            }
            let name = run.get(..count).unwrap_or(&[]).join(" ");
            let [canonical] = names(&name)[..] else { continue };
            let columns: Vec<usize> = self.lexemes.iter().skip(self.at).map(|l| l.column).collect();
            self.at += count;
            let mut nodes = Vec::with_capacity(count);
            for (word, column) in run.iter().take(count).zip(columns) {
                nodes.extend(self.bare(word, None, column)?);
            }
            let node = match nodes.len() {
                0 => return Ok(None),
                1 => nodes.pop().unwrap_or(Node::All),
                _ => Node::And(nodes),
            };
            self.note(&if canonical == name {
                format!("{name} is read as this name in any spelling; the words alone: \"{name}\"")
            } else {
                format!("{name} is read as {canonical} under any name; the words alone: \"{name}\"")
            });
            return Ok(Some(Node::Named(
                Box::new(node),
                format!("entity:{}", fold_name(canonical)),
            )));
        }
        Ok(None)
    }

    /// Plain words side by side.
    fn run_of_words(&self, most: usize) -> Vec<String> {
        let words = self.lexemes.iter().skip(self.at).map_while(|lexeme| match &lexeme.kind {
            Kind::Bare { text, fuzzy: None, boost: None } if !text.contains(['*', '?']) => {
                Some(text.clone())
            }
            _ => None,
        });
        words.take(most).collect()
    }
}
