//! Markdown → blocks. A reader of lines: headings, lists, quotes, tables and fences, links as their
//! text.

use super::metadata::date;
use super::plaintext::Clipping;
use crate::model::BlockKind;

/// Reads a Markdown file.
pub(super) fn read(text: &str) -> Clipping {
    let mut clipping = Clipping::default();
    let text = front_matter(text, &mut clipping);
    let mut reader = Reader::default();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let underline = lines.peek().and_then(|next| setext(next));
        if let Some(level) = underline
            && !reader.fenced
            && !line.trim().is_empty()
            && !line.trim_start().starts_with(['#', '>', '-', '|'])
        {
            reader.flush();
            reader.push(BlockKind::Heading(level), line);
            lines.next();
        } else {
            reader.line(line);
        }
    }
    reader.flush();
    clipping.blocks = reader.blocks;
    let heading = matches!(clipping.blocks.first(), Some((BlockKind::Heading(1), _)));
    if heading {
        let (_, title) = clipping.blocks.remove(0);
        if clipping.title.is_empty() {
            clipping.title = title;
        }
    }
    clipping
}

/// `key: value` lines between `---` at the very start.
fn front_matter<'t>(text: &'t str, clipping: &mut Clipping) -> &'t str {
    let Some(rest) = text.trim_start().strip_prefix("---\n") else { return text };
    let Some((matter, body)) = rest.split_once("\n---") else { return text };
    let mut list_of = String::new();
    for line in matter.lines() {
        if let Some(item) = line.trim().strip_prefix("- ")
            && matches!(list_of.as_str(), "author" | "authors")
        {
            clipping.author.push(unquote(item).to_owned());
            continue;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        list_of = key.trim().to_lowercase();
        let value = unquote(value);
        match list_of.as_str() {
            _ if value.is_empty() => {}
            "title" => value.clone_into(&mut clipping.title),
            "author" | "authors" | "by" => {
                let names = value.trim_matches(['[', ']']).split(',').map(unquote);
                clipping.author.extend(names.map(ToOwned::to_owned));
            }
            "date" | "published" | "pubdate" => clipping.published = date::parse(value, true),
            "url" | "source" | "link" | "canonical_url" if value.starts_with("http") => {
                clipping.url = Some(value.to_owned());
            }
            _ => {}
        }
    }
    body.split_once('\n').map_or("", |(_, body)| body)
}

fn unquote(value: &str) -> &str {
    value.trim().trim_matches(['"', '\'']).trim()
}

/// `===` → 1, `---` → 2.
fn setext(line: &str) -> Option<u8> {
    let line = line.trim();
    let all = |c: char| line.len() >= 3 && line.chars().all(|x| x == c);
    if all('=') {
        Some(1)
    } else if all('-') {
        Some(2)
    } else {
        None
    }
}

#[derive(Default)]
struct Reader {
    blocks: Vec<(BlockKind, String)>,
    open: Option<(BlockKind, String)>,
    fenced: bool,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            self.flush();
            self.fenced = !self.fenced;
        } else if self.fenced {
            self.join(BlockKind::Preformatted, line, '\n');
        } else if trimmed.is_empty() || is_rule(trimmed) {
            self.flush();
        } else if let Some((level, text)) = heading(trimmed) {
            self.flush();
            self.push(BlockKind::Heading(level), text);
        } else if let Some(text) = trimmed.strip_prefix('>') {
            if text.trim().is_empty() {
                self.flush();
            } else {
                self.join(BlockKind::Quote, text, ' ');
            }
        } else if let Some(text) = list_item(trimmed) {
            self.flush();
            self.open = Some((BlockKind::ListItem, text.trim().to_owned()));
        } else if trimmed.starts_with('|') {
            self.flush();
            self.row(trimmed);
        } else {
            let kind = self.open.as_ref().map_or(BlockKind::Paragraph, |(kind, _)| *kind);
            self.join(kind, trimmed, ' ');
        }
    }

    fn join(&mut self, kind: BlockKind, text: &str, by: char) {
        match &mut self.open {
            Some((open, so_far)) if *open == kind => {
                so_far.push(by);
                so_far.push_str(if by == ' ' { text.trim() } else { text });
            }
            _ => {
                self.flush();
                let text = if by == ' ' { text.trim() } else { text };
                self.open = Some((kind, text.to_owned()));
            }
        }
    }

    fn row(&mut self, line: &str) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if cells.iter().all(|c| c.chars().all(|c| matches!(c, '-' | ':'))) {
            return;
        }
        let cells: Vec<String> = cells.iter().map(|c| inline(c)).collect();
        self.blocks.push((BlockKind::TableRow, cells.join("\t")));
    }

    fn push(&mut self, kind: BlockKind, text: &str) {
        let text = inline(text.trim());
        if !text.is_empty() {
            self.blocks.push((kind, text));
        }
    }

    fn flush(&mut self) {
        if let Some((kind, text)) = self.open.take() {
            if kind == BlockKind::Preformatted {
                self.blocks.push((kind, text));
            } else {
                self.push(kind, &text);
            }
        }
    }
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && ['-', '*', '_'].iter().any(|m| line.chars().all(|c| c == *m || c == ' '))
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let rest = line.get(level..)?;
    ((1..=6).contains(&level) && rest.starts_with(' '))
        .then(|| (level as u8, rest.trim().trim_end_matches('#').trim_end()))
}

