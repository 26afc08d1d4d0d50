//! What class, id, role and itemprop values say of an element. The words are data: `vocab.tsv`.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;
use scraper::node::Element;

/// A set of marks, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::extract) struct Marks(u32);

impl Marks {
    /// The body of the article, by name.
    pub(in crate::extract) const BODY: Self = Self(1);
    /// A whole article: headline, byline, body and more.
    pub(in crate::extract) const ARTICLE: Self = Self(1 << 1);
    /// The main part of the page.
    pub(in crate::extract) const MAIN: Self = Self(1 << 2);
    /// Furniture: navigation, sharing, related links, newsletters, advertising.
    pub(in crate::extract) const DROP: Self = Self(1 << 3);
    /// Readers' comments.
    pub(in crate::extract) const COMMENT: Self = Self(1 << 4);
    /// Picture or video captions and credits.
    pub(in crate::extract) const CAPTION: Self = Self(1 << 5);
    /// Who wrote it.
    pub(in crate::extract) const BYLINE: Self = Self(1 << 6);
    /// When it was published.
    pub(in crate::extract) const DATE: Self = Self(1 << 7);
    /// The headline.
    pub(in crate::extract) const HEADLINE: Self = Self(1 << 8);
    /// Not shown.
    pub(in crate::extract) const HIDDEN: Self = Self(1 << 9);
    /// A wall that asks for money.
    pub(in crate::extract) const PAYWALL: Self = Self(1 << 10);
    /// A live blog.
    pub(in crate::extract) const LIVE: Self = Self(1 << 11);
    /// Overrides [`Marks::DROP`].
    pub(in crate::extract) const KEEP: Self = Self(1 << 12);
    /// A standfirst or lede.
    pub(in crate::extract) const DECK: Self = Self(1 << 13);

    /// Furniture if short; else the part of a text that is shown on demand.
    pub(in crate::extract) const FOLD: Self = Self(1 << 15);
    /// Furniture however much of the page it holds.
    pub(in crate::extract) const FOOT: Self = Self(1 << 16);
    /// Furniture on pages that are no article, too.
    pub(in crate::extract) const HARD: Self = Self(1 << 14);

    /// True if any mark of `other` is set.
    pub(in crate::extract) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets.
    pub(in crate::extract) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn named(name: &str) -> Self {
        match name {
            "body" => Self::BODY,
            "article" => Self::ARTICLE,
            "main" => Self::MAIN,
            "drop" => Self::DROP,
            "hard" => Self::DROP.with(Self::HARD),
            "comment" => Self::COMMENT,
            "caption" => Self::CAPTION,
            "byline" => Self::BYLINE,
            "date" => Self::DATE,
            "headline" => Self::HEADLINE,
            "paywall" => Self::PAYWALL,
            "live" => Self::LIVE,
            "keep" => Self::KEEP,
            "foot" => Self::DROP.with(Self::HARD).with(Self::FOOT),
            "fold" => Self::DROP.with(Self::FOLD),
            "deck" => Self::DECK,
            _ => Self::default(),
        }
    }
}

struct Table {
    matcher: Option<AhoCorasick>,
    marks: Vec<Marks>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows = include_str!("vocab.tsv").lines().filter(|l| !l.starts_with('#'));
    let (patterns, marks): (Vec<String>, Vec<Marks>) = rows
        .filter_map(|row| row.split_once('\t'))
        .flat_map(|(name, words)| words.split(',').map(move |w| (w.replace('_', " "), name)))
        .map(|(pattern, name)| (pattern, Marks::named(name)))
        .unzip();
    Table { matcher: AhoCorasick::new(&patterns).ok(), marks }
});

/// Looks values up, each distinct value once.
#[derive(Debug, Default)]
pub(super) struct Vocabulary<'a> {
    seen: FxHashMap<&'a str, Marks>,
    buffer: String,
}

