//! The content of `<meta http-equiv="refresh">` (WHATWG HTML, 4.2.5.3).

use crate::limits::REFRESH_SECONDS_MAX;

/// The address in `5; url='…'`, when the delay is short enough to be a redirect.
pub(super) fn target(content: &str) -> Option<&str> {
    let content = content.trim_start();
    let digits = content.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let (delay, rest) = content.split_at_checked(digits)?;
    let delay: f64 = if delay.is_empty() { 0.0 } else { delay.parse().ok()? };
    if delay > REFRESH_SECONDS_MAX {
        return None;
    }
    let rest = rest.trim_start().trim_start_matches([';', ',']).trim_start();
    let named = rest.get(..3).filter(|name| name.eq_ignore_ascii_case("url"));
    let value = named.and_then(|_| rest.get(3..)?.trim_start().strip_prefix('='));
    let value = value.unwrap_or(rest).trim();
    let quoted =
        ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.split(*quote).next());
    Some(quoted.unwrap_or(value).trim()).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn redirects_by_refresh() {
        for (content, address) in [
            ("0;url=/a", Some("/a")),
            (" 5 ; URL = 'http://b.example/;x' ", Some("http://b.example/;x")),
            ("1.5,/c", Some("/c")),
            ("0; \"/d\" rest", Some("/d")),
            ("0; url=\"/e", Some("/e")),
            ("url=/f", Some("/f")),
            ("10; url=/g", Some("/g")),
            ("11; url=/h", None),
            ("300", None),
            ("", None),
            ("1.2.3; url=/i", None),
        ] {
            assert_eq!(target(content), address, "{content}");
        }
    }
}
