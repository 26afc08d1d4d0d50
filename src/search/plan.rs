//! A text operand → leaves to look up and the shape they must form.

use super::ast::{Amount, Measure, Part, Scope, Text};
use super::dictionary::Test;
use super::name_patterns::name_patterns;
use super::pattern::Pattern;
use super::shape::{Covered, Covering, Shape};
use crate::index::{
    END_MARK, GROUPS, PARAGRAPH_MARK, QUANTITY_TYPES, QUOTE_END_MARK, SENTENCE_MARK, STEM_MARK,
    Script, Stemming, bigrams, is_function_word, is_hangul_word, name_words, stem, stemming,
    strip_particle, word_form,
};

/// Where a term is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Column {
    /// Folded words of title and text.
    Words,
    /// Stems and bigrams of title and text.
    Stems,
    /// Tags and marks.
    Tags,
    /// Words and marked stems of the title.
    Title,
    /// Words of the bylines.
    Author,
}

/// One thing to look up: any of its terms.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Leaf {
    /// By name.
    Terms(Vec<(Column, String)>),
    /// By pattern, in one column.
    Match(Column, Test),
}

/// Leaves and shape of one operand.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) leaves: Vec<Leaf>,
    pub(super) shape: Shape,
    /// What each leaf is there for.
    pub(super) roles: Vec<Role>,
}

/// What a leaf is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A word that was asked for.
    Word,
    /// A tag or a mark.
    Tag,
    /// Where a mention begins whose words are asked for.
    CoveringStart,
    /// A word of such a mention.
    CoveredWord,
}

/// What the terms of names begin with.
pub(super) const NAME_PREFIX: &str = "entity:";

/// Plans an operand for texts in these languages.
pub(super) fn plan(part: Part, text: &Text, languages: &[String]) -> Plan {
    let mut planner = Planner { part, languages, leaves: Vec::new(), roles: Vec::new() };
    let shape = planner.shape(text).0;
    Plan { leaves: planner.leaves, shape, roles: planner.roles }
}

/// What a leaf is there for where it stands for itself.
fn own_role(leaf: &Leaf) -> Role {
    let is_tag = match leaf {
        Leaf::Terms(terms) => terms.iter().any(|(column, _)| *column == Column::Tags),
        Leaf::Match(column, _) => *column == Column::Tags,
    };
    if is_tag { Role::Tag } else { Role::Word }
}

/// Stemmers whose stems a word of a script may be indexed under.
pub(super) fn stemmings(languages: &[String], script: Script) -> Vec<Stemming> {
    let mut all: Vec<Stemming> = languages.iter().map(|l| stemming(l, script)).collect();
    all.sort_unstable();
    all.dedup();
    if all.is_empty() {
        all.push(stemming("", script));
    }
    all
}

struct Planner<'l> {
    part: Part,
    languages: &'l [String],
    leaves: Vec<Leaf>,
    roles: Vec<Role>,
}

