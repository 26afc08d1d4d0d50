//! How documents spread over sites, languages, months and names; and how many tell one story.

use std::collections::BTreeMap;

use url::Url;

use super::Store;
use crate::error::Result;

/// What documents are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// Host of the address, without `www.`; the outlet's name where there is no host.
    Site,
    /// Language code, `und` where unknown.
    Lang,
    /// People named in the text.
    Person,
    /// Organisations named in the text.
    Org,
    /// Countries, places and buildings named in the text.
    Place,
    /// Currencies of the amounts in the text.
    Currency,
    /// Day of publication; documents without one are not counted.
    Day,
    /// Month of publication.
    Month,
    /// Year of publication.
    Year,
}

impl Facet {
    /// All, by name.
    pub const ALL: [(&'static str, Facet); 9] = [
        ("site", Facet::Site),
        ("lang", Facet::Lang),
        ("person", Facet::Person),
        ("org", Facet::Org),
        ("place", Facet::Place),
        ("currency", Facet::Currency),
        ("day", Facet::Day),
        ("month", Facet::Month),
        ("year", Facet::Year),
    ];

    /// True for stretches of time, which are told in their order and not by count.
    pub fn is_time(self) -> bool {
        matches!(self, Self::Day | Self::Month | Self::Year)
    }

    fn sql(self) -> &'static str {
        match self {
            Self::Site => "SELECT d.url, d.site FROM documents d WHERE TRUE",
            Self::Lang => "SELECT coalesce(d.language, 'und') FROM documents d WHERE TRUE",
            Self::Day => {
                "SELECT substr(d.published, 1, 10) FROM documents d WHERE d.published IS NOT NULL"
            }
            Self::Month => {
                "SELECT substr(d.published, 1, 7) FROM documents d WHERE d.published IS NOT NULL"
            }
            Self::Year => {
                "SELECT substr(d.published, 1, 4) FROM documents d WHERE d.published IS NOT NULL"
            }
            Self::Person => {
                "SELECT DISTINCT m.canonical, d.sequence FROM documents d JOIN mentions m \
                 ON m.document = d.sequence WHERE m.kind = 'entity' AND m.label = 'PERSON'"
            }
            Self::Org => {
                "SELECT DISTINCT m.canonical, d.sequence FROM documents d JOIN mentions m \
                 ON m.document = d.sequence WHERE m.kind = 'entity' AND m.label = 'ORG'"
            }
            Self::Place => {
                "SELECT DISTINCT m.canonical, d.sequence FROM documents d JOIN mentions m \
                 ON m.document = d.sequence WHERE m.kind = 'entity' AND m.label IN ('GPE', 'LOC', 'FAC')"
            }
            Self::Currency => {
                "SELECT DISTINCT m.canonical, d.sequence FROM documents d JOIN mentions m \
                 ON m.document = d.sequence WHERE m.kind = 'money' AND m.canonical IS NOT NULL"
            }
        }
    }
}

/// The host of an address without `www.`, else the outlet's name.
fn site(url: &str, outlet: Option<&str>) -> String {
    let parsed = Url::parse(url).ok();
    let host = parsed.as_ref().and_then(Url::host_str).unwrap_or("");
    let host = host.strip_prefix("www.").unwrap_or(host);
    if host.is_empty() { outlet.unwrap_or("unknown").to_string() } else { host.to_lowercase() }
}

impl Store {
    /// Number of documents by value, of all documents or of those named; most first, then by value;
    /// stretches of time in their order.
    pub fn facet(&self, facet: Facet, documents: Option<&[u64]>) -> Result<Vec<(String, u64)>> {
        self.select_documents(documents)?;
        let among = " AND d.sequence IN (SELECT sequence FROM temp.selected)";
        let sql = format!("{}{}", facet.sql(), if documents.is_some() { among } else { "" });
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let value: String = row.get(0)?;
            let value = match facet {
                Facet::Site => site(&value, row.get::<_, Option<String>>(1)?.as_deref()),
                _ => value,
            };
            *counts.entry(value).or_default() += 1;
        }
        let mut out: Vec<(String, u64)> = counts.into_iter().collect();
        if !facet.is_time() {
            out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        Ok(out)
    }

    /// The documents that tell a story: all versions of its pages.
    pub fn tellers(&self, story: u64) -> Result<Vec<u64>> {
        let pages = if self.knows_copies()? {
            "SELECT page FROM copies WHERE story = ?1 UNION"
        } else {
            ""
        };
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT d.sequence FROM documents p JOIN documents d ON d.url = p.url \
             WHERE p.sequence IN ({pages} SELECT ?1) ORDER BY 1"
        ))?;
        let rows = statement.query_map([story], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The story a document tells (see [`Store::story`]) and how many pages tell it.
    pub fn told_by(&self, document: u64) -> Result<(u64, u64)> {
        let story = self.story(document)?;
        if !self.knows_copies()? {
            return Ok((story, 1));
        }
        let mut statement = self
            .connection
            .prepare_cached("SELECT max(1, count(*)) FROM copies WHERE story = ?1")?;
        Ok((story, statement.query_row([story], |row| row.get(0))?))
    }
}
