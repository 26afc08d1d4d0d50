//! Words of others inside our HTML and XML: the one place that makes them harmless.

use std::fmt::Write;

/// What stands for a character that is markup in a text or in an attribute in quotes of either kind.
fn entity(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => return None,
    })
}

/// Appends text for an HTML document that is read as it stands: all but markup is kept.
pub(crate) fn push_html(text: &str, out: &mut String) {
    for c in text.chars() {
        match entity(c) {
            Some(entity) => out.push_str(entity),
            None => out.push(c),
        }
    }
}

/// Text for an element or an attribute in quotes of either kind (XML 1.0, HTML): white space is
/// kept, characters that XML cannot hold become U+FFFD.
pub(crate) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if let Some(entity) = entity(c) {
            out.push_str(entity);
            continue;
        }
        match c {
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", c as u32);
            }
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_markup() {
        assert_eq!(
            xml("<a b='c' d=\"e\">&amp;\n"),
            "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;amp;&#10;"
        );
        assert_eq!(xml("\u{1}\u{ffff}x"), "\u{fffd}\u{fffd}x");
    }
}
