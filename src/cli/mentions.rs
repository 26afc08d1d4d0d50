//! `newsint money|dates|quantities|quotes`: tables of one kind of mention.

use clap::Args;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::exit::Exit;
use super::select::QueryWords;
use super::{SHORT_ID, Session};
use crate::corpus::{MentionFilter, MentionRow, Store};
use crate::error::{Error, Result};
use crate::export::contract;
use crate::model::{Kind, Modifier, Value};

pub(super) const MONEY_HELP: &str = "\
Examples:
  newsint money                                largest first
  newsint money --currency USD --min 100m 'crypto* theft'
  newsint money --json | jq .money.min";
pub(super) const DATES_HELP: &str = "\
Examples:
  newsint dates missile launch
  newsint dates --type DURATION --json";
pub(super) const QUANTITIES_HELP: &str = "\
Examples:
  newsint quantities --unit missile
  newsint quantities --type percent --min 5 inflation";
pub(super) const QUOTES_HELP: &str = "\
Examples:
  newsint quotes sanctions
  newsint quotes --speaker 'Anne Neuberger' --json
  newsint quotes --about 'sanction oil' --since 2024-01-01";

#[derive(Debug, Args)]
pub(super) struct Mentions {
    #[command(flatten)]
    query: QueryWords,
    /// Only this type: DATE TIME DURATION SET, or count ordinal percent measure
    #[arg(long = "type", value_name = "TYPE")]
    type_: Option<String>,
    /// Only amounts of at least this (1000000, 1.5m, 2bn)
    #[arg(long, value_name = "AMOUNT")]
    min: Option<String>,
    /// Only this currency, unit, speaker or TIMEX3 value
    #[arg(long, visible_aliases = ["currency", "unit", "speaker"], value_name = "NAME")]
    value: Option<String>,
    /// Only those with these words in them or around them (beginnings of words)
    #[arg(long, value_name = "WORDS")]
    about: Option<String>,
    /// Only documents published on this day or later (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Most rows
    #[arg(long, short = 'n', default_value_t = 50, value_name = "N")]
    limit: usize,
    /// One JSON object a line (schema newsint.mention/1)
    #[arg(long)]
    json: bool,
}

impl Mentions {
    pub(super) fn run(&self, session: &mut Session, kind: Kind) -> Result<Exit> {
        let store = Store::open_read(&session.home.database())?;
        let filter = MentionFilter {
            documents: self.query.sequences(session)?,
            label: self.type_.clone(),
            min: self.min.as_deref().map(amount).transpose()?,
            canonical: self.value.clone(),
            limit: if self.about.is_some() || self.since.is_some() {
                usize::MAX
            } else {
                self.limit
            },
        };
        let mut found = store.mentions(kind, &filter)?;
        found.retain(|row| self.wants(row));
        found.truncate(self.limit);
        if found.is_empty() {
            session.out.say("nothing found");
            return Ok(Exit::Nothing);
        }
        if self.json {
            for row in &found {
                session.out.json(&wire(row)?)?;
            }
            return Ok(Exit::Done);
        }
        if session.out.is_terminal() {
            let rows: Vec<_> = found.iter().map(short_cells).collect();
            let last = if kind == Kind::Quote { "words" } else { "context" };
            session.out.table(&[kind.as_str(), "published", "document", last], &rows)?;
        } else {
            let rows: Vec<_> = found.iter().map(cells).collect();
            session.out.table(header(kind), &rows)?;
        }
        Ok(Exit::Done)
    }
}

impl Mentions {
    /// True if a row is about what is asked and not too old.
    fn wants(&self, row: &MentionRow) -> bool {
        let text = if matches!(row.value, Value::Quote(_)) { &row.words } else { &row.context };
        let recent = |day: &Date| row.published.as_deref().is_some_and(|p| *p >= *day.to_string());
        self.since.as_ref().is_none_or(recent)
            && self.about.as_deref().is_none_or(|words| is_about(text, words))
    }
}

/// True if each of the words begins a word of the text, whatever the case.
fn is_about(text: &str, words: &str) -> bool {
    let text = text.to_lowercase();
    let held: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    words.to_lowercase().split_whitespace().all(|word| held.iter().any(|h| h.starts_with(word)))
}

/// `1000000`, `1.5m`, `2bn`, `3k` as a number.
fn amount(text: &str) -> Result<f64> {
    let lower = text.trim().to_ascii_lowercase().replace([',', '_', '$', '€', '£'], "");
    let scales = [("bn", 1e9), ("tn", 1e12), ("k", 1e3), ("m", 1e6), ("b", 1e9), ("t", 1e12)];
    let (digits, scale) = scales
        .into_iter()
        .find_map(|(suffix, scale)| lower.strip_suffix(suffix).map(|d| (d, scale)))
        .unwrap_or((&lower, 1.0));
    let number: Option<f64> = digits.trim().parse().ok().filter(|n: &f64| n.is_finite());
    number.map(|n| n * scale).ok_or_else(|| {
        Error::usage_hint(format!("{text:?} is not an amount"), "write 1000000, 1.5m or 2bn")
    })
}

