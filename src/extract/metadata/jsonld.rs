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
    /// The same, from scripts that are no JSON.
    pub(super) loose_published: Option<String>,
    pub(super) loose_modified: Option<String>,
    pub(super) section: Option<String>,
    pub(super) keywords: Vec<String>,
    pub(super) image: Option<String>,
    pub(super) body: Option<String>,
    pub(super) not_free: bool,
    pub(super) live: bool,
    pub(super) is_article: bool,
}

/// Largest script that is read. Bytes.
const SCRIPT_BYTES: usize = 1 << 20;

/// Reads the scripts of the page at `address`. Of several articles, the one that names that
/// address comes first. What is not JSON is searched for dates alone.
pub(super) fn read(scripts: &[&str], address: &str) -> Linked {
    let mut linked = Linked::default();
    let mut values: Vec<Value> = Vec::new();
    for script in scripts.iter().filter(|s| s.len() <= SCRIPT_BYTES).take(40) {
        match parse(script) {
            Some(value) => values.push(value),
            None => loose(&mut linked, script),
        }
    }
    let mut things: Vec<&Value> = Vec::new();
    for value in &values {
        collect(value, &mut things, 0);
    }
    let path = path(address);
    let mut ordered = things.clone();
    ordered.sort_by_key(|t| !is_at(t, path));
    for thing in &ordered {
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

/// The dates in a script that is broken, or escaped for HTML where it should not be.
fn loose(linked: &mut Linked, script: &str) {
    let value = |key: &str| {
        let at = memchr::memmem::find(script.as_bytes(), key.as_bytes())?;
        let rest = super::super::clean::cut_bytes(script.get(at + key.len()..)?, 80);
        let rest = rest.split_once(':')?.1.trim_start();
        let rest = rest.trim_start_matches(['"', '\'', '\\']);
        let rest = rest.strip_prefix("&quot;").unwrap_or(rest);
        let text = rest.split(['"', '\'', '&', '\\', ',', '}', '\n']).next()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    if linked.loose_published.is_none() {
        linked.loose_published = value("datePublished");
    }
    if linked.loose_modified.is_none() {
        linked.loose_modified = value("dateModified");
    }
}

/// The path of an address, without the slash at its end.
fn path(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, r)| r);
    let rest = rest.split_once('/').map_or("", |(_, r)| r);
    rest.split(['?', '#']).next().unwrap_or("").trim_end_matches('/')
}

/// True if the thing names that path as its own address.
fn is_at(thing: &Value, own: &str) -> bool {
    let inner = thing.get("mainEntityOfPage");
    let named = [thing.get("url"), inner, inner.and_then(|m| m.get("@id"))];
    !own.is_empty()
        && named.into_iter().flatten().any(|v| v.as_str().is_some_and(|u| path(u) == own))
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
    if linked.section.is_none() {
        linked.section = string(thing, "articleSection");
    }
    if linked.keywords.is_empty() {
        keywords(thing.get("keywords"), &mut linked.keywords);
    }
    if linked.image.is_none() {
        linked.image = thing.get("image").and_then(|i| image(i, 0)).map(ToOwned::to_owned);
    }
    linked.not_free |= match thing.get("isAccessibleForFree") {
        Some(Value::Bool(free)) => !free,
        Some(Value::String(free)) => free.eq_ignore_ascii_case("false"),
        _ => false,
    };
}

fn keywords(value: Option<&Value>, out: &mut Vec<String>) {
    match value {
        Some(Value::String(text)) => out.push(plain(text)),
        Some(Value::Array(items)) => {
            out.extend(items.iter().take(100).filter_map(Value::as_str).map(plain));
        }
        _ => {}
    }
}

fn image(value: &Value, depth: usize) -> Option<&str> {
    match value {
        Value::String(url) => Some(url.as_str()).filter(|u| !u.is_empty()),
        Value::Array(items) if depth < 3 => items.first().and_then(|i| image(i, depth + 1)),
        Value::Object(map) => map.get("url").or_else(|| map.get("contentUrl"))?.as_str(),
        _ => None,
    }
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
    let cut = super::super::clean::cut_bytes(text, 1 << 18);
    let fragment = scraper::Html::parse_fragment(&crate::extract::html::guard::guard(cut));
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
