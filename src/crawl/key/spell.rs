//! One spelling for paths and queries (RFC 3986, 6.2.2).

use super::parameter;

/// The path in its one spelling, without session ids.
pub(super) fn path(path: &str) -> String {
    let spelled = respell(path, |_| false);
    let mut segments: Vec<&str> = Vec::new();
    let all = spelled.split('/').count();
    for (index, segment) in spelled.split('/').enumerate() {
        let middle = index > 0 && index + 1 < all;
        // The second slash of an address inside the path is not a doubled one.
        let address = segments.last().is_some_and(|last| last.ends_with(':'));
        if middle && ((segment.is_empty() && !address) || is_session(segment)) {
            continue;
        }
        segments.push(without_session(segment));
    }
    segments.join("/")
}

/// The query in its one spelling; none when nothing of it is left.
pub(super) fn query(query: &str) -> Option<String> {
    let spelled = respell(query, |byte| b"\"<>^`|".contains(&byte));
    let mut parameters: Vec<(&str, &str)> = spelled
        .split('&')
        .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
        .filter(|(name, value)| !name.is_empty() && !parameter::is_about_the_visit(name, value))
        .collect();
    // A stable sort: the order of parameters of one name may mean something.
    parameters.sort_by_key(|(name, _)| *name);
    let write = |(name, value): &(&str, &str)| {
        if value.is_empty() { (*name).to_owned() } else { format!("{name}={value}") }
    };
    let joined: Vec<String> = parameters.iter().map(write).collect();
    Some(joined.join("&")).filter(|query| !query.is_empty())
}

/// The path without session ids; `None` when it has none.
pub(super) fn without_sessions(path: &str) -> Option<String> {
    let kept: Vec<&str> =
        path.split('/').filter(|segment| !is_session(segment)).map(without_session).collect();
    Some(kept.join("/")).filter(|kept| kept.len() < path.len())
}

/// The query without parameters that are about the visit, otherwise as it was.
pub(super) fn without_visit(query: &str) -> String {
    let about = |parameter: &&str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        !parameter::is_about_the_visit(name, value)
    };
    query.split('&').filter(about).collect::<Vec<_>>().join("&")
}

/// ASP.NET without cookies: `/(S(…))/`.
fn is_session(segment: &str) -> bool {
    let inner = segment.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|inner| {
        matches!(inner.get(..2), Some("S(" | "X(" | "A(" | "F(")) && inner.ends_with(')')
    })
}

/// The segment without `;jsessionid=…` and its kind.
fn without_session(segment: &str) -> &str {
    let Some((page, parameter)) = segment.split_once(';') else { return segment };
    let name = parameter.split('=').next().unwrap_or_default();
    let known = ["jsessionid", "phpsessid", "sessionid", "sid"];
    if known.iter().any(|known| name.eq_ignore_ascii_case(known)) { page } else { segment }
}

/// Unreserved characters plain, other escapes in capitals, a lone `%` escaped.
fn respell(text: &str, escaped: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'%' {
            if escaped(*byte) || !byte.is_ascii() {
                push_escape(&mut out, *byte);
            } else {
                out.push(char::from(*byte));
            }
            continue;
        }
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let hexadecimal = digits.filter(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match hexadecimal.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(value) => {
                rest = after.get(2..).unwrap_or_default();
                let plain = value.is_ascii_alphanumeric() || b"-._~".contains(&value);
                if plain { out.push(char::from(value)) } else { push_escape(&mut out, value) }
            }
            None => push_escape(&mut out, b'%'),
        }
    }
    out
}

fn push_escape(out: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    for digit in [byte >> 4, byte & 15] {
        out.extend(DIGITS.get(usize::from(digit)).copied().map(char::from));
    }
}
