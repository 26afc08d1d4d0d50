//! Addresses that pages, feeds and site maps give.

use url::Url;

use crate::limits::LINK_BYTES_MAX;

use super::key;

/// The address of a page that can be fetched: `http` or `https`, resolved, without its fragment.
pub(super) fn page(href: &str, base: &Url) -> Option<Url> {
    let href = href.trim();
    if href.is_empty() || href.len() > LINK_BYTES_MAX {
        return None;
    }
    let mut url = key::parse(href, Some(base))?;
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > LINK_BYTES_MAX {
        return None;
    }
    if url.fragment().is_some() {
        url.set_fragment(None);
    }
    Some(url)
}
