//! STIX 2.1: one bundle with a report a document, identities of people, organisations and outlets,
//! places as locations, technical indicators as observables and CVEs as vulnerabilities.
//!
//! The same name has the same id in every export: ids of observables are the `UUIDv5` the standard
//! asks for (2.9), those of other objects are made of a digest and marked as version 4.

use std::fmt::Write as _;
use std::io::{self, Write};

use data_encoding::HEXLOWER_PERMISSIVE;
use rustc_hash::FxHashSet;
use serde_json::{Value as Json, json};

use super::passages::{cut, entity_id, one_line, seconds_of, utc_millis, uuid, uuid_of};
use super::spacy::Comma;
use super::{Format, Written, places};
use crate::capture::sha1;
use crate::model::{EntityTag, Indicator, IndicatorKind, Label, StoredDocument, Value};

/// Namespace of the ids of observables (STIX 2.1, 2.9), without hyphens.
const NAMESPACE: &[u8] = b"00abedb4aa42466c9c01fed23315a9b7";
/// When objects that hold nothing but a name came into being: the same in every export, so that
/// they stay one object wherever bundles meet.
const NAMED_AT: &str = "2026-01-01T00:00:00.000Z";
/// Longest name. Characters.
const NAME_CHARS: usize = 300;

/// Writes a bundle.
#[derive(Default)]
pub(super) struct Stix {
    comma: Comma,
    /// Ids already written.
    known: FxHashSet<String>,
}

fn id(kind: &str, text: &str) -> String {
    format!("{kind}--{}", uuid('4', &format!("newsint\t{kind}\t{text}")))
}

/// Id of an observable from the JSON of its identifying properties.
fn observable_id(kind: &str, identifying: &Json) -> String {
    let mut bytes = HEXLOWER_PERMISSIVE.decode(NAMESPACE).unwrap_or_default();
    bytes.extend(identifying.to_string().as_bytes());
    format!("{kind}--{}", uuid_of('5', &sha1(&bytes)))
}

fn tool() -> String {
    id("identity", "newsint")
}

impl Format for Stix {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let bundle = id("bundle", "newsint");
        write!(out, "{{\"type\":\"bundle\",\"id\":\"{bundle}\",\"objects\":[")?;
        self.object(&identity(&tool(), "newsint", "system"), out)
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let mut written = Written::default();
        let mut refs: Vec<String> = Vec::new();
        let (mut other, mut nameless) = (0, 0);
        for mention in &stored.mentions {
            let object = match &mention.value {
                Value::Entity(entity) if one_line(&entity.canonical).is_empty() => {
                    nameless += 1;
                    continue;
                }
                Value::Entity(entity) => place_of(mention).or_else(|| named(entity)),
                Value::Indicator(indicator) => observable(indicator),
                _ => None,
            };
            let Some(object) = object else {
                other += 1;
                continue;
            };
            written.mentions += 1;
            if let Some(id) = object.get("id").and_then(Json::as_str)
                && !refs.iter().any(|r| r == id)
            {
                refs.push(id.to_string());
            }
            self.object(&object, out)?;
        }
        let outlet = outlet(stored);
        if refs.is_empty() {
            refs.extend(outlet.get("id").and_then(Json::as_str).map(str::to_string));
            self.object(&outlet, out)?;
        }
        self.object(&report(stored, &refs), out)?;
        written.leave("names without a letter", nameless);
        written.leave(
            "amounts, dates, quantities, quotations and names that STIX has no object for",
            other,
        );
        Ok(written)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]}\n")
    }
}

impl Stix {
    /// Writes an object unless it is there.
    fn object(&mut self, object: &Json, out: &mut dyn Write) -> io::Result<()> {
        let id = object.get("id").and_then(Json::as_str).unwrap_or_default();
        if self.known.insert(id.to_string()) {
            self.comma.before(out)?;
            serde_json::to_writer(out, object)?;
        }
        Ok(())
    }
}

fn named(entity: &EntityTag) -> Option<Json> {
    let class = match entity.label {
        Label::Person => "individual",
        Label::Org => "organization",
        _ => return None,
    };
    let name = cut(&one_line(&entity.canonical), NAME_CHARS);
    let mut object = identity(&id("identity", &entity_id(entity)), &name, class);
    if let (Some(object), Some(wikidata)) = (object.as_object_mut(), &entity.entity) {
        object.insert(
            "external_references".to_string(),
            json!([{"source_name": "wikidata", "external_id": wikidata}]),
        );
    }
    Some(object)
}

fn identity(id: &str, name: &str, class: &str) -> Json {
    json!({
        "type": "identity",
        "spec_version": "2.1",
        "id": id,
        "created": NAMED_AT,
        "modified": NAMED_AT,
        "name": name,
        "identity_class": class,
    })
}

fn outlet(stored: &StoredDocument) -> Json {
    let name = outlet_name(stored);
    identity(&id("identity", &format!("outlet\t{name}")), &name, "organization")
}

fn outlet_name(stored: &StoredDocument) -> String {
    let site = stored.document.site.as_deref().map(one_line).filter(|s| !s.is_empty());
    let host = || url::Url::parse(&stored.document.url).ok()?.host_str().map(str::to_string);
    cut(&site.or_else(host).unwrap_or_else(|| "unknown outlet".to_string()), NAME_CHARS)
}

