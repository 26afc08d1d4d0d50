//! Reading the corpus database.

use rusqlite::{OptionalExtension, params, params_from_iter, types::Value as SqlValue};

use super::store::Store;
use super::{rows, store::document_id};
use crate::error::{Error, Result};
use crate::model::{CodePoints, Kind, Outcome, PackedMentions, Span, StoredDocument, Value};

/// Totals of a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Captures (WARC records with a payload or a revisit).
    pub captures: u64,
    /// Document versions.
    pub documents: u64,
    /// Mentions by kind, in the order of [`Kind::ALL`].
    pub mentions: Vec<(&'static str, u64)>,
    /// Documents by language, most first; `""` for unknown.
    pub languages: Vec<(String, u64)>,
    /// Documents by site, most first (at most 20).
    pub sites: Vec<(String, u64)>,
    /// Captures by outcome.
    pub outcomes: Vec<(String, u64)>,
    /// First and last day of publication.
    pub published: Option<(String, String)>,
    /// Documents stored without looking for tags.
    pub untagged: u64,
}

/// Which mentions to list.
#[derive(Debug, Clone, Default)]
pub struct MentionFilter {
    /// Only these documents (sequence numbers); `None` for all.
    pub documents: Option<Vec<u64>>,
    /// Only mentions with this label or type.
    pub label: Option<String>,
    /// Only amounts or quantities whose bound is at least this.
    pub min: Option<f64>,
    /// Only mentions whose canonical value is this (currency, unit, name, speaker), case folded.
    pub canonical: Option<String>,
    /// Most rows.
    pub limit: usize,
}

/// One mention with what is needed to show and trace it.
#[derive(Debug, Clone)]
pub struct MentionRow {
    /// Public id of the document.
    pub document_id: String,
    /// Address of the document.
    pub url: String,
    /// Day of publication, if known.
    pub published: Option<String>,
    /// SHA-256 of the captured payload.
    pub sha256: String,
    /// Time of capture.
    pub fetched_at: String,
    /// The words. Quotations may be long.
    pub words: String,
    /// The words with some of the text around them, on character boundaries.
    pub context: String,
    /// Code-point range.
    pub range: (usize, usize),
    /// What it means; the speaker's span of a quotation points into the text, which is not here.
    pub value: Value,
    /// Code-point range of the speaker of a quotation.
    pub speaker: Option<(usize, usize)>,
}

/// Bytes of text for which room for one mention is made beforehand.
const BYTES_A_MENTION: usize = 64;
/// Bytes of text shown on either side of a mention.
const CONTEXT_BYTES: usize = 80;

/// The words of `span` with the text around them, cut at spaces where there are any.
fn context(text: &str, span: Span) -> String {
    let (start, end) = (span.start as usize, span.end as usize);
    let mut from = text.floor_char_boundary(start.saturating_sub(CONTEXT_BYTES));
    let mut to = text.ceil_char_boundary((end + CONTEXT_BYTES).min(text.len()));
    if from > 0 {
        let skipped = text.get(from..start).and_then(|t| t.find(char::is_whitespace));
        from += skipped.unwrap_or(0);
    }
    if to < text.len() {
        to = text.get(end..to).and_then(|t| t.rfind(char::is_whitespace)).map_or(to, |i| end + i);
    }
    text.get(from..to).unwrap_or("").trim().to_string()
}

/// Mentions of one thing, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionGroup {
    /// Label or type.
    pub label: String,
    /// Canonical name.
    pub canonical: String,
    /// Stable id, if one is known.
    pub entity: Option<String>,
    /// Number of mentions.
    pub mentions: u64,
    /// Number of documents.
    pub documents: u64,
    /// First and last day of publication among those documents.
    pub seen: Option<(String, String)>,
    /// Surfaces, most frequent first (at most 8).
    pub aliases: Vec<String>,
}

