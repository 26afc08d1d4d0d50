//! All mentions of a document as one value: what is stored beside the rows, and read to write
//! datasets.
//!
//! Stepping through a row a mention and reading its JSON takes most of the time of an export; one
//! value a document takes a tenth of it. The rows hold the same for those who read with SQL.
//!
//! After the number of the layout stands, mention by mention: the distance of its first byte from
//! that of the mention before (zigzag), its length in bytes, the letter of its kind, and the fields
//! of its noun in their order. Numbers are in groups of seven bits, lowest first (LEB128). A text is
//! a number: absent, the words of the mention, new (length and bytes follow), or the nth new one
//! before it.

mod read;
mod unpack;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

pub use self::read::{PackedMention, PackedMentions, PackedValue, Term, Terms};
use super::{Mention, Quantity, Value};

/// The layout that is written and read.
const LAYOUT: u8 = 1;
/// What the number of a text means; larger ones point to an earlier text.
const ABSENT: u64 = 0;
const WORDS: u64 = 1;
const NEW: u64 = 2;
const EARLIER: u64 = 3;

/// The mentions of `text`, packed.
pub fn pack(text: &str, mentions: &[Mention]) -> Vec<u8> {
    let mut packer = Packer { out: vec![LAYOUT], words: "", known: FxHashMap::default() };
    packer.number(mentions.len() as u64);
    let mut before = 0;
    for mention in mentions {
        let start = i64::from(mention.span.start);
        packer.signed(start - before);
        packer.number(mention.span.len() as u64);
        before = start;
        packer.words = mention.span.of(text);
        packer.value(&mention.value);
    }
    packer.out
}

struct Packer<'a> {
    out: Vec<u8>,
    /// The words of the open mention.
    words: &'a str,
    /// Texts written before, with their numbers.
    known: FxHashMap<String, u64>,
}

