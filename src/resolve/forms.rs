//! The different names of a document, and which of them are one thing.

use std::collections::BTreeMap;

use super::fold;
use crate::model::{EntityTag, Label, Mention, Value};

/// What kinds of name may be one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// People.
    Person,
    /// Organisations.
    Body,
    /// Countries, cities, seas, buildings.
    Place,
    /// Anything else, by its label.
    Other(Label),
}

impl Class {
    fn of(label: Label) -> Self {
        match label {
            Label::Person => Self::Person,
            Label::Org => Self::Body,
            Label::Gpe | Label::Loc | Label::Fac => Self::Place,
            other => Self::Other(other),
        }
    }
}

/// Name and stable id that the tagger's tables gave.
pub(super) type Identity = (String, Option<String>);

/// One name as the document writes it, however often.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) class: Class,
    /// Folded words; of people without title and suffixes.
    pub(super) words: Vec<String>,
    /// The name as first written.
    pub(super) name: String,
    /// Titles it stands with, folded.
    pub(super) titles: Vec<String>,
    /// What the tables say it is.
    pub(super) known: Option<Identity>,
    /// How often it stands.
    pub(super) count: u32,
    /// Which mention it is first.
    first: usize,
}

/// The names of a document in groups: each group is one thing.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// In order of first mention.
    pub(super) list: Vec<Form>,
    /// The form of each mention that is an entity.
    of: Vec<Option<usize>>,
    parent: Vec<usize>,
    /// What a group is known to be, at its root.
    known: Vec<Option<Identity>>,
    /// Readings of a name that fits several things.
    pub(super) open: BTreeMap<usize, Vec<usize>>,
}

impl Forms {
    /// Reads the entities among the mentions.
    pub(super) fn new(text: &str, mentions: &[Mention]) -> Self {
        let mut out = Self::default();
        let mut seen: BTreeMap<(Class, Vec<String>, Option<Identity>), usize> = BTreeMap::new();
        for (number, mention) in mentions.iter().enumerate() {
            let Value::Entity(tag) = &mention.value else {
                out.of.push(None);
                continue;
            };
            let surface = plain(mention.span.of(text));
            let class = Class::of(tag.label);
            let (words, title) = match class {
                Class::Person => fold::person(&surface),
                _ => (fold::words(&surface), None),
            };
            let known = identity(tag, &surface);
            let mut key = (class, words, known);
            if key.1.is_empty() {
                key.1.extend(title.clone());
            }
            let at = seen.get(&key).copied().unwrap_or_else(|| {
                out.push(class, &key.1, &surface, key.2.clone(), title.is_some(), number);
                seen.insert(key, out.list.len() - 1);
                out.list.len() - 1
            });
            out.of.push(Some(at));
            if let Some(form) = out.list.get_mut(at) {
                form.count += 1;
                form.titles.extend(title.filter(|t| !form.titles.contains(t)));
            }
        }
        out.same();
        out
    }

    fn push(
        &mut self,
        class: Class,
        words: &[String],
        surface: &str,
        known: Option<Identity>,
        titled: bool,
        first: usize,
    ) {
        // A person's display name has no title where there is more than a surname.
        let name = if titled && class == Class::Person && words.len() > 1 {
            let all: Vec<&str> = surface.split_whitespace().collect();
            let keep = words.len().min(all.len());
            all.get(all.len() - keep..).unwrap_or(&[]).join(" ")
        } else {
            surface.to_string()
        };
        self.parent.push(self.list.len());
        self.known.push(known.clone());
        let words = words.to_vec();
        self.list.push(Form { class, words, name, titles: Vec::new(), known, count: 0, first });
    }

    /// Joins what the tables say is one thing, then equal names.
    fn same(&mut self) {
        let mut by_identity: BTreeMap<(Class, Identity), usize> = BTreeMap::new();
        let mut by_words: BTreeMap<(Class, Vec<String>), Vec<usize>> = BTreeMap::new();
        let mut pairs = Vec::new();
        for (at, form) in self.list.iter().enumerate() {
            if let Some(known) = &form.known {
                let first = *by_identity.entry((form.class, known.clone())).or_insert(at);
                pairs.push((first, at));
                by_words.entry((form.class, fold::words(&known.0))).or_default().push(first);
            }
            by_words.entry((form.class, form.words.clone())).or_default().push(at);
        }
        for group in by_words.values() {
            for at in group {
                pairs.extend(group.first().map(|first| (*first, *at)));
            }
        }
        for (a, b) in pairs {
            self.join(a, b);
        }
    }

    /// The group of a form, by the number of its first form.
    pub(super) fn root(&self, form: usize) -> usize {
        let mut at = form;
        while let Some(&up) = self.parent.get(at).filter(|up| **up != at) {
            at = up;
        }
        at
    }

