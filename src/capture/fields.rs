//! Named fields: the header lines of WARC records and HTTP messages.

/// Header lines in their order. Names compare without regard to case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Adds a field at the end.
    pub(super) fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Adds one line as read, without its line end: `Name: value`, or the continuation of the last
    /// field (a line that begins with a blank). False for a line that is neither.
    pub(super) fn push_line(&mut self, line: &[u8]) -> bool {
        let text = String::from_utf8_lossy(line);
        if text.starts_with([' ', '\t']) {
            let Some((_, value)) = self.0.last_mut() else { return false };
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(text.trim());
            return true;
        }
        match text.split_once(':') {
            Some((name, value)) if !name.trim().is_empty() => {
                self.push(name.trim(), value.trim());
                true
            }
            _ => false,
        }
    }

    /// The first value under `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every value under `name`, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Every field, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// `value` as it may stand in a header line: control characters (line ends above all) become
/// blanks, so that no value can forge a line of its own.
pub(super) fn field_value(value: &str) -> String {
    let clean: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.trim().to_owned()
}

/// `uri` without the characters that may not stand in a WARC-Target-URI: blanks and controls are
/// percent-encoded, surrounding blanks and angle brackets dropped.
pub(super) fn clean_uri(uri: &str) -> String {
    let uri = uri.trim();
    let uri = uri.strip_prefix('<').and_then(|u| u.strip_suffix('>')).unwrap_or(uri);
    let mut clean = String::with_capacity(uri.len());
    for c in uri.chars() {
        if c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '\u{feff}') {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).bytes();
            bytes.for_each(|byte| percent_encode(byte, &mut clean));
        } else {
            clean.push(c);
        }
    }
    clean
}

/// Appends `byte` as `%XX`.
pub(super) fn percent_encode(byte: u8, out: &mut String) {
    out.push('%');
    for digit in [byte >> 4, byte & 15] {
        let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
        out.push(digit.to_ascii_uppercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_lines_join_their_field() {
        let mut fields = Fields::default();
        assert!(fields.push_line(b"Content-Type: text/html;"));
        assert!(fields.push_line(b"\t charset=utf-8"));
        assert!(!fields.push_line(b"no colon"));
        assert!(!fields.push_line(b": nameless"));
        assert_eq!(fields.get("content-TYPE"), Some("text/html; charset=utf-8"));
        assert_eq!(fields.len(), 1);
    }

    #[test]
    fn values_cannot_forge_lines() {
        assert_eq!(field_value("a\r\nWARC-Type: x "), "a  WARC-Type: x");
        assert_eq!(clean_uri(" <http://a/b c\n> "), "http://a/b%20c%0A");
        assert_eq!(clean_uri("http://a/\u{3000}ü"), "http://a/%E3%80%80ü");
    }
}
