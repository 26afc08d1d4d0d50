//! Syntax tree → Elasticsearch's query language, which its forks read too, over documents as
//! `newsint export --format jsonl` writes them.
//!
//! The index it is meant for has `title` and `text` analysed for their language, each with an
//! unstemmed, folded `.exact` beside it, `mentions` of type nested and all else as keywords and
//! dates. What has no counterpart there is an error that names it; nothing is left out.

use std::ops::Bound;

use serde_json::{Map, Value, json};

use super::ast::{Amount, Days, Filter, Measure, Node, Part, Scope, Text};
use super::dates::iso_day;
use super::pattern::{Expression, Pattern};
use super::query::Query;
use crate::error::{Error, Result};
use crate::index::{GROUPS, QUANTITY_TYPES, group_name};
use crate::model::Label;

/// What an entity under another name scores beside the name as written.
const NAME_SHARE: f32 = 0.5;

impl Query {
    /// The query as the body of an Elasticsearch search.
    pub fn to_elasticsearch(&self) -> Result<Value> {
        Ok(json!({"query": node(&self.node)?}))
    }
}

fn refuse(what: &str) -> Error {
    Error::usage_hint(
        format!("{what} cannot be said in the query language of Elasticsearch"),
        "newsint search finds it in a corpus of its own",
    )
}

fn node(node: &Node) -> Result<Value> {
    Ok(match node {
        Node::All => json!({"match_all": {}}),
        Node::And(nodes) => all(nodes)?,
        Node::Or(nodes) | Node::Any(nodes) => {
            any(nodes.iter().map(self::node).collect::<Result<_>>()?)
        }
        Node::Not(_) => all(std::slice::from_ref(node))?,
        Node::Boost(inner, boost) => {
            json!({"bool": {"must": [self::node(inner)?], "boost": boost}})
        }
        Node::Named(inner, tag) => {
            let named = json!({"bool": {"must": [mention(&tagged(tag))], "boost": NAME_SHARE}});
            any(vec![self::node(inner)?, named])
        }
        Node::Text(part, text) => self::text(*part, text)?,
        Node::Filter(filter) => self::filter(filter)?,
    })
}

/// All of them; conditions do not score.
fn all(nodes: &[Node]) -> Result<Value> {
    let mut body = Map::new();
    for node in nodes {
        let (place, node) = match node {
            Node::Not(inner) => ("must_not", inner.as_ref()),
            Node::Filter(_) => ("filter", node),
            Node::Text(_, text) if text.is_tag() => ("filter", node),
            node => ("must", node),
        };
        let list = body.entry(place).or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(self::node(node)?);
        }
    }
    Ok(json!({"bool": body}))
}

fn any(queries: Vec<Value>) -> Value {
    let mut body = Map::new();
    body.insert("should".to_string(), Value::Array(queries));
    body.insert("minimum_should_match".to_string(), json!(1));
    json!({"bool": body})
}

fn fields(part: Part, exact: bool) -> &'static [&'static str] {
    match (part, exact) {
        (Part::Whole, false) => &["title", "text"],
        (Part::Whole, true) => &["title.exact", "text.exact"],
        (Part::Title, false) => &["title"],
        (Part::Title, true) => &["title.exact"],
        (Part::Author, _) => &["author"],
    }
}

