//! Tables of a TOML file whose values know their lines.

use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::near::nearest;
use crate::error::{Error, Result};
use crate::limits::DELAY_SECONDS_MAX;

/// A file: its text and its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'t> {
    pub(super) text: &'t str,
    pub(super) path: &'t Path,
}

impl Origin<'_> {
    fn line(&self, at: usize) -> usize {
        line(self.text.as_bytes(), at)
    }

    /// The error for a text that is not TOML.
    pub(super) fn not_toml(&self, error: &toml::de::Error) -> Error {
        let line = error.span().map_or(1, |span| self.line(span.start));
        Error::data(self.path, format!("line {line}: {}", error.message().trim_end()))
    }

    fn wrong(&self, at: usize, message: &str, hint: &str) -> Error {
        Error::usage_hint(format!("{}:{}: {message}", self.path.display(), self.line(at)), hint)
    }
}

/// The line of a byte, from 1.
pub(super) fn line(text: &[u8], at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    memchr::memchr_iter(b'\n', before).count() + 1
}

/// One table, all of whose keys are known.
#[derive(Debug)]
pub(super) struct Table<'t> {
    origin: &'t Origin<'t>,
    keys: &'t [(&'t str, &'t [&'t str])],
    entries: &'t DeTable<'t>,
    start: usize,
}

type Value<'t> = Spanned<DeValue<'t>>;

