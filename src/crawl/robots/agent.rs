//! Product tokens: how a crawler is named in robots.txt (RFC 9309, 2.2.1).

/// The product token of the value of a `User-agent` line, in lower case.
///
/// What follows the first word (a version, a comment) is not part of the name.
pub(super) fn group_token(value: &str) -> Option<String> {
    if value.split_whitespace().next() == Some("*") {
        return Some("*".to_owned());
    }
    token(value)
}

/// The product tokens that a crawler answers to, in lower case.
pub(super) fn tokens(agent: &str) -> Vec<String> {
    agent.split(',').flat_map(names).collect()
}

/// The tokens of one name: the name itself, or all products of a `User-Agent` header.
fn names(name: &str) -> Vec<String> {
    let name = name.trim();
    if name == "*" {
        return vec![name.to_owned()];
    }
    let mut words = name.split_whitespace();
    if let (Some(word), None) = (words.next(), words.next()) {
        return token(word).into_iter().collect();
    }
    // Several words are a header when one of them is a version; otherwise they name no product.
    let versioned =
        |word: &str| word.contains('/') || word.starts_with(|letter: char| letter.is_ascii_digit());
    if !name.split_whitespace().any(versioned) {
        return Vec::new();
    }
    let product = |word: &str| token(word.trim_start_matches('('));
    name.split_whitespace().filter(|word| !word.starts_with('+')).filter_map(product).collect()
}

fn token(value: &str) -> Option<String> {
    let part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let token: String = value.trim_start().chars().take_while(|letter| part(*letter)).collect();
    let named = token.chars().any(|letter| letter.is_ascii_alphabetic());
    named.then(|| token.to_ascii_lowercase())
}
