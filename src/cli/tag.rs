//! `newsint tag`: the tagger as a filter. Needs no corpus.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde_json::{Value, json};

use super::exit::Exit;
use super::input::{self, Line};
use super::{Session, sanitize};
use crate::error::{Error, Result};
use crate::model::{
    CaptureRef, CodePoints, Document, Kind, Label, Mention, Span, Stamp, StoredDocument,
};
use crate::parallel::ordered_map;
use crate::tag::{self, Context, Layer, Prefer, Ranges, Reason};
use crate::{analyse, export, extract};

/// Tag a text: who, where, how much, when, who said what
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint tag --date 2022-11-28 statement.txt
  echo 'They stole $620m on March 23.' | newsint tag --format text -
  newsint tag --explain --date 2022-11-28 statement.txt
  newsint tag --jsonl < texts.jsonl > tags.jsonl

With --jsonl each input line is {\"id\", \"text\", \"date\"?, \"language\"?, \"mentions\"?}; output lines keep
the order. With \"mentions\" ([{\"start\", \"end\", \"label\"}]) those names are resolved, and nothing else is tagged.
Offsets are Unicode code points, end exclusive.")]
pub(super) struct Tag {
    /// Text file, or - for stdin
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Date that relative dates resolve against (YYYY-MM-DD, perhaps with THH:MM); without it they
    /// stay underspecified
    #[arg(long, value_name = "DATE")]
    date: Option<Stamp>,
    /// Language of the text (ISO 639-1); found out if not given
    #[arg(long, value_name = "xx")]
    lang: Option<String>,
    /// How a date such as "Tuesday" is read when the sentence does not tell
    #[arg(long, value_enum, default_value = "past")]
    prefer: PreferArgument,
    /// What a range such as "from 4 to 5 May" becomes; apart, or through with
    /// --prefer future, if not given
    #[arg(long, value_enum)]
    ranges: Option<RangesArgument>,
    /// Look for these kinds only, which is faster: entity, money, date, quantity, quote, indicator
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', value_parser = kind_named)]
    kinds: Vec<Kind>,
    /// What to print
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
    /// Tell of each mention its value, the rule, the words with their meanings, and what the value
    /// was counted from or decided by
    #[arg(long, conflicts_with_all = ["jsonl", "format"])]
    explain: bool,
    /// Read JSON lines, write JSON lines, in the same order, on all cores
    #[arg(long, conflicts_with = "format")]
    jsonl: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PreferArgument {
    /// The latest date that is not after the reference: news
    Past,
    /// The next one: calendars
    Future,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RangesArgument {
    /// Two dates
    Apart,
    /// One mention that holds its last day, hour or minute
    Through,
    /// One mention that ends where its last date begins
    Until,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// One JSON object
    Json,
    /// One mention a line: offsets, kind, value, words
    Text,
    /// One token a line with IOB2 tags
    Conll,
    /// The text with mentions marked up
    Html,
}

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    id: Value,
    text: String,
    date: Option<Stamp>,
    language: Option<String>,
    /// Names whose places are known already: they are resolved, nothing else is tagged.
    mentions: Option<Vec<Place>>,
}

/// A name that is given.
#[derive(Deserialize)]
struct Place {
    /// First code point.
    start: usize,
    /// One past the last code point.
    end: usize,
    label: Label,
}

impl Tag {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        if self.jsonl { self.batch(session) } else { self.single(session) }
    }

    fn language(&self, text: &str, given: Option<&str>) -> String {
        match given.or(self.lang.as_deref()) {
            Some(language) => language.to_ascii_lowercase(),
            None => extract::language_of(text).unwrap_or_default(),
        }
    }

    /// Who is who among given names; places outside the text are left out.
    fn resolve(
        &self,
        text: &str,
        places: &[Place],
        language: Option<&str>,
    ) -> (String, Vec<Mention>) {
        let language = self.language(text, language);
        let points = CodePoints::new(text);
        let span = |p: &Place| {
            let span = Span::new(points.to_byte(p.start), points.to_byte(p.end));
            (!span.of(text).trim().is_empty()).then_some((span, p.label))
        };
        let places: Vec<_> = places.iter().filter_map(span).collect();
        let context = Context { language: &language, ..Context::default() };
        let mentions = analyse::names(text, &places, &context);
        (language, mentions)
    }

    fn tag(
        &self,
        text: &str,
        date: Option<Stamp>,
        language: Option<&str>,
    ) -> (String, Vec<Mention>) {
        let language = self.language(text, language);
        let mentions = analyse::text(text, &self.context(&language, date));
        (language, mentions)
    }

    /// What the options tell of a text.
    fn context<'a>(&'a self, language: &'a str, date: Option<Stamp>) -> Context<'a> {
        let prefer = match self.prefer {
            PreferArgument::Past => Prefer::Past,
            PreferArgument::Future => Prefer::Future,
        };
        let ranges = match (self.ranges, self.prefer) {
            (Some(RangesArgument::Apart), _) | (None, PreferArgument::Past) => Ranges::Apart,
            (Some(RangesArgument::Through), _) | (None, PreferArgument::Future) => Ranges::Through,
            (Some(RangesArgument::Until), _) => Ranges::Until,
        };
        let date = date.or(self.date);
        Context {
            language,
            reference: date.map(|d| d.date),
            reference_time: date.and_then(|d| d.time),
            prefer,
            ranges,
            kinds: &self.kinds,
            country: None,
        }
    }

    fn single(&self, session: &mut Session) -> Result<Exit> {
        let bytes = input::bytes(&self.file)?;
        let text = extract::decode_text(&bytes);
        let (language, mentions) = self.tag(&text, None, None);
        if self.explain {
            let reasons = tag::explain(&text, &self.context(&language, None), &mentions);
            explained(session, &text, &mentions, &reasons)?;
            return Ok(if mentions.is_empty() { Exit::Nothing } else { Exit::Done });
        }
        let id = Value::String(self.file.to_string_lossy().into_owned());
        let language = (!language.is_empty()).then_some(language.as_str());
        match self.format {
            Format::Json => {
                session.out.json(&export::contract::tag_line(&id, language, &text, &mentions))?;
            }
            Format::Text => {
                let rows = export::contract::mentions_wire(&text, &mentions);
                for row in &rows {
                    session.out.data(&mention_row(&serde_json::to_value(row)?))?;
                }
            }
            Format::Conll => conll(session, text.clone(), mentions.clone())?,
            Format::Html => session.out.raw(&export::html_of(&text, &mentions))?,
        }
        Ok(if mentions.is_empty() { Exit::Nothing } else { Exit::Done })
    }

    fn batch(&self, session: &mut Session) -> Result<Exit> {
        let out = &mut session.out;
        ordered_map(
            input::batches(&self.file)?,
            |lines: &Vec<Line>| lines.iter().map(|line| line.bytes.len()).sum(),
            |lines| self.answers(&lines),
            |answers| out.raw(&answers?),
        )?;
        Ok(Exit::Done)
    }

    /// The output lines of some lines, each with its line end.
    fn answers(&self, lines: &[Line]) -> Result<String> {
        let mut out = String::new();
        for line in lines {
            out.push_str(&self.answer(line)?);
            out.push('\n');
        }
        Ok(out)
    }

    /// One output line; a line that can't be read gives an object with `error`, and the rest goes
    /// on.
    fn answer(&self, line: &Line) -> Result<String> {
        let request: Request = match serde_json::from_slice(&line.bytes) {
            Ok(request) => request,
            Err(error) => return bad_line(line.number, &error),
        };
        let language = request.language.as_deref();
        let (language, mentions) = match &request.mentions {
            Some(places) => self.resolve(&request.text, places, language),
            None => self.tag(&request.text, request.date, language),
        };
        let language = (!language.is_empty()).then_some(language.as_str());
        let wire = export::contract::tag_line(&request.id, language, &request.text, &mentions);
        Ok(serde_json::to_string(&wire)?)
    }
}

/// The text as one document of a CoNLL file.
fn conll(session: &mut Session, text: String, mentions: Vec<Mention>) -> Result<()> {
    let failed = |e| Error::io("write", "standard output", e);
    let Some(exporter) = export::find("conll") else {
        return Err(Error::Internal("no CoNLL exporter".to_string()));
    };
    let stored = StoredDocument {
        sequence: 1,
        id: "text".to_string(),
        version: 1,
        document: Document { text, ..Document::default() },
        mentions,
        capture: CaptureRef::default(),
    };
    let mut job =
        exporter.begin(&export::Options::new(tokens), session.out.writer()).map_err(failed)?;
    job.document(&stored).map_err(failed)?;
    job.finish().map_err(failed)?;
    Ok(())
}

/// The answer to a line that is not a request.
pub(super) fn bad_line(number: usize, error: &serde_json::Error) -> Result<String> {
    let answer = json!({"id": null, "line": number, "error": error.to_string()});
    Ok(serde_json::to_string(&answer)?)
}

/// Tokens of a text by sentence, for formats that write one token a line.
pub(super) fn tokens(text: &str) -> Vec<Vec<Span>> {
    let layer = Layer::new(text);
    let of = |&(a, b): &(u32, u32)| {
        layer.tokens.get(a as usize..b as usize).unwrap_or(&[]).iter().map(|t| t.span).collect()
    };
    layer.sentences.iter().map(of).collect()
}

/// Sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<Span> {
    let layer = Layer::new(text);
    layer.sentences.iter().map(|&(a, b)| layer.span(a as usize, b as usize)).collect()
}

