//! `newsint brief`: a cited summary of what a query finds.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use url::Url;

use super::exit::Exit;
use super::select::{QueryWords, missing};
use super::tag::sentences;
use super::{Session, given, input};
use crate::brief::{self, Form, Options, Template};
use crate::config::Settings;
use crate::corpus::Store;
use crate::crawl::fetch::{Post, post};
use crate::error::{Error, Result};
use crate::limits::{WRITER_BYTES_MAX, WRITER_SECONDS_MAX};
use crate::model::{Document, Kind, Mention, Span};
use crate::{analyse, extract};

/// Write a cited brief: bottom line, developments, figures, timeline, who said what, gaps, sources
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint brief 'entity:\"Lazarus Group\"' > lazarus.md
  newsint brief --words 120 missile after:2022-11
  newsint brief --format html --out lazarus.html 'Lazarus Group'
  newsint brief --format docx --out lazarus.docx 'Lazarus Group'
  newsint brief --json sanctions | jq .figures
  newsint brief --since-brief lazarus.md 'entity:\"Lazarus Group\"'
  newsint brief --writer http://127.0.0.1:8080 'entity:\"Lazarus Group\"'
  newsint brief verify lazarus.md
  newsint brief lint lazarus.docx

Every sentence is a verbatim quotation of a stored document and carries the number of its source; the
sources give address, capture time, SHA-256, document id and the place of the words.")]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Brief {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    query: QueryWords,
    /// Words of key sentences
    #[arg(long, default_value_t = 200, value_name = "N")]
    words: usize,
    /// What to write
    #[arg(long, value_enum, default_value = "md")]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Tell what changed since an earlier brief (md, html, docx or json)
    #[arg(long, value_name = "FILE")]
    #[allow(clippy::struct_field_names, reason = "it is the name of the option")]
    since_brief: Option<PathBuf>,
    /// Template of md or html, as minijinja reads it (default: that of newsint.toml, else our own)
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Have a language model that you run condense the key sentences: address of an endpoint of
    /// chat completions, as llama.cpp, Ollama and vLLM have
    #[arg(long, value_name = "URL")]
    writer: Option<Url>,
    /// Model, as the endpoint names it
    #[arg(long, default_value = "default", value_name = "NAME", requires = "writer")]
    writer_model: String,
    /// Wait at most this long for it. Seconds
    #[arg(long, default_value_t = 120, value_name = "N", requires = "writer")]
    writer_seconds: u64,
    /// Answer JSON lines {"id", "docs": [{"text", "date"?}], "query"?, "words"?} of stdin; needs no
    /// corpus
    #[arg(long, hide = true)]
    jsonl: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// HTML in one file, without scripts
    Html,
    /// Office Open XML, for word processors
    Docx,
    /// One JSON object (schema newsint.brief/1)
    Json,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Check every sentence, figure, offset and hash of a brief against the corpus
    #[command(after_help = "\
Examples:
  newsint brief verify lazarus.md
  newsint brief verify lazarus.docx
  newsint brief verify --template house.html.j2 lazarus.html

Reads briefs as newsint writes them, Markdown, HTML, DOCX or JSON, and needs no network. What the analyst
wrote under \"Judgements\" is free. Exit code 0 when everything holds, 2 when something does not (each
finding names its place).")]
    Verify {
        /// The brief, or - for stdin
        file: PathBuf,
        /// The template it was written with, if not our own
        #[arg(long, value_name = "FILE")]
        template: Option<PathBuf>,
    },
    /// Check the words of estimation in the analyst's judgements (ICD 203)
    #[command(after_help = "\
Examples:
  newsint brief lint lazarus.md
  newsint brief lint notes.txt

Tells where a likelihood and a confidence stand in one sentence, where terms of both scales of ICD 203 are
mixed, words such as \"might\" that are no term of it, and percentages outside their term. Of a brief the
judgements are read, of another text all of it. Exit code 0 when there is nothing to tell, 2 otherwise.")]
    Lint {
        /// A brief (md, html, docx, json) or a text, or - for stdin
        file: PathBuf,
    },
}

