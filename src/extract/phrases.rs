//! Short lines that are page furniture in any article. The words are data: `phrases.tsv`.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use rustc_hash::FxHashSet;

#[derive(Default)]
struct Table {
    lines: FxHashSet<&'static str>,
    starts: Vec<&'static str>,
    ends: FxHashSet<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for row in include_str!("phrases.tsv").lines().filter(|l| !l.starts_with('#')) {
        let Some((kind, phrases)) = row.split_once('\t') else { continue };
        for phrase in phrases.split('|') {
            match kind {
                "line" => _ = table.lines.insert(phrase),
                "start" => table.starts.push(phrase),
                "end" => _ = table.ends.insert(phrase),
                _ => {}
            }
        }
    }
    table
});

/// Phrases that give a page away wherever they stand in a line, by kind: `signs.tsv`.
static SIGNS: LazyLock<Vec<(&'static str, AhoCorasick)>> = LazyLock::new(|| {
    let rows = include_str!("signs.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t'))
        .filter_map(|(kind, phrases)| Some((kind, AhoCorasick::new(phrases.split('|')).ok()?)))
        .collect()
});

/// True if `text` holds a phrase of that kind.
pub(super) fn has(kind: &str, text: &str) -> bool {
    let lower = super::clean::cut_bytes(text, 2000).to_lowercase();
    SIGNS.iter().any(|(k, matcher)| *k == kind && matcher.is_match(&lower))
}

/// Longest line, in characters, that is looked up.
const LINE_CHARS: usize = 140;

/// True for a short line such as "Share this article" or "Read more: …".
pub(super) fn is_furniture(line: &str) -> bool {
    let Some(key) = key(line) else { return false };
    TABLE.lines.contains(key.as_str())
        || TABLE.ends.contains(key.as_str())
        || TABLE.starts.iter().any(|s| key.starts_with(s))
        || leads_on(line)
}

/// True for a short line after which no article goes on, such as "Related articles".
pub(super) fn ends_article(line: &str) -> bool {
    key(line).is_some_and(|key| TABLE.ends.contains(key.as_str()) || leads_on(line))
}

/// Longest line, in characters, that leads to other articles.
const LEAD_CHARS: usize = 60;

/// True for a short line such as "You might also like …".
fn leads_on(line: &str) -> bool {
    line.chars().nth(LEAD_CHARS).is_none() && has("end", line)
}

/// Longest call to subscribe or give, in characters.
const CALL_CHARS: usize = 420;

/// True for a paragraph that asks its readers to subscribe, to follow or to give.
pub(super) fn asks(block: &str) -> bool {
    block.chars().nth(CALL_CHARS).is_none() && has("ask", block)
}

/// True for a paragraph that, at the end of an article, promotes its publication.
pub(super) fn promotes(block: &str) -> bool {
    block.chars().nth(CALL_CHARS).is_none() && has("promote", block)
}

/// Longest notice in characters.
const NOTICE_CHARS: usize = 600;

/// True for a note of the site on itself: its cookies, an error of its program.
pub(super) fn is_notice(block: &str) -> bool {
    block.chars().nth(NOTICE_CHARS).is_none() && has("notice", block)
}

/// Lower case, single spaces, outer punctuation off; `None` for long lines.
fn key(line: &str) -> Option<String> {
    if line.chars().nth(LINE_CHARS).is_some() {
        return None;
    }
    let mut key = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().flat_map(char::to_lowercase));
    }
    let outer = |c: char| !c.is_alphanumeric() && !matches!(c, ':' | '(' | '[' | '©');
    let key = key.trim_matches(outer);
    Some(key.trim_end_matches([':', ' ']).to_owned())
        .filter(|k| !k.is_empty())
        .map(|k| if line.contains(':') && !k.contains(':') { k + ":" } else { k })
}
