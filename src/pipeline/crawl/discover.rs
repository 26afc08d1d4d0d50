//! Where a page, a feed or a sitemap leads: new addresses for the frontier.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use url::Url;

use super::answer::Page;
use super::engine::Engine;
use super::plan::Kind;
use crate::corpus::{NEVER, NewUrl, UrlRow, UrlState};
use crate::crawl::date::date_in_path;
use crate::crawl::family;
use crate::crawl::feed::Feed;
use crate::crawl::key;
use crate::crawl::role::Role;
use crate::crawl::scope::Exclusion;
use crate::crawl::site::host_key;
use crate::crawl::sitemap::{Sitemap, SitemapEntry};
use crate::error::Result;
use crate::limits::{CRAWL_HOPS_MAX, CRAWL_KNOWN_MAX};

/// Places where sites that do not say so keep their feeds and sitemaps.
const COMMON_FEEDS: &[&str] = &["/feed", "/rss.xml", "/atom.xml"];
const COMMON_SITEMAPS: &[&str] = &["/sitemap.xml"];
/// The hint of an address that is only a guess.
pub(super) const GUESS: &str = "guess";

/// An address that was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lead<'a> {
    pub(super) url: &'a Url,
    pub(super) source: i64,
    pub(super) role: Role,
    pub(super) depth: u32,
    pub(super) hops: u32,
    pub(super) via: Option<i64>,
    pub(super) hint: Option<&'a str>,
    pub(super) priority: i64,
    /// The source itself names it: a seed, a feed's item, a redirect.
    pub(super) named: bool,
    /// A seed leads here: its place is the source's place, too.
    pub(super) seed: bool,
}

/// What became of a lead.
enum Added {
    New,
    Known,
    No,
}

fn hash(parts: &[&str]) -> u64 {
    let mut hasher = FxHasher::default();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// The shape of an address, for counting its family.
pub(super) fn shape_of(url: &str) -> String {
    key::parse(url, None).map(|url| family::pattern(&url)).unwrap_or_default()
}

/// A lead as a row of the queue, by its key, address and host.
fn queued<'a>(
    lead: &Lead<'a>,
    (key, url, host): (&'a str, &'a str, &'a str),
    round: i64,
) -> NewUrl<'a> {
    NewUrl {
        key,
        url,
        host,
        source: lead.source,
        role: lead.role.as_str(),
        depth: lead.depth,
        hops: lead.hops,
        via: lead.via,
        priority: lead.priority,
        due_at: 0,
        round,
        hint: lead.hint,
    }
}

