//! What a query means, free of any engine.

use std::fmt;
use std::ops::Bound;

use super::pattern::{Expression, Pattern};

/// A query or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Every document: `*`.
    All,
    /// All of them.
    And(Vec<Node>),
    /// At least one of them.
    Or(Vec<Node>),
    /// The more of them the better; function words count only where there is nothing else.
    Any(Vec<Node>),
    /// Every document that does not match.
    Not(Box<Node>),
    /// Its score counts this many times.
    Boost(Box<Node>, f32),
    /// What was written, or the tag of the one it names: its other names count too.
    Named(Box<Node>, String),
    /// Words, phrases and tags, in one part of the documents.
    Text(Part, Text),
    /// A condition on the document; does not score.
    Filter(Filter),
}

/// The part of a document words are looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Title and text.
    Whole,
    /// The title.
    Title,
    /// The bylines.
    Author,
}

/// What stands in a text, at positions.
#[derive(Debug, Clone, PartialEq)]
pub enum Text {
    /// A lower-cased word, in any of its forms (stemmed; Korean: wherever its syllables stand in a
    /// word).
    Word(String),
    /// A lower-cased word in this form alone.
    Exact(String),
    /// A run of Han or Kana characters.
    Run(String),
    /// A word by wild cards.
    Wild(Pattern),
    /// A word within an edit distance of 1 or 2.
    Fuzzy(String, u8),
    /// A word by a regular expression over the whole word.
    Regex(Expression),
    /// A tag, as it is indexed: `money`, `quantity:missil`, `entity:kim jong un`.
    Tag(String),
    /// A tag by wild cards: `person:kim*`.
    TagWild(Pattern),
    /// A tag with a figure: an amount of money or a quantity.
    Figure(Measure, Amount),
    /// A date in the text that lies wholly inside.
    When(Days),
    /// Any one word; only inside a phrase.
    Gap,
    /// One right after the other.
    Phrase(Vec<Text>),
    /// All of them in any order, with at most this many other words between.
    Loose(Vec<Text>, u32),
    /// Either of them.
    AnyOf(Vec<Text>),
    /// Both, at most this many words apart, in any order.
    Near(Box<Text>, Box<Text>, u32),
    /// Both in one sentence or paragraph.
    Within(Scope, Box<Text>, Box<Text>),
}

/// What a figure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// Money; the currency is that of the [`Amount`].
    Money,
    /// A quantity of a type or unit, as it is indexed; of any when absent.
    Quantity(Option<String>),
}

/// How far apart the sides of SENTENCE and PARAGRAPH may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One sentence.
    Sentence,
    /// One paragraph.
    Paragraph,
}

/// A half-open range of days since 1970; `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Days {
    /// First day.
    pub from: Option<i32>,
    /// One past the last day.
    pub until: Option<i32>,
}

impl Days {
    /// True if an interval lies wholly inside; `end` is one past its last day, `None` if it has no
    /// end.
    pub fn hold(&self, first: i32, end: Option<i32>) -> bool {
        self.from.is_none_or(|from| first >= from)
            && match (end, self.until) {
                (_, None) => true,
                (Some(end), Some(until)) => end <= until,
                (None, Some(_)) => false,
            }
    }
}

/// A condition on a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// A host with its sub-domains, or the folded name of an outlet; or a pattern of these.
    Site(Pattern),
    /// An address in normal form, or a pattern of one.
    Url(Pattern),
    /// Language code.
    Lang(String),
    /// Document id.
    Id(String),
    /// Publication date.
    Published(Days),
    /// Day of capture.
    Captured(Days),
    /// A date in the text that lies wholly inside.
    Mentions(Days),
    /// An amount in the text.
    Money(Amount),
    /// Media type: `pdf`, `html`, `text`.
    Type(String),
    /// The document has this: `site`, `url`, `title`, `author`, `date`.
    Has(&'static str),
}

/// A condition on the figures a text states.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// ISO 4217 code or ticker, lower-cased; any currency when absent.
    pub currency: Option<String>,
    /// Lower bound, in major units.
    pub min: Bound<f64>,
    /// Upper bound, in major units.
    pub max: Bound<f64>,
}

impl Amount {
    /// True if a figure fits the bounds.
    pub fn holds(&self, figure: f64) -> bool {
        let above = match self.min {
            Bound::Included(min) => figure >= min,
            Bound::Excluded(min) => figure > min,
            Bound::Unbounded => true,
        };
        let below = match self.max {
            Bound::Included(max) => figure <= max,
            Bound::Excluded(max) => figure < max,
            Bound::Unbounded => true,
        };
        above && below
    }