    /// Makes two groups one; not where the tables know them apart.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        let (Some(first), Some(second)) = (self.known.get(low), self.known.get(high)) else {
            return;
        };
        if low == high || first.is_some() && second.is_some() && first != second {
            return;
        }
        let known = first.clone().or_else(|| second.clone());
        if let Some(slot) = self.known.get_mut(low) {
            *slot = known;
        }
        if let Some(slot) = self.parent.get_mut(high) {
            *slot = low;
        }
    }

    /// Makes one thing of what two mentions (by number) name.
    pub(super) fn join_mentions(&mut self, a: usize, b: usize) {
        let form = |n: usize| self.of.get(n).copied().flatten();
        if let (Some(a), Some(b)) = (form(a), form(b)) {
            self.join(a, b);
        }
    }

    /// The groups of some forms, each once, in order of first mention.
    pub(super) fn groups(&self, forms: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut out: Vec<usize> = forms.into_iter().map(|f| self.root(f)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Joins a form to the one group that fits; several fitting ones stay its readings.
    pub(super) fn settle(&mut self, form: usize, fitting: &[usize]) {
        let own = self.root(form);
        match self.groups(fitting.iter().copied()).as_slice() {
            [] => {}
            [one] => self.join(form, *one),
            several if several.contains(&own) => {}
            several => {
                self.open.insert(form, several.to_vec());
            }
        }
    }

    /// Writes names, ids and open readings back to the mentions.
    pub(super) fn write(&self, mentions: &mut [Mention]) {
        let mut names: BTreeMap<usize, Identity> = BTreeMap::new();
        let mut begins: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, form) in self.list.iter().enumerate() {
            begins.entry(self.root(at)).or_insert(form.first);
        }
        // The last mention of each group so far.
        let mut lasts: BTreeMap<usize, usize> = BTreeMap::new();
        for (number, (mention, form)) in mentions.iter_mut().zip(&self.of).enumerate() {
            let (Some(form), Value::Entity(tag)) = (form, &mut mention.value) else { continue };
            let mut root = self.root(*form);
            let open = self.open.get(form).filter(|_| root == *form);
            if let Some(open) = open {
                let before = |g: &&usize| begins.get(*g).is_some_and(|first| *first < number);
                let introduced: Vec<usize> = open.iter().filter(before).copied().collect();
                match (Class::of(tag.label), introduced.as_slice()) {
                    (_, [one]) => root = *one,
                    (Class::Person, several) => {
                        let main = self.main_person(several);
                        let rest = open.iter().filter(|g| Some(**g) != main);
                        let ranked = main.iter().chain(rest);
                        tag.candidates = ranked.map(|g| self.identity(*g).0).collect();
                        root = main.unwrap_or(root);
                    }
                    (_, several) => {
                        let latest = several.iter().max_by_key(|g| lasts.get(*g).copied());
                        root = latest.copied().unwrap_or(root);
                    }
                }
            }
            lasts.insert(root, number);
            let (name, id) = names.entry(root).or_insert_with(|| self.identity(root));
            tag.canonical.clone_from(name);
            tag.entity.clone_from(id);
        }
    }

    /// The person a document is about, if the others of that surname are named in passing: in full
    /// at least three times as often as all of them.
    fn main_person(&self, groups: &[usize]) -> Option<usize> {
        let counts: Vec<u32> = groups.iter().map(|g| self.full_names(*g)).collect();
        let all: u32 = counts.iter().sum();
        let (most, main) = counts.iter().zip(groups).max_by_key(|(n, _)| **n)?;
        (most * 4 >= all * 3).then_some(*main)
    }

    /// How often a group is named with more than one word.
    fn full_names(&self, root: usize) -> u32 {
        let own = self.list.iter().enumerate().filter(|(at, _)| self.root(*at) == root);
        own.filter(|(_, f)| f.words.len() > 1).map(|(_, f)| f.count).sum()
    }

    /// Name and id of a group: what the tables say, else its fullest name, else its first one.
    fn identity(&self, root: usize) -> Identity {
        if let Some(Some(known)) = self.known.get(root) {
            return known.clone();
        }
        let own = self.list.iter().enumerate().filter(|(at, _)| self.root(*at) == root);
        let mut best: Option<&Form> = None;
        for (_, form) in own {
            let fuller = best.is_none_or(|b| rank(form) > rank(b));
            if fuller {
                best = Some(form);
            }
        }
        (best.map_or_else(String::new, |f| f.name.clone()), None)
    }
}

/// A person's name is best with first name and surname and then the commoner one; that of anything
/// else is best in full.
fn rank(form: &Form) -> (usize, u32) {
    match form.class {
        Class::Person => (form.words.len().min(2), form.count),
        _ => (form.words.len(), 0),
    }
}

/// What the tables say of a mention: a name of theirs that is not just the words of the text.
fn identity(tag: &EntityTag, surface: &str) -> Option<Identity> {
    let known = tag.entity.is_some() || tag.canonical != surface && !tag.canonical.is_empty();
    known.then(|| (tag.canonical.clone(), tag.entity.clone()))
}

/// The surface on one line.
fn plain(surface: &str) -> String {
    surface.split_whitespace().collect::<Vec<_>>().join(" ")
}
