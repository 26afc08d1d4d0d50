//! Lists of people and organisations: CSV with a header, or `FollowTheMoney` entities.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::limits::{LINK_HEADER_BYTES_MAX, LINK_TARGETS_MAX};

/// What a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TargetKind {
    /// A person.
    Person,
    /// A company, agency, group.
    Organization,
    /// The list does not tell.
    #[default]
    Unknown,
}

impl TargetKind {
    /// True unless one is a person and the other an organisation.
    pub fn fits(self, other: Self) -> bool {
        self == other || self == Self::Unknown || other == Self::Unknown
    }
}

/// One entry of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Its id on the list; where it has none, `line N`.
    pub id: String,
    /// What it is.
    pub kind: TargetKind,
    /// Its name, then its aliases.
    pub names: Vec<String>,
    /// Birth or founding dates, as the list has them.
    pub dates: Vec<String>,
    /// ISO 3166 codes or names, as the list has them.
    pub countries: Vec<String>,
    /// What it is on the list for.
    pub topics: Vec<String>,
}

/// Reads a list: a file whose name ends in `json`, `jsonl` or `ijson` holds `FollowTheMoney` entities,
/// any other is CSV.
pub fn read(path: &Path) -> Result<Vec<Target>> {
    let name = path.to_string_lossy().to_ascii_lowercase();
    let targets = if [".json", ".jsonl", ".ijson"].iter().any(|end| name.ends_with(end)) {
        follow_the_money(path)?
    } else {
        table(path)?
    };
    if targets.len() > LINK_TARGETS_MAX {
        return Err(Error::data(path, format!("more than {LINK_TARGETS_MAX} entries")));
    }
    Ok(targets)
}

fn kind_of(schema: &str) -> TargetKind {
    match schema.trim().to_ascii_lowercase().as_str() {
        "person" | "individual" => TargetKind::Person,
        "organization" | "organisation" | "company" | "publicbody" | "entity" | "org" => {
            TargetKind::Organization
        }
        _ => TargetKind::Unknown,
    }
}

/// What a list may hold beside people and organisations.
const OTHER_KINDS: [&str; 8] = [
    "address",
    "airplane",
    "aircraft",
    "cryptowallet",
    "sanction",
    "security",
    "vehicle",
    "vessel",
];

/// The character that parts the columns: the one of these that the header has most of.
fn delimiter(path: &Path) -> Result<u8> {
    let failed = |e| Error::io("read", path, e);
    let mut header = Vec::new();
    let file = BufReader::new(std::fs::File::open(path).map_err(failed)?);
    file.take(LINK_HEADER_BYTES_MAX).read_until(b'\n', &mut header).map_err(failed)?;
    let count = |c: &u8| memchr::memchr_iter(*c, &header).count();
    Ok([b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b','))
}

/// Columns: `name`, and `id`, `aliases`, `schema` or `type`, `birth_date`, `countries`, `topics`
/// where there; several values are parted by `;` or `|`.
fn table(path: &Path) -> Result<Vec<Target>> {
    let wrong = |e: csv::Error| Error::data(path, e.to_string());
    let delimiter = delimiter(path)?;
    let mut reader = csv::ReaderBuilder::new();
    reader.flexible(true).delimiter(delimiter);
    let mut rows = reader.from_path(path).map_err(wrong)?;
    let header = rows.headers().map_err(wrong)?.clone();
    let column = |names: &[&str]| {
        header.iter().position(|h| {
            let h = h.trim_start_matches('\u{feff}').trim().to_ascii_lowercase();
            let h = h.replace([' ', '-'], "_");
            names.contains(&h.as_str())
        })
    };
    let name = column(&["name", "caption"])
        .ok_or_else(|| Error::data(path, "a list needs a column \"name\""))?;
    let id = column(&["id"]);
    let schema = column(&["schema", "type"]);
    let aliases = column(&["aliases", "alias"]);
    let dates = column(&["birth_date", "birthdate", "date_of_birth"]);
    let countries = column(&["countries", "country", "nationality"]);
    let topics = column(&["topics", "program", "programs", "sanctions"]);
    let mut out = Vec::new();
    for (number, row) in rows.records().enumerate() {
        let row = row.map_err(wrong)?;
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or("").trim();
        let several = |at: Option<usize>| -> Vec<String> {
            let parts = cell(at).split([';', '|']).map(str::trim);
            parts.filter(|p| !p.is_empty()).map(str::to_string).collect()
        };
        if OTHER_KINDS.contains(&cell(schema).to_ascii_lowercase().as_str()) {
            continue;
        }
        let mut names = vec![cell(Some(name)).to_string()];
        names.extend(several(aliases));
        names.retain(|n| !n.is_empty());
        let id = match cell(id) {
            "" => format!("line {}", number + 2),
            id => id.to_string(),
        };
        out.push(Target {
            id,
            kind: kind_of(cell(schema)),
            names,
            dates: several(dates),
            countries: several(countries),
            topics: several(topics),
        });
    }
    Ok(out)
}

/// One entity a line; those without a name (addresses, sanctions, links) are passed over.
fn follow_the_money(path: &Path) -> Result<Vec<Target>> {
    let failed = |e| Error::io("read", path, e);
    let file = BufReader::new(std::fs::File::open(path).map_err(failed)?);
    let mut out = Vec::new();
    for (number, line) in file.lines().enumerate() {
        let line = line.map_err(failed)?;
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |e: serde_json::Error| Error::data(path, format!("line {}: {e}", number + 1));
        let entity: Value = serde_json::from_str(&line).map_err(wrong)?;
        let schema = entity.get("schema").and_then(Value::as_str).unwrap_or("");
        let known = ["Person", "Organization", "Company", "PublicBody", "LegalEntity"];
        if !known.contains(&schema) {
            continue;
        }
        let all = |properties: &[&str]| -> Vec<String> {
            let lists =
                properties.iter().filter_map(|p| entity.get("properties")?.get(*p)?.as_array());
            lists.flatten().filter_map(|v| Some(v.as_str()?.to_string())).collect()
        };
        let names = all(&["name", "alias", "previousName"]);
        if names.is_empty() {
            continue;
        }
        out.push(Target {
            id: entity.get("id").and_then(Value::as_str).unwrap_or("").to_string(),
            kind: kind_of(schema),
            names,
            dates: all(&["birthDate", "incorporationDate"]),
            countries: all(&[
                "country",
                "nationality",
                "citizenship",
                "jurisdiction",
                "mainCountry",
            ]),
            topics: all(&["topics", "program"]),
        });
    }
    Ok(out)
}
