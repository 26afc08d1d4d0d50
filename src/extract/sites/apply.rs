//! What a recipe finds on a page, and whether it can be what it is meant to be.

use scraper::Selector;

use super::Recipe;
use crate::extract::explain::Evidence;
use crate::extract::explanation::RecipeUsed;
use crate::extract::html::tree::Dom;
use crate::extract::lines::ends_sentence;
use crate::extract::metadata::{Metadata, author, date};
use crate::limits::{RECIPE_MATCHES_MAX, TITLE_CHARS_MAX};
use crate::model::{BlockKind, Capture, Stamp, Warning};

/// Text, in characters, below which a recipe's body is none.
const BODY_CHARS: usize = 80;
/// A body of a recipe that is so many times shorter than what is found without it is but a part.
const BODY_SHARE: usize = 5;

/// A recipe, applied to a page.
#[derive(Debug)]
pub(in crate::extract) struct Applied<'r> {
    recipe: &'r Recipe,
    /// The elements of the body, in order, none inside another.
    pub(in crate::extract) body: Vec<u32>,
    /// Elements that are no part of any text.
    pub(in crate::extract) removed: Vec<u32>,
    fits: Vec<&'static str>,
    misfits: Vec<&'static str>,
    evidence: Vec<Evidence>,
}

impl Recipe {
    /// Looks for everything the recipe names; title, authors and date go into `meta`.
    pub(super) fn apply(
        &self,
        dom: &Dom<'_>,
        capture: &Capture,
        meta: &mut Metadata,
    ) -> Applied<'_> {
        let mut applied = Applied {
            recipe: self,
            body: outermost(dom, &self.body),
            removed: outermost(dom, &self.remove),
            fits: Vec::new(),
            misfits: Vec::new(),
            evidence: Vec::new(),
        };
        let language = self.draft.language.as_ref();
        let month_first = language.or(meta.language.as_ref()).is_some_and(|language| {
            matches!(language.trim().to_ascii_lowercase().as_str(), "en" | "en-us")
        });
        let text = |index: u32| dom.text(index, 2_000);
        let fits = |t: &String| (1..=TITLE_CHARS_MAX).contains(&t.chars().count());
        let title = outermost(dom, &self.title).into_iter().map(text).find(fits);
        if let Some(title) = applied.take("title", &self.title, title, String::clone) {
            meta.title = title;
        }
        let names = outermost(dom, &self.author).into_iter().map(text).collect::<Vec<_>>();
        let names = Some(author::named_by(&names)).filter(|names| !names.is_empty());
        if let Some(names) = applied.take("author", &self.author, names, |n| n.join("; ")) {
            meta.author = names;
        }
        let stamp = |index: u32| -> Option<Stamp> {
            let node = dom.node(index)?;
            let mut attr =
                ["datetime", "content", "title"].iter().filter_map(|name| node.attr(name));
            let read = |text: &str| date::parse(text, !month_first);
            let stamp = attr.find_map(read).or_else(|| read(&dom.text(index, 200)));
            stamp.filter(|stamp| date::is_before(stamp, capture))
        };
        let stamps = outermost(dom, &self.published).into_iter().find_map(stamp);
        if let Some(stamp) = applied.take("published", &self.published, stamps, Stamp::to_string) {
            meta.published = Some(stamp);
        }
        if let Some(language) = language {
            meta.language = Some(language.clone());
        }
        applied
    }
}

impl Applied<'_> {
    /// Notes what a field of the recipe gave, if it has selectors.
    fn take<T>(
        &mut self,
        field: &'static str,
        selectors: &[Selector],
        found: Option<T>,
        say: impl Fn(&T) -> String,
    ) -> Option<T> {
        if selectors.is_empty() {
            return None;
        }
        let list = if found.is_some() { &mut self.fits } else { &mut self.misfits };
        list.push(field);
        let value = found.as_ref().map(say);
        self.evidence.push(Evidence {
            field,
            source: format!("recipe {}", self.recipe.name),
            raw: value.clone().unwrap_or_default(),
            chosen: value.is_some(),
            reason: match value {
                Some(_) => "the recipe of the site names the place".to_owned(),
                None => "nothing plausible stands where the recipe looks".to_owned(),
            },
            value,
        });
        found
    }

    /// Chooses between the text that the recipe's body gives and the one found without it.
    pub(in crate::extract) fn choose(
        &mut self,
        own: Vec<(BlockKind, String)>,
        general: Vec<(BlockKind, String)>,
    ) -> Vec<(BlockKind, String)> {
        if self.recipe.body.is_empty() {
            return general;
        }
        let length = |blocks: &[(BlockKind, String)]| -> usize {
            blocks.iter().map(|(_, text)| text.chars().count()).sum()
        };
        let fits = length(&own) >= BODY_CHARS
            && length(&own) * BODY_SHARE >= length(&general)
            && own.iter().any(|(_, text)| ends_sentence(text));
        let list = if fits { &mut self.fits } else { &mut self.misfits };
        list.push("body");
        if fits { own } else { general }
    }

    /// True if the text is that of the recipe's body.
    pub(in crate::extract) fn has_body(&self) -> bool {
        self.fits.contains(&"body")
    }

    /// Warns if a page with a text lacks what the recipe says every page has.
    pub(in crate::extract) fn warn(&self, warnings: &mut Vec<Warning>) {
        let missing: Vec<&str> =
            self.misfits.iter().copied().filter(|f| matches!(*f, "body" | "title")).collect();
        if !missing.is_empty() {
            let message = format!(
                "the recipe {} no longer fits: {} was read without it",
                self.recipe.draft.path.display(),
                missing.join(" and ")
            );
            warnings.push(Warning::new("recipe-misfit", message));
        }
    }

    /// What is told of it.
    pub(in crate::extract) fn told(&self) -> (RecipeUsed, Vec<Evidence>) {
        let used = RecipeUsed {
            file: self.recipe.draft.path.display().to_string(),
            fits: self.fits.clone(),
            misfits: self.misfits.clone(),
        };
        (used, self.evidence.clone())
    }
}

/// The elements that one of the selectors matches, in order; none inside another.
fn outermost(dom: &Dom<'_>, selectors: &[Selector]) -> Vec<u32> {
    let mut kept: Vec<u32> = Vec::new();
    let mut free_from = 0;
    for index in dom.select(selectors, RECIPE_MATCHES_MAX) {
        if index >= free_from {
            kept.push(index);
            free_from = dom.node(index).map_or(0, |node| node.end);
        }
    }
    kept
}
