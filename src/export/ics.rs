//! iCalendar (RFC 5545): one all-day event for each date of the text that is known to the day or to
//! a stretch of days, in the words of its sentence.

use std::io::{self, Write};

use jiff::civil::Date;

use super::passages::{Sentences, cut, one_line, seconds_of};
use super::{Format, Tokens, Written};
use crate::model::{StoredDocument, Value};

/// Writes a calendar.
pub(super) struct Calendar {
    tokens: Tokens,
}

impl Calendar {
    /// A writer that takes its sentences from `tokens`.
    pub(super) fn new(tokens: Tokens) -> Self {
        Self { tokens }
    }
}

/// Longest stretch that is an event: a month. Days.
const EVENT_DAYS_MAX: i64 = 31;
/// Longest summary. Characters.
const SUMMARY_CHARS: usize = 160;
/// Longest line without its end (RFC 5545, 3.1). Bytes.
const LINE_BYTES: usize = 75;

impl Format for Calendar {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        begin(out)
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let text = &stored.document.text;
        let sentences = Sentences::new(self.tokens, text);
        let mut written = Written::default();
        let (mut other, mut open, mut long) = (0, 0, 0);
        for (number, mention) in stored.mentions.iter().enumerate() {
            let Value::Date(moment) = &mention.value else {
                other += 1;
                continue;
            };
            let day =
                |d: &Option<String>| -> Option<Date> { d.as_deref()?.get(..10)?.parse().ok() };
            let (Some(start), Some(end)) = (day(&moment.start), day(&moment.end)) else {
                open += 1;
                continue;
            };
            let end = if end > start { end } else { start.tomorrow().unwrap_or(end) };
            let sentence = sentences.around(mention.span);
            let event = DayEvent {
                uid: format!("{}-{number}", stored.id),
                days: (start, end),
                words: sentence.of(text),
                title: &stored.document.title,
                url: &stored.document.url,
                fetched_at: &stored.capture.fetched_at,
                sha256: &stored.capture.sha256,
            };
            if !event.fits() {
                long += 1;
                continue;
            }
            event.write(out)?;
            written.mentions += 1;
        }
        written.leave("mentions other than dates", other);
        written.leave("dates that are not known to their ends", open);
        written.leave("stretches of more than a month", long);
        Ok(written)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        end(out)
    }
}

/// An event of one or more whole days, in the words of a source.
#[derive(Debug, Clone)]
pub struct DayEvent<'a> {
    /// Name that no other event has.
    pub uid: String,
    /// First day and the day after the last.
    pub days: (Date, Date),
    /// The sentence.
    pub words: &'a str,
    /// Headline of the document.
    pub title: &'a str,
    /// Address of the document.
    pub url: &'a str,
    /// Time of its capture, RFC 3339.
    pub fetched_at: &'a str,
    /// SHA-256 of the captured bytes.
    pub sha256: &'a str,
}

impl DayEvent<'_> {
    /// True unless the stretch is too long for an event: more than a month.
    pub fn fits(&self) -> bool {
        let (start, end) = self.days;
        end.duration_since(start).as_hours() / 24 <= EVENT_DAYS_MAX
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let day = |d: Date| format!("{:04}{:02}{:02}", d.year(), d.month(), d.day());
        let words = one_line(self.words);
        let stamp = jiff::Timestamp::from_second(seconds_of(self.fetched_at))
            .map_or_else(|_| String::new(), |t| t.strftime("%Y%m%dT%H%M%SZ").to_string());
        write_line(out, "BEGIN:VEVENT")?;
        write_line(out, &format!("UID:{}@newsint", self.uid))?;
        write_line(out, &format!("DTSTAMP:{stamp}"))?;
        write_line(out, &format!("DTSTART;VALUE=DATE:{}", day(self.days.0)))?;
        write_line(out, &format!("DTEND;VALUE=DATE:{}", day(self.days.1)))?;
        write_line(out, &format!("SUMMARY:{}", escape(&cut(&words, SUMMARY_CHARS))))?;
        let source = format!("{words}\n{}\nsha256 {}", one_line(self.title), self.sha256);
        write_line(out, &format!("DESCRIPTION:{}", escape(&source)))?;
        if url::Url::parse(self.url).is_ok() {
            write_line(out, &format!("URL:{}", one_line(self.url)))?;
        }
        write_line(out, "END:VEVENT")
    }
}

/// A calendar (RFC 5545) of these events.
pub fn calendar(events: &[DayEvent<'_>]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    begin(&mut out)?;
    for event in events {
        event.write(&mut out)?;
    }
    end(&mut out)?;
    Ok(out)
}

fn begin(out: &mut dyn Write) -> io::Result<()> {
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//newsint//newsint//EN"] {
        write_line(out, line)?;
    }
    Ok(())
}

fn end(out: &mut dyn Write) -> io::Result<()> {
    write_line(out, "END:VCALENDAR")
}

/// RFC 5545, 3.3.11.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            _ => out.push(c),
        }
    }
    out
}

/// Writes a content line, folded at character borders.
fn write_line(out: &mut dyn Write, line: &str) -> io::Result<()> {
    let mut rest = line;
    let mut room = LINE_BYTES;
    while rest.len() > room {
        let at = rest.floor_char_boundary(room);
        let (head, tail) = rest.split_at(at);
        write!(out, "{head}\r\n ")?;
        rest = tail;
        room = LINE_BYTES - 1;
    }
    write!(out, "{rest}\r\n")
}