fn place_of(mention: &crate::model::Mention) -> Option<Json> {
    let place = places::of(mention)?;
    let degrees = |text: &str| text.parse::<serde_json::Number>().ok();
    let mut object = json!({
        "type": "location",
        "spec_version": "2.1",
        "id": id("location", &format!("{}\t{}", place.iso, place.name)),
        "created": NAMED_AT,
        "modified": NAMED_AT,
        "name": place.full_name(),
        "country": place.iso,
    });
    // Kosovo's code is assigned by users, not by ISO 3166-1: its region stands instead.
    if let Some(object) = object.as_object_mut().filter(|_| place.iso == "XK") {
        object.remove("country");
        object.insert("region".to_string(), json!("southern-europe"));
    }
    if let Some(object) = object.as_object_mut().filter(|_| !place.is_country()) {
        let field = if place.kind == "2" { "administrative_area" } else { "city" };
        object.insert(field.to_string(), json!(place.name));
        object.insert("latitude".to_string(), json!(degrees(place.latitude)));
        object.insert("longitude".to_string(), json!(degrees(place.longitude)));
    }
    Some(object)
}

/// An address with what RFC 3986 does not allow in it percent-encoded.
fn uri(address: &str) -> String {
    let literal = address.contains("://[");
    let mut out = String::with_capacity(address.len());
    for (at, byte) in address.bytes().enumerate() {
        let encoded = || {
            let mut digits = address.bytes().skip(at + 1).take(2);
            digits.len() == 2 && digits.all(|b| b.is_ascii_hexdigit())
        };
        let allowed = match byte {
            b'%' => encoded(),
            b'[' | b']' => literal,
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte),
        };
        if allowed {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn observable(indicator: &Indicator) -> Option<Json> {
    let value = one_line(&indicator.value);
    let hash = |name: &str| Some(("file", json!({"hashes": {name: value}})));
    let (kind, identifying) = match indicator.indicator_kind {
        IndicatorKind::Email => Some(("email-addr", json!({"value": value}))),
        IndicatorKind::Domain => {
            // "www.example.org/news" is written without a scheme: its host is the domain.
            let host = value.split(['/', '?', '#', ':']).next().unwrap_or(&value);
            Some(("domain-name", json!({"value": host})))
        }
        IndicatorKind::Url => Some(("url", json!({"value": uri(&value)}))),
        IndicatorKind::Ip if value.contains(':') => Some(("ipv6-addr", json!({"value": value}))),
        IndicatorKind::Ip => Some(("ipv4-addr", json!({"value": value}))),
        IndicatorKind::Md5 => hash("MD5"),
        IndicatorKind::Sha1 => hash("SHA-1"),
        IndicatorKind::Sha256 => hash("SHA-256"),
        IndicatorKind::Cve => {
            return Some(json!({
                "type": "vulnerability",
                "spec_version": "2.1",
                "id": id("vulnerability", &value),
                "created": NAMED_AT,
                "modified": NAMED_AT,
                "name": value,
                "external_references": [{"source_name": "cve", "external_id": value}],
            }));
        }
        _ => None,
    }?;
    let mut object = json!({
        "type": kind,
        "spec_version": "2.1",
        "id": observable_id(kind, &identifying),
    });
    if let (Some(object), Json::Object(identifying)) = (object.as_object_mut(), identifying) {
        object.extend(identifying);
    }
    Some(object)
}

fn report(stored: &StoredDocument, refs: &[String]) -> Json {
    let document = &stored.document;
    let captured = seconds_of(&stored.capture.fetched_at);
    let published = document.published.map_or(captured, |p| p.unix_seconds());
    let title = one_line(&document.title);
    let title = if title.is_empty() { one_line(&document.url) } else { title };
    let unknown = if document.published.is_some() {
        ""
    } else {
        "; its day of publication is not known, that of the capture stands for it"
    };
    let kept = format!(
        "captured {} from {}, kept in {} at {}{unknown}",
        stored.capture.fetched_at, stored.capture.url, stored.capture.warc, stored.capture.offset
    );
    json!({
        "type": "report",
        "spec_version": "2.1",
        "id": id("report", &stored.id),
        "created_by_ref": tool(),
        "created": utc_millis(captured),
        "modified": utc_millis(captured),
        "name": cut(&title, NAME_CHARS),
        "published": utc_millis(published),
        "object_refs": refs,
        "external_references": [{
            "source_name": outlet_name(stored),
            "description": kept,
            "external_id": stored.id,
            "url": document.url,
            "hashes": {"SHA-256": stored.capture.sha256},
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_uris() {
        assert_eq!(uri("https://a.example/x?y=1#z"), "https://a.example/x?y=1#z");
        assert_eq!(
            uri("https://a.example/é|[1]%20%z"),
            "https://a.example/%C3%A9%7C%5B1%5D%20%25z"
        );
        assert_eq!(uri("http://[2001:db8::1]/"), "http://[2001:db8::1]/");
    }
}
