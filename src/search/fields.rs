//! `name:value` and `<tag>` → conditions.

use jiff::civil::Date;

use super::ast::{Amount, Days, Filter, Measure, Node, Part, Text};
use super::dates::{is_worded, parse_days};
use super::lexer::error_at;
use super::money::{bracketed, parse_amount};
use super::name_patterns::inner_stars;
use super::named::other_name;
use super::pattern::{Pattern, within_distance};
use super::query::Names;
use super::words::{Form, read};
use crate::error::{Error, Result};
use crate::index::{fold_name, normal_url, unit_key};
use crate::limits::NAME_INNER_STARS_MAX;
use crate::text::{canonical_of, is_id};

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
    &["indicator", "crypto"],
    &["type", "filetype"],
    &["has", "tag", "_exists_"],
];

/// Fields other tools have and this one does not: refused by name.
const ABSENT: &[(&str, &str)] = &[
    ("note", "there are no notes on documents here"),
    ("collection", "one folder holds one corpus; name another with --home"),
];

/// Names of languages and their codes.
const LANGUAGES: &[(&str, &str)] = &[
    ("english", "en"),
    ("korean", "ko"),
    ("chinese", "zh"),
    ("japanese", "ja"),
    ("russian", "ru"),
    ("ukrainian", "uk"),
    ("arabic", "ar"),
    ("persian", "fa"),
    ("farsi", "fa"),
    ("french", "fr"),
    ("german", "de"),
    ("spanish", "es"),
    ("portuguese", "pt"),
    ("italian", "it"),
    ("dutch", "nl"),
    ("polish", "pl"),
    ("turkish", "tr"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("vietnamese", "vi"),
    ("indonesian", "id"),
    ("swedish", "sv"),
    ("norwegian", "no"),
    ("danish", "da"),
    ("finnish", "fi"),
    ("greek", "el"),
    ("romanian", "ro"),
    ("hungarian", "hu"),
    ("czech", "cs"),
    ("thai", "th"),
];

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

/// Kinds of indicators that `crypto:*` asks for: addresses of block chains.
const CRYPTO_KINDS: [&str; 3] = ["btc", "eth", "trx"];

/// Where a field stands in the query, for messages.
pub(super) struct Place<'q> {
    pub(super) name: &'q str,
    pub(super) operator: &'q str,
    pub(super) column: usize,
    pub(super) value_column: usize,
    pub(super) quoted: bool,
    pub(super) names: Option<Names>,
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
    if value == "*" && !place.quoted {
        return exists(name, place);
    }
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
        "type" => Ok(Node::Filter(Filter::Type(value.to_lowercase()))),
        "url" => Ok(Node::Filter(Filter::Url(url(place, value)))),
        "title" => words(Part::Title, place, value, notes),
        "author" => words(Part::Author, place, &fold_author(value), notes),
        "lang" => lang(place, value, notes),
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
        "indicator" => Ok(tag_node(&format!("indicator:{}", value.to_lowercase()))),
        "has" if matches!(value, "title" | "author" | "site" | "url") => exists(value, place),
        "has" => {
            let condition =
                Condition { inside: value, operator: "", value: "", names: place.names };
            tag(&condition, place.value_column, place.value_column, today, notes)
                .map(|text| Node::Text(Part::Whole, text))
        }
        _ => named_entity(name, place, value, notes),
    }
}

fn tag_node(tag: &str) -> Node {
    Node::Text(Part::Whole, Text::Tag(tag.to_string()))
}

/// `name:*`: the document has it.
fn exists(name: &str, place: &Place<'_>) -> Result<Node> {
    Ok(match name {
        "site" => Node::Filter(Filter::Has("site")),
        "url" => Node::Filter(Filter::Has("url")),
        "title" => Node::Filter(Filter::Has("title")),
        "author" => Node::Filter(Filter::Has("author")),
        "date" => Node::Filter(Filter::Has("date")),
        "lang" => Node::Not(Box::new(Node::Filter(Filter::Lang("und".to_string())))),
        "id" | "captured" | "type" => Node::All,
        "mentions" => tag_node("date"),
        "currency" => tag_node("money"),
        "indicator" if place.name == "crypto" => {
            let kinds = CRYPTO_KINDS.map(|kind| Text::Tag(format!("indicator:{kind}")));
            Node::Text(Part::Whole, Text::AnyOf(kinds.to_vec()))
        }
        "speaker" => Node::Text(Part::Whole, Text::TagWild(Pattern::new("speaker:*"))),
        _ => return known_tag(name, place.value_column).map(|tag| tag_node(&tag)),
    })
}

