//! Whom a name that stands alone means, by the tables: for queries, where there is no text around
//! it.

use super::lexicon::TABLES;
use crate::model::Label;

/// The canonical names that a name as written may mean, each once, in the order of the tables.
///
/// First come entities that bear exactly this name (in any language); where there is none, people of
/// whose canonical name it is the last word. Names of the tables that count only beside evidence are
/// left aside, and so are demonyms.
pub fn meant_by(name: &str) -> Vec<&'static str> {
    let name = name.trim();
    if name.is_empty() || name.contains(['\t', '|', '\n', '*', '~', ':']) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for line in lines_with(name) {
        let canonical = canonical(line);
        if !canonical.is_empty() && bears(line, name) && !out.contains(&canonical) {
            out.push(canonical);
        }
    }
    if out.is_empty() && !name.contains(' ') {
        let last = |canonical: &str| canonical.rsplit_once(' ').is_some_and(|(_, l)| l == name);
        let people = lines_with(name).filter(|line| label(line) == Label::Person.as_str());
        out.extend(people.map(canonical).filter(|c| last(c)));
        out.dedup();
    }
    out
}

/// Lines of the tables in which the name stands at all.
fn lines_with(name: &str) -> impl Iterator<Item = &'static str> {
    TABLES
        .iter()
        .filter(move |table| table.contains(name))
        .flat_map(|table| table.lines())
        .filter(move |line| line.contains(name) && !line.starts_with('#') && label(line) != "NORP")
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
        for word in ["", "missile", "putin", "Vladimir", "|", "xx:Putin"] {
            assert!(meant_by(word).is_empty(), "{word}");
        }
        assert!(meant_by("Kim").len() != 1);
    }
}
