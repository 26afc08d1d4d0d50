//! Site recipes: data that says where the pages of one site have their body, headline, byline and
//! date. The last resort, for layouts that no rule can know.
//!
//! What the page gives without a recipe always stands beside it: a field is taken from the recipe
//! only where its selectors match something that can be that field.

mod apply;

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;
use scraper::Selector;

pub(super) use self::apply::Applied;
use crate::config::{Located, SiteRecipe};
use crate::error::{Error, Result};
use crate::limits::SELECTOR_BYTES_MAX;
use crate::model::Capture;

/// The recipes that come with newsint: name and text. They are of invented outlets and show how
/// recipes are written; `tests/pages` has a page for each.
const BUILT_IN: &[(&str, &str)] = &[
    ("harbour-post.toml", include_str!("harbour-post.toml")),
    ("valley-wire.toml", include_str!("valley-wire.toml")),
    ("valley-wire-2018.toml", include_str!("valley-wire-2018.toml")),
];

static DEFAULT: LazyLock<Arc<Recipes>> = LazyLock::new(|| {
    let drafts = BUILT_IN.iter().map(|(name, text)| SiteRecipe::parse(text, name.as_ref()));
    // A test reads each of them; a broken one would be left out here.
    let read = drafts.filter_map(|draft| Recipe::new(&draft.ok()?).ok()).collect();
    Arc::new(Recipes::of(read))
});

/// Site recipes, ready for use.
#[derive(Debug)]
pub struct Recipes {
    list: Vec<Recipe>,
    /// Places in `list` by host name.
    hosts: FxHashMap<String, Vec<usize>>,
}

/// One recipe, its selectors compiled.
#[derive(Debug, Clone)]
struct Recipe {
    draft: SiteRecipe,
    name: String,
    body: Vec<Selector>,
    title: Vec<Selector>,
    author: Vec<Selector>,
    published: Vec<Selector>,
    remove: Vec<Selector>,
}

impl Recipes {
    /// The recipes that come with newsint.
    pub fn built_in() -> Arc<Self> {
        Arc::clone(&DEFAULT)
    }

    /// The user's recipes, and after them those that come with newsint. A selector that cannot be
    /// read is an error that names file and line.
    pub fn with(own: &[SiteRecipe]) -> Result<Self> {
        let mut list = own.iter().map(Recipe::new).collect::<Result<Vec<_>>>()?;
        list.extend(DEFAULT.list.iter().cloned());
        Ok(Self::of(list))
    }

    fn of(list: Vec<Recipe>) -> Self {
        let mut hosts: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, recipe) in list.iter().enumerate() {
            for host in &recipe.draft.hosts {
                hosts.entry(host.clone()).or_default().push(at);
            }
        }
        Self { list, hosts }
    }

    /// The first recipe for an address and the day of its capture; that of the longest host name.
    fn find(&self, url: &str, fetched_at: &str) -> Option<&Recipe> {
        let host = host(url)?.to_ascii_lowercase();
        let mut rest = host.as_str();
        loop {
            let at = self.hosts.get(rest).into_iter().flatten();
            let mut found = at.filter_map(|at| self.list.get(*at));
            if let Some(recipe) = found.find(|recipe| recipe.holds_on(fetched_at)) {
                return Some(recipe);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// Reads a page by the recipe of its site, if there is one.
    pub(super) fn apply<'r>(
        &'r self,
        dom: &super::html::tree::Dom<'_>,
        capture: &Capture,
        meta: &mut super::metadata::Metadata,
    ) -> Option<Applied<'r>> {
        let recipe = self.find(meta.url.as_deref().unwrap_or(&capture.url), &capture.fetched_at)?;
        Some(recipe.apply(dom, capture, meta))
    }
}

impl Recipe {
    fn new(draft: &SiteRecipe) -> Result<Self> {
        let compile = |list: &[Located]| -> Result<Vec<Selector>> {
            list.iter().map(|located| selector(draft, located)).collect()
        };
        let name = draft.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self {
            name,
            body: compile(&draft.body)?,
            title: compile(&draft.title)?,
            author: compile(&draft.author)?,
            published: compile(&draft.published)?,
            remove: compile(&draft.remove)?,
            draft: draft.clone(),
        })
    }

    fn holds_on(&self, fetched_at: &str) -> bool {
        let SiteRecipe { from, to, .. } = &self.draft;
        if from.is_none() && to.is_none() {
            return true;
        }
        let day = fetched_at.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok());
        day.is_some_and(|day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))
    }
}

fn selector(draft: &SiteRecipe, located: &Located) -> Result<Selector> {
    let Located { text, line } = located;
    let wrong = |message: String, hint: &str| {
        Error::usage_hint(format!("{}:{line}: {message}", draft.path.display()), hint)
    };
    // Both compare every element with all its siblings or all below it: too slow on large pages.
    let siblings = text.replace("~=", "").contains('~');
    if text.len() > SELECTOR_BYTES_MAX || siblings || text.contains(":has(") {
        let message = format!("the selector {text:?} may take too long");
        return Err(wrong(message, "write it without ~ and :has(), and shorter"));
    }
    Selector::parse(text).map_err(|error| {
        let message = format!("{text:?} is no CSS selector: {error}");
        wrong(message, "write for example \"div.story p\"")
    })
}

/// The host of an address, as written.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    host.split(':').next().map(|host| host.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipe_of_ours_is_read() {
        for (name, text) in BUILT_IN {
            Recipe::new(&SiteRecipe::parse(text, name.as_ref()).unwrap()).unwrap();
        }
        assert_eq!(Recipes::built_in().list.len(), BUILT_IN.len());
    }

    #[test]
    fn recipes_are_found_by_host_and_day() {
        let recipes = Recipes::built_in();
        let name = |url: &str, day: &str| recipes.find(url, day).map(|r| r.name.as_str());
        let now = "2024-05-01T00:00:00Z";
        assert_eq!(name("https://www.valley-wire.example/a", now), Some("valley-wire"));
        assert_eq!(name("http://valley-wire.example:80/a", "2018-05-01"), Some("valley-wire-2018"));
        assert_eq!(name("https://valley-wire.example/a", ""), None);
        assert_eq!(name("https://u@HARBOUR-POST.example./a", ""), Some("harbour-post"));
        assert_eq!(name("https://xharbour-post.example/a", now), None);
        assert_eq!(name("https://news.example/?u=https://harbour-post.example/", now), None);
        assert_eq!(name("file:///pages/a.html", now), None);
    }

    #[test]
    fn broken_selectors_name_file_and_line() {
        for bad in ["'div['", "'a ~ b'", "'p:has(b)'"] {
            let text = format!("host = 'a.example'\n\nbody = {bad}\n");
            let draft = SiteRecipe::parse(&text, "sites/a.toml".as_ref()).unwrap();
            let error = Recipes::with(&[draft]).unwrap_err();
            assert!(error.to_string().starts_with("sites/a.toml:3: "), "{error}");
        }
    }
}
