//! Query parameters that do not say which page is meant.

/// The table of names; its first lines say how it reads.
const TABLE: &str = include_str!("parameters.tsv");
/// Shortest value that can be a session token. Characters.
const TOKEN_CHARS: usize = 16;

/// Whether the parameter is about the visit and not about the page.
pub(super) fn is_about_the_visit(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t')).any(|(known, kind)| {
        let same = match known.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == known,
        };
        same && (kind != "token" || is_token(value))
    })
}

/// Whether the value could be a session token: long, of letters and digits both, no words.
fn is_token(value: &str) -> bool {
    value.len() >= TOKEN_CHARS
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
}
