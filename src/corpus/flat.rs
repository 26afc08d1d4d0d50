//! Values of mentions read from the JSON that this program writes, in its order of fields and without
//! copies. Exports read millions of them, and a reader of all JSON takes four times as long. What
//! looks otherwise (escapes, further fields, another order) gives `None`.

#![expect(clippy::option_option, reason = "outside: is it usual; inside: is it there")]

use memchr::memchr2;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

use crate::model::{Block, BlockKind, EntityTag, Moment, Quantity, Quote, Span};

/// What is left of an object.
struct Flat<'a>(&'a str);

impl<'a> Flat<'a> {
    /// Steps over certain characters.
    fn step(&mut self, over: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(over)?;
        Some(())
    }

    /// A string without escapes whose opening quote has been read.
    fn text(&mut self) -> Option<&'a str> {
        let end = memchr2(b'"', b'\\', self.0.as_bytes())?;
        let (text, rest) = self.0.split_at_checked(end)?;
        self.0 = rest.strip_prefix('"')?;
        Some(text)
    }

    /// A string, or null, after the name of its field.
    fn text_or_null(&mut self, field: &str) -> Option<Option<&'a str>> {
        self.step(field)?;
        match self.step("null") {
            Some(()) => Some(None),
            None => self.step("\"").and_then(|()| self.text()).map(Some),
        }
    }

    /// A string whose field may be absent.
    fn text_or_absent(&mut self, field: &str) -> Option<Option<&'a str>> {
        match self.step(field) {
            Some(()) => self.step("\"").and_then(|()| self.text()).map(Some),
            None => Some(None),
        }
    }

    /// A decimal in quotes, or null.
    fn figure(&mut self, field: &str) -> Option<Option<Decimal>> {
        match self.text_or_null(field)? {
            Some(figure) => figure.parse().ok().map(Some),
            None => Some(None),
        }
    }

    /// A whole number that ends before a character.
    fn number(&mut self, end: char) -> Option<u32> {
        let (number, rest) = self.0.split_once(end)?;
        self.0 = rest;
        number.parse().ok()
    }

    /// The variant with a name.
    fn variant<T: Deserialize<'a>>(&mut self) -> Option<T> {
        T::deserialize(StrDeserializer::<Error>::new(self.text()?)).ok()
    }

    /// The end of the object.
    fn end(mut self) -> Option<()> {
        self.step("}")?;
        self.0.is_empty().then_some(())
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

pub(super) fn entity(json: &str) -> Option<EntityTag> {
    let mut flat = Flat(json);
    flat.step("{\"label\":\"")?;
    let label = flat.variant()?;
    flat.step(",\"canonical\":\"")?;
    let canonical = flat.text()?;
    let entity = flat.text_or_absent(",\"entity\":")?;
    let metonym = flat.text_or_absent(",\"metonym\":")?;
    flat.step(",\"confidence\":")?;
    let confidence = flat.0.strip_suffix('}')?.parse().ok()?;
    Some(EntityTag {
        label,
        canonical: canonical.to_owned(),
        entity: owned(entity),
        metonym: owned(metonym),
        candidates: Vec::new(),
        confidence,
    })
}

pub(super) fn moment(json: &str) -> Option<Moment> {
    let mut flat = Flat(json);
    flat.step("{\"type\":\"")?;
    let moment_type = flat.variant()?;
    flat.step(",\"value\":\"")?;
    let value = flat.text()?.to_owned();
    let modifier = owned(flat.text_or_null(",\"mod\":")?);
    let start = owned(flat.text_or_null(",\"start\":")?);
    let end = owned(flat.text_or_null(",\"end\":")?);
    flat.end()?;
    Some(Moment { moment_type, value, modifier, start, end, candidates: Vec::new() })
}

pub(super) fn quantity(json: &str) -> Option<Quantity> {
    let mut flat = Flat(json);
    flat.step("{\"type\":\"")?;
    let quantity_type = flat.variant()?;
    let min = flat.figure(",\"min\":")?;
    let max = flat.figure(",\"max\":")?;
    let unit = owned(flat.text_or_null(",\"unit\":")?);
    flat.step(",\"mod\":\"")?;
    let modifier = flat.variant()?;
    flat.end()?;
    Some(Quantity { quantity_type, min, max, unit, modifier, si: None })
}

/// The place of the speaker is left as it stands.
pub(super) fn quote(json: &str) -> Option<Quote> {
    let mut flat = Flat(json);
    let speaker = owned(flat.text_or_null("{\"speaker\":")?);
    flat.step(",\"speaker_span\":")?;
    let speaker_span = if flat.step("{\"start\":").is_some() {
        let start = flat.number(',')?;
        flat.step("\"end\":")?;
        Some(Span { start, end: flat.number('}')? })
    } else {
        flat.step("null")?;
        None
    };
    let cue = owned(flat.text_or_null(",\"cue\":")?);
    flat.step(",\"type\":\"")?;
    let quote_type = flat.variant()?;
    flat.end()?;
    Some(Quote { speaker, speaker_span, cue, quote_type })
}

/// Blocks as arrays of start, end and kind.
pub(super) fn blocks(json: &str) -> Option<Vec<Block>> {
    let mut flat = Flat(json);
    let mut blocks = Vec::new();
    flat.step("[")?;
    if flat.step("]").is_none() {
        loop {
            flat.step("[")?;
            let span = Span { start: flat.number(',')?, end: flat.number(',')? };
            let kind = if flat.step("{\"heading\":").is_some() {
                BlockKind::Heading(flat.number('}')?.try_into().ok()?)
            } else {
                flat.step("\"")?;
                flat.variant()?
            };
            flat.step("]")?;
            blocks.push(Block { span, kind });
            if flat.step(",").is_none() {
                flat.step("]")?;
                break;
            }
        }
    }
    flat.0.is_empty().then_some(blocks)
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;

    fn same<T: DeserializeOwned + PartialEq + std::fmt::Debug>(
        json: &str,
        read: fn(&str) -> Option<T>,
    ) {
        assert_eq!(read(json), Some(serde_json::from_str(json).unwrap()), "{json}");
    }

    #[test]
    fn what_is_read_fast_is_what_all_of_json_gives() {
        same(r#"{"label":"GPE","canonical":"México","entity":"Q96","confidence":0.93}"#, entity);
        same(r#"{"label":"GPE","canonical":"Rom","metonym":"Italien","confidence":1.0}"#, entity);
        same(
            r#"{"type":"DATE","value":"1987-01","mod":null,"start":"1987-01-01","end":"1987-02-01"}"#,
            moment,
        );
        same(r#"{"type":"SET","value":"XXXX","mod":"APPROX","start":null,"end":null}"#, moment);
        same(
            r#"{"type":"measure","min":"1.50","max":null,"unit":"ton","mod":"more_than"}"#,
            quantity,
        );
        same(
            r#"{"speaker":"A","speaker_span":{"start":18,"end":197},"cue":"said","type":"mixed"}"#,
            quote,
        );
        same(r#"{"speaker":null,"speaker_span":null,"cue":null,"type":"direct"}"#, quote);
    }

    #[test]
    fn blocks_are_what_all_of_json_gives() {
        for json in ["[]", r#"[[0,12,"paragraph"],[14,20,{"heading":2}],[22,30,"list_item"]]"#] {
            let rows: Vec<(u32, u32, BlockKind)> = serde_json::from_str(json).unwrap();
            let block = |(start, end, kind)| Block { span: Span { start, end }, kind };
            assert_eq!(blocks(json), Some(rows.into_iter().map(block).collect()), "{json}");
        }
        for json in ["", "[", "[[0,1]]", "[[0,1,\"quote\"]", "[[0,1,\"quote\"]] ", "[[0,1,\"x\"]]"]
        {
            assert_eq!(blocks(json), None, "{json}");
        }
    }

    #[test]
    fn what_is_unusual_is_left_to_the_reader_of_all_json() {
        for json in [
            r#"{"label":"ORG","canonical":"A \"B\"","confidence":0.9}"#,
            r#"{"label":"ORG","canonical":"A","candidates":["B"],"confidence":0.9}"#,
            r#"{"canonical":"A","label":"ORG","confidence":0.9}"#,
            r#"{"label":"ORG","canonical":"A","confidence":0.9,"more":1}"#,
            r#"{"label":"NONE","canonical":"A","confidence":0.9}"#,
        ] {
            assert!(entity(json).is_none(), "{json}");
        }
        assert!(
            quantity(r#"{"type":"count","min":"x","max":null,"unit":null,"mod":"exact"}"#)
                .is_none()
        );
    }
}
