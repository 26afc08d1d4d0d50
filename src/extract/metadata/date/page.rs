//! When a page was published and changed: candidates from independent sources, compared.

use std::sync::LazyLock;

use super::labels::Label;
use super::shown::{self, Shown};
use super::{address, is_before, parse};
use crate::extract::explain::Trail;
use crate::extract::html::tree::Dom;
use crate::extract::metadata::gather::Found;
use crate::extract::metadata::jsonld::Linked;
use crate::model::stamp::days_from_epoch;
use crate::model::{Capture, Stamp};

/// The two dates of a page.
#[derive(Debug, Default)]
pub(in crate::extract) struct Dates {
    pub(in crate::extract) published: Option<Stamp>,
    pub(in crate::extract) modified: Option<Stamp>,
}

/// Names of meta elements: `names.tsv`.
static NAMES: LazyLock<[Vec<&'static str>; 2]> = LazyLock::new(|| {
    let row = |kind: &str| {
        let mut rows = include_str!("names.tsv").lines().filter_map(|r| r.split_once('\t'));
        rows.find(|(k, _)| *k == kind).map_or(Vec::new(), |(_, n)| n.split('|').collect())
    };
    [row("published"), row("modified")]
});

/// A date with its source.
#[derive(Debug, Clone)]
struct Candidate {
    stamp: Stamp,
    source: String,
    raw: String,
}

/// What to read of, and in which order days and months stand.
struct Page<'p, 'a> {
    found: &'p Found<'a>,
    ld: &'p Linked,
    capture: &'p Capture,
    day_first: bool,
}

