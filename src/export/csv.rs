//! Comma-separated values after RFC 4180: one mention a row.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use super::rows::{Cell, MENTION, figure, of_mention, stamp};
use super::{Format, Rates, Written};
use crate::model::{CodePoints, Mention, StoredDocument, Value};

/// Further columns where amounts are also given in another currency.
const CONVERTED: [&str; 5] = ["to_currency", "to_min", "to_max", "rate", "rate_date"];

/// Writes one row for each mention.
pub(super) struct Mentions {
    rates: Option<Arc<Rates>>,
}

impl Mentions {
    /// A writer that also gives amounts by these rates.
    pub(super) fn new(rates: Option<Arc<Rates>>) -> Self {
        Self { rates }
    }

    /// The further columns of a mention; none without rates.
    fn converted(&self, stored: &StoredDocument, mention: &Mention) -> Vec<String> {
        let Some(rates) = &self.rates else { return Vec::new() };
        let converted = match &mention.value {
            Value::Money(money) => Rates::day_of(stored).and_then(|day| rates.convert(money, day)),
            _ => None,
        };
        converted.map_or_else(
            || vec![String::new(); CONVERTED.len()],
            |c| {
                vec![
                    c.currency.to_string(),
                    figure(c.min),
                    figure(c.max),
                    figure(Some(c.rate)),
                    c.rate_date.to_string(),
                ]
            },
        )
    }
}

impl Format for Mentions {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let further: &[&str] = if self.rates.is_some() { &CONVERTED } else { &[] };
        write_rows(out, |rows| rows.write_record(MENTION.iter().chain(further)))
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let points = CodePoints::new(&stored.document.text);
        let published = stamp(stored.document.published);
        write_rows(out, |rows| {
            for mention in &stored.mentions {
                let record = of_mention(stored, &points, &published, mention);
                for column in &record {
                    rows.write_field(field(column).as_bytes())?;
                }
                rows.write_record(self.converted(stored, mention))?;
            }
            Ok(())
        })?;
        Ok(Written::all(stored.mentions.len()))
    }
}

/// Hands a CSV writer (RFC 4180: CRLF, quotes where needed) over `out` to `fill`.
pub(super) fn write_rows(
    out: &mut dyn Write,
    fill: impl FnOnce(&mut csv::Writer<&mut dyn Write>) -> Result<(), csv::Error>,
) -> io::Result<()> {
    let mut rows =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
    fill(&mut rows)?;
    rows.flush()
}

/// One line of a table in CSV, of text cells that no spreadsheet takes for formulas.
pub fn csv_line(cells: &[&str]) -> io::Result<Vec<u8>> {
    let mut line: Vec<u8> = Vec::new();
    write_rows(&mut line, |rows| {
        let cells: Vec<_> = cells.iter().map(|text| cell(text)).collect();
        rows.write_record(cells.iter().map(|cell| cell.as_bytes()))
    })?;
    Ok(line)
}

/// A cell as it is written: figures as they are.
pub(super) fn field<'a>(column: &'a Cell<'_>) -> Cow<'a, str> {
    match column {
        Cell::Text(text) => cell(text),
        Cell::Number(number) => Cow::Borrowed(number),
    }
}

/// A text cell that no spreadsheet takes for a formula: `'` before `=`, `+`, `-`, `@`, their
/// full-width forms, tab and line breaks (OWASP, "CSV Injection"). A NUL, which many readers
/// refuse, becomes U+FFFD.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    match (formula, text.contains('\0')) {
        (false, false) => Cow::Borrowed(text),
        (true, false) => Cow::Owned(format!("'{text}")),
        (false, true) => Cow::Owned(text.replace('\0', "\u{fffd}")),
        (true, true) => Cow::Owned(format!("'{}", text.replace('\0', "\u{fffd}"))),
    }
}
