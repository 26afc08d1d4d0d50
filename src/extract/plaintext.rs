//! Plain-text clippings: what was copied from a page, perhaps with its furniture.
//!
//! A clipping is first read as it stands. Only where it shows furniture (a menu, player messages,
//! font-size buttons, …) is the body looked for: from the first real paragraph to the last. The
//! turns of a transcript and the quoted parts of a mail are text, however short. Each capture is
//! read by itself: what other captures of its source repeat cannot count, or a text would change
//! when the next one comes.

use rustc_hash::FxHashMap;

use super::furniture::{is_footer, is_furniture, is_label, is_separator};
use super::lines::{ends_sentence, paragraphs_with};
use super::metadata::date;
use super::transcript::Speakers;
use super::{mail, phrases, words};
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

/// Entries of a menu, one a line, from which a run of short lines is one.
const MENU_LINES: usize = 5;
/// How often a short line comes that is furniture.
const REPEATS: usize = 3;

/// A paragraph, and whether it is known to be text whatever it looks like.
#[derive(Debug)]
struct Line {
    text: String,
    kind: BlockKind,
    /// An earlier mail, a speaker's turn or a stage direction.
    sure: bool,
}

/// Reads a clipping.
pub(super) fn read(text: &str) -> Clipping {
    let mut clipping = Clipping::default();
    let (text, is_mail) = mail::header(text, &mut clipping);
    let speakers = Speakers::of(text);
    let mut lines = lines(text, is_mail, &speakers);
    lines.retain(|l| l.sure || !is_separator(&l.text));
    if is_mail {
        lines.retain(|l| l.sure || !is_footer(&l.text));
    }
    let counts = count(&lines);
    let first = lines.iter().position(|l| l.sure || is_prose(&l.text));
    let furnished =
        lines.iter().any(|l| !l.sure && is_furniture(&l.text)) || is_menu(&lines, first);
    if furnished && !is_mail {
        drop_teasers(&mut lines);
    }
    let first = lines.iter().position(|l| l.sure || is_prose(&l.text));
    if let Some(first) = first
        && furnished
    {
        let rest = lines.split_off(if is_mail { 0 } else { first });
        read_lead(&lines, &counts, &mut clipping);
        clipping.blocks = body(rest, &counts, is_mail, &clipping.title);
    } else {
        take_title(&mut lines, &mut clipping);
        clipping.blocks = lines.into_iter().map(|l| (l.kind, l.text)).collect();
    }
    clipping
}

/// The paragraphs of a text.
fn lines(text: &str, is_mail: bool, speakers: &Speakers<'_>) -> Vec<Line> {
    let parts = if is_mail { mail::parts(text) } else { vec![mail::Part::Own(text.to_owned())] };
    let mut lines = Vec::new();
    for part in parts {
        match part {
            mail::Part::Quoted(text) => {
                lines.push(Line { text, kind: BlockKind::Quote, sure: true });
            }
            mail::Part::Own(text) => {
                let begins = |line: &str| speakers.is_turn(line) || speakers.is_direction(line);
                lines.extend(paragraphs_with(&text, begins).into_iter().map(|text| {
                    let sure = begins(&text);
                    Line { text, kind: BlockKind::Paragraph, sure }
                }));
            }
        }
    }
    lines
}

/// What stays of the lines from the first paragraph on.
fn body(
    mut lines: Vec<Line>,
    counts: &FxHashMap<String, usize>,
    is_mail: bool,
    title: &str,
) -> Vec<(BlockKind, String)> {
    if !is_mail {
        let half = lines.len() / 2;
        let over = |l: &Line| !l.sure && phrases::ends_article(&l.text);
        if let Some(at) = lines.iter().skip(half).position(over) {
            lines.truncate(half + at);
        }
    }
    let last = lines.iter().rposition(|l| l.sure || is_prose(&l.text)).unwrap_or(0);
    lines.truncate(last + 1);
    let mut listed = false;
    lines.retain(|l| {
        if l.sure {
            listed = false;
            return true;
        }
        // A list of other articles goes with its heading.
        listed =
            !is_mail && (phrases::ends_article(&l.text) || (listed && !ends_sentence(&l.text)));
        let again = counts.get(&l.text).is_some_and(|n| *n >= REPEATS) && is_label(&l.text);
        !listed && !again && !is_furniture(&l.text) && l.text != title
    });
    lines.into_iter().map(|l| (l.kind, l.text)).collect()
}

