//! A query string → lexemes with their columns.

use crate::error::{Error, Result};

/// One lexeme.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lexeme {
    /// Column of its first character, from 1.
    pub(super) column: usize,
    /// What it is.
    pub(super) kind: Kind,
}

/// Kinds of lexeme.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// `(`
    Open,
    /// `)`, with the boost that follows.
    Close(Option<f32>),
    /// `OR`
    Or,
    /// `AND`
    And,
    /// `NOT` or `-` or, as in other tools, `!`; true for the last.
    Not(bool),
    /// `NEAR/n`, `AROUND(n)`
    Near(u32),
    /// `SENTENCE`
    Sentence,
    /// `PARAGRAPH`
    Paragraph,
    /// A quoted phrase with what follows it.
    Quoted { text: String, loose: Option<u32>, boost: Option<f32> },
    /// `<…>`, without the brackets, and a condition on it: `<money>=1m`, `<money>=1m>`,
    /// `<money<5m>`. The operator is empty where there is none.
    Tag { inside: String, operator: String, value: String, value_column: usize },
    /// `/…/`, without the slashes.
    Regex { source: String, boost: Option<f32> },
    /// `name:value`; the operator is `:`, `=`, `<`, `<=`, `>`, `>=`, or `:` and one of these.
    Field { name: String, operator: String, value: String, quoted: bool, value_column: usize },
    /// Anything else up to a space, with what follows it.
    Bare { text: String, fuzzy: Option<u32>, boost: Option<f32> },
}

/// A usage error that names its column.
pub(super) fn error_at(column: usize, message: &str, hint: Option<&str>) -> Error {
    let message = format!("query, column {column}: {message}");
    Error::Usage { message, hint: hint.map(str::to_string) }
}

/// Splits a query.
pub(super) fn lex(query: &str) -> Result<Vec<Lexeme>> {
    let mut lexer = Lexer { chars: query.chars().collect(), at: 0 };
    let mut out = Vec::new();
    while let Some(lexeme) = lexer.next()? {
        out.push(lexeme);
    }
    Ok(out)
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
}

