//! Citations of documents: BibLaTeX, RIS and CSL-JSON. They hold no mentions.

use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::passages::one_line;
use super::spacy::Comma;
use super::{Format, Written};
use crate::model::StoredDocument;

const NO_MENTIONS: &str = "mentions: a citation holds none";

fn cited(stored: &StoredDocument) -> Written {
    Written::default().without(NO_MENTIONS, stored.mentions.len())
}

/// What a citation says.
struct Citation {
    key: String,
    title: String,
    authors: Vec<String>,
    outlet: Option<String>,
    published: Option<Date>,
    url: String,
    captured: Option<Date>,
    language: Option<String>,
    sha256: String,
}

impl Citation {
    fn of(stored: &StoredDocument) -> Self {
        let document = &stored.document;
        let host = || {
            let url = url::Url::parse(&document.url).ok()?;
            Some(url.host_str()?.trim_start_matches("www.").to_string())
        };
        let title = one_line(&document.title);
        Self {
            key: format!("newsint{}", stored.id),
            title: if title.is_empty() { one_line(&document.url) } else { title },
            authors: document
                .author
                .iter()
                .map(|a| one_line(a))
                .filter(|a| !a.is_empty())
                .collect(),
            outlet: document.site.as_deref().map(one_line).or_else(host),
            published: document.published.map(|p| p.date),
            url: one_line(&document.url).replace(' ', "%20"),
            captured: stored.capture.fetched_at.get(..10).and_then(|d| d.parse().ok()),
            language: document.language.clone(),
            sha256: stored.capture.sha256.clone(),
        }
    }
}

/// BibLaTeX (`@article` where an outlet is known, else `@online`).
pub(super) struct BibTex;

impl Format for BibTex {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let c = Citation::of(stored);
        let kind = if c.outlet.is_some() { "article" } else { "online" };
        writeln!(out, "@{kind}{{{},", c.key)?;
        if !c.authors.is_empty() {
            let names: Vec<_> = c.authors.iter().map(|a| format!("{{{}}}", tex(a))).collect();
            writeln!(out, "  author = {{{}}},", names.join(" and "))?;
        }
        writeln!(out, "  title = {{{{{}}}}},", tex(&c.title))?;
        if let Some(outlet) = &c.outlet {
            writeln!(out, "  journaltitle = {{{}}},", tex(outlet))?;
        }
        if let Some(date) = c.published {
            writeln!(out, "  date = {{{date}}},")?;
        }
        writeln!(out, "  url = {{{}}},", address(&c.url))?;
        if let Some(date) = c.captured {
            writeln!(out, "  urldate = {{{date}}},")?;
        }
        if let Some(language) = &c.language {
            writeln!(out, "  langid = {{{}}},", tex(language))?;
        }
        writeln!(out, "  note = {{SHA-256 of the capture: {}}}\n}}\n", c.sha256)?;
        Ok(cited(stored))
    }
}

/// Text with the characters that TeX acts on made harmless; braces and backslashes, which unbalance
/// a field, become their commands.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\lbrace{}"),
            '}' => out.push_str("\\rbrace{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// An address for a verbatim field: only what would end the field is escaped.
fn address(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

/// RIS, type `NEWS`.
pub(super) struct Ris;

impl Format for Ris {
    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let c = Citation::of(stored);
        let day = |d: Date| format!("{:04}/{:02}/{:02}/", d.year(), d.month(), d.day());
        write!(out, "TY  - NEWS\r\nID  - {}\r\n", c.key)?;
        for author in &c.authors {
            write!(out, "AU  - {author}\r\n")?;
        }
        write!(out, "TI  - {}\r\n", c.title)?;
        if let Some(outlet) = &c.outlet {
            write!(out, "T2  - {outlet}\r\n")?;
        }
        if let Some(date) = c.published {
            write!(out, "DA  - {}\r\nPY  - {:04}\r\n", day(date), date.year())?;
        }
        write!(out, "UR  - {}\r\n", c.url)?;
        if let Some(date) = c.captured {
            write!(out, "Y2  - {}\r\n", day(date))?;
        }
        if let Some(language) = &c.language {
            write!(out, "LA  - {language}\r\n")?;
        }
        write!(out, "N1  - SHA-256 of the capture: {}\r\nER  - \r\n\r\n", c.sha256)?;
        Ok(cited(stored))
    }
}

/// CSL-JSON, type `article-newspaper` where an outlet is known, else `webpage`.
#[derive(Default)]
pub(super) struct CslJson {
    comma: Comma,
}

impl Format for CslJson {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let c = Citation::of(stored);
        let day = |d: Date| json!({"date-parts": [[d.year(), d.month(), d.day()]]});
        let mut item = serde_json::Map::new();
        let mut put = |name: &str, value: Option<Json>| {
            if let Some(value) = value {
                item.insert(name.to_string(), value);
            }
        };
        let kind = if c.outlet.is_some() { "article-newspaper" } else { "webpage" };
        put("id", Some(json!(c.key)));
        put("type", Some(json!(kind)));
        put("title", Some(json!(c.title)));
        let authors: Vec<_> = c.authors.iter().map(|a| json!({"literal": a})).collect();
        put("author", (!authors.is_empty()).then(|| json!(authors)));
        put("container-title", c.outlet.map(Json::from));
        put("issued", c.published.map(day));
        put("accessed", c.captured.map(day));
        put("URL", Some(json!(c.url)));
        put("language", c.language.map(Json::from));
        put("note", Some(json!(format!("SHA-256 of the capture: {}", c.sha256))));
        self.comma.before(out)?;
        serde_json::to_writer(out, &item)?;
        Ok(cited(stored))
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}
