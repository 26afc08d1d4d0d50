//! What a page says of itself beside title, authors and dates.

use super::gather::Found;
use super::jsonld::{Linked, plain};
use crate::extract::clean::{cut_chars, line};
use crate::model::{Details, Stamp};

/// Most tags kept.
const TAGS: usize = 30;
/// Longest tag or section. Characters.
const TAG_CHARS: usize = 60;
/// Longest description. Characters.
const DESCRIPTION_CHARS: usize = 2_000;

/// Everything but agency and dateline.
pub(super) fn read(
    found: &Found<'_>,
    ld: &Linked,
    (published, modified): (Option<Stamp>, Option<Stamp>),
    (canonical, captured): (Option<&str>, &str),
    description: &str,
) -> Details {
    Details {
        published_at: published.as_ref().and_then(moment),
        modified_at: modified.as_ref().and_then(moment),
        section: section(found, ld),
        tags: tags(found, ld),
        canonical: canonical.map(ToOwned::to_owned),
        image: image(found, ld, captured),
        description: Some(cut_chars(description, DESCRIPTION_CHARS).to_owned())
            .filter(|d| !d.is_empty()),
        ..Details::default()
    }
}

fn moment(stamp: &Stamp) -> Option<String> {
    (stamp.time.is_some() && stamp.offset_minutes.is_some()).then(|| stamp.to_string())
}

pub(super) fn section(found: &Found<'_>, ld: &Linked) -> Option<String> {
    let names = ["article:section", "og:article:section", "section", "parsely-section"];
    let own = found.meta(&names).map(|s| line(&plain(s))).or_else(|| ld.section.clone());
    own.filter(|s| (1..=TAG_CHARS).contains(&s.chars().count()) && !s.contains("://"))
}

/// `article:tag` is one tag an element; keywords are a list by commas. A list longer than any
/// editor writes, or one that is a sentence, is written for search engines and is left out.
fn tags(found: &Found<'_>, ld: &Linked) -> Vec<String> {
    let own = found.metas("article:tag");
    let mut tags: Vec<String> = Vec::new();
    if own.is_empty() {
        let words = found.meta(&["news_keywords", "keywords", "parsely-tags"]).map(plain);
        let mut list = ld.keywords.clone();
        if list.is_empty() {
            list.extend(words);
        }
        for words in &list {
            add_tags(&mut tags, words);
        }
    } else {
        for tag in own {
            add_tags(&mut tags, &plain(tag));
        }
    }
    if tags.len() > TAGS && own.is_empty() { Vec::new() } else { tags }
}

fn add_tags(tags: &mut Vec<String>, list: &str) {
    for tag in list.split([',', ';', '，', '、', '،']) {
        let tag = line(tag.trim_matches(|c: char| c.is_whitespace() || c == '#'));
        let fits = (1..=TAG_CHARS).contains(&tag.chars().count()) && !tag.contains("://");
        if fits && tags.len() <= TAGS && !tags.iter().any(|t| t.eq_ignore_ascii_case(&tag)) {
            tags.push(tag);
        }
    }
}

fn image(found: &Found<'_>, ld: &Linked, captured: &str) -> Option<String> {
    let names = ["og:image", "og:image:secure_url", "og:image:url", "twitter:image"];
    let more = ["twitter:image:src", "parsely-image-url", "image"];
    let own = found.meta(&names).or_else(|| found.meta(&more)).or(ld.image.as_deref())?;
    let base = url::Url::parse(captured).ok();
    let url = match &base {
        Some(base) => base.join(own.trim()).ok()?,
        None => url::Url::parse(own.trim()).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}
