//! `name:value` and `<tag>` → conditions.

use jiff::civil::Date;

use super::ast::{Days, Filter, Node, Part, Text};
use super::dates::{is_relative, parse_days};
use super::lexer::error_at;
use super::money::parse_amount;
use super::pattern::{Pattern, within_distance};
use super::words::{Form, read};
use crate::error::{Error, Result};
use crate::index::{fold_name, normal_url, unit_key};

/// Fields and what they are read as; the first of a row is the name shown.
const FIELDS: &[&[&str]] = &[
    &["site", "source", "host", "domain"],
    &["url", "inurl"],
    &["title", "intitle"],
    &["author", "inauthor"],
    &["lang", "language"],
    &["id"],
    &["after", "since"],
    &["before", "until"],
    &["date", "published"],
    &["captured"],
    &["mentions"],
    &["money"],
    &["currency"],
    &["entity"],
    &["person"],
    &["org"],
    &["place"],
    &["norp"],
    &["event"],
    &["product"],
    &["weapon"],
    &["law"],
    &["work"],
    &["speaker"],
    &["has"],
];

/// Fields of later versions: known, and refused by name.
const LATER: &[&str] = &["type", "tag", "note", "collection", "crypto"];

/// Tags that can stand in `<…>` and after `has:`.
const TAGS: &[&str] = &[
    "entity",
    "money",
    "date",
    "quantity",
    "quote",
    "indicator",
    "person",
    "org",
    "place",
    "norp",
    "event",
    "product",
    "weapon",
    "law",
    "work",
    "percent",
    "count",
    "ordinal",
    "measure",
];

/// Where a field stands in the query, for messages.
pub(super) struct Place<'q> {
    pub(super) name: &'q str,
    pub(super) operator: &'q str,
    pub(super) column: usize,
    pub(super) value_column: usize,
    pub(super) quoted: bool,
}

impl Place<'_> {
    fn refuse(&self, message: &str) -> Error {
        error_at(self.value_column, message, None)
    }
}

/// Reads a field.
pub(super) fn field(
    place: &Place<'_>,
    value: &str,
    today: Option<Date>,
    notes: &mut Vec<String>,
) -> Result<Node> {
    let row = FIELDS.iter().find(|row| row.contains(&place.name));
    let Some(name) = row.and_then(|row| row.first()).copied() else {
        return Err(unknown_field(place));
    };
    let value = value.trim();
    if place.operator != ":"
        && place.operator != "="
        && !matches!(name, "money" | "date" | "captured" | "mentions")
    {
        let message = format!("{name} cannot be compared with {}", place.operator);
        let hint = format!("write {name}:{value}");
        return Err(error_at(place.column, &message, Some(&hint)));
    }
    match name {
        "site" => Ok(Node::Filter(Filter::Site(site(value)))),
        "url" => Ok(Node::Filter(Filter::Url(url(place, value)))),
        "title" => words(Part::Title, place, value, notes),
        "author" => words(Part::Author, place, &fold_author(value), notes),
        "lang" => lang(place, value),
        "id" => Ok(Node::Filter(Filter::Id(value.to_lowercase()))),
        "after" | "before" | "date" | "captured" | "mentions" => {
            days(name, place, value, today, notes)
        }
        "money" => {
            let (amount, note) =
                parse_amount(place.operator, value).map_err(|m| place.refuse(&m))?;
            notes.extend(note);
            Ok(Node::Filter(Filter::Money(amount)))
        }
        "currency" => Ok(tag_node(&format!("money:{}", value.to_lowercase()))),
        "has" => {
            let name = value.to_lowercase();
            known_tag(&name, place.value_column).map(|tag| tag_node(&tag))
        }
        _ => named_entity(name, place, value),
    }
}

fn tag_node(tag: &str) -> Node {
    Node::Text(Part::Whole, Text::Tag(tag.to_string()))
}

fn named_entity(name: &str, place: &Place<'_>, value: &str) -> Result<Node> {
    if value == "*" {
        return known_tag(name, place.value_column).map(|tag| tag_node(&tag));
    }
    let key = fold_name(value);
    if key.is_empty() {
        return Err(place.refuse(&format!("{value:?} holds no name")));
    }
    if value.contains('*') {
        return Err(place.refuse(&format!("wild cards do not work in {name}: yet")));
    }
    Ok(tag_node(&format!("{name}:{key}")))
}

fn unknown_field(place: &Place<'_>) -> Error {
    let name = place.name;
    if LATER.contains(&name) {
        let message = format!("the field {name} is not supported in this version");
        return error_at(place.column, &message, None);
    }
    let known = FIELDS.iter().flat_map(|row| row.iter().copied());
    let hint = match nearest(name, known) {
        Some(near) => {
            format!(
                "did you mean {near}{}? To search for the word, quote it: \"{name}\"",
                place.operator
            )
        }
        None => format!("to search for the word, quote it: \"{name}\""),
    };
    error_at(place.column, &format!("there is no field {name}"), Some(&hint))
}

fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name: Vec<char> = name.chars().take(40).collect();
    let chars = |s: &str| s.chars().collect::<Vec<char>>();
    let known: Vec<&str> = known.collect();
    (1..=2).find_map(|d| known.iter().copied().find(|k| within_distance(&name, &chars(k), d)))
}