impl Packer<'_> {
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.out.push((n & 0x7f) as u8 | 0x80);
            n >>= 7;
        }
        self.out.push(n as u8);
    }

    fn signed(&mut self, n: i64) {
        self.number(((n << 1) ^ (n >> 63)).cast_unsigned());
    }

    fn text(&mut self, text: &str) {
        if text == self.words {
            return self.number(WORDS);
        }
        if let Some(&number) = self.known.get(text) {
            return self.number(EARLIER + number);
        }
        self.number(NEW);
        self.number(text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
        self.known.insert(text.to_string(), self.known.len() as u64);
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.number(ABSENT),
        }
    }

    fn texts(&mut self, texts: &[String]) {
        self.number(texts.len() as u64);
        for text in texts {
            self.text(text);
        }
    }

    fn figure(&mut self, figure: Option<Decimal>) {
        self.optional(figure.map(|f| f.to_string()).as_deref());
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Entity(e) => {
                self.out.push(b'e');
                self.text(e.label.as_str());
                self.text(&e.canonical);
                self.optional(e.entity.as_deref());
                self.optional(e.metonym.as_deref());
                self.texts(&e.candidates);
                self.out.extend_from_slice(&e.confidence.to_le_bytes());
            }
            Value::Money(m) => {
                self.out.push(b'm');
                self.figure(m.min);
                self.figure(m.max);
                self.optional(m.currency.as_deref());
                self.texts(&m.candidates);
                self.text(m.modifier.as_str());
                self.optional(m.per.as_deref());
            }
            Value::Date(d) => {
                self.out.push(b'd');
                self.text(d.moment_type.as_str());
                self.text(&d.value);
                self.optional(d.modifier.as_deref());
                self.optional(d.start.as_deref());
                self.optional(d.end.as_deref());
                self.texts(&d.candidates);
            }
            Value::Quantity(q) => self.quantity(q),
            Value::Quote(q) => {
                self.out.push(b'q');
                self.optional(q.speaker.as_deref());
                self.number(u64::from(q.speaker_span.is_some()));
                if let Some(span) = q.speaker_span {
                    self.number(u64::from(span.start));
                    self.number(u64::from(span.end));
                }
                self.optional(q.cue.as_deref());
                self.text(q.quote_type.as_str());
            }
            Value::Indicator(i) => {
                self.out.push(b'i');
                self.text(i.indicator_kind.as_str());
                self.text(&i.value);
            }
        }
    }

    fn quantity(&mut self, q: &Quantity) {
        self.out.push(b'n');
        self.text(q.quantity_type.as_str());
        self.figure(q.min);
        self.figure(q.max);
        self.optional(q.unit.as_deref());
        self.text(q.modifier.as_str());
        self.number(u64::from(q.si.is_some()));
        if let Some(si) = &q.si {
            self.figure(si.min);
            self.figure(si.max);
            self.text(&si.unit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        EntityTag, Indicator, IndicatorKind, Label, Modifier, Moment, MomentType, Money,
        QuantityType, Quote, QuoteType, SiValue, Span,
    };

    fn unpack(text: &str, packed: &[u8]) -> Option<Vec<Mention>> {
        PackedMentions::read(text, packed)?.unpack()
    }

    const TEXT: &str = "Müller said “ja” on 3 May; $1.50 for 3 km. Müller";

    fn at(words: &str, value: Value) -> Mention {
        let start = TEXT.rfind(words).unwrap();
        Mention { span: Span::new(start, start + words.len()), value }
    }

    fn entity(canonical: &str) -> Value {
        Value::Entity(EntityTag {
            label: Label::Person,
            canonical: canonical.into(),
            entity: Some("Q1".into()),
            metonym: None,
            candidates: vec!["Anna Müller".into(), "\"M\"".into()],
            confidence: 0.93,
        })
    }

    fn all() -> Vec<Mention> {
        let (one, two) = (Some("1.50".parse().unwrap()), Some("-0.2".parse().unwrap()));
        let modifier = Modifier::Exact;
        let texts = |t: &str| vec![t.to_string()];
        vec![
            at("Müller", entity("Müller")),
            at(
                "“ja”",
                Value::Quote(Quote {
                    speaker: Some("Anna Müller".into()),
                    speaker_span: Some(Span::new(0, 7)),
                    cue: None,
                    quote_type: QuoteType::Direct,
                }),
            ),
            at(
                "3 May",
                Value::Date(Moment {
                    moment_type: MomentType::Date,
                    value: "XXXX-05-03".into(),
                    modifier: Some(String::new()),
                    start: None,
                    end: Some("2022-05-04".into()),
                    candidates: texts("2022-05-03"),
                }),
            ),
            at(
                "$1.50",
                Value::Money(Money {
                    min: one,
                    max: two,
                    currency: None,
                    candidates: texts("USD"),
                    modifier,
                    per: Some("km".into()),
                }),
            ),
            at(
                "3 km",
                Value::Quantity(Quantity {
                    quantity_type: QuantityType::Measure,
                    min: one,
                    max: None,
                    unit: Some("kilometre".into()),
                    modifier,
                    si: Some(SiValue { min: one, max: None, unit: "metre".into() }),
                }),
            ),
            at(
                "km",
                Value::Indicator(Indicator {
                    indicator_kind: IndicatorKind::Btc,
                    value: "km".into(),
                }),
            ),
            at("Müller", entity("Anna Müller")),
        ]
    }

    #[test]
    fn every_kind_of_mention_comes_back_as_it_was() {
        let mentions = all();
        assert_eq!(unpack(TEXT, &pack(TEXT, &mentions)), Some(mentions));
        assert_eq!(unpack("", &pack("", &[])), Some(Vec::new()));
    }

    #[test]
    fn damaged_values_are_refused() {
        let packed = pack(TEXT, &all());
        for end in 0..packed.len() {
            assert_eq!(unpack(TEXT, &packed[..end]), None);
        }
        for at in 0..packed.len() {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut damaged = packed.clone();
                damaged[at] = byte;
                let _ = unpack(TEXT, &damaged);
            }
        }
        assert_eq!(unpack("shorter", &packed), None);
    }
}