impl<'t> Table<'t> {
    /// Takes a table whose name has a row in `keys`; a key outside that row is an error.
    pub(super) fn new(
        origin: &'t Origin<'t>,
        keys: &'t [(&'t str, &'t [&'t str])],
        name: &str,
        entries: &'t Spanned<DeTable<'t>>,
    ) -> Result<Self> {
        Self::of(origin, keys, name, entries.get_ref(), entries.span())
    }

    fn of(
        origin: &'t Origin<'t>,
        keys: &'t [(&'t str, &'t [&'t str])],
        name: &str,
        entries: &'t DeTable<'t>,
        span: Range<usize>,
    ) -> Result<Self> {
        let row = keys.iter().find(|(table, _)| *table == name);
        let known = row.map(|(_, known)| *known).unwrap_or_default();
        let unknown = entries.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        if let Some(key) = unknown.min_by_key(|key| key.span().start) {
            let place = if name.is_empty() { String::new() } else { format!(" in {name}") };
            let hint = nearest(key.get_ref(), known).map_or_else(
                || format!("known keys are {}", known.join(", ")),
                |near| format!("did you mean {near}?"),
            );
            let message = format!("there is no key {}{place}", key.get_ref());
            return Err(origin.wrong(key.span().start, &message, &hint));
        }
        Ok(Self { origin, keys, entries, start: span.start })
    }

    fn value(&self, key: &str) -> Option<&'t Value<'t>> {
        self.entries.get(key)
    }

    /// Where the value of a key stands; the table itself for a key it lacks.
    fn start(&self, key: &str) -> usize {
        self.value(key).map_or(self.start, |value| value.span().start)
    }

    /// The line of a key's value.
    pub(super) fn line(&self, key: &str) -> usize {
        self.origin.line(self.start(key))
    }

    /// An error that names the line of a key.
    pub(super) fn wrong(&self, key: &str, message: &str, hint: &str) -> Error {
        self.origin.wrong(self.start(key), message, hint)
    }

    fn not_a(&self, value: &Value<'_>, key: &str, wanted: &str, example: &str) -> Error {
        let found = match value.get_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!("{key} must be {wanted}, and is {found}");
        self.origin.wrong(value.span().start, &message, &format!("write for example {example}"))
    }

    /// Text without spaces around it.
    pub(super) fn string(&self, key: &str) -> Result<Option<String>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let text = value.get_ref().as_str();
        let text = text.ok_or_else(|| self.not_a(value, key, "text", &format!("{key} = \"…\"")))?;
        Ok(Some(text.trim().to_owned()))
    }

    /// A list of texts, none of them empty; a missing key is an empty list.
    pub(super) fn strings(&self, key: &str) -> Result<Vec<String>> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let example = format!("{key} = [\"…\", \"…\"]");
        let wrong = |value: &Value<'_>| self.not_a(value, key, "a list of texts", &example);
        let items = value.get_ref().as_array().ok_or_else(|| wrong(value))?;
        let mut texts = Vec::new();
        for item in items {
            let text = item.get_ref().as_str().ok_or_else(|| wrong(item))?.trim();
            if text.is_empty() {
                let message = format!("an entry of {key} is empty");
                return Err(self.origin.wrong(item.span().start, &message, "take it out"));
            }
            texts.push(text.to_owned());
        }
        Ok(texts)
    }

    /// One text or a list of texts, none of them empty, each with its line; a missing key is an
    /// empty list.
    pub(super) fn text_or_texts(&self, key: &str) -> Result<Vec<(String, usize)>> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let Some(items) = value.get_ref().as_array() else {
            let text = self.string(key)?.filter(|text| !text.is_empty());
            let text =
                text.ok_or_else(|| self.wrong(key, &format!("{key} is empty"), "fill it"))?;
            return Ok(vec![(text, self.line(key))]);
        };
        let lines = items.iter().map(|item| self.origin.line(item.span().start));
        Ok(self.strings(key)?.into_iter().zip(lines).collect())
    }

    /// A day, as a date of TOML or as text.
    pub(super) fn day(&self, key: &str) -> Result<Option<jiff::civil::Date>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        let day = if text.len() == 10 { text.parse().ok() } else { None };
        let wrong = || {
            let hint = format!("write for example {key} = 2024-05-31");
            self.wrong(key, &format!("{key} must be a day"), &hint)
        };
        day.map(Some).ok_or_else(wrong)
    }

    /// A whole number from 0.
    pub(super) fn whole(&self, key: &str) -> Result<Option<u64>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let integer = value.get_ref().as_integer();
        let integer = integer
            .ok_or_else(|| self.not_a(value, key, "a whole number", &format!("{key} = 100")))?;
        let number = u64::from_str_radix(integer.as_str(), integer.radix());
        number.map(Some).map_err(|_| {
            let message = format!("{key} = {integer} is out of range");
            self.wrong(key, &message, "write a whole number from 0")
        })
    }

    /// Seconds, whole or decimal, as a length of time.
    pub(super) fn seconds(&self, key: &str) -> Result<Option<Duration>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let written = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => {
                return Err(self.not_a(value, key, "a number of seconds", &format!("{key} = 2.5")));
            }
        };
        let number: Option<f64> = written.parse().ok();
        let longest = Duration::from_secs(DELAY_SECONDS_MAX);
        let length = number.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        length.filter(|length| *length <= longest).map(Some).ok_or_else(|| {
            let message = format!("{key} = {written} is out of range");
            let hint = format!("write seconds from 0 to {DELAY_SECONDS_MAX}");
            self.wrong(key, &message, &hint)
        })
    }

    /// One of a list of names.
    pub(super) fn choice<T: Copy>(&self, key: &str, all: &[(&str, T)]) -> Result<Option<T>> {
        let Some(text) = self.string(key)? else { return Ok(None) };
        if let Some((_, choice)) = all.iter().find(|(name, _)| *name == text) {
            return Ok(Some(*choice));
        }
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let hint = nearest(&text, &names).map_or_else(
            || format!("known are {}", names.join(", ")),
            |near| format!("did you mean {near}?"),
        );
        Err(self.wrong(key, &format!("there is no {key} {text:?}"), &hint))
    }

    /// The table under a key.
    pub(super) fn table(&self, key: &str) -> Result<Option<Self>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let entries = value.get_ref().as_table();
        let entries =
            entries.ok_or_else(|| self.not_a(value, key, "a table", &format!("[{key}]")))?;
        Self::of(self.origin, self.keys, key, entries, value.span()).map(Some)
    }

    /// The texts of a table whose keys are names of the user's own, in the order of the file, each
    /// with its line; a missing table is an empty list.
    pub(super) fn named_texts(&self, key: &str) -> Result<Vec<(String, String, usize)>> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let entries = value.get_ref().as_table();
        let entries =
            entries.ok_or_else(|| self.not_a(value, key, "a table", &format!("[{key}]")))?;
        let mut named = Vec::new();
        for (name, value) in entries {
            let at = value.span().start;
            let text = value.get_ref().as_str().map(str::trim);
            let Some(text) = text else {
                let example = format!("{} = '…'", name.get_ref());
                return Err(self.not_a(value, name.get_ref(), "text", &example));
            };
            if text.is_empty() || name.get_ref().trim().is_empty() {
                let message = format!("an entry of {key} is empty");
                return Err(self.origin.wrong(at, &message, "take it out"));
            }
            named.push((at, name.get_ref().to_string(), text.to_owned()));
        }
        named.sort();
        Ok(named.into_iter().map(|(at, name, text)| (name, text, self.origin.line(at))).collect())
    }

    /// The tables under a key that may come many times.
    pub(super) fn tables(&self, key: &str) -> Result<Vec<Self>> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let example = format!("[[{key}]]");
        let wrong = |value: &Value<'_>| self.not_a(value, key, "a list of tables", &example);
        let items = value.get_ref().as_array().ok_or_else(|| wrong(value))?;
        let mut tables = Vec::new();
        for item in items {
            let entries = item.get_ref().as_table().ok_or_else(|| wrong(item))?;
            tables.push(Self::of(self.origin, self.keys, key, entries, item.span())?);
        }
        Ok(tables)
    }
}