fn text(part: Part, text: &Text) -> Result<Value> {
    let stemmed = fields(part, false);
    let each = |query: &dyn Fn(&str) -> Value| {
        any(fields(part, true).iter().map(|field| query(field)).collect())
    };
    Ok(match text {
        Text::Word(word) => json!({"multi_match": {"query": word, "fields": stemmed}}),
        Text::Run(run) => {
            json!({"multi_match": {"query": run, "fields": stemmed, "type": "phrase"}})
        }
        Text::Exact(word) => {
            json!({"multi_match": {"query": word, "fields": fields(part, true)}})
        }
        Text::Wild(pattern) => each(&|field| json!({"wildcard": {field: glob(pattern)}})),
        Text::Fuzzy(word, distance) => {
            each(&|field| json!({"fuzzy": {field: {"value": word, "fuzziness": distance}}}))
        }
        Text::Regex(expression) => {
            let expression = lucene(expression)?;
            each(&|field| json!({"regexp": {field: {"value": expression}}}))
        }
        Text::Gap => return Err(refuse("a lone *")),
        Text::AnyOf(items) => {
            any(items.iter().map(|item| self::text(part, item)).collect::<Result<_>>()?)
        }
        Text::Phrase(_) | Text::Loose(..) | Text::Near(..) => {
            let exact = fields(part, is_exact(text));
            let rule = intervals(text)?;
            any(exact.iter().map(|field| json!({"intervals": {*field: rule}})).collect())
        }
        Text::Within(Scope::Sentence, ..) => return Err(refuse("SENTENCE")),
        Text::Within(Scope::Paragraph, ..) => return Err(refuse("PARAGRAPH")),
        Text::Tag(tag) => mention(&tagged(tag)),
        Text::TagWild(pattern) => mention(&tagged_wild(pattern)),
        Text::Figure(measure, amount) => mention(&figure(measure, amount)),
        Text::When(days) => mention(&dated(*days)),
    })
}

/// True if all words are asked for in this form alone, so that unstemmed fields serve.
fn is_exact(text: &Text) -> bool {
    match text {
        Text::Word(_) | Text::Run(_) => false,
        Text::Phrase(items) | Text::Loose(items, _) | Text::AnyOf(items) => {
            items.iter().all(is_exact)
        }
        Text::Near(a, b, _) => is_exact(a) && is_exact(b),
        _ => true,
    }
}

/// A rule of an `intervals` query.
fn intervals(text: &Text) -> Result<Value> {
    let rules = |items: &[Text]| items.iter().map(intervals).collect::<Result<Vec<_>>>();
    Ok(match text {
        Text::Word(word) | Text::Exact(word) => json!({"match": {"query": word}}),
        Text::Run(run) => json!({"match": {"query": run, "max_gaps": 0, "ordered": true}}),
        Text::Wild(pattern) => json!({"wildcard": {"pattern": pattern.to_string()}}),
        Text::Fuzzy(word, distance) => json!({"fuzzy": {"term": word, "fuzziness": distance}}),
        Text::Regex(expression) => json!({"regexp": {"pattern": lucene(expression)?}}),
        Text::AnyOf(items) => json!({"any_of": {"intervals": rules(items)?}}),
        Text::Phrase(items) => {
            json!({"all_of": {"intervals": rules(items)?, "ordered": true, "max_gaps": 0}})
        }
        Text::Loose(items, gaps) => {
            json!({"all_of": {"intervals": rules(items)?, "ordered": false, "max_gaps": gaps}})
        }
        Text::Near(a, b, distance) => {
            let both = [intervals(a)?, intervals(b)?];
            let gaps = distance.saturating_sub(1);
            json!({"all_of": {"intervals": both, "ordered": false, "max_gaps": gaps}})
        }
        Text::Gap => return Err(refuse("a lone * in a phrase")),
        Text::Within(..) => return Err(refuse("SENTENCE or PARAGRAPH inside NEAR")),
        Text::Tag(_) | Text::TagWild(_) | Text::Figure(..) | Text::When(_) => {
            return Err(refuse("NEAR beside a tag"));
        }
    })
}

fn glob(pattern: &Pattern) -> Value {
    json!({"value": pattern.to_string(), "case_insensitive": true})
}

/// An expression that Lucene reads in the same way.
fn lucene(expression: &Expression) -> Result<String> {
    let source = expression.to_string();
    match source.chars().find(|c| matches!(c, '@' | '&' | '<' | '>' | '~' | '#' | '"')) {
        Some(c) => Err(refuse(&format!("a regular expression with {c}"))),
        None => Ok(source),
    }
}

/// A document with a mention for which all of this holds.
fn mention(conditions: &[Value]) -> Value {
    json!({"nested": {"path": "mentions", "query": {"bool": {"filter": conditions}}}})
}

fn term(field: &str, value: &str) -> Value {
    json!({"term": {format!("mentions.{field}"): {"value": value, "case_insensitive": true}}})
}

