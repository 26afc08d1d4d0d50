//! The gazetteer: entities from the data tables, in a trie over folded tokens.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::fold;
use crate::model::Label;
use crate::text::{Class, Layer};

pub(super) const TABLES: [&str; 7] = [
    include_str!("data/countries.tsv"),
    include_str!("data/demonyms.tsv"),
    include_str!("data/orgs.tsv"),
    include_str!("data/places.tsv"),
    include_str!("data/things.tsv"),
    include_str!("data/people.tsv"),
    include_str!("data/cities.tsv"),
];

/// One entity of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// What sort of thing.
    pub(super) label: Label,
    /// ISO 3166 alpha-2 code (or `UN`, `EU`, `XX`) of the country it belongs to; empty if none.
    pub(super) country: &'static str,
    /// A national capital.
    pub(super) capital: bool,
    /// Name it is known under.
    pub(super) canonical: &'static str,
    /// Wikidata id, empty where not known for certain.
    pub(super) id: &'static str,
}

/// One name of an entity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alias {
    /// Index of the entity.
    pub(super) entry: u32,
    /// The name as the table writes it.
    pub(super) name: &'static str,
    /// ISO 639-1 code of the names that belong to one language; empty for English and international
    /// ones.
    pub(super) language: &'static str,
    /// A common word too: needs evidence.
    pub(super) weak: bool,
    /// Means this entity only where its country is what the text is about ("Senate").
    pub(super) contextual: bool,
}

/// The gazetteer.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// The entities, in the order of the tables.
    pub(super) entries: Vec<Entry>,
    edges: FxHashMap<u64, u32>,
    /// Aliases sorted by node; `ends` maps a node to its range.
    aliases: Vec<Alias>,
    ends: Vec<(u32, u32)>,
    countries: FxHashMap<&'static str, u32>,
}

/// The user's own tables, joined.
static OWN: OnceLock<String> = OnceLock::new();

/// The gazetteer, read once. Names of the user's tables come before those of the shipped ones.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut tables = vec![OWN.get().map_or("", String::as_str)];
        tables.extend(TABLES);
        Lexicon::read(&tables)
    })
}

/// Takes the user's own tables for the rest of the process, before anything is tagged; later calls
/// change nothing.
pub(super) fn install(text: String) {
    let _ = OWN.set(text);
}

/// What is wrong with a table, by line (from 1).
pub(super) fn check(text: &str) -> Result<(), (usize, String)> {
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut columns = line.split('\t');
        let label = columns.nth(1).unwrap_or("");
        if label_of(label).is_none() {
            let known: Vec<_> = Label::ALL.iter().map(|l| l.as_str()).collect();
            let known = known.join(" ");
            return Err((at + 1, format!("{label:?} is no label of {known} in the second column")));
        }
        if columns.next().is_none_or(|name| name.trim_matches(['*', ' ']).is_empty()) {
            return Err((at + 1, "no name in the third column".to_string()));
        }
    }
    Ok(())
}

fn label_of(name: &str) -> Option<Label> {
    Label::ALL.into_iter().find(|l| l.as_str() == name)
}

