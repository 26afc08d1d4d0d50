//! Words of others inside our Markdown: shown as they are, never read as markup.

/// Escapes text for one line of Markdown (`CommonMark` and GitHub's flavour).
///
/// White space runs become one space; control, bidirectional and invisible format characters go;
/// what could begin markup, HTML, an entity, a link or an autolink gets a backslash.
pub(super) fn escape(text: &str) -> String {
    let clean = one_line(text);
    let mut out = String::with_capacity(clean.len() + 16);
    let mut before = ' ';
    let mut digits_only = true;
    for (at, c) in clean.char_indices() {
        let rest = clean.get(at + c.len_utf8()..).unwrap_or("");
        let opening = at == 0 && matches!(c, '#' | '>' | '+' | '-' | '=' | ':');
        let apart = rest.is_empty() || rest.starts_with(' ');
        let numbering = digits_only && at > 0 && matches!(c, '.' | ')') && apart;
        let always = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' | '|');
        let linking = match c {
            ':' => rest.starts_with("//") || scheme_ends(clean.get(..at).unwrap_or("")),
            '.' => clean.get(..at).unwrap_or("").to_ascii_lowercase().ends_with("www"),
            '@' => !before.is_whitespace() && rest.starts_with(char::is_alphanumeric),
            '&' => rest.starts_with(|n: char| n == '#' || n.is_ascii_alphabetic()),
            _ => false,
        };
        if opening || numbering || always || linking {
            out.push('\\');
        }
        out.push(c);
        digits_only &= c.is_ascii_digit();
        before = c;
    }
    out
}

fn scheme_ends(before: &str) -> bool {
    let before = before.to_ascii_lowercase();
    ["javascript", "data", "vbscript", "mailto", "xmpp", "file"].iter().any(|s| before.ends_with(s))
}

/// Runs of white space as one space, without characters that are not seen or that turn the line
/// round.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_hidden(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Control, bidi and invisible characters. The joiners stay: Persian and emoji are spelled with
/// them.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c as u32, 0xAD | 0x61C | 0x180E | 0x200B | 0x200E..=0x200F | 0x202A..=0x202E
            | 0x2060..=0x206F | 0xFEFF | 0xFFF9..=0xFFFB | 0xE0000..=0xE007F)
}

/// A web address as an autolink; anything else as escaped text.
pub(super) fn address(url: &str) -> String {
    let plain = url.chars().all(|c| !c.is_whitespace() && !is_hidden(c) && !"<>\"`\\|".contains(c));
    let lower = url.get(..8).unwrap_or("").to_ascii_lowercase();
    if plain && (lower.starts_with("http://") || lower.starts_with("https://")) {
        format!("<{url}>")
    } else {
        escape(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_others_is_inert() {
        for (text, shown) in [
            ("a\n\n# b\u{202e}c\u{7}", "a # bc"),
            ("# not a heading", "\\# not a heading"),
            ("1. no list", "1\\. no list"),
            ("1.4 billion", "1.4 billion"),
            ("[x](http://e.example)", "\\[x\\](http\\://e.example)"),
            ("<script>&lt;", "\\<script>\\&lt;"),
            ("see www.e.example or a@e.example", "see www\\.e.example or a\\@e.example"),
            ("AT&T paid $1 billion (3 * 4)", "AT\\&T paid $1 billion (3 \\* 4)"),
            ("U.S. – “5.5%”", "U.S. – “5.5%”"),
            ("| a | b |", "\\| a \\| b \\|"),
        ] {
            assert_eq!(escape(text), shown);
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(address("https://e.example/a?b=1"), "<https://e.example/a?b=1>");
        assert_eq!(address("javascript:alert(1)"), "javascript\\:alert(1)");
        assert_eq!(address("https://e.example/> <b>"), "https\\://e.example/> \\<b>");
    }
}
