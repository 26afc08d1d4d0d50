//! Values as terms that sort like the values: amounts, intervals, addresses.

use tantivy::{f64_to_u64, u64_to_f64};
use url::Url;

/// First byte of the term of an amount of money among the tags.
pub(crate) const MONEY_MARK: &str = "$";
/// First byte of the term of a quantity among the tags.
pub(crate) const QUANTITY_MARK: &str = "#";
/// First byte of the term of a date among the tags.
const DAY_MARK: &str = "@";

/// `$usd:` or `#:`, and the figure as at most 16 hex digits that sort like the figure.
/// Zeros at the end are left out, which keeps the order.
pub(crate) fn figure_key(mark: &str, name: &str, figure: f64) -> String {
    let hex = format!("{:016x}", f64_to_u64(figure));
    format!("{mark}{}:{}", name.to_lowercase(), hex.trim_end_matches('0'))
}

/// The figure of a [`figure_key`].
pub(crate) fn figure_value(key: &str) -> Option<f64> {
    let (_, hex) = key.rsplit_once(':')?;
    u64::from_str_radix(&format!("{hex:0<16}"), 16).ok().map(u64_to_f64)
}

/// `@`, first day and one past the last day as 16 hex digits that sort by first day; an open end is
/// the last of all.
pub(crate) fn day_key(first: i32, end: Option<i32>) -> String {
    format!("{DAY_MARK}{:08x}{:08x}", sortable(first), end.map_or(u32::MAX, sortable))
}

fn sortable(day: i32) -> u32 {
    day.cast_unsigned() ^ 0x8000_0000
}

/// First day and one past the last day of a [`day_key`].
pub(crate) fn day_bounds(key: &str) -> Option<(i32, Option<i32>)> {
    let key = key.strip_prefix(DAY_MARK)?;
    let part = |range| u32::from_str_radix(key.get(range)?, 16).ok();
    let (first, end) = (part(0..8)?, part(8..16)?);
    let day = |sortable: u32| (sortable ^ 0x8000_0000).cast_signed();
    Some((day(first), (end != u32::MAX).then(|| day(end))))
}

/// An address without scheme, `www.`, fragment and closing slash; what is no address stays,
/// lower-cased.
pub(crate) fn normal_url(address: &str) -> String {
    let address = address.trim();
    let whole = if address.contains("://") {
        Url::parse(address)
    } else {
        Url::parse(&format!("http://{address}"))
    };
    let Ok(mut url) = whole else { return address.to_lowercase() };
    url.set_fragment(None);
    let host = url.host_str().unwrap_or("");
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|p| format!(":{p}")).unwrap_or_default();
    let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
    let path = url.path();
    let path = if query.is_empty() { path.trim_end_matches('/') } else { path };
    format!("{host}{port}{path}{query}")
}

/// The host of an address, lower-cased, without `www.`; empty if there is none.
pub(super) fn host(address: &str) -> String {
    let url = Url::parse(address).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or("");
    host.strip_prefix("www.").unwrap_or(host).to_lowercase()
}

/// A host and each of its parents: `a.b.c`, `b.c`, `c`.
pub(super) fn host_and_parents(host: &str) -> impl Iterator<Item = &str> {
    let dots = host.match_indices('.').map(|(at, _)| at + 1);
    std::iter::once(0).chain(dots).filter_map(|at| host.get(at..)).filter(|h| !h.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_sort_as_terms() {
        let mut last = String::new();
        for figure in [-5.0, 0.0, 0.01, 1.0, 999.0, 1e6, 1e12] {
            let key = figure_key(MONEY_MARK, "USD", figure);
            assert!(last < key);
            assert_eq!(figure_value(&key), Some(figure));
            last = key;
        }
    }

    #[test]
    fn days_round_trip() {
        for (first, end) in [(-3, Some(4)), (19_000, Some(19_031)), (5, None)] {
            assert_eq!(day_bounds(&day_key(first, end)), Some((first, end)));
        }
        assert!(day_key(-1, None) < day_key(0, None));
        assert_eq!(day_bounds("x"), None);
    }

    #[test]
    fn addresses_meet_in_one_form() {
        for address in [
            "https://www.Example.com/a/",
            "http://example.com/a#top",
            "example.com/a",
            " example.com/a ",
        ] {
            assert_eq!(normal_url(address), "example.com/a");
        }
        assert_eq!(normal_url("http://x/"), "x");
        assert_eq!(host_and_parents("a.b.c").collect::<Vec<_>>(), ["a.b.c", "b.c", "c"]);
    }
}
