//! The lines of robots.txt, as forgiving as the parsers sites are tried against.

use std::borrow::Cow;
use std::time::Duration;

/// Bytes of one line that are read; the rest can't be part of a usable path.
const LINE_BYTES: usize = 2_083 * 8;

/// One line that means something.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'a> {
    Agent(&'a str),
    Rule { allow: bool, value: &'a str },
    Delay(Duration),
    Sitemap(&'a str),
}

/// The body as text: at most `max` bytes, without a byte order mark or a cut last line.
pub(super) fn text(body: &[u8], max: usize) -> Cow<'_, str> {
    let mut head = body.get(..max).unwrap_or(body);
    if head.len() < body.len() {
        let end = memchr::memrchr2(b'\n', b'\r', head).unwrap_or(0);
        head = head.get(..end).unwrap_or_default();
    }
    if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) {
        return encoding_rs::UTF_8.decode(head).0;
    }
    // A mark that lost its end is still no part of the first line.
    let mark = head.iter().zip([0xEF, 0xBB, 0xBF]).take_while(|(got, mark)| *got == mark).count();
    String::from_utf8_lossy(head.get(mark..).unwrap_or_default())
}

/// The meaningful lines; the others are skipped without closing a group.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    // A page of markup around the lines: its tags are no part of the values.
    let markup = text.trim_start().starts_with('<');
    text.split(['\n', '\r']).filter_map(move |line| read(line, markup))
}

fn read(line: &str, markup: bool) -> Option<Line<'_>> {
    let line = line.get(..line.floor_char_boundary(LINE_BYTES)).unwrap_or(line);
    let line = line.split('#').next().unwrap_or_default().trim();
    let (key, mut value) = match line.split_once(':') {
        Some((key, value)) => (key.trim(), value.trim()),
        None => two_words(line)?,
    };
    if markup {
        value = value.split('<').next().unwrap_or_default().trim();
    }
    let is = |names: &[&str]| names.iter().any(|name| starts_with(key, name));
    if is(&["user-agent", "useragent", "user agent"]) {
        Some(Line::Agent(value))
    } else if is(&["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"]) {
        Some(Line::Rule { allow: false, value })
    } else if is(&["allow"]) {
        Some(Line::Rule { allow: true, value })
    } else if is(&["crawl-delay", "crawldelay"]) {
        delay(value).map(Line::Delay)
    } else if is(&["sitemap", "site-map"]) {
        Some(Line::Sitemap(value)).filter(|_| !value.is_empty())
    } else {
        None
    }
}

/// `Disallow /x`: a line that lost its colon is read when it is exactly two words.
fn two_words(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(char::is_whitespace)?;
    let value = value.trim();
    (!value.contains(char::is_whitespace)).then_some((key, value))
}

fn starts_with(key: &str, name: &str) -> bool {
    key.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
}

/// Seconds, with a fraction, up to the first sign that is no digit.
fn delay(value: &str) -> Option<Duration> {
    let number = |letter: char| letter.is_ascii_digit() || letter == '.';
    let end = value.find(|letter| !number(letter)).unwrap_or(value.len());
    Duration::try_from_secs_f64(value.get(..end)?.parse().ok()?).ok()
}
