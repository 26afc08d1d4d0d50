//! Whose a URL is: the registrable domain, and the host that requests are spaced for.

use url::Url;

/// The registrable domain of a host by the Public Suffix List, private section included; in the
/// spelling of a given Unicode or Punycode host, which must be in lower case.
///
/// `None` for a public suffix itself, an IP address, or a malformed host.
pub fn registrable(host: &str) -> Option<&str> {
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.is_empty() || host.starts_with('.') || host.contains("..") {
        return None;
    }
    if host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok() {
        return None;
    }
    psl::domain_str(host)
}

/// The host of a URL, with its port where that is not the scheme's own: the unit of politeness.
/// Empty for a URL without a host.
pub fn host_key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registrable_domains() {
        for (host, expected) in [
            ("news.example.co.uk", Some("example.co.uk")),
            ("example.com.", Some("example.com")),
            ("co.uk", None),
            ("192.0.2.1", None),
            ("[2001:db8::1]", None),
            ("", None),
        ] {
            assert_eq!(registrable(host), expected, "{host}");
        }
    }

    #[test]
    fn hosts_of_politeness() {
        let key = |url: &str| host_key(&Url::parse(url).unwrap());
        assert_eq!(key("https://News.Example:443/x"), "news.example");
        assert_eq!(key("https://news.example:8443/x"), "news.example:8443");
        assert_eq!(key("http://[::1]:81/"), "[::1]:81");
    }
}
