//! Text → resolved tags: the tagger and the resolver in one call, with what a document tells about
//! itself.

use crate::model::{Document, Label, Mention, Span};
use crate::resolve;
use crate::tag::{self, Context, Prefer};

/// Tags and resolves a text.
pub fn text(text: &str, context: &Context<'_>) -> Vec<Mention> {
    let mut mentions = tag::tag(text, context);
    resolve::resolve(text, &mut mentions);
    mentions
}

/// Resolves names whose places are given, in their order: who of them is who.
pub fn names(text: &str, places: &[(Span, Label)], context: &Context<'_>) -> Vec<Mention> {
    let mut mentions = tag::entity::given(text, places, context);
    resolve::resolve(text, &mut mentions);
    mentions
}

/// Tags and resolves a document: its language, publication date and country are the context.
pub fn document(document: &Document) -> Vec<Mention> {
    let context = Context {
        language: document.language.as_deref().unwrap_or(""),
        reference: document.published.map(|p| p.date),
        prefer: Prefer::Past,
        country: country_of(&document.url),
        ..Context::default()
    };
    text(&document.text, &context)
}

/// Country-code domains that are sold to anyone: no evidence of a country.
const GENERIC: &[&str] = &[
    "ac", "ai", "am", "cc", "co", "eu", "fm", "gg", "io", "la", "ly", "me", "nu", "sh", "su", "to",
    "tv", "ws",
];

/// ISO 3166 alpha-2 code (lower case, `gb` for `.uk`) of the country whose top-level domain the
/// host of `url` has.
pub fn country_of(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, h)| h);
    let host = host.split(':').next()?;
    let domain = host.rsplit('.').next()?;
    let is_code = domain.len() == 2 && domain.bytes().all(|b| b.is_ascii_lowercase());
    match domain {
        "uk" => Some("gb"),
        _ if is_code && !GENERIC.contains(&domain) => Some(domain),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_is_read_off_the_host() {
        assert_eq!(country_of("https://www.abc.net.au/x.kr"), Some("au"));
        assert_eq!(country_of("http://user@news.co.uk:80/"), Some("gb"));
        assert_eq!(country_of("https://example.io/"), None);
        assert_eq!(country_of("https://example.com"), None);
        assert_eq!(country_of("file:///a.de"), None);
        assert_eq!(country_of("nonsense"), None);
    }
}
