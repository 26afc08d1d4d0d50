//! Addresses of the network: URL, e-mail, domain, IP; defanged forms are undone in the value.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::model::IndicatorKind;

/// Top-level domains that count without a scheme: generic ones in wide use and the two-letter
/// country codes of outlets.
const TLDS: &[&str] = &[
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "name", "pro", "io", "co",
    "app", "dev", "xyz", "online", "site", "top", "club", "shop", "store", "tech", "cloud", "live",
    "news", "media", "blog", "network", "link", "onion", "eu", "uk", "us", "ca", "au", "nz", "ie",
    "de", "fr", "es", "pt", "nl", "be", "ch", "pl", "cz", "sk", "hu", "ro", "bg", "gr", "se", "no",
    "dk", "fi", "ee", "lv", "lt", "ru", "su", "ua", "by", "kz", "ge", "tr", "il", "ir", "iq", "sa",
    "ae", "qa", "kw", "eg", "ma", "tn", "za", "ng", "ke", "in", "pk", "bd", "lk", "np", "cn", "hk",
    "tw", "jp", "kr", "kp", "sg", "my", "id", "th", "vn", "ph", "mm", "kh", "br", "ar", "cl", "mx",
    "pe", "ve", "cu", "me", "tv", "cc", "ws", "to", "ly", "ai", "fm", "gg", "im", "pw", "tk", "ml",
    "ga", "cf", "gq", "asia", "mobi", "travel",
];
/// Country codes that are also words or name endings: they count after a scheme, `www` or a
/// hyphen-free long name only.
const WORDY: &[&str] = &[
    "in", "no", "so", "to", "me", "it", "is", "be", "my", "us", "at", "de", "am", "pm", "im", "co",
    "name", "link", "live", "news", "top", "pro", "media",
];

/// The network indicator a piece is, with its canonical value.
pub(super) fn read(piece: &str) -> Option<(IndicatorKind, String)> {
    let plain = refang(piece);
    if let Some(url) = url(&plain) {
        return Some((IndicatorKind::Url, url));
    }
    if let Some((local, host)) = plain.rsplit_once('@') {
        return email(local, host).map(|value| (IndicatorKind::Email, value));
    }
    if let Some(ip) = ip(&plain) {
        return Some((IndicatorKind::Ip, ip));
    }
    let changed = plain != piece;
    domain(&plain, changed).map(|value| (IndicatorKind::Domain, value))
}

/// Undoes defanging: `hxxp`, `[.]`, `(.)`, `[dot]`, `[:]`, `[at]`.
fn refang(piece: &str) -> String {
    let mut out = piece.to_string();
    if piece.contains(['[', '(', '{']) {
        for (from, to) in [
            ("[.]", "."),
            ("(.)", "."),
            ("{.}", "."),
            ("[dot]", "."),
            ("(dot)", "."),
            ("[:]", ":"),
            ("[://]", "://"),
            ("[@]", "@"),
            ("[at]", "@"),
            ("(at)", "@"),
        ] {
            out = out.replace(from, to);
        }
    }
    for (from, to) in [
        ("hxxps://", "https://"),
        ("hxxp://", "http://"),
        ("hXXps://", "https://"),
        ("hXXp://", "http://"),
    ] {
        if let Some(rest) = out.strip_prefix(from) {
            out = format!("{to}{rest}");
        }
    }
    out
}

fn url(plain: &str) -> Option<String> {
    let (scheme, rest) = plain.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https" | "ftp" | "ftps" | "sftp" | "ws" | "wss" | "tor")
    {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = (rest.get(..end)?, rest.get(end..)?);
    let host = authority.rsplit('@').next()?;
    let name = host.split(':').next()?;
    let named = host.starts_with('[') || name.contains('.') || name == "localhost";
    (named && !host.is_empty())
        .then(|| format!("{scheme}://{}{path}", authority.to_ascii_lowercase()))
}

fn email(local: &str, host: &str) -> Option<String> {
    let local = local.strip_prefix("mailto:").unwrap_or(local);
    let fits = !local.is_empty()
        && local.len() <= 64
        && local.chars().all(|c| c.is_alphanumeric() || "._%+-'".contains(c))
        && !local.starts_with('.');
    (fits && labels(host) && host.rsplit('.').next().is_some_and(is_tld_shape))
        .then(|| format!("{local}@{}", host.to_ascii_lowercase()))
}

/// IPv4 (with an optional port, which is kept) and IPv6; versions and section numbers such as
/// `1.2.3.4` of small parts count
/// as addresses too, being indistinguishable.
fn ip(plain: &str) -> Option<String> {
    let (host, port) = match plain.split_once(':') {
        Some((host, port)) if host.contains('.') => (host, Some(port)),
        _ => (plain, None),
    };
    if host.split('.').count() == 4 && host.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        let address: Ipv4Addr = host.parse().ok()?;
        let port_fits = port.is_none_or(|p| p.parse::<u16>().is_ok());
        return port_fits.then(|| port.map_or(address.to_string(), |p| format!("{address}:{p}")));
    }
    let colons = plain.matches(':').count();
    let hex = plain.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.');
    // A clock time has one or two colons and no empty group.
    if !hex || colons < 2 || (colons == 2 && !plain.contains("::")) {
        return None;
    }
    let address: Ipv6Addr = plain.parse().ok()?;
    (plain.len() > 3).then(|| address.to_string())
}

fn domain(plain: &str, defanged: bool) -> Option<String> {
    let end = plain.find(['/', ':', '?', '#']).unwrap_or(plain.len());
    let (host, path) = (plain.get(..end)?, plain.get(end..)?);
    if !labels(host) {
        return None;
    }
    let lower = host.to_ascii_lowercase();
    let tld = lower.rsplit('.').next()?;
    let www = lower.starts_with("www.");
    let first = lower.split('.').next()?;
    let capital =
        host.rsplit('.').next().is_some_and(|t| t.chars().next().is_some_and(char::is_uppercase))
            && !host.chars().all(|c| !c.is_lowercase());
    let listed = TLDS.contains(&tld) && !capital && first.len() > 1;
    let wordy = WORDY.contains(&tld) && lower.matches('.').count() < 2;
    if !(defanged && is_tld_shape(tld) || www || listed && !wordy) {
        return None;
    }
    // `site.com/path` is a URL without its scheme; its host is the indicator a reader can act on.
    path.is_empty()
        .then(|| lower.clone())
        .or_else(|| path.starts_with('/').then(|| format!("{lower}{path}")))
}

fn is_tld_shape(tld: &str) -> bool {
    tld.len() >= 2 && (tld.chars().all(char::is_alphabetic) || tld.starts_with("xn--"))
}

/// Labels of letters, digits and inner hyphens, at least two of them.
fn labels(host: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    host.len() <= 253 && host.contains('.') && host.split('.').all(label)
}
