//! Where an answer leads: redirects, and what pages, feeds and sitemaps hold.

use url::Url;

use super::answer::{Content, Page};
use super::discover::Lead;
use super::engine::Engine;
use super::plan::Kind;
use crate::corpus::{UrlRow, UrlState};
use crate::crawl::key;
use crate::crawl::role::Role;
use crate::error::Result;
use crate::model::FlagKind;

impl Engine<'_> {
    /// A redirect: its target is an address like others, with one hop more.
    pub(super) fn redirected(
        &mut self,
        mut row: UrlRow,
        target: &Url,
    ) -> Result<(UrlRow, UrlState)> {
        row.outcome = Some("redirect".to_owned());
        row.reason = Some(format!("to {target}"));
        if key::normalise(target) == row.key {
            let same = target.as_str() == row.url;
            if same || row.hops >= 2 {
                row.outcome = Some("failed".to_owned());
                row.reason = Some("redirects to itself".to_owned());
                return Ok((row, UrlState::Failed));
            }
            // The same page under another spelling, a session id say: asked for as the server
            // wants it.
            row.url = target.to_string();
            row.hops += 1;
            row.due_at = 0;
            return Ok((row, UrlState::Queued));
        }
        let lead = Lead {
            url: target,
            source: row.source,
            role: Role::from_name(&row.role).unwrap_or(Role::Page),
            depth: row.depth,
            hops: row.hops + 1,
            via: Some(row.id),
            hint: row.hint.as_deref(),
            priority: row.priority,
            named: true,
            seed: row.depth == 0 && row.role == Role::Listing.as_str(),
        };
        if let Some(refused) = self.follow_redirect(&lead)? {
            row.outcome = Some("excluded".to_owned());
            row.reason = Some(format!("redirects to {target}: {refused}"));
        }
        Ok((row, UrlState::Done))
    }

    pub(super) fn follow(
        &mut self,
        row: &mut UrlRow,
        content: &Content,
        first: bool,
    ) -> Result<()> {
        self.decide_kind(row, content)?;
        match content {
            Content::Page(page) => self.follow_page(row, page, first),
            Content::Feed(feed) => self.follow_feed(row, feed),
            Content::Sitemap(sitemap) => self.follow_sitemap(row, sitemap),
            Content::Robots(_) | Content::Unread(_) => Ok(()),
        }
    }

    /// What a source is that nobody told us: by what its seed holds.
    fn decide_kind(&mut self, row: &mut UrlRow, content: &Content) -> Result<()> {
        let Some(source) = self.sources.get_mut(&row.source) else { return Ok(()) };
        if source.kind != Kind::Auto || row.depth > 0 {
            return Ok(());
        }
        let root = source.seeds.first().is_some_and(|seed| matches!(seed.path(), "/" | ""));
        let (kind, role) = match content {
            Content::Feed(_) => (Kind::Feed, Role::Feed),
            Content::Sitemap(_) => (Kind::Sitemap, Role::Sitemap),
            Content::Page(_) if root => (Kind::Site, Role::Listing),
            Content::Page(page) if page.flag(FlagKind::Index).is_some() => {
                (Kind::Section, Role::Listing)
            }
            _ => (Kind::Page, Role::Page),
        };
        source.kind = kind;
        role.as_str().clone_into(&mut row.role);
        self.session.write()?.set_source_kind(row.source, kind.as_str())
    }

    fn follow_page(&mut self, row: &mut UrlRow, page: &Page, first: bool) -> Result<()> {
        if let Some(evidence) = page.flag(FlagKind::Soft404) {
            row.outcome = Some("soft 404".to_owned());
            row.reason = Some(evidence.to_string());
            self.barren(row, first);
            return Ok(());
        }
        if page.flag(FlagKind::Index).is_some() && row.role == Role::Page.as_str() {
            Role::Listing.as_str().clone_into(&mut row.role);
        }
        let leads = self.follow_links(row, page)?;
        let document = &page.document;
        let new_text = document.is_article() && self.is_new_text(&row.host, &document.text);
        if new_text || leads > 0 {
            self.fruitful(row);
        } else {
            self.barren(row, first);
        }
        Ok(())
    }
}
