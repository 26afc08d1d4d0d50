//! GDELT Global Knowledge Graph 2.1: 27 tab-separated columns without a header (GDELT GKG Codebook
//! 2.1, and what real files hold where the two differ). Offsets are exact code points.
//!
//! Themes, tone and counts need word lists that are not here: those columns are empty.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::passages::{one_line, seconds_of};
use super::{Format, Tokens, Written, places};
use crate::escape::xml;
use crate::model::{CodePoints, Label, Mention, QuantityType, StoredDocument, Value};

/// Writes rows.
pub(super) struct Gkg {
    tokens: Tokens,
    /// Rows written.
    rows: u64,
}

impl Gkg {
    /// A writer that counts words by `tokens`.
    pub(super) fn new(tokens: Tokens) -> Self {
        Self { tokens, rows: 0 }
    }
}

/// A value without the characters that part values: `;`, `,`, `#`, `|`, `<`, `>`.
fn value(text: &str) -> String {
    let plain = |c: char| if matches!(c, ';' | ',' | '#' | '|' | '<' | '>') { ' ' } else { c };
    one_line(&text.chars().map(plain).collect::<String>())
}

/// The columns that mentions fill.
#[derive(Default)]
struct Columns {
    locations: Vec<String>,
    places: Vec<String>,
    persons: Vec<String>,
    people: Vec<String>,
    orgs: Vec<String>,
    organizations: Vec<String>,
    dates: Vec<String>,
    quotations: Vec<String>,
    names: Vec<String>,
    amounts: String,
}

impl Columns {
    /// Puts a mention where it belongs; the reason if it cannot.
    fn put(&mut self, text: &str, points: &CodePoints<'_>, mention: &Mention) -> Option<Unfit> {
        let (start, end) = points.of_span(mention.span);
        match &mention.value {
            Value::Entity(entity) => {
                let name = value(&entity.canonical);
                if name.is_empty() {
                    return Some(Unfit::Empty);
                }
                self.names.push(format!("{name},{start}"));
                let (lower, named) = (name.to_lowercase(), format!("{name},{start}"));
                match entity.label {
                    Label::Person => add(&mut self.persons, &mut self.people, lower, named),
                    Label::Org => add(&mut self.orgs, &mut self.organizations, lower, named),
                    _ => {}
                }
                if let Some(p) = places::of(mention) {
                    let head =
                        format!("{}#{}#{}#{}", p.kind, value_of_place(p), p.fips, p.division);
                    let at = format!("{}#{}#{}", p.latitude, p.longitude, feature(p));
                    let place = format!("{head}##{at}#{start}");
                    add(&mut self.locations, &mut self.places, format!("{head}#{at}"), place);
                }
            }
            Value::Date(moment) => match date(&moment.value) {
                Some(date) => self.dates.push(format!("{date}#{start}")),
                None => return Some(Unfit::Date),
            },
            Value::Quote(quote) => {
                let words = value(mention.span.of(text));
                let cue = value(quote.cue.as_deref().unwrap_or(""));
                self.quotations.push(format!("{start}|{}|{cue}|{words}", end - start));
            }
            Value::Money(money) => {
                let Some(figure) = money.figure() else { return Some(Unfit::Figure) };
                let object = money.currency.clone().unwrap_or_else(|| money.candidates.join("/"));
                self.amount(figure, &object, start);
            }
            Value::Quantity(quantity) => {
                let Some(figure) = quantity.min.or(quantity.max) else {
                    return Some(Unfit::Figure);
                };
                if quantity.quantity_type == QuantityType::Ordinal {
                    return Some(Unfit::Other);
                }
                self.amount(figure, quantity.unit.as_deref().unwrap_or(""), start);
            }
            Value::Indicator(_) => return Some(Unfit::Other),
        }
        None
    }

    fn amount(&mut self, figure: rust_decimal::Decimal, object: &str, start: usize) {
        let _ = write!(self.amounts, "{},{},{start};", figure.normalize(), value(object));
    }
}

/// Why a mention has no place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unfit {
    Empty,
    Date,
    Figure,
    Other,
}

impl Unfit {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Empty, "names without a letter"),
        (Self::Date, "dates without year or day, times, durations"),
        (Self::Figure, "amounts without a figure"),
        (Self::Other, "ordinals and indicators"),
    ];
}

/// Adds a value to the list of different ones and to that of all.
fn add(different: &mut Vec<String>, all: &mut Vec<String>, one: String, every: String) {
    if !different.contains(&one) {
        different.push(one);
    }
    all.push(every);
}

fn value_of_place(place: &places::Place) -> String {
    one_line(&place.full_name().replace([';', '#', '|'], " "))
}

/// GDELT's feature id of a country is its FIPS code.
fn feature(place: &places::Place) -> &str {
    if place.is_country() { place.fips } else { place.geonames }
}

