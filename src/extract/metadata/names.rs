//! From the text of a byline to names.

use std::sync::LazyLock;

use crate::extract::clean::{cut_chars, line};

#[derive(Default)]
struct Table {
    by: Vec<&'static str>,
    role: Vec<&'static str>,
    trade: Vec<&'static str>,
    refuse: Vec<&'static str>,
    trail: Vec<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for row in include_str!("names.tsv").lines().filter(|l| !l.starts_with('#')) {
        let Some((kind, words)) = row.split_once('\t') else { continue };
        let list = match kind {
            "by" => &mut table.by,
            "role" => &mut table.role,
            "trade" => &mut table.trade,
            "refuse" => &mut table.refuse,
            _ => &mut table.trail,
        };
        list.extend(words.split('|'));
    }
    table.by.sort_by_key(|w| std::cmp::Reverse(w.len()));
    table
});

/// Longest byline that is read. Characters.
const BYLINE_CHARS: usize = 300;

/// The letters and digits of a text in lower case, to compare by.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Takes "By", "Von" and the like off the front.
pub(super) fn strip_by(byline: &str) -> &str {
    let byline = byline.trim_start_matches([' ', '|', '•', '·', '-', '–', '—', '\u{a0}']);
    for word in &TABLE.by {
        let Some(head) = byline.get(..word.len()) else { continue };
        if head.to_lowercase() != *word {
            continue;
        }
        let rest = byline.get(word.len()..).unwrap_or("");
        let joined = word.ends_with(|c: char| c.is_alphabetic() && c < '\u{e00}');
        if !joined || rest.starts_with([' ', ':', '\u{a0}', '\n']) {
            return rest.trim_start_matches([' ', ':', '：', '\u{a0}', '\n']);
        }
    }
    byline
}

/// True if the text begins with a word such as "By" and goes on.
pub(super) fn says_by(text: &str) -> bool {
    let rest = strip_by(text);
    !rest.is_empty() && rest.len() < text.trim().len()
}

/// True if the text is nothing but a word such as "By".
pub(super) fn is_by(text: &str) -> bool {
    let key = text.trim().trim_end_matches(':').to_lowercase();
    !key.is_empty() && TABLE.by.iter().any(|w| w.trim_end_matches(':') == key)
}

/// The names in one byline, tidied; `Last, First` is turned where commas part nothing else.
pub(super) fn names(byline: &str) -> Vec<String> {
    let whole = strip_by(cut_chars(byline.trim(), BYLINE_CHARS));
    if whole.contains("://") || whole.starts_with("www.") || whole.starts_with('{') {
        return Vec::new();
    }
    let byline = whole.split(" | ").next().unwrap_or(whole);
    if let Some(turned) = turned(byline) {
        return vec![turned];
    }
    split(byline).into_iter().map(tidy).filter(|n| !n.is_empty()).collect()
}

