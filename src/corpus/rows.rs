//! Rows ↔ nouns: the only place that knows how a document or a mention is laid out in columns.

use rusqlite::types::ToSql;
use rusqlite::{CachedStatement, Row};
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::flat;
use crate::error::{Error, Result};
use crate::model::{
    Block, BlockKind, CaptureRef, CodePoints, Document, Kind, Mention, Span, StoredDocument, Value,
};

pub(super) const DOCUMENT_COLUMNS: &str = "d.sequence, d.id, d.version, d.url, d.title, d.author, d.site, \
     d.published, d.modified, d.language, d.text, d.blocks, d.flags, c.sha256, c.url, c.fetched_at, c.warc, c.offset, c.kind";

/// Reads the columns of [`DOCUMENT_COLUMNS`]; the mentions are still missing.
pub(super) fn document(row: &Row<'_>) -> Result<StoredDocument> {
    let stamp = |text: Option<String>| text.and_then(|t| t.parse().ok());
    let document = Document {
        url: row.get(3)?,
        title: row.get(4)?,
        author: json(&row.get::<_, String>(5)?)?,
        site: row.get(6)?,
        published: stamp(row.get(7)?),
        modified: stamp(row.get(8)?),
        language: row.get(9)?,
        text: row.get(10)?,
        blocks: blocks_from(row.get_ref(11)?.as_str().map_err(rusqlite::Error::from)?)?,
        flags: json(&row.get::<_, String>(12)?)?,
    };
    Ok(StoredDocument {
        sequence: row.get(0)?,
        id: row.get(1)?,
        version: row.get(2)?,
        document,
        mentions: Vec::new(),
        capture: CaptureRef {
            sha256: row.get(13)?,
            url: row.get(14)?,
            fetched_at: row.get(15)?,
            warc: row.get(16)?,
            offset: row.get(17)?,
            media: row.get(18)?,
        },
    })
}

pub(super) fn blocks_to(blocks: &[Block]) -> Result<String> {
    let rows: Vec<_> = blocks.iter().map(|b| (b.span.start, b.span.end, b.kind)).collect();
    Ok(serde_json::to_string(&rows)?)
}

fn blocks_from(text: &str) -> Result<Vec<Block>> {
    if let Some(blocks) = flat::blocks(text) {
        return Ok(blocks);
    }
    let rows: Vec<(u32, u32, BlockKind)> = json(text)?;
    Ok(rows
        .into_iter()
        .map(|(start, end, kind)| Block { span: Span { start, end }, kind })
        .collect())
}

pub(super) fn json<T: DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_str(text)?)
}

pub(super) const INSERT_MENTION: &str = "INSERT INTO mentions (document, number, kind, start, end, label, canonical, \
     entity, low, high, modifier, first_day, last_day, value) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)";

/// The columns of a mention that are there for filtering.
#[derive(Default)]
struct Columns<'a> {
    label: Option<&'a str>,
    canonical: Option<&'a str>,
    entity: Option<&'a str>,
    low: Option<f64>,
    high: Option<f64>,
    modifier: Option<&'a str>,
    first_day: Option<&'a str>,
    last_day: Option<&'a str>,
}

fn columns(value: &Value) -> Columns<'_> {
    let none = Columns::default();
    match value {
        Value::Entity(e) => Columns {
            label: Some(e.label.as_str()),
            canonical: Some(&e.canonical),
            entity: e.entity.as_deref(),
            ..none
        },
        Value::Money(m) => Columns {
            canonical: m.best_currency(),
            low: m.min.and_then(|d| d.to_f64()),
            high: m.max.and_then(|d| d.to_f64()),
            modifier: Some(m.modifier.as_str()),
            ..none
        },
        Value::Date(m) => Columns {
            label: Some(m.moment_type.as_str()),
            canonical: Some(&m.value),
            modifier: m.modifier.as_deref(),
            first_day: m.start.as_deref(),
            last_day: m.end.as_deref(),
            ..none
        },
        Value::Quantity(q) => Columns {
            label: Some(q.quantity_type.as_str()),
            canonical: q.unit.as_deref(),
            low: q.min.and_then(|d| d.to_f64()),
            high: q.max.and_then(|d| d.to_f64()),
            modifier: Some(q.modifier.as_str()),
            ..none
        },
        Value::Quote(q) => Columns { canonical: q.speaker.as_deref(), ..none },
        Value::Indicator(i) => Columns { canonical: Some(&i.value), ..none },
    }
}

