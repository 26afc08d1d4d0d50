//! Lines of JSONL files as inputs. A line is kept byte for byte; here it is only looked at.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use serde::Deserialize;
use serde::de::{Deserializer, Visitor};

use super::lines::{Line, Lines};
use super::{Feed, Item};
use crate::capture::fields::clean_uri;
use crate::capture::incoming::Incoming;
use crate::limits::INPUT_BYTES_MAX;
use crate::model::MediaKind;

/// A JSONL file.
pub(super) struct JsonlFeed {
    origin: String,
    url: String,
    lines: Option<Lines<Stream>>,
    told: u64,
    any: bool,
}

/// The file, plain or gzip.
enum Stream {
    Plain(BufReader<Counted>),
    Gzip(Box<BufReader<MultiGzDecoder<BufReader<Counted>>>>),
}

/// Counts what is read of a file.
struct Counted {
    file: File,
    count: u64,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}

impl Stream {
    fn stored_bytes(&self) -> u64 {
        match self {
            Self::Plain(reader) => reader.get_ref().count - reader.buffer().len() as u64,
            Self::Gzip(reader) => reader.get_ref().get_ref().get_ref().count,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(reader) => reader.read(buffer),
            Self::Gzip(reader) => reader.read(buffer),
        }
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Plain(reader) => reader.fill_buf(),
            Self::Gzip(reader) => reader.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        match self {
            Self::Plain(reader) => reader.consume(count),
            Self::Gzip(reader) => reader.consume(count),
        }
    }
}

impl JsonlFeed {
    /// Lines of `file`, which is known as `origin` to the user and has the address `url`.
    pub(super) fn new(origin: String, url: String, file: File, gzip: bool) -> Self {
        let reader = BufReader::with_capacity(64 * 1024, Counted { file, count: 0 });
        let stream = if gzip {
            let decoder = MultiGzDecoder::new(reader);
            Stream::Gzip(Box::new(BufReader::with_capacity(64 * 1024, decoder)))
        } else {
            Stream::Plain(reader)
        };
        let lines = Some(Lines::of_text(stream, INPUT_BYTES_MAX));
        Self { origin, url, lines, told: 0, any: false }
    }
}

impl Feed for JsonlFeed {
    fn next_item(&mut self, _passed_over: &mut u64) -> Option<Item> {
        let lines = self.lines.as_mut()?;
        let mut failed = false;
        let result = loop {
            match lines.next_line() {
                Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => {}
                Ok(Some(Line::Whole(line))) => break look_at(line),
                Ok(Some(Line::TooLong(length))) => {
                    let limit = INPUT_BYTES_MAX;
                    break Err(format!("line of {length} bytes is over the limit of {limit}"));
                }
                Ok(None) if self.any => return None,
                Ok(None) => {
                    failed = true;
                    break Err("no line in it".to_owned());
                }
                Err(error) => {
                    failed = true;
                    break Err(format!("cannot read on: {error}"));
                }
            }
        };
        self.any = true;
        let number = lines.number();
        let origin = format!("{}:{number}", self.origin);
        let position = lines.input().stored_bytes();
        let input_bytes = position - std::mem::replace(&mut self.told, position);
        if failed {
            self.lines = None;
        }
        Some(match result {
            Ok((url, line)) => {
                let url = url.unwrap_or_else(|| format!("{}#L{number}", self.url));
                let incoming = Incoming::resource(url, MediaKind::Item, line);
                Item { origin, input_bytes, result: Ok(incoming) }
            }
            Err(reason) => Item::rejected(origin, input_bytes, false, &reason),
        })
    }
}

/// Checks that a line is an item; its address, if it names one, and its bytes.
fn look_at(line: &[u8]) -> Result<(Option<String>, Vec<u8>), String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let text = std::str::from_utf8(line)
        .map_err(|error| format!("invalid UTF-8 at byte {}", error.valid_up_to() + 1))?;
    let item: Fields<'_> = serde_json::from_str(text).map_err(|error| {
        // The line number is the file's, told by the origin; within it the column counts.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        format!("bad JSON at column {}: {message}", error.column())
    })?;
    if item.text == Content::Absent && item.html == Content::Absent {
        return Err("neither \"text\" nor \"html\"".to_owned());
    }
    if item.text != Content::Words && item.html != Content::Words {
        return Err("empty text".to_owned());
    }
    let url = item.url.as_deref().map(clean_uri).filter(|url| !url.is_empty());
    Ok((url, line.to_vec()))
}

/// The fields of an item that are looked at here.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, default)]
    url: Option<Cow<'a, str>>,
    #[serde(default)]
    text: Content,
    #[serde(default)]
    html: Content,
}

/// A string whose words do not matter yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Content {
    #[default]
    Absent,
    Blank,
    Words,
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl Visitor<'_> for ContentVisitor {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<Content, E> {
        Ok(if text.trim().is_empty() { Content::Blank } else { Content::Words })
    }

    fn visit_unit<E>(self) -> Result<Content, E> {
        Ok(Content::Absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_lines_keep_their_bytes() {
        let line = br#"{"text":"a\u00e9","url":" http://a/b c","n":1.50,"x":[{"y":null}]}"#;
        let (url, bytes) = look_at(line).unwrap();
        assert_eq!(url.as_deref(), Some("http://a/b%20c"));
        assert_eq!(bytes, line);
        assert_eq!(look_at(br#"{"html":"<p>x","text":null,"url":null}"#).unwrap().0, None);
    }

    #[test]
    fn bad_lines_tell_why() {
        let cases: [(&[u8], &str); 7] = [
            (b"{\"text\":\"a\"", "bad JSON at column 11: EOF while parsing an object"),
            (b"{\"title\":\"a\"}", "neither \"text\" nor \"html\""),
            (b"{\"text\":\" \"}", "empty text"),
            (b"{\"text\":\"\xff\"}", "invalid UTF-8 at byte 10"),
            (b"{\"text\":7}", "bad JSON at column"),
            (b"[1]", "bad JSON at column"),
            (b"{\"text\":\"a\"} x", "bad JSON at column 14: trailing characters"),
        ];
        for (line, reason) in cases {
            let told = look_at(line).unwrap_err();
            assert!(told.starts_with(reason), "{told}");
        }
    }
}
