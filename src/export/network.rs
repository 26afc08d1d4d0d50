//! Who stands in one paragraph with whom: GEXF 1.2 (Gephi) and `GraphML` networks.
//!
//! An edge tells in how many paragraphs and documents, from which day to which (of publication), and
//! names the first documents. Edges are summed in a scratch database that goes to disk when it
//! grows, so memory stays flat.

use std::io::{self, Write};

use rusqlite::{Connection, params};

use super::passages::{entity_id, one_line};
use super::{Format, Written};
use crate::escape::xml as escape;
use crate::limits::NETWORK_NAMES_PER_PARAGRAPH_MAX;
use crate::model::{EntityTag, Label, StoredDocument, Value};

/// Documents named with an edge.
const DOCUMENTS_NAMED: usize = 20;

/// Sums a network and writes it at the end.
pub(super) struct Network {
    graphml: bool,
    scratch: Option<Connection>,
}

impl Network {
    /// A network as GEXF.
    pub(super) fn gexf() -> Self {
        Self { graphml: false, scratch: None }
    }

    /// A network as `GraphML`.
    pub(super) fn graphml() -> Self {
        Self { graphml: true, scratch: None }
    }

    fn scratch(&self) -> io::Result<&Connection> {
        self.scratch.as_ref().ok_or_else(|| io::Error::other("the network was not begun"))
    }
}

/// Labels that are nodes: what acts and where.
fn is_node(entity: &EntityTag) -> bool {
    matches!(entity.label, Label::Person | Label::Org | Label::Gpe)
        && !one_line(&entity.canonical).is_empty()
}

const SCHEMA: &str = "
  PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
  CREATE TABLE nodes (id TEXT PRIMARY KEY, name TEXT, label TEXT, n INTEGER) WITHOUT ROWID;
  CREATE TABLE edges (a TEXT, b TEXT, n INTEGER, documents INTEGER, first TEXT, last TEXT,
    named TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
  BEGIN;";
const NODE: &str = "INSERT INTO nodes VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT DO UPDATE SET n = n + excluded.n";
const EDGE: &str = "INSERT INTO edges VALUES (?1, ?2, ?3, 1, ?4, ?4, ?5)
  ON CONFLICT DO UPDATE SET n = n + excluded.n, documents = documents + 1,
  first = min(coalesce(first, excluded.first), coalesce(excluded.first, first)),
  last = max(coalesce(last, excluded.last), coalesce(excluded.last, last)),
  named = CASE WHEN documents < ?6 THEN named || ' ' || excluded.named ELSE named END";

impl Format for Network {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        // An empty name is a private database that is deleted when closed.
        let scratch = Connection::open("").map_err(io::Error::other)?;
        scratch.execute_batch(SCHEMA).map_err(io::Error::other)?;
        self.scratch = Some(scratch);
        Ok(())
    }

    fn document(&mut self, stored: &StoredDocument, _: &mut dyn Write) -> io::Result<Written> {
        let mut written = Written::default();
        let mut nodes = std::collections::BTreeMap::<String, (&EntityTag, u64)>::new();
        let mut edges = std::collections::BTreeMap::<(String, String), u64>::new();
        let (mut other, mut crowd) = (0, 0);
        let mut mentions = stored.mentions.iter().peekable();
        for block in &stored.document.blocks {
            let mut here: Vec<String> = Vec::new();
            while let Some(mention) = mentions.next_if(|m| m.span.start < block.span.end) {
                let Value::Entity(entity) = &mention.value else {
                    other += 1;
                    continue;
                };
                if !is_node(entity) {
                    other += 1;
                    continue;
                }
                let id = entity_id(entity);
                if !here.contains(&id) && here.len() >= NETWORK_NAMES_PER_PARAGRAPH_MAX {
                    crowd += 1;
                    continue;
                }
                written.mentions += 1;
                nodes.entry(id.clone()).or_insert((entity, 0)).1 += 1;
                if !here.contains(&id) {
                    here.push(id);
                }
            }
            here.sort();
            for (at, a) in here.iter().enumerate() {
                for b in here.iter().skip(at + 1) {
                    *edges.entry((a.clone(), b.clone())).or_default() += 1;
                }
            }
        }
        other += mentions.count();
        let day = stored.published_date();
        self.sum(&stored.id, day.as_deref(), &nodes, &edges).map_err(io::Error::other)?;
        written.leave("mentions other than people, organisations and places", other);
        written.leave("names beyond the most one paragraph may link", crowd);
        Ok(written)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.graphml { self.write_graphml(out) } else { self.write_gexf(out) }
    }
}

type Nodes<'a> = std::collections::BTreeMap<String, (&'a EntityTag, u64)>;
type Edges = std::collections::BTreeMap<(String, String), u64>;

impl Network {
    fn sum(
        &self,
        document: &str,
        day: Option<&str>,
        nodes: &Nodes<'_>,
        edges: &Edges,
    ) -> rusqlite::Result<()> {
        let Some(scratch) = &self.scratch else { return Ok(()) };
        let mut node = scratch.prepare_cached(NODE)?;
        for (id, (entity, n)) in nodes {
            let name = one_line(&entity.canonical);
            node.execute(params![id, name, entity.label.as_str(), n])?;
        }
        let mut edge = scratch.prepare_cached(EDGE)?;
        for ((a, b), n) in edges {
            edge.execute(params![a, b, n, day, document, DOCUMENTS_NAMED])?;
        }
        Ok(())
    }

