//! Plain text → paragraphs: blank lines part them, hard-wrapped lines are joined.

use memchr::memmem;

use crate::model::BlockKind;

/// A text's paragraphs, each on one line of its own unless it is a table or verse.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    paragraphs_with(text, |_| false)
}

/// [`paragraphs`], where a line that `begins` says so of begins one in any case.
pub(super) fn paragraphs_with(text: &str, begins: impl Fn(&str) -> bool) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let listed = lines.iter().filter(|line| is_item(line)).count() >= 2;
    let begins = |line: &str| begins(line) || (listed && is_item(line));
    let wrapped = is_wrapped(&lines, begins);
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    let mut indent_before = 0;
    for line in lines {
        let body = line.trim();
        if body.is_empty() {
            open = false;
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let new_paragraph =
            !open || !wrapped || begins(line) || (indent >= 2 && indent > indent_before);
        if let Some(last) = out.last_mut().filter(|_| !new_paragraph) {
            if !ends_in_hyphenated_word(last) {
                last.push(' ');
            }
            squeeze(body, last);
        } else {
            let mut first = String::with_capacity(body.len());
            squeeze(body, &mut first);
            out.push(first);
        }
        open = true;
        indent_before = indent;
    }
    out
}

/// The paragraphs of a text that is all content, as blocks.
pub(super) fn blocks(text: &str) -> Vec<(BlockKind, String)> {
    paragraphs(text).into_iter().map(|p| (BlockKind::Paragraph, p)).collect()
}

/// `- one`, `* two`, `• three`
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    ["- ", "* ", "• ", "– "].iter().any(|mark| line.starts_with(mark))
}

/// Adds a line without space at its ends. White space inside it: tabs stay (cells), the rest becomes
/// one space.
fn squeeze(line: &str, out: &mut String) {
    let odd = line.bytes().fold(0, |odd, b| odd | (b & 0x80) | u8::from(b < b' '));
    if odd == 0 && memmem::find(line.as_bytes(), b"  ").is_none() {
        return out.push_str(line);
    }
    let mut gap: Option<char> = None;
    for c in line.chars() {
        if c.is_whitespace() {
            gap = Some(if c == '\t' || gap == Some('\t') { '\t' } else { ' ' });
            continue;
        }
        out.extend(gap.take());
        out.push(c);
    }
}

fn ends_in_hyphenated_word(text: &str) -> bool {
    let mut back = text.chars().rev();
    back.next() == Some('-') && back.next().is_some_and(char::is_alphabetic)
}

/// True if line ends are where the line was full, not where a paragraph ended. Lines that `begins`
/// names end the one before them in any case.
fn is_wrapped(lines: &[&str], begins: impl Fn(&str) -> bool) -> bool {
    let (mut inner, mut unfinished, mut longest) = (0_usize, 0_usize, 0_usize);
    let mut full = 0_usize;
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        let length = line.trim_end().chars().count();
        longest = longest.max(length);
        if line.trim().is_empty() || next.trim().is_empty() || begins(next) {
            continue;
        }
        inner += 1;
        unfinished += usize::from(!ends_sentence(line));
        full += usize::from(length >= 40);
    }
    inner >= 2 && longest <= 120 && unfinished * 10 > inner * 6 && full * 10 > inner * 6
}

/// True if `line` ends as a sentence does, closing quotes and brackets aside.
pub(super) fn ends_sentence(line: &str) -> bool {
    let closing = ['"', '\'', '”', '’', '»', ')', ']', '」', '』', '）', '“', '›'];
    let line = line.trim_end().trim_end_matches(closing).trim_end();
    line.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।', '۔'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_joined() {
        let text = "  The company said on Monday that it would close two of its\n\
                    plants by the end of the year, citing weak demand in its main\n\
                    markets abroad.\n  Analysts had expected as much after the poor figures that\n\
                    were published in the spring.\n";
        let paragraphs = paragraphs(text);
        assert_eq!(paragraphs.len(), 2);
        assert!(paragraphs[0].ends_with("main markets abroad."));
    }

    #[test]
    fn short_lines_stay_apart() {
        let text = "Short one.\nSecond line.\n\n\nThird\n\"Yes.\"\n\"No.\"";
        assert_eq!(
            paragraphs(text),
            ["Short one.", "Second line.", "Third", "\"Yes.\"", "\"No.\""]
        );
    }
}
