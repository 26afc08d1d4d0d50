//! Which addresses belong to a source.

use std::fmt;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;

use super::robots::pattern::{Path, Pattern};
use super::{key, site, trap};
use crate::error::{Error, Result};
use crate::limits::URL_CHARS_MAX;

/// The table of file types; its first lines say how it reads.
const FILE_TYPES: &str = include_str!("file_types.tsv");

/// The kind of file by the extension of its name.
static KINDS: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let rows = FILE_TYPES.lines().filter(|line| !line.starts_with('#'));
    let rows = rows.filter_map(|row| row.split_once('\t'));
    rows.flat_map(|(kind, names)| names.split(' ').map(move |name| (name, kind))).collect()
});

/// How far a source reaches from its seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// The seed's host and port, with and without `www.`; http and https alike.
    #[default]
    Host,
    /// All hosts of the seed's registrable domain (Public Suffix List).
    Domain,
    /// The seed's host, and only what lies in the folder of the seed.
    Prefix,
}

impl Reach {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Host, "host"), (Self::Domain, "domain"), (Self::Prefix, "prefix")];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(reach, _)| *reach == self).map_or("host", |(_, name)| name)
    }

    /// The reach of a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(reach, _)| *reach)
    }
}

/// Why an address is not followed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exclusion {
    /// Neither http nor https.
    Scheme,
    /// Outside the source: the host, or the host and path.
    OtherSite(String),
    /// Excluded by this pattern, or by matching no include pattern.
    Pattern(String),
    /// A file that is no page; its extension.
    FileType(String),
    /// Longer than `URL_CHARS_MAX`.
    TooLong,
    /// More path segments than `URL_SEGMENTS_MAX`.
    TooDeep,
    /// One of an endless number of addresses; what gave it away.
    Trap(String),
    /// More clicks away from the seed than the source allows.
    TooFar,
    /// One of a family of addresses that led to nothing new; the family's shape.
    Barren(String),
}

impl Exclusion {
    /// A short name that stays the same between versions.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Scheme => "scheme",
            Self::OtherSite(_) => "other-site",
            Self::Pattern(_) => "pattern",
            Self::FileType(_) => "file-type",
            Self::TooLong => "too-long",
            Self::TooDeep => "too-deep",
            Self::Trap(_) => "trap",
            Self::TooFar => "too-far",
            Self::Barren(_) => "barren",
        }
    }
}

impl fmt::Display for Exclusion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme => out.write_str("not an http or https address"),
            Self::OtherSite(place) => write!(out, "outside the source: {place}"),
            Self::Pattern(pattern) if pattern == NO_INCLUDE => out.write_str(NO_INCLUDE),
            Self::Pattern(pattern) => write!(out, "excluded by the pattern {pattern}"),
            Self::FileType(extension) => {
                let kind = KINDS.get(extension.as_str()).copied().unwrap_or("other");
                write!(out, "not a page: {kind} file (.{extension})")
            }
            Self::TooLong => out.write_str("the address is too long"),
            Self::TooDeep => out.write_str("too many folders in the address"),
            Self::Trap(reason) => write!(out, "looks endless: {reason}"),
            Self::TooFar => out.write_str("too many clicks from the start of the source"),
            Self::Barren(shape) => write!(out, "pages like {shape} led to nothing new"),
        }
    }
}

/// What [`Exclusion::Pattern`] holds when no include pattern matches.
const NO_INCLUDE: &str = "matches no include pattern";

/// Which addresses belong to a source.
#[derive(Debug, Clone)]
pub struct Boundary {
    reach: Reach,
    /// Hosts, domains, or hosts with a folder.
    roots: FxHashSet<String>,
    /// Keys of the seed and of where it redirected: they need not match an include pattern.
    seeds: FxHashSet<String>,
    include: Vec<Glob>,
    exclude: Vec<Glob>,
}

/// A pattern over whole addresses, or over path and query.
#[derive(Debug, Clone)]
struct Glob {
    written: String,
    path: bool,
    pattern: Pattern,
}

impl Boundary {
    /// The boundary around a seed. Addresses must match one of the include patterns, if there are
    /// any, and none of the exclude patterns.
    ///
    /// A pattern that begins with `/` is matched with path and query, one that begins with `*` or
    /// `http` with the whole address; both from the beginning. `*` is any run of characters and `$`
    /// at the end of a pattern is the end of the address, as in robots.txt. Any other pattern is an
    /// error.
    pub fn new(seed: &Url, reach: Reach, include: &[String], exclude: &[String]) -> Result<Self> {
        let globs = |patterns: &[String]| -> Result<Vec<Glob>> {
            patterns.iter().map(|pattern| Glob::read(pattern)).collect()
        };
        let mut boundary = Self {
            reach,
            roots: FxHashSet::default(),
            seeds: FxHashSet::default(),
            include: globs(include)?,
            exclude: globs(exclude)?,
        };
        boundary.widen(seed);
        Ok(boundary)
    }

    /// The seed redirected here: what lies around this address belongs to the source, too.
    pub fn widen(&mut self, url: &Url) {
        let root = match self.reach {
            Reach::Host => host(url),
            Reach::Domain => domain(url),
            Reach::Prefix => format!("{}{}", host(url), folder(&plain_path(url))),
        };
        self.roots.insert(root);
        self.seeds.insert(key::normalise(url));
    }

