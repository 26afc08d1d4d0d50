//! The extractor with recipes of one's own, and what it tells of its choices.

use std::sync::Arc;

use super::explain::{Evidence, Trail};
use super::explanation::{CharsetUsed, Explanation};
use super::metadata::Extras;
use super::sites::Recipes;
use super::{Means, charset, read};
use crate::limits::INPUT_BYTES_MAX;
use crate::model::{Capture, Details, Document, MediaKind, Warning};

/// Reads captures by a set of recipes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Extractor {
    recipes: Arc<Recipes>,
}

impl Default for Extractor {
    /// The extractor with the recipes that come with newsint.
    fn default() -> Self {
        Self { recipes: Recipes::built_in() }
    }
}

impl Extractor {
    /// An extractor with these recipes.
    pub fn with(recipes: Recipes) -> Self {
        Self { recipes: Arc::new(recipes) }
    }

    /// Reads a capture; see [`extract`](super::extract()).
    pub fn extract(&self, capture: &Capture) -> (Document, Vec<Warning>) {
        self.read(capture, &mut Extras::default(), None)
    }

    /// [`Self::extract`], with what the page says of itself beside the fields of a document.
    pub fn extract_with_details(&self, capture: &Capture) -> (Document, Details, Vec<Warning>) {
        let mut extras = Extras { details: Some(Details::default()), trail: Trail::default() };
        let (document, warnings) = self.read(capture, &mut extras, None);
        (document, extras.details.unwrap_or_default(), warnings)
    }

    /// The same document, and how it came to be. Costs more than [`Self::extract`].
    pub fn explain(&self, capture: &Capture) -> (Document, Vec<Warning>, Explanation) {
        let markup = capture.kind == MediaKind::Html;
        let body = capture.body.get(..INPUT_BYTES_MAX).unwrap_or(&capture.body);
        let charset = charset::decide(body, capture.charset.as_deref(), markup);
        let mut told = Explanation::default();
        let mut extras = Extras { details: Some(Details::default()), trail: Trail::on() };
        let (document, warnings) = self.read(capture, &mut extras, Some(&mut told));
        told.charset = CharsetUsed { name: charset.name(), decided_by: charset.decided_by() };
        told.details = extras.details.unwrap_or_default();
        let mut general = extras.trail.into_list();
        let by_recipe = told.recipe.as_ref().map_or(&[][..], |used| used.fits.as_slice());
        for evidence in general.iter_mut().filter(|e| e.chosen && by_recipe.contains(&e.field)) {
            evidence.chosen = false;
            "the recipe of the site goes first".clone_into(&mut evidence.reason);
        }
        told.evidence.append(&mut general);
        if !markup && told.candidates.is_empty() {
            "it is no page: what is left of its lines without furniture"
                .clone_into(&mut told.body_reason);
            told.evidence = of_text(&document);
        }
        (document, warnings, told)
    }

    fn read(
        &self,
        capture: &Capture,
        extras: &mut Extras,
        told: Option<&mut Explanation>,
    ) -> (Document, Vec<Warning>) {
        read(capture, Means { recipes: &self.recipes, extras, told })
    }
}

/// The facts of a text, which has one place for each.
fn of_text(document: &Document) -> Vec<Evidence> {
    let values = [
        ("title", Some(document.title.clone()).filter(|title| !title.is_empty())),
        ("author", Some(document.author.join("; ")).filter(|names| !names.is_empty())),
        ("published", document.published.map(|stamp| stamp.to_string())),
        ("site", document.site.clone()),
    ];
    let evidence = |(field, value): (&'static str, Option<String>)| {
        Some(Evidence {
            field,
            source: "the text".to_owned(),
            raw: value.clone()?,
            value,
            chosen: true,
            reason: "it stands at the beginning".to_owned(),
        })
    };
    values.into_iter().filter_map(evidence).collect()
}
