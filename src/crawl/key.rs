//! URLs as the crawler reads and compares them: the WHATWG URL standard, and a key that is the
//! same for two spellings of one page.

mod host;
mod parameter;
mod spell;

use url::Url;

/// Parses a link as a browser would (WHATWG URL), against the page it stands on.
///
/// `None` for what is no URL, and for the few hosts that are valid for a browser but can't be asked
/// for, such as a broken `xn--` label: [`href`] still spells those.
pub fn parse(input: &str, base: Option<&Url>) -> Option<Url> {
    read(input, base).ok()
}

/// The serialised URL that the WHATWG standard gives for a link.
///
/// It differs from [`parse`] in plain ASCII hosts whose `xn--` label is not valid Punycode: the
/// standard keeps them (domain to ASCII, not strict), the IDNA tables refuse them.
pub fn href(input: &str, base: Option<&Url>) -> Option<String> {
    match read(input, base) {
        Ok(url) => Some(url.into()),
        Err(url::ParseError::IdnaError) => host::kept(input, base),
        Err(_) => None,
    }
}

/// The crate's parser, with two steps of the standard that it lacks.
fn read(input: &str, base: Option<&Url>) -> Result<Url, url::ParseError> {
    let http = |url: &&Url| matches!(url.scheme(), "http" | "https");
    let slash = |sign: char| matches!(sign, '/' | '\\');
    let trimmed = input.trim_matches(|sign: char| sign <= ' ');
    let host = trimmed.trim_start_matches(slash);
    // "///host": a special scheme ignores any further slashes before its authority.
    let mut url = match base.filter(http) {
        Some(base) if trimmed.len() - host.len() > 2 => base.join(&format!("//{host}"))?,
        _ => Url::options().base_url(base).parse(input)?,
    };
    // The path percent-encode set has "^" since 2024.
    if !url.cannot_be_a_base() && url.path().contains('^') {
        let path = url.path().replace('^', "%5E");
        url.set_path(&path);
    }
    Ok(url)
}

/// Parses what a person types: `news.example/path` is read as `http://news.example/path`.
pub fn seed(input: &str) -> Option<Url> {
    let input = input.trim();
    let named = |url: &Url| url.has_host() || url.scheme() == "file";
    if let Some(url) = parse(input, None).filter(named) {
        return Some(url);
    }
    let start = input.split(['/', '?', '#']).next().unwrap_or_default();
    // "example.org:8080" parses as a scheme; a host has a dot, or is a name with a port.
    let host = start.contains('.') || start.contains(':');
    host.then(|| parse(&format!("http://{input}"), None)).flatten().filter(named)
}

/// The key of a page: equal for the spellings of one URL, and itself a URL that can be fetched.
///
/// Beyond the WHATWG serialisation: no fragment, no trailing dot of the host, runs of slashes as
/// one, unreserved characters decoded and others escaped in capitals (RFC 3986, 6.2.2), parameters
/// sorted by name, without tracking parameters, session ids and empty ones.
pub fn normalise(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    if let Some(host) = url.host_str().and_then(|host| host.strip_suffix('.')).map(str::to_owned) {
        // A host that is nothing but the dot stays what it was.
        let _ = url.set_host(Some(&host));
    }
    if url.cannot_be_a_base() {
        return url.into();
    }
    let path = spell::path(url.path());
    url.set_path(&path);
    let query = url.query().and_then(spell::query);
    url.set_query(query.as_deref());
    url.into()
}