fn header(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Money => &["min", "max", "currency", "mod", "published", "document", "context"],
        Kind::Date => &["type", "value", "from", "to", "published", "document", "context"],
        Kind::Quantity => &["min", "max", "unit", "mod", "published", "document", "context"],
        _ => &["speaker", "cue", "type", "published", "document", "words"],
    }
}

/// `1277000.5` as `1,277,000.5`.
fn group_digits(figure: &str) -> String {
    let (whole, rest) = figure.find('.').map_or((figure, ""), |at| figure.split_at(at));
    let digits = whole.trim_start_matches('-').len();
    let mut out = String::new();
    for (index, c) in whole.chars().enumerate() {
        let left = whole.len() - index;
        if index > whole.len() - digits && left % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

/// A figure with its bounds for people: `> 80`, `1.5 – 2`, `~ 1,000`.
fn figure(min: Option<Decimal>, max: Option<Decimal>, modifier: Modifier) -> String {
    let text =
        |n: Option<Decimal>| group_digits(&n.map_or(String::new(), |d| d.normalize().to_string()));
    let stated = text(min.or(max));
    match modifier {
        Modifier::Exact => stated,
        Modifier::Approx => format!("~ {stated}"),
        Modifier::MoreThan => format!("> {stated}"),
        Modifier::AtLeast => format!("≥ {stated}"),
        Modifier::LessThan => format!("< {stated}"),
        Modifier::AtMost => format!("≤ {stated}"),
        Modifier::Range => format!("{} – {}", text(min), text(max)),
        Modifier::Vague => "some".to_string(),
    }
}

/// The cells of a row for people: what, when published, document, words.
fn short_cells(row: &MentionRow) -> Vec<String> {
    let what = match &row.value {
        Value::Money(m) => {
            let currency = m.currency.clone().unwrap_or_else(|| m.candidates.join("|"));
            format!("{} {currency}", figure(m.min, m.max, m.modifier))
        }
        Value::Quantity(q) => {
            let unit = q.unit.as_deref().unwrap_or("");
            format!("{} {unit}", figure(q.min, q.max, q.modifier))
        }
        Value::Date(m) => m.value.clone(),
        Value::Quote(q) => q.speaker.clone().unwrap_or_default(),
        Value::Entity(_) | Value::Indicator(_) => String::new(),
    };
    let words = if matches!(row.value, Value::Quote(_)) { &row.words } else { &row.context };
    let id = row.document_id.get(..SHORT_ID).unwrap_or(&row.document_id);
    vec![what, row.published.clone().unwrap_or_default(), id.to_string(), words.clone()]
}

/// The cells of a row for programs.
fn cells(row: &MentionRow) -> Vec<String> {
    let number = |n: &Option<Decimal>| n.map(|d| d.normalize().to_string()).unwrap_or_default();
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let mut cells = match &row.value {
        Value::Money(m) => {
            let currency = m.currency.clone().unwrap_or_else(|| m.candidates.join("|"));
            vec![number(&m.min), number(&m.max), currency, m.modifier.as_str().to_string()]
        }
        Value::Date(m) => {
            vec![m.moment_type.as_str().to_string(), m.value.clone(), text(&m.start), text(&m.end)]
        }
        Value::Quantity(q) => {
            vec![number(&q.min), number(&q.max), text(&q.unit), q.modifier.as_str().to_string()]
        }
        Value::Quote(q) => {
            vec![text(&q.speaker), text(&q.cue), format!("{:?}", q.quote_type).to_lowercase()]
        }
        Value::Entity(_) | Value::Indicator(_) => Vec::new(),
    };
    let last = if matches!(row.value, Value::Quote(_)) { &row.words } else { &row.context };
    cells.extend([text(&row.published), row.document_id.clone(), last.clone()]);
    cells
}

/// The tag's contract form with its document and capture.
fn wire(row: &MentionRow) -> Result<Json> {
    let tag = contract::mention_parts(row.range, &row.words, &row.value, row.speaker);
    let mut line = json!({
        "schema": "newsint.mention/1",
        "document": row.document_id,
        "url": row.url,
        "published": row.published,
    });
    if let (Json::Object(line), Json::Object(tag)) = (&mut line, serde_json::to_value(&tag)?) {
        line.extend(tag);
        line.insert("context".to_string(), json!(row.context));
        line.insert(
            "capture".to_string(),
            json!({"sha256": row.sha256, "fetched_at": row.fetched_at}),
        );
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_for_people() {
        for (plain, grouped) in
            [("1277000.25", "1,277,000.25"), ("100", "100"), ("-1000", "-1,000"), ("", "")]
        {
            assert_eq!(group_digits(plain), grouped);
        }
    }

    #[test]
    fn what_a_quotation_is_about_is_told_by_beginnings_of_words() {
        assert!(is_about("“Sanctions on Iran’s oil”", "sanction iran"));
        assert!(!is_about("“Sanctions on oil”", "sanction iran"));
        assert!(!is_about("“Unsanctioned”", "sanction"));
    }

    #[test]
    fn amounts_take_suffixes() {
        let is = |text: &str, figure: f64| (amount(text).unwrap() - figure).abs() < 0.001;
        assert!(is("1.5m", 1_500_000.0));
        assert!(is("$2bn", 2e9));
        assert!(is("1,000", 1_000.0));
        assert!(amount("lots").is_err());
        assert!(amount("nan").is_err());
    }
}
