//! A brief as a word processor's file (Office Open XML, ECMA-376, `WordprocessingML`), written by
//! hand: no macros, no outside parts, the same bytes for the same brief. The record stands in a
//! part of custom XML, which word processors keep.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use serde_json::Value as Json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::markdown::one_line;
use super::markup::{escape, is_rtl};
use super::types::Brief;
use super::verify::{count, list, text};
use crate::error::{Error, Result};

/// Namespace of the record.
pub(super) const RECORD: &str = "urn:newsint:brief:1";
/// Title of the part in which the analyst writes; what stands below it is free.
pub(super) const JUDGEMENTS: &str = "Judgements";
/// Title of the part after it.
pub(super) const AFTER: &str = "Sources";

/// A run of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    text: String,
    bold: bool,
    language: Option<String>,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph {
    style: &'static str,
    runs: Vec<Run>,
}

impl Paragraph {
    fn new(style: &'static str) -> Self {
        Self { style, runs: Vec::new() }
    }

    fn of(style: &'static str, words: &str) -> Self {
        Self::new(style).say(words)
    }

    fn push(mut self, words: &str, bold: bool, language: Option<&str>) -> Self {
        let language = language.map(str::to_string);
        self.runs.push(Run { text: shown(words), bold, language });
        self
    }

    fn say(self, words: &str) -> Self {
        self.push(words, false, None)
    }

    fn bold(self, words: &str) -> Self {
        self.push(words, true, None)
    }

    /// Words of a source, in its language.
    fn quote(self, brief: &Json, line: &Json) -> Self {
        let number = list(line, "citations").first().map_or(0, |c| count(c, "source"));
        let source = list(brief, "sources").iter().find(|s| count(s, "number") == number);
        let language = source.map(|s| text(s, "language")).filter(|l| !l.is_empty());
        self.push(text(line, "text"), false, language).say(&marks(list(line, "citations")))
    }

    fn one_outlet(self, line: &Json) -> Self {
        if count(line, "borne_by") < 2 { self.say("[one outlet] ") } else { self }
    }

    /// The words of the paragraph.
    pub(super) fn text(&self) -> String {
        self.runs.iter().map(|r| r.text.as_str()).collect()
    }
}

/// Words on one line; the blanks at the ends of a run stay.
fn shown(words: &str) -> String {
    let (head, tail) = (words.starts_with(' '), words.ends_with(' '));
    let line = one_line(words);
    match (head && !line.is_empty(), tail) {
        (false, false) => line,
        (head, tail) => {
            format!("{}{line}{}", if head { " " } else { "" }, if tail { " " } else { "" })
        }
    }
}

/// ` [1] [4]`, each source once.
fn marks(citations: &[Json]) -> String {
    let mut known = Vec::new();
    let mut out = String::new();
    for number in citations.iter().map(|c| count(c, "source")) {
        if !known.contains(&number) {
            known.push(number);
            let _ = write!(out, " [{number}]");
        }
    }
    out
}

/// The paragraphs of a brief given as JSON.
pub(super) fn paragraphs(brief: &Json) -> Vec<Paragraph> {
    let mut out = Vec::new();
    head(brief, &mut out);
    machine(brief, &mut out);
    let key = list(brief, "key_sentences");
    for (title, lines) in [("Bottom line", key.get(..1)), ("Key developments", key.get(1..))] {
        let lines = lines.unwrap_or(&[]);
        heading(title, !lines.is_empty(), &mut out);
        for line in lines {
            out.push(Paragraph::new("ListBullet").one_outlet(line).quote(brief, line));
        }
    }
    changes(brief, &mut out);
    figures(brief, &mut out);
    dated(brief, &mut out);
    named(brief, &mut out);
    heading("Gaps", !list(brief, "gaps").is_empty(), &mut out);
    for gap in list(brief, "gaps") {
        let ids: Vec<&str> = list(gap, "documents").iter().filter_map(Json::as_str).collect();
        let ids = if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) };
        out.push(Paragraph::of("ListBullet", text(gap, "text")).say(&ids));
    }
    judgements(brief, &mut out);
    sources(brief, &mut out);
    out
}

fn heading(title: &str, shown: bool, out: &mut Vec<Paragraph>) {
    if shown {
        out.push(Paragraph::of("Heading1", title));
    }
}

