//! Element names as far as extraction tells them apart.

/// The elements extraction knows; the rest is [`Tag::Inline`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Tag {
    Text,
    Inline,
    Link,
    Break,
    Rule,
    Paragraph,
    Heading(u8),
    List,
    Item,
    Table,
    Row,
    Cell,
    Quote,
    Pre,
    Article,
    Main,
    Aside,
    Nav,
    Header,
    Footer,
    Figure,
    Caption,
    Form,
    Block,
    Body,
    Head,
    Title,
    Meta,
    HeadLink,
    Html,
    Script,
    Time,
    Ruby,
    Address,
    Image,
    /// Never text: styles, widgets, media.
    Skip,
}

impl Tag {
    /// The tag for a lower-case element name.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "a" => Self::Link,
            "br" => Self::Break,
            "hr" => Self::Rule,
            "p" => Self::Paragraph,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "ul" | "ol" | "dl" | "menu" => Self::List,
            "li" | "dd" | "dt" => Self::Item,
            "table" => Self::Table,
            "tr" => Self::Row,
            "td" | "th" => Self::Cell,
            "blockquote" => Self::Quote,
            "pre" => Self::Pre,
            "article" => Self::Article,
            "main" => Self::Main,
            "aside" => Self::Aside,
            "nav" => Self::Nav,
            "header" => Self::Header,
            "footer" => Self::Footer,
            "figure" => Self::Figure,
            "figcaption" | "caption" => Self::Caption,
            "form" => Self::Form,
            "div" | "section" | "center" | "details" | "summary" | "hgroup" | "fieldset"
            | "thead" | "tbody" | "tfoot" | "dir" | "search" => Self::Block,
            "address" => Self::Address,
            "body" => Self::Body,
            "head" => Self::Head,
            "html" => Self::Html,
            "title" => Self::Title,
            "meta" => Self::Meta,
            "link" => Self::HeadLink,
            "script" => Self::Script,
            "time" => Self::Time,
            "rt" | "rp" => Self::Ruby,
            "img" => Self::Image,
            "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "object" | "embed"
            | "button" | "select" | "option" | "optgroup" | "datalist" | "textarea" | "input"
            | "label" | "canvas" | "audio" | "video" | "map" | "applet" | "frameset"
            | "noframes" | "dialog" | "legend" | "progress" | "meter" | "source" | "track"
            | "picture" | "base" => Self::Skip,
            _ => name.strip_prefix("amp-").map_or(Self::Inline, Self::of_amp),
        }
    }

    /// The tag for an element of AMP, without its prefix: what holds text, and what lies over or
    /// below it.
    fn of_amp(name: &str) -> Self {
        match name {
            "story-page" | "story-grid-layer" | "accordion" | "live-list" => Self::Block,
            "sidebar" | "mega-menu" => Self::Nav,
            "ad" | "auto-ads" | "sticky-ad" | "embed" | "social-share" | "consent"
            | "user-notification" | "next-page" | "story-auto-ads" | "story-bookend"
            | "story-social-share" => Self::Skip,
            _ => Self::Inline,
        }
    }

    /// True if the element starts and ends a line.
    pub(super) fn is_block(self) -> bool {
        !matches!(
            self,
            Self::Text
                | Self::Inline
                | Self::Link
                | Self::Break
                | Self::Time
                | Self::Ruby
                | Self::Image
                | Self::Skip
                | Self::Script
        )
    }
}
