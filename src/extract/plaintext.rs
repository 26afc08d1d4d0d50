//! Plain-text clippings: what was copied from a page, perhaps with its furniture.
//!
//! A clipping is first read as it stands. Only where it shows furniture (player messages, font-size
//! buttons, repeated lines, …) is the body looked for: from the first real paragraph to the last.

use rustc_hash::FxHashMap;

use super::lines::{ends_sentence, paragraphs};
use super::metadata::date;
use super::phrases;
use crate::limits::TITLE_CHARS_MAX;
use crate::model::{BlockKind, Stamp};

/// What a clipping holds.
#[derive(Debug, Default)]
pub(super) struct Clipping {
    pub(super) title: String,
    pub(super) author: Vec<String>,
    pub(super) published: Option<Stamp>,
    pub(super) url: Option<String>,
    pub(super) blocks: Vec<(BlockKind, String)>,
}

/// Longest title, in characters; longer first lines are text.
const TITLE_LINE: usize = 200;

/// Reads a clipping.
pub(super) fn read(text: &str) -> Clipping {
    let mut clipping = Clipping::default();
    let text = header(text, &mut clipping);
    let mut lines = paragraphs(text);
    let counts = count(&lines);
    let furnished = lines.iter().any(|l| is_furniture(l));
    drop_teasers(&mut lines, furnished);
    let first = lines.iter().position(|l| is_prose(l));
    if let Some(first) = first
        && furnished
    {
        let last = lines.iter().rposition(|l| is_prose(l)).unwrap_or(first);
        let (lead, rest) = lines.split_at(first);
        read_lead(lead, &counts, &mut clipping);
        let body = rest.iter().take(last + 1 - first);
        let title = clipping.title.clone();
        let body = body.filter(|l| !is_furniture(l) && **l != title);
        clipping.blocks = body.map(|l| (BlockKind::Paragraph, l.clone())).collect();
    } else {
        let title_first = clipping.title.is_empty()
            && lines.len() > 1
            && lines.first().is_some_and(|l| is_title(l))
            && lines.get(1).is_some_and(|l| is_prose(l) || l.len() > 40);
        if title_first {
            clipping.title = lines.remove(0);
        }
        clipping.blocks = lines.into_iter().map(|l| (BlockKind::Paragraph, l)).collect();
    }
    clipping
}

/// `Subject: …`, `From: …`, `Date: …` lines at the start, as mail programs write them.
fn header<'t>(text: &'t str, clipping: &mut Clipping) -> &'t str {
    let mut rest = text.trim_start();
    let mut found = Vec::new();
    loop {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let Some((key, value)) = line.split_once(':') else { break };
        let key = key.trim().to_lowercase();
        let known = [
            "from",
            "to",
            "cc",
            "subject",
            "date",
            "sent",
            "title",
            "author",
            "by",
            "url",
            "source",
            "published",
        ];
        if !known.contains(&key.as_str()) || line.len() > 400 {
            break;
        }
        found.push((key, value.trim()));
        rest = after;
    }
    // One such line may be the start of a sentence; two are a header.
    if found.len() < 2 {
        return text;
    }
    for (key, value) in found {
        match key.as_str() {
            "subject" | "title" => value.clone_into(&mut clipping.title),
            "from" | "author" | "by" => {
                let name = value.split('<').next().unwrap_or(value).trim().trim_matches('"');
                if !name.is_empty() && !name.contains('@') {
                    clipping.author.push(name.to_owned());
                }
            }
            "date" | "sent" | "published" => clipping.published = date::parse(value, true),
            "url" | "source" if value.starts_with("http") => clipping.url = Some(value.to_owned()),
            _ => {}
        }
    }
    rest
}

fn count(lines: &[String]) -> FxHashMap<String, usize> {
    let mut counts = FxHashMap::default();
    for line in lines {
        *counts.entry(line.clone()).or_default() += 1;
    }
    counts
}

/// A paragraph of running text: enough words, and it ends as a sentence does.
fn is_prose(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let wide = line.chars().filter(|c| *c >= '\u{2e80}').count();
    ends_sentence(line) && (words >= 12 || wide >= 25) && !is_furniture(line)
}

fn is_title(line: &str) -> bool {
    let count = line.chars().count();
    (8..=TITLE_LINE).contains(&count) && !ends_sentence(line) && !is_furniture(line)
}

/// Lines no article holds: known phrases, time codes, button labels, file captions.
fn is_furniture(line: &str) -> bool {
    phrases::is_furniture(line) || is_time_code(line) || is_size_button(line) || is_caption(line)
}

/// `0:00 0:03:29 0:00`
fn is_time_code(line: &str) -> bool {
    line.contains(':')
        && line.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | ' ' | '/' | '-'))
}

