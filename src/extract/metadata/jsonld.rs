//! schema.org data in JSON-LD scripts.

use serde_json::Value;

use crate::extract::clean::line;

/// What the scripts say of the article.
#[derive(Debug, Default)]
pub(in crate::extract) struct Linked {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    /// The same, from a description of the page instead of the article.
    pub(super) page_published: Option<String>,
    pub(super) page_modified: Option<String>,
    pub(super) body: Option<String>,
    pub(super) not_free: bool,
    pub(super) live: bool,
    pub(super) is_article: bool,
}

/// Largest script that is read. Bytes.
const SCRIPT_BYTES: usize = 1 << 20;

/// Reads the scripts; what is not JSON is passed over.
pub(super) fn read(scripts: &[&str]) -> Linked {
    let mut linked = Linked::default();
    let values: Vec<Value> = scripts
        .iter()
        .filter(|s| s.len() <= SCRIPT_BYTES)
        .take(40)
        .filter_map(|s| parse(s))
        .collect();
    let mut things: Vec<&Value> = Vec::new();
    for value in &values {
        collect(value, &mut things, 0);
    }
    for thing in &things {
        let kind = kind(thing);
        if is_article(&kind) {
            article(&mut linked, thing, &things, &kind);
        } else if kind.contains("WebPage") || kind.contains("WebSite") {
            page(&mut linked, thing);
        } else if kind.contains("Organization") && linked.publisher.is_none() {
            linked.publisher = string(thing, "name");
        }
    }
    linked
}

fn parse(script: &str) -> Option<Value> {
    let trimmed = script
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(trimmed).ok().or_else(|| {
        // Raw line ends inside strings are the commonest fault.
        let flat: String = trimmed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&flat).ok()
    })
}

/// The described things: the top level, `@graph`, and what the page is about.
fn collect<'v>(value: &'v Value, things: &mut Vec<&'v Value>, depth: usize) {
    if depth > 4 || things.len() > 500 {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|v| collect(v, things, depth + 1)),
        Value::Object(map) => {
            things.push(value);
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = map.get(key) {
                    collect(inner, things, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn kind(thing: &Value) -> String {
    match thing.get("@type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

fn is_article(kind: &str) -> bool {
    ["Article", "Posting", "Report", "Review", "Recipe", "HowTo"].iter().any(|k| kind.contains(k))
}

fn article(linked: &mut Linked, thing: &Value, things: &[&Value], kind: &str) {
    let fill = |slot: &mut Option<String>, key: &str| {
        if slot.is_none() {
            *slot = string(thing, key);
        }
    };
    linked.is_article = true;
    linked.live |= kind.contains("LiveBlog");
    fill(&mut linked.headline, "headline");
    fill(&mut linked.published, "datePublished");
    if linked.published.is_none() {
        linked.published = string(thing, "dateCreated");
    }
    if linked.modified.is_none() {
        linked.modified = string(thing, "dateModified");
    }
    if linked.authors.is_empty() {
        for key in ["author", "creator"] {
            if linked.authors.is_empty()
                && let Some(author) = thing.get(key)
            {
                names(author, things, &mut linked.authors, 0);
            }
        }
    }
    if let Some(publisher) = thing.get("publisher") {
        let mut found = Vec::new();
        names(publisher, things, &mut found, 0);
        linked.publisher = found.into_iter().next().or(linked.publisher.take());
    }
    if linked.body.is_none() {
        linked.body = thing
            .get("articleBody")
            .or_else(|| thing.get("reviewBody"))
            .and_then(Value::as_str)
            .map(ToOwned::to_owned);
    }
    linked.not_free |= match thing.get("isAccessibleForFree") {
        Some(Value::Bool(free)) => !free,
        Some(Value::String(free)) => free.eq_ignore_ascii_case("false"),
        _ => false,
    };
}

fn page(linked: &mut Linked, thing: &Value) {
    if linked.page_published.is_none() {
        linked.page_published = string(thing, "datePublished");
    }
    if linked.page_modified.is_none() {
        linked.page_modified = string(thing, "dateModified");
    }
}

fn string(thing: &Value, key: &str) -> Option<String> {
    let text = match thing.get(key)? {
        Value::String(text) => text.as_str(),
        Value::Array(items) => items.first()?.as_str()?,
        Value::Object(map) => map.get("@value")?.as_str()?,
        _ => return None,
    };
    let text = line(&plain(text));
    (!text.is_empty()).then_some(text)
}

/// Names of persons or organisations, by value or by reference.
fn names(value: &Value, things: &[&Value], out: &mut Vec<String>, depth: usize) {
    if depth > 3 || out.len() > 50 {
        return;
    }
    match value {
        Value::String(name) => out.push(line(&plain(name))),
        Value::Array(items) => items.iter().for_each(|v| names(v, things, out, depth + 1)),
        Value::Object(map) => {
            if let Some(name) = map.get("name") {
                names(name, things, out, depth + 1);
            } else if let Some(id) = map.get("@id") {
                let same = |t: &&&Value| t.get("@id") == Some(id) && t.get("name").is_some();
                if let Some(name) = things.iter().find(same).and_then(|t| t.get("name")) {
                    names(name, things, out, depth + 1);
                }
            }
        }
        _ => {}
    }
}

/// Text in which HTML entities and tags, if any, are taken for what they mean.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['&', '<']) {
        return text.to_owned();
    }
    let fragment = scraper::Html::parse_fragment(super::super::clean::cut_bytes(text, 1 << 18));
    let mut out = String::with_capacity(text.len());
    for value in fragment.tree.values() {
        match value {
            scraper::Node::Text(text) => out.push_str(text),
            scraper::Node::Element(e) if matches!(e.name(), "p" | "br" | "div" | "li") => {
                out.push('\n');
            }
            _ => {}
        }
    }
    out
}

/// The paragraphs of an `articleBody`, which may hold tags or line ends.
pub(in crate::extract) fn paragraphs(body: &str) -> Vec<String> {
    plain(body).split('\n').map(line).filter(|p| !p.is_empty()).collect()
}