/// `Doe, Jane` → `Jane Doe`: one comma, one word before it, one or two capitalised words after it.
fn turned(byline: &str) -> Option<String> {
    let (last, first) = byline.split_once(", ")?;
    let word = |w: &str| {
        w.chars().next().is_some_and(char::is_uppercase)
            && w.chars().skip(1).any(char::is_lowercase)
            && w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    let firsts: Vec<&str> = first.split(' ').collect();
    let fits = word(last) && (1..=2).contains(&firsts.len()) && firsts.iter().all(|w| word(w));
    let role = |w: &str| TABLE.role.contains(&w.to_lowercase().as_str());
    let named = !role(last) && !firsts.iter().any(|w| role(w));
    (fits && named && super::agency::named(last).is_none() && firsts.len() == 1)
        .then(|| format!("{first} {last}"))
}

const MARKS: &[&str] = &[
    ";", ",", " and ", " und ", " et ", " y ", " & ", " og ", " och ", " и ", " та ", " i ",
    " ja ", " ve ", " e ", " en ", " dan ", " with ", " mit ", " avec ", " con ", "、", "，",
    " / ", "·", " • ", "\n",
];

fn split(byline: &str) -> Vec<&str> {
    let mut parts = vec![byline];
    for mark in MARKS {
        parts = parts.into_iter().flat_map(|p| p.split(mark)).collect();
    }
    parts
}

fn tidy(part: &str) -> String {
    let mut part = strip_by(part.trim());
    for open in ["(", "["] {
        // A nickname inside a name stays; what ends in a bracket is a note.
        let inside = part.split_once(open).is_some_and(|(_, r)| {
            r.split_once([')', ']']).is_some_and(|(_, e)| e.chars().any(char::is_alphabetic))
        });
        if !inside {
            part = part.split(open).next().unwrap_or(part);
        }
    }
    for open in [" - ", " – ", " — ", " @", "<", " in ", " for ", " | ", " at "] {
        part = part.split(open).next().unwrap_or(part);
    }
    let part = without_trade(part);
    let part =
        TABLE.trail.iter().fold(part, |p, w| p.trim_end().strip_suffix(w).unwrap_or(p.trim_end()));
    line(part.trim_matches(|c: char| {
        !c.is_alphanumeric() && !matches!(c, '.' | '\'' | '’') && !is_mark(c)
    }))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{9ff}' | '\u{e00}'..='\u{eff}')
}

/// Cuts off what a person does: `Jane Doe Head of Research`.
fn without_trade(part: &str) -> &str {
    let lower = part.to_lowercase();
    if lower.len() != part.len() {
        return part;
    }
    let at = TABLE.trade.iter().filter_map(|t| {
        let at = lower.find(t)?;
        let before = part.get(..at)?;
        let after = part.get(at + t.len()..)?;
        // "Post staff" is nobody, "Post staff reporter" is what an office signs with.
        let whole = lower.get(..at)?.ends_with(" staff ");
        let apart =
            before.ends_with(' ') && !whole && (after.is_empty() || after.starts_with([' ', ',']));
        (apart && before.split_whitespace().count() >= 2).then_some(at)
    });
    at.min().and_then(|at| part.get(..at)).unwrap_or(part).trim()
}

/// Two to six words, few digits, no role, office or agency.
pub(super) fn is_name(name: &str) -> bool {
    let count = name.chars().count();
    let words = name.split_whitespace().count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    (2..=60).contains(&count)
        && words <= 6
        && digits <= 2
        && name.chars().any(char::is_alphabetic)
        && !name.contains('@')
        && !is_refused(name)
        && !name.split_whitespace().any(|w| TABLE.role.contains(&w.to_lowercase().as_str()))
}

/// True for lines such as "Posted on" that stand where a name is looked for.
pub(super) fn is_refused(text: &str) -> bool {
    let key = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let calls = ["read ", "view ", "see ", "more ", "visit ", "click "];
    TABLE.refuse.contains(&key.as_str()) || calls.iter().any(|c| key.starts_with(c))
}

/// A full name by its shape: two words or more that begin with capitals, or letters of a script
/// that has none.
pub(super) fn is_full(name: &str) -> bool {
    let capital = name
        .split_whitespace()
        .all(|w| w.chars().next().is_some_and(|c| !c.is_lowercase()) || w.chars().count() <= 3);
    let wide = name.chars().any(|c| c >= '\u{2e80}');
    let first = name.chars().next().is_some_and(|c| !c.is_lowercase());
    (wide && name.chars().count() <= 8 || name.split_whitespace().count() >= 2) && capital && first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_become_names() {
        let cases: &[(&str, &[&str])] = &[
            ("By Mara Ilves and Tomas Reke", &["Mara Ilves", "Tomas Reke"]),
            ("Von Mara Ilves, Norwick", &["Mara Ilves", "Norwick"]),
            ("Ilves, Mara", &["Mara Ilves"]),
            ("Mara Ilves Head of Research", &["Mara Ilves"]),
            ("Erstellt von Mara Ilves", &["Mara Ilves"]),
            ("Mara (Mo) Ilves", &["Mara (Mo) Ilves"]),
            ("Mara Ilves (Norwick)", &["Mara Ilves"]),
            ("By Norwick Post staff reporter", &["Norwick Post staff reporter"]),
            ("홍길동 기자", &["홍길동"]),
            ("记者：王小明", &["王小明"]),
            ("https://www.norwick.example/mara", &[]),
        ];
        for (text, want) in cases {
            assert_eq!(names(text), *want, "{text}");
        }
        assert!(is_by("By") && is_by("Von:") && !is_by("Bye"));
        assert!(says_by("By Mara Ilves") && !says_by("Byron Ilves"));
        assert!(!is_name("Posted on") && !is_name("News Desk") && is_name("Mara Ilves"));
    }
}
