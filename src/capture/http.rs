//! HTTP messages as archives hold them.

use super::fields::Fields;
use crate::limits::HEADER_LINES_MAX;

/// The head of an HTTP response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Status code.
    pub status: u16,
    /// Header fields.
    pub fields: Fields,
    /// Where the body begins in the block. Bytes.
    pub body_at: usize,
}

/// Length of the head of an HTTP message: the lines up to and with the first blank one; all of the
/// block if there is none. `None` when the block does not begin like an HTTP message.
pub(super) fn head_length(block: &[u8]) -> Option<usize> {
    let mut lines = lines(block);
    let (first, _) = lines.next()?;
    // A status line begins, a request line ends with the version.
    let last_word = first.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
    if !first.starts_with(b"HTTP/") && !last_word.starts_with(b"HTTP/") {
        return None;
    }
    Some(lines.find(|(line, _)| line.is_empty()).map_or(block.len(), |(_, end)| end))
}

/// The lines of `block` without their line ends, each with the offset one past its line end.
fn lines(block: &[u8]) -> impl Iterator<Item = (&[u8], usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = block.get(at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr(b'\n', rest);
        let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        at += end.map_or(rest.len(), |end| end + 1);
        Some((line.strip_suffix(b"\r").unwrap_or(line), at))
    })
}

impl Head {
    /// The head of a response; `None` when the block does not begin with a status line. Lines may
    /// end in `\n` alone and be folded; lines that are no fields are passed over.
    pub fn parse(block: &[u8]) -> Option<Self> {
        let body_at = head_length(block)?;
        let mut lines = lines(block.get(..body_at).unwrap_or_default());
        let (status_line, _) = lines.next()?;
        let status_line = String::from_utf8_lossy(status_line);
        let mut words = status_line.split_ascii_whitespace();
        words.next().filter(|word| word.starts_with("HTTP/"))?;
        let status = words.next()?.parse().ok()?;
        let mut fields = Fields::default();
        for (line, _) in lines.take(HEADER_LINES_MAX) {
            fields.push_line(line);
        }
        Some(Self { status, fields, body_at })
    }

    /// Whether the body is said to be in chunked transfer coding.
    pub(super) fn is_chunked(&self) -> bool {
        self.fields.all("Transfer-Encoding").any(|value| {
            value.split(',').any(|coding| coding.trim().eq_ignore_ascii_case("chunked"))
        })
    }

    /// Content codings in the order in which they were applied, lower case.
    pub(super) fn content_codings(&self) -> Vec<String> {
        self.fields
            .all("Content-Encoding")
            .flat_map(|value| value.split(','))
            .map(|coding| coding.trim().to_ascii_lowercase())
            .filter(|coding| !coding.is_empty() && coding != "identity" && coding != "none")
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_with_either_line_end() {
        for block in [
            &b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\nbody"[..],
            b"HTTP/1.1 200 OK\nA: b\n c\n\nbody",
        ] {
            let head = Head::parse(block).unwrap();
            assert_eq!((head.status, head.fields.get("a")), (200, Some("b c")));
            assert_eq!(block.get(head.body_at..), Some(&b"body"[..]));
        }
    }

    #[test]
    fn heads_without_a_body_or_an_end() {
        assert_eq!(head_length(b"HTTP/1.1 200 OK\r\nA: b"), Some(21));
        assert_eq!(head_length(b"HTTP/1.1 304 Not Modified\r\n\r\n"), Some(29));
        assert_eq!(head_length(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nx"), Some(27));
        assert_eq!(head_length(b"<html>"), None);
        assert_eq!(head_length(b""), None);
        assert_eq!(Head::parse(b"GET / HTTP/1.1\r\n\r\n"), None);
        assert_eq!(Head::parse(b"HTTP/1.1 many\r\n\r\n"), None);
    }
}
