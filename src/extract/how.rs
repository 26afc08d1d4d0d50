//! How a body was found, while the page is read; made only when asked for.

use super::explanation::{Candidate, Explanation, Link};
use super::html::BlockLink;
use crate::model::{Block, Flag, Span};

/// How the body of a page was found.
#[derive(Debug, Default)]
pub(super) struct How {
    pub(super) reason: String,
    pub(super) candidates: Vec<Candidate>,
    /// For each block where it stands.
    pub(super) paths: Vec<String>,
    pub(super) links: Vec<BlockLink>,
    pub(super) captions: Vec<String>,
}

impl How {
    /// The text was taken from data in a script, not from the tree. Sizes in bytes.
    pub(super) fn is_structured(&mut self, view: &'static str, size: usize, own: usize) {
        self.none_chosen();
        let prose = u32::try_from(size).unwrap_or(u32::MAX);
        self.candidates.insert(0, Candidate { view, path: String::new(), prose, chosen: true });
        self.reason = format!(
            "the {view} of a script holds {size} bytes of text, the page itself only {own}"
        );
    }

    /// Adds what was looked at and not taken.
    pub(super) fn add_others(&mut self, others: Vec<Candidate>) {
        self.candidates
            .extend(others.into_iter().map(|other| Candidate { chosen: false, ..other }));
    }

    /// The page has no article: there is no text.
    pub(super) fn take_back(&mut self, flags: &[Flag]) {
        let kinds: Vec<String> =
            flags.iter().map(|f| format!("{:?} ({})", f.kind, f.evidence)).collect();
        self.reason = if kinds.is_empty() {
            "no text: no prose".to_owned()
        } else {
            format!("no text: the page is flagged {}", kinds.join(", "))
        };
        self.none_chosen();
    }

    fn none_chosen(&mut self) {
        self.candidates.iter_mut().for_each(|c| c.chosen = false);
        self.paths.clear();
        self.links.clear();
        self.captions.clear();
    }

    /// Hands it over for a text, its blocks and the address of the page.
    pub(super) fn settle(self, (text, blocks): (&str, &[Block]), page: &str) -> Explanation {
        let mut paths = self.paths;
        paths.truncate(blocks.len());
        Explanation {
            body_reason: self.reason,
            candidates: self.candidates,
            paths,
            links: links(self.links, (text, blocks), page),
            captions: self.captions,
            ..Explanation::default()
        }
    }
}

/// Where in the text the links of the blocks stand.
fn links(links: Vec<BlockLink>, (text, blocks): (&str, &[Block]), page: &str) -> Vec<Link> {
    let base = url::Url::parse(page).ok();
    let mut found = Vec::new();
    for (number, start, end, href) in links {
        let Some(block) = blocks.get(number) else { break };
        let from = block.span.start as usize;
        if text.get(from + start..from + end).is_none() {
            continue;
        }
        let whole = base.as_ref().and_then(|b| b.join(&href).ok()).map(String::from);
        let span = Span::new(from + start, from + end);
        found.push(Link { span, href: whole.unwrap_or(href) });
    }
    found
}