/// A host in plain form, or the folded name of an outlet. `*.example.com` is what `example.com`
/// means already.
fn site(value: &str) -> String {
    let host = value.trim_start_matches("*.").trim_start_matches('.').to_lowercase();
    let host = host.split_once("://").map_or(host.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    let host = host.strip_prefix("www.").unwrap_or(host);
    if host.contains('.') && !host.contains(char::is_whitespace) {
        host.to_string()
    } else {
        fold_name(value)
    }
}

fn url(place: &Place<'_>, value: &str) -> Pattern {
    if value.contains('*') {
        let bare = value.split_once("://").map_or(value, |(_, rest)| rest);
        return Pattern::with_stars(bare);
    }
    if place.name == "inurl" {
        return Pattern::with_stars(&format!("*{value}*"));
    }
    Pattern::literal(&normal_url(value))
}

fn fold_author(value: &str) -> String {
    if value.contains('*') { value.to_string() } else { fold_name(value) }
}

fn words(part: Part, place: &Place<'_>, value: &str, notes: &mut Vec<String>) -> Result<Node> {
    let exact = place.quoted || part == Part::Author;
    let form = if exact { Form::Exact } else { Form::Any };
    let words = read(value, form, notes).map_err(|m| place.refuse(&m))?;
    phrase(words, place.value_column).map(|text| Node::Text(part, text))
}

/// One word, or several as a phrase.
pub(super) fn phrase(mut words: Vec<Text>, column: usize) -> Result<Text> {
    if words.first() == Some(&Text::Gap) || words.last() == Some(&Text::Gap) {
        let message = "a lone * stands for a word inside a phrase, not at its border";
        return Err(error_at(column, message, None));
    }
    match words.len() {
        0 => Err(error_at(column, "there is nothing to search for in this", None)),
        1 => words.pop().ok_or_else(|| error_at(column, "there is nothing to search for", None)),
        _ => Ok(Text::Phrase(words)),
    }
}

fn lang(place: &Place<'_>, value: &str) -> Result<Node> {
    let code = value.to_lowercase();
    let fits = (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
    if !fits {
        let message =
            format!("{value:?} is no language code; write en, ko, ru, or und for unknown");
        return Err(place.refuse(&message));
    }
    Ok(Node::Filter(Filter::Lang(code)))
}

fn days(
    name: &str,
    place: &Place<'_>,
    value: &str,
    today: Option<Date>,
    notes: &mut Vec<String>,
) -> Result<Node> {
    let range = parse_days(value, today).map_err(|m| place.refuse(&m))?;
    let operator = match (name, place.operator.trim_start_matches(':')) {
        ("after", _) => ">=",
        ("before", _) => "<",
        (_, operator) => operator,
    };
    if matches!(name, "after" | "before") && value.contains("..") {
        return Err(place.refuse(&format!("{name}: takes one date; write date:{value}")));
    }
    let days = match operator {
        ">=" => Days { from: range.from, until: None },
        ">" => Days { from: range.until, until: None },
        "<" => Days { from: None, until: range.from },
        "<=" => Days { from: None, until: range.until },
        _ => range,
    };
    if is_relative(value) || matches!(name, "after" | "before") && value.len() < 10 {
        notes
            .push(format!("{name}:{value} is read as the days {days} (the last one not included)"));
    }
    Ok(Node::Filter(match name {
        "captured" => Filter::Captured(days),
        "mentions" => Filter::Mentions(days),
        _ => Filter::Published(days),
    }))
}

/// Reads the inside of `<…>`.
pub(super) fn tag(inside: &str, column: usize) -> Result<Text> {
    let (name, value) = match inside.split_once(':') {
        Some((name, value)) => (name.trim(), Some(value.trim().trim_matches(['"', '“', '”']))),
        None => (inside.trim(), None),
    };
    let name = name.to_lowercase();
    if name.contains(['>', '<', '=']) {
        let message = "conditions inside <…> are not supported yet";
        let hint = "write <money> here and add money>=… as a filter of its own";
        return Err(error_at(column, message, Some(hint)));
    }
    let Some(value) = value else { return known_tag(&name, column).map(Text::Tag) };
    let key = match name.as_str() {
        "quantity" => unit_key(value),
        "money" | "indicator" => value.to_lowercase(),
        "speaker" => fold_name(value),
        _ => {
            known_tag(&name, column)?;
            fold_name(value)
        }
    };
    if matches!(name.as_str(), "date" | "quote" | "percent" | "count" | "ordinal" | "measure") {
        return Err(error_at(column, &format!("<{name}> takes no value"), None));
    }
    if key.is_empty() {
        return Err(error_at(column, &format!("<{name}:> needs a value"), None));
    }
    Ok(Text::Tag(format!("{name}:{key}")))
}

fn known_tag(name: &str, column: usize) -> Result<String> {
    if !TAGS.contains(&name) {
        let near = nearest(name, TAGS.iter().copied());
        let hint = near.map_or_else(
            || format!("known are {}", TAGS.join(" ")),
            |near| format!("did you mean {near}?"),
        );
        return Err(error_at(column, &format!("there is no tag {name}"), Some(&hint)));
    }
    Ok(match name {
        "percent" | "count" | "ordinal" | "measure" => format!("quantity:{name}"),
        _ => name.to_string(),
    })
}