/// Writes one mention row.
pub(super) fn insert_mention(
    statement: &mut CachedStatement<'_>,
    document: u64,
    number: usize,
    mention: &Mention,
    points: &CodePoints<'_>,
) -> Result<()> {
    let (start, end) = points.of_span(mention.span);
    let c = columns(&mention.value);
    let value = value_to(&mention.value, points)?;
    let row: [&dyn ToSql; 14] = [
        &document,
        &number,
        &mention.value.kind().as_str(),
        &start,
        &end,
        &c.label,
        &c.canonical,
        &c.entity,
        &c.low,
        &c.high,
        &c.modifier,
        &c.first_day,
        &c.last_day,
        &value,
    ];
    statement.execute(&row[..])?;
    Ok(())
}

/// Writes what a stored mention means now.
pub(super) fn update_mention(
    statement: &mut CachedStatement<'_>,
    document: u64,
    number: usize,
    mention: &Mention,
    points: &CodePoints<'_>,
) -> Result<()> {
    let c = columns(&mention.value);
    let value = value_to(&mention.value, points)?;
    let row: [&dyn ToSql; 5] = [&document, &number, &c.canonical, &c.entity, &value];
    statement.execute(&row[..])?;
    Ok(())
}

pub(super) const UPDATE_MENTION: &str = "UPDATE mentions SET canonical = ?3, entity = ?4, value = ?5 WHERE document = ?1 AND number = ?2";

/// The value as JSON; the speaker's place becomes code points.
pub(super) fn value_to(value: &Value, points: &CodePoints<'_>) -> Result<String> {
    fn text<T: Serialize>(value: &T) -> Result<String> {
        Ok(serde_json::to_string(value)?)
    }
    match value {
        Value::Entity(v) => text(v),
        Value::Money(v) => text(v),
        Value::Date(v) => text(v),
        Value::Quantity(v) => text(v),
        Value::Indicator(v) => text(v),
        Value::Quote(v) => {
            let mut quote = v.clone();
            quote.speaker_span = v.speaker_span.map(|s| {
                let (start, end) = points.of_span(s);
                Span::new(start, end)
            });
            text(&quote)
        }
    }
}

/// A value by the fast reader of what is usual, else by that of all JSON.
fn read<T: DeserializeOwned>(value: &str, usual: fn(&str) -> Option<T>) -> Result<T> {
    usual(value).map_or_else(|| json(value), Ok)
}

/// A mention from its kind, code-point range and JSON value.
pub(super) fn mention(
    kind: &str,
    start: usize,
    end: usize,
    value: &str,
    points: &CodePoints<'_>,
) -> Result<Mention> {
    let kind = Kind::ALL.into_iter().find(|k| k.as_str() == kind);
    let value = match kind {
        Some(Kind::Entity) => Value::Entity(read(value, flat::entity)?),
        Some(Kind::Money) => Value::Money(json(value)?),
        Some(Kind::Date) => Value::Date(read(value, flat::moment)?),
        Some(Kind::Quantity) => Value::Quantity(read(value, flat::quantity)?),
        Some(Kind::Indicator) => Value::Indicator(json(value)?),
        Some(Kind::Quote) => {
            let mut quote = read(value, flat::quote)?;
            quote.speaker_span =
                quote.speaker_span.map(|s| points.to_span(s.start as usize, s.end as usize));
            Value::Quote(quote)
        }
        None => return Err(Error::Internal("unknown kind of mention in the corpus".to_string())),
    };
    Ok(Mention { span: points.to_span(start, end), value })
}