fn head(brief: &Json, out: &mut Vec<Paragraph>) {
    let scope = brief.get("scope").unwrap_or(&Json::Null);
    let names = |key: &str| {
        let names: Vec<&str> = list(scope, key).iter().filter_map(Json::as_str).collect();
        names.join(", ")
    };
    out.push(Paragraph::of("Title", &format!("Brief: {}", text(scope, "query"))));
    out.push(Paragraph::of(
        "Normal",
        &format!(
            "Query: {} · {} documents ({} without copies) of {} · outlets: {} · published {} to {} · \
             languages: {} · as of {}, the newest capture",
            text(scope, "query"),
            count(scope, "documents"),
            count(scope, "originals"),
            count(scope, "matched"),
            names("outlets"),
            text(scope, "first"),
            text(scope, "last"),
            names("languages"),
            text(scope, "as_of"),
        ),
    ));
    out.push(Paragraph::of(
        "Normal",
        "Every line below stands word for word in the source named by its mark. [one outlet] marks \
         what no second independent outlet tells.",
    ));
}

fn machine(brief: &Json, out: &mut Vec<Paragraph>) {
    let Some(machine) = brief.get("machine").filter(|m| !m.is_null()) else { return };
    heading("Summary by machine", true, out);
    let failure = text(machine, "failure");
    if !failure.is_empty() {
        out.push(Paragraph::of("Normal", &format!("Nothing was written: {failure}.")));
        return;
    }
    let who = format!(
        "Written by a language model ({} at {}) from the key sentences alone.",
        text(machine, "model"),
        text(machine, "endpoint")
    );
    out.push(Paragraph::new("Normal").bold(&who));
    for line in list(machine, "sentences") {
        out.push(Paragraph::new("ListBullet").quote(brief, line));
    }
    for drop in list(machine, "dropped") {
        let words = format!("Dropped: {} ({}).", count(drop, "sentences"), text(drop, "reason"));
        out.push(Paragraph::of("Normal", &words));
    }
}

fn changes(brief: &Json, out: &mut Vec<Paragraph>) {
    let Some(since) = brief.get("since").filter(|s| !s.is_null()) else { return };
    heading("What changed", true, out);
    let words = format!(
        "Since the brief of {} (query: {}; digest {}). “Gone” is what is no longer shown.",
        text(since, "as_of"),
        text(since, "query"),
        text(since, "digest")
    );
    out.push(Paragraph::of("Normal", &words));
    for change in list(since, "changes") {
        let what = format!("{} {}: ", text(change, "change"), text(change, "what"));
        let mut paragraph = Paragraph::new("ListBullet").bold(&what);
        let (before, now) = (text(change, "before"), text(change, "text"));
        if !before.is_empty() {
            paragraph = paragraph.say(before);
        }
        if !before.is_empty() && !now.is_empty() {
            paragraph = paragraph.say(" → ");
        }
        if !now.is_empty() {
            paragraph = paragraph.quote(brief, change);
        }
        out.push(paragraph);
    }
}

fn figures(brief: &Json, out: &mut Vec<Paragraph>) {
    let groups = list(brief, "figures");
    let differs = |g: &&Json| g.get("differ").and_then(Json::as_bool).unwrap_or(false);
    for (title, differ) in [("Key figures", false), ("Where sources differ", true)] {
        let mut figures = groups
            .iter()
            .filter(|g| differs(g) == differ)
            .flat_map(|g| list(g, "figures"))
            .peekable();
        heading(title, figures.peek().is_some(), out);
        for figure in figures {
            let also = list(figure, "also");
            let also = if also.is_empty() {
                String::new()
            } else {
                format!(" (same value:{})", marks(also))
            };
            let paragraph = Paragraph::new("ListBullet").bold(text(figure, "figure")).say(": ");
            out.push(paragraph.one_outlet(figure).quote(brief, figure).say(&also));
        }
    }
}