impl<'a> Vocabulary<'a> {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// The marks of an element.
    pub(super) fn marks(&mut self, element: &'a Element) -> Marks {
        let mut marks = Marks::default();
        for (name, value) in element.attrs() {
            let more = match name {
                "class" | "id" | "data-testid" | "data-component" | "data-type" => {
                    self.look_up(value)
                }
                "rel" if value == "author" => Marks::BYLINE,
                "itemprop" => itemprop(value),
                "role" => role(value),
                "hidden" => Marks::HIDDEN,
                "aria-hidden" if value == "true" => Marks::HIDDEN,
                "style" if is_hidden_style(value) => Marks::HIDDEN,
                _ => continue,
            };
            marks = marks.with(more);
        }
        marks
    }

    fn look_up(&mut self, value: &'a str) -> Marks {
        if value.is_empty() || value.len() > 600 {
            return Marks::default();
        }
        if let Some(marks) = self.seen.get(value) {
            return *marks;
        }
        spell(value, &mut self.buffer);
        let marks = TABLE.matcher.iter().flat_map(|m| m.find_overlapping_iter(&self.buffer)).fold(
            Marks::default(),
            |marks, found| {
                let mark = TABLE.marks.get(found.pattern().as_usize()).copied();
                marks.with(mark.unwrap_or_default())
            },
        );
        self.seen.insert(value, marks);
        marks
    }
}

/// `articleBody main-text` → ` article body main text `.
fn spell(value: &str, out: &mut String) {
    out.clear();
    out.push(' ');
    // WordPress writes an article's own categories and tags among its classes.
    let own = |word: &&str| !word.starts_with("category-") && !word.starts_with("tag-");
    for word in value.split_whitespace().filter(own) {
        spell_word(word, out);
    }
}

fn spell_word(word: &str, out: &mut String) {
    let mut lower_before = false;
    for c in word.chars() {
        if c.is_ascii_uppercase() && lower_before {
            out.push(' ');
        }
        lower_before = c.is_ascii_lowercase() || c.is_ascii_digit();
        if c.is_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
}

/// schema.org properties as microdata.
fn itemprop(value: &str) -> Marks {
    match value.trim() {
        "articleBody" | "reviewBody" => Marks::BODY.with(Marks::KEEP),
        "headline" => Marks::HEADLINE,
        "author" | "creator" => Marks::BYLINE,
        "datePublished" | "dateCreated" => Marks::DATE,
        "comment" => Marks::COMMENT,
        "caption" | "copyrightHolder" => Marks::CAPTION,
        _ => Marks::default(),
    }
}

/// WAI-ARIA landmark roles.
fn role(value: &str) -> Marks {
    match value {
        "main" => Marks::MAIN,
        "article" => Marks::ARTICLE,
        "navigation" | "contentinfo" | "search" | "dialog" | "alertdialog" | "menu" | "menubar"
        | "toolbar" => Marks::DROP.with(Marks::HARD),
        "complementary" | "alert" => Marks::DROP,
        _ => Marks::default(),
    }
}

fn is_hidden_style(style: &str) -> bool {
    let mut squeezed = style.bytes().filter(|b| !b.is_ascii_whitespace());
    let Some(at) = memchr::memmem::find(style.as_bytes(), b"none") else {
        return memchr::memmem::find(style.as_bytes(), b"visibility").is_some()
            && memchr::memmem::find(style.as_bytes(), b"hidden").is_some();
    };
    at > 0 && memchr::memmem::find(style.as_bytes(), b"display").is_some() && {
        let flat: Vec<u8> = squeezed.by_ref().collect();
        memchr::memmem::find(&flat, b"display:none").is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        let mut out = String::new();
        spell("articleBody__main post-12", &mut out);
        assert_eq!(out, " article body main post 12 ");
    }

    #[test]
    fn values_are_read_word_by_word() {
        let mut v = Vocabulary::new();
        assert!(v.look_up("related-articles").any(Marks::DROP));
        assert!(v.look_up("share-bar").any(Marks::DROP));
        assert!(!v.look_up("shareholder-letter").any(Marks::DROP));
        assert!(v.look_up("entry-content").any(Marks::BODY));
        assert!(v.look_up("articleBody").any(Marks::BODY));
        assert!(is_hidden_style("color:red; display : none"));
        assert!(!is_hidden_style("display:block;background:none"));
    }
}