fn named_entity(
    name: &str,
    place: &Place<'_>,
    value: &str,
    notes: &mut Vec<String>,
) -> Result<Node> {
    name_tag(name, value, place.names, notes)
        .map(|text| Node::Text(Part::Whole, text))
        .map_err(|message| place.refuse(&message))
}

/// A name under a tag; `*` in it is a wild card.
fn name_tag(
    tag: &str,
    value: &str,
    names: Option<Names>,
    notes: &mut Vec<String>,
) -> std::result::Result<Text, String> {
    let no_name = || format!("{value:?} holds no name");
    if !value.contains('*') {
        let key = fold_name(value);
        if key.is_empty() {
            return Err(no_name());
        }
        let own = Text::Tag(format!("{tag}:{key}"));
        let id = value.to_uppercase();
        let other = if is_id(&id) {
            let name = canonical_of(&id);
            notes.extend(name.map(|name| format!("{tag}:{value} is read as {name}")));
            name
        } else {
            other_name(value, names, notes, &format!("{tag}:{value}"))
        };
        let other = other.filter(|canonical| fold_name(canonical) != key);
        return Ok(match other {
            Some(name) => Text::AnyOf(vec![own, Text::Tag(format!("{tag}:{}", fold_name(name)))]),
            None => own,
        });
    }
    let key: Vec<String> = value.split('*').map(padded_name).collect();
    if key.iter().all(|part| part.trim().is_empty()) {
        return Err(no_name());
    }
    let key = key.join("*");
    if inner_stars(&key) > NAME_INNER_STARS_MAX {
        return Err(format!("{value:?} has more than {NAME_INNER_STARS_MAX} * inside its words"));
    }
    Ok(Text::TagWild(Pattern::with_stars(&format!("{tag}:{key}"))))
}

/// A part of a name, with the spaces at its ends.
fn padded_name(part: &str) -> String {
    let space = |is: bool| if is { " " } else { "" };
    let (before, after) = (part.starts_with(' '), part.ends_with(' '));
    format!("{}{}{}", space(before), fold_name(part), space(after && part.len() > 1))
}