fn dated(brief: &Json, out: &mut Vec<Paragraph>) {
    let entries = list(brief, "timeline");
    heading("Timeline", !entries.is_empty(), out);
    for entry in entries {
        let basis = match text(entry, "expression") {
            "" => " (published): ".to_string(),
            words => format!(" (from “{words}”): "),
        };
        let paragraph = Paragraph::new("ListBullet").bold(text(entry, "value")).say(&basis);
        out.push(paragraph.one_outlet(entry).quote(brief, entry));
    }
    let months = list(brief, "months");
    heading("Documents by month", months.len() > 1, out);
    let most = months.iter().map(|m| count(m, "documents")).max().unwrap_or(1).max(1);
    for month in months.iter().filter(|_| months.len() > 1) {
        let n = count(month, "documents");
        let bar = "█".repeat((n * 40 / most) as usize);
        out.push(Paragraph::of("Normal", &format!("{} {n} {bar}", text(month, "month"))));
    }
}

fn named(brief: &Json, out: &mut Vec<Paragraph>) {
    heading("People and organisations", !list(brief, "people").is_empty(), out);
    for person in list(brief, "people") {
        let facts = format!(
            " ({}{}{}): {} documents; as",
            if text(person, "label") == "PERSON" { "person" } else { "organisation" },
            if text(person, "entity").is_empty() { "" } else { ", " },
            text(person, "entity"),
            count(person, "documents")
        );
        let mut paragraph = Paragraph::new("ListBullet").bold(text(person, "name")).say(&facts);
        for alias in list(person, "aliases") {
            paragraph = paragraph.say(" “").quote(brief, alias).say("”");
        }
        out.push(paragraph);
    }
    heading("Who said what", !list(brief, "quotes").is_empty(), out);
    for line in list(brief, "quotes") {
        let cue = match text(line, "cue") {
            "" => ": ".to_string(),
            cue => format!(" ({cue}): "),
        };
        let paragraph = Paragraph::new("ListBullet").bold(text(line, "speaker")).say(&cue);
        out.push(paragraph.quote(brief, line));
    }
}

fn judgements(brief: &Json, out: &mut Vec<Paragraph>) {
    out.push(Paragraph::of("Heading1", JUDGEMENTS));
    out.push(Paragraph::of(
        "Normal",
        "Left empty by newsint. A likelihood (ICD 203) and a confidence do not stand in one sentence; \
         newsint brief lint checks.",
    ));
    for row in list(brief, "analyst") {
        for (name, key) in [
            ("Judgement: ", "judgement"),
            ("Likelihood: ", "likelihood"),
            ("Confidence: ", "confidence"),
            ("Basis: ", "basis"),
        ] {
            out.push(Paragraph::new("Normal").bold(name).say(text(row, key)));
        }
    }
}

fn sources(brief: &Json, out: &mut Vec<Paragraph>) {
    out.push(Paragraph::of("Heading1", AFTER));
    out.push(Paragraph::of(
        "Normal",
        "Spans count Unicode code points of the document's text, ends exclusive.",
    ));
    for source in list(brief, "sources") {
        let bound = |span: &Json, at: usize| span.get(at).map(Json::to_string).unwrap_or_default();
        let spans: Vec<String> = list(source, "spans")
            .iter()
            .map(|s| format!("{}–{}", bound(s, 0), bound(s, 1)))
            .collect();
        let copy = match text(source, "copy_of") {
            "" => String::new(),
            id => format!(", copy of {id}"),
        };
        let language = Some(text(source, "language")).filter(|l| !l.is_empty());
        let paragraph = Paragraph::new("Normal")
            .bold(&format!("[{}] ", count(source, "number")))
            .push(text(source, "title"), false, language)
            .say(&format!(
                ", {}, {}. {}. Captured {}, sha256 {}, document {}{copy}, spans {}",
                text(source, "site"),
                text(source, "published"),
                text(source, "url"),
                text(source, "fetched_at"),
                text(source, "sha256"),
                text(source, "document"),
                spans.join(", ")
            ));
        out.push(paragraph);
    }
    let method = brief.get("method").unwrap_or(&Json::Null);
    out.push(Paragraph::of("Heading1", "Method"));
    out.push(Paragraph::of(
        "Normal",
        &format!(
            "newsint {}: sentences chosen, none written; {} words of key sentences; copies of one wire \
             and documents of one outlet count once. Record digest {}. newsint brief verify checks \
             every line against the captures.",
            text(method, "version"),
            count(method, "words"),
            text(brief, "digest")
        ),
    ));
}

