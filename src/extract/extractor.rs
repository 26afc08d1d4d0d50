//! The extractor with recipes of one's own, and what it tells of its choices.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::explain::{Evidence, Trail};
use super::explanation::{Candidate, CharsetUsed, Explanation};
use super::metadata::Extras;
use super::sites::{Applied, Recipes};
use super::{Means, charset, read};
use crate::limits::INPUT_BYTES_MAX;
use crate::model::{Block, Capture, Details, Document, Flag, MediaKind, Warning};

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
        let mut told = Explanation {
            charset: CharsetUsed { name: charset.name(), decided_by: charset.decided_by() },
            ..Explanation::default()
        };
        let mut extras = Extras { details: Some(Details::default()), trail: Trail::on() };
        let (document, warnings) = self.read(capture, &mut extras, Some(&mut told));
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

/// Settles what was told when the choice is made.
pub(super) fn tell_choice(
    told: &mut Explanation,
    site: Option<&Applied<'_>>,
    (text, blocks): (&str, &[Block]),
    flags: &[Flag],
) {
    if let Some(site) = site {
        let (used, evidence) = site.told();
        told.evidence = evidence;
        told.recipe = Some(used);
    }
    let places = std::mem::take(&mut told.places);
    let mut lines: FxHashMap<&str, VecDeque<usize>> = FxHashMap::default();
    for (at, (line, _)) in places.iter().enumerate() {
        lines.entry(line).or_default().push_back(at);
    }
    let (mut missed, mut next) = (0, 0);
    let mut place = |block: &Block| {
        let known = lines.get_mut(block.span.of(text));
        // Blocks come in the order of the page; a line that stands twice is taken where it is due.
        let at = known.and_then(|known| {
            while known.len() > 1 && known.front().is_some_and(|at| *at < next) {
                known.pop_front();
            }
            known.front().copied()
        });
        next = at.map_or(next, |at| at + 1);
        missed += usize::from(at.is_none());
        at.and_then(|at| places.get(at)).map(|(_, path)| path.clone()).unwrap_or_default()
    };
    told.paths = blocks.iter().map(&mut place).collect();
    let by_recipe = site.is_some_and(Applied::has_body);
    let by_data = !blocks.is_empty() && missed == blocks.len();
    if by_data {
        let prose = text.chars().count() as u32;
        let view = "structured-data";
        told.candidates.insert(0, Candidate { view, path: String::new(), prose, chosen: true });
    }
    for candidate in &mut told.candidates {
        candidate.chosen = match candidate.view {
            _ if text.is_empty() => false,
            "structured-data" => by_data,
            "recipe" => by_recipe,
            _ => candidate.chosen && !by_data && !by_recipe,
        };
    }
    told.candidates.sort_by_key(|c| (!c.chosen, std::cmp::Reverse(c.prose)));
    told.body_reason = reason(told, text, flags);
}

fn reason(told: &Explanation, text: &str, flags: &[Flag]) -> String {
    if text.is_empty() {
        let kinds: Vec<String> =
            flags.iter().map(|f| format!("{:?} ({})", f.kind, f.evidence)).collect();
        let why = if kinds.is_empty() { "no prose".to_owned() } else { kinds.join(", ") };
        return format!("no text: {why}");
    }
    let Some(best) = told.candidates.iter().find(|c| c.chosen) else {
        return "the whole page".to_owned();
    };
    let why = match best.view {
        "recipe" => "the recipe of the site names it",
        "named-body" => "class, id or itemprop name it as the body, and most prose stands there",
        "article" => "an article element with most of the prose",
        "structured-data" => return "a script holds far more text than the page itself".to_owned(),
        _ => "the smallest element that holds nearly all of the prose",
    };
    format!("{}: {why} ({} characters)", best.path, best.prose)
}
