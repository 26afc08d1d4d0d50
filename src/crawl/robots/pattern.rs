//! Path patterns with `*` and `$`, compiled once and matched in linear time.

/// A compiled pattern: literal pieces with anything between them.
///
/// Leftmost matching of the pieces one after the other is exact for this language, because a
/// later place for a piece never helps the pieces behind it; so there is no backtracking.
#[derive(Debug, Clone)]
pub(in crate::crawl) struct Pattern {
    first: Vec<u8>,
    later: Vec<Vec<u8>>,
    /// `$`: the last piece ends the path.
    anchored: bool,
    /// A permission: it is matched as it was written.
    written: bool,
    length: usize,
}

/// A path and query, in the spellings patterns are compared with.
#[derive(Debug)]
pub(in crate::crawl) struct Path {
    /// As asked for, hexadecimal digits in upper case.
    written: Vec<u8>,
    /// The same with unreserved characters decoded.
    decoded: Vec<u8>,
    /// Decoded, all else escaped.
    normal: Vec<u8>,
}

impl Path {
    /// Prepares a path and query, or a whole URL, for matching.
    pub(in crate::crawl) fn new(path: &str) -> Self {
        let bytes = path.as_bytes();
        Self {
            written: respell(bytes, Spelling::default()),
            decoded: respell(bytes, Spelling { decode: true, ..Spelling::default() }),
            normal: respell(bytes, Spelling { decode: true, escape: true, signs: true }),
        }
    }
}

impl Pattern {
    /// Compiles the value of a rule; none for a value that matches no path.
    pub(super) fn compile(value: &str, written: bool) -> Option<Self> {
        value.starts_with(['/', '*']).then(|| Self::glob(value, written))
    }

    /// Compiles any pattern; the empty one matches everything.
    pub(in crate::crawl) fn glob(value: &str, written: bool) -> Self {
        let (value, mut anchored) = match value.strip_suffix('$') {
            Some(value) => (value, true),
            None => (value, false),
        };
        let spelling = Spelling { decode: !written, escape: true, signs: !written };
        let mut pieces = value.split('*').map(|piece| respell(piece.as_bytes(), spelling));
        let first = pieces.next().unwrap_or_default();
        let mut later: Vec<Vec<u8>> = pieces.collect();
        // "*$" ends anywhere.
        anchored &= later.last().is_none_or(|piece| !piece.is_empty());
        later.retain(|piece| !piece.is_empty());
        let normal = Spelling { decode: true, escape: true, signs: false };
        let length = respell(value.as_bytes(), normal).len() + usize::from(anchored);
        Self { first, later, anchored, written, length }
    }

    /// How specific the pattern is: octets of its normal form.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Whether the pattern matches the path from its start.
    pub(in crate::crawl) fn matches(&self, path: &Path) -> bool {
        if self.written {
            self.fits(&path.written) || self.fits(&path.decoded)
        } else {
            self.fits(&path.normal)
        }
    }

    fn fits(&self, path: &[u8]) -> bool {
        let Some(mut rest) = path.strip_prefix(self.first.as_slice()) else { return false };
        let mut pieces = self.later.as_slice();
        if self.anchored {
            let Some((last, others)) = pieces.split_last() else { return rest.is_empty() };
            let Some(head) = rest.strip_suffix(last.as_slice()) else { return false };
            (rest, pieces) = (head, others);
        }
        for piece in pieces {
            let Some(at) = memchr::memmem::find(rest, piece) else { return false };
            rest = rest.get(at + piece.len()..).unwrap_or_default();
        }
        true
    }
}

/// The path and query of a URL or of a path; a fragment is never sent.
pub(super) fn path_and_query(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let path = match url.split_once("://") {
        Some((scheme, rest)) if scheme.chars().all(|letter| letter.is_ascii_alphanumeric()) => {
            rest.find(['/', '?']).and_then(|at| rest.get(at..)).unwrap_or_default()
        }
        _ => url,
    };
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

/// How a path is spelled out.
#[derive(Debug, Clone, Copy, Default)]
struct Spelling {
    /// Decode unreserved characters (RFC 3986, 2.3).
    decode: bool,
    /// Escape everything outside ASCII.
    escape: bool,
    /// Escape `*` and `$`, which are signs of the pattern language.
    signs: bool,
}

fn respell(path: &[u8], spelling: Spelling) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == b'%'
            && let [high, low, tail @ ..] = after
            && let Some(value) = octet(*high, *low)
        {
            rest = tail;
            let plain = value.is_ascii_alphanumeric() || b"-._~".contains(&value);
            if spelling.decode && plain {
                out.push(value);
            } else {
                escape(&mut out, value);
            }
            continue;
        }
        let sign = matches!(byte, b'*' | b'$');
        if (spelling.signs && sign) || (spelling.escape && !byte.is_ascii()) {
            escape(&mut out, *byte);
        } else {
            out.push(*byte);
        }
    }
    out
}

fn octet(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    out.extend_from_slice(format!("%{byte:02X}").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Pattern::compile(pattern, false).unwrap().matches(&Path::new(path))
    }

    #[test]
    fn wildcards_and_anchors() {
        for (pattern, path, expected) in [
            ("/a*c", "/abbbc/d", true),
            ("/a*c$", "/abcbc", true),
            ("/a*c$", "/abcb", false),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
            ("*.pdf$", "/x/y.pdf", true),
            ("/a*ab$", "/ab", false),
            ("/a*$", "/abc", true),
            ("/a*b*$", "/ac", false),
            ("/$", "/", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
        assert!(Pattern::compile("", false).is_none());
    }

    #[test]
    fn a_ban_covers_every_spelling_and_a_permission_its_own() {
        assert!(matches("/%7euser", "/~user") && matches("/~user", "/%7Euser"));
        assert!(matches("/a%2A", "/a*") && !matches("/a%2A", "/ab"));
        assert!(!matches("/a%2Fb", "/a/b"));
        let rule = Pattern::compile("/%62az", true).unwrap();
        assert!(rule.matches(&Path::new("/%62az")) && !rule.matches(&Path::new("/baz")));
    }
}