/// Headline, byline and date of a text that is all content.
fn take_title(lines: &mut Vec<Line>, clipping: &mut Clipping) {
    let line = |lines: &[Line], at: usize| lines.get(at).map(|l| l.text.clone());
    let next = line(lines, 1).unwrap_or_default();
    let about = |text: &str| !words::byline(text).is_empty() || is_dateline(text).is_some();
    if clipping.title.is_empty()
        && let Some(first) = line(lines, 0).filter(|first| is_title(first) && !about(first))
        && (is_prose(&next) || next.len() > 40 || about(&next))
    {
        clipping.title = first;
        lines.remove(0);
    }
    // What stands between headline and text, and only there.
    while lines.len() > 1
        && let Some(text) = line(lines, 0).filter(|_| !clipping.title.is_empty())
    {
        let (names, date) = (words::byline(&text), is_dateline(&text));
        if clipping.author.is_empty() && !names.is_empty() {
            clipping.author = names;
        } else if clipping.published.is_none() && date.is_some() {
            clipping.published = date;
        } else {
            break;
        }
        lines.remove(0);
    }
}

/// A line that is a date and hardly anything else.
fn is_dateline(line: &str) -> Option<Stamp> {
    let words = line.split_whitespace().count();
    let plausible = words <= 8
        && line.chars().count() <= 60
        && line.chars().any(|c| c.is_ascii_digit())
        && !ends_sentence(line);
    if plausible { date::parse(line, true) } else { None }
}

fn count(lines: &[Line]) -> FxHashMap<String, usize> {
    let mut counts = FxHashMap::default();
    for line in lines {
        *counts.entry(line.text.clone()).or_default() += 1;
    }
    counts
}

/// True if the lines before the first paragraph hold a menu, one entry a line.
fn is_menu(lines: &[Line], first: Option<usize>) -> bool {
    let lead = lines.get(..first.unwrap_or(0)).unwrap_or_default();
    lead.chunk_by(|a, b| is_label(&a.text) == is_label(&b.text))
        .any(|run| run.len() >= MENU_LINES && run.iter().all(|l| is_label(&l.text)))
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

/// Drops a leading paragraph that stands again, word for word, inside a later one.
fn drop_teasers(lines: &mut Vec<Line>) {
    let head = lines.len().min(12);
    let repeated = |index: usize| {
        let line = lines.get(index).filter(|l| !l.sure).map_or("", |l| l.text.as_str());
        let core = line.trim_end_matches(|c: char| !c.is_alphanumeric());
        core.chars().count() >= 40
            && lines
                .iter()
                .skip(index + 1)
                .any(|l| l.text.len() > core.len() && l.text.contains(core))
    };
    let mut drop: Vec<usize> = (0..head).filter(|i| repeated(*i)).collect();
    while let Some(index) = drop.pop() {
        lines.remove(index);
    }
}

/// Headline, byline and date among the lines before the body.
fn read_lead(lead: &[Line], counts: &FxHashMap<String, usize>, clipping: &mut Clipping) {
    let lead: Vec<&str> = lead.iter().map(|l| l.text.as_str()).collect();
    let again = |l: &str| counts.get(l).copied().unwrap_or(0);
    let about = |l: &str| !words::byline(l).is_empty() || is_dateline(l).is_some();
    let good = |l: &&&str| is_title(l) && l.split_whitespace().count() >= 2 && !about(l);
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
        if clipping.author.is_empty() {
            clipping.author = words::byline(line);
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
