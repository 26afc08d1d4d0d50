//! Names by character, for scripts that put no blanks between words (Chinese) or hang particles on
//! them (Korean): the same perceptron over characters and their neighbours.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::Model;
use super::decode::{Decoder, Scores};
use super::features::mix;
use super::tags::{self, TAGS};
use crate::model::Label;
use crate::tag::entity::fold;
use crate::text::{Class, Layer};

/// Weight by which a name must be better than none, on the mean of its characters (a model's largest
/// weights are 127): with less, half of what is found is wrong.
const SURE: i32 = 100;

/// A character of Han, Kana or Hangul, or a whole token of anything else.
#[derive(Debug, Clone, Copy)]
pub(in crate::tag::entity) struct Unit {
    /// Its token.
    pub(in crate::tag::entity) token: usize,
    /// Bytes of the text.
    pub(in crate::tag::entity) start: u32,
    /// One past its last byte.
    pub(in crate::tag::entity) end: u32,
    /// Hash of the character, simplified, or of the token, folded.
    code: u32,
    /// Sort of character.
    sort: u32,
    /// A blank, or nothing, stands before it.
    spaced: bool,
    /// What the gazetteer knows of its token.
    table: u32,
}

/// A name found: its first and last token, and the bytes of these that are outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tag::entity) struct Part {
    /// First token.
    pub(in crate::tag::entity) from: usize,
    /// One past the last token.
    pub(in crate::tag::entity) to: usize,
    /// Bytes before the name in its first token.
    pub(in crate::tag::entity) head: u32,
    /// Bytes after the name in its last token.
    pub(in crate::tag::entity) tail: u32,
    /// What sort of thing.
    pub(in crate::tag::entity) label: Label,
}

/// Traditional characters with their simplified forms.
fn simplified(c: char) -> char {
    static TABLE: OnceLock<FxHashMap<char, char>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let lines = include_str!("../data/han.txt").lines().filter(|l| !l.starts_with('#'));
        let pairs = lines.flat_map(|l| l.split(' '));
        pairs
            .filter_map(|pair| {
                let mut chars = pair.chars();
                Some((chars.next()?, chars.next()?))
            })
            .collect()
    });
    table.get(&c).copied().unwrap_or(c)
}

fn sort(c: char) -> u32 {
    match c {
        '\u{ac00}'..='\u{d7a3}' => 1,
        '·' | '・' | '‧' => 3,
        '\u{3040}'..='\u{30ff}' => 2,
        '《' | '〈' | '「' | '『' | '“' | '"' | '‘' => 4,
        '》' | '〉' | '」' | '』' | '”' | '’' => 5,
        '(' | '（' => 6,
        ')' | '）' => 7,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' => 8,
        _ if c.is_numeric() => 9,
        _ if c.is_uppercase() => 10,
        _ if c.is_lowercase() => 11,
        _ if c.is_alphabetic() => 12,
        _ => 13,
    }
}

/// The units of a sentence, tokens `from..to`.
pub(in crate::tag::entity) fn units(
    layer: &Layer<'_>,
    (from, to): (usize, usize),
    table: &[u8],
) -> Vec<Unit> {
    let mut out = Vec::with_capacity((to - from) * 2);
    for token in from..to {
        let Some(place) = layer.get(token) else { break };
        let known = u32::from(table.get(token).copied().unwrap_or(0));
        let surface = layer.surface(token);
        let apart = |c: char| matches!(c, '\u{ac00}'..='\u{d7a3}');
        let by_char = place.class == Class::Ideograph || surface.chars().any(apart);
        if !by_char {
            out.push(Unit {
                token,
                start: place.span.start,
                end: place.span.end,
                code: fold::hash(layer.lower(token)) as u32,
                sort: surface.chars().next().map_or(0, sort),
                spaced: place.spaced,
                table: known,
            });
            continue;
        }
        for (at, c) in surface.char_indices() {
            let start = place.span.start + at as u32;
            out.push(Unit {
                token,
                start,
                end: start + c.len_utf8() as u32,
                code: simplified(c) as u32,
                sort: sort(c),
                spaced: place.spaced && at == 0,
                table: known,
            });
        }
    }
    out
}

