//! What a crawl is asked to do.

use std::time::Duration;

use url::Url;

use crate::crawl::fetch::Proxies;
use crate::crawl::scope::Reach;
use crate::extract::Extractor;

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Told by what the seed holds: a feed, a sitemap, a home page (site), a list of links
    /// (section), else a page.
    Auto,
    /// One page.
    Page,
    /// A page of links: what it links to, and its "next" pages.
    Section,
    /// Everything within the boundary, with the feeds and sitemaps of the site.
    Site,
    /// A feed and the pages it names.
    Feed,
    /// A sitemap and the pages it names.
    Sitemap,
    /// Given addresses, each one page.
    List,
}

impl Kind {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Auto, "auto"),
        (Self::Page, "page"),
        (Self::Section, "section"),
        (Self::Site, "site"),
        (Self::Feed, "feed"),
        (Self::Sitemap, "sitemap"),
        (Self::List, "list"),
    ];

    /// The name in the database and in settings.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("auto", |(_, name)| name)
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

/// One source of a crawl.
#[derive(Debug, Clone)]
pub struct SourcePlan {
    /// Its name in the settings, or its address.
    pub name: String,
    /// Where it begins; a list has many.
    pub seeds: Vec<Url>,
    /// What it is.
    pub kind: Kind,
    /// How far it reaches.
    pub reach: Reach,
    /// Patterns of which one must match.
    pub include: Vec<String>,
    /// Patterns of which none may match.
    pub exclude: Vec<String>,
    /// Most links from the seed; by default 20 for a site, 1 for a section.
    pub depth: Option<u32>,
    /// Most pages in one run.
    pub max_pages: Option<u64>,
    /// Least time between the end of an answer and the next request to the same host.
    pub delay: Duration,
    /// Words of the user about it.
    pub tags: Vec<String>,
}

/// What a crawl is asked to do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The sources.
    pub sources: Vec<SourcePlan>,
    /// The `User-Agent` header.
    pub agent: String,
    /// `HOST:PORT` that may be asked although their addresses are not public.
    pub allow_hosts: Vec<String>,
    /// Proxies.
    pub proxies: Proxies,
    /// Most pages in this run.
    pub max_pages: Option<u64>,
    /// Longest run.
    pub max_time: Option<Duration>,
    /// Leave out what a feed, a sitemap or the address itself dates before this day (YYYY-MM-DD).
    pub since: Option<String>,
    /// Run on, asking again when addresses are due.
    pub watch: bool,
    /// What reads the pages.
    pub extractor: Extractor,
    /// Keep captures only; the next run of any writing verb reads them.
    pub capture_only: bool,
}

/// What the caller hears while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An address was decided.
    Decided(Decided),
    /// How it stands.
    Progress(Progress),
}

/// What became of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The address.
    pub url: String,
    /// In one or two words: added, new version, same text, same bytes, unchanged, no text, kept,
    /// redirect, not kept, excluded, refused, trap, failed, waiting.
    pub outcome: String,
    /// HTTP status.
    pub status: Option<u16>,
    /// In words.
    pub reason: Option<String>,
}

/// How a crawl stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Answers so far.
    pub answers: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Addresses that wait.
    pub queued: u64,
    /// Hosts seen.
    pub hosts: u64,
    /// Requests under way.
    pub in_flight: u64,
    /// Tries that failed.
    pub errors: u64,
    /// Captures that wait to be read.
    pub unread: u64,
}

/// How a crawl ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Answers, robots.txt left out.
    pub answers: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Families of addresses that were left alone because they led to nothing new, with the number
    /// of pages seen.
    pub traps: Vec<(String, u64)>,
    /// Hosts that could not be asked, with the reasons.
    pub closed_hosts: Vec<(String, String)>,
    /// Addresses that still wait, and when the first is due (milliseconds since 1970).
    pub waiting: u64,
    /// When the first waiting address is due.
    pub waiting_until: Option<i64>,
    /// Addresses left out because they are dated before the day asked for.
    pub older: u64,
    /// Captures that were kept and not read yet.
    pub unread: u64,
    /// Whether pages or time ran out.
    pub cut: Option<&'static str>,
}
