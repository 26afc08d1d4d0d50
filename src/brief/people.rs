//! People and organisations with the forms of their names.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::cite::Cited;
use super::markdown::one_line;
use super::pool::Pool;
use super::types::{Line, Person};
use crate::model::{Label, Span, Value};

/// Most of each kind.
const EACH: usize = 10;
/// Most forms of one name.
const ALIASES: usize = 6;

/// What is known of one name.
struct Named<'d> {
    name: &'d str,
    label: Label,
    entity: Option<&'d str>,
    documents: BTreeSet<usize>,
    originals: BTreeSet<usize>,
    mentions: usize,
    /// Each form with how often it is used and where.
    forms: BTreeMap<String, Vec<(usize, Span)>>,
}

/// The people and organisations that most originals name; people first.
pub(super) fn people(pool: &Pool<'_>, cited: &mut Cited<'_, '_>) -> Vec<Person> {
    let mut all = named(pool);
    all.sort_by(|a, b| {
        let rank = |n: &Named<'_>| (n.originals.len(), n.mentions);
        rank(b).cmp(&rank(a)).then(a.name.cmp(b.name))
    });
    let mut out = Vec::new();
    for label in [Label::Person, Label::Org] {
        for named in all.iter().filter(|n| n.label == label).take(EACH) {
            out.push(Person {
                name: named.name.to_string(),
                label: named.label.as_str(),
                entity: named.entity.map(str::to_string),
                documents: named.documents.len(),
                mentions: named.mentions,
                aliases: aliases(pool, named, cited),
            });
        }
    }
    out
}

fn named<'d>(pool: &Pool<'d>) -> Vec<Named<'d>> {
    let mut places: FxHashMap<(Label, &'d str), usize> = FxHashMap::default();
    let mut all: Vec<Named<'d>> = Vec::new();
    for (document, stored) in pool.documents.iter().enumerate() {
        let origin = pool.origins.get(document).copied().unwrap_or(document);
        for mention in &stored.mentions {
            let Value::Entity(entity) = &mention.value else { continue };
            if !matches!(entity.label, Label::Person | Label::Org) || entity.canonical.is_empty() {
                continue;
            }
            let key = entity.entity.as_deref().unwrap_or(&entity.canonical);
            let at = *places.entry((entity.label, key)).or_insert_with(|| {
                all.push(Named {
                    name: &entity.canonical,
                    label: entity.label,
                    entity: entity.entity.as_deref(),
                    documents: BTreeSet::new(),
                    originals: BTreeSet::new(),
                    mentions: 0,
                    forms: BTreeMap::new(),
                });
                all.len() - 1
            });
            let Some(named) = all.get_mut(at) else { continue };
            named.documents.insert(document);
            named.originals.insert(origin);
            named.mentions += 1;
            let form = one_line(mention.span.of(&stored.document.text));
            named.forms.entry(form).or_default().push((document, mention.span));
        }
    }
    all
}

fn aliases(pool: &Pool<'_>, named: &Named<'_>, cited: &mut Cited<'_, '_>) -> Vec<Line> {
    let mut forms: Vec<_> = named.forms.iter().collect();
    forms.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(b.0)));
    let mut out = Vec::new();
    for (_, places) in forms.into_iter().take(ALIASES) {
        // A document that is cited anyway, if one has the form.
        let known = places.iter().find(|(document, _)| cited.knows(*document));
        let Some(&(document, span)) = known.or(places.first()) else { continue };
        out.push(Line {
            text: pool.text(document, span).to_string(),
            citations: cited.span(document, span).into_iter().collect(),
            borne_by: named.originals.len(),
        });
    }
    out
}
