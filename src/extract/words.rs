//! Words by which clippings and mails are read. The words are data: `clippings.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static TABLE: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut table: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for row in include_str!("clippings.tsv").lines().filter(|l| !l.starts_with('#')) {
        let Some((kind, phrases)) = row.split_once('\t') else { continue };
        table.entry(kind).or_default().extend(phrases.split('|'));
    }
    table
});

/// Characters of a line that are compared.
const HEAD: usize = 200;

fn all(kind: &str) -> &'static [&'static str] {
    TABLE.get(kind).map_or(&[], Vec::as_slice)
}

fn head(line: &str) -> String {
    super::clean::cut_chars(line.trim(), HEAD).to_lowercase()
}

/// True if `word`, in lower case, is one of that kind.
pub(super) fn is(kind: &str, word: &str) -> bool {
    all(kind).contains(&word)
}

/// The phrase of that kind that the line begins with.
pub(super) fn start(kind: &str, line: &str) -> Option<&'static str> {
    let head = head(line);
    all(kind).iter().copied().find(|phrase| head.starts_with(phrase))
}

/// True if a phrase of that kind stands near the beginning of the line.
pub(super) fn holds(kind: &str, line: &str) -> bool {
    let head = head(line);
    all(kind).iter().any(|phrase| head.contains(phrase))
}

/// True if a line that is not longer than a few words ends with a phrase of that kind.
pub(super) fn ends(kind: &str, line: &str) -> bool {
    let head = head(line);
    head.len() >= line.trim().len() && all(kind).iter().any(|phrase| head.ends_with(phrase))
}

/// Who a line such as `By Ada Brandt and Tom Reed` names; nothing unless every word of it may be
/// part of a name.
pub(super) fn byline(line: &str) -> Vec<String> {
    let Some(phrase) = start("byline", line) else { return Vec::new() };
    let rest: String = line.trim().chars().skip(phrase.chars().count()).collect();
    let rest = rest.split(['|', '•', '·']).next().unwrap_or_default();
    let mut names: Vec<String> = vec![String::new()];
    for word in rest.split_whitespace() {
        let bare = word.trim_end_matches(',');
        if matches!(bare, "and" | "und" | "et" | "y" | "e" | "en" | "и" | "і" | "&") {
            names.push(String::new());
            continue;
        }
        let small = ["de", "van", "von", "der", "den", "la", "di", "da", "bin", "al", "el", "du"];
        let capital = bare.chars().next().is_some_and(|c| c.is_uppercase() || !has_case(c));
        let plain = bare.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
        if !plain || !(capital || small.contains(&bare)) {
            return Vec::new();
        }
        if let Some(name) = names.last_mut() {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(bare);
        }
        if bare.len() < word.len() {
            names.push(String::new());
        }
    }
    names.retain(|name| !name.is_empty());
    let fits = |name: &String| name.chars().count() >= 3 && name.split(' ').count() <= 5;
    if names.iter().all(fits) { names } else { Vec::new() }
}

fn has_case(c: char) -> bool {
    c.is_uppercase() || c.is_lowercase()
}

#[cfg(test)]
mod tests {
    use super::byline;

    #[test]
    fn bylines_name_people() {
        assert_eq!(byline("By Ada Brandt"), ["Ada Brandt"]);
        assert_eq!(byline("BY ADA BRANDT and Tom van Reed"), ["ADA BRANDT", "Tom van Reed"]);
        assert_eq!(byline("Von Jutta Kern, Ole Voss"), ["Jutta Kern", "Ole Voss"]);
        assert!(byline("By the end of the day").is_empty());
        assert!(byline("By 2030").is_empty());
        assert!(byline("Byzantine Art").is_empty());
    }
}