impl Brief {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        match &self.action {
            Some(Action::Verify { file, template }) => {
                return verify(session, file, template.as_deref());
            }
            Some(Action::Lint { file }) => return lint(session, file),
            None => {}
        }
        if self.jsonl {
            return self.batch(session);
        }
        let format = if self.json { Format::Json } else { self.format };
        if format == Format::Docx && self.out.is_none() && session.out.is_terminal() {
            let hint = "name a file with --out FILE";
            return Err(Error::usage_hint("docx is no text for a terminal", hint));
        }
        let template = self.template(session, format)?;
        let store = Store::open_read(&session.home.database())?;
        let (documents, matched) = self.query.found(session, &store)?;
        if documents.is_empty() {
            session.out.say("nothing found");
            return Ok(Exit::Nothing);
        }
        let options = Options { words: self.words, ..Options::new(sentences) };
        let mut brief = brief::build(&self.query.text(), &documents, options);
        brief.asked(matched, &missing(session, &self.query.text())?);
        if let Some(path) = &self.since_brief {
            let earlier = brief::record_of(&input::bytes(path)?)
                .map_err(|message| Error::data(path, message))?;
            brief.compare(&earlier)?;
        }
        if let Some(url) = &self.writer {
            self.write(session, url, &mut brief)?;
        }
        let template = template.as_ref().map(|(path, text)| Template { path, text });
        brief.method.template = template.map(|t| t.digest());
        brief.seal()?;
        let bytes = match format {
            Format::Json => format!("{}\n", serde_json::to_string(&brief)?).into_bytes(),
            Format::Docx => brief::render_docx(&brief)?,
            Format::Md => brief::render_verifiable(&brief, Form::Markdown, template)?.into_bytes(),
            Format::Html => brief::render_verifiable(&brief, Form::Html, template)?.into_bytes(),
        };
        match &self.out {
            Some(path) => fs::write(path, bytes).map_err(|e| Error::io("write", path, e))?,
            None if format == Format::Md => {
                session.out.text(String::from_utf8_lossy(&bytes).trim_end())?;
            }
            None => session.out.bytes(&bytes)?,
        }
        Ok(Exit::Done)
    }

    /// Asks the language model; whatever it does, the brief is written.
    fn write(&self, session: &Session, url: &Url, brief: &mut brief::Brief) -> Result<()> {
        let endpoint = endpoint(url)?;
        let body = brief::prompt(brief, &self.writer_model);
        let request = Post {
            url: endpoint.clone(),
            body: body.clone(),
            bearer: std::env::var("NEWSINT_WRITER_KEY").ok().filter(|k| !k.is_empty()),
            agent: concat!("newsint/", env!("CARGO_PKG_VERSION")).to_string(),
            bytes_max: WRITER_BYTES_MAX,
            time: Duration::from_secs(self.writer_seconds.min(WRITER_SECONDS_MAX)),
        };
        let taken = match post(&request)? {
            Err(failure) => Err(failure.reason),
            Ok((200, answer)) => brief::take(brief, &answer, sentences, tagged),
            Ok((status, _)) => Err(format!("HTTP status {status}")),
        };
        let mut shown = endpoint;
        // A password in the address is nobody's business.
        let _ = (shown.set_username(""), shown.set_password(None));
        shown.set_query(None);
        let machine = brief::Machine::new(shown.as_str(), &self.writer_model, &body, taken);
        let dropped: usize = machine.dropped.iter().map(|d| d.sentences).sum();
        session.out.say(&match &machine.failure {
            Some(failure) => format!("note: {shown} wrote nothing: {failure}"),
            None => {
                format!("{shown}: {} sentences taken, {dropped} dropped", machine.sentences.len())
            }
        });
        brief.machine = Some(machine);
        Ok(())
    }

    /// The user's own template: file and text.
    fn template(&self, session: &Session, format: Format) -> Result<Option<(PathBuf, String)>> {
        let named = match (&self.template, format) {
            (Some(_), Format::Json | Format::Docx) => {
                let hint = "use --format md or html";
                return Err(Error::usage_hint("this format takes no template", hint));
            }
            (_, Format::Json | Format::Docx) => None,
            (Some(path), _) => Some(path.clone()),
            (None, _) => configured(session, format)?,
        };
        named.map(|path| Ok((path.clone(), template_text(&path)?))).transpose()
    }

    /// Key sentences of documents that are given.
    fn batch(&self, session: &mut Session) -> Result<Exit> {
        given::batch(session, |given| {
            let words = given.words.unwrap_or(self.words);
            let options = Options { words, ..Options::new(sentences) };
            let lines = brief::key_sentences(&given.query, &given.documents(), options);
            Ok(json!({"id": given.id, "key_sentences": lines}))
        })?;
        Ok(Exit::Done)
    }
}