/// The marks that close a phrase opened by a mark; empty if the mark opens none.
fn closers(open: char) -> &'static [char] {
    match open {
        '"' | '“' | '”' | '‟' => &['"', '”', '“', '‟'],
        '„' => &['“', '”', '"'],
        '«' => &['»'],
        '»' => &['«'],
        '「' => &['」'],
        '『' => &['』'],
        _ => &[],
    }
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn column(&self) -> usize {
        self.at + 1
    }

    fn next(&mut self) -> Result<Option<Lexeme>> {
        let plus = |c: Option<char>, next: Option<char>| {
            c == Some('+') && next.is_some_and(|n| !n.is_whitespace())
        };
        // A plus is skipped: every word is required anyway.
        while self.peek(0).is_some_and(char::is_whitespace) || plus(self.peek(0), self.peek(1)) {
            self.at += 1;
        }
        let column = self.column();
        let Some(c) = self.peek(0) else { return Ok(None) };
        let kind = match c {
            '(' => self.one(Kind::Open),
            ')' => {
                self.at += 1;
                Kind::Close(self.boost()?)
            }
            '-' | '−' if self.peek(1).is_some_and(|n| !n.is_whitespace()) => {
                self.one(Kind::Not(false))
            }
            '!' if self.peek(1).is_some_and(|n| n.is_alphanumeric() || n == '"' || n == '(') => {
                self.one(Kind::Not(true))
            }
            '/' if self.regex_end().is_some() => self.regex()?,
            '<' if self.peek(1).is_some_and(char::is_alphabetic) => self.tag()?,
            _ if !closers(c).is_empty() => self.quoted(c)?,
            _ => self.chunk()?,
        };
        Ok(Some(Lexeme { column, kind }))
    }

    fn one(&mut self, kind: Kind) -> Kind {
        self.at += 1;
        kind
    }

    /// Up to one of the closing marks, which is consumed.
    fn until(&mut self, close: &[char], what: &str) -> Result<String> {
        let column = self.column();
        self.at += 1;
        let from = self.at;
        while let Some(c) = self.peek(0) {
            self.at += 1;
            if close.contains(&c) {
                return Ok(self.slice(from, self.at - 1));
            }
        }
        let closer = close.first().copied().unwrap_or('"');
        Err(error_at(column, &format!("this {what} is not closed; a {closer} is missing"), None))
    }

    fn slice(&self, from: usize, to: usize) -> String {
        self.chars.get(from..to).unwrap_or(&[]).iter().collect()
    }

    fn quoted(&mut self, open: char) -> Result<Kind> {
        let text = self.until(closers(open), "phrase")?;
        let loose = if self.peek(0) == Some('~') {
            let column = self.column();
            self.at += 1;
            let digits = self.digits();
            let distance = digits.parse().map_err(|_| {
                error_at(column, "after a phrase, ~ needs a number of words, as in \"a b\"~5", None)
            })?;
            Some(distance)
        } else {
            None
        };
        Ok(Kind::Quoted { text, loose, boost: self.boost()? })
    }

    fn digits(&mut self) -> String {
        let from = self.at;
        while self.peek(0).is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.slice(from, self.at)
    }

    /// `^2`, `^0.5`, if it stands here.
    fn boost(&mut self) -> Result<Option<f32>> {
        if self.peek(0) != Some('^') {
            return Ok(None);
        }
        let column = self.column();
        self.at += 1;
        let from = self.at;
        while self.peek(0).is_some_and(|c| c.is_ascii_digit() || c == '.') {
            self.at += 1;
        }
        read_boost(&self.slice(from, self.at), column).map(Some)
    }

    fn tag(&mut self) -> Result<Kind> {
        let column = self.column();
        let inside = self.until(&['>'], "tag")?;
        // `<money>=1m` closes the tag and compares at once.
        let outer = self.slice(self.at, self.at + 1);
        let compares = match outer.chars().next() {
            Some('=' | '>' | ':') => true,
            Some('<') => !self.peek(1).is_some_and(char::is_alphabetic),
            Some(c) => c.is_ascii_digit() || "$€£¥₩₽₹₿".contains(c),
            None => false,
        };
        if compares {
            return Ok(self.compared(inside));
        }
        let at = inside.find(['<', '=']);
        let operator: String = at
            .and_then(|at| inside.get(at..))
            .map(|tail| tail.chars().take_while(|c| "<=".contains(*c)).collect())
            .unwrap_or_default();
        let (name, value) = match at {
            Some(at) => (inside.get(..at), inside.get(at + operator.len()..)),
            None => (Some(inside.as_str()), None),
        };
        let value = value.unwrap_or("").trim().to_string();
        let inside = name.unwrap_or("").to_string();
        Ok(Kind::Tag { inside, operator, value, value_column: column })
    }

    /// What follows the `>` of a tag: the `>` is part of the operator unless one is written out.
    fn compared(&mut self, inside: String) -> Kind {
        let mut operator = String::new();
        while let Some(c) = self.peek(0).filter(|c| "<=>:".contains(*c)) {
            operator.push(c);
            self.at += 1;
        }
        if !operator.contains(['<', '>', ':']) {
            operator.insert(0, '>');
        }
        let value_column = self.column();
        let from = self.at;
        while self.peek(0).is_some_and(|c| !ends_chunk(c) && c != '>') {
            self.at += 1;
        }
        let value = self.slice(from, self.at);
        if self.peek(0) == Some('>') {
            self.at += 1;
        }
        Kind::Tag { inside, operator, value, value_column }
    }

    /// Where the slash stands that closes the expression begun here; only one that a space, a
    /// bracket or a boost follows does, so that `/a/b` stays a path.
    fn regex_end(&self) -> Option<usize> {
        let (mut at, mut set) = (self.at + 1, false);
        loop {
            match self.chars.get(at)? {
                '\\' => at += 1,
                '[' => set = true,
                ']' => set = false,
                '/' if !set => break,
                _ => {}
            }
            at += 1;
        }
        let after = self.chars.get(at + 1).copied();
        let closes = after.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '(' | '^'));
        (at > self.at + 1 && closes).then_some(at)
    }

    fn regex(&mut self) -> Result<Kind> {
        let end = self.regex_end().unwrap_or(self.chars.len());
        let source = self.slice(self.at + 1, end);
        self.at = end + 1;
        Ok(Kind::Regex { source, boost: self.boost()? })
    }

    fn chunk(&mut self) -> Result<Kind> {
        let column = self.column();
        if let Some(kind) = self.field()? {
            return Ok(kind);
        }
        let from = self.at;
        while self.peek(0).is_some_and(|c| !ends_chunk(c)) {
            self.at += 1;
        }
        let text = self.slice(from, self.at);
        if let Some(kind) = self.keyword(&text, column)? {
            return Ok(kind);
        }
        suffixed(&text, column)
    }

    fn keyword(&mut self, text: &str, column: usize) -> Result<Option<Kind>> {
        Ok(Some(match text {
            "OR" | "||" => Kind::Or,
            "AND" | "&&" => Kind::And,
            "NOT" => Kind::Not(false),
            "SENTENCE" => Kind::Sentence,
            "PARAGRAPH" => Kind::Paragraph,
            "NEAR" => Kind::Near(super::NEAR_DEFAULT),
            "AROUND" if self.peek(0) == Some('(') => {
                self.at += 1;
                let digits = self.digits();
                if self.peek(0) != Some(')') {
                    return Err(error_at(column, "AROUND is written AROUND(5)", None));
                }
                self.at += 1;
                Kind::Near(read_distance(&digits, column)?)
            }
            _ => match text.strip_prefix("NEAR/") {
                Some(digits) => Kind::Near(read_distance(digits, column)?),
                None => return Ok(None),
            },
        }))
    }

    /// `name:value` and the like, if it stands here; an address is `url:` with itself.
    fn field(&mut self) -> Result<Option<Kind>> {
        let from = self.at;
        let name_len = self
            .chars
            .iter()
            .skip(from)
            .take_while(|c| c.is_ascii_alphabetic() || **c == '_')
            .count();
        let mut at = from + name_len;
        let sign = |at: usize| self.chars.get(at).copied().filter(|c| ":<>=".contains(*c));
        if name_len == 0 || sign(at).is_none() {
            return Ok(None);
        }
        let name = self.slice(from, at).to_lowercase();
        let operator_from = at;
        while sign(at).is_some() && at < operator_from + 3 {
            at += 1;
        }
        let operator = self.slice(operator_from, at);
        if matches!(name.as_str(), "http" | "https") && self.slice(at, at + 2) == "//" {
            let value = self.address();
            let (operator, value_column) = (":".to_string(), from + 1);
            let name = "url".to_string();
            return Ok(Some(Kind::Field { name, operator, value, quoted: false, value_column }));
        }
        if !matches!(
            operator.as_str(),
            ":" | "=" | "<" | ">" | "<=" | ">=" | ":<" | ":>" | ":<=" | ":>="
        ) {
            return Ok(None);
        }
        self.at = at;
        self.value(name, operator).map(Some)
    }

    fn value(&mut self, name: String, operator: String) -> Result<Kind> {
        let value_column = self.column();
        let (value, quoted) = match self.peek(0) {
            Some(open) if !closers(open).is_empty() => (self.until(closers(open), "value")?, true),
            Some('[') => (format!("[{}]", self.until(&[']'], "range")?), false),
            Some('{') => {
                let message = "ranges in curly brackets are not known here";
                let hint = format!("write {name}:[a TO b], or {name}>a and {name}<b");
                return Err(error_at(value_column, message, Some(&hint)));
            }
            Some('(') => {
                let message = format!("{name}{operator} takes one word or phrase");
                let hint = format!("write ({name}{operator}a OR {name}{operator}b)");
                return Err(error_at(value_column, &message, Some(&hint)));
            }
            _ => (if name == "url" { self.address() } else { self.bare_value() }, false),
        };
        if value.trim().is_empty() {
            let message = format!("after {name}{operator} comes a value, without a space");
            let hint = format!("to search for the word, quote it: \"{name}\"");
            return Err(error_at(value_column, &message, Some(&hint)));
        }
        Ok(Kind::Field { name, operator, value, quoted, value_column })
    }

    fn bare_value(&mut self) -> String {
        let from = self.at;
        while self.peek(0).is_some_and(|c| !ends_chunk(c)) {
            self.at += 1;
        }
        self.slice(from, self.at)
    }

    /// Up to a space; a closing bracket that the address did not open belongs to the query.
    fn address(&mut self) -> String {
        let from = self.at;
        let mut open = 0_usize;
        while let Some(c) = self.peek(0).filter(|c| !c.is_whitespace() && *c != '"') {
            match c {
                '(' => open += 1,
                ')' if open == 0 => break,
                ')' => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
        self.slice(from, self.at)
    }
}

fn ends_chunk(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')') || matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

fn read_distance(digits: &str, column: usize) -> Result<u32> {
    digits.parse().map_err(|_| error_at(column, "NEAR needs a number of words, as in NEAR/5", None))
}

fn read_boost(text: &str, column: usize) -> Result<f32> {
    text.parse::<f32>()
        .ok()
        .filter(|boost| boost.is_finite() && (0.0..=1_000.0).contains(boost))
        .ok_or_else(|| error_at(column, "^ needs a number from 0 to 1000, as in word^2", None))
}

/// Takes `~1` and `^2` off the end of a chunk.
fn suffixed(text: &str, column: usize) -> Result<Kind> {
    let mut rest = text;
    let mut boost = None;
    if let Some((head, tail)) = rest.rsplit_once('^')
        && !head.is_empty()
    {
        boost = Some(read_boost(tail, column + head.chars().count())?);
        rest = head;
    }
    let mut fuzzy = None;
    if let Some((head, tail)) = rest.rsplit_once('~')
        && !head.is_empty()
        && tail.bytes().all(|b| b.is_ascii_digit())
    {
        fuzzy = Some(if tail.is_empty() { 1 } else { tail.parse().unwrap_or(u32::MAX) });
        rest = head;
    }
    Ok(Kind::Bare { text: rest.to_string(), fuzzy, boost })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let lexemes = lex("é (“a b”~3 OR site:x) -c").unwrap();
        let columns: Vec<usize> = lexemes.iter().map(|l| l.column).collect();
        assert_eq!(columns, [1, 3, 4, 12, 15, 21, 23, 24]);
    }

    #[test]
    fn addresses_keep_their_brackets() {
        let lexemes = lex("(https://x.org/a_(b)?c=d)").unwrap();
        assert!(matches!(
            lexemes.get(1).map(|l| &l.kind),
            Some(Kind::Field { name, value, .. }) if name == "url" && value == "https://x.org/a_(b)?c=d"
        ));
        assert_eq!(lexemes.len(), 3);
    }

    #[test]
    fn open_phrases_are_told() {
        let message = lex("a \"b c").unwrap_err().to_string();
        assert!(message.contains("column 3"), "{message}");
    }
}
