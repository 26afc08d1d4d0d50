//! `FollowTheMoney` entities, one JSON object a line, with the properties that 3.5.9 and 4.x share.
//!
//! `Article` a document; `Person` and `Organization` a name, once; `Mention` and `Documentation` a
//! document and name; `Event` a dated sentence; `Note` an amount of money. `FollowTheMoney` drops
//! values that are not clean without a word, so they are written as it cleans them. It has no
//! offsets: those are in JSONL and Web Annotations.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rustc_hash::FxHashSet;
use serde_json::{Map, Value as Json};
use unicode_normalization::UnicodeNormalization;

use super::passages::{Sentences, cut, entity_id, one_line, seconds_of};
use super::{Format, Tokens, Written, places};
use crate::model::{EntityTag, Label, Mention, StoredDocument, Value};

/// Longest name `FollowTheMoney` keeps. Characters.
const NAME_CHARS: usize = 300;

/// Writes entities.
pub(super) struct Ftm {
    tokens: Tokens,
    /// Entities already written.
    known: FxHashSet<String>,
}

impl Ftm {
    /// A writer that takes its sentences from `tokens`.
    pub(super) fn new(tokens: Tokens) -> Self {
        Self { tokens, known: FxHashSet::default() }
    }
}

/// The properties of an entity under construction: lists of text.
#[derive(Default)]
struct Properties(Map<String, Json>);

impl Properties {
    fn put(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        let value: String = value.into();
        if !value.is_empty() {
            let list = self.0.entry(name).or_insert_with(|| Json::Array(Vec::new()));
            if let Json::Array(list) = list
                && !list.iter().any(|v| v == &value)
            {
                list.push(Json::String(value));
            }
        }
        self
    }

    fn write(&self, id: &str, schema: &str, out: &mut dyn Write) -> io::Result<()> {
        let entity = serde_json::json!({"id": id, "schema": schema, "properties": self.0});
        serde_json::to_writer(&mut *out, &entity)?;
        out.write_all(b"\n")
    }
}

/// A name as `FollowTheMoney` cleans it: on one line, without quotes around it.
fn name(text: &str) -> String {
    let mut name = one_line(text);
    for quote in ['"', '\''] {
        while name.len() > 1 && name.starts_with(quote) && name.ends_with(quote) {
            name = name.get(1..name.len() - 1).unwrap_or("").trim().to_string();
        }
    }
    cut(name.trim_matches(['"', '\'']).trim(), NAME_CHARS).nfc().collect()
}

/// Text as `FollowTheMoney` cleans it: NFC, without controls and invisible characters, with plain
/// blanks for those of a certain width.
fn text(text: &str) -> String {
    let clean = text.chars().filter(|c| !dropped(*c)).map(|c| match c {
        '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => ' ',
        c => c,
    });
    clean.nfc().collect::<String>().trim().to_string()
}

/// True for a character that `FollowTheMoney` drops from all text.
fn dropped(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}'
            | '\u{feff}')
}

/// An address with a scheme `FollowTheMoney` knows, as it cleans it.
fn address(address: &str) -> String {
    let known = ["http", "https", "ftp"];
    match url::Url::parse(address) {
        Ok(url) if known.contains(&url.scheme()) && url.has_host() => {
            let clean = one_line(address);
            let bare = clean.splitn(4, '/').count() < 4 && !clean.contains(['?', '#']);
            if bare { format!("{clean}/") } else { clean }
        }
        _ => String::new(),
    }
}

/// Seconds since 1970 as `FollowTheMoney` writes times: UTC without a zone.
fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| String::new(), |t| t.strftime("%Y-%m-%dT%H:%M:%S").to_string())
}

fn stamp(stamp: Option<crate::model::Stamp>) -> String {
    match stamp {
        None => String::new(),
        Some(s) if s.time.is_some() => time(s.unix_seconds()),
        Some(s) => s.date.to_string(),
    }
}

fn schema(entity: &EntityTag) -> Option<&'static str> {
    match entity.label {
        Label::Person => Some("Person"),
        Label::Org => Some("Organization"),
        _ => None,
    }
}

impl Format for Ftm {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let mut written = Written::default();
        article(stored).write(&stored.id, "Article", out)?;
        let people = self.names(stored, &mut written, out)?;
        let sentences = Sentences::new(self.tokens, &stored.document.text);
        let (mut other, mut open) = (0, 0);
        for (number, mention) in stored.mentions.iter().enumerate() {
            let sentence = sentences.around(mention.span);
            let words = text(sentence.of(&stored.document.text));
            match &mention.value {
                Value::Entity(e) if schema(e).is_some() => {}
                Value::Entity(_) if places::of(mention).is_some() => written.mentions += 1,
                Value::Date(moment) => {
                    let Some(date) = date(&moment.value) else {
                        open += 1;
                        continue;
                    };
                    let mut event = Properties::default();
                    event.put("name", name(&words)).put("summary", words).put("date", date);
                    event.put("proof", stored.id.clone());
                    event.put("sourceUrl", address(&stored.document.url));
                    for other in stored.mentions.iter().filter(|m| sentence.contains(m.span)) {
                        involved(other, &people, &mut event);
                    }
                    if !event.0.contains_key("name") {
                        open += 1;
                        continue;
                    }
                    event.write(&format!("{}-e{number}", stored.id), "Event", out)?;
                    written.mentions += 1;
                }
                Value::Money(money) => {
                    let mut note = Properties::default();
                    note.put("name", name(mention.span.of(&stored.document.text)));
                    note.put("description", words).put("proof", stored.id.clone());
                    note.put("sourceUrl", address(&stored.document.url));
                    let figure = money.figure().map(|f| f.normalize().to_string());
                    let currency = money.currency.as_deref().unwrap_or("?");
                    let figure = figure.unwrap_or_else(|| "?".to_string());
                    note.put("keywords", format!("money:{currency}:{figure}"));
                    note.write(&format!("{}-n{number}", stored.id), "Note", out)?;
                    written.mentions += 1;
                }
                _ => other += 1,
            }
        }
        let invisible = stored.document.text.chars().filter(|c| dropped(*c)).count();
        written.leave("invisible characters of texts", invisible);
        written.leave("dates without a year", open);
        written.leave(
            "names other than people, organisations and known places; \
            quantities, quotations, indicators",
            other,
        );
        Ok(written)
    }
}