    /// The bounds alone: `>=1000000<=5000000`.
    fn bounds(&self) -> String {
        let above = match self.min {
            Bound::Included(min) => format!(">={min}"),
            Bound::Excluded(min) => format!(">{min}"),
            Bound::Unbounded => String::new(),
        };
        let below = match self.max {
            Bound::Included(max) => format!("<={max}"),
            Bound::Excluded(max) => format!("<{max}"),
            Bound::Unbounded => String::new(),
        };
        format!("{above}{below}")
    }
}

impl Measure {
    /// True for money.
    pub(super) fn is_money(&self) -> bool {
        *self == Self::Money
    }
}

impl Text {
    /// True if a tag is part of it.
    pub(super) fn has_tag(&self) -> bool {
        match self {
            Self::AnyOf(items) => items.iter().any(Self::has_tag),
            Self::Near(a, b, _) | Self::Within(_, a, b) => a.has_tag() || b.has_tag(),
            text => text.is_tag(),
        }
    }

    /// True for a tag of any kind.
    pub(super) fn is_tag(&self) -> bool {
        matches!(self, Self::Tag(_) | Self::TagWild(_) | Self::Figure(..) | Self::When(_))
    }
}

impl fmt::Display for Node {
    /// The query as an S-expression, for `--explain`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("(all)"),
            Self::And(nodes) => list(f, "and", nodes),
            Self::Or(nodes) => list(f, "or", nodes),
            Self::Any(nodes) => list(f, "any", nodes),
            Self::Not(node) => write!(f, "(not {node})"),
            Self::Boost(node, boost) => write!(f, "(boost {boost} {node})"),
            Self::Named(node, tag) => write!(f, "(named {node} <{tag}>)"),
            Self::Text(Part::Whole, text) => write!(f, "{text}"),
            Self::Text(Part::Title, text) => write!(f, "(title {text})"),
            Self::Text(Part::Author, text) => write!(f, "(author {text})"),
            Self::Filter(filter) => write!(f, "{filter}"),
        }
    }
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, name: &str, items: &[T]) -> fmt::Result {
    write!(f, "({name}")?;
    for item in items {
        write!(f, " {item}")?;
    }
    f.write_str(")")
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) | Self::Run(word) => f.write_str(word),
            Self::Exact(word) => write!(f, "={word}"),
            Self::Wild(pattern) => write!(f, "(wild {pattern})"),
            Self::Fuzzy(word, distance) => write!(f, "(fuzzy {word} {distance})"),
            Self::Regex(expression) => write!(f, "(regex /{expression}/)"),
            Self::Tag(tag) => write!(f, "<{tag}>"),
            Self::TagWild(pattern) => write!(f, "<{pattern}>"),
            Self::Figure(Measure::Money, amount) => write!(f, "<money {amount}>"),
            Self::Figure(Measure::Quantity(unit), amount) => {
                write!(f, "<quantity {} {}>", amount.bounds(), unit.as_deref().unwrap_or("any"))
            }
            Self::When(days) => write!(f, "<date {days}>"),
            Self::Gap => f.write_str("_"),
            Self::Phrase(items) => list(f, "phrase", items),
            Self::Loose(items, extra) => list(f, &format!("loose/{extra}"), items),
            Self::AnyOf(items) => list(f, "any-of", items),
            Self::Near(a, b, distance) => write!(f, "(near/{distance} {a} {b})"),
            Self::Within(Scope::Sentence, a, b) => write!(f, "(sentence {a} {b})"),
            Self::Within(Scope::Paragraph, a, b) => write!(f, "(paragraph {a} {b})"),
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site(site) => write!(f, "[site {site}]"),
            Self::Url(pattern) => write!(f, "[url {pattern}]"),
            Self::Lang(lang) => write!(f, "[lang {lang}]"),
            Self::Id(id) => write!(f, "[id {id}]"),
            Self::Published(days) => write!(f, "[published {days}]"),
            Self::Captured(days) => write!(f, "[captured {days}]"),
            Self::Mentions(days) => write!(f, "[mentions {days}]"),
            Self::Money(amount) => write!(f, "[money {amount}]"),
            Self::Type(media) => write!(f, "[type {media}]"),
            Self::Has(what) => write!(f, "[has {what}]"),
        }
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |day: Option<i32>| day.map_or(String::new(), super::dates::iso_day);
        write!(f, "{}..{}", day(self.from), day(self.until))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.bounds())?;
        f.write_str(self.currency.as_deref().unwrap_or(" any currency"))
    }
}