fn unknown_field(place: &Place<'_>) -> Error {
    let name = place.name;
    if let Some((_, why)) = ABSENT.iter().find(|(absent, _)| *absent == name) {
        let message = format!("the field {name} is not supported");
        return error_at(place.column, &message, Some(why));
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
fn site(value: &str) -> Pattern {
    let host = value.trim_start_matches("*.").trim_start_matches('.').to_lowercase();
    let host = host.split_once("://").map_or(host.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    let host = host.strip_prefix("www.").unwrap_or(host);
    if host.contains('*') || host.contains('.') && !host.contains(char::is_whitespace) {
        Pattern::with_stars(host)
    } else {
        Pattern::literal(&fold_name(value))
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

fn lang(place: &Place<'_>, value: &str, notes: &mut Vec<String>) -> Result<Node> {
    let mut code = value.to_lowercase();
    if let Some(&(_, known)) = LANGUAGES.iter().find(|(name, _)| *name == code) {
        notes.push(format!("lang:{value} is read as lang:{known}"));
        code = known.to_string();
    }
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
    let bracketed = bracketed(value);
    let value = bracketed.as_deref().unwrap_or(value);
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
    if bracketed.is_some()
        || is_worded(value)
        || matches!(name, "after" | "before") && value.len() < 10
    {
        notes
            .push(format!("{name}:{value} is read as the days {days} (the last one not included)"));
    }
    Ok(Node::Filter(match name {
        "captured" => Filter::Captured(days),
        "mentions" => Filter::Mentions(days),
        _ => Filter::Published(days),
    }))
}

/// The inside of `<…>` and a condition on it; the operator is empty where there is none.
pub(super) struct Condition<'q> {
    pub(super) inside: &'q str,
    pub(super) operator: &'q str,
    pub(super) value: &'q str,
    pub(super) names: Option<Names>,
}

/// Reads a tag.
pub(super) fn tag(
    condition: &Condition<'_>,
    column: usize,
    value_column: usize,
    today: Option<Date>,
    notes: &mut Vec<String>,
) -> Result<Text> {
    let (name, value) = match condition.inside.split_once(':') {
        Some((name, value)) => (name.trim(), Some(value.trim().trim_matches(['"', '“', '”']))),
        None => (condition.inside.trim(), None),
    };
    let name = name.to_lowercase();
    if !condition.operator.is_empty() {
        known_tag(&name, column)?;
        return compared(&name, value, condition, value_column, today, notes);
    }
    let Some(value) = value else { return known_tag(&name, column).map(Text::Tag) };
    if value.is_empty() {
        return Err(error_at(column, &format!("<{name}:> needs a value"), None));
    }
    let range = value.contains("..") || value.starts_with(|c: char| c.is_ascii_digit());
    let tag = match name.as_str() {
        "money" | "date" if range => {
            let condition = Condition { inside: &name, operator: ":", value, names: None };
            return compared(&name, None, &condition, column, today, notes);
        }
        "date" | "quote" | "percent" | "count" | "ordinal" | "measure" => {
            return Err(error_at(column, &format!("<{name}> takes no value"), None));
        }
        "quantity" => Ok(Text::Tag(format!("quantity:{}", unit_key(value)))),
        "money" | "indicator" => Ok(Text::Tag(format!("{name}:{}", value.to_lowercase()))),
        "speaker" => name_tag(&name, value, condition.names, notes),
        _ => {
            known_tag(&name, column)?;
            name_tag(&name, value, condition.names, notes)
        }
    };
    tag.map_err(|message| error_at(column, &message, None))
}

/// `<money>=1m`, `<money:USD>=1m`, `<quantity:missile>=50`, `<percent>=10`, `<date>=2022-11`.
fn compared(
    name: &str,
    of: Option<&str>,
    condition: &Condition<'_>,
    column: usize,
    today: Option<Date>,
    notes: &mut Vec<String>,
) -> Result<Text> {
    let (operator, value) = (condition.operator, condition.value);
    let refuse = |message: String| error_at(column, &message, None);
    if value.is_empty() {
        return Err(refuse(format!("after <{name}>{operator} comes a value, without a space")));
    }
    let text = match name {
        "date" => {
            let place =
                Place { name, operator, column, value_column: column, quoted: false, names: None };
            match days("mentions", &place, value, today, notes)? {
                Node::Filter(Filter::Mentions(days)) => Text::When(days),
                _ => return Err(refuse(format!("{value:?} is not a date"))),
            }
        }
        "money" | "quantity" | "percent" | "count" | "ordinal" | "measure" => {
            let (mut amount, note) = parse_amount(operator, value).map_err(refuse)?;
            notes.extend(note);
            let measure = match (name, of) {
                ("money", of) => {
                    set_currency(&mut amount, of).map_err(refuse)?;
                    Measure::Money
                }
                ("quantity", of) => Measure::Quantity(of.map(unit_key)),
                (name, _) => Measure::Quantity(Some(name.to_string())),
            };
            if measure != Measure::Money && amount.currency.is_some() {
                return Err(refuse(format!("{value:?} is an amount of money, no {name}")));
            }
            Text::Figure(measure, amount)
        }
        _ => return Err(refuse(format!("<{name}> cannot be compared"))),
    };
    if condition.operator.starts_with('>') {
        notes.push(format!("<{}>{value} with {operator} is read as {text}", condition.inside));
    }
    Ok(text)
}

fn set_currency(amount: &mut Amount, of: Option<&str>) -> std::result::Result<(), String> {
    let Some(code) = of.map(str::to_lowercase) else { return Ok(()) };
    if amount.currency.as_ref().is_some_and(|named| *named != code) {
        return Err("the tag and the amount name two currencies".to_string());
    }
    amount.currency = Some(code);
    Ok(())
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