impl Lexicon {
    fn read(tables: &[&'static str]) -> Self {
        let mut out = Self::default();
        let mut nodes = 1_u32;
        let mut found: Vec<(u32, Alias)> = Vec::new();
        for line in tables.iter().flat_map(|t| t.lines()).filter(|l| !l.starts_with('#')) {
            let mut columns = line.split('\t');
            let (Some(key), Some(label), Some(name)) =
                (columns.next(), columns.next().and_then(label_of), columns.next())
            else {
                continue;
            };
            let id = columns.next().unwrap_or("");
            let entry = out.entries.len() as u32;
            let (country, capital) =
                key.strip_prefix("capital:").map_or((key, false), |k| (k, true));
            let canonical = name.trim_start_matches('*');
            out.entries.push(Entry { label, country, capital, canonical, id });
            if label == Label::Gpe && !capital && !country.is_empty() {
                out.countries.entry(country).or_insert(entry);
            }
            let others = columns.next().unwrap_or("").split('|').filter(|a| !a.is_empty());
            let own = (label != Label::Norp || country == "XX").then_some(name);
            for raw in own.into_iter().chain(others) {
                let alias = alias(entry, raw);
                let node = out.insert(alias.name, &mut nodes);
                found.push((node, alias));
            }
        }
        found.sort_by_key(|(node, _)| *node);
        out.ends = vec![(0, 0); nodes as usize];
        for (at, (node, alias)) in found.into_iter().enumerate() {
            out.aliases.push(alias);
            if let Some(end) = out.ends.get_mut(node as usize) {
                if end.1 == 0 {
                    end.0 = at as u32;
                }
                end.1 = at as u32 + 1;
            }
        }
        out
    }

    fn insert(&mut self, name: &str, nodes: &mut u32) -> u32 {
        let layer = Layer::new(name);
        let mut node = 0;
        let mut key = String::new();
        for at in 0..layer.len() {
            if fold::is_hyphen(layer.surface(at)) {
                continue;
            }
            key.clear();
            key.push_str(fold::stem(layer.lower(at)));
            node = *self.edges.entry(edge(node, &key)).or_insert_with(|| {
                *nodes += 1;
                *nodes - 1
            });
        }
        node
    }

    /// The node that `word` (folded and stemmed) leads to.
    pub(super) fn step(&self, node: u32, word: &str) -> Option<u32> {
        self.edges.get(&edge(node, word)).copied()
    }

    /// The names that end at a node.
    pub(super) fn at(&self, node: u32) -> &[Alias] {
        let (from, to) = self.ends.get(node as usize).copied().unwrap_or((0, 0));
        self.aliases.get(from as usize..to as usize).unwrap_or(&[])
    }

    /// The entity of an index.
    pub(super) fn entry(&self, index: u32) -> Option<&Entry> {
        self.entries.get(index as usize)
    }

    /// The country of an ISO code.
    pub(super) fn country(&self, code: &str) -> Option<&Entry> {
        self.countries.get(code).and_then(|&i| self.entry(i))
    }

    /// True if the token (folded) begins a name.
    pub(super) fn begins(&self, word: &str) -> bool {
        self.step(0, word).is_some()
    }
}

fn edge(node: u32, word: &str) -> u64 {
    fold::hash(word) ^ u64::from(node).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn alias(entry: u32, raw: &'static str) -> Alias {
    let weak = raw.starts_with('*');
    let contextual = raw.starts_with('~');
    let rest = raw.trim_start_matches(['*', '~']);
    let (language, name) = match rest.split_once(':') {
        Some((code, name)) if code.len() == 2 && code.is_ascii() => (code, name),
        _ => ("", rest),
    };
    Alias { entry, name, language, weak, contextual }
}

/// Longest name in tokens that is looked for.
const NAME_TOKENS_MAX: usize = 14;

/// A name found in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    /// First token.
    pub(super) from: usize,
    /// One past the last token.
    pub(super) to: usize,
    /// Bytes of the first token that are not part of the name (an Arabic prefix).
    pub(super) head: u32,
    /// Bytes of the last token that are not part of the name (a Korean particle).
    pub(super) tail: u32,
    /// Where the names are: see [`Lexicon::at`].
    pub(super) node: u32,
}

/// The longest name that begins at token `from`.
pub(super) fn longest(lexicon: &Lexicon, layer: &Layer<'_>, from: usize) -> Option<Hit> {
    let mut best = None;
    for head in fold::heads(layer.lower(from)) {
        let first = layer.lower(from).get(head.skip as usize..)?;
        let mut node = 0;
        let mut at = from;
        while at < layer.len() && at - from < NAME_TOKENS_MAX {
            if at > from && fold::is_hyphen(layer.surface(at)) {
                at += 1;
                continue;
            }
            let word = if at == from { first } else { layer.lower(at) };
            let next = if at == from && head.article {
                lexicon.step(node, fold::stem(&["ال", word].concat()))
            } else {
                lexicon.step(node, fold::stem(word))
            };
            if next.is_none_or(|n| lexicon.at(n).is_empty())
                && let Some((cut, end)) = particle_end(lexicon, layer, node, at, word)
            {
                best = Some(Hit { from, to: at + 1, head: head.bytes, tail: cut, node: end });
            }
            let Some(next) = next else { break };
            node = next;
            at += 1;
            if !lexicon.at(node).is_empty() {
                best = Some(Hit { from, to: at, head: head.bytes, tail: 0, node });
            }
        }
        if best.is_some() {
            break;
        }
    }
    best
}

/// The word less a Korean particle or a German genitive, if that ends a name.
fn particle_end(
    lexicon: &Lexicon,
    layer: &Layer<'_>,
    node: u32,
    at: usize,
    word: &str,
) -> Option<(u32, u32)> {
    if layer.class(at) != Some(Class::Word) || word.is_ascii() {
        return None;
    }
    fold::particles(word).find_map(|cut| {
        let stem = word.get(..word.len() - cut)?;
        let end = lexicon.step(node, stem)?;
        (!lexicon.at(end).is_empty()).then_some((cut as u32, end))
    })
}