impl Store {
    /// Totals.
    pub fn counts(&self) -> Result<Counts> {
        let c = &self.connection;
        let (first, last): (Option<String>, Option<String>) = c.query_row(
            "SELECT min(substr(published, 1, 10)), max(substr(published, 1, 10)) FROM documents",
            [],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?;
        Ok(Counts {
            captures: c.query_row("SELECT count(*) FROM captures", [], |r| r.get(0))?,
            sites: self.grouped("SELECT coalesce(site, ''), count(*) AS n FROM documents GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20")?,
            outcomes: self.grouped("SELECT outcome, count(*) AS n FROM captures GROUP BY 1 ORDER BY n DESC, 1")?,
            published: first.zip(last),
            ..self.holdings()?
        })
    }

    /// Of the totals those of documents, languages and mentions.
    pub fn holdings(&self) -> Result<Counts> {
        // One look at all mentions, whatever the kinds are.
        let sums = Kind::ALL.map(|kind| format!("coalesce(sum(kind = '{}'), 0)", kind.as_str()));
        let sql = format!("SELECT {} FROM mentions", sums.join(", "));
        let mentions = self.connection.query_row(&sql, [], |r| {
            let kinds = Kind::ALL.iter().enumerate();
            kinds.map(|(at, kind)| Ok((kind.as_str(), r.get(at)?))).collect()
        })?;
        Ok(Counts {
            documents: self.document_count()?,
            mentions,
            languages: self.grouped("SELECT coalesce(language, ''), count(*) AS n FROM documents GROUP BY 1 ORDER BY n DESC, 1")?,
            untagged: self.untagged()?,
            ..Counts::default()
        })
    }

    /// Number of document versions.
    pub fn document_count(&self) -> Result<u64> {
        Ok(self.connection.query_row("SELECT count(*) FROM documents", [], |r| r.get(0))?)
    }

    /// The names that are mentioned most, with how often.
    pub fn most_named(&self, limit: usize) -> Result<Vec<(String, u64)>> {
        let mut statement = self.connection.prepare(
            "SELECT canonical, count(*) AS n FROM mentions WHERE kind = 'entity' \
             GROUP BY label, canonical ORDER BY n DESC, canonical, label LIMIT ?1",
        )?;
        let rows = statement.query_map([limit], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Number of documents that were stored without looking for tags.
    pub fn untagged(&self) -> Result<u64> {
        let sql = "SELECT count(*) FROM sqlite_master WHERE name = 'untagged'";
        if self.connection.query_row(sql, [], |r| r.get::<_, u64>(0))? == 0 {
            return Ok(0);
        }
        Ok(self.connection.query_row("SELECT count(*) FROM untagged", [], |r| r.get(0))?)
    }

    /// True if this document was.
    pub fn is_untagged(&self, document: u64) -> Result<bool> {
        if self.untagged()? == 0 {
            return Ok(false);
        }
        let sql = "SELECT count(*) FROM untagged WHERE document = ?1";
        Ok(self.connection.query_row(sql, [document], |r| r.get::<_, u64>(0))? > 0)
    }

    fn grouped(&self, sql: &str) -> Result<Vec<(String, u64)>> {
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// One document by sequence number, with its mentions.
    pub fn document(&self, sequence: u64) -> Result<Option<StoredDocument>> {
        let Some(mut stored) =
            self.bare_document("d.sequence = ?1", &SqlValue::Integer(sequence.cast_signed()))?
        else {
            return Ok(None);
        };
        self.read_mentions(&mut stored)?;
        Ok(Some(stored))
    }

    /// One document by its public id, a unique prefix of it (at least 4 digits), or its URL (the
    /// latest version).
    pub fn find(&self, name: &str) -> Result<Option<StoredDocument>> {
        let found = if name.len() >= 4 && name.bytes().all(|b| b.is_ascii_hexdigit()) {
            let pattern = SqlValue::Text(format!("{}*", name.to_ascii_lowercase()));
            let mut statement = self
                .connection
                .prepare_cached("SELECT sequence FROM documents WHERE id GLOB ?1 LIMIT 2")?;
            let rows: Vec<u64> =
                statement.query_map([pattern], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
            if rows.len() > 1 {
                return Err(Error::usage(format!("more than one document id begins with {name}")));
            }
            rows.first().copied()
        } else {
            self.connection
                .prepare_cached(
                    "SELECT d.sequence FROM documents d JOIN captures c ON c.sequence = d.capture \
                     WHERE d.url = ?1 OR c.url = ?1 ORDER BY d.version DESC LIMIT 1",
                )?
                .query_row([name], |r| r.get(0))
                .optional()?
        };
        found.map_or(Ok(None), |sequence| self.document(sequence))
    }

    /// Sequence numbers and ids of all versions of the document at `url`, oldest first.
    pub fn versions(&self, url: &str) -> Result<Vec<(u32, String)>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT version, id FROM documents WHERE url = ?1 ORDER BY version")?;
        let rows = statement.query_map([url], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub(super) fn bare_document(
        &self,
        condition: &str,
        value: &SqlValue,
    ) -> Result<Option<StoredDocument>> {
        let sql = format!(
            "SELECT {} FROM documents d JOIN captures c ON c.sequence = d.capture WHERE {condition}",
            rows::DOCUMENT_COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut found = statement.query([value])?;
        found.next()?.map(rows::document).transpose()
    }

    /// Adds the mentions of a document.
    pub(super) fn read_mentions(&self, stored: &mut StoredDocument) -> Result<()> {
        if self.packed && self.read_packed(stored)? {
            return Ok(());
        }
        let points = CodePoints::new(&stored.document.text);
        let mut statement = self.connection.prepare_cached(
            "SELECT kind, start, end, value FROM mentions WHERE document = ?1 ORDER BY number",
        )?;
        let mut found = statement.query([stored.sequence])?;
        stored.mentions.reserve(stored.document.text.len() / BYTES_A_MENTION);
        while let Some(row) = found.next()? {
            let value = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
            let kind = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            let mention = rows::mention(kind, row.get(1)?, row.get(2)?, value, &points)?;
            stored.mentions.push(mention);
        }
        Ok(())
    }

    /// The same from their packed form; false if there is none, as in older corpora, or if it does
    /// not fit the text.
    fn read_packed(&self, stored: &mut StoredDocument) -> Result<bool> {
        let sql = "SELECT mentions FROM packed_mentions WHERE document = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut found = statement.query([stored.sequence])?;
        let Some(row) = found.next()? else { return Ok(false) };
        let value = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        let mentions = PackedMentions::read(&stored.document.text, value).and_then(|m| m.unpack());
        let Some(mentions) = mentions else { return Ok(false) };
        stored.mentions = mentions;
        Ok(true)
    }

    /// Calls `each` with every document from sequence number `from` on, in order, with mentions.
    /// Flat memory.
    pub fn for_each_document(
        &self,
        from: u64,
        mut each: impl FnMut(StoredDocument) -> Result<()>,
    ) -> Result<()> {
        let sql = format!(
            "SELECT {} FROM documents d JOIN captures c ON c.sequence = d.capture WHERE d.sequence >= ?1 \
             ORDER BY d.sequence",
            rows::DOCUMENT_COLUMNS
        );
        let mut statement = self.connection.prepare(&sql)?;
        let mut found = statement.query([from])?;
        while let Some(row) = found.next()? {
            let mut stored = rows::document(row)?;
            self.read_mentions(&mut stored)?;
            each(stored)?;
        }
        Ok(())
    }

    /// Checks that a stored document still has the id its URL, text and version give.
    pub fn id_holds(stored: &StoredDocument) -> bool {
        document_id(&stored.document, stored.version) == stored.id
    }

    /// Calls `each` with every capture: sequence, SHA-256, WARC file, offset, outcome. In order.
    pub fn for_each_capture(
        &self,
        mut each: impl FnMut(u64, &str, &str, u64, &str) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.connection.prepare(
            "SELECT sequence, sha256, warc, offset, outcome FROM captures ORDER BY sequence",
        )?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let text = |i: usize| row.get_ref(i)?.as_str().map_err(rusqlite::Error::from);
            each(row.get(0)?, text(1)?, text(2)?, row.get(3)?, text(4)?)?;
        }
        Ok(())
    }

    /// Mentions of one kind, filtered, in order of document and place.
    pub fn mentions(&self, kind: Kind, filter: &MentionFilter) -> Result<Vec<MentionRow>> {
        self.select_documents(filter.documents.as_deref())?;
        let mut sql = String::from(
            "SELECT d.id, d.url, substr(d.published, 1, 10), c.sha256, c.fetched_at, m.start, m.end, m.value, d.text \
             FROM mentions m JOIN documents d ON d.sequence = m.document \
             JOIN captures c ON c.sequence = d.capture WHERE m.kind = ?",
        );
        let mut values = vec![SqlValue::Text(kind.as_str().to_string())];
        push_conditions(filter, &mut sql, &mut values);
        sql.push_str(order_of(kind));
        sql.push_str(" LIMIT ?");
        values.push(SqlValue::Integer(i64::try_from(filter.limit).unwrap_or(i64::MAX)));
        let mut statement = self.connection.prepare(&sql)?;
        let mut found = statement.query(params_from_iter(values))?;
        let mut out = Vec::new();
        while let Some(row) = found.next()? {
            let text = row.get_ref(8)?.as_str().map_err(rusqlite::Error::from)?;
            let value = row.get_ref(7)?.as_str().map_err(rusqlite::Error::from)?;
            let range: (usize, usize) = (row.get(5)?, row.get(6)?);
            let points = CodePoints::new(text);
            let mention = rows::mention(kind.as_str(), range.0, range.1, value, &points)?;
            let speaker = match &mention.value {
                Value::Quote(quote) => quote.speaker_span.map(|s| points.of_span(s)),
                _ => None,
            };
            out.push(MentionRow {
                document_id: row.get(0)?,
                url: row.get(1)?,
                published: row.get(2)?,
                sha256: row.get(3)?,
                fetched_at: row.get(4)?,
                words: mention.span.of(text).to_string(),
                context: context(text, mention.span),
                range,
                value: mention.value,
                speaker,
            });
        }
        Ok(out)
    }

    /// Entities counted by canonical name, most mentioned first.
    pub fn entities(&self, filter: &MentionFilter) -> Result<Vec<MentionGroup>> {
        self.select_documents(filter.documents.as_deref())?;
        let mut sql = String::from(
            "SELECT m.label, m.canonical, max(m.entity), count(*) AS n, count(DISTINCT m.document) AS documents, \
             min(substr(d.published, 1, 10)), max(substr(d.published, 1, 10)) \
             FROM mentions m JOIN documents d ON d.sequence = m.document WHERE m.kind = ?",
        );
        let mut values = vec![SqlValue::Text("entity".to_string())];
        push_conditions(filter, &mut sql, &mut values);
        sql.push_str(
            " GROUP BY m.label, m.canonical ORDER BY n DESC, m.canonical, m.label LIMIT ?",
        );
        values.push(SqlValue::Integer(i64::try_from(filter.limit).unwrap_or(i64::MAX)));
        let mut statement = self.connection.prepare(&sql)?;
        let mut found = statement.query(params_from_iter(values))?;
        let mut out = Vec::new();
        while let Some(row) = found.next()? {
            let first: Option<String> = row.get(5)?;
            out.push(MentionGroup {
                label: row.get(0)?,
                canonical: row.get(1)?,
                entity: row.get(2)?,
                mentions: row.get(3)?,
                documents: row.get(4)?,
                seen: first.zip(row.get::<_, Option<String>>(6)?),
                aliases: Vec::new(),
            });
        }
        for group in &mut out {
            group.aliases = self.aliases(group)?;
        }
        Ok(out)
    }

    fn aliases(&self, group: &MentionGroup) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT words, count(*) AS n FROM (SELECT substr(d.text, m.start + 1, m.end - m.start) AS words \
             FROM mentions m JOIN documents d ON d.sequence = m.document \
             WHERE m.kind = 'entity' AND m.label = ?1 AND m.canonical = ?2 LIMIT 1000) \
             GROUP BY words ORDER BY n DESC, words LIMIT 8",
        )?;
        let rows = statement.query_map(params![group.label, group.canonical], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Puts the sequence numbers to filter by into a temporary table.
    pub(super) fn select_documents(&self, documents: Option<&[u64]>) -> Result<()> {
        let Some(documents) = documents else { return Ok(()) };
        let c = &self.connection;
        c.pragma_update(None, "query_only", false)?;
        c.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS selected (sequence INTEGER PRIMARY KEY); DELETE FROM temp.selected",
        )?;
        let mut statement = c.prepare_cached("INSERT OR IGNORE INTO temp.selected VALUES (?1)")?;
        for sequence in documents {
            statement.execute([sequence])?;
        }
        c.pragma_update(None, "query_only", true)?;
        Ok(())
    }

    /// Captures that ended without a document, by outcome and reason.
    pub fn reasons(&self) -> Result<Vec<(Outcome, u64)>> {
        let mut statement = self.connection.prepare(
            "SELECT coalesce(reason, ''), count(*) AS n FROM captures WHERE outcome = 'no text' GROUP BY 1 ORDER BY n DESC, 1",
        )?;
        let rows = statement.query_map([], |r| Ok((Outcome::NoText(r.get(0)?), r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn push_conditions(filter: &MentionFilter, sql: &mut String, values: &mut Vec<SqlValue>) {
    if filter.documents.is_some() {
        sql.push_str(" AND m.document IN (SELECT sequence FROM temp.selected)");
    }
    if let Some(label) = &filter.label {
        sql.push_str(" AND m.label = ? COLLATE NOCASE");
        values.push(SqlValue::Text(label.clone()));
    }
    if let Some(min) = filter.min {
        sql.push_str(" AND coalesce(m.low, m.high) >= ?");
        values.push(SqlValue::Real(min));
    }
    if let Some(canonical) = &filter.canonical {
        sql.push_str(" AND m.canonical = ? COLLATE NOCASE");
        values.push(SqlValue::Text(canonical.clone()));
    }
}

/// Amounts and quantities largest first; the rest in the order of the corpus.
fn order_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Money | Kind::Quantity => {
            " ORDER BY coalesce(m.low, m.high) DESC, m.document, m.number"
        }
        Kind::Date => " ORDER BY coalesce(m.first_day, '9999'), m.document, m.number",
        _ => " ORDER BY m.document, m.number",
    }
}