    /// Whether an address belongs to the source and may be a page, feed or sitemap; else why not.
    pub fn admits(&self, url: &Url) -> Result<(), Exclusion> {
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(Exclusion::Scheme);
        }
        if url.as_str().len() > URL_CHARS_MAX {
            return Err(Exclusion::TooLong);
        }
        if !self.holds(url) {
            return Err(Exclusion::OtherSite(self.place(url)));
        }
        if let Some(exclusion) = trap::trap(url) {
            return Err(exclusion);
        }
        if let Some(extension) = file_type(url.path()) {
            return Err(Exclusion::FileType(extension.to_owned()));
        }
        self.patterns_admit(url)
    }

    fn holds(&self, url: &Url) -> bool {
        match self.reach {
            Reach::Host => self.roots.contains(&host(url)),
            Reach::Domain => self.roots.contains(&domain(url)),
            Reach::Prefix => {
                let place = format!("{}{}", host(url), plain_path(url));
                let mut rest = Some(place.trim_end_matches('/'));
                while let Some(folder) = rest {
                    if self.roots.contains(folder) {
                        return true;
                    }
                    rest = folder.rsplit_once('/').map(|(parent, _)| parent);
                }
                false
            }
        }
    }

    fn place(&self, url: &Url) -> String {
        let host = site::host_key(url);
        if self.reach == Reach::Prefix { format!("{host}{}", url.path()) } else { host }
    }

    fn patterns_admit(&self, url: &Url) -> Result<(), Exclusion> {
        if self.include.is_empty() && self.exclude.is_empty() {
            return Ok(());
        }
        let whole = url.as_str().split('#').next().unwrap_or_default();
        let path = whole.get(url[..url::Position::BeforePath].len()..).unwrap_or_default();
        let (whole, path) = (Path::new(whole), Path::new(path));
        let fits = |glob: &&Glob| glob.pattern.matches(if glob.path { &path } else { &whole });
        if let Some(glob) = self.exclude.iter().find(fits) {
            return Err(Exclusion::Pattern(glob.written.clone()));
        }
        let included = self.include.is_empty()
            || self.include.iter().any(|glob| fits(&glob))
            || self.seeds.contains(&key::normalise(url));
        if included { Ok(()) } else { Err(Exclusion::Pattern(NO_INCLUDE.to_owned())) }
    }
}

impl Glob {
    fn read(written: &str) -> Result<Self> {
        let pattern = written.trim();
        let http = pattern.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"));
        if !http && !pattern.starts_with(['/', '*']) {
            return Err(Error::usage_hint(
                format!("the pattern {written:?} matches no address"),
                "begin it with / for a path, with * or with https:// for a whole address",
            ));
        }
        // The host of an address is in lower case.
        let start = pattern.find("://").map_or(0, |at| at + 3);
        let tail = pattern.get(start..).and_then(|rest| rest.find('/')).map(|at| start + at);
        let (head, tail) = pattern.split_at(if http { tail.unwrap_or(pattern.len()) } else { 0 });
        let pattern = Pattern::glob(&format!("{}{tail}", head.to_ascii_lowercase()), false);
        Ok(Self { written: written.to_owned(), path: written.trim().starts_with('/'), pattern })
    }
}

/// Whether two hosts are the same but for a leading `www.`, the letters' case and a final dot.
pub(super) fn same_host(one: &str, other: &str) -> bool {
    bare(one).eq_ignore_ascii_case(bare(other))
}

/// A host, or a host and port, without a leading `www.` and a final dot.
fn bare(host: &str) -> &str {
    let host = host.strip_suffix('.').unwrap_or(host);
    let head = host.get(..4).filter(|head| head.eq_ignore_ascii_case("www."));
    let rest = head.and_then(|head| host.get(head.len()..));
    rest.filter(|rest| rest.contains('.')).unwrap_or(host)
}

/// Host and port of an address, without a leading `www.`.
pub(super) fn host(url: &Url) -> String {
    bare(&site::host_key(url)).to_owned()
}

/// The registrable domain; host and port where there is none.
fn domain(url: &Url) -> String {
    url.host_str().and_then(site::registrable).map_or_else(|| host(url), str::to_owned)
}

/// The path in its one spelling.
fn plain_path(url: &Url) -> String {
    Url::parse(&key::normalise(url)).map_or_else(|_| String::new(), |url| url.path().to_owned())
}

/// The folder of a path, without its last slash: `/a` of `/a/b.html`, `/a/b` of `/a/b/` and `/a/b`.
fn folder(path: &str) -> &str {
    let (parent, last) = path.rsplit_once('/').unwrap_or(("", path));
    if last.contains('.') { parent } else { path.trim_end_matches('/') }
}

/// The extension of a file that is no page, from the table; of the last path segment only.
fn file_type(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next()?;
    // "a.jpg;v=1" and "a.jpg:large" are pictures, "File:a.jpg" is a page about one.
    let name = name.split([';', ':']).next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    // Sitemaps and feeds come compressed.
    let packed = stem.get(stem.len().saturating_sub(4)..).is_some_and(|end| {
        [".xml", ".txt", ".rss"].iter().any(|kept| end.eq_ignore_ascii_case(kept))
    });
    if extension == "gz" && packed {
        return None;
    }
    KINDS.get_key_value(extension.as_str()).map(|(extension, _)| *extension)
}

#[cfg(test)]
mod tests;
