//! What the user set in `newsint.toml`, and where: every complaint names file and line.
//!
//! `docs/config.md` is the reference of the keys; a test compares it with [`KEYS`].

mod near;
mod recipe;
mod source;
mod table;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustc_hash::FxHashMap;
use toml::de::DeTable;

use crate::error::{Error, Result};
use crate::limits::SETTINGS_BYTES_MAX;

pub use recipe::{Located, RECIPE_KEYS, SiteRecipe};
pub use source::{Scope, Source, SourceKind};
use table::{Origin, Table};

/// Name of the file in a corpus folder.
pub const FILE_NAME: &str = "newsint.toml";

/// Every key, by the table it stands in; the first table is the file itself.
pub const KEYS: &[(&str, &[&str])] = &[
    ("", &["brief", "crawl", "extract", "lexicon", "searches", "source"]),
    ("brief", &["template"]),
    ("crawl", &["contact", "delay", "allow_hosts"]),
    ("extract", &["sites"]),
    ("lexicon", &["files", "models"]),
    ("source", source::KEYS),
];

/// All that `newsint.toml` holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// The user's own template of briefs (`template` of the table `[brief]`), as written: relative
    /// to the corpus folder.
    pub brief_template: Option<PathBuf>,
    /// The table `[crawl]`: what holds for every source.
    pub crawl: CrawlSettings,
    /// The table `[extract]`: how pages are read.
    pub extract: ExtractSettings,
    /// The user's own tables of names (`files` of the table `[lexicon]`), as written: relative to
    /// the corpus folder.
    pub lexicon: Vec<PathBuf>,
    /// Trained taggers to use instead of the shipped ones (`models` of the table `[lexicon]`):
    /// language (ISO 639-1) and file, relative to the folder.
    pub models: Vec<(String, PathBuf)>,
    /// The table `[searches]`, in the order of the file.
    pub searches: Vec<SavedSearch>,
    /// The tables `[[source]]`, in the order of the file. Their names differ.
    pub sources: Vec<Source>,
}

/// A query that is asked again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its name.
    pub name: String,
    /// The query as written.
    pub query: String,
    /// Line of the file it stands in.
    pub line: usize,
}

/// What holds for every source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CrawlSettings {
    /// Mail address or URL at which a site can reach whoever runs the crawl; part of the
    /// `User-Agent` header. Printable ASCII without spaces, brackets and quotes.
    pub contact: Option<String>,
    /// Time between two requests to one host. A longer delay in robots.txt wins.
    pub delay: Option<Duration>,
    /// `HOST:PORT` entries that may be asked although they are not public, as written; the crawler
    /// reads them.
    pub allow_hosts: Vec<String>,
}

/// How pages are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExtractSettings {
    /// Folder of the user's site recipes, as written: relative to the corpus folder.
    pub sites: Option<PathBuf>,
}

impl Settings {
    /// Reads `newsint.toml` of a corpus folder; a missing file gives the defaults.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE_NAME);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::io("read", &path, error)),
        };
        let mut bytes = Vec::new();
        file.take(SETTINGS_BYTES_MAX + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Error::io("read", &path, error))?;
        if bytes.len() as u64 > SETTINGS_BYTES_MAX {
            return Err(Error::data(&path, format!("more than {SETTINGS_BYTES_MAX} bytes")));
        }
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let line = table::line(&bytes, error.valid_up_to());
            Error::data(&path, format!("line {line}: not UTF-8"))
        })?;
        Self::parse(text, &path)
    }

    /// Reads settings from the text of a file; `origin` is named in errors.
    ///
    /// What is not TOML is [`Error::Data`]; an unknown key, a value of the wrong kind and a name
    /// that comes twice are [`Error::Usage`] with a hint.
    pub fn parse(text: &str, origin: &Path) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let origin = Origin { text, path: origin };
        let file = DeTable::parse(text).map_err(|error| origin.not_toml(&error))?;
        let file = Table::new(&origin, KEYS, "", &file)?;
        let crawl = match file.table("crawl")? {
            Some(table) => CrawlSettings::read(&table)?,
            None => CrawlSettings::default(),
        };
        let extract = match file.table("extract")? {
            Some(table) => ExtractSettings::read(&table)?,
            None => ExtractSettings::default(),
        };
        let (mut lexicon, mut models) = (Vec::new(), Vec::new());
        if let Some(table) = file.table("lexicon")? {
            lexicon.extend(table.strings("files")?.into_iter().map(PathBuf::from));
            for model in table.strings("models")? {
                let Some((language, path)) = model.split_once(':') else {
                    let message = format!("{model:?} names no language");
                    return Err(table.wrong("models", &message, "write \"en:names.bin\""));
                };
                models.push((language.to_string(), PathBuf::from(path)));
            }
        }
        let brief_template = match file.table("brief")? {
            Some(table) => table.string("template")?.filter(|t| !t.is_empty()).map(PathBuf::from),
            None => None,
        };
        let searches = file.named_texts("searches")?.into_iter();
        let searches =
            searches.map(|(name, query, line)| SavedSearch { name, query, line }).collect();
        let mut lines: FxHashMap<String, usize> = FxHashMap::default();
        let mut sources = Vec::new();
        for table in file.tables("source")? {
            let source = Source::read(&table)?;
            if let Some(line) = lines.insert(source.name.clone(), table.line("name")) {
                let message = format!("the name {:?} is taken", source.name);
                let hint = format!("line {line} has it already; each source needs its own");
                return Err(table.wrong("name", &message, &hint));
            }
            sources.push(source);
        }
        Ok(Self { brief_template, crawl, extract, lexicon, models, searches, sources })
    }

    /// The site recipes that the settings of a corpus folder name.
    pub fn recipes(&self, folder: &Path) -> Result<Vec<SiteRecipe>> {
        let sites = self.extract.sites.as_ref();
        sites.map_or_else(|| Ok(Vec::new()), |sites| SiteRecipe::load(&folder.join(sites)))
    }

    /// The source of this name.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name == name)
    }
}

impl ExtractSettings {
    fn read(table: &Table<'_>) -> Result<Self> {
        let sites = table.string("sites")?;
        if sites.as_deref() == Some("") {
            let hint = "write for example sites = \"sites\"";
            return Err(table.wrong("sites", "sites is empty", hint));
        }
        Ok(Self { sites: sites.map(PathBuf::from) })
    }
}

impl CrawlSettings {
    fn read(table: &Table<'_>) -> Result<Self> {
        let contact = table.string("contact")?;
        if contact.as_deref().is_some_and(|contact| !is_contact(contact)) {
            return Err(table.wrong(
                "contact",
                "contact is neither a mail address nor a URL",
                "write for example contact = \"desk@news.example\"",
            ));
        }
        let allow_hosts = table.strings("allow_hosts")?;
        Ok(Self { contact, delay: table.seconds("delay")?, allow_hosts })
    }
}

/// Whether the text can stand as a contact in a comment of a `User-Agent` (RFC 9110, 5.6.5).
pub fn is_contact(text: &str) -> bool {
    let address = text
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'));
    let url = text.starts_with("http://") || text.starts_with("https://");
    (address || url) && text.bytes().all(|b| b.is_ascii_graphic() && !b"()<>\"\\;,".contains(&b))
}

#[cfg(test)]
mod tests;