fn labels(group: &str) -> Option<Value> {
    let labels: Vec<&str> = Label::ALL
        .iter()
        .filter(|label| group_name(**label) == group)
        .map(|label| label.as_str())
        .collect();
    GROUPS.contains(&group).then(|| json!({"terms": {"mentions.label": labels}}))
}

/// What holds of a mention under a tag.
fn tagged(tag: &str) -> Vec<Value> {
    let (kind, name) = tag.split_once(':').map_or((tag, None), |(kind, name)| (kind, Some(name)));
    let mut out = match labels(kind) {
        Some(labels) => vec![labels],
        None if kind == "speaker" => vec![term("kind", "quote")],
        None => vec![term("kind", kind)],
    };
    let Some(name) = name else { return out };
    out.push(match kind {
        "money" => term("money.currency", name),
        "quantity" if QUANTITY_TYPES.contains(&name) => term("quantity.type", name),
        "quantity" => json!({"match": {"mentions.quantity.unit": name}}),
        "speaker" => term("quote.speaker", name),
        "indicator" => any(vec![term("indicator.type", name), term("indicator.value", name)]),
        _ => any(vec![term("canonical", name), term("text", name), term("entity", name)]),
    });
    out
}

fn tagged_wild(pattern: &Pattern) -> Vec<Value> {
    let whole = pattern.to_string();
    let (kind, name) = whole.split_once(':').unwrap_or(("entity", &whole));
    let mut out = tagged(kind);
    let glob = |field: &str| json!({"wildcard": {field: glob(&Pattern::with_stars(name))}});
    out.push(if kind == "speaker" {
        glob("mentions.quote.speaker")
    } else {
        any(vec![glob("mentions.canonical"), glob("mentions.text")])
    });
    out
}

fn figure(measure: &Measure, amount: &Amount) -> Vec<Value> {
    let (kind, mut out) = match measure {
        Measure::Money => {
            let mut out = vec![term("kind", "money")];
            out.extend(amount.currency.as_deref().map(|code| term("money.currency", code)));
            ("money", out)
        }
        Measure::Quantity(None) => ("quantity", vec![term("kind", "quantity")]),
        Measure::Quantity(Some(unit)) => ("quantity", tagged(&format!("quantity:{unit}"))),
    };
    let mut range = Map::new();
    match amount.min {
        Bound::Included(min) => drop(range.insert("gte".to_string(), json!(min))),
        Bound::Excluded(min) => drop(range.insert("gt".to_string(), json!(min))),
        Bound::Unbounded => {}
    }
    match amount.max {
        Bound::Included(max) => drop(range.insert("lte".to_string(), json!(max))),
        Bound::Excluded(max) => drop(range.insert("lt".to_string(), json!(max))),
        Bound::Unbounded => {}
    }
    let of = |end: &str| json!({"range": {format!("mentions.{kind}.{end}"): range}});
    out.push(any(vec![of("min"), of("max")]));
    out
}

fn dated(days: Days) -> Vec<Value> {
    let mut out = vec![term("kind", "date")];
    let from =
        days.from.map(|day| json!({"range": {"mentions.date.start": {"gte": iso_day(day)}}}));
    let until =
        days.until.map(|day| json!({"range": {"mentions.date.end": {"lte": iso_day(day)}}}));
    out.extend(from.into_iter().chain(until));
    out
}

fn filter(filter: &Filter) -> Result<Value> {
    let exists = |field: &str| json!({"exists": {"field": field}});
    Ok(match filter {
        Filter::Site(site) => any(vec![
            address(&format!("{site}/*")),
            address(&format!("*.{site}/*")),
            json!({"wildcard": {"site": glob(site)}}),
        ]),
        Filter::Url(url) => any(vec![
            address(&url.to_string()),
            address(&format!("{url}/")),
            address(&format!("www.{url}")),
            address(&format!("www.{url}/")),
        ]),
        Filter::Lang(lang) if lang == "und" => json!({"bool": {"must_not": [exists("language")]}}),
        Filter::Lang(lang) => json!({"term": {"language": lang}}),
        Filter::Id(id) => json!({"term": {"id": id}}),
        Filter::Published(days) => between("published", *days),
        Filter::Captured(days) => between("capture.fetched_at", *days),
        Filter::Mentions(days) => mention(&dated(*days)),
        Filter::Money(amount) => mention(&figure(&Measure::Money, amount)),
        Filter::Type(media) => return Err(refuse(&format!("type:{media}"))),
        Filter::Has("date") => exists("published"),
        Filter::Has(what) => exists(what),
    })
}

