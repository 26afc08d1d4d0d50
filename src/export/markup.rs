//! A document for people to read: Markdown, and HTML with its mentions marked up.

use std::fmt::Write as _;

use super::contract;
use crate::escape::push_html;
use crate::model::{BlockKind, Document, Mention, Span, Value};

/// Title and body as Markdown. Characters that mean something in Markdown are escaped: the text
/// stays text.
pub fn markdown_of(document: &Document) -> String {
    markdown_with_links(document, &[])
}

/// The same, with the links of the text; they are in order and none reaches into another.
pub fn markdown_with_links(document: &Document, links: &[(Span, &str)]) -> String {
    let mut out = String::new();
    if !document.title.is_empty() {
        out.push_str("# ");
        push_markdown(&document.title, &mut out);
        out.push_str("\n\n");
    }
    let mut links = links;
    let mut before: Option<BlockKind> = None;
    for block in &document.blocks {
        let row = block.kind == BlockKind::TableRow;
        if before.is_some() {
            let same = before == Some(block.kind) && (row || block.kind == BlockKind::ListItem);
            out.push_str(if same { "\n" } else { "\n\n" });
        }
        let skip = links.partition_point(|(span, _)| span.start < block.span.start);
        links = links.get(skip..).unwrap_or_default();
        let own = links.partition_point(|(span, _)| span.end <= block.span.end);
        let own = links.get(..own).unwrap_or_default();
        let inside = match block.kind {
            BlockKind::Preformatted => block.span.of(&document.text).to_owned(),
            _ => linked(&document.text, block.span, own),
        };
        push_block(block.kind, &inside, before == Some(BlockKind::TableRow), &mut out);
        before = Some(block.kind);
    }
    out
}

/// One block. The first row of a table is its head: Markdown knows no table without one.
fn push_block(kind: BlockKind, text: &str, in_table: bool, out: &mut String) {
    match kind {
        BlockKind::Heading(level) => {
            out.push_str(&"#".repeat(usize::from(level.clamp(2, 6))));
            out.push(' ');
            out.push_str(&text.replace('\n', " "));
        }
        BlockKind::ListItem => {
            out.push_str("- ");
            out.push_str(&text.replace('\n', "\n  "));
        }
        BlockKind::Quote => {
            out.push_str("> ");
            out.push_str(&text.replace('\n', "\n> "));
        }
        BlockKind::TableRow => {
            let cells: Vec<&str> = text.split('\t').collect();
            let _ = write!(out, "| {} |", cells.join(" | ").replace('\n', " "));
            if !in_table {
                let _ = write!(out, "\n|{}", " --- |".repeat(cells.len()));
            }
        }
        BlockKind::Paragraph => out.push_str(&text.replace('\n', "\\\n")),
        BlockKind::Preformatted => {
            out.push_str("    ");
            out.push_str(&text.replace('\n', "\n    "));
        }
    }
}

/// The text of a block, escaped, with its links as `[words](<address>)`.
fn linked(text: &str, block: Span, links: &[(Span, &str)]) -> String {
    let mut out = String::new();
    let mut at = block.start;
    for (span, address) in links.iter().filter(|(_, a)| is_target(a)) {
        if span.start < at {
            continue;
        }
        push_markdown(Span { start: at, end: span.start }.of(text), &mut out);
        out.push('[');
        push_markdown(span.of(text), &mut out);
        let _ = write!(out, "](<{address}>)");
        at = span.end;
    }
    push_markdown(Span { start: at, end: block.end }.of(text), &mut out);
    out
}

/// True for addresses that lead somewhere and cannot end the brackets they are written in.
fn is_target(address: &str) -> bool {
    let known = ["http://", "https://", "mailto:", "tel:", "/", "#"];
    known.iter().any(|k| address.starts_with(k))
        && !address.contains(|c: char| matches!(c, '<' | '>' | '\\') || c.is_control())
}

fn push_markdown(text: &str, out: &mut String) {
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
}

/// A page with the text and a `<mark>` around each mention; the kind is its class, the value its
/// title. Mentions
/// inside a quotation are marked inside its mark; of others that overlap the first is shown.
pub fn html_of(text: &str, mentions: &[Mention]) -> String {
    let mut out = String::from(HEAD);
    let mut open: Vec<u32> = Vec::new();
    let mut at = 0;
    for mention in mentions {
        let (start, end) = (mention.span.start, mention.span.end);
        while let Some(&last) = open.last().filter(|&&last| last <= start) {
            close(text, &mut at, last, &mut out);
            open.pop();
        }
        if open.last().is_some_and(|&last| end > last) || (start as usize) < at {
            continue;
        }
        push_html(text.get(at..start as usize).unwrap_or(""), &mut out);
        at = start as usize;
        let _ = write!(out, "<mark class=\"{}\" title=\"", mention.value.kind().as_str());
        push_html(&title(text, mention), &mut out);
        out.push_str("\">");
        open.push(end);
    }
    while let Some(last) = open.pop() {
        close(text, &mut at, last, &mut out);
    }
    push_html(text.get(at..).unwrap_or(""), &mut out);
    out.push_str("</pre>\n");
    out
}