/// Resolution, month, day and year of a TIMEX3 value: 1 a year, 2 a month, 3 a day, 4 a day without
/// its year.
fn date(timex: &str) -> Option<String> {
    let value = timex.split('T').next()?;
    let parts: Vec<&str> = value.split('-').collect();
    let number = |part: &str, digits: usize, last: u32| {
        let fits = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u32>().ok().filter(|n| fits && *n > 0 && *n <= last)
    };
    match *parts.as_slice() {
        [year] => Some(format!("1#0#0#{}", number(year, 4, 9999)?)),
        [year, month] => Some(format!("2#{}#0#{}", number(month, 2, 12)?, number(year, 4, 9999)?)),
        ["XXXX", month, day] => {
            Some(format!("4#{}#{}#0", number(month, 2, 12)?, number(day, 2, 31)?))
        }
        [year, month, day] => Some(format!(
            "3#{}#{}#{}",
            number(month, 2, 12)?,
            number(day, 2, 31)?,
            number(year, 4, 9999)?
        )),
        _ => None,
    }
}

impl Format for Gkg {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let text = &stored.document.text;
        let points = CodePoints::new(text);
        let mut columns = Columns::default();
        let mut written = Written::default();
        let mut unfit = Vec::new();
        for mention in &stored.mentions {
            match columns.put(text, &points, mention) {
                None => written.mentions += 1,
                Some(reason) => unfit.push(reason),
            }
        }
        for (reason, words) in Unfit::ALL {
            written.leave(words, unfit.iter().filter(|u| **u == reason).count());
        }
        let words = (self.tokens)(text).iter().map(Vec::len).sum::<usize>();
        let row = row(stored, &columns, self.rows, words);
        self.rows += 1;
        out.write_all(row.join("\t").as_bytes())?;
        out.write_all(b"\n")?;
        Ok(written)
    }
}

fn row(stored: &StoredDocument, columns: &Columns, number: u64, words: usize) -> [String; 27] {
    let document = &stored.document;
    let captured = seconds_of(&stored.capture.fetched_at);
    let seconds = document.published.map_or(captured, |p| p.unix_seconds());
    let time = jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| "0".repeat(14), |t| t.strftime("%Y%m%d%H%M%S").to_string());
    let url = url::Url::parse(&document.url).ok();
    let host = url.as_ref().and_then(|u| u.host_str());
    let source = host
        .map(|h| psl::domain_str(h).unwrap_or(h).to_string())
        .or_else(|| document.site.clone())
        .map(|s| one_line(&s))
        .filter(|s| !s.is_empty());
    let web = url.is_some_and(|u| matches!(u.scheme(), "http" | "https"));
    let none = String::new;
    [
        format!("{time}-{number}"),
        time,
        if web { "1" } else { "2" }.to_string(),
        source.unwrap_or_else(|| "unknown".to_string()),
        one_line(&document.url),
        none(),
        none(),
        none(),
        none(),
        columns.locations.join(";"),
        columns.places.join(";"),
        columns.persons.join(";"),
        columns.people.join(";"),
        columns.orgs.join(";"),
        columns.organizations.join(";"),
        none(),
        columns.dates.join(";"),
        format!("wc:{words}"),
        none(),
        none(),
        none(),
        none(),
        columns.quotations.join("#"),
        columns.names.join(";"),
        columns.amounts.clone(),
        none(),
        extras(stored),
    ]
}

/// What GKG has no column for, as it keeps such things: small XML blocks.
fn extras(stored: &StoredDocument) -> String {
    let mut out = String::new();
    let mut put = |name: &str, text: &str| {
        let text = one_line(text);
        if !text.is_empty() {
            let _ = write!(out, "<{name}>{}</{name}>", xml(&text));
        }
    };
    let document = &stored.document;
    put("PAGE_AUTHORS", &document.author.join(";"));
    put("PAGE_TITLE", &document.title);
    if let Some(stamp) = document.published.filter(|p| p.time.is_some()) {
        let seconds = jiff::Timestamp::from_second(stamp.unix_seconds());
        let time = seconds.map(|t| t.strftime("%Y%m%d%H%M%S").to_string());
        put("PAGE_PRECISEPUBTIMESTAMP", &time.unwrap_or_default());
    }
    put("NEWSINT_DOCUMENT", &stored.id);
    put("NEWSINT_DIGEST", &stored.capture.sha256);
    put("NEWSINT_CAPTURED", &stored.capture.fetched_at);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_their_resolution() {
        assert_eq!(date("2022").unwrap(), "1#0#0#2022");
        assert_eq!(date("2022-10").unwrap(), "2#10#0#2022");
        assert_eq!(date("2022-10-03T10:00").unwrap(), "3#10#3#2022");
        assert_eq!(date("XXXX-10-03").unwrap(), "4#10#3#0");
        for value in ["P2Y", "2013-W11", "2024-Q1", "2024-13", "PAST_REF", "XXXX-11", ""] {
            assert!(date(value).is_none(), "{value}");
        }
    }
}
