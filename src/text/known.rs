//! Whose Wikidata id it is, by the tables of the entity tagger: index and search must agree.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The tables that have ids.
const TABLES: [&str; 3] = [
    include_str!("../tag/entity/data/countries.tsv"),
    include_str!("../tag/entity/data/orgs.tsv"),
    include_str!("../tag/entity/data/cities.tsv"),
];

/// The canonical name of the one with this id in the shipped tables.
pub fn canonical_of(id: &str) -> Option<&'static str> {
    static NAMES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let mut names = FxHashMap::default();
        for line in TABLES.iter().flat_map(|table| table.lines()).filter(|l| !l.starts_with('#')) {
            let mut columns = line.split('\t').skip(2);
            if let (Some(name), Some(id)) = (columns.next(), columns.next().filter(|id| is_id(id)))
            {
                names.entry(id).or_insert(name.trim_start_matches('*'));
            }
        }
        names
    });
    NAMES.get(id).copied()
}

/// True for a Wikidata id: `Q423`.
pub fn is_id(name: &str) -> bool {
    let digits = name.strip_prefix('Q').unwrap_or("");
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_tables_have_names() {
        assert_eq!(canonical_of("Q423"), Some("North Korea"));
        assert_eq!(canonical_of("Q649"), Some("Moscow"));
        assert_eq!(canonical_of("Q"), None);
        assert!(is_id("Q1") && !is_id("Q") && !is_id("q1") && !is_id("Q1a"));
    }
}