impl Ftm {
    /// Writes the people and organisations of a document, and that it names them. Returns their ids
    /// by the place of the mention.
    fn names(
        &mut self,
        stored: &StoredDocument,
        written: &mut Written,
        out: &mut dyn Write,
    ) -> io::Result<BTreeMap<u32, String>> {
        let mut ids = BTreeMap::new();
        let mut here: BTreeMap<String, (&EntityTag, Vec<String>)> = BTreeMap::new();
        let mut nameless = 0;
        for mention in &stored.mentions {
            let Value::Entity(entity) = &mention.value else { continue };
            if schema(entity).is_none() {
                continue;
            }
            if name(&entity.canonical).is_empty() {
                nameless += 1;
                continue;
            }
            let id = entity_id(entity);
            ids.insert(mention.span.start, id.clone());
            let words = name(mention.span.of(&stored.document.text));
            here.entry(id).or_insert_with(|| (entity, Vec::new())).1.push(words);
            written.mentions += 1;
        }
        for (id, (entity, words)) in &here {
            let schema = schema(entity).unwrap_or("LegalEntity");
            if self.known.insert(id.clone()) {
                let mut named = Properties::default();
                named.put("name", name(&entity.canonical));
                named.put("wikidataId", entity.entity.clone().unwrap_or_default());
                named.write(id, schema, out)?;
            }
            let mut mention = Properties::default();
            mention.put("document", stored.id.clone()).put("resolved", id.clone());
            mention.put("name", name(&entity.canonical)).put("detectedSchema", schema);
            for words in words {
                mention.put("name", words.clone());
            }
            mention.write(&format!("{}-m-{id}", stored.id), "Mention", out)?;
            let mut link = Properties::default();
            link.put("document", stored.id.clone()).put("entity", id.clone());
            link.put("role", "mentioned");
            link.write(&format!("{}-d-{id}", stored.id), "Documentation", out)?;
        }
        written.leave("names without a letter", nameless);
        Ok(ids)
    }
}

fn article(stored: &StoredDocument) -> Properties {
    let document = &stored.document;
    let mut article = Properties::default();
    let title = if document.title.trim().is_empty() { &document.url } else { &document.title };
    article.put("title", one_line(title)).put("sourceUrl", address(&document.url));
    for author in &document.author {
        article.put("author", one_line(author));
    }
    article.put("publisher", document.site.as_deref().map(one_line).unwrap_or_default());
    article.put("publishedAt", stamp(document.published));
    article.put("modifiedAt", stamp(document.modified));
    article.put("retrievedAt", time(seconds_of(&stored.capture.fetched_at)));
    let language = document.language.as_deref().and_then(places::three_letters);
    article.put("language", language.unwrap_or_default());
    article.put("bodyText", text(&document.text));
    let kept = format!(
        "newsint: sha256 {}, captured as {} in {} at {}",
        stored.capture.sha256, stored.capture.url, stored.capture.warc, stored.capture.offset
    );
    article.put("notes", text(&kept));
    for mention in &stored.mentions {
        let Value::Entity(entity) = &mention.value else { continue };
        let known = name(&entity.canonical);
        match entity.label {
            Label::Person => {
                article.put("peopleMentioned", known.clone()).put("namesMentioned", known)
            }
            Label::Org => {
                article.put("companiesMentioned", known.clone()).put("namesMentioned", known)
            }
            _ => &mut article,
        };
        if let Some(place) = places::of(mention) {
            article.put("locationMentioned", place.full_name());
            article.put("detectedCountry", place.iso.to_ascii_lowercase());
        }
    }
    article
}

fn involved(mention: &Mention, ids: &BTreeMap<u32, String>, event: &mut Properties) {
    if let Some(place) = places::of(mention) {
        event.put("location", place.full_name()).put("country", place.iso.to_ascii_lowercase());
    } else if let Some(id) = ids.get(&mention.span.start)
        && matches!(&mention.value, Value::Entity(e) if schema(e).is_some())
    {
        event.put("involved", id.clone());
    }
}

/// A TIMEX3 value that is a year, a month or a day, or the day of a time.
fn date(value: &str) -> Option<String> {
    let value = value.split('T').next()?;
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = value.split('-');
    let year = digits(parts.next()?, 4);
    let rest = parts.clone().count() <= 2 && parts.all(|p| digits(p, 2));
    // FollowTheMoney takes years far ahead for mistakes.
    let near = value.get(..4).is_some_and(|y| ("1000".."2100").contains(&y));
    (year && rest && near).then(|| value.to_string())
}
