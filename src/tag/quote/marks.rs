//! Quotation marks → quoted spans, paragraph by paragraph.

use crate::limits::QUOTE_BYTES_MAX;
use crate::model::Span;

/// A stretch of text between quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted {
    /// From the opening to the closing mark, both included.
    pub(super) span: Span,
    /// The closing mark is there; else the paragraph ended first.
    pub(super) closed: bool,
}

/// The mark that closes an opening one.
fn closing(open: char) -> &'static [char] {
    match open {
        '“' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        '「' => &['」'],
        '『' => &['』'],
        '‘' => &['’'],
        '‹' => &['›'],
        '`' => &['"', '\''],
        _ => &['"'],
    }
}

/// Finds the outermost quoted spans of a text in one pass. A quotation ends with its paragraph,
/// unless the next one closes it before it opens another.
pub(super) fn find(text: &str) -> Vec<Quoted> {
    let mut out = Vec::new();
    let mut scan = Scan::default();
    let mut before = '\n';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or('\n', |(_, n)| *n);
        // Only the first line end of a break asks: a break may be long.
        let breaks = c == '\n' && next == '\n' && before != '\n';
        if breaks && !scan.goes_on(text, at) {
            scan.end_paragraph(at, &mut out);
        }
        scan.step(at, (before, c, next), &mut out);
        before = c;
    }
    scan.end_paragraph(text.len(), &mut out);
    out
}

#[derive(Debug, Default)]
struct Scan {
    /// The mark that is open, where it stands, and how many of its kind are open inside.
    open: Option<(char, usize, u32)>,
}

impl Scan {
    fn step(&mut self, at: usize, (before, c, next): (char, char, char), out: &mut Vec<Quoted>) {
        let Some((mark, start, depth)) = self.open else {
            if opens(before, c, next) {
                self.open = Some((c, at, 0));
            }
            return;
        };
        if at - start > QUOTE_BYTES_MAX {
            self.open = None;
        } else if mark == '`' && c == '\'' && next != '\'' {
            // A pair opens, a pair closes; one alone is an apostrophe.
        } else if closing(mark).contains(&c) && (mark != '‘' || !next.is_alphanumeric()) {
            if mark == '"' && reopens(before, next) {
                self.open = Some((c, at, 0));
            } else if depth > 0 {
                self.open = Some((mark, start, depth - 1));
            } else {
                let end = at + if c == '\'' { 2 } else { c.len_utf8() };
                let span = Span::new(start, end);
                out.push(Quoted { span, closed: true });
                self.open = None;
            }
        } else if c == mark && mark == '«' {
            self.open = Some((mark, start, depth + 1));
        } else if c == mark && mark == '“' {
            // A new opening mark while one is open: the closing one was forgotten.
            self.open = Some((mark, at, 0));
        }
    }

    /// True if the paragraph after `at` closes the open mark before another opens.
    fn goes_on(&self, text: &str, at: usize) -> bool {
        let Some((mark @ ('"' | '“'), start, _)) = self.open else { return false };
        let rest = text.get(at..).unwrap_or("").trim_start_matches('\n');
        let paragraph = rest.split("\n\n").next().unwrap_or("");
        let marks: &[char] = if mark == '"' { &['"'] } else { &['“', '”', '"'] };
        let Some(first) = paragraph.find(marks) else { return false };
        let (head, tail) = paragraph.split_at(first);
        let mut tail = tail.chars();
        let closes = tail.next().is_some_and(|c| closing(mark).contains(&c));
        let after = tail.next().unwrap_or('\n');
        let before = head.chars().next_back().unwrap_or('\n');
        let fits = closes && !before.is_whitespace() && before != '(' && !after.is_alphanumeric();
        fits && at + first - start <= QUOTE_BYTES_MAX
    }

    fn end_paragraph(&mut self, at: usize, out: &mut Vec<Quoted>) {
        if let Some((mark, start, _)) = self.open.take()
            && mark != '‘'
            && at - start <= QUOTE_BYTES_MAX
        {
            out.push(Quoted { span: Span::new(start, at), closed: false });
        }
    }
}

fn opens(before: char, c: char, next: char) -> bool {
    let free = !before.is_alphanumeric() && !next.is_whitespace();
    match c {
        '“' | '„' | '«' | '「' | '『' => true,
        '"' => free && !matches!(next, ',' | ')' | ';') && (next != '.' || before == ' '),
        '‘' => free && next.is_alphabetic(),
        '`' => next == '`',
        _ => false,
    }
}

/// A straight mark that looks like an opening one although one is open.
fn reopens(before: char, next: char) -> bool {
    (before.is_whitespace() || before == '(') && next.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|q| q.span.of(text)).collect()
    }

    #[test]
    fn marks_pair_in_every_style() {
        assert_eq!(
            found("He said “a ‘b’ c” and \"d\" then «e» and „f“ 「g」"),
            ["“a ‘b’ c”", "\"d\"", "«e»", "„f“", "「g」"]
        );
    }

    #[test]
    fn an_unclosed_mark_ends_with_its_paragraph() {
        assert_eq!(found("“one\n\n“two”"), ["“one", "“two”"]);
        assert_eq!(found("don’t ‘quote me’ it’s"), ["‘quote me’"]);
    }

    #[test]
    fn a_quotation_closed_in_the_next_paragraph_goes_on() {
        assert_eq!(found("“one.\n\nTwo.” End"), ["“one.\n\nTwo.”"]);
        assert_eq!(found("\"one.\n\nTwo,\" he said"), ["\"one.\n\nTwo,\""]);
        assert_eq!(found("\"one.\n\n\"Two,\" he said"), ["\"one.", "\"Two,\""]);
        assert_eq!(found("\"one.\n\nTwo\n\nthree\""), ["\"one."]);
    }

    #[test]
    fn a_long_break_is_read_once() {
        let text = format!("\"one{}two\"", "\n".repeat(1_000_000));
        let start = std::time::Instant::now();
        assert_eq!(found(&text), Vec::<&str>::new(), "too long for one quotation");
        assert!(start.elapsed().as_secs() < 2, "{:?}", start.elapsed());
    }

    #[test]
    fn typed_pairs_of_single_marks_quote() {
        assert_eq!(found("``It's here,'' he said"), ["``It's here,''"]);
        assert_eq!(found("`` It is.\" — He"), ["`` It is.\""]);
    }

    #[test]
    fn inches_are_no_quotations() {
        assert!(found("a 5\" pipe and a 6\" pipe").is_empty());
    }
}