/// Chooses the dates of a page. Nothing later than the capture is believed.
pub(in crate::extract) fn dates(
    dom: &Dom<'_>,
    (found, ld, capture): (&Found<'_>, &Linked, &Capture),
    headline: Option<u32>,
    trail: &mut Trail,
) -> Dates {
    let day_first = !is_month_first(found.language.unwrap_or(""), &capture.url);
    let page = Page { found, ld, capture, day_first };
    let stated = page.stated();
    let changed = page.changed();
    let by_url = page.candidate("URL", &capture.url, address::date(&capture.url));
    let doubt = stated.as_ref().is_none_or(|s| {
        changed.as_ref().is_some_and(|c| c.stamp == s.stamp)
            || by_url.as_ref().is_some_and(|u| days_apart(u.stamp, s.stamp) > 2)
    });
    let seen = if doubt || trail.is_on() {
        shown::near(dom, headline, &|t| page.check(t))
    } else {
        Vec::new()
    };
    // What is read only to be told decides nothing.
    let weighed = if doubt { seen.as_slice() } else { &[] };
    let (pick, reason) = page.choose(stated.as_ref(), changed.as_ref(), by_url.as_ref(), weighed);
    let late = || weighed.iter().find(|s| s.label == Some(Label::Modified)).map(of_shown);
    let modified = changed.or_else(late);
    let far = || {
        let marked = found.times.iter().chain(&found.dates).chain(&found.bylines).copied();
        shown::anywhere(dom, marked, &|t| page.check(t)).as_ref().map(of_shown)
    };
    let (pick, reason) = match pick {
        Some(pick) => (Some(pick), reason),
        None => (far(), "the only one in an element named for dates"),
    };
    let (pick, reason) = match (pick, &modified) {
        (Some(pick), _) => (Some(pick), reason),
        (None, Some(m)) if m.source.starts_with(IN_TEXT) || m.source.starts_with("json-ld") => {
            (Some(m.clone()), "the page tells no other date than that of a change")
        }
        (None, _) => (page.last_resort(), "named for the page, not for the article"),
    };
    if trail.is_on() {
        let all = stated
            .iter()
            .chain(&by_url)
            .cloned()
            .chain(seen.iter().filter(|s| s.label != Some(Label::Modified)).map(of_shown));
        tell(trail, all, pick.as_ref(), reason);
        if let Some(m) = &modified {
            let value = Some(m.stamp.to_string());
            trail.note("modified", &m.source, &m.raw, (value, true, "the first that is a date"));
        }
    }
    Dates { published: pick.map(|p| p.stamp), modified: modified.map(|m| m.stamp) }
}

fn tell(
    trail: &mut Trail,
    all: impl Iterator<Item = Candidate>,
    pick: Option<&Candidate>,
    reason: &str,
) {
    let same = |c: &Candidate| pick.is_some_and(|p| p.source == c.source && p.raw == c.raw);
    let mut told = false;
    for candidate in all.take(12) {
        let chosen = same(&candidate) && !told;
        told |= chosen;
        let agrees = pick.is_some_and(|p| p.stamp.date == candidate.stamp.date);
        let reason = match (chosen, agrees) {
            (true, _) => reason,
            (_, true) => "agrees with the chosen one",
            _ => "a source of more trust says otherwise",
        };
        let value = Some(candidate.stamp.to_string());
        trail.note("published", &candidate.source, &candidate.raw, (value, chosen, reason));
    }
    if let Some(pick) = pick.filter(|_| !told) {
        let value = Some(pick.stamp.to_string());
        trail.note("published", &pick.source, &pick.raw, (value, true, reason));
    }
}

/// How the source of a date in running text begins.
const IN_TEXT: &str = "text";

fn of_shown(shown: &Shown) -> Candidate {
    let place = if shown.marked { "date element" } else { IN_TEXT };
    let label = match shown.label {
        Some(Label::Published) => ", labelled as published",
        Some(Label::Modified) => ", labelled as changed",
        _ => "",
    };
    let source = format!("{place} {} texts from the headline{label}", shown.distance);
    Candidate { stamp: shown.stamp, source, raw: shown.raw.clone() }
}

fn days_apart(a: Stamp, b: Stamp) -> i32 {
    (days_from_epoch(a.date) - days_from_epoch(b.date)).abs()
}

impl Page<'_, '_> {
    fn check(&self, text: &str) -> Option<Stamp> {
        let stamp = parse(text, self.day_first)?;
        (stamp.date.year() >= 1990 && is_before(&stamp, self.capture)).then_some(stamp)
    }

    fn candidate(&self, source: &str, raw: &str, stamp: Option<Stamp>) -> Option<Candidate> {
        let stamp = stamp.filter(|s| is_before(s, self.capture))?;
        Some(Candidate { stamp, source: source.to_owned(), raw: raw.to_owned() })
    }

    fn read(&self, source: &str, raw: Option<&str>) -> Option<Candidate> {
        self.candidate(source, raw?, self.check(raw?))
    }

    fn meta(&self, names: &[&str]) -> Option<Candidate> {
        names.iter().find_map(|name| {
            let value = self.found.metas(name).iter().find(|v| self.check(v).is_some())?;
            self.read(&format!("meta {name}"), Some(value))
        })
    }

    /// What structured data and meta elements state of the article.
    fn stated(&self) -> Option<Candidate> {
        let [names, _] = &*NAMES;
        self.read("json-ld datePublished", self.ld.published.as_deref())
            .or_else(|| self.meta(names))
            .or_else(|| {
                self.read("broken json-ld datePublished", self.ld.loose_published.as_deref())
            })
    }

    fn changed(&self) -> Option<Candidate> {
        let [_, names] = &*NAMES;
        self.read("json-ld dateModified", self.ld.modified.as_deref())
            .or_else(|| self.meta(names))
            .or_else(|| self.read("broken json-ld dateModified", self.ld.loose_modified.as_deref()))
    }

    /// Weighs the sources against each other.
    fn choose(
        &self,
        stated: Option<&Candidate>,
        changed: Option<&Candidate>,
        by_url: Option<&Candidate>,
        seen: &[Shown],
    ) -> (Option<Candidate>, &'static str) {
        let first = seen.iter().find(|s| s.label != Some(Label::Modified));
        if let Some(stated) = stated {
            let agreed = by_url.filter(|u| days_apart(u.stamp, stated.stamp) > 2).and_then(|u| {
                seen.iter().find(|s| days_apart(s.stamp, u.stamp) <= 1).map(of_shown)
            });
            if let Some(agreed) = agreed {
                return (Some(agreed), "the page shows the day its address names");
            }
            // A template that writes one moment to both fields tells when the page was saved.
            let saved = changed.is_some_and(|c| c.stamp == stated.stamp);
            let other = first.filter(|s| saved && s.is_sure() && s.stamp.date < stated.stamp.date);
            if let Some(other) = other {
                let reason = "structured data gives one moment for both dates; the page shows this";
                return (Some(of_shown(other)), reason);
            }
            return (Some(stated.clone()), "stated for the article");
        }
        match (by_url, first) {
            (Some(url), Some(first)) if days_apart(url.stamp, first.stamp) <= 1 => {
                (Some(of_shown(first)), "nearest to the headline; the address agrees")
            }
            (Some(url), _) => (Some(url.clone()), "the address names it"),
            (None, Some(first)) => (Some(of_shown(first)), "nearest to the headline"),
            (None, None) => {
                (in_scripts(&self.found.raw, &|t| self.check(t)), "in the data of a script")
            }
        }
    }

    fn last_resort(&self) -> Option<Candidate> {
        self.read("json-ld datePublished of the page", self.ld.page_published.as_deref())
            .or_else(|| self.read("json-ld dateModified", self.ld.page_modified.as_deref()))
    }
}

/// Month first is the habit of the United States; pages that say plain `en` mostly come from
/// there, unless their address ends in the code of a country with another habit.
fn is_month_first(language: &str, url: &str) -> bool {
    let language = language.trim().to_ascii_lowercase().replace('_', "-");
    let host = url.split("://").nth(1).and_then(|r| r.split(['/', ':', '?', '#']).next());
    let top = host.and_then(|h| h.rsplit('.').next()).unwrap_or("");
    match language.as_str() {
        "en-us" | "en-ph" => true,
        "en" => !DAY_FIRST.contains(&top),
        _ => false,
    }
}

/// Countries that write English dates day first.
const DAY_FIRST: &[&str] = &[
    "uk", "ie", "au", "nz", "in", "za", "ng", "ke", "gh", "pk", "bd", "lk", "sg", "my", "hk", "mt",
    "zw", "ug", "tz", "zm", "na", "bw", "jm", "tt", "np", "eu", "de", "fr", "nl", "ch", "tr",
];

/// Keys under which page data outside schema.org gives the date, in order of trust.
const KEYS: &[&str] = &[
    "\"datePublished\"",
    "\"publishedAt\"",
    "\"published_at\"",
    "\"firstPublished",
    "\"publishDate\"",
    "\"publish_date\"",
    "\"publishedDate\"",
    "\"published_date\"",
    "\"publicationDate\"",
    "\"publication_date\"",
];

/// A date in the data that scripts carry, broken JSON included.
fn in_scripts(scripts: &[&str], check: &impl Fn(&str) -> Option<Stamp>) -> Option<Candidate> {
    KEYS.iter().find_map(|key| {
        scripts.iter().find_map(|script| {
            let at = memchr::memmem::find(script.as_bytes(), key.as_bytes())?;
            let rest = crate::extract::clean::cut_bytes(script.get(at + key.len()..)?, 120);
            let value = rest.split_once(':')?.1.trim_start().trim_start_matches('"');
            let raw = value.split(['"', ',', '}']).next()?;
            let source = format!("script {}", key.trim_matches('"'));
            Some(Candidate { stamp: check(raw)?, source, raw: raw.to_owned() })
        })
    })
}