/// The address as it is asked for: as it was found, without fragment, tracking parameters and
/// session ids. Order and spelling of what stays are the site's own.
pub fn request(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    if url.cannot_be_a_base() {
        return url;
    }
    if let Some(path) = spell::without_sessions(url.path()) {
        url.set_path(&path);
    }
    if let Some(query) = url.query() {
        let kept = spell::without_visit(query);
        if kept.len() < query.len() {
            url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(input: &str) -> String {
        normalise(&seed(input).unwrap())
    }

    #[test]
    fn spellings_of_one_page_have_one_key() {
        let page = "https://news.example/a/story?id=7&page=2";
        for spelling in [
            "https://NEWS.example:443/a/story?id=7&page=2#top",
            "https://news.example./a//story?page=2&id=7",
            "https://news.example/x/../a/%73tory?utm_source=x&id=7&page=2&fbclid=1",
            "https://news.example/a/story;jsessionid=0A1B2C3D4E5F60718293?id=7&page=2",
            "https://news.example/(S(abcdefghij0123456789abcd))/a/story?id=7&page=2",
            "https://news.example/a/story?id=7&page=2&PHPSESSID=cafe&sid=0123456789abcdef01",
        ] {
            assert_eq!(key(spelling), page, "{spelling}");
        }
    }

    #[test]
    fn what_is_asked_for_keeps_its_spelling() {
        for (found, asked) in [
            ("http://a.example/B?z=1&a=%7e&utm_source=x#f", "http://a.example/B?z=1&a=%7e"),
            ("http://a.example/?fbclid=1", "http://a.example/"),
            ("http://a.example//x?b&a=", "http://a.example//x?b&a="),
            ("http://a.example/x;jsessionid=0A1B?q=1", "http://a.example/x?q=1"),
            ("http://a.example/(S(abcdefghij0123456789abcd))/x", "http://a.example/x"),
        ] {
            assert_eq!(request(&seed(found).unwrap()).as_str(), asked);
        }
    }

    #[test]
    fn different_pages_keep_different_keys() {
        for (one, other) in [
            ("http://a.example/?id=1", "http://a.example/?id=2"),
            ("http://a.example/a%2Fb", "http://a.example/a/b"),
            ("http://a.example/?s=word", "http://a.example/?s=other"),
            ("http://a.example/?sid=12", "http://a.example/?sid=13"),
            ("http://a.example/x/", "http://a.example/x"),
            ("http://a.example/?q=a%26b", "http://a.example/?q=a&b"),
            ("http://a.example/p?a=1&a=2", "http://a.example/p?a=2&a=1"),
        ] {
            assert_ne!(key(one), key(other));
        }
    }

    #[test]
    fn a_key_is_its_own_key() {
        for url in [
            "http://a.example/%25%7e%zz/?%=%&b=%41|^`\"<>&&=&c",
            "http://a.example//../..//%2e%2E/x/%2e/",
            "https://web.example/save/http://b.example//x",
            "http://a.example/?u=http%3A%2F%2Fb.example%2F?c=d",
            "mailto:a@b.example",
        ] {
            let once = normalise(&parse(url, None).unwrap());
            assert_eq!(normalise(&parse(&once, None).unwrap()), once, "{url}");
        }
    }

    #[test]
    fn addresses_inside_a_path_stay_addresses() {
        let kept = "https://web.example/save/http://b.example/x";
        assert_eq!(key(kept), kept);
    }

    #[test]
    fn what_people_type() {
        assert_eq!(seed("news.example").unwrap().as_str(), "http://news.example/");
        assert_eq!(seed("localhost:8080/x").unwrap().as_str(), "http://localhost:8080/x");
        assert_eq!(seed(" https://b.example ").unwrap().as_str(), "https://b.example/");
        assert!(seed("words").is_none() && seed("").is_none());
    }

    #[test]
    fn broken_punycode_is_spelled_but_not_parsed() {
        let input = "http://user@XN--a.example:80/b?xn--a#c";
        assert!(parse("http://xn--pzzzzzz9/", None).is_none());
        let spelled = href("http://u:p@A.XN--pzzzzzz9:80/b?xn--pzzzzzz9", None);
        assert_eq!(spelled.as_deref(), Some("http://u:p@a.xn--pzzzzzz9/b?xn--pzzzzzz9"));
        assert!(href(input, None).is_some());
        assert!(href("http://xn--pzzzzzz9 x/", None).is_none());
    }
}
