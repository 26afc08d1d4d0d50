//! Hosts with a broken `xn--` label.

use url::{Position, Url};

/// The URL with its host kept in lower case where a label of it is no valid Punycode.
///
/// The labels are set aside for plain ones, and put back into the serialised host. `None` when the
/// host is not plain ASCII, or wrong for another reason.
pub(super) fn kept(input: &str, base: Option<&Url>) -> Option<String> {
    let (before, host, after) = authority(input)?;
    if !host.is_ascii() || host.contains('%') {
        return None;
    }
    let mut changed = false;
    let mut labels: Vec<String> = Vec::new();
    for label in host.split('.') {
        let coded = label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("xn--"));
        changed |= coded;
        // Plain letters in place of the prefix: the rest is still checked as a host.
        let rest = label.get(4..).filter(|_| coded);
        labels.push(rest.map_or_else(|| label.to_owned(), |rest| format!("xx{rest}")));
    }
    if !changed {
        return None;
    }
    let stand_in = format!("{before}{}{after}", labels.join("."));
    let url = Url::options().base_url(base).parse(&stand_in).ok()?;
    let head = url.as_str().get(..url[..Position::BeforeHost].len())?;
    let tail = url.as_str().get(url[..Position::AfterHost].len()..)?;
    Some(format!("{head}{}{tail}", host.to_ascii_lowercase()))
}

/// The input around its host: before, host, from the port on.
fn authority(input: &str) -> Option<(&str, &str, &str)> {
    let slash = |sign: char| matches!(sign, '/' | '\\');
    let from = match input.find(':') {
        Some(colon) if !input.get(..colon)?.contains(slash) => colon + 1,
        _ => 0,
    };
    let from = from + input.get(from..)?.find(|sign: char| !slash(sign))?;
    let rest = input.get(from..)?;
    let end = rest.find(|sign: char| slash(sign) || matches!(sign, '?' | '#'));
    let authority = rest.get(..end.unwrap_or(rest.len()))?;
    let from = from + authority.rfind('@').map_or(0, |at| at + 1);
    let host = input.get(from..)?;
    let ends = |sign: char| slash(sign) || matches!(sign, ':' | '?' | '#') || sign <= ' ';
    let host = host.get(..host.find(ends).unwrap_or(host.len()))?;
    Some((input.get(..from)?, host, input.get(from + host.len()..)?))
}