impl Planner<'_> {
    fn leaf(&mut self, leaf: Leaf) -> Shape {
        let role = own_role(&leaf);
        Shape::Leaf(self.numbered(leaf, role))
    }

    /// The number of a leaf; one that is there for the same is shared.
    fn numbered(&mut self, leaf: Leaf, role: Role) -> usize {
        let known = self.leaves.iter().zip(&self.roles).position(|(l, r)| *l == leaf && *r == role);
        known.unwrap_or_else(|| {
            self.leaves.push(leaf);
            self.roles.push(role);
            self.leaves.len() - 1
        })
    }

    fn ends(&mut self, is_quote: bool) -> usize {
        let mark = if is_quote { QUOTE_END_MARK } else { END_MARK };
        self.numbered(Leaf::Terms(vec![(Column::Tags, mark.to_string())]), Role::Tag)
    }

    /// A tag from the first to the last word of its mention; `start` is where it begins.
    fn mention(&mut self, is_quote: bool, start: Shape) -> Shape {
        Shape::Mention(Box::new(start), self.ends(is_quote))
    }

    /// Where a tag begins, as it is indexed: `entity` and `quantity` are any of their groups and
    /// types, and `person:…` is an entity of that name where a person stands.
    fn tag(&mut self, tag: &str) -> Shape {
        let own = |name: String| (Column::Tags, name);
        match tag {
            "entity" => self.leaf(Leaf::Terms(GROUPS.map(|g| own(g.to_string())).to_vec())),
            "quantity" => {
                let types = QUANTITY_TYPES.map(|t| own(format!("quantity:{t}")));
                self.leaf(Leaf::Terms(types.to_vec()))
            }
            _ => {
                if let Some((group, name)) = named_group(tag) {
                    let term = own(format!("{NAME_PREFIX}{name}"));
                    let named = self.leaf(Leaf::Terms(vec![term]));
                    return self.name(group, named, &Pattern::literal(&name_words(name)));
                }
                let tagged = self.leaf(Leaf::Terms(vec![own(tag.to_string())]));
                match tag.split_once(':') {
                    Some(("quantity", unit)) if !QUANTITY_TYPES.contains(&unit) => {
                        self.unit(tagged, unit)
                    }
                    _ => tagged,
                }
            }
        }
    }

    fn tag_wild(&mut self, pattern: &Pattern) -> Shape {
        let text = pattern.to_string();
        match named_group(&text) {
            Some((group, name)) => {
                let term = Pattern::with_stars(&format!("{NAME_PREFIX}{name}"));
                let named = self.tag_leaf(Test::Glob(term));
                self.name(group, named, &Pattern::with_stars(&split_words(name)))
            }
            None => self.tag_leaf(Test::Glob(pattern.clone())),
        }
    }

    /// Where a quantity of a unit begins: under the term of it, or where a quantity ends in its words.
    fn unit(&mut self, tagged: Shape, unit: &str) -> Shape {
        let types = QUANTITY_TYPES.map(|t| (Column::Tags, format!("quantity:{t}")));
        let start = Shape::Leaf(self.numbered(Leaf::Terms(types.to_vec()), Role::CoveringStart));
        let ends = self.ends(false);
        let word = |(number, word): (usize, &str)| {
            let leaf = Leaf::Terms(vec![(Column::Stems, word.to_string())]);
            Covered { leaf: Some(self.numbered(leaf, Role::CoveredWord)), is_free: number == 0 }
        };
        let words = unit.split(' ').enumerate().map(word).collect();
        let covering = Covering { start, ends, words, is_open: false };
        Shape::Any(vec![tagged, Shape::Covering(Box::new(covering))])
    }

    /// Where a name of a group of entities begins: under the term of that name, or where a mention
    /// is just the words of it.
    fn name(&mut self, group: &str, named: Shape, name: &Pattern) -> Shape {
        let groups: &[&str] = match GROUPS.iter().position(|known| *known == group) {
            Some(at) => GROUPS.get(at..=at).unwrap_or(&[]),
            None => &GROUPS,
        };
        let start = groups.iter().map(|group| (Column::Tags, (*group).to_string())).collect();
        let start = Leaf::Terms(start);
        let named = match groups {
            [_] => Shape::Same(vec![named, self.leaf(start.clone())]),
            _ => named,
        };
        let start = self.numbered(start, Role::CoveringStart);
        let ends = self.ends(false);
        let mut shapes = vec![named];
        for (patterns, is_open) in name_patterns(name) {
            let word = |(pattern, is_free): (Pattern, bool)| {
                let leaf = match pattern.as_literal() {
                    Some(word) => Some(Leaf::Terms(vec![(Column::Words, word)])),
                    None if pattern.has_letter() => {
                        Some(Leaf::Match(Column::Words, Test::Glob(pattern)))
                    }
                    None => None,
                };
                Covered { leaf: leaf.map(|leaf| self.numbered(leaf, Role::CoveredWord)), is_free }
            };
            let words: Vec<Covered> = patterns.into_iter().map(word).collect();
            // Signs that are no words of the index would leave any mention of the kind.
            if words.iter().any(|word| word.leaf.is_some()) {
                let start = Shape::Leaf(start);
                shapes.push(Shape::Covering(Box::new(Covering { start, ends, words, is_open })));
            }
        }
        Shape::Any(shapes)
    }

    /// An amount of money, or a figure where a quantity of the unit stands.
    fn figure(&mut self, measure: &Measure, amount: &Amount) -> Shape {
        let figure = self.tag_leaf(Test::Figure(measure.is_money(), amount.clone()));
        match measure {
            Measure::Money | Measure::Quantity(None) => figure,
            Measure::Quantity(Some(unit)) => {
                Shape::Same(vec![self.tag(&format!("quantity:{unit}")), figure])
            }
        }
    }

    fn tag_leaf(&mut self, test: Test) -> Shape {
        self.leaf(Leaf::Match(Column::Tags, test))
    }

    fn word_column(&self) -> Column {
        match self.part {
            Part::Whole => Column::Words,
            Part::Title => Column::Title,
            Part::Author => Column::Author,
        }
    }

    fn exact(&self, word: &str) -> (Column, String) {
        (self.word_column(), word.to_string())
    }

    /// The terms of a stem or bigram.
    fn stemmed(&self, term: &str) -> Vec<(Column, String)> {
        let own = term.to_string();
        match self.part {
            Part::Whole => vec![(Column::Stems, own)],
            Part::Title => vec![(Column::Title, format!("{STEM_MARK}{own}")), (Column::Title, own)],
            Part::Author => vec![(Column::Author, own)],
        }
    }

    /// The shape and its width in positions.
    fn shape(&mut self, text: &Text) -> (Shape, u32) {
        match text {
            Text::Word(word) => (self.word(word), 1),
            Text::Exact(word) => (self.leaf(Leaf::Terms(vec![self.exact(word)])), 1),
            Text::Run(run) => self.run(run),
            Text::Wild(pattern) => {
                (self.leaf(Leaf::Match(self.word_column(), Test::Glob(pattern.clone()))), 1)
            }
            Text::Fuzzy(word, distance) => {
                let test = Test::Fuzzy(word.chars().collect(), usize::from(*distance));
                (self.leaf(Leaf::Match(self.word_column(), test)), 1)
            }
            Text::Regex(expression) => {
                let test = Test::Regex(expression.clone());
                (self.leaf(Leaf::Match(self.word_column(), test)), 1)
            }
            Text::TagWild(pattern) => {
                let start = self.tag_wild(pattern);
                (self.mention(is_quote(&pattern.to_string()), start), 1)
            }
            Text::Figure(measure, amount) => {
                let start = self.figure(measure, amount);
                (self.mention(false, start), 1)
            }
            Text::When(days) => {
                let start = self.tag_leaf(Test::Inside(*days));
                (self.mention(false, start), 1)
            }
            Text::Tag(tag) => {
                let start = self.tag(tag);
                (self.mention(is_quote(tag), start), 1)
            }
            Text::Gap => (Shape::Any(Vec::new()), 1),
            Text::Phrase(items) => self.phrase(items),
            Text::Loose(items, extra) => {
                let shapes = items.iter().map(|item| self.shape(item).0).collect();
                (Shape::Window(shapes, *extra), 1)
            }
            Text::AnyOf(items) => {
                (Shape::Any(items.iter().map(|item| self.shape(item).0).collect()), 1)
            }
            Text::Near(a, b, distance) => {
                let apart = are_apart(a, b);
                let sides = Box::new((self.shape(a).0, self.shape(b).0));
                (Shape::Near { sides, distance: *distance, apart }, 1)
            }
            Text::Within(scope, a, b) => {
                let apart = are_apart(a, b);
                let sides = Box::new((self.shape(a).0, self.shape(b).0));
                let mark = match scope {
                    Scope::Sentence => SENTENCE_MARK,
                    Scope::Paragraph => PARAGRAPH_MARK,
                };
                let mark = Leaf::Terms(vec![(Column::Tags, mark.to_string())]);
                (Shape::Within { sides, marks: self.numbered(mark, Role::Tag), apart }, 1)
            }
        }
    }

    fn word(&mut self, lower: &str) -> Shape {
        let folded = word_form(lower);
        if self.part == Part::Author {
            return self.leaf(Leaf::Terms(vec![self.exact(&folded)]));
        }
        if is_hangul_word(&folded) {
            return self.hangul(&folded);
        }
        let how = stemmings(self.languages, Script::of(lower));
        let term = |how: Stemming| {
            if is_function_word(how, lower) {
                vec![self.exact(&folded)]
            } else {
                self.stemmed(&stem(how, lower))
            }
        };
        let mut terms: Vec<_> = how.iter().flat_map(|&how| term(how)).collect();
        terms.sort();
        terms.dedup();
        self.leaf(Leaf::Terms(terms))
    }

    /// Korean: all pairs of syllables inside one word, wherever they stand in it.
    fn hangul(&mut self, word: &str) -> Shape {
        let stem = strip_particle(word);
        let pairs: Vec<&str> = bigrams(stem).collect();
        if pairs.is_empty() {
            // One syllable has no pair: it is looked for in the words themselves.
            let test = Test::Glob(Pattern::new(&format!("*{stem}*")));
            return self.leaf(Leaf::Match(self.word_column(), test));
        }
        let mut shapes: Vec<Shape> =
            pairs.into_iter().map(|pair| self.leaf(Leaf::Terms(self.stemmed(pair)))).collect();
        match shapes.pop() {
            Some(only) if shapes.is_empty() => only,
            Some(last) => {
                shapes.push(last);
                Shape::Same(shapes)
            }
            None => Shape::Any(Vec::new()),
        }
    }

    /// Han and Kana: the run's pairs of characters, one after the other.
    fn run(&mut self, run: &str) -> (Shape, u32) {
        let width = run.chars().count() as u32;
        if width < 2 || self.part == Part::Author {
            return (self.leaf(Leaf::Terms(vec![self.exact(run)])), 1);
        }
        let pairs: Vec<(u32, Shape)> = (0..)
            .zip(bigrams(run))
            .map(|(at, pair)| (at, self.leaf(Leaf::Terms(self.stemmed(pair)))))
            .collect();
        (Shape::Sequence(pairs, width), width)
    }

    fn phrase(&mut self, items: &[Text]) -> (Shape, u32) {
        let mut offset = 0;
        let mut parts = Vec::new();
        for item in items {
            let (shape, width) = self.shape(item);
            match shape {
                _ if *item == Text::Gap => {}
                Shape::Sequence(inner, _) => {
                    parts.extend(inner.into_iter().map(|(at, shape)| (offset + at, shape)));
                }
                shape => parts.push((offset, shape)),
            }
            offset += width;
        }
        (Shape::Sequence(parts, offset), offset)
    }
}

