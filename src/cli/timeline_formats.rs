//! The formats of `newsint timeline`.

use clap::ValueEnum;
use serde_json::{Value, json};

use super::{SHORT_ID, Session};
use crate::brief::{self, Source, Timeline, TimelineEntry};
use crate::error::{Error, Result};
use crate::export::{DayEvent, calendar, csv_line};

/// What a timeline is printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table on a terminal, tab-separated lines in a pipe
    Table,
    /// Markdown with the list of sources
    Md,
    /// Comma-separated values (RFC 4180)
    Csv,
    /// One JSON object a line (schema newsint.timeline/1)
    Json,
    /// A calendar (RFC 5545): days, weeks and months
    Ics,
    /// A picture without scripts
    Svg,
}

const COLUMNS: [&str; 19] = [
    "date",
    "end",
    "value",
    "precision",
    "basis",
    "expression",
    "sentence",
    "sources",
    "document",
    "start_char",
    "end_char",
    "title",
    "site",
    "published",
    "url",
    "fetched_at",
    "sha256",
    "copy_of",
    "other_documents",
];

/// Prints a timeline.
pub(super) fn write(
    session: &mut Session,
    format: Format,
    query: &str,
    timeline: &Timeline,
) -> Result<()> {
    match format {
        Format::Table => table(session, timeline),
        Format::Md => session.out.text(brief::render_timeline(query, timeline)?.trim_end()),
        Format::Csv => {
            let bytes = csv(timeline).map_err(|e| Error::io("write", "standard output", e))?;
            session.out.bytes(&bytes)
        }
        Format::Json => lines(session, timeline),
        Format::Ics => ics(session, timeline),
        Format::Svg => {
            session.out.raw(&brief::timeline_svg(query, &timeline.entries, &timeline.sources))
        }
    }
}

/// The first source of an entry.
fn first<'t>(timeline: &'t Timeline, entry: &TimelineEntry) -> Option<&'t Source> {
    let number = entry.citations.first()?.source;
    timeline.sources.iter().find(|s| s.number == number)
}

/// `mention` or `publication`, `day` …: the name in JSON.
fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|v| v.as_str().map(str::to_string))
        .unwrap_or_default()
}

fn table(session: &mut Session, timeline: &Timeline) -> Result<()> {
    let terminal = session.out.is_terminal();
    let row = |entry: &TimelineEntry| {
        let source = first(timeline, entry);
        let site = source.and_then(|s| s.site.clone()).unwrap_or_default();
        let id = source.map(|s| s.document.clone()).unwrap_or_default();
        if terminal {
            let short = id.get(..SHORT_ID).unwrap_or(&id).to_string();
            vec![entry.value.clone(), short, entry.text.clone()]
        } else {
            vec![entry.value.clone(), site, id, entry.text.clone()]
        }
    };
    let rows: Vec<_> = timeline.entries.iter().map(row).collect();
    let header: &[&str] = if terminal {
        &["date", "document", "sentence"]
    } else {
        &["date", "site", "document", "sentence"]
    };
    session.out.table(header, &rows)
}

fn lines(session: &mut Session, timeline: &Timeline) -> Result<()> {
    for entry in &timeline.entries {
        let mut line = serde_json::to_value(entry)?;
        if let Value::Object(fields) = &mut line {
            fields.shift_insert(0, "schema".to_string(), json!("newsint.timeline/1"));
            fields.insert("source".to_string(), json!(first(timeline, entry)));
        }
        session.out.json(&line)?;
    }
    Ok(())
}

fn csv(timeline: &Timeline) -> std::io::Result<Vec<u8>> {
    let mut out = csv_line(&COLUMNS)?;
    for entry in &timeline.entries {
        let source = first(timeline, entry);
        let of = |part: fn(&Source) -> String| source.map(part).unwrap_or_default();
        let others: Vec<_> = entry.citations.iter().skip(1).map(|c| c.document.as_str()).collect();
        let place = entry.citations.first();
        let cells = [
            entry.date.clone(),
            entry.days().map(|(_, end)| end.to_string()).unwrap_or_default(),
            entry.value.clone(),
            name(&entry.precision),
            name(&entry.basis),
            entry.expression.clone().unwrap_or_default(),
            entry.text.clone(),
            entry.citations.len().to_string(),
            of(|s| s.document.clone()),
            place.map(|c| c.start.to_string()).unwrap_or_default(),
            place.map(|c| c.end.to_string()).unwrap_or_default(),
            of(|s| s.title.clone()),
            of(|s| s.site.clone().unwrap_or_default()),
            of(|s| s.published.clone().unwrap_or_default()),
            of(|s| s.url.clone()),
            of(|s| s.fetched_at.clone()),
            of(|s| s.sha256.clone()),
            of(|s| s.copy_of.clone().unwrap_or_default()),
            others.join(" "),
        ];
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        out.extend(csv_line(&cells)?);
    }
    Ok(out)
}

fn ics(session: &mut Session, timeline: &Timeline) -> Result<()> {
    let mut events = Vec::new();
    for (number, entry) in timeline.entries.iter().enumerate() {
        let (Some(days), Some(source)) = (entry.days(), first(timeline, entry)) else { continue };
        let start = entry.citations.first().map_or(number, |c| c.start);
        events.push(DayEvent {
            uid: format!("{}-{start}-{}", source.document, entry.value),
            days,
            words: &entry.text,
            title: &source.title,
            url: &source.url,
            fetched_at: &source.fetched_at,
            sha256: &source.sha256,
        });
    }
    events.retain(DayEvent::fits);
    let left = timeline.entries.len() - events.len();
    if left > 0 {
        session.out.say(&format!(
            "note: {left} of {} entries left out: longer than a month, or of unknown length",
            timeline.entries.len()
        ));
    }
    let bytes = calendar(&events).map_err(|e| Error::io("write", "standard output", e))?;
    session.out.bytes(&bytes)
}
