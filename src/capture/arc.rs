//! Header lines of ARC 1 files, the format before WARC: `URL IP-address date type length`.

use super::fields::Fields;
use super::record::{HTTP_RESPONSE, RecordType};

/// An ARC header line, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    url: String,
    ip: String,
    date: String,
    media_type: String,
    /// Length of the block; `None` when the line states none that can be used.
    pub length: Option<u64>,
    /// The length as written.
    pub stated: String,
}

/// Whether a line may be the header of an ARC record.
pub(super) fn is_header(line: &[u8]) -> bool {
    parse(line).is_some()
}

/// Takes a header line apart. The URL may hold blanks, so the line is read from its end; version 2
/// has five more words (result, checksum, location, offset, file name) between type and length.
pub(super) fn parse(line: &[u8]) -> Option<Header> {
    let line = std::str::from_utf8(line).ok()?;
    let words: Vec<&str> = line.split(' ').collect();
    let (scheme, _) = words.first()?.split_once(':')?;
    if scheme.is_empty()
        || !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    {
        return None;
    }
    [5, 10].into_iter().find_map(|count| {
        let at = words.len().checked_sub(count)?;
        let (url, rest) = words.split_at_checked(at + 1)?;
        let date = digits(rest.get(1)?)?;
        let stated = (*rest.last()?).trim();
        Some(Header {
            url: url.join(" "),
            ip: (*rest.first()?).to_owned(),
            date,
            media_type: (*rest.get(2)?).to_owned(),
            length: stated.parse().ok(),
            stated: stated.to_owned(),
        })
    })
}

/// `20140216050221` (more digits are ignored) as RFC 3339.
fn digits(word: &str) -> Option<String> {
    let usable = (14..=18).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let part = |from: usize, to: usize| word.get(from..to);
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    usable.then(|| format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

impl Header {
    /// The record's type and its fields, named as in WARC.
    pub(super) fn describe(self, block: &[u8]) -> (RecordType, Fields) {
        let (record_type, content_type) = if self.url.starts_with("filedesc:") {
            (RecordType::Warcinfo, self.media_type)
        } else if block.starts_with(b"HTTP/") {
            (RecordType::Response, HTTP_RESPONSE.to_owned())
        } else {
            (RecordType::Resource, self.media_type)
        };
        let mut fields = Fields::default();
        fields.push("WARC-Type", record_type.as_str());
        fields.push("WARC-Target-URI", self.url);
        fields.push("WARC-Date", self.date);
        if self.ip.parse::<std::net::IpAddr>().is_ok_and(|ip| !ip.is_unspecified()) {
            fields.push("WARC-IP-Address", self.ip);
        }
        fields.push("Content-Type", content_type);
        fields.push("Content-Length", block.len().to_string());
        (record_type, fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_of_both_versions() {
        let one = parse(b"http://a/b c 93.184.216.119 20140216050221 text/html 1591").unwrap();
        assert_eq!((one.url.as_str(), one.length), ("http://a/b c", Some(1591)));
        assert_eq!(one.date, "2014-02-16T05:02:21Z");
        let two = b"http://a/ 1.2.3.4 20140216050221 text/html 200 sum - 12 f.arc.gz 77";
        assert_eq!(parse(two).unwrap().length, Some(77));
        assert_eq!(parse(b"http://a/ 1.2.3.4 20140216050221 text/html -1").unwrap().length, None);
        assert_eq!(parse(b"no header at all here"), None);
        assert_eq!(parse(b"a: b c d e f g h i j k l"), None);
    }
}
