//! What a killed run had stored and not told the frontier.

use super::answer::{Examined, examine};
use super::engine::Engine;
use super::settle::Seen;
use crate::capture::{RecordType, read_at};
use crate::corpus::Visit;
use crate::crawl::key;
use crate::crawl::role::Role;
use crate::crawl::site::host_key;
use crate::error::Result;
use crate::model::Outcome;

impl Engine<'_> {
    /// Settles captures that a killed run had stored and not told the frontier.
    pub(super) fn catch_up(&mut self) -> Result<()> {
        for untold in self.session.store().untold()? {
            let path = self.session.captures().join(&untold.warc);
            let record = read_at(&path, untold.offset)?;
            let role = Role::from_name(&untold.role).unwrap_or(Role::Page);
            let (url, at) = (untold.url.as_str(), untold.fetched_at.as_str());
            let examined = examine(role, url, at, &record.block, &self.session.extractor());
            let Some(url) = key::parse(&untold.url, None) else { continue };
            let host = host_key(&url);
            let key = key::normalise(&url);
            let row = match role {
                Role::Robots => None,
                _ => self.session.store().url_by_key(&key)?,
            };
            let bytes = record.block.len() as u64;
            self.session.write()?.add_visit(&Visit {
                url: row.as_ref().map(|row| row.id),
                address: &untold.url,
                host: &host,
                at: &untold.fetched_at,
                outcome: "kept",
                status: Some(examined.status),
                reason: Some("taken from the captures of a run that was killed"),
                bytes,
                capture: Some(untold.sequence),
                ..Visit::default()
            })?;
            if role == Role::Robots {
                self.remember_robots(&untold.url, examined)?;
                continue;
            }
            let Some(row) = row else { continue };
            let sha256 = record.payload_sha256().unwrap_or_default();
            let revisit = record.record_type == RecordType::Revisit;
            let outcome = if revisit { Outcome::Unchanged } else { examined.outcome() };
            let at = untold.fetched_at.as_str();
            let examined = Examined { content: examined.content.filter(|_| !revisit), ..examined };
            let seen = Seen {
                at,
                examined: &examined,
                sha256: &sha256,
                outcome: &outcome,
                truncated: None,
            };
            self.apply(row, &seen, None)?;
        }
        Ok(())
    }
}