    /// Calls `each` with id, name, label and count of every node.
    fn nodes(&self, mut each: impl FnMut([&str; 3], u64) -> io::Result<()>) -> io::Result<()> {
        let mut statement = self
            .scratch()?
            .prepare("SELECT id, name, label, n FROM nodes ORDER BY id")
            .map_err(io::Error::other)?;
        let mut rows = statement.query([]).map_err(io::Error::other)?;
        while let Some(row) = rows.next().map_err(io::Error::other)? {
            let text = |i: usize| row.get::<_, String>(i).map_err(io::Error::other);
            let n = row.get(3).map_err(io::Error::other)?;
            each([&text(0)?, &text(1)?, &text(2)?], n)?;
        }
        Ok(())
    }

    /// Calls `each` with every edge.
    fn edges(&self, mut each: impl FnMut(&EdgeRow) -> io::Result<()>) -> io::Result<()> {
        let sql = "SELECT a, b, n, documents, first, last, named FROM edges ORDER BY a, b";
        let mut statement = self.scratch()?.prepare(sql).map_err(io::Error::other)?;
        let mut rows = statement.query([]).map_err(io::Error::other)?;
        while let Some(row) = rows.next().map_err(io::Error::other)? {
            each(&EdgeRow::read(row).map_err(io::Error::other)?)?;
        }
        Ok(())
    }

    fn write_gexf(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(GEXF_HEAD.as_bytes())?;
        self.nodes(|[id, name, label], n| {
            writeln!(
                out,
                "<node id=\"{}\" label=\"{}\"><attvalues><attvalue for=\"label\" value=\"{label}\"/>\
                 <attvalue for=\"mentions\" value=\"{n}\"/></attvalues></node>",
                escape(id),
                escape(name)
            )
        })?;
        out.write_all(b"</nodes>\n<edges>\n")?;
        let mut number = 0;
        self.edges(|edge| {
            let dates = match (&edge.first, &edge.last) {
                (Some(first), Some(last)) => format!(" start=\"{first}\" end=\"{last}\""),
                _ => String::new(),
            };
            writeln!(
                out,
                "<edge id=\"{number}\" source=\"{}\" target=\"{}\" weight=\"{}\"{dates}><attvalues>\
                 <attvalue for=\"documents\" value=\"{}\"/><attvalue for=\"sources\" value=\"{}\"/>\
                 </attvalues></edge>",
                escape(&edge.a),
                escape(&edge.b),
                edge.n,
                edge.documents,
                edge.named
            )?;
            number += 1;
            Ok(())
        })?;
        out.write_all(b"</edges>\n</graph></gexf>\n")
    }

    fn write_graphml(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(GRAPHML_HEAD.as_bytes())?;
        self.nodes(|[id, name, label], n| {
            writeln!(
                out,
                "<node id=\"{}\"><data key=\"name\">{}</data><data key=\"label\">{label}</data>\
                 <data key=\"mentions\">{n}</data></node>",
                escape(id),
                escape(name)
            )
        })?;
        self.edges(|edge| {
            write!(
                out,
                "<edge source=\"{}\" target=\"{}\"><data key=\"weight\">{}</data>\
                 <data key=\"documents\">{}</data>",
                escape(&edge.a),
                escape(&edge.b),
                edge.n,
                edge.documents
            )?;
            for (key, day) in [("first", &edge.first), ("last", &edge.last)] {
                if let Some(day) = day {
                    write!(out, "<data key=\"{key}\">{day}</data>")?;
                }
            }
            writeln!(out, "<data key=\"sources\">{}</data></edge>", edge.named)
        })?;
        out.write_all(b"</graph></graphml>\n")
    }
}

/// An edge as it is written.
struct EdgeRow {
    a: String,
    b: String,
    n: u64,
    documents: u64,
    first: Option<String>,
    last: Option<String>,
    named: String,
}

impl EdgeRow {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            a: row.get(0)?,
            b: row.get(1)?,
            n: row.get(2)?,
            documents: row.get(3)?,
            first: row.get(4)?,
            last: row.get(5)?,
            named: row.get(6)?,
        })
    }
}

const GEXF_HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<gexf xmlns=\"http://www.gexf.net/1.2draft\" version=\"1.2\">\n\
<meta><creator>newsint</creator></meta>\n\
<graph mode=\"dynamic\" timeformat=\"date\" defaultedgetype=\"undirected\">\n\
<attributes class=\"node\"><attribute id=\"label\" title=\"label\" type=\"string\"/>\
<attribute id=\"mentions\" title=\"mentions\" type=\"integer\"/></attributes>\n\
<attributes class=\"edge\"><attribute id=\"documents\" title=\"documents\" type=\"integer\"/>\
<attribute id=\"sources\" title=\"sources\" type=\"string\"/></attributes>\n<nodes>\n";

const GRAPHML_HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
<key id=\"name\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>\n\
<key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n\
<key id=\"mentions\" for=\"node\" attr.name=\"mentions\" attr.type=\"int\"/>\n\
<key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"int\"/>\n\
<key id=\"documents\" for=\"edge\" attr.name=\"documents\" attr.type=\"int\"/>\n\
<key id=\"first\" for=\"edge\" attr.name=\"first\" attr.type=\"string\"/>\n\
<key id=\"last\" for=\"edge\" attr.name=\"last\" attr.type=\"string\"/>\n\
<key id=\"sources\" for=\"edge\" attr.name=\"sources\" attr.type=\"string\"/>\n\
<graph edgedefault=\"undirected\">\n";
