//! How a body was found: what `explain` tells, made only when asked for.

use super::html::BlockLink;
use crate::model::{Block, Flag, Span};

/// How the body of a page was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Details {
    /// One line: which part of the page was taken, and why.
    pub body_reason: String,
    /// The parts of the page that were looked at, best first.
    pub candidates: Vec<Candidate>,
    /// For each block of the document where it stands: `html/body/div[2]/article/p[3]`.
    pub paths: Vec<String>,
    /// The links of the text, in order.
    pub links: Vec<Link>,
    /// Captions of pictures and films inside the chosen part; they are not in the text.
    pub captions: Vec<String>,
}

/// A part of the page that may be its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// How it came to be looked at: `named-body`, `article`, `density`, `whole-page`,
    /// `structured-data` or `script-state`.
    pub view: &'static str,
    /// Where it stands; empty for what stands in a script.
    pub path: String,
    /// How much running prose it holds. Visible characters, roughly.
    pub prose: u32,
    /// True for what the text was taken from.
    pub chosen: bool,
}

/// A link in a document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The linked words. Bytes of the text.
    pub span: Span,
    /// Where it leads, as an absolute address where the page's own is known.
    pub href: String,
}

impl Details {
    /// The text was taken from data in a script, not from the tree. Sizes in bytes.
    pub(super) fn is_structured(&mut self, view: &'static str, size: usize, own: usize) {
        self.candidates.iter_mut().for_each(|c| c.chosen = false);
        let prose = u32::try_from(size).unwrap_or(u32::MAX);
        self.candidates.insert(0, Candidate { view, path: String::new(), prose, chosen: true });
        self.paths.clear();
        self.captions.clear();
        self.body_reason = format!(
            "the {view} of a script holds {size} bytes of text, the page itself only {own}"
        );
    }

    /// The page has no article: there is no text.
    pub(super) fn take_back(&mut self, flags: &[Flag]) {
        let kinds: Vec<String> =
            flags.iter().map(|f| format!("{:?} ({})", f.kind, f.evidence)).collect();
        self.body_reason = format!("no text: the page is flagged {}", kinds.join(", "));
        self.candidates.iter_mut().for_each(|c| c.chosen = false);
        self.paths.clear();
        self.links.clear();
        self.captions.clear();
    }

    /// Says where in the text the links of the blocks stand.
    pub(super) fn add_links(
        &mut self,
        blocks: &[Block],
        text: &str,
        links: Vec<BlockLink>,
        page: &str,
    ) {
        if self.paths.is_empty() {
            return;
        }
        let base = url::Url::parse(page).ok();
        for (number, start, end, href) in links {
            let Some(block) = blocks.get(number) else { break };
            let from = block.span.start as usize;
            if text.get(from + start..from + end).is_none() {
                continue;
            }
            let whole = base.as_ref().and_then(|b| b.join(&href).ok()).map(String::from);
            let span = Span::new(from + start, from + end);
            self.links.push(Link { span, href: whole.unwrap_or(href) });
        }
        self.paths.truncate(blocks.len());
    }
}
