//! Whom a name that stands alone means, by the tables: for queries, where there is no text around
//! it.

use super::lexicon::TABLES;
use crate::model::Label;

/// The canonical names that a name as written may mean, each once, in the order of the tables.
///
/// First come entities that bear exactly this name (in any language); where there is none, people
/// whose canonical name begins or ends with it, if it ends one: a family name. Names of the tables
/// that count only beside evidence are left aside, and so are demonyms and words in small letters.
pub fn meant_by(name: &str) -> Vec<&'static str> {
    let name = name.trim();
    let written_as_name =
        name.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    if !written_as_name || name.contains(['\t', '|', '\n', '*', '~', ':']) {
        return Vec::new();
    }
    let lines = lines_with(name);
    let mut out: Vec<&'static str> = Vec::new();
    for line in lines.iter().filter(|line| bears(line, name)) {
        if !out.contains(&canonical(line)) {
            out.push(canonical(line));
        }
    }
    if out.is_empty() && !name.contains(' ') {
        let people = lines.iter().filter(|line| label(line) == Label::Person.as_str());
        let parts = |line: &&&'static str| canonical(line).split_once(' ').map(|(first, _)| first);
        let last = |canonical: &str| canonical.rsplit_once(' ').is_some_and(|(_, l)| l == name);
        out = people
            .filter(|line| last(canonical(line)) || parts(line) == Some(name))
            .map(|line| canonical(line))
            .collect();
        out.dedup();
        if !out.iter().any(|canonical| last(canonical)) {
            out.clear();
        }
    }
    out
}

/// Lines of the tables in which the name stands at all, in order.
fn lines_with(name: &str) -> Vec<&'static str> {
    let mut out: Vec<&'static str> = Vec::new();
    for table in TABLES {
        let mut from = 0;
        while let Some(found) = table.get(from..).and_then(|rest| rest.find(name)) {
            let at = from + found;
            let start = table.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
            let end = table.get(at..).and_then(|t| t.find('\n')).map_or(table.len(), |i| at + i);
            let line = table.get(start..end).unwrap_or("");
            if !line.starts_with('#') && label(line) != "NORP" && !canonical(line).is_empty() {
                out.push(line);
            }
            from = end;
        }
    }
    out
}

fn label(line: &str) -> &str {
    line.split('\t').nth(1).unwrap_or("")
}

fn canonical(line: &'static str) -> &'static str {
    line.split('\t').nth(2).unwrap_or("").trim_start_matches('*')
}

fn bears(line: &str, name: &str) -> bool {
    let mut columns = line.split('\t').skip(2);
    if columns.next() == Some(name) {
        return true;
    }
    let aliases = columns.nth(1).unwrap_or("");
    aliases.split('|').any(|alias| match alias.split_once(':') {
        Some((code, rest)) if code.len() == 2 => rest == name,
        _ => alias == name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_mean_one() {
        for name in ["Vladimir Putin", "Putin", "Путин", "푸틴", "普京"] {
            assert_eq!(meant_by(name), ["Vladimir Putin"], "{name}");
        }
        assert_eq!(meant_by("김정은"), ["Kim Jong Un"]);
        assert_eq!(meant_by("DPRK"), ["North Korea"]);
    }

    #[test]
    fn other_words_mean_nobody() {
        for word in ["", "missile", "putin", "Zorped", "|", "xx:Putin"] {
            assert!(meant_by(word).is_empty(), "{word}");
        }
        assert!(meant_by("Kim").len() != 1);
    }
}