/// The address of chat completions, of a server or of its API.
fn endpoint(url: &Url) -> Result<Url> {
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        let hint = "write for example http://127.0.0.1:8080";
        return Err(Error::usage_hint(format!("{url} is no web address"), hint));
    }
    let path = url.path().trim_end_matches('/');
    let mut endpoint = url.clone();
    if !path.ends_with("/chat/completions") {
        let version = if path.is_empty() { "/v1" } else { "" };
        endpoint.set_path(&format!("{path}{version}/chat/completions"));
    }
    Ok(endpoint)
}

/// Where a text names, counts or dates something.
fn tagged(text: &str) -> Vec<Span> {
    let document = Document {
        language: extract::language_of(text),
        text: text.to_string(),
        ..Document::default()
    };
    let kept = |m: &Mention| m.value.kind() != Kind::Quote;
    analyse::document(&document).into_iter().filter(kept).map(|m| m.span).collect()
}

/// The template of `newsint.toml`, for the format its name tells: HTML if `.html` is in it.
fn configured(session: &Session, format: Format) -> Result<Option<PathBuf>> {
    let root = session.home.root();
    let Some(path) = Settings::load(root)?.brief_template else { return Ok(None) };
    let html = path.to_string_lossy().contains(".html");
    Ok((html == (format == Format::Html)).then(|| root.join(path)))
}

fn template_text(path: &Path) -> Result<String> {
    let bytes = input::bytes(path)?;
    String::from_utf8(bytes).map_err(|_| Error::data(path, "not UTF-8"))
}

fn verify(session: &mut Session, file: &Path, template: Option<&Path>) -> Result<Exit> {
    let bytes = input::bytes(file)?;
    let store = Store::open_read(&session.home.database())?;
    let named = if let Some(path) = template {
        Some(path.to_path_buf())
    } else {
        // A brief with another template than that of the settings says so.
        let wants = brief::record_of(&bytes).ok();
        let wants = wants.and_then(|r| Some(r.pointer("/method/template")?.is_string()));
        let root = session.home.root();
        let own = Settings::load(root)?.brief_template.map(|path| root.join(path));
        own.filter(|_| wants == Some(true))
    };
    let text = named.as_deref().map(template_text).transpose()?;
    let template = named.as_deref().zip(text.as_deref());
    let template = template.map(|(path, text)| Template { path, text });
    let checked = brief::verify_with(&bytes, template, &mut |id| store.find(id))?;
    for finding in &checked.findings {
        session.out.text(finding)?;
    }
    session.out.data(&format!(
        "{} sources, {} passages: {}",
        checked.sources,
        checked.passages,
        match checked.findings.len() {
            0 => "all hold".to_string(),
            n => format!("{n} findings"),
        }
    ))?;
    Ok(if checked.findings.is_empty() { Exit::Done } else { Exit::Wrong })
}

fn lint(session: &mut Session, file: &Path) -> Result<Exit> {
    let bytes = input::bytes(file)?;
    let findings = brief::lint(&bytes, sentences).map_err(|message| Error::data(file, message))?;
    for finding in &findings {
        session.out.text(&format!("{}: {}", finding.line, finding.message))?;
    }
    Ok(if findings.is_empty() { Exit::Done } else { Exit::Wrong })
}
