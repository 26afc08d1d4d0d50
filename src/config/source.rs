//! One `[[source]]`: where news is looked for, and how far.

use std::time::Duration;

use url::Url;

use super::table::Table;
use crate::error::Result;

/// The keys of a source.
pub(super) const KEYS: &[&str] =
    &["name", "url", "kind", "include", "exclude", "scope", "depth", "max_pages", "delay", "tags"];

/// Where news is looked for, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What the source is called on the command line; unlike that of any other source.
    pub name: String,
    /// Where to begin: an http or https address; for [`SourceKind::List`] it may be a file with one
    /// address a line, relative to the corpus folder.
    pub url: String,
    /// What is found at the address.
    pub kind: SourceKind,
    /// Patterns of addresses to follow; empty for all.
    pub include: Vec<String>,
    /// Patterns of addresses not to follow.
    pub exclude: Vec<String>,
    /// How far the source reaches.
    pub scope: Scope,
    /// Most clicks away from the address; `None` leaves it to the kind.
    pub depth: Option<u32>,
    /// Most pages of one run, at least 1; `None` for no limit of its own.
    pub max_pages: Option<u64>,
    /// Time between two requests to one host, in place of that of `[crawl]`.
    pub delay: Option<Duration>,
    /// Words of the user about the source; kept with it.
    pub tags: Vec<String>,
}

/// What is found at the address of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SourceKind {
    /// Whatever the answer turns out to be.
    #[default]
    Auto,
    /// One page, and nothing it links to.
    Page,
    /// A page that lists articles: these are followed.
    Section,
    /// A whole site: its feeds, sitemaps and links.
    Site,
    /// An RSS, Atom or JSON feed.
    Feed,
    /// A sitemap, or an index of them.
    Sitemap,
    /// Addresses, one a line; on the web or in a file.
    List,
    /// A listing of many pages: its "next" links are followed to the end.
    Archive,
}

/// How far a source reaches from its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scope {
    /// The host of the address, with and without `www.`.
    #[default]
    Host,
    /// All hosts of its registrable domain.
    Domain,
    /// Its host, and only what lies in its folder.
    Prefix,
}

impl SourceKind {
    /// All kinds by name.
    pub const ALL: [(&'static str, Self); 8] = [
        ("auto", Self::Auto),
        ("page", Self::Page),
        ("section", Self::Section),
        ("site", Self::Site),
        ("feed", Self::Feed),
        ("sitemap", Self::Sitemap),
        ("list", Self::List),
        ("archive", Self::Archive),
    ];

    /// The name in the file.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

impl Scope {
    /// All scopes by name.
    pub const ALL: [(&'static str, Self); 3] =
        [("host", Self::Host), ("domain", Self::Domain), ("prefix", Self::Prefix)];

    /// The name in the file.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, scope)| *scope == self).map_or("", |(name, _)| name)
    }
}

impl Source {
    /// True if the address is a file of addresses and not on the web.
    pub fn is_file(&self) -> bool {
        self.kind == SourceKind::List && web(&self.url).is_none()
    }

    pub(super) fn read(table: &Table<'_>) -> Result<Self> {
        let name = required(table, "name")?;
        if name.chars().any(char::is_control) {
            return Err(table.wrong("name", "name has control characters", "take them out"));
        }
        let kind = table.choice("kind", &SourceKind::ALL)?.unwrap_or_default();
        let depth = table.whole("depth")?;
        let max_pages = table.whole("max_pages")?;
        if max_pages == Some(0) {
            let hint = "leave it out for no limit, or take the source out";
            return Err(table.wrong("max_pages", "max_pages = 0 fetches nothing", hint));
        }
        Ok(Self {
            name,
            url: address(table, kind)?,
            kind,
            include: patterns(table, "include")?,
            exclude: patterns(table, "exclude")?,
            scope: table.choice("scope", &Scope::ALL)?.unwrap_or_default(),
            depth: depth.map(|depth| u32::try_from(depth).unwrap_or(u32::MAX)),
            max_pages,
            delay: table.seconds("delay")?,
            tags: table.strings("tags")?,
        })
    }
}

fn required(table: &Table<'_>, key: &str) -> Result<String> {
    let value = table.string(key)?;
    let message =
        if value.is_some() { format!("{key} is empty") } else { format!("a source lacks {key}") };
    let hint = "a source needs a name and a url";
    value.filter(|text| !text.is_empty()).ok_or_else(|| table.wrong(key, &message, hint))
}

/// The address as it was written, if it can be asked for.
fn address(table: &Table<'_>, kind: SourceKind) -> Result<String> {
    let text = required(table, "url")?;
    let other_scheme = text.contains("://");
    if web(&text).is_some() || (kind == SourceKind::List && !other_scheme) {
        return Ok(text);
    }
    let hint = if other_scheme || web(&format!("https://{text}")).is_none() {
        "write for example url = \"https://news.example/\"".to_owned()
    } else {
        format!("did you mean https://{text}?")
    };
    Err(table.wrong("url", &format!("{text:?} is no http or https address"), &hint))
}

fn web(text: &str) -> Option<Url> {
    let known =
        |start: &str| text.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start));
    let known = known("http://") || known("https://");
    known.then(|| Url::parse(text).ok()).flatten().filter(Url::has_host)
}

/// Patterns that can match an address.
fn patterns(table: &Table<'_>, key: &str) -> Result<Vec<String>> {
    let patterns = table.strings(key)?;
    let known = |pattern: &&String| {
        let http = pattern.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"));
        http || pattern.starts_with(['/', '*'])
    };
    if let Some(pattern) = patterns.iter().find(|pattern| !known(pattern)) {
        let message = format!("the pattern {pattern:?} in {key} matches no address");
        let hint = "begin it with / for a path, with * or with https:// for a whole address";
        return Err(table.wrong(key, &message, hint));
    }
    Ok(patterns)
}