const HEAD: &str = "<!doctype html>\n<meta charset=\"utf-8\">\n<style>pre{white-space:pre-wrap;font:inherit}\
mark.entity{background:#dbeafe}mark.money{background:#dcfce7}mark.date{background:#fef9c3}\
mark.quantity{background:#fae8ff}mark.quote{background:#f3f4f6}mark.indicator{background:#fee2e2}</style>\n<pre>";

fn close(text: &str, at: &mut usize, end: u32, out: &mut String) {
    push_html(text.get(*at..end as usize).unwrap_or(""), out);
    *at = end as usize;
    out.push_str("</mark>");
}

/// What a mention means, on one line.
fn title(text: &str, mention: &Mention) -> String {
    match &mention.value {
        Value::Entity(entity) => format!("{} {}", entity.label.as_str(), entity.canonical),
        Value::Quote(quote) => quote.speaker.clone().unwrap_or_default(),
        Value::Indicator(indicator) => indicator.value.clone(),
        Value::Money(_) | Value::Date(_) | Value::Quantity(_) => {
            let wire = contract::mentions_wire(text, std::slice::from_ref(mention));
            let kind = mention.value.kind().as_str();
            serde_json::to_value(&wire)
                .ok()
                .and_then(|v| v.get(0).and_then(|m| m.get(kind)).map(ToString::to_string))
                .unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, EntityTag, Kind, Label, Quote, QuoteType};

    fn entity(start: usize, end: usize) -> Mention {
        let tag = EntityTag {
            label: Label::Person,
            canonical: "\"Kim\" <b>".to_string(),
            entity: None,
            metonym: None,
            candidates: Vec::new(),
            confidence: 0.9,
        };
        Mention { span: Span::new(start, end), value: Value::Entity(tag) }
    }

    #[test]
    fn marks_nest_and_text_is_escaped() {
        let text = "\"Kim <came>\" & left";
        let quote =
            Quote { speaker: None, speaker_span: None, cue: None, quote_type: QuoteType::Direct };
        let mentions =
            [Mention { span: Span::new(0, 12), value: Value::Quote(quote) }, entity(1, 4)];
        let html = html_of(text, &mentions);
        let body = html.split("<pre>").nth(1).unwrap();
        assert_eq!(
            body,
            "<mark class=\"quote\" title=\"\">&quot;<mark class=\"entity\" title=\"PERSON &quot;Kim&quot; &lt;b&gt;\">Kim\
             </mark> &lt;came&gt;&quot;</mark> &amp; left</pre>\n"
        );
        assert_eq!(body.matches("<mark").count(), body.matches("</mark>").count());
    }

    #[test]
    fn kinds_are_named_in_the_style() {
        for kind in Kind::ALL {
            assert!(HEAD.contains(&format!("mark.{}", kind.as_str())));
        }
    }

    #[test]
    fn markdown_keeps_text_as_text() {
        let text = "# no heading [x](y)".to_string();
        let blocks = vec![Block { span: Span::new(0, text.len()), kind: BlockKind::ListItem }];
        let document = Document { title: "A*B".to_string(), text, blocks, ..Document::default() };
        assert_eq!(markdown_of(&document), "# A\\*B\n\n- \\# no heading \\[x\\](y)");
    }

    #[test]
    fn markdown_has_links_tables_and_code() {
        let text = "See the plan.\n\nYear\tSum\n\n2024\t7|8\n\na * b".to_string();
        let block = |start, end, kind| Block { span: Span::new(start, end), kind };
        let blocks = vec![
            block(0, 13, BlockKind::Paragraph),
            block(15, 23, BlockKind::TableRow),
            block(25, 33, BlockKind::TableRow),
            block(35, 40, BlockKind::Preformatted),
        ];
        let document = Document { text, blocks, ..Document::default() };
        let links = [
            (Span::new(8, 12), "https://norwick.example/plan_(1)"),
            (Span::new(25, 29), "javascript:x"),
        ];
        assert_eq!(
            markdown_with_links(&document, &links),
            "See the [plan](<https://norwick.example/plan_(1)>).\n\n| Year | Sum |\n| --- | --- |\n\
             | 2024 | 7\\|8 |\n\n    a * b"
        );
    }
}
