//! Words of others inside our HTML and XML: the one place that makes them harmless.

use std::fmt::Write;

/// Text for an element or an attribute in quotes of either kind (XML 1.0, HTML): white space is
/// kept, characters that XML cannot hold become U+FFFD.
pub(crate) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
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