/// Hashed features of each unit of a sentence, unit after unit, and where each unit's end.
pub(in crate::tag::entity) fn features(
    units: &[Unit],
    hashes: &mut Vec<u32>,
    ends: &mut Vec<usize>,
) {
    hashes.clear();
    ends.clear();
    let edge = Unit { token: 0, start: 0, end: 0, code: 1, sort: 0, spaced: true, table: 0 };
    // Where the word of a unit begins, for languages with blanks.
    let mut word = 0;
    for at in 0..units.len() {
        let near = |offset: isize| {
            at.checked_add_signed(offset).and_then(|i| units.get(i)).copied().unwrap_or(edge)
        };
        let [b3, b2, b1, w, a1, a2, a3] = [-3, -2, -1, 0, 1, 2, 3].map(near);
        if w.spaced {
            word = at;
        }
        let place = (at - word).min(4) as u32;
        let mut kind = 100;
        let mut add = |a: u32, b: u32| {
            kind += 1;
            hashes.push(mix(kind, a, b).max(1));
        };
        add(0, 0);
        for unit in [b2, b1, w, a1, a2] {
            add(unit.code, 0);
        }
        let pair = |a: Unit, b: Unit| mix(1, a.code, b.code ^ u32::from(b.spaced) << 30);
        for (a, b) in [(b3, b2), (b2, b1), (b1, w), (w, a1), (a1, a2), (a2, a3)] {
            add(pair(a, b), 0);
        }
        add(b2.code, pair(b1, w));
        add(b1.code, pair(w, a1));
        add(pair(w, a1), a2.code);
        add(pair(b2, b1), pair(w, a1));
        add(pair(b1, w), pair(a1, a2));
        add(b1.code, a1.code);
        add(mix(2, b1.sort, w.sort), a1.sort);
        add(mix(3, b2.sort, b1.sort), mix(4, w.sort, mix(5, a1.sort, a2.sort)));
        add(w.code, u32::from(w.spaced) << 1 | u32::from(a1.spaced));
        add(a1.code, u32::from(w.spaced) << 1 | u32::from(a1.spaced));
        add(w.sort, u32::from(w.spaced) << 1 | u32::from(a1.spaced));
        add(place, w.code);
        add(w.table, 0);
        add(mix(6, b1.table, w.table), a1.table);
        add(w.table, w.code);
        ends.push(hashes.len());
    }
}

impl Model {
    /// Tags a text by character. `table` has, per token, what the gazetteer knows of it.
    pub(in crate::tag::entity) fn tag_chars(&self, layer: &Layer<'_>, table: &[u8]) -> Vec<Part> {
        let mut out = Vec::new();
        let (mut hashes, mut ends) = (Vec::new(), Vec::new());
        let mut decoder = Decoder::default();
        let mut scores: Vec<Scores> = Vec::new();
        let (mut places, mut labels) = (Vec::new(), Vec::new());
        for &(from, to) in &layer.sentences {
            let units = units(layer, (from as usize, to as usize), table);
            features(&units, &mut hashes, &mut ends);
            self.score(&hashes, &ends, &mut places, &mut scores);
            decoder.decode(&scores, &self.transitions, |_| u32::MAX, &mut labels);
            let mut found = Vec::new();
            super::collect(&labels, 0, &mut found);
            // How much better a name is than none, by the characters alone.
            let sure = |f: &super::Found| {
                let units = labels.iter().zip(&scores).skip(f.from).take(f.to - f.from);
                units
                    .map(|(tag, [none, named @ ..])| {
                        let at = usize::from(*tag).checked_sub(1);
                        at.and_then(|at| named.get(at)).unwrap_or(none) - none - SURE
                    })
                    .sum::<i32>()
                    >= 0
            };
            let parts = found.iter().filter(|f| sure(f)).filter_map(|f| {
                part(layer, units.get(f.from)?, units.get(f.to.checked_sub(1)?)?, f.label)
            });
            out.extend(parts);
        }
        out
    }
}

fn part(layer: &Layer<'_>, first: &Unit, last: &Unit, label: Label) -> Option<Part> {
    let head = first.start - layer.get(first.token)?.span.start;
    let tail = layer.get(last.token)?.span.end - last.end;
    let name = layer.text.get(first.start as usize..last.end as usize)?;
    Some(Part { from: first.token, to: last.token + 1, head, tail, label: sharper(name, label) })
}

/// The training data know one kind of place; its last character tells land and buildings from
/// countries and towns.
fn sharper(name: &str, label: Label) -> Label {
    if label != Label::Gpe || name.chars().count() < 3 {
        return label;
    }
    match name.chars().next_back().map(simplified) {
        Some('山' | '江' | '河' | '湖' | '海' | '洋' | '岛' | '湾' | '산' | '강' | '해' | '섬') => {
            Label::Loc
        }
        Some('站' | '桥' | '路' | '街' | '寺' | '宫' | '역' | '교' | '항' | '궁') => {
            Label::Fac
        }
        _ => label,
    }
}

/// True for the languages whose model reads characters.
pub(in crate::tag::entity) fn by_char(language: &str) -> bool {
    matches!(language, "zh" | "ko")
}

/// The label that begins a kind is `1 + 2k`; its characters after the first continue it.
pub(in crate::tag::entity) fn inside(allowed: u32) -> u32 {
    (1..TAGS).fold(allowed & 1, |set, tag| {
        let has = allowed >> tag & 1 == 1;
        let to = if tags::kind(tag).is_some() && tag % 2 == 1 { tag + 1 } else { tag };
        if has { set | 1 << to } else { set }
    })
}