/// A kind by its name.
fn kind_named(name: &str) -> std::result::Result<Kind, String> {
    let known = || Kind::ALL.map(Kind::as_str).join(", ");
    Kind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == name)
        .ok_or_else(|| format!("no kind of that name (there are {})", known()))
}

/// Each mention with its value, and why it is one.
fn explained(
    session: &mut Session,
    text: &str,
    mentions: &[Mention],
    reasons: &[Reason],
) -> Result<()> {
    let rows = export::contract::mentions_wire(text, mentions);
    for (row, why) in rows.iter().zip(reasons) {
        let row = mention_row(&serde_json::to_value(row)?);
        session.out.data(&row)?;
        let words = why.parts.join("  ");
        let (parts, anchor) = (sanitize::line(&words), sanitize::line(&why.anchor));
        session.out.data(&format!("\trule\t{}", why.rule))?;
        session.out.data(&format!("\twords\t{parts}"))?;
        session.out.data(&format!("\tanchor\t{anchor}"))?;
    }
    Ok(())
}

/// `12-20  money  {"min":…}  words`, tab-separated.
fn mention_row(wire: &Value) -> String {
    let text = |key: &str| {
        wire.get(key)
            .map_or_else(String::new, |v| v.as_str().map_or_else(|| v.to_string(), String::from))
    };
    let kind = text("kind");
    let value = match kind.as_str() {
        "entity" => format!("{} {}", text("label"), text("canonical")),
        kind => text(kind),
    };
    format!(
        "{}-{}\t{}\t{}\t{}",
        text("start"),
        text("end"),
        kind,
        value,
        sanitize::line(&text("text"))
    )
}
