//! Values as terms that sort like the values: amounts, intervals, addresses.

use url::Url;

/// First byte of the term of an amount of money among the tags.
pub(crate) const MONEY_MARK: &str = "$";
/// First byte of the term of a quantity among the tags.
pub(crate) const QUANTITY_MARK: &str = "#";
/// First byte of the term of a date among the tags.
const DAY_MARK: &str = "@";

/// `$usd:` or `#:`, and the figure in decimal notation that sorts like the figure: sign, exponent
/// and digits, `1` `406` `15` for 1,500,000. Figures in texts have few digits, and so have the keys.
pub(crate) fn figure_key(mark: &str, name: &str, figure: f64) -> String {
    format!("{mark}{}:{}", name.to_lowercase(), decimal_key(figure))
}

/// Added to exponents of ten, so that all are three digits.
const EXPONENT_ZERO: i32 = 400;

fn decimal_key(figure: f64) -> String {
    let figure = figure.clamp(f64::MIN, f64::MAX);
    let shortest = format!("{:e}", figure.abs());
    let (digits, exponent) = shortest.split_once('e').unwrap_or(("0", "0"));
    let exponent = exponent.parse::<i32>().unwrap_or(0) + EXPONENT_ZERO;
    let digits = digits.chars().filter(char::is_ascii_digit);
    if figure > 0.0 {
        format!("1{exponent:03}{}", digits.collect::<String>())
    } else if figure < 0.0 {
        // The larger, the earlier: exponent and digits turned round, and the end after all digits.
        let turned = digits.filter_map(|d| d.to_digit(10)).map(|d| char::from(b'9' - d as u8));
        format!("-{:03}{}~", 999 - exponent, turned.collect::<String>())
    } else {
        "0".to_string()
    }
}

/// The figure of a [`figure_key`].
pub(crate) fn figure_value(key: &str) -> Option<f64> {
    let (_, key) = key.rsplit_once(':')?;
    if key == "0" {
        return Some(0.0);
    }
    let (sign, rest) = key.split_at_checked(1)?;
    let (exponent, digits) = rest.split_at_checked(3)?;
    let exponent: i32 = exponent.parse().ok()?;
    let (exponent, digits) = if sign == "-" {
        let turned = digits.strip_suffix('~')?.chars().filter_map(|d| d.to_digit(10));
        (999 - exponent, turned.map(|d| char::from(b'9' - d as u8)).collect())
    } else {
        (exponent, digits.to_string())
    };
    let (first, others) = digits.split_at_checked(1)?;
    let sign = sign.trim_start_matches('1');
    format!("{sign}{first}.{others}e{}", exponent - EXPONENT_ZERO).parse().ok()
}

/// `@`, first day as 8 hex digits that sort like the day, and the number of days in hex, or `~` for
/// an open end. Most dates are of one day, one month or one year, so the keys end alike, which a
/// dictionary of terms keeps once.
pub(crate) fn day_key(first: i32, end: Option<i32>) -> String {
    match end {
        Some(end) => format!("{}{:x}", day_prefix(first), end.max(first).abs_diff(first)),
        None => format!("{}~", day_prefix(first)),
    }
}

/// What the keys of all intervals begin with that begin on this day; sorts before them and after
/// those of earlier days.
pub(crate) fn day_prefix(first: i32) -> String {
    format!("{DAY_MARK}{:08x}", first.cast_unsigned() ^ 0x8000_0000)
}

/// First day and one past the last day of a [`day_key`].
pub(crate) fn day_bounds(key: &str) -> Option<(i32, Option<i32>)> {
    let (first, days) = key.strip_prefix(DAY_MARK)?.split_at_checked(8)?;
    let first = (u32::from_str_radix(first, 16).ok()? ^ 0x8000_0000).cast_signed();
    if days == "~" {
        return Some((first, None));
    }
    let days = u32::from_str_radix(days, 16).ok()?;
    Some((first, Some(first.checked_add_unsigned(days)?)))
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
        for figure in [
            f64::MIN,
            -12.0,
            -5.55,
            -5.5,
            -5.0,
            -0.25,
            0.0,
            5e-324,
            0.01,
            0.1,
            1.0,
            1.5,
            1.55,
            2.0,
            999.0,
            1e6,
            1_050_000.0,
            1.1e6,
            1e12,
            f64::MAX,
        ] {
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
