//! The extractor with recipes of one's own, and what it tells of its choices.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::explanation::{Candidate, CharsetUsed, Evidence, Explanation};
use super::metadata::Metadata;
use super::sites::{Applied, Recipes};
use super::{charset, read};
use crate::limits::INPUT_BYTES_MAX;
use crate::model::{Block, Capture, Document, Flag, MediaKind, Warning};

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
        read(capture, &self.recipes, None)
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
        let (document, warnings) = read(capture, &self.recipes, Some(&mut told));
        if !markup && told.candidates.is_empty() {
            "it is no page: what is left of its lines without furniture"
                .clone_into(&mut told.body_reason);
            let facts = (document.title.as_str(), document.author.as_slice());
            note(&mut told, facts, None, [document.published, document.modified], "the text");
        }
        (document, warnings, told)
    }
}

/// Notes what the general rules took.
pub(super) fn tell_metadata(meta: &Metadata, told: &mut Explanation) {
    let dates = [meta.published, meta.modified];
    note(told, (&meta.title, &meta.author), meta.site.as_deref(), dates, "the page");
}

fn note(
    told: &mut Explanation,
    (title, author): (&str, &[String]),
    site: Option<&str>,
    [published, modified]: [Option<crate::model::Stamp>; 2],
    source: &str,
) {
    let values = [
        ("title", Some(title.to_owned()).filter(|title| !title.is_empty())),
        ("author", Some(author.join("; ")).filter(|names| !names.is_empty())),
        ("published", published.map(|stamp| stamp.to_string())),
        ("modified", modified.map(|stamp| stamp.to_string())),
        ("site", site.map(ToOwned::to_owned)),
    ];
    told.evidence.extend(values.into_iter().filter_map(|(field, value)| {
        Some(Evidence {
            field,
            source: source.to_owned(),
            raw: value.clone()?,
            value,
            chosen: true,
            reason: "the general rules chose it".to_owned(),
        })
    }));
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
        for general in &mut told.evidence {
            if used.fits.contains(&general.field) {
                general.chosen = false;
                "the recipe of the site goes first".clone_into(&mut general.reason);
            }
        }
        told.evidence.splice(0..0, evidence);
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
