//! A source while it is being crawled.

use std::time::Duration;

use serde_json::json;
use url::Url;

use super::plan::{Kind, SourcePlan};
use crate::crawl::scope::{Boundary, Exclusion};
use crate::error::{Error, Result};

/// Most links from the seed of a site.
const SITE_DEPTH: u32 = 20;

#[derive(Debug)]
pub(super) struct Source {
    pub(super) round: i64,
    pub(super) kind: Kind,
    pub(super) seeds: Vec<Url>,
    pub(super) boundary: Boundary,
    pub(super) depth: Option<u32>,
    pub(super) max_pages: Option<u64>,
    pub(super) delay: Duration,
    /// Addresses asked for in this run.
    pub(super) asked: u64,
}

impl Source {
    pub(super) fn new(plan: &SourcePlan, round: i64, kind: Kind) -> Result<Self> {
        let Some(first) = plan.seeds.first() else {
            return Err(Error::usage(format!("the source {} names no address", plan.name)));
        };
        let mut boundary = Boundary::new(first, plan.reach, &plan.include, &plan.exclude)?;
        for seed in plan.seeds.iter().skip(1) {
            boundary.widen(seed);
        }
        Ok(Self {
            round,
            kind,
            seeds: plan.seeds.clone(),
            boundary,
            depth: plan.depth,
            max_pages: plan.max_pages,
            delay: plan.delay,
            asked: 0,
        })
    }

    /// Most links from the seed.
    pub(super) fn depth(&self) -> u32 {
        self.depth.unwrap_or(match self.kind {
            Kind::Site => SITE_DEPTH,
            Kind::Section => 1,
            _ => 0,
        })
    }

    /// Whether links of pages are followed at all.
    pub(super) fn follows_links(&self) -> bool {
        matches!(self.kind, Kind::Site | Kind::Section)
    }

    /// Whether an address that the source itself names (an item of its feed, say) belongs to it.
    pub(super) fn admits_named(&self, url: &Url) -> std::result::Result<(), Exclusion> {
        match self.boundary.admits(url) {
            // A feed or a list may name pages anywhere.
            Err(Exclusion::OtherSite(_))
                if matches!(self.kind, Kind::Feed | Kind::List | Kind::Page) =>
            {
                Ok(())
            }
            other => other,
        }
    }
}

/// What a source was asked with, for the record.
pub(super) fn settings(plan: &SourcePlan) -> String {
    json!({
        "seeds": plan.seeds.iter().take(100).map(Url::as_str).collect::<Vec<_>>(),
        "reach": plan.reach.as_str(),
        "include": plan.include,
        "exclude": plan.exclude,
        "depth": plan.depth,
        "max_pages": plan.max_pages,
        "delay_ms": plan.delay.as_millis() as u64,
        "tags": plan.tags,
    })
    .to_string()
}
