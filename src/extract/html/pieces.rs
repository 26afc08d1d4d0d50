//! The page as a list of lines of text, each with its place in the tree: what later steps weigh and
//! keep.

use super::tag::Tag;
use super::tree::{Dom, Node};
use crate::model::BlockKind;

/// One line: a paragraph, heading, list item, table row or loose text between blocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// Bytes of [`Pieces::text`].
    pub(super) start: usize,
    pub(super) end: usize,
    /// Node the text began at.
    pub(super) node: u32,
    /// Innermost list or table it stands in, 0 for none.
    pub(super) group: u32,
    pub(super) kind: BlockKind,
    /// Visible characters; East Asian ones count double and more, as they say more.
    pub(super) units: u32,
    /// Those of them inside links.
    pub(super) linked: u32,
    /// Sentence ends and commas.
    pub(super) stops: u32,
}

impl Piece {
    /// Share of the text that is link text.
    pub(super) fn link_share(&self) -> f32 {
        self.linked as f32 / self.units.max(1) as f32
    }

    /// How much running prose this is.
    pub(super) fn prose(&self) -> f32 {
        let share = self.link_share();
        if self.units < 30 || share > 0.6 {
            return 0.0;
        }
        let kind = match self.kind {
            BlockKind::Heading(_) | BlockKind::TableRow => 0.2,
            BlockKind::ListItem => 0.6,
            _ => 1.0,
        };
        let stops = if self.stops == 0 { 0.2 } else { 1.0 };
        self.units as f32 * (1.0 - share) * kind * stops
    }
}

impl Piece {
    /// The same where cards that tell something are links as a whole.
    pub(super) fn told(&self) -> f32 {
        if self.is_card() { Self { linked: 0, ..*self }.prose() } else { self.prose() }
    }

    /// A sentence that may be a link as a whole.
    pub(super) fn is_card(&self) -> bool {
        self.kind != BlockKind::ListItem && self.units >= 60 && self.stops > 0
    }
}

/// All lines of a page, in order.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) text: String,
    pub(super) list: Vec<Piece>,
    /// Linked text, in order: bytes of `text` and the node of the link; empty unless asked for.
    pub(super) links: Vec<(usize, usize, u32)>,
}

impl Pieces {
    /// The words of one piece.
    pub(super) fn of(&self, piece: &Piece) -> &str {
        self.text.get(piece.start..piece.end).unwrap_or("")
    }
}

#[derive(Debug, Clone, Copy)]
struct State {
    link: bool,
    pre: bool,
    row: bool,
    kind: BlockKind,
    group: u32,
}

struct Frame {
    end: u32,
    block: bool,
    /// Where the text of a link begins, if links are kept.
    link: Option<(usize, u32)>,
    before: State,
}

struct Writer<'d, 'a> {
    dom: &'d Dom<'a>,
    out: Pieces,
    state: State,
    start: usize,
    node: u32,
    space: bool,
    units: u32,
    linked: u32,
    stops: u32,
    keep_links: bool,
}

/// Reads the page below its body; with `keep_links` also where its links are.
pub(super) fn read(dom: &Dom<'_>, keep_links: bool) -> Pieces {
    let plain = State { link: false, pre: false, row: false, kind: BlockKind::Paragraph, group: 0 };
    let mut w = Writer {
        dom,
        out: Pieces::default(),
        state: plain,
        start: 0,
        node: 0,
        space: false,
        units: 0,
        linked: 0,
        stops: 0,
        keep_links,
    };
    let mut frames: Vec<Frame> = Vec::new();
    let mut at = 0_u32;
    while let Some(node) = dom.node(at) {
        while let Some(frame) = frames.pop_if(|f| f.end <= at) {
            w.leave(&frame);
        }
        if is_silent(node.tag) {
            at = node.end;
            continue;
        }
        if node.tag == Tag::Text {
            w.text(node.text, at);
        } else if node.tag == Tag::Break {
            w.line_break();
        } else if let Some(frame) = w.enter(node, at) {
            frames.push(frame);
        }
        at += 1;
    }
    w.flush();
    w.out
}

fn is_silent(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Skip | Tag::Script | Tag::Ruby | Tag::Head | Tag::Title | Tag::Meta | Tag::HeadLink
    )
}

impl Writer<'_, '_> {
    fn enter(&mut self, node: &Node<'_>, at: u32) -> Option<Frame> {
        if matches!(node.tag, Tag::Image) {
            return None;
        }
        let before = self.state;
        let block = node.tag.is_block() && !before.row;
        if block {
            self.flush();
        }
        match node.tag {
            Tag::Link => self.state.link = true,
            Tag::Cell if before.row => self.cell(),
            _ if before.row => self.space = true,
            Tag::Heading(level) => self.state.kind = BlockKind::Heading(level),
            Tag::Paragraph | Tag::Block if matches!(before.kind, BlockKind::Heading(_)) => {
                self.state.kind = BlockKind::Paragraph;
            }
            Tag::Item => self.state.kind = BlockKind::ListItem,
            Tag::List | Tag::Table => self.state.group = at,
            Tag::Quote => self.state.kind = BlockKind::Quote,
            Tag::Pre => {
                self.state.pre = true;
                self.state.kind = BlockKind::Preformatted;
            }
            Tag::Row if is_data_row(self.dom, at) => {
                self.state.row = true;
                self.state.kind = BlockKind::TableRow;
            }
            _ => {}
        }
        let link = (self.keep_links && node.tag == Tag::Link).then_some((self.out.text.len(), at));
        Some(Frame { end: node.end, block, link, before })
    }