fn list_item(line: &str) -> Option<&str> {
    for mark in ["- ", "* ", "+ "] {
        if let Some(text) = line.strip_prefix(mark) {
            return Some(text);
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?;
    let rest = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    (1..=3).contains(&digits).then_some(rest)
}

/// Links as their words, images gone, marks of emphasis and code off.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            '!' if after.starts_with('[') => {
                if let Some((_, next)) = link(after) {
                    rest = next;
                    continue;
                }
                out.push(c);
            }
            '[' => {
                if let Some((words, next)) = link(rest) {
                    out.push_str(&words.replace(['*', '`'], ""));
                    rest = next;
                    before = ']';
                    continue;
                }
                out.push(c);
            }
            '\\' => {
                if let Some(next) = after.chars().next().filter(char::is_ascii_punctuation) {
                    out.push(next);
                    rest = after.get(1..).unwrap_or("");
                    continue;
                }
                out.push(c);
            }
            '<' if after.starts_with("http") => {}
            '>' if before != ' ' && out.contains("http") => {}
            '*' if !(before == ' ' && after.starts_with(' ')) => {}
            '`' => {}
            '_' if !(before.is_alphanumeric() && after.starts_with(char::is_alphanumeric)) => {}
            _ => out.push(c),
        }
        before = c;
        rest = after;
    }
    super::clean::line(&out)
}

/// `[words](address)` or `[words][name]`: the words, and what follows.
fn link(text: &str) -> Option<(&str, &str)> {
    let text = super::clean::cut_bytes(text, 4096);
    let (words, rest) = text.strip_prefix('[')?.split_once(']')?;
    let rest = match rest.chars().next()? {
        '(' => rest.split_once(')')?.1,
        '[' => rest.split_once(']')?.1,
        _ => return None,
    };
    Some((words, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_front_matter() {
        let c = read(
            "---\ntitle: \"Port news\"\ndate: 2022-11-28\nauthor: Ada Brandt\nurl: https://norwick.example/port\n---\n\
             # Port news\n\nThe **port** of\n[Norwick](https://norwick.example) is *open*.\n\n## Next\n\n- first\n- second\n\n> said so\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        );
        assert_eq!(c.title, "Port news");
        assert_eq!(c.published.unwrap().to_string(), "2022-11-28");
        let expected = [
            (BlockKind::Paragraph, "The port of Norwick is open."),
            (BlockKind::Heading(2), "Next"),
            (BlockKind::ListItem, "first"),
            (BlockKind::ListItem, "second"),
            (BlockKind::Quote, "said so"),
            (BlockKind::TableRow, "a\tb"),
            (BlockKind::TableRow, "1\t2"),
        ];
        let got: Vec<(BlockKind, &str)> = c.blocks.iter().map(|(k, t)| (*k, t.as_str())).collect();
        assert_eq!(got, expected);
    }
}
