//! What a page forbids: `<meta name="robots">` and `X-Robots-Tag`.
//!
//! No standard; the words are those that the large search engines document. `unavailable_after` is
//! not heeded: it would need a clock.

/// What must not be done with a page.
#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Directives {
    /// The page must not be kept for search.
    pub noindex: bool,
    /// Its links must not be followed.
    pub nofollow: bool,
    /// No copy of it must be shown.
    pub noarchive: bool,
}

/// Directives with a value of their own; a colon after them names no crawler.
const VALUED: [&str; 4] =
    ["unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"];

impl Directives {
    /// Reads a `<meta>` tag. `agent` is the product token of the crawler: tags for others say
    /// nothing.
    pub fn from_meta(name: &str, content: &str, agent: &str) -> Self {
        let name = name.trim();
        let ours = name.eq_ignore_ascii_case("robots") || is_agent(name, agent);
        if ours { Self::of(content.split(',')) } else { Self::default() }
    }

    /// Reads one value of an `X-Robots-Tag` header: `noindex`, or `otherbot: noindex, nofollow`.
    pub fn from_header(value: &str, agent: &str) -> Self {
        let mut ours = true;
        let mut found = Self::default();
        for part in value.split(',') {
            let mut directive = part.trim();
            if let Some((name, rest)) = directive.split_once(':') {
                let name = name.trim();
                if VALUED.iter().any(|valued| name.eq_ignore_ascii_case(valued)) {
                    continue;
                }
                // The name holds for what follows it, up to the next name.
                ours = name == "*" || name.eq_ignore_ascii_case("robots") || is_agent(name, agent);
                directive = rest;
            }
            if ours {
                found = found.merge(Self::of(std::iter::once(directive)));
            }
        }
        found
    }

    /// Both together: what one of them forbids is forbidden.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            noindex: self.noindex || other.noindex,
            nofollow: self.nofollow || other.nofollow,
            noarchive: self.noarchive || other.noarchive,
        }
    }

    fn of<'a>(parts: impl Iterator<Item = &'a str>) -> Self {
        let mut found = Self::default();
        // Some write blanks or semicolons between them.
        let words = parts.flat_map(|part| part.split([' ', ';', '\t', '\n']));
        for word in words {
            match word.trim().to_ascii_lowercase().as_str() {
                "noindex" => found.noindex = true,
                "nofollow" => found.nofollow = true,
                "noarchive" | "nocache" => found.noarchive = true,
                "none" => (found.noindex, found.nofollow) = (true, true),
                _ => {}
            }
        }
        found
    }
}

/// Whether a name is that of the crawler; a version after it does not matter.
fn is_agent(name: &str, agent: &str) -> bool {
    let product = |text: &str| text.split('/').next().unwrap_or_default().trim().to_lowercase();
    let name = product(name);
    !name.is_empty() && name == product(agent)
}

#[cfg(test)]
mod tests {
    use super::Directives;

    fn shown(found: Directives) -> String {
        let flags = [(found.noindex, "i"), (found.nofollow, "f"), (found.noarchive, "a")];
        flags.iter().filter(|(set, _)| *set).map(|(_, letter)| *letter).collect()
    }

    #[test]
    fn meta_tags() {
        for (name, content, expected) in [
            ("robots", "noindex,nofollow", "if"),
            (" Robots", "NOINDEX , NoArchive", "ia"),
            ("newsint", "none", "if"),
            ("NewsInt/1.0", "nofollow", "f"),
            ("robots", "noindex nofollow; noarchive", "ifa"),
            ("googlebot", "noindex", ""),
            ("robots", "index, follow, max-snippet:-1", ""),
            ("robots", "noindexes", ""),
            ("description", "none", ""),
        ] {
            assert_eq!(
                shown(Directives::from_meta(name, content, "newsint")),
                expected,
                "{content}"
            );
        }
    }

    #[test]
    fn headers() {
        for (value, expected) in [
            ("noindex", "i"),
            ("noindex, nofollow", "if"),
            ("googlebot: noindex, nofollow", ""),
            ("googlebot: noindex, newsint: nofollow", "f"),
            ("newsint: none", "if"),
            ("noarchive, otherbot: noindex", "a"),
            ("unavailable_after: 25 Jun 2010 15:00:00 PST", ""),
            ("max-snippet: 0, noindex", "i"),
            ("*: noindex", "i"),
            ("", ""),
        ] {
            assert_eq!(shown(Directives::from_header(value, "newsint")), expected, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn anything_is_read_without_a_panic(value in ".{0,60}", name in ".{0,10}") {
            Directives::from_header(&value, &name);
            Directives::from_meta(&name, &value, &name);
        }
    }
}