    fn leave(&mut self, frame: &Frame) {
        if let Some((start, node)) = frame.link {
            let text = self.out.text.get(start..).unwrap_or_default();
            let start = start + (text.len() - text.trim_start().len());
            let end = start + text.trim().len();
            if start < end {
                self.out.links.push((start, end, node));
            }
        }
        if frame.block {
            self.flush();
        }
        self.state = frame.before;
    }

    fn cell(&mut self) {
        if self.out.text.len() > self.start {
            self.out.text.push('\t');
            self.space = false;
        }
    }

    fn line_break(&mut self) {
        if self.state.row {
            self.space = true;
        } else if self.out.text.get(self.start..).is_some_and(|t| t.ends_with('\n')) {
            if !self.state.pre {
                self.flush();
            }
        } else if self.out.text.len() > self.start {
            self.out.text.push('\n');
            self.space = false;
        }
    }

    fn text(&mut self, text: &str, node: u32) {
        if self.state.pre && !self.state.row {
            self.lines(text, node);
            return;
        }
        let mut rest = text;
        loop {
            let trimmed = rest.trim_start();
            self.space |= trimmed.len() < rest.len();
            if trimmed.is_empty() {
                return;
            }
            let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
            let (word, tail) = trimmed.split_at_checked(end).unwrap_or((trimmed, ""));
            self.word(word, node);
            rest = tail;
        }
    }

    /// Text in which line ends and spaces count.
    fn lines(&mut self, text: &str, node: u32) {
        for part in text.split_inclusive(char::is_whitespace) {
            let word = part.trim_end();
            if !word.is_empty() {
                self.word(word, node);
            }
            let gap = part.get(word.len()..).unwrap_or_default();
            if self.out.text.len() > self.start {
                self.out.text.push_str(gap);
            } else {
                self.space |= !gap.is_empty();
            }
        }
    }

    fn word(&mut self, word: &str, node: u32) {
        if self.out.text.len() == self.start {
            self.node = node;
        } else if self.space && !self.out.text.ends_with(['\n', '\t']) {
            self.out.text.push(' ');
        }
        self.space = false;
        self.out.text.push_str(word);
        let mut units = word.len() as u32;
        if word.is_ascii() {
            let stops = word.bytes().filter(|b| matches!(b, b'.' | b',' | b'!' | b'?'));
            self.stops += stops.count() as u32;
        } else {
            units = word.chars().map(|c| if c < '\u{2e80}' { 1 } else { 3 }).sum();
            self.stops += word.chars().filter(|c| is_stop(*c)).count() as u32;
        }
        self.units += units;
        if self.state.link {
            self.linked += units;
        }
    }

    fn flush(&mut self) {
        let trimmed = self.out.text.get(self.start..).map_or(0, |t| t.trim_end().len());
        self.out.text.truncate(self.start + trimmed);
        if self.units > 0 {
            self.out.list.push(Piece {
                start: self.start,
                end: self.out.text.len(),
                node: self.node,
                group: self.state.group,
                kind: self.state.kind,
                units: self.units,
                linked: self.linked,
                stops: self.stops,
            });
            self.out.text.push('\n');
        } else {
            self.out.text.truncate(self.start);
        }
        self.start = self.out.text.len();
        (self.units, self.linked, self.stops, self.space) = (0, 0, 0, false);
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | '!' | '?' | '。' | '、' | '，' | '！' | '？' | '؟' | '،' | '।' | '۔')
}

/// A row of a table of data: two cells or more, all short and of few lines, no list or table inside.
fn is_data_row(dom: &Dom<'_>, row: u32) -> bool {
    let below = dom.below(row);
    if below.len() > 400 {
        return false;
    }
    let (mut cells, mut letters, mut breaks) = (0, 0, 0);
    for node in below {
        match node.tag {
            Tag::Cell => (cells, letters, breaks) = (cells + 1, 0, 0),
            Tag::Break if breaks >= 3 => return false,
            Tag::Break => breaks += 1,
            Tag::Table | Tag::List | Tag::Article | Tag::Heading(1) | Tag::Form => return false,
            Tag::Text => {
                letters += node.text.trim().len();
                if letters > 600 {
                    return false;
                }
            }
            _ => {}
        }
    }
    cells >= 2
}
