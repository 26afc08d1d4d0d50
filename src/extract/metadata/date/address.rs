//! A date in an address.

use super::parse;
use crate::model::Stamp;

/// A date in the path: `/2022/11/28/`, `/2022/nov/28/`, `/2022-11-28-`, `/20221128/`, or the stamp
/// an article number begins with: `AEN20221128103000315`.
pub(super) fn date(url: &str) -> Option<Stamp> {
    // An archive's address holds the moment of the copy, then the address of the page.
    let url = url.rfind("/http").and_then(|at| url.get(at + 1..)).unwrap_or(url);
    let path = url.split_once("://")?.1.split_once('/')?.1.split(['?', '#']).next()?;
    let path = crate::extract::clean::cut_bytes(path, 1_000);
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    let short = |p: &str| (1..=2).contains(&p.len()) && is_number(p);
    let parted = parts.windows(3).find_map(|w| match w {
        [y, m, d] if y.len() == 4 && is_number(y) && short(d) => {
            let named = m.len() >= 3 && m.bytes().all(|b| b.is_ascii_alphabetic());
            let text = match (short(m), named) {
                (true, _) => format!("{y}-{m}-{d}"),
                (_, true) => format!("{d} {m} {y}"),
                _ => return None,
            };
            parse(&text, true)
        }
        _ => None,
    });
    parted.or_else(|| parts.iter().find_map(|p| run(p))).filter(|s| s.date.year() >= 1990)
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

/// Eight digits, alone or at the head of a number long enough to hold a time of day as well.
fn run(part: &str) -> Option<Stamp> {
    let digits = part.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = part.len() - digits.len();
    let plain = digits.len() == 8 && letters <= 1;
    let long = (14..=20).contains(&digits.len()) && letters <= 4;
    let year = digits.starts_with("20") || (plain && digits.starts_with("199"));
    if !is_number(digits) || !year || !(plain || long) {
        return None;
    }
    if long {
        let hour: u8 = digits.get(8..10)?.parse().ok()?;
        let minute: u8 = digits.get(10..12)?.parse().ok()?;
        if hour > 23 || minute > 59 {
            return None;
        }
    }
    parse(digits.get(..8)?, true)
}

#[cfg(test)]
mod tests {
    #[test]
    fn dates_in_addresses() {
        let date = |u: &str| super::date(u).map(|s| s.to_string());
        for path in [
            "news/2022/11/28/x",
            "x-2022-11-28-y",
            "20221128/x",
            "world/2022/nov/28/x",
            "view/AEN20221128103000315",
            "article/A2022112810300005196",
        ] {
            let url = format!("https://a.example/{path}");
            assert_eq!(date(&url).as_deref(), Some("2022-11-28"), "{path}");
        }
        let copy = "https://archive.example/web/20171008220355/http://a.example/2017/01/26/x";
        assert_eq!(date(copy).as_deref(), Some("2017-01-26"));
        for path in ["article/20229999", "item/20221128103", "p/2022/28/x", "a/1669631400123"] {
            assert_eq!(date(&format!("https://a.example/{path}")), None, "{path}");
        }
    }
}