/// One word cannot be both sides, nor one mention; but a word may lie inside a mention.
fn are_apart(a: &Text, b: &Text) -> bool {
    a.has_tag() == b.has_tag()
}

/// A name with wild cards, with a space wherever the index splits words: `tf1*` is `tf 1*`.
fn split_words(name: &str) -> String {
    let space = |is: bool| if is { " " } else { "" };
    let piece = |piece: &str| {
        let words = name_words(piece);
        let is_open = !words.is_empty();
        let (before, after) = (piece.starts_with(' '), is_open && piece.ends_with(' '));
        format!("{}{words}{}", space(before), space(after))
    };
    name.split('*').map(piece).collect::<Vec<_>>().join("*")
}

/// Group and name of `person:kim jong un` and `entity:kim jong un`.
fn named_group(tag: &str) -> Option<(&str, &str)> {
    tag.split_once(':').filter(|(group, _)| *group == "entity" || GROUPS.contains(group))
}

fn is_quote(tag: &str) -> bool {
    tag == "quote" || tag.starts_with("speaker:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_words_is_no_mention_of_its_kind() {
        let coverings = |text: Text| {
            let mut count = 0;
            plan(Part::Whole, &text, &[]).shape.each_covering(&mut |_| count += 1);
            count
        };
        assert_eq!(coverings(Text::Tag("person:jane roe".to_string())), 1);
        assert_eq!(coverings(Text::Tag("person:+".to_string())), 0);
        assert_eq!(coverings(Text::TagWild(Pattern::with_stars("person:*+*"))), 0);
        assert_eq!(coverings(Text::TagWild(Pattern::with_stars("person:*roe"))), 1);
    }
}