/// Writes a brief as a DOCX file.
pub fn render_docx(brief: &Brief) -> Result<Vec<u8>> {
    let json = serde_json::to_value(brief)?;
    let record = format!(
        "{XML}<record xmlns=\"{RECORD}\">{}</record>",
        crate::escape::xml(&json.to_string())
    );
    let title = escape(&format!("Brief: {}", brief.scope.query));
    let core = format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/\
         core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title>\
         <dc:creator>newsint</dc:creator></cp:coreProperties>"
    );
    let parts: [(&str, String); 9] = [
        ("[Content_Types].xml", format!("{XML}{CONTENT_TYPES}")),
        ("_rels/.rels", format!("{XML}{PACKAGE}")),
        ("docProps/core.xml", core),
        ("word/document.xml", document(&paragraphs(&json))),
        ("word/styles.xml", format!("{XML}{}", include_str!("styles.xml").trim_end())),
        ("word/_rels/document.xml.rels", format!("{XML}{DOCUMENT}")),
        ("customXml/item1.xml", record),
        ("customXml/itemProps1.xml", format!("{XML}{ITEM}")),
        ("customXml/_rels/item1.xml.rels", format!("{XML}{ITEM_RELS}")),
    ];
    packed(&parts).map_err(|e| Error::Internal(format!("cannot pack the DOCX: {e}")))
}

fn packed(parts: &[(&str, String)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, part) in parts {
        zip.start_file(*name, options)?;
        zip.write_all(part.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The part `word/document.xml`.
fn document(paragraphs: &[Paragraph]) -> String {
    let mut out = format!(
        "{XML}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>"
    );
    for paragraph in paragraphs {
        let quoted = paragraph.runs.iter().find(|r| r.language.is_some());
        let right = quoted.is_some_and(|r| is_rtl(&r.text));
        let bidi = if right { "<w:bidi/>" } else { "" };
        let _ = write!(out, "<w:p><w:pPr><w:pStyle w:val=\"{}\"/>{bidi}</w:pPr>", paragraph.style);
        for run in &paragraph.runs {
            out.push_str(&run_xml(run));
        }
        out.push_str("</w:p>");
    }
    out.push_str(
        "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" \
         w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>",
    );
    out
}

/// Font of a script without letters of its own in Latin fonts.
fn east_asian(language: &str) -> Option<(&'static str, &'static str)> {
    match language {
        "zh" => Some(("SimSun", "zh-CN")),
        "ja" => Some(("Yu Mincho", "ja-JP")),
        "ko" => Some(("Malgun Gothic", "ko-KR")),
        _ => None,
    }
}

fn run_xml(run: &Run) -> String {
    let mut properties = String::new();
    let language = run.language.as_deref().unwrap_or("en");
    let right = is_rtl(&run.text);
    if let Some((font, _)) = east_asian(language) {
        let _ = write!(properties, "<w:rFonts w:hint=\"eastAsia\" w:eastAsia=\"{font}\"/>");
    }
    if run.bold {
        properties.push_str("<w:b/><w:bCs/>");
    }
    if right {
        properties.push_str("<w:rtl/>");
    }
    let plain = language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if run.language.is_some() && plain {
        let (attribute, tag) = match (east_asian(language), right) {
            (Some((_, tag)), _) => ("eastAsia", tag),
            (None, true) => ("bidi", language),
            (None, false) => ("val", language),
        };
        let _ = write!(properties, "<w:lang w:{attribute}=\"{tag}\"/>");
    }
    let properties =
        if properties.is_empty() { properties } else { format!("<w:rPr>{properties}</w:rPr>") };
    let words = crate::escape::xml(&run.text);
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{words}</w:t></w:r>")
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const CONTENT_TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
<Override PartName=\"/customXml/itemProps1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.customXmlProperties+xml\"/>\
</Types>";

const PACKAGE: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
</Relationships>";

const DOCUMENT: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml\" Target=\"../customXml/item1.xml\"/>\
</Relationships>";

const ITEM: &str = "<ds:datastoreItem ds:itemID=\"{6E657773-696E-4742-8249-454600000001}\" \
xmlns:ds=\"http://schemas.openxmlformats.org/officeDocument/2006/customXml\"><ds:schemaRefs>\
<ds:schemaRef ds:uri=\"urn:newsint:brief:1\"/></ds:schemaRefs></ds:datastoreItem>";

const ITEM_RELS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps\" Target=\"itemProps1.xml\"/>\
</Relationships>";
