//! `GeoJSON` (RFC 7946): one point a document and place, longitude first.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::json;

use super::spacy::Comma;
use super::{Format, Written, places};
use crate::model::{CodePoints, Label, StoredDocument, Value};

/// Writes a collection of features.
#[derive(Default)]
pub(super) struct GeoJson {
    comma: Comma,
}

/// A place and where it is named.
type Found<'a> = (&'a places::Place, Vec<(usize, usize)>);

impl Format for GeoJson {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")
    }

    fn document(&mut self, stored: &StoredDocument, out: &mut dyn Write) -> io::Result<Written> {
        let document = &stored.document;
        let points = CodePoints::new(&document.text);
        let mut found: BTreeMap<&str, Found<'_>> = BTreeMap::new();
        let mut written = Written::default();
        let (mut other, mut unknown) = (0, 0);
        for mention in &stored.mentions {
            if let Some(place) = places::of(mention) {
                let spans = &mut found.entry(place.name).or_insert((place, Vec::new())).1;
                spans.push(points.of_span(mention.span));
                written.mentions += 1;
            } else if matches!(&mention.value, Value::Entity(e)
                if matches!(e.label, Label::Gpe | Label::Loc | Label::Fac))
            {
                unknown += 1;
            } else {
                other += 1;
            }
        }
        for (number, (place, spans)) in found.values().enumerate() {
            let degrees = |text: &str| text.parse::<serde_json::Number>().ok();
            self.comma.before(out)?;
            let feature = json!({
                "type": "Feature",
                "id": format!("{}#{number}", stored.id),
                "geometry": {
                    "type": "Point",
                    "coordinates": [degrees(place.longitude), degrees(place.latitude)],
                },
                "properties": {
                    "name": place.name,
                    "precision": if place.is_country() { "country" }
                        else if place.kind == "2" { "state" } else { "city" },
                    "country": place.iso,
                    "geonames": place.geonames,
                    "mentions": spans.len(),
                    "spans": spans,
                    "document": stored.id,
                    "title": document.title,
                    "url": document.url,
                    "published": document.published,
                    "sha256": stored.capture.sha256,
                    "fetched_at": stored.capture.fetched_at,
                },
            });
            serde_json::to_writer(&mut *out, &feature)?;
        }
        written.leave("mentions other than places", other);
        written.leave("places whose coordinates are not known", unknown);
        Ok(written)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]}\n")
    }
}