impl Engine<'_> {
    /// Adds the seeds of a source.
    pub(super) fn sow(&mut self, source: i64) -> Result<()> {
        let Some(known) = self.sources.get(&source) else { return Ok(()) };
        let role = match known.kind {
            Kind::Feed => Role::Feed,
            Kind::Sitemap => Role::Sitemap,
            Kind::Page | Kind::List => Role::Page,
            Kind::Auto | Kind::Section | Kind::Site => Role::Listing,
        };
        for seed in known.seeds.clone() {
            self.add(&Lead {
                url: &seed,
                source,
                role,
                depth: 0,
                hops: 0,
                via: None,
                hint: None,
                priority: 1,
                named: true,
                seed: true,
            })?;
        }
        Ok(())
    }

    /// Follows a redirect; the reason if it leads where the source does not.
    pub(super) fn follow_redirect(&mut self, lead: &Lead<'_>) -> Result<Option<String>> {
        if lead.hops > CRAWL_HOPS_MAX {
            return Ok(Some(format!("more than {CRAWL_HOPS_MAX} redirects")));
        }
        let Some(source) = self.sources.get_mut(&lead.source) else { return Ok(None) };
        if lead.seed {
            source.boundary.widen(lead.url);
        }
        if let Err(refused) = source.admits_named(lead.url) {
            return Ok(Some(refused.to_string()));
        }
        self.add(lead)?;
        Ok(None)
    }

    /// Adds the links of a page. Returns how many lead to new addresses of another shape than its
    /// own.
    pub(super) fn follow_links(&mut self, row: &UrlRow, page: &Page) -> Result<u32> {
        let Some(source) = self.sources.get(&row.source) else { return Ok(0) };
        let listing = row.role == Role::Listing.as_str();
        let (kind, deepest) = (source.kind, source.depth());
        if page.directives.nofollow || !source.follows_links() {
            return Ok(0);
        }
        if kind == Kind::Site && listing {
            self.look_around(row, page)?;
        }
        let lead = |url| Lead {
            url,
            source: row.source,
            role: Role::Page,
            depth: row.depth + 1,
            hops: 0,
            via: Some(row.id),
            hint: None,
            priority: 10 + i64::from(row.depth),
            named: false,
            seed: false,
        };
        if let Some(target) = &page.links.refresh {
            self.add(&Lead { depth: row.depth, named: true, ..lead(target) })?;
        }
        let own = shape_of(&row.url);
        let mut new = 0;
        let next = page.links.next.iter();
        let marked = page.links.links.iter().filter(|link| link.next).map(|link| &link.url);
        if listing {
            // The next page of a listing is no deeper than the listing.
            for url in next.chain(marked) {
                let role = Role::Listing;
                self.add(&Lead { role, depth: row.depth, priority: 3, ..lead(url) })?;
            }
        }
        if row.depth >= deepest {
            return Ok(0);
        }
        for link in page.links.links.iter().filter(|link| !link.nofollow) {
            if matches!(self.add(&lead(&link.url))?, Added::New) {
                let shape = family::pattern(&link.url);
                let other = shape != own && !family::grows(&own, &shape);
                new += u32::from(other && self.families.open(&shape));
            }
        }
        Ok(new)
    }

    /// Feeds and sitemaps of a site: those it names, else those in the usual places.
    fn look_around(&mut self, row: &UrlRow, page: &Page) -> Result<()> {
        let id = self.hosts.id(&row.host);
        let sitemaps = self.hosts.get(id).map(|host| host.sitemaps.clone()).unwrap_or_default();
        let base = key::parse(&row.url, None);
        let mut lead = |url: &Url, role, hint| {
            self.add(&Lead {
                url,
                source: row.source,
                role,
                depth: row.depth,
                hops: 0,
                via: Some(row.id),
                hint,
                // A guess is worth less than what the front page leads to.
                priority: if hint.is_some() { 11 } else { 0 },
                named: true,
                seed: false,
            })
        };
        for feed in &page.links.feeds {
            lead(feed, Role::Feed, None)?;
        }
        let named = sitemaps.iter().filter_map(|url| key::parse(url, base.as_ref()));
        for sitemap in named {
            lead(&sitemap, Role::Sitemap, None)?;
        }
        if row.depth > 0 {
            return Ok(());
        }
        let guesses = [
            (Role::Feed, COMMON_FEEDS, page.links.feeds.is_empty()),
            (Role::Sitemap, COMMON_SITEMAPS, sitemaps.is_empty()),
        ];
        for (role, places, _) in guesses.into_iter().filter(|(_, _, missing)| *missing) {
            for place in places {
                if let Some(url) = base.as_ref().and_then(|base| base.join(place).ok()) {
                    lead(&url, role, Some(GUESS))?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn follow_feed(&mut self, row: &UrlRow, feed: &Feed) -> Result<()> {
        for entry in &feed.entries {
            let Some(url) = &entry.link else { continue };
            let date = entry.updated.as_deref().or(entry.published.as_deref());
            self.named(row, url, Role::Page, date, 5)?;
        }
        if let Some(next) = &feed.next {
            self.named(row, next, Role::Feed, None, 2)?;
        }
        Ok(())
    }

    pub(super) fn follow_sitemap(&mut self, row: &UrlRow, sitemap: &Sitemap) -> Result<()> {
        let (entries, role, priority): (&[SitemapEntry], _, _) = match sitemap {
            Sitemap::Index(entries) => (entries, Role::Sitemap, 2),
            Sitemap::Urls(entries) => (entries, Role::Page, 6),
        };
        for entry in entries {
            self.named(row, &entry.url, role, entry.modified.as_deref(), priority)?;
        }
        Ok(())
    }

    /// An address that a feed or a sitemap names, with its date.
    fn named(
        &mut self,
        row: &UrlRow,
        url: &Url,
        role: Role,
        date: Option<&str>,
        priority: i64,
    ) -> Result<()> {
        let depth = if role == Role::Page { row.depth + 1 } else { row.depth };
        let lead = Lead {
            url,
            source: row.source,
            role,
            depth,
            hops: 0,
            via: Some(row.id),
            hint: date,
            priority,
            named: true,
            seed: false,
        };
        if matches!(self.add(&lead)?, Added::Known)
            && let Some(date) = date
        {
            self.renew(&key::normalise(url), date)?;
        }
        Ok(())
    }

    /// Queues a known address again when the date given for it is later than what we have.
    fn renew(&mut self, key: &str, date: &str) -> Result<()> {
        let Some(mut row) = self.session.store().url_by_key(key)? else { return Ok(()) };
        let later = |known: &str| {
            let length = known.len().min(date.len());
            date.get(..length) > known.get(..length)
        };
        let newer = row.fetched_at.as_deref().is_some_and(later)
            && row.hint.as_deref().is_none_or(|hint| hint != date);
        let Some(source) = self.sources.get(&row.source) else { return Ok(()) };
        if row.state != UrlState::Done.as_str() || !newer || row.round == source.round {
            return Ok(());
        }
        row.round = source.round;
        row.hint = Some(date.to_owned());
        row.due_at = 0;
        self.session.write()?.update_url(&row, UrlState::Queued)?;
        let id = self.hosts.id(&row.host);
        self.hosts.schedule(id, 0);
        Ok(())
    }

    fn add(&mut self, lead: &Lead<'_>) -> Result<Added> {
        let key = key::normalise(lead.url);
        let known = hash(&[&key]);
        if self.known.contains(&known) {
            return Ok(Added::Known);
        }
        let Some(source) = self.sources.get(&lead.source) else { return Ok(Added::No) };
        let refused = if lead.named {
            source.admits_named(lead.url)
        } else {
            source.boundary.admits(lead.url)
        };
        let round = source.round;
        if let Err(refused) = refused {
            return self.refuse(lead, &key, round, &refused);
        }
        if self.is_older(lead) {
            self.report.older += 1;
            return Ok(Added::No);
        }
        let shape = family::pattern(lead.url);
        if lead.role == Role::Page && !self.families.open(&shape) {
            return self.refuse(lead, &key, round, &Exclusion::Barren(shape));
        }
        let url = key::request(lead.url);
        let host = host_key(&url);
        let new = queued(lead, (&key, url.as_str(), &host), round);
        let added = self.session.write()?.add_url(&new)?;
        if self.known.len() >= CRAWL_KNOWN_MAX {
            self.known.clear();
        }
        self.known.insert(known);
        if added.is_none() {
            return Ok(Added::Known);
        }
        let id = self.hosts.id(&host);
        self.hosts.schedule(id, 0);
        Ok(Added::New)
    }

    /// Writes down why an address of the source's own place is not asked for. What lies elsewhere
    /// or is no page is not written down: there is no end to it, and `crawl log` can tell.
    fn refuse(
        &mut self,
        lead: &Lead<'_>,
        key: &str,
        round: i64,
        refused: &Exclusion,
    ) -> Result<Added> {
        let outcome = match refused {
            Exclusion::Pattern(_) => "excluded",
            Exclusion::Trap(_) | Exclusion::Barren(_) | Exclusion::TooDeep => "trap",
            _ => return Ok(Added::No),
        };
        let (url, reason) = (lead.url.to_string(), refused.to_string());
        let host = host_key(lead.url);
        let new = NewUrl { due_at: NEVER, ..queued(lead, (key, &url, &host), round) };
        if self.session.write()?.add_excluded(&new, outcome, &reason)? {
            self.tell(&url, outcome, None, Some(&reason));
        }
        Ok(Added::No)
    }

    /// Whether an address is dated before the day asked for.
    fn is_older(&self, lead: &Lead<'_>) -> bool {
        let Some(since) = &self.plan.since else { return false };
        if lead.role != Role::Page {
            return false;
        }
        let dated = lead.hint.filter(|hint| *hint != GUESS).and_then(|hint| hint.get(..10));
        let dated = dated.map(str::to_owned);
        let dated = dated.or_else(|| date_in_path(lead.url).map(|date| date.to_string()));
        dated.is_some_and(|date| date.as_str() < since.as_str())
    }

    /// Whether no page of this host had this text in this run.
    pub(super) fn is_new_text(&mut self, host: &str, text: &str) -> bool {
        if self.texts.len() >= CRAWL_KNOWN_MAX {
            self.texts.clear();
        }
        self.texts.insert(hash(&[host, text]))
    }

    pub(super) fn fruitful(&mut self, row: &UrlRow) {
        let shape = shape_of(&row.url);
        self.families.fruitful(&shape);
    }

    /// A page that gave nothing: of a whole family of such pages no more are asked for.
    pub(super) fn barren(&mut self, row: &UrlRow, first: bool) {
        if first && row.depth > 0 {
            let shape = shape_of(&row.url);
            self.families.barren(&shape);
        }
    }
}