/// `XS`, `SM`, `A+`: one label, or several on a line.
fn is_size_button(line: &str) -> bool {
    let label = |w: &str| {
        matches!(
            w,
            "XS" | "S" | "SM" | "M" | "MD" | "L" | "LG" | "XL" | "XXL" | "A-" | "A+" | "A" | "Aa"
        )
    };
    line.split_whitespace().all(label)
}

/// `NAME. (File)`, `(File photo)`
fn is_caption(line: &str) -> bool {
    let end = line.trim_end_matches('.').to_lowercase();
    line.chars().count() < 200
        && [
            "(file)",
            "(file photo)",
            "[file]",
            "(archive)",
            "(archivbild)",
            "(архив)",
            "(자료사진)",
            "(資料圖片)",
            "(资料图)",
        ]
        .iter()
        .any(|m| end.ends_with(m))
}

/// Drops a leading paragraph that stands again, word for word, inside a later one.
fn drop_teasers(lines: &mut Vec<String>, furnished: bool) {
    if !furnished {
        return;
    }
    let head = lines.len().min(12);
    let repeated = |index: usize| {
        let line = lines.get(index).map_or("", String::as_str);
        let core = line.trim_end_matches(|c: char| !c.is_alphanumeric());
        core.chars().count() >= 40
            && lines.iter().skip(index + 1).any(|l| l.len() > core.len() && l.contains(core))
    };
    let mut drop: Vec<usize> = (0..head).filter(|i| repeated(*i)).collect();
    while let Some(index) = drop.pop() {
        lines.remove(index);
    }
}

/// Headline, byline and date among the lines before the body.
fn read_lead(lead: &[String], counts: &FxHashMap<String, usize>, clipping: &mut Clipping) {
    let again = |l: &String| counts.get(l).copied().unwrap_or(0);
    let good = |l: &&String| is_title(l) && l.split_whitespace().count() >= 2;
    if clipping.title.is_empty() {
        let repeated = lead.iter().rev().filter(good).find(|l| again(l) > 1);
        let nearest = || lead.iter().filter(good).max_by_key(|l| l.chars().count());
        if let Some(title) = repeated.or_else(nearest) {
            super::clean::cut_chars(title, TITLE_CHARS_MAX).clone_into(&mut clipping.title);
        }
    }
    for line in lead.iter().filter(|l| l.chars().count() < 100 && **l != clipping.title) {
        if clipping.published.is_none() {
            clipping.published = date::parse(line, true);
        }
        if clipping.author.is_empty()
            && let Some(name) = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY "))
            && name.split_whitespace().count() <= 5
        {
            clipping.author.push(name.trim().to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIP: &str = "Skip to main content\nHome\n\nHarbour Reopens After the Storm\n\n\
        By Ada Brandt\n28 November 2022\n\nSTORM-HARBOUR. (File)\n\n\
        The harbour of Norwick reopened on Monday after four days of gales that had kept ferries in port.\n\n\
        Harbour Reopens After the Storm\nplease wait\n0:00 0:02:10\n\n\
        The harbour of Norwick reopened on Monday after four days of gales that had kept ferries in port, the port authority said.\n\n\
        What comes next\n\n\
        Engineers will inspect the outer breakwater on Tuesday, and the first freight ships are expected by the evening tide.\n\nXS\nSM\nMD\nLG\n";

    #[test]
    fn furniture_of_a_clipping_goes() {
        let c = read(CLIP);
        assert_eq!(c.title, "Harbour Reopens After the Storm");
        assert_eq!(c.author, ["Ada Brandt"]);
        assert_eq!(c.published.unwrap().to_string(), "2022-11-28");
        let texts: Vec<&str> = c.blocks.iter().map(|(_, t)| t.as_str()).collect();
        assert_eq!(texts.len(), 3);
        assert!(texts[0].ends_with("authority said."));
        assert_eq!(texts[1], "What comes next");
    }

    #[test]
    fn a_clean_text_stays_whole() {
        let c = read(
            "A First Line Without a Stop\n\nOne paragraph of text that is long enough.\n\n\"Yes.\"\n\nEnd",
        );
        assert_eq!(c.title, "A First Line Without a Stop");
        assert_eq!(c.blocks.len(), 3);
    }

    #[test]
    fn mail_headers_are_metadata() {
        let c = read(
            "From: Ada Brandt <ada@norwick.example>\nSubject: Port news\nDate: Mon, 28 Nov 2022 10:30:00 +0000\n\nThe port is open.",
        );
        assert_eq!((c.title.as_str(), c.author.len()), ("Port news", 1));
        assert_eq!(c.blocks.len(), 1);
    }
}