fn address(rest: &str) -> Value {
    json!({"wildcard": {"url": {"value": format!("*://{rest}"), "case_insensitive": true}}})
}

fn between(field: &str, days: Days) -> Value {
    let mut range = Map::new();
    if let Some(day) = days.from {
        range.insert("gte".to_string(), json!(iso_day(day)));
    }
    if let Some(day) = days.until {
        range.insert("lt".to_string(), json!(iso_day(day)));
    }
    json!({"range": {field: range}})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(query: &str) -> String {
        Query::parse(query).unwrap().to_elasticsearch().unwrap()["query"].to_string()
    }

    #[test]
    fn operators_have_counterparts() {
        for (query, part) in [
            ("*", r#"{"match_all":{}}"#),
            ("missiles", r#"{"multi_match":{"query":"missiles","fields":["title","text"]}}"#),
            ("a1 -b1", r#""must_not":[{"#),
            ("a1 OR b1", r#""minimum_should_match":1"#),
            ("\"ballistic missile\"", r#"{"text.exact":{"all_of":{"intervals":[{"match":"#),
            ("\"a1 b1\"~5", r#""ordered":false,"max_gaps":5"#),
            ("netted NEAR/5 money", r#""max_gaps":4"#),
            ("mis*le", r#"{"wildcard":{"text.exact":{"value":"mis*le","case_insensitive":true}}}"#),
            ("missle~1", r#"{"fuzzy":{"text.exact":{"value":"missle","fuzziness":1}}}"#),
            ("/mis+ile/", r#"{"regexp":{"text.exact":{"value":"mis+ile"}}}"#),
            ("korea^2", r#""boost":2.0"#),
            ("title:word", r#""fields":["title"]"#),
            ("author:kim", r#""fields":["author"]"#),
            ("date:2024", r#"{"published":{"gte":"2024-01-01","lt":"2025-01-01"}}"#),
            ("captured:2024-05", r#""capture.fetched_at":{"gte":"2024-05-01""#),
            ("mentions:2022-11", r#""mentions.date.end":{"lte":"2022-12-01"}"#),
            ("money>=1mUSD", r#"{"range":{"mentions.money.min":{"gte":1000000.0}}}"#),
            ("<quantity:missile>=50", r#""mentions.quantity.max":{"gte":50.0}"#),
            ("person:\"Kim Jong Un\"", r#"{"terms":{"mentions.label":["PERSON"]}}"#),
            ("person:kim*", r#""mentions.canonical":{"value":"kim*""#),
            ("speaker:neuberger", r#"{"term":{"mentions.quote.speaker":"#),
            ("has:money", r#"{"term":{"mentions.kind":{"value":"money","#),
            ("lang:ko", r#"{"term":{"language":"ko"}}"#),
            ("lang:und", r#""must_not":[{"exists":{"field":"language"}}]"#),
            ("site:example.com", r#""value":"*://*.example.com/*""#),
            ("id:0123456789abcdef", r#"{"term":{"id":"0123456789abcdef"}}"#),
            ("has:title", r#"{"exists":{"field":"title"}}"#),
        ] {
            let body = body(query);
            assert!(body.contains(part), "{query}: {body} lacks {part}");
        }
    }

    #[test]
    fn what_has_no_counterpart_is_refused_by_name() {
        for (query, named) in [
            ("a1 SENTENCE b1", "SENTENCE"),
            ("a1 PARAGRAPH b1", "PARAGRAPH"),
            ("netted NEAR/5 <money>", "NEAR beside a tag"),
            ("\"a1 * b1\"", "a lone *"),
            ("type:pdf", "type:pdf"),
            ("/a#b/", "with #"),
        ] {
            let error = Query::parse(query).unwrap().to_elasticsearch().unwrap_err().to_string();
            assert!(error.contains(named), "{query}: {error}");
        }
    }
}
